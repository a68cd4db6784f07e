// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-rules-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

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
#define COUNT_FIELD(name_, min_, max_)                                                             \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_INTEGER, .min = (min_), .max = (max_),                       \
    .flags = JL_FIELD_REQUIRED                                                                     \
  }
static const JlField reservation_fields[] = {
  JL_RULE_FIELDS,
  [RESERVATION_KIND] = { .name = "organisation_kind",
                         .type = JL_FIELD_ENUM,
                         .values = &jl_organisation_kind_enum },
  [RESERVATION_HOLD_HOURS] = COUNT_FIELD ("hold_hours", 1, 24 * 60),
  [RESERVATION_EXTENSIONS] = COUNT_FIELD ("extensions", 0, 10),
  [RESERVATION_EXTENSION_HOURS] = COUNT_FIELD ("extension_hours", 1, 24 * 60),
  [RESERVATION_WAITING_PLACES] = COUNT_FIELD ("waiting_places", 0, 100),
  [RESERVATION_OFFER_HOURS] = COUNT_FIELD ("offer_hours", 1, 24 * 30),
  [RESERVATION_PER_PERSON] = COUNT_FIELD ("per_person", 1, 100),
};
JL_ASSERT_FIELDS (RESERVATION, reservation_fields);
static const JlRecordTable reservation_table =
    JL_RECORD_TABLE ("reservation_terms", "JlReservationTermsRow", reservation_fields);

/* The row without a kind is for all kinds that have none of their own. */
#define ANY_KIND "*"

static void
reservations_create (JlRules *rules)
{
  rules->reservations = jl_rule_index_new (g_free);
}

static gboolean
reservations_take (JlRules *rules, JlRecord *row, GError **error)
{
  JlReservationTerms *terms = g_new0 (JlReservationTerms, 1);
  const char *kind = ANY_KIND;

  if (jl_record_has (row, RESERVATION_KIND))
    kind = jl_enum_get_name (&jl_organisation_kind_enum,
                             jl_record_get_integer (row, RESERVATION_KIND));
  terms->hold_hours = jl_record_get_integer (row, RESERVATION_HOLD_HOURS);
  terms->extensions = jl_record_get_integer (row, RESERVATION_EXTENSIONS);
  terms->extension_hours = jl_record_get_integer (row, RESERVATION_EXTENSION_HOURS);
  terms->waiting_places = jl_record_get_integer (row, RESERVATION_WAITING_PLACES);
  terms->offer_hours = jl_record_get_integer (row, RESERVATION_OFFER_HOURS);
  terms->per_person = jl_record_get_integer (row, RESERVATION_PER_PERSON);
  if (!jl_rule_read (&terms->rule, row, error)) {
    g_free (terms);
    return FALSE;
  }
  return jl_rule_index_add (rules->reservations, kind, terms, error);
}

/* There must always be an answer. */
static gboolean
reservations_finish (JlRules *rules, GError **error)
{
  const JlReservationTerms *terms = jl_rule_index_find (rules->reservations, ANY_KIND, JL_DATE_MAX);

  if (terms == NULL)
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "rows",
                        _ ("there must be a row without organisation_kind and without an end"));
  return terms != NULL;
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
  const char *name = jl_enum_get_name (&jl_organisation_kind_enum, kind);
  const JlReservationTerms *terms = jl_rule_index_find (self->reservations, name, on);

  if (terms == NULL)
    terms = jl_rule_index_find (self->reservations, ANY_KIND, on);
  return terms != NULL ? terms : jl_rule_index_find (self->reservations, ANY_KIND, JL_DATE_MAX);
}
