// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-transport.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

/**
 * jl_transport_init:
 * @self: to be initialised
 * @fd: (transfer full): a connected, non-blocking socket
 */
void
jl_transport_init (JlTransport *self, int fd)
{
  *self = (JlTransport){ .fd = fd };
}

typedef struct {
  JlTransportReady ready;
  gpointer user_data;
} Handshake;

static void
handshake_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Handshake *handshake = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error);

  /* Cancelled: whoever waited is gone. */
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    handshake->ready (ok, handshake->user_data);
}

/**
 * jl_transport_start_tls:
 * @self: a transport without TLS
 * @certificate: with its private key
 * @cancellable: cancelled by whoever closes the transport before @ready was called
 * @ready: told whether the handshake succeeded; not called when cancelled
 * @user_data: for @ready
 */
void
jl_transport_start_tls (JlTransport *self,
                        GTlsCertificate *certificate,
                        GCancellable *cancellable,
                        JlTransportReady ready,
                        gpointer user_data)
{
  g_autoptr (GSocketConnection) connection = NULL;
  Handshake *handshake = g_new (Handshake, 1);

  *handshake = (Handshake){ ready, user_data };
  self->socket = g_socket_new_from_fd (self->fd, NULL);
  if (self->socket != NULL) {
    g_socket_set_blocking (self->socket, FALSE);
    connection = g_socket_connection_factory_create_connection (self->socket);
    self->tls = g_tls_server_connection_new (G_IO_STREAM (connection), certificate, NULL);
  }
  if (self->tls == NULL) {
    g_free (handshake);
    ready (FALSE, user_data);
    return;
  }
  /* Our answers say how long they are; many clients leave without a goodbye. */
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (self->tls), FALSE);
  g_tls_connection_handshake_async (
      G_TLS_CONNECTION (self->tls), G_PRIORITY_DEFAULT, cancellable, handshake_cb, handshake);
}

/* What a stream's failed call means here. */
static gssize
read_error (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK) ? JL_TRANSPORT_BLOCKED
                                                                     : JL_TRANSPORT_BROKEN;
}

/**
 * jl_transport_receive:
 * @self: a transport
 * @buffer: (out caller-allocates): where to put bytes
 * @size: of @buffer, not 0
 *
 * Returns: how many bytes came, 0 when the other end sends no more, or one of the negative values
 */
gssize
jl_transport_receive (JlTransport *self, gpointer buffer, gsize size)
{
  gssize n;

  if (self->tls != NULL) {
    g_autoptr (GError) error = NULL;
    GInputStream *input = g_io_stream_get_input_stream (self->tls);

    n = g_pollable_input_stream_read_nonblocking (
        G_POLLABLE_INPUT_STREAM (input), buffer, size, NULL, &error);
    return n < 0 ? read_error (error) : n;
  }

  do {
    n = recv (self->fd, buffer, size, MSG_DONTWAIT);
  } while (n < 0 && errno == EINTR);
  if (n >= 0)
    return n;
  return errno == EAGAIN || errno == EWOULDBLOCK ? JL_TRANSPORT_BLOCKED : JL_TRANSPORT_BROKEN;
}

static gssize
send_tls (JlTransport *self, const struct iovec *parts, int n_parts)
{
  GPollableOutputStream *output =
      G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (self->tls));
  gssize sent = 0;

  for (int i = 0; i < n_parts; i++) {
    gsize done = 0;

    while (done < parts[i].iov_len) {
      g_autoptr (GError) error = NULL;
      gssize n = g_pollable_output_stream_write_nonblocking (
          output, (const char *)parts[i].iov_base + done, parts[i].iov_len - done, NULL, &error);

      if (n < 0)
        return sent > 0 ? sent : read_error (error);
      done += (gsize)n;
      sent += n;
    }
  }
  return sent;
}

/**
 * jl_transport_send:
 * @self: a transport
 * @parts: what to send, one after the other
 * @n_parts: how many, not 0
 *
 * Returns: how many bytes the system took, or one of the negative values
 */
gssize
jl_transport_send (JlTransport *self, const struct iovec *parts, int n_parts)
{
  struct msghdr message = { .msg_iov = (struct iovec *)parts, .msg_iovlen = (gsize)n_parts };
  gssize n;

  if (self->tls != NULL)
    return send_tls (self, parts, n_parts);

  do {
    n = sendmsg (self->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  } while (n < 0 && errno == EINTR);
  if (n >= 0)
    return n;
  return errno == EAGAIN || errno == EWOULDBLOCK ? JL_TRANSPORT_BLOCKED : JL_TRANSPORT_BROKEN;
}

/**
 * jl_transport_end_sending:
 * @self: a transport
 *
 * Tells the other end that nothing more will come.
 */
void
jl_transport_end_sending (JlTransport *self)
{
  /* TLS says good-bye in its own words; whoever does not hear them is not waited for. */
  if (self->tls != NULL)
    g_output_stream_close (g_io_stream_get_output_stream (self->tls), NULL, NULL);
  if (self->fd >= 0)
    shutdown (self->fd, SHUT_WR);
}

/**
 * jl_transport_close:
 * @self: a transport, closed already or not
 */
void
jl_transport_close (JlTransport *self)
{
  g_clear_object (&self->tls);
  if (self->socket != NULL) {
    g_socket_close (self->socket, NULL);
    g_clear_object (&self->socket);
  } else if (self->fd >= 0) {
    close (self->fd);
  }
  self->fd = -1;
}
