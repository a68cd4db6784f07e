// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-rule.h"
#include "jl-rule-row.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

#define NAME_FIELD(name_)                                                                          \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_TEXT, .min = 1, .max = 200, .flags = JL_FIELD_REQUIRED       \
  }
static const JlField names_fields[] = {
  [JL_NAMES_ZH] = NAME_FIELD ("zh"),
  [JL_NAMES_EN] = NAME_FIELD ("en"),
};
JL_ASSERT_FIELDS (JL_NAMES, names_fields);
const JlRecordTable jl_names_table = JL_RECORD_TABLE ("names", "JlNamesRecord", names_fields);

/**
 * jl_names_get:
 * @self: a text in both languages
 * @language: `zh_CN` or any other language
 *
 * Returns: (transfer none) (nullable): the Chinese text for Chinese readers, else the English one
 */
const char *
jl_names_get (const JlNames *self, const char *language)
{
  return language != NULL && g_str_has_prefix (language, "zh") ? self->zh : self->en;
}

/**
 * jl_names_read:
 * @row: a row
 * @field: its member that is a record of %jl_names_table
 *
 * Returns: the texts, borrowed from @row; both %NULL if the member is absent
 */
JlNames
jl_names_read (JlRecord *row, guint field)
{
  JlRecord *names = jl_record_get_record (row, field);

  if (names == NULL)
    return (JlNames){ NULL, NULL };
  return (JlNames){
    .zh = jl_record_get_text (names, JL_NAMES_ZH),
    .en = jl_record_get_text (names, JL_NAMES_EN),
  };
}

/**
 * jl_rule_read:
 * @self: (out): where to put them
 * @row: a row whose table begins with %JL_RULE_FIELDS
 *
 * Reads what all rows have. Texts are borrowed from @row.
 *
 * Returns: %FALSE with INVALID if the row would never hold
 */
gboolean
jl_rule_read (JlRule *self, JlRecord *row, GError **error)
{
  self->source = jl_record_get_text (row, JL_RULE_SOURCE);
  self->certainty = jl_record_get_integer (row, JL_RULE_CERTAINTY);
  self->valid_from = jl_record_get_integer (row, JL_RULE_VALID_FROM);
  self->valid_to = jl_record_is_null (row, JL_RULE_VALID_TO)
                       ? JL_DATE_MAX
                       : (JlDate)jl_record_get_integer (row, JL_RULE_VALID_TO);
  if (self->valid_to < self->valid_from) {
    jl_set_error_field (error, JL_ERROR_INVALID, "valid_to", _ ("before valid_from"));
    return FALSE;
  }
  return TRUE;
}

/**
 * jl_rule_holds:
 * @self: a row
 * @on: a day
 *
 * Returns: whether the row holds on that day
 */
gboolean
jl_rule_holds (const JlRule *self, JlDate on)
{
  return self->valid_from <= on && on <= self->valid_to;
}

/**
 * jl_rule_covers:
 * @self: a row
 * @other: a row that refers to @self
 *
 * Returns: whether @self holds on every day on which @other does
 */
gboolean
jl_rule_covers (const JlRule *self, const JlRule *other)
{
  return self->valid_from <= other->valid_from && other->valid_to <= self->valid_to;
}

/**
 * jl_code_check:
 * @code: a code from a row
 * @field: the member it stands in
 *
 * Codes are part of the API and of stored data: letters, digits and `_` only, a letter first.
 *
 * Returns: %FALSE with INVALID for anything else
 */
gboolean
jl_code_check (const char *code, const char *field, GError **error)
{
  gboolean good = g_ascii_isalpha (code[0]);

  for (const char *p = code; *p != '\0' && good; p++)
    good = g_ascii_isalnum (*p) || *p == '_';
  if (!good)
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        field,
                        _ ("“%s” is no code: letters, digits and _ only, a letter first"),
                        code);
  return good;
}

struct _JlRuleIndex {
  GPtrArray *all;      /* owned, (element-type JlRule): owned, in the order of the file */
  GHashTable *by_code; /* owned, code (borrowed) -> GPtrArray of JlRule (borrowed) */
};

/**
 * jl_rule_index_new:
 * @free_rule: frees one row
 *
 * Returns: (transfer full): an empty index, which owns the rows it is given
 */
JlRuleIndex *
jl_rule_index_new (GDestroyNotify free_rule)
{
  JlRuleIndex *self = g_new0 (JlRuleIndex, 1);

  self->all = g_ptr_array_new_with_free_func (free_rule);
  self->by_code =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
  return self;
}

/**
 * jl_rule_index_free:
 * @self: (transfer full): an index
 */
void
jl_rule_index_free (JlRuleIndex *self)
{
  g_hash_table_unref (self->by_code);
  g_ptr_array_unref (self->all);
  g_free (self);
}

/**
 * jl_rule_index_add:
 * @self: an index
 * @code: the row's code; borrowed, must live as long as the row
 * @rule: (transfer full): a row that begins with a #JlRule
 *
 * Takes @rule also when it fails.
 *
 * Returns: %FALSE with INVALID if a row with that code holds at the same time
 */
gboolean
jl_rule_index_add (JlRuleIndex *self, const char *code, gpointer rule, GError **error)
{
  GPtrArray *same = g_hash_table_lookup (self->by_code, code);
  const JlRule *added = rule;

  g_ptr_array_add (self->all, rule);
  if (same == NULL) {
    same = g_ptr_array_new ();
    g_hash_table_insert (self->by_code, (gpointer)code, same);
  }
  for (guint i = 0; i < same->len; i++) {
    const JlRule *other = same->pdata[i];

    if (added->valid_from <= other->valid_to && other->valid_from <= added->valid_to) {
      jl_set_error_field (
          error, JL_ERROR_INVALID, NULL, _ ("another row for “%s” holds at the same time"), code);
      return FALSE;
    }
  }
  g_ptr_array_add (same, rule);
  return TRUE;
}

/**
 * jl_rule_index_find:
 * @self: an index
 * @code: a code
 * @on: a day
 *
 * Returns: (transfer none) (nullable): the row with that code that holds on that day
 */
gconstpointer
jl_rule_index_find (const JlRuleIndex *self, const char *code, JlDate on)
{
  GPtrArray *same = g_hash_table_lookup (self->by_code, code);

  for (guint i = 0; same != NULL && i < same->len; i++) {
    if (jl_rule_holds (same->pdata[i], on))
      return same->pdata[i];
  }
  return NULL;
}

/**
 * jl_rule_index_find_any:
 * @self: an index
 * @code: a code
 *
 * Returns: (transfer none) (nullable): the first row with that code, whenever it holds
 */
gconstpointer
jl_rule_index_find_any (const JlRuleIndex *self, const char *code)
{
  GPtrArray *same = g_hash_table_lookup (self->by_code, code);

  return same != NULL && same->len > 0 ? same->pdata[0] : NULL;
}

/**
 * jl_rule_index_get_all:
 * @self: an index
 *
 * Returns: (transfer none) (element-type JlRule): all rows in the order of their file
 */
const GPtrArray *
jl_rule_index_get_all (const JlRuleIndex *self)
{
  return self->all;
}
