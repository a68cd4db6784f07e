// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-application.h"
#include "jl-workspace.h"

G_BEGIN_DECLS

#define JL_TYPE_WINDOW (jl_window_get_type ())
G_DECLARE_FINAL_TYPE (JlWindow, jl_window, JL, WINDOW, AdwApplicationWindow)

JlWindow *jl_window_new (JlApplication *application, const char *server);
JlWindow *jl_window_new_like (JlApplication *application, JlWindow *other);

JlWorkspace *jl_window_get_workspace (JlWindow *self);
void jl_window_show_toast (JlWindow *self, const char *text);
void jl_window_show_retry_toast (JlWindow *self, const char *text, const char *action);
void jl_window_show_item (JlWindow *self, const char *id);
void jl_window_show_form (JlWindow *self, GtkWidget *form, const char *title);
void jl_window_close_form (JlWindow *self);

G_END_DECLS
