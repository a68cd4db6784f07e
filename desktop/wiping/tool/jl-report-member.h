// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Members of the tool's reports. */
void jl_report_add_text (JsonBuilder *builder, const char *name, const char *value);
void jl_report_add_integer (JsonBuilder *builder, const char *name, guint64 value);

G_END_DECLS
