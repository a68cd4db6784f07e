// SPDX-License-Identifier: GPL-3.0-or-later
/* attributes.json: what an attribute means wherever it is asked for. */
#include "jl-rules-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

const JlEnum jl_attribute_type_enum = {
  .names =
      (const char *const[]){ "text", "integer", "boolean", "enum", "date", "identifier", NULL },
  .labels = (const char *const[]){ N_ ("text"),
                                   N_ ("number"),
                                   N_ ("yes or no"),
                                   N_ ("choice"),
                                   N_ ("date"),
                                   N_ ("identifier"),
                                   NULL },
};

const JlEnum jl_identifier_kind_enum = {
  .names = (const char *const[]){ "isbn", "imei", "ean", NULL },
  .labels = (const char *const[]){ "ISBN", "IMEI", N_ ("Barcode"), NULL },
};

enum { VALUE_CODE, VALUE_ZH, VALUE_EN, VALUE_N_FIELDS };
static const JlField value_fields[] = {
  [VALUE_CODE] = JL_CODE_FIELD ("code", JL_FIELD_REQUIRED),
  [VALUE_ZH] = { .name = "zh",
                 .type = JL_FIELD_TEXT,
                 .min = 1,
                 .max = 40,
                 .flags = JL_FIELD_REQUIRED },
  [VALUE_EN] = { .name = "en",
                 .type = JL_FIELD_TEXT,
                 .min = 1,
                 .max = 60,
                 .flags = JL_FIELD_REQUIRED },
};
JL_ASSERT_FIELDS (VALUE, value_fields);
static const JlRecordTable value_table = JL_RECORD_TABLE ("value", "JlValueRow", value_fields);

enum {
  ATTRIBUTE_NAME = JL_RULE_N_FIELDS,
  ATTRIBUTE_LABEL,
  ATTRIBUTE_TYPE,
  ATTRIBUTE_IDENTIFIER,
  ATTRIBUTE_MIN,
  ATTRIBUTE_MAX,
  ATTRIBUTE_UNIT,
  ATTRIBUTE_COUNTERS,
  ATTRIBUTE_VALUES,
  ATTRIBUTE_PAST,
  ATTRIBUTE_PUBLIC,
  ATTRIBUTE_HELP,
  ATTRIBUTE_N_FIELDS
};
static const JlField attribute_fields[] = {
  JL_RULE_FIELDS,
  [ATTRIBUTE_NAME] = JL_CODE_FIELD ("name", JL_FIELD_REQUIRED),
  [ATTRIBUTE_LABEL] = JL_NAMES_FIELD ("label", JL_FIELD_REQUIRED),
  [ATTRIBUTE_TYPE] = { .name = "type",
                       .type = JL_FIELD_ENUM,
                       .values = &jl_attribute_type_enum,
                       .flags = JL_FIELD_REQUIRED },
  [ATTRIBUTE_IDENTIFIER] = { .name = "identifier",
                             .type = JL_FIELD_ENUM,
                             .values = &jl_identifier_kind_enum },
  [ATTRIBUTE_MIN] = { .name = "min", .type = JL_FIELD_INTEGER },
  [ATTRIBUTE_MAX] = { .name = "max", .type = JL_FIELD_INTEGER },
  [ATTRIBUTE_UNIT] = JL_NAMES_FIELD ("unit", 0),
  [ATTRIBUTE_COUNTERS] = { .name = "counters",
                           .type = JL_FIELD_LIST,
                           .element = JL_FIELD_TEXT,
                           .element_max = 10,
                           .min = 1,
                           .max = 6 },
  [ATTRIBUTE_VALUES] = { .name = "values",
                         .type = JL_FIELD_LIST,
                         .record = &value_table,
                         .min = 2,
                         .max = 60 },
  [ATTRIBUTE_PAST] = { .name = "past", .type = JL_FIELD_BOOLEAN },
  [ATTRIBUTE_PUBLIC] = { .name = "public", .type = JL_FIELD_BOOLEAN },
  [ATTRIBUTE_HELP] = JL_NAMES_FIELD ("help", 0),
};
JL_ASSERT_FIELDS (ATTRIBUTE, attribute_fields);
static const JlRecordTable attribute_table =
    JL_RECORD_TABLE ("attribute", "JlAttributeRow", attribute_fields);

/* Which members say more about each type; all others must be absent. */
static const struct {
  guint field;
  guint needed_by; /* types, as bits */
  guint allowed_by;
} details[] = {
  { ATTRIBUTE_IDENTIFIER, 1 << JL_ATTRIBUTE_IDENTIFIER, 0 },
  { ATTRIBUTE_MIN, 1 << JL_ATTRIBUTE_INTEGER, 0 },
  { ATTRIBUTE_MAX, 1 << JL_ATTRIBUTE_INTEGER | 1 << JL_ATTRIBUTE_TEXT, 0 },
  { ATTRIBUTE_UNIT, 0, 1 << JL_ATTRIBUTE_INTEGER },
  { ATTRIBUTE_COUNTERS, 0, 1 << JL_ATTRIBUTE_INTEGER },
  { ATTRIBUTE_VALUES, 1 << JL_ATTRIBUTE_ENUM, 0 },
  { ATTRIBUTE_PAST, 0, 1 << JL_ATTRIBUTE_DATE },
};

static void
attribute_rule_free (gpointer data)
{
  JlAttributeRule *rule = data;

  g_free (rule->values);
  g_free (rule);
}

static void
attributes_create (JlRules *rules)
{
  rules->attributes = jl_rule_index_new (attribute_rule_free);
}

static gboolean
check_details (JlRecord *row, JlAttributeType type, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (details); i++) {
    gboolean has = jl_record_has (row, details[i].field);
    gboolean needed = details[i].needed_by & 1u << type;
    gboolean allowed = needed || details[i].allowed_by & 1u << type;
    const char *name = attribute_fields[details[i].field].name;

    if (needed && !has) {
      jl_set_error_field (error, JL_ERROR_INVALID, name, _ ("is missing"));
      return FALSE;
    }
    if (has && !allowed) {
      jl_set_error_field (error,
                          JL_ERROR_INVALID,
                          name,
                          _ ("does not go with the type “%s”"),
                          jl_enum_get_name (&jl_attribute_type_enum, type));
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
read_values (JlAttributeRule *rule, GPtrArray *rows, GError **error)
{
  g_autoptr (GHashTable) codes = g_hash_table_new (g_str_hash, g_str_equal);

  if (rows == NULL)
    return TRUE;
  rule->values = g_new0 (JlAttributeValue, rows->len);
  rule->attribute.values = rule->values;
  rule->attribute.n_values = rows->len;
  for (guint i = 0; i < rows->len; i++) {
    JlAttributeValue *value = &rule->values[i];
    g_autofree char *path = g_strdup_printf ("values[%u].code", i);

    value->code = jl_record_get_text (rows->pdata[i], VALUE_CODE);
    value->label.zh = jl_record_get_text (rows->pdata[i], VALUE_ZH);
    value->label.en = jl_record_get_text (rows->pdata[i], VALUE_EN);
    if (!jl_code_check (value->code, path, error))
      return FALSE;
    if (!g_hash_table_add (codes, (gpointer)value->code)) {
      jl_set_error_field (error, JL_ERROR_INVALID, path, _ ("“%s” is there twice"), value->code);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
read_attribute (JlAttributeRule *rule, JlRecord *row, GError **error)
{
  JlAttribute *attribute = &rule->attribute;

  attribute->name = jl_record_get_text (row, ATTRIBUTE_NAME);
  attribute->label = jl_names_read (row, ATTRIBUTE_LABEL);
  attribute->help = jl_names_read (row, ATTRIBUTE_HELP);
  attribute->type = jl_record_get_integer (row, ATTRIBUTE_TYPE);
  attribute->identifier = jl_record_get_integer (row, ATTRIBUTE_IDENTIFIER);
  attribute->min = jl_record_get_integer (row, ATTRIBUTE_MIN);
  attribute->max = jl_record_get_integer (row, ATTRIBUTE_MAX);
  attribute->unit = jl_names_read (row, ATTRIBUTE_UNIT);
  attribute->counters = jl_record_get_list (row, ATTRIBUTE_COUNTERS);
  attribute->past = jl_record_get_integer (row, ATTRIBUTE_PAST);
  attribute->is_public =
      !jl_record_has (row, ATTRIBUTE_PUBLIC) || jl_record_get_integer (row, ATTRIBUTE_PUBLIC);

  if (!jl_code_check (attribute->name, "name", error) ||
      !check_details (row, attribute->type, error) ||
      !read_values (rule, jl_record_get_list (row, ATTRIBUTE_VALUES), error))
    return FALSE;
  if (attribute->max < attribute->min ||
      (attribute->type == JL_ATTRIBUTE_TEXT && attribute->max < 1)) {
    jl_set_error_field (error, JL_ERROR_INVALID, "max", _ ("leaves no possible value"));
    return FALSE;
  }
  return TRUE;
}

static gboolean
attributes_take (JlRules *rules, JlRecord *row, GError **error)
{
  JlAttributeRule *rule = g_new0 (JlAttributeRule, 1);

  if (!jl_rule_read (&rule->rule, row, error) || !read_attribute (rule, row, error)) {
    attribute_rule_free (rule);
    return FALSE;
  }
  return jl_rule_index_add (rules->attributes, rule->attribute.name, rule, error);
}

const JlRuleReader jl_attributes_reader = {
  .name = "attributes",
  .row = &attribute_table,
  .create = attributes_create,
  .take = attributes_take,
};
