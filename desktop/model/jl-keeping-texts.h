// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-keeping.h"

G_BEGIN_DECLS

/* What people read about keeping and deleting. */

const char *jl_keeping_text_get_record (const char *record);
char *jl_keeping_text_dup_rule (JlRecord *kept);
char *jl_keeping_text_dup_count (JlRecord *kept);
char *jl_keeping_text_dup_state (JlRecord *purge);
char *jl_keeping_text_dup_result (JlRecord *purge);

G_END_DECLS
