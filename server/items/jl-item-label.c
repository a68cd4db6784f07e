// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-items-private.h"

#include "jl-error.h"
#include "jl-id.h"
#include "jl-label-code.h"
#include "jl-writer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_BLOCK 500

/* The highest number on an item or printed ahead, from the records themselves: for an organisation
 * that has no counter yet, because it is new or came from elsewhere. -1 on failure. */
static gint64
find_last_number (JlConnection *connection, gint64 organisation, GError **error)
{
  static const char sql[] = "SELECT label_code, 0 FROM item WHERE organisation = ?1 UNION ALL "
                            "SELECT NULL, labels FROM item_counter WHERE organisation = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;
  gint64 last = 0;

  if (statement == NULL)
    return -1;
  jl_statement_bind_integer (statement, 1, organisation);
  while (jl_statement_step (statement, &local_error)) {
    const char *text = jl_statement_get_text (statement, 0);
    JlLabelCode code;

    last = MAX (last, jl_statement_get_integer (statement, 1));
    if (text != NULL && jl_label_code_from_text (text, &code, NULL))
      last = MAX (last, code.counter);
  }
  if (local_error == NULL)
    return last;
  g_propagate_error (error, local_error);
  return -1;
}

/* The highest number that the organisation was given, 0 if there is none, -1 on failure. */
static gint64
get_last_number (JlConnection *connection, gint64 organisation, GError **error)
{
  static const char sql[] = "SELECT last FROM label_counter WHERE organisation = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return -1;
  jl_statement_bind_integer (statement, 1, organisation);
  if (jl_statement_step (statement, &local_error))
    return jl_statement_get_integer (statement, 0);
  if (local_error == NULL)
    return find_last_number (connection, organisation, error);
  g_propagate_error (error, local_error);
  return -1;
}

static gboolean
set_last_number (JlConnection *connection, gint64 organisation, gint64 last, GError **error)
{
  static const char sql[] = "INSERT INTO label_counter (organisation, last) VALUES (?1, ?2) "
                            "ON CONFLICT (organisation) DO UPDATE SET last = excluded.last";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, organisation);
  jl_statement_bind_integer (statement, 2, last);
  return jl_statement_run (statement, error);
}

/**
 * jl_item_settle_last_number:
 * @transaction: a command's transaction
 * @organisation: an organisation
 * @known: the last number that it is known to have given out elsewhere, 0: none is known
 * @shown: (out): the highest that its records show
 * @error: as jl_statement_step()
 *
 * Counts on from the highest of what is known, counted and shown.
 *
 * Returns: that number, 0 if there is none, -1 with @error set
 */
gint64
jl_item_settle_last_number (
    JlTransaction *transaction, gint64 organisation, gint64 known, gint64 *shown, GError **error)
{
  JlConnection *connection = jl_transaction_get_connection (transaction);
  gint64 last = get_last_number (connection, organisation, error);

  *shown = last < 0 ? -1 : find_last_number (connection, organisation, error);
  if (*shown < 0)
    return -1;
  last = MAX (MAX (last, *shown), known);
  return last == 0 || set_last_number (connection, organisation, last, error) ? last : -1;
}

/* Returns the first of @count new numbers, 0 on failure. */
static guint
draw_numbers (JlTransaction *transaction, JlRecord *organisation, guint count, GError **error)
{
  JlConnection *connection = jl_transaction_get_connection (transaction);
  gint64 id = jl_record_get_integer (organisation, JL_ORGANISATION_ID);
  gint64 last = get_last_number (connection, id, error);

  if (last < 0)
    return 0;
  if (last + count > JL_LABEL_COUNTER_MAX) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_QUOTA, _ ("All label numbers of your organisation are used up"));
    return 0;
  }
  return set_last_number (connection, id, last + count, error) ? (guint)last + 1 : 0;
}

/* Journals numbers that no item shows: those that are printed ahead or passed over. */
static gboolean
put_last_number (JlTransaction *transaction, gint64 organisation, gint64 last, GError **error)
{
  g_autoptr (JlRecord) counter = jl_item_get_counter (transaction, organisation, error);

  if (counter == NULL)
    return FALSE;
  jl_record_set_integer (counter, JL_ITEM_COUNTER_LABELS, last);
  return jl_transaction_put (transaction, &jl_item_counter_kind, counter, error);
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
  JlConnection *connection = jl_transaction_get_connection (transaction);
  gint64 id = jl_record_get_integer (organisation, JL_ORGANISATION_ID);
  g_autoptr (JlStatement) statement = NULL;
  GError *local_error = NULL;
  gint64 last;

  if (strcmp (code->prefix, jl_record_get_text (organisation, JL_ORGANISATION_LABEL_PREFIX)) != 0) {
    jl_set_error_field (
        error, JL_ERROR_INVALID, "label_code", _ ("This label belongs to another organisation"));
    return FALSE;
  }
  last = get_last_number (connection, id, error);
  if (last < 0)
    return FALSE;
  if (code->counter > last) {
    jl_set_error_field (
        error, JL_ERROR_INVALID, "label_code", _ ("This label has not been given out yet"));
    return FALSE;
  }

  statement = jl_connection_prepare (connection, sql, error);
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
  if (first == 0 || !put_last_number (transaction,
                                      jl_record_get_integer (organisation, JL_ORGANISATION_ID),
                                      first + count - 1,
                                      error))
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
  JlConnection *connection = jl_transaction_get_connection (transaction);
  gint64 last = get_last_number (connection, call->ids[0], error);

  if (last < 0)
    return FALSE;
  last = MIN (last + SKIPPED_LABELS, JL_LABEL_COUNTER_MAX);
  if (!set_last_number (connection, call->ids[0], last, error) ||
      !put_last_number (transaction, call->ids[0], last, error))
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
