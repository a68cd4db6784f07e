// SPDX-License-Identifier: GPL-3.0-or-later
#include "floor-server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

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

SoupServer *
floor_server_new (guint *port, GError **error)
{
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  GSList *uris;

  if (!soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, error))
    return NULL;
  for (guint i = 0; i < sizeof answer; i++)
    answer[i] = 'x';
  g_signal_connect (server, "request-read", G_CALLBACK (request_read_cb), NULL);
  g_signal_connect (server, "request-finished", G_CALLBACK (request_finished_cb), NULL);
  soup_server_add_handler (server, NULL, answer_cb, NULL, NULL);
  uris = soup_server_get_uris (server);
  *port = g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  return g_steal_pointer (&server);
}
