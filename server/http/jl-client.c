// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-client.h"

#include "jl-client-private.h"
#include "jl-request-head.h"

#include <string.h>
#include <sys/epoll.h>

/* How many requests that are already there are served before others get their turn. */
#define MAX_TURN 8

static void client_ready (JlWatch *watch, guint events);
static void client_deadline (JlDeadline *deadline);
static void client_deferred (JlDeferred *deferred);

/**
 * jl_client_new:
 * @clients: shared by all
 * @fd: (transfer full): a connected, non-blocking socket
 * @address: (transfer full): of the other end
 *
 * Returns: (transfer none): a client that frees itself after `gone` of @clients was told
 */
JlClient *
jl_client_new (JlClients *clients, int fd, char *address)
{
  JlClient *self = g_new0 (JlClient, 1);

  self->clients = clients;
  jl_transport_init (&self->transport, fd);
  self->watch = (JlWatch){ .fd = fd, .ready = client_ready };
  self->deadline.passed = client_deadline;
  self->deferred.run = client_deferred;
  self->address = address;
  self->state = JL_CLIENT_WAITING;
  return self;
}

static void
client_free (JlClient *self)
{
  g_clear_object (&self->handshake);
  g_clear_pointer (&self->out, g_byte_array_unref);
  g_free (self->data);
  g_free (self->address);
  g_free (self);
}

/**
 * jl_client_close:
 * @self: (transfer full): a client
 *
 * Ends the connection at once and frees @self.
 */
void
jl_client_close (JlClient *self)
{
  JlPoller *poller = self->clients->poller;

  if (self->handshake != NULL)
    g_cancellable_cancel (self->handshake);
  jl_poller_remove (poller, &self->watch);
  jl_poller_clear_deadline (poller, &self->deadline);
  jl_poller_cancel (poller, &self->deferred);
  jl_transport_close (&self->transport);

  if (self->lane != NULL)
    jl_lane_forget (g_steal_pointer (&self->lane));
  if (self->released != NULL)
    self->released (self, self->released_data);
  if (self->streaming_funcs != NULL)
    self->streaming_funcs->closed (self, self->streaming_data);
  self->clients->gone (self, self->clients->user_data);
  client_free (self);
}

/* From now on this long; whatever was waited for before does not count any more. */
void
jl_client_set_timeout (JlClient *self, JlTimeout timeout)
{
  jl_poller_set_deadline (self->clients->poller, &self->deadline, timeout);
}

/* The length of the header that data holds, blank line included; 0: not complete. Blank lines
 * before it are dropped (RFC 9112 section 2.2). */
static gsize
find_header (JlClient *self)
{
  while (self->start < self->end &&
         (self->data[self->start] == '\r' || self->data[self->start] == '\n'))
    self->start++;
  if (self->scanned < self->start)
    self->scanned = self->start;

  while (self->scanned < self->end) {
    const char *p = memchr (self->data + self->scanned, '\n', self->end - self->scanned);
    gsize next;

    if (p == NULL) {
      self->scanned = self->end;
      break;
    }
    next = (gsize)(p - self->data) + 1;
    if (next < self->end && self->data[next] == '\n')
      return next + 1 - self->start;
    if (next + 1 < self->end && self->data[next] == '\r' && self->data[next + 1] == '\n')
      return next + 2 - self->start;
    /* What follows this line has not come yet: then it is looked at again. */
    self->scanned = next + 1 < self->end ? next : next - 1;
    if (next + 1 >= self->end)
      break;
  }
  return 0;
}

/* FALSE: the header is not one that libsoup may have; @self may be gone. */
static gboolean
check_header (JlClient *self, gsize header)
{
  JlFault fault;

  if (header > self->clients->max_header ||
      (header == 0 && self->end - self->start > self->clients->max_header))
    fault = JL_FAULT_HEADER_TOO_LONG;
  else if (header == 0)
    return TRUE;
  else
    switch (jl_request_head_check (self->data + self->start, header)) {
    case JL_HEAD_UNKNOWN_METHOD:
      fault = JL_FAULT_UNKNOWN_METHOD;
      break;
    case JL_HEAD_MALFORMED:
      fault = JL_FAULT_MALFORMED;
      break;
    case JL_HEAD_GOOD:
    default:
      return TRUE;
    }
  self->clients->fault (self, fault, self->clients->user_data);
  return FALSE;
}

/* Gives the request to libsoup, which may answer it before this returns. */
static void
serve (JlClient *self, gsize header)
{
  self->served_at = g_get_monotonic_time ();
  jl_poller_clear_deadline (self->clients->poller, &self->deadline);
  self->state = JL_CLIENT_SERVING;
  self->has_served = TRUE;
  self->feed = JL_FEED_HEADER;
  self->left = (gint64)header;
  self->chunked = FALSE;
  self->prepared = FALSE;
  self->hold = FALSE;
  self->keep_alive = FALSE;
  self->answered = FALSE;
  self->detached = FALSE;

  self->in_serve = TRUE;
  self->clients->serve (self, self->clients->user_data);
  self->in_serve = FALSE;
}

/* Part of a header has come, or nothing yet. */
static void
wait_on (JlClient *self)
{
  gboolean has_part = self->end > self->start;
  JlTimeout timeout;

  if (!has_part) {
    g_clear_pointer (&self->data, g_free);
    self->start = self->end = self->size = self->scanned = 0;
  }
  /* Counted from the first byte, or from accept: a byte now and then is no excuse. */
  timeout = !has_part && self->has_served ? JL_TIMEOUT_IDLE : JL_TIMEOUT_HEADER;
  if (!self->deadline.is_set || self->deadline.kind != timeout)
    jl_client_set_timeout (self, timeout);
}

/* Reads and forgets. FALSE: the other end is done. */
static gboolean
discard (JlClient *self)
{
  char buffer[16 * 1024];
  gssize n;

  while (self->readable) {
    n = jl_transport_receive (&self->transport, buffer, sizeof buffer);
    if (n == JL_TRANSPORT_BLOCKED)
      self->readable = FALSE;
    else if (n <= 0)
      return FALSE;
  }
  return TRUE;
}

/* Sends what waits, then tells the other end that this was all and lets it read. */
static void
send_last (JlClient *self)
{
  self->state = JL_CLIENT_LAST;
  if (!jl_client_flush (self)) {
    jl_client_close (self);
    return;
  }
  if (self->out != NULL && self->out->len > 0) {
    if (!self->deadline.is_set || self->deadline.kind != JL_TIMEOUT_ANSWER)
      jl_client_set_timeout (self, JL_TIMEOUT_ANSWER);
    return;
  }
  /* Closing while bytes of the request are still coming would take our answer away from its reader.
   */
  jl_transport_end_sending (&self->transport);
  self->state = JL_CLIENT_LINGERING;
  if (discard (self))
    jl_client_set_timeout (self, JL_TIMEOUT_LINGER);
  else
    jl_client_close (self);
}

/* libsoup has let go of the stream. FALSE: @self is gone or waits for its end. */
static gboolean
finish (JlClient *self)
{
  if (self->streaming) {
    self->streaming = FALSE;
    self->state = JL_CLIENT_STREAMING;
    if (!jl_client_flush (self) || !discard (self)) {
      jl_client_close (self);
      return FALSE;
    }
    if (self->out == NULL || self->out->len == 0)
      self->streaming_funcs->sent (self, self->streaming_data);
    return FALSE;
  }
  if (self->detached) {
    send_last (self);
    return FALSE;
  }
  if (!self->answered) {
    jl_client_close (self);
    return FALSE;
  }
  /* libsoup reads on behind a chunked body, so that what follows may be lost to us. */
  if (!self->keep_alive || self->chunked || self->left > 0 || self->clients->stopping) {
    send_last (self);
    return FALSE;
  }
  self->state = JL_CLIENT_WAITING;
  return TRUE;
}

/* Serves what has come. May free @self. */
static void
go_on (JlClient *self)
{
  int turn = 0;

  while (self->state == JL_CLIENT_WAITING) {
    gsize header = find_header (self);
    gssize n;

    if (!check_header (self, header))
      return;
    if (header > 0 && turn++ == MAX_TURN) {
      jl_poller_defer (self->clients->poller, &self->deferred);
      return;
    }
    if (header > 0) {
      serve (self, header);
      if (self->lane != NULL || !finish (self))
        return;
      continue;
    }

    n = self->readable ? jl_client_fill (self) : JL_TRANSPORT_BLOCKED;
    if (n == JL_TRANSPORT_BLOCKED) {
      wait_on (self);
      return;
    }
    if (n <= 0) {
      jl_client_close (self);
      return;
    }
  }
}

static void
client_deferred (JlDeferred *deferred)
{
  JlClient *self = (JlClient *)((char *)deferred - G_STRUCT_OFFSET (JlClient, deferred));

  if (self->state == JL_CLIENT_SERVING && (self->lane != NULL || !finish (self)))
    return;
  if (self->broken)
    jl_client_close (self);
  else
    go_on (self);
}

static void
client_ready (JlWatch *watch, guint events)
{
  JlClient *self = (JlClient *)((char *)watch - G_STRUCT_OFFSET (JlClient, watch));

  if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
    self->readable = TRUE;
  if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
    self->hung_up = TRUE;
  if ((events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0)
    self->writable = TRUE;

  switch (self->state) {
  case JL_CLIENT_WAITING:
    if (self->readable)
      go_on (self);
    break;
  case JL_CLIENT_STREAMING:
    if (!discard (self) || !jl_client_flush (self))
      jl_client_close (self);
    else if (self->out != NULL && self->out->len == 0)
      self->streaming_funcs->sent (self, self->streaming_data);
    break;
  case JL_CLIENT_LAST:
    discard (self);
    send_last (self);
    break;
  case JL_CLIENT_LINGERING:
    if (!discard (self))
      jl_client_close (self);
    break;
  case JL_CLIENT_SERVING: /* the stream's sources look at the flags */
  case JL_CLIENT_HANDSHAKE:
    break;
  }
}

static void
client_deadline (JlDeadline *deadline)
{
  JlClient *self = (JlClient *)((char *)deadline - G_STRUCT_OFFSET (JlClient, deadline));
  JlTimeout timeout = deadline->kind;

  self->clients->timed_out (self, timeout, self->clients->user_data);

  if (timeout == JL_TIMEOUT_HEADER && self->state == JL_CLIENT_WAITING && self->end > self->start)
    self->clients->fault (self, JL_FAULT_HEADER_LATE, self->clients->user_data);
  else if (timeout == JL_TIMEOUT_BODY || timeout == JL_TIMEOUT_UPLOAD)
    self->clients->fault (self, JL_FAULT_BODY_LATE, self->clients->user_data);
  else if (self->state == JL_CLIENT_SERVING)
    /* The other end does not take the answer: libsoup's next attempt to write fails. */
    self->broken = TRUE;
  else
    jl_client_close (self);
}

static void
handshake_cb (gboolean ok, gpointer user_data)
{
  JlClient *self = user_data;

  g_clear_object (&self->handshake);
  if (!ok || !jl_poller_add (self->clients->poller, &self->watch, NULL)) {
    jl_client_close (self);
    return;
  }
  self->state = JL_CLIENT_WAITING;
  self->readable = self->writable = TRUE;
  go_on (self);
}

/**
 * jl_client_start:
 * @self: (transfer full): a new client; it may be gone when this returns
 *
 * Begins to read.
 */
void
jl_client_start (JlClient *self)
{
  jl_client_set_timeout (self, JL_TIMEOUT_HEADER);
  if (self->clients->certificate != NULL) {
    self->state = JL_CLIENT_HANDSHAKE;
    self->handshake = g_cancellable_new ();
    jl_transport_start_tls (
        &self->transport, self->clients->certificate, self->handshake, handshake_cb, self);
    return;
  }
  if (!jl_poller_add (self->clients->poller, &self->watch, NULL)) {
    jl_client_close (self);
    return;
  }
  self->readable = self->writable = TRUE;
  go_on (self);
}

/**
 * jl_client_drain:
 * @self: (transfer full): a client; it may be gone when this returns
 *
 * Ends the connection, after the answer if a request is being served.
 */
void
jl_client_drain (JlClient *self)
{
  if (self->state == JL_CLIENT_STREAMING)
    jl_client_end_streaming (self);
  else if (self->state == JL_CLIENT_HANDSHAKE || self->state == JL_CLIENT_WAITING)
    jl_client_close (self);
}

/**
 * jl_client_get_address:
 * @self: a client
 *
 * Returns: (transfer none): the address of the other end of the connection
 */
const char *
jl_client_get_address (JlClient *self)
{
  return self->address;
}

/**
 * jl_client_get_served_at:
 * @self: a client whose request is served
 *
 * Returns: since when, in monotonic microseconds
 */
gint64
jl_client_get_served_at (JlClient *self)
{
  return self->served_at;
}

/**
 * jl_client_set_released:
 * @self: a client whose request is served
 * @released: called once, when libsoup has closed the stream or the connection has ended
 * @user_data: for @released
 */
void
jl_client_set_released (JlClient *self, JlClientReleased released, gpointer user_data)
{
  self->released = released;
  self->released_data = user_data;
}

/* From now on libsoup reads the request and writes the answer by way of @lane. */
void
jl_client_set_lane (JlClient *self, JlLane *lane)
{
  self->lane = lane;
}

/* By which libsoup has its request now; NULL: it has none. */
JlLane *
jl_client_get_lane (JlClient *self)
{
  return self->lane;
}

/* Whether libsoup has read all of the request that it was given and written all of the answer, so
 * that nothing of either is left with it. It reads on behind a chunked body. */
gboolean
jl_client_is_through (JlClient *self)
{
  return self->answered && self->prepared && !self->detached && !self->chunked &&
         self->feed == JL_FEED_BODY && self->left == 0;
}

/* libsoup has let go of the lane. Within its own functions, so that nothing is freed from here. */
void
jl_client_release (JlClient *self)
{
  JlClientReleased released = g_steal_pointer (&self->released);

  self->lane = NULL;
  jl_poller_clear_deadline (self->clients->poller, &self->deadline);
  if (released != NULL)
    released (self, self->released_data);
  if (self->in_serve)
    return;
  if (jl_client_is_through (self) && self->keep_alive && !self->clients->stopping &&
      !self->readable && self->start == self->end) {
    self->state = JL_CLIENT_WAITING;
    wait_on (self);
  } else {
    jl_poller_defer (self->clients->poller, &self->deferred);
  }
}

/**
 * jl_client_set_body:
 * @self: a client whose request's header was read
 * @length: of the body in bytes, or %JL_CLIENT_CHUNKED
 * @timeout: how long it may take to arrive
 *
 * Says how many bytes behind the header belong to the request.
 *
 * Returns: %FALSE if the header that libsoup has read is not the one of this request
 */
gboolean
jl_client_set_body (JlClient *self, gint64 length, JlTimeout timeout)
{
  if (self->feed != JL_FEED_END)
    return FALSE;
  self->feed = JL_FEED_BODY;
  self->chunked = length == JL_CLIENT_CHUNKED;
  self->left = self->chunked ? 0 : length;
  if (length != 0)
    jl_client_set_timeout (self, timeout);
  return TRUE;
}

/**
 * jl_client_got_body:
 * @self: a client whose request was read to its end
 *
 * Says that the client has done its part: how long the answer takes is not its fault.
 */
void
jl_client_got_body (JlClient *self)
{
  jl_poller_clear_deadline (self->clients->poller, &self->deadline);
}

/**
 * jl_client_prepare_answer:
 * @self: a client whose request was read
 * @has_body: whether the answer has a body, which is then sent together with the header
 * @keep_alive: whether the connection may go on afterwards
 *
 * Says that what libsoup writes from now on is our answer. What it writes without that is not sent:
 * see %JL_FAULT_MALFORMED.
 */
void
jl_client_prepare_answer (JlClient *self, gboolean has_body, gboolean keep_alive)
{
  self->prepared = TRUE;
  self->hold = has_body;
  self->keep_alive = keep_alive;
}

/**
 * jl_client_set_answered:
 * @self: a client
 *
 * Says that libsoup has written all of the answer.
 */
void
jl_client_set_answered (JlClient *self)
{
  self->answered = TRUE;
}

/**
 * jl_client_refuse:
 * @self: (transfer full): a client whose request is not read any further; it may be gone when this
 *   returns, unless the request is being served
 * @answer: a whole answer, header included, that announces the end of the connection
 *
 * Answers without libsoup, which would read all of the request before it answers, and ends the
 * connection.
 */
void
jl_client_refuse (JlClient *self, GBytes *answer)
{
  gsize size;
  const guchar *bytes = g_bytes_get_data (answer, &size);

  if (self->out == NULL)
    self->out = g_byte_array_new ();
  g_byte_array_append (self->out, bytes, (guint)size);
  if (self->state == JL_CLIENT_SERVING)
    /* libsoup finds out with its next read or write, for which its sources are woken. */
    self->detached = self->readable = self->writable = TRUE;
  else
    send_last (self);
}

/**
 * jl_client_begin_streaming:
 * @self: a client whose request was read
 * @funcs: static
 * @user_data: for @funcs
 *
 * Takes the connection away from libsoup: what is written from now on is jl_client_send().
 */
void
jl_client_begin_streaming (JlClient *self, const JlClientStreamingFuncs *funcs, gpointer user_data)
{
  jl_poller_clear_deadline (self->clients->poller, &self->deadline);
  self->detached = TRUE;
  self->streaming = TRUE;
  self->streaming_funcs = funcs;
  self->streaming_data = user_data;
}

/**
 * jl_client_send:
 * @self: a client that streams
 * @bytes: what to send
 * @length: of @bytes
 *
 * Returns: how many bytes wait because the other end does not take them
 */
gsize
jl_client_send (JlClient *self, const char *bytes, gsize length)
{
  if (self->out == NULL)
    self->out = g_byte_array_new ();
  g_byte_array_append (self->out, (const guchar *)bytes, (guint)length);
  if (self->state == JL_CLIENT_STREAMING && !jl_client_flush (self)) {
    /* Not now: it must not be freed under the caller. */
    self->broken = TRUE;
    jl_poller_defer (self->clients->poller, &self->deferred);
  }
  return self->out->len;
}

/**
 * jl_client_end_streaming:
 * @self: (transfer full): a client that streams; it may be gone when this returns
 *
 * Sends what waits and ends the connection. `closed` of its functions is not called any more.
 */
void
jl_client_end_streaming (JlClient *self)
{
  self->streaming_funcs = NULL;
  if (self->state == JL_CLIENT_STREAMING)
    send_last (self);
  else
    self->streaming = FALSE;
}
