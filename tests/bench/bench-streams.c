// SPDX-License-Identifier: GPL-3.0-or-later
/* Many readers of the change stream: says when each of them got which event.
 * usage: bench-streams PORT READERS EVENTS
 * Prints "ready" when all are connected, then for each of EVENTS events, when all have it, a line
 * of JSON with its id and the times of all readers in microseconds of the monotonic clock. Goes on
 * reading until its standard input ends. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* The service takes so many from one address at most; all of 127.0.0.0/8 is this machine. */
#define READERS_AN_ADDRESS 25
#define MAX_WAITING 65536

static const char request[] = "GET /api/v1/changes HTTP/1.1\r\nHost: localhost\r\n"
                              "Accept: text/event-stream\r\n\r\n";

typedef struct {
  int fd;
  GString *text; /* received and not understood yet */
  gboolean is_open;
} Reader;

static GHashTable *events; /* (element-type utf8 GArray): id to times */
static guint n_readers;
static guint n_open;
static guint n_told;

static void
fail (const char *what)
{
  g_printerr ("bench-streams: %s: %s\n", what, g_strerror (errno));
  exit (EXIT_FAILURE);
}

static void
reader_connect (Reader *self, guint16 port, guint number)
{
  struct sockaddr_in from = { .sin_family = AF_INET };
  struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons (port) };

  from.sin_addr.s_addr = htonl ((127u << 24) + (1u << 8) + 1 + number / READERS_AN_ADDRESS);
  to.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  self->text = g_string_new (NULL);
  self->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (self->fd < 0 || bind (self->fd, (struct sockaddr *)&from, sizeof from) != 0 ||
      connect (self->fd, (struct sockaddr *)&to, sizeof to) != 0 ||
      write (self->fd, request, strlen (request)) != (gssize)strlen (request) ||
      fcntl (self->fd, F_SETFL, O_NONBLOCK) != 0)
    fail ("connect");
}

static void
print_event (const char *id, GArray *times)
{
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_append_printf (line, "{\"id\":%s,\"times\":[", id);
  for (guint i = 0; i < times->len; i++)
    g_string_append_printf (
        line, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", g_array_index (times, gint64, i));
  g_print ("%s]}\n", line->str);
  n_told++;
}

/* One block of the stream, without the blank line that ends it. */
static void
take_block (const char *block, gint64 now)
{
  const char *id = strstr (block, "id: ");
  g_autofree char *key = NULL;
  GArray *times;

  if (id == NULL || strstr (block, "data: ") == NULL)
    return;
  key = g_strndup (id + 4, strspn (id + 4, "0123456789"));
  times = g_hash_table_lookup (events, key);
  if (times == NULL) {
    times = g_array_new (FALSE, FALSE, sizeof (gint64));
    g_hash_table_insert (events, g_strdup (key), times);
  }
  g_array_append_val (times, now);
  if (times->len == n_readers)
    print_event (key, times);
}

static void
reader_take (Reader *self)
{
  char buffer[8192];
  gssize n;
  char *end;

  while ((n = read (self->fd, buffer, sizeof buffer)) > 0) {
    gint64 now = g_get_monotonic_time ();

    g_string_append_len (self->text, buffer, n);
    while ((end = strstr (self->text->str, "\n\n")) != NULL) {
      *end = '\0';
      if (!self->is_open && strstr (self->text->str, "retry:") != NULL) {
        self->is_open = TRUE;
        n_open++;
      }
      take_block (self->text->str, now);
      g_string_erase (self->text, 0, end + 2 - self->text->str);
    }
    if (self->text->len > MAX_WAITING)
      break;
  }
  if (n == 0 || (n < 0 && errno != EAGAIN))
    fail ("a stream has ended");
}

int
main (int argc, char **argv)
{
  struct epoll_event event = { .events = EPOLLIN };
  guint n_events = argc == 4 ? (guint)atoi (argv[3]) : 0;
  int epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  gboolean is_ready = FALSE;
  g_autofree Reader *readers = NULL;

  if (n_events == 0) {
    g_printerr ("usage: bench-streams PORT READERS EVENTS\n");
    return EXIT_FAILURE;
  }
  n_readers = (guint)atoi (argv[2]);
  readers = g_new0 (Reader, n_readers);
  events = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
  epoll_ctl (epoll_fd, EPOLL_CTL_ADD, STDIN_FILENO, &event);
  for (guint i = 0; i < n_readers; i++) {
    reader_connect (&readers[i], (guint16)atoi (argv[1]), i);
    event.data.ptr = &readers[i];
    epoll_ctl (epoll_fd, EPOLL_CTL_ADD, readers[i].fd, &event);
  }
  for (;;) {
    struct epoll_event ready[256];
    int n = epoll_wait (epoll_fd, ready, G_N_ELEMENTS (ready), -1);

    for (int i = 0; i < n; i++) {
      if (ready[i].data.ptr == NULL) /* standard input */
        return n_told >= n_events ? EXIT_SUCCESS : EXIT_FAILURE;
      reader_take (ready[i].data.ptr);
    }
    if (!is_ready && n_open == n_readers) {
      is_ready = TRUE;
      g_print ("ready\n");
    }
  }
}
