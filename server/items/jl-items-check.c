// SPDX-License-Identifier: GPL-3.0-or-later
/* What `jielid check` looks at of items beside the records themselves. */
#include "jl-check.h"
#include "jl-items-private.h"

#include "jl-id.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* @text has a %s for the id. */
static void
add_problem (JlCheck *check, const char *text, gint64 id)
{
  g_auto (GStrv) parts = g_strsplit (_ (text), "%s", 2);
  char id_text[JL_ID_TEXT_SIZE];

  jl_id_to_text (id, id_text);
  jl_check_add (check, "%s%s%s", parts[0], id_text, parts[1] != NULL ? parts[1] : "");
}

/* Each finds records that should not be: an id a row. */
static const struct {
  const char *sql;
  const char *text;
} queries[] = {
  { "SELECT ledger_transaction FROM ledger_entry GROUP BY ledger_transaction "
    "HAVING sum (amount_fen) <> 0",
    N_ ("ledger transaction %s: its entries do not sum to zero") },
  { "SELECT id FROM item WHERE settlement = 'settled' AND mode = 'sell' AND NOT EXISTS (SELECT 1 "
    "FROM ledger_transaction AS sale WHERE sale.item = item.id AND sale.cause = 'sale' AND NOT "
    "EXISTS (SELECT 1 FROM ledger_transaction AS undone WHERE undone.reverses = sale.id))",
    N_ ("item %s: settled, but its sale is not in the ledger") },
  { "SELECT item.id FROM item LEFT JOIN reservation ON reservation.item = item.id AND "
    "reservation.state = 'active' WHERE coalesce (item.reservation, 0) <> coalesce "
    "(reservation.id, 0)",
    N_ ("item %s: is not reserved as its reservations say") },
  { "SELECT id FROM item WHERE waiting <> (SELECT count (*) FROM reservation WHERE "
    "reservation.item = item.id AND state = 'waiting')",
    N_ ("item %s: its waiting line has another length") },
};

static gboolean
run_query (
    JlConnection *connection, JlCheck *check, const char *sql, const char *text, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  while (jl_statement_step (statement, &local_error))
    add_problem (check, text, jl_statement_get_integer (statement, 0));
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  return TRUE;
}

/* Whether the rows that balances are made of are the transaction's entries. */
static gboolean
check_entries (JlStatement *rows, JlRecord *transaction, gboolean *same, GError **error)
{
  GPtrArray *entries = jl_record_get_list (transaction, JL_LEDGER_TRANSACTION_ENTRIES);
  gint64 organisation = jl_record_get_integer (transaction, JL_LEDGER_TRANSACTION_ORGANISATION);
  GError *local_error = NULL;
  guint n = 0;

  *same = TRUE;
  jl_statement_reset (rows);
  jl_statement_bind_integer (
      rows, 1, jl_record_get_integer (transaction, JL_LEDGER_TRANSACTION_ID));
  while (jl_statement_step (rows, &local_error)) {
    JlRecord *entry = n < entries->len ? entries->pdata[n] : NULL;

    n++;
    if (entry == NULL || jl_statement_get_integer (rows, 0) != organisation ||
        strcmp (jl_statement_get_text (rows, 1),
                jl_record_get_text (entry, JL_LEDGER_ENTRY_ACCOUNT)) != 0 ||
        jl_statement_get_integer (rows, 2) !=
            jl_record_get_integer (entry, JL_LEDGER_ENTRY_AMOUNT_FEN))
      *same = FALSE;
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  *same = *same && n == entries->len;
  return TRUE;
}

static gboolean
check_ledger (JlConnection *connection, JlCheck *check, GError **error)
{
  static const char sql[] = "SELECT id, organisation, entries FROM ledger_transaction ORDER BY id";
  static const char rows_sql[] = "SELECT organisation, account, amount_fen FROM ledger_entry "
                                 "WHERE ledger_transaction = ?1 ORDER BY position";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  g_autoptr (JlStatement) rows = jl_connection_prepare (connection, rows_sql, error);
  GError *local_error = NULL;

  if (statement == NULL || rows == NULL)
    return FALSE;
  while (jl_statement_step (statement, &local_error)) {
    g_autoptr (JlRecord) transaction =
        jl_statement_get_record (statement, &jl_ledger_transaction_table, error);
    gboolean same;

    if (transaction == NULL || !check_entries (rows, transaction, &same, error))
      return FALSE;
    if (!same)
      add_problem (check,
                   N_ ("ledger transaction %s: its entries are not what balances are made of"),
                   jl_record_get_integer (transaction, JL_LEDGER_TRANSACTION_ID));
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  return TRUE;
}

static gint64
count_photo_bytes (JlRecord *item)
{
  GPtrArray *photos = jl_record_get_list (item, JL_ITEM_PHOTOS);
  gint64 bytes = 0;

  for (guint i = 0; i < photos->len; i++)
    bytes += jl_record_get_integer (photos->pdata[i], JL_PHOTO_BYTES);
  return bytes;
}

/**
 * jl_items_sum_photo_bytes:
 * @connection: a connection
 * @organisation: an organisation
 * @bytes: (out): what the photos of its items take, as each says
 * @error: as jl_statement_step()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_items_sum_photo_bytes (JlConnection *connection,
                          gint64 organisation,
                          gint64 *bytes,
                          GError **error)
{
  static const char sql[] = "SELECT photos FROM item WHERE organisation = ?1";
  g_autoptr (JlStatement) items = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;

  *bytes = 0;
  if (items == NULL)
    return FALSE;
  jl_statement_bind_integer (items, 1, organisation);
  while (jl_statement_step (items, &local_error)) {
    g_autoptr (JlRecord) item = jl_statement_get_record (items, &jl_item_table, error);

    if (item == NULL)
      return FALSE;
    *bytes += count_photo_bytes (item);
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_photo_bytes (JlConnection *connection, JlCheck *check, GError **error)
{
  static const char sql[] =
      "SELECT organisation, photo_bytes FROM item_counter ORDER BY organisation";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  while (jl_statement_step (statement, &local_error)) {
    gint64 organisation = jl_statement_get_integer (statement, 0);
    gint64 bytes;

    if (!jl_items_sum_photo_bytes (connection, organisation, &bytes, error))
      return FALSE;
    if (bytes != jl_statement_get_integer (statement, 1))
      add_problem (check,
                   N_ ("organisation %s: its photos take another amount of room than was counted"),
                   organisation);
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  return TRUE;
}

static gboolean
run_queries (JlConnection *connection, JlCheck *check, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++) {
    if (!run_query (connection, check, queries[i].sql, queries[i].text, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * jl_items_check:
 * @connection: a connection
 * @check: takes what is wrong
 *
 * The ledger sums to zero and is what items say was settled; items, reservations and photos agree.
 */
void
jl_items_check (JlConnection *connection, JlCheck *check)
{
  GError *error = NULL;

  if (!run_queries (connection, check, &error) || !check_ledger (connection, check, &error) ||
      !check_photo_bytes (connection, check, &error))
    jl_check_fail (check, error);
}
