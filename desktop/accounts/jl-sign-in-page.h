// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * Where somebody says which service they use and who they are. Signal `signed-in` (JlClient).
 */
#define JL_TYPE_SIGN_IN_PAGE (jl_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (JlSignInPage, jl_sign_in_page, JL, SIGN_IN_PAGE, AdwBin)

GtkWidget *jl_sign_in_page_new (void);
void jl_sign_in_page_prepare (JlSignInPage *self, const char *server, const char *username);
void jl_sign_in_page_resume (JlSignInPage *self);
void jl_sign_in_page_leave_off (JlSignInPage *self);
void jl_sign_in_page_show_message (JlSignInPage *self, const char *message);

G_END_DECLS
