// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-picture.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Has pictures of strangers made by a picture worker, which it starts when there is work and lets
 * go when there is none. An object, because running operations keep it alive.
 */
#define JL_TYPE_PICTURE_CLIENT (jl_picture_client_get_type ())
G_DECLARE_FINAL_TYPE (JlPictureClient, jl_picture_client, JL, PICTURE_CLIENT, GObject)

/* How many may wait behind the one that is being made. */
#define JL_PICTURE_CLIENT_MAX_WAITING 32

char *jl_picture_client_find_worker (void);
JlPictureClient *jl_picture_client_new (const char *const *argv);
void jl_picture_client_set_deadline (JlPictureClient *self, guint milliseconds);
void jl_picture_client_set_idle_time (JlPictureClient *self, guint milliseconds);
int jl_picture_client_get_pid (JlPictureClient *self);

void jl_picture_client_make_async (JlPictureClient *self,
                                   const char *input_path,
                                   const char *photos_dir,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
void jl_picture_client_draw_async (JlPictureClient *self,
                                   const char *category,
                                   guint32 seed,
                                   const char *photos_dir,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
JlPicture *
jl_picture_client_make_finish (JlPictureClient *self, GAsyncResult *result, GError **error);

JlPicture *jl_picture_client_make (JlPictureClient *self,
                                   const char *input_path,
                                   const char *photos_dir,
                                   GError **error);
JlPicture *jl_picture_client_draw (JlPictureClient *self,
                                   const char *category,
                                   guint32 seed,
                                   const char *photos_dir,
                                   GError **error);

G_END_DECLS
