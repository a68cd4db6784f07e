// SPDX-License-Identifier: GPL-3.0-or-later
#include "http-fixture.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void
http_client_shutdown (HttpClient *self)
{
  shutdown (self->fd, SHUT_WR);
}

HttpClient *
http_client_new (HttpFixture *fixture)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = htons (fixture->port),
                                 .sin_addr = { htonl (INADDR_LOOPBACK) } };
  const struct timeval patience = { .tv_sec = 20 };
  HttpClient *self = g_new0 (HttpClient, 1);

  self->rest = g_byte_array_new ();
  self->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  setsockopt (self->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  g_assert_cmpint (connect (self->fd, (struct sockaddr *)&address, sizeof address), ==, 0);
  return self;
}

void
http_client_free (HttpClient *self)
{
  close (self->fd);
  g_byte_array_unref (self->rest);
  g_free (self);
}

/* The other end may have closed already: that is for the reader to see. */
void
http_client_write (HttpClient *self, const char *text, gssize length)
{
  gsize left = length < 0 ? strlen (text) : (gsize)length;

  while (left > 0) {
    gssize n = send (self->fd, text, left, MSG_NOSIGNAL);

    if (n <= 0)
      return;
    text += n;
    left -= (gsize)n;
  }
}

/* FALSE: nothing more comes. */
static gboolean
receive (HttpClient *self)
{
  guint8 buffer[16384];
  gssize n = recv (self->fd, buffer, sizeof buffer, 0);

  if (n < 0)
    g_assert_cmpint (errno, ==, ECONNRESET);
  if (n > 0)
    g_byte_array_append (self->rest, buffer, (guint)n);
  return n > 0;
}

static char *
take (HttpClient *self, gsize length)
{
  char *text = g_strndup ((const char *)self->rest->data, length);

  g_byte_array_remove_range (self->rest, 0, (guint)length);
  return text;
}

char *
http_client_read_until (HttpClient *self, const char *what)
{
  const char *p;

  while (self->rest->len == 0 ||
         (p = memmem (self->rest->data, self->rest->len, what, strlen (what))) == NULL)
    if (!receive (self))
      return NULL;
  return take (self, (gsize)(p - (const char *)self->rest->data) + strlen (what));
}

char *
http_client_read_all (HttpClient *self)
{
  while (receive (self))
    ;
  return self->rest->len > 0 ? take (self, self->rest->len) : g_strdup ("");
}

gboolean
http_client_is_closed (HttpClient *self)
{
  return self->rest->len == 0 && !receive (self);
}

gboolean
http_client_wait (HttpClient *self, int milliseconds)
{
  struct pollfd poll_fd = { .fd = self->fd, .events = POLLIN };

  return self->rest->len > 0 || poll (&poll_fd, 1, milliseconds) > 0;
}

HttpReply *
http_client_read (HttpClient *self, gboolean has_body)
{
  g_autofree char *head = http_client_read_until (self, "\r\n\r\n");
  g_autoptr (HttpReply) reply = NULL;
  g_auto (GStrv) lines = NULL;
  const char *length;

  if (head == NULL)
    return NULL;
  reply = g_new0 (HttpReply, 1);
  reply->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  reply->head = g_steal_pointer (&head);
  lines = g_strsplit (reply->head, "\r\n", -1);
  g_assert_true (g_str_has_prefix (lines[0], "HTTP/1."));
  reply->status = (guint)g_ascii_strtoull (lines[0] + 9, NULL, 10);
  for (char **line = lines + 1; **line != '\0'; line++) {
    char *colon = strstr (*line, ": ");
    g_autofree char *name = NULL;

    g_assert_nonnull (colon);
    name = g_ascii_strdown (*line, colon - *line);
    g_assert_false (g_hash_table_contains (reply->headers, name));
    g_hash_table_insert (reply->headers, g_steal_pointer (&name), g_strdup (colon + 2));
  }
  length = http_reply_get (reply, "content-length");
  if (length != NULL && has_body)
    reply->length = (gsize)g_ascii_strtoull (length, NULL, 10);
  while (self->rest->len < reply->length)
    if (!receive (self))
      return NULL;
  reply->body = g_malloc0 (reply->length + 1);
  memcpy (reply->body, self->rest->data, reply->length);
  g_byte_array_remove_range (self->rest, 0, (guint)reply->length);
  return g_steal_pointer (&reply);
}

void
http_reply_free (HttpReply *self)
{
  g_clear_pointer (&self->headers, g_hash_table_unref);
  g_free (self->head);
  g_free (self->body);
  g_free (self);
}

const char *
http_reply_get (HttpReply *self, const char *header)
{
  return g_hash_table_lookup (self->headers, header);
}

char *
http_reply_dup_code (HttpReply *self)
{
  g_autoptr (JsonNode) node = NULL;

  if (g_strcmp0 (http_reply_get (self, "content-type"), "application/problem+json") != 0)
    return g_strdup ("");
  node = jl_json_parse (self->body, (gssize)self->length, NULL);
  g_assert_nonnull (node);
  g_assert_cmpint (
      json_object_get_int_member (json_node_get_object (node), "status"), ==, self->status);
  return g_strdup (json_object_get_string_member (json_node_get_object (node), "code"));
}

HttpReply *
http_call (HttpFixture *fixture,
           const char *method,
           const char *path,
           const char *token,
           const char *headers,
           const char *body)
{
  g_autoptr (HttpClient) client = http_client_new (fixture);
  g_autoptr (GString) text = g_string_new (NULL);
  HttpReply *reply;

  g_string_append_printf (text, "%s %s HTTP/1.1\r\nHost: localhost\r\n", method, path);
  if (token != NULL)
    g_string_append_printf (text, "Authorization: Bearer %s\r\n", token);
  if (headers != NULL)
    g_string_append (text, headers);
  if (body != NULL)
    g_string_append_printf (text,
                            "Content-Type: application/json\r\nContent-Length: %" G_GSIZE_FORMAT
                            "\r\n",
                            strlen (body));
  g_string_append_printf (text, "\r\n%s", body != NULL ? body : "");
  http_client_write (client, text->str, (gssize)text->len);
  reply = http_client_read (client, strcmp (method, "HEAD") != 0);
  g_assert_nonnull (reply);
  return reply;
}

HttpReply *
http_get (HttpFixture *fixture, const char *path, const char *token)
{
  return http_call (fixture, "GET", path, token, NULL, NULL);
}
