// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-ledger.h"

#include <glib/gi18n-lib.h>

const JlEnum jl_ledger_type_enum = {
  .names = (const char *const[]){ "asset", "liability", "income", "expense", NULL },
  .labels =
      (const char *const[]){
          N_ ("Assets"), N_ ("Liabilities"), N_ ("Income"), N_ ("Expenses"), NULL },
};

const JlEnum jl_ledger_cause_enum = {
  .names = (const char *const[]){ "sale", "reversal", NULL },
  .labels = (const char *const[]){ N_ ("Sale"), N_ ("Reversal"), NULL },
};

#define ACCOUNT_CODE_MAX 40

static const JlField account_fields[] = {
  [JL_LEDGER_ACCOUNT_ID] = { .name = "id", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY },
  [JL_LEDGER_ACCOUNT_ORGANISATION] = { .name = "organisation",
                                       .type = JL_FIELD_ID,
                                       .flags = JL_FIELD_READ_ONLY },
  [JL_LEDGER_ACCOUNT_CODE] = { .name = "code",
                               .type = JL_FIELD_TEXT,
                               .max = ACCOUNT_CODE_MAX,
                               .flags = JL_FIELD_READ_ONLY,
                               .doc = "Unique in the organisation, e.g. cash or sales." },
  [JL_LEDGER_ACCOUNT_TYPE] = { .name = "type",
                               .type = JL_FIELD_ENUM,
                               .values = &jl_ledger_type_enum,
                               .flags = JL_FIELD_READ_ONLY },
  JL_RECORD_COMMON_FIELDS (JL_LEDGER_ACCOUNT),
};
JL_ASSERT_FIELDS (JL_LEDGER_ACCOUNT, account_fields);
const JlRecordTable jl_ledger_account_table =
    JL_RECORD_TABLE ("ledger_account", "JlLedgerAccount", account_fields);

static const JlField entry_fields[] = {
  [JL_LEDGER_ENTRY_ACCOUNT] = { .name = "account",
                                .type = JL_FIELD_TEXT,
                                .max = ACCOUNT_CODE_MAX,
                                .flags = JL_FIELD_READ_ONLY },
  [JL_LEDGER_ENTRY_AMOUNT_FEN] = { .name = "amount_fen",
                                   .type = JL_FIELD_MONEY,
                                   .flags = JL_FIELD_READ_ONLY,
                                   .doc = "Positive: the account receives; negative: it gives." },
};
JL_ASSERT_FIELDS (JL_LEDGER_ENTRY, entry_fields);
const JlRecordTable jl_ledger_entry_table =
    JL_RECORD_TABLE ("ledger_entry", "JlLedgerEntry", entry_fields);

static const JlField transaction_fields[] = {
  [JL_LEDGER_TRANSACTION_ID] = { .name = "id", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY },
  [JL_LEDGER_TRANSACTION_ORGANISATION] = { .name = "organisation",
                                           .type = JL_FIELD_ID,
                                           .flags = JL_FIELD_READ_ONLY },
  [JL_LEDGER_TRANSACTION_CAUSE] = { .name = "cause",
                                    .type = JL_FIELD_ENUM,
                                    .values = &jl_ledger_cause_enum,
                                    .flags = JL_FIELD_READ_ONLY },
  [JL_LEDGER_TRANSACTION_ITEM] = { .name = "item",
                                   .type = JL_FIELD_ID,
                                   .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE },
  [JL_LEDGER_TRANSACTION_REVERSES] = { .name = "reverses",
                                       .type = JL_FIELD_ID,
                                       .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,
                                       .doc = "The transaction that this one makes undone." },
  [JL_LEDGER_TRANSACTION_ENTRIES] = { .name = "entries",
                                      .type = JL_FIELD_LIST,
                                      .record = &jl_ledger_entry_table,
                                      .min = 2,
                                      .max = 20,
                                      .flags = JL_FIELD_READ_ONLY,
                                      .doc = "Their amounts sum to zero." },
  JL_RECORD_COMMON_FIELDS (JL_LEDGER_TRANSACTION),
};
JL_ASSERT_FIELDS (JL_LEDGER_TRANSACTION, transaction_fields);
const JlRecordTable jl_ledger_transaction_table =
    JL_RECORD_TABLE ("ledger_transaction", "JlLedgerTransaction", transaction_fields);
