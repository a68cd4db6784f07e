// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-heads-private.h"

#include "jl-error.h"
#include "jl-journal-private.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/* The heads of one organisation, the oldest first. */
typedef struct {
  JlConnection *connection; /* borrowed */
  gint64 organisation;
  gint64 last;         /* number of the journal's last entry, 0: there is none */
  gint64 fits;         /* number of the last entry that is known to fit */
  gint64 differs;      /* number of the first one that does not, 0: none is known */
  GPtrArray *problems; /* borrowed */
} Comparison;

static void
add_problem (Comparison *self, gint64 sequence, char *text)
{
  JlJournalProblem *problem = g_new0 (JlJournalProblem, 1);

  problem->organisation = self->organisation;
  problem->organisation_seq = sequence;
  problem->text = text;
  g_ptr_array_add (self->problems, problem);
}

static int
compare_heads (gconstpointer a, gconstpointer b)
{
  JlRecord *left = *(JlRecord *const *)a;
  JlRecord *right = *(JlRecord *const *)b;

  for (guint i = 0; i < 2; i++) {
    guint field = i == 0 ? JL_CHAIN_HEAD_ORGANISATION : JL_CHAIN_HEAD_SEQUENCE;
    gint64 difference = jl_record_get_integer (left, field) - jl_record_get_integer (right, field);

    if (difference != 0)
      return difference < 0 ? -1 : 1;
  }
  return 0;
}

static gboolean
read_last (Comparison *self, GError **error)
{
  static const char sql[] = "SELECT max(organisation_seq) FROM journal WHERE organisation = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, self->organisation);
  if (!jl_statement_step (statement, error))
    return FALSE;
  self->last = jl_statement_get_integer (statement, 0);
  return TRUE;
}

/* Whether the entry has the hash that was signed. */
static gboolean
entry_fits (Comparison *self, JlRecord *head, gboolean *fits, GError **error)
{
  static const char sql[] =
      "SELECT hash FROM journal WHERE organisation = ?1 AND organisation_seq = ?2";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);
  char hex[2 * JL_JOURNAL_HASH_SIZE + 1];
  GError *local_error = NULL;
  gconstpointer hash;
  gsize size;

  if (statement == NULL)
    return FALSE;
  *fits = FALSE;
  jl_statement_bind_integer (statement, 1, self->organisation);
  jl_statement_bind_integer (statement, 2, jl_record_get_integer (head, JL_CHAIN_HEAD_SEQUENCE));
  if (!jl_statement_step (statement, &local_error)) {
    if (local_error != NULL)
      g_propagate_error (error, local_error);
    return local_error == NULL;
  }
  hash = jl_statement_get_blob (statement, 0, &size);
  if (size == JL_JOURNAL_HASH_SIZE) {
    sodium_bin2hex (hex, sizeof hex, hash, size);
    *fits = g_ascii_strcasecmp (hex, jl_record_get_text (head, JL_CHAIN_HEAD_HASH)) == 0;
  }
  return TRUE;
}

/* Goes through the entries that nothing is known of yet, for the first whose hash does not begin
 * as it did when the head was signed. */
static gboolean
find_first (Comparison *self, JlRecord *head, GError **error)
{
  static const char sql[] =
      "SELECT organisation_seq, hash FROM journal WHERE organisation = ?1 AND "
      "organisation_seq > ?2 ORDER BY organisation_seq";
  const char *base64 = jl_record_get_text (head, JL_CHAIN_HEAD_MARKS);
  g_autofree guint8 *marks = NULL;
  g_autoptr (JlStatement) row = NULL;
  GError *local_error = NULL;
  gsize size = 0;

  if (base64 == NULL)
    return TRUE;
  marks = g_base64_decode (base64, &size);
  row = jl_connection_prepare (self->connection, sql, error);
  if (row == NULL)
    return FALSE;
  jl_statement_bind_integer (row, 1, self->organisation);
  jl_statement_bind_integer (row, 2, self->fits);
  while (self->differs == 0 && jl_statement_step (row, &local_error)) {
    gint64 sequence = jl_statement_get_integer (row, 0);
    gsize hash_size;
    const guint8 *hash = jl_statement_get_blob (row, 1, &hash_size);

    if ((guint64)sequence > size / JL_HEADS_MARK_SIZE)
      break;
    if (hash_size != JL_JOURNAL_HASH_SIZE ||
        memcmp (hash, marks + (sequence - 1) * JL_HEADS_MARK_SIZE, JL_HEADS_MARK_SIZE) != 0)
      self->differs = sequence;
  }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

/* Says what is known of the place where the journal is not what was signed. */
static void
tell_difference (Comparison *self, JlRecord *head)
{
  gint64 sequence = jl_record_get_integer (head, JL_CHAIN_HEAD_SEQUENCE);
  char at[JL_TIME_TEXT_SIZE];

  jl_time_to_text (jl_record_get_integer (head, JL_CHAIN_HEAD_SIGNED_AT), at);
  if (self->differs != 0)
    add_problem (self,
                 self->differs,
                 g_strdup_printf (_ ("this is the first entry that is not what it was when entry "
                                     "%" PRId64 " was signed at %s"),
                                  sequence,
                                  at));
  else if (self->last == 0)
    add_problem (
        self,
        1,
        g_strdup_printf (
            _ ("the journal is missing; entry %" PRId64 " of it was signed at %s"), sequence, at));
  else if (self->last < sequence)
    add_problem (self,
                 self->last + 1,
                 g_strdup_printf (_ ("the journal ends before this entry, but was signed up to "
                                     "entry %" PRId64 " at %s"),
                                  sequence,
                                  at));
  else
    add_problem (self,
                 self->fits + 1,
                 g_strdup_printf (_ ("from this entry to entry %" PRId64
                                     ", one is not what it was when the latter was signed at %s"),
                                  sequence,
                                  at));
}

/* A head of ours; @done: nothing more can be said of this organisation. */
static gboolean
compare_head (Comparison *self, JlRecord *head, gboolean *done, GError **error)
{
  gboolean fits;

  if (!entry_fits (self, head, &fits, error))
    return FALSE;
  if (fits) {
    self->fits = jl_record_get_integer (head, JL_CHAIN_HEAD_SEQUENCE);
    return TRUE;
  }
  if (!find_first (self, head, error))
    return FALSE;
  tell_difference (self, head);
  *done = TRUE;
  return TRUE;
}

/**
 * jl_heads_compare:
 * @heads: of jl_chain_heads_table
 * @connection: a connection in a read transaction
 * @keys: this service's own, older ones included
 * @error: as jl_statement_step()
 *
 * Compares a journal that jl_journal_verify() found whole with heads that others have kept.
 * Somebody who rewrote all of it, and signed it anew, is found by them: of each organisation the
 * first entry that does not fit, or as near to it as the file allows. A head that this service did
 * not sign proves nothing and is told too.
 *
 * Returns: (transfer full) (element-type JlJournalProblem): what is wrong; %NULL with @error set
 */
GPtrArray *
jl_heads_compare (JlRecord *heads, JlConnection *connection, JlKeys *keys, GError **error)
{
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify)jl_journal_problem_free);
  g_autoptr (GPtrArray) sorted =
      g_ptr_array_copy (jl_record_get_list (heads, JL_CHAIN_HEADS_HEADS), NULL, NULL);
  Comparison self = { .connection = connection, .problems = problems };
  gboolean done = FALSE;

  g_ptr_array_set_free_func (sorted, NULL);
  g_ptr_array_sort (sorted, compare_heads);
  for (guint i = 0; i < sorted->len; i++) {
    JlRecord *head = sorted->pdata[i];
    gint64 organisation = jl_record_get_integer (head, JL_CHAIN_HEAD_ORGANISATION);
    g_autoptr (GError) local_error = NULL;

    if (organisation != self.organisation) {
      self = (Comparison){ .connection = connection,
                           .organisation = organisation,
                           .problems = problems };
      done = FALSE;
      if (!read_last (&self, error))
        return NULL;
    }
    if (!jl_heads_check_head (head, keys, NULL, &local_error))
      add_problem (
          &self,
          jl_record_get_integer (head, JL_CHAIN_HEAD_SEQUENCE),
          g_strdup_printf (_ ("the head in the file proves nothing: %s"), local_error->message));
    else if (!done && !compare_head (&self, head, &done, error))
      return NULL;
  }
  return g_steal_pointer (&problems);
}
