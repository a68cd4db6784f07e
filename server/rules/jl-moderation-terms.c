// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-moderation-terms.h"

#include "jl-error.h"
#include "jl-kind-terms.h"
#include "jl-rules-private.h"

#include <glib/gi18n-lib.h>

enum {
  MODERATION_CODE = JL_RULE_N_FIELDS,
  MODERATION_NAME,
  MODERATION_DESCRIPTION,
  MODERATION_NEEDS_ACCOUNT,
  MODERATION_NEEDS_TEXT,
  MODERATION_ANSWER_DAYS,
  MODERATION_APPEAL_DAYS,
  MODERATION_DECIDE_DAYS,
  MODERATION_N_FIELDS
};
static const JlField moderation_fields[] = {
  JL_RULE_FIELDS,
  [MODERATION_CODE] = JL_CODE_FIELD ("code", JL_FIELD_REQUIRED),
  [MODERATION_NAME] = JL_NAMES_FIELD ("name", JL_FIELD_REQUIRED),
  [MODERATION_DESCRIPTION] = JL_NAMES_FIELD ("description", JL_FIELD_REQUIRED),
  [MODERATION_NEEDS_ACCOUNT] = { .name = "needs_account", .type = JL_FIELD_BOOLEAN },
  [MODERATION_NEEDS_TEXT] = { .name = "needs_text", .type = JL_FIELD_BOOLEAN },
  [MODERATION_ANSWER_DAYS] = JL_COUNT_FIELD ("answer_days", 1, 90),
  [MODERATION_APPEAL_DAYS] = JL_COUNT_FIELD ("appeal_days", 1, 365),
  [MODERATION_DECIDE_DAYS] = JL_COUNT_FIELD ("decide_days", 1, 90),
};
JL_ASSERT_FIELDS (MODERATION, moderation_fields);
static const JlRecordTable moderation_table =
    JL_RECORD_TABLE ("moderation_terms", "JlModerationTermsRow", moderation_fields);

static void
moderation_create (JlRules *rules)
{
  rules->moderation = jl_rule_index_new (g_free);
}

static gboolean
moderation_take (JlRules *rules, JlRecord *row, GError **error)
{
  g_autofree JlModerationTerms *terms = g_new0 (JlModerationTerms, 1);
  const char *code = jl_record_get_text (row, MODERATION_CODE);

  terms->code = code;
  terms->name = jl_names_read (row, MODERATION_NAME);
  terms->description = jl_names_read (row, MODERATION_DESCRIPTION);
  terms->needs_account = jl_record_get_integer (row, MODERATION_NEEDS_ACCOUNT) != 0;
  terms->needs_text = jl_record_get_integer (row, MODERATION_NEEDS_TEXT) != 0;
  terms->answer_days = jl_record_get_integer (row, MODERATION_ANSWER_DAYS);
  terms->appeal_days = jl_record_get_integer (row, MODERATION_APPEAL_DAYS);
  terms->decide_days = jl_record_get_integer (row, MODERATION_DECIDE_DAYS);
  if (!jl_rule_read (&terms->rule, row, error) || !jl_code_check (code, "code", error))
    return FALSE;
  return jl_rule_index_add (rules->moderation, code, g_steal_pointer (&terms), error);
}

const JlRuleReader jl_moderation_reader = {
  .name = "moderation",
  .row = &moderation_table,
  .create = moderation_create,
  .take = moderation_take,
};

/**
 * jl_rules_get_moderation_terms:
 * @self: the rules
 * @code: a reason
 * @on: a day
 * @error: INVALID, field `reason`
 *
 * Returns: (transfer none): the terms of the reason, %NULL if there is none that holds on @on
 */
const JlModerationTerms *
jl_rules_get_moderation_terms (const JlRules *self, const char *code, JlDate on, GError **error)
{
  const JlModerationTerms *terms = jl_rule_index_find (self->moderation, code, on);

  if (terms == NULL)
    jl_set_error_field (error, JL_ERROR_INVALID, "reason", _ ("There is no reason “%s”"), code);
  return terms;
}

/**
 * jl_rules_list_moderation_terms:
 * @self: the rules
 *
 * Returns: (transfer none) (element-type JlModerationTerms): all reasons in the order of the file,
 * those that hold no longer or not yet too
 */
const GPtrArray *
jl_rules_list_moderation_terms (const JlRules *self)
{
  return jl_rule_index_get_all (self->moderation);
}
