// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-event-stream.h"

#include "jl-changes.h"
#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Changes read in one go. */
#define MAX_CHANGES 500
/* Whether the session still is one is asked at most this often while changes flow. */
#define CHECK_MS 1000

#define HEAD                                                                                       \
  "HTTP/1.1 200 OK\r\n"                                                                            \
  "Content-Type: text/event-stream\r\n"                                                            \
  "Cache-Control: no-store\r\n"                                                                    \
  "X-Content-Type-Options: nosniff\r\n"                                                            \
  "X-Accel-Buffering: no\r\n"                                                                      \
  "Connection: close\r\n\r\n"                                                                      \
  "retry: 3000\n\n"

typedef struct {
  JlEventStreams *streams; /* borrowed */
  JlClient *client;        /* borrowed */
  char *address;           /* owned: of the client behind trusted proxies */
  JlCaller *caller;        /* owned */
  GBytes *token_hash;      /* owned, nullable */
  gint64 acting;
  JlTopics topics;
  gint64 position;   /* has got all up to here */
  gint64 told;       /* knows that, as the id of an event */
  gint64 checked_at; /* monotonic milliseconds */
  gsize waiting;     /* bytes that have not left */
  JlDeadline heartbeat;
} Stream;

struct _JlEventStreams {
  const JlWorkerConfig *config; /* borrowed */
  JlPoller *poller;             /* borrowed */
  JlConnection *connection;     /* borrowed */
  GHashTable *streams;          /* (element-type Stream) */
  GHashTable *counts;           /* (element-type utf8 guint): by address */
  gint64 position;              /* of the last change that is committed */
  gint64 ticked_at;             /* monotonic milliseconds */
  gboolean waits;               /* a tick is coming */
  JlDeadline tick;
  JlDeferred soon;
};

/* The changes that are read once for all streams at the same position. */
typedef struct {
  GArray *changes;    /* (element-type JlChange), kinds interned */
  GHashTable *latest; /* (element-type gint64 guint): record to index + 1 in changes */
  gint64 after;
  gint64 end; /* has read up to here */
  guint n;
} Slice;

static gint64
get_monotonic_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

static void
slice_add (const JlChange *change, gpointer user_data)
{
  Slice *slice = user_data;
  JlChange copy = *change;
  gpointer index;

  slice->n++;
  slice->end = change->seq;
  copy.kind = g_intern_string (change->kind);
  index = g_hash_table_lookup (slice->latest, &change->id);
  if (index != NULL) {
    JlChange *before = &g_array_index (slice->changes, JlChange, GPOINTER_TO_UINT (index) - 1);

    /* Only the last of several changes is told, but to all who may see one of them: who saw the
     * record before it was withdrawn must hear of it. */
    if (before->organisation == copy.organisation && before->owner == copy.owner) {
      copy.is_public = copy.is_public || before->is_public;
      before->seq = 0;
    }
  }
  g_array_append_val (slice->changes, copy);
  g_hash_table_insert (slice->latest,
                       g_memdup2 (&change->id, sizeof change->id),
                       GUINT_TO_POINTER (slice->changes->len));
}

static void
slice_clear (Slice *slice)
{
  g_clear_pointer (&slice->changes, g_array_unref);
  g_clear_pointer (&slice->latest, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Slice, slice_clear)

static gboolean
slice_read (JlEventStreams *self, Slice *slice, gint64 after)
{
  g_autoptr (GError) error = NULL;

  slice_clear (slice);
  slice->changes = g_array_new (FALSE, FALSE, sizeof (JlChange));
  slice->latest = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  slice->after = slice->end = after;
  slice->n = 0;
  if (jl_changes_foreach (self->connection, after, MAX_CHANGES, slice_add, slice, &error)) {
    if (slice->n < MAX_CHANGES)
      slice->end = MAX (slice->end, self->position);
    return TRUE;
  }
  g_warning ("change stream: %s", error->message);
  return FALSE;
}

static guint
count (JlEventStreams *self, const char *address, int change)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, address)) + (guint)change;

  if (n == 0)
    g_hash_table_remove (self->counts, address);
  else
    g_hash_table_insert (self->counts, g_strdup (address), GUINT_TO_POINTER (n));
  return n;
}

static void
stream_free (Stream *stream)
{
  JlEventStreams *self = stream->streams;

  jl_poller_clear_deadline (self->poller, &stream->heartbeat);
  g_hash_table_remove (self->streams, stream);
  count (self, stream->address, -1);
  jl_metrics_add (self->config->metrics, JL_METRIC_EVENT_STREAMS, -1);

  jl_caller_free (stream->caller);
  g_clear_pointer (&stream->token_hash, g_bytes_unref);
  jl_topics_clear (&stream->topics);
  g_free (stream->address);
  g_free (stream);
}

static void
stream_end (Stream *stream)
{
  JlClient *client = stream->client;

  stream_free (stream);
  jl_client_end_streaming (client);
}

static void
client_closed (JlClient *client, gpointer user_data)
{
  stream_free (user_data);
}

static void
schedule (JlEventStreams *self)
{
  if (self->waits)
    return;
  self->waits = TRUE;
  /* The first change after a quiet time is told at once. */
  if (get_monotonic_ms () - self->ticked_at >= self->config->limits.stream_tick_ms)
    jl_poller_defer (self->poller, &self->soon);
  else
    jl_poller_set_deadline (self->poller, &self->tick, JL_TIMEOUT_STREAM_TICK);
}

static void
client_sent (JlClient *client, gpointer user_data)
{
  Stream *stream = user_data;

  stream->waiting = 0;
  if (stream->position < stream->streams->position)
    schedule (stream->streams);
}

static const JlClientStreamingFuncs client_funcs = { client_sent, client_closed };

/* Whether the caller still is who it was. FALSE: the stream is gone. */
static gboolean
stream_check (Stream *stream, gint64 now)
{
  JlEventStreams *self = stream->streams;
  const JlWorkerConfig *config = self->config;
  g_autoptr (GError) error = NULL;
  JlCaller *caller;

  if (stream->token_hash == NULL || now - stream->checked_at < CHECK_MS)
    return TRUE;
  stream->checked_at = now;
  caller = config->authenticate (self->connection,
                                 stream->token_hash,
                                 stream->acting,
                                 config->get_time != NULL ? config->get_time ()
                                                          : g_get_real_time () / 1000,
                                 &error);
  if (caller != NULL) {
    jl_caller_free (stream->caller);
    stream->caller = caller;
    return TRUE;
  }
  if (!g_error_matches (error, JL_ERROR, JL_ERROR_UNAUTHENTICATED) &&
      !g_error_matches (error, JL_ERROR, JL_ERROR_FORBIDDEN))
    return TRUE; /* the database is busy: another time */
  stream_end (stream);
  return FALSE;
}

static void
stream_send (Stream *stream, GString *text)
{
  stream->waiting = jl_client_send (stream->client, text->str, text->len);
  jl_poller_set_deadline (stream->streams->poller, &stream->heartbeat, JL_TIMEOUT_STREAM_HEARTBEAT);
}

/* Gives a stream what the slice has for it. */
static void
stream_take (Stream *stream, const Slice *slice)
{
  JlEventStreams *self = stream->streams;
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 end = slice->end;

  for (guint i = 0; i < slice->changes->len; i++) {
    const JlChange *change = &g_array_index (slice->changes, JlChange, i);

    if (change->seq == 0 || !jl_changes_may_see (change, stream->caller, &stream->topics))
      continue;
    g_string_append_printf (text, "id: %" G_GINT64_FORMAT "\ndata: ", change->seq);
    jl_changes_append_json (change, text);
    g_string_append (text, "\n\n");
    stream->told = change->seq;
    jl_metrics_add (self->config->metrics, JL_METRIC_EVENTS_SENT, 1);
    if (text->len >= self->config->limits.stream_bytes) {
      end = change->seq;
      break;
    }
  }
  stream->position = end;
  if (text->len > 0)
    stream_send (stream, text);
}

static int
compare_positions (gconstpointer a, gconstpointer b)
{
  const Stream *one = a;
  const Stream *two = b;

  return one->position < two->position ? -1 : one->position > two->position;
}

static void
tick (JlEventStreams *self)
{
  g_autoptr (GList) streams = g_hash_table_get_keys (self->streams);
  g_auto (Slice) slice = { 0 };
  gint64 now = get_monotonic_ms ();
  gboolean more = FALSE;

  self->waits = FALSE;
  self->ticked_at = now;
  slice.after = -1;
  streams = g_list_sort (streams, compare_positions);
  for (GList *l = streams; l != NULL; l = l->next) {
    Stream *stream = l->data;

    if (!g_hash_table_contains (self->streams, stream) || stream->waiting > 0 ||
        stream->position >= self->position || !stream_check (stream, now))
      continue;
    if (slice.after != stream->position && !slice_read (self, &slice, stream->position))
      break;
    stream_take (stream, &slice);
    more = more || (stream->position < self->position && stream->waiting == 0);
  }
  if (more)
    schedule (self);
}

static void
tick_passed (JlDeadline *deadline)
{
  tick ((JlEventStreams *)((char *)deadline - G_STRUCT_OFFSET (JlEventStreams, tick)));
}

static void
run_soon (JlDeferred *deferred)
{
  tick ((JlEventStreams *)((char *)deferred - G_STRUCT_OFFSET (JlEventStreams, soon)));
}

static void
heartbeat_passed (JlDeadline *deadline)
{
  Stream *stream = (Stream *)((char *)deadline - G_STRUCT_OFFSET (Stream, heartbeat));
  JlEventStreams *self = stream->streams;
  g_autoptr (GString) text = g_string_new (":\n");

  if (stream->waiting > 0) {
    /* Since the last one nobody has read. */
    jl_metrics_add (self->config->metrics, JL_METRIC_EVENT_STREAMS_DROPPED, 1);
    jl_client_close (stream->client);
    return;
  }
  if (!stream_check (stream, get_monotonic_ms ()))
    return;
  /* So that whoever comes back need not look again at changes that were not for them. */
  if (stream->told < stream->position) {
    stream->told = stream->position;
    g_string_append_printf (text, "id: %" G_GINT64_FORMAT "\n", stream->position);
  }
  g_string_append_c (text, '\n');
  stream_send (stream, text);
}

/**
 * jl_event_streams_new:
 * @config: of the worker
 * @poller: outlives the streams
 * @connection: outlives the streams
 * @error: as jl_changes_get_last()
 *
 * Returns: (transfer full) (nullable): no streams yet
 */
JlEventStreams *
jl_event_streams_new (const JlWorkerConfig *config,
                      JlPoller *poller,
                      JlConnection *connection,
                      GError **error)
{
  g_autoptr (JlEventStreams) self = g_new0 (JlEventStreams, 1);

  self->config = config;
  self->poller = poller;
  self->connection = connection;
  self->streams = g_hash_table_new (NULL, NULL);
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->tick.passed = tick_passed;
  self->soon.run = run_soon;
  jl_poller_set_duration (poller, JL_TIMEOUT_STREAM_TICK, config->limits.stream_tick_ms);
  jl_poller_set_duration (poller, JL_TIMEOUT_STREAM_HEARTBEAT, config->limits.stream_heartbeat_ms);
  if (!jl_changes_get_last (connection, &self->position, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * jl_event_streams_close_all:
 * @self: streams
 *
 * Ends all of them; their readers will come back to another worker.
 */
void
jl_event_streams_close_all (JlEventStreams *self)
{
  g_autoptr (GList) streams = g_hash_table_get_keys (self->streams);

  for (GList *l = streams; l != NULL; l = l->next)
    if (g_hash_table_contains (self->streams, l->data))
      stream_end (l->data);
}

/**
 * jl_event_streams_free:
 * @self: (transfer full) (nullable): streams
 */
void
jl_event_streams_free (JlEventStreams *self)
{
  if (self == NULL)
    return;
  jl_event_streams_close_all (self);
  jl_poller_clear_deadline (self->poller, &self->tick);
  jl_poller_cancel (self->poller, &self->soon);
  g_hash_table_unref (self->streams);
  g_hash_table_unref (self->counts);
  g_free (self);
}

static gboolean
check_room (JlEventStreams *self, const char *address, GError **error)
{
  const JlWorkerLimits *limits = &self->config->limits;
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, address));

  if (g_hash_table_size (self->streams) < limits->n_streams && n < limits->n_streams_an_address)
    return TRUE;
  g_set_error_literal (error, JL_ERROR, JL_ERROR_TOO_MANY, _ ("too many change streams are open"));
  return FALSE;
}

/* Where the stream begins: behind what its reader has, or now. */
static gboolean
read_position (Stream *stream, JlRecord *query, const char *last_event_id, GError **error)
{
  guint64 id;

  stream->position = jl_changes_query_get_after (query);
  if (last_event_id == NULL || *last_event_id == '\0')
    return TRUE;
  if (!g_ascii_string_to_unsigned (last_event_id, 10, 0, G_MAXINT64, &id, NULL)) {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "Last-Event-ID",
                        _ ("the id of an event of this stream is expected"));
    return FALSE;
  }
  stream->position = (gint64)id;
  return TRUE;
}

/* A sibling may have told its reader more than we have heard of. */
static gboolean
catch_up (JlEventStreams *self, gint64 position, GError **error)
{
  gint64 last;

  if (position <= self->position)
    return TRUE;
  if (!jl_changes_get_last (self->connection, &last, error))
    return FALSE;
  jl_event_streams_wake (self, last);
  return TRUE;
}

static void
send_head (Stream *stream)
{
  JlEventStreams *self = stream->streams;
  g_autoptr (GString) text = g_string_new (HEAD);

  /* A reader from before a backup was restored: what it has is not our past. */
  if (stream->position > self->position) {
    g_string_append_printf (text,
                            "id: %" G_GINT64_FORMAT "\nevent: reset\n"
                            "data: {\"position\":%" G_GINT64_FORMAT "}\n\n",
                            self->position,
                            self->position);
    stream->position = self->position;
  } else if (stream->position < 0) {
    stream->position = self->position;
    g_string_append_printf (text, "id: %" G_GINT64_FORMAT "\n\n", self->position);
  }
  stream->told = stream->position;
  stream_send (stream, text);
}

/**
 * jl_event_streams_open:
 * @self: streams
 * @client: whose request was read
 * @exchange: authenticated, of a route with %JL_ROUTE_STREAM
 * @last_event_id: (nullable): what the reader has got
 * @error: %JL_ERROR_INVALID or %JL_ERROR_TOO_MANY
 *
 * Makes the connection a stream of changes.
 *
 * Returns: %FALSE with @error set; then the connection is as before
 */
gboolean
jl_event_streams_open (JlEventStreams *self,
                       JlClient *client,
                       JlExchange *exchange,
                       const char *last_event_id,
                       GError **error)
{
  const JlCredentials *credentials = jl_exchange_get_credentials (exchange);
  JlRequest *request = jl_exchange_get_request (exchange);
  Stream *stream;

  if (!check_room (self, request->caller->address, error))
    return FALSE;
  stream = g_new0 (Stream, 1);
  if (!read_position (stream, request->query, last_event_id, error) ||
      !catch_up (self, stream->position, error) ||
      !jl_topics_read (&stream->topics, request->query, error)) {
    g_free (stream);
    return FALSE;
  }

  stream->streams = self;
  stream->client = client;
  stream->address = g_strdup (request->caller->address);
  stream->caller = jl_exchange_steal_caller (exchange);
  stream->token_hash =
      credentials->token_hash != NULL ? g_bytes_ref (credentials->token_hash) : NULL;
  stream->acting = credentials->acting;
  stream->checked_at = get_monotonic_ms ();
  stream->heartbeat.passed = heartbeat_passed;
  g_hash_table_add (self->streams, stream);
  count (self, stream->address, 1);
  jl_metrics_add (self->config->metrics, JL_METRIC_EVENT_STREAMS, 1);

  jl_client_begin_streaming (client, &client_funcs, stream);
  send_head (stream);
  if (stream->position < self->position)
    schedule (self);
  return TRUE;
}

/**
 * jl_event_streams_wake:
 * @self: streams
 * @position: the last change that is committed
 *
 * Lets all streams hear of what is new.
 */
void
jl_event_streams_wake (JlEventStreams *self, gint64 position)
{
  if (position <= self->position)
    return;
  self->position = position;
  if (g_hash_table_size (self->streams) > 0)
    schedule (self);
}
