// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-kind-terms.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

/* The row without a kind is for all kinds that have none of their own. */
#define ANY_KIND "*"

/**
 * jl_kind_terms_add:
 * @index: terms by kind of organisation
 * @row: what @terms were read from
 * @kind_field: where it may name a kind: #JL_KIND_TERMS_FIELD
 * @terms: (transfer full): allocated with g_new(); their rule is read here
 * @error: return location for an error
 *
 * Returns: whether the row is right and overlaps no other
 */
gboolean
jl_kind_terms_add (
    JlRuleIndex *index, JlRecord *row, guint kind_field, JlRule *terms, GError **error)
{
  const char *kind = ANY_KIND;

  if (jl_record_has (row, kind_field))
    kind = jl_enum_get_name (&jl_organisation_kind_enum, jl_record_get_integer (row, kind_field));
  if (!jl_rule_read (terms, row, error)) {
    g_free (terms);
    return FALSE;
  }
  return jl_rule_index_add (index, kind, terms, error);
}

/**
 * jl_kind_terms_check:
 * @index: terms by kind of organisation
 * @error: return location for an error
 *
 * Returns: whether there will always be an answer
 */
gboolean
jl_kind_terms_check (const JlRuleIndex *index, GError **error)
{
  if (jl_rule_index_find (index, ANY_KIND, JL_DATE_MAX) != NULL)
    return TRUE;
  jl_set_error_field (error,
                      JL_ERROR_INVALID,
                      "rows",
                      _ ("there must be a row without organisation_kind and without an end"));
  return FALSE;
}

/**
 * jl_kind_terms_find:
 * @index: terms by kind of organisation that jl_kind_terms_check() found complete
 * @kind: of an organisation
 * @on: a day
 *
 * Returns: (transfer none): the kind's own terms, else those for all; before the first terms began,
 * the present ones for all
 */
gconstpointer
jl_kind_terms_find (const JlRuleIndex *index, JlOrganisationKind kind, JlDate on)
{
  const char *name = jl_enum_get_name (&jl_organisation_kind_enum, kind);
  gconstpointer terms = jl_rule_index_find (index, name, on);

  if (terms == NULL)
    terms = jl_rule_index_find (index, ANY_KIND, on);
  return terms != NULL ? terms : jl_rule_index_find (index, ANY_KIND, JL_DATE_MAX);
}
