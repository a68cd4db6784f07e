// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-pin-terms.h"

#include "jl-kind-terms.h"
#include "jl-rules-private.h"

enum { PIN_KIND = JL_RULE_N_FIELDS, PIN_DAYS, PIN_TRIES, PIN_SESSION_HOURS, PIN_N_FIELDS };
static const JlField pin_fields[] = {
  JL_RULE_FIELDS,
  [PIN_KIND] = JL_KIND_TERMS_FIELD,
  [PIN_DAYS] = JL_COUNT_FIELD ("days", 1, 366),
  [PIN_TRIES] = JL_COUNT_FIELD ("tries", 3, 20),
  [PIN_SESSION_HOURS] = JL_COUNT_FIELD ("session_hours", 1, 24),
};
JL_ASSERT_FIELDS (PIN, pin_fields);
static const JlRecordTable pin_table = JL_RECORD_TABLE ("pin_terms", "JlPinTermsRow", pin_fields);

static void
pins_create (JlRules *rules)
{
  rules->pins = jl_rule_index_new (g_free);
}

static gboolean
pins_take (JlRules *rules, JlRecord *row, GError **error)
{
  JlPinTerms *terms = g_new0 (JlPinTerms, 1);

  terms->days = jl_record_get_integer (row, PIN_DAYS);
  terms->tries = jl_record_get_integer (row, PIN_TRIES);
  terms->session_hours = jl_record_get_integer (row, PIN_SESSION_HOURS);
  return jl_kind_terms_add (rules->pins, row, PIN_KIND, &terms->rule, error);
}

static gboolean
pins_finish (JlRules *rules, GError **error)
{
  return jl_kind_terms_check (rules->pins, error);
}

const JlRuleReader jl_pins_reader = {
  .name = "pins",
  .row = &pin_table,
  .create = pins_create,
  .take = pins_take,
  .finish = pins_finish,
};

/**
 * jl_rules_get_pin_terms:
 * @self: the rules
 * @kind: of the organisation that somebody works for
 * @on: a day
 *
 * Returns: (transfer none): how its staff use PINs; before the first terms began, the
 * present general ones
 */
const JlPinTerms *
jl_rules_get_pin_terms (const JlRules *self, JlOrganisationKind kind, JlDate on)
{
  return jl_kind_terms_find (self->pins, kind, on);
}
