// SPDX-License-Identifier: GPL-3.0-or-later
/* What a bare SoupServer can do on this machine: every request gets the same bytes.
 * usage: bench-floor PORT-FILE */
#include <libsoup/soup.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>

/* About one item's JSON. */
#define ANSWER_BYTES 600

static char answer[ANSWER_BYTES];

/* libsoup sends header and body apart; corked they leave in one segment. */
static void
cork (SoupServerMessage *message, int value)
{
  GSocket *socket = soup_server_message_get_socket (message);

  if (socket != NULL)
    g_socket_set_option (socket, IPPROTO_TCP, TCP_CORK, value, NULL);
}

static void
request_read_cb (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  cork (message, 1);
}

static void
request_finished_cb (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  cork (message, 0);
}

static void
answer_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (
      message, "application/json", SOUP_MEMORY_STATIC, answer, sizeof answer);
}

int
main (int argc, char **argv)
{
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  GSList *uris;

  if (argc != 2 || !soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error)) {
    g_printerr ("%s\n", error != NULL ? error->message : "usage: bench-floor PORT-FILE");
    return EXIT_FAILURE;
  }
  for (guint i = 0; i < sizeof answer; i++)
    answer[i] = 'x';
  g_signal_connect (server, "request-read", G_CALLBACK (request_read_cb), NULL);
  g_signal_connect (server, "request-finished", G_CALLBACK (request_finished_cb), NULL);
  soup_server_add_handler (server, NULL, answer_cb, NULL, NULL);
  uris = soup_server_get_uris (server);
  text = g_strdup_printf ("%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  if (!g_file_set_contents (argv[1], text, -1, &error)) {
    g_printerr ("%s\n", error->message);
    return EXIT_FAILURE;
  }
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}
