// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-items-private.h"

#include "jl-error.h"
#include "jl-id.h"
#include "jl-label-code.h"
#include "jl-writer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_BLOCK 500

/* Raises the organisation's counter by @count. Returns the first new number, 0 on failure. */
static guint
draw_numbers (JlTransaction *transaction, JlRecord *organisation, guint count, GError **error)
{
  g_autoptr (JlRecord) counter = jl_item_get_counter (
      transaction, jl_record_get_integer (organisation, JL_ORGANISATION_ID), error);
  gint64 last;

  if (counter == NULL)
    return 0;
  last = jl_record_get_integer (counter, JL_ITEM_COUNTER_LABELS);
  if (last + count > JL_LABEL_COUNTER_MAX) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_QUOTA, _ ("All label numbers of your organisation are used up"));
    return 0;
  }
  jl_record_set_integer (counter, JL_ITEM_COUNTER_LABELS, last + count);
  if (!jl_transaction_put (transaction, &jl_item_counter_kind, counter, error))
    return 0;
  return (guint)last + 1;
}

static void
make_code (JlRecord *organisation, guint number, char text[JL_LABEL_CODE_TEXT_SIZE])
{
  JlLabelCode code = { .counter = number };

  g_strlcpy (code.prefix,
             jl_record_get_text (organisation, JL_ORGANISATION_LABEL_PREFIX),
             sizeof code.prefix);
  jl_label_code_to_text (&code, text);
}

/* A code that was printed ahead: of this organisation, given out, and on no other item. */
static gboolean
check_printed (JlTransaction *transaction,
               JlRecord *organisation,
               const JlLabelCode *code,
               const char *text,
               GError **error)
{
  static const char sql[] = "SELECT 1 FROM item WHERE label_code = ?1";
  g_autoptr (JlRecord) counter = NULL;
  g_autoptr (JlStatement) statement = NULL;
  GError *local_error = NULL;

  if (strcmp (code->prefix, jl_record_get_text (organisation, JL_ORGANISATION_LABEL_PREFIX)) != 0) {
    jl_set_error_field (
        error, JL_ERROR_INVALID, "label_code", _ ("This label belongs to another organisation"));
    return FALSE;
  }
  counter = jl_item_get_counter (
      transaction, jl_record_get_integer (organisation, JL_ORGANISATION_ID), error);
  if (counter == NULL)
    return FALSE;
  if (code->counter > jl_record_get_integer (counter, JL_ITEM_COUNTER_LABELS)) {
    jl_set_error_field (
        error, JL_ERROR_INVALID, "label_code", _ ("This label has not been given out yet"));
    return FALSE;
  }

  statement = jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);
  if (statement == NULL)
    return FALSE;
  jl_statement_bind_text (statement, 1, text);
  if (jl_statement_step (statement, &local_error))
    jl_set_error_field (
        error, JL_ERROR_CONFLICT, "label_code", _ ("This label is on another item already"));
  else if (local_error != NULL)
    g_propagate_error (error, local_error);
  else
    return TRUE;
  return FALSE;
}

/**
 * jl_item_take_label:
 * @transaction: a command's transaction
 * @organisation: whose item it is
 * @item: a new item; gets its label code, or the form of the one that it names
 * @error: INVALID or CONFLICT with the field `label_code`, QUOTA
 *
 * Gives the item the organisation's next label, or one that was printed ahead.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_item_take_label (JlTransaction *transaction,
                    JlRecord *organisation,
                    JlRecord *item,
                    GError **error)
{
  const char *named = jl_record_get_text (item, JL_ITEM_LABEL_CODE);
  char text[JL_LABEL_CODE_TEXT_SIZE];

  if (named != NULL) {
    JlLabelCode code;

    if (!jl_label_code_from_text (named, &code, error)) {
      jl_error_prefix_field (error, "label_code");
      return FALSE;
    }
    jl_label_code_to_text (&code, text);
    if (!check_printed (transaction, organisation, &code, text, error))
      return FALSE;
  } else {
    guint number = draw_numbers (transaction, organisation, 1, error);

    if (number == 0)
      return FALSE;
    make_code (organisation, number, text);
  }
  jl_record_set_text (item, JL_ITEM_LABEL_CODE, text);
  return TRUE;
}

/* POST /labels: how many, and which they are. */
enum { ORDER_COUNT, ORDER_N_FIELDS };
static const JlField order_fields[] = {
  [ORDER_COUNT] = { .name = "count",
                    .type = JL_FIELD_INTEGER,
                    .min = 1,
                    .max = MAX_BLOCK,
                    .flags = JL_FIELD_REQUIRED },
};
JL_ASSERT_FIELDS (ORDER, order_fields);
const JlRecordTable jl_label_order_table =
    JL_RECORD_TABLE ("label_order", "JlLabelOrder", order_fields);

enum { BLOCK_LABEL_CODES, BLOCK_N_FIELDS };
static const JlField block_fields[] = {
  [BLOCK_LABEL_CODES] = { .name = "label_codes",
                          .type = JL_FIELD_LIST,
                          .element = JL_FIELD_TEXT,
                          .element_max = 20,
                          .max = MAX_BLOCK,
                          .flags = JL_FIELD_READ_ONLY },
};
JL_ASSERT_FIELDS (BLOCK, block_fields);
const JlRecordTable jl_label_block_table =
    JL_RECORD_TABLE ("label_block", "JlLabelBlock", block_fields);

static gboolean
reserve_labels (JlTransaction *transaction, JlCall *call, GError **error)
{
  guint count = (guint)jl_record_get_integer (call->input, ORDER_COUNT);
  g_autoptr (JlRecord) organisation =
      jl_item_get_organisation (transaction, call->caller->organisation, error);
  g_autoptr (JlRecord) block = jl_record_new (&jl_label_block_table);
  g_autoptr (GPtrArray) codes = g_ptr_array_new_with_free_func (g_free);
  guint first;

  if (organisation == NULL)
    return FALSE;
  first = draw_numbers (transaction, organisation, count, error);
  if (first == 0)
    return FALSE;

  for (guint i = 0; i < count; i++) {
    char text[JL_LABEL_CODE_TEXT_SIZE];

    make_code (organisation, first + i, text);
    g_ptr_array_add (codes, g_strdup (text));
  }
  jl_record_set_list (block, BLOCK_LABEL_CODES, codes);
  jl_transaction_reply_json (transaction, 201, jl_record_to_json (block, JL_VIEW_OWN));
  return TRUE;
}

/* Labels to be printed ahead. */
const JlCommand jl_label_reserve_command = {
  .name = "label.reserve",
  .roles = JL_ROLES_STAFF,
  .input = &jl_label_order_table,
  .execute = reserve_labels,
};

/* More labels than an organisation is likely to give out between two backups. */
#define SKIPPED_LABELS 10000

/* parameters: the organisation */
static gboolean
skip_labels (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlRecord) counter = jl_item_get_counter (transaction, call->ids[0], error);
  gint64 last;

  if (counter == NULL)
    return FALSE;
  last = jl_record_get_integer (counter, JL_ITEM_COUNTER_LABELS);
  jl_record_set_integer (
      counter, JL_ITEM_COUNTER_LABELS, MIN (last + SKIPPED_LABELS, JL_LABEL_COUNTER_MAX));
  if (!jl_transaction_put (transaction, &jl_item_counter_kind, counter, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

/* Labels that a lost service may have given out since it was backed up. */
const JlCommand jl_label_skip_command = {
  .name = "label.skip",
  .roles = JL_ROLE_SYSTEM,
  .execute = skip_labels,
};

static GArray *
list_organisations (JlConnection *connection, GError **error)
{
  static const char sql[] = "SELECT id FROM organisation ORDER BY id";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GError *local_error = NULL;

  if (statement == NULL)
    return NULL;
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

/**
 * jl_items_skip_labels:
 * @writer: of a service that was restored
 * @error: as the command
 *
 * Passes over the labels that the lost service may have given out after the backup: they are on
 * goods, and none may ever be on two.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_items_skip_labels (JlWriter *writer, GError **error)
{
  g_autoptr (GArray) ids = list_organisations (jl_writer_get_connection (writer), error);

  for (guint i = 0; ids != NULL && i < ids->len; i++) {
    char text[JL_ID_TEXT_SIZE];
    const char *const parameters[] = { text, NULL };
    const JlFrame frame = { .command = jl_label_skip_command.name,
                            .language = "en",
                            .parameters = parameters };
    g_autoptr (JlReply) reply = NULL;

    jl_id_to_text (g_array_index (ids, gint64, i), text);
    reply = jl_writer_call_own (writer, &frame);
    if (reply->error != NULL) {
      g_propagate_error (error, g_steal_pointer (&reply->error));
      return FALSE;
    }
  }
  return ids != NULL;
}
