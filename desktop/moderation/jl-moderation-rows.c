// SPDX-License-Identifier: GPL-3.0-or-later
/* What the rows of the page say, and what they offer to whom. */
#include "jl-moderation-rows.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The code itself until the names have come. */
static const char *
get_reason_name (const JlModerationView *view, const char *code)
{
  for (guint i = 0; view->reasons != NULL && i < view->reasons->len; i++) {
    JlRecord *reason = view->reasons->pdata[i];

    if (g_strcmp0 (jl_record_get_text (reason, JL_REPORT_REASON_CODE), code) == 0)
      return jl_record_get_text (reason, JL_REPORT_REASON_NAME);
  }
  return code;
}

static char *
dup_title (JlRecord *record, guint title, guint label_code)
{
  const char *label = jl_record_get_text (record, label_code);

  return label == NULL ? g_strdup (jl_record_get_text (record, title))
                       : g_strdup_printf ("%s · %s", jl_record_get_text (record, title), label);
}

static void
add_look (JlModerationRow *row, JlRecord *record, guint kind, guint subject)
{
  g_autofree char *id = jl_record_dup_field_text (record, subject);

  if (jl_record_get_integer (record, kind) == JL_SUBJECT_ITEM)
    jl_moderation_row_add_button (row, _ ("Look at it"), "win.show-item", id);
}

/**
 * jl_report_row_fill:
 * @row: an empty row
 * @report: of jl_report_table
 * @view: a JlModerationView
 */
void
jl_report_row_fill (JlModerationRow *row, JlRecord *report, gpointer view)
{
  static const char *const icons[] = { "document-open-recent-symbolic",
                                       "action-unavailable-symbolic",
                                       "emblem-ok-symbolic" };
  const JlModerationView *self = view;
  JlReportState state = jl_record_get_integer (report, JL_REPORT_STATE);
  g_autofree char *id = jl_record_dup_field_text (report, JL_REPORT_ID);
  g_autofree char *title = dup_title (report, JL_REPORT_SUBJECT_TITLE, JL_REPORT_LABEL_CODE);

  jl_moderation_row_set_heading (
      row, title, icons[state], _ (jl_enum_get_label (&jl_report_state_enum, state)));
  jl_moderation_row_add_text (
      row, _ ("Reason"), get_reason_name (self, jl_record_get_text (report, JL_REPORT_REASON)));
  jl_moderation_row_add_text (row, _ ("Report"), jl_record_get_text (report, JL_REPORT_TEXT));
  if (self->decides)
    jl_moderation_row_add_text (
        row, _ ("Concerns"), jl_record_get_text (report, JL_REPORT_CONCERNED_NAME));
  jl_moderation_row_add_time (
      row, _ ("Reported"), jl_record_get_integer (report, JL_REPORT_CREATED_AT), FALSE);
  if (state == JL_REPORT_OPEN)
    jl_moderation_row_add_time (
        row, _ ("To be decided"), jl_record_get_integer (report, JL_REPORT_ANSWER_UNTIL), TRUE);
  jl_moderation_row_add_text (row, _ ("Answer"), jl_record_get_text (report, JL_REPORT_ANSWER));
  add_look (row, report, JL_REPORT_SUBJECT_KIND, JL_REPORT_SUBJECT);
  if (self->decides && state == JL_REPORT_OPEN) {
    jl_moderation_row_add_button (row, _ ("Take from view…"), "moderation.hide", id);
    jl_moderation_row_add_button (row, _ ("Leave in view…"), "moderation.dismiss", id);
  }
}

static void
add_story (JlModerationRow *row, JlRecord *hiding)
{
  JlHidingState state = jl_record_get_integer (hiding, JL_HIDING_STATE);
  const char *judge = jl_record_get_text (hiding, JL_HIDING_DECIDED_NAME);

  jl_moderation_row_add_time (
      row, _ ("Hidden"), jl_record_get_integer (hiding, JL_HIDING_CREATED_AT), FALSE);
  if (state == JL_HIDING_HIDDEN)
    jl_moderation_row_add_time (
        row, _ ("Appeal possible"), jl_record_get_integer (hiding, JL_HIDING_APPEAL_UNTIL), TRUE);
  jl_moderation_row_add_text (row, _ ("Appeal"), jl_record_get_text (hiding, JL_HIDING_APPEAL));
  if (state == JL_HIDING_APPEALED)
    jl_moderation_row_add_time (
        row, _ ("To be decided"), jl_record_get_integer (hiding, JL_HIDING_DECIDE_UNTIL), TRUE);
  jl_moderation_row_add_text (row, _ ("Decision"), jl_record_get_text (hiding, JL_HIDING_DECISION));
  jl_moderation_row_add_text (row, _ ("Decided by"), judge);
  if (jl_record_get_integer (hiding, JL_HIDING_SAME_JUDGE))
    jl_moderation_row_add_text (
        row,
        _ ("Please note"),
        _ ("Decided by the one who had hidden it: there was no other administrator"));
}

static void
add_hiding_buttons (JlModerationRow *row, JlRecord *hiding, const JlModerationView *view)
{
  g_autofree char *id = jl_record_dup_field_text (hiding, JL_HIDING_ID);
  JlHidingState state = jl_record_get_integer (hiding, JL_HIDING_STATE);
  gboolean is_item = jl_record_get_integer (hiding, JL_HIDING_SUBJECT_KIND) == JL_SUBJECT_ITEM;

  add_look (row, hiding, JL_HIDING_SUBJECT_KIND, JL_HIDING_SUBJECT);
  if (view->appeals && is_item && state == JL_HIDING_HIDDEN)
    jl_moderation_row_add_button (row, _ ("Appeal…"), "moderation.appeal", id);
  if (view->decides && state != JL_HIDING_LIFTED)
    jl_moderation_row_add_button (row, _ ("Show again…"), "moderation.lift", id);
  if (view->decides && state == JL_HIDING_APPEALED)
    jl_moderation_row_add_button (row, _ ("Reject the appeal…"), "moderation.uphold", id);
}

/**
 * jl_hiding_row_fill:
 * @row: an empty row
 * @hiding: of jl_hiding_table
 * @view: a JlModerationView
 */
void
jl_hiding_row_fill (JlModerationRow *row, JlRecord *hiding, gpointer view)
{
  static const char *const icons[] = { "action-unavailable-symbolic",
                                       "document-open-recent-symbolic",
                                       "action-unavailable-symbolic",
                                       "emblem-ok-symbolic" };
  const JlModerationView *self = view;
  JlHidingState state = jl_record_get_integer (hiding, JL_HIDING_STATE);
  g_autofree char *title = dup_title (hiding, JL_HIDING_SUBJECT_TITLE, JL_HIDING_LABEL_CODE);

  jl_moderation_row_set_heading (
      row, title, icons[state], _ (jl_enum_get_label (&jl_hiding_state_enum, state)));
  jl_moderation_row_add_text (
      row, _ ("Reason"), get_reason_name (self, jl_record_get_text (hiding, JL_HIDING_REASON)));
  jl_moderation_row_add_text (row, _ ("Why"), jl_record_get_text (hiding, JL_HIDING_TEXT));
  if (self->decides)
    jl_moderation_row_add_text (
        row, _ ("Concerns"), jl_record_get_text (hiding, JL_HIDING_ORGANISATION_NAME));
  jl_moderation_row_add_text (
      row, _ ("Hidden by"), jl_record_get_text (hiding, JL_HIDING_DEPARTMENT_NAME));
  add_story (row, hiding);
  add_hiding_buttons (row, hiding, self);
}

/**
 * jl_log_row_fill:
 * @row: an empty row
 * @entry: of jl_log_entry_table
 * @view: a JlModerationView
 */
void
jl_log_row_fill (JlModerationRow *row, JlRecord *entry, gpointer view)
{
  const JlModerationView *self = view;
  g_autofree char *account = jl_record_dup_field_text (entry, JL_LOG_ENTRY_ACCOUNT);

  jl_moderation_row_set_heading (
      row, jl_log_action_get_label (jl_record_get_text (entry, JL_LOG_ENTRY_ACTION)), NULL, NULL);
  jl_moderation_row_add_time (
      row, _ ("Time"), jl_record_get_integer (entry, JL_LOG_ENTRY_AT), FALSE);
  jl_moderation_row_add_text (row, _ ("Who"), jl_record_get_text (entry, JL_LOG_ENTRY_ACTOR));
  jl_moderation_row_add_text (
      row, _ ("Department"), jl_record_get_text (entry, JL_LOG_ENTRY_DEPARTMENT_NAME));
  if (self->decides)
    jl_moderation_row_add_text (
        row, _ ("Concerns"), jl_record_get_text (entry, JL_LOG_ENTRY_ORGANISATION_NAME));
  jl_moderation_row_add_text (
      row, _ ("About"), jl_record_get_text (entry, JL_LOG_ENTRY_SUBJECT_TITLE));
  if (self->decides && account != NULL)
    jl_moderation_row_add_button (row, _ ("Only this person"), "moderation.only-person", account);
}
