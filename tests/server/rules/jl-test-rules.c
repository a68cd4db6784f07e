// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-test-rules.h"

#include "jl-json.h"

JlDate
jl_test_day (const char *text)
{
  JlDate date = JL_DATE_NONE;

  g_assert_true (jl_date_from_text (text, &date, NULL));
  return date;
}

/* The rules that the project ships: nobody changes them, so one reading serves all tests. */
const JlRules *
jl_test_rules_get (void)
{
  static JlRules *rules = NULL;
  g_autofree char *directory = g_build_filename (g_getenv ("JIELI_DATA_DIR"), "rules", NULL);
  g_autoptr (GError) error = NULL;

  if (rules == NULL)
    rules = jl_rules_load (directory, &error);
  g_assert_no_error (error);
  return rules;
}

const JlCategory *
jl_test_category (const JlRules *rules, const char *code)
{
  g_autoptr (GError) error = NULL;
  const JlCategory *category =
      jl_rules_get_category (rules, code, jl_test_day ("2026-06-01"), &error);

  g_assert_no_error (error);
  return category;
}

JsonObject *
jl_test_object (const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = jl_json_parse (json, -1, &error);

  g_assert_no_error (error);
  return json_object_ref (json_node_get_object (node));
}
