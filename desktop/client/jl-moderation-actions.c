// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-moderation-actions.h"

/**
 * jl_moderation_report_from_item:
 * @item: an item
 *
 * Returns: (transfer full): as if somebody had reported it, for an administrator who finds it
 */
JlRecord *
jl_moderation_report_from_item (JlRecord *item)
{
  JlRecord *report = jl_record_new (&jl_report_table);

  jl_record_set_integer (report, JL_REPORT_SUBJECT_KIND, JL_SUBJECT_ITEM);
  jl_record_set_integer (report, JL_REPORT_SUBJECT, jl_record_get_integer (item, JL_ITEM_ID));
  jl_record_set_text (report, JL_REPORT_SUBJECT_TITLE, jl_record_get_text (item, JL_ITEM_TITLE));
  return report;
}

/**
 * jl_moderation_action_list_reasons:
 *
 * Returns: (transfer full): reads a list of jl_report_reason_table
 */
JlAction *
jl_moderation_action_list_reasons (void)
{
  JlAction *action = jl_action_new_get ("/moderation/reasons?limit=100");

  jl_action_set_output (action, &jl_report_reason_table);
  return action;
}

static JlAction *
new_hide (JlRecord *report, const char *reason, const char *text)
{
  g_autofree char *subject = jl_record_dup_field_text (report, JL_REPORT_SUBJECT);
  gboolean is_item = jl_record_get_integer (report, JL_REPORT_SUBJECT_KIND) == JL_SUBJECT_ITEM;
  JlAction *action = jl_action_new_post (is_item ? "/items/%s/hide" : "/wants/%s/hide", subject);
  g_autoptr (JlRecord) body = jl_record_new (&jl_hide_table);

  jl_record_set_text (body, JL_HIDE_REASON, reason);
  jl_record_set_text (body, JL_HIDE_TEXT, text);
  jl_action_set_body (action, body);
  jl_action_set_output (action, &jl_hiding_table);
  return action;
}

static JlAction *
new_dismiss (JlRecord *report, const char *text)
{
  g_autofree char *id = jl_record_dup_field_text (report, JL_REPORT_ID);
  JlAction *action = jl_action_new_post ("/moderation/reports/%s/dismiss", id);
  g_autoptr (JlRecord) body = jl_record_new (&jl_dismissal_table);

  jl_record_set_text (body, JL_DISMISSAL_ANSWER, text);
  jl_action_set_body (action, body);
  jl_action_set_output (action, &jl_report_table);
  return action;
}

static JlAction *
new_appeal (JlRecord *hiding, const char *text)
{
  g_autofree char *id = jl_record_dup_field_text (hiding, JL_HIDING_ID);
  JlAction *action = jl_action_new_post ("/moderation/hidings/%s/appeal", id);
  g_autoptr (JlRecord) body = jl_record_new (&jl_appeal_table);

  jl_record_set_text (body, JL_APPEAL_TEXT, text);
  jl_action_set_body (action, body);
  jl_action_set_output (action, &jl_hiding_table);
  return action;
}

/* On what the person has seen: who appealed meanwhile must be read first. */
static JlAction *
new_decision (JlRecord *hiding, JlOutcome outcome, const char *text)
{
  g_autofree char *id = jl_record_dup_field_text (hiding, JL_HIDING_ID);
  JlAction *action = jl_action_new_post ("/moderation/hidings/%s/decision", id);
  g_autoptr (JlRecord) body = jl_record_new (&jl_decision_table);

  jl_record_set_integer (body, JL_DECISION_OUTCOME, outcome);
  jl_record_set_text (body, JL_DECISION_TEXT, text);
  jl_action_set_body (action, body);
  jl_action_set_version (action, jl_record_get_integer (hiding, JL_HIDING_VERSION));
  jl_action_set_output (action, &jl_hiding_table);
  return action;
}

/**
 * jl_moderation_action_new:
 * @step: what is done
 * @record: the report for HIDE and DISMISS, else the hiding, as the person saw it
 * @reason: (nullable): for HIDE, a code of /moderation/reasons
 * @text: why
 *
 * Returns: (transfer full): does it
 */
JlAction *
jl_moderation_action_new (JlModerationStep step,
                          JlRecord *record,
                          const char *reason,
                          const char *text)
{
  switch (step) {
  case JL_MODERATION_HIDE:
    return new_hide (record, reason, text);
  case JL_MODERATION_DISMISS:
    return new_dismiss (record, text);
  case JL_MODERATION_APPEAL:
    return new_appeal (record, text);
  case JL_MODERATION_UPHOLD:
    return new_decision (record, JL_OUTCOME_UPHOLD, text);
  case JL_MODERATION_LIFT:
    return new_decision (record, JL_OUTCOME_LIFT, text);
  default:
    g_return_val_if_reached (NULL);
  }
}
