// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The session's token in the person's keyring. A machine without a keyring forgets it: one signs in
 * anew, and nothing else is lost. */
void jl_keyring_store (const char *server, const char *username, const char *token);
void jl_keyring_forget (const char *server, const char *username);
void jl_keyring_lookup_async (const char *server,
                              const char *username,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
char *jl_keyring_lookup_finish (GAsyncResult *result, GError **error);

/* What jl_device_to_text() says of this computer. */
void jl_keyring_store_device (const char *server, const char *text);
void jl_keyring_lookup_device_async (const char *server,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);

G_END_DECLS
