// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-keeping-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

static JlKeepingConfig config;

/**
 * jl_keeping_configure:
 * @given: how purges are planned; what it points to outlives the process
 *
 * Once, before anything else.
 */
void
jl_keeping_configure (const JlKeepingConfig *given)
{
  config = *given;
}

/**
 * jl_keeping_get_config:
 *
 * Returns: (transfer none): what was configured
 */
const JlKeepingConfig *
jl_keeping_get_config (void)
{
  return &config;
}

/**
 * jl_keeping_check_city:
 * @transaction: a command's transaction
 * @caller: an administrator, or the service itself
 * @error: FORBIDDEN
 *
 * What is kept and what goes is decided for the whole city, so by its own department.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_keeping_check_city (JlTransaction *transaction, const JlCaller *caller, GError **error)
{
  if ((caller->roles & JL_ROLE_SYSTEM) != 0 ||
      jl_caller_owns (caller, jl_transaction_get_city (transaction)))
    return TRUE;
  g_set_error_literal (error,
                       JL_ERROR,
                       JL_ERROR_FORBIDDEN,
                       _ ("Only the city's own department decides what is kept and what goes"));
  return FALSE;
}

/**
 * jl_keeping_list:
 * @request: a list route's request
 * @sql: gives ready JSON and id; `?1`: the caller's organisation, `?2`: ids below it, `?3`: limit
 * @error: return location
 *
 * Returns: (transfer full): a page of the list
 */
JlResponse *
jl_keeping_list (JlRequest *request, const char *sql, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (request->connection, sql, error);
  gint64 before = G_MAXINT64;

  if (statement == NULL ||
      (request->cursor != NULL && !jl_cursor_parse (request->cursor, 1, &before, error)))
    return NULL;
  jl_statement_bind_integer (statement, 1, request->caller->organisation);
  jl_statement_bind_integer (statement, 2, before);
  jl_statement_bind_integer (statement, 3, request->limit + 1);
  return jl_accounts_list_ready (request, statement, error);
}

static const JlKind *const kinds[] = { &jl_hold_kind, &jl_purge_kind, NULL };

static const JlCommand *const commands[] = {
  &jl_hold_create_command,
  &jl_hold_release_command,
  &jl_purge_create_command,
  &jl_purge_begin_command,
  &jl_purge_cancel_command,
  &jl_purge_run_command,
  &jl_purge_plan_command,
  &jl_purge_start_command,
  &jl_purge_finish_command,
  &jl_journal_purge_command,
  NULL,
};

/* A purge is finished once everything that it lets go of has had its turn since it was started: so
 * finishing stands after all of that, and before starting. This capability is the service's last.
 */
static const JlDue dues[] = {
  { .command = &jl_journal_purge_command, .purge = &jl_journal_purge },
  { .find = jl_purge_find_to_plan, .command = &jl_purge_plan_command },
  { .find = jl_purge_find_to_finish, .command = &jl_purge_finish_command },
  { .find = jl_purge_find_to_start, .command = &jl_purge_start_command },
  { NULL },
};

static const JlSchema schema = {
  .name = "keeping",
  .kinds = kinds,
  .commands = commands,
  .dues = dues,
};

static const JlRoute routes[] = {
  { .method = "GET",
    .path = "/retention",
    .roles = JL_ROLE_ADMINISTRATOR,
    .flags = JL_ROUTE_LIST | JL_ROUTE_PRIVATE,
    .output = &jl_kept_table,
    .read = jl_retention_list,
    .summary = "How long what is kept, and what a purge would remove now." },
  { .method = "GET",
    .path = "/purges",
    .roles = JL_ROLE_ADMINISTRATOR,
    .flags = JL_ROUTE_LIST | JL_ROUTE_PRIVATE,
    .output = &jl_purge_table,
    .read = jl_purges_list,
    .summary = "Purges that are planned, that run, and that ran." },
  { .method = "POST",
    .path = "/purges",
    .roles = JL_ROLE_ADMINISTRATOR,
    .flags = JL_ROUTE_PRIVATE,
    .output = &jl_purge_table,
    .status = 201,
    .command = &jl_purge_create_command,
    .summary = "Plan a purge." },
  { .method = "POST",
    .path = "/purges/{id}/begin",
    .roles = JL_ROLE_ADMINISTRATOR,
    .flags = JL_ROUTE_PRIVATE,
    .output = &jl_purge_table,
    .command = &jl_purge_begin_command,
    .summary = "Let a planned purge run now." },
  { .method = "POST",
    .path = "/purges/{id}/cancel",
    .roles = JL_ROLE_ADMINISTRATOR,
    .flags = JL_ROUTE_PRIVATE,
    .output = &jl_purge_table,
    .command = &jl_purge_cancel_command,
    .summary = "Let a planned purge not run." },
  { .method = "GET",
    .path = "/holds",
    .roles = JL_ROLE_ADMINISTRATOR,
    .flags = JL_ROUTE_LIST | JL_ROUTE_PRIVATE,
    .output = &jl_hold_table,
    .read = jl_holds_list,
    .summary = "Legal holds, also those that have ended." },
  { .method = "POST",
    .path = "/holds",
    .roles = JL_ROLE_ADMINISTRATOR,
    .flags = JL_ROUTE_PRIVATE,
    .input = &jl_hold_order_table,
    .output = &jl_hold_table,
    .status = 201,
    .command = &jl_hold_create_command,
    .summary = "Keep an item, a person's or an organisation's records until further notice." },
  { .method = "POST",
    .path = "/holds/{id}/release",
    .roles = JL_ROLE_ADMINISTRATOR,
    .flags = JL_ROUTE_PRIVATE,
    .input = &jl_hold_release_table,
    .output = &jl_hold_table,
    .command = &jl_hold_release_command,
    .summary = "End a legal hold." },
  { NULL },
};

const JlCapability jl_keeping_capability = {
  .name = "keeping",
  .schema = &schema,
  .routes = routes,
};
