// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-account.h"
#include "jl-action.h"
#include "jl-item.h"
#include "jl-moderation.h"

G_BEGIN_DECLS

/**
 * JlModerationStep:
 * @JL_MODERATION_HIDE: takes what a report, or an item, is about from view
 * @JL_MODERATION_DISMISS: answers a report: it stays
 * @JL_MODERATION_APPEAL: objects to a hiding
 * @JL_MODERATION_UPHOLD: rejects an appeal
 * @JL_MODERATION_LIFT: shows something again
 *
 * What somebody does with reports and hidings. Each says why.
 */
typedef enum {
  JL_MODERATION_HIDE,
  JL_MODERATION_DISMISS,
  JL_MODERATION_APPEAL,
  JL_MODERATION_UPHOLD,
  JL_MODERATION_LIFT,
} JlModerationStep;

JlRecord *jl_moderation_report_from_item (JlRecord *item);

JlAction *jl_moderation_action_list_reasons (void);
JlAction *jl_moderation_action_new (JlModerationStep step,
                                    JlRecord *record,
                                    const char *reason,
                                    const char *text);

G_END_DECLS
