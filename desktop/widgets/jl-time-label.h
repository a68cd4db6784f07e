// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

char *jl_time_text_dup_ago (gint64 time, gint64 now);
char *jl_time_text_dup_left (gint64 time, gint64 now);

/* A label that says how long ago, or how long still, and keeps saying so as time goes by. The exact
 * time is its tooltip. */
#define JL_TYPE_TIME_LABEL (jl_time_label_get_type ())
G_DECLARE_FINAL_TYPE (JlTimeLabel, jl_time_label, JL, TIME_LABEL, GtkWidget)

GtkWidget *jl_time_label_new (void);
void jl_time_label_set_past (JlTimeLabel *self, gint64 time);
void jl_time_label_set_future (JlTimeLabel *self, gint64 time);

G_END_DECLS
