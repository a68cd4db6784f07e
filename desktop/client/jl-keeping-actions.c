// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-keeping-actions.h"

static JlAction *
read_list (const char *path, const JlRecordTable *table)
{
  JlAction *action = jl_action_new_get ("%s?limit=100", path);

  jl_action_set_output (action, table);
  return action;
}

static JlAction *
act (const char *path, JlRecord *body, const JlRecordTable *output)
{
  JlAction *action = jl_action_new_post ("%s", path);

  if (body != NULL)
    jl_action_set_body (action, body);
  jl_action_set_output (action, output);
  return action;
}

/**
 * jl_keeping_action_list_kept:
 *
 * Returns: (transfer full): reads a list of jl_kept_table
 */
JlAction *
jl_keeping_action_list_kept (void)
{
  return read_list ("/retention", &jl_kept_table);
}

/**
 * jl_keeping_action_list_purges:
 *
 * Returns: (transfer full): reads a list of jl_purge_table, the newest first
 */
JlAction *
jl_keeping_action_list_purges (void)
{
  return read_list ("/purges", &jl_purge_table);
}

/**
 * jl_keeping_action_list_holds:
 *
 * Returns: (transfer full): reads a list of jl_hold_table, the newest first
 */
JlAction *
jl_keeping_action_list_holds (void)
{
  return read_list ("/holds", &jl_hold_table);
}

/**
 * jl_purge_action_plan:
 *
 * Returns: (transfer full): announces a purge
 */
JlAction *
jl_purge_action_plan (void)
{
  return act ("/purges", NULL, &jl_purge_table);
}

/**
 * jl_purge_action_begin:
 * @id: of a planned purge
 *
 * Returns: (transfer full): lets it run now
 */
JlAction *
jl_purge_action_begin (const char *id)
{
  g_autofree char *path = g_strdup_printf ("/purges/%s/begin", id);

  return act (path, NULL, &jl_purge_table);
}

/**
 * jl_purge_action_cancel:
 * @id: of a planned purge
 *
 * Returns: (transfer full): lets it not run
 */
JlAction *
jl_purge_action_cancel (const char *id)
{
  g_autofree char *path = g_strdup_printf ("/purges/%s/cancel", id);

  return act (path, NULL, &jl_purge_table);
}

/**
 * jl_hold_action_place:
 * @label_code: of an item
 * @reason: who demands it and by which document
 *
 * Returns: (transfer full): keeps the item until further notice
 */
JlAction *
jl_hold_action_place (const char *label_code, const char *reason)
{
  g_autoptr (JlRecord) order = jl_record_new (&jl_hold_order_table);

  jl_record_set_integer (order, JL_HOLD_ORDER_SUBJECT_KIND, JL_HOLD_ITEM);
  jl_record_set_text (order, JL_HOLD_ORDER_LABEL_CODE, label_code);
  jl_record_set_text (order, JL_HOLD_ORDER_REASON, reason);
  return act ("/holds", order, &jl_hold_table);
}

/**
 * jl_hold_action_release:
 * @id: of a hold
 * @reason: why it ends
 *
 * Returns: (transfer full): ends it
 */
JlAction *
jl_hold_action_release (const char *id, const char *reason)
{
  g_autoptr (JlRecord) release = jl_record_new (&jl_hold_release_table);
  g_autofree char *path = g_strdup_printf ("/holds/%s/release", id);

  jl_record_set_text (release, JL_HOLD_RELEASE_WHY, reason);
  return act (path, release, &jl_hold_table);
}
