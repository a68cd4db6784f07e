// SPDX-License-Identifier: GPL-3.0-or-later
/* What SQLite costs without a service around it.
 * usage: bench-sql read DATA-DIR: runs the statements of the service for single items and lists on
 * a city. Writes {"item", "list", "filtered"}: microseconds of CPU time an execution. usage:
 * bench-sql commit FILE SECONDS: inserts one row a commit, durably. Writes {"per_second"}. */
#include "jl-item-query.h"
#include "jl-kind.h"
#include "jl-store.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define N_RUNS 20000
#define N_IDS 5000
#define PAGE 20
/* About one item's JSON. */
#define ROW_BYTES 600

static double
get_cpu_micros (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static void
check (gboolean is_good, const GError *error)
{
  if (is_good && error == NULL)
    return;
  g_printerr ("%s\n", error != NULL ? error->message : "it has failed");
  exit (EXIT_FAILURE);
}

static JlStatement *
prepare (JlConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  JlStatement *statement = jl_connection_prepare_text (connection, sql, &error);

  check (statement != NULL, error);
  return statement;
}

/* Steps through all rows as a list does. Returns: the bytes of what was read. */
static gsize
run (JlStatement *statement, int column)
{
  g_autoptr (GError) error = NULL;
  gsize total = 0;
  gsize length;

  while (jl_statement_step (statement, &error)) {
    jl_statement_get_blob (statement, column, &length);
    total += length;
  }
  check (TRUE, error);
  return total;
}

static double
time_items (JlConnection *connection)
{
  static const char ids_sql[] = "SELECT id FROM item ORDER BY id DESC LIMIT ?1";
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (JlStatement) list = prepare (connection, ids_sql);
  g_autoptr (JlStatement) ready = NULL;
  g_autoptr (GError) error = NULL;
  double start;

  jl_statement_bind_integer (list, 1, N_IDS);
  while (jl_statement_step (list, &error)) {
    gint64 id = jl_statement_get_integer (list, 0);

    g_array_append_val (ids, id);
  }
  check (ids->len > 0, error);
  ready = jl_ready_prepare (connection, &error);
  check (ready != NULL, error);
  start = get_cpu_micros ();
  for (guint i = 0; i < N_RUNS; i++) {
    check (jl_connection_begin_read (connection, NULL), NULL);
    jl_statement_reset (ready);
    jl_statement_bind_integer (ready, 1, g_array_index (ids, gint64, i * 7919 % ids->len));
    jl_statement_bind_integer (ready, 2, FALSE);
    run (ready, 4);
    jl_connection_end_read (connection);
  }
  return (get_cpu_micros () - start) / N_RUNS;
}

/* As GET /items reads a page: in a read transaction of its own, one row more than is shown. */
static double
time_list (JlConnection *connection, JlRecord *filters)
{
  const JlItemQuery query = { .filters = filters };
  g_autofree char *sql = jl_item_query_make_sql (&query);
  double start = get_cpu_micros ();
  guint n_runs = N_RUNS / PAGE;

  for (guint i = 0; i < n_runs; i++) {
    g_autoptr (JlStatement) statement = NULL;

    check (jl_connection_begin_read (connection, NULL), NULL);
    statement = prepare (connection, sql);
    jl_item_query_bind (&query, statement, PAGE + 1);
    check (run (statement, JL_ITEM_COLUMN_JSON) > 0, NULL);
    g_clear_pointer (&statement, jl_statement_release);
    jl_connection_end_read (connection);
  }
  return (get_cpu_micros () - start) / n_runs;
}

/* The category and the community that have most goods on offer. */
static JlRecord *
make_filters (JlConnection *connection)
{
  g_autoptr (JlStatement) statement =
      prepare (connection,
               "SELECT category, community FROM item WHERE offer = 'published' GROUP BY 1, 2 "
               "ORDER BY count(*) DESC LIMIT 1");
  g_autoptr (GError) error = NULL;
  JlRecord *filters = jl_record_new (&jl_item_query_table);

  check (jl_statement_step (statement, &error), error);
  check (jl_record_read_parameter (
             filters, "category", jl_statement_get_text (statement, 0), &error) &&
             jl_record_read_parameter (
                 filters, "community", jl_statement_get_text (statement, 1), &error) &&
             jl_record_read_parameter (filters, "offer", "published", &error),
         error);
  return filters;
}

static void
read_city (const char *data_dir)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlConnection) connection = jl_store_open_reader (data_dir, &error);
  g_autoptr (JlRecord) none = jl_record_new (&jl_item_query_table);
  g_autoptr (JlRecord) filters = NULL;

  check (connection != NULL, error);
  filters = make_filters (connection);
  g_print ("{\"item\": %.2f, ", time_items (connection));
  g_print ("\"list\": %.2f, ", time_list (connection, none));
  g_print ("\"filtered\": %.2f}\n", time_list (connection, filters));
}

static void
execute (sqlite3 *db, const char *sql)
{
  check (sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK, NULL);
}

static void
commit_rows (const char *path, double seconds)
{
  static char row[ROW_BYTES];
  gint64 start = g_get_monotonic_time ();
  gint64 end = start + (gint64)(seconds * G_USEC_PER_SEC);
  sqlite3_stmt *statement;
  sqlite3 *db;
  guint n = 0;

  memset (row, 'x', sizeof row);
  g_remove (path);
  check (sqlite3_open (path, &db) == SQLITE_OK, NULL);
  execute (db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  execute (db,
           "CREATE TABLE item (id INTEGER PRIMARY KEY, group_id INTEGER, published INTEGER, "
           "body BLOB) STRICT");
  execute (db, "CREATE INDEX item_published ON item (group_id, published)");
  check (sqlite3_prepare_v2 (
             db, "INSERT INTO item VALUES (NULL, ?1, ?2, ?3)", -1, &statement, NULL) == SQLITE_OK,
         NULL);
  for (; g_get_monotonic_time () < end; n++) {
    sqlite3_bind_int (statement, 1, n % 97);
    sqlite3_bind_int (statement, 2, n);
    sqlite3_bind_blob (statement, 3, row, sizeof row, SQLITE_STATIC);
    check (sqlite3_step (statement) == SQLITE_DONE, NULL);
    sqlite3_reset (statement);
  }
  g_print ("{\"per_second\": %.1f}\n",
           n * (double)G_USEC_PER_SEC / (g_get_monotonic_time () - start));
  sqlite3_finalize (statement);
  sqlite3_close (db);
  g_remove (path);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "read")) {
    read_city (argv[2]);
  } else if (argc == 4 && g_str_equal (argv[1], "commit")) {
    commit_rows (argv[2], g_ascii_strtod (argv[3], NULL));
  } else {
    g_printerr ("usage: bench-sql read DATA-DIR | bench-sql commit FILE SECONDS\n");
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
