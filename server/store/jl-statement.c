// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-statement.h"
#include "jl-sql-error.h"
#include "jl-statement-private.h"

#include <string.h>

/**
 * jl_statement_new: (skip)
 * @db: the connection's handle
 * @sql: one statement
 * @cached: whether the connection keeps it
 * @error: INTERNAL when the SQL is wrong
 *
 * Returns: (transfer full): a prepared statement, already in use
 */
JlStatement *
jl_statement_new (sqlite3 *db, const char *sql, gboolean cached, GError **error)
{
  sqlite3_stmt *handle = NULL;
  JlStatement *self;
  int result;

  result = sqlite3_prepare_v3 (db, sql, -1, cached ? SQLITE_PREPARE_PERSISTENT : 0, &handle, NULL);
  if (result != SQLITE_OK) {
    jl_sql_set_error (error, db, result, sql);
    return NULL;
  }

  self = g_new0 (JlStatement, 1);
  self->handle = handle;
  self->cached = cached;
  self->in_use = TRUE;
  return self;
}

/**
 * jl_statement_free: (skip)
 * @self: (transfer full): a statement that its connection no longer keeps
 */
void
jl_statement_free (JlStatement *self)
{
  sqlite3_finalize (self->handle);
  g_free (self->parameter_fields);
  g_free (self->column_fields);
  g_free (self);
}

/**
 * jl_statement_matches: (skip)
 * @self: a statement
 * @sql: a text
 *
 * Returns: whether @self was prepared from @sql
 */
gboolean
jl_statement_matches (JlStatement *self, const char *sql)
{
  return strcmp (sqlite3_sql (self->handle), sql) == 0;
}

static void
keep_bind_result (JlStatement *self, int result)
{
  if (self->bind_result == SQLITE_OK)
    self->bind_result = result;
}

/**
 * jl_statement_bind_integer:
 * @self: a statement that has not been stepped
 * @index: parameter, from 1
 * @value: its value
 *
 * A parameter that does not exist makes the next step fail with INTERNAL; so with all bind calls.
 */
void
jl_statement_bind_integer (JlStatement *self, int index, gint64 value)
{
  keep_bind_result (self, sqlite3_bind_int64 (self->handle, index, value));
}

/**
 * jl_statement_bind_text:
 * @self: a statement that has not been stepped
 * @index: parameter, from 1
 * @value: (nullable): UTF-8 that outlives the statement's use; %NULL is SQL NULL
 */
void
jl_statement_bind_text (JlStatement *self, int index, const char *value)
{
  keep_bind_result (self, sqlite3_bind_text (self->handle, index, value, -1, SQLITE_STATIC));
}

/**
 * jl_statement_bind_characters:
 * @self: a statement that has not been stepped
 * @index: parameter, from 1
 * @text: UTF-8 that outlives the statement's use and need not be terminated
 * @length: of @text in bytes
 */
void
jl_statement_bind_characters (JlStatement *self, int index, const char *text, gsize length)
{
  keep_bind_result (
      self, sqlite3_bind_text64 (self->handle, index, text, length, SQLITE_STATIC, SQLITE_UTF8));
}

/**
 * jl_statement_bind_blob:
 * @self: a statement that has not been stepped
 * @index: parameter, from 1
 * @data: (nullable): bytes that outlive the statement's use; %NULL with size 0 is an empty blob
 * @size: their count
 */
void
jl_statement_bind_blob (JlStatement *self, int index, gconstpointer data, gsize size)
{
  /* SQLite takes a NULL pointer for SQL NULL whatever the size. */
  keep_bind_result (
      self,
      sqlite3_bind_blob64 (self->handle, index, data == NULL ? "" : data, size, SQLITE_STATIC));
}

/**
 * jl_statement_bind_bytes:
 * @self: a statement that has not been stepped
 * @index: parameter, from 1
 * @bytes: outlive the statement's use
 */
void
jl_statement_bind_bytes (JlStatement *self, int index, GBytes *bytes)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  jl_statement_bind_blob (self, index, data, size);
}

/**
 * jl_statement_bind_null:
 * @self: a statement that has not been stepped
 * @index: parameter, from 1
 */
void
jl_statement_bind_null (JlStatement *self, int index)
{
  keep_bind_result (self, sqlite3_bind_null (self->handle, index));
}

/**
 * jl_statement_step:
 * @self: a statement
 * @error: CONFLICT for a value that must be unique and is not, with the column as field;
 *   UNAVAILABLE when another connection holds the lock for too long; STORAGE_FULL, CORRUPT,
 * INTERNAL
 *
 * Returns: %TRUE with a row to read; %FALSE without error when there are no more
 */
gboolean
jl_statement_step (JlStatement *self, GError **error)
{
  sqlite3 *db = sqlite3_db_handle (self->handle);
  int result;

  if (self->bind_result != SQLITE_OK)
    return jl_sql_set_error (error, db, self->bind_result, sqlite3_sql (self->handle));

  result = sqlite3_step (self->handle);
  if (result == SQLITE_ROW)
    return TRUE;
  if (result != SQLITE_DONE)
    jl_sql_set_error (error, db, result, sqlite3_sql (self->handle));
  return FALSE;
}

/**
 * jl_statement_run:
 * @self: a statement
 * @error: as jl_statement_step()
 *
 * Steps to the end, so that the statement has its whole effect and may be bound and run again.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_statement_run (JlStatement *self, GError **error)
{
  GError *local_error = NULL;

  while (jl_statement_step (self, &local_error))
    ;
  sqlite3_reset (self->handle);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  return TRUE;
}

/**
 * jl_statement_get_integer:
 * @self: a statement with a row
 * @column: from 0
 *
 * Returns: the value, 0 for NULL
 */
gint64
jl_statement_get_integer (JlStatement *self, int column)
{
  return sqlite3_column_int64 (self->handle, column);
}

/**
 * jl_statement_get_text:
 * @self: a statement with a row
 * @column: from 0
 *
 * Returns: (nullable) (transfer none): the text until the next step or release; %NULL for NULL
 */
const char *
jl_statement_get_text (JlStatement *self, int column)
{
  return (const char *)sqlite3_column_text (self->handle, column);
}

/**
 * jl_statement_get_blob:
 * @self: a statement with a row
 * @column: from 0
 * @size: (out) (optional): count of bytes, without a NUL for a text
 *
 * Returns: (nullable) (transfer none): blob or text until the next step or release; %NULL for NULL
 *   and for an empty blob
 */
gconstpointer
jl_statement_get_blob (JlStatement *self, int column, gsize *size)
{
  gconstpointer data = sqlite3_column_blob (self->handle, column);

  if (size != NULL)
    *size = sqlite3_column_bytes (self->handle, column);
  return data;
}

/**
 * jl_statement_is_null:
 * @self: a statement with a row
 * @column: from 0
 *
 * Returns: whether the value is SQL NULL
 */
gboolean
jl_statement_is_null (JlStatement *self, int column)
{
  return sqlite3_column_type (self->handle, column) == SQLITE_NULL;
}

/**
 * jl_statement_reset:
 * @self: a statement
 *
 * Makes it ready to be bound and stepped again. What was bound stays bound, texts read are gone.
 */
void
jl_statement_reset (JlStatement *self)
{
  sqlite3_reset (self->handle);
}

/**
 * jl_statement_release:
 * @self: (transfer full): a statement from jl_connection_prepare()
 *
 * Ends its use: texts read from it are gone, its read transaction ends, nothing stays bound.
 */
void
jl_statement_release (JlStatement *self)
{
  if (!self->cached) {
    jl_statement_free (self);
    return;
  }

  sqlite3_reset (self->handle);
  sqlite3_clear_bindings (self->handle);
  self->bind_result = SQLITE_OK;
  self->in_use = FALSE;
}
