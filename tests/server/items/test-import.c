// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-check.h"
#include "jl-id.h"
#include "jl-import.h"
#include "jl-language.h"
#include "jl-time.h"
#include "shop-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define HEADINGS "title,category,mode,price_fen,grade,offer,attributes.seats\n"

/* One file, and how often it was asked whether to stop. */
typedef struct {
  ShopFixture shop;
  char *path;   /* owned */
  char *report; /* owned */
  JlImportMark mark;
  gboolean anew;
} Import;

static volatile int stop;
static gint64 stop_after;
static JlImportProgress last_progress;
static const char *emptied_file; /* at the first look */

static void
progress_cb (const JlImportProgress *progress, gpointer user_data)
{
  last_progress = *progress;
  if (emptied_file != NULL)
    g_assert_cmpint (truncate (emptied_file, 0), ==, 0);
  if (stop_after > 0 && progress->n_done >= stop_after)
    stop = 1;
}

static void
setup (Import *self, gconstpointer data)
{
  shop_setup (&self->shop, NULL);
  self->path = g_build_filename (self->shop.city.data_dir, "goods.csv", NULL);
  self->report = g_build_filename (self->shop.city.data_dir, "goods.report.csv", NULL);
  stop = 0;
  stop_after = 0;
  emptied_file = NULL;
}

static void
teardown (Import *self, gconstpointer data)
{
  g_free (self->path);
  g_free (self->report);
  shop_teardown (&self->shop, NULL);
}

static gboolean
run (Import *self, const char *text, gssize size, gboolean dry_run, GError **error)
{
  CityFixture *city = &self->shop.city;
  const JlImportJob job = {
    .kind = &jl_items_import,
    .writer = city->writer,
    .setting = { .connection = jl_writer_get_connection (city->writer),
                 .rules = city->rules,
                 .today = jl_time_get_china_date (city_clock),
                 .organisation = "hma",
                 .language = JL_LANGUAGE_ENGLISH },
    .report_path = self->report,
    .dry_run = dry_run,
    .stop = &stop,
    .progress = progress_cb,
  };

  const JlImportFile file = { .path = self->path, .anew = self->anew };

  g_assert_true (g_file_set_contents (self->path, text, size, NULL));
  return jl_import_file (&job, &file, &self->mark, error);
}

static void
import (Import *self, const char *text)
{
  g_autoptr (GError) error = NULL;

  run (self, text, -1, FALSE, &error);
  g_assert_no_error (error);
}

static void
assert_marked (Import *self, gint64 n_rows, gint64 n_taken, gint64 n_partly, gint64 n_refused)
{
  g_autofree char *text = NULL;

  if (g_file_get_contents (self->report, &text, NULL, NULL))
    g_test_message ("%s", text);
  g_assert_cmpint (self->mark.n_rows, ==, n_rows);
  g_assert_cmpint (self->mark.n_taken, ==, n_taken);
  g_assert_cmpint (self->mark.n_partly, ==, n_partly);
  g_assert_cmpint (self->mark.n_refused, ==, n_refused);
}

static gint64
query (Import *self, const char *sql)
{
  return city_query (&self->shop.city, sql);
}

static void
assert_reported (Import *self, const char *expected)
{
  g_autofree char *text = NULL;

  if (expected == NULL) {
    g_assert_false (g_file_test (self->report, G_FILE_TEST_EXISTS));
    return;
  }
  g_assert_true (g_file_get_contents (self->report, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "\xEF\xBB\xBFline,result,member,code,reason\r\n"));
  g_assert_cmpstr (strchr (text, '\n') + 1, ==, expected);
}

static void
assert_sound (Import *self)
{
  static const JlSchema *schemas[8];
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = NULL;

  for (guint i = 0; self->shop.city.capabilities[i] != NULL; i++)
    schemas[i] = self->shop.city.capabilities[i]->schema;
  problems = jl_store_check (self->shop.city.reader, schemas, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    g_error ("%s", (const char *)problems->pdata[i]);
}

/* Rows are items like those that a clerk takes in: with label, journal and ready JSON. */
static void
test_good (Import *self, gconstpointer data)
{
  g_autoptr (CityAnswer) answer = NULL;
  g_autofree char *path = NULL;
  char shop[JL_ID_TEXT_SIZE];

  import (self,
          "\xEF\xBB\xBF" HEADINGS "三人位沙发,sofa,sell,45000,B,draft,3\r\n"
          "\"“老”沙发, 带\"\"储物\"\"\",sofa,sell,,,,\r\n"
          "  双人沙发  ,sofa,give,,B,,2\r\n");
  assert_marked (self, 3, 3, 0, 0);
  g_assert_cmpint (self->mark.finished_at, >, 0);
  assert_reported (self, NULL);
  g_assert_cmpint (query (self, "SELECT count(*) FROM item"), ==, 3);
  g_assert_cmpint (
      query (self, "SELECT count(*) FROM journal WHERE command = 'item.create'"), ==, 3);
  g_assert_cmpint (query (self,
                          "SELECT count(*) FROM item WHERE title = '“老”沙发, 带\"储物\"' "
                          "AND price_fen IS NULL AND grade IS NULL"),
                   ==,
                   1);
  jl_id_to_text (self->shop.shop, shop);
  path = g_strconcat ("/items?organisation=", shop, NULL);
  answer = city_get (&self->shop.city, self->shop.clerk, path);
  city_assert_status (answer, 200);
  g_assert_cmpint (city_answer_get_length (answer, "items"), ==, 3);
  g_assert_cmpstr (city_answer_get_text (answer, "items[0].title"), ==, "双人沙发");
  g_assert_cmpstr (city_answer_get_text (answer, "items[2].label_code"), ==, "HMA-000001-7");
  assert_sound (self);
}

/* The words of the trade, prices in yuan, and whose it is in a column. */
static void
test_chinese (Import *self, gconstpointer data)
{
  import (self,
          "标题,类别,方式,价格,成色,状态,机构,学段,学科,年级,学期,版本,出版年,描述\n"
          "数学课本,课本,出售,5.50,B90,已上架,SYX,小学,数学,一年级,上册,人教版,2024,\"第一行\n"
          "第二行\"\n");
  assert_marked (self, 1, 1, 0, 0);
  g_assert_cmpint (query (self,
                          "SELECT count(*) FROM item JOIN organisation ON organisation.id = "
                          "item.organisation WHERE label_prefix = 'SYX' AND category = 'textbook' "
                          "AND mode = 'sell' AND price_fen = 550 AND offer = 'published' AND "
                          "attributes ->> 'subject' = 'maths' AND attributes ->> 'school_stage' = "
                          "'primary' AND attributes ->> 'publication_year' = 2024 AND "
                          "description = '第一行' || char (10) || '第二行'"),
                   ==,
                   1);
  assert_sound (self);
}

/* A bad row disturbs none; each reason stands in the report with its line and member. */
static void
test_bad_rows (Import *self, gconstpointer data)
{
  import (self,
          HEADINGS "沙发一,sofa,sell,45000,B,draft,3\n"
                   "沙发二,sofa,sell,a lot,B,draft,3\n"
                   "沙发三,sofa,sell\n"
                   "\"沙\n发\",nothing,sell,1,B,draft,\n"
                   "沙发五,sofa,sell,45000,Z,draft,3\n"
                   "沙发六,sofa,sell,45000,B,sold,3\n"
                   "沙发七,sofa,sell,,,published,\n"
                   "灯,lamp,sell,1,B,draft,3\n"
                   "沙发八,sofa,sell,45000,B,draft,3\n");
  assert_marked (self, 9, 3, 1, 6);
  g_assert_cmpint (query (self, "SELECT count(*) FROM item"), ==, 3);
  g_assert_cmpint (query (self, "SELECT count(*) FROM item WHERE offer = 'draft'"), ==, 3);
  assert_reported (
      self,
      "3,\"refused\",\"price_fen\",\"invalid\",\"must be a whole number\"\r\n"
      "4,\"refused\",\"\",\"invalid\",\"The row has 3 cells, and there are 7 headings\"\r\n"
      "5,\"refused\",\"title\",\"invalid\",\"contains a control character\"\r\n"
      "7,\"refused\",\"grade\",\"invalid\",\"“Z” is no grade of Furniture grade\"\r\n"
      "8,\"refused\",\"offer\",\"invalid\",\"A new item is a draft, or published\"\r\n"
      "9,\"partly\",\"attributes.seats\",\"attribute_missing\",\"“Seats” is missing\"\r\n"
      "9,\"partly\",\"attributes.material\",\"attribute_missing\",\"“Material” is missing\"\r\n"
      "9,\"partly\",\"attributes.length_cm\",\"attribute_missing\",\"“Length” is missing\"\r\n"
      "9,\"partly\",\"grade\",\"grade_missing\",\"Say in what condition it is\"\r\n"
      "9,\"partly\",\"price_fen\",\"price_missing\",\"What is for sale needs a price\"\r\n"
      "9,\"partly\",\"photos\",\"photo_missing\",\"Add at least one photo\"\r\n"
      "10,\"refused\",\"attributes.seats\",\"invalid\",\"This is not asked of “Lamps”\"\r\n");
  assert_sound (self);
}

static void
test_refused_files (Import *self, gconstpointer data)
{
  static const struct {
    const char *bytes;
    gsize size; /* 0: a text */
    const char *said;
  } files[] = {
    { "", 0, "it has no headings" },
    { "title,category\n", 0, "title, category and mode" },
    { "title,category,mode,colour of the sky\n", 0, "Column 4: nothing is known by" },
    { "title,category,mode,标题\n", 0, "“标题” is there twice" },
    { "title,category,mode,price,price_fen\n", 0, "is there twice" },
    { "title,category,mode,attributes.nothing\n", 0, "attributes.nothing" },
    { HEADINGS "沙发,sofa,sell,\"1,B,draft,3\n", 0, "Line 2: the quotes are wrong" },
    { "title,category,mode\n\xC9\xB3\xFF\xFF,sofa,sell\n", 35, "neither in UTF-8 nor in GBK" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    gsize size = files[i].size != 0 ? files[i].size : strlen (files[i].bytes);
    g_autoptr (GError) error = NULL;

    g_assert_false (run (self, files[i].bytes, size, FALSE, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
    if (strstr (error->message, files[i].said) == NULL)
      g_error ("%s", error->message);
  }
  g_assert_cmpint (query (self, "SELECT count(*) FROM item"), ==, 0);
  g_assert_cmpint (query (self, "SELECT count(*) FROM import"), ==, 0);
}

/* A trial says all that the import would say, and leaves nothing behind. */
static void
test_dry_run (Import *self, gconstpointer data)
{
  gint64 n_journal = query (self, "SELECT count(*) FROM journal");
  g_autoptr (GError) error = NULL;

  run (self,
       HEADINGS "沙发,sofa,sell,45000,B,published,3\n沙发,nothing,sell,45000,B,draft,3\n",
       -1,
       TRUE,
       &error);
  g_assert_no_error (error);
  assert_marked (self, 2, 1, 1, 1);
  g_assert_true (g_file_test (self->report, G_FILE_TEST_EXISTS));
  g_assert_cmpint (query (self, "SELECT count(*) FROM item"), ==, 0);
  g_assert_cmpint (query (self, "SELECT count(*) FROM import"), ==, 0);
  g_assert_cmpint (query (self, "SELECT count(*) FROM journal"), ==, n_journal);

  import (self, HEADINGS "沙发,sofa,sell,45000,B,draft,3\n");
  g_assert_cmpint (query (self, "SELECT count(*) FROM item"), ==, 1);
  g_assert_cmpint (
      query (self, "SELECT count(*) FROM item WHERE label_code = 'HMA-000001-7'"), ==, 1);
  assert_reported (self, NULL);
}

/* Every third row is bad, so that the report must go on as well. */
static char *
make_rows (guint n)
{
  GString *text = g_string_new (HEADINGS);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (
        text, "沙发 %u,%s,sell,45000,B,draft,3\n", i, i % 3 == 2 ? "nothing" : "sofa");
  return g_string_free (text, FALSE);
}

static guint
count_lines (const char *path)
{
  g_autofree char *text = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  for (const char *at = text; (at = strchr (at, '\n')) != NULL; at++)
    n++;
  return n;
}

/* Stopped anywhere, it goes on where it was; what is there already is not taken in again. */
static void
test_resume (Import *self, gconstpointer data)
{
  g_autofree char *text = make_rows (90);
  g_autofree char *junk = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *report = NULL;
  gsize size;

  for (stop_after = 1; stop_after < 90; stop_after += 13) {
    stop = 0;
    import (self, text);
    assert_marked (self, stop_after, stop_after - stop_after / 3, 0, stop_after / 3);
    g_assert_cmpint (self->mark.finished_at, ==, 0);
    g_assert_cmpint (query (self, "SELECT count(*) FROM item"), ==, stop_after - stop_after / 3);
    /* What a run that was killed wrote before its last batch was committed. */
    if (g_file_get_contents (self->report, &kept, &size, NULL)) {
      junk = g_strconcat (kept, "77,\"refused\",\"\",\"invalid\",\"not committed\"\r\n", NULL);
      g_assert_true (g_file_set_contents (self->report, junk, -1, NULL));
      g_clear_pointer (&junk, g_free);
      g_clear_pointer (&kept, g_free);
    }
  }
  stop_after = 0;
  stop = 0;
  import (self, text);
  assert_marked (self, 90, 60, 0, 30);
  g_assert_cmpint (last_progress.n_rows, ==, 90);
  g_assert_cmpint (last_progress.n_done, ==, 90);
  g_assert_cmpint (last_progress.n_before, ==, 79);
  g_assert_cmpint (query (self, "SELECT count(DISTINCT title) FROM item"), ==, 60);
  g_assert_cmpint (query (self, "SELECT count(*) FROM item"), ==, 60);
  g_assert_cmpuint (count_lines (self->report), ==, 31);
  g_assert_true (g_file_get_contents (self->report, &report, NULL, NULL));
  g_assert_null (strstr (report, "not committed"));

  /* Once more: nothing is left to do. */
  import (self, text);
  assert_marked (self, 90, 60, 0, 30);
  g_assert_cmpint (query (self, "SELECT count(*) FROM item"), ==, 60);
  assert_sound (self);
}

/* Somebody saves the file anew while it is taken in: what stood in it at the beginning counts. */
static void
test_file_emptied (Import *self, gconstpointer data)
{
  g_autofree char *text = make_rows (90);

  emptied_file = self->path;
  import (self, text);
  assert_marked (self, 90, 60, 0, 30);
}

/* As spreadsheets in China save it: 标题,类别,方式 and 沙发,sofa,出售 in GBK. */
static void
test_gbk (Import *self, gconstpointer data)
{
  import (self,
          "\xB1\xEA\xCC\xE2,\xC0\xE0\xB1\xF0,\xB7\xBD\xCA\xBD\n"
          "\xC9\xB3\xB7\xA2,sofa,\xB3\xF6\xCA\xDB\n");
  assert_marked (self, 1, 1, 0, 0);
  g_assert_cmpint (
      query (self, "SELECT count(*) FROM item WHERE title = '沙发' AND mode = 'sell'"), ==, 1);
}

/* Interrupted, and then the file was changed: nothing is taken in twice unless somebody says that
 * they have seen to it. */
static void
test_file_changed (Import *self, gconstpointer data)
{
  g_autofree char *text = make_rows (90);
  g_autofree char *other = make_rows (91);
  g_autoptr (GError) error = NULL;

  stop_after = 6;
  import (self, text);
  assert_marked (self, 6, 4, 0, 2);
  stop_after = 0;
  stop = 0;
  g_assert_false (run (self, other, -1, FALSE, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "interrupted after 6 rows"));
  g_assert_cmpint (query (self, "SELECT count(*) FROM item"), ==, 4);

  /* What it was goes on; a changed file is a new one then. */
  import (self, text);
  assert_marked (self, 90, 60, 0, 30);
  import (self, HEADINGS "另一个沙发,sofa,sell,45000,B,draft,3\n");
  g_assert_cmpint (query (self, "SELECT count(*) FROM item"), ==, 61);

  stop_after = 3;
  import (self, other);
  stop_after = 0;
  stop = 0;
  self->anew = TRUE;
  import (self, HEADINGS "第三个沙发,sofa,sell,45000,B,draft,3\n");
  self->anew = FALSE;
  import (self, HEADINGS "第四个沙发,sofa,sell,45000,B,draft,3\n");
  g_assert_cmpint (query (self, "SELECT count(*) FROM item"), ==, 65);
}

#define ADD(path, func) g_test_add ("/items/import/" path, Import, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  jl_language_init (g_getenv ("JIELI_LOCALE_DIR"));
  ADD ("good", test_good);
  ADD ("chinese", test_chinese);
  ADD ("bad-rows", test_bad_rows);
  ADD ("refused-files", test_refused_files);
  ADD ("dry-run", test_dry_run);
  ADD ("resume", test_resume);
  ADD ("gbk", test_gbk);
  ADD ("file-emptied", test_file_emptied);
  ADD ("file-changed", test_file_changed);
  return g_test_run ();
}
