// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-kind.h"
#include "jl-error.h"

/**
 * jl_field_is_column:
 * @field: a field of a kind's table
 *
 * Returns: whether the field is stored with the record; a person's data and secrets are not
 */
gboolean
jl_field_is_column (const JlField *field)
{
  return (field->flags & (JL_FIELD_PERSONAL | JL_FIELD_SECRET)) == 0;
}

static gboolean
find_field (
    const JlRecordTable *table, const char *name, JlFieldType type, guint *number, GError **error)
{
  int found = jl_record_table_find (table, name);

  if (found < 0 || table->fields[found].type != type) {
    g_set_error (
        error, JL_ERROR, JL_ERROR_INTERNAL, "kind %s has no proper field %s", table->name, name);
    return FALSE;
  }
  *number = found;
  return TRUE;
}

/* "a", "b", "c" with what stands before each name; names are quoted, as `order` is one of SQL's. */
static void
append_names (GString *sql, const JlRecordTable *table, const char *before, const char *after)
{
  gboolean first = TRUE;

  for (guint i = 0; i < table->n_fields; i++) {
    if (!jl_field_is_column (&table->fields[i]))
      continue;
    g_string_append_printf (
        sql, "%s%s%s%s", first ? "" : ", ", before, table->fields[i].name, after);
    first = FALSE;
  }
}

static char *
make_select (const JlRecordTable *table, const char *tail)
{
  GString *sql = g_string_new ("SELECT ");

  append_names (sql, table, "\"", "\"");
  g_string_append_printf (sql, " FROM \"%s\"%s", table->name, tail);
  return g_string_free (sql, FALSE);
}

static char *
make_insert (const JlRecordTable *table)
{
  GString *sql = g_string_new (NULL);

  g_string_append_printf (sql, "INSERT INTO \"%s\" (", table->name);
  append_names (sql, table, "\"", "\"");
  g_string_append (sql, ") VALUES (");
  append_names (sql, table, ":", "");
  g_string_append_c (sql, ')');
  return g_string_free (sql, FALSE);
}

/* Of all but what never changes: a column that is set costs its indexes and foreign key, even where
 * it is set to what it was. */
static char *
make_update (const JlKindSql *self)
{
  const JlRecordTable *table = self->kind->table;
  GString *sql = g_string_new (NULL);
  const char *separator = " SET ";

  g_string_append_printf (sql, "UPDATE \"%s\"", table->name);
  for (guint i = 0; i < table->n_fields; i++) {
    const char *name = table->fields[i].name;

    if (!jl_field_is_column (&table->fields[i]) || i == self->id || i == self->organisation ||
        i == self->created_at)
      continue;
    g_string_append_printf (sql, "%s\"%s\" = :%s", separator, name, name);
    separator = ", ";
  }
  g_string_append (sql, " WHERE id = :id");
  return g_string_free (sql, FALSE);
}

/**
 * jl_kind_sql_new:
 * @kind: a static kind
 * @error: INTERNAL when its table lacks a field that every kind has
 *
 * Returns: (transfer full): its statements
 */
JlKindSql *
jl_kind_sql_new (const JlKind *kind, GError **error)
{
  const JlRecordTable *table = kind->table;
  g_autoptr (JlKindSql) self = g_new0 (JlKindSql, 1);

  self->kind = kind;
  if (!find_field (table, "id", JL_FIELD_ID, &self->id, error) ||
      !find_field (table, "organisation", JL_FIELD_ID, &self->organisation, error) ||
      !find_field (table, "version", JL_FIELD_INTEGER, &self->version, error) ||
      !find_field (table, "created_at", JL_FIELD_TIME, &self->created_at, error) ||
      !find_field (table, "updated_at", JL_FIELD_TIME, &self->updated_at, error))
    return NULL;

  self->select = make_select (table, " WHERE id = ?1");
  self->select_all = make_select (table, " ORDER BY id");
  self->insert = make_insert (table);
  self->update = make_update (self);
  self->remove = g_strdup_printf ("DELETE FROM \"%s\" WHERE id = ?1", table->name);
  return g_steal_pointer (&self);
}

/**
 * jl_kind_sql_free:
 * @self: (transfer full) (nullable): statements
 */
void
jl_kind_sql_free (JlKindSql *self)
{
  if (self == NULL)
    return;

  g_free (self->select);
  g_free (self->select_all);
  g_free (self->insert);
  g_free (self->update);
  g_free (self->remove);
  g_free (self);
}

/**
 * jl_kind_sql_load:
 * @self: statements of a kind that outlive @connection
 * @connection: a connection
 * @id: the record's id
 * @error: as jl_statement_step(), or CORRUPT
 *
 * Returns: (transfer full) (nullable): the record; %NULL without error if there is none
 */
JlRecord *
jl_kind_sql_load (const JlKindSql *self, JlConnection *connection, gint64 id, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, self->select, error);

  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, id);
  if (!jl_statement_step (statement, error))
    return NULL;
  return jl_statement_get_record (statement, self->kind->table, error);
}

static gboolean
run (JlConnection *connection, const char *sql, JlRecord *record, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_record (statement, record);
  return jl_statement_run (statement, error);
}

/**
 * jl_kind_sql_insert:
 * @self: statements of a kind that outlive @connection
 * @connection: a connection
 * @record: a whole record of the kind that is not stored
 * @error: as jl_statement_step()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_kind_sql_insert (const JlKindSql *self,
                    JlConnection *connection,
                    JlRecord *record,
                    GError **error)
{
  return run (connection, self->insert, record, error);
}

/**
 * jl_kind_sql_update:
 * @self: statements of a kind that outlive @connection
 * @connection: a connection
 * @record: a whole record of the kind
 * @error: as jl_statement_step()
 *
 * Replaces all columns of the row that may change, if it is there: jl_connection_get_changes().
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_kind_sql_update (const JlKindSql *self,
                    JlConnection *connection,
                    JlRecord *record,
                    GError **error)
{
  return run (connection, self->update, record, error);
}

/**
 * jl_kind_sql_remove:
 * @self: statements of a kind that outlive @connection
 * @connection: a connection
 * @id: the record's id
 * @error: as jl_statement_step()
 *
 * Deletes the row if it is there.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_kind_sql_remove (const JlKindSql *self, JlConnection *connection, gint64 id, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, self->remove, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, id);
  return jl_statement_run (statement, error);
}

/**
 * jl_kind_sql_normalise:
 * @self: statements of the kind
 * @record: a record of the kind
 *
 * Gives the record the form it has when it is loaded again: a nullable field that is absent is
 * null, and a field that is not stored is absent. Without this, what is answered to the one who
 * wrote would differ from what others read.
 */
void
jl_kind_sql_normalise (const JlKindSql *self, JlRecord *record)
{
  const JlRecordTable *table = self->kind->table;

  for (guint i = 0; i < table->n_fields; i++) {
    if (!jl_field_is_column (&table->fields[i]))
      jl_record_unset (record, i);
    else if (!jl_record_has (record, i) && table->fields[i].flags & JL_FIELD_NULLABLE)
      jl_record_set_null (record, i);
  }
}

/**
 * jl_kind_sql_same:
 * @self: statements of the kind
 * @a: a normalised record
 * @b: another
 *
 * Returns: whether both have the same content; version and times are not looked at
 */
gboolean
jl_kind_sql_same (const JlKindSql *self, JlRecord *a, JlRecord *b)
{
  for (guint i = 0; i < self->kind->table->n_fields; i++) {
    if (i == self->version || i == self->created_at || i == self->updated_at)
      continue;
    if (!jl_record_field_equal (a, b, i))
      return FALSE;
  }
  return TRUE;
}

/**
 * jl_kind_is_public:
 * @kind: a kind
 * @record: a record of it
 *
 * Returns: whether anybody may see @record
 */
gboolean
jl_kind_is_public (const JlKind *kind, JlRecord *record)
{
  return kind->is_public != NULL && kind->is_public (record);
}

/**
 * jl_kind_get_owner:
 * @kind: a kind
 * @record: a record of it
 *
 * Returns: the person to whom @record also shows in its own view, 0: none
 */
gint64
jl_kind_get_owner (const JlKind *kind, JlRecord *record)
{
  return kind->owner == 0 ? 0 : jl_record_get_integer (record, kind->owner - 1);
}

/**
 * jl_kind_get_view:
 * @kind: a kind
 * @caller: who asks
 * @organisation: a record's
 * @owner: the person to whom it also shows, 0: none
 * @is_public: whether anybody may see it
 * @view: (out): what of it, untouched if nothing
 *
 * As jl_caller_get_view(), and administrators see what is supervised.
 *
 * Returns: whether @caller sees the record at all
 */
gboolean
jl_kind_get_view (const JlKind *kind,
                  const JlCaller *caller,
                  gint64 organisation,
                  gint64 owner,
                  gboolean is_public,
                  JlView *view)
{
  if ((kind->flags & JL_KIND_SUPERVISED) != 0 && jl_caller_may (caller, JL_ROLE_ADMINISTRATOR)) {
    *view = JL_VIEW_OWN;
    return TRUE;
  }
  return jl_caller_get_view (caller, organisation, owner, is_public, view);
}
