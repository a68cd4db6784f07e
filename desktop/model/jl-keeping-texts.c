// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-keeping-texts.h"

#include "jl-time.h"

#include <glib/gi18n-lib.h>

/* What retention.json speaks of. A record that a newer service has is called by its name. */
static const struct {
  const char *record;
  const char *title;
} titles[] = {
  { "item", N_ ("Items whose story has ended") },
  { "draft", N_ ("Drafts that were never offered") },
  { "photo", N_ ("Photos of items") },
  { "photo_file", N_ ("Photo files that no item has any more") },
  { "reservation", N_ ("Reservations that are over") },
  { "sale", N_ ("Sales") },
  { "ledger_entry", N_ ("The ledger") },
  { "want", N_ ("What residents looked for") },
  { "notice", N_ ("Notices") },
  { "person", N_ ("People who withdrew their consent") },
  { "seller_record", N_ ("Register of sellers") },
  { "consent", N_ ("Records of consent") },
  { "wipe_record", N_ ("Records of data wiping") },
  { "appraisal_report", N_ ("Appraisal reports") },
  { "hand_over_note", N_ ("Hand-over notes") },
  { "complaint", N_ ("Complaints") },
  { "moderation_report", N_ ("Reports that were answered") },
  { "moderation_hiding", N_ ("What was hidden, and appeals") },
  { "operator_act", N_ ("What administrators did") },
  { "import_job", N_ ("Imports of tables") },
  { "export_job", N_ ("Tables that were exported") },
  { "statistic_record", N_ ("Records behind statistics") },
  { "statistic_summary", N_ ("Statistics") },
  { "journal_entry", N_ ("What the journal says in full") },
  { "access_log", N_ ("The access log") },
  { "phone_look", N_ ("Who looked at a phone number") },
  { "session", N_ ("Sessions") },
  { "sign_in_attempt", N_ ("Failed sign-ins") },
  { "idempotency_key", N_ ("Keys of repeated requests") },
  { "invitation", N_ ("Invitations that are over") },
};

/**
 * jl_keeping_text_get_record:
 * @record: as the retention rules call it
 *
 * Returns: (transfer none): what it is
 */
const char *
jl_keeping_text_get_record (const char *record)
{
  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++) {
    if (g_str_equal (titles[i].record, record))
      return _ (titles[i].title);
  }
  return record;
}

/**
 * jl_keeping_text_dup_rule:
 * @kept: of jl_kept_table
 *
 * Returns: (transfer full): how long, and who says so
 */
char *
jl_keeping_text_dup_rule (JlRecord *kept)
{
  int months = (int)jl_record_get_integer (kept, JL_KEPT_MONTHS);
  int days = (int)jl_record_get_integer (kept, JL_KEPT_DAYS);
  g_autofree char *period =
      months == 0 ? g_strdup_printf (ngettext ("%d day", "%d days", (gulong)days), days)
      : months % 12 == 0
          ? g_strdup_printf (ngettext ("%d year", "%d years", (gulong)months / 12), months / 12)
          : g_strdup_printf (ngettext ("%d month", "%d months", (gulong)months), months);

  return g_strdup_printf ("%s · %s", period, jl_record_get_text (kept, JL_KEPT_SOURCE));
}

/**
 * jl_keeping_text_dup_count:
 * @kept: of jl_kept_table
 *
 * Returns: (transfer full): how many a purge would remove now; empty where no purge does
 */
char *
jl_keeping_text_dup_count (JlRecord *kept)
{
  int n_due = (int)jl_record_get_integer (kept, JL_KEPT_DUE);
  int n_held = (int)jl_record_get_integer (kept, JL_KEPT_HELD);
  GString *text = g_string_new (NULL);

  if (jl_record_is_null (kept, JL_KEPT_BEFORE))
    return g_string_free (text, FALSE);
  if (jl_record_get_integer (kept, JL_KEPT_MORE) != 0)
    g_string_append_printf (text, _ ("more than %d to go"), n_due);
  else if (n_due > 0)
    g_string_append_printf (text, ngettext ("%d to go", "%d to go", (gulong)n_due), n_due);
  else
    g_string_append (text, _ ("nothing to go"));
  if (n_held > 0) {
    g_string_append (text, " · ");
    g_string_append_printf (
        text, ngettext ("%d on legal hold", "%d on legal hold", (gulong)n_held), n_held);
  }
  return g_string_free (text, FALSE);
}

/**
 * jl_keeping_text_dup_state:
 * @purge: (nullable): the newest one
 *
 * Returns: (transfer full): what is going on
 */
char *
jl_keeping_text_dup_state (JlRecord *purge)
{
  char at[JL_TIME_CHINA_TEXT_SIZE];

  if (purge == NULL)
    return g_strdup (_ ("Nothing was ever removed"));
  switch (jl_record_get_integer (purge, JL_PURGE_STATE)) {
  case JL_PURGE_PLANNED:
    jl_time_to_china_text (jl_record_get_integer (purge, JL_PURGE_RUNS_AT), at);
    return g_strdup_printf (_ ("A purge is planned for %s"), at);
  case JL_PURGE_RUNNING:
    return g_strdup (_ ("A purge is running"));
  case JL_PURGE_DONE:
    jl_time_to_china_text (jl_record_get_integer (purge, JL_PURGE_FINISHED_AT), at);
    return g_strdup_printf (_ ("The last purge ended at %s"), at);
  default:
    return g_strdup (_ ("The last purge was cancelled"));
  }
}

/**
 * jl_keeping_text_dup_result:
 * @purge: (nullable): the newest one
 *
 * Returns: (transfer full): what it will do, or did
 */
char *
jl_keeping_text_dup_result (JlRecord *purge)
{
  GString *text = g_string_new (NULL);
  GPtrArray *steps;

  if (purge == NULL || jl_record_get_integer (purge, JL_PURGE_STATE) == JL_PURGE_CANCELLED)
    return g_string_free (text, FALSE);
  if (jl_record_get_integer (purge, JL_PURGE_STATE) != JL_PURGE_DONE) {
    g_string_append (text, _ ("What is listed below to go will then be deleted for good."));
    return g_string_free (text, FALSE);
  }
  steps = jl_record_get_list (purge, JL_PURGE_STEPS);
  for (guint i = 0; i < steps->len; i++) {
    gint64 done = jl_record_get_integer (steps->pdata[i], JL_PURGE_STEP_DONE);

    if (done > 0)
      g_string_append_printf (
          text,
          "%s%s: %d",
          text->len > 0 ? " · " : "",
          jl_keeping_text_get_record (jl_record_get_text (steps->pdata[i], JL_PURGE_STEP_RECORD)),
          (int)done);
  }
  if (text->len == 0)
    g_string_append (text, _ ("There was nothing to remove."));
  return g_string_free (text, FALSE);
}
