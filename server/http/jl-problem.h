// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-error.h"

G_BEGIN_DECLS

#define JL_PROBLEM_TYPE "application/problem+json"

guint jl_problem_get_status (const GError *error);
char *jl_problem_to_json (const GError *error, guint status);

G_END_DECLS
