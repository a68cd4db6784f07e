// SPDX-License-Identifier: GPL-3.0-or-later
/* holidays.json, for the working days of common's JlHolidays. */
#include "jl-rules-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

/* The longest holiday so far had 9 days. */
#define MAX_DAYS 15

enum {
  HOLIDAY_NAME = JL_RULE_N_FIELDS,
  HOLIDAY_FIRST_DAY,
  HOLIDAY_LAST_DAY,
  HOLIDAY_WORK_DAYS,
  HOLIDAY_N_FIELDS
};
static const JlField holiday_fields[] = {
  JL_RULE_FIELDS,
  [HOLIDAY_NAME] = JL_NAMES_FIELD ("name", JL_FIELD_REQUIRED),
  [HOLIDAY_FIRST_DAY] = { .name = "first_day", .type = JL_FIELD_DATE, .flags = JL_FIELD_REQUIRED },
  [HOLIDAY_LAST_DAY] = { .name = "last_day", .type = JL_FIELD_DATE, .flags = JL_FIELD_REQUIRED },
  [HOLIDAY_WORK_DAYS] = { .name = "work_days",
                          .type = JL_FIELD_LIST,
                          .element = JL_FIELD_TEXT,
                          .element_max = JL_DATE_TEXT_SIZE - 1,
                          .max = MAX_DAYS,
                          .flags = JL_FIELD_REQUIRED },
};
JL_ASSERT_FIELDS (HOLIDAY, holiday_fields);
static const JlRecordTable holiday_table =
    JL_RECORD_TABLE ("holiday", "JlHolidayRow", holiday_fields);

static void
holidays_create (JlRules *rules)
{
  rules->holiday_rows = g_array_new (FALSE, FALSE, sizeof (JlHoliday));
}

static gboolean
take_rest (JlRules *rules, JlRecord *row, const JlRule *rule, GError **error)
{
  JlDate first = jl_record_get_integer (row, HOLIDAY_FIRST_DAY);
  JlDate last = jl_record_get_integer (row, HOLIDAY_LAST_DAY);

  if (last < first || last - first >= MAX_DAYS) {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "last_day",
                        _ ("must be at most %d days after first_day"),
                        MAX_DAYS - 1);
    return FALSE;
  }
  if (!jl_rule_holds (rule, first) || !jl_rule_holds (rule, last)) {
    jl_set_error_field (
        error, JL_ERROR_INVALID, "first_day", _ ("outside valid_from and valid_to"));
    return FALSE;
  }
  for (JlDate day = first; day <= last; day++) {
    JlHoliday holiday = { day, JL_HOLIDAY_REST };

    g_array_append_val (rules->holiday_rows, holiday);
  }
  return TRUE;
}

/* Only Saturdays and Sundays are made working days. */
static gboolean
take_work (JlRules *rules, GPtrArray *days, GError **error)
{
  for (guint i = 0; i < days->len; i++) {
    JlHoliday holiday = { .kind = JL_HOLIDAY_WORKING };
    g_autofree char *path = g_strdup_printf ("work_days[%u]", i);

    if (!jl_date_from_text (days->pdata[i], &holiday.date, error)) {
      jl_error_prefix_field (error, path);
      return FALSE;
    }
    if (jl_date_get_weekday (holiday.date) < JL_SATURDAY) {
      jl_set_error_field (error, JL_ERROR_INVALID, path, _ ("is no Saturday or Sunday"));
      return FALSE;
    }
    g_array_append_val (rules->holiday_rows, holiday);
  }
  return TRUE;
}

static gboolean
holidays_take (JlRules *rules, JlRecord *row, GError **error)
{
  JlRule rule;

  return jl_rule_read (&rule, row, error) && take_rest (rules, row, &rule, error) &&
         take_work (rules, jl_record_get_list (row, HOLIDAY_WORK_DAYS), error);
}

static gboolean
holidays_finish (JlRules *rules, GError **error)
{
  rules->holidays = jl_holidays_new (
      (const JlHoliday *)(gconstpointer)rules->holiday_rows->data, rules->holiday_rows->len, error);
  return rules->holidays != NULL;
}

const JlRuleReader jl_holidays_reader = {
  .name = "holidays",
  .row = &holiday_table,
  .create = holidays_create,
  .take = holidays_take,
  .finish = holidays_finish,
};

/**
 * jl_rules_get_holidays:
 * @self: the rules
 *
 * Returns: (transfer none): which days are worked on; years not announced yet are not covered
 */
const JlHolidays *
jl_rules_get_holidays (const JlRules *self)
{
  return self->holidays;
}

/**
 * jl_rules_get_divisions:
 * @self: the rules
 *
 * Returns: (transfer none): the city's divisions, present and abolished
 */
const JlDivisions *
jl_rules_get_divisions (const JlRules *self)
{
  return self->divisions;
}
