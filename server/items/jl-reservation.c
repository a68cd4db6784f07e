// SPDX-License-Identifier: GPL-3.0-or-later
/* Reserving an item, giving it back, and what happens when time runs out. */
#include "jl-items-private.h"

#include "jl-error.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>

#define HOUR (60 * 60 * JL_TIME_SECOND)

const JlKind jl_reservation_kind = { .table = &jl_reservation_table,
                                     .owner = JL_RESERVATION_PERSON + 1 };

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, JL_ERROR, JL_ERROR_CONFLICT, why);
  return FALSE;
}

static const JlReservationTerms *
get_terms (JlTransaction *transaction, JlRecord *item, GError **error)
{
  g_autoptr (JlRecord) organisation = jl_item_get_organisation (
      transaction, jl_record_get_integer (item, JL_ITEM_ORGANISATION), error);

  if (organisation == NULL)
    return NULL;
  return jl_rules_get_reservation_terms (jl_transaction_get_context (transaction),
                                         jl_item_get_organisation_kind (organisation),
                                         jl_item_get_today (transaction));
}

/* One per person and item, and not more than the terms allow in one organisation: waiting ones
 * count, since any of them may become active. */
static gboolean
check_person (JlTransaction *transaction,
              JlRecord *item,
              gint64 person,
              const JlReservationTerms *terms,
              GError **error)
{
  static const char sql[] =
      "SELECT count (*), coalesce (max (CASE WHEN item = ?3 THEN 1 ELSE 0 END), 0) "
      "FROM reservation WHERE person = ?1 AND organisation = ?2 AND state IN ('active', 'waiting')";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, person);
  jl_statement_bind_integer (statement, 2, jl_record_get_integer (item, JL_ITEM_ORGANISATION));
  jl_statement_bind_integer (statement, 3, jl_record_get_integer (item, JL_ITEM_ID));
  if (!jl_statement_step (statement, error))
    return FALSE;
  if (jl_statement_get_integer (statement, 1) != 0)
    return refuse (error, _ ("You have reserved this already"));
  if (jl_statement_get_integer (statement, 0) >= terms->per_person)
    return refuse (error, _ ("You have as many reservations here as one person may have"));
  return TRUE;
}

static JlRecord *
new_reservation (JlRecord *item, gint64 person)
{
  JlRecord *reservation = jl_record_new (&jl_reservation_table);

  jl_record_set_integer (
      reservation, JL_RESERVATION_ORGANISATION, jl_record_get_integer (item, JL_ITEM_ORGANISATION));
  jl_record_set_integer (
      reservation, JL_RESERVATION_ITEM, jl_record_get_integer (item, JL_ITEM_ID));
  jl_record_set_text (
      reservation, JL_RESERVATION_ITEM_TITLE, jl_record_get_text (item, JL_ITEM_TITLE));
  jl_record_set_text (
      reservation, JL_RESERVATION_LABEL_CODE, jl_record_get_text (item, JL_ITEM_LABEL_CODE));
  jl_record_set_integer (reservation, JL_RESERVATION_PERSON, person);
  jl_record_set_integer (reservation, JL_RESERVATION_EXTENSIONS, 0);
  return reservation;
}

/* The first in line gets the item, others wait as far as there are places. */
static gboolean
join_line (JlTransaction *transaction,
           JlRecord *item,
           JlRecord *reservation,
           const JlReservationTerms *terms,
           GError **error)
{
  gint64 waiting = jl_record_get_integer (item, JL_ITEM_WAITING);

  switch (jl_record_get_integer (item, JL_ITEM_OFFER)) {
  case JL_OFFER_PUBLISHED:
    return jl_line_activate (transaction,
                             item,
                             reservation,
                             jl_transaction_get_now (transaction) + terms->hold_hours * HOUR,
                             error);
  case JL_OFFER_RESERVED:
    if (waiting >= terms->waiting_places)
      return refuse (error, _ ("Too many people wait for this already"));
    jl_record_set_integer (reservation, JL_RESERVATION_STATE, JL_RESERVATION_WAITING);
    jl_record_set_integer (reservation, JL_RESERVATION_PLACE, waiting + 1);
    jl_record_set_integer (item, JL_ITEM_WAITING, waiting + 1);
    return jl_transaction_put (transaction, &jl_reservation_kind, reservation, error);
  default:
    return refuse (error, _ ("This is not on offer"));
  }
}

static gboolean
tell_organisation (JlTransaction *transaction, JlRecord *item, JlNoticeCause cause, GError **error)
{
  return jl_accounts_add_notice (transaction,
                                 jl_record_get_integer (item, JL_ITEM_ORGANISATION),
                                 0,
                                 cause,
                                 jl_record_get_integer (item, JL_ITEM_ID),
                                 jl_record_get_text (item, JL_ITEM_TITLE),
                                 error);
}

static gboolean
item_reserve (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlRecord *item = call->target;
  gint64 person = call->caller->person;
  const JlReservationTerms *terms = get_terms (transaction, item, error);
  g_autoptr (JlRecord) reservation = NULL;

  if (terms == NULL || !jl_item_check_in_view (item, error) ||
      !jl_accounts_check_consent (transaction, call->caller, error) ||
      !check_person (transaction, item, person, terms, error))
    return FALSE;
  reservation = new_reservation (item, person);
  if (!join_line (transaction, item, reservation, terms, error) ||
      !jl_transaction_put (transaction, &jl_item_kind, item, error) ||
      !tell_organisation (transaction, item, JL_NOTICE_RESERVED, error))
    return FALSE;
  jl_transaction_reply (transaction, 201, &jl_reservation_kind, reservation);
  return TRUE;
}

const JlCommand jl_item_reserve_command = {
  .name = "item.reserve",
  .roles = JL_ROLE_RESIDENT,
  .target = &jl_item_kind,
  .execute = item_reserve,
};

static gboolean
is_open (JlRecord *reservation)
{
  JlReservationState state = jl_record_get_integer (reservation, JL_RESERVATION_STATE);

  return state == JL_RESERVATION_ACTIVE || state == JL_RESERVATION_WAITING;
}

/* Ends an open reservation and puts the line behind it in order. */
static gboolean
leave_line (JlTransaction *transaction,
            JlRecord *reservation,
            JlReservationState state,
            JlRecord **item,
            GError **error)
{
  g_autoptr (JlRecord) loaded = NULL;

  if (!is_open (reservation))
    return refuse (error, _ ("This reservation is over"));
  loaded = jl_transaction_get (
      transaction, &jl_item_kind, jl_record_get_integer (reservation, JL_RESERVATION_ITEM), error);
  if (loaded == NULL || !jl_line_close (transaction, reservation, state, error) ||
      !jl_line_close_up (transaction, loaded, error) ||
      !jl_transaction_put (transaction, &jl_item_kind, loaded, error))
    return FALSE;
  *item = g_steal_pointer (&loaded);
  return TRUE;
}

static gboolean
tell_ended (JlTransaction *transaction, JlRecord *item, JlRecord *reservation, GError **error)
{
  return jl_accounts_add_notice (transaction,
                                 jl_record_get_integer (item, JL_ITEM_ORGANISATION),
                                 jl_record_get_integer (reservation, JL_RESERVATION_PERSON),
                                 JL_NOTICE_RESERVATION_ENDED,
                                 jl_record_get_integer (item, JL_ITEM_ID),
                                 jl_record_get_text (item, JL_ITEM_TITLE),
                                 error);
}

/* Who sees a reservation is the person and the organisation's members; of these, staff may. */
static gboolean
check_party (const JlCaller *caller, JlRecord *reservation, GError **error)
{
  gint64 organisation = jl_record_get_integer (reservation, JL_RESERVATION_ORGANISATION);

  if (jl_record_get_integer (reservation, JL_RESERVATION_PERSON) == caller->person ||
      (jl_caller_owns (caller, organisation) && jl_caller_may (caller, JL_ROLES_STAFF)))
    return TRUE;
  g_set_error_literal (error, JL_ERROR, JL_ERROR_FORBIDDEN, _ ("Your role may not do this"));
  return FALSE;
}

static gboolean
reservation_cancel (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlRecord *reservation = call->target;
  gboolean by_person =
      jl_record_get_integer (reservation, JL_RESERVATION_PERSON) == call->caller->person;
  g_autoptr (JlRecord) item = NULL;

  if (!check_party (call->caller, reservation, error) ||
      !leave_line (transaction, reservation, JL_RESERVATION_CANCELLED, &item, error))
    return FALSE;
  if (by_person ? !tell_organisation (transaction, item, JL_NOTICE_RESERVATION_CANCELLED, error)
                : !tell_ended (transaction, item, reservation, error))
    return FALSE;
  jl_transaction_reply (transaction, 200, &jl_reservation_kind, reservation);
  return TRUE;
}

const JlCommand jl_reservation_cancel_command = {
  .name = "reservation.cancel",
  .roles = JL_ROLE_RESIDENT,
  .target = &jl_reservation_kind,
  .execute = reservation_cancel,
};

/* Those who keep what is cancelled are told. */
static gboolean
cancel_all (JlTransaction *transaction, const char *sql, gint64 person, GError **error)
{
  JlConnection *connection = jl_transaction_get_connection (transaction);
  gint64 id;

  while (jl_items_find_due (connection, sql, person, 0, &id)) {
    g_autoptr (JlRecord) reservation =
        jl_transaction_get (transaction, &jl_reservation_kind, id, error);
    g_autoptr (JlRecord) item = NULL;

    if (reservation == NULL ||
        !leave_line (transaction, reservation, JL_RESERVATION_CANCELLED, &item, error) ||
        !tell_organisation (transaction, item, JL_NOTICE_RESERVATION_CANCELLED, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * jl_reservations_release:
 * @transaction: a command's transaction
 * @person: who leaves
 * @error: return location
 *
 * Cancels what they have reserved; those who keep it are told.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_reservations_release (JlTransaction *transaction, gint64 person, GError **error)
{
  return cancel_all (transaction,
                     "SELECT min (id) FROM reservation WHERE person = ?1 "
                     "AND state IN ('waiting', 'active') AND id > ?2",
                     person,
                     error);
}

/**
 * jl_reservations_leave_lines:
 * @transaction: a command's transaction
 * @person: who withdraws their consent
 * @error: return location
 *
 * Cancels what they wait for; what is kept for them already is agreed and stays.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_reservations_leave_lines (JlTransaction *transaction, gint64 person, GError **error)
{
  return cancel_all (transaction,
                     "SELECT min (id) FROM reservation WHERE person = ?1 AND state = 'waiting' "
                     "AND id > ?2",
                     person,
                     error);
}

static gboolean
reservation_extend (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlRecord *reservation = call->target;
  gint64 extensions = jl_record_get_integer (reservation, JL_RESERVATION_EXTENSIONS);
  const JlReservationTerms *terms;
  g_autoptr (JlRecord) item = NULL;
  gint64 until;

  if (!check_party (call->caller, reservation, error))
    return FALSE;
  if (jl_record_get_integer (reservation, JL_RESERVATION_STATE) != JL_RESERVATION_ACTIVE)
    return refuse (error, _ ("Only a reservation that keeps the item can be lengthened"));
  item = jl_transaction_get (
      transaction, &jl_item_kind, jl_record_get_integer (reservation, JL_RESERVATION_ITEM), error);
  terms = item == NULL ? NULL : get_terms (transaction, item, error);
  if (terms == NULL)
    return FALSE;
  if (extensions >= terms->extensions)
    return refuse (error, _ ("This reservation cannot be lengthened again"));
  if (jl_record_get_integer (item, JL_ITEM_WAITING) > 0)
    return refuse (error, _ ("Others wait for this"));

  until = jl_record_get_integer (reservation, JL_RESERVATION_EXPIRES_AT) +
          terms->extension_hours * HOUR;
  jl_record_set_integer (reservation, JL_RESERVATION_EXTENSIONS, extensions + 1);
  if (!jl_line_activate (transaction, item, reservation, until, error) ||
      !jl_transaction_put (transaction, &jl_item_kind, item, error))
    return FALSE;
  jl_transaction_reply (transaction, 200, &jl_reservation_kind, reservation);
  return TRUE;
}

const JlCommand jl_reservation_extend_command = {
  .name = "reservation.extend",
  .roles = JL_ROLE_RESIDENT,
  .target = &jl_reservation_kind,
  .execute = reservation_extend,
};

static gboolean
reservation_expire (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlRecord) item = NULL;

  if (!leave_line (transaction, call->target, JL_RESERVATION_EXPIRED, &item, error) ||
      !tell_ended (transaction, item, call->target, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_reservation_expire_command = {
  .name = "reservation.expire",
  .roles = JL_ROLE_SYSTEM,
  .target = &jl_reservation_kind,
  .execute = reservation_expire,
};

/**
 * jl_reservation_find_expired:
 * @connection: the writer's
 * @now: the time
 * @after: an id
 * @id: (out): the first active reservation after @after whose time is over
 *
 * Returns: whether there is one
 */
gboolean
jl_reservation_find_expired (JlConnection *connection, gint64 now, gint64 after, gint64 *id)
{
  static const char sql[] = "SELECT min (id + 0) FROM reservation WHERE state = 'active' "
                            "AND expires_at <= ?1 AND id + 0 > ?2";

  return jl_items_find_due (connection, sql, now, after, id);
}

static gboolean
reservation_remind (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlRecord *reservation = call->target;

  jl_record_set_null (reservation, JL_RESERVATION_REMIND_AT);
  if (!jl_transaction_put (transaction, &jl_reservation_kind, reservation, error) ||
      !jl_accounts_add_notice (transaction,
                               jl_record_get_integer (reservation, JL_RESERVATION_ORGANISATION),
                               jl_record_get_integer (reservation, JL_RESERVATION_PERSON),
                               JL_NOTICE_RESERVATION_SOON,
                               jl_record_get_integer (reservation, JL_RESERVATION_ITEM),
                               jl_record_get_text (reservation, JL_RESERVATION_ITEM_TITLE),
                               error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_reservation_remind_command = {
  .name = "reservation.remind",
  .roles = JL_ROLE_SYSTEM,
  .target = &jl_reservation_kind,
  .execute = reservation_remind,
};

/**
 * jl_reservation_find_to_remind:
 * @connection: the writer's
 * @now: the time
 * @after: an id
 * @id: (out): the first reservation after @after that ends soon and whose person does not know
 *
 * Returns: whether there is one
 */
gboolean
jl_reservation_find_to_remind (JlConnection *connection, gint64 now, gint64 after, gint64 *id)
{
  static const char sql[] =
      "SELECT min (id + 0) FROM reservation WHERE remind_at <= ?1 AND id + 0 > ?2";

  return jl_items_find_due (connection, sql, now, after, id);
}
