// SPDX-License-Identifier: GPL-3.0-or-later
/* Sends the requests of a file over many connections, each of which waits for its answer before it
 * sends the next one, and says how long answers took: reads (GET) and writes apart, which no load
 * generator in Debian does.
 * usage: bench-load PORT CLIENTS SECONDS REQUESTS TOKEN RUN [close]
 *   REQUESTS: file with one request a line: method, path, header ("Name: value" or nothing), body,
 *     separated by tabs. In them 0KEY0KEY0KEY0KEY stands for sixteen characters never sent before.
 *   TOKEN: of a session, - for none; RUN: ten characters that no other run has; close: a connection
 *     of its own for each request
 * Writes one line of JSON. */
#include <arpa/inet.h>
#include <glib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define KEY "0KEY0KEY0KEY0KEY"
#define HEAD_END "\r\n\r\n"
#define LENGTH "\r\nContent-Length: "
#define MAX_EVENTS 256
#define READ_BYTES 65536
/* How long the last answers may take. */
#define PATIENCE_US (10 * G_USEC_PER_SEC)

typedef struct {
  GString *text; /* owned */
  GArray *keys;  /* owned: offsets of gsize */
  gboolean is_read;
} Request;

typedef struct {
  int fd;
  Request *request; /* borrowed; NULL: it waits for nothing */
  gint64 sent_at;
  GString *received; /* owned */
  gsize length;      /* of the answer, 0: its head is not complete */
} Client;

typedef struct {
  struct sockaddr_in address;
  GPtrArray *requests; /* owned: (element-type Request) */
  guint next;
  const char *run; /* borrowed */
  guint n_keys;
  gboolean is_closing; /* a connection for each request */
  int epoll;
  GArray *clients; /* owned: of Client */
  guint n_waiting;
  gint64 start;
  gint64 end;
  guint64 bytes;
  guint n_failed;
  GArray *micros[2]; /* owned: of gint64; of writes, of reads */
} Load;

/* The first failure is told, the others are counted. */
static void
note_failure (Load *self, const char *what, const char *text)
{
  if (self->n_failed++ == 0)
    g_printerr ("%s: %.300s\n", what, text);
}

/* Requests */

static void
request_free (gpointer data)
{
  Request *self = data;

  g_string_free (self->text, TRUE);
  g_array_unref (self->keys);
  g_free (self);
}

static Request *
make_request (const char *line, guint port, const char *token)
{
  g_auto (GStrv) parts = g_strsplit (line, "\t", 4);
  const char *body = parts[3];
  const char *place;
  Request *self = g_new0 (Request, 1);

  self->is_read = g_str_equal (parts[0], "GET");
  self->text = g_string_new (NULL);
  self->keys = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_string_printf (
      self->text, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n", parts[0], parts[1], port);
  if (!g_str_equal (token, "-"))
    g_string_append_printf (self->text, "Authorization: Bearer %s\r\n", token);
  if (*parts[2] != '\0')
    g_string_append_printf (self->text, "%s\r\n", parts[2]);
  if (*body != '\0')
    g_string_append_printf (self->text,
                            "Content-Type: application/json\r\n"
                            "Content-Length: %" G_GSIZE_FORMAT "\r\n",
                            strlen (body));
  g_string_append_printf (self->text, "\r\n%s", body);
  for (place = strstr (self->text->str, KEY); place != NULL; place = strstr (place + 1, KEY)) {
    gsize offset = place - self->text->str;

    g_array_append_val (self->keys, offset);
  }
  return self;
}

static gboolean
read_requests (Load *self, const char *path, const char *token, GError **error)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  self->requests = g_ptr_array_new_with_free_func (request_free);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    g_ptr_array_add (self->requests,
                     make_request (lines[i], ntohs (self->address.sin_port), token));
  return TRUE;
}

static Request *
take_request (Load *self)
{
  Request *request = g_ptr_array_index (self->requests, self->next);
  char key[sizeof KEY];

  self->next = (self->next + 1) % self->requests->len;
  if (request->keys->len > 0) {
    g_snprintf (key, sizeof key, "%.10s%06x", self->run, self->n_keys++ & 0xffffff);
    for (guint i = 0; i < request->keys->len; i++)
      memcpy (request->text->str + g_array_index (request->keys, gsize, i), key, strlen (KEY));
  }
  return request;
}

/* Clients */

static gboolean
client_connect (Load *self, Client *client)
{
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = client };
  const int on = 1;

  if (client->fd >= 0)
    close (client->fd);
  client->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  return client->fd >= 0 &&
         connect (client->fd, (struct sockaddr *)&self->address, sizeof self->address) == 0 &&
         setsockopt (client->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0 &&
         epoll_ctl (self->epoll, EPOLL_CTL_ADD, client->fd, &event) == 0;
}

static void
client_send (Load *self, Client *client)
{
  gssize n;

  client->request = take_request (self);
  client->length = 0;
  g_string_truncate (client->received, 0);
  client->sent_at = g_get_monotonic_time ();
  self->n_waiting++;
  n = send (client->fd, client->request->text->str, client->request->text->len, MSG_NOSIGNAL);
  if (n != (gssize)client->request->text->len) /* its end will be seen */
    note_failure (self, "a request was not taken", client->request->text->str);
}

/* The answer to its request is there, or will not come: what is next? */
static void
client_continue (Load *self, Client *client, gboolean reconnect)
{
  client->request = NULL;
  self->n_waiting--;
  if (reconnect && !client_connect (self, client)) {
    note_failure (self, "a connection was refused", "");
    return;
  }
  if (g_get_monotonic_time () < self->end)
    client_send (self, client);
}

static gboolean
read_head (Client *client)
{
  const char *text = client->received->str;
  const char *end = strstr (text, HEAD_END);
  const char *length;

  if (end == NULL)
    return FALSE;
  client->length = end + strlen (HEAD_END) - text;
  length = g_strstr_len (text, client->length, LENGTH);
  if (length != NULL && !g_str_has_prefix (text, "HTTP/1.1 304"))
    client->length += g_ascii_strtoull (length + strlen (LENGTH), NULL, 10);
  return TRUE;
}

static void
client_finish (Load *self, Client *client)
{
  gint64 spent = g_get_monotonic_time () - client->sent_at;
  guint status = atoi (client->received->str + strlen ("HTTP/1.1 "));

  self->bytes += client->received->len;
  if (status >= 400)
    note_failure (self, client->request->text->str, client->received->str);
  else
    g_array_append_val (self->micros[client->request->is_read], spent);
  client_continue (self, client, self->is_closing);
}

static void
client_receive (Load *self, Client *client)
{
  static char buffer[READ_BYTES];
  gssize n = recv (client->fd, buffer, sizeof buffer, 0);

  if (n <= 0 && client->request == NULL) { /* it has nothing to lose */
    close (client->fd);
    client->fd = -1;
  } else if (n <= 0) {
    note_failure (self, "a connection was closed", client->request->text->str);
    client_continue (self, client, TRUE);
  } else {
    g_string_append_len (client->received, buffer, n);
    if ((client->length > 0 || read_head (client)) && client->received->len >= client->length)
      client_finish (self, client);
  }
}

/* The time begins when all are connected. */
static gboolean
run (Load *self, guint n_clients, double seconds)
{
  struct epoll_event events[MAX_EVENTS];

  for (guint i = 0; i < n_clients; i++) {
    Client *client = &g_array_index (self->clients, Client, i);

    client->fd = -1;
    client->received = g_string_new (NULL);
    if (!client_connect (self, client))
      return FALSE;
  }
  self->start = g_get_monotonic_time ();
  self->end = self->start + (gint64)(seconds * G_USEC_PER_SEC);
  for (guint i = 0; i < n_clients; i++)
    client_send (self, &g_array_index (self->clients, Client, i));
  while (self->n_waiting > 0) {
    int n = epoll_wait (self->epoll, events, MAX_EVENTS, 1000);

    for (int i = 0; i < n; i++)
      client_receive (self, events[i].data.ptr);
    if (g_get_monotonic_time () > self->end + PATIENCE_US) {
      self->n_failed += self->n_waiting;
      break;
    }
  }
  return TRUE;
}

/* Figures */

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *)a;
  gint64 y = *(const gint64 *)b;

  return (x > y) - (x < y);
}

static double
percentile_ms (GArray *micros, guint percent)
{
  guint place = micros->len > 0 ? (guint)((guint64)(micros->len - 1) * percent / 100) : 0;

  return micros->len > 0 ? g_array_index (micros, gint64, place) / 1000.0 : 0;
}

static void
append_times (GString *json, GArray *micros)
{
  g_array_sort (micros, compare);
  g_string_append_printf (
      json, "\"requests\": %u, \"p50_ms\": %.3f", micros->len, percentile_ms (micros, 50));
  g_string_append_printf (json,
                          ", \"p95_ms\": %.3f, \"p99_ms\": %.3f",
                          percentile_ms (micros, 95),
                          percentile_ms (micros, 99));
}

static void
print_figures (Load *self)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GString) json = g_string_new ("{");

  for (guint i = 0; i < G_N_ELEMENTS (self->micros); i++)
    g_array_append_vals (all, self->micros[i]->data, self->micros[i]->len);
  append_times (json, all);
  g_string_append (json, ", \"reads\": {");
  append_times (json, self->micros[TRUE]);
  g_string_append (json, "}, \"writes\": {");
  append_times (json, self->micros[FALSE]);
  g_print ("%s}, \"seconds\": %.6f, \"bytes\": %" G_GUINT64_FORMAT ", \"failed\": %u}\n",
           json->str,
           (g_get_monotonic_time () - self->start) / (double)G_USEC_PER_SEC,
           self->bytes,
           self->n_failed);
}

static void
load_clear (Load *self)
{
  for (guint i = 0; self->clients != NULL && i < self->clients->len; i++) {
    Client *client = &g_array_index (self->clients, Client, i);

    if (client->received != NULL)
      g_string_free (client->received, TRUE);
  }
  for (guint i = 0; i < G_N_ELEMENTS (self->micros); i++)
    g_clear_pointer (&self->micros[i], g_array_unref);
  g_clear_pointer (&self->clients, g_array_unref);
  g_clear_pointer (&self->requests, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Load, load_clear)

int
main (int argc, char **argv)
{
  g_auto (Load) self = { .is_closing = argc == 8 };
  guint n_clients = argc >= 7 ? atoi (argv[2]) : 0;
  g_autoptr (GError) error = NULL;

  if (n_clients == 0 || argc > 8 || strlen (argv[6]) != 10) {
    g_printerr ("usage: bench-load PORT CLIENTS SECONDS REQUESTS TOKEN RUN [close]\n");
    return EXIT_FAILURE;
  }
  self.address = (struct sockaddr_in){ .sin_family = AF_INET,
                                       .sin_port = htons (atoi (argv[1])),
                                       .sin_addr = { htonl (INADDR_LOOPBACK) } };
  self.run = argv[6];
  if (!read_requests (&self, argv[4], argv[5], &error)) {
    g_printerr ("%s\n", error->message);
    return EXIT_FAILURE;
  }
  self.epoll = epoll_create1 (EPOLL_CLOEXEC);
  self.clients = g_array_set_size (g_array_new (FALSE, TRUE, sizeof (Client)), n_clients);
  for (guint i = 0; i < G_N_ELEMENTS (self.micros); i++)
    self.micros[i] = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (!run (&self, n_clients, g_ascii_strtod (argv[3], NULL))) {
    g_printerr ("nobody answers at port %s\n", argv[1]);
    return EXIT_FAILURE;
  }
  print_figures (&self);
  return EXIT_SUCCESS;
}
