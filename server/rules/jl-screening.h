// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-category.h"

G_BEGIN_DECLS

/*
 * Goods that may not be traded, or only after somebody looked: prohibited.json.
 */

typedef enum { JL_SCREENING_BLOCK, JL_SCREENING_REVIEW } JlScreeningLevel;
extern const JlEnum jl_screening_level_enum;

typedef struct {
  JlRule rule;
  const char *code;
  JlScreeningLevel level;
  JlNames name;
  JlNames reason;
} JlProhibition;

/**
 * JlScreeningHit:
 * @field: `title`, `description` or `category`
 * @word: (nullable): what was found; %NULL: the category itself
 */
typedef struct {
  const JlProhibition *prohibition;
  const char *field;
  const char *word;
} JlScreeningHit;

G_END_DECLS
