// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Watches any number of descriptors as one source of a main context, through one epoll descriptor:
 * GLib's own poll() looks at every descriptor each time, so that a thousand idle connections make
 * every request slower. Deadlines and deferred calls come from the same source. All structures here
 * are embedded in what they belong to; zero-filled is "not in use".
 */
typedef struct _JlPoller JlPoller;

/**
 * JlWatch:
 * @fd: watched edge-triggered, for reading, writing and hang-up: whoever is told must go on until
 *   the call would block
 * @ready: told with the events of epoll_wait()
 */
typedef struct _JlWatch JlWatch;
struct _JlWatch {
  int fd;
  void (*ready) (JlWatch *watch, guint events);
};

/* Kinds of deadlines have one duration each, so that the order of setting is the order of passing.
 */
#define JL_POLLER_MAX_KINDS 12

typedef struct _JlDeadline JlDeadline;
struct _JlDeadline {
  void (*passed) (JlDeadline *deadline);
  /*< private >*/
  GList link;
  gint64 at;
  guint kind;
  gboolean is_set;
};

typedef struct _JlDeferred JlDeferred;
struct _JlDeferred {
  void (*run) (JlDeferred *deferred);
  /*< private >*/
  GList link;
  gboolean is_set;
};

JlPoller *jl_poller_new (GError **error);
void jl_poller_free (JlPoller *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlPoller, jl_poller_free)

gboolean jl_poller_add (JlPoller *self, JlWatch *watch, GError **error);
gboolean jl_poller_add_listener (JlPoller *self, JlWatch *watch, GError **error);
void jl_poller_remove (JlPoller *self, JlWatch *watch);

void jl_poller_set_duration (JlPoller *self, guint kind, guint milliseconds);
void jl_poller_set_deadline (JlPoller *self, JlDeadline *deadline, guint kind);
void jl_poller_clear_deadline (JlPoller *self, JlDeadline *deadline);

void jl_poller_defer (JlPoller *self, JlDeferred *deferred);
void jl_poller_cancel (JlPoller *self, JlDeferred *deferred);

G_END_DECLS
