// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-test-demo.h"

#include <glib/gstdio.h>

/* A copy of the shipped texts in which one test breaks something. */
typedef struct {
  JlTestDemo shipped;
  char *directory;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autofree char *source = jl_test_demo_directory ();
  g_autoptr (GDir) dir = g_dir_open (source, 0, NULL);
  const char *base;

  jl_test_demo_setup (&fixture->shipped, GUINT_TO_POINTER (1));
  fixture->directory = g_dir_make_tmp ("jieli-demo-XXXXXX", NULL);
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
  jl_test_demo_teardown (&fixture->shipped, GUINT_TO_POINTER (1));
}

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

static JlDemo *
load (Fixture *fixture, GError **error)
{
  return jl_demo_new (fixture->directory, 1, fixture->shipped.rules, fixture->shipped.today, error);
}

/* One change, and how the message begins. */
typedef struct {
  const char *name;
  const char *file;
  const char *old;
  const char *new;
  const char *message;
} Broken;

static const Broken broken[] = {
  { "json", "phrases.json", "\"pools\": {", "\"pools\": ", "phrases.json: " },
  { "pool-missing",
    "phrases.json",
    "\"title_give\"",
    "\"title_gift\"",
    "phrases.json: pools: “title_give” is missing" },
  { "pool-slot",
    "phrases.json",
    "\"求购{category}\"",
    "\"求购{catgory}\"",
    "phrases.json: pools.want[0]: “catgory”: neither a slot nor a pool" },
  { "pool-bracket",
    "phrases.json",
    "\"求购{category}\"",
    "\"求购<一|二\"",
    "phrases.json: pools.want[0]: “求购<一|二”: a bracket is not closed" },
  { "word",
    "phrases.json",
    "\"material.solid_wood\": \"实木\"",
    "\"material.solid_wood\": 5",
    "phrases.json: words.material.solid_wood: must be a text" },
  { "no-category",
    "items-furniture.json",
    "\"category\": \"armchair\"",
    "\"category\": \"throne\"",
    "items-furniture.json: templates[1].category: there is no category “throne”" },
  { "mode",
    "items-furniture.json",
    "sell:78 give:15",
    "sell:78 rob:15",
    "items-furniture.json: templates[0].modes: “rob:15” is no mode" },
  { "product",
    "items-furniture.json",
    "\"顾家家居|2600-9800\"",
    "\"顾家家居|dear\"",
    "items-furniture.json: templates[0].products[0]: “顾家家居|dear” does not have" },
  { "product-slots",
    "items-furniture.json",
    "\"顾家家居|2600-9800\"",
    "\"顾家家居|M1|2600-9800\"",
    "items-furniture.json: templates[0].products[0]: " },
  { "attribute",
    "items-furniture.json",
    "\"seats\": \"1:1",
    "\"sets\": \"1:1",
    "items-furniture.json: templates[0].attributes.sets: no attribute of “sofa”" },
  { "range",
    "items-furniture.json",
    "\"150..360/5\"",
    "\"360..150/5\"",
    "items-furniture.json: templates[0].attributes.length_cm: " },
  { "range-too-wide",
    "items-furniture.json",
    "\"150..360/5\"",
    "\"150..3600/5\"",
    "items-furniture.json: templates[0].attributes.length_cm: " },
  { "choice",
    "items-furniture.json",
    "\"fabric:9 leather:4",
    "\"cloth:9 leather:4",
    "items-furniture.json: templates[0].attributes.material: " },
  { "product-attribute",
    "items-phones.json",
    "\"华为|Mate 40 Pro|256|8|5999\"",
    "\"华为|Mate 40 Pro|much|8|5999\"",
    "items-phones.json: templates[0].products: “much” cannot be the attribute “storage_gb”" },
  { "chance",
    "items-furniture.json",
    "\"disassembles\": \"55%\"",
    "\"disassembles\": \"155%\"",
    "items-furniture.json: templates[0].attributes.disassembles: " },
  { "made",
    "items-furniture.json",
    "\"$bought\"",
    "\"$stolen\"",
    "items-furniture.json: templates[0].attributes.purchase_date?: " },
  { "title-slot",
    "items-furniture.json",
    "客厅{shape}沙发",
    "客厅{shpae}沙发",
    "items-furniture.json: templates[0].titles[" },
  { "ages",
    "items-furniture.json",
    "\"1-144\"",
    "\"old\"",
    "items-furniture.json: templates[0].age_months: must be two numbers" },
  { "district",
    "city.json",
    "\"130102\"",
    "\"130199\"",
    "city.json: districts[0].code: “130199” is no district" },
  { "role", "city.json", "\"teacher\"", "\"baker\"", "city.json: organisations[2].staff: " },
  { "names",
    "city.json",
    "\"kind\": \"market\", \"count\": 5",
    "\"kind\": \"department\", \"count\": 400",
    "city.json: organisations[5].count: phrases.json has not enough names" },
};

static void
test_broken (Fixture *fixture, gconstpointer data)
{
  const Broken *one = data;
  g_autoptr (GError) error = NULL;

  replace (fixture, one->file, one->old, one->new);
  g_assert_null (load (fixture, &error));
  g_assert_nonnull (error);
  if (!g_str_has_prefix (error->message, one->message))
    g_test_message ("%s: %s", one->name, error->message);
  g_assert_true (g_str_has_prefix (error->message, one->message));
  g_assert_true (error->domain == JL_ERROR);
}

static void
test_unbroken (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlDemo) demo = load (fixture, &error);

  g_assert_no_error (error);
  g_assert_nonnull (demo);
}

static void
test_no_items (Fixture *fixture, gconstpointer data)
{
  GDir *dir = g_dir_open (fixture->directory, 0, NULL);
  g_autoptr (GError) error = NULL;
  const char *base;

  while ((base = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (fixture->directory, base, NULL);

    if (g_str_has_prefix (base, "items-"))
      g_assert_no_errno (g_unlink (path));
  }
  g_dir_close (dir);
  g_assert_null (load (fixture, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/demo/files/unbroken", Fixture, NULL, setup, test_unbroken, teardown);
  g_test_add ("/demo/files/no-items", Fixture, NULL, setup, test_no_items, teardown);
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++) {
    g_autofree char *path = g_strconcat ("/demo/files/broken/", broken[i].name, NULL);

    g_test_add (path, Fixture, &broken[i], setup, test_broken, teardown);
  }
  return g_test_run ();
}
