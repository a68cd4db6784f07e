// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A service on this very machine, for a shop that has one PC. It runs as long as the program. */
gboolean jl_local_service_is_available (void);
gboolean jl_local_service_exists (void);
void jl_local_service_start_async (const char *username,
                                   const char *password,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
char *jl_local_service_start_finish (GAsyncResult *result, GError **error);
void jl_local_service_stop (void);

G_END_DECLS
