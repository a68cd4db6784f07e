// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-rules-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

typedef enum { EFFECT_WARN, EFFECT_BLOCK } Effect;
static const JlEnum effect_enum = {
  .names = (const char *const[]){ "warn", "block", NULL },
  .labels = (const char *const[]){ N_ ("warns"), N_ ("blocks"), NULL },
};

enum { WHEN_ATTRIBUTE, WHEN_VALUE, WHEN_N_FIELDS };
static const JlField when_fields[] = {
  [WHEN_ATTRIBUTE] = JL_CODE_FIELD ("attribute", JL_FIELD_REQUIRED),
  [WHEN_VALUE] = JL_CODE_FIELD ("value", JL_FIELD_REQUIRED),
};
JL_ASSERT_FIELDS (WHEN, when_fields);
static const JlRecordTable when_table = JL_RECORD_TABLE ("when", "JlWhenRow", when_fields);

enum { LIMIT_CATEGORY = JL_RULE_N_FIELDS, LIMIT_YEARS, LIMIT_EFFECT, LIMIT_WHEN, LIMIT_N_FIELDS };
static const JlField limit_fields[] = {
  JL_RULE_FIELDS,
  [LIMIT_CATEGORY] = JL_CODE_FIELD ("category", JL_FIELD_REQUIRED),
  [LIMIT_YEARS] = { .name = "years",
                    .type = JL_FIELD_INTEGER,
                    .min = 1,
                    .max = 50,
                    .flags = JL_FIELD_REQUIRED },
  [LIMIT_EFFECT] = { .name = "effect",
                     .type = JL_FIELD_ENUM,
                     .values = &effect_enum,
                     .flags = JL_FIELD_REQUIRED },
  [LIMIT_WHEN] = { .name = "when", .type = JL_FIELD_RECORD, .record = &when_table },
};
JL_ASSERT_FIELDS (LIMIT, limit_fields);
static const JlRecordTable limit_table = JL_RECORD_TABLE ("limit", "JlLimitRow", limit_fields);

typedef struct {
  JlSafeUseLimit limit;
  char *key; /* owned: what makes it another limit for the index */
} LimitRule;

static void
limit_free (gpointer data)
{
  LimitRule *rule = data;

  g_free (rule->key);
  g_free (rule);
}

static void
safe_use_create (JlRules *rules)
{
  rules->safe_use = jl_rule_index_new (limit_free);
}

static gboolean
check_when (const JlCategory *category, const char *name, const char *value, GError **error)
{
  const JlAttribute *attribute = jl_category_find_attribute (category, name);

  if (attribute == NULL || attribute->type != JL_ATTRIBUTE_ENUM) {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "when.attribute",
                        _ ("“%s” has no choice “%s”"),
                        category->code,
                        name);
    return FALSE;
  }
  for (guint i = 0; i < attribute->n_values; i++) {
    if (g_str_equal (attribute->values[i].code, value))
      return TRUE;
  }
  jl_set_error_field (
      error, JL_ERROR_INVALID, "when.value", _ ("“%s” cannot be “%s”"), name, value);
  return FALSE;
}

/* A limit is of no use for goods whose day of purchase nobody asks for. */
static const JlCategory *
find_category (JlRules *rules, const char *code, GError **error)
{
  const JlCategory *category = jl_rule_index_find_any (rules->categories, code);

  if (category != NULL && jl_category_find_attribute (category, "purchase_date") != NULL)
    return category;
  jl_set_error_field (error,
                      JL_ERROR_INVALID,
                      "category",
                      _ ("there is no category “%s” with a purchase_date"),
                      code);
  return NULL;
}

static gboolean
read_limit (JlRules *rules, LimitRule *rule, JlRecord *row, GError **error)
{
  JlSafeUseLimit *limit = &rule->limit;
  JlRecord *when = jl_record_get_record (row, LIMIT_WHEN);
  const JlCategory *category;

  limit->category = jl_record_get_text (row, LIMIT_CATEGORY);
  limit->years = jl_record_get_integer (row, LIMIT_YEARS);
  limit->blocks = jl_record_get_integer (row, LIMIT_EFFECT) == EFFECT_BLOCK;
  category = find_category (rules, limit->category, error);
  if (category == NULL || !jl_rule_read (&limit->rule, row, error))
    return FALSE;
  if (when == NULL) {
    rule->key = g_strdup (limit->category);
    return TRUE;
  }
  limit->attribute = jl_record_get_text (when, WHEN_ATTRIBUTE);
  limit->value = jl_record_get_text (when, WHEN_VALUE);
  rule->key = g_strjoin ("/", limit->category, limit->attribute, limit->value, NULL);
  return check_when (category, limit->attribute, limit->value, error);
}

static gboolean
safe_use_take (JlRules *rules, JlRecord *row, GError **error)
{
  LimitRule *rule = g_new0 (LimitRule, 1);

  if (!read_limit (rules, rule, row, error)) {
    limit_free (rule);
    return FALSE;
  }
  return jl_rule_index_add (rules->safe_use, rule->key, rule, error);
}

const JlRuleReader jl_safe_use_reader = {
  .name = "safe-use-years",
  .row = &limit_table,
  .create = safe_use_create,
  .take = safe_use_take,
};

static const char *
get_text (JsonObject *attributes, const char *name)
{
  return attributes != NULL ? json_object_get_string_member_with_default (attributes, name, NULL)
                            : NULL;
}

/* Sets @limited if there is any limit for the category, also one for another kind of it. */
static const JlSafeUseLimit *
find_limit (const JlRules *self,
            const JlCategory *category,
            JsonObject *attributes,
            JlDate on,
            gboolean *limited)
{
  const GPtrArray *all = jl_rule_index_get_all (self->safe_use);

  *limited = FALSE;
  for (guint i = 0; i < all->len; i++) {
    const JlSafeUseLimit *limit = all->pdata[i];

    if (!g_str_equal (limit->category, category->code) || !jl_rule_holds (&limit->rule, on))
      continue;
    *limited = TRUE;
    if (limit->attribute == NULL ||
        g_strcmp0 (get_text (attributes, limit->attribute), limit->value) == 0)
      return limit;
  }
  return NULL;
}

/**
 * jl_rules_get_safe_use:
 * @self: the rules
 * @category: an item's category
 * @attributes: (nullable): its checked attributes; `purchase_date` and `unauthorised_repair` count
 * @on: today
 *
 * Whether an appliance is too old. Years run continuously from the day of purchase, and end at once
 * when somebody repaired it whom the maker had not authorised (T/CHEAA 0011).
 *
 * Returns: the state, the last day of safe use, and the limit that was applied
 */
JlSafeUse
jl_rules_get_safe_use (const JlRules *self,
                       const JlCategory *category,
                       JsonObject *attributes,
                       JlDate on)
{
  JlSafeUse result = { JL_SAFE_USE_UNLIMITED, JL_DATE_NONE, NULL };
  gboolean limited;
  const char *purchase_date = get_text (attributes, "purchase_date");
  JlDate bought;

  result.limit = find_limit (self, category, attributes, on, &limited);
  if (result.limit == NULL) {
    result.state = limited ? JL_SAFE_USE_UNKNOWN : JL_SAFE_USE_UNLIMITED;
    return result;
  }
  if (attributes != NULL &&
      json_object_get_boolean_member_with_default (attributes, "unauthorised_repair", FALSE)) {
    result.state = JL_SAFE_USE_OVER;
    return result;
  }
  if (purchase_date == NULL || !jl_date_from_text (purchase_date, &bought, NULL)) {
    result.state = JL_SAFE_USE_UNKNOWN;
    return result;
  }
  /* A period in years ends on the same day of the year (民法典 202). */
  result.ends = jl_date_add_months (bought, 12 * (int)result.limit->years);
  result.state = on > result.ends ? JL_SAFE_USE_OVER : JL_SAFE_USE_WITHIN;
  return result;
}
