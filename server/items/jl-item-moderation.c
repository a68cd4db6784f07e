// SPDX-License-Identifier: GPL-3.0-or-later
/* What it means for goods and wants that they were taken from view. Who decides that, and on what
 * grounds, is server/moderation. */
#include "jl-items-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

/**
 * jl_item_is_hidden:
 * @item: an item
 *
 * Returns: whether it was taken from view: only its own organisation sees it
 */
gboolean
jl_item_is_hidden (JlRecord *item)
{
  return jl_record_get_integer (item, JL_ITEM_MODERATION) != JL_MODERATION_NONE;
}

/**
 * jl_item_check_in_view:
 * @item: an item
 * @error: CONFLICT with the field `moderation`
 *
 * What was taken from view cannot be offered, reserved or sold until that is decided otherwise.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_item_check_in_view (JlRecord *item, GError **error)
{
  if (!jl_item_is_hidden (item))
    return TRUE;
  jl_set_error_field (
      error,
      JL_ERROR_CONFLICT,
      "moderation",
      _ ("This was taken from view and cannot be offered or sold. You can see why, and appeal"));
  return FALSE;
}

/* Whoever reserved it cannot get it: the line ends, and the offer is as without one. */
static gboolean
end_reservations (JlTransaction *transaction, JlRecord *item, GError **error)
{
  if (jl_record_get_integer (item, JL_ITEM_OFFER) != JL_OFFER_RESERVED)
    return TRUE;
  return jl_item_set_offer (item, JL_OFFER_PUBLISHED, error) &&
         jl_line_end (
             transaction, item, JL_RESERVATION_CANCELLED, JL_NOTICE_RESERVED_HIDDEN, error);
}

/**
 * jl_item_moderate:
 * @transaction: a command's transaction
 * @item: an item
 * @moderation: what is decided about it
 * @error: as jl_transaction_put()
 *
 * Takes an item from view or shows it again, and stores it. Its offer stays as it is, but its
 * reservations end, and those who had it reserved are told.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_item_moderate (JlTransaction *transaction,
                  JlRecord *item,
                  JlModeration moderation,
                  GError **error)
{
  jl_record_set_integer (item, JL_ITEM_MODERATION, moderation);
  return end_reservations (transaction, item, error) &&
         jl_transaction_put (transaction, &jl_item_kind, item, error);
}

/**
 * jl_want_moderate:
 * @transaction: a command's transaction
 * @want: a want
 * @moderation: what is decided about it
 * @error: as jl_transaction_put()
 *
 * Takes a want from view or shows it again, and stores it.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_want_moderate (JlTransaction *transaction,
                  JlRecord *want,
                  JlModeration moderation,
                  GError **error)
{
  jl_record_set_integer (want, JL_WANT_MODERATION, moderation);
  return jl_transaction_put (transaction, &jl_want_kind, want, error);
}

/**
 * jl_item_is_decided_by:
 * @request: any
 * @organisation: of an item that was taken from view
 *
 * Returns: whether the caller decides about it, and so must see it
 */
gboolean
jl_item_is_decided_by (JlRequest *request, gint64 organisation)
{
  gboolean reaches = FALSE;

  return jl_accounts_reaches (request->connection, request->caller, organisation, &reaches, NULL) &&
         reaches;
}

/* An item that everybody would see if it had not been taken from view; %NULL without error if it is
 * another. */
static JlRecord *
load_taken_from_view (JlConnection *connection, gint64 id, GError **error)
{
  static const char sql[] = "SELECT * FROM item WHERE id = ?1 AND moderation <> 'none' "
                            "AND (listed = 1 OR offer = 'concluded')";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, id);
  if (jl_statement_step (statement, &local_error))
    return jl_statement_get_record (statement, &jl_item_table, error);
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return NULL;
}

/* As everybody saw it, and that it is hidden: what its organisation keeps to itself stays so. */
static JlResponse *
answer_decider (JlRecord *item)
{
  JlResponse *response;

  for (guint i = 0; i < JL_ITEM_N_FIELDS; i++) {
    if (jl_item_table.fields[i].view == JL_VIEW_OWN && i != JL_ITEM_MODERATION)
      jl_record_unset (item, i);
  }
  response = jl_response_new_json (jl_record_to_json (item, JL_VIEW_OWN));
  jl_response_set_etag (
      response,
      &(JlEtag){ .version = jl_record_get_integer (item, JL_ITEM_VERSION), .view = JL_VIEW_OWN });
  return response;
}

/**
 * jl_item_get:
 * @request: GET /items/{id}
 * @error: NOT_FOUND if it is absent or not visible to the caller; HIDDEN (451, RFC 7725) if
 *   everybody could see it until it was taken from view
 *
 * Whoever follows an old link learns that the item was taken from view, so that nobody goes on
 * trying to get it by other ways; not why: that is between its organisation and the department, and
 * the appeal may still show it to be wrong. Those who decide about it see it as it was.
 *
 * Returns: (transfer full) (nullable): as jl_ready_handler()
 */
JlResponse *
jl_item_get (JlRequest *request, GError **error)
{
  GError *local_error = NULL;
  JlResponse *response = jl_ready_handler (request, &local_error);
  g_autoptr (JlRecord) item = NULL;

  if (response != NULL)
    return response;
  if (g_error_matches (local_error, JL_ERROR, JL_ERROR_NOT_FOUND))
    item = load_taken_from_view (request->connection, request->ids[0], NULL);
  if (item == NULL) {
    g_propagate_error (error, local_error);
    return NULL;
  }
  g_error_free (local_error);
  if (jl_item_is_decided_by (request, jl_record_get_integer (item, JL_ITEM_ORGANISATION)))
    return answer_decider (item);
  g_set_error_literal (error,
                       JL_ERROR,
                       JL_ERROR_HIDDEN,
                       _ ("This was taken from view by those who look after this platform"));
  return NULL;
}
