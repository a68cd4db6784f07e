// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-test-rules.h"

#include "jl-error.h"

typedef struct {
  const JlRules *rules;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->rules = jl_test_rules_get ();
}

typedef struct {
  const char *name;
  const char *category;
  const char *attributes;
  const char *on;
  JlSafeUseState state;
  const char *ends; /* NULL: none */
  gboolean blocks;
} SafeUse;

static const SafeUse safe_uses[] = {
  { "new-fridge",
    "fridge",
    "{\"purchase_date\":\"2020-05-10\"}",
    "2026-06-01",
    JL_SAFE_USE_WITHIN,
    "2030-05-10",
    FALSE },
  { "last-day",
    "fridge",
    "{\"purchase_date\":\"2016-06-01\"}",
    "2026-06-01",
    JL_SAFE_USE_WITHIN,
    "2026-06-01",
    FALSE },
  { "day-after",
    "fridge",
    "{\"purchase_date\":\"2016-05-31\"}",
    "2026-06-01",
    JL_SAFE_USE_OVER,
    "2026-05-31",
    FALSE },
  { "leap-day",
    "washing_machine",
    "{\"purchase_date\":\"2020-02-29\"}",
    "2026-06-01",
    JL_SAFE_USE_WITHIN,
    "2028-02-29",
    FALSE },
  { "no-date", "fridge", "{}", "2026-06-01", JL_SAFE_USE_UNKNOWN, NULL, FALSE },
  { "unauthorised",
    "fridge",
    "{\"purchase_date\":\"2025-05-10\",\"unauthorised_repair\":true}",
    "2026-06-01",
    JL_SAFE_USE_OVER,
    NULL,
    FALSE },
  { "no-limit",
    "television",
    "{\"purchase_date\":\"1999-05-10\"}",
    "2026-06-01",
    JL_SAFE_USE_UNLIMITED,
    NULL,
    FALSE },
  { "before-standard",
    "fridge",
    "{\"purchase_date\":\"1999-05-10\"}",
    "2018-06-01",
    JL_SAFE_USE_UNLIMITED,
    NULL,
    FALSE },
  { "gas-stove",
    "gas_stove",
    "{\"purchase_date\":\"2015-05-10\"}",
    "2026-06-01",
    JL_SAFE_USE_OVER,
    "2023-05-10",
    TRUE },
  { "natural-gas",
    "gas_water_heater",
    "{\"purchase_date\":\"2019-07-01\",\"gas_type\":\"natural_gas\"}",
    "2026-06-01",
    JL_SAFE_USE_WITHIN,
    "2027-07-01",
    TRUE },
  { "manufactured-gas",
    "gas_water_heater",
    "{\"purchase_date\":\"2019-07-01\",\"gas_type\":\"manufactured_gas\"}",
    "2026-06-01",
    JL_SAFE_USE_OVER,
    "2025-07-01",
    TRUE },
  { "gas-not-known",
    "gas_water_heater",
    "{\"purchase_date\":\"2019-07-01\"}",
    "2026-06-01",
    JL_SAFE_USE_UNKNOWN,
    NULL,
    FALSE },
};

static void
test_safe_use (gconstpointer data)
{
  const SafeUse *expected = data;
  const JlRules *rules = jl_test_rules_get ();
  g_autoptr (JsonObject) attributes = jl_test_object (expected->attributes);
  JlSafeUse safe_use = jl_rules_get_safe_use (
      rules, jl_test_category (rules, expected->category), attributes, jl_test_day (expected->on));

  g_assert_cmpint (safe_use.state, ==, expected->state);
  g_assert_cmpint (
      safe_use.ends, ==, expected->ends != NULL ? jl_test_day (expected->ends) : JL_DATE_NONE);
  if (safe_use.limit != NULL)
    g_assert_cmpint (safe_use.limit->blocks, ==, expected->blocks);
}

static void
test_safe_use_without_attributes (Fixture *fixture, gconstpointer data)
{
  JlSafeUse safe_use = jl_rules_get_safe_use (fixture->rules,
                                              jl_test_category (fixture->rules, "fridge"),
                                              NULL,
                                              jl_test_day ("2026-06-01"));

  g_assert_cmpint (safe_use.state, ==, JL_SAFE_USE_UNKNOWN);
}

static void
test_retention (Fixture *fixture, gconstpointer data)
{
  JlDate today = jl_test_day ("2026-06-01");
  const JlRetention *item = jl_rules_find_retention (fixture->rules, "item", today);
  const JlRetention *session = jl_rules_find_retention (fixture->rules, "session", today);
  const JlRetention *ledger = jl_rules_find_retention (fixture->rules, "ledger_entry", today);

  /* 电子商务法 art 31: three years from completion. */
  g_assert_cmpint (item->counted_from, ==, JL_RETENTION_END);
  g_assert_cmpint (item->then, ==, JL_RETENTION_DELETE);
  g_assert_cmpint (
      jl_retention_get_end (item, jl_test_day ("2024-02-29")), ==, jl_test_day ("2027-02-28"));
  g_assert_cmpint (
      jl_retention_get_end (session, jl_test_day ("2026-01-31")), ==, jl_test_day ("2026-03-02"));
  /* Books of account are counted from the end of their year. */
  g_assert_cmpint (
      jl_retention_get_end (ledger, jl_test_day ("2026-03-05")), ==, jl_test_day ("2056-12-31"));
  g_assert_null (jl_rules_find_retention (fixture->rules, "poem", today));
  g_assert_null (jl_rules_find_retention (fixture->rules, "wipe_record", today));
  g_assert_nonnull (
      jl_rules_find_retention (fixture->rules, "wipe_record", jl_test_day ("2027-01-01")));
}

static void
test_reservation_terms (Fixture *fixture, gconstpointer data)
{
  JlDate today = jl_test_day ("2026-06-01");
  const JlReservationTerms *shop =
      jl_rules_get_reservation_terms (fixture->rules, JL_ORGANISATION_SHOP, today);
  const JlReservationTerms *department =
      jl_rules_get_reservation_terms (fixture->rules, JL_ORGANISATION_DEPARTMENT, today);
  const JlReservationTerms *early = jl_rules_get_reservation_terms (
      fixture->rules, JL_ORGANISATION_SHOP, jl_test_day ("2001-01-01"));

  g_assert_cmpuint (shop->hold_hours, ==, 72);
  g_assert_cmpuint (department->hold_hours, ==, 48);
  g_assert_true (early == department);
}

static void
test_listing_terms (Fixture *fixture, gconstpointer data)
{
  JlDate today = jl_test_day ("2026-06-01");
  const JlListingTerms *school =
      jl_rules_get_listing_terms (fixture->rules, JL_ORGANISATION_SCHOOL, today);
  const JlListingTerms *shop =
      jl_rules_get_listing_terms (fixture->rules, JL_ORGANISATION_SHOP, today);
  const JlListingTerms *early = jl_rules_get_listing_terms (
      fixture->rules, JL_ORGANISATION_SCHOOL, jl_test_day ("2001-01-01"));

  g_assert_cmpuint (school->listing_days, ==, 180);
  g_assert_cmpuint (shop->listing_days, ==, 90);
  g_assert_cmpuint (shop->remind_hours, ==, 6);
  g_assert_true (early == shop);
}

static void
test_pin_terms (Fixture *fixture, gconstpointer data)
{
  JlDate today = jl_test_day ("2026-06-01");
  const JlPinTerms *shop = jl_rules_get_pin_terms (fixture->rules, JL_ORGANISATION_SHOP, today);
  const JlPinTerms *department =
      jl_rules_get_pin_terms (fixture->rules, JL_ORGANISATION_DEPARTMENT, today);

  g_assert_cmpuint (shop->days, ==, 30);
  g_assert_cmpuint (shop->tries, ==, 10);
  g_assert_cmpuint (shop->session_hours, ==, 12);
  g_assert_cmpuint (department->days, ==, 7);
}

static void
test_organisation_terms (Fixture *fixture, gconstpointer data)
{
  JlDate today = jl_test_day ("2026-06-01");

  for (guint i = 0; jl_organisation_kind_enum.names[i] != NULL; i++) {
    const JlOrganisationTerms *terms = jl_rules_get_organisation_terms (fixture->rules, i, today);

    g_assert_cmpint (terms->kind, ==, i);
    g_assert_cmpuint (terms->roles->len, >, 0);
    g_assert_cmpstr (jl_names_get (&terms->name, "zh_CN"), !=, jl_names_get (&terms->name, "en"));
  }
}

static void
assert_working (const JlHolidays *holidays, const char *day, gboolean expected)
{
  g_autoptr (GError) error = NULL;
  gboolean working;

  g_assert_true (jl_holidays_is_working_day (holidays, jl_test_day (day), &working, &error));
  g_assert_no_error (error);
  g_assert_cmpint (working, ==, expected);
}

static void
test_holidays (Fixture *fixture, gconstpointer data)
{
  const JlHolidays *holidays = jl_rules_get_holidays (fixture->rules);

  assert_working (holidays, "2024-02-12", FALSE); /* Monday, Spring Festival */
  assert_working (holidays, "2024-02-18", TRUE);  /* Sunday, worked on */
  assert_working (holidays, "2025-10-08", FALSE); /* Wednesday, National Day */
  assert_working (holidays, "2025-10-09", TRUE);
  assert_working (holidays, "2026-02-28", TRUE);  /* Saturday, worked on */
  assert_working (holidays, "2026-03-01", FALSE); /* Sunday */
  g_assert_true (jl_holidays_covers_year (holidays, 2026));
  g_assert_false (jl_holidays_covers_year (holidays, 2027)); /* not announced when it was written */
}

static void
test_divisions (Fixture *fixture, gconstpointer data)
{
  const JlDivisions *divisions = jl_rules_get_divisions (fixture->rules);

  g_assert_cmpstr (jl_divisions_lookup (divisions, "130102")->name, ==, "长安区");
}

#define ADD(name_, func_) g_test_add ("/rules/" name_, Fixture, NULL, setup, func_, NULL)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (safe_uses); i++) {
    g_autofree char *path = g_strconcat ("/rules/safe-use/", safe_uses[i].name, NULL);

    g_test_add_data_func (path, &safe_uses[i], test_safe_use);
  }
  ADD ("safe-use/without-attributes", test_safe_use_without_attributes);
  ADD ("retention", test_retention);
  ADD ("reservation-terms", test_reservation_terms);
  ADD ("listing-terms", test_listing_terms);
  ADD ("pin-terms", test_pin_terms);
  ADD ("organisation-terms", test_organisation_terms);
  ADD ("holidays", test_holidays);
  ADD ("divisions", test_divisions);
  return g_test_run ();
}
