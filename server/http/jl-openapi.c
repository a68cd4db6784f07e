// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-openapi.h"

#include "jl-authentication.h"
#include "jl-problem.h"
#include "jl-router.h"

#include <string.h>

/*
 * The description of the API (OpenAPI 3.1) comes from the same tables as the API itself. It is for
 * programs and their authors, hence English.
 */

static const struct {
  JlRole role;
  const char *name;
} role_names[] = {
  { JL_ROLE_ANYONE, "anyone" },       { JL_ROLE_RESIDENT, "resident" },
  { JL_ROLE_CLERK, "clerk" },         { JL_ROLE_MANAGER, "manager" },
  { JL_ROLE_TEACHER, "teacher" },     { JL_ROLE_TECHNICIAN, "technician" },
  { JL_ROLE_APPRAISER, "appraiser" }, { JL_ROLE_RECYCLER, "recycler" },
  { JL_ROLE_OFFICER, "officer" },     { JL_ROLE_ADMINISTRATOR, "administrator" },
};

/* What is the same in every version, written as it is sent. */
static const char components[] =
    "{"
    "\"securitySchemes\":{"
    "\"token\":{\"type\":\"http\",\"scheme\":\"bearer\","
    "\"description\":\"The token that POST /sessions answers with.\"},"
    "\"cookie\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"" JL_SESSION_COOKIE "\","
    "\"description\":\"For pages: POST /sessions with `Jieli-Session: cookie`. Changes must come "
    "from a "
    "page of this service.\"}},"
    "\"parameters\":{"
    "\"limit\":{\"name\":\"limit\",\"in\":\"query\",\"schema\":{\"type\":\"integer\",\"minimum\":1,"
    "\"maximum\":100,\"default\":20},\"description\":\"How many at most.\"},"
    "\"cursor\":{\"name\":\"cursor\",\"in\":\"query\",\"schema\":{\"type\":\"string\","
    "\"maxLength\":200},\"description\":\"The `next` of the page before.\"},"
    "\"acting\":{\"name\":\"Jieli-Acting\",\"in\":\"header\",\"schema\":{\"type\":\"string\"},"
    "\"description\":\"The organisation to act for, if the account belongs to several.\"},"
    "\"language\":{\"name\":\"Accept-Language\",\"in\":\"header\",\"schema\":{\"type\":\"string\"},"
    "\"description\":\"en or zh-CN: the language of `title` and `detail`.\"},"
    "\"if_none_match\":{\"name\":\"If-None-Match\",\"in\":\"header\","
    "\"schema\":{\"type\":\"string\"},\"description\":\"The ETag of what the client has.\"},"
    "\"if_match\":{\"name\":\"If-Match\",\"in\":\"header\",\"schema\":{\"type\":\"string\"},"
    "\"description\":\"The ETag of the version that was changed. Only its number counts.\"},"
    "\"if_match_required\":{\"name\":\"If-Match\",\"in\":\"header\",\"required\":true,"
    "\"schema\":{\"type\":\"string\"},"
    "\"description\":\"The ETag of the version that was changed. Only its number counts.\"},"
    "\"idempotency_key\":{\"name\":\"Idempotency-Key\",\"in\":\"header\","
    "\"schema\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":255},"
    "\"description\":\"The same request with the same key gets the first answer again, for 30 "
    "days.\"},"
    "\"session\":{\"name\":\"Jieli-Session\",\"in\":\"header\","
    "\"schema\":{\"type\":\"string\",\"const\":\"cookie\"},"
    "\"description\":\"The session comes as a cookie and not in the answer.\"},"
    "\"last_event_id\":{\"name\":\"Last-Event-ID\",\"in\":\"header\","
    "\"schema\":{\"type\":\"string\"},\"description\":\"The last event that was received.\"}},"
    "\"headers\":{"
    "\"ETag\":{\"schema\":{\"type\":\"string\",\"pattern\":\"^\\\"[1-9][0-9]*\\\\.(public|own)\\\"$"
    "\"},"
    "\"description\":\"Version and view of the record.\"},"
    "\"Idempotency-Key\":{\"schema\":{\"type\":\"string\"},"
    "\"description\":\"The key of the request, made by the service if there was none.\"},"
    "\"Retry-After\":{\"schema\":{\"type\":\"integer\"},\"description\":\"Seconds.\"}},"
    "\"responses\":{"
    "\"not_modified\":{\"description\":\"The client has this version.\"},"
    "\"problem\":{\"description\":\"A problem document (RFC 9457).\","
    "\"headers\":{\"Retry-After\":{\"$ref\":\"#/components/headers/Retry-After\"}},"
    "\"content\":{\"" JL_PROBLEM_TYPE
    "\":{\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}}}}"
    "}";

static const char problem_schema[] =
    "{\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\",\"code\",\"detail\"],"
    "\"properties\":{\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},"
    "\"status\":{\"type\":\"integer\"},\"code\":{\"type\":\"string\",\"enum\":[]},"
    "\"detail\":{\"type\":\"string\"},\"field\":{\"type\":\"string\"},"
    "\"reasons\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
    "\"required\":[\"code\",\"detail\"],\"properties\":{\"code\":{\"type\":\"string\"},"
    "\"field\":{\"type\":\"string\"},\"detail\":{\"type\":\"string\"}}}}}}";

static JsonObject *
object_from_text (const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  return json_node_dup_object (node);
}

static JsonObject *
object_with (const char *name, const char *value)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, name, value);
  return object;
}

static JsonObject *
make_problem_schema (void)
{
  JsonObject *schema = object_from_text (problem_schema);
  JsonObject *properties = json_object_get_object_member (schema, "properties");
  JsonArray *codes =
      json_object_get_array_member (json_object_get_object_member (properties, "code"), "enum");

  for (guint i = 0; i < JL_N_ERRORS; i++)
    json_array_add_string_element (codes, jl_error_code_get_name (i));
  return schema;
}

static void
add_reference (JsonArray *array, const char *kind, const char *name)
{
  g_autofree char *target = g_strdup_printf ("#/components/%s/%s", kind, name);

  json_array_add_object_element (array, object_with ("$ref", target));
}

/* A schema by name, which is added to @schemas with all that it needs. */
static JsonObject *
make_schema_reference (const JlRecordTable *table, JlSchemaUse use, JsonObject *schemas)
{
  g_autofree char *name = jl_record_table_get_schema_name (table, use);
  g_autofree char *target = g_strconcat ("#/components/schemas/", name, NULL);

  jl_record_table_add_schemas (table, use, schemas);
  return object_with ("$ref", target);
}

static void
add_path_parameters (JsonArray *parameters, const char *path)
{
  const char *p = path;

  while ((p = strchr (p, '{')) != NULL) {
    gsize length = strcspn (p + 1, "}");
    g_autofree char *name = g_strndup (p + 1, length);
    const JlField field = { .name = name,
                            .type = jl_route_is_id (name, length) ? JL_FIELD_ID : JL_FIELD_TEXT };
    JsonObject *parameter = object_with ("name", name);

    json_object_set_string_member (parameter, "in", "path");
    json_object_set_boolean_member (parameter, "required", TRUE);
    json_object_set_member (parameter, "schema", jl_field_get_schema (&field, JL_SCHEMA_CREATE));
    json_array_add_object_element (parameters, parameter);
    p += length;
  }
}

static void
add_query_parameters (JsonArray *parameters, const JlRoute *route)
{
  for (guint i = 0; route->query != NULL && i < route->query->n_fields; i++) {
    const JlField *field = &route->query->fields[i];
    JsonObject *parameter = object_with ("name", field->name);

    json_object_set_string_member (parameter, "in", "query");
    if ((field->flags & JL_FIELD_REQUIRED) != 0)
      json_object_set_boolean_member (parameter, "required", TRUE);
    if (field->doc != NULL)
      json_object_set_string_member (parameter, "description", field->doc);
    json_object_set_member (parameter, "schema", jl_field_get_schema (field, JL_SCHEMA_CREATE));
    json_array_add_object_element (parameters, parameter);
  }
  if ((route->flags & JL_ROUTE_LIST) != 0) {
    add_reference (parameters, "parameters", "limit");
    add_reference (parameters, "parameters", "cursor");
  }
}

static void
add_header_parameters (JsonArray *parameters, const JlRoute *route)
{
  add_reference (parameters, "parameters", "language");
  if (route->roles != JL_ROLE_ANYONE)
    add_reference (parameters, "parameters", "acting");
  if (route->kind != NULL && route->read != NULL)
    add_reference (parameters, "parameters", "if_none_match");
  if ((route->flags & JL_ROUTE_STREAM) != 0)
    add_reference (parameters, "parameters", "last_event_id");
  if (route->command != NULL) {
    add_reference (parameters, "parameters", "idempotency_key");
    if ((route->command->flags & JL_COMMAND_IF_MATCH) != 0)
      add_reference (parameters, "parameters", "if_match_required");
    else if (route->command->target != NULL)
      add_reference (parameters, "parameters", "if_match");
  }
  if ((route->flags & JL_ROUTE_SESSION) != 0 && route->output != NULL)
    add_reference (parameters, "parameters", "session");
}

/* {"<type>": {"schema": <schema>}} */
static JsonObject *
make_content (const char *type, JsonObject *schema)
{
  JsonObject *content = json_object_new ();
  JsonObject *media = json_object_new ();

  json_object_set_object_member (media, "schema", schema);
  json_object_set_object_member (content, type, media);
  return content;
}

static JsonObject *
make_body (const JlRoute *route, JsonObject *schemas)
{
  JsonObject *body = json_object_new ();

  json_object_set_boolean_member (body, "required", TRUE);
  if ((route->flags & JL_ROUTE_UPLOAD) != 0)
    json_object_set_object_member (
        body, "content", make_content ("application/octet-stream", json_object_new ()));
  else
    json_object_set_object_member (
        body,
        "content",
        make_content ("application/json",
                      make_schema_reference (route->input,
                                             (route->command->flags & JL_COMMAND_PATCH) != 0
                                                 ? JL_SCHEMA_PATCH
                                                 : JL_SCHEMA_CREATE,
                                             schemas)));
  return body;
}

static JsonObject *
make_list_schema (JsonObject *element)
{
  JsonObject *schema = object_from_text (
      "{\"type\":\"object\",\"required\":[\"items\",\"next\"],\"properties\":{"
      "\"items\":{\"type\":\"array\"},\"next\":{\"type\":[\"string\",\"null\"],"
      "\"description\":\"The `cursor` of the next page; null: this is the last.\"}}}");
  JsonObject *properties = json_object_get_object_member (schema, "properties");

  json_object_set_object_member (
      json_object_get_object_member (properties, "items"), "items", element);
  return schema;
}

static void
add_header (JsonObject *response, const char *name)
{
  g_autofree char *target = g_strconcat ("#/components/headers/", name, NULL);

  if (!json_object_has_member (response, "headers"))
    json_object_set_object_member (response, "headers", json_object_new ());
  json_object_set_object_member (
      json_object_get_object_member (response, "headers"), name, object_with ("$ref", target));
}

static JsonObject *
make_success (const JlRoute *route, JsonObject *schemas)
{
  JsonObject *response = object_with ("description", route->summary != NULL ? route->summary : "");
  JsonObject *content = NULL;

  if (route->output != NULL) {
    JsonObject *schema = make_schema_reference (route->output, JL_SCHEMA_ANSWER, schemas);

    if ((route->flags & JL_ROUTE_LIST) != 0)
      schema = make_list_schema (schema);
    content = make_content ("application/json", schema);
  } else if (route->read != NULL) {
    content = make_content ("*/*", json_object_new ());
  }
  if ((route->flags & JL_ROUTE_STREAM) != 0) {
    JsonObject *media = json_object_new ();

    json_object_set_object_member (media, "schema", object_with ("type", "string"));
    json_object_set_object_member (content, "text/event-stream", media);
  }
  if (content != NULL)
    json_object_set_object_member (response, "content", content);
  if (route->kind != NULL)
    add_header (response, "ETag");
  if (route->command != NULL)
    add_header (response, "Idempotency-Key");
  return response;
}

/* The status of success. */
static guint
get_status (const JlRoute *route)
{
  if (route->status != 0)
    return route->status;
  return route->output == NULL && route->read == NULL ? 204 : 200;
}

static JsonObject *
make_responses (const JlRoute *route, JsonObject *schemas)
{
  JsonObject *responses = json_object_new ();
  char status[8];

  g_snprintf (status, sizeof status, "%u", get_status (route));
  json_object_set_object_member (responses, status, make_success (route, schemas));
  if (route->kind != NULL && route->read != NULL)
    json_object_set_object_member (
        responses, "304", object_with ("$ref", "#/components/responses/not_modified"));
  json_object_set_object_member (
      responses, "default", object_with ("$ref", "#/components/responses/problem"));
  return responses;
}

/* Any of: nothing (if anybody may), the token, the cookie. */
static JsonArray *
make_security (const JlRoute *route)
{
  static const char *const schemes[] = { "token", "cookie" };
  JsonArray *security = json_array_new ();

  if ((route->roles & JL_ROLE_ANYONE) != 0)
    json_array_add_object_element (security, json_object_new ());
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++) {
    JsonObject *requirement = json_object_new ();

    json_object_set_array_member (requirement, schemes[i], json_array_new ());
    json_array_add_object_element (security, requirement);
  }
  return security;
}

static JsonArray *
make_roles (const JlRoute *route)
{
  JsonArray *roles = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (role_names); i++)
    if ((route->roles & role_names[i].role) != 0)
      json_array_add_string_element (roles, role_names[i].name);
  return roles;
}

/* "POST /items/{id}/photos" becomes "post_items_id_photos". */
static char *
make_operation_id (const JlRoute *route)
{
  GString *id = g_string_new (NULL);
  gboolean gap = TRUE;

  for (const char *p = route->method; *p != '\0'; p++)
    g_string_append_c (id, g_ascii_tolower (*p));
  for (const char *p = route->path; *p != '\0'; p++) {
    if (g_ascii_isalnum (*p) || *p == '_') {
      if (gap)
        g_string_append_c (id, '_');
      g_string_append_c (id, *p);
    }
    gap = !g_ascii_isalnum (*p) && *p != '_';
  }
  return g_string_free (id, FALSE);
}

static JsonObject *
make_operation (const JlRoute *route, const char *tag, JsonObject *schemas)
{
  g_autofree char *id = make_operation_id (route);
  JsonObject *operation = object_with ("operationId", id);
  JsonArray *tags = json_array_new ();
  JsonArray *parameters = json_array_new ();

  if (route->summary != NULL)
    json_object_set_string_member (operation, "summary", route->summary);
  json_array_add_string_element (tags, tag);
  json_object_set_array_member (operation, "tags", tags);
  add_path_parameters (parameters, route->path);
  add_query_parameters (parameters, route);
  add_header_parameters (parameters, route);
  json_object_set_array_member (operation, "parameters", parameters);
  if (route->input != NULL || (route->flags & JL_ROUTE_UPLOAD) != 0)
    json_object_set_object_member (operation, "requestBody", make_body (route, schemas));
  json_object_set_object_member (operation, "responses", make_responses (route, schemas));
  json_object_set_array_member (operation, "security", make_security (route));
  json_object_set_array_member (operation, "x-roles", make_roles (route));
  return operation;
}

static void
add_route (JsonObject *paths, const JlRoute *route, const char *tag, JsonObject *schemas)
{
  g_autofree char *template = jl_route_dup_template (route);
  g_autofree char *method = g_ascii_strdown (route->method, -1);

  if (!json_object_has_member (paths, template))
    json_object_set_object_member (paths, template, json_object_new ());
  json_object_set_object_member (json_object_get_object_member (paths, template),
                                 method,
                                 make_operation (route, tag, schemas));
}

static JsonArray *
make_servers (const char *public_url)
{
  JsonArray *servers = json_array_new ();
  gsize length = strlen (public_url);
  g_autofree char *url = NULL;

  while (length > 0 && public_url[length - 1] == '/')
    length--;
  url = g_strndup (public_url, length);
  json_array_add_object_element (servers, object_with ("url", length > 0 ? url : "/"));
  return servers;
}

static JsonObject *
make_info (void)
{
  JsonObject *info = object_with ("title", "Jieli");

  json_object_set_string_member (info, "version", JL_VERSION);
  json_object_set_string_member (
      info,
      "description",
      "Second-hand goods of a city: shops, residents' committees, schools and residents. Ids are "
      "texts, "
      "money is integer fen, times are RFC 3339 in UTC, weights are grams. Unknown members and "
      "parameters are refused.");
  json_object_set_object_member (
      info,
      "license",
      object_from_text ("{\"name\":\"GPL-3.0-or-later\",\"identifier\":\"GPL-3.0-or-later\"}"));
  return info;
}

/**
 * jl_openapi_build:
 * @capabilities: (array zero-terminated=1): whose routes to describe
 * @public_url: where the service is reached
 *
 * Returns: (transfer full): the OpenAPI 3.1 document
 */
GBytes *
jl_openapi_build (const JlCapability *const *capabilities, const char *public_url)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *document = object_with ("openapi", "3.1.0");
  JsonObject *paths = json_object_new ();
  JsonObject *parts = object_from_text (components);
  JsonObject *schemas = json_object_new ();
  g_autoptr (GString) out = g_string_new (NULL);

  json_object_set_object_member (schemas, "Problem", make_problem_schema ());
  for (; *capabilities != NULL; capabilities++)
    for (const JlRoute *route = (*capabilities)->routes; route != NULL && route->method != NULL;
         route++)
      add_route (paths, route, (*capabilities)->name, schemas);

  json_object_set_object_member (document, "info", make_info ());
  json_object_set_array_member (document, "servers", make_servers (public_url));
  json_object_set_object_member (document, "paths", paths);
  json_object_set_object_member (parts, "schemas", schemas);
  json_object_set_object_member (document, "components", parts);
  json_node_take_object (node, document);
  jl_json_append_node (out, node);
  return g_string_free_to_bytes (g_steal_pointer (&out));
}
