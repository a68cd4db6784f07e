// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-date.h"
#include "jl-rule-overview.h"

G_BEGIN_DECLS

/*
 * What every row of the rule files has: where it comes from, how certain that is, and when it
 * holds.
 */

/* A text for people in both languages; borrowed from the rules. */
typedef struct {
  const char *zh; /* NULL: there is none */
  const char *en;
} JlNames;

const char *jl_names_get (const JlNames *self, const char *language);

/**
 * JlRule:
 * @source: short citation
 * @valid_from: the first day on which the row holds
 * @valid_to: the last day, %JL_DATE_MAX if it has no end
 *
 * Begins every typed row, and lives as long as its #JlRules.
 */
typedef struct {
  const char *source;
  JlCertainty certainty;
  JlDate valid_from;
  JlDate valid_to;
} JlRule;

gboolean jl_rule_holds (const JlRule *self, JlDate on);

G_END_DECLS
