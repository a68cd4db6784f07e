// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-worker-process.h"

#include "jl-child.h"
#include "jl-confinement.h"
#include "jl-data-folder.h"
#include "jl-health-ring.h"
#include "jl-picture-client.h"
#include "jl-picture-worker.h"
#include "jl-places.h"
#include "jl-search-find.h"
#include "jl-store.h"
#include "jl-supervisor.h"
#include "jl-writer-proxy.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

typedef struct {
  JlChild *child;            /* owned */
  JlWriterProxy *proxy;      /* owned */
  JlPictureClient *pictures; /* owned */
  JlHealthRing *health;      /* owned */
  JlWorker *worker;          /* owned */
  char *web_dir;             /* owned */
  int access_log_fd;
} Process;

static void
process_clear (Process *self)
{
  g_clear_pointer (&self->worker, jl_worker_free);
  g_clear_object (&self->pictures);
  g_clear_pointer (&self->health, jl_health_ring_free);
  g_clear_pointer (&self->proxy, jl_writer_proxy_free);
  g_clear_pointer (&self->child, jl_child_free);
  g_free (self->web_dir);
  if (self->access_log_fd >= 0)
    close (self->access_log_fd);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Process, process_clear)

static void
received_cb (JlMessage message, guint64 id, GBytes *payload, gpointer user_data)
{
  Process *self = user_data;

  if (message == JL_MESSAGE_REPLY)
    jl_writer_proxy_take_reply (self->proxy, id, payload);
  else if (message == JL_MESSAGE_POSITION)
    jl_worker_journal_grew (self->worker, id);
}

static void
rested_cb (gpointer user_data)
{
  Process *self = user_data;

  jl_worker_release_memory (self->worker);
}

static void
quit_cb (gpointer user_data)
{
  Process *self = user_data;

  jl_worker_quit (self->worker);
}

static void
orphaned_cb (gpointer user_data)
{
  Process *self = user_data;

  jl_worker_set_ready (self->worker, FALSE);
  jl_writer_proxy_break (self->proxy);
}

static void
retired_cb (JlWorker *worker, gpointer user_data)
{
  Process *self = user_data;

  jl_child_retire (self->child);
}

static JlConnection *
connect_reader (const char *data_dir, GError **error)
{
  g_autofree char *path = jl_data_folder_get_search_path (data_dir);
  g_autoptr (JlConnection) connection = jl_store_open_reader (data_dir, error);

  if (connection == NULL || !jl_search_attach (connection, path, error))
    return NULL;
  return g_steal_pointer (&connection);
}

/* Every worker appends lines to the same file. */
static int
open_access_log (const JlConfig *config)
{
  g_autofree char *path = g_build_filename (config->data_dir, "log", "access.log", NULL);
  int fd;

  if (!config->access_log)
    return -1;
  fd = open (path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  if (fd < 0)
    g_warning ("%s: %s", path, g_strerror (errno));
  return fd;
}

/* The API works without pages. */
static char *
find_web_dir (void)
{
  g_autofree char *path = jl_places_get_data ("web");

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&path);
  g_warning ("there are no pages for residents: %s is missing", path);
  return NULL;
}

static JlPictureClient *
make_picture_client (const JlConfig *config)
{
  g_autofree char *program = jl_picture_client_find_worker ();
  const char *const argv[] = { program,
                               config->confine ? NULL : JL_PICTURE_WORKER_UNCONFINED,
                               NULL };

  return jl_picture_client_new (argv);
}

static gboolean
make_worker (Process *self, GError **error)
{
  const JlStart *start = self->child->start;
  const JlConfig *config = start->config;
  JlWorkerConfig worker_config = {
    .listen_fd = JL_PROCESS_LISTEN_FD,
    .tls_cert_file = config->tls_cert,
    .tls_key_file = config->tls_key,
    .data_dir = config->data_dir,
    .public_url = start->public_url,
    .notice = start->notice,
    .trusted_proxies = (const char *const *)config->trusted_proxies,
    .photo_location = config->photo_location,
    .capabilities = self->child->application->capabilities,
    .authenticate = self->child->application->authenticate,
    .connect = connect_reader,
    .context = self->child->rules,
    .submit = jl_writer_proxy_submit,
    .metrics = self->child->metrics,
    .limits = config->limits,
    .retired = retired_cb,
    .retired_data = self,
  };

  self->access_log_fd = open_access_log (config);
  self->proxy = jl_writer_proxy_new (self->child->channel, config->limits.n_writes_waiting);
  self->health = jl_health_ring_open (JL_PROCESS_HEALTH_FD, error);
  if (self->health == NULL)
    return FALSE;
  self->pictures = make_picture_client (config);
  worker_config.web_dir = self->web_dir = find_web_dir ();
  worker_config.access_log_fd = self->access_log_fd;
  worker_config.writer = self->proxy;
  worker_config.pictures = self->pictures;
  worker_config.health = self->health;
  self->worker = jl_worker_new (&worker_config, error);
  return self->worker != NULL;
}

/**
 * jl_worker_process_run:
 * @application: what the program consists of
 * @slot: this process's slot
 *
 * Is a worker, from its start to its end.
 *
 * Returns: why it left; what went wrong is logged
 */
JlExit
jl_worker_process_run (const JlApplication *application, guint slot)
{
  static const JlChildFuncs funcs = { received_cb, quit_cb, orphaned_cb, rested_cb };
  g_auto (Process) self = { .access_log_fd = -1 };
  g_autoptr (GError) error = NULL;

  self.child = jl_child_new (application, slot, JL_PERSON_ACCESS_READ, &error);
  if (self.child == NULL || !make_worker (&self, &error) ||
      !jl_confinement_enter_worker (self.child->start->config, &error)) {
    g_warning ("%s", error->message);
    return JL_EXIT_FAILURE;
  }
  jl_child_ready (self.child, &funcs, &self);
  jl_worker_run (self.worker);
  return JL_EXIT_OK;
}
