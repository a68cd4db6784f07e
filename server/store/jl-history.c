// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-id.h"
#include "jl-journal-private.h"

static gint64
read_acting (JsonNode *body)
{
  const char *text =
      json_object_get_string_member_with_default (json_node_get_object (body), "acting", NULL);
  gint64 id = 0;

  if (text != NULL)
    jl_id_from_text (text, &id, NULL);
  return id;
}

typedef struct {
  const JlKind *kind;
  gint64 id;
  JlHistoryStep *step;
} Reading;

/* Read as a client reads an answer: images of older schemas may have members that are gone. */
static gboolean
take_image_cb (const JlStoredEffect *effect, gpointer user_data, GError **error)
{
  Reading *reading = user_data;

  if (effect->id != reading->id || effect->image == NULL || JSON_NODE_HOLDS_NULL (effect->image))
    return TRUE;
  reading->step->image =
      jl_record_read_json (reading->kind->table, effect->image, JL_READ_ANSWER, error);
  return reading->step->image != NULL;
}

/* Fills in what only the body says. */
static gboolean
read_body (JlStatement *statement, Reading *reading, GError **error)
{
  g_autoptr (JsonNode) body = NULL;

  if (jl_statement_is_null (statement, 5))
    return TRUE; /* erased */
  body = jl_journal_parse_body (statement, 5, error);
  if (body == NULL || !jl_journal_foreach_effect (body, take_image_cb, reading, error))
    return FALSE;
  reading->step->acting = read_acting (body);
  return TRUE;
}

/**
 * jl_history_foreach:
 * @connection: a connection
 * @kind: the record's kind
 * @id: the record
 * @before: JlHistoryStep.seq of the step that was seen last, 0: from the newest
 * @limit: how many at most
 * @func: (scope call): called for each step
 * @user_data: for @func
 * @error: CORRUPT when a body cannot be read, or as jl_statement_step()
 *
 * Goes through what happened to a record, from the newest step to the oldest. Whether the caller
 * may know is for the caller of this function to ask.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_history_foreach (JlConnection *connection,
                    const JlKind *kind,
                    gint64 id,
                    gint64 before,
                    guint limit,
                    JlHistoryFunc func,
                    gpointer user_data,
                    GError **error)
{
  static const char sql[] =
      "SELECT c.seq, j.at, j.actor, j.command, c.version, journal_text (b.body) FROM change AS c "
      "JOIN journal AS "
      "j ON j.seq = c.journal LEFT JOIN journal_body AS b ON b.seq = c.journal WHERE c.record = ?1 "
      "AND c.kind = ?2 AND c.seq < ?3 ORDER BY c.seq DESC LIMIT ?4";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;

  jl_statement_bind_integer (statement, 1, id);
  jl_statement_bind_text (statement, 2, kind->table->name);
  jl_statement_bind_integer (statement, 3, before == 0 ? G_MAXINT64 : before);
  jl_statement_bind_integer (statement, 4, limit);
  while (jl_statement_step (statement, &local_error)) {
    JlHistoryStep step = {
      .seq = jl_statement_get_integer (statement, 0),
      .at = jl_statement_get_integer (statement, 1),
      .actor = jl_statement_get_integer (statement, 2),
      .command = jl_statement_get_text (statement, 3),
      .version = jl_statement_get_integer (statement, 4),
    };
    Reading reading = { kind, id, &step };

    if (!read_body (statement, &reading, error)) {
      g_clear_object (&step.image);
      return FALSE;
    }
    func (&step, user_data);
    g_clear_object (&step.image);
  }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}
