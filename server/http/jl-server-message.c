// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-worker-private.h"

#include "jl-error.h"
#include "jl-language.h"
#include "jl-upload.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * One request's life: libsoup tells of its header and body, the exchange or a built-in makes an
 * answer, at once or when the writer has replied, and libsoup sends it. The client may leave at any
 * time; what was sent to the writer still counts.
 */
typedef struct {
  int ref_count;              /* of libsoup's message, and of a reply that is waited for */
  JlWorker *worker;           /* borrowed */
  JlClient *client;           /* borrowed, NULL: it has left */
  SoupServerMessage *message; /* borrowed, NULL: as client */
  JlIncoming incoming;        /* borrowed from message */
  char *address;              /* owned */
  const char *method;         /* static */
  JlBuiltin builtin;
  JlExchange *exchange; /* owned, nullable: a built-in */
  JlAnswer answer;      /* of a built-in */
  const char *language; /* static */
  JlUpload *upload;     /* owned, nullable */
  GError *error;        /* owned, nullable: to be told when the body has come */
  gsize body_size;      /* so far */
  gsize max_body;
  gint64 started; /* monotonic microseconds */
  guint route;    /* for metrics */
  gint64 account;
  guint status;
  gsize n_bytes;
} Message;

static GQuark
message_quark (void)
{
  return g_quark_from_static_string ("jl-server-message");
}

static Message *
message_ref (Message *self)
{
  self->ref_count++;
  return self;
}

static void
message_unref (gpointer data)
{
  Message *self = data;

  if (--self->ref_count > 0)
    return;
  jl_exchange_free (self->exchange);
  jl_answer_clear (&self->answer);
  jl_upload_free (self->upload);
  g_clear_error (&self->error);
  g_free (self->address);
  g_free (self);
}

static Message *
get_message (SoupServerMessage *message)
{
  return g_object_get_qdata (G_OBJECT (message), message_quark ());
}

static const char *
get_header (gpointer message, const char *name)
{
  return soup_message_headers_get_list (soup_server_message_get_request_headers (message), name);
}

static void
write_access (Message *self)
{
  JlWorker *worker = self->worker;
  gint64 micros = g_get_monotonic_time () - self->started;
  const char *name = worker->route_names[self->route];
  const JlAccess access = {
    .address = self->address,
    .method = self->method,
    .path = strchr (name, ' ') + 1,
    .status = self->status,
    .micros = micros,
    .bytes = self->n_bytes,
    .account = self->account,
  };

  jl_access_log_add (worker->access_log, &access);
  jl_metrics_count_request (worker->config.metrics, self->route, self->status, micros);
}

/* The connection has done with this request, one way or another. */
static void
client_released (JlClient *client, gpointer user_data)
{
  Message *self = user_data;

  /* It left before it had an answer; nobody has seen this status. */
  if (self->status == 0)
    self->status = 499;
  if (self->method != NULL)
    write_access (self);
  self->client = NULL;
  self->message = NULL;
  message_unref (self);
}

/*
 * Called when libsoup begins with a request, before it has looked at any of it.
 */
void
jl_server_message_begin (JlWorker *worker, JlClient *client, SoupServerMessage *message)
{
  Message *self;

  if (client == NULL) {
    g_critical ("libsoup reads a request that nobody has sent");
    soup_server_message_set_status (message, 500, NULL);
    return;
  }
  self = g_new0 (Message, 1);
  self->ref_count = 1;
  self->worker = worker;
  self->client = client;
  self->message = message;
  self->started = jl_client_get_served_at (client);
  self->route = jl_router_get_n_routes (worker->exchange.router) + JL_BUILTIN_NONE;
  self->language = JL_LANGUAGE_ENGLISH;
  g_object_set_qdata_full (G_OBJECT (message), message_quark (), message_ref (self), message_unref);
  jl_client_set_released (client, client_released, self);
}

/* Whether the connection goes on after this answer. */
static gboolean
get_keep_alive (Message *self, gboolean *say_so)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->message);
  const char *connection = soup_message_headers_get_list (headers, "Connection");
  gboolean is_old = soup_server_message_get_http_version (self->message) == SOUP_HTTP_1_0;

  *say_so = is_old;
  if (self->worker->stopping)
    return FALSE;
  if (is_old)
    return connection != NULL && soup_header_contains (connection, "keep-alive");
  return connection == NULL || !soup_header_contains (connection, "close");
}

static void
append_header (const char *name, const char *value, gpointer user_data)
{
  soup_message_headers_append (user_data, name, value);
}

static gboolean
is_head (Message *self)
{
  return strcmp (self->incoming.method, "HEAD") == 0;
}

/* Compresses JSON where the operator wants it here and not in nginx. */
static void
compress (Message *self, JlAnswer *answer)
{
  g_autoptr (GBytes) small = NULL;

  if (!self->worker->config.limits.gzip_json || answer->body == NULL || answer->encoding != NULL ||
      g_bytes_get_size (answer->body) < 1024 || answer->content_type == NULL ||
      strstr (answer->content_type, "json") == NULL ||
      !jl_accepts_gzip (jl_incoming_get (&self->incoming, "Accept-Encoding")))
    return;
  small = jl_gzip (answer->body, 1);
  if (small != NULL) {
    g_bytes_unref (answer->body);
    answer->body = g_steal_pointer (&small);
    answer->encoding = "gzip";
    if (answer->etag != NULL && !g_str_has_prefix (answer->etag, "W/")) {
      /* No longer the same bytes (RFC 9110 section 8.8.1). */
      g_autofree char *strong = g_steal_pointer (&answer->etag);

      answer->etag = g_strconcat ("W/", strong, NULL);
    }
  }
}

static void
wrote_body_cb (SoupServerMessage *message, gpointer user_data)
{
  jl_server_message_finished (user_data, message);
}

/* Gives libsoup the answer to send. */
static void
respond (Message *self, JlAnswer *answer)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);
  gboolean say_so;
  gboolean keep_alive = get_keep_alive (self, &say_so);
  gboolean has_body;

  compress (self, answer);
  if (self->incoming.forwarded && self->worker->config.photo_location != NULL)
    jl_answer_set_nginx (answer, g_get_real_time () / G_USEC_PER_SEC);
  self->status = answer->status;
  self->n_bytes = answer->body != NULL ? g_bytes_get_size (answer->body) : 0;
  has_body = self->n_bytes > 0 && !is_head (self);

  if (soup_message_headers_get_one (headers, "Date") == NULL) {
    /* libsoup has said it with "100 Continue" and forgotten it. */
    char date[JL_HTTP_DATE_SIZE];

    jl_http_date (g_get_real_time () / G_USEC_PER_SEC, date);
    soup_message_headers_append (headers, "Date", date);
  }
  jl_answer_foreach_header (answer, append_header, headers);
  if (!keep_alive)
    soup_message_headers_append (headers, "Connection", "close");
  else if (say_so)
    soup_message_headers_append (headers, "Connection", "Keep-Alive");
  if (answer->status == 304)
    /* Otherwise libsoup would say that the body has no bytes. */
    soup_message_headers_set_encoding (headers, SOUP_ENCODING_NONE);
  if (answer->body != NULL)
    soup_message_body_append_bytes (soup_server_message_get_response_body (self->message),
                                    answer->body);
  soup_server_message_set_status (self->message, answer->status, NULL);
  if (answer->status == 500)
    /* libsoup takes every 500 for a connection that broke: "request-finished" does not come. */
    g_signal_connect (self->message, "wrote-body", G_CALLBACK (wrote_body_cb), self->worker);
  jl_client_prepare_answer (self->client, has_body, keep_alive);
}

static JlAnswer *
get_answer (Message *self)
{
  return self->exchange != NULL ? jl_exchange_get_answer (self->exchange) : &self->answer;
}

static void
fill_error (Message *self, const GError *error)
{
  if (self->exchange != NULL)
    jl_exchange_take_error (self->exchange, error);
  else
    jl_answer_set_error (&self->answer, error, 0, self->worker->config.limits.retry_after_s);
}

static void
respond_error (Message *self, const GError *error)
{
  fill_error (self, error);
  respond (self, get_answer (self));
}

/* Answers without reading what still comes. */
static void
refuse (Message *self, const GError *error)
{
  g_autoptr (GBytes) bytes = NULL;
  JlAnswer *answer = get_answer (self);

  fill_error (self, error);
  self->status = answer->status;
  self->n_bytes = g_bytes_get_size (answer->body);
  bytes = jl_answer_to_message (answer);
  jl_client_refuse (self->client, bytes);
}

/* The last address in X-Forwarded-For that is not one of our own proxies. */
static char *
dup_address (Message *self, gboolean *came_forwarded)
{
  JlListener *listener = self->worker->listener;
  const char *peer = jl_client_get_address (self->client);
  const char *forwarded;
  g_auto (GStrv) hops = NULL;

  if (!jl_listener_is_trusted (listener, peer))
    return g_strdup (peer);
  forwarded = get_header (self->message, "X-Forwarded-For");
  if (forwarded == NULL)
    return g_strdup (peer);
  *came_forwarded = TRUE;
  hops = g_strsplit (forwarded, ",", -1);
  for (guint i = g_strv_length (hops); i-- > 0;) {
    const char *hop = g_strstrip (hops[i]);

    if (!g_hostname_is_ip_address (hop))
      break;
    if (i == 0 || !jl_listener_is_trusted (listener, hop))
      return g_strdup (hop);
  }
  return g_strdup (peer);
}

static void
read_incoming (Message *self)
{
  GUri *uri = soup_server_message_get_uri (self->message);
  const char *path = g_uri_get_path (uri);
  gboolean forwarded = FALSE;

  self->address = dup_address (self, &forwarded);
  self->incoming = (JlIncoming){
    .method = soup_server_message_get_method (self->message),
    .path = *path != '\0' ? path : "/",
    .query = g_uri_get_query (uri),
    .address = self->address,
    .forwarded = forwarded,
    .get_header = get_header,
    .message = self->message,
  };
  self->method = g_intern_string (self->incoming.method); /* one of a few: jl-request-head.c */
  self->builtin = jl_builtin_find (self->incoming.path);
  self->language = jl_language_from_accept (get_header (self->message, "Accept-Language"));
}

/* libsoup puts Host before the path and reads both as one address, so that what is in Host could
 * become part of the path. */
static gboolean
check_host (Message *self, GError **error)
{
  const char *host = get_header (self->message, "Host");

  if (host == NULL || strpbrk (host, "/?#@\\ \t,") == NULL)
    return TRUE;
  jl_set_error_field (error, JL_ERROR_MALFORMED, "Host", _ ("this is not the name of a host"));
  return FALSE;
}

/* Finds the route and says whether the header allows to go on. */
static gboolean
open_exchange (Message *self, GError **error)
{
  JlWorker *worker = self->worker;
  guint n_routes = jl_router_get_n_routes (worker->exchange.router);
  gboolean ok;

  if (!check_host (self, error))
    return FALSE;
  if (self->builtin != JL_BUILTIN_NONE) {
    self->route = n_routes + self->builtin;
    return TRUE;
  }
  self->exchange = jl_exchange_new (&worker->exchange, &self->incoming);
  ok = jl_exchange_open (self->exchange, error);
  if (jl_exchange_get_route (self->exchange) != NULL)
    self->route = jl_exchange_get_route_index (self->exchange);
  if (!ok || jl_exchange_get_route (self->exchange)->read != NULL)
    return ok;

  /* In one transaction with what else comes in this turn, as jl_exchange_read() does. */
  if (!jl_connection_share_read (worker->exchange.connection, error) ||
      !jl_exchange_authenticate (self->exchange, error))
    return FALSE;
  self->account = jl_exchange_get_request (self->exchange)->caller->account;
  return TRUE;
}

static gboolean
set_too_large (GError **error)
{
  g_set_error_literal (
      error, JL_ERROR, JL_ERROR_TOO_LARGE, _ ("the body is larger than this service takes"));
  return FALSE;
}

static gboolean
is_upload (Message *self)
{
  const JlRoute *route = self->exchange != NULL ? jl_exchange_get_route (self->exchange) : NULL;

  return route != NULL && (route->flags & JL_ROUTE_UPLOAD) != 0;
}

static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  Message *self = user_data;
  g_autoptr (GError) error = NULL;
  JlLanguageScope scope;
  gsize size;
  gconstpointer bytes = g_bytes_get_data (chunk, &size);

  if (self->client == NULL || self->status != 0)
    return;
  scope = jl_language_push (self->language);
  self->body_size += size;
  if (self->body_size > self->max_body)
    set_too_large (&error);
  else if (self->upload != NULL)
    jl_upload_write (self->upload, bytes, size, &error);
  if (error != NULL)
    refuse (self, error);
  jl_language_pop (scope);
}

/* Gets ready for the body that the header announces. */
static gboolean
expect_body (Message *self, gint64 length, GError **error)
{
  const JlWorkerLimits *limits = &self->worker->config.limits;
  SoupMessageBody *body = soup_server_message_get_request_body (self->message);
  gboolean upload = is_upload (self);

  self->max_body = upload ? limits->upload_bytes : limits->json_bytes;
  if (length != JL_CLIENT_CHUNKED && (guint64)length > self->max_body)
    return set_too_large (error);
  if (upload) {
    self->upload =
        jl_upload_new (self->worker->config.data_dir,
                       (jl_exchange_get_route (self->exchange)->flags & JL_ROUTE_NAMELESS) != 0,
                       error);
    if (self->upload == NULL)
      return FALSE;
    soup_message_body_set_accumulate (body, FALSE);
  }
  if (length == JL_CLIENT_CHUNKED || upload)
    g_signal_connect (self->message, "got-chunk", G_CALLBACK (got_chunk_cb), self);
  return TRUE;
}

static gint64
get_body_length (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  switch (soup_message_headers_get_encoding (headers)) {
  case SOUP_ENCODING_CONTENT_LENGTH:
    return soup_message_headers_get_content_length (headers);
  case SOUP_ENCODING_CHUNKED:
    return JL_CLIENT_CHUNKED;
  default:
    return 0;
  }
}

/* Whether a body that nobody wants is small enough to be read all the same, so that the connection
 * can go on. */
static gboolean
may_be_read (Message *self, gint64 length)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->message);

  if (length == 0)
    return TRUE;
  if (length == JL_CLIENT_CHUNKED || (guint64)length > self->worker->config.limits.json_bytes ||
      (soup_message_headers_get_expectations (headers) & SOUP_EXPECTATION_CONTINUE) != 0)
    return FALSE;
  soup_message_body_set_accumulate (soup_server_message_get_request_body (self->message), FALSE);
  return TRUE;
}

/*
 * The header is read. What can be refused by it is refused now: a body that nobody wants is not
 * waited for.
 */
void
jl_server_message_got_headers (SoupServerMessage *message)
{
  Message *self = get_message (message);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  gint64 length = get_body_length (message);
  JlLanguageScope scope;
  g_autoptr (GError) error = NULL;

  /* libsoup would cut our answers to pieces; nothing here is large enough to need it. */
  soup_message_headers_remove (headers, "Range");
  read_incoming (self);
  scope = jl_language_push (self->language);
  if (open_exchange (self, &error))
    expect_body (self, length, &error);

  if (!jl_client_set_body (
          self->client, length, is_upload (self) ? JL_TIMEOUT_UPLOAD : JL_TIMEOUT_BODY)) {
    g_critical ("libsoup reads another request than it was given");
    g_clear_error (&error);
    g_set_error_literal (
        &error, JL_ERROR, JL_ERROR_MALFORMED, _ ("this is not a request that HTTP/1.1 knows"));
    refuse (self, error);
  } else if (error != NULL && may_be_read (self, length)) {
    self->error = g_steal_pointer (&error);
  } else if (error != NULL) {
    refuse (self, error);
  }
  jl_language_pop (scope);
}

static void
respond_later (Message *self, const GError *error)
{
  JlLanguageScope scope = jl_language_push (self->language);

  if (self->client != NULL) {
    if (error != NULL)
      respond_error (self, error);
    else
      respond (self, get_answer (self));
    soup_server_message_unpause (self->message);
  }
  jl_language_pop (scope);
  message_unref (self);
}

/* The writer's reply. */
static void
reply_cb (JlReply *reply, gpointer user_data)
{
  Message *self = user_data;
  JlWorker *worker = self->worker;
  JlLanguageScope scope = jl_language_push (self->language);

  worker->n_writes--;
  jl_metrics_set (worker->config.metrics, JL_METRIC_WRITES_WAITING, worker->n_writes);
  jl_exchange_take_reply (self->exchange, reply);
  jl_reply_free (reply);
  jl_language_pop (scope);
  respond_later (self, NULL);
}

/* Sends the command; the message is paused. */
static gboolean
submit (Message *self, GVariant *prepared, GError **error)
{
  JlWorker *worker = self->worker;
  const JlWorkerConfig *config = &worker->config;
  g_autoptr (GBytes) frame = NULL;

  if (worker->n_writes >= config->limits.n_writes_waiting) {
    jl_metrics_add (config->metrics, JL_METRIC_WRITES_REFUSED, 1);
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_UNAVAILABLE, _ ("too many changes are waiting to be written"));
    return FALSE;
  }
  frame = jl_exchange_make_frame (self->exchange, prepared);
  if (!config->submit (config->writer, frame, reply_cb, self, error)) {
    jl_metrics_add (config->metrics, JL_METRIC_WRITES_REFUSED, 1);
    return FALSE;
  }
  worker->n_writes++;
  jl_metrics_set (config->metrics, JL_METRIC_WRITES_WAITING, worker->n_writes);
  return TRUE;
}

static void
prepared_cb (GVariant *prepared, const GError *error, gpointer user_data)
{
  Message *self = user_data;
  g_autoptr (GError) local_error = NULL;
  JlLanguageScope scope = jl_language_push (self->language);
  gboolean sent = error == NULL && submit (self, prepared, &local_error);

  jl_language_pop (scope);
  if (!sent)
    respond_later (self, error != NULL ? error : local_error);
}

static gboolean
take_body (Message *self, GError **error)
{
  guchar hash[JL_UPLOAD_HASH_SIZE];
  g_autoptr (GBytes) body = NULL;

  if (self->upload != NULL) {
    if (!jl_upload_finish (self->upload, hash, error))
      return FALSE;
    jl_exchange_take_upload (self->exchange, jl_upload_get_path (self->upload), hash);
    return TRUE;
  }
  body = soup_message_body_flatten (soup_server_message_get_request_body (self->message));
  return jl_exchange_take_json (self->exchange, body, error);
}

/* A route that writes: the answer comes later. */
static gboolean
begin_write (Message *self, GError **error)
{
  gboolean ok;

  if (!take_body (self, error))
    return FALSE;
  message_ref (self);
  ok = jl_exchange_get_route (self->exchange)->prepare != NULL
           ? jl_preparer_run (self->worker->preparer, self->exchange, prepared_cb, self, error)
           : submit (self, NULL, error);
  if (!ok) {
    message_unref (self);
    return FALSE;
  }
  soup_server_message_pause (self->message);
  return TRUE;
}

static gboolean
wants_stream (Message *self)
{
  const char *accept = jl_incoming_get (&self->incoming, "Accept");

  return (jl_exchange_get_route (self->exchange)->flags & JL_ROUTE_STREAM) != 0 && accept != NULL &&
         strstr (accept, "text/event-stream") != NULL && !is_head (self);
}

/* Makes the connection a change stream; libsoup's answer goes nowhere. */
static gboolean
begin_stream (Message *self, GError **error)
{
  if (!jl_exchange_authenticate (self->exchange, error))
    return FALSE;
  self->account = jl_exchange_get_request (self->exchange)->caller->account;
  if (!jl_event_streams_open (self->worker->streams,
                              self->client,
                              self->exchange,
                              jl_incoming_get (&self->incoming, "Last-Event-ID"),
                              error))
    return FALSE;
  self->status = 200;
  soup_server_message_set_status (self->message, 200, NULL);
  return TRUE;
}

static gboolean
answer (Message *self, GError **error)
{
  if (self->exchange == NULL) {
    if (!jl_builtin_answer (self->worker, self->builtin, &self->incoming, &self->answer, error))
      return FALSE;
  } else if (jl_exchange_get_route (self->exchange)->read == NULL) {
    return begin_write (self, error);
  } else if (wants_stream (self)) {
    return begin_stream (self, error);
  } else {
    gboolean ok = jl_exchange_read (self->exchange, error);
    const JlCaller *caller = jl_exchange_get_request (self->exchange)->caller;

    self->account = caller != NULL ? caller->account : 0;
    if (!ok)
      return FALSE;
  }
  respond (self, get_answer (self));
  return TRUE;
}

/*
 * All of the request is read.
 */
void
jl_server_message_got_body (SoupServerMessage *message)
{
  Message *self = get_message (message);
  JlLanguageScope scope;

  if (self->status != 0) {
    /* It was refused; libsoup only has to come to its end. */
    soup_server_message_set_status (message, self->status, NULL);
    return;
  }
  jl_client_got_body (self->client);
  scope = jl_language_push (self->language);
  if (self->error == NULL)
    answer (self, &self->error);
  if (self->error != NULL)
    respond_error (self, self->error);
  jl_language_pop (scope);
}

/*
 * libsoup has written all of the answer.
 */
void
jl_server_message_finished (JlWorker *worker, SoupServerMessage *message)
{
  Message *self = get_message (message);
  JlClient *client = self != NULL ? self->client : NULL;

  if (client != NULL)
    jl_client_set_answered (client);
  jl_lanes_finish (worker->lanes, message, client);
}
