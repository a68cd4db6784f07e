// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-index-thread.h"

#include "jl-data-folder.h"
#include "jl-store.h"

/* Changes at a time: many records together cost a third of what each costs alone. */
#define BUDGET 5000

struct _JlIndexThread {
  const volatile int *stop; /* borrowed */
  JlSearchSource source;
  JlIndexer *indexer; /* owned; the thread's, as long as that runs */
  GThread *thread;    /* owned, NULL: it has ended */
  GError *error;      /* owned, nullable: why it has ended early */

  GMutex mutex;
  GCond woken;
  gboolean has_news; /* under the mutex, as all below */
  gboolean is_last;  /* nothing will be new after this */
};

static gboolean
catch_up (JlIndexThread *self)
{
  gboolean is_behind = TRUE;

  while (is_behind && *self->stop == 0) {
    if (!jl_indexer_catch_up (self->indexer, BUDGET, &is_behind, &self->error))
      return FALSE;
  }
  return *self->stop == 0;
}

/* Returns: whether there will be more after what is new now */
static gboolean
await_news (JlIndexThread *self)
{
  gboolean is_last;

  g_mutex_lock (&self->mutex);
  while (!self->has_news)
    g_cond_wait (&self->woken, &self->mutex);
  self->has_news = FALSE;
  is_last = self->is_last;
  g_mutex_unlock (&self->mutex);
  return !is_last;
}

static gpointer
run (gpointer data)
{
  JlIndexThread *self = data;
  gboolean is_more = TRUE;

  while (is_more) {
    is_more = await_news (self);
    if (!catch_up (self))
      break;
  }
  return NULL;
}

static void
tell (JlIndexThread *self, gboolean is_last)
{
  g_mutex_lock (&self->mutex);
  self->has_news = TRUE;
  self->is_last = is_last;
  g_cond_signal (&self->woken);
  g_mutex_unlock (&self->mutex);
}

/**
 * jl_index_thread_new:
 * @application: what the program consists of; it has something to search for
 * @rules: outlive the thread
 * @data_dir: a folder that this process holds
 * @stop: becomes non-zero when it should end soon; what is left is for the service's indexer
 * @error: as jl_search_index_open() and jl_store_open_reader()
 *
 * Returns: (transfer full): a thread that waits for jl_index_thread_wake()
 */
JlIndexThread *
jl_index_thread_new (const JlApplication *application,
                     const JlRules *rules,
                     const char *data_dir,
                     const volatile int *stop,
                     GError **error)
{
  g_autofree char *path = jl_data_folder_get_search_path (data_dir);
  g_autoptr (JlSearchIndex) index = jl_search_index_open (path, error);
  g_autoptr (JlConnection) connection = NULL;
  JlIndexThread *self;

  if (index == NULL || (connection = jl_store_open_reader (data_dir, error)) == NULL)
    return NULL;
  self = g_new0 (JlIndexThread, 1);
  self->stop = stop;
  application->init_search (&self->source, rules);
  self->indexer =
      jl_indexer_new (g_steal_pointer (&connection), g_steal_pointer (&index), &self->source);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->woken);
  self->thread = g_thread_new ("indexer", run, self);
  return self;
}

/**
 * jl_index_thread_wake:
 * @self: a thread
 *
 * Tells it that something may be new. It costs more the less that is.
 */
void
jl_index_thread_wake (JlIndexThread *self)
{
  tell (self, FALSE);
}

/**
 * jl_index_thread_finish:
 * @self: a thread
 * @error: why it could not go on, as jl_indexer_catch_up()
 *
 * Waits until all that is committed can be found, or until it was stopped.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_index_thread_finish (JlIndexThread *self, GError **error)
{
  tell (self, TRUE);
  g_thread_join (g_steal_pointer (&self->thread));
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

/**
 * jl_index_thread_free:
 * @self: (transfer full) (nullable): a thread, which ends when it has done what it is doing
 */
void
jl_index_thread_free (JlIndexThread *self)
{
  if (self == NULL)
    return;

  if (self->thread != NULL)
    jl_index_thread_finish (self, NULL);
  jl_indexer_free (self->indexer);
  g_clear_error (&self->error);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->woken);
  g_free (self);
}
