// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-rules-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

const JlEnum jl_retention_start_enum = {
  .names =
      (const char *const[]){ "creation", "last_change", "end", "end_of_item", "end_of_year", NULL },
  .labels = (const char *const[]){ N_ ("when it was made"),
                                   N_ ("its last change"),
                                   N_ ("its end"),
                                   N_ ("the end of its item"),
                                   N_ ("the end of its year"),
                                   NULL },
};

const JlEnum jl_retention_action_enum = {
  .names = (const char *const[]){ "delete", "anonymise", "erase_body", "keep", NULL },
  .labels = (const char *const[]){ N_ ("is deleted"),
                                   N_ ("is made anonymous"),
                                   N_ ("loses its content"),
                                   N_ ("is kept"),
                                   NULL },
};

enum {
  RETENTION_RECORD = JL_RULE_N_FIELDS,
  RETENTION_MONTHS,
  RETENTION_DAYS,
  RETENTION_COUNTED_FROM,
  RETENTION_THEN,
  RETENTION_SOURCE_ZH,
  RETENTION_N_FIELDS
};
static const JlField retention_fields[] = {
  JL_RULE_FIELDS,
  [RETENTION_RECORD] = JL_CODE_FIELD ("record", JL_FIELD_REQUIRED),
  [RETENTION_MONTHS] = { .name = "months", .type = JL_FIELD_INTEGER, .min = 1, .max = 1200 },
  [RETENTION_DAYS] = { .name = "days", .type = JL_FIELD_INTEGER, .min = 1, .max = 3660 },
  [RETENTION_COUNTED_FROM] = { .name = "counted_from",
                               .type = JL_FIELD_ENUM,
                               .values = &jl_retention_start_enum,
                               .flags = JL_FIELD_REQUIRED },
  [RETENTION_THEN] = { .name = "then",
                       .type = JL_FIELD_ENUM,
                       .values = &jl_retention_action_enum,
                       .flags = JL_FIELD_REQUIRED },
  [RETENTION_SOURCE_ZH] = { .name = "source_zh",
                            .type = JL_FIELD_TEXT,
                            .min = 1,
                            .max = 200,
                            .flags = JL_FIELD_REQUIRED },
};
JL_ASSERT_FIELDS (RETENTION, retention_fields);
static const JlRecordTable retention_table =
    JL_RECORD_TABLE ("retention", "JlRetentionRow", retention_fields);

static void
retention_create (JlRules *rules)
{
  rules->retention = jl_rule_index_new (g_free);
}

static gboolean
retention_take (JlRules *rules, JlRecord *row, GError **error)
{
  JlRetention *retention = g_new0 (JlRetention, 1);

  retention->record = jl_record_get_text (row, RETENTION_RECORD);
  retention->months = jl_record_get_integer (row, RETENTION_MONTHS);
  retention->days = jl_record_get_integer (row, RETENTION_DAYS);
  retention->counted_from = jl_record_get_integer (row, RETENTION_COUNTED_FROM);
  retention->then = jl_record_get_integer (row, RETENTION_THEN);
  if (!jl_rule_read (&retention->rule, row, error)) {
    g_free (retention);
    return FALSE;
  }
  retention->source = (JlNames){ .zh = jl_record_get_text (row, RETENTION_SOURCE_ZH),
                                 .en = retention->rule.source };
  if (retention->months == 0 && retention->days == 0) {
    g_free (retention);
    jl_set_error_field (error, JL_ERROR_INVALID, "months", _ ("months or days must be given"));
    return FALSE;
  }
  return jl_rule_index_add (rules->retention, retention->record, retention, error);
}

const JlRuleReader jl_retention_reader = {
  .name = "retention",
  .row = &retention_table,
  .create = retention_create,
  .take = retention_take,
};

/**
 * jl_rules_find_retention:
 * @self: the rules
 * @record: a kind of record, e.g. `item`, `session`
 * @on: a day
 *
 * Returns: (transfer none) (nullable): how long such records are kept
 */
const JlRetention *
jl_rules_find_retention (const JlRules *self, const char *record, JlDate on)
{
  return jl_rule_index_find (self->retention, record, on);
}

/**
 * jl_retention_get_end:
 * @self: how long something is kept
 * @start: the day of what #JlRetention.counted_from names
 *
 * Returns: the last day on which it must be there
 */
JlDate
jl_retention_get_end (const JlRetention *self, JlDate start)
{
  JlDate from = start;

  if (self->counted_from == JL_RETENTION_END_OF_YEAR)
    jl_date_from_ymd (jl_date_get_year (start), 12, 31, &from);
  return jl_date_add_months (from, self->months) + (JlDate)self->days;
}

/**
 * jl_retention_get_last_start:
 * @self: how long something is kept
 * @today: a day
 *
 * Returns: the last day such that what began on it need not be there @today any more
 */
JlDate
jl_retention_get_last_start (const JlRetention *self, JlDate today)
{
  JlDate day = jl_date_add_months (today, -(int)self->months) - (JlDate)self->days;

  /* Months differ in length, and a year is counted from its end. */
  while (jl_retention_get_end (self, day) >= today)
    day--;
  while (jl_retention_get_end (self, day + 1) < today)
    day++;
  return day;
}

/**
 * jl_rules_list_retention:
 * @self: the rules
 * @on: a day
 *
 * Returns: (transfer container) (element-type JlRetention): all that hold then
 */
GPtrArray *
jl_rules_list_retention (const JlRules *self, JlDate on)
{
  const GPtrArray *all = jl_rule_index_get_all (self->retention);
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++) {
    JlRetention *retention = all->pdata[i];

    if (jl_rule_holds (&retention->rule, on))
      g_ptr_array_add (list, retention);
  }
  return list;
}
