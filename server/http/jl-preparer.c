// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-preparer.h"

#include "jl-error.h"
#include "jl-language.h"

#include <glib/gi18n-lib.h>

/* Photos and tables wait for the one who makes them, seconds when many come; nobody who signs in
 * waits behind them. */
typedef enum { LANE_LONG, LANE_OTHERS, N_LANES } LaneName;

typedef struct {
  GThreadPool *pool; /* owned */
  guint n_waiting;   /* started and not done; of the main context alone */
} Lane;

struct _JlPreparer {
  const JlWorkerConfig *config; /* borrowed */
  GMainContext *context;        /* owned */
  Lane lanes[N_LANES];
  GMutex mutex;
  GQueue connections; /* (element-type JlConnection), owned, not in use; under mutex */
};

typedef struct {
  JlPreparer *preparer;
  Lane *lane;           /* borrowed */
  JlExchange *exchange; /* borrowed */
  JlPrepared done;
  gpointer user_data;
  GVariant *prepared; /* owned, nullable */
  GError *error;      /* owned, nullable */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->prepared, g_variant_unref);
  g_clear_error (&job->error);
  g_free (job);
}

static guint
count_waiting (JlPreparer *self)
{
  return self->lanes[LANE_LONG].n_waiting + self->lanes[LANE_OTHERS].n_waiting;
}

static gboolean
job_done_cb (gpointer data)
{
  Job *job = data;
  JlPreparer *self = job->preparer;

  job->lane->n_waiting--;
  jl_metrics_set (self->config->metrics, JL_METRIC_PREPARES_WAITING, count_waiting (self));
  job->done (job->prepared, job->error, job->user_data);
  return G_SOURCE_REMOVE;
}

static JlConnection *
take_connection (JlPreparer *self, GError **error)
{
  JlConnection *connection;

  g_mutex_lock (&self->mutex);
  connection = g_queue_pop_head (&self->connections);
  g_mutex_unlock (&self->mutex);
  return connection != NULL ? connection : self->config->connect (self->config->data_dir, error);
}

static void
give_connection (JlPreparer *self, JlConnection *connection)
{
  g_mutex_lock (&self->mutex);
  g_queue_push_head (&self->connections, connection);
  g_mutex_unlock (&self->mutex);
}

static void
run_job (gpointer data, gpointer user_data)
{
  Job *job = data;
  JlPreparer *self = user_data;
  JlLanguageScope scope = jl_language_push (jl_exchange_get_language (job->exchange));
  JlConnection *connection = take_connection (self, &job->error);

  if (connection != NULL) {
    job->prepared = jl_exchange_prepare (job->exchange, connection, &job->error);
    give_connection (self, connection);
  }
  jl_language_pop (scope);
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, job_done_cb, job, job_free);
}

/**
 * jl_preparer_new:
 * @config: of the worker
 * @error: when no thread can be made
 *
 * Returns: (transfer full) (nullable): a preparer
 */
JlPreparer *
jl_preparer_new (const JlWorkerConfig *config, GError **error)
{
  g_autoptr (JlPreparer) self = g_new0 (JlPreparer, 1);

  self->config = config;
  self->context = g_main_context_ref_thread_default ();
  g_mutex_init (&self->mutex);
  for (guint i = 0; i < N_LANES; i++) {
    self->lanes[i].pool = g_thread_pool_new (
        run_job, self, (int)MAX (config->limits.n_prepare_threads, 1), FALSE, error);
    if (self->lanes[i].pool == NULL)
      return NULL;
  }
  return g_steal_pointer (&self);
}

/**
 * jl_preparer_free:
 * @self: (transfer full) (nullable): a preparer; what runs is waited for, and told
 */
void
jl_preparer_free (JlPreparer *self)
{
  JlConnection *connection;

  if (self == NULL)
    return;
  for (guint i = 0; i < N_LANES; i++) {
    if (self->lanes[i].pool != NULL)
      g_thread_pool_free (self->lanes[i].pool, FALSE, TRUE);
  }
  while (count_waiting (self) > 0)
    g_main_context_iteration (self->context, TRUE);
  while ((connection = g_queue_pop_head (&self->connections)) != NULL)
    jl_connection_close (connection);
  g_mutex_clear (&self->mutex);
  g_main_context_unref (self->context);
  g_free (self);
}

/**
 * jl_preparer_run:
 * @self: a preparer
 * @exchange: whose route prepares; it stays until @done
 * @done: called once
 * @user_data: for @done
 * @error: %JL_ERROR_UNAVAILABLE
 *
 * Returns: %FALSE if too many wait already
 */
gboolean
jl_preparer_run (
    JlPreparer *self, JlExchange *exchange, JlPrepared done, gpointer user_data, GError **error)
{
  const JlWorkerLimits *limits = &self->config->limits;
  gboolean is_long =
      (jl_exchange_get_route (exchange)->flags & (JL_ROUTE_UPLOAD | JL_ROUTE_LONG)) != 0;
  Lane *lane = &self->lanes[is_long ? LANE_LONG : LANE_OTHERS];
  Job *job;

  if (lane->n_waiting >= limits->n_prepare_threads + limits->n_prepare_waiting) {
    g_set_error_literal (error,
                         JL_ERROR,
                         JL_ERROR_UNAVAILABLE,
                         _ ("many people are sending photos or signing in at this moment"));
    return FALSE;
  }
  job = g_new0 (Job, 1);
  *job = (Job){
    .preparer = self, .lane = lane, .exchange = exchange, .done = done, .user_data = user_data
  };
  if (!g_thread_pool_push (lane->pool, job, error)) {
    job_free (job);
    return FALSE;
  }
  lane->n_waiting++;
  jl_metrics_set (self->config->metrics, JL_METRIC_PREPARES_WAITING, count_waiting (self));
  return TRUE;
}
