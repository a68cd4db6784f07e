// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-supervisor.h"

#include "jl-error.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* A process that dies younger than this makes its successor wait, each time twice as long. */
#define STEADY_MS 10000
#define FIRST_DELAY_MS 100
#define LAST_DELAY_MS 30000

typedef struct {
  const JlProcessKind *kind; /* borrowed */
  guint delay_ms;            /* before the next start */
  guint timer;               /* source id while it waits */
} Crew;

struct _JlProcess {
  JlSupervisor *supervisor; /* borrowed */
  Crew *crew;               /* borrowed */
  JlChannel *channel;       /* owned */
  GPid pid;
  guint slot;
  guint watch;       /* source id: its end */
  guint kill_timer;  /* source id: after that it is killed */
  gint64 started_at; /* monotonic, microseconds */
  gboolean is_ready;
  gboolean is_silent;  /* since it was asked whether it lives */
  gboolean is_leaving; /* asked to, or by itself with notice: no longer one of its crew */
};

struct _JlSupervisor {
  JlSupervisorConfig config;
  JlSupervisorFuncs funcs;
  gpointer user_data;   /* borrowed */
  GArray *crews;        /* owned: (element-type Crew), fixed */
  GPtrArray *processes; /* owned: (element-type JlProcess) that live */
  gboolean is_up;       /* all of the first were ready */
  gboolean has_failed;
  gboolean is_stopping;
};

static void supervisor_fill (JlSupervisor *self);
static void supervisor_continue_stop (JlSupervisor *self);

static void
process_free (gpointer data)
{
  JlProcess *self = data;

  g_clear_handle_id (&self->watch, g_source_remove);
  g_clear_handle_id (&self->kill_timer, g_source_remove);
  jl_channel_close (self->channel);
  jl_channel_unref (self->channel);
  g_spawn_close_pid (self->pid);
  g_free (self);
}

static gboolean
kill_cb (gpointer user_data)
{
  JlProcess *self = user_data;

  self->kill_timer = 0;
  g_warning ("killing %s %d, which does not leave", self->crew->kind->name, (int)self->pid);
  kill (self->pid, SIGKILL);
  return G_SOURCE_REMOVE;
}

static void
process_kill_later (JlProcess *self)
{
  if (self->kill_timer == 0)
    self->kill_timer = g_timeout_add (self->supervisor->config.stop_ms, kill_cb, self);
}

static void
process_quit (JlProcess *self)
{
  self->is_leaving = TRUE;
  /* Where this does not go through, the channel is broken, and its end says the same. */
  jl_channel_send (self->channel, JL_MESSAGE_QUIT, 0, NULL, NULL);
  process_kill_later (self);
}

static gboolean
crew_timer_cb (gpointer user_data)
{
  Crew *crew = ((gpointer *)user_data)[0];
  JlSupervisor *self = ((gpointer *)user_data)[1];

  crew->timer = 0;
  supervisor_fill (self);
  return G_SOURCE_REMOVE;
}

/* A successor is started at once, but with growing delays where processes die young. */
static void
crew_delay (JlSupervisor *self, Crew *crew, gint64 age_ms)
{
  if (age_ms >= STEADY_MS)
    crew->delay_ms = 0;
  else
    crew->delay_ms = CLAMP (crew->delay_ms * 2, FIRST_DELAY_MS, LAST_DELAY_MS);
  if (crew->timer == 0) {
    gpointer data[] = { crew, self };

    crew->timer = g_timeout_add_full (
        G_PRIORITY_DEFAULT, crew->delay_ms, crew_timer_cb, g_memdup2 (data, sizeof data), g_free);
  }
}

static void
supervisor_fail (JlSupervisor *self)
{
  if (self->has_failed)
    return;
  self->has_failed = TRUE;
  self->funcs.failed (self->user_data);
}

static void
exited_cb (GPid pid, int status, gpointer user_data)
{
  JlProcess *process = user_data;
  JlSupervisor *self = process->supervisor;
  gint64 age_ms = (g_get_monotonic_time () - process->started_at) / 1000;
  Crew *crew = process->crew;

  process->watch = 0;
  if (!process->is_leaving)
    self->funcs.died (process, status, self->user_data);
  g_ptr_array_remove (self->processes, process);

  if (self->is_stopping)
    supervisor_continue_stop (self);
  else if (!self->is_up)
    supervisor_fail (self);
  else
    crew_delay (self, crew, age_ms);
}

static guint
count_crew (JlSupervisor *self, const Crew *crew, gboolean only_ready)
{
  guint n = 0;

  for (guint i = 0; i < self->processes->len; i++) {
    const JlProcess *process = g_ptr_array_index (self->processes, i);

    if (process->crew == crew && !process->is_leaving && (process->is_ready || !only_ready))
      n++;
  }
  return n;
}

static void
process_become_ready (JlProcess *process)
{
  JlSupervisor *self = process->supervisor;
  gboolean is_complete = TRUE;

  process->is_ready = TRUE;
  self->funcs.ready (process, self->user_data);
  if (self->is_up || self->is_stopping)
    return;
  for (guint i = 0; i < self->crews->len; i++) {
    const Crew *crew = &g_array_index (self->crews, Crew, i);

    is_complete =
        is_complete && (crew->kind->follows || count_crew (self, crew, TRUE) == crew->kind->count);
  }
  if (is_complete) {
    self->is_up = TRUE;
    self->funcs.all_ready (self->user_data);
    supervisor_fill (self);
  }
}

static void
received_cb (JlChannel *channel, JlMessage message, guint64 id, GBytes *payload, gpointer user_data)
{
  JlProcess *process = user_data;
  JlSupervisor *self = process->supervisor;

  if (message == JL_MESSAGE_CALL) {
    self->funcs.called (process, id, payload, self->user_data);
  } else if (message == JL_MESSAGE_INDEXED) {
    self->funcs.indexed ((gint64)id, self->user_data);
  } else if (message == JL_MESSAGE_ALIVE) {
    process->is_silent = FALSE;
  } else if (message == JL_MESSAGE_READY && !process->is_ready) {
    process_become_ready (process);
  } else if (message == JL_MESSAGE_RETIRED && !process->is_leaving) {
    /* It finishes what it has; until that is done it has a slot of its own beside its successor. */
    process_quit (process);
    supervisor_fill (self);
  }
}

static void
closed_cb (JlChannel *channel, const GError *error, gpointer user_data)
{
  JlProcess *process = user_data;

  if (error != NULL)
    g_warning ("%s %d: %s", process->crew->kind->name, (int)process->pid, error->message);
  /* It is about to leave. One that cannot talk to us any more and stays is of no use. */
  process_kill_later (process);
}

static const JlChannelFuncs channel_funcs = { received_cb, closed_cb };

static gboolean
find_slot (JlSupervisor *self, guint *slot)
{
  for (guint candidate = 0; candidate < self->config.n_slots; candidate++) {
    gboolean is_taken = FALSE;

    for (guint i = 0; i < self->processes->len; i++) {
      const JlProcess *process = g_ptr_array_index (self->processes, i);

      is_taken = is_taken || process->slot == candidate;
    }
    if (!is_taken) {
      *slot = candidate;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
spawn_program (
    JlSupervisor *self, const JlProcessKind *kind, guint slot, int fd, GPid *pid, GError **error)
{
  g_autofree char *slot_text = g_strdup_printf ("%u", slot);
  /* The executable, then its own argv. */
  const char *const argv[] = { self->config.program, "jielid", kind->name, slot_text, NULL };
  const int sources[] = {
    fd, self->config.metrics_fd, self->config.listen_fd, self->config.health_fd
  };
  const int targets[] = {
    JL_PROCESS_CHANNEL_FD, JL_PROCESS_METRICS_FD, JL_PROCESS_LISTEN_FD, JL_PROCESS_HEALTH_FD
  };

  return g_spawn_async_with_pipes_and_fds (NULL,
                                           argv,
                                           NULL,
                                           G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_FILE_AND_ARGV_ZERO,
                                           NULL,
                                           NULL,
                                           -1,
                                           -1,
                                           -1,
                                           sources,
                                           targets,
                                           kind->listens ? 4 : 2,
                                           pid,
                                           NULL,
                                           NULL,
                                           NULL,
                                           error);
}

static gboolean
start_process (JlSupervisor *self, Crew *crew, GError **error)
{
  JlProcess *process;
  GPid pid;
  guint slot;
  int fds[2];

  if (!find_slot (self, &slot)) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_UNAVAILABLE, "too many processes have not left yet");
    return FALSE;
  }
  if (!jl_channel_pair (fds, error))
    return FALSE;
  if (!spawn_program (self, crew->kind, slot, fds[1], &pid, error)) {
    close (fds[0]);
    close (fds[1]);
    return FALSE;
  }
  close (fds[1]);

  process = g_new0 (JlProcess, 1);
  process->supervisor = self;
  process->crew = crew;
  process->pid = pid;
  process->slot = slot;
  process->started_at = g_get_monotonic_time ();
  process->channel = jl_channel_new (fds[0], self->config.max_waiting, &channel_funcs, process);
  process->watch = g_child_watch_add (pid, exited_cb, process);
  g_ptr_array_add (self->processes, process);
  jl_channel_send (process->channel, JL_MESSAGE_START, 0, self->config.start, NULL);
  self->funcs.started (process, self->user_data);
  return TRUE;
}

/* Starts what is missing and need not wait. */
static void
supervisor_fill (JlSupervisor *self)
{
  for (guint i = 0; i < self->crews->len && !self->is_stopping && !self->has_failed; i++) {
    Crew *crew = &g_array_index (self->crews, Crew, i);

    if (crew->kind->follows && !self->is_up)
      continue;
    while (crew->timer == 0 && count_crew (self, crew, FALSE) < crew->kind->count) {
      g_autoptr (GError) error = NULL;

      if (start_process (self, crew, &error))
        continue;
      g_warning ("%s: %s", crew->kind->name, error->message);
      if (self->is_up)
        crew_delay (self, crew, 0);
      else
        supervisor_fail (self);
      break;
    }
  }
}

/**
 * jl_supervisor_new:
 * @config: what to run; copied, what it borrows must outlive the supervisor
 * @funcs: who is told; copied
 * @user_data: for @funcs
 *
 * Returns: (transfer full): a supervisor without children
 */
JlSupervisor *
jl_supervisor_new (const JlSupervisorConfig *config,
                   const JlSupervisorFuncs *funcs,
                   gpointer user_data)
{
  JlSupervisor *self = g_new0 (JlSupervisor, 1);

  self->config = *config;
  self->funcs = *funcs;
  self->user_data = user_data;
  self->processes = g_ptr_array_new_with_free_func (process_free);
  self->crews = g_array_new (FALSE, TRUE, sizeof (Crew));
  for (const JlProcessKind *kind = config->kinds; kind->name != NULL; kind++) {
    const Crew crew = { .kind = kind };

    g_array_append_val (self->crews, crew);
  }
  return self;
}

/**
 * jl_supervisor_free:
 * @self: (transfer full): a supervisor; its children see their channels close and leave by
 *   themselves
 */
void
jl_supervisor_free (JlSupervisor *self)
{
  for (guint i = 0; i < self->crews->len; i++)
    g_clear_handle_id (&g_array_index (self->crews, Crew, i).timer, g_source_remove);
  g_ptr_array_unref (self->processes);
  g_array_unref (self->crews);
  g_free (self);
}

/**
 * jl_supervisor_start:
 * @self: a supervisor
 *
 * Starts all children.
 */
void
jl_supervisor_start (JlSupervisor *self)
{
  supervisor_fill (self);
}

/* Those that listen leave first: what they have accepted may need the others. */
static void
supervisor_continue_stop (JlSupervisor *self)
{
  gboolean listeners_live = FALSE;

  if (self->processes->len == 0) {
    self->funcs.stopped (self->user_data);
    return;
  }
  for (guint i = 0; i < self->processes->len; i++) {
    const JlProcess *process = g_ptr_array_index (self->processes, i);

    listeners_live = listeners_live || process->crew->kind->listens;
  }
  for (guint i = 0; i < self->processes->len; i++) {
    JlProcess *process = g_ptr_array_index (self->processes, i);

    if (!process->is_leaving && (process->crew->kind->listens || !listeners_live))
      process_quit (process);
  }
}

/**
 * jl_supervisor_stop:
 * @self: a supervisor
 *
 * Tells all children to finish what they accepted and leave; those that listen first. The end is
 * told by the func `stopped`, which may be called before this returns.
 */
void
jl_supervisor_stop (JlSupervisor *self)
{
  if (self->is_stopping)
    return;
  self->is_stopping = TRUE;
  for (guint i = 0; i < self->crews->len; i++)
    g_clear_handle_id (&g_array_index (self->crews, Crew, i).timer, g_source_remove);
  supervisor_continue_stop (self);
}

/**
 * jl_supervisor_kill:
 * @self: a supervisor
 *
 * Ends all children at once.
 */
void
jl_supervisor_kill (JlSupervisor *self)
{
  for (guint i = 0; i < self->processes->len; i++)
    kill (((JlProcess *)g_ptr_array_index (self->processes, i))->pid, SIGKILL);
}

/**
 * jl_supervisor_ping:
 * @self: a supervisor
 *
 * Asks all children that listen whether they live, and ends those that have not answered since they
 * were asked last; successors follow.
 *
 * Returns: whether all had answered
 */
gboolean
jl_supervisor_ping (JlSupervisor *self)
{
  gboolean all_live = TRUE;

  for (guint i = 0; i < self->processes->len; i++) {
    JlProcess *process = g_ptr_array_index (self->processes, i);

    if (!process->crew->kind->listens || !process->is_ready || process->is_leaving)
      continue;
    if (process->is_silent) {
      g_warning ("%s %d does nothing any more", process->crew->kind->name, (int)process->pid);
      kill (process->pid, SIGKILL);
      all_live = FALSE;
    }
    process->is_silent = TRUE;
    jl_channel_send (process->channel, JL_MESSAGE_PING, 0, NULL, NULL);
  }
  return all_live;
}

/**
 * jl_supervisor_replace:
 * @self: a supervisor
 * @name: of a kind of process
 *
 * Ends all children of a kind that no longer do their work; successors follow.
 */
void
jl_supervisor_replace (JlSupervisor *self, const char *name)
{
  for (guint i = 0; i < self->processes->len; i++) {
    JlProcess *process = g_ptr_array_index (self->processes, i);

    if (g_str_equal (process->crew->kind->name, name))
      kill (process->pid, SIGKILL);
  }
}

/**
 * jl_supervisor_broadcast_position:
 * @self: a supervisor
 * @position: the journal's last entry
 *
 * Tells all children that a batch was committed.
 */
void
jl_supervisor_broadcast_position (JlSupervisor *self, gint64 position)
{
  for (guint i = 0; i < self->processes->len; i++) {
    JlProcess *process = g_ptr_array_index (self->processes, i);

    jl_channel_send_position (process->channel, position, NULL);
  }
}

/**
 * jl_supervisor_flush:
 * @self: a supervisor
 *
 * Sends at once what waits to be sent to the children.
 */
void
jl_supervisor_flush (JlSupervisor *self)
{
  for (guint i = 0; i < self->processes->len; i++)
    jl_channel_flush (((JlProcess *)g_ptr_array_index (self->processes, i))->channel);
}

/**
 * jl_process_get_channel:
 * @self: a process
 *
 * Returns: (transfer none): the way to it
 */
JlChannel *
jl_process_get_channel (JlProcess *self)
{
  return self->channel;
}

/**
 * jl_process_get_name:
 * @self: a process
 *
 * Returns: (transfer none): its kind's name
 */
const char *
jl_process_get_name (JlProcess *self)
{
  return self->crew->kind->name;
}

/**
 * jl_process_get_pid:
 * @self: a process
 *
 * Returns: its process id
 */
GPid
jl_process_get_pid (JlProcess *self)
{
  return self->pid;
}

/**
 * jl_process_get_slot:
 * @self: a process
 *
 * Returns: its slot, which no other process has while it lives
 */
guint
jl_process_get_slot (JlProcess *self)
{
  return self->slot;
}
