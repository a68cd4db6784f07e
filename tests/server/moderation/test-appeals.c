// SPDX-License-Identifier: GPL-3.0-or-later
#include "moderation-fixture.h"

#include "jl-id.h"

#include "jl-time.h"

#include <string.h>

#define APPEAL "/moderation/hidings/%/appeal"
#define REASONS "{\"text\":\"尺寸已更正\"}"

static CityAnswer *
appeal (ModerationFixture *fixture, const char *token, const char *hiding)
{
  return moderation_post (fixture, token, APPEAL, hiding, REASONS);
}

static void
test_rejected (ModerationFixture *fixture, gconstpointer data)
{
  ShopFixture *shop = &fixture->shop;
  g_autofree char *item = shop_publish_sofa (shop);
  g_autofree char *hiding = moderation_hide (fixture, fixture->district, item);
  g_autoptr (CityAnswer) appealed = appeal (fixture, fixture->manager, hiding);
  g_autoptr (CityAnswer) decided = NULL;
  g_autoptr (CityAnswer) again = NULL;
  g_autoptr (CityAnswer) later = NULL;

  city_assert_status (appealed, 200);
  g_assert_cmpstr (city_answer_get_text (appealed, "state"), ==, "appealed");
  g_assert_cmpstr (city_answer_get_text (appealed, "decide_until"), ==, "2026-11-30T08:00:00.000Z");
  shop_assert_state (shop, item, "moderation", "appealed");
  g_assert_cmpuint (moderation_count_notices (fixture, fixture->district, "appealed"), ==, 1);
  decided = moderation_decide (fixture, fixture->city, hiding, 2, "uphold");
  city_assert_status (decided, 200);
  g_assert_cmpstr (city_answer_get_text (decided, "state"), ==, "upheld");
  g_assert_true (strstr (decided->text, "\"same_judge\":false") != NULL);
  shop_assert_state (shop, item, "moderation", "upheld");
  g_assert_cmpuint (moderation_count_notices (fixture, shop->clerk, "appeal_rejected"), ==, 1);
  /* Once. */
  again = appeal (fixture, fixture->manager, hiding);
  city_assert_refused (again, JL_ERROR_CONFLICT);
  /* Somebody may still think better of it. */
  later = moderation_decide (fixture, fixture->city, hiding, 3, "lift");
  city_assert_status (later, 200);
  shop_assert_state (shop, item, "moderation", "none");
}

static void
test_story (ModerationFixture *fixture, gconstpointer data)
{
  static const char *const commands[] = {
    "moderation.hide-item", "moderation.decide", "moderation.appeal", "moderation.hide-item",
    "item.publish",         "item.add-photo",    "item.create",
  };
  ShopFixture *shop = &fixture->shop;
  g_autofree char *item = shop_publish_sofa (shop);
  g_autofree char *hiding = moderation_hide (fixture, fixture->district, item);
  g_autofree char *path = g_strdup_printf ("/items/%s/history", item);
  g_autoptr (CityAnswer) appealed = appeal (fixture, fixture->manager, hiding);
  g_autoptr (CityAnswer) lifted = moderation_decide (fixture, fixture->city, hiding, 2, "lift");
  g_autofree char *second = moderation_hide (fixture, fixture->city, item);
  g_autoptr (CityAnswer) history = city_get (&shop->city, shop->clerk, path);
  g_autoptr (CityAnswer) fresh = NULL;

  city_assert_status (appealed, 200);
  city_assert_status (lifted, 200);
  g_assert_cmpuint (city_answer_get_length (history, "items"), ==, G_N_ELEMENTS (commands));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_autofree char *member = g_strdup_printf ("items[%u].command", i);

    g_assert_cmpstr (city_answer_get_text (history, member), ==, commands[i]);
  }
  g_assert_cmpstr (city_answer_get_text (history, "items[0].changes[0]"), ==, "moderation");
  /* A new hiding has an appeal of its own. */
  fresh = appeal (fixture, fixture->manager, second);
  city_assert_status (fresh, 200);
}

/* Nobody judges what they did themselves, unless there is nobody else. */
static void
test_judge (ModerationFixture *fixture, gconstpointer data)
{
  ShopFixture *shop = &fixture->shop;
  g_autofree char *item = shop_publish_sofa (shop);
  g_autofree char *hiding = moderation_hide (fixture, fixture->city, item);
  g_autoptr (CityAnswer) appealed = appeal (fixture, fixture->manager, hiding);
  g_autoptr (CityAnswer) own = moderation_decide (fixture, fixture->city, hiding, 2, "lift");
  g_autoptr (CityAnswer) second =
      moderation_decide (fixture, fixture->city_second, hiding, 2, "uphold");

  city_assert_refused (own, JL_ERROR_FORBIDDEN);
  city_assert_status (second, 200);
}

/* Somebody works for the department no longer: straight in the database. */
static void
end_membership (ModerationFixture *fixture, const char *token)
{
  CityFixture *city = &fixture->shop.city;
  g_autoptr (CityAnswer) account = city_get (city, token, "/account");
  gint64 id;
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (jl_id_from_text (city_answer_get_text (account, "id"), &id, NULL));
  sql = g_strdup_printf ("UPDATE membership SET active = 0 WHERE account = %" G_GINT64_FORMAT, id);
  jl_connection_execute (jl_writer_get_connection (city->writer), sql, &error);
  g_assert_no_error (error);
}

static void
test_only_judge (ModerationFixture *fixture, gconstpointer data)
{
  ShopFixture *shop = &fixture->shop;
  g_autofree char *item = shop_publish_sofa (shop);
  g_autofree char *hiding = moderation_hide (fixture, fixture->city, item);
  g_autoptr (CityAnswer) appealed = appeal (fixture, fixture->manager, hiding);
  g_autoptr (CityAnswer) own = NULL;

  city_assert_status (appealed, 200);
  end_membership (fixture, fixture->district);
  own = moderation_decide (fixture, fixture->city, hiding, 2, "lift");
  city_assert_refused (own, JL_ERROR_FORBIDDEN);
  end_membership (fixture, fixture->city_second);
  g_clear_pointer (&own, city_answer_free);
  own = moderation_decide (fixture, fixture->city, hiding, 2, "lift");
  city_assert_status (own, 200);
  g_assert_true (strstr (own->text, "\"same_judge\":true") != NULL);
}

static void
test_bad (ModerationFixture *fixture, gconstpointer data)
{
  ShopFixture *shop = &fixture->shop;
  g_autofree char *item = shop_publish_sofa (shop);
  g_autofree char *hiding = moderation_hide (fixture, fixture->district, item);
  const struct {
    const char *token;
    int code;
  } appellants[] = {
    { NULL, JL_ERROR_UNAUTHENTICATED },        { shop->residents[0], JL_ERROR_NOT_FOUND },
    { shop->stranger, JL_ERROR_NOT_FOUND },    { shop->clerk, JL_ERROR_FORBIDDEN },
    { fixture->district, JL_ERROR_NOT_FOUND },
  };
  const struct {
    const char *token;
    gint64 version;
    const char *outcome;
    int code;
  } decisions[] = {
    { fixture->manager, 1, "lift", JL_ERROR_FORBIDDEN },
    { fixture->elsewhere, 1, "lift", JL_ERROR_NOT_FOUND },
    { fixture->city, 7, "lift", JL_ERROR_VERSION_CONFLICT },
    { fixture->city, 1, "uphold", JL_ERROR_CONFLICT },
    { fixture->city, 1, "burn", JL_ERROR_INVALID },
  };

  for (guint i = 0; i < G_N_ELEMENTS (appellants); i++) {
    g_autoptr (CityAnswer) answer = appeal (fixture, appellants[i].token, hiding);

    g_test_message ("appellant %u", i);
    city_assert_refused (answer, appellants[i].code);
  }
  for (guint i = 0; i < G_N_ELEMENTS (decisions); i++) {
    g_autoptr (CityAnswer) answer = moderation_decide (
        fixture, decisions[i].token, hiding, decisions[i].version, decisions[i].outcome);

    g_test_message ("decision %u", i);
    city_assert_refused (answer, decisions[i].code);
  }
}

static void
test_late (ModerationFixture *fixture, gconstpointer data)
{
  ShopFixture *shop = &fixture->shop;
  g_autofree char *item = shop_publish_sofa (shop);
  g_autofree char *hiding = moderation_hide (fixture, fixture->district, item);
  g_autofree char *manager = NULL;
  g_autoptr (CityAnswer) late = NULL;

  city_clock += 15 * JL_TIME_DAY + 1;
  manager = city_sign_in (&shop->city, "manager");
  late = appeal (fixture, manager, hiding);
  city_assert_refused (late, JL_ERROR_CONFLICT);
}

#define ADD(path, func)                                                                            \
  g_test_add (path, ModerationFixture, NULL, moderation_setup, func, moderation_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/moderation/appeals/rejected", test_rejected);
  ADD ("/moderation/appeals/story", test_story);
  ADD ("/moderation/appeals/judge", test_judge);
  ADD ("/moderation/appeals/only-judge", test_only_judge);
  ADD ("/moderation/appeals/bad", test_bad);
  ADD ("/moderation/appeals/late", test_late);
  return g_test_run ();
}
