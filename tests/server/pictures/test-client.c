// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-picture-client.h"
#include "jl-picture-files.h"
#include "picture-inputs.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Longer than anything here takes on a busy machine with sanitizers. */
#define PATIENCE_SECONDS 60

typedef struct {
  char *data_dir;
  char *photos_dir;
  char *input;
  char *worker;
  JlPictureClient *client;
} Fixture;

/* What became of one request. */
typedef struct {
  gboolean is_done;
  guint order; /* of its answer among all */
  JlPicture *picture;
  GError *error;
} Outcome;

static guint n_answers;

static void
setup (Fixture *self, gconstpointer data)
{
  g_autoptr (VipsImage) image = test_quadrants (800, 600);
  g_autofree char *jpeg = NULL;

  self->data_dir = g_strdup (g_get_user_data_dir ());
  g_assert_cmpint (g_mkdir_with_parents (self->data_dir, 0700), ==, 0);
  self->photos_dir = g_build_filename (self->data_dir, "photos", NULL);
  self->input = g_build_filename (self->data_dir, "upload", NULL);
  self->worker = g_strdup (g_getenv ("JIELI_PICTURE_WORKER"));
  jpeg = g_strconcat (self->input, ".jpg", NULL);
  test_save (image, jpeg, NULL);
  g_assert_cmpint (g_rename (jpeg, self->input), ==, 0);

  self->client = jl_picture_client_new (NULL);
}

static void
teardown (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (self->client);
  g_free (self->data_dir);
  g_free (self->photos_dir);
  g_free (self->input);
  g_free (self->worker);
}

/* Replaces the worker by a shell script; $0 is the real worker, $1 the data folder. */
static void
use_script (Fixture *self, const char *script)
{
  const char *argv[] = { "/bin/sh", "-c", script, self->worker, self->data_dir, NULL };

  g_assert_finalize_object (self->client);
  self->client = jl_picture_client_new (argv);
}

static void
made_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->picture =
      jl_picture_client_make_finish (JL_PICTURE_CLIENT (object), result, &outcome->error);
  outcome->is_done = TRUE;
  outcome->order = n_answers++;
}

static void
start (Fixture *self, Outcome *outcome, GCancellable *cancellable)
{
  memset (outcome, 0, sizeof *outcome);
  jl_picture_client_make_async (
      self->client, self->input, self->photos_dir, cancellable, made_cb, outcome);
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  g_error ("nothing happened for %d s", PATIENCE_SECONDS);
  return G_SOURCE_REMOVE;
}

/* Iterates until @is_done, which g_main_context_wakeup() or a source changes. */
static void
wait_until (gboolean (*is_done) (gpointer), gpointer data)
{
  guint patience = g_timeout_add_seconds (PATIENCE_SECONDS, out_of_patience_cb, NULL);

  while (!is_done (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (patience);
}

static gboolean
outcome_is_done (gpointer data)
{
  return ((Outcome *)data)->is_done;
}

static void
assert_made (Outcome *outcome)
{
  wait_until (outcome_is_done, outcome);
  g_assert_no_error (outcome->error);
  g_assert_cmpuint (outcome->picture->width, ==, 800);
  g_clear_pointer (&outcome->picture, jl_picture_free);
}

static void
assert_failed (Outcome *outcome, JlErrorCode code)
{
  wait_until (outcome_is_done, outcome);
  g_assert_error (outcome->error, JL_ERROR, (int)code);
  g_assert_null (outcome->picture);
  g_assert_cmpstr (outcome->error->message, !=, "");
  g_clear_error (&outcome->error);
}

static void
assert_works (Fixture *self)
{
  Outcome outcome;

  start (self, &outcome, NULL);
  assert_made (&outcome);
}

static void
test_make (Fixture *self, gconstpointer data)
{
  Outcome outcome;
  int pid;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (jl_picture_client_get_pid (self->client), ==, 0);
  start (self, &outcome, NULL);
  wait_until (outcome_is_done, &outcome);
  g_assert_no_error (outcome.error);
  g_assert_true (jl_picture_files_verify (self->photos_dir, outcome.picture->name, &error));
  jl_picture_free (outcome.picture);

  pid = jl_picture_client_get_pid (self->client);
  g_assert_cmpint (pid, >, 0);
  assert_works (self);
  g_assert_cmpint (jl_picture_client_get_pid (self->client), ==, pid);
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *data;
    JlErrorCode code;
  } cases[] = {
    { "#!/bin/sh\n", JL_ERROR_UNSUPPORTED_MEDIA },
    { "", JL_ERROR_INVALID },
    { "\xff\xd8\xff\xe0 and nothing", JL_ERROR_INVALID },
  };
  Outcome outcome;
  int pid;

  assert_works (self);
  pid = jl_picture_client_get_pid (self->client);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    test_save_bytes (self->input, cases[i].data, strlen (cases[i].data));
    start (self, &outcome, NULL);
    assert_failed (&outcome, cases[i].code);
  }
  test_save_png_header (self->input, 30000, 30000);
  start (self, &outcome, NULL);
  assert_failed (&outcome, JL_ERROR_TOO_LARGE);

  g_assert_cmpint (g_unlink (self->input), ==, 0);
  start (self, &outcome, NULL);
  assert_failed (&outcome, JL_ERROR_INTERNAL);
  g_assert_cmpint (jl_picture_client_get_pid (self->client), ==, pid);
}

/* Nothing but a plain file is opened; a pipe must not make us wait. */
static void
test_not_a_file (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "absent", "link", "pipe", "." };
  g_autofree char *link_path = g_build_filename (self->data_dir, "link", NULL);
  g_autofree char *pipe_path = g_build_filename (self->data_dir, "pipe", NULL);
  Outcome outcome;

  g_assert_cmpint (symlink ("/etc/passwd", link_path), ==, 0);
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_free (self->input);
    self->input = g_build_filename (self->data_dir, names[i], NULL);
    start (self, &outcome, NULL);
    assert_failed (&outcome, JL_ERROR_INTERNAL);
  }
}

static void
test_in_order (Fixture *self, gconstpointer data)
{
  Outcome outcomes[5];

  n_answers = 0;
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    start (self, &outcomes[i], NULL);
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++) {
    assert_made (&outcomes[i]);
    g_assert_cmpuint (outcomes[i].order, ==, i);
  }
}

static void
test_queue_is_bounded (Fixture *self, gconstpointer data)
{
  Outcome outcomes[JL_PICTURE_CLIENT_MAX_WAITING + 3];
  guint n_accepted = JL_PICTURE_CLIENT_MAX_WAITING + 1; /* and the one at work */
  GCancellable *cancellable = g_cancellable_new ();

  start (self, &outcomes[0], NULL);
  for (guint i = 1; i < G_N_ELEMENTS (outcomes); i++)
    start (self, &outcomes[i], cancellable);
  for (guint i = n_accepted; i < G_N_ELEMENTS (outcomes); i++)
    assert_failed (&outcomes[i], JL_ERROR_UNAVAILABLE);
  g_cancellable_cancel (cancellable);
  for (guint i = 1; i < n_accepted; i++) {
    wait_until (outcome_is_done, &outcomes[i]);
    g_assert_error (outcomes[i].error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_clear_error (&outcomes[i].error);
  }
  assert_made (&outcomes[0]);
  g_object_unref (cancellable);
}

/* The worker is stopped, so neither it nor its own timer does anything. */
static void
test_hang (Fixture *self, gconstpointer data)
{
  Outcome outcome;
  int pid;

  assert_works (self);
  pid = jl_picture_client_get_pid (self->client);
  jl_picture_client_set_deadline (self->client, 100);
  start (self, &outcome, NULL);
  g_assert_cmpint (kill (pid, SIGSTOP), ==, 0);
  assert_failed (&outcome, JL_ERROR_INVALID);

  jl_picture_client_set_deadline (self->client, 1000 * PATIENCE_SECONDS);
  assert_works (self);
  g_assert_cmpint (jl_picture_client_get_pid (self->client), !=, pid);
}

/* What waits behind a picture that hangs is not at fault. */
static void
test_wait_for_turn_ends (Fixture *self, gconstpointer data)
{
  Outcome hanging;
  Outcome waiting;

  assert_works (self);
  jl_picture_client_set_deadline (self->client, 1000 * PATIENCE_SECONDS);
  start (self, &hanging, NULL);
  g_assert_cmpint (kill (jl_picture_client_get_pid (self->client), SIGSTOP), ==, 0);
  jl_picture_client_set_deadline (self->client, 50);
  start (self, &waiting, NULL);
  assert_failed (&waiting, JL_ERROR_UNAVAILABLE);
  g_assert_false (hanging.is_done);
  g_assert_cmpint (kill (jl_picture_client_get_pid (self->client), SIGCONT), ==, 0);
  assert_made (&hanging);
}

static void
test_crash (Fixture *self, gconstpointer data)
{
  static const struct {
    int number;
    JlErrorCode code;
  } cases[] = {
    { SIGSEGV, JL_ERROR_INVALID },     { SIGABRT, JL_ERROR_INVALID },
    { SIGALRM, JL_ERROR_INVALID }, /* its own timer */
    { SIGKILL, JL_ERROR_UNAVAILABLE }, { SIGTERM, JL_ERROR_UNAVAILABLE },
  };
  Outcome crashed;
  Outcome waiting;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    int pid;

    assert_works (self);
    pid = jl_picture_client_get_pid (self->client);
    g_assert_cmpint (kill (pid, SIGSTOP), ==, 0); /* it must not answer first */
    start (self, &crashed, NULL);
    start (self, &waiting, NULL);
    g_assert_cmpint (kill (pid, cases[i].number), ==, 0);
    if (cases[i].number != SIGKILL) /* which needs no waking; nor do others before it has stopped */
      g_assert_true (kill (pid, SIGCONT) == 0 || errno == ESRCH);
    assert_failed (&crashed, cases[i].code);
    assert_made (&waiting);
  }
}

static gboolean
process_is_gone (gpointer data)
{
  return kill (*(int *)data, 0) != 0 && errno == ESRCH;
}

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_until_gone (int pid)
{
  guint ticks = g_timeout_add (5, tick_cb, NULL); /* GLib reaps in a thread of its own */

  wait_until (process_is_gone, &pid);
  g_source_remove (ticks);
}

static void
test_idle_worker_leaves (Fixture *self, gconstpointer data)
{
  int pid;

  jl_picture_client_set_idle_time (self->client, 20);
  assert_works (self);
  pid = jl_picture_client_get_pid (self->client);
  if (pid != 0) /* else it has left already */
    wait_until_gone (pid);
  g_assert_cmpint (jl_picture_client_get_pid (self->client), ==, 0);
  assert_works (self);
}

/* It left by itself, as after an upgrade, while the request was on its way. */
static void
test_left_worker_is_replaced (Fixture *self, gconstpointer data)
{
  Outcome outcome;

  use_script (self, "test -e \"$1/left\" && exec \"$0\"; touch \"$1/left\"");
  start (self, &outcome, NULL);
  assert_made (&outcome);
}

static void
test_useless_worker (Fixture *self, gconstpointer data)
{
  static const char *const scripts[] = {
    "exit 0",
    "exit 3",
    "printf '\\377\\377\\377\\377'; exec cat >&2",
    "printf '\\0\\0\\0\\4abcd'; exec cat >&2",
    "printf '\\0\\0\\0\\4ab'",
    "printf '\\0\\0'",
  };

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++) {
    Outcome outcome;

    use_script (self, scripts[i]);
    start (self, &outcome, NULL);
    assert_failed (&outcome, JL_ERROR_INTERNAL);
    start (self, &outcome, NULL);
    assert_failed (&outcome, JL_ERROR_INTERNAL);
  }
}

static void
test_absent_worker (Fixture *self, gconstpointer data)
{
  const char *argv[] = { "/nonexistent/jielid", NULL };
  Outcome outcome;

  g_assert_finalize_object (self->client);
  self->client = jl_picture_client_new (argv);
  start (self, &outcome, NULL);
  assert_failed (&outcome, JL_ERROR_INTERNAL);
}

static void
assert_cancelled (Outcome *outcome)
{
  wait_until (outcome_is_done, outcome);
  g_assert_error (outcome->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&outcome->error);
}

static void
test_cancel (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) at_work = g_cancellable_new ();
  g_autoptr (GCancellable) in_queue = g_cancellable_new ();
  Outcome outcomes[4];
  int pid;

  assert_works (self);
  pid = jl_picture_client_get_pid (self->client);
  g_assert_cmpint (kill (pid, SIGSTOP), ==, 0);
  start (self, &outcomes[0], at_work);
  start (self, &outcomes[1], in_queue);
  start (self, &outcomes[2], NULL);
  g_cancellable_cancel (in_queue);
  assert_cancelled (&outcomes[1]);
  g_cancellable_cancel (at_work);
  assert_cancelled (&outcomes[0]);
  start (self, &outcomes[3], at_work); /* cancelled before it starts */
  assert_cancelled (&outcomes[3]);

  g_assert_cmpint (kill (pid, SIGCONT), ==, 0);
  assert_made (&outcomes[2]);
  g_assert_cmpint (jl_picture_client_get_pid (self->client), ==, pid);
}

/* A call from a thread, as from a route's prepare. */
typedef struct {
  Fixture *fixture;
  JlPicture *picture;
  GError *error;
  gint is_done; /* atomic */
} ThreadCall;

static gpointer
call_in_thread (gpointer data)
{
  ThreadCall *call = data;
  Fixture *fixture = call->fixture;

  call->picture =
      jl_picture_client_make (fixture->client, fixture->input, fixture->photos_dir, &call->error);
  g_atomic_int_set (&call->is_done, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

static gboolean
call_is_done (gpointer data)
{
  return g_atomic_int_get (&((ThreadCall *)data)->is_done);
}

static void
test_threads (Fixture *self, gconstpointer data)
{
  ThreadCall calls[3] = { { .fixture = self }, { .fixture = self }, { .fixture = self } };
  GThread *threads[G_N_ELEMENTS (calls)];

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    threads[i] = g_thread_new ("prepare", call_in_thread, &calls[i]);
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++) {
    wait_until (call_is_done, &calls[i]);
    g_thread_join (threads[i]);
    g_assert_no_error (calls[i].error);
    jl_picture_free (calls[i].picture);
  }
}

/* Nobody runs the loop: the thread gets its answer all the same. */
static void
test_thread_does_not_hang (Fixture *self, gconstpointer data)
{
  ThreadCall call = { .fixture = self };

  jl_picture_client_set_deadline (self->client, 20);
  g_thread_join (g_thread_new ("prepare", call_in_thread, &call));
  g_assert_error (call.error, JL_ERROR, JL_ERROR_UNAVAILABLE);
  g_error_free (call.error);
}

static gboolean
subprocess_is_done (gpointer data)
{
  return g_subprocess_get_identifier (data) == NULL;
}

/* The parent has died: nobody is left to end the worker but itself. */
static void
test_worker_leaves_with_its_input (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) worker = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, self->worker, NULL);
  guint ticks = g_timeout_add (5, tick_cb, NULL);

  g_assert_no_error (error);
  g_output_stream_close (g_subprocess_get_stdin_pipe (worker), NULL, &error);
  g_assert_no_error (error);
  wait_until (subprocess_is_done, worker);
  g_source_remove (ticks);
  g_assert_true (g_subprocess_get_successful (worker));
}

/* The address sanitizer must not make an exit status of the signal that a test sends. */
static void
let_segv_end_workers (void)
{
  const char *options = g_getenv ("ASAN_OPTIONS");
  g_autofree char *changed = g_strconcat (options ? options : "", ":handle_segv=0", NULL);

  g_setenv ("ASAN_OPTIONS", changed, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_assert_cmpint (VIPS_INIT (argv[0]), ==, 0);
  let_segv_end_workers ();

#define ADD(path, func) g_test_add ("/pictures/client/" path, Fixture, NULL, setup, func, teardown)
  ADD ("make", test_make);
  ADD ("refused", test_refused);
  ADD ("not-a-file", test_not_a_file);
  ADD ("in-order", test_in_order);
  ADD ("queue-is-bounded", test_queue_is_bounded);
  ADD ("hang", test_hang);
  ADD ("wait-for-turn-ends", test_wait_for_turn_ends);
  ADD ("crash", test_crash);
  ADD ("idle-worker-leaves", test_idle_worker_leaves);
  ADD ("left-worker-is-replaced", test_left_worker_is_replaced);
  ADD ("useless-worker", test_useless_worker);
  ADD ("absent-worker", test_absent_worker);
  ADD ("cancel", test_cancel);
  ADD ("threads", test_threads);
  ADD ("thread-does-not-hang", test_thread_does_not_hang);
  ADD ("worker-leaves-with-its-input", test_worker_leaves_with_its_input);
#undef ADD
  return g_test_run ();
}
