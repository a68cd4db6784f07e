// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-worker.h"

#include "jl-changes.h"
#include "jl-error.h"
#include "jl-openapi.h"
#include "jl-upload.h"
#include "jl-worker-private.h"

const JlWorkerLimits jl_worker_limits_default = {
  .json_bytes = 256 * 1024,
  .upload_bytes = 12 * 1024 * 1024,
  .header_ms = 10 * 1000,
  .body_ms = 20 * 1000,
  .upload_ms = 180 * 1000,
  .answer_ms = 30 * 1000,
  .idle_ms = 60 * 1000,
  .n_connections = 8000,
  .n_connections_an_address = 200,
  .n_streams = 2000,
  .n_streams_an_address = 50,
  .n_prepare_threads = 2,
  .n_prepare_waiting = 32,
  .n_writes_waiting = 1024,
  .stream_tick_ms = 100,
  .stream_heartbeat_ms = 15 * 1000,
  .stream_bytes = 32 * 1024,
  .n_descriptors = 16000,
  .census_ms = 10 * 1000,
  .retry_after_s = 2,
};

static void
stop_taking (JlWorker *self)
{
  if (self->stopping)
    return;
  self->stopping = TRUE;
  jl_event_streams_close_all (self->streams);
  jl_listener_stop (self->listener);
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* The second line against leaks of the libraries: better a new process than one without
 * descriptors. */
static void
census_passed (JlDeadline *deadline)
{
  JlWorker *self = (JlWorker *)((char *)deadline - G_STRUCT_OFFSET (JlWorker, census));
  guint n = count_descriptors ();

  jl_metrics_set (self->config.metrics, JL_METRIC_DESCRIPTORS, n);
  if (n > self->config.limits.n_descriptors && !self->stopping) {
    g_warning ("%u descriptors are open: this worker retires", n);
    stop_taking (self);
    if (self->config.retired != NULL)
      self->config.retired (self, self->config.retired_data);
  }
  jl_poller_set_deadline (self->poller, &self->census, JL_TIMEOUT_CENSUS);
}

/*
 * What is answered in one turn of the main context is read in one transaction. But no request may
 * be answered from a state that is older than itself, since its sender may know of a newer one, and
 * nobody may be told of changes that the transaction does not see yet. So it ends with each request
 * that comes, each change that is announced and each turn. Requests that come together are served
 * in the next turn, all of them.
 */
static void
end_read (JlWorker *self)
{
  jl_connection_end_read (self->exchange.connection);
}

static void
serve (JlClient *client, gpointer user_data)
{
  JlWorker *self = user_data;

  end_read (self);
  jl_lanes_serve (self->lanes, client);
}

static void
request_started_cb (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  JlWorker *self = user_data;

  jl_server_message_begin (self, jl_lanes_find_client (self->lanes, message), message);
}

static void
request_finished_cb (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  jl_server_message_finished (user_data, message);
}

static void
early_cb (SoupServer *server,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  jl_server_message_got_headers (message);
}

static void
handler_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  jl_server_message_got_body (message);
}

static void
make_server (JlWorker *self)
{
  /* Paths stay as they came: decoding them here would make "%2F" a slash. */
  self->server = g_object_new (SOUP_TYPE_SERVER, "raw-paths", TRUE, NULL);
  soup_server_add_early_handler (self->server, NULL, early_cb, NULL, NULL);
  soup_server_add_handler (self->server, NULL, handler_cb, NULL, NULL);
  g_signal_connect (self->server, "request-started", G_CALLBACK (request_started_cb), self);
  g_signal_connect (self->server, "request-finished", G_CALLBACK (request_finished_cb), self);
}

static gboolean
make_routes (JlWorker *self, GError **error)
{
  const JlCapability *const *capability = self->config.capabilities;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  JlRouter *router;

  self->capabilities = g_ptr_array_new ();
  for (; *capability != NULL; capability++)
    g_ptr_array_add (self->capabilities, (gpointer)*capability);
  g_ptr_array_add (self->capabilities, (gpointer)&jl_changes_capability);
  g_ptr_array_add (self->capabilities, NULL);
  router = jl_router_new ((const JlCapability *const *)self->capabilities->pdata, error);
  if (router == NULL)
    return FALSE;
  self->exchange.router = router;

  for (guint i = 0; i < jl_router_get_n_routes (router); i++) {
    const JlRoute *route = jl_router_get_route (router, i);
    g_autofree char *template = jl_route_dup_template (route);

    g_ptr_array_add (names, g_strconcat (route->method, " ", template, NULL));
  }
  for (guint i = 0; i < JL_N_BUILTINS; i++)
    g_ptr_array_add (names, g_strdup (jl_builtin_names[i]));
  g_ptr_array_add (names, NULL);
  self->route_names = (char **)g_ptr_array_free (g_steal_pointer (&names), FALSE);
  return TRUE;
}

static void
make_openapi (JlWorker *self)
{
  g_autofree char *hash = NULL;

  self->openapi = jl_openapi_build ((const JlCapability *const *)self->capabilities->pdata,
                                    self->config.public_url);
  hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, self->openapi);
  hash[16] = '\0';
  self->openapi_etag = g_strdup_printf ("\"%s\"", hash);
}

/**
 * jl_worker_new:
 * @config: copied, but not what it points to
 * @error: %JL_ERROR_INTERNAL, or %JL_ERROR_INVALID with the name of the setting at fault
 *
 * Makes a worker that takes connections as soon as its main context runs.
 *
 * Returns: (transfer full) (nullable): the worker
 */
JlWorker *
jl_worker_new (const JlWorkerConfig *config, GError **error)
{
  g_autoptr (JlWorker) self = g_new0 (JlWorker, 1);

  self->config = *config;
  self->ready = TRUE;
  self->context = g_main_context_ref_thread_default ();
  self->access_log = jl_access_log_new (config->access_log_fd);
  self->exchange.config = &self->config;
  self->exchange.origin = jl_origin_from_url (config->public_url);
  self->census.passed = census_passed;
  make_server (self);

  if (!make_routes (self, error))
    return NULL;
  self->exchange.connection = config->connect (config->data_dir, error);
  if (self->exchange.connection == NULL)
    return NULL;
  self->poller = jl_poller_new (error);
  if (self->poller == NULL)
    return NULL;
  self->preparer = jl_preparer_new (&self->config, error);
  self->streams =
      self->preparer != NULL
          ? jl_event_streams_new (&self->config, self->poller, self->exchange.connection, error)
          : NULL;
  if (self->streams == NULL)
    return NULL;
  if (config->web_dir != NULL) {
    self->pages = jl_static_new (config->web_dir, error);
    if (self->pages == NULL)
      return NULL;
    self->page_cache = jl_page_cache_new (&self->config, self->pages, self->exchange.connection);
  }
  make_openapi (self);

  jl_upload_sweep (config->data_dir, g_get_real_time () / G_USEC_PER_SEC);
  self->listener = jl_listener_new (&self->config, self->poller, serve, self, error);
  if (self->listener == NULL)
    return NULL;
  self->lanes = jl_lanes_new (self->server, jl_listener_get_address (self->listener), error);
  if (self->lanes == NULL)
    return NULL;
  jl_poller_set_duration (self->poller, JL_TIMEOUT_CENSUS, config->limits.census_ms);
  jl_poller_set_deadline (self->poller, &self->census, JL_TIMEOUT_CENSUS);
  return g_steal_pointer (&self);
}

/**
 * jl_worker_free:
 * @self: (transfer full) (nullable): a worker; its connections end. To be called when no call waits
 * for the writer any more: see jl_worker_run()
 */
void
jl_worker_free (JlWorker *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->preparer, jl_preparer_free);
  g_clear_pointer (&self->streams, jl_event_streams_free);
  g_clear_pointer (&self->listener, jl_listener_free);
  g_clear_pointer (&self->lanes, jl_lanes_free);
  g_clear_object (&self->server);
  if (self->poller != NULL)
    jl_poller_clear_deadline (self->poller, &self->census);
  g_clear_pointer (&self->poller, jl_poller_free);
  g_clear_pointer (&self->page_cache, jl_page_cache_free);
  g_clear_pointer (&self->pages, jl_static_free);
  g_clear_pointer (&self->access_log, jl_access_log_free);
  g_clear_pointer (&self->exchange.router, jl_router_free);
  g_clear_pointer (&self->exchange.connection, jl_connection_close);
  g_clear_pointer (&self->capabilities, g_ptr_array_unref);
  g_clear_pointer (&self->openapi, g_bytes_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_strfreev (self->route_names);
  g_free (self->openapi_etag);
  g_free (self->exchange.origin);
  g_free (self);
}

/**
 * jl_worker_run:
 * @self: a worker
 *
 * Serves until jl_worker_quit() was called, or the worker has retired, and all that had been
 * accepted is answered. A client that does not take its answer holds this up no longer than the
 * limits of answers and lingering say.
 */
void
jl_worker_run (JlWorker *self)
{
  while (!self->stopping || self->n_writes > 0 || jl_listener_get_n_clients (self->listener) > 0) {
    g_main_context_iteration (self->context, TRUE);
    end_read (self);
  }
}

/**
 * jl_worker_release_memory:
 * @self: a worker that rests
 *
 * Gives back what its connection to the database keeps in memory.
 */
void
jl_worker_release_memory (JlWorker *self)
{
  jl_connection_release_memory (self->exchange.connection);
}

/**
 * jl_worker_quit:
 * @self: a worker
 *
 * Takes no more connections and lets jl_worker_run() return when those that are being answered have
 * got their answer.
 */
void
jl_worker_quit (JlWorker *self)
{
  stop_taking (self);
  g_main_context_wakeup (self->context);
}

/**
 * jl_worker_journal_grew:
 * @self: a worker
 * @position: the last change that is committed
 *
 * Wakes the change streams, and lets go of pages that show what was.
 */
void
jl_worker_journal_grew (JlWorker *self, gint64 position)
{
  end_read (self);
  jl_event_streams_wake (self->streams, position);
  if (self->page_cache != NULL)
    jl_page_cache_forget (self->page_cache);
}

/**
 * jl_worker_set_ready:
 * @self: a worker
 * @ready: what /readyz is to say
 */
void
jl_worker_set_ready (JlWorker *self, gboolean ready)
{
  self->ready = ready;
}
