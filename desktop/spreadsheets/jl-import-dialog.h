// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * From a table to items: a file is chosen or dropped, its rows are checked by the service, the
 * person sees what would become of them, starts it, and saves what was refused.
 */
#define JL_TYPE_IMPORT_DIALOG (jl_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JlImportDialog, jl_import_dialog, JL, IMPORT_DIALOG, AdwWindow)

GtkWidget *jl_import_dialog_new (GtkWindow *parent, JlWorkspace *workspace);
void jl_import_dialog_read (JlImportDialog *self, GFile *file);

G_END_DECLS
