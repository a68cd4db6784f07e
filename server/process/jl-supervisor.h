// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-channel.h"

G_BEGIN_DECLS

/*
 * The parent's children: starts them as the same program executed again, tells them what to do,
 * replaces those that die, and sees them out. Children inherit nothing but the descriptors below.
 */
typedef struct _JlSupervisor JlSupervisor;
typedef struct _JlProcess JlProcess;

/* Descriptors of a child, beside the standard three. */
#define JL_PROCESS_CHANNEL_FD 3
#define JL_PROCESS_METRICS_FD 4
#define JL_PROCESS_LISTEN_FD 5 /* these two: of those that listen */
#define JL_PROCESS_HEALTH_FD 6

/**
 * JlProcessKind:
 * @name: the subcommand that it runs
 * @count: how many there shall be
 * @listens: whether it gets the listening socket, and what was measured
 * @follows: whether nobody need wait for it: it is started when all others do their work
 *
 * Kinds that listen are told to quit first; the others when all of those have left.
 */
typedef struct {
  const char *name;
  guint count;
  gboolean listens;
  gboolean follows;
} JlProcessKind;

/**
 * JlSupervisorFuncs:
 * @started: a process was started
 * @ready: one does its work
 * @died: one left that was not asked to; @status is that of waitpid()
 * @called: one sent a JL_MESSAGE_CALL
 * @indexed: one sent a JL_MESSAGE_INDEXED
 * @all_ready: every process of the beginning but those that follow does its work; called once
 * @failed: one of them left before that, so the service cannot start; called at most once
 * @stopped: after jl_supervisor_stop(), all have left
 */
typedef struct {
  void (*started) (JlProcess *process, gpointer user_data);
  void (*ready) (JlProcess *process, gpointer user_data);
  void (*died) (JlProcess *process, int status, gpointer user_data);
  void (*called) (JlProcess *process, guint64 id, GBytes *payload, gpointer user_data);
  void (*indexed) (gint64 position, gpointer user_data);
  void (*all_ready) (gpointer user_data);
  void (*failed) (gpointer user_data);
  void (*stopped) (gpointer user_data);
} JlSupervisorFuncs;

typedef struct {
  const char *program;        /* path of the executable */
  const JlProcessKind *kinds; /* borrowed, terminated by a NULL name */
  guint n_slots;              /* as many processes may live at a time, those that leave included */
  int listen_fd;              /* borrowed */
  int metrics_fd;             /* borrowed */
  int health_fd;              /* borrowed */
  GBytes *start;              /* borrowed: payload of each child's JL_MESSAGE_START */
  gsize max_waiting;          /* bytes that may wait to be sent to one child */
  guint stop_ms;              /* how long a child may take to leave before it is killed */
} JlSupervisorConfig;

JlSupervisor *jl_supervisor_new (const JlSupervisorConfig *config,
                                 const JlSupervisorFuncs *funcs,
                                 gpointer user_data);
void jl_supervisor_free (JlSupervisor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlSupervisor, jl_supervisor_free)

void jl_supervisor_start (JlSupervisor *self);
void jl_supervisor_stop (JlSupervisor *self);
void jl_supervisor_kill (JlSupervisor *self);
gboolean jl_supervisor_ping (JlSupervisor *self);
void jl_supervisor_replace (JlSupervisor *self, const char *name);
void jl_supervisor_broadcast_position (JlSupervisor *self, gint64 position);
void jl_supervisor_flush (JlSupervisor *self);

JlChannel *jl_process_get_channel (JlProcess *self);
const char *jl_process_get_name (JlProcess *self);
GPid jl_process_get_pid (JlProcess *self);
guint jl_process_get_slot (JlProcess *self);

G_END_DECLS
