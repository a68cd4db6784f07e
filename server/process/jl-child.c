// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-child.h"

#include "jl-error.h"
#include "jl-places.h"
#include "jl-supervisor.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* What waits for the parent to read it; calls are bounded by their number before. */
#define MAX_WAITING (64 * 1024 * 1024)
/* The first slot of the metrics page is the parent's. */
#define FIRST_METRICS_SLOT 1
/* An orphan that still waits for somebody after this time leaves all the same. */
#define ORPHAN_SECONDS 5

static void
child_quit (JlChild *self)
{
  if (self->is_quitting)
    return;
  self->is_quitting = TRUE;
  if (self->is_ready && self->funcs.quit != NULL)
    self->funcs.quit (self->user_data);
}

static void
received_cb (JlChannel *channel, JlMessage message, guint64 id, GBytes *payload, gpointer user_data)
{
  JlChild *self = user_data;

  if (message == JL_MESSAGE_START && self->start == NULL) {
    g_autoptr (GError) error = NULL;

    self->start = jl_start_new_from_bytes (payload, &error);
    if (self->start == NULL) {
      g_warning ("%s", error->message);
      self->is_quitting = TRUE;
    }
  } else if (message == JL_MESSAGE_PING) {
    jl_channel_send (self->channel, JL_MESSAGE_ALIVE, 0, NULL, NULL);
  } else if (message == JL_MESSAGE_QUIT) {
    child_quit (self);
  } else if (self->is_ready) {
    self->funcs.received (message, id, payload, self->user_data);
  }
}

static void
closed_cb (JlChannel *channel, const GError *error, gpointer user_data)
{
  JlChild *self = user_data;

  if (error != NULL)
    g_warning ("parent: %s", error->message);
  if (self->is_ready && self->funcs.orphaned != NULL)
    self->funcs.orphaned (self->user_data);
  child_quit (self);
  /* Not a source: whatever keeps the loop busy must not keep an orphan alive. */
  signal (SIGALRM, SIG_DFL);
  alarm (ORPHAN_SECONDS);
}

/* Sent to this one child alone, a polite signal asks for a successor. */
static gboolean
term_cb (gpointer user_data)
{
  jl_child_retire (user_data);
  return G_SOURCE_CONTINUE;
}

/* Whatever this process starts must not inherit these, or it would keep the port or the channel. */
static void
close_on_exec (int fd)
{
  int flags = fcntl (fd, F_GETFD);

  if (flags >= 0)
    fcntl (fd, F_SETFD, flags | FD_CLOEXEC);
}

/**
 * jl_child_new:
 * @application: what the program consists of
 * @slot: this process's slot
 * @access: what it may do with the keys of people
 * @error: return location
 *
 * Takes over the inherited descriptors, waits for the parent's first word and prepares what it
 * says. The child lives on the thread's default main context.
 *
 * Returns: (transfer full): a child, or %NULL with an error
 */
JlChild *
jl_child_new (const JlApplication *application, guint slot, JlPersonAccess access, GError **error)
{
  static const JlChannelFuncs funcs = { received_cb, closed_cb };
  g_autoptr (JlChild) self = g_new0 (JlChild, 1);
  g_autofree char *rules_dir = jl_places_get_data ("rules");

  signal (SIGPIPE, SIG_IGN);
  /* The terminal's Ctrl-C goes to all; the parent decides what becomes of it. */
  signal (SIGINT, SIG_IGN);
  for (int fd = JL_PROCESS_CHANNEL_FD; fd <= JL_PROCESS_HEALTH_FD; fd++)
    close_on_exec (fd);

  self->application = application;
  self->channel = jl_channel_new (JL_PROCESS_CHANNEL_FD, MAX_WAITING, &funcs, self);
  while (self->start == NULL && !self->is_quitting)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
  if (self->start == NULL) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_UNAVAILABLE, "the parent is gone");
    return NULL;
  }

  self->keys = jl_keys_load (self->start->config->data_dir, error);
  self->rules = self->keys != NULL ? jl_rules_load (rules_dir, error) : NULL;
  self->metrics = self->rules != NULL
                      ? jl_metrics_open (JL_PROCESS_METRICS_FD, slot + FIRST_METRICS_SLOT, error)
                      : NULL;
  if (self->metrics == NULL)
    return NULL;
  if (strcmp (jl_rules_get_version (self->rules), self->start->rules_version) != 0)
    g_warning ("the rules files have changed; they count from the service's next start");
  if (!application->configure (self->start->config, self->keys, access, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * jl_child_free:
 * @self: (transfer full): a child
 */
void
jl_child_free (JlChild *self)
{
  g_clear_handle_id (&self->term_source, g_source_remove);
  g_clear_pointer (&self->rest, jl_rest_free);
  g_clear_pointer (&self->metrics, jl_metrics_free);
  g_clear_pointer (&self->rules, jl_rules_free);
  self->application->release ();
  g_clear_pointer (&self->keys, jl_keys_free);
  g_clear_pointer (&self->start, jl_start_free);
  g_clear_pointer (&self->channel, jl_channel_unref);
  g_free (self);
}

/**
 * jl_child_ready:
 * @self: a child
 * @funcs: who is told; copied
 * @user_data: for @funcs
 *
 * Tells the parent that the work has begun.
 */
void
jl_child_ready (JlChild *self, const JlChildFuncs *funcs, gpointer user_data)
{
  self->funcs = *funcs;
  self->user_data = user_data;
  self->is_ready = TRUE;
  self->rest = jl_rest_new (JL_REST_INTERVAL_MS, funcs->rested, user_data);
  self->term_source = g_unix_signal_add (SIGTERM, term_cb, self);
  jl_channel_send (self->channel, JL_MESSAGE_READY, 0, NULL, NULL);
  if (self->is_quitting && self->funcs.quit != NULL) /* asked to before it could */
    self->funcs.quit (self->user_data);
}

/**
 * jl_child_retire:
 * @self: a child
 *
 * Asks the parent for a successor; it answers with QUIT.
 */
void
jl_child_retire (JlChild *self)
{
  jl_channel_send (self->channel, JL_MESSAGE_RETIRED, 0, NULL, NULL);
}
