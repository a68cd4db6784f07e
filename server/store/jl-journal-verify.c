// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-id.h"
#include "jl-journal-private.h"
#include "jl-json.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/**
 * jl_journal_problem_free:
 * @self: (transfer full) (nullable): a problem
 */
void
jl_journal_problem_free (JlJournalProblem *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_free (self);
}

/**
 * jl_journal_problem_to_text:
 * @self: what was found
 *
 * Returns: (transfer full): a line for people, with the journal and the entry
 */
char *
jl_journal_problem_to_text (const JlJournalProblem *self)
{
  char id[JL_ID_TEXT_SIZE];

  jl_id_to_text (self->organisation, id);
  return g_strdup_printf (
      _ ("Journal of %s, entry %" PRId64 ": %s"), id, self->organisation_seq, self->text);
}

/* Where the walk through the journal is. */
typedef struct {
  GPtrArray *problems;
  gint64 organisation;     /* whose chain */
  gint64 seq;              /* the entry before in the whole journal */
  gint64 organisation_seq; /* the entry before in the chain */
  gint64 at;
  guint8 hash[JL_JOURNAL_HASH_SIZE];
  gboolean broken; /* a problem was found in this chain: what follows from it is not told */
} Walk;

static void
add_problem (Walk *walk, gint64 organisation_seq, const char *text)
{
  JlJournalProblem *problem = g_new0 (JlJournalProblem, 1);

  problem->organisation = walk->organisation;
  problem->organisation_seq = organisation_seq;
  problem->text = g_strdup (text);
  g_ptr_array_add (walk->problems, problem);
  walk->broken = TRUE;
}

static gboolean
column_is (JlStatement *statement, int column, gconstpointer data, gsize size)
{
  gsize column_size;
  gconstpointer column_data = jl_statement_get_blob (statement, column, &column_size);

  return column_size == size && memcmp (column_data, data, size) == 0;
}

static void
check_entry (Walk *walk, JlStatement *statement)
{
  g_autofree char *text = NULL;
  guint8 hash[JL_JOURNAL_HASH_SIZE];
  const char *trouble = NULL;
  JlJournalHead head;

  jl_journal_read_head (statement, &head);
  text = jl_journal_head_to_text (&head);
  jl_journal_hash_head (walk->hash, text, strlen (text), hash);
  if (head.organisation_seq != walk->organisation_seq + 1)
    trouble = _ ("an entry before this one is missing");
  else if (!column_is (statement, JL_JOURNAL_HASH, hash, sizeof hash))
    trouble = _ ("the entry, its body or the one before it does not fit its hash");
  else if (head.at < walk->at)
    trouble = _ ("the entry is older than the one before it");
  else if (jl_statement_get_integer (statement, JL_JOURNAL_SEQ) <= walk->seq)
    trouble = _ ("the entry stands before the one that it follows");

  if (trouble != NULL)
    add_problem (walk, head.organisation_seq, trouble);
  walk->organisation_seq = head.organisation_seq;
  walk->at = head.at;
  walk->seq = jl_statement_get_integer (statement, JL_JOURNAL_SEQ);
  memcpy (walk->hash, hash, sizeof hash);
}

static void
start_chain (Walk *walk, gint64 organisation)
{
  walk->organisation = organisation;
  walk->seq = 0;
  walk->organisation_seq = 0;
  walk->at = 0;
  walk->broken = FALSE;
  memset (walk->hash, 0, sizeof walk->hash);
}

/* The stored end of the chain: an entry cut off there leaves no gap. */
static gboolean
end_chain (Walk *walk, JlConnection *connection, GError **error)
{
  static const char sql[] = "SELECT organisation_seq, hash FROM chain WHERE organisation = ?1";
  g_autoptr (JlStatement) statement = NULL;
  GError *local_error = NULL;
  gboolean found;

  if (walk->organisation == 0 || walk->broken)
    return TRUE;

  statement = jl_connection_prepare (connection, sql, error);
  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, walk->organisation);
  found = jl_statement_step (statement, &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  if (!found || jl_statement_get_integer (statement, 0) != walk->organisation_seq ||
      !column_is (statement, 1, walk->hash, sizeof walk->hash))
    add_problem (walk, walk->organisation_seq, _ ("the journal does not end where its chain ends"));
  return TRUE;
}

static gboolean
find_lost_chains (Walk *walk, JlConnection *connection, GError **error)
{
  static const char sql[] = "SELECT organisation FROM chain WHERE organisation NOT IN "
                            "(SELECT organisation FROM journal)";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  while (jl_statement_step (statement, &local_error)) {
    walk->organisation = jl_statement_get_integer (statement, 0);
    add_problem (walk, 0, _ ("all entries are missing"));
  }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

/**
 * jl_journal_verify:
 * @connection: a connection; in a read transaction if somebody may be writing
 * @n_entries: (out) (optional): how many entries were looked at
 * @error: as jl_statement_step()
 *
 * Follows the chain of every organisation from its first entry and computes every hash again. A
 * body that was erased is not missed. Somebody who rewrites a whole chain with all its hashes is
 * found by its signed heads, see jl_signed_heads_verify().
 *
 * Returns: (transfer full) (element-type JlJournalProblem): the first problem of each chain, empty
 *   if all is well; %NULL with @error set
 */
GPtrArray *
jl_journal_verify (JlConnection *connection, gint64 *n_entries, GError **error)
{
  static const char sql[] = "SELECT " JL_JOURNAL_HEAD_COLUMNS " FROM " JL_JOURNAL_HEAD_TABLES
                            " ORDER BY j.organisation, j.organisation_seq";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify)jl_journal_problem_free);
  Walk walk = { .problems = problems };
  GError *local_error = NULL;
  gint64 n = 0;

  if (statement == NULL)
    return NULL;

  for (; jl_statement_step (statement, &local_error); n++) {
    gint64 organisation = jl_statement_get_integer (statement, JL_JOURNAL_ORGANISATION);

    if (n == 0 || organisation != walk.organisation) {
      if (!end_chain (&walk, connection, error))
        return NULL;
      start_chain (&walk, organisation);
    }
    if (!walk.broken)
      check_entry (&walk, statement);
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return NULL;
  }
  if (!end_chain (&walk, connection, error) || !find_lost_chains (&walk, connection, error))
    return NULL;

  if (n_entries != NULL)
    *n_entries = n;
  return g_steal_pointer (&problems);
}
