// SPDX-License-Identifier: GPL-3.0-or-later
#include "serial-client.h"

#include <arpa/inet.h>
#include <glib-unix.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <valgrind/callgrind.h>

#define HEAD_END "\r\n\r\n"
#define LENGTH "\r\nContent-Length: "
#define MAX_ANSWER 262144
#define MAX_CONNECTIONS 64

/* The child, which may neither allocate nor lock: other threads were in the midst of things. */

static void
fail (const char *what, const char *text)
{
  if (write (STDERR_FILENO, what, strlen (what)) > 0 &&
      write (STDERR_FILENO, text, strlen (text)) > 0)
    _exit (2);
  _exit (EXIT_FAILURE);
}

static int
connect_to (guint port)
{
  const struct sockaddr_in address = { .sin_family = AF_INET,
                                       .sin_port = htons (port),
                                       .sin_addr = { htonl (INADDR_LOOPBACK) } };
  const int on = 1;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (connect (fd, (const struct sockaddr *)&address, sizeof address) != 0)
    fail ("no connection", "\n");
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

static gboolean
is_whole (const char *text, gsize size)
{
  const char *end = strstr (text, HEAD_END);
  const char *length = strstr (text, LENGTH);
  gsize body = 0;

  if (end == NULL)
    return FALSE;
  if (length != NULL && length < end && strncmp (text, "HTTP/1.1 304", 12) != 0)
    body = strtoul (length + strlen (LENGTH), NULL, 10);
  return size >= (gsize)(end - text) + strlen (HEAD_END) + body;
}

static void
read_answer (int fd, guint status)
{
  static char text[MAX_ANSWER + 1];
  gsize size = 0;

  do {
    gssize n = recv (fd, text + size, MAX_ANSWER - size, 0);

    if (n <= 0)
      fail ("the connection was closed\n", "");
    size += n;
    text[size] = '\0';
  } while (!is_whole (text, size));
  if (strtoul (text + strlen ("HTTP/1.1 "), NULL, 10) != status)
    fail ("unexpected answer: ", text);
}

G_NORETURN static void
run_child (const SerialRequests *requests)
{
  int fds[MAX_CONNECTIONS];

  for (guint i = 0; i < requests->n_connections; i++)
    fds[i] = connect_to (requests->port);
  for (guint sent = 0; sent < requests->n_sent; sent += requests->n_connections) {
    for (guint i = 0; i < requests->n_connections; i++) {
      const char *text = g_ptr_array_index (requests->texts, (sent + i) % requests->texts->len);

      if (send (fds[i], text, strlen (text), MSG_NOSIGNAL) != (gssize)strlen (text))
        fail ("a request was not taken\n", "");
    }
    for (guint i = 0; i < requests->n_connections; i++)
      read_answer (fds[i], requests->status);
  }
  _exit (EXIT_SUCCESS);
}

/* The parent */

static gboolean
ended_cb (int fd, GIOCondition condition, gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
  return G_SOURCE_REMOVE;
}

void
serial_client_run (const SerialRequests *requests)
{
  gboolean has_ended = FALSE;
  int status = -1;
  int fds[2];
  pid_t pid;

  g_assert_cmpuint (requests->n_connections, <=, MAX_CONNECTIONS);
  g_assert_cmpuint (requests->n_sent % requests->n_connections, ==, 0);
  g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, NULL));
  pid = fork ();
  if (pid == 0) {
    CALLGRIND_STOP_INSTRUMENTATION;
    run_child (requests);
  }
  g_assert_cmpint (pid, >, 0);
  close (fds[1]);
  g_unix_fd_add (fds[0], G_IO_HUP, ended_cb, &has_ended);
  while (!has_ended)
    g_main_context_iteration (NULL, TRUE);
  close (fds[0]);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, EXIT_SUCCESS);
}
