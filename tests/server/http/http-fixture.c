// SPDX-License-Identifier: GPL-3.0-or-later
#include "http-fixture.h"

#include "jl-error.h"
#include "jl-id.h"
#include "jl-language.h"
#include "jl-store.h"
#include "jl-token.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* The capability */

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
  g_autofree char *path = g_build_filename (request->data_dir, name, NULL);
  JlResponse *response = jl_response_new_file (path, "image/webp");

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
static const JlSchema schema = { .name = "http-tests", .commands = commands };

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

static const JlCapability capability = { .name = "boxes", .schema = &schema, .routes = routes };
const JlCapability *const http_capabilities[] = { &capability, NULL };

/* A route of a command of the store's tests names it in its summary. */
static void
find_commands (void)
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

static JlCaller *
authenticate (
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

static gint64
get_time (void)
{
  return store_clock;
}

/* The way to the writer */

static gboolean
run_batch_cb (gpointer user_data)
{
  HttpFixture *fixture = user_data;

  g_source_set_ready_time (fixture->batch, -1);
  jl_writer_run_batch (fixture->writer);
  jl_worker_journal_grew (fixture->worker, jl_writer_get_position (fixture->writer));
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs batch_funcs = { NULL, NULL, dispatch, NULL, NULL, NULL };

static gboolean
submit (gpointer writer, GBytes *frame, JlWriterAnswer answer, gpointer user_data, GError **error)
{
  HttpFixture *fixture = writer;

  if (!jl_writer_queue (fixture->writer, frame, answer, user_data, error))
    return FALSE;
  g_source_set_ready_time (fixture->batch, 0);
  return TRUE;
}

/* The fixture */

static void
write_page (HttpFixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->web_dir, name, NULL);
  g_autofree char *dir = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
make_pages (HttpFixture *fixture)
{
  g_autofree char *script = g_strnfill (5000, 'a');

  fixture->web_dir = g_build_filename (fixture->store.dir, "web", NULL);
  write_page (fixture, "index.html", "<!doctype html><title>接力</title>");
  write_page (fixture, "item.html", "<!doctype html><title>item</title>");
  write_page (fixture, "js/list.js", script);
  write_page (fixture, "icon.png", "\x89PNG");
  write_page (fixture, ".secret", "secret");
  write_page (fixture, "name with blank.txt", "blank");
}

void
http_fixture_setup (HttpFixture *fixture, gconstpointer data)
{
  static const JlSchema *schemas[3];
  g_autoptr (GError) error = NULL;
  JlWriterConfig writer_config = { .authenticate = authenticate,
                                   .rules_version = "2026-11",
                                   .get_time = get_time,
                                   .schemas = schemas };

  find_commands ();
  http_resident_revoked = 0;
  store_fixture_setup (&fixture->store, NULL);
  g_clear_pointer (&fixture->store.writer, jl_writer_close);
  schemas[0] = store_schemas[0];
  schemas[1] = &schema;
  writer_config.data_dir = fixture->store.data_dir;
  writer_config.schema_dir = fixture->store.schema_dir;
  fixture->writer = jl_writer_open (&writer_config, &error);
  g_assert_no_error (error);
  fixture->reader = jl_store_open_reader (fixture->store.data_dir, &error);
  g_assert_no_error (error);

  make_pages (fixture);
  fixture->memory = jl_metrics_new (2, &error);
  g_assert_no_error (error);
  fixture->metrics = jl_metrics_open (jl_metrics_get_fd (fixture->memory), 0, &error);
  g_assert_no_error (error);
  fixture->log_fd = memfd_create ("access-log", MFD_CLOEXEC);
  g_assert_cmpint (fixture->log_fd, >=, 0);
  fixture->config = (JlWorkerConfig){ .listen_fd = -1,
                                      .data_dir = fixture->store.data_dir,
                                      .web_dir = fixture->web_dir,
                                      .public_url = "https://jieli.example/",
                                      .capabilities = http_capabilities,
                                      .authenticate = authenticate,
                                      .connect = jl_store_open_reader,
                                      .get_time = get_time,
                                      .submit = submit,
                                      .writer = fixture,
                                      .metrics = fixture->metrics,
                                      .access_log_fd = fixture->log_fd,
                                      .limits = jl_worker_limits_default };
}

void
http_fixture_teardown (HttpFixture *fixture, gconstpointer data)
{
  if (fixture->thread != NULL)
    http_fixture_stop (fixture);
  close (fixture->log_fd);
  g_clear_pointer (&fixture->metrics, jl_metrics_free);
  g_clear_pointer (&fixture->memory, jl_metrics_free);
  g_clear_pointer (&fixture->reader, jl_connection_close);
  g_clear_pointer (&fixture->writer, jl_writer_close);
  g_free (fixture->web_dir);
  store_fixture_teardown (&fixture->store, NULL);
}

int
http_fixture_listen (HttpFixture *fixture)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl (INADDR_LOOPBACK) } };
  socklen_t size = sizeof address;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (bind (fd, (struct sockaddr *)&address, sizeof address), ==, 0);
  g_assert_cmpint (listen (fd, 2048), ==, 0);
  g_assert_cmpint (getsockname (fd, (struct sockaddr *)&address, &size), ==, 0);
  fixture->port = ntohs (address.sin_port);
  return fd;
}

static gpointer
run_worker (gpointer user_data)
{
  HttpFixture *fixture = user_data;
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (fixture->context);
  fixture->batch = g_source_new (&batch_funcs, sizeof (GSource));
  g_source_set_callback (fixture->batch, run_batch_cb, fixture, NULL);
  g_source_attach (fixture->batch, fixture->context);
  fixture->worker = jl_worker_new (&fixture->config, &error);
  g_assert_no_error (error);

  g_mutex_lock (&fixture->mutex);
  fixture->is_up = TRUE;
  g_cond_signal (&fixture->cond);
  g_mutex_unlock (&fixture->mutex);

  jl_worker_run (fixture->worker);
  jl_worker_free (fixture->worker);
  g_source_destroy (fixture->batch);
  g_source_unref (fixture->batch);
  g_main_context_pop_thread_default (fixture->context);
  return NULL;
}

void
http_fixture_start (HttpFixture *fixture)
{
  fixture->config.listen_fd = http_fixture_listen (fixture);
  fixture->context = g_main_context_new ();
  fixture->is_up = FALSE;
  g_mutex_init (&fixture->mutex);
  g_cond_init (&fixture->cond);
  fixture->thread = g_thread_new ("worker", run_worker, fixture);
  g_mutex_lock (&fixture->mutex);
  while (!fixture->is_up)
    g_cond_wait (&fixture->cond, &fixture->mutex);
  g_mutex_unlock (&fixture->mutex);
}

static gboolean
quit_cb (gpointer user_data)
{
  HttpFixture *fixture = user_data;

  jl_worker_quit (fixture->worker);
  return G_SOURCE_REMOVE;
}

void
http_fixture_quit (HttpFixture *fixture)
{
  g_main_context_invoke (fixture->context, quit_cb, fixture);
}

void
http_fixture_stop (HttpFixture *fixture)
{
  http_fixture_quit (fixture);
  g_thread_join (g_steal_pointer (&fixture->thread));
  g_main_context_unref (fixture->context);
  g_mutex_clear (&fixture->mutex);
  g_cond_clear (&fixture->cond);
}

static gboolean
settle_cb (gpointer user_data)
{
  HttpFixture *fixture = user_data;

  g_mutex_lock (&fixture->mutex);
  fixture->is_up = TRUE;
  g_cond_signal (&fixture->cond);
  g_mutex_unlock (&fixture->mutex);
  return G_SOURCE_REMOVE;
}

void
http_fixture_settle (HttpFixture *fixture)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  fixture->is_up = FALSE;
  g_source_set_priority (source, G_PRIORITY_LOW);
  g_source_set_callback (source, settle_cb, fixture, NULL);
  g_source_attach (source, fixture->context);
  g_mutex_lock (&fixture->mutex);
  while (!fixture->is_up)
    g_cond_wait (&fixture->cond, &fixture->mutex);
  g_mutex_unlock (&fixture->mutex);
}

void
http_keep_reply (JlReply *reply, gpointer user_data)
{
  *(JlReply **)user_data = reply;
}

/* Before the worker runs: the writer belongs to its thread. */
gint64
http_fixture_make_box (HttpFixture *fixture, const char *input)
{
  g_autoptr (GBytes) hash = jl_token_hash (HTTP_CLERK);
  const JlFrame frame = { .command = "box.create",
                          .token_hash = hash,
                          .language = "en",
                          .parameters = (const char *const[]){ NULL },
                          .input = input };
  g_autoptr (JlReply) reply = jl_writer_call (fixture->writer, &frame);

  g_assert_null (fixture->thread);
  g_assert_no_error (reply->error);
  return reply->id;
}

#define PO                                                                                         \
  "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n"                          \
  "msgid \"Not found\"\nmsgstr \"没有找到\"\n\n"                                               \
  "msgid \"there is nothing at this address\"\nmsgstr \"这个地址上没有内容\"\n"

static char *locale_dir;

static void
remove_catalogue (void)
{
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", locale_dir);

  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (locale_dir);
}

void
http_speak_chinese (void)
{
  g_autofree char *dir = NULL;
  g_autofree char *po = NULL;
  g_autofree char *mo = NULL;
  int status = -1;

  locale_dir = g_dir_make_tmp ("jieli-http-XXXXXX", NULL);
  dir = g_build_filename (locale_dir, "zh_CN", "LC_MESSAGES", NULL);
  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  po = g_build_filename (locale_dir, "zh_CN.po", NULL);
  mo = g_build_filename (dir, "jieli.mo", NULL);
  g_assert_true (g_file_set_contents (po, PO, -1, NULL));

  const char *const argv[] = { "msgfmt", "-o", mo, po, NULL };

  g_assert_true (g_spawn_sync (
      NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  g_assert_true (jl_language_init (locale_dir));
  atexit (remove_catalogue);
}

/* The client */

void
http_client_shutdown (HttpClient *self)
{
  shutdown (self->fd, SHUT_WR);
}

HttpClient *
http_client_new (HttpFixture *fixture)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = htons (fixture->port),
                                 .sin_addr = { htonl (INADDR_LOOPBACK) } };
  const struct timeval patience = { .tv_sec = 20 };
  HttpClient *self = g_new0 (HttpClient, 1);

  self->rest = g_byte_array_new ();
  self->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  setsockopt (self->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  g_assert_cmpint (connect (self->fd, (struct sockaddr *)&address, sizeof address), ==, 0);
  return self;
}

void
http_client_free (HttpClient *self)
{
  close (self->fd);
  g_byte_array_unref (self->rest);
  g_free (self);
}

/* The other end may have closed already: that is for the reader to see. */
void
http_client_write (HttpClient *self, const char *text, gssize length)
{
  gsize left = length < 0 ? strlen (text) : (gsize)length;

  while (left > 0) {
    gssize n = send (self->fd, text, left, MSG_NOSIGNAL);

    if (n <= 0)
      return;
    text += n;
    left -= (gsize)n;
  }
}

/* FALSE: nothing more comes. */
static gboolean
receive (HttpClient *self)
{
  guint8 buffer[16384];
  gssize n = recv (self->fd, buffer, sizeof buffer, 0);

  if (n < 0)
    g_assert_cmpint (errno, ==, ECONNRESET);
  if (n > 0)
    g_byte_array_append (self->rest, buffer, (guint)n);
  return n > 0;
}

static char *
take (HttpClient *self, gsize length)
{
  char *text = g_strndup ((const char *)self->rest->data, length);

  g_byte_array_remove_range (self->rest, 0, (guint)length);
  return text;
}

char *
http_client_read_until (HttpClient *self, const char *what)
{
  const char *p;

  while (self->rest->len == 0 ||
         (p = memmem (self->rest->data, self->rest->len, what, strlen (what))) == NULL)
    if (!receive (self))
      return NULL;
  return take (self, (gsize)(p - (const char *)self->rest->data) + strlen (what));
}

char *
http_client_read_all (HttpClient *self)
{
  while (receive (self))
    ;
  return self->rest->len > 0 ? take (self, self->rest->len) : g_strdup ("");
}

gboolean
http_client_is_closed (HttpClient *self)
{
  return self->rest->len == 0 && !receive (self);
}

gboolean
http_client_wait (HttpClient *self, int milliseconds)
{
  struct pollfd poll_fd = { .fd = self->fd, .events = POLLIN };

  return self->rest->len > 0 || poll (&poll_fd, 1, milliseconds) > 0;
}

HttpReply *
http_client_read (HttpClient *self, gboolean has_body)
{
  g_autofree char *head = http_client_read_until (self, "\r\n\r\n");
  g_autoptr (HttpReply) reply = NULL;
  g_auto (GStrv) lines = NULL;
  const char *length;

  if (head == NULL)
    return NULL;
  reply = g_new0 (HttpReply, 1);
  reply->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  reply->head = g_steal_pointer (&head);
  lines = g_strsplit (reply->head, "\r\n", -1);
  g_assert_true (g_str_has_prefix (lines[0], "HTTP/1."));
  reply->status = (guint)g_ascii_strtoull (lines[0] + 9, NULL, 10);
  for (char **line = lines + 1; **line != '\0'; line++) {
    char *colon = strstr (*line, ": ");
    g_autofree char *name = NULL;

    g_assert_nonnull (colon);
    name = g_ascii_strdown (*line, colon - *line);
    g_assert_false (g_hash_table_contains (reply->headers, name));
    g_hash_table_insert (reply->headers, g_steal_pointer (&name), g_strdup (colon + 2));
  }
  length = http_reply_get (reply, "content-length");
  if (length != NULL && has_body)
    reply->length = (gsize)g_ascii_strtoull (length, NULL, 10);
  while (self->rest->len < reply->length)
    if (!receive (self))
      return NULL;
  reply->body = g_malloc0 (reply->length + 1);
  memcpy (reply->body, self->rest->data, reply->length);
  g_byte_array_remove_range (self->rest, 0, (guint)reply->length);
  return g_steal_pointer (&reply);
}

void
http_reply_free (HttpReply *self)
{
  g_clear_pointer (&self->headers, g_hash_table_unref);
  g_free (self->head);
  g_free (self->body);
  g_free (self);
}

const char *
http_reply_get (HttpReply *self, const char *header)
{
  return g_hash_table_lookup (self->headers, header);
}

char *
http_reply_dup_code (HttpReply *self)
{
  g_autoptr (JsonNode) node = NULL;

  if (g_strcmp0 (http_reply_get (self, "content-type"), "application/problem+json") != 0)
    return g_strdup ("");
  node = jl_json_parse (self->body, (gssize)self->length, NULL);
  g_assert_nonnull (node);
  g_assert_cmpint (
      json_object_get_int_member (json_node_get_object (node), "status"), ==, self->status);
  return g_strdup (json_object_get_string_member (json_node_get_object (node), "code"));
}

HttpReply *
http_call (HttpFixture *fixture,
           const char *method,
           const char *path,
           const char *token,
           const char *headers,
           const char *body)
{
  g_autoptr (HttpClient) client = http_client_new (fixture);
  g_autoptr (GString) text = g_string_new (NULL);
  HttpReply *reply;

  g_string_append_printf (text, "%s %s HTTP/1.1\r\nHost: localhost\r\n", method, path);
  if (token != NULL)
    g_string_append_printf (text, "Authorization: Bearer %s\r\n", token);
  if (headers != NULL)
    g_string_append (text, headers);
  if (body != NULL)
    g_string_append_printf (text,
                            "Content-Type: application/json\r\nContent-Length: %" G_GSIZE_FORMAT
                            "\r\n",
                            strlen (body));
  g_string_append_printf (text, "\r\n%s", body != NULL ? body : "");
  http_client_write (client, text->str, (gssize)text->len);
  reply = http_client_read (client, strcmp (method, "HEAD") != 0);
  g_assert_nonnull (reply);
  return reply;
}

HttpReply *
http_get (HttpFixture *fixture, const char *path, const char *token)
{
  return http_call (fixture, "GET", path, token, NULL, NULL);
}
