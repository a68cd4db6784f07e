// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"

G_BEGIN_DECLS

/*
 * The records of an organisation's ledger. Money moves between accounts by transactions whose
 * entries sum to zero: what one account receives (positive, debit), others give (negative, credit).
 * A transaction is never changed; a mistake is reversed by another one.
 */

typedef enum {
  JL_LEDGER_ASSET,     /* what the organisation has: the till, the bank, WeChat */
  JL_LEDGER_LIABILITY, /* what it owes: to consignors */
  JL_LEDGER_INCOME,
  JL_LEDGER_EXPENSE,
} JlLedgerType;
extern const JlEnum jl_ledger_type_enum;

enum {
  JL_LEDGER_ACCOUNT_ID,
  JL_LEDGER_ACCOUNT_ORGANISATION,
  JL_LEDGER_ACCOUNT_CODE,
  JL_LEDGER_ACCOUNT_TYPE,
  JL_LEDGER_ACCOUNT_VERSION,
  JL_LEDGER_ACCOUNT_CREATED_AT,
  JL_LEDGER_ACCOUNT_UPDATED_AT,
  JL_LEDGER_ACCOUNT_N_FIELDS
};
extern const JlRecordTable jl_ledger_account_table;

typedef enum {
  JL_LEDGER_SALE,
  JL_LEDGER_REVERSAL,
} JlLedgerCause;
extern const JlEnum jl_ledger_cause_enum;

enum { JL_LEDGER_ENTRY_ACCOUNT, JL_LEDGER_ENTRY_AMOUNT_FEN, JL_LEDGER_ENTRY_N_FIELDS };
extern const JlRecordTable jl_ledger_entry_table;

enum {
  JL_LEDGER_TRANSACTION_ID,
  JL_LEDGER_TRANSACTION_ORGANISATION,
  JL_LEDGER_TRANSACTION_CAUSE,
  JL_LEDGER_TRANSACTION_ITEM,
  JL_LEDGER_TRANSACTION_REVERSES,
  JL_LEDGER_TRANSACTION_ENTRIES,
  JL_LEDGER_TRANSACTION_VERSION,
  JL_LEDGER_TRANSACTION_CREATED_AT,
  JL_LEDGER_TRANSACTION_UPDATED_AT,
  JL_LEDGER_TRANSACTION_N_FIELDS
};
extern const JlRecordTable jl_ledger_transaction_table;

G_END_DECLS
