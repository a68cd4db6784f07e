// SPDX-License-Identifier: GPL-3.0-or-later
#include "record-table.h"

#include <string.h>

static void
assert_json (JsonNode *node, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  jl_json_append_node (text, node);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
assert_field_schema (guint field, JlSchemaUse use, const char *expected)
{
  g_autoptr (JsonNode) schema = jl_field_get_schema (&thing_fields[field], use);

  assert_json (schema, expected);
}

static void
test_fields (void)
{
  assert_field_schema (THING_TITLE,
                       JL_SCHEMA_CREATE,
                       "{\"type\":\"string\",\"minLength\":2,\"maxLength\":10,"
                       "\"description\":\"What it is called.\"}");
  assert_field_schema (
      THING_NOTES, JL_SCHEMA_CREATE, "{\"type\":[\"string\",\"null\"],\"maxLength\":200}");
  assert_field_schema (
      THING_COUNT,
      JL_SCHEMA_CREATE,
      "{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":-5,\"maximum\":100}");
  assert_field_schema (
      THING_ANY_NUMBER, JL_SCHEMA_CREATE, "{\"type\":\"integer\",\"format\":\"int64\"}");
  assert_field_schema (THING_PRICE_FEN,
                       JL_SCHEMA_CREATE,
                       "{\"type\":[\"integer\",\"null\"],\"format\":\"int64\",\"minimum\":0,"
                       "\"maximum\":100000}");
  assert_field_schema (THING_ACTIVE, JL_SCHEMA_CREATE, "{\"type\":\"boolean\"}");
  assert_field_schema (
      THING_DAY, JL_SCHEMA_CREATE, "{\"type\":[\"string\",\"null\"],\"format\":\"date\"}");
  assert_field_schema (
      THING_SEEN_AT, JL_SCHEMA_CREATE, "{\"type\":\"string\",\"format\":\"date-time\"}");
  assert_field_schema (THING_COLOUR,
                       JL_SCHEMA_CREATE,
                       "{\"type\":\"string\",\"enum\":[\"red\",\"green\",\"blue\"]}");
  assert_field_schema (
      THING_TINT,
      JL_SCHEMA_CREATE,
      "{\"type\":[\"string\",\"null\"],\"enum\":[\"red\",\"green\",\"blue\",null]}");
  assert_field_schema (THING_SHOP,
                       JL_SCHEMA_CREATE,
                       "{\"type\":\"string\",\"minLength\":13,\"maxLength\":13,"
                       "\"pattern\":\"^[0-7][0-9A-HJKMNP-TV-Z]{12}$\"}");
  assert_field_schema (THING_PARTS,
                       JL_SCHEMA_PATCH,
                       "{\"type\":\"array\",\"items\":{\"$ref\":"
                       "\"#/components/schemas/JlTestPartRequest\"},\"minItems\":1,"
                       "\"maxItems\":3}");
  assert_field_schema (THING_TAGS,
                       JL_SCHEMA_ANSWER,
                       "{\"type\":\"array\",\"items\":{\"type\":\"string\",\"maxLength\":4},"
                       "\"maxItems\":3}");
  assert_field_schema (
      THING_MAIN_PART, JL_SCHEMA_ANSWER, "{\"$ref\":\"#/components/schemas/JlTestPart\"}");
  assert_field_schema (THING_SPARE_PART,
                       JL_SCHEMA_CREATE,
                       "{\"oneOf\":[{\"$ref\":\"#/components/schemas/JlTestPartRequest\"},"
                       "{\"type\":\"null\"}]}");
  assert_field_schema (
      THING_ATTRIBUTES, JL_SCHEMA_CREATE, "{\"type\":\"object\",\"maxProperties\":3}");
  assert_field_schema (
      THING_PASSWORD, JL_SCHEMA_CREATE, "{\"type\":\"string\",\"writeOnly\":true}");
  assert_field_schema (THING_VERSION,
                       JL_SCHEMA_ANSWER,
                       "{\"type\":\"integer\",\"format\":\"int64\",\"readOnly\":true}");
}

static gboolean
has_property (JsonNode *schema, const char *name)
{
  JsonObject *object = json_node_get_object (schema);

  return json_object_has_member (json_object_get_object_member (object, "properties"), name);
}

static gboolean
is_closed (JsonNode *schema)
{
  JsonObject *object = json_node_get_object (schema);

  return json_object_has_member (object, "additionalProperties") &&
         !json_object_get_boolean_member (object, "additionalProperties");
}

static void
test_uses (void)
{
  g_autoptr (JsonNode) answer = jl_record_table_get_schema (&thing_table, JL_SCHEMA_ANSWER);
  g_autoptr (JsonNode) create = jl_record_table_get_schema (&thing_table, JL_SCHEMA_CREATE);
  g_autoptr (JsonNode) patch = jl_record_table_get_schema (&thing_table, JL_SCHEMA_PATCH);
  g_autoptr (JsonNode) part = jl_record_table_get_schema (&part_table, JL_SCHEMA_CREATE);

  g_assert_true (has_property (answer, "id"));
  g_assert_true (has_property (answer, "margin_fen"));
  g_assert_true (has_property (answer, "phone"));
  g_assert_false (has_property (answer, "digest"));
  g_assert_false (has_property (answer, "captcha"));
  g_assert_false (has_property (answer, "password"));
  g_assert_false (is_closed (answer));
  g_assert_false (json_object_has_member (json_node_get_object (answer), "required"));

  g_assert_false (has_property (create, "id"));
  g_assert_true (has_property (create, "kind"));
  g_assert_true (has_property (create, "password"));
  g_assert_true (is_closed (create));

  g_assert_false (has_property (patch, "version"));
  g_assert_false (has_property (patch, "kind"));
  g_assert_true (has_property (patch, "title"));
  g_assert_true (is_closed (patch));
  g_assert_false (json_object_has_member (json_node_get_object (patch), "required"));

  assert_json (part,
               "{\"type\":\"object\",\"properties\":{"
               "\"name\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":5},"
               "\"code\":{\"type\":\"string\"},\"owner\":{\"type\":\"string\"},"
               "\"hidden\":{\"type\":\"integer\",\"format\":\"int64\"},"
               "\"parts\":{\"type\":\"array\",\"items\":{\"$ref\":"
               "\"#/components/schemas/JlTestPartRequest\"},\"maxItems\":2}},"
               "\"required\":[\"name\"],\"additionalProperties\":false}");
}

static void
test_nested (void)
{
  g_autoptr (GPtrArray) tables = jl_record_table_list_nested (&thing_table);

  g_assert_cmpuint (tables->len, ==, 2);
  g_assert_true (tables->pdata[0] == &thing_table);
  g_assert_true (tables->pdata[1] == &part_table);
}

/* Every reference that is made leads to a schema. */
static void
test_references (void)
{
  g_autoptr (JsonObject) schemas = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (GString) text = g_string_new (NULL);
  static const char prefix[] = "#/components/schemas/";
  guint n_references = 0;

  jl_record_table_add_schemas (&thing_table, JL_SCHEMA_ANSWER, schemas);
  g_assert_cmpuint (json_object_get_size (schemas), ==, 2);
  jl_record_table_add_schemas (&thing_table, JL_SCHEMA_CREATE, schemas);
  g_assert_cmpuint (json_object_get_size (schemas), ==, 4);
  jl_record_table_add_schemas (&thing_table, JL_SCHEMA_PATCH, schemas);
  jl_record_table_add_schemas (&thing_table, JL_SCHEMA_PATCH, schemas);
  g_assert_cmpuint (json_object_get_size (schemas), ==, 5);

  json_node_set_object (node, schemas);
  jl_json_append_node (text, node);
  for (const char *p = text->str; (p = strstr (p, prefix)) != NULL;) {
    g_autofree char *name = NULL;

    p += strlen (prefix);
    name = g_strndup (p, strcspn (p, "\""));
    g_assert_true (json_object_has_member (schemas, name));
    n_references++;
  }
  g_assert_cmpuint (n_references, >, 8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/common/record-schema/fields", test_fields);
  g_test_add_func ("/common/record-schema/uses", test_uses);
  g_test_add_func ("/common/record-schema/nested", test_nested);
  g_test_add_func ("/common/record-schema/references", test_references);
  return g_test_run ();
}
