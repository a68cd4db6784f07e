// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "record-table.h"

static void
test_good (void)
{
  static const struct {
    const char *name;
    const char *value;
  } good[] = {
    { "title", "沙发 & 椅" }, { "notes", "" },
    { "count", "-5" },        { "any_number", "-9223372036854775808" },
    { "price_fen", "0" },     { "active", "false" },
    { "day", "2026-11-23" },  { "seen_at", "2026-11-23T08:00:00.123Z" },
    { "colour", "green" },    { "shop", ID_TEXT },
  };
  g_autoptr (JlRecord) record = jl_record_new (&thing_table);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    int field = jl_record_table_find (&thing_table, good[i].name);
    g_autofree char *text = NULL;

    g_assert_cmpint (field, >=, 0);
    g_assert_false (jl_record_has (record, (guint)field));
    jl_record_read_parameter (record, good[i].name, good[i].value, &error);
    g_assert_no_error (error);
    text = jl_record_dup_field_text (record, (guint)field);
    g_assert_cmpstr (text, ==, good[i].value);
  }
}

static void
test_bad (void)
{
  static const struct {
    const char *name;
    const char *value;
    const char *message;
  } bad[] = {
    { "color", "red", "unknown parameter" },
    { "", "", "unknown parameter" },
    { "title", "a", "shorter than 2 characters" },
    { "title", "", "must not be empty" },
    { "title", "a\nb", "contains a control character" },
    { "title", "\xff\xff\xff", "is not UTF-8" },
    { "count", "101", "greater than 100" },
    { "count", "-6", "less than -5" },
    { "count", "", "must be a whole number" },
    { "count", "-", "must be a whole number" },
    { "count", "+1", "must be a whole number" },
    { "count", " 1", "must be a whole number" },
    { "count", "1 ", "must be a whole number" },
    { "count", "01", "must be a whole number" },
    { "count", "1.0", "must be a whole number" },
    { "count", "0x1", "must be a whole number" },
    { "count", "１", "must be a whole number" },
    { "any_number", "9223372036854775808", "must be a whole number" },
    { "active", "1", "must be true or false" },
    { "active", "", "must be true or false" },
    { "day", "2026-11-31", "must be a date such as 2026-11-23" },
    { "seen_at", "now", "must be a time such as 2026-11-23T08:30:00Z" },
    { "colour", "mauve", "must be one of: red, green, blue" },
    { "shop", "1", "must be an identifier of 13 characters" },
    { "version", "1", "cannot be set" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (JlRecord) record = jl_record_new (&thing_table);
    g_autoptr (GError) error = NULL;

    g_assert_false (jl_record_read_parameter (record, bad[i].name, bad[i].value, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
    g_assert_cmpstr (error->message, ==, bad[i].message);
    g_assert_cmpstr (jl_error_get_field (error), ==, bad[i].name);
    g_assert_false (jl_record_read_parameter (record, bad[i].name, bad[i].value, NULL));
  }
}

/* A name that is not even UTF-8 cannot be repeated in an answer. */
static void
test_bad_name (void)
{
  g_autoptr (JlRecord) record = jl_record_new (&thing_table);
  g_autoptr (GError) error = NULL;

  g_assert_false (jl_record_read_parameter (record, "\xff", "1", &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  g_assert_null (jl_error_get_field (error));
}

static void
test_repeated (void)
{
  g_autoptr (JlRecord) record = jl_record_new (&thing_table);
  g_autoptr (GError) error = NULL;

  g_assert_true (jl_record_read_parameter (record, "colour", "red", &error));
  g_assert_false (jl_record_read_parameter (record, "colour", "red", &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "given more than once");
  g_assert_cmpstr (jl_error_get_field (error), ==, "colour");
}

static void
test_required (void)
{
  g_autoptr (JlRecord) record = jl_record_new (&thing_table);
  g_autoptr (GError) error = NULL;

  g_assert_false (jl_record_check_required (record, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "must be given");
  g_assert_cmpstr (jl_error_get_field (error), ==, "title");
  g_clear_error (&error);

  g_assert_true (jl_record_read_parameter (record, "title", "ab", &error));
  g_assert_true (jl_record_check_required (record, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/common/record-parameter/good", test_good);
  g_test_add_func ("/common/record-parameter/bad", test_bad);
  g_test_add_func ("/common/record-parameter/bad-name", test_bad_name);
  g_test_add_func ("/common/record-parameter/repeated", test_repeated);
  g_test_add_func ("/common/record-parameter/required", test_required);
  return g_test_run ();
}
