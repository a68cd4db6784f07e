// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-request.h"
#include "jl-command.h"
#include "jl-sheet-writer.h"
#include "jl-spreadsheet.h"

G_BEGIN_DECLS

/*
 * Tables that are made for somebody to fetch: by a request's prepare step, in a file of its own,
 * because that may take longer than anybody else should wait.
 */

/**
 * JlExportWrite:
 * @request: who asks, and for what
 * @writer: takes the rows
 * @error: return location
 *
 * Returns: %FALSE with @error set
 */
typedef gboolean (*JlExportWrite) (JlRequest *request, JlSheetWriter *writer, GError **error);

GVariant *
jl_export_make (JlRequest *request, const char *name, JlExportWrite write, GError **error);
extern const JlCommand jl_export_create_command;

G_END_DECLS
