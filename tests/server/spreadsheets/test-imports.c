// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-spreadsheets.h"
#include "office-fixture.h"

#include <string.h>

/* Sends it and lets it be checked. Returns: its id. */
static char *
send_and_check (OfficeFixture *self, const char *text)
{
  g_autoptr (CityAnswer) sent = office_send_table (self, self->clerk, "?name=goods.csv", text, -1);

  city_assert_status (sent, 201);
  g_assert_cmpstr (city_answer_get_text (sent, "state"), ==, "checking");
  office_run_queue (self);
  return g_strdup (city_answer_get_text (sent, "id"));
}

static void
assert_counts (OfficeFixture *self,
               const char *id,
               const char *state,
               gint64 n_done,
               gint64 n_taken,
               gint64 n_refused)
{
  g_autoptr (CityAnswer) answer = office_get (self, self->clerk, id, "");

  city_assert_status (answer, 200);
  g_assert_cmpstr (city_answer_get_text (answer, "state"), ==, state);
  g_assert_cmpint (city_answer_get_integer (answer, "done"), ==, n_done);
  g_assert_cmpint (city_answer_get_integer (answer, "taken"), ==, n_taken);
  g_assert_cmpint (city_answer_get_integer (answer, "refused"), ==, n_refused);
}

static char *
make_rows (guint n)
{
  GString *text = g_string_new (OFFICE_HEADINGS);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "沙发 %u,sofa,sell,45.50,%s,3\n", i, i % 3 == 2 ? "Z" : "B");
  return g_string_free (text, FALSE);
}

/* From the file to the items: each step as a clerk sees it. */
static void
test_story (OfficeFixture *self, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (CityAnswer) rows = NULL;
  g_autoptr (CityAnswer) started = NULL;
  g_autoptr (CityAnswer) again = NULL;
  g_autoptr (CityAnswer) report = NULL;
  g_autofree char *text = NULL;
  g_autofree char *sql = NULL;

  id = send_and_check (self,
                       OFFICE_HEADINGS "三人沙发,sofa,sell,450,B,3\n"
                                       "坏沙发,sofa,sell,很贵,B,3\n"
                                       "双人沙发,sofa,give,,B,2\n");
  assert_counts (self, id, "ready", 3, 2, 1);
  g_assert_cmpint (city_query (&self->city, "SELECT count(*) FROM item"), ==, 0);
  rows = office_get (self, self->clerk, id, "/rows");
  city_assert_status (rows, 200);
  g_assert_cmpint (city_answer_get_length (rows, "items"), ==, 3);
  g_assert_cmpstr (city_answer_get_text (rows, "items[0].result"), ==, "taken");
  g_assert_cmpstr (city_answer_get_text (rows, "items[1].result"), ==, "refused");
  g_assert_cmpint (city_answer_get_integer (rows, "items[1].line"), ==, 3);
  g_assert_cmpstr (city_answer_get_text (rows, "items[1].reasons[0].member"), ==, "price");
  g_assert_nonnull (strstr (rows->text, "很贵"));

  started = office_post (self, self->clerk, id, "start");
  city_assert_status (started, 200);
  g_assert_cmpint (city_answer_get_integer (started, "done"), ==, 0);
  office_run_queue (self);
  assert_counts (self, id, "finished", 3, 2, 1);
  g_assert_cmpint (city_query (&self->city, "SELECT count(*) FROM item"), ==, 2);
  /* In the name of whoever sent it. */
  sql = g_strdup_printf ("SELECT count(*) FROM journal WHERE command = 'item.create' AND actor = "
                         "%" G_GINT64_FORMAT,
                         self->account);
  g_assert_cmpint (city_query (&self->city, sql), ==, 2);
  report = office_get (self, self->clerk, id, "/report");
  city_assert_status (report, 200);
  g_assert_true (g_file_get_contents (report->file, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "3,\"refused\",\"price\""));

  again = office_post (self, self->clerk, id, "start");
  city_assert_refused (again, JL_ERROR_CONFLICT);
}

/* A service that is stopped anywhere goes on with it when it is there again. */
static void
test_restart (OfficeFixture *self, gconstpointer data)
{
  g_autofree char *text = make_rows (300);
  g_autofree char *id = NULL;
  g_autoptr (CityAnswer) sent = office_send_table (self, self->clerk, "", text, -1);
  g_autoptr (CityAnswer) started = NULL;
  guint n_steps = 0;

  city_assert_status (sent, 201);
  id = g_strdup (city_answer_get_text (sent, "id"));
  while (jl_import_queue_step (self->queue, 1))
    office_restart_queue (self);
  assert_counts (self, id, "ready", 300, 200, 100);
  started = office_post (self, self->clerk, id, "start");
  city_assert_status (started, 200);
  office_restart_queue (self);
  while (jl_import_queue_step (self->queue, 1)) {
    n_steps++;
    if (n_steps % 50 == 0)
      office_restart_queue (self);
  }
  g_assert_cmpuint (n_steps, >, 100);
  assert_counts (self, id, "finished", 300, 200, 100);
  g_assert_cmpint (city_query (&self->city, "SELECT count(DISTINCT title) FROM item"), ==, 200);
  g_assert_cmpint (city_query (&self->city, "SELECT count(*) FROM item"), ==, 200);
}

/* Leafing through the rows finds each of them once, with its reasons. */
static void
test_pages (OfficeFixture *self, gconstpointer data)
{
  g_autofree char *text = make_rows (700);
  g_autofree char *id = send_and_check (self, text);
  g_autofree char *cursor = g_strdup ("");
  gint64 n_seen = 0;

  while (cursor != NULL) {
    g_autofree char *below = g_strconcat ("/rows?limit=90", cursor, NULL);
    g_autoptr (CityAnswer) page = office_get (self, self->clerk, id, below);
    const char *next;

    city_assert_status (page, 200);
    for (guint i = 0; i < city_answer_get_length (page, "items"); i++, n_seen++) {
      g_autofree char *line = g_strdup_printf ("items[%u].line", i);
      g_autofree char *result = g_strdup_printf ("items[%u].result", i);

      g_assert_cmpint (city_answer_get_integer (page, line), ==, n_seen + 2);
      g_assert_cmpstr (
          city_answer_get_text (page, result), ==, n_seen % 3 == 2 ? "refused" : "taken");
    }
    next = city_answer_get_text (page, "next");
    g_free (cursor);
    cursor = next == NULL ? NULL : g_strconcat ("&cursor=", next, NULL);
  }
  g_assert_cmpint (n_seen, ==, 700);
}

/* Others of the organisation may cancel it; what is there stays. */
static void
test_cancel (OfficeFixture *self, gconstpointer data)
{
  g_autofree char *text = make_rows (90);
  g_autofree char *id = send_and_check (self, text);
  g_autoptr (CityAnswer) started = office_post (self, self->clerk, id, "start");
  g_autoptr (CityAnswer) cancelled = NULL;
  g_autoptr (CityAnswer) again = NULL;
  gint64 n_items;

  for (guint i = 0; i < 10; i++)
    g_assert_true (jl_import_queue_step (self->queue, 1));
  cancelled = office_post (self, self->clerk, id, "cancel");
  city_assert_status (cancelled, 200);
  n_items = city_query (&self->city, "SELECT count(*) FROM item");
  g_assert_cmpint (n_items, >, 0);
  g_assert_cmpint (n_items, <, 60);
  office_run_queue (self);
  g_assert_cmpint (city_query (&self->city, "SELECT count(*) FROM item"), ==, n_items);
  again = office_post (self, self->clerk, id, "cancel");
  city_assert_refused (again, JL_ERROR_CONFLICT);
}

/* What is not theirs they neither see nor change, and rows cannot be somebody else's. */
static void
test_foreign (OfficeFixture *self, gconstpointer data)
{
  static const char *const below[] = { "", "/rows", "/report" };
  g_autofree char *id = send_and_check (
      self, "title,category,mode,organisation\n沙发,sofa,sell,JSG\n沙发,sofa,sell,HMA\n");
  g_autoptr (CityAnswer) start = office_post (self, self->stranger, id, "start");
  g_autoptr (CityAnswer) cancel = office_post (self, self->stranger, id, "cancel");
  g_autoptr (CityAnswer) sent =
      office_send_table (self, self->resident, "", OFFICE_HEADINGS "a,sofa,sell,1,B,3\n", -1);

  assert_counts (self, id, "ready", 2, 1, 1);
  for (guint i = 0; i < G_N_ELEMENTS (below); i++) {
    g_autoptr (CityAnswer) answer = office_get (self, self->stranger, id, below[i]);

    city_assert_refused (answer, JL_ERROR_NOT_FOUND);
  }
  city_assert_refused (start, JL_ERROR_NOT_FOUND);
  city_assert_refused (cancel, JL_ERROR_NOT_FOUND);
  city_assert_refused (sent, JL_ERROR_FORBIDDEN);
}

/* Who was dismissed meanwhile takes nothing in any more. */
static void
test_dismissed (OfficeFixture *self, gconstpointer data)
{
  g_autofree char *id = send_and_check (self, OFFICE_HEADINGS "沙发,sofa,sell,1,B,3\n");
  g_autoptr (CityAnswer) started = office_post (self, self->clerk, id, "start");
  JlConnection *connection = jl_writer_get_connection (self->city.writer);
  g_autofree char *sql =
      g_strdup_printf ("UPDATE account SET active = 0 WHERE id = %" G_GINT64_FORMAT, self->account);

  city_assert_status (started, 200);
  g_assert_true (jl_connection_execute (connection, sql, NULL));
  office_run_queue (self);
  g_assert_cmpint (city_query (&self->city, "SELECT count(*) FROM item"), ==, 0);
  g_assert_cmpint (
      city_query (&self->city, "SELECT count(*) FROM import_job WHERE state = 'broken'"), ==, 1);
}

static void
test_refused (OfficeFixture *self, gconstpointer data)
{
  static const struct {
    const char *query;
    const char *bytes;
    const char *said;
  } files[] = {
    { "", "", "no headings" },
    { "", OFFICE_HEADINGS, "no rows below" },
    { "", "title,colour\na,b\n", "nothing is known by the heading" },
    { "", "PK\x03\x04 not a zip", "damaged" },
    { "?kind=nothing", OFFICE_HEADINGS "a,sofa,sell,1,B,3\n", "cannot be taken in" },
    { "", "title,category,mode\n\xC4\xA3\xCA\xBD,sofa,sell\n", "say which" },
  };
  g_autoptr (GDir) dir = NULL;
  g_autofree char *folder = g_build_filename (self->city.data_dir, "exchange", NULL);
  g_autoptr (CityAnswer) gbk = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (CityAnswer) answer =
        office_send_table (self, self->clerk, files[i].query, files[i].bytes, -1);

    city_assert_refused (answer, JL_ERROR_INVALID);
    g_test_message ("%s", answer->error->message);
    g_assert_nonnull (strstr (answer->error->message, files[i].said));
  }
  /* Nothing is left of them. */
  dir = g_dir_open (folder, 0, NULL);
  g_assert_null (g_dir_read_name (dir));
  gbk = office_send_table (
      self, self->clerk, "?encoding=gbk", "title,category,mode\n\xC4\xA3\xCA\xBD,sofa,sell\n", -1);
  city_assert_status (gbk, 201);
  g_assert_cmpstr (city_answer_get_text (gbk, "encoding"), ==, "gbk");
}

/* Several at once have their turns; the same file once more is pointed out. */
static void
test_several (OfficeFixture *self, gconstpointer data)
{
  g_autofree char *first = send_and_check (self, OFFICE_HEADINGS "沙发,sofa,sell,1,B,3\n");
  g_autoptr (CityAnswer) started = office_post (self, self->clerk, first, "start");
  g_autofree char *second = NULL;
  g_autoptr (CityAnswer) other = office_send_table (
      self, self->stranger, "", OFFICE_HEADINGS "别的沙发,sofa,sell,1,B,3\n", -1);
  g_autoptr (CityAnswer) repeated = NULL;
  g_autoptr (CityAnswer) list = NULL;

  office_run_queue (self);
  assert_counts (self, first, "finished", 1, 1, 0);
  second = send_and_check (self, OFFICE_HEADINGS "沙发,sofa,sell,1,B,3\n");
  repeated = office_get (self, self->clerk, second, "");
  g_assert_nonnull (city_answer_get_text (repeated, "taken_before"));
  list = city_get (&self->city, self->stranger, "/imports");
  g_assert_cmpint (city_answer_get_length (list, "items"), ==, 1);
  g_assert_cmpstr (city_answer_get_text (list, "items[0].state"), ==, "ready");
}

#define TEST(path, func)                                                                           \
  g_test_add (                                                                                     \
      "/spreadsheets/imports/" path, OfficeFixture, NULL, office_setup, func, office_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  TEST ("story", test_story);
  TEST ("restart", test_restart);
  TEST ("pages", test_pages);
  TEST ("cancel", test_cancel);
  TEST ("foreign", test_foreign);
  TEST ("dismissed", test_dismissed);
  TEST ("refused", test_refused);
  TEST ("several", test_several);
  return g_test_run ();
}
