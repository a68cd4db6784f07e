// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-execute.h"
#include "jl-error.h"
#include "jl-idempotency.h"
#include "jl-journal-private.h"
#include "jl-json.h"
#include "jl-language.h"

#include <glib/gi18n-lib.h>

/* One command from its frame to its reply, within the batch's transaction. */

static void
call_free (JlCall *call)
{
  jl_caller_free (call->caller);
  for (guint i = 0; i < JL_CALL_MAX_PARAMETERS; i++)
    g_free (call->parameters[i]);
  g_clear_object (&call->input);
  g_clear_object (&call->target);
  g_clear_pointer (&call->prepared, g_variant_unref);
  g_free (call);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlCall, call_free)

/* Errors leave the writer as JL_ERROR with a code; one that a command forgot to set is our own. */
static GError *
own_error (GError *error, const JlCommand *command)
{
  if (error == NULL)
    return g_error_new (JL_ERROR, JL_ERROR_INTERNAL, "%s failed without an error", command->name);
  if (error->domain != JL_ERROR) {
    GError *own =
        g_error_new (JL_ERROR, JL_ERROR_INTERNAL, "%s: %s", command->name, error->message);

    g_error_free (error);
    return own;
  }
  return error;
}

static gboolean
check_roles (const JlCommand *command, const JlCaller *caller, GError **error)
{
  if (jl_caller_may (caller, command->roles))
    return TRUE;

  if (caller->account == 0 && !(caller->roles & JL_ROLE_SYSTEM))
    g_set_error_literal (error, JL_ERROR, JL_ERROR_UNAUTHENTICATED, _ ("Please sign in"));
  else
    g_set_error_literal (error, JL_ERROR, JL_ERROR_FORBIDDEN, _ ("Your role may not do this"));
  return FALSE;
}

static gboolean
read_input (JlCall *call, const char *input, GError **error)
{
  JlReadMode mode = call->command->flags & JL_COMMAND_PATCH ? JL_READ_PATCH : JL_READ_CREATE;
  g_autoptr (JsonNode) node = NULL;

  if (call->command->input == NULL) {
    if (input == NULL)
      return TRUE;
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_INVALID, _ ("This request does not take a body"));
    return FALSE;
  }

  /* Without a body, a required member is what is missing. */
  node = jl_json_parse (input == NULL ? "{}" : input, -1, error);
  if (node == NULL)
    return FALSE;
  call->input = jl_record_read_json (call->command->input, node, mode, error);
  return call->input != NULL;
}

static gboolean
check_version (const JlCall *call, const JlKindSql *sql, GError **error)
{
  gint64 version = jl_record_get_integer (call->target, sql->version);

  if (call->caller->roles & JL_ROLE_SYSTEM)
    return TRUE;
  if (call->if_match == 0 && call->command->flags & JL_COMMAND_IF_MATCH) {
    g_set_error_literal (error,
                         JL_ERROR,
                         JL_ERROR_VERSION_REQUIRED,
                         _ ("Say in If-Match which version you have seen"));
    return FALSE;
  }
  if (call->if_match != 0 && call->if_match != version) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_VERSION_CONFLICT, _ ("Somebody else changed this first"));
    return FALSE;
  }
  return TRUE;
}

/* What the caller cannot see is not there; who sees it and may not change it is told so. */
static gboolean
load_target (JlSession *session, JlCall *call, GError **error)
{
  const JlKind *kind = call->command->target;
  const JlKindSql *sql;
  GError *local_error = NULL;
  JlView view;

  if (kind == NULL)
    return TRUE;

  sql = jl_catalog_get_kind (session->catalog, kind->table->name);
  if (call->ids[0] != 0)
    call->target = jl_kind_sql_load (sql, session->connection, call->ids[0], &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  if (call->target == NULL ||
      !jl_kind_get_view (kind,
                         call->caller,
                         jl_record_get_integer (call->target, sql->organisation),
                         jl_kind_get_owner (kind, call->target),
                         jl_kind_is_public (kind, call->target),
                         &view)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such record"));
    return FALSE;
  }
  if (call->command->flags & JL_COMMAND_OWN_TARGET &&
      !jl_caller_owns (call->caller, jl_record_get_integer (call->target, sql->organisation))) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_FORBIDDEN, _ ("This belongs to another organisation"));
    return FALSE;
  }
  return check_version (call, sql, error);
}

static JlReply *
execute_call (JlExecution *self, JlCall *call, GError **error)
{
  const JlCommand *command = call->command;
  g_autoptr (JlTransaction) transaction = NULL;
  GError *local_error = NULL;

  if (!load_target (self->session, call, error))
    return NULL;

  transaction = jl_transaction_new (self->session, call, self->now);
  if (!command->execute (transaction, call, &local_error)) {
    g_propagate_error (error, own_error (local_error, command));
    return NULL;
  }
  if (local_error != NULL || transaction->reply == NULL || transaction->reply->status == 0) {
    g_clear_error (&local_error);
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_INTERNAL,
                 "%s must either fail with an error or reply once",
                 command->name);
    return NULL;
  }

  if (!(command->flags & JL_COMMAND_OPERATIONAL) &&
      (!jl_transaction_store_ready (transaction, error) ||
       !jl_journal_append (transaction, &self->position, error)))
    return NULL;
  self->changed = TRUE;
  return g_steal_pointer (&transaction->reply);
}

static JlCall *
call_from_frame (const JlCommand *command, const JlFrame *frame)
{
  JlCall *call = g_new0 (JlCall, 1);

  call->command = command;
  call->if_match = frame->if_match;
  call->prepared = frame->prepared == NULL ? NULL : g_variant_ref (frame->prepared);
  for (guint i = 0; i < JL_CALL_MAX_PARAMETERS && frame->parameters[i] != NULL; i++) {
    call->parameters[i] = g_strdup (frame->parameters[i]);
    jl_id_from_text (frame->parameters[i], &call->ids[i], NULL);
  }
  return call;
}

static gboolean
is_remembered (const JlCommand *command)
{
  return (command->flags & (JL_COMMAND_OPERATIONAL | JL_COMMAND_FORGET_REPLY)) == 0;
}

static JlReply *
execute_frame (JlExecution *self, const JlFrame *frame, gboolean own, GError **error)
{
  JlConnection *connection = self->session->connection;
  const JlCommand *command = jl_catalog_get_command (self->session->catalog, frame->command);
  g_autoptr (JlCall) call = NULL;
  g_autoptr (JlReply) reply = NULL;
  JlReply *first = NULL;

  if (command == NULL) {
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "no command %s", frame->command);
    return NULL;
  }

  call = call_from_frame (command, frame);
  if (own && self->stand_in != NULL) {
    call->caller = jl_caller_copy (self->stand_in);
  } else if (own) {
    call->caller = jl_caller_new_system ();
    call->caller->organisation = frame->acting;
  } else if (frame->token_hash == NULL)
    call->caller = jl_caller_new ();
  else
    call->caller =
        self->authenticate (connection, frame->token_hash, frame->acting, self->now, error);
  if (call->caller == NULL)
    return NULL;
  g_free (call->caller->address);
  call->caller->address = g_strdup (frame->address);

  /* Roles come before what is remembered: who was dismissed gets no old answer either. */
  if (!check_roles (command, call->caller, error) ||
      (is_remembered (command) &&
       !jl_idempotency_recall (self->session, frame, call->caller, self->now, &first, error)))
    return NULL;
  if (first != NULL)
    return first;
  if (!read_input (call, frame->input, error))
    return NULL;
  reply = execute_call (self, call, error);
  if (reply == NULL ||
      (is_remembered (command) &&
       !jl_idempotency_remember (connection, frame, call->caller, self->now, reply, error)))
    return NULL;
  return g_steal_pointer (&reply);
}

/* Where a command begins, and what is undone if it fails. */
typedef struct {
  gint64 position;  /* of the last change */
  gint64 n_changes; /* to rows, since the connection was opened */
} Start;

static gboolean
begin (JlExecution *self, Start *start, GError **error)
{
  static const char sql[] = "SAVEPOINT command";
  JlConnection *connection = self->session->connection;
  g_autoptr (JlStatement) statement = NULL;

  start->position = self->position;
  start->n_changes = jl_connection_get_total_changes (connection);
  if (!self->uses_savepoints)
    return TRUE;
  statement = jl_connection_prepare (connection, sql, error);
  return statement != NULL && jl_statement_run (statement, error);
}

static gboolean
end_savepoint (JlConnection *connection, gboolean keep, GError **error)
{
  static const char rollback_sql[] = "ROLLBACK TO command";
  static const char release_sql[] = "RELEASE command";
  g_autoptr (JlStatement) rollback = jl_connection_prepare (connection, rollback_sql, error);
  g_autoptr (JlStatement) release = jl_connection_prepare (connection, release_sql, error);

  return rollback != NULL && release != NULL && (keep || jl_statement_run (rollback, error)) &&
         jl_statement_run (release, error);
}

/* A command that fails leaves nothing behind: undone here, or by whoever sees that it has spoiled
 * the transaction. */
static JlReply *
finish (JlExecution *self, JlReply *reply, GError *error, const Start *start)
{
  JlConnection *connection = self->session->connection;

  if (reply != NULL && (!self->uses_savepoints || end_savepoint (connection, TRUE, &error)))
    return reply;

  self->position = start->position;
  if (reply == NULL && self->uses_savepoints)
    end_savepoint (connection, FALSE, NULL);
  else if (!self->uses_savepoints)
    self->is_spoiled = jl_connection_get_total_changes (connection) != start->n_changes;
  jl_reply_free (reply);
  return jl_reply_new_error (error);
}

/**
 * jl_execute_frame: (skip)
 * @self: the writer's state for one command
 * @frame: a call
 * @own: whether the service itself calls, and not whom the frame names
 *
 * Authenticates, checks, executes and journals one call. One that fails leaves nothing behind: see
 * #JlExecution.
 *
 * Returns: (transfer full): its reply, which is only to be sent after the commit
 */
JlReply *
jl_execute_frame (JlExecution *self, const JlFrame *frame, gboolean own)
{
  JlLanguageScope scope;
  GError *error = NULL;
  JlReply *reply;
  Start start;

  if (!begin (self, &start, &error))
    return jl_reply_new_error (error);

  scope = jl_language_push (frame->language);
  reply = execute_frame (self, frame, own, &error);
  reply = finish (self, reply, error, &start);
  jl_language_pop (scope);
  return reply;
}

/**
 * jl_execute_bytes: (skip)
 * @self: the writer's state for one command
 * @bytes: a frame
 * @own: as jl_execute_frame()
 *
 * Reads one call from what came over the socket, and executes it.
 *
 * Returns: (transfer full): as jl_execute_frame()
 */
JlReply *
jl_execute_bytes (JlExecution *self, GBytes *bytes, gboolean own)
{
  g_auto (JlFrameReader) reader = { 0 };
  GError *error = NULL;

  if (!jl_frame_reader_init (&reader, bytes, &error))
    return jl_reply_new_error (error);
  return jl_execute_frame (self, &reader.frame, own);
}

/**
 * jl_execute_due: (skip)
 * @self: the writer's state for one command
 * @command: what is due
 * @id: the record it is due for
 *
 * Executes a command in the name of the service.
 *
 * Returns: (transfer full): its reply, for which nobody waits
 */
JlReply *
jl_execute_due (JlExecution *self, const JlCommand *command, gint64 id)
{
  g_autoptr (JlCall) call = g_new0 (JlCall, 1);
  GError *error = NULL;
  JlReply *reply;
  Start start;

  call->command = command;
  call->caller = jl_caller_new_system ();
  call->ids[0] = id;
  if (!begin (self, &start, &error))
    return jl_reply_new_error (error);

  reply = check_roles (command, call->caller, &error) ? execute_call (self, call, &error) : NULL;
  return finish (self, reply, error, &start);
}
