// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-test-rules.h"

#include "jl-error.h"
#include "jl-json.h"

#include <glib/gstdio.h>

/* A copy of the shipped rules in which one test breaks something. */
typedef struct {
  char *directory;
} Fixture;

static void
copy_rules (Fixture *fixture)
{
  g_autofree char *source = g_build_filename (g_getenv ("JIELI_DATA_DIR"), "rules", NULL);
  g_autoptr (GDir) dir = g_dir_open (source, 0, NULL);
  const char *base;

  g_assert_nonnull (dir);
  while ((base = g_dir_read_name (dir)) != NULL) {
    g_autofree char *from = g_build_filename (source, base, NULL);
    g_autofree char *to = g_build_filename (fixture->directory, base, NULL);
    g_autofree char *text = NULL;
    gsize length;

    g_assert_true (g_file_get_contents (from, &text, &length, NULL));
    g_assert_true (g_file_set_contents (to, text, length, NULL));
  }
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->directory = g_dir_make_tmp ("jieli-rules-XXXXXX", NULL);
  g_assert_nonnull (fixture->directory);
  copy_rules (fixture);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  GDir *dir = g_dir_open (fixture->directory, 0, NULL);
  const char *base;

  while ((base = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (fixture->directory, base, NULL);

    g_assert_no_errno (g_unlink (path));
  }
  g_dir_close (dir);
  g_assert_no_errno (g_rmdir (fixture->directory));
  g_free (fixture->directory);
}

static void
put_file (Fixture *fixture, const char *base, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->directory, base, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* Replaces the only occurrence of @old in a file. */
static void
replace (Fixture *fixture, const char *base, const char *old, const char *new)
{
  g_autofree char *path = g_build_filename (fixture->directory, base, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *changed = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  parts = g_strsplit (text, old, 2);
  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  changed = g_strconcat (parts[0], new, parts[1], NULL);
  g_assert_true (g_file_set_contents (path, changed, -1, NULL));
}

static void
test_shipped (void)
{
  const JlRules *rules = jl_test_rules_get ();
  const GPtrArray *files = jl_rules_get_files (rules);
  static const char *const names[] = {
    "attributes.json",         "categories.json", "consents.json",
    "divisions-history.csv",   "divisions.csv",   "grades.json",
    "holidays.json",           "listings.json",   "moderation.json",
    "organisation-kinds.json", "pins.json",       "prohibited.json",
    "reservations.json",       "retention.json",  "safe-use-years.json",
  };

  g_assert_cmpuint (strlen (jl_rules_get_version (rules)), ==, 32);
  g_assert_cmpuint (files->len, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < files->len; i++) {
    const JlRulesFile *file = files->pdata[i];

    g_assert_cmpstr (file->name, ==, names[i]);
    g_assert_cmpuint (strlen (file->digest), ==, 64);
    if (g_str_has_suffix (file->name, ".json"))
      g_assert_cmpuint (strlen (file->version), ==, 10);
    else
      g_assert_null (file->version);
  }
}

/* Anybody can compute the version with sha256sum. */
static void
test_version (Fixture *fixture, gconstpointer data)
{
  const JlRules *shipped = jl_test_rules_get ();
  g_autoptr (JlRules) copy = NULL;
  g_autoptr (JlRules) changed = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *command = NULL;
  g_autofree char *output = NULL;

  copy = jl_rules_load (fixture->directory, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (jl_rules_get_version (copy), ==, jl_rules_get_version (shipped));

  command =
      g_strdup_printf ("sh -c 'cd %s && LC_ALL=C sha256sum * | sha256sum'", fixture->directory);
  g_assert_true (g_spawn_command_line_sync (command, &output, NULL, NULL, NULL));
  g_assert_true (g_str_has_prefix (output, jl_rules_get_version (copy)));

  replace (fixture, "reservations.json", "\"hold_hours\": 48", "\"hold_hours\": 47");
  changed = jl_rules_load (fixture->directory, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (jl_rules_get_version (changed), !=, jl_rules_get_version (shipped));
}

static void
test_hidden_files (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlRules) rules = NULL;
  g_autoptr (GError) error = NULL;

  put_file (fixture, ".categories.json.swp", "an editor's");
  rules = jl_rules_load (fixture->directory, &error);
  g_assert_no_error (error);
}

static void
test_stranger (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  put_file (fixture, "catgories.json", "{}");
  g_assert_null (jl_rules_load (fixture->directory, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "catgories.json: not a rules file that is known");
}

static void
test_missing_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->directory, "grades.json", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_no_errno (g_unlink (path));
  g_assert_null (jl_rules_load (fixture->directory, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "grades.json"));
  put_file (fixture, "grades.json", "");
}

static void
test_missing_folder (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (jl_rules_load ("/nonexistent/rules", &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_NOT_FOUND);
}

/* One change to the shipped files, and what is then said. */
typedef struct {
  const char *name;
  const char *file;
  const char *old;
  const char *new;
  const char *message; /* its beginning */
} Broken;

static const Broken broken[] = {
  { "json", "grades.json", "\"rows\": [", "\"rows\": ", "grades.json: " },
  { "envelope-name",
    "grades.json",
    "\"name\": \"grades\"",
    "\"name\": \"grade\"",
    "grades.json: name: must be “grades”, as the file" },
  { "envelope-version",
    "grades.json",
    "\"version\": \"2026",
    "\"version\": \"May 2026",
    "grades.json: version: " },
  { "envelope-member",
    "grades.json",
    "\"version\"",
    "\"vers1on\"",
    "grades.json: vers1on: unknown member" },
  { "envelope-rows",
    "retention.json",
    "\"rows\": [",
    "\"rows\": 5, \"x\": [",
    "retention.json: x: unknown member" },
  { "unknown-member",
    "reservations.json",
    "\"hold_hours\": 48",
    "\"hold_ours\": 48",
    "reservations.json: rows[0].hold_ours: " },
  { "out-of-range",
    "reservations.json",
    "\"hold_hours\": 48",
    "\"hold_hours\": 0",
    "reservations.json: rows[0].hold_hours: " },
  { "wrong-type",
    "reservations.json",
    "\"hold_hours\": 48",
    "\"hold_hours\": \"48\"",
    "reservations.json: rows[0].hold_hours: " },
  { "no-source",
    "reservations.json",
    "\"source\": \"Own proposal\"",
    "\"source\": \"\"",
    "reservations.json: rows[0].source: " },
  { "no-certainty",
    "reservations.json",
    "\"certainty\": \"proposal\"",
    "\"certainty\": \"sure\"",
    "reservations.json: rows[0].certainty: " },
  { "never-holds",
    "reservations.json",
    "\"valid_to\": null",
    "\"valid_to\": \"2020-01-01\"",
    "reservations.json: rows[0].valid_to: before valid_from" },
  { "consent-twice",
    "consents.json",
    "\"audience\": \"staff\"",
    "\"audience\": \"resident\"",
    "consents.json: rows[1]: another row" },
  { "consent-age",
    "consents.json",
    "\"minimum_age\": 16",
    "\"minimum_age\": 12",
    "consents.json: rows[1].minimum_age: " },
  { "no-general-terms",
    "reservations.json",
    "{ \"hold_hours\": 48",
    "{ \"organisation_kind\": \"department\", \"hold_hours\": 48",
    "reservations.json: rows: there must be a row without organisation_kind" },
  { "two-at-a-time",
    "reservations.json",
    "\"organisation_kind\": \"committee\"",
    "\"organisation_kind\": \"shop\"",
    "reservations.json: rows[2]: another row for “shop” holds at the same time" },
  { "attribute-detail",
    "attributes.json",
    "\"type\": \"text\", \"max\": 40",
    "\"type\": \"text\", \"min\": 1, \"max\": 40",
    "attributes.json: rows[0].min (brand): does not go with the type “text”" },
  { "attribute-without-max",
    "attributes.json",
    "\"type\": \"text\", \"max\": 40",
    "\"type\": \"text\"",
    "attributes.json: rows[0].max (brand): is missing" },
  { "attribute-empty-range",
    "attributes.json",
    "\"min\": 1, \"max\": 1000",
    "\"min\": 9, \"max\": 3",
    "attributes.json: rows[4].max (length_cm): leaves no possible value" },
  { "attribute-value-twice",
    "attributes.json",
    "\"code\": \"white\"",
    "\"code\": \"black\"",
    "attributes.json: rows[2].values[1].code (colour): “black” is there twice" },
  { "attribute-code",
    "attributes.json",
    "\"name\": \"brand\"",
    "\"name\": \"the brand\"",
    "attributes.json: rows[0].name (the brand): “the brand” is no code" },
  { "no-such-attribute",
    "categories.json",
    "{ \"name\": \"seats\", \"required\": true",
    "{ \"name\": \"chairs\", \"required\": true",
    "categories.json: rows[1].attributes[0].name (sofa): attributes.json has no “chairs”" },
  { "attribute-twice",
    "categories.json",
    "{ \"name\": \"sofa_bed\" }",
    "{ \"name\": \"seats\" }",
    "categories.json: rows[1].attributes[7].name (sofa): “seats” is there twice" },
  { "attribute-wider",
    "categories.json",
    "{ \"name\": \"width_cm\" }",
    "{ \"name\": \"width_cm\", \"max\": 9999 }",
    "categories.json: rows[0].attributes[4].max (furniture): may only narrow" },
  { "no-such-parent",
    "categories.json",
    "\"parent\": \"furniture\"",
    "\"parent\": \"funiture\"",
    "categories.json: rows[1].parent (sofa): no “funiture” before this row" },
  { "grandchild",
    "categories.json",
    "\"code\": \"armchair\", \"parent\": \"furniture\"",
    "\"code\": \"armchair\", \"parent\": \"sofa\"",
    "categories.json: rows[2].parent (armchair): “sofa” is itself below another category" },
  { "no-scale",
    "categories.json",
    "\"scale\": \"furniture\"",
    "\"scale\": \"stars\"",
    "categories.json: rows[0].scale (furniture): grades.json has no “stars”" },
  { "no-icon",
    "categories.json",
    "\"icon\": \"jl-furniture-symbolic\",",
    "",
    "categories.json: rows[0].icon (furniture): is missing" },
  { "category-twice",
    "categories.json",
    "\"code\": \"armchair\"",
    "\"code\": \"sofa\"",
    "categories.json: rows[2] (sofa): another row for “sofa” holds at the same time" },
  { "child-outlives-parent",
    "categories.json",
    "\"source\": \"石政函〔2023〕8号 items 11, 13\", \"certainty\": \"proposal\", "
    "\"valid_from\": \"2023-01-18\",\n      \"valid_to\": null",
    "\"source\": \"x\", \"certainty\": \"proposal\", \"valid_from\": \"2023-01-18\",\n      "
    "\"valid_to\": \"2030-12-31\"",
    "categories.json: rows[1].parent (sofa): no “furniture” before this row" },
  { "grade-twice",
    "grades.json",
    "\"code\": \"N99\"",
    "\"code\": \"N100\"",
    "grades.json: rows[0].grades[1] (condition): “N100” is there twice" },
  { "cap-without-grade",
    "grades.json",
    "\"effect\": \"cap\", \"grade\": \"N70\"",
    "\"effect\": \"cap\"",
    "grades.json: rows[0].stops[0].grade (condition): a grade of this scale" },
  { "no-word",
    "prohibited.json",
    "\"枪支\"",
    "\"*\"",
    "prohibited.json: rows[0].words[0] (firearms): is no word" },
  { "skip-nothing",
    "prohibited.json",
    "\"skip_categories\": [\"books\"",
    "\"skip_categories\": [\"novels\"",
    "prohibited.json: rows[0].skip_categories[0] (firearms): there is no category “novels”" },
  { "limit-without-date",
    "safe-use-years.json",
    "\"category\": \"fridge\"",
    "\"category\": \"tableware\"",
    "safe-use-years.json: rows[0].category (tableware): there is no category “tableware” with" },
  { "limit-when",
    "safe-use-years.json",
    "\"value\": \"natural_gas\"",
    "\"value\": \"biogas\"",
    "safe-use-years.json: rows[10].when.value (gas_water_heater): “gas_type” cannot be “biogas”" },
  { "no-period",
    "retention.json",
    "\"months\": 36, ",
    "",
    "retention.json: rows[0].months (item): months or days must be given" },
  { "no-role",
    "organisation-kinds.json",
    "\"clerk\"",
    "\"baker\"",
    "organisation-kinds.json: rows[0].roles[1] (committee): there is no role “baker”" },
  { "holiday-too-long",
    "holidays.json",
    "\"last_day\": \"2024-02-17\"",
    "\"last_day\": \"2024-03-17\"",
    "holidays.json: rows[1].last_day: must be at most 14 days" },
  { "holiday-outside",
    "holidays.json",
    "\"first_day\": \"2024-01-01\", \"last_day\": \"2024-01-01\"",
    "\"first_day\": \"2023-12-31\", \"last_day\": \"2024-01-01\"",
    "holidays.json: rows[0].first_day: outside valid_from" },
  { "work-on-monday",
    "holidays.json",
    "\"2024-02-04\"",
    "\"2024-02-05\"",
    "holidays.json: rows[1].work_days[0]: is no Saturday or Sunday" },
  { "work-on-no-day",
    "holidays.json",
    "\"2024-02-04\"",
    "\"2024-02-30\"",
    "holidays.json: rows[1].work_days[0]: " },
  { "holiday-twice",
    "holidays.json",
    "\"2024-02-18\"]",
    "\"2024-02-04\"]",
    "holidays.json: The holiday table has 2024-02-04 twice" },
  { "divisions", "divisions.csv", "130102,", "130102x,", "Divisions: " },
};

static void
test_broken (Fixture *fixture, gconstpointer data)
{
  const Broken *one = data;
  g_autoptr (GError) error = NULL;

  replace (fixture, one->file, one->old, one->new);
  g_assert_null (jl_rules_load (fixture->directory, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == JL_ERROR);
  if (!g_str_has_prefix (error->message, one->message))
    g_test_message ("%s: %s", one->name, error->message);
  g_assert_true (g_str_has_prefix (error->message, one->message));
}

static void
test_row_of_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlRules) rules = NULL;
  g_autoptr (GError) error = NULL;
  const JlReservationTerms *terms;

  replace (fixture,
           "reservations.json",
           "\"valid_to\": null }",
           "\"valid_to\": \"2026-12-31\" },\n    { \"hold_hours\": 24, \"extensions\": 0, "
           "\"extension_hours\": 24, \"waiting_places\": 3, \"offer_hours\": 12, "
           "\"per_person\": 2, \"source\": \"x\", \"certainty\": \"proposal\", "
           "\"valid_from\": \"2027-01-01\", \"valid_to\": null }");
  rules = jl_rules_load (fixture->directory, &error);
  g_assert_no_error (error);
  terms =
      jl_rules_get_reservation_terms (rules, JL_ORGANISATION_RECYCLER, jl_test_day ("2026-12-31"));
  g_assert_cmpuint (terms->hold_hours, ==, 48);
  terms =
      jl_rules_get_reservation_terms (rules, JL_ORGANISATION_RECYCLER, jl_test_day ("2027-01-01"));
  g_assert_cmpuint (terms->hold_hours, ==, 24);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/rules/load/shipped", test_shipped);
  g_test_add ("/rules/load/version", Fixture, NULL, setup, test_version, teardown);
  g_test_add ("/rules/load/hidden-files", Fixture, NULL, setup, test_hidden_files, teardown);
  g_test_add ("/rules/load/stranger", Fixture, NULL, setup, test_stranger, teardown);
  g_test_add ("/rules/load/missing-file", Fixture, NULL, setup, test_missing_file, teardown);
  g_test_add_func ("/rules/load/missing-folder", test_missing_folder);
  g_test_add ("/rules/load/row-of-later", Fixture, NULL, setup, test_row_of_later, teardown);
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++) {
    g_autofree char *path = g_strconcat ("/rules/load/broken/", broken[i].name, NULL);

    g_test_add (path, Fixture, &broken[i], setup, test_broken, teardown);
  }
  return g_test_run ();
}
