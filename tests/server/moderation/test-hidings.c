// SPDX-License-Identifier: GPL-3.0-or-later
#include "moderation-fixture.h"

#include <string.h>

static guint
count_found (ModerationFixture *fixture, const char *token, const char *path)
{
  g_autoptr (CityAnswer) answer = city_get (&fixture->shop.city, token, path);

  city_assert_status (answer, 200);
  return city_answer_get_length (answer, "items");
}

static void
assert_in_view (ModerationFixture *fixture, const char *item, gboolean expected)
{
  static const char *const lists[] = { "/items",
                                       "/items?category=sofa",
                                       "/items?district=130102",
                                       "/items?sort=price_asc",
                                       "/items?sort=price_desc&max_price_fen=99900",
                                       "/items?q=%E6%B2%99%E5%8F%91",
                                       "/items?mode=sell&grade=B" };
  ShopFixture *shop = &fixture->shop;
  g_autoptr (CityAnswer) page = shop_get_item (shop, NULL, item);

  /* At once, and after the search file has followed. */
  for (guint round = 0; round < 2; round++) {
    for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
      g_test_message ("%s, round %u", lists[i], round);
      if (round == 1 || !expected)
        g_assert_cmpuint (count_found (fixture, NULL, lists[i]), ==, expected ? 1 : 0);
    }
    shop_index (shop);
  }
  if (expected)
    city_assert_status (page, 200);
  else
    city_assert_refused (page, JL_ERROR_HIDDEN);
}

static void
test_everywhere (ModerationFixture *fixture, gconstpointer data)
{
  ShopFixture *shop = &fixture->shop;
  g_autofree char *item = shop_publish_sofa (shop);
  g_autofree char *own = g_strdup_printf ("/moderation/hidings?subject=%s", item);
  g_autofree char *seen = g_strdup_printf ("/items/%s", item);
  g_autofree char *hiding = NULL;
  g_autoptr (CityAnswer) reason = NULL;
  g_autoptr (CityAnswer) decider = NULL;
  g_autoptr (CityAnswer) elsewhere = NULL;
  g_autoptr (CityAnswer) page = NULL;

  shop_index (shop);
  assert_in_view (fixture, item, TRUE);
  hiding = moderation_hide (fixture, fixture->district, item);
  page = shop_get_item (shop, shop->residents[0], item);
  g_assert_cmpuint (jl_error_code_get_status (page->error->code), ==, 451);
  assert_in_view (fixture, item, FALSE);

  /* Its own organisation sees it, and why; the department sees what it decides about. */
  shop_assert_state (shop, item, "moderation", "hidden");
  shop_assert_state (shop, item, "offer", "published");
  reason = city_get (&shop->city, shop->clerk, own);
  g_assert_cmpuint (city_answer_get_length (reason, "items"), ==, 1);
  g_assert_cmpstr (city_answer_get_text (reason, "items[0].id"), ==, hiding);
  g_assert_cmpstr (city_answer_get_text (reason, "items[0].text"), ==, "尺寸与实物不符，请更正");
  g_assert_cmpstr (city_answer_get_text (reason, "items[0].department_name"), ==, "长安区商务局");
  g_assert_null (strstr (reason->text, "hidden_by"));
  g_assert_cmpuint (count_found (fixture, shop->stranger, own), ==, 0);
  g_assert_cmpuint (count_found (fixture, shop->residents[0], own), ==, 0);
  decider = city_get (&shop->city, fixture->city, seen);
  city_assert_status (decider, 200);
  g_assert_null (strstr (decider->text, "private_attributes"));
  elsewhere = city_get (&shop->city, fixture->elsewhere, seen);
  city_assert_refused (elsewhere, JL_ERROR_HIDDEN);
  g_assert_cmpuint (moderation_count_notices (fixture, shop->clerk, "hidden"), ==, 1);
}

static void
test_photos (ModerationFixture *fixture, gconstpointer data)
{
  ShopFixture *shop = &fixture->shop;
  g_autofree char *item = shop_publish_sofa (shop);
  g_autoptr (CityAnswer) own = shop_get_item (shop, shop->clerk, item);
  g_autofree char *path =
      g_strconcat ("/photos/", city_answer_get_text (own, "photos[0].id"), NULL);
  const struct {
    const char *token;
    gboolean sees;
  } rows[] = {
    { NULL, FALSE },           { shop->residents[0], FALSE },
    { shop->stranger, FALSE }, { fixture->elsewhere, FALSE },
    { shop->clerk, TRUE },     { fixture->district, TRUE },
    { fixture->city, TRUE },
  };
  g_autoptr (CityAnswer) before = city_get (&shop->city, NULL, path);

  g_assert_nonnull (before->file);
  g_free (moderation_hide (fixture, fixture->district, item));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (CityAnswer) photo = city_get (&shop->city, rows[i].token, path);

    g_test_message ("row %u", i);
    if (rows[i].sees)
      g_assert_nonnull (photo->file);
    else
      city_assert_refused (photo, JL_ERROR_NOT_FOUND);
  }
}

static void
test_photos_of_draft (ModerationFixture *fixture, gconstpointer data)
{
  ShopFixture *shop = &fixture->shop;
  g_autofree char *item = shop_create (shop, shop->clerk, SHOP_SOFA);
  g_autoptr (CityAnswer) photo = shop_add_photo (shop, shop->clerk, item);
  g_autofree char *path =
      g_strconcat ("/photos/", city_answer_get_text (photo, "photos[0].id"), NULL);
  g_autofree char *seen = g_strdup_printf ("/items/%s", item);
  g_autoptr (CityAnswer) picture = city_get (&shop->city, fixture->city, path);
  g_autoptr (CityAnswer) draft = city_get (&shop->city, fixture->city, seen);
  g_autoptr (CityAnswer) hidden =
      moderation_post (fixture, fixture->city, "/items/%/hide", item, MODERATION_HIDE);

  city_assert_refused (picture, JL_ERROR_NOT_FOUND);
  city_assert_refused (draft, JL_ERROR_NOT_FOUND);
  city_assert_refused (hidden, JL_ERROR_NOT_FOUND);
}

/* Nothing can be done with it that would bring it to anybody. */
static void
test_locked (ModerationFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *action;
    const char *body;
  } rows[] = {
    { "reservations", NULL },
    { "sale", "{\"payment\":\"cash\"}" },
    { "hand-over", NULL },
  };
  ShopFixture *shop = &fixture->shop;
  g_autofree char *item = shop_publish_sofa (shop);
  g_autofree char *first = shop_reserve (shop, 0, item);
  g_autofree char *second = shop_reserve (shop, 1, item);
  g_autoptr (CityAnswer) resident = NULL;
  g_autoptr (CityAnswer) withdrawn = NULL;
  g_autoptr (CityAnswer) published = NULL;

  g_free (moderation_hide (fixture, fixture->district, item));
  shop_assert_state (shop, item, "offer", "published");
  g_assert_cmpuint (
      moderation_count_notices (fixture, shop->residents[0], "reserved_hidden"), ==, 1);
  g_assert_cmpuint (
      moderation_count_notices (fixture, shop->residents[1], "reserved_hidden"), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (CityAnswer) answer =
        shop_act (shop, shop->clerk, item, rows[i].action, rows[i].body);

    g_test_message ("%s", rows[i].action);
    city_assert_refused (answer, JL_ERROR_CONFLICT);
    g_assert_cmpstr (jl_error_get_field (answer->error), ==, "moderation");
  }
  resident = shop_act (shop, shop->residents[2], item, "reservations", NULL);
  city_assert_refused (resident, JL_ERROR_NOT_FOUND);
  withdrawn = shop_act (shop, shop->clerk, item, "withdraw", NULL);
  city_assert_status (withdrawn, 200);
  published = shop_act (shop, shop->clerk, item, "publish", NULL);
  city_assert_refused (published, JL_ERROR_CONFLICT);
  /* What its organisation took back itself is simply gone. */
  resident = (city_answer_free (resident), shop_get_item (shop, shop->residents[2], item));
  city_assert_refused (resident, JL_ERROR_NOT_FOUND);
}

static void
test_bad (ModerationFixture *fixture, gconstpointer data)
{
  ShopFixture *shop = &fixture->shop;
  g_autofree char *item = shop_publish_sofa (shop);
  const struct {
    const char *token;
    const char *body;
    int code;
  } rows[] = {
    { NULL, MODERATION_HIDE, JL_ERROR_UNAUTHENTICATED },
    { shop->residents[0], MODERATION_HIDE, JL_ERROR_FORBIDDEN },
    { fixture->manager, MODERATION_HIDE, JL_ERROR_FORBIDDEN },
    { fixture->elsewhere, MODERATION_HIDE, JL_ERROR_FORBIDDEN },
    { fixture->city, "{\"reason\":\"fraud\"}", JL_ERROR_INVALID },
    { fixture->city, "{\"reason\":\"dragon\",\"text\":\"x\"}", JL_ERROR_INVALID },
  };
  g_autoptr (CityAnswer) again = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (CityAnswer) answer =
        moderation_post (fixture, rows[i].token, "/items/%/hide", item, rows[i].body);

    g_test_message ("row %u", i);
    city_assert_refused (answer, rows[i].code);
  }
  g_free (moderation_hide (fixture, fixture->district, item));
  again = moderation_post (fixture, fixture->city, "/items/%/hide", item, MODERATION_HIDE);
  city_assert_refused (again, JL_ERROR_NOT_FOUND);
}

/* Those who had reported it are told what came of it, and when it turned out to be wrong. */
static void
test_reporters (ModerationFixture *fixture, gconstpointer data)
{
  ShopFixture *shop = &fixture->shop;
  g_autofree char *item = shop_publish_sofa (shop);
  g_autoptr (CityAnswer) reported =
      moderation_post (fixture, shop->residents[3], "/items/%/reports", item, MODERATION_REPORT);
  g_autofree char *hiding = moderation_hide (fixture, fixture->district, item);
  g_autoptr (CityAnswer) list =
      city_get (&shop->city, fixture->district, "/moderation/reports?state=upheld");
  g_autoptr (CityAnswer) lifted = NULL;

  city_assert_status (reported, 201);
  g_assert_cmpuint (city_answer_get_length (list, "items"), ==, 1);
  g_assert_cmpstr (city_answer_get_text (list, "items[0].hiding"), ==, hiding);
  g_assert_cmpuint (moderation_count_notices (fixture, shop->residents[3], "report_upheld"), ==, 1);
  lifted = moderation_decide (fixture, fixture->district, hiding, 1, "lift");
  city_assert_status (lifted, 200);
  g_assert_cmpuint (moderation_count_notices (fixture, shop->residents[3], "restored"), ==, 1);
  g_assert_cmpuint (moderation_count_notices (fixture, shop->clerk, "restored"), ==, 1);
  shop_index (shop);
  assert_in_view (fixture, item, TRUE);
}

static void
test_want (ModerationFixture *fixture, gconstpointer data)
{
  ShopFixture *shop = &fixture->shop;
  g_autoptr (CityAnswer) want =
      city_post (&shop->city, shop->residents[0], "/wants", "{\"text\":\"沙发\"}");
  const char *id = city_answer_get_text (want, "id");
  g_autofree char *appeal = NULL;
  g_autoptr (CityAnswer) hidden = NULL;
  g_autoptr (CityAnswer) other = NULL;
  g_autoptr (CityAnswer) appealed = NULL;

  g_assert_cmpuint (count_found (fixture, shop->clerk, "/wants"), ==, 1);
  hidden = moderation_post (fixture,
                            fixture->city,
                            "/wants/%/hide",
                            id,
                            "{\"reason\":\"advertising\",\"text\":\"广告\"}");
  city_assert_status (hidden, 201);
  g_assert_cmpuint (count_found (fixture, shop->clerk, "/wants"), ==, 0);
  g_assert_cmpuint (count_found (fixture, shop->residents[0], "/wants"), ==, 1);
  g_assert_cmpuint (count_found (fixture, shop->residents[0], "/moderation/hidings"), ==, 1);
  g_assert_cmpuint (moderation_count_notices (fixture, shop->residents[0], "hidden"), ==, 1);
  /* It is not matched with goods either. */
  g_free (shop_publish_sofa (shop));
  g_assert_cmpuint (moderation_count_notices (fixture, shop->residents[0], "want_matched"), ==, 0);

  appeal = g_strdup_printf ("/moderation/hidings/%s/appeal", city_answer_get_text (hidden, "id"));
  other = city_post (&shop->city, fixture->manager, appeal, "{\"text\":\"不是广告\"}");
  city_assert_refused (other, JL_ERROR_FORBIDDEN);
  appealed = city_post (&shop->city, shop->residents[0], appeal, "{\"text\":\"不是广告\"}");
  city_assert_status (appealed, 200);
}

#define ADD(path, func)                                                                            \
  g_test_add (path, ModerationFixture, NULL, moderation_setup, func, moderation_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/moderation/hidings/everywhere", test_everywhere);
  ADD ("/moderation/hidings/photos", test_photos);
  ADD ("/moderation/hidings/photos-of-draft", test_photos_of_draft);
  ADD ("/moderation/hidings/locked", test_locked);
  ADD ("/moderation/hidings/bad", test_bad);
  ADD ("/moderation/hidings/reporters", test_reporters);
  ADD ("/moderation/hidings/want", test_want);
  return g_test_run ();
}
