// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-rules.h"

G_BEGIN_DECLS

JlDate jl_test_day (const char *text);
const JlRules *jl_test_rules_get (void);
const JlCategory *jl_test_category (const JlRules *rules, const char *code);
JsonObject *jl_test_object (const char *json);

G_END_DECLS
