// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-moderation-row.h"
#include "jl-moderation.h"

G_BEGIN_DECLS

/**
 * JlModerationView: who looks, and in what words
 * @reasons: (element-type JlRecord): of jl_report_reason_table
 * @decides: an administrator
 * @appeals: a manager
 */
typedef struct {
  GPtrArray *reasons; /* owned */
  gboolean decides;
  gboolean appeals;
} JlModerationView;

void jl_report_row_fill (JlModerationRow *row, JlRecord *report, gpointer view);
void jl_hiding_row_fill (JlModerationRow *row, JlRecord *hiding, gpointer view);
void jl_log_row_fill (JlModerationRow *row, JlRecord *entry, gpointer view);

G_END_DECLS
