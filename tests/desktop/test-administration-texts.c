// SPDX-License-Identifier: GPL-3.0-or-later
/* How the service and the rules are told in words; no display. */
#include "jl-health-texts.h"
#include "jl-rules-texts.h"

#include <string.h>

static JlRecord *
read_record (const JlRecordTable *table, const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = jl_json_parse (json, -1, &error);
  JlRecord *record = jl_record_read_json (table, node, JL_READ_ANSWER, &error);

  g_assert_no_error (error);
  return record;
}

static void
test_bytes (void)
{
  static const struct {
    double bytes;
    const char *text;
  } cases[] = {
    { 0, "0 B" }, { 999, "999 B" }, { 1200, "1.2 kB" }, { 5.4e9, "5.4 GB" }, { 2.71e11, "271 GB" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = jl_health_text_dup_bytes (cases[i].bytes);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
assert_fact (JlRecord *health, JlHealthSubject subject, const char *expected)
{
  g_autofree char *text = jl_health_text_dup_fact (subject, health);

  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpuint (strlen (jl_health_text_get_advice (subject)), >, 20);
}

static void
test_facts (void)
{
  g_autoptr (JlRecord) quiet = read_record (
      &jl_health_table,
      "{\"disk_free\":66000000000,\"disk_total\":271000000000,\"backup_at\":null,\"samples\":[]}");
  g_autoptr (JlRecord) busy =
      read_record (&jl_health_table,
                   "{\"backup_at\":\"2026-11-23T08:05:00.000Z\",\"samples\":["
                   "{\"requests\":90,\"errors\":1,\"commits\":4,\"commit_micros\":10000,"
                   "\"queue\":0,\"lag\":0,\"died\":1},"
                   "{\"requests\":10,\"errors\":0,\"commits\":0,\"commit_micros\":0,"
                   "\"queue\":3,\"lag\":7,\"died\":0}]}");

  assert_fact (quiet, JL_HEALTH_DISK, "66 GB of 271 GB free");
  assert_fact (quiet, JL_HEALTH_WRITES, "Nothing was saved in this time");
  assert_fact (quiet, JL_HEALTH_SEARCH, "Finds everything up to now");
  assert_fact (quiet, JL_HEALTH_ERRORS, "0 of 0 requests failed");
  assert_fact (quiet, JL_HEALTH_PROCESSES, "All keep running");
  assert_fact (quiet, JL_HEALTH_BACKUP, "None has been made yet");
  assert_fact (busy, JL_HEALTH_WRITES, "2.5 ms each time on average, 3 waiting");
  assert_fact (busy, JL_HEALTH_SEARCH, "7 changes cannot be found yet");
  assert_fact (busy, JL_HEALTH_ERRORS, "1 of 100 requests failed");
  assert_fact (busy, JL_HEALTH_PROCESSES, "1 broke down and was replaced");
  assert_fact (busy, JL_HEALTH_BACKUP, "The last complete one: 2026-11-23 16:05");
}

static void
test_rules (void)
{
  g_autoptr (JlRecord) file =
      read_record (&jl_rules_file_table,
                   "{\"name\":\"retention\",\"version\":\"2026-11-23\",\"in_force\":23,"
                   "\"to_come\":1,\"past\":0,\"verified\":8,\"proposal\":12}");
  g_autoptr (JlRecord) rule =
      read_record (&jl_rule_overview_table,
                   "{\"code\":\"firearms\",\"name\":\"Firearms\",\"state\":\"in_force\","
                   "\"source\":\"law\",\"certainty\":\"verified\",\"valid_from\":\"2023-01-18\","
                   "\"valid_to\":null,\"content\":{\"words\":[\"a\",\"b\"],\"n\":3,"
                   "\"note\":{\"zh\":\"注\"}}}");
  g_autofree char *summary = jl_rules_text_dup_summary (file);
  g_autofree char *title = jl_rule_text_dup_title (rule);
  g_autofree char *validity = jl_rule_text_dup_summary (rule);
  g_autofree char *content = jl_rule_text_dup_content (rule);

  g_assert_cmpstr (
      summary,
      ==,
      "version of 2026-11-23 · 23 in force · 1 to come\nText read: 8, Our proposal: 12");
  g_assert_cmpstr (jl_rules_text_get_title ("retention"), ==, "How long records are kept");
  g_assert_cmpstr (jl_rules_text_get_title ("newer"), ==, "newer");
  g_assert_cmpstr (title, ==, "Firearms (firearms)");
  g_assert_cmpstr (validity, ==, "In force, from 2023-01-18 · Text read\nlaw");
  g_assert_cmpstr (content, ==, "words: a; b\nn: 3\nnote: zh: 注");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/desktop/administration-texts/bytes", test_bytes);
  g_test_add_func ("/desktop/administration-texts/facts", test_facts);
  g_test_add_func ("/desktop/administration-texts/rules", test_rules);
  return g_test_run ();
}
