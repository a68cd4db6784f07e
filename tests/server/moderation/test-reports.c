// SPDX-License-Identifier: GPL-3.0-or-later
#include "moderation-fixture.h"

#include <string.h>

#define REPORTS "/items/%/reports"

static guint
count_reports (ModerationFixture *fixture, const char *token)
{
  g_autoptr (CityAnswer) answer = city_get (&fixture->shop.city, token, "/moderation/reports");

  city_assert_status (answer, 200);
  return city_answer_get_length (answer, "items");
}

/* Who decides and the organisation's manager see it, nobody else; and nobody sees who reported. */
static void
test_seen_by (ModerationFixture *fixture, gconstpointer data)
{
  ShopFixture *shop = &fixture->shop;
  g_autofree char *item = shop_publish_sofa (shop);
  g_autoptr (CityAnswer) reported =
      moderation_post (fixture, shop->residents[0], REPORTS, item, MODERATION_REPORT);
  g_autoptr (CityAnswer) list = NULL;
  g_autoptr (CityAnswer) clerk = NULL;
  g_autoptr (CityAnswer) stranger = NULL;

  city_assert_status (reported, 201);
  g_assert_true (strstr (reported->text, "\"notified\":true") != NULL);
  g_assert_cmpuint (count_reports (fixture, fixture->city), ==, 1);
  g_assert_cmpuint (count_reports (fixture, fixture->district), ==, 1);
  g_assert_cmpuint (count_reports (fixture, fixture->elsewhere), ==, 0);

  list = city_get (&shop->city, fixture->manager, "/moderation/reports?state=open");
  g_assert_cmpuint (city_answer_get_length (list, "items"), ==, 1);
  g_assert_cmpstr (city_answer_get_text (list, "items[0].subject"), ==, item);
  g_assert_cmpstr (city_answer_get_text (list, "items[0].text"), ==, "三人位其实是两人位");
  g_assert_null (strstr (list->text, "person"));
  g_assert_null (strstr (list->text, "account"));
  clerk = city_get (&shop->city, shop->clerk, "/moderation/reports");
  city_assert_refused (clerk, JL_ERROR_FORBIDDEN);
  stranger = moderation_post (fixture,
                              fixture->elsewhere,
                              "/moderation/reports/%/dismiss",
                              city_answer_get_text (list, "items[0].id"),
                              "{\"answer\":\"无误\"}");
  city_assert_refused (stranger, JL_ERROR_FORBIDDEN);

  /* The organisation's own chain does not name the account either. */
  g_assert_cmpint (city_query (&shop->city,
                               "SELECT count (*) FROM journal JOIN moderation_report AS report "
                               "ON journal.organisation = report.concerned "
                               "WHERE command = 'moderation.report-item'"),
                   ==,
                   0);
  g_assert_cmpint (city_query (&shop->city,
                               "SELECT count (*) FROM journal "
                               "WHERE command = 'moderation.report-item'"),
                   ==,
                   1);
}

static void
test_notices (ModerationFixture *fixture, gconstpointer data)
{
  ShopFixture *shop = &fixture->shop;
  g_autofree char *item = shop_publish_sofa (shop);
  g_autoptr (CityAnswer) first =
      moderation_post (fixture, shop->residents[0], REPORTS, item, MODERATION_REPORT);
  g_autoptr (CityAnswer) second =
      moderation_post (fixture, shop->residents[1], REPORTS, item, MODERATION_REPORT);
  g_autoptr (CityAnswer) dismissed = NULL;
  g_autoptr (CityAnswer) again = NULL;

  city_assert_status (second, 201);
  /* One for all that come in, to the shop and to the nearest department. */
  g_assert_cmpuint (moderation_count_notices (fixture, shop->clerk, "reported"), ==, 1);
  g_assert_cmpuint (moderation_count_notices (fixture, fixture->district, "reported"), ==, 1);
  g_assert_cmpuint (moderation_count_notices (fixture, fixture->city, "reported"), ==, 0);

  dismissed = moderation_post (fixture,
                               fixture->district,
                               "/moderation/reports/%/dismiss",
                               city_answer_get_text (first, "id"),
                               "{\"answer\":\"与实物一致\"}");
  city_assert_status (dismissed, 200);
  g_assert_cmpstr (city_answer_get_text (dismissed, "state"), ==, "dismissed");
  g_assert_cmpuint (
      moderation_count_notices (fixture, shop->residents[0], "report_dismissed"), ==, 1);
  g_assert_cmpuint (
      moderation_count_notices (fixture, shop->residents[1], "report_dismissed"), ==, 0);
  again = moderation_post (fixture,
                           fixture->district,
                           "/moderation/reports/%/dismiss",
                           city_answer_get_text (first, "id"),
                           "{\"answer\":\"再看\"}");
  city_assert_refused (again, JL_ERROR_CONFLICT);
}

static void
assert_refused (ModerationFixture *fixture,
                const char *token,
                const char *item,
                const char *body,
                int code,
                const char *field)
{
  g_autoptr (CityAnswer) answer = moderation_post (fixture, token, REPORTS, item, body);

  g_test_message ("%s", body);
  city_assert_refused (answer, code);
  g_assert_cmpstr (jl_error_get_field (answer->error), ==, field);
}

static void
test_bad (ModerationFixture *fixture, gconstpointer data)
{
  ShopFixture *shop = &fixture->shop;
  const char *resident = shop->residents[0];
  g_autofree char *item = shop_publish_sofa (shop);
  g_autofree char *draft = shop_create (shop, shop->clerk, SHOP_SOFA);
  g_autoptr (CityAnswer) good = NULL;

  assert_refused (fixture, resident, item, "{}", JL_ERROR_INVALID, "reason");
  assert_refused (fixture, resident, item, "{\"reason\":\"dragon\"}", JL_ERROR_INVALID, "reason");
  assert_refused (fixture, resident, item, "{\"reason\":\"other\"}", JL_ERROR_INVALID, "text");
  assert_refused (fixture,
                  resident,
                  item,
                  "{\"reason\":\"fraud\",\"state\":\"upheld\"}",
                  JL_ERROR_INVALID,
                  "state");
  assert_refused (fixture,
                  NULL,
                  item,
                  "{\"reason\":\"infringement\",\"text\":\"盗版\"}",
                  JL_ERROR_UNAUTHENTICATED,
                  "reason");
  assert_refused (fixture, resident, draft, "{\"reason\":\"fraud\"}", JL_ERROR_NOT_FOUND, NULL);
  good = moderation_post (fixture, resident, REPORTS, item, "{\"reason\":\"fraud\"}");
  city_assert_status (good, 201);
  assert_refused (fixture, resident, item, "{\"reason\":\"unsafe\"}", JL_ERROR_CONFLICT, NULL);
}

/* Without an account it works as well, only not without end. */
static void
test_anonymous (ModerationFixture *fixture, gconstpointer data)
{
  g_autofree char *item = shop_publish_sofa (&fixture->shop);
  g_autoptr (CityAnswer) slowed = NULL;
  g_autoptr (CityAnswer) later = NULL;

  for (guint i = 0; i < 5; i++) {
    g_autoptr (CityAnswer) answer =
        moderation_post (fixture, NULL, REPORTS, item, MODERATION_REPORT);

    city_assert_status (answer, 201);
    g_assert_true (strstr (answer->text, "\"notified\":false") != NULL);
  }
  slowed = moderation_post (fixture, NULL, REPORTS, item, MODERATION_REPORT);
  city_assert_refused (slowed, JL_ERROR_TOO_MANY);
  city_clock += 5000;
  later = moderation_post (fixture, NULL, REPORTS, item, MODERATION_REPORT);
  city_assert_status (later, 201);
}

static void
test_repeated_key (ModerationFixture *fixture, gconstpointer data)
{
  g_autofree char *item = shop_publish_sofa (&fixture->shop);
  g_autofree char *path = g_strdup_printf ("/items/%s/reports", item);
  const CityRequest request = { .token = fixture->shop.residents[0],
                                .method = "POST",
                                .path = path,
                                .body = MODERATION_REPORT,
                                .key = "report-1" };
  g_autoptr (CityAnswer) first = city_send (&fixture->shop.city, &request);
  g_autoptr (CityAnswer) second = city_send (&fixture->shop.city, &request);

  city_assert_status (first, 201);
  city_assert_status (second, 201);
  g_assert_cmpstr (first->text, ==, second->text);
  g_assert_cmpuint (count_reports (fixture, fixture->city), ==, 1);
}

static void
test_want (ModerationFixture *fixture, gconstpointer data)
{
  ShopFixture *shop = &fixture->shop;
  g_autoptr (CityAnswer) want =
      city_post (&shop->city, shop->residents[0], "/wants", "{\"text\":\"加微信领红包\"}");
  const char *id = city_answer_get_text (want, "id");
  g_autoptr (CityAnswer) resident = moderation_post (
      fixture, shop->residents[1], "/wants/%/reports", id, "{\"reason\":\"advertising\"}");
  g_autoptr (CityAnswer) clerk = moderation_post (
      fixture, shop->clerk, "/wants/%/reports", id, "{\"reason\":\"advertising\"}");

  city_assert_refused (resident, JL_ERROR_FORBIDDEN);
  city_assert_status (clerk, 201);
  /* Whose want it is learns of a decision, not of each report. */
  g_assert_cmpuint (moderation_count_notices (fixture, shop->residents[0], "reported"), ==, 0);
}

static void
test_reasons (ModerationFixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) answer = city_get (&fixture->shop.city, NULL, "/moderation/reasons");

  city_assert_status (answer, 200);
  g_assert_cmpuint (city_answer_get_length (answer, "items"), ==, 10);
  g_assert_cmpstr (city_answer_get_text (answer, "items[0].code"), ==, "prohibited");
  g_assert_cmpstr (
      city_answer_get_text (answer, "items[0].name"), ==, "Goods that may not be traded");
}

#define ADD(path, func)                                                                            \
  g_test_add (path, ModerationFixture, NULL, moderation_setup, func, moderation_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/moderation/reports/seen-by", test_seen_by);
  ADD ("/moderation/reports/notices", test_notices);
  ADD ("/moderation/reports/bad", test_bad);
  ADD ("/moderation/reports/anonymous", test_anonymous);
  ADD ("/moderation/reports/repeated-key", test_repeated_key);
  ADD ("/moderation/reports/want", test_want);
  ADD ("/moderation/reports/reasons", test_reasons);
  return g_test_run ();
}
