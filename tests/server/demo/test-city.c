// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-test-demo.h"

#include "jl-identifier.h"
#include "jl-label-code.h"
#include "jl-uscc.h"

static void
check_organisation (const JlDemoOrganisation *one)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *uscc = NULL;
  g_autofree char *prefix = NULL;
  JlUsccDoubts doubts;

  g_assert_cmpint (g_utf8_strlen (one->name, -1), >=, 4);
  g_assert_cmpint (g_utf8_strlen (one->name, -1), <=, 60);
  uscc = jl_uscc_parse (one->uscc, &doubts, &error);
  g_assert_no_error (error);
  g_assert_cmpint (doubts, ==, JL_USCC_NO_DOUBTS);
  g_assert_cmpstr (uscc, ==, one->uscc);
  /* A region that does not exist. */
  g_assert_true (g_str_has_prefix (one->uscc + 2, "139999"));
  prefix = jl_label_prefix_parse (one->label_prefix, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (prefix, ==, one->label_prefix);
  g_assert_true (g_str_has_prefix (one->telephone, "0311-0"));
  g_assert_cmpint (strlen (one->opening_hours), >, 0);
  g_assert_cmpint (one->division->level,
                   ==,
                   one->kind == JL_ORGANISATION_DEPARTMENT ? JL_DIVISION_DISTRICT
                                                           : JL_DIVISION_COMMUNITY);
}

static void
test_organisations (JlTestDemo *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) codes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) prefixes = g_hash_table_new (g_str_hash, g_str_equal);
  guint kinds[JL_ORGANISATION_DEPARTMENT + 1] = { 0 };
  guint n = jl_demo_get_n_organisations (fixture->demo);

  g_assert_cmpuint (n, >, 50);
  for (guint i = 0; i < n; i++) {
    const JlDemoOrganisation *one = jl_demo_get_organisation (fixture->demo, i);

    check_organisation (one);
    kinds[one->kind]++;
    g_assert_true (g_hash_table_add (names, one->name));
    g_assert_true (g_hash_table_add (codes, one->uscc));
    g_assert_true (g_hash_table_add (prefixes, one->label_prefix));
  }
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_assert_cmpuint (kinds[i], >, 0);
}

static void
test_committee_name (JlTestDemo *fixture, gconstpointer data)
{
  for (guint i = 0; i < jl_demo_get_n_organisations (fixture->demo); i++) {
    const JlDemoOrganisation *one = jl_demo_get_organisation (fixture->demo, i);

    if (one->kind != JL_ORGANISATION_COMMITTEE)
      continue;
    g_assert_true (g_str_has_prefix (one->name, one->division->parent->name));
    g_assert_true (g_str_has_suffix (one->name, "居委会"));
    g_assert_null (strstr (one->name, "居民委员会"));
  }
}

static void
test_staff (JlTestDemo *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) usernames = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JlDate today = fixture->today;

  for (guint i = 0; i < jl_demo_get_n_organisations (fixture->demo); i++) {
    const JlDemoOrganisation *place = jl_demo_get_organisation (fixture->demo, i);
    const JlOrganisationTerms *terms =
        jl_rules_get_organisation_terms (fixture->rules, place->kind, today);

    g_assert_cmpuint (jl_demo_get_n_staff (fixture->demo, i), >, 0);
    for (guint n = 0; n < jl_demo_get_n_staff (fixture->demo, i); n++) {
      g_autoptr (JlDemoPerson) person = jl_demo_make_staff (fixture->demo, i, n);
      g_autoptr (JlDemoPerson) again = jl_demo_make_staff (fixture->demo, i, n);
      gboolean known = FALSE;

      g_assert_cmpstr (person->nickname, ==, again->nickname);
      g_assert_cmpint (g_utf8_strlen (person->nickname, -1), <=, 20);
      g_assert_true (g_hash_table_add (usernames, g_strdup (person->username)));
      g_assert_null (person->phone);
      g_assert_cmpuint (person->organisation, ==, i);
      /* A role that such organisations have. */
      for (guint r = 0; r < terms->roles->len; r++)
        known |= g_array_index (terms->roles, int, r) == person->role;
      g_assert_true (known);
    }
  }
}

static void
test_residents (JlTestDemo *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) phones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) nicknames = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint64 i = 0; i < 1000; i++) {
    g_autoptr (JlDemoPerson) person = jl_demo_make_resident (fixture->demo, i);
    g_autofree char *mobile = jl_mobile_parse (person->phone, NULL);
    const JlDemoOrganisation *inviter =
        jl_demo_get_organisation (fixture->demo, person->organisation);

    g_assert_cmpstr (mobile, ==, person->phone);
    g_assert_true (g_str_has_prefix (person->phone, "1540")); /* given to nobody */
    g_assert_true (g_hash_table_add (phones, g_strdup (person->phone)));
    g_hash_table_add (nicknames, g_strdup (person->nickname));
    g_assert_cmpint (g_utf8_strlen (person->nickname, -1), <=, 20);
    g_assert_cmpint (person->role, ==, -1);
    g_assert_null (person->username);
    g_assert_true (inviter->kind == JL_ORGANISATION_COMMITTEE ||
                   inviter->kind == JL_ORGANISATION_SHOP);
  }
  g_assert_cmpuint (g_hash_table_size (nicknames), >, 700);
}

static void
test_wants (JlTestDemo *fixture, gconstpointer data)
{
  guint n_anywhere = 0;

  for (guint64 i = 0; i < 500; i++) {
    g_autoptr (JlDemoWant) want = jl_demo_make_want (fixture->demo, i, 50);

    g_assert_cmpuint (want->resident, <, 50);
    g_assert_cmpint (g_utf8_strlen (want->text, -1), >=, 3);
    g_assert_cmpint (g_utf8_strlen (want->text, -1), <=, 60);
    g_assert_true (want->category->is_leaf);
    g_assert_cmpint (want->max_price_fen, >=, 0);
    if (want->district == NULL)
      n_anywhere++;
    else
      g_assert_cmpint (want->district->level, ==, JL_DIVISION_DISTRICT);
  }
  g_assert_cmpuint (n_anywhere, >, 100);
  g_assert_cmpuint (n_anywhere, <, 350);
}

#define ADD(name_, func_)                                                                          \
  g_test_add ("/demo/city/" name_,                                                                 \
              JlTestDemo,                                                                          \
              GUINT_TO_POINTER (7),                                                                \
              jl_test_demo_setup,                                                                  \
              func_,                                                                               \
              jl_test_demo_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("organisations", test_organisations);
  ADD ("committee-name", test_committee_name);
  ADD ("staff", test_staff);
  ADD ("residents", test_residents);
  ADD ("wants", test_wants);
  return g_test_run ();
}
