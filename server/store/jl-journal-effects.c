// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-journal-private.h"
#include "jl-json.h"
#include "jl-ready.h"

static JsonArray *
get_effects (JsonNode *body, GError **error)
{
  JsonNode *effects = NULL;

  if (JSON_NODE_HOLDS_OBJECT (body))
    effects = json_object_get_member (json_node_get_object (body), "effects");
  if (effects == NULL || !JSON_NODE_HOLDS_ARRAY (effects)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_CORRUPT, "a journal body without effects");
    return NULL;
  }
  return json_node_get_array (effects);
}

/* Reads one effect; kind and image stay the node's. */
static gboolean
read_effect (JsonNode *node, JlStoredEffect *effect, GError **error)
{
  JsonObject *object;
  const char *id;

  if (!JSON_NODE_HOLDS_OBJECT (node)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_CORRUPT, "an effect that is no object");
    return FALSE;
  }
  object = json_node_get_object (node);
  id = json_object_get_string_member_with_default (object, "id", "");
  effect->kind = json_object_get_string_member_with_default (object, "kind", "");
  effect->version = json_object_get_int_member_with_default (object, "version", 0);
  effect->image = json_object_get_member (object, "image");
  return jl_id_from_text (id, &effect->id, error);
}

/**
 * jl_journal_parse_body: (skip)
 * @statement: at a row
 * @column: number of a column journal_text (body), which is not NULL
 * @error: CORRUPT
 *
 * What journal_text() cannot read is empty, and no text that was ever stored is wrong: either is
 * damage, and nothing that whoever asks could put right.
 *
 * Returns: (transfer full): the body; %NULL with @error set
 */
JsonNode *
jl_journal_parse_body (JlStatement *statement, int column, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gsize size;
  const char *text = jl_statement_get_blob (statement, column, &size);
  JsonNode *body = jl_json_parse (size > 0 ? text : "", (gssize)size, &local_error);

  if (body == NULL)
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_CORRUPT,
                 "the body of an entry of the journal is damaged: %s",
                 local_error->message);
  return body;
}

/**
 * jl_journal_foreach_effect: (skip)
 * @body: the body of an entry
 * @func: (scope call): called for each effect, which is borrowed; FALSE with an error stops
 * @user_data: for @func
 * @error: CORRUPT when @body is no body, or what @func sets
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_journal_foreach_effect (JsonNode *body,
                           JlStoredEffectFunc func,
                           gpointer user_data,
                           GError **error)
{
  JsonArray *effects = get_effects (body, error);

  if (effects == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (effects); i++) {
    JlStoredEffect effect;

    if (!read_effect (json_array_get_element (effects, i), &effect, error) ||
        !func (&effect, user_data, error))
      return FALSE;
  }
  return TRUE;
}

typedef struct {
  JlConnection *connection;
  const JlCatalog *catalog;
} Target;

/* Whether there is a row already the version does not tell: effects of erased entries are missing.
 */
static gboolean
store (const JlKindSql *sql, JlConnection *connection, JlRecord *record, GError **error)
{
  return jl_kind_sql_update (sql, connection, record, error) &&
         (jl_connection_get_changes (connection) > 0 ||
          jl_kind_sql_insert (sql, connection, record, error));
}

static gboolean
apply_effect (const JlStoredEffect *effect, gpointer user_data, GError **error)
{
  const Target *target = user_data;
  const JlKindSql *sql = jl_catalog_get_kind (target->catalog, effect->kind);
  g_autoptr (JlRecord) record = NULL;

  if (sql == NULL) {
    g_set_error (error, JL_ERROR, JL_ERROR_CORRUPT, "an effect on a %s", effect->kind);
    return FALSE;
  }
  if (effect->image == NULL || JSON_NODE_HOLDS_NULL (effect->image))
    return jl_kind_sql_remove (sql, target->connection, effect->id, error) &&
           jl_ready_remove (target->connection, effect->id, error);

  record = jl_record_read_json (sql->kind->table, effect->image, JL_READ_STORED, error);
  if (record == NULL)
    return FALSE;
  jl_kind_sql_normalise (sql, record);
  return store (sql, target->connection, record, error) &&
         jl_ready_store (target->connection, sql, record, NULL, error);
}

/**
 * jl_journal_apply_effects:
 * @connection: a writable connection in a transaction, of this or another database
 * @catalog: kinds; outlives @connection
 * @body: the body of a journal entry
 * @size: its size
 * @error: CORRUPT when the body does not fit the kinds, or as jl_statement_step()
 *
 * Does again what a command did, from the after-images alone and without executing it: so replicas
 * follow, whatever their version of the rules. Applied in the order of the journal to an empty
 * database it gives the same records. An entry whose body was erased has nothing to apply.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_journal_apply_effects (JlConnection *connection,
                          const JlCatalog *catalog,
                          const char *body,
                          gsize size,
                          GError **error)
{
  Target target = { connection, catalog };
  g_autoptr (JsonNode) node = jl_json_parse (body, (gssize)size, error);

  return node != NULL && jl_journal_foreach_effect (node, apply_effect, &target, error);
}
