// SPDX-License-Identifier: GPL-3.0-or-later
/* Sending actions and reading what comes back. */
#include "jl-client-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

/* An action that met a broken connection or a busy service is repeated so often by itself, with
 * the same key; after that it is the person's turn to decide. */
#define N_RETRIES 2
#define FIRST_PAUSE_MS 300
/* When the service asks for a longer pause than this, the person is told at once. */
#define LONGEST_PAUSE_S 10

typedef struct {
  JlAction *action;     /* owned */
  GBytes *content;      /* owned, nullable: of an upload */
  char *media_type;     /* owned, nullable */
  SoupMessage *message; /* owned: of the present attempt */
  guint n_retries;
  GFileProgressCallback progress;
  gpointer progress_data;
  guint64 n_written;
  guint retry_after_s; /* what the service asked for with its last answer */
  gboolean is_file;    /* the answer is a file, and not JSON */
} Exchange;

static void
exchange_free (Exchange *exchange)
{
  g_object_unref (exchange->action);
  g_clear_pointer (&exchange->content, g_bytes_unref);
  g_clear_object (&exchange->message);
  g_free (exchange->media_type);
  g_free (exchange);
}

static void send_exchange (GTask *task);

/* Makes a request with all that every request of this client says. */
SoupMessage *
jl_client_new_message (JlClient *self, const char *method, const char *path)
{
  g_autofree char *address = g_strconcat (self->server, "/api/v1", path, NULL);
  SoupMessage *message = soup_message_new (method, address);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  if (self->language != NULL)
    soup_message_headers_replace (headers, "Accept-Language", self->language);
  if (self->token != NULL) {
    g_autofree char *authorization = g_strconcat ("Bearer ", self->token, NULL);

    soup_message_headers_replace (headers, "Authorization", authorization);
  }
  if (self->membership != NULL) {
    g_autofree char *organisation =
        jl_record_dup_field_text (self->membership, JL_MEMBERSHIP_ORGANISATION);

    soup_message_headers_replace (headers, "Jieli-Acting", organisation);
  }
  return message;
}

/* Turns what the network says into what a person can act on. A cancellation stays one. */
GError *
jl_client_wrap_network_error (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || error->domain == JL_ERROR)
    return g_error_copy (error);
  if (error->domain == G_TLS_ERROR)
    return g_error_new (JL_ERROR,
                        JL_ERROR_UNAVAILABLE,
                        _ ("No safe connection to the service can be made: %s"),
                        error->message);
  return g_error_new (JL_ERROR,
                      JL_ERROR_UNAVAILABLE,
                      "%s",
                      _ ("The service cannot be reached. Nothing is lost; please try again."));
}

static gboolean
retry_cb (gpointer user_data)
{
  GTask *task = user_data;

  if (!g_task_return_error_if_cancelled (task))
    send_exchange (task);
  return G_SOURCE_REMOVE;
}

/* A service that cannot be reached or is busy; and one that wants to be asked less often, unless
 * the asking is a write, such as one more attempt at a password. */
static gboolean
may_pass (Exchange *exchange, const GError *error)
{
  if (error->domain != JL_ERROR)
    return !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  return error->code == JL_ERROR_UNAVAILABLE ||
         (error->code == JL_ERROR_TOO_MANY && jl_action_get_key (exchange->action) == NULL);
}

/* Returns: whether the action will be tried again. */
static gboolean
retry (GTask *task, const GError *error)
{
  Exchange *exchange = g_task_get_task_data (task);
  guint pause_ms = MAX ((guint)FIRST_PAUSE_MS << exchange->n_retries,
                        MIN (exchange->retry_after_s, LONGEST_PAUSE_S) * 1000);

  if (exchange->n_retries >= N_RETRIES || exchange->retry_after_s > LONGEST_PAUSE_S ||
      !may_pass (exchange, error))
    return FALSE;
  exchange->n_retries++;
  g_timeout_add_full (G_PRIORITY_DEFAULT, pause_ms, retry_cb, g_object_ref (task), g_object_unref);
  return TRUE;
}

static JsonNode *
read_answer (GBytes *body, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);

  if (length == 0)
    return json_node_new (JSON_NODE_NULL);
  return jl_json_parse (text, length, error);
}

static void
fail (GTask *task, GError *error)
{
  JlClient *self = g_task_get_source_object (task);
  GError *shown;

  if (retry (task, error)) {
    g_error_free (error);
    return;
  }
  shown = jl_client_wrap_network_error (error);
  if (g_error_matches (shown, JL_ERROR, JL_ERROR_UNAUTHENTICATED) && self->token != NULL)
    g_signal_emit_by_name (self, "session-ended");
  g_task_return_error (task, shown);
  g_error_free (error);
}

/* Retry-After in seconds (RFC 9110 section 10.2.3); this service never gives a date. */
static guint
read_retry_after (SoupMessage *message)
{
  const char *text =
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");

  return text != NULL ? (guint)CLAMP (g_ascii_strtoll (text, NULL, 10), 0, G_MAXINT) : 0;
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  JlClient *self = g_task_get_source_object (task);
  Exchange *exchange = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) body =
      soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);
  JsonNode *node;

  if (exchange->message != NULL)
    g_signal_handlers_disconnect_by_data (exchange->message, task);
  if (body == NULL) {
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      jl_client_set_online (self, FALSE);
    fail (task, error);
    return;
  }
  jl_client_set_online (self, TRUE);
  exchange->retry_after_s = read_retry_after (exchange->message);
  if (soup_message_get_status (exchange->message) >= 400) {
    fail (task, jl_problem_read (exchange->message, body));
    return;
  }
  if (exchange->is_file) {
    g_task_return_pointer (task, g_steal_pointer (&body), (GDestroyNotify)g_bytes_unref);
    return;
  }
  node = read_answer (body, &error);
  if (node == NULL)
    fail (task, error);
  else
    g_task_return_pointer (task, node, (GDestroyNotify)json_node_unref);
}

static void
wrote_cb (SoupMessage *message, guint size, GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);

  exchange->n_written += size;
  if (exchange->progress != NULL)
    exchange->progress (MIN (exchange->n_written, g_bytes_get_size (exchange->content)),
                        g_bytes_get_size (exchange->content),
                        exchange->progress_data);
}

static void
set_content (Exchange *exchange, GTask *task)
{
  const char *json = jl_action_get_json (exchange->action);

  if (exchange->content != NULL) {
    exchange->n_written = 0;
    soup_message_set_request_body_from_bytes (
        exchange->message, exchange->media_type, exchange->content);
    g_signal_connect (exchange->message, "wrote-body-data", G_CALLBACK (wrote_cb), task);
  } else if (json != NULL) {
    g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));

    soup_message_set_request_body_from_bytes (exchange->message, "application/json", bytes);
  }
}

static void
send_exchange (GTask *task)
{
  JlClient *self = g_task_get_source_object (task);
  Exchange *exchange = g_task_get_task_data (task);
  JlAction *action = exchange->action;
  SoupMessageHeaders *headers;

  g_clear_object (&exchange->message);
  exchange->retry_after_s = 0;
  exchange->message =
      jl_client_new_message (self, jl_action_get_method (action), jl_action_get_path (action));
  headers = soup_message_get_request_headers (exchange->message);
  soup_message_headers_replace (headers, "Accept", "application/json");
  if (jl_action_get_key (action) != NULL)
    soup_message_headers_replace (headers, "Idempotency-Key", jl_action_get_key (action));
  if (jl_action_get_version (action) != 0) {
    g_autofree char *tag =
        g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", jl_action_get_version (action));

    soup_message_headers_replace (headers, "If-Match", tag);
  }
  set_content (exchange, task);
  soup_session_send_and_read_async (self->session,
                                    exchange->message,
                                    G_PRIORITY_DEFAULT,
                                    g_task_get_cancellable (task),
                                    sent_cb,
                                    g_object_ref (task));
}

static GTask *
new_task (JlClient *self,
          JlAction *action,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Exchange *exchange = g_new0 (Exchange, 1);

  exchange->action = g_object_ref (action);
  g_task_set_source_tag (task, jl_client_run_async);
  g_task_set_task_data (task, exchange, (GDestroyNotify)exchange_free);
  return task;
}

/**
 * jl_client_run_async:
 * @self: a client
 * @action: what to do
 * @cancellable: (nullable): to leave off; a write may have happened all the same
 * @callback: called when it is done, with any of the `_finish` functions below
 * @user_data: for @callback
 *
 * Does @action. After a broken connection or a busy service it is tried again a few times by
 * itself; running the same @action once more afterwards is as safe.
 */
void
jl_client_run_async (JlClient *self,
                     JlAction *action,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = new_task (self, action, cancellable, callback, user_data);

  send_exchange (task);
}

/**
 * jl_client_upload_async:
 * @self: a client
 * @action: what to do
 * @content: the body, as it is
 * @media_type: what it is, e.g. `image/jpeg`
 * @progress: (nullable): told how many bytes went out
 * @progress_data: for @progress
 * @cancellable: (nullable): to leave off
 * @callback: called when it is done, with any `_finish` of jl_client_run_async()
 * @user_data: for @callback
 *
 * As jl_client_run_async(), for a file.
 */
void
jl_client_upload_async (JlClient *self,
                        JlAction *action,
                        GBytes *content,
                        const char *media_type,
                        GFileProgressCallback progress,
                        gpointer progress_data,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = new_task (self, action, cancellable, callback, user_data);
  Exchange *exchange = g_task_get_task_data (task);

  exchange->content = g_bytes_ref (content);
  exchange->media_type = g_strdup (media_type);
  exchange->progress = progress;
  exchange->progress_data = progress_data;
  send_exchange (task);
}

/**
 * jl_client_fetch_async:
 * @self: a client
 * @action: reads a file
 * @cancellable: (nullable): to leave off
 * @callback: called when it is there
 * @user_data: for @callback
 */
void
jl_client_fetch_async (JlClient *self,
                       JlAction *action,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = new_task (self, action, cancellable, callback, user_data);
  Exchange *exchange = g_task_get_task_data (task);

  exchange->is_file = TRUE;
  send_exchange (task);
}

/**
 * jl_client_fetch_finish:
 * @self: a client
 * @result: of jl_client_fetch_async()
 * @error: as jl_client_run_json_finish()
 *
 * Returns: (transfer full): what is in the file
 */
GBytes *
jl_client_fetch_finish (JlClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * jl_client_run_json_finish:
 * @self: a client
 * @result: of jl_client_run_async()
 * @error: what the service said, as JL_ERROR with field and reasons; %JL_ERROR_UNAVAILABLE when it
 *   cannot be reached; %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the answer; a null node when it had no content
 */
JsonNode *
jl_client_run_json_finish (JlClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * jl_client_run_finish:
 * @self: a client
 * @result: of jl_client_run_async()
 * @error: as jl_client_run_json_finish()
 *
 * Returns: whether it is done
 */
gboolean
jl_client_run_finish (JlClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (JsonNode) node = jl_client_run_json_finish (self, result, error);

  return node != NULL;
}

static const JlRecordTable *
get_output (GAsyncResult *result)
{
  Exchange *exchange = g_task_get_task_data (G_TASK (result));

  return jl_action_get_output (exchange->action);
}

/**
 * jl_client_run_record_finish:
 * @self: a client
 * @result: of jl_client_run_async(), its action having an output
 * @error: as jl_client_run_json_finish(), or %JL_ERROR_MALFORMED
 *
 * Returns: (transfer full): the record that came back
 */
JlRecord *
jl_client_run_record_finish (JlClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (JsonNode) node = jl_client_run_json_finish (self, result, error);

  return node != NULL ? jl_record_read_json (get_output (result), node, JL_READ_ANSWER, error)
                      : NULL;
}

/**
 * jl_client_run_list_finish:
 * @self: a client
 * @result: of jl_client_run_async(), its action having an output
 * @next: (out) (optional) (transfer full) (nullable): the cursor of the next page, %NULL at the end
 * @error: as jl_client_run_json_finish(), or %JL_ERROR_MALFORMED
 *
 * Returns: (transfer full) (element-type JlRecord): one page of a list
 */
GPtrArray *
jl_client_run_list_finish (JlClient *self, GAsyncResult *result, char **next, GError **error)
{
  g_autoptr (JsonNode) node = jl_client_run_json_finish (self, result, error);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  JsonObject *object;
  JsonNode *items;
  JsonNode *cursor;

  if (node == NULL)
    return NULL;
  object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  items = object != NULL ? json_object_get_member (object, "items") : NULL;
  if (items == NULL || !JSON_NODE_HOLDS_ARRAY (items)) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_MALFORMED, _ ("The service's answer cannot be read"));
    return NULL;
  }
  for (guint i = 0; i < json_array_get_length (json_node_get_array (items)); i++) {
    JlRecord *record = jl_record_read_json (get_output (result),
                                            json_array_get_element (json_node_get_array (items), i),
                                            JL_READ_ANSWER,
                                            error);
    if (record == NULL)
      return NULL;
    g_ptr_array_add (list, record);
  }
  cursor = json_object_get_member (object, "next");
  if (next != NULL)
    *next = cursor != NULL && json_node_get_value_type (cursor) == G_TYPE_STRING
                ? json_node_dup_string (cursor)
                : NULL;
  return g_steal_pointer (&list);
}
