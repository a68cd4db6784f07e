// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-items-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

enum { QUERY_STATE, QUERY_ITEM, QUERY_MINE, QUERY_N_FIELDS };
static const JlField query_fields[] = {
  [QUERY_STATE] = { .name = "state", .type = JL_FIELD_ENUM, .values = &jl_reservation_state_enum },
  [QUERY_ITEM] = { .name = "item", .type = JL_FIELD_ID },
  [QUERY_MINE] = { .name = "mine",
                   .type = JL_FIELD_BOOLEAN,
                   .doc = "My own, also when I act for an organisation." },
};
JL_ASSERT_FIELDS (QUERY, query_fields);
const JlRecordTable jl_reservation_query_table =
    JL_RECORD_TABLE ("reservation_query", "JlReservationQuery", query_fields);

#define COLUMNS                                                                                    \
  "id, organisation, item, item_title, label_code, person, state, place, expires_at, extensions, " \
  "version, created_at, updated_at"

/* Who it is, for the organisation that keeps the item; a person needs no telling. */
static void
set_person (JlRecord *reservation, JlConnection *connection)
{
  gint64 person = jl_record_get_integer (reservation, JL_RESERVATION_PERSON);
  g_autofree char *nickname = jl_accounts_get_masked_nickname (connection, person, NULL);
  g_autofree char *phone = jl_accounts_get_masked_phone (connection, person, NULL);

  /* Somebody whose data was erased has no number. */
  jl_record_set_text (reservation, JL_RESERVATION_NICKNAME, nickname != NULL ? nickname : "");
  jl_record_set_text (reservation, JL_RESERVATION_PHONE, phone != NULL ? phone : "");
}

static gboolean
append_reservation (JlRequest *request,
                    JlStatement *statement,
                    gboolean for_organisation,
                    JlListBuilder *builder,
                    GError **error)
{
  g_autoptr (JlRecord) reservation =
      jl_statement_get_record (statement, &jl_reservation_table, error);
  g_autoptr (GString) json = g_string_new (NULL);

  if (reservation == NULL)
    return FALSE;
  if (for_organisation)
    set_person (reservation, request->connection);
  jl_record_append_personal_json (reservation, JL_VIEW_OWN, json);
  jl_list_builder_append (builder, json->str, json->len);
  return TRUE;
}

static JlResponse *
answer (JlRequest *request, JlStatement *statement, gboolean for_organisation, GError **error)
{
  g_auto (JlListBuilder) builder = { 0 };
  g_autofree char *next = NULL;
  GError *local_error = NULL;
  gint64 last = 0;

  jl_list_builder_init (&builder);
  while (next == NULL && jl_statement_step (statement, &local_error)) {
    if (builder.n == request->limit) {
      next = jl_cursor_new (1, &last);
      break;
    }
    last = jl_statement_get_integer (statement, 0);
    if (!append_reservation (request, statement, for_organisation, &builder, error))
      return NULL;
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return NULL;
  }
  return jl_list_builder_finish (&builder, next);
}

/* By what the list is narrowed: one statement each, so that each has its index. */
static const char *
choose_sql (gboolean for_organisation, gboolean by_state, gboolean by_item)
{
#define ORDER " AND id < ?3 ORDER BY id DESC LIMIT ?4"
  static const char of_person[] = "SELECT " COLUMNS " FROM reservation WHERE person = ?1" ORDER;
  static const char of_person_state[] =
      "SELECT " COLUMNS " FROM reservation WHERE person = ?1 AND state = ?2" ORDER;
  static const char of_organisation[] =
      "SELECT " COLUMNS " FROM reservation WHERE organisation = ?1" ORDER;
  static const char of_organisation_state[] =
      "SELECT " COLUMNS " FROM reservation WHERE organisation = ?1 AND state = ?2" ORDER;
  /* + 0: along those of the item, which are few. */
  static const char of_item[] =
      "SELECT " COLUMNS " FROM reservation WHERE item = ?5 AND organisation + 0 = ?1" ORDER;
  static const char of_item_state[] = "SELECT " COLUMNS " FROM reservation WHERE item = ?5 AND "
                                      "state = ?2 AND organisation + 0 = ?1" ORDER;
  static const char of_item_person[] =
      "SELECT " COLUMNS " FROM reservation WHERE item = ?5 AND person + 0 = ?1" ORDER;
  static const char of_item_person_state[] = "SELECT " COLUMNS " FROM reservation WHERE item = ?5 "
                                             "AND state = ?2 AND person + 0 = ?1" ORDER;
#undef ORDER
  static const char *const all[2][2][2] = {
    { { of_person, of_item_person }, { of_person_state, of_item_person_state } },
    { { of_organisation, of_item }, { of_organisation_state, of_item_state } },
  };

  return all[for_organisation][by_state][by_item];
}

/**
 * jl_reservations_list:
 * @request: GET /reservations
 * @error: INVALID for a cursor of another list
 *
 * Those that the caller's organisation holds, with name and number masked; residents see their
 * own. The newest first.
 *
 * Returns: (transfer full): a page of the list
 */
JlResponse *
jl_reservations_list (JlRequest *request, GError **error)
{
  const JlCaller *caller = request->caller;
  JlRecord *query = request->query;
  gboolean for_organisation = caller->organisation != 0 && jl_caller_may (caller, JL_ROLES_STAFF) &&
                              jl_record_get_integer (query, QUERY_MINE) == 0;
  gboolean by_state = jl_record_has (query, QUERY_STATE);
  gboolean by_item = jl_record_has (query, QUERY_ITEM);
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      request->connection, choose_sql (for_organisation, by_state, by_item), error);
  gint64 before = G_MAXINT64;

  if (statement == NULL ||
      (request->cursor != NULL && !jl_cursor_parse (request->cursor, 1, &before, error)))
    return NULL;
  jl_statement_bind_integer (
      statement, 1, for_organisation ? caller->organisation : caller->person);
  if (by_state)
    jl_statement_bind_text (statement,
                            2,
                            jl_enum_get_name (&jl_reservation_state_enum,
                                              (int)jl_record_get_integer (query, QUERY_STATE)));
  jl_statement_bind_integer (statement, 3, before);
  jl_statement_bind_integer (statement, 4, request->limit + 1);
  if (by_item)
    jl_statement_bind_integer (statement, 5, jl_record_get_integer (query, QUERY_ITEM));
  return answer (request, statement, for_organisation, error);
}

/**
 * jl_reservation_get:
 * @request: GET /reservations/{id}
 * @error: NOT_FOUND, also for what is another's
 *
 * Returns: (transfer full): one reservation; for the organisation with name and number masked
 */
JlResponse *
jl_reservation_get (JlRequest *request, GError **error)
{
  static const char sql[] = "SELECT " COLUMNS " FROM reservation WHERE id = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (request->connection, sql, error);
  g_autoptr (JlRecord) reservation = NULL;
  GString *json;
  JlResponse *response;
  GError *local_error = NULL;
  gint64 organisation;
  JlEtag tag;
  JlView view;

  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, request->ids[0]);
  if (jl_statement_step (statement, &local_error))
    reservation = jl_statement_get_record (statement, &jl_reservation_table, &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return NULL;
  }
  organisation =
      reservation == NULL ? 0 : jl_record_get_integer (reservation, JL_RESERVATION_ORGANISATION);
  if (reservation == NULL ||
      !jl_caller_get_view (request->caller,
                           organisation,
                           jl_record_get_integer (reservation, JL_RESERVATION_PERSON),
                           FALSE,
                           &view)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such record"));
    return NULL;
  }

  if (jl_caller_owns (request->caller, organisation) &&
      jl_caller_may (request->caller, JL_ROLES_STAFF))
    set_person (reservation, request->connection);
  json = g_string_new (NULL);
  jl_record_append_personal_json (reservation, JL_VIEW_OWN, json);
  response = jl_response_new_json (g_string_free (json, FALSE));
  tag = (JlEtag){ jl_record_get_integer (reservation, JL_RESERVATION_VERSION), JL_VIEW_OWN, 0 };
  jl_response_set_etag (response, &tag);
  return response;
}

enum { CONTACT_NICKNAME, CONTACT_PHONE, CONTACT_N_FIELDS };
static const JlField contact_fields[] = {
  [CONTACT_NICKNAME] = { .name = "nickname",
                         .type = JL_FIELD_TEXT,
                         .max = 20,
                         .flags = JL_FIELD_READ_ONLY },
  [CONTACT_PHONE] = { .name = "phone",
                      .type = JL_FIELD_TEXT,
                      .max = 20,
                      .flags = JL_FIELD_READ_ONLY },
};
JL_ASSERT_FIELDS (CONTACT, contact_fields);
const JlRecordTable jl_contact_table = JL_RECORD_TABLE ("contact", "JlContact", contact_fields);

/* While it is open the organisation may have to call; afterwards the number is none of its
 * business. */
static gboolean
reservation_contact (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlRecord *reservation = call->target;
  gint64 person = jl_record_get_integer (reservation, JL_RESERVATION_PERSON);
  JlReservationState state = jl_record_get_integer (reservation, JL_RESERVATION_STATE);
  g_autoptr (JlRecord) contact = jl_record_new (&jl_contact_table);
  g_autofree char *nickname = NULL;
  g_autofree char *phone = NULL;

  if (state != JL_RESERVATION_ACTIVE && state != JL_RESERVATION_WAITING) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_CONFLICT, _ ("This reservation is over"));
    return FALSE;
  }
  nickname = jl_accounts_get_nickname (jl_transaction_get_connection (transaction), person, error);
  if (nickname == NULL)
    return FALSE;
  phone = jl_accounts_look_at_phone (transaction,
                                     call->caller,
                                     person,
                                     jl_record_get_integer (reservation, JL_RESERVATION_ID),
                                     "reservation",
                                     error);
  if (phone == NULL)
    return FALSE;
  jl_record_set_text (contact, CONTACT_NICKNAME, nickname);
  jl_record_set_text (contact, CONTACT_PHONE, phone);
  jl_transaction_reply_json (transaction, 200, jl_record_to_json (contact, JL_VIEW_OWN));
  return TRUE;
}

const JlCommand jl_reservation_contact_command = {
  .name = "reservation.contact",
  .roles = JL_ROLES_STAFF,
  .flags = JL_COMMAND_OPERATIONAL | JL_COMMAND_OWN_TARGET,
  .target = &jl_reservation_kind,
  .execute = reservation_contact,
};
