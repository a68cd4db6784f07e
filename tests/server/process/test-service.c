// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-exit.h"
#include "service-fixture.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_SECONDS 30

static void
setup (ServiceFixture *fixture, gconstpointer data)
{
  service_fixture_open (fixture);
}

static void
teardown (ServiceFixture *fixture, gconstpointer data)
{
  service_fixture_close (fixture);
}

/* The first child of that kind that is not @other. */
static int
await_child (ServiceFixture *fixture, const char *name, int other)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;

  for (;;) {
    g_autoptr (GArray) pids = service_list_children (fixture, name);

    for (guint i = 0; i < pids->len; i++) {
      if (g_array_index (pids, int, i) != other)
        return g_array_index (pids, int, i);
    }
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
  }
}

static void
assert_healthy (ServiceFixture *fixture)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;

  for (;;) {
    g_autoptr (ServiceAnswer) answer = service_get (fixture, "/healthz", NULL);

    if (answer->status == 200)
      return;
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
  }
}

/* The first signal has been taken: nobody listens any more. */
static void
await_refusal (ServiceFixture *fixture)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;

  for (;;) {
    g_autoptr (SoupSession) session = service_new_session ();
    g_autoptr (ServiceAnswer) answer = service_send_with (
        session, fixture->port, &(ServiceRequest){ .method = "GET", .path = "/healthz" });

    if (answer->status == 0)
      return;
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
  }
}

static void
assert_exited (int status, JlExit expected)
{
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, expected);
}

static const char *const two_workers[] = { "--workers", "2", NULL };
static const char *const one_worker[] = { "--workers", "1", NULL };

static void
test_serves (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) workers = NULL;
  g_autoptr (GArray) all = NULL;

  service_start (fixture, two_workers);
  assert_healthy (fixture);
  workers = service_list_children (fixture, "worker");
  all = service_list_children (fixture, NULL);
  g_assert_cmpuint (workers->len, ==, 2);
  assert_exited (service_end (fixture, SIGTERM), JL_EXIT_OK);
  for (guint i = 0; i < all->len; i++)
    g_assert_cmpint (kill (g_array_index (all, int, i), 0), ==, -1);
}

/* It answers all the same. */
static void
test_without_indexer (ServiceFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->data_dir, "jielid.conf", NULL);
  g_autoptr (GArray) indexers = NULL;
  g_autoptr (ServiceAnswer) answer = NULL;

  g_assert_true (g_file_set_contents (path, "[service]\nsearch_index=false\n", -1, NULL));
  service_start (fixture, one_worker);
  answer = service_get (fixture, "/api/v1/items?q=abc", NULL);
  g_assert_cmpuint (answer->status, ==, 200);
  indexers = service_list_children (fixture, "indexer");
  g_assert_cmpuint (indexers->len, ==, 0);
  assert_exited (service_end (fixture, SIGTERM), JL_EXIT_OK);
}

/* What /metrics says of @name. */
static gint64
get_metric (ServiceFixture *fixture, const char *name)
{
  g_autoptr (ServiceAnswer) answer = service_get (fixture, "/metrics", NULL);
  g_autofree char *pattern = g_strdup_printf ("^%s (\\d+)$", name);
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *number = NULL;

  g_assert_cmpuint (answer->status, ==, 200);
  if (!g_regex_match (regex, answer->text, 0, &match))
    g_error ("no %s in: %s", name, answer->text);
  number = g_match_info_fetch (match, 1);
  return g_ascii_strtoll (number, NULL, 10);
}

static void
test_metrics (ServiceFixture *fixture, gconstpointer data)
{
  g_autofree char *token = NULL;

  service_start (fixture, two_workers);
  /* The indexer comes when the others serve. */
  while (get_metric (fixture, "jieli_processes_started_total") < 3)
    ;
  g_assert_cmpint (get_metric (fixture, "jieli_processes_started_total"), ==, 3);
  g_assert_cmpint (get_metric (fixture, "jieli_processes_died_total"), ==, 0);
  g_assert_cmpint (get_metric (fixture, "jieli_writer_commands_total"), ==, 0);
  token = service_sign_in (fixture, SERVICE_ADMINISTRATOR);
  g_assert_cmpint (get_metric (fixture, "jieli_writer_commands_total"), ==, 1);
  g_assert_cmpint (get_metric (fixture, "jieli_writer_batches_total"), ==, 1);
  g_assert_cmpint (get_metric (fixture, "jieli_writer_wait_seconds_count"), ==, 1);
  g_assert_cmpint (get_metric (fixture, "jieli_writer_queue_seconds_count"), ==, 1);
  g_assert_cmpint (get_metric (fixture, "jieli_writer_commit_seconds_count"), ==, 1);
  g_assert_cmpint (get_metric (fixture, "jieli_journal_position"), >, 0);
}

/* The search index goes on where it was. */
static void
test_indexer_replaced (ServiceFixture *fixture, gconstpointer data)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;
  g_autofree char *token = NULL;
  int first;

  service_start (fixture, one_worker);
  token = service_sign_in (fixture, SERVICE_ADMINISTRATOR);
  first = await_child (fixture, "indexer", 0);
  g_assert_cmpint (kill (first, SIGKILL), ==, 0);
  await_child (fixture, "indexer", first);
  while (get_metric (fixture, "jieli_index_position") <
         get_metric (fixture, "jieli_journal_position"))
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
  g_assert_cmpint (get_metric (fixture, "jieli_processes_died_total"), ==, 1);
}

static void
test_worker_replaced (ServiceFixture *fixture, gconstpointer data)
{
  int first;
  int second;
  g_autofree char *token = NULL;

  service_start (fixture, one_worker);
  first = await_child (fixture, "worker", 0);
  g_assert_cmpint (kill (first, SIGKILL), ==, 0);
  second = await_child (fixture, "worker", first);
  assert_healthy (fixture);
  token = service_sign_in (fixture, SERVICE_ADMINISTRATOR);

  /* A polite signal lets it finish, and a successor is there before it has left. */
  g_assert_cmpint (kill (second, SIGTERM), ==, 0);
  await_child (fixture, "worker", second);
  service_await_end (second);
  assert_healthy (fixture);
  assert_exited (service_end (fixture, SIGINT), JL_EXIT_OK);
}

/* Nobody who is left behind keeps the port. */
static void
test_parent_killed (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) children = NULL;
  g_autofree char *listen = NULL;
  const char *options[] = { "--listen", NULL, NULL };
  guint port;

  service_start (fixture, two_workers);
  assert_healthy (fixture);
  port = fixture->port;
  children = service_list_children (fixture, NULL);
  g_assert_cmpuint (children->len, >=, 2);
  g_assert_true (WIFSIGNALED (service_end (fixture, SIGKILL)));
  for (guint i = 0; i < children->len; i++)
    service_await_end (g_array_index (children, int, i));

  listen = g_strdup_printf ("127.0.0.1:%u", port);
  options[1] = listen;
  service_start (fixture, options);
  g_assert_cmpuint (fixture->port, ==, port);
  assert_healthy (fixture);
}

/* A service that is started at once after the death of another gets the port of it. */
static void
test_restarted_at_once (ServiceFixture *fixture, gconstpointer data)
{
  g_autofree char *listen = NULL;
  const char *options[] = { "--listen", NULL, NULL };

  service_start (fixture, NULL);
  listen = g_strdup_printf ("127.0.0.1:%u", fixture->port);
  options[1] = listen;
  for (guint i = 0; i < 3; i++) {
    service_end (fixture, SIGKILL);
    service_start (fixture, options);
    assert_healthy (fixture);
  }
}

static void
test_second_refused (ServiceFixture *fixture, gconstpointer data)
{
  const char *const arguments[] = { "serve",    "--data",      fixture->data_dir,
                                    "--listen", "127.0.0.1:0", NULL };
  g_autofree char *pid = NULL;
  g_autofree char *output = NULL;

  service_start (fixture, one_worker);
  pid = g_strdup_printf ("%d", fixture->pid);
  g_assert_cmpint (service_run (fixture, arguments, &output), ==, JL_EXIT_IN_USE);
  g_assert_nonnull (strstr (output, pid));
  assert_healthy (fixture);
}

static void
test_address_in_use (ServiceFixture *fixture, gconstpointer data)
{
  ServiceFixture other = { 0 };
  g_autofree char *listen = NULL;
  g_autofree char *output = NULL;

  service_fixture_open (&other);
  service_start (&other, one_worker);
  listen = g_strdup_printf ("127.0.0.1:%u", other.port);
  {
    const char *const arguments[] = {
      "serve", "--data", fixture->data_dir, "--listen", listen, NULL
    };

    g_assert_cmpint (service_run (fixture, arguments, &output), ==, JL_EXIT_ADDRESS);
  }
  g_assert_nonnull (strstr (output, listen));
  service_fixture_close (&other);
}

static void
test_check_while_serving (ServiceFixture *fixture, gconstpointer data)
{
  const char *const check[] = { "check", "--data", fixture->data_dir, NULL };
  const char *const verify[] = { "journal", "verify", "--data", fixture->data_dir, NULL };
  g_autofree char *token = NULL;
  g_autofree char *output = NULL;

  service_start (fixture, one_worker);
  token = service_sign_in (fixture, SERVICE_ADMINISTRATOR);
  g_assert_cmpint (service_run (fixture, check, &output), ==, JL_EXIT_OK);
  g_clear_pointer (&output, g_free);
  g_assert_cmpint (service_run (fixture, verify, &output), ==, JL_EXIT_OK);
  assert_healthy (fixture);
}

/* Writers that go on until the service is gone. */

typedef struct {
  guint port;
  const char *token;
  guint number;
  GPtrArray *acknowledged; /* owned: ids of organisations */
  GAsyncQueue *told;       /* gets one of them for each that is acknowledged */
} Load;

/* Each organisation has a label prefix of its own. */
static char *
make_body (guint thread, guint number)
{
  static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  char prefix[] = { 'A' + thread,
                    digits[number / 32 % 32],
                    digits[number % 32],
                    "ABCDEFGHJKMNPQRSTVWXYZ"[number / 1024 % 22],
                    '\0' };

  return g_strdup_printf ("{\"kind\":\"department\",\"name\":\"%s\",\"division\":\"130100\","
                          "\"label_prefix\":\"%s\"}",
                          prefix,
                          prefix);
}

static gpointer
load_thread (gpointer user_data)
{
  Load *load = user_data;
  g_autoptr (SoupSession) session = service_new_session ();

  for (guint i = 0;; i++) {
    g_autofree char *key = g_strdup_printf ("load-%u-%u", load->number, i);
    g_autofree char *body = make_body (load->number, i);
    g_autoptr (ServiceAnswer) answer =
        service_send_with (session,
                           load->port,
                           &(ServiceRequest){ .method = "POST",
                                              .path = "/api/v1/organisations",
                                              .token = load->token,
                                              .key = key,
                                              .body = body });

    if (answer->status == 0)
      return NULL;
    if (answer->status == 201) {
      char *id = g_strdup (service_answer_get_text (answer, "id"));

      g_ptr_array_add (load->acknowledged, id);
      g_async_queue_push (load->told, id);
    } else if (answer->status != 503) {
      g_error ("%u: %s", answer->status, answer->text);
    }
  }
}

static void
assert_all_there (ServiceFixture *fixture, Load *loads, guint n)
{
  for (guint i = 0; i < n; i++) {
    for (guint j = 0; j < loads[i].acknowledged->len; j++) {
      g_autofree char *path = g_strconcat (
          "/api/v1/organisations/", g_ptr_array_index (loads[i].acknowledged, j), NULL);
      g_autoptr (ServiceAnswer) answer = service_get (fixture, path, NULL);

      g_assert_cmpuint (answer->status, ==, 200);
    }
  }
}

static void
test_term_finishes_writes (ServiceFixture *fixture, gconstpointer data)
{
  Load loads[4] = { { 0 } };
  GThread *threads[G_N_ELEMENTS (loads)];
  g_autoptr (GAsyncQueue) told = g_async_queue_new ();
  g_autofree char *token = NULL;

  service_start (fixture, two_workers);
  token = service_sign_in (fixture, SERVICE_ADMINISTRATOR);
  for (guint i = 0; i < G_N_ELEMENTS (loads); i++) {
    loads[i] = (Load){ .port = fixture->port,
                       .token = token,
                       .number = i,
                       .acknowledged = g_ptr_array_new_with_free_func (g_free),
                       .told = told };
    threads[i] = g_thread_new ("load", load_thread, &loads[i]);
  }
  for (guint i = 0; i < 200; i++)
    g_assert_nonnull (g_async_queue_timeout_pop (told, PATIENCE_SECONDS * G_USEC_PER_SEC));
  assert_exited (service_end (fixture, SIGTERM), JL_EXIT_OK);
  for (guint i = 0; i < G_N_ELEMENTS (loads); i++)
    g_thread_join (threads[i]);

  service_start (fixture, NULL);
  assert_all_there (fixture, loads, G_N_ELEMENTS (loads));
  for (guint i = 0; i < G_N_ELEMENTS (loads); i++)
    g_ptr_array_unref (loads[i].acknowledged);
}

/* One that hangs on a client that sends its request for ever is not waited for. */
static void
test_second_signal (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketClient) client =
      g_object_new (G_TYPE_SOCKET_CLIENT, "enable-proxy", FALSE, NULL);
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GArray) children = NULL;
  static const char half[] = "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\n"
                             "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{";

  service_start (fixture, one_worker);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", fixture->port, NULL, NULL);
  g_assert_nonnull (connection);
  g_assert_true (
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                                 half,
                                 strlen (half),
                                 NULL,
                                 NULL,
                                 NULL));
  assert_healthy (fixture);
  children = service_list_children (fixture, NULL);
  g_assert_cmpint (kill (fixture->pid, SIGTERM), ==, 0);
  await_refusal (fixture);
  assert_exited (service_end (fixture, SIGTERM), JL_EXIT_FAILURE);
  for (guint i = 0; i < children->len; i++)
    service_await_end (g_array_index (children, int, i));
}

/* What systemd does for a service: a socket that listens already, a socket to be told on, and a
 * time in which it wants to hear that the service lives. */
typedef struct {
  int listen_fd;
  int notify_fd;
  guint port;
} Manager;

static void
manager_open (Manager *self, ServiceFixture *fixture)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  struct sockaddr_un notify = { .sun_family = AF_UNIX };
  socklen_t size = sizeof address;

  self->listen_fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->listen_fd, (struct sockaddr *)&address, size), ==, 0);
  g_assert_cmpint (listen (self->listen_fd, 10), ==, 0);
  g_assert_cmpint (getsockname (self->listen_fd, (struct sockaddr *)&address, &size), ==, 0);
  self->port = ntohs (address.sin_port);
  self->notify_fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  g_strlcpy (notify.sun_path, fixture->notify_path, sizeof notify.sun_path);
  g_assert_cmpint (bind (self->notify_fd, (struct sockaddr *)&notify, sizeof notify), ==, 0);
}

static void
manager_start (Manager *self, ServiceFixture *fixture)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "NOTIFY_SOCKET", fixture->notify_path, TRUE);
  g_subprocess_launcher_setenv (launcher, "WATCHDOG_USEC", "4000000", TRUE);
  g_subprocess_launcher_setenv (launcher, "LISTEN_FDS", "1", TRUE);
  g_subprocess_launcher_take_fd (launcher, self->listen_fd, 3);
  fixture->process = g_subprocess_launcher_spawn (launcher,
                                                  &error,
                                                  "sh",
                                                  "-c",
                                                  "LISTEN_PID=$$ exec \"$0\" serve --data \"$1\" "
                                                  "--workers 2",
                                                  fixture->program,
                                                  fixture->data_dir,
                                                  NULL);
  g_assert_no_error (error);
  fixture->pid = atoi (g_subprocess_get_identifier (fixture->process));
  fixture->port = self->port;
}

static void
manager_await (Manager *self, const char *text)
{
  char message[256];

  do {
    struct pollfd fd = { self->notify_fd, POLLIN, 0 };
    gssize size;

    g_assert_cmpint (poll (&fd, 1, PATIENCE_SECONDS * 1000), ==, 1);
    size = recv (self->notify_fd, message, sizeof message - 1, 0);
    g_assert_cmpint (size, >, 0);
    message[size] = '\0';
  } while (strstr (message, text) == NULL);
}

/* On a socket that systemd opened; a worker that hangs is replaced, and systemd hears of it. */
static void
test_managed (ServiceFixture *fixture, gconstpointer data)
{
  Manager manager;
  g_autoptr (GArray) workers = NULL;
  int hung;

  manager_open (&manager, fixture);
  manager_start (&manager, fixture);
  manager_await (&manager, "READY=1");
  assert_healthy (fixture);
  manager_await (&manager, "WATCHDOG=1");
  manager_await (&manager, "WATCHDOG=1");
  workers = service_list_children (fixture, "worker");
  g_assert_cmpuint (workers->len, ==, 2);
  hung = g_array_index (workers, int, 0);
  g_assert_cmpint (kill (hung, SIGSTOP), ==, 0);
  service_await_end (hung);
  manager_await (&manager, "WATCHDOG=1");
  assert_healthy (fixture);
  assert_exited (service_end (fixture, SIGTERM), JL_EXIT_OK);
  manager_await (&manager, "STOPPING=1");
  close (manager.notify_fd);
}

#define TEST(path, func)                                                                           \
  g_test_add ("/process/service/" path, ServiceFixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  TEST ("serves", test_serves);
  TEST ("without-indexer", test_without_indexer);
  TEST ("metrics", test_metrics);
  TEST ("indexer-replaced", test_indexer_replaced);
  TEST ("worker-replaced", test_worker_replaced);
  TEST ("parent-killed", test_parent_killed);
  TEST ("restarted-at-once", test_restarted_at_once);
  TEST ("second-refused", test_second_refused);
  TEST ("address-in-use", test_address_in_use);
  TEST ("check-while-serving", test_check_while_serving);
  TEST ("term-finishes-writes", test_term_finishes_writes);
  TEST ("second-signal", test_second_signal);
  TEST ("managed", test_managed);
  return g_test_run ();
}
