// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-indexer-process.h"

#include "jl-child.h"
#include "jl-confinement.h"
#include "jl-data-folder.h"
#include "jl-store.h"

/* Changes at a time; about a tenth of a second, after which the parent is listened to again. */
#define BUDGET 1000
/* Steps begin so far apart where the last one did all there was: many records together cost a third
 * of what each costs alone. The first after a pause begins at once. */
#define PACE_MS 150
#define RETRY_SECONDS 2

typedef struct {
  JlChild *child; /* owned */
  JlSearchSource source;
  JlIndexer *indexer; /* owned */
  guint step;         /* source id: more to do now, soon, or later after a failure */
  gint64 last_step;   /* monotonic, microseconds: when the last one began */
} Process;

static void
process_clear (Process *self)
{
  g_clear_handle_id (&self->step, g_source_remove);
  g_clear_pointer (&self->indexer, jl_indexer_free);
  g_clear_pointer (&self->child, jl_child_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Process, process_clear)

static gboolean
step_cb (gpointer user_data)
{
  Process *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_behind = FALSE;

  self->step = 0;
  self->last_step = g_get_monotonic_time ();
  if (!jl_indexer_catch_up (self->indexer, BUDGET, &is_behind, &error)) {
    g_warning ("%s", error->message);
    self->step = g_timeout_add_seconds (RETRY_SECONDS, step_cb, self);
    return G_SOURCE_REMOVE;
  }
  jl_metrics_set (
      self->child->metrics, JL_METRIC_INDEX_POSITION, jl_indexer_get_position (self->indexer));
  jl_channel_send (self->child->channel,
                   JL_MESSAGE_INDEXED,
                   (guint64)jl_indexer_get_position (self->indexer),
                   NULL,
                   NULL);
  if (is_behind)
    self->step = g_idle_add (step_cb, self);
  return G_SOURCE_REMOVE;
}

static void
received_cb (JlMessage message, guint64 id, GBytes *payload, gpointer user_data)
{
  Process *self = user_data;

  if (message == JL_MESSAGE_POSITION && self->step == 0) {
    gint64 wait = self->last_step / 1000 + PACE_MS - g_get_monotonic_time () / 1000;

    self->step = g_timeout_add ((guint)MAX (wait, 0), step_cb, self);
  }
}

static void
rested_cb (gpointer user_data)
{
  Process *self = user_data;

  jl_indexer_release_memory (self->indexer);
}

static gboolean
make_indexer (Process *self, GError **error)
{
  const char *data_dir = self->child->start->config->data_dir;
  g_autofree char *path = jl_data_folder_get_search_path (data_dir);
  g_autoptr (JlSearchIndex) index = jl_search_index_open (path, error);
  g_autoptr (JlConnection) connection = NULL;

  if (index == NULL)
    return FALSE;
  connection = jl_store_open_reader (data_dir, error);
  if (connection == NULL)
    return FALSE;
  self->child->application->init_search (&self->source, self->child->rules);
  self->indexer =
      jl_indexer_new (g_steal_pointer (&connection), g_steal_pointer (&index), &self->source);
  return TRUE;
}

/**
 * jl_indexer_process_run:
 * @application: what the program consists of
 * @slot: this process's slot
 *
 * Is the indexer, from its start to its end. It may be killed at any time: the search file
 * remembers how far it has come.
 *
 * Returns: why it left; what went wrong is logged
 */
JlExit
jl_indexer_process_run (const JlApplication *application, guint slot)
{
  static const JlChildFuncs funcs = { received_cb, NULL, NULL, rested_cb };
  g_auto (Process) self = { 0 };
  g_autoptr (GError) error = NULL;

  self.child = jl_child_new (application, slot, JL_PERSON_ACCESS_NONE, &error);
  if (self.child == NULL || !make_indexer (&self, &error) ||
      !jl_confinement_enter_indexer (self.child->start->config, &error)) {
    g_warning ("%s", error->message);
    return JL_EXIT_FAILURE;
  }
  self.step = g_idle_add (step_cb, &self);
  jl_child_ready (self.child, &funcs, &self);
  while (!self.child->is_quitting)
    g_main_context_iteration (NULL, TRUE);
  return JL_EXIT_OK;
}
