// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-caller.h"
#include "jl-connection.h"

G_BEGIN_DECLS

/*
 * Every change of business data is a command in the journal. A worker finds out who asks for which
 * command and sends that with the body as a call; the writer authenticates it again, reads the
 * body, executes it in its batch's transaction, journals it with its effects, commits, and only
 * then answers.
 */
typedef struct _JlCommand JlCommand;
typedef struct _JlCall JlCall;
typedef struct _JlKind JlKind;
typedef struct _JlTransaction JlTransaction;

typedef enum {
  /* sessions, attempts, read marks: not journalled, not remembered, cannot put records */
  JL_COMMAND_OPERATIONAL = 1 << 0,
  /* needs If-Match; compared with the target record's version */
  JL_COMMAND_IF_MATCH = 1 << 1,
  /* the body is a patch: its members are all optional, create-only ones are refused */
  JL_COMMAND_PATCH = 1 << 2,
  /* the caller must act for the target's organisation: FORBIDDEN for others who see it */
  JL_COMMAND_OWN_TARGET = 1 << 3,
  /* the answer holds a secret (a token, a code): not remembered, so that a repeated request is
   * executed again and must be refused or be harmless */
  JL_COMMAND_FORGET_REPLY = 1 << 4,
} JlCommandFlags;

/**
 * JlCommand:
 * @name: stable, journalled: `item.publish`
 * @roles: who may; checked by http before and by the writer again
 * @input: the body's field table, or %NULL for none
 * @target: the kind of the record that the path's first id names, or %NULL; the writer loads it
 *   before execute, answers NOT_FOUND if it is absent or not visible to the caller, and checks
 *   If-Match against it
 * @execute: does it, within the transaction; refuses with a JL_ERROR and without a trace
 */
struct _JlCommand {
  const char *name;
  JlRoleSet roles;
  JlCommandFlags flags;
  const JlRecordTable *input;
  const JlKind *target;
  gboolean (*execute) (JlTransaction *transaction, JlCall *call, GError **error);
};

#define JL_CALL_MAX_PARAMETERS 3

/**
 * JlCall:
 *
 * One execution of a command, as it travels from worker to writer.
 */
struct _JlCall {
  const JlCommand *command;
  JlCaller *caller;                         /* owned; set by the writer itself */
  char *parameters[JL_CALL_MAX_PARAMETERS]; /* owned: the path's parameters as text */
  gint64 ids[JL_CALL_MAX_PARAMETERS];       /* those that are ids, else 0 */
  gint64 if_match;                          /* version, 0: none given */
  JlRecord *input;                          /* owned, nullable */
  JlRecord *target;                         /* owned, nullable: see JlCommand.target */
  GVariant *prepared;                       /* owned, nullable: from JlRoute.prepare; a{sv},
                                               never journalled */
};

/**
 * JlReply:
 *
 * The answer to a call: what http sends. For a refused call @error is set and nothing else.
 */
typedef struct {
  guint status;   /* 200, 201, 202, 204 */
  GBytes *body;   /* owned, nullable: JSON */
  gint64 id;      /* of the record in @body, 0: none */
  gint64 version; /* its version, for ETag, 0: none */
  JlView view;    /* of @body, for ETag */
  GError *error;  /* owned, nullable */
} JlReply;

void jl_reply_free (JlReply *self);
JlReply *jl_reply_new_error (GError *error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlReply, jl_reply_free)

/**
 * JlKindFlags:
 * @JL_KIND_OFFERED: a command of another home may create such a record, e.g. a notice to another
 *   organisation; from then on it belongs to its own home. The effect is chained where the command
 *   is. Safe with several nodes, because a record that is new cannot be changed elsewhere
 * @JL_KIND_SHARED: a command of another home may also change and remove it. Only for records that
 *   all of the city has in common, accounts and people: a node that is not the city's will have to
 *   ask the city
 * @JL_KIND_SUPERVISED: administrators see such a record in its own view, also where it is not
 * public; which of them may change it the command says
 * @JL_KIND_INTERNAL: commands alone look at it. It is in effects as all are, but has no ready JSON,
 *   and nobody is told of its changes
 */
typedef enum {
  JL_KIND_OFFERED = 1 << 0,
  JL_KIND_SHARED = 1 << 1,
  JL_KIND_SUPERVISED = 1 << 2,
  JL_KIND_INTERNAL = 1 << 3,
} JlKindFlags;

/**
 * JlKind:
 *
 * A kind of stored record. Its table has a column of each field's name, so that storing, loading,
 * effects, change stream and ready JSON come from the field table alone. PERSONAL and SECRET fields
 * have no column, no place in effects and none in ready JSON: capabilities keep person data in
 * tables of their own and put it into answers themselves. Fields that every kind
 * has: id, organisation (its home), version, created_at, updated_at. Columns beyond the fields,
 * which queries need, are GENERATED columns or fields with view STORED.
 *
 * The organisation is never absent (jl_transaction_get_city() for what belongs to none) and never
 * changes: what moves to another organisation is offered there and becomes a record of its own.
 *
 * @is_public: whether anybody may see it; %NULL: never
 * @owner: field index + 1 of the person (id) to whom the record also shows in its OWN view, 0: none
 * @flags: who beside its home may put it
 */
struct _JlKind {
  const JlRecordTable *table;
  gboolean (*is_public) (JlRecord *record);
  guint owner;
  JlKindFlags flags;
};

/* What execute() may do. All of it is undone if execute() fails. */
const JlKind *jl_transaction_find_kind (JlTransaction *self, const char *name);
gint64 jl_transaction_new_id (JlTransaction *self);
gint64 jl_transaction_get_now (JlTransaction *self);
JlConnection *jl_transaction_get_connection (JlTransaction *self);
const char *jl_transaction_get_rules_version (JlTransaction *self);
gpointer jl_transaction_get_context (JlTransaction *self);

JlRecord *jl_transaction_get (JlTransaction *self, const JlKind *kind, gint64 id, GError **error);
gboolean
jl_transaction_put (JlTransaction *self, const JlKind *kind, JlRecord *record, GError **error);
gboolean
jl_transaction_take (JlTransaction *self, const JlKind *kind, JlRecord *record, GError **error);
gboolean
jl_transaction_remove (JlTransaction *self, const JlKind *kind, JlRecord *record, GError **error);

/* The chain that the command is journalled in: by default that of the first record put, else the
 * target's, else the caller's organisation, else the city. */
void jl_transaction_set_home (JlTransaction *self, gint64 organisation);
/* The organisation of what belongs to none: accounts, organisations themselves. */
gint64 jl_transaction_get_city (JlTransaction *self);
/* Two commands that offer and accept the same thing carry one id. */
void jl_transaction_set_transfer (JlTransaction *self, gint64 transfer);

/* Exactly one of these per successful execute(). The view is the one the caller may see. */
void jl_transaction_reply (JlTransaction *self, guint status, const JlKind *kind, JlRecord *record);
void jl_transaction_reply_json (JlTransaction *self, guint status, char *json);
void jl_transaction_reply_empty (JlTransaction *self);
/* OPERATIONAL commands only: refuses, and what was done stays, e.g. a failed try is counted. */
void jl_transaction_reply_error (JlTransaction *self, GError *error);

/* GET by id of any kind: the ready JSON for the caller. */
typedef struct {
  gint64 version;
  gint64 renewal; /* how often its JSON was made anew since: see jl_ready_rebuild() */
  JlView view;
  gint64 organisation;
  const char *json; /* borrowed from the statement */
  gsize length;
} JlReady;
gboolean jl_ready_lookup (JlStatement *statement,
                          const JlCaller *caller,
                          const JlKind *kind,
                          gint64 id,
                          JlReady *ready,
                          GError **error);
JlStatement *jl_ready_prepare (JlConnection *connection, GError **error);

G_END_DECLS
