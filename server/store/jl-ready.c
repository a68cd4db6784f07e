// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-ready.h"
#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * jl_ready_prepare:
 * @connection: a connection
 * @error: INTERNAL
 *
 * Returns: (transfer full): the statement for jl_ready_lookup(), which may look up many with it
 */
JlStatement *
jl_ready_prepare (JlConnection *connection, GError **error)
{
  static const char sql[] =
      "SELECT kind, organisation, owner, version, public, CASE WHEN ?2 THEN own END, renewal FROM "
      "ready WHERE id = ?1";

  return jl_connection_prepare (connection, sql, error);
}

/* Whether there can be records that @caller sees in their own view. */
static gboolean
may_own (const JlCaller *caller)
{
  return caller->organisation != 0 || caller->person != 0 || caller->roles & JL_ROLE_SYSTEM;
}

/**
 * jl_ready_lookup:
 * @statement: from jl_ready_prepare()
 * @caller: who asks
 * @kind: what the record must be
 * @id: the record's id
 * @ready: (out): its JSON in the view that the caller sees, borrowed from @statement until that is
 *   used again or released; untouched on failure
 * @error: NOT_FOUND when there is no such record, or none for this caller
 *
 * Answers a GET by id with the bytes that the writer prepared.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_ready_lookup (JlStatement *statement,
                 const JlCaller *caller,
                 const JlKind *kind,
                 gint64 id,
                 JlReady *ready,
                 GError **error)
{
  GError *local_error = NULL;
  gint64 organisation;
  gboolean found;
  JlView view;

  jl_statement_reset (statement);
  jl_statement_bind_integer (statement, 1, id);
  /* The public's answer needs no putting together. */
  jl_statement_bind_integer (statement, 2, may_own (caller));
  found = jl_statement_step (statement, &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }

  organisation = found ? jl_statement_get_integer (statement, 1) : 0;
  if (!found || g_strcmp0 (jl_statement_get_text (statement, 0), kind->table->name) != 0 ||
      !jl_kind_get_view (kind,
                         caller,
                         organisation,
                         jl_statement_get_integer (statement, 2),
                         !jl_statement_is_null (statement, 4),
                         &view)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such record"));
    return FALSE;
  }

  ready->version = jl_statement_get_integer (statement, 3);
  ready->renewal = jl_statement_get_integer (statement, 6);
  ready->view = view;
  ready->organisation = organisation;
  ready->json = jl_statement_get_blob (statement, view == JL_VIEW_OWN ? 5 : 4, &ready->length);
  return TRUE;
}

/* How much of a record's own text the public one does not have. */
static gsize
measure_own_part (GBytes *own, const char *public)
{
  gsize length;
  const char *text = g_bytes_get_data (own, &length);
  gsize n_shared = public == NULL ? 0 : strlen (public) - 1;

  return n_shared > 0 && n_shared < length &&
                 memcmp (text + length - n_shared, public + 1, n_shared) == 0
             ? length - n_shared
             : length;
}

/**
 * jl_ready_store:
 * @connection: the writer's
 * @sql: statements of the kind
 * @record: the record as it is now
 * @own: (nullable): its JSON in its own view, if it was made already
 * @error: as jl_statement_step()
 *
 * Prepares what GET answers for @record, if it is of a kind that can be asked for. Where that
 * differs from what was prepared for the same version, it counts as a renewal, so that nobody is
 * told that nothing has changed.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_ready_store (
    JlConnection *connection, const JlKindSql *sql, JlRecord *record, GBytes *own, GError **error)
{
  static const char upsert[] =
      "INSERT INTO ready (id, kind, organisation, owner, version, renewal, public, own_part) "
      "VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7) ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, "
      "organisation = excluded.organisation, owner = excluded.owner, version = excluded.version, "
      "renewal = renewal + (version = excluded.version AND (public IS NOT excluded.public OR "
      "own_part <> excluded.own_part)), public = excluded.public, own_part = excluded.own_part";
  g_autoptr (GBytes) own_json = NULL;
  g_autofree char *public_json = NULL;
  g_autoptr (JlStatement) statement = NULL;
  char *text;

  if (sql->kind->flags & JL_KIND_INTERNAL)
    return TRUE;
  statement = jl_connection_prepare (connection, upsert, error);
  if (statement == NULL)
    return FALSE;

  if (own != NULL) {
    own_json = g_bytes_ref (own);
  } else {
    text = jl_record_to_json (record, JL_VIEW_OWN);
    own_json = g_bytes_new_take (text, strlen (text));
  }
  if (jl_kind_is_public (sql->kind, record))
    public_json = jl_record_to_json (record, JL_VIEW_PUBLIC);
  jl_statement_bind_integer (statement, 1, jl_record_get_integer (record, sql->id));
  jl_statement_bind_text (statement, 2, sql->kind->table->name);
  jl_statement_bind_integer (statement, 3, jl_record_get_integer (record, sql->organisation));
  jl_statement_bind_integer (statement, 4, jl_kind_get_owner (sql->kind, record));
  jl_statement_bind_integer (statement, 5, jl_record_get_integer (record, sql->version));
  jl_statement_bind_text (statement, 6, public_json);
  jl_statement_bind_characters (
      statement, 7, g_bytes_get_data (own_json, NULL), measure_own_part (own_json, public_json));
  return jl_statement_run (statement, error);
}

/**
 * jl_ready_remove:
 * @connection: the writer's
 * @id: of a record that is removed
 * @error: as jl_statement_step()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_ready_remove (JlConnection *connection, gint64 id, GError **error)
{
  static const char sql[] = "DELETE FROM ready WHERE id = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, id);
  return jl_statement_run (statement, error);
}

static gboolean
rebuild_kind (JlConnection *connection, const JlKindSql *sql, GError **error)
{
  g_autoptr (JlStatement) rows = jl_connection_prepare (connection, sql->select_all, error);
  GError *local_error = NULL;

  if (rows == NULL)
    return FALSE;
  while (jl_statement_step (rows, &local_error)) {
    g_autoptr (JlRecord) record = jl_statement_get_record (rows, sql->kind->table, error);

    if (record == NULL || !jl_ready_store (connection, sql, record, NULL, error))
      return FALSE;
  }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

/**
 * jl_ready_rebuild:
 * @connection: the writer's, in a transaction
 * @catalog: all kinds
 * @error: CORRUPT when a row is not what its field table says, or as jl_statement_step()
 *
 * Prepares anew what GET answers for every record: after an upgrade whose field tables differ.
 * The records and their versions stay what they are.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_ready_rebuild (JlConnection *connection, const JlCatalog *catalog, GError **error)
{
  for (guint i = 0; i < catalog->kinds->len; i++) {
    if (!rebuild_kind (connection, catalog->kinds->pdata[i], error))
      return FALSE;
  }
  return TRUE;
}
