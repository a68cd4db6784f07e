// SPDX-License-Identifier: GPL-3.0-or-later
/* Which department looks after which organisation: one of the city after all, one of a district
 * after those in its district. The code of a division begins with that of the one around it, but
 * for the city's, which ends in two zeros. */
#include "jl-accounts-private.h"

#include <glib/gi18n-lib.h>

#define PREFIX(column)                                                                             \
  "CASE WHEN length (" column ") = 6 AND substr (" column ", 5) = '00' THEN substr (" column       \
  ", 1, 4) ELSE " column " END"

/* Active administrators of departments, and how far they reach. */
#define ADMINISTRATORS                                                                             \
  "SELECT department.id AS department, account.id AS account, " PREFIX (                           \
      "department.division") " AS reach "                                                          \
                             "FROM membership "                                                    \
                             "JOIN organisation AS department "                                    \
                             "ON department.id = membership.organisation "                         \
                             "JOIN account ON account.id = membership.account "                    \
                             "WHERE membership.role = 'administrator' AND membership.active = 1 "  \
                             "AND account.active = 1 AND department.active = 1"

/* Runs a statement that takes one or two numbers (0: none) and gives one. */
static gboolean
ask (JlConnection *connection,
     const char *sql,
     gint64 first,
     gint64 second,
     gint64 *answer,
     GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, first);
  if (second != 0)
    jl_statement_bind_integer (statement, 2, second);
  if (jl_statement_step (statement, &local_error)) {
    *answer = jl_statement_get_integer (statement, 0);
    return TRUE;
  }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  else
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such record"));
  return FALSE;
}

/**
 * jl_accounts_get_reach:
 * @connection: any
 * @caller: somebody who acts for a department
 * @error: as jl_statement_step()
 *
 * Returns: (transfer full): what the division codes begin with of all organisations that the
 *   caller's looks after
 */
char *
jl_accounts_get_reach (JlConnection *connection, const JlCaller *caller, GError **error)
{
  static const char sql[] = "SELECT " PREFIX ("division") " FROM organisation WHERE id = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, caller->organisation);
  if (jl_statement_step (statement, &local_error))
    return g_strdup (jl_statement_get_text (statement, 0));
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  else
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_FORBIDDEN, _ ("Say for which organisation you do this"));
  return NULL;
}

/**
 * jl_accounts_reaches:
 * @connection: any
 * @caller: who asks
 * @organisation: an organisation
 * @reaches: (out): whether @caller is an administrator of a department that looks after it
 * @error: NOT_FOUND when there is no such organisation, or as jl_statement_step()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_accounts_reaches (JlConnection *connection,
                     const JlCaller *caller,
                     gint64 organisation,
                     gboolean *reaches,
                     GError **error)
{
  static const char sql[] = "SELECT EXISTS (SELECT 1 FROM (SELECT " PREFIX (
      "division") " AS reach FROM organisation WHERE id = ?2) WHERE substr "
                  "(organisation.division, 1, length (reach)) = reach) "
                  "FROM organisation WHERE id = ?1";
  gint64 answer;

  if (!jl_caller_may (caller, JL_ROLE_ADMINISTRATOR)) {
    *reaches = FALSE;
    return TRUE;
  }
  if (!ask (connection, sql, organisation, caller->organisation, &answer, error))
    return FALSE;
  *reaches = answer != 0;
  return TRUE;
}

/**
 * jl_accounts_find_department:
 * @connection: any
 * @organisation: an organisation
 * @department: (out): the department with an administrator that is nearest to it; the city's where
 *   there is none
 * @error: as jl_statement_step()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_accounts_find_department (JlConnection *connection,
                             gint64 organisation,
                             gint64 *department,
                             GError **error)
{
  static const char sql[] =
      "SELECT coalesce ((SELECT department FROM (" ADMINISTRATORS
      ") WHERE substr (organisation.division, 1, length (reach)) = reach "
      "ORDER BY length (reach) DESC, department LIMIT 1), (SELECT city FROM node)) "
      "FROM organisation WHERE id = ?1";

  return ask (connection, sql, organisation, 0, department, error);
}

/**
 * jl_accounts_has_administrator_beside:
 * @connection: any
 * @organisation: an organisation
 * @account: of an administrator
 * @has: (out): whether there is another administrator who looks after the organisation
 * @error: as jl_statement_step()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_accounts_has_administrator_beside (
    JlConnection *connection, gint64 organisation, gint64 account, gboolean *has, GError **error)
{
  static const char sql[] = "SELECT EXISTS (SELECT 1 FROM (" ADMINISTRATORS ") WHERE account <> ?2 "
                            "AND substr (organisation.division, 1, length (reach)) = reach) "
                            "FROM organisation WHERE id = ?1";
  gint64 answer;

  if (!ask (connection, sql, organisation, account, &answer, error))
    return FALSE;
  *has = answer != 0;
  return TRUE;
}
