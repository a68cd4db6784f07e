// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

#include "jl-identifier.h"

#include <glib/gi18n-lib.h>

/* What is known of people, outside the journal: nicknames, telephone numbers, who looked. */

#define PHONE_SQL "SELECT phone, person FROM person_private WHERE person = ?1"

/* How somebody is called whose data are gone. */
static char *
dup_absent_name (void)
{
  return g_strdup (_ ("a resident who has left"));
}

/* One sealed column of the row that @sql finds; its second column is the person. */
static char *
get_sealed (JlConnection *connection, const char *sql, gint64 id, const char *field, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  g_autoptr (GError) local_error = NULL;
  char *text = NULL;

  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, id);
  if (jl_statement_step (statement, &local_error) &&
      jl_person_open (
          statement, 0, jl_statement_get_integer (statement, 1), field, &text, &local_error))
    return text != NULL ? text : g_strdup ("");
  if (local_error == NULL)
    g_set_error_literal (&local_error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such person"));
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

/**
 * jl_person_fill:
 * @statement: with a row
 * @column: of a sealed text
 * @person: whose
 * @sealed: what it is
 * @record: takes it
 * @field: as this field; is left as it is where nothing is known
 * @error: CORRUPT
 *
 * Opens a sealed column into a record. A nickname that is gone says so.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_person_fill (JlStatement *statement,
                int column,
                gint64 person,
                const char *sealed,
                JlRecord *record,
                guint field,
                GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) local_error = NULL;

  if (!jl_person_open (statement, column, person, sealed, &text, &local_error)) {
    if (!g_error_matches (local_error, JL_ERROR, JL_ERROR_NOT_FOUND)) {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
    if (g_str_equal (sealed, JL_SEALED_NICKNAME))
      text = dup_absent_name ();
  }
  if (text != NULL)
    jl_record_set_text (record, field, text);
  else if (jl_record_get_table (record)->fields[field].flags & JL_FIELD_NULLABLE)
    jl_record_set_null (record, field);
  return TRUE;
}

/* The first character tells acquaintances apart, and nobody else who it is. */
static char *
mask_name (const char *name)
{
  return g_strdup_printf (
      "%.*s**", (int)(g_utf8_next_char (name) - name), name[0] != '\0' ? name : "*");
}

/**
 * jl_accounts_get_nickname:
 * @connection: any
 * @person: whose
 * @error: return location
 *
 * Returns: (transfer full): the nickname, %NULL with NOT_FOUND
 */
char *
jl_accounts_get_nickname (JlConnection *connection, gint64 person, GError **error)
{
  return get_sealed (connection,
                     "SELECT nickname, person FROM person_private WHERE person = ?1",
                     person,
                     JL_SEALED_NICKNAME,
                     error);
}

/**
 * jl_accounts_get_masked_nickname:
 * @connection: any
 * @person: whose
 * @error: CORRUPT
 *
 * Returns: (transfer full): e.g. `王**`; of somebody whose data are gone, that they have left
 */
char *
jl_accounts_get_masked_nickname (JlConnection *connection, gint64 person, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *name = jl_accounts_get_nickname (connection, person, &local_error);

  if (name != NULL)
    return mask_name (name);
  if (g_error_matches (local_error, JL_ERROR, JL_ERROR_NOT_FOUND))
    return dup_absent_name ();
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

/**
 * jl_accounts_get_actor_name:
 * @connection: any
 * @account: whose, as the journal names its actors
 * @error: CORRUPT
 *
 * How an organisation's own people see who did something: colleagues by their nickname, residents
 * masked.
 *
 * Returns: (transfer full): the name
 */
char *
jl_accounts_get_actor_name (JlConnection *connection, gint64 account, GError **error)
{
  static const char sql[] =
      "SELECT account.person, person.staff FROM account JOIN person ON person.id = account.person "
      "WHERE account.id = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  g_autofree char *name = NULL;
  gint64 person;

  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, account);
  if (!jl_statement_step (statement, error))
    return error != NULL && *error != NULL ? NULL : dup_absent_name ();
  person = jl_statement_get_integer (statement, 0);
  if (jl_statement_get_integer (statement, 1) != 0)
    name = jl_accounts_get_nickname (connection, person, NULL);
  return name != NULL ? g_steal_pointer (&name)
                      : jl_accounts_get_masked_nickname (connection, person, error);
}

/**
 * jl_accounts_get_masked_phone:
 * @connection: any
 * @person: whose
 * @error: return location
 *
 * Returns: (transfer full): e.g. `138****1234`, empty if none is known; %NULL with NOT_FOUND
 */
char *
jl_accounts_get_masked_phone (JlConnection *connection, gint64 person, GError **error)
{
  g_autofree char *phone = get_sealed (connection, PHONE_SQL, person, JL_SEALED_PHONE, error);

  if (phone == NULL)
    return NULL;
  return phone[0] != '\0' ? jl_mobile_mask (phone) : g_strdup ("");
}

/**
 * jl_accounts_note_look:
 * @transaction: a command's transaction
 * @caller: who looks; acts for the organisation that has the reason
 * @person: at whom
 * @subject: the record that gives the reason, e.g. a reservation
 * @reason: short stable word, e.g. `reservation`
 * @error: return location
 *
 * A line in the list of looks that the person can see.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_accounts_note_look (JlTransaction *transaction,
                       const JlCaller *caller,
                       gint64 person,
                       gint64 subject,
                       const char *reason,
                       GError **error)
{
  static const char sql[] =
      "INSERT INTO person_look (id, person, account, organisation, reason, subject, at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, jl_transaction_new_id (transaction));
  jl_statement_bind_integer (statement, 2, person);
  if (caller->account != 0)
    jl_statement_bind_integer (statement, 3, caller->account);
  if (caller->organisation != 0)
    jl_statement_bind_integer (statement, 4, caller->organisation);
  jl_statement_bind_text (statement, 5, reason);
  jl_statement_bind_integer (statement, 6, subject);
  jl_statement_bind_integer (statement, 7, jl_transaction_get_now (transaction));
  return jl_statement_run (statement, error);
}

/**
 * jl_accounts_look_at_phone:
 * @transaction: of an operational command
 * @caller: as jl_accounts_note_look()
 * @person: at whom
 * @subject: as jl_accounts_note_look()
 * @reason: as jl_accounts_note_look()
 * @error: return location
 *
 * The full number, and a line in the list of looks that the person can see. The caller must have
 * checked that the reason holds.
 *
 * Returns: (transfer full): the number, %NULL with NOT_FOUND
 */
char *
jl_accounts_look_at_phone (JlTransaction *transaction,
                           const JlCaller *caller,
                           gint64 person,
                           gint64 subject,
                           const char *reason,
                           GError **error)
{
  g_autofree char *phone = get_sealed (
      jl_transaction_get_connection (transaction), PHONE_SQL, person, JL_SEALED_PHONE, error);

  if (phone == NULL || !jl_accounts_note_look (transaction, caller, person, subject, reason, error))
    return NULL;
  return g_steal_pointer (&phone);
}

/**
 * jl_person_fill_whole:
 * @statement: with a row that begins with sealed nickname and telephone number
 * @record: the person
 * @error: CORRUPT
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_person_fill_whole (JlStatement *statement, JlRecord *record, GError **error)
{
  gint64 id = jl_record_get_integer (record, JL_PERSON_ID);

  return jl_person_fill (statement, 0, id, JL_SEALED_NICKNAME, record, JL_PERSON_NICKNAME, error) &&
         jl_person_fill (statement, 1, id, JL_SEALED_PHONE, record, JL_PERSON_PHONE, error);
}

/**
 * jl_person_fill_account:
 * @statement: with a row that begins with sealed user name and nickname
 * @record: the account
 * @error: CORRUPT
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_person_fill_account (JlStatement *statement, JlRecord *record, GError **error)
{
  gint64 person = jl_record_get_integer (record, JL_ACCOUNT_PERSON);

  return jl_person_fill (
             statement, 0, person, JL_SEALED_USERNAME, record, JL_ACCOUNT_USERNAME, error) &&
         jl_person_fill (
             statement, 1, person, JL_SEALED_NICKNAME, record, JL_ACCOUNT_NICKNAME, error);
}

/**
 * jl_person_check_reach:
 * @transaction: a command's transaction
 * @caller: an administrator, or the service itself
 * @person: whom it is about
 * @error: FORBIDDEN
 *
 * Returns: whether the caller looks after the place where the person joined
 */
gboolean
jl_person_check_reach (JlTransaction *transaction,
                       const JlCaller *caller,
                       JlRecord *person,
                       GError **error)
{
  g_autoptr (JlRecord) home =
      jl_transaction_get (transaction,
                          &jl_organisation_kind,
                          jl_record_get_integer (person, JL_PERSON_ORGANISATION),
                          error);

  return home != NULL && jl_organisation_check_reach (transaction, caller, home, error);
}

/**
 * jl_person_find_account:
 * @connection: any
 * @person: whose
 * @account: (out): their account, 0: none
 * @error: as jl_statement_step()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_person_find_account (JlConnection *connection, gint64 person, gint64 *account, GError **error)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (connection, "SELECT id FROM account WHERE person = ?1", error);
  g_autoptr (GError) local_error = NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, person);
  *account =
      jl_statement_step (statement, &local_error) ? jl_statement_get_integer (statement, 0) : 0;
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
fill_person (JlStatement *statement, JlRecord *person, gboolean in_full, GError **error)
{
  g_autofree char *phone = NULL;
  g_autofree char *name = NULL;

  if (!jl_person_fill_whole (statement, person, error))
    return FALSE;
  if (in_full)
    return TRUE;
  if (jl_record_get_text (person, JL_PERSON_PHONE) != NULL) {
    phone = jl_mobile_mask (jl_record_get_text (person, JL_PERSON_PHONE));
    jl_record_set_text (person, JL_PERSON_PHONE, phone);
  }
  if (!jl_record_get_integer (person, JL_PERSON_STAFF) &&
      jl_record_get_text (person, JL_PERSON_NICKNAME) != NULL) {
    name = mask_name (jl_record_get_text (person, JL_PERSON_NICKNAME));
    jl_record_set_text (person, JL_PERSON_NICKNAME, name);
  }
  return TRUE;
}

/**
 * jl_person_get:
 * @request: GET /people/{id}
 * @error: return location
 *
 * A person as staff of their home organisation see them: number and, of a resident, name masked.
 * Others are told that there is nobody; a person sees their own data in full.
 *
 * Returns: (transfer full): the response
 */
JlResponse *
jl_person_get (JlRequest *request, GError **error)
{
  static const char sql[] =
      "SELECT nickname AS sealed_nickname, phone AS sealed_phone, person.* FROM person "
      "LEFT JOIN person_private ON person_private.person = person.id WHERE id = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (request->connection, sql, error);
  g_autoptr (JlRecord) person = NULL;
  g_autoptr (GString) json = g_string_new (NULL);
  const JlCaller *caller = request->caller;
  gboolean is_self;

  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, request->ids[0]);
  if (jl_statement_step (statement, error)) {
    person = jl_statement_get_record (statement, &jl_person_table, error);
    if (person == NULL)
      return NULL;
  } else if (error != NULL && *error != NULL) {
    return NULL;
  }

  is_self = caller->person == request->ids[0];
  if (person == NULL ||
      !(is_self ||
        (jl_caller_may (caller, JL_ROLES_STAFF) &&
         jl_caller_owns (caller, jl_record_get_integer (person, JL_PERSON_ORGANISATION))))) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such person"));
    return NULL;
  }
  if (!fill_person (statement, person, is_self, error))
    return NULL;
  jl_record_append_personal_json (person, JL_VIEW_OWN, json);
  return jl_response_new_json (g_string_free (g_steal_pointer (&json), FALSE));
}
