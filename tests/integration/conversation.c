// SPDX-License-Identifier: GPL-3.0-or-later
#include "conversation.h"

#include "jl-json.h"

#include <string.h>

static void
operation_free (gpointer data)
{
  ConversationOperation *operation = data;

  g_free (operation->id);
  g_free (operation->method);
  g_free (operation->path);
  g_strfreev (operation->roles);
  g_free (operation);
}

static GStrv
read_roles (JsonObject *object)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *roles = json_object_get_array_member (object, "x-roles");

  for (guint i = 0; i < json_array_get_length (roles); i++)
    g_strv_builder_add (builder, json_array_get_string_element (roles, i));
  return g_strv_builder_end (builder);
}

static void
read_path (JsonObject *paths, const char *path, JsonNode *item, gpointer user_data)
{
  Conversation *self = user_data;
  JsonObjectIter iter;
  const char *method;
  JsonNode *node;

  json_object_iter_init (&iter, json_node_get_object (item));
  while (json_object_iter_next (&iter, &method, &node)) {
    JsonObject *object = json_node_get_object (node);
    ConversationOperation *operation = g_new0 (ConversationOperation, 1);

    operation->id = g_strdup (json_object_get_string_member (object, "operationId"));
    operation->method = g_ascii_strup (method, -1);
    operation->path = g_strdup (path);
    operation->roles = read_roles (object);
    g_ptr_array_add (self->operations, operation);
  }
}

void
conversation_open (Conversation *self)
{
  g_autoptr (ServiceAnswer) answer = NULL;

  service_fixture_open (&self->service);
  service_start (&self->service, NULL);
  self->exchanges = g_string_new (NULL);
  self->operations = g_ptr_array_new_with_free_func (operation_free);
  answer = service_get (&self->service, "/api/v1/openapi.json", NULL);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_nonnull (answer->json);
  self->document = g_strdup (answer->text);
  json_object_foreach_member (
      json_object_get_object_member (json_node_get_object (answer->json), "paths"),
      read_path,
      self);
}

void
conversation_close (Conversation *self)
{
  service_fixture_close (&self->service);
  g_string_free (self->exchanges, TRUE);
  g_ptr_array_unref (self->operations);
  g_free (self->document);
}

/* What @path of a request matches: names in braces stand for one segment. */
static gboolean
match_path (const char *template, const char *path)
{
  g_auto (GStrv) bare = g_strsplit (path, "?", 2);
  g_auto (GStrv) parts = g_strsplit (template, "/", -1);
  g_auto (GStrv) segments = g_strsplit (bare[0], "/", -1);

  if (g_strv_length (parts) != g_strv_length (segments))
    return FALSE;
  for (guint i = 0; parts[i] != NULL; i++) {
    if (parts[i][0] != '{' && strcmp (parts[i], segments[i]) != 0)
      return FALSE;
  }
  return TRUE;
}

/* One without names wins over one with. */
static const ConversationOperation *
match (Conversation *self, const ServiceRequest *request)
{
  const ConversationOperation *best = NULL;

  for (guint i = 0; i < self->operations->len; i++) {
    const ConversationOperation *operation = g_ptr_array_index (self->operations, i);

    if (strcmp (operation->method, request->method) == 0 &&
        match_path (operation->path, request->path) &&
        (best == NULL || strchr (operation->path, '{') == NULL))
      best = operation;
  }
  return best;
}

const ConversationOperation *
conversation_find (Conversation *self, const char *id)
{
  for (guint i = 0; i < self->operations->len; i++) {
    const ConversationOperation *operation = g_ptr_array_index (self->operations, i);

    if (strcmp (operation->id, id) == 0)
      return operation;
  }
  return NULL;
}

static void
append_member (GString *line, const char *name, const char *value)
{
  if (line->str[line->len - 1] != '{')
    g_string_append_c (line, ',');
  jl_json_append_string (line, name);
  g_string_append_c (line, ':');
  jl_json_append_string (line, value);
}

static void
append_header (const char *name, const char *value, gpointer user_data)
{
  append_member (user_data, name, value);
}

static void
note (Conversation *self, const ConversationOperation *operation, ServiceAnswer *answer)
{
  const char *type = soup_message_headers_get_one (answer->headers, "Content-Type");

  g_string_append_c (self->exchanges, '{');
  append_member (self->exchanges, "operation", operation->id);
  append_member (self->exchanges, "type", type != NULL ? type : "");
  /* Pictures are no text. */
  append_member (
      self->exchanges, "body", g_utf8_validate (answer->text, -1, NULL) ? answer->text : "bytes");
  g_string_append_printf (self->exchanges, ",\"status\":%u,\"headers\":{", answer->status);
  soup_message_headers_foreach (answer->headers, append_header, self->exchanges);
  g_string_append (self->exchanges, "}}\n");
}

ServiceAnswer *
conversation_send (Conversation *self, const ServiceRequest *request)
{
  ServiceAnswer *answer = service_send (&self->service, request);
  const ConversationOperation *operation = match (self, request);

  if (answer->status == 0)
    g_error ("%s %s: no answer", request->method, request->path);
  if (operation != NULL)
    note (self, operation, answer);
  return answer;
}

ServiceAnswer *
conversation_expect (Conversation *self, guint status, const ServiceRequest *request)
{
  ServiceAnswer *answer = conversation_send (self, request);

  if (answer->status != status)
    g_error ("%s %s %s: %u %s",
             request->method,
             request->path,
             request->body != NULL ? request->body : "",
             answer->status,
             answer->text);
  return answer;
}

ServiceAnswer *
conversation_get (Conversation *self, const char *token, guint status, const char *path)
{
  g_autofree char *full = g_strconcat ("/api/v1", path, NULL);

  return conversation_expect (
      self, status, &(ServiceRequest){ .method = "GET", .path = full, .token = token });
}

ServiceAnswer *
conversation_post (
    Conversation *self, const char *token, guint status, const char *path, const char *body)
{
  g_autofree char *full = g_strconcat ("/api/v1", path, NULL);

  return conversation_expect (
      self,
      status,
      &(ServiceRequest){ .method = "POST", .path = full, .token = token, .body = body });
}

ServiceAnswer *
conversation_upload (Conversation *self, const char *token, const char *item, const char *picture)
{
  g_autofree char *file =
      g_build_filename (g_getenv ("JIELI_TEST_FIXTURES"), "pictures", picture, NULL);
  g_autofree char *path = g_strdup_printf ("/api/v1/items/%s/photos", item);
  g_autoptr (GBytes) upload = NULL;
  g_autoptr (GError) error = NULL;
  char *bytes;
  gsize size;

  g_file_get_contents (file, &bytes, &size, &error);
  g_assert_no_error (error);
  upload = g_bytes_new_take (bytes, size);
  return conversation_expect (
      self,
      201,
      &(ServiceRequest){ .method = "POST", .path = path, .token = token, .upload = upload });
}

char *
conversation_check (Conversation *self, gboolean all)
{
  g_autofree char *base = g_path_get_dirname (self->service.data_dir);
  g_autofree char *script = g_build_filename (
      g_getenv ("JIELI_TEST_FIXTURES"), "..", "support", "check-openapi.py", NULL);
  g_autofree char *document = g_build_filename (base, "openapi.json", NULL);
  g_autofree char *exchanges = g_build_filename (base, "exchanges", NULL);
  const char *const argv[] = {
    "python3", script, document, exchanges, all ? NULL : "--some", NULL
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  char *output = NULL;

  g_assert_true (g_file_set_contents (document, self->document, -1, NULL));
  g_assert_true (
      g_file_set_contents (exchanges, self->exchanges->str, (gssize)self->exchanges->len, NULL));
  process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_successful (process), ==, *output == '\0');
  return output;
}

JsonNode *
conversation_find_node (ServiceAnswer *answer, const char *path)
{
  g_auto (GStrv) names = g_strsplit_set (path, ".[", -1);
  JsonNode *node = answer->json;

  for (guint i = 0; node != NULL && names[i] != NULL; i++) {
    if (names[i][0] == '\0')
      continue;
    if (g_str_has_suffix (names[i], "]")) {
      guint index = atoi (names[i]);
      JsonArray *array = json_node_get_array (node);

      node = index < json_array_get_length (array) ? json_array_get_element (array, index) : NULL;
    } else {
      node = json_object_get_member (json_node_get_object (node), names[i]);
    }
  }
  if (node == NULL)
    g_error ("no %s in %s", path, answer->text);
  return node;
}

const char *
conversation_get_text (ServiceAnswer *answer, const char *path)
{
  return json_node_get_string (conversation_find_node (answer, path));
}

gint64
conversation_get_integer (ServiceAnswer *answer, const char *path)
{
  return json_node_get_int (conversation_find_node (answer, path));
}

guint
conversation_get_length (ServiceAnswer *answer, const char *path)
{
  return json_array_get_length (json_node_get_array (conversation_find_node (answer, path)));
}
