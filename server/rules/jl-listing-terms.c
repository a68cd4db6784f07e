// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-rules-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

enum {
  LISTING_KIND = JL_RULE_N_FIELDS,
  LISTING_LISTING_DAYS,
  LISTING_WANT_DAYS,
  LISTING_WANTS_PER_PERSON,
  LISTING_REMIND_HOURS,
  LISTING_N_FIELDS
};
#define COUNT_FIELD(name_, max_)                                                                   \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_INTEGER, .min = 1, .max = (max_), .flags = JL_FIELD_REQUIRED \
  }
static const JlField listing_fields[] = {
  JL_RULE_FIELDS,
  [LISTING_KIND] = { .name = "organisation_kind",
                     .type = JL_FIELD_ENUM,
                     .values = &jl_organisation_kind_enum },
  [LISTING_LISTING_DAYS] = COUNT_FIELD ("listing_days", 1000),
  [LISTING_WANT_DAYS] = COUNT_FIELD ("want_days", 1000),
  [LISTING_WANTS_PER_PERSON] = COUNT_FIELD ("wants_per_person", 100),
  [LISTING_REMIND_HOURS] = COUNT_FIELD ("remind_hours", 24 * 7),
};
JL_ASSERT_FIELDS (LISTING, listing_fields);
static const JlRecordTable listing_table =
    JL_RECORD_TABLE ("listing_terms", "JlListingTermsRow", listing_fields);

/* The row without a kind is for all kinds that have none of their own. */
#define ANY_KIND "*"

static void
listings_create (JlRules *rules)
{
  rules->listings = jl_rule_index_new (g_free);
}

static gboolean
listings_take (JlRules *rules, JlRecord *row, GError **error)
{
  JlListingTerms *terms = g_new0 (JlListingTerms, 1);
  const char *kind = ANY_KIND;

  if (jl_record_has (row, LISTING_KIND))
    kind = jl_enum_get_name (&jl_organisation_kind_enum, jl_record_get_integer (row, LISTING_KIND));
  terms->listing_days = jl_record_get_integer (row, LISTING_LISTING_DAYS);
  terms->want_days = jl_record_get_integer (row, LISTING_WANT_DAYS);
  terms->wants_per_person = jl_record_get_integer (row, LISTING_WANTS_PER_PERSON);
  terms->remind_hours = jl_record_get_integer (row, LISTING_REMIND_HOURS);
  if (!jl_rule_read (&terms->rule, row, error)) {
    g_free (terms);
    return FALSE;
  }
  return jl_rule_index_add (rules->listings, kind, terms, error);
}

/* There must always be an answer. */
static gboolean
listings_finish (JlRules *rules, GError **error)
{
  const JlListingTerms *terms = jl_rule_index_find (rules->listings, ANY_KIND, JL_DATE_MAX);

  if (terms == NULL)
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "rows",
                        _ ("there must be a row without organisation_kind and without an end"));
  return terms != NULL;
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
  const char *name = jl_enum_get_name (&jl_organisation_kind_enum, kind);
  const JlListingTerms *terms = jl_rule_index_find (self->listings, name, on);

  if (terms == NULL)
    terms = jl_rule_index_find (self->listings, ANY_KIND, on);
  return terms != NULL ? terms : jl_rule_index_find (self->listings, ANY_KIND, JL_DATE_MAX);
}
