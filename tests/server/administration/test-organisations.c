// SPDX-License-Identifier: GPL-3.0-or-later
#include "city-fixture.h"

#include "jl-accounts.h"
#include "jl-administration.h"
#include "jl-error.h"
#include "jl-id.h"

static const JlCapability *const capabilities[] = { &jl_accounts_capability,
                                                    &jl_administration_capability,
                                                    NULL };

typedef struct {
  CityFixture city;
  char *administrator; /* owned: token, of the city */
  char *district;      /* owned: token, of 长安区 */
  char *manager;       /* owned: token, of the shop */
  char *shop;          /* owned: path of a shop in 长安区 */
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->city;
  gint64 shop, department;
  char id[JL_ID_TEXT_SIZE];

  city_fixture_open (city, capabilities);
  shop = city_add_organisation (city, "shop", "惠民寄卖店", "HMA", "130102001002");
  city_add_organisation (city, "shop", "旧时光", "JSG", "130104001001");
  department = city_add_organisation (city, "department", "长安区商务局", "QSW", "130102");
  city_add_account (city, city->city, "administrator", "admin");
  city_add_account (city, department, "administrator", "district");
  city_add_account (city, shop, "manager", "wang");
  city_add_account (city, shop, "clerk", "li.na");
  fixture->administrator = city_sign_in (city, "admin");
  fixture->district = city_sign_in (city, "district");
  fixture->manager = city_sign_in (city, "wang");
  jl_id_to_text (shop, id);
  fixture->shop = g_strconcat ("/organisations/", id, NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->administrator);
  g_free (fixture->district);
  g_free (fixture->manager);
  g_free (fixture->shop);
  city_fixture_close (&fixture->city);
}

static guint
count (Fixture *fixture, const char *token, const char *query)
{
  g_autofree char *path = g_strconcat ("/organisations/supervised", query, NULL);
  g_autoptr (CityAnswer) list = city_get (&fixture->city, token, path);

  city_assert_status (list, 200);
  return city_answer_get_length (list, "items");
}

static void
test_reach_and_filters (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) list =
      city_get (&fixture->city, fixture->district, "/organisations/supervised?kind=shop");
  g_autoptr (CityAnswer) refused =
      city_get (&fixture->city, fixture->manager, "/organisations/supervised");

  g_assert_cmpuint (count (fixture, fixture->administrator, ""), ==, 4);
  g_assert_cmpuint (count (fixture, fixture->district, ""), ==, 2);
  g_assert_cmpuint (count (fixture, fixture->administrator, "?division=130104"), ==, 1);
  g_assert_cmpuint (count (fixture, fixture->district, "?division=130104"), ==, 0);
  g_assert_cmpuint (count (fixture, fixture->administrator, "?q=%E5%AF%84%E5%8D%96"), ==, 1);
  g_assert_cmpuint (count (fixture, fixture->administrator, "?q=jsg"), ==, 1);
  g_assert_cmpuint (count (fixture, fixture->administrator, "?active=false"), ==, 0);
  g_assert_cmpuint (city_answer_get_length (list, "items"), ==, 1);
  g_assert_cmpstr (city_answer_get_text (list, "items[0].record.name"), ==, "惠民寄卖店");
  g_assert_cmpint (city_answer_get_integer (list, "items[0].members"), ==, 2);
  g_assert_cmpint (city_answer_get_integer (list, "items[0].photo_bytes"), ==, 0);
  g_assert_cmpint (city_answer_get_integer (list, "items[0].record.photo_quota"), >, 0);
  g_assert_nonnull (strstr (city_answer_get_text (list, "items[0].division_name"), "长安区"));
  city_assert_refused (refused, JL_ERROR_FORBIDDEN);
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_strdup ("/organisations/supervised?limit=1");
  guint n = 0;

  for (;;) {
    g_autoptr (CityAnswer) page = city_get (&fixture->city, fixture->administrator, path);

    city_assert_status (page, 200);
    n += city_answer_get_length (page, "items");
    if (strstr (page->text, "\"next\":null") != NULL)
      break;
    g_free (path);
    path = g_strconcat (
        "/organisations/supervised?limit=1&cursor=", city_answer_get_text (page, "next"), NULL);
  }
  g_assert_cmpuint (n, ==, 4);
}

/* Who works there, for those who look after it. */
static void
test_members (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->city;
  g_autofree char *path = g_strconcat (fixture->shop, "/members", NULL);
  g_autoptr (CityAnswer) own = city_get (city, fixture->district, path);
  g_autoptr (CityAnswer) list =
      city_get (city, fixture->administrator, "/organisations/supervised?q=JSG");
  g_autofree char *other =
      g_strconcat ("/organisations/", city_answer_get_text (list, "items[0].id"), "/members", NULL);
  g_autoptr (CityAnswer) beyond = city_get (city, fixture->district, other);
  g_autoptr (CityAnswer) within = city_get (city, fixture->administrator, other);

  city_assert_status (own, 200);
  g_assert_cmpuint (city_answer_get_length (own, "items"), ==, 2);
  city_assert_refused (beyond, JL_ERROR_FORBIDDEN);
  city_assert_status (within, 200);
}

/* Closed: its people act for it no more, others do not find it, its administrator opens it again.
 */
static void
test_close (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->city;
  g_autoptr (CityAnswer) by_manager =
      city_patch (city, fixture->manager, fixture->shop, 1, "{\"active\":false}");
  g_autoptr (CityAnswer) closed =
      city_patch (city, fixture->district, fixture->shop, 1, "{\"active\":false}");
  g_autoptr (CityAnswer) members = city_get (city, fixture->manager, "/members");
  g_autoptr (CityAnswer) unseen = city_get (city, NULL, fixture->shop);
  g_autoptr (CityAnswer) stale = NULL;
  g_autoptr (CityAnswer) opened = NULL;
  g_autoptr (CityAnswer) again = NULL;

  city_assert_refused (by_manager, JL_ERROR_FORBIDDEN);
  g_assert_cmpstr (jl_error_get_field (by_manager->error), ==, "active");
  city_assert_status (closed, 200);
  city_assert_refused (members, JL_ERROR_FORBIDDEN);
  city_assert_refused (unseen, JL_ERROR_NOT_FOUND);
  g_assert_cmpuint (count (fixture, fixture->administrator, "?active=false"), ==, 1);
  stale = city_patch (city, fixture->district, fixture->shop, 1, "{\"active\":true}");
  city_assert_refused (stale, JL_ERROR_VERSION_CONFLICT);
  opened = city_patch (city, fixture->administrator, fixture->shop, 2, "{\"active\":true}");
  city_assert_status (opened, 200);
  again = city_get (city, fixture->manager, "/members");
  city_assert_status (again, 200);
}

static void
test_close_refused (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->city;
  char id[JL_ID_TEXT_SIZE];
  g_autofree char *own = NULL;
  g_autoptr (CityAnswer) self = NULL;

  jl_id_to_text (city->city, id);
  own = g_strconcat ("/organisations/", id, NULL);
  self = city_patch (city, fixture->administrator, own, 1, "{\"active\":false}");
  city_assert_refused (self, JL_ERROR_CONFLICT);
}

static void
test_quota (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->city;
  g_autoptr (CityAnswer) by_manager =
      city_patch (city, fixture->manager, fixture->shop, 1, "{\"photo_quota\":99}");
  g_autoptr (CityAnswer) negative =
      city_patch (city, fixture->district, fixture->shop, 1, "{\"photo_quota\":-1}");
  g_autoptr (CityAnswer) given =
      city_patch (city, fixture->district, fixture->shop, 1, "{\"photo_quota\":99}");

  city_assert_refused (by_manager, JL_ERROR_FORBIDDEN);
  city_assert_refused (negative, JL_ERROR_INVALID);
  city_assert_status (given, 200);
  g_assert_cmpint (city_answer_get_integer (given, "photo_quota"), ==, 99);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/administration/organisations/" name, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("reach-and-filters", test_reach_and_filters);
  ADD ("pages", test_pages);
  ADD ("members", test_members);
  ADD ("close", test_close);
  ADD ("close-refused", test_close_refused);
  ADD ("quota", test_quota);
  return g_test_run ();
}
