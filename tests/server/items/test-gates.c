// SPDX-License-Identifier: GPL-3.0-or-later
#include "shop-fixture.h"

#include <string.h>

/* The gate codes that publishing answers with, with their fields. */
static void
assert_reasons (ShopFixture *fixture, const char *body, gboolean with_photo, const char *expected)
{
  g_autofree char *id = shop_create (fixture, fixture->clerk, body);
  g_autoptr (CityAnswer) answer = NULL;
  g_autoptr (GString) codes = g_string_new (NULL);
  GPtrArray *reasons;

  if (with_photo)
    city_answer_free (shop_add_photo (fixture, fixture->clerk, id));
  answer = shop_act (fixture, fixture->clerk, id, "publish", NULL);
  if (answer->error == NULL) {
    g_assert_cmpstr ("", ==, expected);
    return;
  }
  city_assert_refused (answer, JL_ERROR_NOT_PUBLISHABLE);
  reasons = jl_error_get_reasons (answer->error);
  for (guint i = 0; i < reasons->len; i++) {
    JlReason *reason = reasons->pdata[i];

    g_string_append_printf (codes, "%s%s %s", i > 0 ? ", " : "", reason->code, reason->field);
  }
  g_assert_cmpstr (codes->str, ==, expected);
}

#define CHAIR(rest)                                                                                \
  "{\"category\":\"armchair\",\"title\":\"藤椅\",\"attributes\":{\"material\":\"rattan\"}," rest "}"

static void
test_price (ShopFixture *fixture, gconstpointer data)
{
  assert_reasons (
      fixture, CHAIR ("\"mode\":\"sell\",\"grade\":\"A\""), TRUE, "price_missing price_fen");
  assert_reasons (fixture,
                  CHAIR ("\"mode\":\"sell\",\"grade\":\"A\",\"price_fen\":0"),
                  TRUE,
                  "price_missing price_fen");
  assert_reasons (fixture, CHAIR ("\"mode\":\"give\",\"grade\":\"A\""), TRUE, "");
  assert_reasons (fixture, CHAIR ("\"mode\":\"swap\",\"grade\":\"A\""), TRUE, "");
  assert_reasons (fixture, CHAIR ("\"mode\":\"lend\",\"grade\":\"A\""), TRUE, "");
}

static void
test_grade (ShopFixture *fixture, gconstpointer data)
{
  assert_reasons (fixture, CHAIR ("\"mode\":\"give\""), TRUE, "grade_missing grade");
  /* To be dismantled: not tradable. */
  assert_reasons (
      fixture, CHAIR ("\"mode\":\"give\",\"grade\":\"D\""), TRUE, "grade_not_tradable grade");
}

static void
test_photo (ShopFixture *fixture, gconstpointer data)
{
  assert_reasons (
      fixture, CHAIR ("\"mode\":\"give\",\"grade\":\"A\""), FALSE, "photo_missing photos");
  assert_reasons (fixture,
                  "{\"category\":\"textbook\",\"title\":\"语文\",\"mode\":\"give\",\"grade\":"
                  "\"B90\",\"attributes\":{\"school_stage\":\"primary\",\"subject\":\"chinese\","
                  "\"school_grade\":\"grade_1\",\"school_term\":\"first\",\"textbook_edition\":"
                  "\"renjiao\",\"publication_year\":2024}}",
                  FALSE,
                  "");
}

static void
test_custody (ShopFixture *fixture, gconstpointer data)
{
  assert_reasons (fixture,
                  CHAIR ("\"mode\":\"give\",\"grade\":\"A\",\"custody\":\"expected\""),
                  TRUE,
                  "custody_not_held custody");
}

static void
test_prohibited (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (CityAnswer) answer = NULL;
  GPtrArray *reasons;
  JlReason *reason;

  assert_reasons (fixture,
                  CHAIR ("\"mode\":\"give\",\"grade\":\"A\",\"description\":\"送枪 支\""),
                  TRUE,
                  "prohibited description");
  id = shop_create (
      fixture,
      fixture->clerk,
      "{\"category\":\"armchair\",\"title\":\"手枪\",\"mode\":\"give\",\"grade\":\"A\","
      "\"attributes\":{\"material\":\"metal\"}}");
  city_answer_free (shop_add_photo (fixture, fixture->clerk, id));
  answer = shop_act (fixture, fixture->clerk, id, "publish", NULL);
  reasons = jl_error_get_reasons (answer->error);
  g_assert_cmpuint (reasons->len, ==, 1);
  reason = reasons->pdata[0];
  g_assert_nonnull (strstr (reason->detail, "手枪"));
  g_assert_nonnull (strstr (reason->detail, "Guns"));
}

/* Goods that somebody should look at go through and are noted. */
static void
test_review (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id =
      shop_create (fixture,
                   fixture->clerk,
                   CHAIR ("\"mode\":\"give\",\"grade\":\"A\",\"description\":\"轮椅\""));
  g_autoptr (CityAnswer) published = NULL;
  g_autoptr (CityAnswer) public = NULL;

  city_answer_free (shop_add_photo (fixture, fixture->clerk, id));
  published = shop_act (fixture, fixture->clerk, id, "publish", NULL);
  city_assert_status (published, 200);
  g_assert_cmpuint (city_answer_get_length (published, "review"), ==, 1);
  public = shop_get_item (fixture, NULL, id);
  g_assert_null (strstr (public->text, "review"));
}

static void
test_safe_use (ShopFixture *fixture, gconstpointer data)
{
  static const char stove[] =
      "{\"category\":\"gas_stove\",\"title\":\"燃气灶\",\"mode\":\"give\",\"grade\":\"N80\","
      "\"attributes\":{\"brand\":\"方太\",\"model\":\"JZT\",\"purchase_date\":\"%s\","
      "\"gas_type\":\"natural_gas\",\"burners\":2,\"flame_failure_device\":true}}";
  g_autofree char *old = g_strdup_printf (stove, "2018-11-22");
  g_autofree char *good = g_strdup_printf (stove, "2018-11-23");
  g_autofree char *id = NULL;
  g_autoptr (CityAnswer) published = NULL;

  /* Today is 2026-11-23; a gas stove has eight years. */
  assert_reasons (fixture, old, TRUE, "safe_use_over attributes.purchase_date");
  assert_reasons (fixture, good, TRUE, "");

  /* For a fridge it is advice: buyers see the date. */
  id = shop_create (fixture,
                    fixture->clerk,
                    "{\"category\":\"fridge\",\"title\":\"冰箱\",\"mode\":\"give\",\"grade\":"
                    "\"N80\",\"attributes\":{\"brand\":\"海尔\",\"model\":\"BCD-1\","
                    "\"purchase_date\":\"2015-03-01\",\"capacity_l\":200,\"door_type\":"
                    "\"double\"}}");
  city_answer_free (shop_add_photo (fixture, fixture->clerk, id));
  published = shop_act (fixture, fixture->clerk, id, "publish", NULL);
  city_assert_status (published, 200);
  g_assert_cmpstr (city_answer_get_text (published, "safe_use_until"), ==, "2025-03-01");
}

static void
test_states (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = shop_publish_sofa (fixture);
  g_autoptr (CityAnswer) twice = shop_act (fixture, fixture->clerk, id, "publish", NULL);
  g_autofree char *reservation = NULL;
  g_autoptr (CityAnswer) reserved = NULL;
  g_autoptr (CityAnswer) again = NULL;

  city_assert_refused (twice, JL_ERROR_CONFLICT);
  reservation = shop_reserve (fixture, 0, id);
  reserved = shop_act (fixture, fixture->clerk, id, "publish", NULL);
  city_assert_refused (reserved, JL_ERROR_CONFLICT);
  city_answer_free (shop_act (fixture, fixture->clerk, id, "withdraw", NULL));
  again = shop_act (fixture, fixture->clerk, id, "publish", NULL);
  city_assert_status (again, 200);
  g_assert_nonnull (city_answer_get_text (again, "rules_version"));
}

#define ADD(name, func)                                                                            \
  g_test_add ("/items/gates/" name, ShopFixture, NULL, shop_setup, func, shop_teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("price", test_price);
  ADD ("grade", test_grade);
  ADD ("photo", test_photo);
  ADD ("custody", test_custody);
  ADD ("prohibited", test_prohibited);
  ADD ("review", test_review);
  ADD ("safe-use", test_safe_use);
  ADD ("states", test_states);
  return g_test_run ();
}
