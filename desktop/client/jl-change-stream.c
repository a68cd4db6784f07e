// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-change-stream.h"

#include "jl-client-private.h"
#include "jl-error.h"

/* Pauses before a connection is made again double from the first to the last. */
#define FIRST_PAUSE_MS 500
#define LAST_PAUSE_MS 30000
/* The service sends a comment at least every 15 s; a connection silent for so long is dead. */
#define SILENCE_S 45

struct _JlChangeStream {
  GObject parent_instance;

  JlClient *client;          /* borrowed: it owns us */
  SoupSession *session;      /* owned: of its own, since its time-outs are other */
  GCancellable *cancellable; /* owned: of the present connection */
  GDataInputStream *input;   /* owned, nullable */
  char *last_id;             /* owned, nullable: of the last event */
  GString *data;             /* owned: of the event that arrives */
  char *event;               /* owned, nullable: its name */
  char *pending_id;          /* owned, nullable: its id */
  guint pause_ms;
  guint retry_source;
  guint silence_source;
  gboolean online;
};

enum { PROP_ONLINE = 1, N_PROPERTIES };
enum { SIGNAL_CHANGED, SIGNAL_CAUGHT_UP, SIGNAL_REFUSED, N_SIGNALS };

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JlChangeStream, jl_change_stream, G_TYPE_OBJECT)

static void connect_stream (JlChangeStream *self);
static void read_line (JlChangeStream *self);

static void
jl_change_stream_dispose (GObject *object)
{
  jl_change_stream_stop (JL_CHANGE_STREAM (object));
  g_clear_object (&JL_CHANGE_STREAM (object)->session);
  G_OBJECT_CLASS (jl_change_stream_parent_class)->dispose (object);
}

static void
jl_change_stream_finalize (GObject *object)
{
  JlChangeStream *self = JL_CHANGE_STREAM (object);

  g_free (self->last_id);
  g_free (self->pending_id);
  g_free (self->event);
  g_string_free (self->data, TRUE);
  G_OBJECT_CLASS (jl_change_stream_parent_class)->finalize (object);
}

static void
jl_change_stream_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_ONLINE)
    g_value_set_boolean (value, JL_CHANGE_STREAM (object)->online);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
jl_change_stream_class_init (JlChangeStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = jl_change_stream_dispose;
  object_class->finalize = jl_change_stream_finalize;
  object_class->get_property = jl_change_stream_get_property;
  properties[PROP_ONLINE] =
      g_param_spec_boolean ("online",
                            NULL,
                            NULL,
                            TRUE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed",
                                          JL_TYPE_CHANGE_STREAM,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          3,
                                          G_TYPE_STRING,
                                          G_TYPE_STRING,
                                          G_TYPE_INT64);
  signals[SIGNAL_CAUGHT_UP] = g_signal_new (
      "caught-up", JL_TYPE_CHANGE_STREAM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REFUSED] = g_signal_new (
      "refused", JL_TYPE_CHANGE_STREAM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
jl_change_stream_init (JlChangeStream *self)
{
  self->online = TRUE;
  self->pause_ms = FIRST_PAUSE_MS;
  self->data = g_string_new (NULL);
  self->session =
      soup_session_new_with_options ("timeout", 0, "user-agent", "jieli/" JL_VERSION, NULL);
}

/**
 * jl_change_stream_new:
 * @client: who is asking; it must outlive the stream, or stop it
 *
 * Returns: (transfer full): a stream that does nothing before jl_change_stream_start()
 */
JlChangeStream *
jl_change_stream_new (JlClient *client)
{
  JlChangeStream *self = g_object_new (JL_TYPE_CHANGE_STREAM, NULL);

  self->client = client;
  return self;
}

/**
 * jl_change_stream_is_online:
 * @self: a stream
 *
 * Returns: whether the last attempt to connect went well
 */
gboolean
jl_change_stream_is_online (JlChangeStream *self)
{
  return self->online;
}

static void
set_online (JlChangeStream *self, gboolean online)
{
  if (self->online == online)
    return;
  self->online = online;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ONLINE]);
}

static gboolean
retry_cb (gpointer user_data)
{
  JlChangeStream *self = user_data;

  self->retry_source = 0;
  connect_stream (self);
  return G_SOURCE_REMOVE;
}

/* Ends this connection and makes a new one after the pause. */
static void
retry_later (JlChangeStream *self)
{
  guint jitter = g_random_int_range (0, self->pause_ms / 4 + 1);

  jl_change_stream_stop (self);
  set_online (self, FALSE);
  self->retry_source = g_timeout_add (self->pause_ms + jitter, retry_cb, self);
  self->pause_ms = MIN (self->pause_ms * 2, LAST_PAUSE_MS);
}

static gboolean
silence_cb (gpointer user_data)
{
  JlChangeStream *self = user_data;

  self->silence_source = 0;
  retry_later (self);
  return G_SOURCE_REMOVE;
}

static void
watch_silence (JlChangeStream *self)
{
  g_clear_handle_id (&self->silence_source, g_source_remove);
  self->silence_source = g_timeout_add_seconds (SILENCE_S, silence_cb, self);
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static void
emit_change (JlChangeStream *self, JsonObject *change)
{
  const char *kind = get_text (change, "kind");
  const char *id = get_text (change, "id");
  JsonNode *version = json_object_get_member (change, "version");

  if (kind == NULL || id == NULL)
    return;
  g_signal_emit (self,
                 signals[SIGNAL_CHANGED],
                 0,
                 kind,
                 id,
                 version != NULL && JSON_NODE_HOLDS_VALUE (version) ? json_node_get_int (version)
                                                                    : G_GINT64_CONSTANT (0));
}

/* An empty line ends an event. What is no change tells that some are missing: `reset`. */
static void
finish_event (JlChangeStream *self)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *event = g_steal_pointer (&self->event);

  if (self->pending_id != NULL) {
    g_free (self->last_id);
    self->last_id = g_steal_pointer (&self->pending_id);
  }
  if (self->data->len > 0)
    node = jl_json_parse (self->data->str, self->data->len, NULL);
  g_string_truncate (self->data, 0);
  if (g_strcmp0 (event, "reset") == 0)
    g_signal_emit (self, signals[SIGNAL_CAUGHT_UP], 0);
  else if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    emit_change (self, json_node_get_object (node));
}

static void
take_line (JlChangeStream *self, const char *line)
{
  const char *colon = strchr (line, ':');
  g_autofree char *name = colon != NULL ? g_strndup (line, colon - line) : g_strdup (line);
  const char *value = colon == NULL ? "" : colon[1] == ' ' ? colon + 2 : colon + 1;

  if (*line == '\0') {
    finish_event (self);
  } else if (g_str_equal (name, "data")) {
    if (self->data->len > 0)
      g_string_append_c (self->data, '\n');
    g_string_append (self->data, value);
  } else if (g_str_equal (name, "event")) {
    g_free (self->event);
    self->event = g_strdup (value);
  } else if (g_str_equal (name, "id")) {
    g_free (self->pending_id);
    self->pending_id = g_strdup (value);
  }
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (JlChangeStream) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *line =
      g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      self->input != G_DATA_INPUT_STREAM (source))
    return;
  if (line == NULL) {
    retry_later (self);
    return;
  }
  watch_silence (self);
  take_line (self, line);
  if (self->input != NULL)
    read_line (self);
}

static void
read_line (JlChangeStream *self)
{
  g_data_input_stream_read_line_async (
      self->input, G_PRIORITY_DEFAULT, self->cancellable, line_cb, g_object_ref (self));
}

static void
begin_reading (JlChangeStream *self, GInputStream *stream)
{
  self->input = g_data_input_stream_new (stream);
  g_data_input_stream_set_newline_type (self->input, G_DATA_STREAM_NEWLINE_TYPE_ANY);
  self->pause_ms = FIRST_PAUSE_MS;
  set_online (self, TRUE);
  /* Without an id to resume from, what happened before this connection is unknown. */
  if (self->last_id == NULL)
    g_signal_emit (self, signals[SIGNAL_CAUGHT_UP], 0);
  watch_silence (self);
  read_line (self);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (JlChangeStream) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream =
      soup_session_send_finish (SOUP_SESSION (source), result, &error);
  SoupMessage *message;
  guint status;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->cancellable == NULL)
    return;
  message = soup_session_get_async_result_message (SOUP_SESSION (source), result);
  status = message != NULL ? soup_message_get_status (message) : 0;
  if (stream == NULL || status >= 500 || status == 429) {
    retry_later (self);
  } else if (status == 401 || status == 403) {
    jl_change_stream_stop (self);
    g_signal_emit (self, signals[SIGNAL_REFUSED], 0);
  } else if (status != 200) {
    /* A position the service no longer knows: begin again from now. */
    g_clear_pointer (&self->last_id, g_free);
    retry_later (self);
  } else {
    begin_reading (self, stream);
  }
}

static void
connect_stream (JlChangeStream *self)
{
  g_autoptr (SoupMessage) message = jl_client_new_message (self->client, "GET", "/changes");
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_headers_replace (headers, "Accept", "text/event-stream");
  if (self->last_id != NULL)
    soup_message_headers_replace (headers, "Last-Event-ID", self->last_id);
  self->cancellable = g_cancellable_new ();
  soup_session_send_async (self->session,
                           message,
                           G_PRIORITY_DEFAULT,
                           self->cancellable,
                           connected_cb,
                           g_object_ref (self));
}

/**
 * jl_change_stream_start:
 * @self: a stream
 */
void
jl_change_stream_start (JlChangeStream *self)
{
  jl_change_stream_stop (self);
  connect_stream (self);
}

/**
 * jl_change_stream_stop:
 * @self: a stream
 *
 * Ends the connection. The place in the stream is kept for jl_change_stream_start().
 */
void
jl_change_stream_stop (JlChangeStream *self)
{
  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_clear_handle_id (&self->silence_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->input);
  g_string_truncate (self->data, 0);
  g_clear_pointer (&self->event, g_free);
  g_clear_pointer (&self->pending_id, g_free);
}
