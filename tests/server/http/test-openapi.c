// SPDX-License-Identifier: GPL-3.0-or-later
#include "http-fixture.h"

#include "jl-id.h"
#include "jl-openapi.h"

#include <glib/gstdio.h>
#include <string.h>

/* The description, and whether answers are as it says: tests/support/check-openapi.py. */

typedef struct {
  HttpFixture http;
  char *document;  /* file */
  char *exchanges; /* file */
  GString *lines;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  http_fixture_setup (&fixture->http, NULL);
  fixture->document = g_build_filename (fixture->http.store.dir, "openapi.json", NULL);
  fixture->exchanges = g_build_filename (fixture->http.store.dir, "exchanges", NULL);
  fixture->lines = g_string_new (NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->document);
  g_free (fixture->exchanges);
  g_string_free (fixture->lines, TRUE);
  http_fixture_teardown (&fixture->http, NULL);
}

/* Returns: what is wrong. */
static char *
check (Fixture *fixture, gboolean with_exchanges)
{
  g_autofree char *script = g_build_filename (
      g_getenv ("JIELI_TEST_FIXTURES"), "..", "support", "check-openapi.py", NULL);
  const char *argv[] = { "python3", script, fixture->document, NULL, NULL };
  g_autofree char *errors = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  int status = -1;

  if (with_exchanges)
    argv[3] = fixture->exchanges;
  g_assert_true (g_file_set_contents (fixture->exchanges, fixture->lines->str, -1, NULL));
  g_spawn_sync (NULL,
                (char **)argv,
                NULL,
                G_SPAWN_SEARCH_PATH,
                NULL,
                NULL,
                &output,
                &errors,
                &status,
                &error);
  g_assert_no_error (error);
  g_test_message ("%s", errors);
  g_assert_cmpint (status == 0, ==, *output == '\0');
  return output;
}

static void
save_document (Fixture *fixture, GBytes *document)
{
  gsize size;
  const char *text = g_bytes_get_data (document, &size);

  g_assert_true (g_file_set_contents (fixture->document, text, (gssize)size, NULL));
}

static void
test_document (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) document = jl_openapi_build (http_capabilities, "https://jieli.example/");
  g_autofree char *wrong = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *root;
  JsonObject *paths;
  JsonObject *patch;

  save_document (fixture, document);
  wrong = check (fixture, FALSE);
  g_assert_cmpstr (wrong, ==, "");

  node = jl_json_parse (g_bytes_get_data (document, NULL), g_bytes_get_size (document), NULL);
  root = json_node_get_object (node);
  g_assert_cmpstr (
      json_object_get_string_member (
          json_array_get_object_element (json_object_get_array_member (root, "servers"), 0), "url"),
      ==,
      "https://jieli.example");
  paths = json_object_get_object_member (root, "paths");
  patch = json_object_get_object_member (
      json_object_get_object_member (paths, "/api/v1/boxes/{id}"), "patch");
  g_assert_cmpstr (json_object_get_string_member (patch, "operationId"), ==, "patch_boxes_id");
  g_assert_cmpuint (
      json_array_get_length (json_object_get_array_member (patch, "security")), ==, 2);
}

/* The checker itself must see what is wrong. */
static void
test_checker (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *from;
    const char *to;
    const char *complaint;
  } rows[] = {
    { "\"openapi\":\"3.1.0\"", "\"openapi\":\"3.0.0\"", "not 3.1" },
    { "#/components/schemas/TestBox\"", "#/components/schemas/Box\"", "leads nowhere" },
    { "\"in\":\"path\",\"required\":true", "\"in\":\"path\"", "must be required" },
    { "\"in\":\"path\"", "\"in\":\"road\"", "is incomplete" },
    { "\"operationId\":\"get_boxes_id\"", "\"operationId\":\"get_boxes\"", "is not its own" },
    { "\"description\":\"One box.\"", "\"text\":\"One box.\"", "without description" },
    { "\"type\":\"integer\"", "\"type\":\"whole\"", "no schema" },
  };
  g_autoptr (GBytes) document = jl_openapi_build (http_capabilities, "/");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text =
        g_strndup (g_bytes_get_data (document, NULL), g_bytes_get_size (document));
    g_auto (GStrv) parts = g_strsplit (text, rows[i].from, 2);
    g_autofree char *spoilt = g_strjoinv (rows[i].to, parts);
    g_autofree char *wrong = NULL;

    g_test_message ("%s", rows[i].from);
    g_assert_cmpuint (g_strv_length (parts), ==, 2);
    g_assert_true (g_file_set_contents (fixture->document, spoilt, -1, NULL));
    wrong = check (fixture, FALSE);
    g_test_message ("%s", wrong);
    g_assert_nonnull (strstr (wrong, rows[i].complaint));
  }
}

static void
append_header (gpointer name, gpointer value, gpointer user_data)
{
  GString *lines = user_data;

  if (lines->str[lines->len - 1] != '{')
    g_string_append_c (lines, ',');
  jl_json_append_string (lines, name);
  g_string_append_c (lines, ':');
  jl_json_append_string (lines, value);
}

static void
note (Fixture *fixture, const char *operation, HttpReply *reply)
{
  const char *type = http_reply_get (reply, "content-type");

  g_string_append_printf (fixture->lines,
                          "{\"operation\":\"%s\",\"status\":%u,\"type\":\"%s\",\"body\":",
                          operation,
                          reply->status,
                          type != NULL ? type : "");
  jl_json_append_string (fixture->lines, reply->body);
  g_string_append (fixture->lines, ",\"headers\":{");
  g_hash_table_foreach (reply->headers, append_header, fixture->lines);
  g_string_append (fixture->lines, "}}\n");
}

/* {box} stands for the id of a box. */
static const struct {
  const char *operation;
  const char *method;
  const char *path;
  const char *token;
  const char *headers;
  const char *body;
} requests[] = {
  { "get_boxes", "GET", "/boxes?limit=1", NULL },
  { "get_boxes", "GET", "/boxes?limit=0", NULL },
  { "get_boxes", "GET", "/boxes", HTTP_OVER },
  { "post_boxes", "POST", "/boxes", HTTP_CLERK, NULL, "{\"title\":\"a\",\"shape\":\"round\"}" },
  { "post_boxes", "POST", "/boxes", HTTP_CLERK, NULL, "{}" },
  { "post_boxes", "POST", "/boxes", NULL, NULL, "{\"title\":\"a\"}" },
  { "get_boxes_id", "GET", "/boxes/{box}", NULL },
  { "get_boxes_id", "GET", "/boxes/{box}", HTTP_CLERK },
  { "get_boxes_id", "GET", "/boxes/{box}", NULL, "If-None-Match: \"1.public\"\r\n" },
  { "get_boxes_id", "GET", "/boxes/00000000000FM", NULL },
  { "patch_boxes_id", "PATCH", "/boxes/{box}", HTTP_CLERK, NULL, "{\"title\":\"b\"}" },
  { "patch_boxes_id",
    "PATCH",
    "/boxes/{box}",
    HTTP_CLERK,
    "If-Match: \"1.own\"\r\n",
    "{\"title\":\"b\"}" },
  { "post_boxes_id_photos", "POST", "/boxes/{box}/photos", HTTP_CLERK, NULL, "a picture" },
  { "post_boxes_id_photos", "POST", "/boxes/{box}/photos", HTTP_CLERK, NULL, "evil" },
  { "delete_boxes_id", "DELETE", "/boxes/{box}", HTTP_CLERK },
  { "delete_boxes_id", "DELETE", "/boxes/{box}", HTTP_CLERK },
  { "get_labels_code", "GET", "/labels/A-1", NULL },
  { "get_labels_code_pdf", "GET", "/labels/A-1.pdf", NULL },
  { "get_photos_id", "GET", "/photos/00000000000FM", NULL },
  { "get_photos_id", "GET", "/photos/00000000000FN", NULL },
  { "get_large_size", "GET", "/large/100", NULL },
  { "get_reasons", "GET", "/reasons", HTTP_CLERK },
  { "post_slow", "POST", "/slow", NULL, "Content-Length: 0\r\n" },
  { "post_visits", "POST", "/visits", NULL, "Content-Length: 0\r\n" },
  { "post_sessions", "POST", "/sessions", NULL, NULL, "{\"username\":\"li\"}" },
  { "post_sessions",
    "POST",
    "/sessions",
    NULL,
    "Jieli-Session: cookie\r\n",
    "{\"username\":\"li\"}" },
  { "delete_sessions_current", "DELETE", "/sessions/current", HTTP_RESIDENT },
  { "get_changes", "GET", "/changes?after=0&kind=box", NULL },
};

static void
test_exchanges (Fixture *fixture, gconstpointer data)
{
  HttpFixture *http = &fixture->http;
  char box[JL_ID_TEXT_SIZE];
  g_autofree char *photos = g_build_filename (http->store.data_dir, "photos", NULL);
  g_autofree char *photo = g_build_filename (photos, "00000000000FM.bin", NULL);
  g_autofree char *label = g_build_filename (photos, "A-1.bin", NULL);
  g_autofree char *wrong = NULL;
  g_auto (GStrv) complaints = NULL;

  jl_id_to_text (
      http_fixture_make_box (http,
                             "{\"title\":\"沙发\",\"open\":true,\"sides\":[{\"name\":\"left\"}],"
                             "\"tags\":[\"a\"],\"attributes\":{\"seats\":3},"
                             "\"packed\":\"2026-11-23\"}"),
      box);
  g_assert_cmpint (g_mkdir (photos, 0700), ==, 0);
  g_assert_true (g_file_set_contents (photo, "photo", -1, NULL));
  g_assert_true (g_file_set_contents (label, "label", -1, NULL));
  http_fixture_start (http);
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++) {
    g_auto (GStrv) parts = g_strsplit (requests[i].path, "{box}", -1);
    g_autofree char *rest = g_strjoinv (box, parts);
    g_autofree char *path = g_strconcat ("/api/v1", rest, NULL);
    g_autoptr (HttpReply) reply = http_call (
        http, requests[i].method, path, requests[i].token, requests[i].headers, requests[i].body);

    note (fixture, requests[i].operation, reply);
  }
  {
    g_autoptr (HttpReply) reply = http_get (http, "/api/v1/openapi.json", NULL);

    g_assert_true (g_file_set_contents (fixture->document, reply->body, -1, NULL));
  }

  wrong = check (fixture, TRUE);
  complaints = g_strsplit (wrong, "\n", -1);
  /* Two routes of the tests never succeed, as they should. */
  g_assert_cmpstr (complaints[0], ==, "get_broken: was not seen to succeed");
  g_assert_cmpstr (complaints[1], ==, "get_reasons: was not seen to succeed");
  g_assert_cmpstr (complaints[2], ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/http/openapi/document", Fixture, NULL, setup, test_document, teardown);
  g_test_add ("/http/openapi/checker", Fixture, NULL, setup, test_checker, teardown);
  g_test_add ("/http/openapi/exchanges", Fixture, NULL, setup, test_exchanges, teardown);
  return g_test_run ();
}
