// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-category.h"

G_BEGIN_DECLS

/*
 * How long appliances are safe: safe-use-years.json.
 */

typedef enum {
  JL_SAFE_USE_UNLIMITED, /* no standard sets a limit */
  JL_SAFE_USE_UNKNOWN,   /* there is a limit, but the attributes do not tell the age */
  JL_SAFE_USE_WITHIN,
  JL_SAFE_USE_OVER,
} JlSafeUseState;

/**
 * JlSafeUseLimit:
 * @blocks: too old may not be published; otherwise it is only said
 * @attribute: (nullable): the limit is for goods whose attribute has @value
 */
typedef struct {
  JlRule rule;
  const char *category;
  guint years;
  gboolean blocks;
  const char *attribute;
  const char *value;
} JlSafeUseLimit;

/**
 * JlSafeUse:
 * @ends: the last day of safe use, %JL_DATE_NONE if there is none
 * @limit: (nullable): what was applied
 */
typedef struct {
  JlSafeUseState state;
  JlDate ends;
  const JlSafeUseLimit *limit;
} JlSafeUse;

G_END_DECLS
