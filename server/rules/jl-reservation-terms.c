// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-reservation-terms.h"

#include "jl-kind-terms.h"
#include "jl-rules-private.h"

enum {
  RESERVATION_KIND = JL_RULE_N_FIELDS,
  RESERVATION_HOLD_HOURS,
  RESERVATION_EXTENSIONS,
  RESERVATION_EXTENSION_HOURS,
  RESERVATION_WAITING_PLACES,
  RESERVATION_OFFER_HOURS,
  RESERVATION_PER_PERSON,
  RESERVATION_N_FIELDS
};
static const JlField reservation_fields[] = {
  JL_RULE_FIELDS,
  [RESERVATION_KIND] = JL_KIND_TERMS_FIELD,
  [RESERVATION_HOLD_HOURS] = JL_COUNT_FIELD ("hold_hours", 1, 24 * 60),
  [RESERVATION_EXTENSIONS] = JL_COUNT_FIELD ("extensions", 0, 10),
  [RESERVATION_EXTENSION_HOURS] = JL_COUNT_FIELD ("extension_hours", 1, 24 * 60),
  [RESERVATION_WAITING_PLACES] = JL_COUNT_FIELD ("waiting_places", 0, 100),
  [RESERVATION_OFFER_HOURS] = JL_COUNT_FIELD ("offer_hours", 1, 24 * 30),
  [RESERVATION_PER_PERSON] = JL_COUNT_FIELD ("per_person", 1, 100),
};
JL_ASSERT_FIELDS (RESERVATION, reservation_fields);
static const JlRecordTable reservation_table =
    JL_RECORD_TABLE ("reservation_terms", "JlReservationTermsRow", reservation_fields);

static void
reservations_create (JlRules *rules)
{
  rules->reservations = jl_rule_index_new (g_free);
}

static gboolean
reservations_take (JlRules *rules, JlRecord *row, GError **error)
{
  JlReservationTerms *terms = g_new0 (JlReservationTerms, 1);

  terms->hold_hours = jl_record_get_integer (row, RESERVATION_HOLD_HOURS);
  terms->extensions = jl_record_get_integer (row, RESERVATION_EXTENSIONS);
  terms->extension_hours = jl_record_get_integer (row, RESERVATION_EXTENSION_HOURS);
  terms->waiting_places = jl_record_get_integer (row, RESERVATION_WAITING_PLACES);
  terms->offer_hours = jl_record_get_integer (row, RESERVATION_OFFER_HOURS);
  terms->per_person = jl_record_get_integer (row, RESERVATION_PER_PERSON);
  return jl_kind_terms_add (rules->reservations, row, RESERVATION_KIND, &terms->rule, error);
}

static gboolean
reservations_finish (JlRules *rules, GError **error)
{
  return jl_kind_terms_check (rules->reservations, error);
}

const JlRuleReader jl_reservations_reader = {
  .name = "reservations",
  .row = &reservation_table,
  .create = reservations_create,
  .take = reservations_take,
  .finish = reservations_finish,
};

/**
 * jl_rules_get_reservation_terms:
 * @self: the rules
 * @kind: of the organisation that has the item
 * @on: a day
 *
 * Returns: (transfer none): on what terms its items are reserved; before the first terms began,
 * the present general ones
 */
const JlReservationTerms *
jl_rules_get_reservation_terms (const JlRules *self, JlOrganisationKind kind, JlDate on)
{
  return jl_kind_terms_find (self->reservations, kind, on);
}
