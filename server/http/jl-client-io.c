// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-client-private.h"

#include <string.h>

#define FIRST_SIZE 4096

/* Receives into data. Returns what jl_transport_receive() does. */
gssize
jl_client_fill (JlClient *self)
{
  gssize n;

  if (self->start > 0 && self->start == self->end)
    self->start = self->end = self->scanned = 0;
  if (self->end == self->size && self->start > 0) {
    memmove (self->data, self->data + self->start, self->end - self->start);
    self->end -= self->start;
    self->scanned -= MIN (self->scanned, self->start);
    self->start = 0;
  }
  if (self->end == self->size) {
    self->size = MAX (FIRST_SIZE, 2 * self->size);
    self->data = g_realloc (self->data, self->size);
  }

  n = jl_transport_receive (&self->transport, self->data + self->end, self->size - self->end);
  if (n > 0)
    self->end += (gsize)n;
  /* Fewer bytes than there was room for: there are no more, and the poller tells of new ones. Not
   * so of an end that it told of already, or behind TLS. */
  if (n == JL_TRANSPORT_BLOCKED ||
      (n > 0 && self->end < self->size && !self->hung_up && self->clients->certificate == NULL))
    self->readable = FALSE;
  return n;
}

static gssize
set_blocked (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "would block");
  return -1;
}

static gssize
set_closed (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "closed");
  return -1;
}

/* What the stream gives to libsoup: the bytes of one request and nothing behind it. */
gssize
jl_client_read (JlClient *self, gpointer buffer, gsize size, GError **error)
{
  gsize had = self->end - self->start;
  gssize n;

  if (self->detached)
    return set_closed (error);
  if (self->feed == JL_FEED_END || (self->left == 0 && !self->chunked))
    return 0;
  if (!self->chunked)
    size = MIN (size, (gsize)self->left);

  if (had > 0) {
    n = (gssize)MIN (size, had);
    memcpy (buffer, self->data + self->start, (gsize)n);
    self->start += (gsize)n;
  } else {
    n = self->readable ? jl_transport_receive (&self->transport, buffer, size)
                       : JL_TRANSPORT_BLOCKED;
    if (n == JL_TRANSPORT_BLOCKED) {
      self->readable = FALSE;
      return set_blocked (error);
    }
    if (n == JL_TRANSPORT_BROKEN)
      return set_closed (error);
  }

  if (!self->chunked)
    self->left -= n;
  if (self->feed == JL_FEED_HEADER && self->left == 0)
    self->feed = JL_FEED_END;
  return n;
}

/* Sends out, and what libsoup writes behind it. Returns how many bytes of the latter have left. */
static gssize
send_behind (JlClient *self, gconstpointer buffer, gsize size, GError **error)
{
  gsize before = self->out != NULL ? self->out->len : 0;
  struct iovec parts[2] = {
    { .iov_base = before > 0 ? self->out->data : NULL, .iov_len = before },
    { .iov_base = (gpointer)buffer, .iov_len = size },
  };
  gssize n = before > 0 ? jl_transport_send (&self->transport, parts, 2)
                        : jl_transport_send (&self->transport, parts + 1, 1);

  if (n == JL_TRANSPORT_BROKEN)
    return set_closed (error);
  if (n > 0) {
    jl_poller_clear_deadline (self->clients->poller, &self->deadline);
    if (before > 0)
      g_byte_array_remove_range (self->out, 0, MIN ((guint)n, (guint)before));
    if ((gsize)n > before)
      return n - (gssize)before;
  }
  self->writable = FALSE;
  if (!self->deadline.is_set)
    jl_client_set_timeout (self, JL_TIMEOUT_ANSWER);
  return set_blocked (error);
}

/* What libsoup writes. */
gssize
jl_client_write (JlClient *self, gconstpointer buffer, gsize size, GError **error)
{
  static const char go_ahead[] = "HTTP/1.1 100";

  if (!self->prepared && !self->detached &&
      !(size > strlen (go_ahead) && memcmp (buffer, go_ahead, strlen (go_ahead)) == 0))
    self->clients->fault (self, JL_FAULT_MALFORMED, self->clients->user_data);

  if (self->broken)
    return set_closed (error);
  if (self->detached)
    return (gssize)size;
  if (self->hold) {
    self->hold = FALSE;
    if (self->out == NULL)
      self->out = g_byte_array_sized_new (1024);
    g_byte_array_append (self->out, buffer, (guint)size);
    return (gssize)size;
  }
  return send_behind (self, buffer, size, error);
}

/* Whether libsoup's next read says more than that it would block. */
gboolean
jl_client_is_readable (JlClient *self)
{
  return self->readable || self->detached || self->end > self->start;
}

/* The same for its next write. */
gboolean
jl_client_is_writable (JlClient *self)
{
  return self->writable || self->detached || self->broken;
}

/* Sends what waits in out. FALSE: the connection is broken. */
gboolean
jl_client_flush (JlClient *self)
{
  while (self->out != NULL && self->out->len > 0) {
    struct iovec part = { .iov_base = self->out->data, .iov_len = self->out->len };
    gssize n = jl_transport_send (&self->transport, &part, 1);

    if (n == JL_TRANSPORT_BLOCKED) {
      self->writable = FALSE;
      return TRUE;
    }
    if (n < 0)
      return FALSE;
    g_byte_array_remove_range (self->out, 0, (guint)n);
  }
  return TRUE;
}
