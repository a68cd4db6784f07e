// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-rule.h"

G_BEGIN_DECLS

/*
 * For what something may be reported and hidden, and in what time that is decided: moderation.json.
 */

/**
 * JlModerationTerms:
 * @code: stable name of the reason
 * @needs_account: whether only somebody with an account may report it: who claims a right must be
 *   known (电子商务法 art 42)
 * @needs_text: whether a report must say more
 * @answer_days: within how many days a report is decided
 * @appeal_days: how long after it was hidden an appeal can be made
 * @decide_days: within how many days an appeal is decided
 */
typedef struct {
  JlRule rule;
  const char *code;
  JlNames name;
  JlNames description;
  gboolean needs_account;
  gboolean needs_text;
  guint answer_days;
  guint appeal_days;
  guint decide_days;
} JlModerationTerms;

G_END_DECLS
