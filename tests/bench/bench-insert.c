// SPDX-License-Identifier: GPL-3.0-or-later
/* What bare SQLite takes for what commands or an import have left: the same rows into the same
 * tables with the same indexes, those of the search file included, by prepared statements. Rows are
 * read before the clock runs.
 *
 * usage: bench-insert FILLED TARGET [ENTRIES]
 *   FILLED: a data folder; TARGET: one with a copy of its database from before, which is changed
 *   ENTRIES: of the journal that share a commit; 5000
 * Prints {"wall": s, "cpu": s, "search_cpu": s, "rows": n}; n: items. */
#include <glib.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

typedef struct {
  double wall;
  double cpu;
} Clock;

static Clock
read_clock (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (Clock){
    .wall = (double)g_get_monotonic_time () / 1e6,
    .cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6,
  };
}

static void
add_time (Clock *sum, Clock since)
{
  Clock now = read_clock ();

  sum->wall += now.wall - since.wall;
  sum->cpu += now.cpu - since.cpu;
}

static void
check (sqlite3 *db, int result)
{
  if (result != SQLITE_OK && result != SQLITE_ROW && result != SQLITE_DONE)
    g_error ("%s", sqlite3_errmsg (db));
}

static void
run_sql (sqlite3 *db, const char *sql)
{
  check (db, sqlite3_exec (db, sql, NULL, NULL, NULL));
}

static sqlite3_stmt *
prepare (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *statement = NULL;

  check (db, sqlite3_prepare_v3 (db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL));
  return statement;
}

static sqlite3 *
open_db (const char *folder, const char *name, int flags)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  sqlite3 *db = NULL;

  check (db, sqlite3_open_v2 (path, &db, flags | SQLITE_OPEN_NOMUTEX, NULL));
  run_sql (db, "PRAGMA mmap_size = 2147418112; PRAGMA temp_store = MEMORY");
  return db;
}

/* As the service has it, with the page cache of its import. */
static sqlite3 *
open_target (const char *folder, const char *name)
{
  sqlite3 *db = open_db (folder, name, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);

  run_sql (db,
           "PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
           "PRAGMA cache_size = -262144; PRAGMA wal_autocheckpoint = 65536");
  return db;
}

/* A table whose new rows are carried over, in the order of their numbers. */
typedef struct {
  const char *name;
  const char *key;
  sqlite3_stmt *read;   /* owned */
  sqlite3_stmt *insert; /* owned */
  int n_columns;
  gboolean is_done; /* with reading */
  gint64 n_rows;
} Table;

/* @what: of the key's column, e.g. "max" */
static gint64
ask (sqlite3 *db, const char *what, const Table *table)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT coalesce (%s (%s), -1) FROM %s", what, table->key, table->name);
  sqlite3_stmt *statement = prepare (db, sql);
  gint64 value;

  check (db, sqlite3_step (statement));
  value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return value;
}

/* Its columns but those that are generated. */
static char *
list_columns (sqlite3 *db, const char *table, int *n)
{
  g_autofree char *sql = g_strdup_printf ("SELECT name FROM pragma_table_info ('%s')", table);
  sqlite3_stmt *statement = prepare (db, sql);
  GString *names = g_string_new (NULL);

  for (*n = 0; sqlite3_step (statement) == SQLITE_ROW; (*n)++)
    g_string_append_printf (
        names, "%s\"%s\"", *n > 0 ? ", " : "", sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  return g_string_free (names, FALSE);
}

static void
table_open (Table *self, sqlite3 *from, sqlite3 *to)
{
  g_autofree char *columns = list_columns (from, self->name, &self->n_columns);
  g_autofree char *marks = g_strnfill (2 * self->n_columns - 1, '?');
  g_autofree char *read_sql =
      g_strdup_printf ("SELECT %s FROM %s WHERE %s > %" G_GINT64_FORMAT " ORDER BY %s",
                       columns,
                       self->name,
                       self->key,
                       ask (to, "max", self),
                       self->key);
  g_autofree char *insert_sql = NULL;

  for (int i = 1; i < 2 * self->n_columns - 1; i += 2)
    marks[i] = ',';
  insert_sql = g_strdup_printf ("INSERT INTO %s (%s) VALUES (%s)", self->name, columns, marks);
  self->read = prepare (from, read_sql);
  self->insert = prepare (to, insert_sql);
}

static void
table_close (Table *self)
{
  sqlite3_finalize (self->read);
  sqlite3_finalize (self->insert);
}

static void
free_value (gpointer value)
{
  sqlite3_value_free (value);
}

/* The next rows, column by column. */
static GPtrArray *
table_read (Table *self, guint limit)
{
  GPtrArray *values = g_ptr_array_new_with_free_func (free_value);

  for (guint i = 0; i < limit && !self->is_done; i++) {
    /* One step more would begin again. */
    self->is_done = sqlite3_step (self->read) != SQLITE_ROW;
    for (int column = 0; column < self->n_columns && !self->is_done; column++)
      g_ptr_array_add (values, sqlite3_value_dup (sqlite3_column_value (self->read, column)));
  }
  return values;
}

static void
table_insert (Table *self, const GPtrArray *values)
{
  for (guint at = 0; at < values->len; at += self->n_columns) {
    for (int column = 0; column < self->n_columns; column++)
      sqlite3_bind_value (self->insert, column + 1, values->pdata[at + column]);
    check (sqlite3_db_handle (self->insert), sqlite3_step (self->insert));
    sqlite3_reset (self->insert);
    self->n_rows++;
  }
}

static gboolean
carry_chunk (sqlite3 *to, Table *tables, guint n_tables, const guint *limits, Clock *sum)
{
  g_autoptr (GPtrArray) chunks = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  gboolean is_more = FALSE;
  Clock begun;

  for (guint i = 0; i < n_tables; i++) {
    GPtrArray *values = table_read (&tables[i], limits[i]);

    g_ptr_array_add (chunks, values);
    is_more |= values->len > 0;
  }
  begun = read_clock ();
  run_sql (to, "BEGIN IMMEDIATE");
  for (guint i = 0; i < n_tables; i++)
    table_insert (&tables[i], chunks->pdata[i]);
  run_sql (to, "COMMIT");
  add_time (sum, begun);
  return is_more;
}

/* Each table in proportion, so that all end together. Returns the rows of the last one. */
static gint64
carry (sqlite3 *from, sqlite3 *to, Table *tables, guint n_tables, gint64 entries, Clock *sum)
{
  gint64 n_first = ask (from, "count", &tables[0]) - ask (to, "count", &tables[0]);
  gint64 n_chunks = n_first / entries + 1;
  g_autofree guint *limits = g_new (guint, n_tables);
  gint64 n_rows;

  for (guint i = 0; i < n_tables; i++) {
    gint64 n = ask (from, "count", &tables[i]) - ask (to, "count", &tables[i]);

    table_open (&tables[i], from, to);
    limits[i] = (guint)(n / n_chunks + 1);
  }
  /* What is referred to goes ahead. */
  limits[0] += limits[0] / 10 + 1;
  while (carry_chunk (to, tables, n_tables, limits, sum))
    continue;
  n_rows = tables[n_tables - 1].n_rows;
  for (guint i = 0; i < n_tables; i++)
    table_close (&tables[i]);
  return n_rows;
}

static gint64
carry_store (const char *filled, const char *target, gint64 entries, Clock *sum)
{
  Table tables[] = {
    { "journal", "seq" }, { "journal_body", "seq" },       { "change", "seq" },
    { "ready", "id" },    { "idempotency", "created_at" }, { "item", "id" },
  };
  sqlite3 *from = open_db (filled, "jieli.db", SQLITE_OPEN_READONLY);
  sqlite3 *to = open_target (target, "jieli.db");
  gint64 n_rows = carry (from, to, tables, G_N_ELEMENTS (tables), entries, sum);

  sqlite3_close (from);
  sqlite3_close (to);
  return n_rows;
}

/* The tables of one file in another. */
static void
copy_schema (sqlite3 *from, sqlite3 *to)
{
  sqlite3_stmt *read = prepare (from, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL");

  while (sqlite3_step (read) == SQLITE_ROW)
    run_sql (to, (const char *)sqlite3_column_text (read, 0));
  sqlite3_finalize (read);
}

static void
carry_search (const char *filled, const char *target, gint64 entries, Clock *sum)
{
  Table tables[] = {
    { "document", "doc" },
    { "document_text", "doc" },
    { "sets", "id" },
    { "price", "id" },
  };
  sqlite3 *from = open_db (filled, "search.db", SQLITE_OPEN_READONLY);
  sqlite3 *to = open_target (target, "bare-search.db");

  copy_schema (from, to);
  carry (from, to, tables, G_N_ELEMENTS (tables), entries, sum);
  sqlite3_close (from);
  sqlite3_close (to);
}

int
main (int argc, char **argv)
{
  Clock store = { 0 };
  Clock search = { 0 };
  gint64 entries;
  gint64 n_rows;

  if (argc < 3 || argc > 4) {
    fprintf (stderr, "usage: bench-insert FILLED TARGET [ENTRIES]\n");
    return 1;
  }
  entries = argc > 3 ? MAX (atoi (argv[3]), 1) : 5000;
  n_rows = carry_store (argv[1], argv[2], entries, &store);
  carry_search (argv[1], argv[2], entries, &search);
  printf ("{\"wall\": %.3f, \"cpu\": %.3f, \"search_cpu\": %.3f, \"rows\": %" G_GINT64_FORMAT "}\n",
          store.wall + search.wall,
          store.cpu + search.cpu,
          search.cpu,
          n_rows);
  return 0;
}
