// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-account.h"
#include "jl-rule-row.h"

G_BEGIN_DECLS

/*
 * Terms that may differ by the kind of organisation; for the files of this folder only.
 */

/* Members of such a row's field table. */
#define JL_KIND_TERMS_FIELD                                                                        \
  {                                                                                                \
    .name = "organisation_kind", .type = JL_FIELD_ENUM, .values = &jl_organisation_kind_enum       \
  }
#define JL_COUNT_FIELD(name_, min_, max_)                                                          \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_INTEGER, .min = (min_), .max = (max_),                       \
    .flags = JL_FIELD_REQUIRED                                                                     \
  }

gboolean jl_kind_terms_add (
    JlRuleIndex *index, JlRecord *row, guint kind_field, JlRule *terms, GError **error);
gboolean jl_kind_terms_check (const JlRuleIndex *index, GError **error);
gconstpointer jl_kind_terms_find (const JlRuleIndex *index, JlOrganisationKind kind, JlDate on);

G_END_DECLS
