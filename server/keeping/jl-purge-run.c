// SPDX-License-Identifier: GPL-3.0-or-later
/* A purge from its announcement to its end. What it removes are commands of their own, which fall
 * due while purge_step says so. */
#include "jl-keeping-private.h"

#include "jl-error.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>

#define HOUR_MS (G_GINT64_CONSTANT (60) * 60 * 1000)

const JlKind jl_purge_kind = { .table = &jl_purge_table };

static JlPurgeState
get_state (JlRecord *purge)
{
  return (JlPurgeState)jl_record_get_integer (purge, JL_PURGE_STATE);
}

/* The dry run's times are those that count: what is decided is what was looked at. */
static JlRecord *
plan (JlTransaction *transaction, guint hours, GError **error)
{
  g_autoptr (JlRecord) purge = jl_record_new (&jl_purge_table);
  gint64 now = jl_transaction_get_now (transaction);
  g_autoptr (GPtrArray) steps =
      jl_keeping_plan_steps (jl_transaction_get_context (transaction), now);
  GError *local_error = NULL;

  jl_record_set_integer (purge, JL_PURGE_ORGANISATION, jl_transaction_get_city (transaction));
  jl_record_set_integer (purge, JL_PURGE_STATE, JL_PURGE_PLANNED);
  jl_record_set_integer (purge, JL_PURGE_RUNS_AT, now + hours * HOUR_MS);
  jl_record_set_null (purge, JL_PURGE_STARTED_AT);
  jl_record_set_null (purge, JL_PURGE_FINISHED_AT);
  jl_record_set_list (purge, JL_PURGE_STEPS, steps);
  jl_record_set_text (
      purge, JL_PURGE_RULES_VERSION, jl_transaction_get_rules_version (transaction));
  if (jl_transaction_put (transaction, &jl_purge_kind, purge, &local_error))
    return g_steal_pointer (&purge);
  if (g_error_matches (local_error, JL_ERROR, JL_ERROR_CONFLICT)) {
    g_clear_error (&local_error);
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_CONFLICT, _ ("A purge is planned or running already"));
    return NULL;
  }
  g_propagate_error (error, local_error);
  return NULL;
}

static gboolean
purge_create (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlRecord) purge = NULL;

  if (!jl_keeping_check_city (transaction, call->caller, error))
    return FALSE;
  purge = plan (transaction, jl_keeping_get_config ()->notice_hours, error);
  if (purge == NULL)
    return FALSE;
  jl_transaction_reply (transaction, 201, &jl_purge_kind, purge);
  return TRUE;
}

const JlCommand jl_purge_create_command = {
  .name = "purge.create",
  .roles = JL_ROLE_ADMINISTRATOR,
  .execute = purge_create,
};

/* The same when its time has come. */
const JlCommand jl_purge_plan_command = {
  .name = "purge.plan",
  .roles = JL_ROLE_SYSTEM,
  .execute = purge_create,
};

static gboolean
check_planned (JlRecord *purge, GError **error)
{
  if (get_state (purge) == JL_PURGE_PLANNED)
    return TRUE;
  jl_set_error_field (
      error, JL_ERROR_CONFLICT, "state", _ ("This purge is not waiting for its time any more"));
  return FALSE;
}

static gboolean
put_and_reply (JlTransaction *transaction, JlRecord *purge, GError **error)
{
  if (!jl_transaction_put (transaction, &jl_purge_kind, purge, error))
    return FALSE;
  jl_transaction_reply (transaction, 200, &jl_purge_kind, purge);
  return TRUE;
}

static gboolean
run_with_step (JlTransaction *transaction, const char *sql, JlRecord *step, GError **error)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);

  if (statement == NULL)
    return FALSE;
  if (step != NULL) {
    jl_statement_bind_text (statement, 1, jl_record_get_text (step, JL_PURGE_STEP_RECORD));
    jl_statement_bind_integer (statement, 2, jl_record_get_integer (step, JL_PURGE_STEP_BEFORE));
  }
  return jl_statement_run (statement, error);
}

/* From here on, what the steps let go of falls due. */
static gboolean
start (JlTransaction *transaction, JlRecord *purge, GError **error)
{
  static const char insert[] = "INSERT INTO purge_step (record, before, done) VALUES (?1, ?2, 0)";
  GPtrArray *steps = jl_record_get_list (purge, JL_PURGE_STEPS);

  if (!run_with_step (transaction, "DELETE FROM purge_step", NULL, error))
    return FALSE;
  for (guint i = 0; i < steps->len; i++) {
    if (!run_with_step (transaction, insert, steps->pdata[i], error))
      return FALSE;
  }
  jl_record_set_integer (purge, JL_PURGE_STATE, JL_PURGE_RUNNING);
  jl_record_set_integer (purge, JL_PURGE_STARTED_AT, jl_transaction_get_now (transaction));
  return put_and_reply (transaction, purge, error);
}

static gboolean
purge_begin (JlTransaction *transaction, JlCall *call, GError **error)
{
  return check_planned (call->target, error) && start (transaction, call->target, error);
}

const JlCommand jl_purge_begin_command = {
  .name = "purge.begin",
  .roles = JL_ROLE_ADMINISTRATOR,
  .flags = JL_COMMAND_OWN_TARGET,
  .target = &jl_purge_kind,
  .execute = purge_begin,
};

/* The same when its time has come. */
const JlCommand jl_purge_start_command = {
  .name = "purge.start",
  .roles = JL_ROLE_SYSTEM,
  .target = &jl_purge_kind,
  .execute = purge_begin,
};

static gboolean
purge_run (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlRecord) purge = plan (transaction, 0, error);

  return purge != NULL && start (transaction, purge, error);
}

/* Without waiting: for `jielid purge`, whose caller has just seen what goes. */
const JlCommand jl_purge_run_command = {
  .name = "purge.run",
  .roles = JL_ROLE_SYSTEM,
  .execute = purge_run,
};

static gboolean
purge_cancel (JlTransaction *transaction, JlCall *call, GError **error)
{
  if (!check_planned (call->target, error))
    return FALSE;
  jl_record_set_integer (call->target, JL_PURGE_STATE, JL_PURGE_CANCELLED);
  return put_and_reply (transaction, call->target, error);
}

const JlCommand jl_purge_cancel_command = {
  .name = "purge.cancel",
  .roles = JL_ROLE_ADMINISTRATOR,
  .flags = JL_COMMAND_OWN_TARGET,
  .target = &jl_purge_kind,
  .execute = purge_cancel,
};

static gboolean
read_done (JlTransaction *transaction, JlRecord *step, GError **error)
{
  static const char sql[] = "SELECT done FROM purge_step WHERE record = ?1";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_text (statement, 1, jl_record_get_text (step, JL_PURGE_STEP_RECORD));
  if (!jl_statement_step (statement, error))
    return FALSE;
  jl_record_set_integer (step, JL_PURGE_STEP_DONE, jl_statement_get_integer (statement, 0));
  return TRUE;
}

static gboolean
purge_finish (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlRecord *purge = call->target;
  GPtrArray *planned = jl_record_get_list (purge, JL_PURGE_STEPS);
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < planned->len; i++) {
    JlRecord *step = jl_record_copy (planned->pdata[i]);

    g_ptr_array_add (steps, step);
    if (!read_done (transaction, step, error))
      return FALSE;
  }
  if (!run_with_step (transaction, "DELETE FROM purge_step", NULL, error))
    return FALSE;
  jl_record_set_list (purge, JL_PURGE_STEPS, steps);
  jl_record_set_integer (purge, JL_PURGE_STATE, JL_PURGE_DONE);
  jl_record_set_integer (purge, JL_PURGE_FINISHED_AT, jl_transaction_get_now (transaction));
  return put_and_reply (transaction, purge, error);
}

const JlCommand jl_purge_finish_command = {
  .name = "purge.finish",
  .roles = JL_ROLE_SYSTEM,
  .target = &jl_purge_kind,
  .execute = purge_finish,
};

static gboolean
find (JlConnection *connection,
      const char *sql,
      gint64 first,
      gint64 second,
      gint64 after,
      gint64 *id)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, NULL);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, first);
  jl_statement_bind_integer (statement, 2, second);
  if (!jl_statement_step (statement, NULL))
    return FALSE;
  *id = jl_statement_get_integer (statement, 0);
  return *id > after;
}

/**
 * jl_purge_find_to_plan:
 * @connection: the writer's
 * @now: the time
 * @after: an id
 * @id: (out): a number that stands for the plan: there is no record yet
 *
 * Returns: whether it is time to plan a purge: some days after the last one, or after the service
 *   began
 */
gboolean
jl_purge_find_to_plan (JlConnection *connection, gint64 now, gint64 after, gint64 *id)
{
  static const char sql[] =
      "SELECT 1 FROM node WHERE coalesce((SELECT max(created_at) FROM purge), node.created_at) <= "
      "?1 - ?2 AND NOT EXISTS "
      "(SELECT 1 FROM purge WHERE state = 'planned' OR state = 'running')";
  guint days = jl_keeping_get_config ()->every_days;

  return days > 0 && find (connection, sql, now, days * JL_TIME_DAY, after, id);
}

/**
 * jl_purge_find_to_start:
 * @connection: the writer's
 * @now: the time
 * @after: an id
 * @id: (out): the purge that was planned for now
 *
 * Returns: whether there is one
 */
gboolean
jl_purge_find_to_start (JlConnection *connection, gint64 now, gint64 after, gint64 *id)
{
  static const char sql[] =
      "SELECT id FROM purge WHERE state = 'planned' AND runs_at <= ?1 AND id > ?2";

  return find (connection, sql, now, after, after, id);
}

/**
 * jl_purge_find_to_finish:
 * @connection: the writer's
 * @now: the time
 * @after: an id
 * @id: (out): the purge that runs; its commands had their turn before this is asked
 *
 * Returns: whether there is one
 */
gboolean
jl_purge_find_to_finish (JlConnection *connection, gint64 now, gint64 after, gint64 *id)
{
  static const char sql[] =
      "SELECT id FROM purge WHERE state = 'running' AND started_at <= ?1 AND id > ?2";

  return find (connection, sql, now, after, after, id);
}

/**
 * jl_purges_list:
 * @request: GET /purges
 * @error: return location
 *
 * Returns: (transfer full): purges of the caller's organisation, the newest first
 */
JlResponse *
jl_purges_list (JlRequest *request, GError **error)
{
  return jl_keeping_list (request,
                          "SELECT ready.own, purge.id FROM purge JOIN ready ON ready.id = purge.id "
                          "WHERE purge.organisation = ?1 AND purge.id < ?2 "
                          "ORDER BY purge.id DESC LIMIT ?3",
                          error);
}
