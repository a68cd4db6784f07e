// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-division.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The city's districts and communities, from the table that is installed with the program. */
char *jl_places_get_data_dir (void);
JlDivisions *jl_places_load (GError **error);
GPtrArray *jl_places_list_districts (const JlDivisions *divisions);
GPtrArray *jl_places_list_communities (const JlDivisions *divisions, const char *district);
char *jl_places_dup_name (const JlDivisions *divisions, const char *code);

G_END_DECLS
