// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-keyring.h"

#include <libsecret/secret.h>

static const SecretSchema schema = {
  "cn.jieli.Jieli.Session",
  SECRET_SCHEMA_NONE,
  { { "server", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "username", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 } },
};

static const SecretSchema device_schema = {
  "cn.jieli.Jieli.Device",
  SECRET_SCHEMA_NONE,
  { { "server", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!secret_password_store_finish (result, &error))
    g_debug ("no keyring: %s", error->message);
}

/**
 * jl_keyring_store:
 * @server: address of the service
 * @username: who signed in
 * @token: of the session
 */
void
jl_keyring_store (const char *server, const char *username, const char *token)
{
  g_autofree char *label = g_strdup_printf ("Jieli: %s (%s)", username, server);

  secret_password_store (&schema,
                         SECRET_COLLECTION_DEFAULT,
                         label,
                         token,
                         NULL,
                         stored_cb,
                         NULL,
                         "server",
                         server,
                         "username",
                         username,
                         NULL);
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  secret_password_clear_finish (result, NULL);
}

/**
 * jl_keyring_forget:
 * @server: address of the service
 * @username: who signed out
 */
void
jl_keyring_forget (const char *server, const char *username)
{
  secret_password_clear (
      &schema, NULL, cleared_cb, NULL, "server", server, "username", username, NULL);
}

/**
 * jl_keyring_lookup_async:
 * @server: address of the service
 * @username: who signed in last
 * @cancellable: (nullable): to leave off
 * @callback: called when the keyring has answered
 * @user_data: for @callback
 */
void
jl_keyring_lookup_async (const char *server,
                         const char *username,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  secret_password_lookup (
      &schema, cancellable, callback, user_data, "server", server, "username", username, NULL);
}

/**
 * jl_keyring_lookup_finish:
 * @result: of jl_keyring_lookup_async()
 * @error: of the keyring, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the token; %NULL without an error when there is none
 */
char *
jl_keyring_lookup_finish (GAsyncResult *result, GError **error)
{
  g_autofree char *secret = secret_password_lookup_finish (result, error);

  return g_strdup (secret);
}

/**
 * jl_keyring_store_device:
 * @server: address of the service
 * @text: what this computer is to it
 */
void
jl_keyring_store_device (const char *server, const char *text)
{
  g_autofree char *label = g_strdup_printf ("Jieli: this computer (%s)", server);

  secret_password_store (&device_schema,
                         SECRET_COLLECTION_DEFAULT,
                         label,
                         text,
                         NULL,
                         stored_cb,
                         NULL,
                         "server",
                         server,
                         NULL);
}

/**
 * jl_keyring_lookup_device_async:
 * @server: address of the service
 * @cancellable: (nullable): to leave off
 * @callback: called when the keyring has answered: jl_keyring_lookup_finish()
 * @user_data: for @callback
 */
void
jl_keyring_lookup_device_async (const char *server,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  secret_password_lookup (&device_schema, cancellable, callback, user_data, "server", server, NULL);
}
