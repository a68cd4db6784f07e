// SPDX-License-Identifier: GPL-3.0-or-later
/* Signing in, going on with a session that was kept, signing out. */
#include "jl-client-private.h"

#include "jl-error.h"
#include "jl-pin.h"

/* As long as a device's name may be. */
#define DEVICE_NAME_MAX 80

/* Takes over who is signed in. */
static void
take_account (JlClient *self, JlRecord *account)
{
  g_set_object (&self->account, account);
  g_clear_object (&self->membership);
  jl_client_set_membership (self, NULL);
  g_object_notify (G_OBJECT (self), "account");
}

/* What the list of sessions shows of this computer. */
void
jl_client_set_device (JlRecord *body, guint field)
{
  g_autofree char *name = g_strdup_printf ("Jieli, %s", g_get_host_name ());
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autofree char *cut =
      g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), DEVICE_NAME_MAX));

  jl_record_set_text (body, field, cut);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  JlClient *self = JL_CLIENT (source);
  GError *error = NULL;
  g_autoptr (JlRecord) session = jl_client_run_record_finish (self, result, &error);
  JlRecord *account;

  if (session == NULL) {
    g_task_return_error (task, error);
    return;
  }
  account = jl_record_get_record (session, JL_SESSION_ACCOUNT);
  if (account == NULL || jl_record_get_text (session, JL_SESSION_TOKEN) == NULL) {
    g_task_return_new_error (
        task, JL_ERROR, JL_ERROR_MALFORMED, "the session has no token or no account");
    return;
  }
  g_free (self->token);
  self->token = g_strdup (jl_record_get_text (session, JL_SESSION_TOKEN));
  take_account (self, account);
  g_task_return_boolean (task, TRUE);
}

/**
 * jl_client_sign_in_async:
 * @self: a client
 * @username: the username, or a mobile number
 * @password: the password
 * @cancellable: (nullable): to leave off
 * @callback: called when it is done
 * @user_data: for @callback
 */
void
jl_client_sign_in_async (JlClient *self,
                         const char *username,
                         const char *password,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (JlAction) action = jl_action_new_post ("/sessions");
  g_autoptr (JlRecord) body = jl_record_new (&jl_sign_in_table);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, jl_client_sign_in_async);
  jl_client_end_session (self);
  jl_record_set_text (body, JL_SIGN_IN_USERNAME, username);
  jl_record_set_text (body, JL_SIGN_IN_PASSWORD, password);
  jl_client_set_device (body, JL_SIGN_IN_DEVICE);
  jl_action_set_body (action, body);
  jl_action_set_output (action, &jl_session_table);
  jl_client_run_async (self, action, cancellable, signed_in_cb, task);
}

/**
 * jl_client_sign_in_finish:
 * @self: a client
 * @result: of jl_client_sign_in_async()
 * @error: as jl_client_run_json_finish()
 *
 * Returns: whether somebody is signed in now
 */
gboolean
jl_client_sign_in_finish (JlClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * jl_client_switch_async:
 * @self: a client
 * @device: the secret by which the service knows this computer
 * @account: id of who it is
 * @pin: their PIN
 * @cancellable: (nullable): to leave off
 * @callback: called when it is done: jl_client_sign_in_finish()
 * @user_data: for @callback
 *
 * Signs somebody in who has a PIN on this computer.
 */
void
jl_client_switch_async (JlClient *self,
                        const char *device,
                        const char *account,
                        const char *pin,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (JlAction) action = jl_action_new_post ("/sessions/pin");
  g_autoptr (JlRecord) body = jl_record_new (&jl_pin_sign_in_table);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, jl_client_switch_async);
  jl_client_end_session (self);
  jl_record_set_text (body, JL_PIN_SIGN_IN_DEVICE, device);
  jl_record_read_parameter (body, "account", account, NULL);
  jl_record_set_text (body, JL_PIN_SIGN_IN_PIN, pin);
  jl_client_set_device (body, JL_PIN_SIGN_IN_DEVICE_NAME);
  jl_action_set_body (action, body);
  jl_action_set_output (action, &jl_session_table);
  jl_client_run_async (self, action, cancellable, signed_in_cb, task);
}

static void
resumed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  JlClient *self = JL_CLIENT (source);
  GError *error = NULL;
  g_autoptr (JlRecord) account = jl_client_run_record_finish (self, result, &error);

  if (account == NULL) {
    g_clear_pointer (&self->token, g_free);
    g_task_return_error (task, error);
    return;
  }
  take_account (self, account);
  g_task_return_boolean (task, TRUE);
}

/**
 * jl_client_resume_async:
 * @self: a client
 * @token: of a session that was kept
 * @cancellable: (nullable): to leave off
 * @callback: called when it is done
 * @user_data: for @callback
 */
void
jl_client_resume_async (JlClient *self,
                        const char *token,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (JlAction) action = jl_action_new_get ("/account");
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, jl_client_resume_async);
  jl_client_end_session (self);
  self->token = g_strdup (token);
  jl_action_set_output (action, &jl_account_table);
  jl_client_run_async (self, action, cancellable, resumed_cb, task);
}

/**
 * jl_client_resume_finish:
 * @self: a client
 * @result: of jl_client_resume_async()
 * @error: as jl_client_run_json_finish(); %JL_ERROR_UNAUTHENTICATED when the session is over
 *
 * Returns: whether somebody is signed in now
 */
gboolean
jl_client_resume_finish (JlClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
signed_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!jl_client_run_finish (JL_CLIENT (source), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * jl_client_sign_out_async:
 * @self: a client that is signed in
 * @cancellable: (nullable): to leave off
 * @callback: called when the service knows
 * @user_data: for @callback
 *
 * Ends the session. The client forgets it at once, whatever the service says.
 */
void
jl_client_sign_out_async (JlClient *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (JlAction) action = jl_action_new ("DELETE", "/sessions/current");
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, jl_client_sign_out_async);
  jl_client_run_async (self, action, cancellable, signed_out_cb, task);
  jl_client_end_session (self);
}

/**
 * jl_client_sign_out_finish:
 * @self: a client
 * @result: of jl_client_sign_out_async()
 * @error: as jl_client_run_json_finish()
 *
 * Returns: whether the service has ended the session
 */
gboolean
jl_client_sign_out_finish (JlClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
