// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-items-private.h"

#include "jl-error.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>

const JlKind jl_item_counter_kind = { .table = &jl_item_counter_table, .flags = JL_KIND_INTERNAL };

/**
 * jl_item_get_organisation:
 * @transaction: a command's transaction
 * @organisation: an item's home, or whom the caller acts for; 0: nobody
 * @error: FORBIDDEN for 0, or as jl_transaction_get()
 *
 * Returns: (transfer full): the organisation
 */
JlRecord *
jl_item_get_organisation (JlTransaction *transaction, gint64 organisation, GError **error)
{
  if (organisation == 0) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_FORBIDDEN, _ ("Say for which organisation you do this"));
    return NULL;
  }
  return jl_transaction_get (transaction, &jl_organisation_kind, organisation, error);
}

/**
 * jl_item_get_organisation_kind:
 * @organisation: an organisation
 *
 * Returns: its kind, by which rules differ
 */
JlOrganisationKind
jl_item_get_organisation_kind (JlRecord *organisation)
{
  return jl_record_get_integer (organisation, JL_ORGANISATION_KIND);
}

/**
 * jl_item_get_today:
 * @transaction: a command's transaction
 *
 * Returns: the day in China on which the command is executed
 */
JlDate
jl_item_get_today (JlTransaction *transaction)
{
  return jl_time_get_china_date (jl_transaction_get_now (transaction));
}

/**
 * jl_item_get_counter:
 * @transaction: a command's transaction
 * @organisation: an organisation
 * @error: as jl_statement_step()
 *
 * Returns: (transfer full): what it counts of its items; a new record if that is nothing yet
 */
JlRecord *
jl_item_get_counter (JlTransaction *transaction, gint64 organisation, GError **error)
{
  static const char sql[] = "SELECT * FROM item_counter WHERE organisation = ?1";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);
  GError *local_error = NULL;
  JlRecord *counter;

  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, organisation);
  if (jl_statement_step (statement, &local_error))
    return jl_statement_get_record (statement, &jl_item_counter_table, error);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return NULL;
  }

  counter = jl_record_new (&jl_item_counter_table);
  jl_record_set_integer (counter, JL_ITEM_COUNTER_ORGANISATION, organisation);
  jl_record_set_integer (counter, JL_ITEM_COUNTER_LABELS, 0);
  jl_record_set_integer (counter, JL_ITEM_COUNTER_PHOTO_BYTES, 0);
  return counter;
}

/**
 * jl_item_count_photo_bytes:
 * @transaction: a command's transaction
 * @organisation: whose item it is
 * @change: bytes that its photos take more, negative: less
 * @error: QUOTA when that would be more than the organisation may use
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_item_count_photo_bytes (JlTransaction *transaction,
                           JlRecord *organisation,
                           gint64 change,
                           GError **error)
{
  gint64 quota = jl_record_get_integer (organisation, JL_ORGANISATION_PHOTO_QUOTA);
  g_autoptr (JlRecord) counter = NULL;
  gint64 bytes;

  if (change == 0)
    return TRUE;
  counter = jl_item_get_counter (
      transaction, jl_record_get_integer (organisation, JL_ORGANISATION_ID), error);
  if (counter == NULL)
    return FALSE;

  bytes = jl_record_get_integer (counter, JL_ITEM_COUNTER_PHOTO_BYTES) + change;
  if (change > 0 && bytes > quota) {
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_QUOTA,
                 _ ("Your organisation's photos may take %d MB, and they do"),
                 (int)(quota / 1000000));
    return FALSE;
  }
  jl_record_set_integer (counter, JL_ITEM_COUNTER_PHOTO_BYTES, MAX (bytes, 0));
  return jl_transaction_put (transaction, &jl_item_counter_kind, counter, error);
}

/* What shows an organisation's name */

/* Items that one command renames: a few milliseconds, after which others have their turn. */
#define RENAMED_AT_ONCE 20

static gboolean
rename_one (JlTransaction *transaction, gint64 id, const char *name, GError **error)
{
  g_autoptr (JlRecord) item = jl_transaction_get (transaction, &jl_item_kind, id, error);

  if (item == NULL)
    return FALSE;
  jl_record_set_text (item, JL_ITEM_ORGANISATION_NAME, name);
  return jl_transaction_put (transaction, &jl_item_kind, item, error);
}

static GArray *
find_to_rename (JlConnection *connection, gint64 organisation, const char *name, GError **error)
{
  static const char sql[] = "SELECT id FROM item WHERE organisation = ?1 "
                            "AND organisation_name <> ?2 ORDER BY id LIMIT ?3";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GError *local_error = NULL;

  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, organisation);
  jl_statement_bind_text (statement, 2, name);
  jl_statement_bind_integer (statement, 3, RENAMED_AT_ONCE);
  while (jl_statement_step (statement, &local_error)) {
    gint64 id = jl_statement_get_integer (statement, 0);

    g_array_append_val (ids, id);
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return NULL;
  }
  return g_steal_pointer (&ids);
}

static gboolean
end_renaming (JlConnection *connection, gint64 organisation, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      connection, "DELETE FROM item_renaming WHERE organisation = ?1", error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, organisation);
  return jl_statement_run (statement, error);
}

/* Each item takes its organisation's name as a change of its own, so that versions, search and
 * whoever follows the changes know of it. */
static gboolean
item_rename (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlConnection *connection = jl_transaction_get_connection (transaction);
  gint64 organisation = jl_record_get_integer (call->target, JL_ORGANISATION_ID);
  const char *name = jl_record_get_text (call->target, JL_ORGANISATION_NAME);
  g_autoptr (GArray) ids = find_to_rename (connection, organisation, name, error);

  if (ids == NULL)
    return FALSE;
  for (guint i = 0; i < ids->len; i++) {
    if (!rename_one (transaction, g_array_index (ids, gint64, i), name, error))
      return FALSE;
  }
  if (ids->len < RENAMED_AT_ONCE && !end_renaming (connection, organisation, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_item_rename_command = {
  .name = "item.rename",
  .roles = JL_ROLE_SYSTEM,
  .target = &jl_organisation_kind,
  .execute = item_rename,
};

/**
 * jl_item_find_renaming:
 * @connection: the writer's
 * @now: the time
 * @after: an id
 * @id: (out): the first organisation after @after whose items may show a former name
 *
 * Returns: whether there is one
 */
gboolean
jl_item_find_renaming (JlConnection *connection, gint64 now, gint64 after, gint64 *id)
{
  static const char sql[] =
      "SELECT min (organisation) FROM item_renaming WHERE ?1 > 0 AND organisation > ?2";

  return jl_items_find_due (connection, sql, now, after, id);
}
