// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

/* After the key for lookup or that for people was rotated: what was made with the older one is made
 * anew, some people at a time, when nobody else waits for the writer. */

/* People of one command: a millisecond or two. */
#define AT_ONCE 50

/* A call that was refused is not tried again before all others have had their turn. */
static gboolean
find_to_renew (JlConnection *connection, JlKeyPurpose purpose, gint64 after, gint64 *person)
{
  JlKeyUse use;

  if (!jl_key_use_read (connection, purpose, &use, NULL) || use.next_id[0] == '\0' ||
      after > use.person)
    return FALSE;
  *person = use.person + 1;
  return TRUE;
}

/* @n: how many people were looked at, up to @person */
static gboolean
go_on (JlTransaction *transaction, JlKeyPurpose purpose, guint n, gint64 person, GError **error)
{
  JlConnection *connection = jl_transaction_get_connection (transaction);

  if (n == AT_ONCE ? !jl_key_use_advance (connection, purpose, person, error)
                   : !jl_key_use_finish (connection, purpose, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

/**
 * jl_lookup_find_to_renew: (skip)
 * @connection: the writer's
 * @now: the time
 * @after: an id
 * @person: (out): with whom to go on, whether or not there is such a person
 *
 * Whether there are digests of telephone numbers under a key that was rotated.
 *
 * Returns: whether there are
 */
gboolean
jl_lookup_find_to_renew (JlConnection *connection, gint64 now, gint64 after, gint64 *person)
{
  return find_to_renew (connection, JL_KEY_LOOKUP, after, person);
}

typedef struct {
  gint64 person;
  char *phone; /* owned, nullable: there is none, or nobody can open it */
} Number;

static void
number_clear (gpointer data)
{
  g_free (((Number *)data)->phone);
}

static GArray *
list_numbers (JlConnection *connection, gint64 first, GError **error)
{
  g_autoptr (JlStatement) row = jl_connection_prepare (
      connection,
      "SELECT person, phone FROM person_private WHERE person >= ?1 ORDER BY person LIMIT ?2",
      error);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (Number));
  g_autoptr (GError) local_error = NULL;

  g_array_set_clear_func (numbers, number_clear);
  if (row == NULL)
    return NULL;
  jl_statement_bind_integer (row, 1, first);
  jl_statement_bind_integer (row, 2, AT_ONCE);
  while (jl_statement_step (row, &local_error)) {
    Number number = { .person = jl_statement_get_integer (row, 0) };

    /* Whose number cannot be opened, because they are leaving or it is damaged, is found by nothing
     * any more; that must not keep the others waiting. */
    jl_person_open (row, 1, number.person, JL_SEALED_PHONE, &number.phone, NULL);
    g_array_append_val (numbers, number);
  }
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }
  return g_steal_pointer (&numbers);
}

static gboolean
store_digest (JlConnection *connection, const Number *number, GError **error)
{
  g_auto (JlPhoneDigests) digests = { NULL };
  g_autoptr (JlStatement) statement = NULL;

  if (!jl_phone_digests_make (&digests, connection, number->phone, error))
    return FALSE;
  statement = jl_connection_prepare (
      connection, "UPDATE person_private SET phone_digest = ?2 WHERE person = ?1", error);
  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, number->person);
  jl_statement_bind_bytes (statement, 2, digests.digest);
  return jl_statement_run (statement, error);
}

static gboolean
renew_digests (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlConnection *connection = jl_transaction_get_connection (transaction);
  g_autoptr (GArray) numbers = list_numbers (connection, call->ids[0], error);
  gint64 last = 0;

  if (numbers == NULL)
    return FALSE;
  for (guint i = 0; i < numbers->len; i++) {
    const Number *number = &g_array_index (numbers, Number, i);

    if (number->phone != NULL && !store_digest (connection, number, error))
      return FALSE;
    last = number->person;
  }
  return go_on (transaction, JL_KEY_LOOKUP, numbers->len, last, error);
}

const JlCommand jl_lookup_renew_command = {
  .name = "people.renew_digests",
  .roles = JL_ROLE_SYSTEM,
  .flags = JL_COMMAND_OPERATIONAL,
  .execute = renew_digests,
};

/**
 * jl_person_keys_find_to_renew: (skip)
 * @connection: the writer's
 * @now: the time
 * @after: an id
 * @person: (out): with whom to go on, whether or not there is such a person
 *
 * Whether there are keys of people that a key wraps which was rotated.
 *
 * Returns: whether there are
 */
gboolean
jl_person_keys_find_to_renew (JlConnection *connection, gint64 now, gint64 after, gint64 *person)
{
  return find_to_renew (connection, JL_KEY_PERSON, after, person);
}

/* They are in a file of their own and committed there first: what this forgets is done again. */
static gboolean
rewrap_keys (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlPersonKeys *keys = jl_person_get_keys (error);
  gint64 person = call->ids[0] - 1;
  guint n;

  return keys != NULL && jl_person_keys_rewrap (keys, &person, AT_ONCE, &n, error) &&
         go_on (transaction, JL_KEY_PERSON, n, person, error);
}

const JlCommand jl_person_keys_renew_command = {
  .name = "people.rewrap_keys",
  .roles = JL_ROLE_SYSTEM,
  .flags = JL_COMMAND_OPERATIONAL,
  .execute = rewrap_keys,
};
