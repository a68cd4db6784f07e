// SPDX-License-Identifier: GPL-3.0-or-later
/* Writes the demo's items as a CSV file that `jielid import items` takes in: the same number and
 * seed give the same rows.
 *
 * usage: JIELI_DATA_DIR=data bench-rows ITEMS SEED >FILE.csv */
#include "jl-csv.h"
#include "jl-demo.h"
#include "jl-json.h"
#include "jl-time.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const members[] = {
  "organisation", "community", "category", "title", "description",
  "mode",         "price_fen", "grade",    "offer",
};

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *)a, *(const char *const *)b);
}

/* A column for whatever any category asks for. */
static GPtrArray *
list_attributes (const JlRules *rules, JlDate today)
{
  g_autoptr (GPtrArray) categories = jl_rules_list_categories (rules, today);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < categories->len; i++) {
    const JlCategory *category = categories->pdata[i];

    for (guint j = 0; j < category->attributes->len; j++) {
      const JlAttribute *attribute = category->attributes->pdata[j];

      if (g_hash_table_add (seen, (gpointer)attribute->name))
        g_ptr_array_add (names, (gpointer)attribute->name);
    }
  }
  g_ptr_array_sort (names, compare_names);
  return names;
}

static void
append_attribute (GString *out, JsonObject *attributes, const char *name)
{
  JsonNode *node = json_object_get_member (attributes, name);
  g_autoptr (GString) text = g_string_new (NULL);

  if (node != NULL && json_node_get_value_type (node) == G_TYPE_STRING)
    g_string_append (text, json_node_get_string (node));
  else if (node != NULL)
    jl_json_append_node (text, node);
  jl_csv_append_cell (out, text->str);
}

static void
append_row (GString *out, const JlDemo *demo, const JlDemoItem *item, const GPtrArray *attributes)
{
  g_autofree char *price = g_strdup_printf ("%" G_GINT64_FORMAT, item->price_fen);

  jl_csv_append_cell (out, jl_demo_get_organisation (demo, item->organisation)->label_prefix);
  jl_csv_append_cell (out, item->community->code);
  jl_csv_append_cell (out, item->category->code);
  jl_csv_append_cell (out, item->title);
  jl_csv_append_cell (out, item->description);
  jl_csv_append_cell (out, jl_enum_get_name (&jl_mode_enum, item->mode));
  jl_csv_append_cell (out, item->mode == JL_MODE_SELL ? price : "");
  jl_csv_append_cell (out, item->grade == NULL ? "" : item->grade->code);
  /* What needs a photo would only be reported as not published. */
  jl_csv_append_cell (out, item->category->needs_photo ? "draft" : "published");
  for (guint i = 0; i < attributes->len; i++)
    append_attribute (out, item->attributes, attributes->pdata[i]);
  g_string_append (out, "\r\n");
}

int
main (int argc, char **argv)
{
  const char *data_dir = g_getenv ("JIELI_DATA_DIR");
  g_autofree char *rules_dir = g_build_filename (data_dir != NULL ? data_dir : ".", "rules", NULL);
  g_autofree char *texts_dir = g_build_filename (data_dir != NULL ? data_dir : ".", "demo", NULL);
  JlDate today = jl_time_get_china_date (g_get_real_time () / 1000);
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRules) rules = jl_rules_load (rules_dir, &error);
  g_autoptr (GString) row = g_string_new (NULL);
  g_autoptr (JlDemo) demo = NULL;
  g_autoptr (GPtrArray) attributes = NULL;

  if (argc == 3 && rules != NULL)
    demo = jl_demo_new (texts_dir, g_ascii_strtoull (argv[2], NULL, 10), rules, today, &error);
  if (demo == NULL) {
    fprintf (stderr, "%s\n", error != NULL ? error->message : "usage: bench-rows ITEMS SEED");
    return 1;
  }
  attributes = list_attributes (rules, today);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    jl_csv_append_cell (row, members[i]);
  for (guint i = 0; i < attributes->len; i++) {
    g_autofree char *heading = g_strconcat ("attributes.", attributes->pdata[i], NULL);

    jl_csv_append_cell (row, heading);
  }
  g_string_append (row, "\r\n");
  for (guint64 i = 0; i < g_ascii_strtoull (argv[1], NULL, 10); i++) {
    g_autoptr (JlDemoItem) item = jl_demo_make_item (demo, i);

    append_row (row, demo, item, attributes);
    fwrite (row->str, 1, row->len, stdout);
    g_string_truncate (row, 0);
  }
  return fflush (stdout) == 0 ? 0 : 1;
}
