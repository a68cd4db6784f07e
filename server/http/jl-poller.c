// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-poller.h"

#include "jl-error.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#define MAX_EVENTS 64

typedef struct {
  GSource base;
  JlPoller *poller; /* borrowed */
} PollerSource;

struct _JlPoller {
  GSource *source; /* owned */
  gpointer tag;    /* of the epoll descriptor in the source */
  int epoll_fd;    /* owned */

  struct epoll_event events[MAX_EVENTS]; /* being handed out */
  int n_events;

  gint64 durations[JL_POLLER_MAX_KINDS]; /* microseconds */
  GQueue deadlines[JL_POLLER_MAX_KINDS]; /* (element-type JlDeadline), earliest first */
  gint64 wake_at;                        /* the source's ready time, G_MAXINT64: never */

  GQueue deferred; /* (element-type JlDeferred) */
};

static gboolean
poller_prepare (GSource *source, int *timeout)
{
  JlPoller *self = ((PollerSource *)source)->poller;

  *timeout = -1;
  return self->deferred.length > 0;
}

static gboolean
poller_check (GSource *source)
{
  JlPoller *self = ((PollerSource *)source)->poller;

  return self->deferred.length > 0 || g_source_query_unix_fd (source, self->tag) != 0;
}

static void
hand_out_events (JlPoller *self)
{
  do {
    self->n_events = epoll_wait (self->epoll_fd, self->events, MAX_EVENTS, 0);
  } while (self->n_events < 0 && errno == EINTR);

  for (int i = 0; i < self->n_events; i++) {
    JlWatch *watch = self->events[i].data.ptr;

    /* jl_poller_remove() clears what is still to be handed out. */
    if (watch != NULL)
      watch->ready (watch, self->events[i].events);
  }
  self->n_events = 0;
}

static void
pass_deadlines (JlPoller *self, gint64 now)
{
  gint64 next = G_MAXINT64;

  for (guint kind = 0; kind < JL_POLLER_MAX_KINDS; kind++) {
    GQueue *queue = &self->deadlines[kind];
    JlDeadline *deadline;

    while ((deadline = g_queue_peek_head (queue)) != NULL && deadline->at <= now) {
      jl_poller_clear_deadline (self, deadline);
      deadline->passed (deadline);
    }
    if (deadline != NULL)
      next = MIN (next, deadline->at);
  }
  self->wake_at = next;
  g_source_set_ready_time (self->source, next == G_MAXINT64 ? -1 : next);
}

static void
run_deferred (JlPoller *self)
{
  /* Those that are added meanwhile wait for the next round, so that others get their turn. */
  for (guint n = self->deferred.length; n > 0 && self->deferred.length > 0; n--) {
    JlDeferred *deferred = g_queue_peek_head (&self->deferred);

    jl_poller_cancel (self, deferred);
    deferred->run (deferred);
  }
}

static gboolean
poller_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  JlPoller *self = ((PollerSource *)source)->poller;
  gint64 now = g_source_get_time (source);

  hand_out_events (self);
  run_deferred (self);
  if (self->wake_at <= now)
    pass_deadlines (self, now);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs poller_funcs = {
  poller_prepare, poller_check, poller_dispatch, NULL, NULL, NULL
};

/**
 * jl_poller_new:
 * @error: %JL_ERROR_INTERNAL when the system has no descriptors left
 *
 * Returns: (transfer full): a poller that is attached to the main context that is the thread's
 *   default
 */
JlPoller *
jl_poller_new (GError **error)
{
  JlPoller *self;
  int fd = epoll_create1 (EPOLL_CLOEXEC);

  if (fd < 0) {
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "epoll_create1: %s", g_strerror (errno));
    return NULL;
  }

  self = g_new0 (JlPoller, 1);
  self->epoll_fd = fd;
  self->wake_at = G_MAXINT64;
  self->source = g_source_new (&poller_funcs, sizeof (PollerSource));
  ((PollerSource *)self->source)->poller = self;
  g_source_set_static_name (self->source, "jl-poller");
  self->tag = g_source_add_unix_fd (self->source, fd, G_IO_IN);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return self;
}

/**
 * jl_poller_free:
 * @self: (transfer full) (nullable): a poller; what is still registered is forgotten
 */
void
jl_poller_free (JlPoller *self)
{
  if (self == NULL)
    return;
  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->epoll_fd);
  g_free (self);
}

static gboolean
add (JlPoller *self, JlWatch *watch, guint32 events, GError **error)
{
  struct epoll_event event = { .events = events, .data.ptr = watch };

  if (epoll_ctl (self->epoll_fd, EPOLL_CTL_ADD, watch->fd, &event) == 0)
    return TRUE;
  g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "epoll_ctl: %s", g_strerror (errno));
  return FALSE;
}

/**
 * jl_poller_add:
 * @self: a poller
 * @watch: stays where it is until jl_poller_remove()
 * @error: %JL_ERROR_INTERNAL
 *
 * Returns: %FALSE if the system refuses
 */
gboolean
jl_poller_add (JlPoller *self, JlWatch *watch, GError **error)
{
  return add (self, watch, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, error);
}

/**
 * jl_poller_add_listener:
 * @self: a poller
 * @watch: of a listening socket, which other processes listen on too
 * @error: %JL_ERROR_INTERNAL
 *
 * Like jl_poller_add(), but told again as long as connections wait, and not all processes are woken
 * for one connection.
 *
 * Returns: %FALSE if the system refuses
 */
gboolean
jl_poller_add_listener (JlPoller *self, JlWatch *watch, GError **error)
{
  return add (self, watch, EPOLLIN | EPOLLEXCLUSIVE, error);
}

/**
 * jl_poller_remove:
 * @self: a poller
 * @watch: a watch, added or not; to be called before its descriptor is closed
 */
void
jl_poller_remove (JlPoller *self, JlWatch *watch)
{
  struct epoll_event unused = { 0 };

  epoll_ctl (self->epoll_fd, EPOLL_CTL_DEL, watch->fd, &unused);
  for (int i = 0; i < self->n_events; i++)
    if (self->events[i].data.ptr == watch)
      self->events[i].data.ptr = NULL;
}

/**
 * jl_poller_set_duration:
 * @self: a poller
 * @kind: below %JL_POLLER_MAX_KINDS, before any deadline of it is set
 * @milliseconds: how long after setting a deadline of that kind passes
 */
void
jl_poller_set_duration (JlPoller *self, guint kind, guint milliseconds)
{
  g_return_if_fail (kind < JL_POLLER_MAX_KINDS && self->deadlines[kind].length == 0);

  self->durations[kind] = (gint64)milliseconds * 1000;
}

/**
 * jl_poller_set_deadline:
 * @self: a poller
 * @deadline: set already or not; stays where it is until it has passed or is cleared
 * @kind: says how long from now
 */
void
jl_poller_set_deadline (JlPoller *self, JlDeadline *deadline, guint kind)
{
  jl_poller_clear_deadline (self, deadline);
  deadline->at = g_get_monotonic_time () + self->durations[kind];
  deadline->kind = kind;
  deadline->is_set = TRUE;
  deadline->link.data = deadline;
  g_queue_push_tail_link (&self->deadlines[kind], &deadline->link);
  /* Never moved back when a deadline is cleared: waking up once for nothing is cheaper. */
  if (deadline->at < self->wake_at) {
    self->wake_at = deadline->at;
    g_source_set_ready_time (self->source, deadline->at);
  }
}

/**
 * jl_poller_clear_deadline:
 * @self: a poller
 * @deadline: set or not
 */
void
jl_poller_clear_deadline (JlPoller *self, JlDeadline *deadline)
{
  if (!deadline->is_set)
    return;
  g_queue_unlink (&self->deadlines[deadline->kind], &deadline->link);
  deadline->is_set = FALSE;
}

/**
 * jl_poller_defer:
 * @self: a poller
 * @deferred: stays where it is until it has run or is cancelled
 *
 * Runs @deferred once from the main context, soon and not from within this call.
 */
void
jl_poller_defer (JlPoller *self, JlDeferred *deferred)
{
  if (deferred->is_set)
    return;
  deferred->is_set = TRUE;
  deferred->link.data = deferred;
  g_queue_push_tail_link (&self->deferred, &deferred->link);
}

/**
 * jl_poller_cancel:
 * @self: a poller
 * @deferred: waiting or not
 */
void
jl_poller_cancel (JlPoller *self, JlDeferred *deferred)
{
  if (!deferred->is_set)
    return;
  g_queue_unlink (&self->deferred, &deferred->link);
  deferred->is_set = FALSE;
}
