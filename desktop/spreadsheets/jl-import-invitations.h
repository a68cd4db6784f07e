// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * JlImportInvitationsDone:
 * @problem: (nullable): why nothing is shown
 * @user_data: as given
 */
typedef void (*JlImportInvitationsDone) (const char *problem, gpointer user_data);

/* The invitations that an import has made, one on each page. */
void jl_import_invitations_print (GtkWindow *parent,
                                  JlClient *client,
                                  JlRecord *import,
                                  JlImportInvitationsDone done,
                                  gpointer user_data);

G_END_DECLS
