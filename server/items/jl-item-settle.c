// SPDX-License-Identifier: GPL-3.0-or-later
/* What an organisation's items add up to, after they were brought from elsewhere one by one. */
#include "jl-items-private.h"

#include "jl-label-code.h"

enum { SETTLE_ORGANISATION, SETTLE_LAST_LABEL, SETTLE_N_FIELDS };
static const JlField settle_fields[] = {
  [SETTLE_ORGANISATION] = { .name = "organisation",
                            .type = JL_FIELD_ID,
                            .flags = JL_FIELD_REQUIRED },
  [SETTLE_LAST_LABEL] = { .name = "last_label",
                          .type = JL_FIELD_INTEGER,
                          .max = JL_LABEL_COUNTER_MAX,
                          .flags = JL_FIELD_REQUIRED },
};
JL_ASSERT_FIELDS (SETTLE, settle_fields);
static const JlRecordTable settle_table =
    JL_RECORD_TABLE ("item_settle", "JlItemSettle", settle_fields);

/* Sets what differs. */
static gboolean
set_total (JlRecord *counter, guint field, gint64 total)
{
  if (jl_record_get_integer (counter, field) == total)
    return FALSE;
  jl_record_set_integer (counter, field, total);
  return TRUE;
}

/* A number that no item shows is put into the counter's record: the journal has it then. */
static gboolean
settle_totals (JlTransaction *transaction, JlCall *call, GError **error)
{
  gint64 organisation = jl_record_get_integer (call->input, SETTLE_ORGANISATION);
  gint64 known = jl_record_get_integer (call->input, SETTLE_LAST_LABEL);
  g_autoptr (JlRecord) counter = NULL;
  gboolean differs;
  gint64 bytes;
  gint64 shown;
  gint64 last;

  jl_transaction_set_home (transaction, organisation);
  last = jl_item_settle_last_number (transaction, organisation, known, &shown, error);
  if (last < 0 || !jl_items_sum_photo_bytes (
                      jl_transaction_get_connection (transaction), organisation, &bytes, error))
    return FALSE;
  counter = jl_item_get_counter (transaction, organisation, error);
  if (counter == NULL)
    return FALSE;
  differs = set_total (counter, JL_ITEM_COUNTER_PHOTO_BYTES, bytes);
  if (last > shown)
    differs |= set_total (counter, JL_ITEM_COUNTER_LABELS, last);
  if (differs && !jl_transaction_put (transaction, &jl_item_counter_kind, counter, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

/* Items may have been refused that the counter's record, as it came, counts; and it does not count
 * labels of items that are no more. */
const JlCommand jl_item_settle_command = {
  .name = "item.settle",
  .roles = JL_ROLE_SYSTEM,
  .input = &settle_table,
  .execute = settle_totals,
};
