// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-health.h"

G_BEGIN_DECLS

/* How the service is, in words. */
char *jl_health_text_dup_fact (JlHealthSubject subject, JlRecord *health);
const char *jl_health_text_get_advice (JlHealthSubject subject);
char *jl_health_text_dup_bytes (double bytes);

G_END_DECLS
