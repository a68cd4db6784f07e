// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-division.h"

G_BEGIN_DECLS

const JlDivision *
jl_division_match (const JlDivisions *divisions, const char *text, JlDate on, GError **error);

G_END_DECLS
