// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-parent.h"

#include "jl-backend.h"
#include "jl-confinement.h"
#include "jl-health-sampler.h"
#include "jl-key-use.h"
#include "jl-last-backup.h"
#include "jl-listen-socket.h"
#include "jl-places.h"
#include "jl-rest.h"
#include "jl-restoration.h"
#include "jl-signed-head.h"
#include "jl-start.h"
#include "jl-supervisor.h"
#include "jl-time.h"
#include "jl-writer-host.h"

#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

/* How long an address may still be held by workers of a service that was killed. */
#define ADDRESS_PATIENCE_MS 3000
/* Answers that may wait for one worker to fetch them. */
#define MAX_WAITING (64 * 1024 * 1024)
/* The parent's place in the metrics page; a child's is its slot and one more. */
#define METRICS_SLOT 0
/* How often workers are asked whether they live in the time after which systemd ends the service:
 * one that hangs is replaced before. */
#define PINGS 4
/* So long a new key may wait when no signal told of it. */
#define KEYS_SECONDS (5 * 60)
/* How often it is looked whether there is a new backup. */
#define BACKUP_SECONDS 30

typedef struct {
  const JlApplication *application; /* borrowed */
  const JlConfig *config;           /* borrowed */
  const char *port_file;            /* borrowed */

  char *program; /* owned */
  int listen_fd;
  JlBackend *backend;       /* owned */
  JlMetrics *memory;        /* owned: of all processes' metrics */
  JlMetrics *metrics;       /* owned: this process's own */
  GBytes *start;            /* owned */
  JlSupervisor *supervisor; /* owned */
  JlWriterHost *host;       /* owned */
  gpointer work;            /* owned, nullable: the application's */
  JlRest *rest;             /* owned */
  JlHealthSampler *sampler; /* owned */
  GMainLoop *loop;          /* owned */

  JlProcessKind kinds[3];
  guint n_signals;
  guint watchdog_timer;
  guint keys_timer;
  guint backup_timer;
  JlExit status;
} Parent;

static void
parent_clear (Parent *self)
{
  g_clear_handle_id (&self->watchdog_timer, g_source_remove);
  g_clear_handle_id (&self->keys_timer, g_source_remove);
  g_clear_handle_id (&self->backup_timer, g_source_remove);
  g_clear_pointer (&self->rest, jl_rest_free);
  g_clear_pointer (&self->sampler, jl_health_sampler_free);
  g_clear_pointer (&self->supervisor, jl_supervisor_free);
  if (self->work != NULL)
    self->application->work.end (self->work);
  /* The writer answers what still waits, through the host. */
  g_clear_pointer (&self->backend, jl_backend_close);
  g_clear_pointer (&self->host, jl_writer_host_free);
  g_clear_pointer (&self->metrics, jl_metrics_free);
  g_clear_pointer (&self->memory, jl_metrics_free);
  g_clear_pointer (&self->start, g_bytes_unref);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->program, g_free);
  if (self->listen_fd >= 0)
    close (self->listen_fd);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parent, parent_clear)

/* The children's doings. */

static void
started_cb (JlProcess *process, gpointer user_data)
{
  Parent *self = user_data;

  jl_metrics_add (self->metrics, JL_METRIC_PROCESSES_STARTED, 1);
}

static void
ready_cb (JlProcess *process, gpointer user_data)
{
  g_message ("%s %d is ready", jl_process_get_name (process), (int)jl_process_get_pid (process));
}

static void
died_cb (JlProcess *process, int status, gpointer user_data)
{
  Parent *self = user_data;

  jl_metrics_add (self->metrics, JL_METRIC_PROCESSES_DIED, 1);
  if (WIFSIGNALED (status))
    g_warning ("%s %d died of signal %d",
               jl_process_get_name (process),
               (int)jl_process_get_pid (process),
               WTERMSIG (status));
  else
    g_warning ("%s %d left with status %d",
               jl_process_get_name (process),
               (int)jl_process_get_pid (process),
               WEXITSTATUS (status));
}

static void
called_cb (JlProcess *process, guint64 id, GBytes *payload, gpointer user_data)
{
  Parent *self = user_data;

  jl_writer_host_take_call (self->host, jl_process_get_channel (process), id, payload);
}

static void
committed_cb (gint64 position, gpointer user_data)
{
  Parent *self = user_data;

  jl_supervisor_broadcast_position (self->supervisor, position);
  jl_supervisor_flush (self->supervisor);
}

static void
indexed_cb (gint64 position, gpointer user_data)
{
  Parent *self = user_data;

  jl_writer_host_set_indexed (self->host, position);
}

static void
index_stuck_cb (gpointer user_data)
{
  Parent *self = user_data;

  g_warning ("the indexer has stopped following: another one takes its place");
  jl_supervisor_replace (self->supervisor, "indexer");
}

static void
parent_stop (Parent *self, JlExit status)
{
  self->status = MAX (self->status, status);
  sd_notify (0, "STOPPING=1");
  /* The children have copies; with the last of them nobody is listening any more. */
  if (self->listen_fd >= 0)
    close (self->listen_fd);
  self->listen_fd = -1;
  jl_supervisor_stop (self->supervisor);
}

static gboolean
write_port_file (Parent *self, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%u\n", jl_listen_socket_get_port (self->listen_fd));

  return self->port_file == NULL || g_file_set_contents (self->port_file, text, -1, error);
}

static void
all_ready_cb (gpointer user_data)
{
  Parent *self = user_data;
  g_autoptr (GError) error = NULL;

  jl_writer_host_start_timers (self->host);
  if (!write_port_file (self, &error)) {
    g_warning ("%s", error->message);
    parent_stop (self, JL_EXIT_FAILURE);
    return;
  }
  g_message ("serving %s on port %u with %u workers",
             self->config->data_dir,
             jl_listen_socket_get_port (self->listen_fd),
             self->config->workers);
  sd_notify (0, "READY=1");
}

static void
failed_cb (gpointer user_data)
{
  Parent *self = user_data;

  g_message ("leaving, because a process could not start");
  parent_stop (self, JL_EXIT_FAILURE);
}

static void
stopped_cb (gpointer user_data)
{
  Parent *self = user_data;

  jl_writer_host_finish (self->host);
  g_main_loop_quit (self->loop);
}

/* A second signal does not wait for anybody. What was answered is on the disk. */
static gboolean
signal_cb (gpointer user_data)
{
  Parent *self = user_data;

  self->n_signals++;
  if (self->n_signals == 1) {
    g_message ("finishing what was accepted");
    parent_stop (self, JL_EXIT_OK);
  } else {
    g_message ("leaving at once");
    self->status = JL_EXIT_FAILURE;
    jl_supervisor_kill (self->supervisor);
    g_main_loop_quit (self->loop);
  }
  return G_SOURCE_CONTINUE;
}

static void
release_cb (gpointer user_data)
{
  Parent *self = user_data;

  jl_connection_release_memory (jl_writer_get_connection (self->backend->writer));
}

static gboolean
watchdog_cb (gpointer user_data)
{
  Parent *self = user_data;

  /* That this runs says the same of the writer, which has this thread. */
  if (jl_supervisor_ping (self->supervisor))
    sd_notify (0, "WATCHDOG=1");
  return G_SOURCE_CONTINUE;
}

/* A key that was rotated is taken at once; without a signal a little later. The other processes
 * read the folder when they meet a key that they do not know. */
static gboolean
keys_cb (gpointer user_data)
{
  Parent *self = user_data;
  JlKeys *keys = self->backend->keys;
  const char *before[JL_N_KEY_PURPOSES];
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < JL_N_KEY_PURPOSES; i++)
    before[i] = jl_keys_get_current_id (keys, i);
  if (!jl_keys_reload (keys, &error) ||
      !jl_key_use_note (jl_writer_get_connection (self->backend->writer), keys, &error)) {
    g_warning ("keys: %s", error->message);
    return G_SOURCE_CONTINUE;
  }
  for (guint i = 0; i < JL_N_KEY_PURPOSES; i++) {
    if (strcmp (before[i], jl_keys_get_current_id (keys, i)) != 0)
      g_message ("key %s for %s from now on",
                 jl_keys_get_current_id (keys, i),
                 jl_key_purpose_get_name (i));
  }
  return G_SOURCE_CONTINUE;
}

/* A service with other keys than before works, but people must know. */
static void
check_keys (Parent *self)
{
  g_autofree char *missing = NULL;
  g_autoptr (GError) error = NULL;

  if (!jl_signed_heads_find_unknown_key (
          jl_writer_get_connection (self->backend->writer), self->backend->keys, &missing, &error))
    g_warning ("keys: %s", error->message);
  else if (missing != NULL)
    g_warning ("the journal was last signed with key %s, which is not in the folder of keys. "
               "Everything works, but those signatures cannot be checked any more. Put the key "
               "back if there is a backup of it: jielid keys restore --data %s BACKUP",
               missing,
               self->config->data_dir);
}

static gboolean
backup_cb (gpointer user_data)
{
  Parent *self = user_data;
  gint64 made_at = jl_last_backup_read (self->config->data_dir);

  jl_metrics_set (self->metrics, JL_METRIC_BACKUP_TIME, made_at / JL_TIME_SECOND);
  return G_SOURCE_CONTINUE;
}

/* A service that was restored never pretends to be the one that was lost. */
static gboolean
make_notice (Parent *self, char **notice, GError **error)
{
  JlRestoration last;
  char restored_at[JL_TIME_TEXT_SIZE];
  char made_at[JL_TIME_TEXT_SIZE];
  char last_at[JL_TIME_TEXT_SIZE];

  if (!jl_restoration_read (jl_writer_get_connection (self->backend->writer), &last, error))
    return FALSE;
  *notice = g_strdup ("");
  if (last.epoch == 0)
    return TRUE;
  jl_time_to_text (last.restored_at, restored_at);
  jl_time_to_text (last.made_at, made_at);
  jl_time_to_text (last.last_at, last_at);
  g_free (*notice);
  *notice = g_strdup_printf ("restored at %s from a backup of %s, epoch %u: of the journal before "
                             "there is what reaches up to entry %" G_GINT64_FORMAT " of %s\n",
                             restored_at,
                             made_at,
                             last.epoch,
                             last.entries,
                             last_at);
  g_message ("%.*s", (int)strlen (*notice) - 1, *notice);
  return TRUE;
}

/* Each worker reads it once more; one that cannot be read would end them again and again. */
static gboolean
check_certificate (Parent *self, GError **error)
{
  const JlConfig *config = self->config;
  g_autoptr (GTlsCertificate) certificate = NULL;

  self->status = JL_EXIT_CONFIG;
  if (config->tls_cert == NULL)
    return TRUE;
  certificate = g_tls_certificate_new_from_files (config->tls_cert, config->tls_key, error);
  if (certificate == NULL)
    g_prefix_error (error, "%s, %s: ", config->tls_cert, config->tls_key);
  return certificate != NULL;
}

static gboolean
open_socket (Parent *self, GError **error)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) local_error = NULL;

  self->status = JL_EXIT_ADDRESS;
  self->listen_fd = jl_listen_socket_take_passed (&local_error);
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  if (self->listen_fd >= 0)
    return TRUE;
  address = jl_config_parse_address (self->config->listen, error);
  if (address != NULL)
    self->listen_fd = jl_listen_socket_open (address, ADDRESS_PATIENCE_MS, error);
  return self->listen_fd >= 0;
}

static gboolean
open_children (Parent *self, GError **error)
{
  static const JlSupervisorFuncs funcs = { started_cb, ready_cb,     died_cb,   called_cb,
                                           indexed_cb, all_ready_cb, failed_cb, stopped_cb };
  /* Each may have a successor before it has left. */
  guint n_slots = 2 * (self->config->workers + 1);
  JlSupervisorConfig config = {
    .kinds = self->kinds,
    .n_slots = n_slots,
    .listen_fd = self->listen_fd,
    .max_waiting = MAX_WAITING,
    .stop_ms = self->config->stop_ms,
  };

  g_autofree char *notice = NULL;

  self->status = JL_EXIT_FAILURE;
  self->program = jl_places_get_own_program (error);
  self->memory = self->program != NULL ? jl_metrics_new (n_slots + 1, error) : NULL;
  if (self->memory == NULL)
    return FALSE;
  self->metrics = jl_metrics_open (jl_metrics_get_fd (self->memory), METRICS_SLOT, error);
  self->sampler = self->metrics != NULL
                      ? jl_health_sampler_new (self->config->data_dir, self->memory, error)
                      : NULL;
  if (self->sampler == NULL)
    return FALSE;
  if (!make_notice (self, &notice, error))
    return FALSE;
  self->start = jl_start_to_bytes (self->config,
                                   self->backend->node->public_url,
                                   jl_rules_get_version (self->backend->rules),
                                   notice);
  config.start = self->start;
  self->kinds[0] = (JlProcessKind){ "worker", self->config->workers, TRUE };
  self->kinds[1] = (JlProcessKind){
    "indexer",
    self->application->init_search != NULL && self->config->search_index,
    .follows = TRUE,
  };
  config.program = self->program;
  config.metrics_fd = jl_metrics_get_fd (self->memory);
  config.health_fd = jl_health_sampler_get_fd (self->sampler);
  self->supervisor = jl_supervisor_new (&config, &funcs, self);
  self->host = jl_writer_host_new (self->backend->writer,
                                   self->backend->keys,
                                   self->metrics,
                                   committed_cb,
                                   index_stuck_cb,
                                   self);
  if (self->application->work.begin != NULL)
    self->work = self->application->work.begin (
        self->backend->writer, self->backend->rules, self->config->data_dir);
  jl_writer_host_set_work (self->host, self->application->work.step, self->work);
  return TRUE;
}

static void
parent_serve (Parent *self)
{
  guint term = g_unix_signal_add (SIGTERM, signal_cb, self);
  guint interrupt = g_unix_signal_add (SIGINT, signal_cb, self);
  guint hang_up = g_unix_signal_add (SIGHUP, keys_cb, self);
  guint64 watchdog_usec = 0;

  self->keys_timer = g_timeout_add_seconds (KEYS_SECONDS, keys_cb, self);
  if (sd_watchdog_enabled (0, &watchdog_usec) > 0)
    self->watchdog_timer = g_timeout_add (MAX (watchdog_usec / 1000 / PINGS, 1), watchdog_cb, self);
  jl_metrics_set (self->metrics, JL_METRIC_EPOCH, self->backend->node->epoch);
  backup_cb (self);
  self->backup_timer = g_timeout_add_seconds (BACKUP_SECONDS, backup_cb, self);
  self->rest = jl_rest_new (JL_REST_INTERVAL_MS, release_cb, self);
  self->status = JL_EXIT_OK;
  self->loop = g_main_loop_new (NULL, FALSE);
  jl_supervisor_start (self->supervisor);
  g_main_loop_run (self->loop);
  g_source_remove (term);
  g_source_remove (interrupt);
  g_source_remove (hang_up);
}

/**
 * jl_parent_run:
 * @application: what the program consists of
 * @config: the configuration, checked
 * @port_file: (nullable): where to write the port, once the service answers
 *
 * Serves, until a signal ends it. The first SIGTERM or SIGINT lets everything that was accepted be
 * finished, a second one does not.
 *
 * Returns: why it left; what went wrong is logged
 */
JlExit
jl_parent_run (const JlApplication *application, const JlConfig *config, const char *port_file)
{
  g_auto (Parent) self = {
    .application = application, .config = config, .port_file = port_file, .listen_fd = -1
  };
  g_autoptr (GError) error = NULL;

  signal (SIGPIPE, SIG_IGN);
  self.backend = jl_backend_open (application, config, &self.status, &error);
  if (self.backend == NULL || !check_certificate (&self, &error) || !open_socket (&self, &error) ||
      !open_children (&self, &error)) {
    g_warning ("%s", error->message);
    return self.status;
  }
  check_keys (&self);
  if (!jl_confinement_enter_parent (config, port_file, &error)) {
    g_warning ("%s", error->message);
    return JL_EXIT_FAILURE;
  }
  parent_serve (&self);
  g_message ("left");
  return self.status;
}
