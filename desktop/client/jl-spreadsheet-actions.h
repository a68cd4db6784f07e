// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-action.h"
#include "jl-spreadsheet.h"

G_BEGIN_DECLS

/* What is done with tables. */

JlAction *jl_import_action_send (const char *kind, const char *name, int encoding);
JlAction *jl_import_action_get (JlRecord *import);
JlAction *jl_import_action_list_rows (JlRecord *import, const char *cursor);
JlAction *jl_import_action_start (JlRecord *import);
JlAction *jl_import_action_cancel (JlRecord *import);
JlAction *jl_import_action_get_report (JlRecord *import);

JlAction *jl_export_action_make (const char *query, JlRecord *order);
JlAction *jl_export_action_fetch (JlRecord *made);

G_END_DECLS
