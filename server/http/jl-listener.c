// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-listener.h"

#include "jl-answer.h"
#include "jl-error.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

/* Connections taken in one go, so that requests get their turn and other workers their share. */
#define MAX_ACCEPTS 16
#define MAX_HEADER (16 * 1024)
#define LINGER_MS 2000
#define PAUSE_MS 100

struct _JlListener {
  JlClients shared;
  JlPoller *poller;   /* borrowed */
  JlMetrics *metrics; /* borrowed, nullable */
  int fd;             /* owned, -1: stopped */
  JlWatch watch;
  JlDeadline pause;             /* while the system has no descriptors left */
  GSocketAddress *address;      /* owned */
  GTlsCertificate *certificate; /* owned, nullable */
  GPtrArray *trusted;           /* owned, (element-type GInetAddressMask) */
  GHashTable *clients;          /* owned, (element-type JlClient) */
  GHashTable *counts;           /* owned, (element-type utf8 guint): connections of each network */
  guint max_clients;
  guint max_an_address;
  GBytes *too_many; /* owned: answers */
  JlServe serve;
  gpointer user_data;
};

/* Whoever has an IPv6 address has 2^64 of them. */
static char *
dup_network (const char *address)
{
  struct in6_addr bytes;
  char text[INET6_ADDRSTRLEN];

  if (inet_pton (AF_INET6, address, &bytes) != 1)
    return g_strdup (address);
  memset (bytes.s6_addr + 8, 0, 8);
  inet_ntop (AF_INET6, &bytes, text, sizeof text);
  return g_strdup (text);
}

/* Counts one connection of @address more or less. FALSE: it had as many as it may. */
static gboolean
count (JlListener *self, const char *address, int change)
{
  g_autofree char *network = NULL;
  guint n;

  if (jl_listener_is_trusted (self, address))
    return TRUE;
  network = dup_network (address);
  n = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, network));
  if (change > 0 && n >= self->max_an_address)
    return FALSE;
  n += (guint)change;
  if (n == 0)
    g_hash_table_remove (self->counts, network);
  else
    g_hash_table_insert (self->counts, g_steal_pointer (&network), GUINT_TO_POINTER (n));
  return TRUE;
}

static void
client_gone (JlClient *client, gpointer user_data)
{
  JlListener *self = user_data;

  g_hash_table_remove (self->clients, client);
  count (self, jl_client_get_address (client), -1);
  jl_metrics_add (self->metrics, JL_METRIC_CONNECTIONS, -1);
}

static void
client_timed_out (JlClient *client, JlTimeout timeout, gpointer user_data)
{
  JlListener *self = user_data;

  /* An idle connection has not kept anybody waiting. */
  if (timeout != JL_TIMEOUT_IDLE && timeout != JL_TIMEOUT_LINGER)
    jl_metrics_add (self->metrics, JL_METRIC_CONNECTIONS_TIMED_OUT, 1);
}

static void
client_serve (JlClient *client, gpointer user_data)
{
  JlListener *self = user_data;

  self->serve (client, self->user_data);
}

/* Before the language of the request is known, or because its header cannot be read. */
static void
client_fault (JlClient *client, JlFault fault, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_auto (JlAnswer) answer = { 0 };
  g_autoptr (GBytes) message = NULL;
  guint status = 0;

  switch (fault) {
  case JL_FAULT_HEADER_LATE:
  case JL_FAULT_BODY_LATE:
    error = g_error_new_literal (
        JL_ERROR, JL_ERROR_TIMEOUT, _ ("the request did not arrive within the time allowed"));
    break;
  case JL_FAULT_HEADER_TOO_LONG:
    error = g_error_new_literal (
        JL_ERROR, JL_ERROR_TOO_LARGE, _ ("the header of the request is too long"));
    status = 431;
    break;
  case JL_FAULT_UNKNOWN_METHOD:
    error = g_error_new_literal (
        JL_ERROR, JL_ERROR_METHOD_NOT_ALLOWED, _ ("this service does not know that method"));
    status = 501;
    break;
  case JL_FAULT_MALFORMED:
    error = g_error_new_literal (
        JL_ERROR, JL_ERROR_MALFORMED, _ ("this is not a request that HTTP/1.1 knows"));
    break;
  }
  jl_answer_set_error (&answer, error, status, 0);
  message = jl_answer_to_message (&answer);
  jl_client_refuse (client, message);
}

static char *
dup_address (const struct sockaddr_storage *storage)
{
  char text[INET6_ADDRSTRLEN] = "";

  if (storage->ss_family == AF_INET) {
    inet_ntop (AF_INET, &((const struct sockaddr_in *)storage)->sin_addr, text, sizeof text);
  } else if (storage->ss_family == AF_INET6) {
    const struct in6_addr *bytes = &((const struct sockaddr_in6 *)storage)->sin6_addr;

    if (IN6_IS_ADDR_V4MAPPED (bytes))
      inet_ntop (AF_INET, bytes->s6_addr + 12, text, sizeof text);
    else
      inet_ntop (AF_INET6, bytes, text, sizeof text);
  }
  return g_strdup (text);
}

/* Tells a connection that is one too many to try later. It need not read it. */
static void
turn_away (JlListener *self, int fd)
{
  gsize size;
  gconstpointer bytes = g_bytes_get_data (self->too_many, &size);

  jl_metrics_add (self->metrics, JL_METRIC_CONNECTIONS_REFUSED, 1);
  if (send (fd, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL) > 0)
    shutdown (fd, SHUT_WR);
  close (fd);
}

static void
take (JlListener *self, int fd, const struct sockaddr_storage *storage)
{
  g_autofree char *address = dup_address (storage);
  const int on = 1;
  JlClient *client;

  jl_metrics_add (self->metrics, JL_METRIC_CONNECTIONS_ACCEPTED, 1);
  if (g_hash_table_size (self->clients) >= self->max_clients || !count (self, address, 1)) {
    turn_away (self, fd);
    return;
  }
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  client = jl_client_new (&self->shared, fd, g_steal_pointer (&address));
  g_hash_table_add (self->clients, client);
  jl_metrics_add (self->metrics, JL_METRIC_CONNECTIONS, 1);
  jl_client_start (client);
}

static void
listener_ready (JlWatch *watch, guint events)
{
  JlListener *self = (JlListener *)((char *)watch - G_STRUCT_OFFSET (JlListener, watch));

  for (guint i = 0; i < MAX_ACCEPTS && self->fd >= 0; i++) {
    struct sockaddr_storage storage = { 0 };
    socklen_t size = sizeof storage;
    int fd = accept4 (self->fd, (struct sockaddr *)&storage, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);

    if (fd >= 0) {
      take (self, fd, &storage);
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      g_warning ("cannot take connections: %s", g_strerror (errno));
      jl_poller_remove (self->poller, &self->watch);
      jl_poller_set_deadline (self->poller, &self->pause, JL_TIMEOUT_ACCEPT_PAUSE);
      return;
    } else if (errno != EINTR && errno != ECONNABORTED) {
      return; /* none waits: a sibling was faster */
    }
  }
}

static void
pause_passed (JlDeadline *deadline)
{
  JlListener *self = (JlListener *)((char *)deadline - G_STRUCT_OFFSET (JlListener, pause));
  g_autoptr (GError) error = NULL;

  if (self->fd >= 0 && !jl_poller_add_listener (self->poller, &self->watch, &error)) {
    g_warning ("cannot listen again: %s", error->message);
    jl_poller_set_deadline (self->poller, deadline, JL_TIMEOUT_ACCEPT_PAUSE);
  }
}

static gboolean
read_address (JlListener *self, GError **error)
{
  struct sockaddr_storage storage;
  socklen_t size = sizeof storage;
  int flags = fcntl (self->fd, F_GETFL);

  if (getsockname (self->fd, (struct sockaddr *)&storage, &size) != 0 || flags < 0 ||
      fcntl (self->fd, F_SETFL, flags | O_NONBLOCK) != 0) {
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "listening socket: %s", g_strerror (errno));
    return FALSE;
  }
  self->address = g_socket_address_new_from_native (&storage, size);
  if (self->address == NULL || !G_IS_INET_SOCKET_ADDRESS (self->address)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INTERNAL, "the listening socket is not TCP");
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_trusted (JlListener *self, const char *const *trusted, GError **error)
{
  for (guint i = 0; trusted != NULL && trusted[i] != NULL; i++) {
    GInetAddressMask *mask = g_inet_address_mask_new_from_string (trusted[i], NULL);

    if (mask == NULL) {
      jl_set_error_field (error,
                          JL_ERROR_INVALID,
                          "trusted_proxies",
                          _ ("“%s” is neither an address nor a network"),
                          trusted[i]);
      return FALSE;
    }
    g_ptr_array_add (self->trusted, mask);
  }
  return TRUE;
}

static gboolean
read_certificate (JlListener *self, const JlWorkerConfig *config, GError **error)
{
  if (config->tls_cert_file == NULL)
    return TRUE;
  self->certificate =
      config->tls_key_file != NULL
          ? g_tls_certificate_new_from_files (config->tls_cert_file, config->tls_key_file, error)
          : g_tls_certificate_new_from_file (config->tls_cert_file, error);
  self->shared.certificate = self->certificate;
  return self->certificate != NULL;
}

static void
set_limits (JlListener *self, const JlWorkerLimits *limits)
{
  self->max_clients = limits->n_connections;
  self->max_an_address = limits->n_connections_an_address;
  jl_poller_set_duration (self->poller, JL_TIMEOUT_HEADER, limits->header_ms);
  jl_poller_set_duration (self->poller, JL_TIMEOUT_BODY, limits->body_ms);
  jl_poller_set_duration (self->poller, JL_TIMEOUT_UPLOAD, limits->upload_ms);
  jl_poller_set_duration (self->poller, JL_TIMEOUT_ANSWER, limits->answer_ms);
  jl_poller_set_duration (self->poller, JL_TIMEOUT_IDLE, limits->idle_ms);
  jl_poller_set_duration (self->poller, JL_TIMEOUT_LINGER, LINGER_MS);
  jl_poller_set_duration (self->poller, JL_TIMEOUT_ACCEPT_PAUSE, PAUSE_MS);
}

static GBytes *
make_too_many (guint retry_after_s)
{
  g_autoptr (GError) error =
      g_error_new_literal (JL_ERROR, JL_ERROR_TOO_MANY, _ ("too many connections at a time"));
  g_auto (JlAnswer) answer = { 0 };

  jl_answer_set_error (&answer, error, 0, retry_after_s);
  return jl_answer_to_message (&answer);
}

/**
 * jl_listener_new:
 * @config: its `listen_fd` is taken, on failure too
 * @poller: (transfer none): outlives the listener
 * @serve: told of each request
 * @user_data: for @serve
 * @error: %JL_ERROR_INTERNAL, or %JL_ERROR_INVALID with the name of the setting
 *
 * Returns: (transfer full) (nullable): a listener that takes connections from now on
 */
JlListener *
jl_listener_new (const JlWorkerConfig *config,
                 JlPoller *poller,
                 JlServe serve,
                 gpointer user_data,
                 GError **error)
{
  g_autoptr (JlListener) self = g_new0 (JlListener, 1);

  self->fd = config->listen_fd;
  self->poller = poller;
  self->metrics = config->metrics;
  self->serve = serve;
  self->user_data = user_data;
  self->watch = (JlWatch){ .fd = self->fd, .ready = listener_ready };
  self->pause.passed = pause_passed;
  self->trusted = g_ptr_array_new_with_free_func (g_object_unref);
  self->clients = g_hash_table_new (NULL, NULL);
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->too_many = make_too_many (config->limits.retry_after_s);
  self->shared = (JlClients){
    .poller = poller,
    .max_header = MAX_HEADER,
    .serve = client_serve,
    .fault = client_fault,
    .timed_out = client_timed_out,
    .gone = client_gone,
    .user_data = self,
  };
  set_limits (self, &config->limits);

  if (!read_address (self, error) || !read_trusted (self, config->trusted_proxies, error) ||
      !read_certificate (self, config, error) ||
      !jl_poller_add_listener (poller, &self->watch, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* What @each does may take clients out of the table. */
static void
for_each_client (JlListener *self, void (*each) (JlClient *client))
{
  g_autoptr (GList) clients = g_hash_table_get_keys (self->clients);

  for (GList *l = clients; l != NULL; l = l->next)
    if (g_hash_table_contains (self->clients, l->data))
      each (l->data);
}

/**
 * jl_listener_stop:
 * @self: a listener
 *
 * Takes no more connections, ends those that wait for a request, and lets the others end after
 * their answer.
 */
void
jl_listener_stop (JlListener *self)
{
  if (self->fd < 0)
    return;
  jl_poller_remove (self->poller, &self->watch);
  jl_poller_clear_deadline (self->poller, &self->pause);
  close (self->fd);
  self->fd = -1;
  self->shared.stopping = TRUE;
  for_each_client (self, jl_client_drain);
}

/**
 * jl_listener_free:
 * @self: (transfer full) (nullable): a listener; all connections end at once
 */
void
jl_listener_free (JlListener *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0) {
    jl_poller_remove (self->poller, &self->watch);
    close (self->fd);
  }
  jl_poller_clear_deadline (self->poller, &self->pause);
  for_each_client (self, jl_client_close);
  g_hash_table_unref (self->clients);
  g_hash_table_unref (self->counts);
  g_ptr_array_unref (self->trusted);
  g_clear_object (&self->certificate);
  g_clear_object (&self->address);
  g_bytes_unref (self->too_many);
  g_free (self);
}

/**
 * jl_listener_get_n_clients:
 * @self: a listener
 *
 * Returns: how many connections are open
 */
guint
jl_listener_get_n_clients (JlListener *self)
{
  return g_hash_table_size (self->clients);
}

/**
 * jl_listener_get_address:
 * @self: a listener
 *
 * Returns: (transfer none): where it listens
 */
GSocketAddress *
jl_listener_get_address (JlListener *self)
{
  return self->address;
}

/**
 * jl_listener_is_trusted:
 * @self: a listener
 * @address: an address
 *
 * Returns: whether a proxy of ours has that address, so that its X-Forwarded-For counts
 */
gboolean
jl_listener_is_trusted (JlListener *self, const char *address)
{
  g_autoptr (GInetAddress) parsed = NULL;

  if (self->trusted->len == 0)
    return FALSE;
  parsed = g_inet_address_new_from_string (address);
  for (guint i = 0; parsed != NULL && i < self->trusted->len; i++)
    if (g_inet_address_mask_matches (self->trusted->pdata[i], parsed))
      return TRUE;
  return FALSE;
}
