// SPDX-License-Identifier: GPL-3.0-or-later
#include "shop-fixture.h"

#include "jl-time.h"

#include <string.h>

static char *
want (ShopFixture *fixture, guint resident, const char *body)
{
  g_autoptr (CityAnswer) answer =
      city_post (&fixture->city, fixture->residents[resident], "/wants", body);

  city_assert_status (answer, 201);
  return g_strdup (city_answer_get_text (answer, "id"));
}

static guint
count_notices (ShopFixture *fixture, guint resident)
{
  g_autoptr (CityAnswer) answer =
      city_get (&fixture->city, fixture->residents[resident], "/notices");

  for (guint i = 0; i < city_answer_get_length (answer, "items"); i++) {
    g_autofree char *path = g_strdup_printf ("items[%u].cause", i);

    g_assert_cmpstr (city_answer_get_text (answer, path), ==, "want_matched");
  }
  return city_answer_get_length (answer, "items");
}

/* Whether the sofa of the fixture, 450 yuan in 长安区, is what somebody looks for. */
static void
test_match (ShopFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *body;
    gboolean matches;
  } rows[] = {
    { "{\"text\":\"沙发\"}", TRUE },
    { "{\"text\":\"布艺 三人位\"}", TRUE },
    { "{\"text\":\"三座沙发\"}", FALSE }, /* 座沙 stands nowhere */
    { "{\"text\":\"三座 沙发\"}", TRUE },
    { "{\"text\":\"沙发床\"}", FALSE },
    { "{\"text\":\"sofa\"}", TRUE },
    { "{\"text\":\"沙发\",\"category\":\"sofa\"}", TRUE },
    { "{\"text\":\"沙发\",\"category\":\"furniture\"}", TRUE },
    { "{\"text\":\"沙发\",\"category\":\"children\"}", FALSE },
    { "{\"text\":\"沙发\",\"district\":\"130102\"}", TRUE },
    { "{\"text\":\"沙发\",\"district\":\"130104\"}", FALSE },
    { "{\"text\":\"沙发\",\"max_price_fen\":45000}", TRUE },
    { "{\"text\":\"沙发\",\"max_price_fen\":44999}", FALSE },
    { "{\"text\":\"ＳＯＦＡ\",\"max_price_fen\":50000,\"category\":\"sofa\"}", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *id = want (fixture, 0, rows[i].body);
    g_autofree char *path = g_strdup_printf ("/wants/%s/close", id);
    guint before = count_notices (fixture, 0);

    g_free (shop_publish_sofa (fixture));
    g_test_message ("%s", rows[i].body);
    g_assert_cmpuint (count_notices (fixture, 0) - before, ==, rows[i].matches ? 1 : 0);
    city_answer_free (city_post (&fixture->city, fixture->residents[0], path, NULL));
  }
}

/* One notice for one item, however often it is published and however many wants it fits. */
static void
test_once (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *first = want (fixture, 0, "{\"text\":\"沙发\"}");
  g_autofree char *second = want (fixture, 0, "{\"text\":\"布艺\"}");
  g_autofree char *other = want (fixture, 1, "{\"text\":\"布艺沙发\"}");
  g_autofree char *id = shop_publish_sofa (fixture);

  city_answer_free (shop_act (fixture, fixture->clerk, id, "withdraw", NULL));
  city_answer_free (shop_act (fixture, fixture->clerk, id, "publish", NULL));
  g_assert_cmpuint (count_notices (fixture, 0), ==, 1);
  g_assert_cmpuint (count_notices (fixture, 1), ==, 1);
  g_assert_cmpuint (count_notices (fixture, 2), ==, 0);
}

static void
assert_refused (ShopFixture *fixture, const char *body, const char *field)
{
  g_autoptr (CityAnswer) answer = city_post (&fixture->city, fixture->residents[0], "/wants", body);

  g_test_message ("%s", body);
  city_assert_refused (answer, JL_ERROR_INVALID);
  g_assert_cmpstr (jl_error_get_field (answer->error), ==, field);
}

static void
test_bad (ShopFixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) nobody = city_post (&fixture->city, NULL, "/wants", "{\"text\":\"沙发\"}");

  city_assert_refused (nobody, JL_ERROR_UNAUTHENTICATED);
  assert_refused (fixture, "{}", "text");
  assert_refused (fixture, "{\"text\":\"！？\"}", "text");
  assert_refused (fixture, "{\"text\":\"沙发\",\"category\":\"dragon\"}", "category");
  assert_refused (fixture, "{\"text\":\"沙发\",\"district\":\"999999\"}", "district");
  assert_refused (fixture, "{\"text\":\"沙发\",\"district\":\"130100\"}", "district");
  assert_refused (fixture, "{\"text\":\"沙发\",\"open\":false}", "open");
  assert_refused (fixture, "{\"text\":\"沙发\",\"max_price_fen\":-1}", "max_price_fen");
}

static void
test_limit (ShopFixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) eleventh = NULL;

  for (guint i = 0; i < 10; i++)
    g_free (want (fixture, 0, "{\"text\":\"沙发\"}"));
  eleventh = city_post (&fixture->city, fixture->residents[0], "/wants", "{\"text\":\"沙发\"}");
  city_assert_refused (eleventh, JL_ERROR_CONFLICT);
}

static guint
count (ShopFixture *fixture, const char *token, const char *path)
{
  g_autoptr (CityAnswer) answer = city_get (&fixture->city, token, path);

  city_assert_status (answer, 200);
  return city_answer_get_length (answer, "items");
}

static void
test_list (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *sofa = want (fixture, 0, "{\"text\":\"沙发\",\"category\":\"sofa\"}");
  g_autofree char *fridge = want (fixture, 1, "{\"text\":\"冰箱\",\"district\":\"130104\"}");
  g_autofree char *both =
      want (fixture, 1, "{\"text\":\"沙发\",\"category\":\"sofa\",\"district\":\"130104\"}");
  g_autofree char *close = g_strdup_printf ("/wants/%s/close", sofa);
  g_autoptr (CityAnswer) all = city_get (&fixture->city, fixture->clerk, "/wants");
  g_autoptr (CityAnswer) stranger = NULL;
  g_autoptr (CityAnswer) foreign = NULL;
  g_autoptr (CityAnswer) closed = NULL;
  g_autoptr (CityAnswer) again = NULL;

  /* Staff learn what is looked for, not by whom. */
  g_assert_cmpuint (city_answer_get_length (all, "items"), ==, 3);
  g_assert_null (strstr (all->text, "person"));
  g_assert_null (strstr (all->text, "match_token"));
  g_assert_cmpuint (count (fixture, fixture->clerk, "/wants?category=sofa"), ==, 2);
  g_assert_cmpuint (count (fixture, fixture->clerk, "/wants?district=130104"), ==, 2);
  g_assert_cmpuint (
      count (fixture, fixture->stranger, "/wants?district=130104&category=sofa"), ==, 1);
  g_assert_cmpuint (count (fixture, fixture->clerk, "/wants?mine=true"), ==, 0);
  g_assert_cmpuint (count (fixture, fixture->residents[0], "/wants"), ==, 1);
  g_assert_cmpuint (count (fixture, fixture->residents[1], "/wants?limit=1"), ==, 1);

  stranger = city_post (&fixture->city, fixture->stranger, close, NULL);
  foreign = city_post (&fixture->city, fixture->residents[1], close, NULL);
  city_assert_refused (stranger, JL_ERROR_FORBIDDEN);
  city_assert_refused (foreign, JL_ERROR_FORBIDDEN);
  closed = city_post (&fixture->city, fixture->residents[0], close, NULL);
  city_assert_status (closed, 200);
  again = city_post (&fixture->city, fixture->residents[0], close, NULL);
  city_assert_refused (again, JL_ERROR_CONFLICT);
  g_assert_cmpuint (count (fixture, fixture->clerk, "/wants"), ==, 2);
  g_assert_cmpuint (count (fixture, fixture->residents[0], "/wants"), ==, 1);
}

static void
test_expiry (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = want (fixture, 0, "{\"text\":\"沙发\"}");

  city_clock += 91 * JL_TIME_DAY;
  shop_run_due (fixture);
  g_assert_cmpint (city_query (&fixture->city, "SELECT count(*) FROM want WHERE open = 1"), ==, 0);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/items/wants/" name, ShopFixture, NULL, shop_setup, func, shop_teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("match", test_match);
  ADD ("once", test_once);
  ADD ("bad", test_bad);
  ADD ("limit", test_limit);
  ADD ("list", test_list);
  ADD ("expiry", test_expiry);
  return g_test_run ();
}
