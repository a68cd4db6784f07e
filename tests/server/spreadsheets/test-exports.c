// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-csv.h"
#include "jl-id.h"
#include "jl-sheet-read.h"
#include "office-fixture.h"

#include <string.h>

static void
take_in (OfficeFixture *self, const char *token, const char *bytes, gssize size)
{
  g_autoptr (CityAnswer) sent = office_send_table (self, token, "", bytes, size);
  g_autoptr (CityAnswer) started = NULL;
  g_autoptr (CityAnswer) rows = NULL;
  g_autofree char *id = NULL;

  city_assert_status (sent, 201);
  id = g_strdup (city_answer_get_text (sent, "id"));
  jl_connection_end_read (self->city.reader);
  office_run_queue (self);
  rows = office_get (self, token, id, "/rows");
  g_test_message ("%s", rows->text);
  started = office_post (self, token, id, "start");
  city_assert_status (started, 200);
  office_run_queue (self);
}

static char *
fetch (OfficeFixture *self, const char *token, const char *query, const char *order)
{
  g_autofree char *path = g_strconcat ("/items/exports", query, NULL);
  g_autoptr (CityAnswer) made = city_post (&self->city, token, path, order);
  g_autofree char *file = NULL;
  g_autoptr (CityAnswer) fetched = NULL;

  city_assert_status (made, 201);
  file = g_strconcat ("/exports/", city_answer_get_text (made, "id"), NULL);
  fetched = city_get (&self->city, token, file);
  city_assert_status (fetched, 200);
  return g_strdup (fetched->file);
}

/* Cells between bars. */
static char *
read_table (const char *path)
{
  g_autoptr (JlSheetRows) rows = jl_sheet_rows_new (NULL, NULL);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  JlSheetFacts facts = { 0 };
  JlSheetRow row;

  jl_sheet_read (path, rows, &facts, &error);
  g_assert_no_error (error);
  while (jl_sheet_rows_next (rows, &row, NULL)) {
    for (guint i = 0; i < row.n_cells; i++)
      g_string_append_printf (out, "%s%s", i > 0 ? "|" : "", row.cells[i]);
    g_string_append_c (out, ';');
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

#define GOODS                                                                                      \
  "title,category,mode,price,grade,attributes.seats,description\n"                                 \
  "沙发,sofa,sell,45.50,B,3,=1+1\n"                                                              \
  "@旧灯,lamp,give,,,,\"两行\n字\"\n"

static void
test_csv (OfficeFixture *self, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autofree char *bytes = NULL;

  take_in (self, self->clerk, GOODS, -1);
  take_in (self, self->stranger, OFFICE_HEADINGS "不是我们的,sofa,sell,1,B,3\n", -1);
  path = fetch (self, self->clerk, "", "{\"format\":\"csv\"}");
  g_assert_true (g_file_get_contents (path, &bytes, NULL, NULL));
  g_assert_true (g_str_has_prefix (bytes, "\xEF\xBB\xBF"));
  g_assert_nonnull (strstr (bytes, "\"'@旧灯\""));
  g_assert_nonnull (strstr (bytes, "\"'=1+1\""));
  g_assert_null (strstr (bytes, "不是我们的"));
  text = read_table (path);
  g_assert_cmpstr (text,
                   ==,
                   "label_code|title|category|mode|price|grade|offer|custody|community|description|"
                   "note|attributes.seats;"
                   "HMA-000002-1|@旧灯|lamp|give|||draft|held|130102001002|两行\n字||;"
                   "HMA-000001-7|沙发|sofa|sell|45.50|B|draft|held|130102001002|=1+1||3;");
}

static void
test_filters (OfficeFixture *self, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  char organisation[JL_ID_TEXT_SIZE];
  g_autofree char *foreign = NULL;
  g_autoptr (CityAnswer) refused = NULL;
  g_autoptr (CityAnswer) resident = NULL;

  take_in (self, self->clerk, GOODS, -1);
  path = fetch (self, self->clerk, "?category=lamp", "{\"format\":\"xlsx\"}");
  text = read_table (path);
  g_assert_nonnull (strstr (text, "@旧灯"));
  g_assert_null (strstr (text, "沙发"));
  jl_id_to_text (self->other_shop, organisation);
  foreign = g_strconcat ("/items/exports?organisation=", organisation, NULL);
  refused = city_post (&self->city, self->clerk, foreign, "{\"format\":\"csv\"}");
  city_assert_refused (refused, JL_ERROR_FORBIDDEN);
  resident = city_post (&self->city, self->resident, "/items/exports", "{\"format\":\"csv\"}");
  city_assert_refused (resident, JL_ERROR_FORBIDDEN);
}

/* The table of one shop, without its labels, becomes the same goods in another. */
static void
test_round_trip (OfficeFixture *self, gconstpointer data)
{
  static const char *const orders[] = { "{\"format\":\"csv\"}",
                                        "{\"format\":\"csv\",\"encoding\":\"gbk\"}",
                                        "{\"format\":\"xlsx\"}" };
  static const char sql[] =
      "SELECT count(*) FROM item AS a WHERE label_code LIKE 'HMA%' AND (SELECT count(*) FROM item "
      "AS b WHERE b.label_code LIKE 'JSG%' AND a.title = b.title AND a.category = b.category AND "
      "a.price_fen IS b.price_fen AND a.grade IS b.grade AND a.attributes IS b.attributes AND "
      "a.description IS b.description AND a.mode = b.mode) = ";

  take_in (self, self->clerk, GOODS, -1);
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++) {
    g_autofree char *path = fetch (self, self->clerk, "", orders[i]);
    g_autofree char *bytes = NULL;
    g_autofree char *text = NULL;
    g_autofree char *expected = g_strdup_printf ("%s%u", sql, i + 1);
    g_autoptr (GString) plain = g_string_new (NULL);
    g_autoptr (JlSheetRows) rows = jl_sheet_rows_new (NULL, NULL);
    JlSheetFacts facts = { 0 };
    JlSheetRow row;

    g_assert_true (jl_sheet_read (path, rows, &facts, NULL));
    while (jl_sheet_rows_next (rows, &row, NULL)) {
      for (guint j = 1; j < row.n_cells; j++)
        jl_csv_append_cell (plain, row.cells[j]);
      g_string_append_c (plain, '\n');
    }
    take_in (self, self->stranger, plain->str, -1);
    g_assert_cmpint (city_query (&self->city, expected), ==, 2);
  }
}

#define TEST(path, func)                                                                           \
  g_test_add (                                                                                     \
      "/spreadsheets/exports/" path, OfficeFixture, NULL, office_setup, func, office_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  TEST ("csv", test_csv);
  TEST ("filters", test_filters);
  TEST ("round-trip", test_round_trip);
  return g_test_run ();
}
