// SPDX-License-Identifier: GPL-3.0-or-later
/* Legal holds: what stays, whatever the retention rules say. */
#include "jl-keeping-private.h"

#include "jl-error.h"
#include "jl-label-code.h"

#include <glib/gi18n-lib.h>

const JlKind jl_hold_kind = { .table = &jl_hold_table };

/* Returns: (transfer full): what an item's label says, in its plain form, or NULL with INVALID */
static char *
read_label (const char *typed, GError **error)
{
  char text[JL_LABEL_CODE_TEXT_SIZE];
  JlLabelCode code;

  if (!jl_label_code_from_text (typed, &code, error)) {
    jl_error_prefix_field (error, "label_code");
    return NULL;
  }
  jl_label_code_to_text (&code, text);
  return g_strdup (text);
}

/* @label: (nullable): the item's; bound, so it must outlive the statement */
static JlStatement *
find_subject (JlTransaction *transaction, JlRecord *order, const char *label, GError **error)
{
  static const char *const queries[] = {
    [JL_HOLD_ITEM] = "SELECT id, label_code || ' ' || title FROM item WHERE id = ?1",
    [JL_HOLD_PERSON] = "SELECT id, '' FROM person WHERE id = ?1",
    [JL_HOLD_ORGANISATION] = "SELECT id, name FROM organisation WHERE id = ?1",
  };
  static const char by_label[] =
      "SELECT id, label_code || ' ' || title FROM item WHERE label_code = ?1";
  gint64 kind = jl_record_get_integer (order, JL_HOLD_ORDER_SUBJECT_KIND);
  JlStatement *statement = jl_connection_prepare (
      jl_transaction_get_connection (transaction), label != NULL ? by_label : queries[kind], error);

  if (statement == NULL)
    return NULL;
  if (label != NULL)
    jl_statement_bind_text (statement, 1, label);
  else
    jl_statement_bind_integer (statement, 1, jl_record_get_integer (order, JL_HOLD_ORDER_SUBJECT));
  return statement;
}

/* What the hold is on, and its name, which holds no person's data. */
static gboolean
settle_subject (JlTransaction *transaction, JlRecord *order, JlRecord *hold, GError **error)
{
  const char *typed = jl_record_get_text (order, JL_HOLD_ORDER_LABEL_CODE);
  gboolean has_label =
      typed != NULL && jl_record_get_integer (order, JL_HOLD_ORDER_SUBJECT_KIND) == JL_HOLD_ITEM;
  g_autofree char *label = has_label ? read_label (typed, error) : NULL;
  g_autoptr (JlStatement) statement = NULL;
  GError *local_error = NULL;

  if (has_label && label == NULL)
    return FALSE;
  statement = find_subject (transaction, order, label, error);
  if (statement == NULL)
    return FALSE;
  if (jl_statement_step (statement, &local_error)) {
    jl_record_set_integer (hold, JL_HOLD_SUBJECT, jl_statement_get_integer (statement, 0));
    jl_record_set_text (hold, JL_HOLD_SUBJECT_NAME, jl_statement_get_text (statement, 1));
    return TRUE;
  }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  else
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        has_label ? "label_code" : "subject",
                        _ ("There is no such record"));
  return FALSE;
}

static gboolean
hold_create (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlRecord) hold = jl_record_new (&jl_hold_table);
  JlRecord *order = call->input;
  GError *local_error = NULL;

  if (!jl_keeping_check_city (transaction, call->caller, error) ||
      !settle_subject (transaction, order, hold, error))
    return FALSE;
  jl_record_set_integer (hold, JL_HOLD_HOME, jl_transaction_get_city (transaction));
  jl_record_set_integer (
      hold, JL_HOLD_SUBJECT_KIND, jl_record_get_integer (order, JL_HOLD_ORDER_SUBJECT_KIND));
  jl_record_set_text (hold, JL_HOLD_REASON, jl_record_get_text (order, JL_HOLD_ORDER_REASON));
  jl_record_set_text (hold, JL_HOLD_RELEASE_REASON, "");
  jl_record_set_null (hold, JL_HOLD_RELEASED_AT);
  if (jl_transaction_put (transaction, &jl_hold_kind, hold, &local_error)) {
    jl_transaction_reply (transaction, 201, &jl_hold_kind, hold);
    return TRUE;
  }
  if (g_error_matches (local_error, JL_ERROR, JL_ERROR_CONFLICT)) {
    g_clear_error (&local_error);
    jl_set_error_field (error, JL_ERROR_CONFLICT, "subject", _ ("A legal hold is on this already"));
    return FALSE;
  }
  g_propagate_error (error, local_error);
  return FALSE;
}

const JlCommand jl_hold_create_command = {
  .name = "hold.create",
  .roles = JL_ROLE_ADMINISTRATOR,
  .input = &jl_hold_order_table,
  .execute = hold_create,
};

static gboolean
hold_release (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlRecord *hold = call->target;

  if (!jl_record_is_null (hold, JL_HOLD_RELEASED_AT)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_CONFLICT, _ ("This hold has ended already"));
    return FALSE;
  }
  jl_record_set_text (
      hold, JL_HOLD_RELEASE_REASON, jl_record_get_text (call->input, JL_HOLD_RELEASE_WHY));
  jl_record_set_integer (hold, JL_HOLD_RELEASED_AT, jl_transaction_get_now (transaction));
  if (!jl_transaction_put (transaction, &jl_hold_kind, hold, error))
    return FALSE;
  jl_transaction_reply (transaction, 200, &jl_hold_kind, hold);
  return TRUE;
}

const JlCommand jl_hold_release_command = {
  .name = "hold.release",
  .roles = JL_ROLE_ADMINISTRATOR,
  .flags = JL_COMMAND_OWN_TARGET,
  .input = &jl_hold_release_table,
  .target = &jl_hold_kind,
  .execute = hold_release,
};

/**
 * jl_holds_list:
 * @request: GET /holds
 * @error: return location
 *
 * Returns: (transfer full): holds of the caller's organisation, the newest first
 */
JlResponse *
jl_holds_list (JlRequest *request, GError **error)
{
  return jl_keeping_list (request,
                          "SELECT ready.own, hold.id FROM hold JOIN ready ON ready.id = hold.id "
                          "WHERE hold.organisation = ?1 AND hold.id < ?2 "
                          "ORDER BY hold.id DESC LIMIT ?3",
                          error);
}
