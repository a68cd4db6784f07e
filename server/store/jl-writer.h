// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-purge.h"

G_BEGIN_DECLS

/*
 * The writer: owner of the only writable connection. Callers queue frames; jl_writer_run_batch()
 * executes all that wait, commits once and answers all. It has no thread and no main loop of its
 * own: while a commit waits for the disk, frames gather in the sockets, and that is the next batch.
 */
typedef struct _JlWriter JlWriter;

/**
 * JlAuthenticate:
 * @connection: to read sessions from
 * @token_hash: (nullable): hash of the session's token; %NULL: nobody
 * @acting: the organisation to act for, 0: the caller's first membership
 *
 * Returns: (transfer full): the caller, or %NULL with UNAUTHENTICATED (session over) or FORBIDDEN
 * (no membership in @acting)
 */
typedef JlCaller *(*JlAuthenticate) (
    JlConnection *connection, GBytes *token_hash, gint64 acting, gint64 now, GError **error);

/**
 * JlDue:
 * @find: the first record, in the order of ids, whose time has come and whose id is higher than
 *   @after, FALSE if none. @after lets the writer pass over a record whose command fails, so that
 * it does not hold up all others
 * @command: executed by the system with that record as target; JL_ROLE_SYSTEM must be among its
 *   roles. A record that is due for still more is found again: long work is done in slices
 * @purge: instead of @find: what the retention rules let go of
 */
typedef struct {
  gboolean (*find) (JlConnection *connection, gint64 now, gint64 after, gint64 *id);
  const JlCommand *command;
  const JlPurge *purge;
} JlDue;

typedef struct _JlCheck JlCheck;

/**
 * JlSchema:
 *
 * What a capability brings to the store: kinds, commands and what falls due. NULL-terminated.
 */
typedef struct {
  const char *name;
  const JlKind *const *kinds;
  const JlCommand *const *commands;
  const JlDue *dues; /* terminated by a NULL command; nullable */
  /* nullable: what a step of the schema cannot do by SQL alone. Called at each start, with the only
   * writable connection, before anything is executed; must go on where it was interrupted */
  gboolean (*upgrade) (JlConnection *connection, const char *data_dir, GError **error);
  /* nullable: what `jielid check` looks at beside the records themselves; see jl-check.h */
  void (*check) (JlConnection *connection, JlCheck *check);
} JlSchema;

typedef struct {
  const char *data_dir;
  const char *schema_dir;         /* nullable: the program's own numbered SQL files */
  const JlSchema *const *schemas; /* NULL-terminated */
  JlAuthenticate authenticate;
  const char *rules_version;
  gpointer context;          /* borrowed: jl_transaction_get_context(), the JlRules */
  gint64 (*get_time) (void); /* NULL: the real clock, milliseconds; tests set it */
  guint max_queued;          /* frames that may wait, 0: 4096 */
  guint max_batch;           /* frames of one commit, 0: 512 */
} JlWriterConfig;

typedef void (*JlWriterAnswer) (JlReply *reply, gpointer user_data);

JlWriter *jl_writer_open (const JlWriterConfig *config, GError **error);
void jl_writer_close (JlWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlWriter, jl_writer_close)

/* A call as it crosses the socket between worker and writer. */
typedef struct {
  const char *command; /* name */
  GBytes *token_hash;  /* nullable */
  gint64 acting;
  const char *address;    /* nullable */
  const char *language;   /* "en" or "zh_CN" */
  const char *key;        /* Idempotency-Key, nullable */
  GBytes *request_digest; /* of what the frame does not hold of a request; nullable */
  const char *const *parameters;
  gint64 if_match;
  const char *input;  /* JSON text, nullable */
  GVariant *prepared; /* nullable */
} JlFrame;
GBytes *jl_frame_to_bytes (const JlFrame *frame);

/* FALSE with UNAVAILABLE when the queue is full. The answer comes during jl_writer_run_batch(). */
gboolean jl_writer_queue (
    JlWriter *self, GBytes *frame, JlWriterAnswer answer, gpointer user_data, GError **error);
/* The same in the service's own name. Nothing that came from outside may be queued so. */
gboolean jl_writer_queue_own (
    JlWriter *self, GBytes *frame, JlWriterAnswer answer, gpointer user_data, GError **error);
guint jl_writer_get_n_queued (JlWriter *self);
void jl_writer_run_batch (JlWriter *self);
/* TRUE: there is more to do now. */
gboolean jl_writer_run_due (JlWriter *self);
/* Between batches: checkpoints, forgets old idempotency keys. TRUE: there is more to do now. */
gboolean jl_writer_idle (JlWriter *self);
/* The sequence number of the last change that is committed: see jl_changes_foreach(). */
gint64 jl_writer_get_position (JlWriter *self);
JlConnection *jl_writer_get_connection (JlWriter *self);
/* The journal's time, milliseconds UTC. */
gint64 jl_writer_get_time (JlWriter *self);

/* For tests and the command line: queue one, run, give its reply. */
JlReply *jl_writer_call (JlWriter *self, const JlFrame *frame);
JlReply *jl_writer_call_own (JlWriter *self, const JlFrame *frame);

G_END_DECLS
