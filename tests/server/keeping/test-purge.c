// SPDX-License-Identifier: GPL-3.0-or-later
#include "shop-fixture.h"

#include "jl-id.h"
#include "jl-journal.h"
#include "jl-time.h"

#include <glib/gstdio.h>
#include <string.h>

#define YEAR (366 * JL_TIME_DAY)

typedef struct {
  ShopFixture shop;
  char *administrator; /* owned: token */
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->shop.city;

  shop_setup (&fixture->shop, data);
  city_add_account (city, city->city, "administrator", "chen");
  fixture->administrator = city_sign_in (city, "chen");
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->administrator);
  shop_teardown (&fixture->shop, data);
}

/* Sessions do not outlive the years that tests let pass. */
static void
pass (Fixture *fixture, gint64 time)
{
  CityFixture *city = &fixture->shop.city;

  city_clock += time;
  shop_run_due (&fixture->shop);
  g_free (fixture->administrator);
  g_free (fixture->shop.clerk);
  fixture->administrator = city_sign_in (city, "chen");
  fixture->shop.clerk = city_sign_in (city, "li.na");
}

static char *
plan (Fixture *fixture)
{
  g_autoptr (CityAnswer) answer =
      city_post (&fixture->shop.city, fixture->administrator, "/purges", NULL);

  city_assert_status (answer, 201);
  g_assert_cmpstr (city_answer_get_text (answer, "state"), ==, "planned");
  return g_strdup (city_answer_get_text (answer, "id"));
}

static CityAnswer *
act (Fixture *fixture, const char *id, const char *action)
{
  g_autofree char *path = g_strdup_printf ("/purges/%s/%s", id, action);

  return city_post (&fixture->shop.city, fixture->administrator, path, NULL);
}

/* All that may go, goes. */
static void
purge (Fixture *fixture)
{
  g_autofree char *id = plan (fixture);
  g_autoptr (CityAnswer) begun = act (fixture, id, "begin");
  g_autoptr (CityAnswer) list = NULL;

  city_assert_status (begun, 200);
  for (guint i = 0; i < 3; i++)
    shop_run_due (&fixture->shop);
  list = city_get (&fixture->shop.city, fixture->administrator, "/purges");
  g_assert_cmpstr (city_answer_get_text (list, "items[0].state"), ==, "done");
}

/* What the last purge says went, of one kind. */
static gint64
count_done (Fixture *fixture, const char *record)
{
  g_autoptr (CityAnswer) list = city_get (&fixture->shop.city, fixture->administrator, "/purges");

  for (guint i = 0; i < city_answer_get_length (list, "items[0].steps"); i++) {
    g_autofree char *name = g_strdup_printf ("items[0].steps[%u].record", i);
    g_autofree char *done = g_strdup_printf ("items[0].steps[%u].done", i);

    if (g_str_equal (city_answer_get_text (list, name), record))
      return city_answer_get_integer (list, done);
  }
  return -1;
}

/* What the dry run says would go. */
static gint64
count_due (Fixture *fixture, const char *record, const char *member)
{
  g_autoptr (CityAnswer) list =
      city_get (&fixture->shop.city, fixture->administrator, "/retention?limit=100");

  city_assert_status (list, 200);
  for (guint i = 0; i < city_answer_get_length (list, "items"); i++) {
    g_autofree char *name = g_strdup_printf ("items[%u].record", i);
    g_autofree char *count = g_strdup_printf ("items[%u].%s", i, member);

    if (g_str_equal (city_answer_get_text (list, name), record))
      return city_answer_get_integer (list, count);
  }
  g_assert_not_reached ();
}

static void
expect_item (Fixture *fixture, const char *id, guint status)
{
  g_autoptr (CityAnswer) answer = shop_get_item (&fixture->shop, fixture->shop.clerk, id);

  city_assert_status (answer, status);
}

static char *
give_back_a_sofa (Fixture *fixture)
{
  char *id = shop_publish_sofa (&fixture->shop);
  g_autofree char *reservation = shop_reserve (&fixture->shop, 0, id);
  g_autoptr (CityAnswer) withdrawn =
      shop_act (&fixture->shop, fixture->shop.clerk, id, "withdraw", NULL);
  g_autoptr (CityAnswer) returned =
      shop_act (&fixture->shop, fixture->shop.clerk, id, "return", NULL);

  city_assert_status (withdrawn, 200);
  city_assert_status (returned, 200);
  return id;
}

/* 36 months from the end, to the day; what is on offer or in keeping stays however old it is. */
static void
test_item (Fixture *fixture, gconstpointer data)
{
  g_autofree char *ended = give_back_a_sofa (fixture);
  g_autofree char *held = shop_publish_sofa (&fixture->shop);

  pass (fixture, 2 * YEAR);
  g_assert_cmpint (count_due (fixture, "item", "due"), ==, 0);
  purge (fixture);
  expect_item (fixture, ended, 200);

  pass (fixture, YEAR + JL_TIME_DAY);
  g_assert_cmpint (count_due (fixture, "item", "due"), ==, 1);
  expect_item (fixture, ended, 200); /* the dry run touched nothing */
  purge (fixture);
  expect_item (fixture, ended, 410);
  expect_item (fixture, held, 200);
  g_assert_cmpint (count_done (fixture, "item"), ==, 1);
  g_assert_cmpint (count_due (fixture, "item", "due"), ==, 0);
  g_assert_cmpint (city_query (&fixture->shop.city, "SELECT count(*) FROM reservation"), ==, 0);
  g_assert_cmpint (
      city_query (&fixture->shop.city, "SELECT photo_bytes FROM item_counter"), ==, 510000);
}

/* The ledger keeps its vouchers for thirty years, so their item keeps its name. */
static void
test_sold (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->shop.city;
  g_autofree char *id = shop_publish_sofa (&fixture->shop);
  g_autoptr (CityAnswer) sold =
      shop_act (&fixture->shop, fixture->shop.clerk, id, "sale", "{\"payment\":\"cash\"}");
  g_autoptr (CityAnswer) gone =
      shop_act (&fixture->shop, fixture->shop.clerk, id, "hand-over", NULL);
  g_autoptr (CityAnswer) after = NULL;

  city_assert_status (sold, 200);
  city_assert_status (gone, 200);
  pass (fixture, 3 * YEAR + JL_TIME_DAY);
  purge (fixture);
  after = shop_get_item (&fixture->shop, fixture->shop.clerk, id);
  city_assert_status (after, 200);
  g_assert_cmpstr (city_answer_get_text (after, "title"), ==, "三人位布艺沙发");
  g_assert_cmpstr (city_answer_get_text (after, "description"), ==, "");
  g_assert_cmpuint (city_answer_get_length (after, "photos"), ==, 0);
  g_assert_cmpint (city_query (city, "SELECT count(*) FROM ledger_transaction"), ==, 1);

  pass (fixture, 4 * YEAR);
  g_assert_cmpint (count_due (fixture, "item", "due"), ==, 0);
}

static void
test_hold (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->shop.city;
  g_autofree char *id = give_back_a_sofa (fixture);
  g_autofree char *body = g_strdup_printf (
      "{\"subject_kind\":\"item\",\"subject\":\"%s\",\"reason\":\"法院来函\"}", id);
  g_autoptr (CityAnswer) held = city_post (city, fixture->administrator, "/holds", body);
  g_autofree char *path = g_strdup_printf ("/holds/%s/release", city_answer_get_text (held, "id"));
  g_autoptr (CityAnswer) released = NULL;

  pass (fixture, 3 * YEAR + JL_TIME_DAY);
  g_assert_cmpint (count_due (fixture, "item", "due"), ==, 0);
  g_assert_cmpint (count_due (fixture, "item", "held"), ==, 1);
  purge (fixture);
  expect_item (fixture, id, 200);
  g_assert_cmpint (city_query (city, "SELECT count(*) FROM reservation"), ==, 1);

  released = city_post (city, fixture->administrator, path, "{\"reason\":\"已结\"}");
  city_assert_status (released, 200);
  purge (fixture);
  expect_item (fixture, id, 410);
}

/* Announced, looked at, and only then done. */
static void
test_life (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->shop.city;
  g_autofree char *id = plan (fixture);
  g_autoptr (CityAnswer) second = city_post (city, fixture->administrator, "/purges", NULL);
  g_autoptr (CityAnswer) clerk = city_post (city, fixture->shop.clerk, "/purges", NULL);
  g_autoptr (CityAnswer) cancelled = NULL;
  g_autoptr (CityAnswer) late = NULL;
  g_autofree char *next = NULL;

  city_assert_refused (second, JL_ERROR_CONFLICT);
  city_assert_refused (clerk, JL_ERROR_FORBIDDEN);
  city_clock += 23 * JL_TIME_DAY / 24;
  shop_run_due (&fixture->shop);
  g_assert_cmpint (city_query (city, "SELECT count(*) FROM purge WHERE state = 'planned'"), ==, 1);
  cancelled = act (fixture, id, "cancel");
  city_assert_status (cancelled, 200);
  late = act (fixture, id, "begin");
  city_assert_refused (late, JL_ERROR_CONFLICT);

  next = plan (fixture);
  city_clock += JL_TIME_DAY + 1;
  shop_run_due (&fixture->shop);
  shop_run_due (&fixture->shop);
  g_assert_cmpint (city_query (city, "SELECT count(*) FROM purge WHERE state = 'done'"), ==, 1);
  g_assert_cmpint (city_query (city, "SELECT count(*) FROM purge_step"), ==, 0);
}

/* More than a stretch of old records that stay do not keep it from what comes after them. */
static void
test_stretch (Fixture *fixture, gconstpointer data)
{
  g_autofree char *after = NULL;

  for (guint i = 0; i < 520; i++)
    g_free (shop_create (&fixture->shop, fixture->shop.clerk, SHOP_SOFA));
  after = give_back_a_sofa (fixture);
  /* As if somebody had touched the drafts a month ago. */
  city_clock += 3 * YEAR;
  g_assert_cmpint (city_query (&fixture->shop.city, "SELECT count(*) FROM item"), ==, 521);
  {
    g_autoptr (JlStatement) touch =
        jl_connection_prepare (jl_writer_get_connection (fixture->shop.city.writer),
                               "UPDATE item SET updated_at = ?1 WHERE offer = 'draft'",
                               NULL);

    jl_statement_bind_integer (touch, 1, city_clock);
    g_assert_true (jl_statement_run (touch, NULL));
  }
  pass (fixture, JL_TIME_DAY);
  purge (fixture);
  expect_item (fixture, after, 410);
  g_assert_cmpint (city_query (&fixture->shop.city, "SELECT count(*) FROM item"), ==, 520);
}

/* A file goes a week after the last item lost it, unless another has it again. */
static void
test_photo_file (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->shop.city;
  g_autofree char *id = shop_create (&fixture->shop, fixture->shop.clerk, SHOP_SOFA);
  g_autoptr (CityAnswer) added = shop_add_photo (&fixture->shop, fixture->shop.clerk, id);
  g_autofree char *path = g_strdup_printf ("/items/%s", id);
  g_autoptr (CityAnswer) removed = city_patch (city,
                                               fixture->shop.clerk,
                                               path,
                                               city_answer_get_integer (added, "version"),
                                               "{\"photos\":[]}");
  g_autoptr (JlStatement) moment = jl_connection_prepare (
      jl_writer_get_connection (city->writer), "UPDATE photo_removal SET since = ?1", NULL);

  city_assert_status (removed, 200);
  g_assert_cmpint (city_query (city, "SELECT count(*) FROM photo_removal"), ==, 1);
  jl_statement_bind_integer (moment, 1, city_clock);
  g_assert_true (jl_statement_run (moment, NULL));

  pass (fixture, 6 * JL_TIME_DAY);
  purge (fixture);
  g_assert_cmpint (city_query (city, "SELECT count(*) FROM photo_removal"), ==, 1);
  pass (fixture, 3 * JL_TIME_DAY);
  purge (fixture);
  g_assert_cmpint (city_query (city, "SELECT count(*) FROM photo_removal"), ==, 0);
  g_assert_cmpint (count_done (fixture, "photo_file"), ==, 1);
}

/* Ten years on, an entry says no more what it did, and the chains are whole. */
static void
test_journal (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->shop.city;
  g_autofree char *id = give_back_a_sofa (fixture);
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n_entries;

  pass (fixture, 11 * YEAR);
  purge (fixture);
  g_assert_cmpint (count_done (fixture, "journal_entry"), >, 10);
  expect_item (fixture, id, 410);
  problems = jl_journal_verify (city->reader, &n_entries, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
}

static CityAnswer *
post (Fixture *fixture, const char *token, const char *path, const char *body)
{
  return city_post (&fixture->shop.city, token, path, body);
}

/* Half a year after somebody withdrew their consent, when nothing of theirs goes on any more. */
static void
test_person (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->shop.city;
  const char *gone = "SELECT count(*) FROM person WHERE erased_at IS NOT NULL";
  g_autofree char *kept = shop_publish_sofa (&fixture->shop);
  g_autofree char *reservation = shop_reserve (&fixture->shop, 1, kept);
  g_autoptr (CityAnswer) first =
      post (fixture, fixture->shop.residents[0], "/account/consents/withdraw", NULL);
  g_autoptr (CityAnswer) second =
      post (fixture, fixture->shop.residents[1], "/account/consents/withdraw", NULL);
  g_autoptr (CityAnswer) third =
      post (fixture, fixture->shop.residents[2], "/account/consents/withdraw", NULL);
  g_autoptr (CityAnswer) again = post (fixture,
                                       fixture->shop.residents[2],
                                       "/account/consents",
                                       "{\"text_version\":1,\"of_age\":true}");
  g_autoptr (GPtrArray) problems = NULL;
  gint64 n_entries;

  city_assert_status (first, 204);
  city_assert_status (second, 204);
  city_assert_status (third, 204);
  city_assert_status (again, 201);
  pass (fixture, 180 * JL_TIME_DAY);
  g_assert_cmpint (count_due (fixture, "person", "due"), ==, 0);
  /* What was kept for the second one ran out in the meantime, and was noted then. */
  pass (fixture, 6 * JL_TIME_DAY);
  g_assert_cmpint (count_due (fixture, "person", "due"), ==, 1);
  purge (fixture);
  g_assert_cmpint (count_done (fixture, "person"), ==, 1);
  g_assert_cmpint (city_query (city, gone), ==, 1);
  g_assert_cmpint (city_query (city, "SELECT count(*) FROM person_leaving"), ==, 0);

  pass (fixture, YEAR);
  purge (fixture);
  g_assert_cmpint (city_query (city, gone), ==, 2);
  problems = jl_journal_verify (city->reader, &n_entries, NULL);
  g_assert_cmpuint (problems->len, ==, 0);
}

/* Three years after it was withdrawn or another took its place; one in force stays. */
static void
test_consent (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->shop.city;
  gint64 n = city_query (city, "SELECT count(*) FROM consent");
  const char *resident = fixture->shop.residents[0];
  g_autoptr (CityAnswer) withdrawn = post (fixture, resident, "/account/consents/withdraw", NULL);
  g_autoptr (CityAnswer) again =
      post (fixture, resident, "/account/consents", "{\"text_version\":1,\"of_age\":true}");

  city_assert_status (withdrawn, 204);
  city_assert_status (again, 201);
  pass (fixture, 2 * YEAR);
  purge (fixture);
  g_assert_cmpint (city_query (city, "SELECT count(*) FROM consent"), ==, n + 1);
  pass (fixture, YEAR + JL_TIME_DAY);
  purge (fixture);
  g_assert_cmpint (count_done (fixture, "consent"), ==, 1);
  g_assert_cmpint (city_query (city, "SELECT count(*) FROM consent"), ==, n);
}

/* Returns: (transfer full): its id */
static char *
report (Fixture *fixture, const char *item)
{
  g_autofree char *path = g_strdup_printf ("/items/%s/reports", item);
  g_autoptr (CityAnswer) reported =
      post (fixture, fixture->shop.residents[0], path, "{\"reason\":\"fraud\",\"text\":\"假的\"}");
  g_autoptr (CityAnswer) list =
      city_get (&fixture->shop.city, fixture->administrator, "/moderation/reports");

  city_assert_status (reported, 201);
  return g_strdup (city_answer_get_text (list, "items[0].id"));
}

/* What is still hidden stays explained; reports, and who did what, go after three years. */
static void
test_moderation (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->shop.city;
  g_autofree char *item = shop_publish_sofa (&fixture->shop);
  g_autofree char *other = shop_publish_sofa (&fixture->shop);
  g_autofree char *id = report (fixture, item);
  g_autofree char *dismiss = g_strdup_printf ("/moderation/reports/%s/dismiss", id);
  g_autofree char *hide = g_strdup_printf ("/items/%s/hide", other);
  g_autofree char *open = NULL;
  g_autoptr (CityAnswer) dismissed =
      post (fixture, fixture->administrator, dismiss, "{\"answer\":\"无误\"}");
  g_autoptr (CityAnswer) hidden =
      post (fixture, fixture->administrator, hide, "{\"reason\":\"fraud\",\"text\":\"请更正\"}");

  city_assert_status (dismissed, 200);
  city_assert_status (hidden, 201);
  open = report (fixture, item);
  pass (fixture, 3 * YEAR + JL_TIME_DAY);
  purge (fixture);
  g_assert_cmpint (count_done (fixture, "moderation_report"), ==, 1);
  g_assert_cmpint (city_query (city, "SELECT count(*) FROM moderation_report"), ==, 1);
  g_assert_cmpint (count_done (fixture, "moderation_hiding"), ==, 0);
  g_assert_cmpint (count_done (fixture, "operator_act"), >=, 2);
  g_assert_cmpint (city_query (city, "SELECT count(*) FROM moderation_hiding"), ==, 1);
}

static void
run_sql (Fixture *fixture, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_writer_get_connection (fixture->shop.city.writer), sql, &error);

  g_assert_no_error (error);
  jl_statement_bind_integer (statement, 1, city_clock);
  jl_statement_bind_integer (statement, 2, fixture->shop.shop);
  g_assert_true (jl_statement_run (statement, &error));
  g_assert_no_error (error);
}

/* Tables that were sent and fetched: a month after the last of it. */
static void
test_spreadsheets (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->shop.city;

  run_sql (
      fixture,
      "INSERT INTO import_job SELECT value, ?2, 1, 'items', 'a.csv', 'UTF-8', 'en', 'f', x'00', "
      "randomblob(32), '[]', 1, CASE value WHEN 1 THEN 'running' ELSE 'finished' END, NULL, ?1, "
      "?1 FROM (SELECT 1 AS value UNION SELECT 2)");
  run_sql (fixture,
           "INSERT INTO import (digest, rows, taken, partly, refused, report_size, finished_at) "
           "SELECT mark, 1, 1, 0, 0, 0, ?1 + 0 * ?2 FROM import_job WHERE id = 2");
  run_sql (fixture, "INSERT INTO export_job VALUES (1, ?2, 1, 'csv', 'b.csv', 'g', 1, ?1)");
  pass (fixture, 29 * JL_TIME_DAY);
  purge (fixture);
  g_assert_cmpint (city_query (city, "SELECT count(*) FROM export_job"), ==, 1);
  pass (fixture, 2 * JL_TIME_DAY);
  purge (fixture);
  g_assert_cmpint (count_done (fixture, "import_job"), ==, 1);
  g_assert_cmpint (city_query (city, "SELECT id FROM import_job"), ==, 1);
  g_assert_cmpint (city_query (city, "SELECT count(*) FROM import"), ==, 0);
  g_assert_cmpint (city_query (city, "SELECT count(*) FROM export_job"), ==, 0);
}

#define ADD(path, func) g_test_add ("/keeping/purge/" path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("item", test_item);
  ADD ("sold", test_sold);
  ADD ("person", test_person);
  ADD ("consent", test_consent);
  ADD ("moderation", test_moderation);
  ADD ("spreadsheets", test_spreadsheets);
  ADD ("hold", test_hold);
  ADD ("life", test_life);
  ADD ("stretch", test_stretch);
  ADD ("photo-file", test_photo_file);
  ADD ("journal", test_journal);
  return g_test_run ();
}
