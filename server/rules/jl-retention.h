// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-rule.h"

G_BEGIN_DECLS

/*
 * How long records are kept: retention.json.
 */

typedef enum {
  JL_RETENTION_CREATION,
  JL_RETENTION_LAST_CHANGE,
  JL_RETENTION_END,         /* sold, settled, withdrawn, signed out: it is over */
  JL_RETENTION_END_OF_ITEM, /* of the item it belongs to */
  JL_RETENTION_END_OF_YEAR, /* in which it was made */
} JlRetentionStart;
extern const JlEnum jl_retention_start_enum;

typedef enum {
  JL_RETENTION_DELETE,
  JL_RETENTION_ANONYMISE,
  JL_RETENTION_ERASE_BODY, /* of a journal entry; the chain stays */
  JL_RETENTION_KEEP,       /* after the period somebody decides */
} JlRetentionAction;
extern const JlEnum jl_retention_action_enum;

/**
 * JlRetention:
 * @months: with @days, how long at least
 */
typedef struct {
  JlRule rule;
  const char *record;
  guint months;
  guint days;
  JlRetentionStart counted_from;
  JlRetentionAction then;
  JlNames source; /* the rule's, for readers of both languages */
} JlRetention;

JlDate jl_retention_get_end (const JlRetention *self, JlDate start);
JlDate jl_retention_get_last_start (const JlRetention *self, JlDate today);

G_END_DECLS
