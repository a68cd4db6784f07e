// SPDX-License-Identifier: GPL-3.0-or-later
/* What the search file costs: fills one with most of a city's items, follows the journal over the
 * newest in steps of a given number of changes, and says how much CPU time that took an item.
 *
 * usage: bench-indexer DATA-DIR ITEMS BUDGET
 *   ITEMS: so many of the newest are followed; BUDGET: changes at a time, as when so many come
 *   between two steps */
#include "jl-item-text.h"
#include "jl-store.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* The items before those that are followed, and where the journal was when the next one came. */
static gint64 first_id;
static gint64 first_seq;

static double
get_cpu_micros (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static gint64
ask (JlConnection *connection, const char *sql, gint64 parameter)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, &error);

  if (statement == NULL)
    g_error ("%s", error->message);
  jl_statement_bind_integer (statement, 1, parameter);
  if (!jl_statement_step (statement, &error))
    g_error ("%s: %s", sql, error == NULL ? "no row" : error->message);
  return jl_statement_get_integer (statement, 0);
}

/* Makes one of the items before first_id; the rest the indexer meets in the journal. */
static void
describe_old (JlConnection *connection,
              const JlSearchSource *source,
              JlSearchIndex *index,
              gint64 *published,
              gint64 *id,
              guint *n)
{
  g_autoptr (GPtrArray) entries =
      g_ptr_array_new_with_free_func ((GDestroyNotify)jl_search_entry_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, source->list_sql, &error);

  jl_statement_bind_integer (statement, 1, *published);
  jl_statement_bind_integer (statement, 2, *id);
  jl_statement_bind_integer (statement, 3, 500);
  for (*n = 0; jl_statement_step (statement, &error); (*n)++) {
    JlSearchEntry *entry;

    *published = jl_statement_get_integer (statement, 0);
    *id = jl_statement_get_integer (statement, 1);
    if (*id >= first_id)
      continue;
    entry = jl_search_entry_new (*id);
    g_ptr_array_add (entries, entry);
    if (!source->describe (connection, entry, source->user_data, &error))
      g_error ("%s", error->message);
  }
  if (error == NULL)
    jl_search_index_apply (index, entries, first_seq - 1, TRUE, &error);
  if (error != NULL)
    g_error ("%s", error->message);
}

static void
fill (JlConnection *connection, const JlSearchSource *source, JlSearchIndex *index)
{
  gint64 published = 0;
  gint64 id = 0;
  guint n = 1;

  while (n > 0)
    describe_old (connection, source, index, &published, &id, &n);
}

static void
follow (JlIndexer *indexer, guint budget)
{
  g_autoptr (GError) error = NULL;
  gboolean is_behind = TRUE;

  while (is_behind) {
    if (!jl_indexer_catch_up (indexer, budget, &is_behind, &error))
      g_error ("%s", error->message);
  }
}

static gint64
get_size (const char *path)
{
  struct stat info;

  return stat (path, &info) == 0 ? info.st_size : 0;
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("jieli-bench-indexer-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "search.db", NULL);
  g_autofree char *rules_dir = g_build_filename (g_getenv ("JIELI_DATA_DIR"), "rules", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRules) rules = jl_rules_load (rules_dir, &error);
  guint n_items = argc == 4 ? atoi (argv[2]) : 0;
  guint budget = argc == 4 ? atoi (argv[3]) : 0;
  JlConnection *connection = NULL;
  JlSearchIndex *index = NULL;
  JlSearchSource source;
  double start, filled, followed;
  gint64 n_all;

  if (rules == NULL || n_items == 0 || budget == 0)
    g_error ("usage: bench-indexer DATA-DIR ITEMS BUDGET: %s", error ? error->message : argv[0]);
  connection = jl_store_open_reader (argv[1], &error);
  index = connection != NULL ? jl_search_index_open (path, &error) : NULL;
  if (index == NULL)
    g_error ("%s", error->message);
  jl_items_init_search_source (&source, rules);
  n_all = ask (connection, "SELECT count(*) FROM item WHERE ?1 = ?1", 0);
  first_id = ask (
      connection, "SELECT min(id) FROM (SELECT id FROM item ORDER BY id DESC LIMIT ?1)", n_items);
  first_seq = ask (connection, "SELECT min(seq) FROM change WHERE record = ?1", first_id);

  start = get_cpu_micros ();
  fill (connection, &source, index);
  filled = get_cpu_micros ();
  {
    g_autoptr (JlIndexer) indexer = jl_indexer_new (connection, index, &source);

    follow (indexer, budget);
    followed = get_cpu_micros ();
  }
  g_print ("{\"items\": %" G_GINT64_FORMAT ", \"followed\": %u, \"budget\": %u, "
           "\"fill_us\": %.1f, \"follow_us\": %.1f, \"bytes_per_item\": %.0f}\n",
           n_all,
           n_items,
           budget,
           (filled - start) / (double)(n_all - n_items),
           (followed - filled) / n_items,
           (double)get_size (path) / (double)n_all);
  g_unlink (path);
  g_rmdir (folder);
  return 0;
}
