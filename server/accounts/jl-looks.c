// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

#include <glib/gi18n-lib.h>

/**
 * jl_look_fill:
 * @statement: with a row of %JL_LOOK_SQL
 * @look: of jl_look_table
 * @error: CORRUPT
 *
 * Who it was, by the name they work under.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_look_fill (JlStatement *statement, JlRecord *look, GError **error)
{
  jl_record_set_null (look, JL_LOOK_NICKNAME);
  if (jl_statement_is_null (statement, 0))
    return TRUE;
  return jl_person_fill (statement,
                         1,
                         jl_statement_get_integer (statement, 0),
                         JL_SEALED_NICKNAME,
                         look,
                         JL_LOOK_NICKNAME,
                         error);
}

/**
 * jl_looks_list:
 * @request: GET /account/looks
 * @error: return location
 *
 * Who has looked at what others see masked of the caller, newest first.
 *
 * Returns: (transfer full): the response
 */
JlResponse *
jl_looks_list (JlRequest *request, GError **error)
{
  static const char sql[] =
      JL_LOOK_SQL " AND person_look.id < ?2 ORDER BY person_look.id DESC LIMIT ?3";
  g_autoptr (JlStatement) statement = jl_connection_prepare (request->connection, sql, error);
  gint64 before = G_MAXINT64;

  if (statement == NULL ||
      (request->cursor != NULL && !jl_cursor_parse (request->cursor, 1, &before, error)))
    return NULL;
  jl_statement_bind_integer (statement, 1, request->caller->person);
  jl_statement_bind_integer (statement, 2, before);
  jl_statement_bind_integer (statement, 3, request->limit + 1);
  return jl_accounts_list_records (request, statement, &jl_look_table, jl_look_fill, error);
}
