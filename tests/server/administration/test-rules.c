// SPDX-License-Identifier: GPL-3.0-or-later
#include "city-fixture.h"

#include "jl-accounts.h"
#include "jl-administration.h"
#include "jl-error.h"

static const JlCapability *const capabilities[] = { &jl_accounts_capability,
                                                    &jl_administration_capability,
                                                    NULL };

typedef struct {
  CityFixture city;
  char *manager; /* owned: token */
  char *clerk;   /* owned: token */
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  gint64 shop;

  city_fixture_open (&fixture->city, capabilities);
  shop = city_add_organisation (&fixture->city, "shop", "惠民寄卖店", "HMA", "130102001002");
  city_add_account (&fixture->city, shop, "manager", "wang");
  city_add_account (&fixture->city, shop, "clerk", "li.na");
  fixture->manager = city_sign_in (&fixture->city, "wang");
  fixture->clerk = city_sign_in (&fixture->city, "li.na");
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->manager);
  g_free (fixture->clerk);
  city_fixture_close (&fixture->city);
}

static void
test_files (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) all = city_get (&fixture->city, fixture->manager, "/rules?limit=100");
  g_autoptr (CityAnswer) page = city_get (&fixture->city, fixture->manager, "/rules?limit=4");
  g_autoptr (CityAnswer) clerk = city_get (&fixture->city, fixture->clerk, "/rules");
  g_autofree char *path = NULL;
  g_autoptr (CityAnswer) second = NULL;
  guint n;

  city_assert_status (all, 200);
  n = city_answer_get_length (all, "items");
  g_assert_cmpuint (n, ==, jl_rules_get_files (fixture->city.rules)->len);
  for (guint i = 0; i < n; i++) {
    g_autofree char *name = g_strdup_printf ("items[%u].name", i);
    g_autofree char *in_force = g_strdup_printf ("items[%u].in_force", i);

    /* Each has rows today, but the history of divisions, which has none of its own. */
    if (strcmp (city_answer_get_text (all, name), "divisions-history") != 0)
      g_assert_cmpint (city_answer_get_integer (all, in_force), >, 0);
  }
  g_assert_cmpuint (city_answer_get_length (page, "items"), ==, 4);
  path = g_strconcat ("/rules?limit=4&cursor=", city_answer_get_text (page, "next"), NULL);
  second = city_get (&fixture->city, fixture->manager, path);
  g_assert_cmpstr (city_answer_get_text (second, "items[0].name"),
                   ==,
                   city_answer_get_text (all, "items[4].name"));
  city_assert_refused (clerk, JL_ERROR_FORBIDDEN);
}

static void
test_rows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) rows =
      city_get (&fixture->city, fixture->manager, "/rules/prohibited?limit=100");
  g_autoptr (CityAnswer) table = city_get (&fixture->city, fixture->manager, "/rules/divisions");
  g_autoptr (CityAnswer) unknown = city_get (&fixture->city, fixture->manager, "/rules/nonsense");

  city_assert_status (rows, 200);
  g_assert_cmpstr (city_answer_get_text (rows, "items[0].code"), ==, "firearms");
  g_assert_cmpstr (city_answer_get_text (rows, "items[0].state"), ==, "in_force");
  g_assert_cmpstr (city_answer_get_text (rows, "items[0].certainty"), ==, "verified");
  g_assert_nonnull (city_answer_get_text (rows, "items[0].name"));
  g_assert_cmpstr (city_answer_get_text (rows, "items[0].content.words[0]"), ==, "枪支");
  g_assert_null (strstr (rows->text, "\"content\":{\"source\""));
  city_assert_status (table, 200);
  g_assert_cmpuint (city_answer_get_length (table, "items"), ==, 0);
  city_assert_refused (unknown, JL_ERROR_NOT_FOUND);
}

/* What holds is a matter of the day. */
static void
test_by_day (Fixture *fixture, gconstpointer data)
{
  const gint64 year = G_GINT64_CONSTANT (365) * 24 * 60 * 60 * 1000;
  gint64 before;
  g_autoptr (CityAnswer) now = city_get (&fixture->city, fixture->manager, "/rules/holidays");
  g_autoptr (CityAnswer) early = NULL;

  g_assert_cmpstr (city_answer_get_text (now, "items[0].state"), ==, "past");
  before = city_clock;
  city_clock -= 4 * year;
  early = city_get (&fixture->city, fixture->manager, "/rules/holidays");
  city_clock = before;
  city_assert_status (early, 200);
  g_assert_cmpstr (city_answer_get_text (early, "items[0].state"), ==, "to_come");
}

#define ADD(name, func)                                                                            \
  g_test_add ("/administration/rules/" name, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("files", test_files);
  ADD ("rows", test_rows);
  ADD ("by-day", test_by_day);
  return g_test_run ();
}
