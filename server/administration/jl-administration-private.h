// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-administration.h"

G_BEGIN_DECLS

JlResponse *jl_health_get (JlRequest *request, GError **error);
JlResponse *jl_rules_list (JlRequest *request, GError **error);
JlResponse *jl_rules_list_rows (JlRequest *request, GError **error);
JlResponse *jl_supervised_organisations_list (JlRequest *request, GError **error);

G_END_DECLS
