// SPDX-License-Identifier: GPL-3.0-or-later
#include "shop-fixture.h"

#include "jl-id.h"

typedef struct {
  ShopFixture shop;
  char *administrator; /* owned: token, of the city's own department */
  char *district;      /* owned: token, of a district's department */
  char *item;          /* owned: id */
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->shop.city;
  gint64 department;

  shop_setup (&fixture->shop, data);
  city_add_account (city, city->city, "administrator", "chen");
  fixture->administrator = city_sign_in (city, "chen");
  department = city_add_organisation (city, "department", "长安区商务局", "DCA", "130102");
  city_add_account (city, department, "administrator", "gao");
  fixture->district = city_sign_in (city, "gao");
  fixture->item = shop_publish_sofa (&fixture->shop);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->administrator);
  g_free (fixture->district);
  g_free (fixture->item);
  shop_teardown (&fixture->shop, data);
}

static char *
make_body (const char *kind, const char *subject, const char *reason)
{
  return g_strdup_printf (
      "{\"subject_kind\":\"%s\",\"subject\":\"%s\",\"reason\":\"%s\"}", kind, subject, reason);
}

static CityAnswer *
post (Fixture *fixture, const char *token, const char *body)
{
  return city_post (&fixture->shop.city, token, "/holds", body);
}

static void
test_life (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->shop.city;
  g_autofree char *body = make_body ("item", fixture->item, "长安区法院（2026）冀0102民初88号");
  g_autoptr (CityAnswer) made = post (fixture, fixture->administrator, body);
  g_autoptr (CityAnswer) again = post (fixture, fixture->administrator, body);
  g_autoptr (CityAnswer) list = city_get (city, fixture->administrator, "/holds");
  g_autofree char *path = g_strdup_printf ("/holds/%s/release", city_answer_get_text (made, "id"));
  g_autoptr (CityAnswer) bare = city_post (city, fixture->administrator, path, "{}");
  g_autoptr (CityAnswer) released =
      city_post (city, fixture->administrator, path, "{\"reason\":\"案件已结\"}");
  g_autoptr (CityAnswer) twice =
      city_post (city, fixture->administrator, path, "{\"reason\":\"案件已结\"}");
  g_autoptr (CityAnswer) anew = post (fixture, fixture->administrator, body);

  city_assert_status (made, 201);
  g_assert_true (g_str_has_suffix (city_answer_get_text (made, "subject_name"), " 三人位布艺沙发"));
  city_assert_refused (again, JL_ERROR_CONFLICT);
  g_assert_cmpuint (city_answer_get_length (list, "items"), ==, 1);
  city_assert_refused (bare, JL_ERROR_INVALID);
  city_assert_status (released, 200);
  g_assert_cmpstr (city_answer_get_text (released, "release_reason"), ==, "案件已结");
  city_assert_refused (twice, JL_ERROR_CONFLICT);
  city_assert_status (anew, 201);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->shop.city;
  g_autofree char *body = make_body ("item", fixture->item, "法");
  g_autofree char *good = make_body ("item", fixture->item, "法院来函");
  g_autofree char *absent = make_body ("item", "00000000000FM", "法院来函");
  g_autofree char *other = make_body ("person", fixture->item, "法院来函");
  g_autoptr (CityAnswer) short_reason = post (fixture, fixture->administrator, body);
  g_autoptr (CityAnswer) no_item = post (fixture, fixture->administrator, absent);
  g_autoptr (CityAnswer) no_person = post (fixture, fixture->administrator, other);
  g_autoptr (CityAnswer) clerk = post (fixture, fixture->shop.clerk, good);
  g_autoptr (CityAnswer) district = post (fixture, fixture->district, good);
  g_autoptr (CityAnswer) nobody = post (fixture, NULL, good);
  g_autoptr (CityAnswer) list = city_get (city, fixture->district, "/holds");

  g_autoptr (CityAnswer) item = shop_get_item (&fixture->shop, fixture->shop.clerk, fixture->item);
  g_autofree char *by_label =
      g_strdup_printf ("{\"subject_kind\":\"item\",\"label_code\":\"%s\",\"reason\":\"来函\"}",
                       city_answer_get_text (item, "label_code"));
  g_autoptr (CityAnswer) wrong_label =
      post (fixture,
            fixture->administrator,
            "{\"subject_kind\":\"item\",\"label_code\":\"HMA000009\",\"reason\":\"来函\"}");
  g_autoptr (CityAnswer) labelled = post (fixture, fixture->administrator, by_label);

  city_assert_refused (wrong_label, JL_ERROR_INVALID);
  city_assert_status (labelled, 201);
  g_assert_cmpstr (city_answer_get_text (labelled, "subject"), ==, fixture->item);
  city_assert_refused (short_reason, JL_ERROR_INVALID);
  city_assert_refused (no_item, JL_ERROR_INVALID);
  city_assert_refused (no_person, JL_ERROR_INVALID);
  city_assert_refused (clerk, JL_ERROR_FORBIDDEN);
  city_assert_refused (district, JL_ERROR_FORBIDDEN);
  city_assert_refused (nobody, JL_ERROR_UNAUTHENTICATED);
  g_assert_cmpuint (city_answer_get_length (list, "items"), ==, 0);
}

#define ADD(path, func) g_test_add ("/keeping/holds/" path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("life", test_life);
  ADD ("refused", test_refused);
  return g_test_run ();
}
