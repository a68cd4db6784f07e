// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-division-match.h"
#include "jl-import-headings.h"
#include "jl-import.h"

G_BEGIN_DECLS

/* jl-account-import.c */
JlImportOutcome jl_import_refuse (JlReply *reply, GError **error);
void jl_import_refuse_stray (const char *text, GError **error);

G_END_DECLS
