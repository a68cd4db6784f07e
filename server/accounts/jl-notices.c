// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

#include <glib/gi18n-lib.h>

/* Residents have no push: what concerns them waits here until they look. */
const JlKind jl_notice_kind = { .table = &jl_notice_table,
                                .owner = JL_NOTICE_PERSON + 1,
                                .flags = JL_KIND_OFFERED };

/**
 * jl_accounts_add_notice:
 * @transaction: a command's transaction
 * @organisation: where the cause is, and whom it is for if @person is 0
 * @person: whom it is for, 0: the organisation
 * @cause: why
 * @item: the item it is about, 0: none
 * @item_title: its title
 * @error: return location
 *
 * Returns: %FALSE with an error
 */
gboolean
jl_accounts_add_notice (JlTransaction *transaction,
                        gint64 organisation,
                        gint64 person,
                        JlNoticeCause cause,
                        gint64 item,
                        const char *item_title,
                        GError **error)
{
  g_autoptr (JlRecord) notice = jl_record_new (&jl_notice_table);

  jl_record_set_integer (notice, JL_NOTICE_ID, jl_transaction_new_id (transaction));
  jl_record_set_integer (notice, JL_NOTICE_ORGANISATION, organisation);
  if (person != 0)
    jl_record_set_integer (notice, JL_NOTICE_PERSON, person);
  else
    jl_record_set_null (notice, JL_NOTICE_PERSON);
  jl_record_set_integer (notice, JL_NOTICE_CAUSE, cause);
  if (item != 0)
    jl_record_set_integer (notice, JL_NOTICE_ITEM, item);
  else
    jl_record_set_null (notice, JL_NOTICE_ITEM);
  jl_record_set_text (notice, JL_NOTICE_ITEM_TITLE, item_title);
  return jl_transaction_put (transaction, &jl_notice_kind, notice, error);
}

/* Who is told what concerns the organisation that they act for. */
#define HEARS (JL_ROLES_STAFF | JL_ROLE_ADMINISTRATOR)

enum { QUERY_UNREAD, QUERY_N_FIELDS };
static const JlField query_fields[] = {
  [QUERY_UNREAD] = { .name = "unread",
                     .type = JL_FIELD_BOOLEAN,
                     .doc = "Only those not read yet." },
};
JL_ASSERT_FIELDS (QUERY, query_fields);
const JlRecordTable jl_notice_query_table =
    JL_RECORD_TABLE ("notice_query", "JlNoticeQuery", query_fields);

/**
 * jl_notices_list:
 * @request: GET /notices
 * @error: return location
 *
 * What is for the caller, and for the organisation whose goods the caller keeps; newest first.
 *
 * Returns: (transfer full): the response
 */
JlResponse *
jl_notices_list (JlRequest *request, GError **error)
{
  static const char sql[] =
      "SELECT id, organisation, person, cause, item, item_title, version, created_at, updated_at, "
      "EXISTS (SELECT 1 FROM notice_read WHERE notice = notice_id AND account = ?1) AS read FROM ("
      "SELECT *, id AS notice_id FROM notice WHERE person = ?2 AND id < ?4 "
      "UNION ALL "
      "SELECT *, id AS notice_id FROM notice WHERE person IS NULL AND organisation = ?3 AND id < "
      "?4) "
      "WHERE ?5 = 0 OR read = 0 ORDER BY id DESC LIMIT ?6";
  const JlCaller *caller = request->caller;
  g_autoptr (JlStatement) statement = jl_connection_prepare (request->connection, sql, error);
  gint64 before = G_MAXINT64;

  if (statement == NULL ||
      (request->cursor != NULL && !jl_cursor_parse (request->cursor, 1, &before, error)))
    return NULL;
  jl_statement_bind_integer (statement, 1, caller->account);
  jl_statement_bind_integer (statement, 2, caller->person);
  jl_statement_bind_integer (
      statement, 3, jl_caller_may (caller, HEARS) ? caller->organisation : 0);
  jl_statement_bind_integer (statement, 4, before);
  jl_statement_bind_integer (statement, 5, jl_record_get_integer (request->query, QUERY_UNREAD));
  jl_statement_bind_integer (statement, 6, request->limit + 1);
  return jl_accounts_list_records (request, statement, &jl_notice_table, NULL, error);
}

static gboolean
notice_read (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction),
                             "INSERT INTO notice_read (notice, account, read_at) "
                             "VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                             error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, call->ids[0]);
  jl_statement_bind_integer (statement, 2, call->caller->account);
  jl_statement_bind_integer (statement, 3, jl_transaction_get_now (transaction));
  if (!jl_statement_run (statement, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_notice_read_command = {
  .name = "notice.read",
  .roles = JL_ROLE_RESIDENT,
  .flags = JL_COMMAND_OPERATIONAL,
  .target = &jl_notice_kind,
  .execute = notice_read,
};

static gboolean
notices_read (JlTransaction *transaction, JlCall *call, GError **error)
{
  static const char sql[] = "INSERT INTO notice_read (notice, account, read_at) "
                            "SELECT id, ?1, ?4 FROM notice WHERE person = ?2 "
                            "OR (person IS NULL AND organisation = ?3) ON CONFLICT DO NOTHING";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);
  const JlCaller *caller = call->caller;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, caller->account);
  jl_statement_bind_integer (statement, 2, caller->person);
  jl_statement_bind_integer (
      statement, 3, jl_caller_may (caller, HEARS) ? caller->organisation : 0);
  jl_statement_bind_integer (statement, 4, jl_transaction_get_now (transaction));
  if (!jl_statement_run (statement, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_notices_read_command = {
  .name = "notice.read_all",
  .roles = JL_ROLE_RESIDENT,
  .flags = JL_COMMAND_OPERATIONAL,
  .execute = notices_read,
};
