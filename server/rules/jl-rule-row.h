// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-rule.h"

G_BEGIN_DECLS

/*
 * How rows are described and found; for the files of this folder only.
 */

/* The first members of every row's field table. */
enum { JL_RULE_SOURCE, JL_RULE_CERTAINTY, JL_RULE_VALID_FROM, JL_RULE_VALID_TO, JL_RULE_N_FIELDS };
#define JL_RULE_FIELDS                                                                             \
  [JL_RULE_SOURCE] = { .name = "source",                                                           \
                       .type = JL_FIELD_TEXT,                                                      \
                       .min = 1,                                                                   \
                       .max = 200,                                                                 \
                       .flags = JL_FIELD_REQUIRED },                                               \
  [JL_RULE_CERTAINTY] = { .name = "certainty",                                                     \
                          .type = JL_FIELD_ENUM,                                                   \
                          .values = &jl_certainty_enum,                                            \
                          .flags = JL_FIELD_REQUIRED },                                            \
  [JL_RULE_VALID_FROM] = { .name = "valid_from",                                                   \
                           .type = JL_FIELD_DATE,                                                  \
                           .flags = JL_FIELD_REQUIRED },                                           \
  [JL_RULE_VALID_TO] = { .name = "valid_to",                                                       \
                         .type = JL_FIELD_DATE,                                                    \
                         .flags = JL_FIELD_REQUIRED | JL_FIELD_NULLABLE }

/* Codes are snake_case, grades capital letters and digits. */
#define JL_CODE_FIELD(name_, flags_)                                                               \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_TEXT, .min = 1, .max = 40, .flags = (flags_)                 \
  }
#define JL_NAMES_FIELD(name_, flags_)                                                              \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_RECORD, .record = &jl_names_table, .flags = (flags_)         \
  }

enum { JL_NAMES_ZH, JL_NAMES_EN, JL_NAMES_N_FIELDS };
extern const JlRecordTable jl_names_table;

JlNames jl_names_read (JlRecord *row, guint field);
gboolean jl_rule_read (JlRule *self, JlRecord *row, GError **error);
gboolean jl_rule_covers (const JlRule *self, const JlRule *other);

gboolean jl_code_check (const char *code, const char *field, GError **error);

/* Rows by code; several may share one when they hold at different times. */
typedef struct _JlRuleIndex JlRuleIndex;
JlRuleIndex *jl_rule_index_new (GDestroyNotify free_rule);
void jl_rule_index_free (JlRuleIndex *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlRuleIndex, jl_rule_index_free)
gboolean jl_rule_index_add (JlRuleIndex *self, const char *code, gpointer rule, GError **error);
gconstpointer jl_rule_index_find (const JlRuleIndex *self, const char *code, JlDate on);
gconstpointer jl_rule_index_find_any (const JlRuleIndex *self, const char *code);
const GPtrArray *jl_rule_index_get_all (const JlRuleIndex *self);

G_END_DECLS
