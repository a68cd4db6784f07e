// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-division.h"
#include "jl-form-field.h"

G_BEGIN_DECLS

/* Fields in which a place of the city is chosen: a community, or a district as a whole. */
JlFormField *jl_community_field_new (const char *path, const JlDivisions *divisions);
JlFormField *jl_district_field_new (const char *path, const JlDivisions *divisions);

G_END_DECLS
