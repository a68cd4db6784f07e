// SPDX-License-Identifier: GPL-3.0-or-later
/* The line of those who want one item: whom it is kept for, and who waits behind. Whoever changes
 * the line puts the item afterwards. */
#include "jl-items-private.h"

#include "jl-error.h"
#include "jl-time.h"

#define HOUR (60 * 60 * JL_TIME_SECOND)

/**
 * jl_line_load:
 * @transaction: a command's transaction
 * @item: an item's id
 * @error: as jl_statement_step()
 *
 * Returns: (transfer full) (element-type JlRecord): its active reservation, if there is one, and
 *   those that wait, in their order
 */
GPtrArray *
jl_line_load (JlTransaction *transaction, gint64 item, GError **error)
{
  static const char sql[] = "SELECT id FROM reservation WHERE item = ?1 "
                            "AND state IN ('active', 'waiting') ORDER BY place, id";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);
  g_autoptr (GPtrArray) line = g_ptr_array_new_with_free_func (g_object_unref);
  GError *local_error = NULL;

  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, item);
  while (jl_statement_step (statement, &local_error)) {
    JlRecord *reservation = jl_transaction_get (
        transaction, &jl_reservation_kind, jl_statement_get_integer (statement, 0), error);

    if (reservation == NULL)
      return NULL;
    g_ptr_array_add (line, reservation);
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return NULL;
  }
  return g_steal_pointer (&line);
}

/**
 * jl_line_activate:
 * @transaction: a command's transaction
 * @item: its item; is reserved until @until
 * @reservation: the reservation that is to be the active one
 * @until: when it ends
 * @error: CONFLICT when the item is not on offer
 *
 * Keeps the item for the one who reserved it.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_line_activate (
    JlTransaction *transaction, JlRecord *item, JlRecord *reservation, gint64 until, GError **error)
{
  const JlRules *rules = jl_transaction_get_context (transaction);
  gint64 now = jl_transaction_get_now (transaction);
  const JlListingTerms *terms;
  g_autoptr (JlRecord) organisation = jl_item_get_organisation (
      transaction, jl_record_get_integer (item, JL_ITEM_ORGANISATION), error);
  gint64 remind_at;

  if (organisation == NULL)
    return FALSE;
  terms = jl_rules_get_listing_terms (
      rules, jl_item_get_organisation_kind (organisation), jl_item_get_today (transaction));
  remind_at = until - terms->remind_hours * HOUR;

  jl_record_set_integer (reservation, JL_RESERVATION_STATE, JL_RESERVATION_ACTIVE);
  jl_record_set_integer (reservation, JL_RESERVATION_PLACE, 0);
  jl_record_set_integer (reservation, JL_RESERVATION_EXPIRES_AT, until);
  if (remind_at > now)
    jl_record_set_integer (reservation, JL_RESERVATION_REMIND_AT, remind_at);
  else
    jl_record_set_null (reservation, JL_RESERVATION_REMIND_AT);
  if (!jl_transaction_put (transaction, &jl_reservation_kind, reservation, error))
    return FALSE;

  if (jl_record_get_integer (item, JL_ITEM_OFFER) != JL_OFFER_RESERVED &&
      !jl_item_set_offer (item, JL_OFFER_RESERVED, error))
    return FALSE;
  jl_record_set_integer (
      item, JL_ITEM_RESERVATION, jl_record_get_integer (reservation, JL_RESERVATION_ID));
  jl_record_set_integer (item, JL_ITEM_RESERVED_UNTIL, until);
  return TRUE;
}

static gboolean
tell_person (JlTransaction *transaction,
             JlRecord *item,
             JlRecord *reservation,
             JlNoticeCause cause,
             GError **error)
{
  return jl_accounts_add_notice (transaction,
                                 jl_record_get_integer (item, JL_ITEM_ORGANISATION),
                                 jl_record_get_integer (reservation, JL_RESERVATION_PERSON),
                                 cause,
                                 jl_record_get_integer (item, JL_ITEM_ID),
                                 jl_record_get_text (item, JL_ITEM_TITLE),
                                 error);
}

/**
 * jl_line_close:
 * @transaction: a command's transaction
 * @reservation: an open reservation
 * @state: how it ends
 * @error: as jl_transaction_put()
 *
 * Ends one reservation. The line is for jl_line_close_up() to put in order.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_line_close (JlTransaction *transaction,
               JlRecord *reservation,
               JlReservationState state,
               GError **error)
{
  jl_record_set_integer (reservation, JL_RESERVATION_STATE, state);
  jl_record_set_integer (reservation, JL_RESERVATION_PLACE, 0);
  jl_record_set_null (reservation, JL_RESERVATION_REMIND_AT);
  return jl_transaction_put (transaction, &jl_reservation_kind, reservation, error);
}

/* Gives those who wait the places 1, 2, … from @first on. */
static gboolean
number_places (
    JlTransaction *transaction, JlRecord *item, GPtrArray *line, guint first, GError **error)
{
  for (guint i = first; i < line->len; i++) {
    jl_record_set_integer (line->pdata[i], JL_RESERVATION_PLACE, i - first + 1);
    if (!jl_transaction_put (transaction, &jl_reservation_kind, line->pdata[i], error))
      return FALSE;
  }
  jl_record_set_integer (item, JL_ITEM_WAITING, line->len - first);
  return TRUE;
}

/**
 * jl_line_close_up:
 * @transaction: a command's transaction
 * @item: an item that is reserved, after one of its reservations was closed
 * @error: as jl_transaction_put()
 *
 * Puts the line in order: the next one gets the item and is told so; if nobody waits, the item is
 * for everybody again.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_line_close_up (JlTransaction *transaction, JlRecord *item, GError **error)
{
  const JlReservationTerms *terms;
  g_autoptr (GPtrArray) line =
      jl_line_load (transaction, jl_record_get_integer (item, JL_ITEM_ID), error);
  g_autoptr (JlRecord) organisation = NULL;
  gint64 until;

  if (line == NULL)
    return FALSE;
  if (line->len == 0) {
    jl_record_set_null (item, JL_ITEM_RESERVATION);
    jl_record_set_null (item, JL_ITEM_RESERVED_UNTIL);
    jl_record_set_integer (item, JL_ITEM_WAITING, 0);
    return jl_item_set_offer (item, JL_OFFER_PUBLISHED, error);
  }
  if (jl_record_get_integer (line->pdata[0], JL_RESERVATION_STATE) == JL_RESERVATION_ACTIVE)
    return number_places (transaction, item, line, 1, error);

  organisation = jl_item_get_organisation (
      transaction, jl_record_get_integer (item, JL_ITEM_ORGANISATION), error);
  if (organisation == NULL)
    return FALSE;
  terms = jl_rules_get_reservation_terms (jl_transaction_get_context (transaction),
                                          jl_item_get_organisation_kind (organisation),
                                          jl_item_get_today (transaction));
  until = jl_transaction_get_now (transaction) + terms->offer_hours * HOUR;
  return jl_line_activate (transaction, item, line->pdata[0], until, error) &&
         number_places (transaction, item, line, 1, error) &&
         tell_person (transaction, item, line->pdata[0], JL_NOTICE_RESERVATION_READY, error);
}

/**
 * jl_line_end:
 * @transaction: a command's transaction
 * @item: an item whose offer ends; the offer's state is the caller's to set
 * @state: how the active reservation ends: FULFILLED or CANCELLED. All that wait are cancelled
 * @cause: what the others are told
 * @error: as jl_transaction_put()
 *
 * Ends the whole line; everybody but the one who got the item is told.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_line_end (JlTransaction *transaction,
             JlRecord *item,
             JlReservationState state,
             JlNoticeCause cause,
             GError **error)
{
  g_autoptr (GPtrArray) line =
      jl_line_load (transaction, jl_record_get_integer (item, JL_ITEM_ID), error);

  if (line == NULL)
    return FALSE;
  for (guint i = 0; i < line->len; i++) {
    JlRecord *reservation = line->pdata[i];
    gboolean fulfilled =
        state == JL_RESERVATION_FULFILLED &&
        jl_record_get_integer (reservation, JL_RESERVATION_STATE) == JL_RESERVATION_ACTIVE;

    if (!jl_line_close (
            transaction, reservation, fulfilled ? state : JL_RESERVATION_CANCELLED, error) ||
        (!fulfilled && !tell_person (transaction, item, reservation, cause, error)))
      return FALSE;
  }
  jl_record_set_null (item, JL_ITEM_RESERVATION);
  jl_record_set_null (item, JL_ITEM_RESERVED_UNTIL);
  jl_record_set_integer (item, JL_ITEM_WAITING, 0);
  return TRUE;
}
