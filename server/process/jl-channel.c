// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-channel.h"

#include "jl-error.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Both ends are the same program on the same machine: native byte order. */
typedef struct {
  guint32 size;
  guint32 message;
  guint64 id;
  gint64 sent_at; /* by the monotonic clock, which all processes share, in microseconds */
} Header;

/* One dispatch reads at most this much, so that one child cannot keep the others waiting. */
#define READ_AT_ONCE (256 * 1024)
/* An empty buffer larger than this is given back. */
#define KEEP_BUFFER (256 * 1024)

typedef struct {
  GSource source;
  JlChannel *channel; /* borrowed */
} ChannelSource;

struct _JlChannel {
  guint n_refs;
  int fd;          /* owned; -1 when closed */
  GSource *source; /* owned; watches the descriptor; its ready time asks for a flush */
  gpointer watch;  /* borrowed: the descriptor's tag in @source */
  gboolean watches_output;
  gboolean is_broken; /* nothing can be sent any more; the reader will see why */

  GByteArray *in;     /* owned: received, not yet a whole frame */
  GByteArray *out;    /* owned: what waits to be sent … */
  gsize n_sent;       /* … but for this many bytes of it */
  gsize max_waiting;  /* of @out */
  gssize position_at; /* where in @out the last POSITION frame begins, -1: there is none */
  gint64 sent_at;     /* of the frame that is being handed over */

  JlChannelFuncs funcs;
  gpointer user_data; /* borrowed */
};

/**
 * jl_channel_pair:
 * @fds: (out): both ends, non-blocking and closed on exec
 * @error: return location
 *
 * A stream and not SOCK_SEQPACKET, which refuses messages of some hundred kilobytes (EMSGSIZE).
 *
 * Returns: %FALSE with JL_ERROR_INTERNAL
 */
gboolean
jl_channel_pair (int fds[2], GError **error)
{
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) != 0) {
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "socketpair: %s", g_strerror (errno));
    return FALSE;
  }
  return TRUE;
}

static void channel_fail (JlChannel *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Ends the channel and says so; a NULL format: the other end has just left. */
static void
channel_fail (JlChannel *self, const char *format, ...)
{
  g_autoptr (GError) error = NULL;

  if (format != NULL) {
    va_list arguments;

    va_start (arguments, format);
    error = g_error_new_valist (JL_ERROR, JL_ERROR_MALFORMED, format, arguments);
    va_end (arguments);
  }
  jl_channel_close (self);
  self->funcs.closed (self, error, self->user_data);
}

/* Hands over the whole frames of @in. */
static void
channel_take_frames (JlChannel *self)
{
  gsize at = 0;

  while (self->fd >= 0 && self->in->len - at >= sizeof (Header)) {
    Header header;
    g_autoptr (GBytes) payload = NULL;

    memcpy (&header, self->in->data + at, sizeof header);
    if (header.size > JL_CHANNEL_MAX_PAYLOAD || header.message >= JL_N_MESSAGES) {
      channel_fail (self, "frame of kind %u with %u bytes", header.message, header.size);
      return;
    }
    if (self->in->len - at < sizeof header + header.size)
      break;
    payload = g_bytes_new (self->in->data + at + sizeof header, header.size);
    at += sizeof header + header.size;
    self->sent_at = header.sent_at;
    self->funcs.received (self, header.message, header.id, payload, self->user_data);
  }
  if (at > 0)
    g_byte_array_remove_range (self->in, 0, at);
}

static void
channel_read (JlChannel *self)
{
  gsize n_total = 0;

  while (self->fd >= 0 && n_total < READ_AT_ONCE) {
    guint8 buffer[64 * 1024];
    gssize n = recv (self->fd, buffer, sizeof buffer, MSG_DONTWAIT);

    if (n > 0) {
      g_byte_array_append (self->in, buffer, n);
      n_total += n;
      channel_take_frames (self);
    } else if (n < 0 && errno == EINTR) {
      continue;
    } else if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      return;
    } else if (n == 0 && self->in->len > 0) {
      channel_fail (self, "the other end left in the middle of a frame");
    } else if (n == 0 || errno == ECONNRESET) {
      channel_fail (self, NULL);
    } else {
      channel_fail (self, "recv: %s", g_strerror (errno));
    }
  }
}

static gboolean
channel_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_autoptr (JlChannel) self = jl_channel_ref (((ChannelSource *)source)->channel);
  GIOCondition condition = g_source_query_unix_fd (source, self->watch);

  g_source_set_ready_time (source, -1);
  if (condition & (G_IO_IN | G_IO_HUP | G_IO_ERR))
    channel_read (self);
  jl_channel_flush (self);
  return G_SOURCE_CONTINUE;
}

/**
 * jl_channel_new:
 * @fd: (transfer full): one end of jl_channel_pair()
 * @max_waiting: how many bytes may wait to be sent
 * @funcs: who is told; copied
 * @user_data: for @funcs
 *
 * Returns: (transfer full): a channel that reads from now on, within the thread's default context
 */
JlChannel *
jl_channel_new (int fd, gsize max_waiting, const JlChannelFuncs *funcs, gpointer user_data)
{
  static GSourceFuncs source_funcs = { .dispatch = channel_dispatch };
  JlChannel *self = g_new0 (JlChannel, 1);

  self->n_refs = 1;
  self->fd = fd;
  self->in = g_byte_array_new ();
  self->out = g_byte_array_new ();
  self->max_waiting = max_waiting;
  self->position_at = -1;
  self->funcs = *funcs;
  self->user_data = user_data;
  g_unix_set_fd_nonblocking (fd, TRUE, NULL);
  self->source = g_source_new (&source_funcs, sizeof (ChannelSource));
  ((ChannelSource *)self->source)->channel = self;
  g_source_set_static_name (self->source, "jl-channel");
  self->watch = g_source_add_unix_fd (self->source, fd, G_IO_IN);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return self;
}

/**
 * jl_channel_ref:
 * @self: a channel
 *
 * Returns: (transfer full): the same
 */
JlChannel *
jl_channel_ref (JlChannel *self)
{
  self->n_refs++;
  return self;
}

/**
 * jl_channel_unref:
 * @self: (transfer full): a channel; the last reference closes it
 */
void
jl_channel_unref (JlChannel *self)
{
  if (--self->n_refs > 0)
    return;
  jl_channel_close (self);
  g_byte_array_unref (self->in);
  g_byte_array_unref (self->out);
  g_free (self);
}

/**
 * jl_channel_get_sent_at:
 * @self: a channel that is handing over a frame
 *
 * Returns: when the other end sent it, by the monotonic clock in microseconds
 */
gint64
jl_channel_get_sent_at (JlChannel *self)
{
  return self->sent_at;
}

/* Sends what waits as far as the socket takes it. */
static void
channel_write (JlChannel *self)
{
  while (self->n_sent < self->out->len) {
    gssize n = send (self->fd,
                     self->out->data + self->n_sent,
                     self->out->len - self->n_sent,
                     MSG_DONTWAIT | MSG_NOSIGNAL);

    if (n >= 0) {
      self->n_sent += n;
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return;
    } else if (errno != EINTR) {
      /* The other end is gone. What it sent before that is still to be read, and then its end. */
      self->is_broken = TRUE;
      self->n_sent = self->out->len;
    }
  }
}

/* Forgets what was sent, once that is worth the moving. */
static void
channel_compact (JlChannel *self)
{
  if (self->n_sent == self->out->len && self->out->len > KEEP_BUFFER) {
    g_byte_array_unref (self->out);
    self->out = g_byte_array_new ();
  } else if (self->n_sent == self->out->len) {
    g_byte_array_set_size (self->out, 0);
  } else if (self->n_sent > self->out->len / 2) {
    g_byte_array_remove_range (self->out, 0, self->n_sent);
  } else {
    return;
  }
  self->position_at -= MIN (self->position_at + 1, (gssize)self->n_sent);
  self->n_sent = 0;
}

/**
 * jl_channel_flush:
 * @self: a channel
 *
 * Sends what waits as far as it goes now; the rest follows when the other end has read. Without
 * this call it is sent in the main context's next turn.
 */
void
jl_channel_flush (JlChannel *self)
{
  gboolean is_waiting;

  if (self->fd < 0)
    return;
  channel_write (self);
  is_waiting = self->n_sent < self->out->len;
  channel_compact (self);
  if (is_waiting != self->watches_output) {
    self->watches_output = is_waiting;
    g_source_modify_unix_fd (self->source, self->watch, is_waiting ? G_IO_IN | G_IO_OUT : G_IO_IN);
  }
}

/**
 * jl_channel_send:
 * @self: a channel
 * @message: what kind of frame
 * @id: see #JlMessage
 * @payload: (nullable): its bytes
 * @error: return location
 *
 * Queues a frame.
 *
 * Returns: %FALSE with JL_ERROR_UNAVAILABLE when too much waits or the other end is gone, or
 *   JL_ERROR_TOO_LARGE; then nothing is sent
 */
gboolean
jl_channel_send (JlChannel *self, JlMessage message, guint64 id, GBytes *payload, GError **error)
{
  gsize size = payload != NULL ? g_bytes_get_size (payload) : 0;
  Header header = {
    .size = size, .message = message, .id = id, .sent_at = g_get_monotonic_time ()
  };

  if (size > JL_CHANNEL_MAX_PAYLOAD) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_TOO_LARGE, _ ("The request is too large for one command"));
    return FALSE;
  }
  if (self->fd < 0 || self->is_broken) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_UNAVAILABLE, _ ("The service is restarting: try again soon"));
    return FALSE;
  }
  if (jl_channel_get_n_waiting (self) + sizeof header + size > self->max_waiting) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_UNAVAILABLE, _ ("The service is busy: try again soon"));
    return FALSE;
  }
  if (message == JL_MESSAGE_POSITION)
    self->position_at = self->out->len;
  g_byte_array_append (self->out, (const guint8 *)&header, sizeof header);
  if (size > 0)
    g_byte_array_append (self->out, g_bytes_get_data (payload, NULL), size);
  if (!self->watches_output)
    g_source_set_ready_time (self->source, 0);
  return TRUE;
}

/**
 * jl_channel_send_position:
 * @self: a channel
 * @position: the journal's last entry
 * @error: return location
 *
 * Tells the other end how far the journal has come. Where the last such frame has not been sent
 * yet, it takes the new position instead, so that a slow reader is not told a long story.
 *
 * Returns: as jl_channel_send()
 */
gboolean
jl_channel_send_position (JlChannel *self, gint64 position, GError **error)
{
  if (self->position_at >= 0 && self->position_at >= (gssize)self->n_sent) {
    guint64 id = position;

    memcpy (self->out->data + self->position_at + offsetof (Header, id), &id, sizeof id);
    return TRUE;
  }
  return jl_channel_send (self, JL_MESSAGE_POSITION, position, NULL, error);
}

/**
 * jl_channel_get_n_waiting:
 * @self: a channel
 *
 * Returns: how many bytes wait to be sent
 */
gsize
jl_channel_get_n_waiting (JlChannel *self)
{
  return self->out->len - self->n_sent;
}

/**
 * jl_channel_is_open:
 * @self: a channel
 *
 * Returns: whether it is neither closed nor known to be broken
 */
gboolean
jl_channel_is_open (JlChannel *self)
{
  return self->fd >= 0 && !self->is_broken;
}

/**
 * jl_channel_break:
 * @self: a channel
 *
 * Gives the connection up: both ends see it end, this one by the func `closed`, from the main
 * context.
 */
void
jl_channel_break (JlChannel *self)
{
  if (self->fd < 0)
    return;
  self->is_broken = TRUE;
  shutdown (self->fd, SHUT_RDWR);
}

/**
 * jl_channel_close:
 * @self: a channel
 *
 * Closes this end, which the other end sees; nothing is called any more. What was not sent is lost.
 */
void
jl_channel_close (JlChannel *self)
{
  if (self->fd < 0)
    return;
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  close (self->fd);
  self->fd = -1;
}
