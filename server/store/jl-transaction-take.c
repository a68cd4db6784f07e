// SPDX-License-Identifier: GPL-3.0-or-later
/* Records of another service, taken in as they are. */
#include "jl-error.h"
#include "jl-sql-error.h"
#include "jl-transaction-private.h"

#include <glib/gi18n-lib.h>

static gboolean
fits (JlRecord *record, const JlField *field, guint i)
{
  const char *text;
  gint64 number;

  if (!jl_record_has (record, i) || jl_record_is_null (record, i))
    return TRUE;
  if (field->type == JL_FIELD_TEXT) {
    text = jl_record_get_text (record, i);
    return field->max == 0 || g_utf8_strlen (text, -1) <= field->max;
  }
  if (field->type == JL_FIELD_INTEGER) {
    number = jl_record_get_integer (record, i);
    return (field->min == 0 && field->max == 0) || (number >= field->min && number <= field->max);
  }
  return TRUE;
}

/* What a record of our own has by how it was made. */
static gboolean
check_foreign (JlTransaction *self, const JlKindSql *sql, JlRecord *record, GError **error)
{
  gint64 id = jl_record_get_integer (record, sql->id);
  gint64 created_at = jl_record_get_integer (record, sql->created_at);
  gint64 updated_at = jl_record_get_integer (record, sql->updated_at);

  if (id <= 0 || id >= jl_transaction_new_id (self)) {
    jl_set_error_field (error, JL_ERROR_INVALID, "id", _ ("This id is none, or one of the future"));
    return FALSE;
  }
  if (jl_record_get_integer (record, sql->version) < 1 || created_at > updated_at ||
      updated_at > self->now) {
    jl_set_error_field (
        error, JL_ERROR_INVALID, "updated_at", _ ("Its version and times do not fit"));
    return FALSE;
  }
  for (guint i = 0; i < sql->kind->table->n_fields; i++)
    if (!fits (record, &sql->kind->table->fields[i], i)) {
      jl_set_error_field (
          error, JL_ERROR_INVALID, sql->kind->table->fields[i].name, _ ("This is out of bounds"));
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_known (JlTransaction *self, gint64 id, gboolean *known, GError **error)
{
  static const char sql[] = "SELECT 1 FROM ready WHERE id = ?1 UNION ALL "
                            "SELECT 1 FROM change WHERE record = ?1 LIMIT 1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->session->connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, id);
  *known = jl_statement_step (statement, &local_error);
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

/**
 * jl_transaction_take:
 * @self: a transaction
 * @kind: the record's kind
 * @record: of another service, with its id, version and times, which it keeps
 * @error: INVALID when it is none that a service can have; CONFLICT when its id, or a value that
 *   must be unique, is taken by another one
 *
 * Stores a record that another service has made, with its effect. One that is here already, just
 * so, is left as it is.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_transaction_take (JlTransaction *self, const JlKind *kind, JlRecord *record, GError **error)
{
  const JlKindSql *sql = jl_catalog_get_kind (self->session->catalog, kind->table->name);
  gint64 id = jl_record_get_integer (record, sql->id);
  g_autoptr (JlRecord) stored = NULL;
  GError *local_error = NULL;
  gboolean known = FALSE;

  jl_kind_sql_normalise (sql, record);
  if (!check_foreign (self, sql, record, error))
    return FALSE;
  stored = jl_kind_sql_load (sql, self->session->connection, id, &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  if (stored != NULL && jl_record_equal (record, stored))
    return TRUE;
  if (!is_known (self, id, &known, error))
    return FALSE;
  if (stored != NULL || known) {
    jl_set_error_field (
        error, JL_ERROR_CONFLICT, "id", _ ("Another record has this id here, or had it"));
    return FALSE;
  }
  if (jl_transaction_insert (self, sql, record, &local_error))
    return TRUE;
  if (g_strcmp0 (jl_error_get_field (local_error), JL_SQL_CONSTRAINT) != 0) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  g_error_free (local_error);
  g_set_error_literal (error,
                       JL_ERROR,
                       JL_ERROR_INVALID,
                       _ ("What it refers to is not here, or it contradicts itself"));
  return FALSE;
}
