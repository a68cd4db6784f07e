// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-csv.h"
#include "jl-error.h"

#include <string.h>

/* Cells between bars, rows by their line: `1:a|b;2:c|d;`. */
static gboolean
note_cb (const JlSheetRow *row, gpointer user_data)
{
  GString *out = user_data;

  g_string_append_printf (out, "%" G_GUINT64_FORMAT ":", row->line);
  for (guint i = 0; i < row->n_cells; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? "|" : "", row->cells[i]);
  g_string_append_c (out, ';');
  return strcmp (row->cells[0], "stop") != 0;
}

static void
test_forms (void)
{
  static const struct {
    const char *text;
    const char *rows;
  } files[] = {
    { "", "" },
    { "a", "1:a;" },
    { "a,b\nc,d\n", "1:a|b;2:c|d;" },
    { "a,b\r\nc,d\r\n", "1:a|b;2:c|d;" },
    { "a,b\nc,d", "1:a|b;2:c|d;" },
    { "\xEF\xBB\xBF标题,类别\n沙发,sofa\n", "1:标题|类别;2:沙发|sofa;" },
    { "a,,c\n,,\nd,,\n", "1:a||c;3:d||;" },
    { "\"a,b\",\"say \"\"hi\"\"\"\n", "1:a,b|say \"hi\";" },
    { "\"a\nb\r\nc\",d\ne,f\n", "1:a\nb\r\nc|d;4:e|f;" },
    { "a\n\n\r\nb\n", "1:a;4:b;" },
    { "\"\",x\n", "1:|x;" },
    { "  a , b\n", "1:a|b;" },
    { "\" a \",b\n", "1: a |b;" },
    { "'=1+1,'-5,'quoted'\n", "1:=1+1|-5|'quoted';" },
    { "a\nstop\nb\n", "1:a;2:stop;" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GString) out = g_string_new (NULL);
    g_autoptr (GError) error = NULL;

    g_assert_true (jl_csv_foreach (files[i].text, strlen (files[i].text), note_cb, out, &error));
    g_assert_no_error (error);
    g_assert_cmpstr (out->str, ==, files[i].rows);
  }
}

static void
test_wrong_quotes (void)
{
  static const struct {
    const char *text;
    const char *line;
  } files[] = {
    { "a\nb\"c\n", "Line 2:" },
    { "a\n\"b\"c\n", "Line 2:" },
    { "a\nb\n\"c\nd\n", "Line 3:" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GString) out = g_string_new (NULL);
    g_autoptr (GError) error = NULL;

    g_assert_false (jl_csv_foreach (files[i].text, strlen (files[i].text), note_cb, out, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
    g_assert_true (g_str_has_prefix (error->message, files[i].line));
  }
}

/* What is written is read again, across the borders of what is parsed at once. */
static void
test_round_trip (void)
{
  static const char *const pieces[] = { "a", "\"", ",", "\n", "\r\n", "沙发", " ", "x y" };
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autoptr (GString) out = g_string_new (NULL);
  guint64 line = 1;

  while (text->len < 300 * 1000) {
    g_autoptr (GString) cell = g_string_new ("|");

    for (int n = g_test_rand_int_range (0, 12); n > 0; n--)
      g_string_append (cell, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
    jl_csv_append_cell (text, "first");
    jl_csv_append_cell (text, cell->str);
    g_string_append (text, "\r\n");
    g_string_append_printf (expected, "%" G_GUINT64_FORMAT ":first|%s;", line, cell->str);
    line++;
    for (const char *at = cell->str; (at = strchr (at, '\n')) != NULL; at++)
      line++;
  }
  g_assert_true (jl_csv_foreach (text->str, text->len, note_cb, out, NULL));
  g_assert_cmpstr (out->str, ==, expected->str);
}

/* Whatever somebody wrote: no spreadsheet takes it for a formula, and reading gives it back. */
static void
test_formulas (void)
{
  static const char *const texts[] = { "=1+1", "+86", "-5", "@SUM(A1)", "\tx", "\rx", "沙发", "" };
  g_autoptr (GString) text = g_string_new ("first");
  g_autoptr (GString) expected = g_string_new ("1:first");
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    jl_csv_append_text (text, texts[i]);
    g_string_append_printf (expected, "|%s", texts[i]);
  }
  g_string_append_c (expected, ';');
  for (const char *at = text->str; (at = strstr (at, ",\"")) != NULL; at++)
    g_assert_null (strchr (JL_CSV_FORMULA_SIGNS, at[2] == '"' ? 'x' : at[2]));
  g_assert_true (jl_csv_foreach (text->str, text->len, note_cb, out, NULL));
  g_assert_cmpstr (out->str, ==, expected->str);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sheet/csv/forms", test_forms);
  g_test_add_func ("/sheet/csv/wrong-quotes", test_wrong_quotes);
  g_test_add_func ("/sheet/csv/round-trip", test_round_trip);
  g_test_add_func ("/sheet/csv/formulas", test_formulas);
  return g_test_run ();
}
