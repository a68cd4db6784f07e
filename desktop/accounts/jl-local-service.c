// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-local-service.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <signal.h>

#define PORT "8420"
/* How often, and how many times, it is looked whether the service has written its port. */
#define POLL_MS 100
#define MAX_POLLS 150

typedef struct {
  char *program;       /* owned */
  char *folder;        /* owned */
  char *port_file;     /* owned */
  char *password_file; /* owned, nullable */
  guint n_polls;
} Start;

static GSubprocess *service;

static void
start_free (Start *start)
{
  if (start->password_file != NULL)
    g_unlink (start->password_file);
  g_free (start->password_file);
  g_free (start->program);
  g_free (start->folder);
  g_free (start->port_file);
  g_free (start);
}

static char *
get_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "jieli", "service", NULL);
}

/* Beside this program when both run from the build folder, else where programs are. */
static char *
find_program (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  g_autofree char *built =
      folder != NULL ? g_build_filename (folder, "..", "server", "jielid", NULL) : NULL;
  g_autofree char *installed = folder != NULL ? g_build_filename (folder, "jielid", NULL) : NULL;

  if (built != NULL && g_file_test (built, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&built);
  if (installed != NULL && g_file_test (installed, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&installed);
  return g_find_program_in_path ("jielid");
}

/**
 * jl_local_service_is_available:
 *
 * Returns: whether the service's program is on this machine
 */
gboolean
jl_local_service_is_available (void)
{
  g_autofree char *program = find_program ();

  return program != NULL;
}

/**
 * jl_local_service_exists:
 *
 * Returns: whether this person has had a service here before
 */
gboolean
jl_local_service_exists (void)
{
  g_autofree char *folder = get_folder ();

  return g_file_test (folder, G_FILE_TEST_IS_DIR);
}

static gboolean
poll_cb (gpointer user_data)
{
  GTask *task = user_data;
  Start *start = g_task_get_task_data (task);
  g_autofree char *port = NULL;

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;
  if (g_file_get_contents (start->port_file, &port, NULL, NULL) && *g_strstrip (port) != '\0') {
    g_task_return_pointer (task, g_strdup_printf ("http://127.0.0.1:%s", port), g_free);
    return G_SOURCE_REMOVE;
  }
  if (g_subprocess_get_identifier (service) != NULL && start->n_polls++ < MAX_POLLS)
    return G_SOURCE_CONTINUE;
  g_task_return_new_error (
      task, JL_ERROR, JL_ERROR_UNAVAILABLE, "%s", _ ("The service on this computer did not start"));
  return G_SOURCE_REMOVE;
}

static void
serve (GTask *task)
{
  Start *start = g_task_get_task_data (task);
  GError *error = NULL;

  g_unlink (start->port_file);
  service = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE,
                              &error,
                              start->program,
                              "serve",
                              "--data",
                              start->folder,
                              "--listen",
                              "127.0.0.1:" PORT,
                              "--port-file",
                              start->port_file,
                              NULL);
  if (service == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_timeout_add_full (G_PRIORITY_DEFAULT, POLL_MS, poll_cb, g_object_ref (task), g_object_unref);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *said = NULL;
  GError *error = NULL;

  if (!g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, NULL, &said, &error)) {
    g_task_return_error (task, error);
  } else if (!g_subprocess_get_successful (G_SUBPROCESS (source))) {
    g_task_return_new_error (task,
                             JL_ERROR,
                             JL_ERROR_INVALID,
                             _ ("The service could not be set up: %s"),
                             said != NULL ? g_strstrip (said) : "");
  } else {
    serve (task);
  }
}

/* The first time: the folder, its keys and the administrator. */
static void
make (GTask *task, const char *username, const char *password)
{
  Start *start = g_task_get_task_data (task);
  g_autoptr (GSubprocess) process = NULL;
  GError *error = NULL;

  start->password_file = g_strconcat (start->folder, ".password", NULL);
  if (!g_file_set_contents_full (
          start->password_file, password, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error) ||
      (process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_PIPE,
                                   &error,
                                   start->program,
                                   "init",
                                   "--data",
                                   start->folder,
                                   "--admin",
                                   username,
                                   "--public-url",
                                   "http://127.0.0.1:" PORT,
                                   "--password-file",
                                   start->password_file,
                                   NULL)) == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_subprocess_communicate_utf8_async (
      process, NULL, g_task_get_cancellable (task), made_cb, g_object_ref (task));
}

/**
 * jl_local_service_start_async:
 * @username: the first time: who is to be its administrator
 * @password: the first time: of @username
 * @cancellable: (nullable): to leave off
 * @callback: called when the service answers
 * @user_data: for @callback
 */
void
jl_local_service_start_async (const char *username,
                              const char *password,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Start *start = g_new0 (Start, 1);
  g_autofree char *parent = NULL;

  start->program = find_program ();
  start->folder = get_folder ();
  start->port_file = g_strconcat (start->folder, ".port", NULL);
  g_task_set_source_tag (task, jl_local_service_start_async);
  g_task_set_task_data (task, start, (GDestroyNotify)start_free);
  if (start->program == NULL) {
    g_task_return_new_error (task,
                             JL_ERROR,
                             JL_ERROR_NOT_FOUND,
                             "%s",
                             _ ("The service is not installed on this computer"));
    return;
  }
  parent = g_path_get_dirname (start->folder);
  g_mkdir_with_parents (parent, 0700);
  if (jl_local_service_exists ())
    serve (task);
  else
    make (task, username, password);
}

/**
 * jl_local_service_start_finish:
 * @result: of jl_local_service_start_async()
 * @error: why it does not run
 *
 * Returns: (transfer full): its address
 */
char *
jl_local_service_start_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * jl_local_service_stop:
 *
 * Asks the service that this program has started to finish what it accepted and to leave.
 */
void
jl_local_service_stop (void)
{
  if (service == NULL)
    return;
  g_subprocess_send_signal (service, SIGTERM);
  g_clear_object (&service);
}
