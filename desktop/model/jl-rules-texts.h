// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-rule-overview.h"

G_BEGIN_DECLS

/* The rules in words: a file (jl_rules_file_table), and one of its rows (jl_rule_overview_table).
 */
const char *jl_rules_text_get_title (const char *name);
char *jl_rules_text_dup_summary (JlRecord *file);
char *jl_rule_text_dup_title (JlRecord *rule);
char *jl_rule_text_dup_summary (JlRecord *rule);
char *jl_rule_text_dup_content (JlRecord *rule);

G_END_DECLS
