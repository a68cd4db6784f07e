// SPDX-License-Identifier: GPL-3.0-or-later
#include "moderation-fixture.h"

#include <string.h>

static CityAnswer *
get_log (ModerationFixture *fixture, const char *token, const char *query)
{
  g_autofree char *path = g_strconcat ("/moderation/log", query, NULL);
  CityAnswer *answer = city_get (&fixture->shop.city, token, path);

  city_assert_status (answer, 200);
  return answer;
}

static guint
count_log (ModerationFixture *fixture, const char *token, const char *query)
{
  g_autoptr (CityAnswer) answer = get_log (fixture, token, query);

  return city_answer_get_length (answer, "items");
}

static char *
make_story (ModerationFixture *fixture)
{
  g_autofree char *item = shop_publish_sofa (&fixture->shop);
  /* After the rules began to be used. */
  gint64 begun = city_clock++;
  g_autoptr (CityAnswer) reported = moderation_post (
      fixture, fixture->shop.residents[0], "/items/%/reports", item, MODERATION_REPORT);
  g_autoptr (CityAnswer) dismissed = moderation_post (fixture,
                                                      fixture->district,
                                                      "/moderation/reports/%/dismiss",
                                                      city_answer_get_text (reported, "id"),
                                                      "{\"answer\":\"与实物一致\"}");
  g_autofree char *hiding = moderation_hide (fixture, fixture->city, item);
  g_autoptr (CityAnswer) lifted = moderation_decide (fixture, fixture->city, hiding, 1, "lift");

  g_assert_cmpint (begun, ==, CITY_NOW);
  city_assert_status (dismissed, 200);
  city_assert_status (lifted, 200);
  return g_steal_pointer (&item);
}

static void
test_entries (ModerationFixture *fixture, gconstpointer data)
{
  g_autofree char *item = make_story (fixture);
  g_autoptr (CityAnswer) all = get_log (fixture, fixture->city, "");
  g_autoptr (CityAnswer) own = get_log (fixture, fixture->manager, "");
  g_autofree char *account = NULL;
  g_autofree char *by_account = NULL;

  g_assert_cmpstr (city_answer_get_text (all, "items[0].action"), ==, "moderation.decide");
  g_assert_cmpstr (city_answer_get_text (all, "items[1].action"), ==, "moderation.hide-item");
  g_assert_cmpstr (city_answer_get_text (all, "items[1].subject"), ==, item);
  g_assert_cmpstr (city_answer_get_text (all, "items[1].subject_title"), ==, "三人位布艺沙发");
  g_assert_cmpstr (city_answer_get_text (all, "items[1].organisation_name"), ==, "惠民寄卖店");
  g_assert_nonnull (city_answer_get_text (all, "items[1].actor"));
  g_assert_cmpstr (city_answer_get_text (all, "items[2].action"), ==, "moderation.dismiss");
  g_assert_cmpstr (city_answer_get_text (all, "items[2].organisation_name"), ==, "惠民寄卖店");
  /* The rules that the service began with. */
  g_assert_cmpuint (count_log (fixture, fixture->city, "?action=rules.use"), ==, 1);

  /* What concerns the shop: by which department, not by whom. */
  g_assert_cmpuint (city_answer_get_length (own, "items"), ==, 3);
  g_assert_cmpstr (city_answer_get_text (own, "items[2].department_name"), ==, "长安区商务局");
  g_assert_null (city_answer_get_text (own, "items[2].actor"));
  g_assert_null (city_answer_get_text (own, "items[2].account"));

  account = g_strdup (city_answer_get_text (all, "items[2].account"));
  by_account = g_strconcat ("?account=", account, NULL);
  g_assert_cmpuint (count_log (fixture, fixture->city, by_account), ==, 1);
  g_assert_cmpuint (count_log (fixture, fixture->city, "?action=moderation.hide-item"), ==, 1);
  g_assert_cmpuint (count_log (fixture, fixture->elsewhere, "?action=moderation.hide-item"), ==, 0);
}

static void
test_pages (ModerationFixture *fixture, gconstpointer data)
{
  g_autofree char *item = make_story (fixture);
  g_autofree char *query = g_strdup ("?limit=1");
  guint n = 0;

  while (query != NULL) {
    g_autoptr (CityAnswer) page = get_log (fixture, fixture->city, query);
    const char *next = city_answer_get_text (page, "next");

    n += city_answer_get_length (page, "items");
    g_assert_cmpuint (n, <, 100);
    g_free (query);
    query = next != NULL ? g_strconcat ("?limit=1&cursor=", next, NULL) : NULL;
  }
  g_assert_cmpuint (n, ==, count_log (fixture, fixture->city, "?limit=100"));
}

static void
test_csv (ModerationFixture *fixture, gconstpointer data)
{
  ShopFixture *shop = &fixture->shop;
  g_autofree char *item = shop_publish_sofa (shop);
  g_autofree char *path = g_strdup_printf ("/items/%s", item);
  g_autoptr (CityAnswer) own = shop_get_item (shop, shop->clerk, item);
  g_autoptr (CityAnswer) renamed = city_patch (&shop->city,
                                               shop->clerk,
                                               path,
                                               city_answer_get_integer (own, "version"),
                                               "{\"title\":\"=HYPERLINK(\\\"http://x\\\")\"}");
  g_autoptr (CityAnswer) table = NULL;
  g_autoptr (CityAnswer) clerk = NULL;

  city_assert_status (renamed, 200);
  g_free (moderation_hide (fixture, fixture->city, item));
  table = city_get (&shop->city, fixture->city, "/moderation/log.csv?action=moderation.hide-item");
  city_assert_status (table, 200);
  g_assert_true (g_str_has_prefix (table->text, "\xef\xbb\xbf\"Time\",\"Action\""));
  g_assert_nonnull (strstr (table->text, "\"2026-11-23 16:00\",\"Took an item from view\""));
  g_assert_nonnull (strstr (table->text, "\"'=HYPERLINK(\"\"http://x\"\")\""));
  clerk = city_get (&shop->city, shop->clerk, "/moderation/log.csv");
  city_assert_refused (clerk, JL_ERROR_FORBIDDEN);
}

#define ADD(path, func)                                                                            \
  g_test_add (path, ModerationFixture, NULL, moderation_setup, func, moderation_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/moderation/log/entries", test_entries);
  ADD ("/moderation/log/pages", test_pages);
  ADD ("/moderation/log/csv", test_csv);
  return g_test_run ();
}
