// SPDX-License-Identifier: GPL-3.0-or-later
/* `jielid import items` as people run it, and as machines fail. */
#include "jl-exit.h"
#include "jl-store.h"
#include "service-fixture.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#define N_ROWS 9000
/* Every tenth row is refused. */
#define N_REFUSED (N_ROWS / 10)
#define LONGEST_MS 60000

typedef struct {
  ServiceFixture service;
  char *file;   /* owned */
  char *report; /* owned */
} Import;

static void
write_rows (Import *self)
{
  g_autoptr (GString) text = g_string_new ("title,category,mode,price,grade,attributes.seats\n");

  for (guint i = 0; i < N_ROWS; i++)
    g_string_append_printf (
        text, "\"沙发, %05u\",sofa,sell,%u.50,%s,3\n", i, i % 900, i % 10 == 9 ? "Z" : "B");
  g_assert_true (g_file_set_contents (self->file, text->str, text->len, NULL));
}

static void
setup (Import *self, gconstpointer data)
{
  g_autofree char *token = NULL;
  g_autofree char *organisation = NULL;

  service_fixture_open (&self->service);
  service_start (&self->service, NULL);
  token = service_sign_in (&self->service, SERVICE_ADMINISTRATOR);
  organisation =
      service_add_organisation (&self->service, token, "shop", "惠民寄卖店", "HM", "130102001002");
  g_assert_cmpint (service_end (&self->service, SIGTERM), ==, 0);
  self->file = g_build_filename (self->service.data_dir, "uploads", "goods.csv", NULL);
  self->report = g_strconcat (self->file, ".report.csv", NULL);
  write_rows (self);
}

static void
teardown (Import *self, gconstpointer data)
{
  g_free (self->file);
  g_free (self->report);
  service_fixture_close (&self->service);
}

static gint64
query (Import *self, const char *sql)
{
  g_autoptr (JlConnection) connection = jl_store_open_reader (self->service.data_dir, NULL);
  g_autoptr (JlStatement) statement = jl_connection_prepare_text (connection, sql, NULL);

  g_assert_true (jl_statement_step (statement, NULL));
  return jl_statement_get_integer (statement, 0);
}

static int
run (Import *self, const char *option, char **output)
{
  const char *const arguments[] = {
    "import",   "items", "--data", self->service.data_dir, "--organisation", "HM",
    self->file, option,  NULL
  };

  return service_run (&self->service, arguments, output);
}

static gint64
get_size (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 ? info.st_size : 0;
}

/* Starts the import, and sends it a signal once its report has grown by @bytes: then a batch is
 * about to be committed. Returns: its wait status. */
static int
interrupt (Import *self, int signal_number, gint64 bytes)
{
  g_autofree char *folder = g_path_get_dirname (self->file);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  gint64 goal = get_size (self->report) + bytes;
  int watch = inotify_init1 (IN_CLOEXEC);
  struct pollfd poll_fd = { .fd = watch, .events = POLLIN };
  char events[4096];

  g_assert_cmpint (inotify_add_watch (watch, folder, IN_CREATE | IN_MODIFY), >=, 0);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                              &error,
                              self->service.program,
                              "import",
                              "items",
                              "--data",
                              self->service.data_dir,
                              "--organisation",
                              "HM",
                              self->file,
                              NULL);
  g_assert_no_error (error);
  while (get_size (self->report) < goal) {
    g_assert_cmpint (poll (&poll_fd, 1, LONGEST_MS), ==, 1);
    g_assert_cmpint (read (watch, events, sizeof events), >, 0);
  }
  g_subprocess_send_signal (process, signal_number);
  g_assert_true (g_subprocess_wait (process, NULL, &error));
  close (watch);
  return g_subprocess_get_status (process);
}

static void
assert_complete (Import *self)
{
  const char *const check[] = { "check", "--data", self->service.data_dir, NULL };
  g_autofree char *output = NULL;
  g_autofree char *report = NULL;
  guint n_lines = 0;

  g_assert_cmpint (query (self, "SELECT count(*) FROM item"), ==, N_ROWS - N_REFUSED);
  g_assert_cmpint (query (self, "SELECT count(DISTINCT title) FROM item"), ==, N_ROWS - N_REFUSED);
  g_assert_cmpint (query (self, "SELECT count(*) FROM item WHERE title LIKE '%9'"), ==, 0);
  g_assert_true (g_file_get_contents (self->report, &report, NULL, NULL));
  for (const char *at = report; (at = strchr (at, '\n')) != NULL; at++)
    n_lines++;
  g_assert_cmpuint (n_lines, ==, N_REFUSED + 1);
  if (service_run (&self->service, check, &output) != JL_EXIT_OK)
    g_error ("%s", output); /* nocheck: ends a test */
}

/* Killed at any moment, again and again: in the end each row is there once. */
static void
test_killed (Import *self, gconstpointer data)
{
  g_autofree char *output = NULL;
  gint64 n_rows = 0;

  for (int i = 0; i < 3; i++) {
    gint64 n_now;

    /* A batch more may be done before the signal comes; three of both are less than there is. */
    g_assert_true (WIFSIGNALED (interrupt (self, SIGKILL, g_test_rand_int_range (1, 5000))));
    g_assert_cmpint (
        query (self, "SELECT count(*) FROM item WHERE id NOT IN (SELECT id FROM ready)"), ==, 0);
    n_now = query (self, "SELECT coalesce (max (rows), 0) FROM import");
    g_assert_cmpint (n_now, >=, n_rows);
    g_assert_cmpint (query (self, "SELECT coalesce (max (taken), 0) FROM import"),
                     ==,
                     query (self, "SELECT count(*) FROM item"));
    n_rows = n_now;
  }
  g_assert_cmpint (run (self, NULL, &output), ==, JL_EXIT_PROBLEMS);
  g_assert_nonnull (
      strstr (output, "9000 rows: 8100 taken in (0 of them not in all), 900 refused"));
  assert_complete (self);
}

/* Ctrl-C: what was begun is kept, and it is said how to go on. */
static void
test_interrupted (Import *self, gconstpointer data)
{
  g_autofree char *output = NULL;
  g_autofree char *again = NULL;
  int status = interrupt (self, SIGINT, 1);
  gint64 n_items = query (self, "SELECT count(*) FROM item");

  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, JL_EXIT_INTERRUPTED);
  g_assert_cmpint (n_items, >, 0);
  g_assert_cmpint (n_items, <, N_ROWS - N_REFUSED);
  g_assert_cmpint (query (self, "SELECT taken FROM import"), ==, n_items);

  g_assert_cmpint (run (self, NULL, &output), ==, JL_EXIT_PROBLEMS);
  assert_complete (self);
  g_assert_cmpint (run (self, NULL, &again), ==, JL_EXIT_PROBLEMS);
  g_assert_nonnull (strstr (again, "taken in before"));
  assert_complete (self);
}

/* A trial changes nothing, and a folder that is served is left alone. */
static void
test_left_alone (Import *self, gconstpointer data)
{
  g_autofree char *trial = NULL;
  g_autofree char *refused = NULL;

  g_assert_cmpint (run (self, "--dry-run", &trial), ==, JL_EXIT_PROBLEMS);
  g_assert_nonnull (strstr (trial, "8100 taken in"));
  g_assert_nonnull (strstr (trial, "nothing was kept"));
  service_start (&self->service, NULL);
  g_assert_cmpint (run (self, NULL, &refused), ==, JL_EXIT_IN_USE);
  g_assert_nonnull (strstr (refused, "in use"));
  g_assert_cmpint (query (self, "SELECT count(*) FROM item"), ==, 0);
  g_assert_cmpint (query (self, "SELECT count(*) FROM import"), ==, 0);
}

/* What was taken in is found by whoever searches, as soon as the service is there. */
static void
test_served (Import *self, gconstpointer data)
{
  static const char rows[] =
      "标题,类别,方式,价格,成色,状态,学段,学科,年级,学期,版本,出版年\n"
      "语文 三年级,课本,出售,5,B90,已上架,小学,语文,三年级,上册,人教版,2024\n";
  g_autofree char *output = NULL;
  g_autoptr (ServiceAnswer) answer = NULL;

  g_assert_true (g_file_set_contents (self->file, rows, -1, NULL));
  g_assert_cmpint (run (self, NULL, &output), ==, JL_EXIT_OK);
  service_start (&self->service, NULL);
  answer = service_get (&self->service, "/api/v1/items?q=yuwen", NULL);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_nonnull (strstr (answer->text, "语文 三年级"));
}

/* Asks how far an import through the service has come until it is at @n rows, or in @state. */
static void
await_import (Import *self, const char *token, const char *path, const char *state, gint64 n)
{
  for (;;) {
    g_autoptr (ServiceAnswer) answer = service_get (&self->service, path, token);
    JsonObject *import;

    g_assert_cmpuint (answer->status, ==, 200);
    import = json_node_get_object (answer->json);
    g_assert_cmpstr (json_object_get_string_member (import, "state"), !=, "broken");
    if (strcmp (json_object_get_string_member (import, "state"), state) == 0 &&
        json_object_get_int_member (import, "done") >= n)
      return;
  }
}

static void
lose_power (Import *self)
{
  service_end (&self->service, SIGKILL);
  service_start (&self->service, NULL);
}

/* Whoever has sent a table need not be there: a service that dies goes on with it, and takes each
 * row in once. */
static void
test_service_killed (Import *self, gconstpointer data)
{
  g_autofree char *root = NULL;
  g_autofree char *shop = NULL;
  g_autofree char *clerk = NULL;
  g_autofree char *path = NULL;
  g_autofree char *start = NULL;
  g_autofree char *bytes = NULL;
  g_autoptr (GBytes) table = NULL;
  g_autoptr (ServiceAnswer) sent = NULL;
  g_autoptr (ServiceAnswer) started = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (self->file, &bytes, &size, NULL));
  table = g_bytes_new (bytes, size);
  service_start (&self->service, NULL);
  root = service_sign_in (&self->service, SERVICE_ADMINISTRATOR);
  shop = service_add_organisation (&self->service, root, "shop", "旧时光", "JSG", "130104001001");
  clerk = service_add_member (&self->service, root, shop, "manager", "zhou");
  sent = service_send (&self->service,
                       &(ServiceRequest){ .method = "POST",
                                          .path = "/api/v1/imports?name=goods.csv",
                                          .token = clerk,
                                          .upload = table });
  g_assert_cmpuint (sent->status, ==, 201);
  path = g_strconcat ("/api/v1/imports/", service_answer_get_text (sent, "id"), NULL);
  start = g_strconcat (path, "/start", NULL);
  await_import (self, clerk, path, "checking", N_ROWS / 10);
  lose_power (self);
  await_import (self, clerk, path, "ready", N_ROWS);
  started = service_send (&self->service,
                          &(ServiceRequest){ .method = "POST", .path = start, .token = clerk });
  g_assert_cmpuint (started->status, ==, 200);
  for (guint tenth = 2; tenth < 8; tenth += 2) {
    await_import (self, clerk, path, "running", N_ROWS * tenth / 10);
    lose_power (self);
  }
  await_import (self, clerk, path, "finished", N_ROWS);
  g_assert_cmpint (service_end (&self->service, SIGTERM), ==, 0);
  g_assert_cmpint (query (self, "SELECT count(*) FROM item"), ==, N_ROWS - N_REFUSED);
  g_assert_cmpint (query (self, "SELECT count(DISTINCT title) FROM item"), ==, N_ROWS - N_REFUSED);
}

#define TEST(path, func)                                                                           \
  g_test_add ("/integration/import/" path, Import, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  TEST ("killed", test_killed);
  TEST ("interrupted", test_interrupted);
  TEST ("left-alone", test_left_alone);
  TEST ("served", test_served);
  TEST ("service-killed", test_service_killed);
  return g_test_run ();
}
