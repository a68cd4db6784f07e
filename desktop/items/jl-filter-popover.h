// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-item-filter.h"
#include "jl-workspace.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Where a list of items is narrowed down. Signal `changed`. */
#define JL_TYPE_FILTER_POPOVER (jl_filter_popover_get_type ())
G_DECLARE_FINAL_TYPE (JlFilterPopover, jl_filter_popover, JL, FILTER_POPOVER, GtkPopover)

GtkWidget *jl_filter_popover_new (JlWorkspace *workspace);
void jl_filter_popover_apply (JlFilterPopover *self, JlItemFilter *filter);
void jl_filter_popover_set_sort (JlFilterPopover *self, const char *sort);
void jl_filter_popover_reset (JlFilterPopover *self);

G_END_DECLS
