// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-remote-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * Shows one of four: that something is being loaded, that there is nothing (and what to do about
 * it), that it could not be read (and a button to try again), or the content, its child.
 */
#define JL_TYPE_PAGE_STATE (jl_page_state_get_type ())
G_DECLARE_FINAL_TYPE (JlPageState, jl_page_state, JL, PAGE_STATE, AdwBin)

void jl_page_state_set_list (JlPageState *self, JlRemoteList *list);
void jl_page_state_set_content (JlPageState *self, GtkWidget *content);
void jl_page_state_show (JlPageState *self, JlListState state, const GError *error);
void jl_page_state_set_empty (JlPageState *self,
                              const char *icon,
                              const char *title,
                              const char *description,
                              const char *button,
                              const char *action);

G_END_DECLS
