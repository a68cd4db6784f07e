// SPDX-License-Identifier: GPL-3.0-or-later
/* What the retention rules say today, and what they would let go of. */
#include "jl-keeping-private.h"

#include "jl-language.h"
#include "jl-purge.h"
#include "jl-time.h"

/* Where counting for a page stops: beyond it, how many there are matters less than that it is
 * quick. */
#define MAX_COUNTED 10000

static const JlPurge *
find_purge (const char *record)
{
  const JlCapability *const *capabilities = jl_keeping_get_config ()->capabilities;

  for (; *capabilities != NULL; capabilities++) {
    for (const JlDue *due = (*capabilities)->schema->dues; due != NULL && due->command != NULL;
         due++) {
      if (due->purge != NULL && g_str_equal (due->purge->record, record))
        return due->purge;
    }
  }
  return NULL;
}

/* The beginning of the first day on which something may have ended that still has to be there. */
static gint64
get_before (const JlRetention *retention, gint64 now)
{
  JlDate today = jl_time_get_china_date (now);
  JlDate last = jl_retention_get_last_start (retention, today);

  return jl_date_get_start (last + 1);
}

static JlRecord *
new_kept (const JlRetention *retention, gint64 now)
{
  JlRecord *kept = jl_record_new (&jl_kept_table);

  jl_record_set_text (kept, JL_KEPT_RECORD, retention->record);
  jl_record_set_integer (kept, JL_KEPT_MONTHS, retention->months);
  jl_record_set_integer (kept, JL_KEPT_DAYS, retention->days);
  jl_record_set_text (kept,
                      JL_KEPT_COUNTED_FROM,
                      jl_enum_get_name (&jl_retention_start_enum, retention->counted_from));
  jl_record_set_text (
      kept, JL_KEPT_THEN, jl_enum_get_name (&jl_retention_action_enum, retention->then));
  jl_record_set_text (kept, JL_KEPT_SOURCE, jl_names_get (&retention->source, jl_language_get ()));
  jl_record_set_text (
      kept, JL_KEPT_CERTAINTY, jl_enum_get_name (&jl_certainty_enum, retention->rule.certainty));
  jl_record_set_null (kept, JL_KEPT_BEFORE);
  jl_record_set_integer (kept, JL_KEPT_DUE, 0);
  jl_record_set_integer (kept, JL_KEPT_HELD, 0);
  jl_record_set_integer (kept, JL_KEPT_MORE, FALSE);
  return kept;
}

static gboolean
count (JlConnection *connection,
       const JlPurge *purge,
       JlRecord *kept,
       gint64 before,
       guint max,
       GError **error)
{
  JlPurgeCount counted;

  if (!jl_purge_count (connection, purge, before, max, &counted, error))
    return FALSE;
  jl_record_set_integer (kept, JL_KEPT_BEFORE, before);
  jl_record_set_integer (kept, JL_KEPT_DUE, counted.n_due);
  jl_record_set_integer (kept, JL_KEPT_HELD, counted.n_held);
  jl_record_set_integer (kept, JL_KEPT_MORE, counted.n_due + counted.n_held == max);
  return TRUE;
}

/**
 * jl_keeping_list_kept:
 * @connection: any connection
 * @rules: the JlRules
 * @now: the time
 * @max: where counting stops
 * @error: as jl_statement_step()
 *
 * The dry run: each retention rule in force, and what a purge would remove now.
 *
 * Returns: (transfer full) (element-type JlRecord): of #jl_kept_table
 */
GPtrArray *
jl_keeping_list_kept (
    JlConnection *connection, gconstpointer rules, gint64 now, guint max, GError **error)
{
  g_autoptr (GPtrArray) all = jl_rules_list_retention (rules, jl_time_get_china_date (now));
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < all->len; i++) {
    const JlRetention *retention = all->pdata[i];
    const JlPurge *purge = find_purge (retention->record);
    JlRecord *kept = new_kept (retention, now);

    g_ptr_array_add (list, kept);
    if (purge != NULL && retention->then != JL_RETENTION_KEEP &&
        !count (connection, purge, kept, get_before (retention, now), max, error))
      return NULL;
  }
  return g_steal_pointer (&list);
}

/**
 * jl_retention_list:
 * @request: GET /retention
 * @error: return location
 *
 * Returns: (transfer full): the dry run
 */
JlResponse *
jl_retention_list (JlRequest *request, GError **error)
{
  g_autoptr (GPtrArray) list = jl_keeping_list_kept (
      request->connection, request->context, request->now, MAX_COUNTED, error);
  g_auto (JlListBuilder) builder = { 0 };

  if (list == NULL)
    return NULL;
  jl_list_builder_init (&builder);
  for (guint i = 0; i < list->len; i++) {
    g_autofree char *json = jl_record_to_json (list->pdata[i], JL_VIEW_OWN);

    jl_list_builder_append (&builder, json, strlen (json));
  }
  return jl_list_builder_finish (&builder, NULL);
}

/**
 * jl_keeping_plan_steps:
 * @rules: the rules
 * @now: the time of the plan
 *
 * Returns: (transfer full) (element-type JlRecord): of #jl_purge_step_table
 */
GPtrArray *
jl_keeping_plan_steps (const JlRules *rules, gint64 now)
{
  g_autoptr (GPtrArray) all = jl_rules_list_retention (rules, jl_time_get_china_date (now));
  GPtrArray *steps = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < all->len; i++) {
    const JlRetention *retention = all->pdata[i];
    JlRecord *step;

    if (retention->then == JL_RETENTION_KEEP || find_purge (retention->record) == NULL)
      continue;
    step = jl_record_new (&jl_purge_step_table);
    jl_record_set_text (step, JL_PURGE_STEP_RECORD, retention->record);
    jl_record_set_integer (step, JL_PURGE_STEP_BEFORE, get_before (retention, now));
    jl_record_set_integer (step, JL_PURGE_STEP_DONE, 0);
    g_ptr_array_add (steps, step);
  }
  return steps;
}
