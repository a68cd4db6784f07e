// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-migrations.h"
#include "jl-error.h"
#include "jl-file-sync.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * The schema is what the numbered files of data/schema make, one after the other: 0001-store.sql,
 * 0002-accounts.sql, … A database's user_version is the number of the last one it has seen. A file
 * that was released is never edited; a change is a new file.
 */

/**
 * jl_schema_get_dir:
 *
 * Returns: (transfer full): the folder of the program's own schema files: `schema` in
 *   $JIELI_DATA_DIR, which tests and ./dev set, else where they are installed
 */
char *
jl_schema_get_dir (void)
{
  const char *data_dir = g_getenv ("JIELI_DATA_DIR");

  return g_build_filename (data_dir == NULL ? JL_PKGDATADIR : data_dir, "schema", NULL);
}

/* 0 if the name is not NNNN-name.sql. */
static guint
number_of_name (const char *name)
{
  guint number = 0;

  if (!g_str_has_suffix (name, ".sql") || strlen (name) < strlen ("0001-x.sql") || name[4] != '-')
    return 0;
  for (int i = 0; i < 4; i++) {
    if (!g_ascii_isdigit (name[i]))
      return 0;
    number = number * 10 + g_ascii_digit_value (name[i]);
  }
  return number;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* The files in order, file n - 1 being number n. */
static GPtrArray *
list_steps (const char *schema_dir, GError **error)
{
  g_autofree char *own = schema_dir == NULL ? jl_schema_get_dir () : g_strdup (schema_dir);
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GDir) dir = g_dir_open (own, 0, &local_error);
  const char *name;

  if (dir == NULL) {
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "%s", local_error->message);
    return NULL;
  }
  while ((name = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_suffix (name, ".sql"))
      g_ptr_array_add (steps, g_build_filename (own, name, NULL));
  }

  g_ptr_array_sort (steps, compare_names);
  for (guint i = 0; i < steps->len; i++) {
    g_autofree char *base = g_path_get_basename (steps->pdata[i]);

    if (number_of_name (base) != i + 1) {
      g_set_error (error,
                   JL_ERROR,
                   JL_ERROR_INTERNAL,
                   "%s should be step %04u: NNNN-name.sql",
                   (const char *)steps->pdata[i],
                   i + 1);
      return NULL;
    }
  }
  return g_steal_pointer (&steps);
}

/**
 * jl_schema_get_version:
 * @schema_dir: (nullable): the numbered files
 * @version: (out): the number of the last one
 * @error: INTERNAL when a file is misnamed or a number is missing
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_schema_get_version (const char *schema_dir, guint *version, GError **error)
{
  g_autoptr (GPtrArray) steps = list_steps (schema_dir, error);

  if (steps == NULL)
    return FALSE;
  *version = steps->len;
  return TRUE;
}

static gboolean
read_version (JlConnection *connection, guint *version, GError **error)
{
  static const char sql[] = "PRAGMA user_version";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL || !jl_statement_step (statement, error))
    return FALSE;
  *version = (guint)jl_statement_get_integer (statement, 0);
  return TRUE;
}

/* A copy of the database as it was: `path.before-NNNN`, complete or not there at all. */
static gboolean
keep_copy (JlConnection *connection, const char *path, guint next, GError **error)
{
  static const char sql[] = "VACUUM INTO ?1";
  g_autofree char *copy = g_strdup_printf ("%s.before-%04u", path, next);
  g_autofree char *draft = g_strconcat (copy, ".new", NULL);
  g_autoptr (JlStatement) statement = NULL;

  if (!jl_file_remove_database (draft, error))
    return FALSE;
  statement = jl_connection_prepare (connection, sql, error);
  if (statement == NULL)
    return FALSE;
  jl_statement_bind_text (statement, 1, draft);
  return jl_statement_run (statement, error) && jl_file_sync (draft, error) &&
         jl_file_rename (draft, copy, error);
}

static gboolean
check_foreign_keys (JlConnection *connection, GError **error)
{
  static const char sql[] = "PRAGMA foreign_key_check";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  if (jl_statement_step (statement, &local_error)) {
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_CORRUPT,
                 "a row of %s refers to one of %s that does not exist",
                 jl_statement_get_text (statement, 0),
                 jl_statement_get_text (statement, 2));
    return FALSE;
  }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

static gboolean
run_step (JlConnection *connection, const char *step, guint number, GError **error)
{
  g_autofree char *sql = NULL;
  g_autofree char *set_version = g_strdup_printf ("PRAGMA user_version = %u", number);
  g_autoptr (GError) local_error = NULL;

  if (!g_file_get_contents (step, &sql, NULL, &local_error)) {
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "%s", local_error->message);
    return FALSE;
  }

  if (jl_connection_execute (connection, "BEGIN IMMEDIATE", error) &&
      jl_connection_execute (connection, sql, error) &&
      jl_connection_execute (connection, set_version, error) &&
      check_foreign_keys (connection, error) && jl_connection_execute (connection, "COMMIT", error))
    return TRUE;

  g_prefix_error (error, "%s: ", step);
  jl_connection_end_read (connection);
  return FALSE;
}

/**
 * jl_migrate_is_due:
 * @connection: to a database
 * @schema_dir: (nullable): the numbered files
 * @due: (out): whether jl_migrate() has something to do or to refuse
 * @error: as jl_statement_step()
 *
 * Asks without a connection of its own, whose closing would move all that a killed service left in
 * the log into the database before anybody is answered.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_migrate_is_due (JlConnection *connection, const char *schema_dir, gboolean *due, GError **error)
{
  g_autoptr (GPtrArray) steps = list_steps (schema_dir, error);
  guint version;

  if (steps == NULL || !read_version (connection, &version, error))
    return FALSE;
  *due = version != steps->len;
  return TRUE;
}

/**
 * jl_migrate:
 * @path: the database's file; made if absent
 * @schema_dir: (nullable): the numbered files
 * @error: CONFLICT when the database is newer than the program, INTERNAL when a step fails,
 *   STORAGE_FULL, CORRUPT
 *
 * Brings the database to the newest schema, one transaction a step; a step that fails leaves the
 * database as the step before it left it. Before the first step of an upgrade a copy is kept beside
 * the database. Foreign keys are off meanwhile, because SQLite rebuilds tables by dropping them,
 * and are checked at the end of each step instead.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_migrate (const char *path, const char *schema_dir, GError **error)
{
  g_autoptr (GPtrArray) steps = list_steps (schema_dir, error);
  g_autoptr (JlConnection) connection = NULL;
  guint version;

  if (steps == NULL)
    return FALSE;
  connection = jl_connection_open (path, JL_CONNECTION_CREATE, error);
  if (connection == NULL || !read_version (connection, &version, error))
    return FALSE;
  if (version > steps->len) {
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_CONFLICT,
                 _ ("%s was made by a newer version of this program"),
                 path);
    return FALSE;
  }
  if (version == steps->len)
    return TRUE;
  if (version > 0 && !keep_copy (connection, path, version + 1, error))
    return FALSE;

  if (!jl_connection_execute (connection, "PRAGMA foreign_keys = OFF", error))
    return FALSE;
  for (guint i = version; i < steps->len; i++) {
    if (!run_step (connection, steps->pdata[i], i + 1, error))
      return FALSE;
  }
  return TRUE;
}
