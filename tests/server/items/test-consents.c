// SPDX-License-Identifier: GPL-3.0-or-later
/* What people agree to, what follows when they have not, and what when they withdraw it. */
#include "shop-fixture.h"

#include "jl-accounts.h"
#include "jl-error.h"
#include "jl-id.h"

#include <glib/gstdio.h>
#include <string.h>

#define GIVE "{\"text_version\":1,\"of_age\":true}"

static CityAnswer *
get (ShopFixture *fixture, const char *token, const char *path)
{
  return city_get (&fixture->city, token, path);
}

static CityAnswer *
post (ShopFixture *fixture, const char *token, const char *path, const char *body)
{
  return city_post (&fixture->city, token, path, body);
}

static CityAnswer *
reserve (ShopFixture *fixture, const char *token, const char *item)
{
  g_autofree char *path = g_strdup_printf ("/items/%s/reservations", item);

  return post (fixture, token, path, NULL);
}

static void
assert_due (ShopFixture *fixture, const char *token, gint64 version)
{
  g_autoptr (CityAnswer) account = get (fixture, token, "/account");
  JsonNode *due;

  city_assert_status (account, 200);
  due = json_object_get_member (json_node_get_object (account->json), "consent_due");
  g_assert_nonnull (due);
  if (version == 0)
    g_assert_true (JSON_NODE_HOLDS_NULL (due));
  else
    g_assert_cmpint (json_node_get_int (due), ==, version);
}

static void
test_texts (ShopFixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) texts = get (fixture, NULL, "/consents/texts");

  city_assert_status (texts, 200);
  g_assert_cmpuint (city_answer_get_length (texts, "items"), ==, 2);
  g_assert_cmpstr (city_answer_get_text (texts, "items[0].audience"), ==, "resident");
  g_assert_cmpint (city_answer_get_integer (texts, "items[0].text_version"), ==, 1);
  g_assert_cmpint (city_answer_get_integer (texts, "items[0].minimum_age"), ==, 18);
  g_assert_nonnull (strstr (city_answer_get_text (texts, "items[0].text"), "\n"));
  g_assert_nonnull (strstr (city_answer_get_text (texts, "items[0].withdrawal"), "six months"));
  g_assert_cmpstr (city_answer_get_text (texts, "items[1].audience"), ==, "staff");
}

static void
test_given (ShopFixture *fixture, gconstpointer data)
{
  const char *resident = fixture->residents[0];
  g_autoptr (CityAnswer) consents = get (fixture, resident, "/account/consents");
  g_autoptr (CityAnswer) again = post (fixture, resident, "/account/consents", GIVE);
  g_autoptr (CityAnswer) exported = get (fixture, resident, "/account/export");

  assert_due (fixture, resident, 0);
  g_assert_cmpuint (city_answer_get_length (consents, "items"), ==, 1);
  g_assert_cmpstr (city_answer_get_text (consents, "items[0].audience"), ==, "resident");
  city_assert_status (again, 201);
  g_assert_cmpstr (
      city_answer_get_text (again, "id"), ==, city_answer_get_text (consents, "items[0].id"));
  g_assert_cmpstr (city_answer_get_text (exported, "consents[0].id"),
                   ==,
                   city_answer_get_text (consents, "items[0].id"));
}

/* Whoever is too young is told what to do, and nothing of it is kept. */
static void
test_too_young (ShopFixture *fixture, gconstpointer data)
{
  const char *resident = fixture->residents[0];
  gint64 before = city_query (&fixture->city, "SELECT max(seq) FROM journal");
  g_autoptr (CityAnswer) refused =
      post (fixture, resident, "/account/consents", "{\"text_version\":1,\"of_age\":false}");
  g_autoptr (CityAnswer) unsaid =
      post (fixture, resident, "/account/consents", "{\"text_version\":1}");

  city_assert_refused (refused, JL_ERROR_INVALID);
  g_assert_cmpstr (jl_error_get_field (refused->error), ==, "of_age");
  g_assert_nonnull (strstr (refused->error->message, "parent"));
  city_assert_refused (unsaid, JL_ERROR_INVALID);
  g_assert_cmpstr (jl_error_get_field (unsaid->error), ==, "of_age");
  g_assert_cmpint (city_query (&fixture->city, "SELECT max(seq) FROM journal"), ==, before);
}

static void
test_withdrawn (ShopFixture *fixture, gconstpointer data)
{
  const char *resident = fixture->residents[0];
  g_autofree char *kept = shop_publish_sofa (fixture);
  g_autofree char *awaited = shop_publish_sofa (fixture);
  g_autofree char *other = shop_publish_sofa (fixture);
  g_autofree char *reservation = shop_reserve (fixture, 0, kept);
  g_autofree char *first = shop_reserve (fixture, 1, awaited);
  g_autofree char *waiting = shop_reserve (fixture, 0, awaited);
  g_autoptr (CityAnswer) want = post (fixture, resident, "/wants", "{\"text\":\"书架\"}");
  g_autoptr (CityAnswer) withdrawn = post (fixture, resident, "/account/consents/withdraw", NULL);
  g_autoptr (CityAnswer) again = NULL;
  g_autoptr (CityAnswer) mine = NULL;
  g_autoptr (CityAnswer) refused = NULL;
  g_autoptr (CityAnswer) unwanted = NULL;
  g_autoptr (CityAnswer) consents = NULL;

  city_assert_status (want, 201);
  city_assert_status (withdrawn, 204);
  again = post (fixture, resident, "/account/consents/withdraw", NULL);
  city_assert_status (again, 204);
  assert_due (fixture, resident, 1);
  consents = get (fixture, resident, "/account/consents");
  g_assert_nonnull (city_answer_get_text (consents, "items[0].withdrawn_at"));

  /* What was agreed stays, what was not has ended, and nothing new begins. */
  mine = get (fixture, resident, "/reservations?mine=true");
  g_assert_cmpstr (city_answer_get_text (mine, "items[0].state"), ==, "cancelled");
  g_assert_cmpstr (city_answer_get_text (mine, "items[1].state"), ==, "active");
  g_assert_cmpint (city_query (&fixture->city, "SELECT count(*) FROM want WHERE open = 1"), ==, 0);
  refused = reserve (fixture, resident, other);
  city_assert_refused (refused, JL_ERROR_FORBIDDEN);
  g_assert_cmpstr (jl_error_get_field (refused->error), ==, "consent");
  unwanted = post (fixture, resident, "/wants", "{\"text\":\"椅子\"}");
  city_assert_refused (unwanted, JL_ERROR_FORBIDDEN);
}

static void
test_given_again (ShopFixture *fixture, gconstpointer data)
{
  const char *resident = fixture->residents[0];
  g_autofree char *item = shop_publish_sofa (fixture);
  g_autoptr (CityAnswer) withdrawn = post (fixture, resident, "/account/consents/withdraw", NULL);
  g_autoptr (CityAnswer) given = post (fixture, resident, "/account/consents", GIVE);
  g_autoptr (CityAnswer) reserved = reserve (fixture, resident, item);
  g_autoptr (CityAnswer) consents = get (fixture, resident, "/account/consents");

  city_assert_status (withdrawn, 204);
  city_assert_status (given, 201);
  city_assert_status (reserved, 201);
  g_assert_cmpuint (city_answer_get_length (consents, "items"), ==, 2);
  assert_due (fixture, resident, 0);
}

/* Their work needs their data. */
static void
test_staff (ShopFixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) refused =
      post (fixture, fixture->clerk, "/account/consents/withdraw", NULL);
  g_autoptr (CityAnswer) texts = get (fixture, fixture->clerk, "/account/consents");

  city_assert_refused (refused, JL_ERROR_CONFLICT);
  g_assert_nonnull (strstr (refused->error->message, "惠民寄卖店"));
  g_assert_cmpstr (city_answer_get_text (texts, "items[0].audience"), ==, "staff");
}

/* The shipped rules with other words, which are told by their version. */
static JlRules *
load_changed_rules (void)
{
  g_autofree char *source = g_build_filename (g_getenv ("JIELI_DATA_DIR"), "rules", NULL);
  g_autofree char *folder = g_dir_make_tmp ("jieli-rules-XXXXXX", NULL);
  g_autoptr (GDir) dir = g_dir_open (source, 0, NULL);
  g_autoptr (GError) error = NULL;
  const char *base;
  JlRules *rules;

  while ((base = g_dir_read_name (dir)) != NULL) {
    g_autofree char *from = g_build_filename (source, base, NULL);
    g_autofree char *to = g_build_filename (folder, base, NULL);
    g_autofree char *text = NULL;
    g_autoptr (GString) changed = NULL;

    g_assert_true (g_file_get_contents (from, &text, NULL, NULL));
    changed = g_string_new (text);
    g_string_replace (changed, "\"text_version\": 1", "\"text_version\": 2", 0);
    g_assert_true (g_file_set_contents (to, changed->str, changed->len, NULL));
  }
  rules = jl_rules_load (folder, &error);
  g_assert_no_error (error);
  g_dir_rewind (dir);
  while ((base = g_dir_read_name (dir)) != NULL) {
    g_autofree char *copy = g_build_filename (folder, base, NULL);

    g_unlink (copy);
  }
  g_rmdir (folder);
  return rules;
}

/* Everybody is asked again; what was agreed before goes on, and so does staff's work. */
static void
test_new_version (ShopFixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->city;
  const char *resident = fixture->residents[0];
  g_autofree char *kept = shop_publish_sofa (fixture);
  g_autofree char *item = shop_publish_sofa (fixture);
  g_autofree char *reservation = shop_reserve (fixture, 0, kept);
  g_autofree char *extend = g_strdup_printf ("/reservations/%s/extend", reservation);
  g_autoptr (CityAnswer) refused = NULL;
  g_autoptr (CityAnswer) extended = NULL;
  g_autoptr (CityAnswer) old = NULL;
  g_autoptr (CityAnswer) given = NULL;
  g_autoptr (CityAnswer) by_staff = NULL;
  g_autoptr (CityAnswer) reserved = NULL;

  city_fixture_suspend (city);
  jl_rules_free (city->rules);
  city->rules = load_changed_rules ();
  city_fixture_resume (city);

  assert_due (fixture, resident, 2);
  refused = reserve (fixture, resident, item);
  city_assert_refused (refused, JL_ERROR_FORBIDDEN);
  extended = post (fixture, resident, extend, NULL);
  city_assert_status (extended, 200);
  old = post (fixture, resident, "/account/consents", GIVE);
  city_assert_refused (old, JL_ERROR_CONFLICT);
  g_assert_cmpstr (jl_error_get_field (old->error), ==, "text_version");
  given = post (fixture, resident, "/account/consents", "{\"text_version\":2,\"of_age\":true}");
  city_assert_status (given, 201);
  assert_due (fixture, resident, 0);
  assert_due (fixture, fixture->clerk, 2);
  by_staff = reserve (fixture, fixture->clerk, item);
  city_assert_status (by_staff, 201);
  reserved = reserve (fixture, resident, item);
  city_assert_status (reserved, 201);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/items/consents/" name, ShopFixture, NULL, shop_setup, func, shop_teardown)
  ADD ("texts", test_texts);
  ADD ("given", test_given);
  ADD ("too-young", test_too_young);
  ADD ("withdrawn", test_withdrawn);
  ADD ("given-again", test_given_again);
  ADD ("staff", test_staff);
  ADD ("new-version", test_new_version);
#undef ADD
  return g_test_run ();
}
