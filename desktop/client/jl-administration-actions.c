// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-administration-actions.h"

/* As long as a list's page may be. */
#define LIMIT "limit=100"

/**
 * jl_health_action_get:
 * @period: how far back
 *
 * Returns: (transfer full): reads a record of jl_health_table
 */
JlAction *
jl_health_action_get (JlHealthPeriod period)
{
  JlAction *action =
      jl_action_new_get ("/health?period=%s", jl_enum_get_name (&jl_health_period_enum, period));

  jl_action_set_output (action, &jl_health_table);
  return action;
}

/**
 * jl_rules_action_list:
 * @cursor: (nullable): where an earlier page ended
 *
 * Returns: (transfer full): reads a list of jl_rules_file_table
 */
JlAction *
jl_rules_action_list (const char *cursor)
{
  JlAction *action = jl_action_new_get (
      "/rules?" LIMIT "%s%s", cursor != NULL ? "&cursor=" : "", cursor != NULL ? cursor : "");

  jl_action_set_output (action, &jl_rules_file_table);
  return action;
}

/**
 * jl_rules_action_list_rows:
 * @name: of a rules file
 * @cursor: (nullable): where an earlier page ended
 *
 * Returns: (transfer full): reads a list of jl_rule_overview_table
 */
JlAction *
jl_rules_action_list_rows (const char *name, const char *cursor)
{
  JlAction *action = jl_action_new_get ("/rules/%s?" LIMIT "%s%s",
                                        name,
                                        cursor != NULL ? "&cursor=" : "",
                                        cursor != NULL ? cursor : "");

  jl_action_set_output (action, &jl_rule_overview_table);
  return action;
}

/**
 * jl_session_action_end:
 * @id: of a session
 * @of_member: whether it may be a colleague's
 *
 * Returns: (transfer full): ends it
 */
JlAction *
jl_session_action_end (const char *id, gboolean of_member)
{
  g_autofree char *path = g_strconcat (of_member ? "/members/sessions/" : "/sessions/", id, NULL);

  return jl_action_new ("DELETE", path);
}

/**
 * jl_session_action_end_others:
 *
 * Returns: (transfer full): ends all sessions of who is signed in, but this one
 */
JlAction *
jl_session_action_end_others (void)
{
  return jl_action_new ("DELETE", "/sessions");
}

/**
 * jl_session_action_renew:
 *
 * Returns: (transfer full): says that the session is used, so that it lasts and shows when it was
 *   used last
 */
JlAction *
jl_session_action_renew (void)
{
  return jl_action_new_post ("/sessions/current");
}

/**
 * jl_organisation_action_create:
 * @organisation: of jl_organisation_table
 *
 * Returns: (transfer full): adds it
 */
JlAction *
jl_organisation_action_create (JlRecord *organisation)
{
  JlAction *action = jl_action_new_post ("/organisations");

  jl_action_set_body (action, organisation);
  jl_action_set_output (action, &jl_organisation_table);
  return action;
}

/**
 * jl_organisation_action_edit:
 * @organisation: as the person saw it
 * @changes: what shall be otherwise
 *
 * Returns: (transfer full): changes it, unless somebody else changed it first
 */
JlAction *
jl_organisation_action_edit (JlRecord *organisation, JlRecord *changes)
{
  g_autofree char *id = jl_record_dup_field_text (organisation, JL_ORGANISATION_ID);
  g_autofree char *path = g_strdup_printf ("/organisations/%s", id);
  JlAction *action = jl_action_new ("PATCH", path);

  jl_action_set_body (action, changes);
  jl_action_set_version (action, jl_record_get_integer (organisation, JL_ORGANISATION_VERSION));
  jl_action_set_output (action, &jl_organisation_table);
  return action;
}
