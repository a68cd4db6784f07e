// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-id.h"
#include "jl-record-private.h"

/* JSON Schema as OpenAPI 3.1 uses it (draft 2020-12). Requests and answers are different schemas:
 * a request has no read-only members and refuses unknown ones, an answer has no write-only ones and
 * may gain members in later versions. */

static void
set_limit (JsonObject *schema, const char *name, gint64 value)
{
  json_object_set_int_member (schema, name, value);
}

/* The type, with "null" beside it if the field is nullable. */
static void
set_type (JsonObject *schema, const JlField *field, const char *type)
{
  JsonArray *types;

  if ((field->flags & JL_FIELD_NULLABLE) == 0) {
    json_object_set_string_member (schema, "type", type);
    return;
  }
  types = json_array_new ();
  json_array_add_string_element (types, type);
  json_array_add_string_element (types, "null");
  json_object_set_array_member (schema, "type", types);
}

static void
describe_text (JsonObject *schema, gint64 min, gint64 max)
{
  if (min > 0)
    set_limit (schema, "minLength", min);
  if (max > 0)
    set_limit (schema, "maxLength", max);
}

/* The spelling that we write; jl_id_from_text() forgives more. */
static void
describe_id (JsonObject *schema)
{
  set_limit (schema, "minLength", JL_ID_TEXT_SIZE - 1);
  set_limit (schema, "maxLength", JL_ID_TEXT_SIZE - 1);
  json_object_set_string_member (schema, "pattern", "^[0-7][0-9A-HJKMNP-TV-Z]{12}$");
}

static void
describe_number (JsonObject *schema, const JlField *field)
{
  json_object_set_string_member (schema, "format", "int64");
  if (field->min != 0 || field->max != 0) {
    set_limit (schema, "minimum", field->min);
    set_limit (schema, "maximum", field->max);
  }
}

static void
describe_enum (JsonObject *schema, const JlField *field)
{
  JsonArray *names = json_array_new ();

  for (guint i = 0; field->values->names[i] != NULL; i++)
    json_array_add_string_element (names, field->values->names[i]);
  if ((field->flags & JL_FIELD_NULLABLE) != 0)
    json_array_add_null_element (names);
  json_object_set_array_member (schema, "enum", names);
}

static JsonObject *
make_reference (const JlRecordTable *table, JlSchemaUse use)
{
  g_autofree char *name = jl_record_table_get_schema_name (table, use);
  g_autofree char *path = g_strconcat ("#/components/schemas/", name, NULL);
  JsonObject *reference = json_object_new ();

  json_object_set_string_member (reference, "$ref", path);
  return reference;
}

/* Nested records are always sent whole, so a patch nests what a creation does. */
static JlSchemaUse
get_nested_use (JlSchemaUse use)
{
  return use == JL_SCHEMA_PATCH ? JL_SCHEMA_CREATE : use;
}

static void
describe_list (JsonObject *schema, const JlField *field, JlSchemaUse use)
{
  JsonObject *items;

  if (field->record != NULL) {
    items = make_reference (field->record, get_nested_use (use));
  } else {
    items = json_object_new ();
    json_object_set_string_member (items, "type", "string");
    if (field->element == JL_FIELD_ID)
      describe_id (items);
    else
      describe_text (items, 0, field->element_max);
  }
  json_object_set_object_member (schema, "items", items);
  if (field->min > 0)
    set_limit (schema, "minItems", field->min);
  if (field->max > 0)
    set_limit (schema, "maxItems", field->max);
}

static void
describe_record (JsonObject *schema, const JlField *field, JlSchemaUse use)
{
  JsonObject *reference = make_reference (field->record, get_nested_use (use));
  JsonArray *choices;
  JsonObject *null;

  if ((field->flags & JL_FIELD_NULLABLE) == 0) {
    json_object_set_string_member (
        schema, "$ref", json_object_get_string_member (reference, "$ref"));
    json_object_unref (reference);
    return;
  }
  null = json_object_new ();
  json_object_set_string_member (null, "type", "null");
  choices = json_array_new ();
  json_array_add_object_element (choices, reference);
  json_array_add_object_element (choices, null);
  json_object_set_array_member (schema, "oneOf", choices);
}

/* What the type says about the field's value. */
static void
describe_value (JsonObject *schema, const JlField *field, JlSchemaUse use)
{
  switch (field->type) {
  case JL_FIELD_TEXT:
    set_type (schema, field, "string");
    describe_text (schema, field->min, field->max);
    break;
  case JL_FIELD_INTEGER:
  case JL_FIELD_MONEY:
    set_type (schema, field, "integer");
    describe_number (schema, field);
    break;
  case JL_FIELD_BOOLEAN:
    set_type (schema, field, "boolean");
    break;
  case JL_FIELD_DATE:
    set_type (schema, field, "string");
    json_object_set_string_member (schema, "format", "date");
    break;
  case JL_FIELD_TIME:
    set_type (schema, field, "string");
    json_object_set_string_member (schema, "format", "date-time");
    break;
  case JL_FIELD_ENUM:
    set_type (schema, field, "string");
    describe_enum (schema, field);
    break;
  case JL_FIELD_ID:
    set_type (schema, field, "string");
    describe_id (schema);
    break;
  case JL_FIELD_LIST:
    set_type (schema, field, "array");
    describe_list (schema, field, use);
    break;
  case JL_FIELD_RECORD:
    describe_record (schema, field, use);
    break;
  case JL_FIELD_OBJECT:
    set_type (schema, field, "object");
    if (field->max > 0)
      set_limit (schema, "maxProperties", field->max);
    break;
  }
}

/* Whether the field can occur. What is only stored, or write-only, is never sent. */
static gboolean
occurs (const JlField *field, JlSchemaUse use)
{
  if (use == JL_SCHEMA_ANSWER)
    return field->view != JL_VIEW_STORED &&
           (field->flags & (JL_FIELD_WRITE_ONLY | JL_FIELD_SECRET)) == 0;
  return (field->flags & JL_FIELD_READ_ONLY) == 0 &&
         (use == JL_SCHEMA_CREATE || (field->flags & JL_FIELD_CREATE_ONLY) == 0);
}

/**
 * jl_field_get_schema:
 * @field: a field
 * @use: in what
 *
 * Describes one field's value, e.g. for a query parameter.
 *
 * Returns: (transfer full): the schema
 */
JsonNode *
jl_field_get_schema (const JlField *field, JlSchemaUse use)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *schema = json_object_new ();

  describe_value (schema, field, use);
  if (use == JL_SCHEMA_ANSWER && (field->flags & JL_FIELD_READ_ONLY) != 0)
    json_object_set_boolean_member (schema, "readOnly", TRUE);
  if (use != JL_SCHEMA_ANSWER && (field->flags & (JL_FIELD_WRITE_ONLY | JL_FIELD_SECRET)) != 0)
    json_object_set_boolean_member (schema, "writeOnly", TRUE);
  if (field->doc != NULL)
    json_object_set_string_member (schema, "description", field->doc);
  json_node_take_object (node, schema);
  return node;
}

/**
 * jl_record_table_get_schema_name:
 * @table: a table
 * @use: in what
 *
 * Returns: (transfer full): the schema's name among `#/components/schemas/`: the type's name for
 *   answers, with `Request` or `Patch` after it for requests
 */
char *
jl_record_table_get_schema_name (const JlRecordTable *table, JlSchemaUse use)
{
  static const char *const endings[] = {
    [JL_SCHEMA_ANSWER] = "", [JL_SCHEMA_CREATE] = "Request", [JL_SCHEMA_PATCH] = "Patch"
  };

  return g_strconcat (table->type_name, endings[use], NULL);
}

/**
 * jl_record_table_get_schema:
 * @table: a table
 * @use: in what
 *
 * Describes a record; nested ones are referred to by name, see jl_record_table_add_schemas(). In
 * an answer nothing is required, because views differ in what they contain.
 *
 * Returns: (transfer full): the schema
 */
JsonNode *
jl_record_table_get_schema (const JlRecordTable *table, JlSchemaUse use)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *schema = json_object_new ();
  JsonObject *properties = json_object_new ();
  g_autoptr (JsonArray) required = json_array_new ();

  for (guint i = 0; i < table->n_fields; i++) {
    const JlField *field = &table->fields[i];

    if (!occurs (field, use))
      continue;
    json_object_set_member (properties, field->name, jl_field_get_schema (field, use));
    if (use == JL_SCHEMA_CREATE && (field->flags & JL_FIELD_REQUIRED) != 0)
      json_array_add_string_element (required, field->name);
  }

  json_object_set_string_member (schema, "type", "object");
  json_object_set_object_member (schema, "properties", properties);
  if (json_array_get_length (required) > 0)
    json_object_set_array_member (schema, "required", g_steal_pointer (&required));
  if (use != JL_SCHEMA_ANSWER)
    json_object_set_boolean_member (schema, "additionalProperties", FALSE);
  json_node_take_object (node, schema);
  return node;
}

/**
 * jl_record_table_add_schemas:
 * @table: a table
 * @use: in what
 * @schemas: the members of `#/components/schemas/`
 *
 * Adds the schemas of @table and of all that it refers to, under their names. Those that are there
 * already stay.
 */
void
jl_record_table_add_schemas (const JlRecordTable *table, JlSchemaUse use, JsonObject *schemas)
{
  g_autofree char *name = jl_record_table_get_schema_name (table, use);

  if (json_object_has_member (schemas, name))
    return;
  json_object_set_member (schemas, name, jl_record_table_get_schema (table, use));
  for (guint i = 0; i < table->n_fields; i++) {
    if (table->fields[i].record != NULL && occurs (&table->fields[i], use))
      jl_record_table_add_schemas (table->fields[i].record, get_nested_use (use), schemas);
  }
}
