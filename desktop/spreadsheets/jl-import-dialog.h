// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * JlImportDialogKind:
 * @JL_IMPORT_ITEMS: goods of the own organisation
 * @JL_IMPORT_ORGANISATIONS: organisations that the own department looks after
 * @JL_IMPORT_ACCOUNTS: people, who are invited
 */
typedef enum {
  JL_IMPORT_ITEMS,
  JL_IMPORT_ORGANISATIONS,
  JL_IMPORT_ACCOUNTS,
} JlImportDialogKind;

/*
 * From a table to records: a file is chosen or dropped, its rows are checked by the service, the
 * person sees what would become of them, starts it, and saves what was refused.
 */
#define JL_TYPE_IMPORT_DIALOG (jl_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JlImportDialog, jl_import_dialog, JL, IMPORT_DIALOG, AdwWindow)

GtkWidget *
jl_import_dialog_new (GtkWindow *parent, JlWorkspace *workspace, JlImportDialogKind kind);
void jl_import_dialog_read (JlImportDialog *self, GFile *file);

G_END_DECLS
