// SPDX-License-Identifier: GPL-3.0-or-later
/* GET /items/{id}/history: every step, from the journal. */
#include "jl-items-private.h"

#include "jl-error.h"
#include "jl-journal.h"

#include <string.h>

typedef struct {
  JlRequest *request;
  JlView view;
  JlListBuilder builder;
  gint64 last;     /* seq of the last step in the list */
  JlRecord *step;  /* owned, nullable: a step whose changes show when the one before it is known */
  JlRecord *image; /* owned, nullable: the item after that step */
  gint64 seq;      /* of that step */
} History;

/* Members that are only bookkeeping of a change. */
static gboolean
is_noise (guint field)
{
  return field == JL_ITEM_VERSION || field == JL_ITEM_UPDATED_AT || field == JL_ITEM_CREATED_AT ||
         jl_item_table.fields[field].view == JL_VIEW_STORED;
}

/* Steps from before the service knew of moderation say nothing of it. */
static gboolean
is_newer (JlRecord *before, guint field)
{
  return field == JL_ITEM_MODERATION && !jl_record_has (before, field);
}

/* The names of what differs between the item after a step and before it. */
static void
set_changes (JlRecord *step, JlRecord *after, JlRecord *before)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < JL_ITEM_N_FIELDS; i++) {
    if (!is_noise (i) && !is_newer (before, i) && !jl_record_field_equal (after, before, i))
      g_ptr_array_add (names, g_strdup (jl_item_table.fields[i].name));
  }
  jl_record_set_list (step, JL_STEP_CHANGES, names);
}

static void
flush (History *self, JlRecord *before)
{
  g_autofree char *json = NULL;

  if (self->step == NULL)
    return;
  if (self->image != NULL && before != NULL)
    set_changes (self->step, self->image, before);
  json = jl_record_to_json (self->step, self->view);
  jl_list_builder_append (&self->builder, json, strlen (json));
  self->last = self->seq;
  g_clear_object (&self->step);
  g_clear_object (&self->image);
}

/* Only the item's own organisation is named: whoever belongs to another one acts here as a private
 * person, and where somebody works is nobody's business. */
static void
set_organisation_name (JlRecord *record, JlConnection *connection, const JlHistoryStep *step)
{
  static const char sql[] = "SELECT name FROM organisation WHERE id = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, NULL);

  jl_record_set_null (record, JL_STEP_ORGANISATION_NAME);
  if (statement == NULL || step->image == NULL ||
      jl_record_get_integer (step->image, JL_ITEM_ORGANISATION) != step->acting)
    return;
  jl_statement_bind_integer (statement, 1, step->acting);
  if (jl_statement_step (statement, NULL))
    jl_record_set_text (record, JL_STEP_ORGANISATION_NAME, jl_statement_get_text (statement, 0));
}

/* Only one's own organisation learns who it was. Of somebody who is gone it is
 * said that they have left. */
static void
set_actor (JlRecord *step, JlConnection *connection, gint64 actor)
{
  g_autofree char *name = actor == 0 ? NULL : jl_accounts_get_actor_name (connection, actor, NULL);

  if (name != NULL)
    jl_record_set_text (step, JL_STEP_ACTOR, name);
  else
    jl_record_set_null (step, JL_STEP_ACTOR);
}

static JlRecord *
new_step (History *self, const JlHistoryStep *step)
{
  static const guint states[][2] = { { JL_STEP_CUSTODY, JL_ITEM_CUSTODY },
                                     { JL_STEP_OFFER, JL_ITEM_OFFER },
                                     { JL_STEP_SETTLEMENT, JL_ITEM_SETTLEMENT } };
  JlConnection *connection = self->request->connection;
  JlRecord *record = jl_record_new (&jl_step_table);

  jl_record_set_integer (record, JL_STEP_AT, step->at);
  jl_record_set_text (record, JL_STEP_COMMAND, step->command);
  jl_record_set_integer (record, JL_STEP_VERSION, step->version);
  set_organisation_name (record, connection, step);
  if (self->view == JL_VIEW_OWN)
    set_actor (record, connection, step->actor);
  for (guint i = 0; step->image != NULL && i < G_N_ELEMENTS (states); i++)
    jl_record_set_integer (record, states[i][0], jl_record_get_integer (step->image, states[i][1]));
  return record;
}

static void
step_cb (const JlHistoryStep *step, gpointer user_data)
{
  History *self = user_data;

  flush (self, step->image);
  self->step = new_step (self, step);
  self->image = step->image == NULL ? NULL : g_object_ref (step->image);
  self->seq = step->seq;
}

static gboolean
find_view (JlRequest *request, JlView *view, GError **error)
{
  g_autoptr (JlStatement) statement = jl_ready_prepare (request->connection, error);
  JlReady ready;

  if (statement == NULL ||
      !jl_ready_lookup (statement, request->caller, &jl_item_kind, request->ids[0], &ready, error))
    return FALSE;
  *view = ready.view;
  return TRUE;
}

/* One step more than is shown is read: for what the last one changed, and to know whether there is
 * a next page. */
static JlResponse *
answer (History *self, gint64 before, GError **error)
{
  JlRequest *request = self->request;
  g_autofree char *next = NULL;

  if (!jl_history_foreach (request->connection,
                           &jl_item_kind,
                           request->ids[0],
                           before,
                           request->limit + 1,
                           step_cb,
                           self,
                           error))
    return NULL;
  if (self->builder.n < request->limit)
    flush (self, NULL);
  else
    next = jl_cursor_new (1, &self->last);
  return jl_list_builder_finish (&self->builder, next);
}

/**
 * jl_item_history:
 * @request: GET /items/{id}/history
 * @error: NOT_FOUND when the caller does not see the item
 *
 * What happened to an item, the last step first. Its organisation learns who did it and which
 * members changed; others when, what, and whether it was the organisation.
 *
 * Returns: (transfer full): a page of steps
 */
JlResponse *
jl_item_history (JlRequest *request, GError **error)
{
  History history = { .request = request };
  JlResponse *response;
  gint64 before = 0;

  if ((request->cursor != NULL && !jl_cursor_parse (request->cursor, 1, &before, error)) ||
      !find_view (request, &history.view, error))
    return NULL;
  jl_list_builder_init (&history.builder);
  response = answer (&history, before, error);
  jl_list_builder_clear (&history.builder);
  g_clear_object (&history.step);
  g_clear_object (&history.image);
  return response;
}
