// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A table of the organisation's items, as the list shows them at the moment, saved as a file. */
#define JL_TYPE_EXPORT_DIALOG (jl_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JlExportDialog, jl_export_dialog, JL, EXPORT_DIALOG, AdwWindow)

GtkWidget *jl_export_dialog_new (GtkWindow *parent,
                                 JlWorkspace *workspace,
                                 const char *query,
                                 guint n_filters);

G_END_DECLS
