// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

#include <glib/gi18n-lib.h>

/*
 * Somebody leaves for good. What is personal is deleted, and then their key, so that copies of it
 * cannot be read either; what the law has kept (电子商务法 art 31: what was traded, three years)
 * stays, under a number that names nobody. Who asks for it themselves is first put among those who
 * leave; the service does the rest as a command of its own, because a refused password must be
 * counted, which no journalled command can.
 */

#define LEAVING_SQL "INSERT INTO person_leaving (person) VALUES (?1) ON CONFLICT DO NOTHING"

static gboolean
run (JlConnection *connection, const char *sql, gint64 id, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare_text (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, id);
  return jl_statement_run (statement, error);
}

/**
 * jl_person_check_no_duties:
 * @connection: any
 * @account: whose
 * @error: CONFLICT, with the organisations' names
 *
 * Whoever still works somewhere has duties there, and things are done in their name.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_person_check_no_duties (JlConnection *connection, gint64 account, GError **error)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (connection,
                             "SELECT group_concat (DISTINCT organisation_name) FROM membership "
                             "WHERE account = ?1 AND active = 1",
                             error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, account);
  if (!jl_statement_step (statement, error))
    return FALSE;
  if (jl_statement_is_null (statement, 0))
    return TRUE;
  g_set_error (error,
               JL_ERROR,
               JL_ERROR_CONFLICT,
               _ ("This account still works for %s: somebody who manages it there must end that "
                  "first"),
               jl_statement_get_text (statement, 0));
  return FALSE;
}

static gboolean
release_parts (JlTransaction *transaction, gint64 person, GError **error)
{
  for (const JlPersonPart *part = jl_person_get_parts (); part->name != NULL; part++) {
    if (part->release != NULL && !part->release (transaction, person, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
close_account (JlTransaction *transaction, gint64 account_id, GError **error)
{
  static const char *const deletions[] = {
    "DELETE FROM session WHERE account = ?1",
    "DELETE FROM credential WHERE account = ?1",
    "DELETE FROM idempotency WHERE account = ?1",
  };
  JlConnection *connection = jl_transaction_get_connection (transaction);
  g_autoptr (JlRecord) account =
      jl_transaction_get (transaction, &jl_account_kind, account_id, error);

  if (account == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (deletions); i++) {
    if (!run (connection, deletions[i], account_id, error))
      return FALSE;
  }
  jl_record_set_integer (account, JL_ACCOUNT_ACTIVE, FALSE);
  return jl_transaction_put (transaction, &jl_account_kind, account, error);
}

/* All that one commit can do. The key goes after it: see forget_key(). */
static gboolean
erase (JlTransaction *transaction, JlRecord *person, GError **error)
{
  JlConnection *connection = jl_transaction_get_connection (transaction);
  gint64 id = jl_record_get_integer (person, JL_PERSON_ID);
  gint64 account;

  if (!jl_person_find_account (connection, id, &account, error))
    return FALSE;
  if ((account != 0 && (!jl_person_check_no_duties (connection, account, error) ||
                        !close_account (transaction, account, error))) ||
      !release_parts (transaction, id, error) ||
      !run (connection, "DELETE FROM person_private WHERE person = ?1", id, error) ||
      !run (connection, LEAVING_SQL, id, error))
    return FALSE;
  jl_record_set_integer (person, JL_PERSON_ERASED_AT, jl_transaction_get_now (transaction));
  return jl_transaction_put (transaction, &jl_person_kind, person, error);
}

/* An administrator erases somebody who asked for it in writing, or who should not be here. Again
 * is no failure. */
static gboolean
person_erase (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlRecord) person =
      jl_transaction_get (transaction, &jl_person_kind, call->ids[0], error);

  if (person == NULL || !jl_person_check_reach (transaction, call->caller, person, error))
    return FALSE;
  if (jl_record_is_null (person, JL_PERSON_ERASED_AT) && !erase (transaction, person, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_person_erase_command = {
  .name = "person.erase",
  .roles = JL_ROLE_ADMINISTRATOR | JL_ROLE_SYSTEM,
  .input = &jl_erasure_table,
  .execute = person_erase,
};

enum { LEAVE_PASSWORD, LEAVE_N_FIELDS };
static const JlField leave_fields[] = {
  [LEAVE_PASSWORD] = { .name = "password",
                       .type = JL_FIELD_TEXT,
                       .min = 1,
                       .max = 200,
                       .flags = JL_FIELD_REQUIRED | JL_FIELD_SECRET },
};
JL_ASSERT_FIELDS (LEAVE, leave_fields);
const JlRecordTable jl_leave_table = JL_RECORD_TABLE ("leave", "JlLeave", leave_fields);

/**
 * jl_account_leave_prepare:
 * @request: POST /account/erasure
 * @error: return location
 *
 * Compares the password: a session that somebody left open must not be enough.
 *
 * Returns: (transfer full): `attempt`, and `right` if the password was; %NULL with TOO_MANY
 */
GVariant *
jl_account_leave_prepare (JlRequest *request, GError **error)
{
  g_autoptr (GBytes) attempt = NULL;
  gboolean right;
  GVariantBuilder builder;

  if (!jl_password_compare (
          request, jl_record_get_text (request->input, LEAVE_PASSWORD), &attempt, &right, error))
    return NULL;
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "attempt", jl_prepared_new_bytes (attempt));
  g_variant_builder_add (&builder, "{sv}", "right", g_variant_new_boolean (right));
  return g_variant_builder_end (&builder);
}

static gboolean
account_leave (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlConnection *connection = jl_transaction_get_connection (transaction);
  g_autoptr (GBytes) attempt = jl_prepared_get_bytes (call->prepared, "attempt");
  gboolean right = FALSE;
  GError *refusal = NULL;

  g_variant_lookup (call->prepared, "right", "b", &right);
  if (!jl_attempt_check (connection, attempt, jl_transaction_get_now (transaction), error))
    return FALSE;
  if (!right) {
    jl_set_error_field (&refusal, JL_ERROR_FORBIDDEN, "password", _ ("The password is wrong"));
    return jl_attempt_count (transaction, attempt, refusal, error);
  }
  if (!jl_attempt_forget (transaction, attempt, error) ||
      !jl_person_check_no_duties (connection, call->caller->account, error) ||
      !run (connection, "DELETE FROM session WHERE account = ?1", call->caller->account, error) ||
      !run (connection, LEAVING_SQL, call->caller->person, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_account_leave_command = {
  .name = "account.leave",
  .roles = JL_ROLE_RESIDENT,
  .flags = JL_COMMAND_OPERATIONAL,
  .input = &jl_leave_table,
  .execute = account_leave,
};

/* What is left to do when somebody leaves. */

static gboolean
find_leaving (JlConnection *connection, const char *sql, gint64 after, gint64 *id)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare_text (connection, sql, NULL);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, after);
  if (!jl_statement_step (statement, NULL) || jl_statement_is_null (statement, 0))
    return FALSE;
  *id = jl_statement_get_integer (statement, 0);
  return TRUE;
}

/**
 * jl_person_find_to_erase: (skip)
 * @connection: the writer's
 * @now: the time
 * @after: an id
 * @id: (out): the first person after @after
 *
 * Who has asked to leave.
 *
 * Returns: whether there is one
 */
gboolean
jl_person_find_to_erase (JlConnection *connection, gint64 now, gint64 after, gint64 *id)
{
  return find_leaving (connection,
                       "SELECT min (person) FROM person_leaving JOIN person ON id = person "
                       "WHERE person > ?1 AND erased_at IS NULL",
                       after,
                       id);
}

/**
 * jl_person_find_to_forget: (skip)
 * @connection: the writer's
 * @now: the time
 * @after: an id
 * @id: (out): the first person after @after
 *
 * Who has been erased and whose key is still there.
 *
 * Returns: whether there is one
 */
gboolean
jl_person_find_to_forget (JlConnection *connection, gint64 now, gint64 after, gint64 *id)
{
  return find_leaving (connection,
                       "SELECT min (person) FROM person_leaving JOIN person ON id = person "
                       "WHERE person > ?1 AND erased_at IS NOT NULL",
                       after,
                       id);
}

static gboolean
person_leave (JlTransaction *transaction, JlCall *call, GError **error)
{
  if (!erase (transaction, call->target, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_person_leave_command = {
  .name = "person.leave",
  .roles = JL_ROLE_SYSTEM,
  .target = &jl_person_kind,
  .execute = person_leave,
};

/* Who withdrew their consent and for whom nothing goes on, and has not since. */
const JlPurge jl_person_purge = {
  .record = "person",
  .table = "person AS who",
  .is_over =
      "who.erased_at IS NULL AND "
      "(SELECT max (withdrawn_at) FROM consent WHERE person = who.id) < ?1 AND "
      "NOT EXISTS (SELECT 1 FROM consent WHERE person = who.id AND withdrawn_at IS NULL) AND "
      "NOT EXISTS (SELECT 1 FROM reservation WHERE person = who.id AND "
      "(state IN ('waiting', 'active') OR updated_at >= ?1)) AND "
      "NOT EXISTS (SELECT 1 FROM membership JOIN account ON account.id = membership.account "
      "WHERE account.person = who.id AND membership.active = 1)",
  .held = "EXISTS (SELECT 1 FROM hold WHERE released_at IS NULL AND "
          "subject IN (who.id, who.organisation))",
  .has_id_of_time = TRUE,
};

static gboolean
person_purge (JlTransaction *transaction, JlCall *call, GError **error)
{
  gint64 person = jl_record_get_integer (call->target, JL_PERSON_ID);

  if (!jl_purge_check (transaction, &jl_person_purge, person, error) ||
      !erase (transaction, call->target, error) ||
      !jl_purge_note (transaction, &jl_person_purge, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_person_purge_command = {
  .name = "person.purge",
  .roles = JL_ROLE_SYSTEM,
  .target = &jl_person_kind,
  .execute = person_purge,
};

/* Only when the erasure is on the disk: a key that went first would take with it the data of
 * somebody who is still here. Interrupted between the two, it is done again. */
static gboolean
forget_key (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlConnection *connection = jl_transaction_get_connection (transaction);
  JlPersonKeys *keys = jl_person_get_keys (error);
  gint64 person = jl_record_get_integer (call->target, JL_PERSON_ID);

  if (keys == NULL || !jl_person_keys_delete (keys, person, error) ||
      !run (connection, "DELETE FROM person_leaving WHERE person = ?1", person, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_person_forget_key_command = {
  .name = "person.forget_key",
  .roles = JL_ROLE_SYSTEM,
  .flags = JL_COMMAND_OPERATIONAL,
  .target = &jl_person_kind,
  .execute = forget_key,
};

/* Their key is there, out of an older copy of the keys. */
static gboolean
queue_erased (JlConnection *connection, JlPersonKeys *keys, GError **error)
{
  g_autoptr (JlStatement) erased = jl_connection_prepare (
      connection, "SELECT id FROM person WHERE erased_at IS NOT NULL", error);
  g_autoptr (GArray) people = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) local_error = NULL;

  if (erased == NULL)
    return FALSE;
  while (jl_statement_step (erased, &local_error)) {
    gint64 person = jl_statement_get_integer (erased, 0);
    guint8 key[JL_KEYS_PERSON_BYTES];

    if (jl_person_keys_get (keys, person, key, NULL))
      g_array_append_val (people, person);
  }
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  for (guint i = 0; i < people->len; i++) {
    if (!run (connection, LEAVING_SQL, g_array_index (people, gint64, i), error))
      return FALSE;
  }
  return TRUE;
}

/* They have left, and stand in an older copy of the database. */
static gboolean
queue_returned (JlConnection *connection, JlPersonKeys *keys, GError **error)
{
  g_autoptr (GArray) gone = jl_person_keys_list_deleted (keys, error);

  if (gone == NULL)
    return FALSE;
  for (guint i = 0; i < gone->len; i++) {
    if (!run (connection,
              "INSERT INTO person_leaving (person) SELECT id FROM person WHERE id = ?1 "
              "AND erased_at IS NULL ON CONFLICT DO NOTHING",
              g_array_index (gone, gint64, i),
              error))
      return FALSE;
  }
  return TRUE;
}

/**
 * jl_person_keep_erased:
 * @connection: the only writable one
 * @error: return location
 *
 * Whoever was erased stays so, whichever of database and keys was restored from an older copy.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_person_keep_erased (JlConnection *connection, GError **error)
{
  JlPersonKeys *keys = jl_person_get_keys (error);

  return keys != NULL && queue_erased (connection, keys, error) &&
         queue_returned (connection, keys, error);
}
