// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-items-private.h"

#include "jl-error.h"

const JlKind jl_ledger_account_kind = { .table = &jl_ledger_account_table };
const JlKind jl_ledger_transaction_kind = { .table = &jl_ledger_transaction_table };

#define SALES_ACCOUNT "sales"

/* Accounts come into being with their first entry. */
static gboolean
ensure_account (JlTransaction *transaction,
                gint64 organisation,
                const char *code,
                JlLedgerType type,
                GError **error)
{
  static const char sql[] = "SELECT 1 FROM ledger_account WHERE organisation = ?1 AND code = ?2";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);
  g_autoptr (JlRecord) account = NULL;
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, organisation);
  jl_statement_bind_text (statement, 2, code);
  if (jl_statement_step (statement, &local_error))
    return TRUE;
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }

  account = jl_record_new (&jl_ledger_account_table);
  jl_record_set_integer (account, JL_LEDGER_ACCOUNT_ORGANISATION, organisation);
  jl_record_set_text (account, JL_LEDGER_ACCOUNT_CODE, code);
  jl_record_set_integer (account, JL_LEDGER_ACCOUNT_TYPE, type);
  return jl_transaction_put (transaction, &jl_ledger_account_kind, account, error);
}

static void
add_entry (GPtrArray *entries, const char *account, gint64 amount)
{
  JlRecord *entry = jl_record_new (&jl_ledger_entry_table);

  jl_record_set_text (entry, JL_LEDGER_ENTRY_ACCOUNT, account);
  jl_record_set_integer (entry, JL_LEDGER_ENTRY_AMOUNT_FEN, amount);
  g_ptr_array_add (entries, entry);
}

/* Writes a transaction about @item. What does not sum to zero is our own mistake. */
static gboolean
post (JlTransaction *transaction,
      JlRecord *item,
      JlLedgerCause cause,
      gint64 reverses,
      GPtrArray *entries,
      GError **error)
{
  g_autoptr (JlRecord) record = jl_record_new (&jl_ledger_transaction_table);
  gint64 sum = 0;

  for (guint i = 0; i < entries->len; i++)
    sum += jl_record_get_integer (entries->pdata[i], JL_LEDGER_ENTRY_AMOUNT_FEN);
  if (sum != 0) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_INTERNAL, "the entries of a transaction do not sum to zero");
    return FALSE;
  }

  jl_record_set_integer (record,
                         JL_LEDGER_TRANSACTION_ORGANISATION,
                         jl_record_get_integer (item, JL_ITEM_ORGANISATION));
  jl_record_set_integer (record, JL_LEDGER_TRANSACTION_CAUSE, cause);
  jl_record_set_integer (
      record, JL_LEDGER_TRANSACTION_ITEM, jl_record_get_integer (item, JL_ITEM_ID));
  if (reverses != 0)
    jl_record_set_integer (record, JL_LEDGER_TRANSACTION_REVERSES, reverses);
  jl_record_set_list (record, JL_LEDGER_TRANSACTION_ENTRIES, entries);
  return jl_transaction_put (transaction, &jl_ledger_transaction_kind, record, error);
}

/**
 * jl_ledger_post_sale:
 * @transaction: a command's transaction
 * @item: what was sold, of the command's home
 * @payment: how it was paid
 * @amount: fen, more than 0
 * @error: as jl_transaction_put()
 *
 * Settles a sale: the account that took the money receives what sales gave.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_ledger_post_sale (
    JlTransaction *transaction, JlRecord *item, JlPayment payment, gint64 amount, GError **error)
{
  gint64 organisation = jl_record_get_integer (item, JL_ITEM_ORGANISATION);
  const char *till = jl_enum_get_name (&jl_payment_enum, payment);
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);

  add_entry (entries, till, amount);
  add_entry (entries, SALES_ACCOUNT, -amount);
  return ensure_account (transaction, organisation, till, JL_LEDGER_ASSET, error) &&
         ensure_account (transaction, organisation, SALES_ACCOUNT, JL_LEDGER_INCOME, error) &&
         post (transaction, item, JL_LEDGER_SALE, 0, entries, error);
}

/* The last sale of the item that was not made undone. 0 without error: none. */
static gint64
find_sale (JlTransaction *transaction, gint64 item, GError **error)
{
  static const char sql[] =
      "SELECT id FROM ledger_transaction AS sale WHERE item = ?1 AND cause = 'sale' AND NOT EXISTS "
      "(SELECT 1 FROM ledger_transaction WHERE reverses = sale.id) ORDER BY id DESC LIMIT 1";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);

  if (statement == NULL)
    return 0;
  jl_statement_bind_integer (statement, 1, item);
  return jl_statement_step (statement, error) ? jl_statement_get_integer (statement, 0) : 0;
}

/**
 * jl_ledger_reverse_sale:
 * @transaction: a command's transaction
 * @item: what came back
 * @error: INTERNAL if its sale is not there, or as jl_transaction_put()
 *
 * Makes the item's sale undone: the same accounts, the other way round.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_ledger_reverse_sale (JlTransaction *transaction, JlRecord *item, GError **error)
{
  GError *local_error = NULL;
  gint64 sale_id = find_sale (transaction, jl_record_get_integer (item, JL_ITEM_ID), &local_error);
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (JlRecord) sale = NULL;
  GPtrArray *sold;

  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  if (sale_id == 0) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_INTERNAL, "a settled item has no sale in the ledger");
    return FALSE;
  }
  sale = jl_transaction_get (transaction, &jl_ledger_transaction_kind, sale_id, error);
  if (sale == NULL)
    return FALSE;

  sold = jl_record_get_list (sale, JL_LEDGER_TRANSACTION_ENTRIES);
  for (guint i = 0; i < sold->len; i++)
    add_entry (entries,
               jl_record_get_text (sold->pdata[i], JL_LEDGER_ENTRY_ACCOUNT),
               -jl_record_get_integer (sold->pdata[i], JL_LEDGER_ENTRY_AMOUNT_FEN));
  return post (transaction, item, JL_LEDGER_REVERSAL, sale_id, entries, error);
}
