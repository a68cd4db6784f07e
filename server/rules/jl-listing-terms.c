// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-listing-terms.h"

#include "jl-kind-terms.h"
#include "jl-rules-private.h"

enum {
  LISTING_KIND = JL_RULE_N_FIELDS,
  LISTING_LISTING_DAYS,
  LISTING_WANT_DAYS,
  LISTING_WANTS_PER_PERSON,
  LISTING_REMIND_HOURS,
  LISTING_N_FIELDS
};
static const JlField listing_fields[] = {
  JL_RULE_FIELDS,
  [LISTING_KIND] = JL_KIND_TERMS_FIELD,
  [LISTING_LISTING_DAYS] = JL_COUNT_FIELD ("listing_days", 1, 1000),
  [LISTING_WANT_DAYS] = JL_COUNT_FIELD ("want_days", 1, 1000),
  [LISTING_WANTS_PER_PERSON] = JL_COUNT_FIELD ("wants_per_person", 1, 100),
  [LISTING_REMIND_HOURS] = JL_COUNT_FIELD ("remind_hours", 1, 24 * 7),
};
JL_ASSERT_FIELDS (LISTING, listing_fields);
static const JlRecordTable listing_table =
    JL_RECORD_TABLE ("listing_terms", "JlListingTermsRow", listing_fields);

static void
listings_create (JlRules *rules)
{
  rules->listings = jl_rule_index_new (g_free);
}

static gboolean
listings_take (JlRules *rules, JlRecord *row, GError **error)
{
  JlListingTerms *terms = g_new0 (JlListingTerms, 1);

  terms->listing_days = jl_record_get_integer (row, LISTING_LISTING_DAYS);
  terms->want_days = jl_record_get_integer (row, LISTING_WANT_DAYS);
  terms->wants_per_person = jl_record_get_integer (row, LISTING_WANTS_PER_PERSON);
  terms->remind_hours = jl_record_get_integer (row, LISTING_REMIND_HOURS);
  return jl_kind_terms_add (rules->listings, row, LISTING_KIND, &terms->rule, error);
}

static gboolean
listings_finish (JlRules *rules, GError **error)
{
  return jl_kind_terms_check (rules->listings, error);
}

const JlRuleReader jl_listings_reader = {
  .name = "listings",
  .row = &listing_table,
  .create = listings_create,
  .take = listings_take,
  .finish = listings_finish,
};

/**
 * jl_rules_get_listing_terms:
 * @self: the rules
 * @kind: of the organisation that has the item
 * @on: a day
 *
 * Returns: (transfer none): how long its items are offered; before the first terms began, the
 * present general ones
 */
const JlListingTerms *
jl_rules_get_listing_terms (const JlRules *self, JlOrganisationKind kind, JlDate on)
{
  return jl_kind_terms_find (self->listings, kind, on);
}
