// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * One picture worker, from start to end, as its client sees it: one exchange after the other. Used
 * from the main context that it was started in.
 */
#define JL_TYPE_PICTURE_PROCESS (jl_picture_process_get_type ())
G_DECLARE_FINAL_TYPE (JlPictureProcess, jl_picture_process, JL, PICTURE_PROCESS, GObject)

JlPictureProcess *jl_picture_process_start (const char *const *argv, GError **error);
int jl_picture_process_get_pid (JlPictureProcess *self);
guint jl_picture_process_get_n_exchanges (JlPictureProcess *self);
void jl_picture_process_end (JlPictureProcess *self);

void jl_picture_process_exchange_async (JlPictureProcess *self,
                                        GBytes *frame,
                                        int photo_fd,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
GVariant *
jl_picture_process_exchange_finish (JlPictureProcess *self, GAsyncResult *result, GError **error);

G_END_DECLS
