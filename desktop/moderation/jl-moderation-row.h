// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A record in some lines: a title with its state, texts under small headings, and what can be done.
 * It is filled again whenever the record changes. */
#define JL_TYPE_MODERATION_ROW (jl_moderation_row_get_type ())
G_DECLARE_FINAL_TYPE (JlModerationRow, jl_moderation_row, JL, MODERATION_ROW, GtkListBoxRow)

typedef void (*JlModerationFill) (JlModerationRow *self, JlRecord *record, gpointer owner);

GtkWidget *jl_moderation_row_new (JlRecord *record, JlModerationFill fill, gpointer owner);
void jl_moderation_row_set_heading (JlModerationRow *self,
                                    const char *title,
                                    const char *icon,
                                    const char *state);
void jl_moderation_row_add_text (JlModerationRow *self, const char *heading, const char *text);
void jl_moderation_row_add_time (JlModerationRow *self,
                                 const char *heading,
                                 gint64 time,
                                 gboolean is_future);
void jl_moderation_row_add_button (JlModerationRow *self,
                                   const char *label,
                                   const char *action,
                                   const char *target);

G_END_DECLS
