// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-route.h"

G_BEGIN_DECLS

GBytes *jl_openapi_build (const JlCapability *const *capabilities, const char *public_url);

G_END_DECLS
