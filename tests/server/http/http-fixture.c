// SPDX-License-Identifier: GPL-3.0-or-later
#include "http-fixture.h"

#include "http-capability.h"
#include "jl-error.h"
#include "jl-language.h"
#include "jl-store.h"
#include "jl-token.h"

#include <arpa/inet.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

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
  JlWriterConfig writer_config = { .authenticate = http_authenticate,
                                   .rules_version = "2026-11",
                                   .get_time = get_time,
                                   .schemas = schemas };

  http_find_commands ();
  http_resident_revoked = 0;
  store_fixture_setup (&fixture->store, NULL);
  g_clear_pointer (&fixture->store.writer, jl_writer_close);
  schemas[0] = store_schemas[0];
  schemas[1] = &http_schema;
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
                                      .authenticate = http_authenticate,
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

static GBytes *
make_box_frame (const char *input)
{
  g_autoptr (GBytes) hash = jl_token_hash (HTTP_CLERK);
  const JlFrame frame = { .command = "box.create",
                          .token_hash = hash,
                          .language = "en",
                          .parameters = (const char *const[]){ NULL },
                          .input = input };

  return jl_frame_to_bytes (&frame);
}

/* Before the worker runs: the writer belongs to its thread. */
gint64
http_fixture_make_box (HttpFixture *fixture, const char *input)
{
  g_autoptr (GBytes) frame = make_box_frame (input);
  JlReply *reply = NULL;
  gint64 id;

  g_assert_null (fixture->thread);
  g_assert_true (jl_writer_queue (fixture->writer, frame, http_keep_reply, &reply, NULL));
  jl_writer_run_batch (fixture->writer);
  g_assert_no_error (reply->error);
  id = reply->id;
  jl_reply_free (reply);
  return id;
}

static void
check_reply (JlReply *reply, gpointer user_data)
{
  g_assert_no_error (reply->error);
  jl_reply_free (reply);
}

void
http_fixture_make_boxes (HttpFixture *fixture, guint n, const char *input, const char *other)
{
  g_autoptr (GBytes) one = make_box_frame (input);
  g_autoptr (GBytes) two = make_box_frame (other);

  g_assert_null (fixture->thread);
  for (guint i = 0; i < n; i++)
    g_assert_true (
        jl_writer_queue (fixture->writer, i % 2 == 0 ? one : two, check_reply, NULL, NULL));
  while (jl_writer_get_n_queued (fixture->writer) > 0)
    jl_writer_run_batch (fixture->writer);
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
