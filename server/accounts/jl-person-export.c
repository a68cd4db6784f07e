// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

#include "jl-json.h"
#include "jl-language.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>

/* All that is held about a person, in one file (个人信息保护法 art 45). Other capabilities say by
 * JlPersonPart what they hold. */

enum { QUERY_FORMAT, QUERY_N_FIELDS };
static const JlField query_fields[] = {
  [QUERY_FORMAT] = { .name = "format", .type = JL_FIELD_ENUM, .values = &jl_export_format_enum },
};
JL_ASSERT_FIELDS (QUERY, query_fields);
const JlRecordTable jl_export_query_table =
    JL_RECORD_TABLE ("export_query", "JlExportQuery", query_fields);

enum { ENTRY_SEQ, ENTRY_AT, ENTRY_COMMAND, ENTRY_N_FIELDS };
static const JlField entry_fields[] = {
  [ENTRY_SEQ] = { .name = "seq", .type = JL_FIELD_INTEGER },
  [ENTRY_AT] = { .name = "at", .type = JL_FIELD_TIME },
  [ENTRY_COMMAND] = { .name = "command", .type = JL_FIELD_TEXT, .max = 60 },
};
JL_ASSERT_FIELDS (ENTRY, entry_fields);
static const JlRecordTable entry_table =
    JL_RECORD_TABLE ("person_entry", "JlPersonEntry", entry_fields);

#define OF_PERSON "(SELECT id FROM account WHERE person = ?1)"
static const JlPersonPart own_parts[] = {
  { "person",
    &jl_person_table,
    "SELECT nickname AS sealed_nickname, phone AS sealed_phone, person.* FROM person "
    "LEFT JOIN person_private ON person_private.person = person.id WHERE id = ?1",
    .fill = jl_person_fill_whole },
  { "account",
    &jl_account_table,
    "SELECT username AS sealed_username, nickname AS sealed_nickname, account.* FROM account "
    "LEFT JOIN person_private USING (person) WHERE account.person = ?1",
    .fill = jl_person_fill_account },
  { "memberships",
    &jl_membership_table,
    "SELECT * FROM membership WHERE account = " OF_PERSON " ORDER BY id" },
  { "consents", &jl_consent_table, "SELECT * FROM consent WHERE person = ?1 ORDER BY id" },
  { "sessions",
    &jl_session_table,
    "SELECT id, ?1 AS person, device AS sealed_device, address AS sealed_address, created_at, "
    "seen_at, expires_at FROM session WHERE account = " OF_PERSON " ORDER BY id",
    .fill = jl_session_fill_place },
  { "looks", &jl_look_table, JL_LOOK_SQL " ORDER BY person_look.id", .fill = jl_look_fill },
  { "notices", &jl_notice_table, "SELECT * FROM notice WHERE person = ?1 ORDER BY id" },
  { NULL },
};

typedef struct {
  JlConnection *connection; /* borrowed */
  gint64 person;
  GString *json; /* owned */
  GArray *ids;   /* owned, (element-type gint64): of the records */
} Export;

static void
export_clear (Export *self)
{
  if (self->json != NULL)
    g_string_free (self->json, TRUE);
  g_array_unref (self->ids);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Export, export_clear)

static void
begin_list (Export *self, const char *name)
{
  g_string_append_printf (self->json, "%s\"%s\":[", self->json->len > 1 ? "," : "", name);
}

static void
begin_element (Export *self)
{
  if (self->json->str[self->json->len - 1] != '[')
    g_string_append_c (self->json, ',');
}

static gboolean
append_part (Export *self, const JlPersonPart *part, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, part->sql, error);
  g_autoptr (GError) local_error = NULL;
  int id_field = jl_record_table_find (part->table, "id");

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, self->person);
  begin_list (self, part->name);
  while (jl_statement_step (statement, &local_error)) {
    g_autoptr (JlRecord) record = jl_statement_get_record (statement, part->table, error);
    gint64 id;

    if (record == NULL || (part->fill != NULL && !part->fill (statement, record, error)))
      return FALSE;
    begin_element (self);
    jl_record_append_personal_json (record, JL_VIEW_OWN, self->json);
    id = jl_record_get_integer (record, id_field);
    g_array_append_val (self->ids, id);
  }
  g_string_append_c (self->json, ']');
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
append_entries_of (Export *self, gint64 id, GHashTable *seen, GError **error)
{
  static const char sql[] =
      "SELECT journal.seq, journal.at, journal.command FROM change "
      "JOIN journal ON journal.seq = change.journal WHERE change.record = ?1 ORDER BY change.seq";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);
  g_autoptr (GError) local_error = NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, id);
  while (jl_statement_step (statement, &local_error)) {
    g_autoptr (JlRecord) entry = NULL;
    gint64 seq = jl_statement_get_integer (statement, 0);

    if (!g_hash_table_add (seen, g_memdup2 (&seq, sizeof seq)))
      continue;
    entry = jl_statement_get_record (statement, &entry_table, error);
    if (entry == NULL)
      return FALSE;
    begin_element (self);
    jl_record_append_json (entry, JL_VIEW_OWN, self->json);
  }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* The entries that changed one of these records: what the journal holds of a person. */
static gboolean
append_journal (Export *self, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  begin_list (self, "journal");
  for (guint i = 0; i < self->ids->len; i++) {
    if (!append_entries_of (self, g_array_index (self->ids, gint64, i), seen, error))
      return FALSE;
  }
  g_string_append_c (self->json, ']');
  return TRUE;
}

static gboolean
append_parts (Export *self, const JlPersonPart *parts, GError **error)
{
  for (const JlPersonPart *part = parts; part->name != NULL; part++) {
    if (!append_part (self, part, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * jl_person_export:
 * @connection: any
 * @person: whose
 * @now: milliseconds UTC
 * @error: CORRUPT
 *
 * Returns: (transfer full): JSON: all that is held about a person
 */
char *
jl_person_export (JlConnection *connection, gint64 person, gint64 now, GError **error)
{
  g_auto (Export) self = { .connection = connection,
                           .person = person,
                           .json = g_string_new ("{"),
                           .ids = g_array_new (FALSE, FALSE, sizeof (gint64)) };
  char at[JL_TIME_TEXT_SIZE];

  if (!append_parts (&self, own_parts, error) ||
      !append_parts (&self, jl_person_get_parts (), error) || !append_journal (&self, error))
    return NULL;
  jl_time_to_text (now, at);
  g_string_append_printf (self.json, ",\"made_at\":\"%s\"}", at);
  return g_string_free (g_steal_pointer (&self.json), FALSE);
}

/**
 * jl_account_export:
 * @request: GET /account/export
 * @error: return location
 *
 * Returns: (transfer full): all that is held about the caller, as JSON or as a page to read
 */
JlResponse *
jl_account_export (JlRequest *request, GError **error)
{
  g_autofree char *json =
      jl_person_export (request->connection, request->caller->person, request->now, error);
  char *html;

  if (json == NULL)
    return NULL;
  if (!jl_record_has (request->query, QUERY_FORMAT) ||
      jl_record_get_integer (request->query, QUERY_FORMAT) == JL_EXPORT_JSON)
    return jl_response_new_json (g_steal_pointer (&json));
  html = jl_person_export_to_html (json, request->language, error);
  if (html == NULL)
    return NULL;
  return jl_response_new_bytes (g_bytes_new_take (html, strlen (html)), "text/html; charset=utf-8");
}

/* Somebody else asks for it in a person's stead: who answers a written request. */

/* The answer: as JSON, or as a page in the caller's language. */
static char *
make_answer (const char *json, gboolean is_page, GError **error)
{
  g_autoptr (GString) answer = NULL;
  g_autofree char *page = NULL;

  if (is_page) {
    page = jl_person_export_to_html (json, jl_language_get (), error);
    if (page == NULL)
      return NULL;
  }
  answer = g_string_new (is_page ? "{\"page\":" : "{\"data\":");
  if (is_page)
    jl_json_append_string (answer, page);
  else
    g_string_append (answer, json);
  g_string_append_c (answer, '}');
  return g_string_free (g_steal_pointer (&answer), FALSE);
}

static gboolean
person_export (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlConnection *connection = jl_transaction_get_connection (transaction);
  g_autoptr (JlRecord) person =
      jl_transaction_get (transaction, &jl_person_kind, call->ids[0], error);
  g_autofree char *reason = NULL;
  g_autofree char *json = NULL;
  char *answer;

  if (person == NULL || !jl_person_check_reach (transaction, call->caller, person, error))
    return FALSE;
  reason = g_strdup_printf (
      "export.%s",
      jl_enum_get_name (&jl_export_reason_enum,
                        (int)jl_record_get_integer (call->input, JL_PERSON_EXPORT_REASON)));
  if (!jl_accounts_note_look (transaction, call->caller, call->ids[0], call->ids[0], reason, error))
    return FALSE;
  json = jl_person_export (connection, call->ids[0], jl_transaction_get_now (transaction), error);
  if (json == NULL)
    return FALSE;
  answer = make_answer (
      json, jl_record_get_integer (call->input, JL_PERSON_EXPORT_FORMAT) == JL_EXPORT_HTML, error);
  if (answer == NULL)
    return FALSE;
  jl_transaction_reply_json (transaction, 200, answer);
  return TRUE;
}

/* Journalled: that somebody has seen all of it must be provable. What they saw is not kept. */
const JlCommand jl_person_export_command = {
  .name = "person.export",
  .roles = JL_ROLE_ADMINISTRATOR | JL_ROLE_SYSTEM,
  .flags = JL_COMMAND_FORGET_REPLY,
  .input = &jl_person_export_table,
  .execute = person_export,
};
