// SPDX-License-Identifier: GPL-3.0-or-later
#include "http-capability.h"

#include "http-fixture.h"
#include "jl-error.h"
#include "jl-token.h"

#include <glib/gstdio.h>
#include <string.h>

static GMutex slow_mutex;
static GCond slow_cond;
static gboolean slow_held;

enum { QUERY_SHAPE, QUERY_WEIGHT };
static const JlField query_fields[] = {
  [QUERY_SHAPE] = { .name = "shape", .type = JL_FIELD_TEXT, .max = 10, .doc = "Its shape." },
  [QUERY_WEIGHT] = { .name = "weight", .type = JL_FIELD_INTEGER, .min = 0, .max = 1000 },
};
static const JlRecordTable query_table =
    JL_RECORD_TABLE ("box_query", "TestBoxQuery", query_fields);

static const JlField sign_in_fields[] = {
  { .name = "username", .type = JL_FIELD_TEXT, .max = 20, .flags = JL_FIELD_REQUIRED },
};
static const JlRecordTable sign_in_table =
    JL_RECORD_TABLE ("sign_in", "TestSignIn", sign_in_fields);

static const JlField session_fields[] = {
  { .name = "token", .type = JL_FIELD_TEXT, .max = 100 },
  { .name = "name", .type = JL_FIELD_TEXT, .max = 100 },
};
static const JlRecordTable session_table =
    JL_RECORD_TABLE ("test_session", "TestSession", session_fields);

static const JlField look_fields[] = { { .name = "visited", .type = JL_FIELD_BOOLEAN } };
static const JlRecordTable look_table = JL_RECORD_TABLE ("look", "TestLook", look_fields);

static JlResponse *
list_boxes (JlRequest *request, GError **error)
{
  static const char sql[] =
      "SELECT id, public FROM ready WHERE kind = 'box' AND public IS NOT NULL "
      "AND id > ?1 ORDER BY id LIMIT ?2";
  g_autoptr (JlStatement) statement = jl_connection_prepare (request->connection, sql, error);
  g_auto (JlListBuilder) list = { 0 };
  g_autofree char *next = NULL;
  GError *local_error = NULL;
  gint64 last = 0;

  if (statement == NULL ||
      (request->cursor != NULL && !jl_cursor_parse (request->cursor, 1, &last, error)))
    return NULL;
  jl_statement_bind_integer (statement, 1, last);
  jl_statement_bind_integer (statement, 2, request->limit);
  jl_list_builder_init (&list);
  while (jl_statement_step (statement, &local_error)) {
    gsize length;
    const char *json = jl_statement_get_blob (statement, 1, &length);

    last = jl_statement_get_integer (statement, 0);
    jl_list_builder_append (&list, json, length);
  }
  g_assert_no_error (local_error);
  if (list.n == request->limit)
    next = jl_cursor_new (1, &last);
  return jl_list_builder_finish (&list, next);
}

static JlResponse *
get_label (JlRequest *request, GError **error)
{
  g_autoptr (GString) json = g_string_new ("{\"code\":");

  jl_json_append_string (json, request->parameters[0]);
  g_string_append_c (json, '}');
  return jl_response_new_json (g_string_free (g_steal_pointer (&json), FALSE));
}

static JlResponse *
get_photo (JlRequest *request, GError **error)
{
  g_autofree char *name = g_strconcat (request->parameters[0], ".bin", NULL);
  g_autofree char *path = g_build_filename (request->data_dir, "photos", name, NULL);
  JlResponse *response = jl_response_new_file (path, "image/webp");

  jl_response_set_etag (response, &(JlEtag){ .version = 1, .view = JL_VIEW_PUBLIC });
  jl_response_set_immutable (response);
  return response;
}

static JlResponse *
get_large (JlRequest *request, GError **error)
{
  gsize size = (gsize)g_ascii_strtoull (request->parameters[0], NULL, 10);
  char *text = g_malloc (size);

  memset (text, 'x', size);
  return jl_response_new_bytes (g_bytes_new_take (text, size), "text/plain");
}

static JlResponse *
get_broken (JlRequest *request, GError **error)
{
  g_set_error_literal (error, JL_ERROR, JL_ERROR_INTERNAL, "secret of the house");
  return NULL;
}

static JlResponse *
get_reasons (JlRequest *request, GError **error)
{
  GError *reasons = g_error_new_literal (JL_ERROR, JL_ERROR_NOT_PUBLISHABLE, "not yet");

  jl_error_add_reason (reasons, "photo_missing", "photos", "a photo is missing");
  jl_error_add_reason (reasons, "grade_missing", NULL, "a \"grade\" is missing");
  g_propagate_error (error, reasons);
  return NULL;
}

static GVariant *
prepare_upload (JlRequest *request, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *kept = g_build_filename (request->data_dir, "kept.bin", NULL);
  gsize size = 0;

  g_assert_true (g_file_get_contents (request->upload_path, &text, &size, NULL));
  if (size >= 4 && memcmp (text, "evil", 4) == 0) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_UNSUPPORTED_MEDIA, "no picture");
    return NULL;
  }
  g_assert_cmpint (g_rename (request->upload_path, kept), ==, 0);
  return g_variant_new_parsed ("{'size': <%x>}", (gint64)size);
}

static gboolean
execute_upload (JlTransaction *transaction, JlCall *call, GError **error)
{
  gint64 size = 0;

  g_assert_true (g_variant_lookup (call->prepared, "size", "x", &size));
  jl_transaction_reply_json (
      transaction, 201, g_strdup_printf ("{\"visited\":%s}", size == 0 ? "false" : "true"));
  return TRUE;
}

static GVariant *
prepare_slow (JlRequest *request, GError **error)
{
  g_mutex_lock (&slow_mutex);
  while (slow_held)
    g_cond_wait (&slow_cond, &slow_mutex);
  g_mutex_unlock (&slow_mutex);
  return g_variant_new_parsed ("@a{sv} {}");
}

void
http_slow_hold (void)
{
  g_mutex_lock (&slow_mutex);
  slow_held = TRUE;
  g_mutex_unlock (&slow_mutex);
}

void
http_slow_release (void)
{
  g_mutex_lock (&slow_mutex);
  slow_held = FALSE;
  g_cond_broadcast (&slow_cond);
  g_mutex_unlock (&slow_mutex);
}

static gboolean
execute_sign_in (JlTransaction *transaction, JlCall *call, GError **error)
{
  jl_transaction_reply_json (
      transaction, 201, g_strdup ("{\"token\":\"" HTTP_RESIDENT "\",\"name\":\"小李\"}"));
  return TRUE;
}

static gboolean
execute_nothing (JlTransaction *transaction, JlCall *call, GError **error)
{
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

static const JlCommand upload_command = { .name = "box.upload",
                                          .roles = JL_ROLE_CLERK,
                                          .flags = JL_COMMAND_OPERATIONAL,
                                          .execute = execute_upload };
static const JlCommand sign_in_command = { .name = "session.create",
                                           .roles = JL_ROLE_ANYONE,
                                           .flags = JL_COMMAND_OPERATIONAL,
                                           .input = &sign_in_table,
                                           .execute = execute_sign_in };
static const JlCommand sign_out_command = { .name = "session.end",
                                            .roles = JL_ROLE_RESIDENT,
                                            .flags = JL_COMMAND_OPERATIONAL,
                                            .execute = execute_nothing };
static const JlCommand slow_command = { .name = "slow",
                                        .roles = JL_ROLE_ANYONE,
                                        .flags = JL_COMMAND_OPERATIONAL,
                                        .execute = execute_nothing };
static const JlCommand *const commands[] = {
  &upload_command, &sign_in_command, &sign_out_command, &slow_command, NULL
};
const JlSchema http_schema = { .name = "http-tests", .commands = commands };

/* Those of the store's own tests, by name: filled before the routes are used. */
static JlRoute routes[] = {
  { .method = "GET",
    .path = "/boxes",
    .roles = JL_ROLE_ANYONE,
    .flags = JL_ROUTE_LIST,
    .query = &query_table,
    .output = &box_table,
    .read = list_boxes,
    .summary = "All boxes." },
  { .method = "POST",
    .path = "/boxes",
    .roles = JL_ROLE_CLERK,
    .input = &box_table,
    .output = &box_table,
    .kind = &box_kind,
    .status = 201,
    .summary = "box.create" },
  { .method = "GET",
    .path = "/boxes/{id}",
    .roles = JL_ROLE_ANYONE,
    .output = &box_table,
    .kind = &box_kind,
    .read = jl_ready_handler,
    .summary = "One box." },
  { .method = "PATCH",
    .path = "/boxes/{id}",
    .roles = JL_ROLE_CLERK,
    .input = &box_table,
    .output = &box_table,
    .kind = &box_kind,
    .summary = "box.change" },
  { .method = "DELETE",
    .path = "/boxes/{id}",
    .roles = JL_ROLE_CLERK,
    .status = 204,
    .summary = "box.remove" },
  { .method = "POST",
    .path = "/boxes/{id}/photos",
    .roles = JL_ROLE_CLERK,
    .flags = JL_ROUTE_UPLOAD,
    .output = &look_table,
    .status = 201,
    .command = &upload_command,
    .prepare = prepare_upload,
    .summary = "Add a photo." },
  { .method = "GET",
    .path = "/labels/{code}",
    .roles = JL_ROLE_ANYONE,
    .output = &look_table,
    .read = get_label,
    .summary = "A label." },
  { .method = "GET",
    .path = "/labels/{code}.pdf",
    .roles = JL_ROLE_ANYONE,
    .read = get_photo,
    .summary = "A label to print." },
  { .method = "GET",
    .path = "/photos/{id}",
    .roles = JL_ROLE_ANYONE,
    .read = get_photo,
    .summary = "A photo." },
  { .method = "GET",
    .path = "/large/{size}",
    .roles = JL_ROLE_ANYONE,
    .read = get_large,
    .summary = "Much." },
  { .method = "GET",
    .path = "/broken",
    .roles = JL_ROLE_ANYONE,
    .output = &look_table,
    .read = get_broken,
    .summary = "Always fails." },
  { .method = "GET",
    .path = "/reasons",
    .roles = JL_ROLE_CLERK,
    .flags = JL_ROUTE_PRIVATE,
    .output = &look_table,
    .read = get_reasons,
    .summary = "Fails for reasons." },
  { .method = "POST",
    .path = "/slow",
    .roles = JL_ROLE_ANYONE,
    .status = 204,
    .command = &slow_command,
    .prepare = prepare_slow,
    .summary = "Waits." },
  { .method = "POST",
    .path = "/visits",
    .roles = JL_ROLE_ANYONE,
    .output = &look_table,
    .summary = "visit" },
  { .method = "POST",
    .path = "/sessions",
    .roles = JL_ROLE_ANYONE,
    .flags = JL_ROUTE_SESSION | JL_ROUTE_PRIVATE,
    .input = &sign_in_table,
    .output = &session_table,
    .status = 201,
    .command = &sign_in_command,
    .summary = "Sign in." },
  { .method = "DELETE",
    .path = "/sessions/current",
    .roles = JL_ROLE_RESIDENT,
    .flags = JL_ROUTE_SESSION | JL_ROUTE_PRIVATE,
    .status = 204,
    .command = &sign_out_command,
    .summary = "Sign out." },
  { .method = NULL },
};

static const JlCapability capability = { .name = "boxes",
                                         .schema = &http_schema,
                                         .routes = routes };
const JlCapability *const http_capabilities[] = { &capability, NULL };

/* A route of a command of the store's tests names it in its summary. */
void
http_find_commands (void)
{
  for (JlRoute *route = routes; route->method != NULL; route++) {
    for (guint i = 0; store_schemas[0]->commands[i] != NULL; i++)
      if (g_strcmp0 (store_schemas[0]->commands[i]->name, route->summary) == 0)
        route->command = store_schemas[0]->commands[i];
    g_assert_true ((route->read != NULL) != (route->command != NULL));
  }
}

/* Who asks */

int http_resident_revoked;

static const struct {
  const char *token;
  gint64 account;
  gint64 person;
  gint64 organisation;
  JlRoleSet roles;
} accounts[] = {
  { HTTP_CLERK, 7, 70, 500, JL_ROLE_CLERK | JL_ROLE_RESIDENT | JL_ROLE_ANYONE },
  { HTTP_STRANGER, 8, 80, 600, JL_ROLE_CLERK | JL_ROLE_RESIDENT | JL_ROLE_ANYONE },
  { HTTP_RESIDENT, 9, 90, 0, JL_ROLE_RESIDENT | JL_ROLE_ANYONE },
};

JlCaller *
http_authenticate (
    JlConnection *connection, GBytes *token_hash, gint64 acting, gint64 now, GError **error)
{
  g_autoptr (JlCaller) caller = jl_caller_new ();

  if (token_hash == NULL)
    return g_steal_pointer (&caller);
  for (guint i = 0; i < G_N_ELEMENTS (accounts); i++) {
    g_autoptr (GBytes) hash = jl_token_hash (accounts[i].token);

    if (!g_bytes_equal (hash, token_hash))
      continue;
    if (accounts[i].account == 9 && g_atomic_int_get (&http_resident_revoked))
      break;
    caller->account = accounts[i].account;
    caller->person = accounts[i].person;
    caller->organisation = accounts[i].organisation;
    caller->roles = accounts[i].roles;
    if (acting != 0 && acting != caller->organisation) {
      g_set_error_literal (error, JL_ERROR, JL_ERROR_FORBIDDEN, "not a member there");
      return NULL;
    }
    return g_steal_pointer (&caller);
  }
  g_set_error_literal (error, JL_ERROR, JL_ERROR_UNAUTHENTICATED, "the session is over");
  return NULL;
}
