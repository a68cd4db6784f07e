// SPDX-License-Identifier: GPL-3.0-or-later
/* What bare SQLite takes for the rows of an import: the same rows into the same tables with the
 * same indexes, by prepared statements in large transactions, and the search file's texts into
 * those tables and FTS5, whose tokens are given ready-made. Rows are read before the clock runs.
 *
 * usage: bench-insert IMPORTED TARGET
 *   IMPORTED: a data folder after the import; TARGET: a copy of it from before, which is changed
 * Prints {"wall": s, "cpu": s, "search_cpu": s, "rows": n}. */
#include "jl-tokenizer.h"

#include <glib.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

/* Rows of a table that share a transaction. */
#define CHUNK 5000

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
      g_strdup_printf ("SELECT coalesce (%s (%s), 0) FROM %s", what, table->key, table->name);
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

/* Journal before what refers to it; each table in proportion, so that all end together. */
static gint64
carry_store (const char *imported, const char *target, Clock *sum)
{
  Table tables[] = {
    { "journal", "seq" }, { "journal_body", "seq" }, { "change", "seq" },
    { "item", "id" },     { "ready", "id" },
  };
  sqlite3 *from = open_db (imported, "jieli.db", SQLITE_OPEN_READONLY);
  sqlite3 *to = open_target (target, "jieli.db");
  gint64 n_entries = ask (from, "max", &tables[0]) - ask (to, "max", &tables[0]);
  guint n_chunks = (guint)(n_entries / CHUNK + 1);
  guint limits[G_N_ELEMENTS (tables)];
  gint64 n_rows;

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++) {
    gint64 n = ask (from, "count", &tables[i]) - ask (to, "count", &tables[i]);

    table_open (&tables[i], from, to);
    limits[i] = (guint)(n / n_chunks + 1);
  }
  /* Entries go ahead of the changes that refer to them. */
  limits[0] += CHUNK / 10;
  while (carry_chunk (to, tables, G_N_ELEMENTS (tables), limits, sum))
    continue;
  n_rows = tables[3].n_rows;
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    table_close (&tables[i]);
  sqlite3_close (from);
  sqlite3_close (to);
  return n_rows;
}

static void
append_tokens (sqlite3_stmt *texts, GString *tokens)
{
  g_auto (GStrv) facets = g_strsplit ((const char *)sqlite3_column_text (texts, 5), " ", -1);

  g_string_truncate (tokens, 0);
  jl_tokenizer_add_names (tokens, (const char *)sqlite3_column_text (texts, 3));
  jl_tokenizer_add_body (tokens, (const char *)sqlite3_column_text (texts, 4));
  for (guint i = 0; facets[i] != NULL; i++) {
    if (jl_tokenizer_is_facet (facets[i]))
      jl_tokenizer_add_facet (tokens, facets[i]);
  }
}

/* A document, its texts and its tokens; bound before the clock runs. */
static void
insert_document (sqlite3_stmt *texts, sqlite3_stmt *const *inserts, GString *tokens, Clock *sum)
{
  Clock begun;

  append_tokens (texts, tokens);
  sqlite3_bind_value (inserts[0], 1, sqlite3_column_value (texts, 0));
  sqlite3_bind_value (inserts[0], 2, sqlite3_column_value (texts, 1));
  sqlite3_bind_value (inserts[1], 1, sqlite3_column_value (texts, 0));
  for (int i = 2; i < 6; i++)
    sqlite3_bind_value (inserts[1], i, sqlite3_column_value (texts, i));
  sqlite3_bind_value (inserts[2], 1, sqlite3_column_value (texts, 0));
  sqlite3_bind_text (inserts[2], 2, tokens->str, (int)tokens->len, SQLITE_STATIC);
  begun = read_clock ();
  for (guint i = 0; i < 3; i++) {
    check (sqlite3_db_handle (inserts[i]), sqlite3_step (inserts[i]));
    sqlite3_reset (inserts[i]);
  }
  add_time (sum, begun);
}

static void
carry_search (const char *imported, const char *target, Clock *sum)
{
  sqlite3 *from = open_db (imported, "search.db", SQLITE_OPEN_READONLY);
  sqlite3 *to = open_target (target, "bare-search.db");
  g_autoptr (GString) tokens = g_string_new (NULL);
  sqlite3_stmt *inserts[3];
  sqlite3_stmt *texts;
  Clock begun;

  run_sql (to,
           "CREATE TABLE document (doc INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE) STRICT;"
           "CREATE TABLE document_text (doc INTEGER PRIMARY KEY REFERENCES document (doc), "
           "published INTEGER NOT NULL, names TEXT NOT NULL, body TEXT NOT NULL, "
           "facets TEXT NOT NULL) STRICT;"
           "CREATE VIRTUAL TABLE words USING fts5 (tokens, content='', columnsize=0, detail=none, "
           "tokenize=\"ascii tokenchars '<~=#.:_-'\")");
  texts = prepare (from,
                   "SELECT doc, id, published, names, body, facets FROM document JOIN "
                   "document_text USING (doc) ORDER BY doc");
  inserts[0] = prepare (to, "INSERT INTO document (doc, id) VALUES (?1, ?2)");
  inserts[1] = prepare (to,
                        "INSERT INTO document_text (doc, published, names, body, facets) "
                        "VALUES (?1, ?2, ?3, ?4, ?5)");
  inserts[2] = prepare (to, "INSERT INTO words (rowid, tokens) VALUES (?1, ?2)");
  for (guint n = 0; sqlite3_step (texts) == SQLITE_ROW; n++) {
    if (n % CHUNK == 0) {
      begun = read_clock ();
      run_sql (to, n == 0 ? "BEGIN IMMEDIATE" : "COMMIT; BEGIN IMMEDIATE");
      add_time (sum, begun);
    }
    insert_document (texts, inserts, tokens, sum);
  }
  begun = read_clock ();
  run_sql (to, "COMMIT");
  add_time (sum, begun);
  for (guint i = 0; i < 3; i++)
    sqlite3_finalize (inserts[i]);
  sqlite3_finalize (texts);
  sqlite3_close (from);
  sqlite3_close (to);
}

int
main (int argc, char **argv)
{
  Clock store = { 0 };
  Clock search = { 0 };
  gint64 n_rows;

  if (argc != 3) {
    fprintf (stderr, "usage: bench-insert IMPORTED TARGET\n");
    return 1;
  }
  n_rows = carry_store (argv[1], argv[2], &store);
  carry_search (argv[1], argv[2], &search);
  printf ("{\"wall\": %.3f, \"cpu\": %.3f, \"search_cpu\": %.3f, \"rows\": %" G_GINT64_FORMAT "}\n",
          store.wall + search.wall,
          store.cpu + search.cpu,
          search.cpu,
          n_rows);
  return 0;
}
