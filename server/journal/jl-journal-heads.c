// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-journal-heads.h"

#include "jl-chain-head.h"
#include "jl-error.h"
#include "jl-store.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>

/* The caller's organisation, and the city, whose journal has what belongs to none: everybody's
 * accounts. */
#define MAX_HEADS 2

enum { SEQUENCE, HASH, SIGNED_AT, KEY, SIGNATURE, NAME };

static void
set_hex (JlRecord *head, guint field, JlStatement *row, int column)
{
  gsize size;
  gconstpointer data = jl_statement_get_blob (row, column, &size);
  g_autofree char *hex = g_malloc (2 * size + 1);

  if (jl_statement_is_null (row, column))
    jl_record_set_null (head, field);
  else
    jl_record_set_text (head, field, sodium_bin2hex (hex, 2 * size + 1, data, size));
}

static JlRecord *
read_head (JlStatement *row, gint64 organisation)
{
  JlRecord *head = jl_record_new (&jl_chain_head_table);

  jl_record_set_integer (head, JL_CHAIN_HEAD_ORGANISATION, organisation);
  jl_record_set_text (head, JL_CHAIN_HEAD_NAME, jl_statement_get_text (row, NAME));
  jl_record_set_integer (head, JL_CHAIN_HEAD_SEQUENCE, jl_statement_get_integer (row, SEQUENCE));
  set_hex (head, JL_CHAIN_HEAD_HASH, row, HASH);
  if (jl_statement_is_null (row, SIGNED_AT))
    jl_record_set_null (head, JL_CHAIN_HEAD_SIGNED_AT);
  else
    jl_record_set_integer (
        head, JL_CHAIN_HEAD_SIGNED_AT, jl_statement_get_integer (row, SIGNED_AT));
  jl_record_set_text (head, JL_CHAIN_HEAD_KEY, jl_statement_get_text (row, KEY));
  set_hex (head, JL_CHAIN_HEAD_SIGNATURE, row, SIGNATURE);
  return head;
}

/* The newest head, or the entry with the number @sequence. %FALSE with @error unset: there is none.
 */
static gboolean
append_head (JlRequest *request,
             gint64 organisation,
             gint64 sequence,
             JlListBuilder *builder,
             GError **error)
{
  static const char newest_sql[] =
      "SELECT s.organisation_seq, s.hash, s.signed_at, s.key_id, s.signature, o.name "
      "FROM signed_head AS s LEFT JOIN organisation AS o ON o.id = s.organisation "
      "WHERE s.organisation = ?1 ORDER BY s.organisation_seq DESC LIMIT 1";
  static const char entry_sql[] =
      "SELECT j.organisation_seq, j.hash, s.signed_at, s.key_id, s.signature, o.name "
      "FROM journal AS j LEFT JOIN signed_head AS s ON s.organisation = j.organisation AND "
      "s.organisation_seq = j.organisation_seq "
      "LEFT JOIN organisation AS o ON o.id = j.organisation "
      "WHERE j.organisation = ?1 AND j.organisation_seq = ?2";
  g_autoptr (JlStatement) row = sequence == 0
                                    ? jl_connection_prepare (request->connection, newest_sql, error)
                                    : jl_connection_prepare (request->connection, entry_sql, error);
  g_autoptr (JlRecord) head = NULL;
  g_autofree char *json = NULL;

  if (row == NULL)
    return FALSE;
  jl_statement_bind_integer (row, 1, organisation);
  if (sequence != 0)
    jl_statement_bind_integer (row, 2, sequence);
  if (!jl_statement_step (row, error))
    return FALSE;
  head = read_head (row, organisation);
  json = jl_record_to_json (head, JL_VIEW_OWN);
  jl_list_builder_append (builder, json, strlen (json));
  return TRUE;
}

/* Whose heads the caller may have, in the order of ids; 0 where there is only the city's. */
static gboolean
get_organisations (JlRequest *request, gint64 organisations[MAX_HEADS], GError **error)
{
  g_autoptr (JlNode) node = jl_node_read (request->connection, error);
  gint64 own = request->caller->organisation;

  if (node == NULL)
    return FALSE;
  own = own == node->city ? 0 : own;
  organisations[0] = MIN (own, node->city);
  organisations[1] = MAX (own, node->city);
  return TRUE;
}

/* Leaves what was asked for, all if nothing was. */
static gboolean
select_organisation (JlRecord *query, gint64 organisations[MAX_HEADS], GError **error)
{
  gint64 wanted = jl_record_get_integer (query, JL_CHAIN_HEAD_QUERY_ORGANISATION);

  if (!jl_record_has (query, JL_CHAIN_HEAD_QUERY_ORGANISATION)) {
    if (!jl_record_has (query, JL_CHAIN_HEAD_QUERY_SEQUENCE))
      return TRUE;
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "organisation",
                        _ ("must be given with sequence: each organisation has a journal of its "
                           "own"));
    return FALSE;
  }
  for (guint i = 0; i < MAX_HEADS; i++) {
    if (wanted == 0 || organisations[i] != wanted)
      continue;
    organisations[0] = wanted;
    organisations[1] = 0;
    return TRUE;
  }
  g_set_error_literal (error,
                       JL_ERROR,
                       JL_ERROR_FORBIDDEN,
                       _ ("Only an organisation's own people may see where its journal ends"));
  return FALSE;
}

/* GET /journal/heads: the newest signed heads; with `sequence` the hash of that entry, and nothing
 * where the journal does not go so far. Whoever has kept a head finds out by it whether what it
 * covers is still the same. How many entries a shop has is its own affair, so these are not public;
 * an organisation's people may show them to whom they want. */
static JlResponse *
heads_list (JlRequest *request, GError **error)
{
  gint64 sequence = jl_record_get_integer (request->query, JL_CHAIN_HEAD_QUERY_SEQUENCE);
  gint64 organisations[MAX_HEADS];
  g_auto (JlListBuilder) builder = { 0 };
  g_autofree char *next = NULL;
  gint64 after = 0;

  if (!get_organisations (request, organisations, error) ||
      !select_organisation (request->query, organisations, error) ||
      (request->cursor != NULL && !jl_cursor_parse (request->cursor, 1, &after, error)))
    return NULL;
  jl_list_builder_init (&builder);
  for (guint i = 0; i < MAX_HEADS; i++) {
    GError *local_error = NULL;

    if (organisations[i] <= after)
      continue;
    if (builder.n == request->limit) {
      next = jl_cursor_new (1, &organisations[i - 1]);
      break;
    }
    if (!append_head (request, organisations[i], sequence, &builder, &local_error) &&
        local_error != NULL) {
      g_propagate_error (error, local_error);
      return NULL;
    }
  }
  return jl_list_builder_finish (&builder, next);
}

static const JlRoute routes[] = {
  { .method = "GET",
    .path = "/journal/heads",
    .roles = JL_ROLE_RESIDENT,
    .flags = JL_ROUTE_LIST | JL_ROUTE_PRIVATE,
    .query = &jl_chain_head_query_table,
    .output = &jl_chain_head_table,
    .read = heads_list,
    .summary = "Where the journals of my organisation and of the city end, signed, to be kept." },
  { NULL },
};

static const JlKind *const kinds[] = { NULL };
static const JlCommand *const commands[] = { NULL };
static const JlSchema schema = { .name = "journal", .kinds = kinds, .commands = commands };

const JlCapability jl_journal_capability = {
  .name = "journal",
  .schema = &schema,
  .routes = routes,
};
