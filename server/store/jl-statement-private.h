// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-statement.h"

#include <sqlite3.h>

G_BEGIN_DECLS

struct _JlStatement {
  sqlite3_stmt *handle; /* owned */
  gboolean cached;      /* its connection keeps it; otherwise release frees it */
  gboolean in_use;
  int bind_result; /* of the first bind that failed: told by the next step */

  const JlRecordTable *table; /* borrowed: what the two maps are for */
  int *parameter_fields;      /* owned, nullable: field of parameter n + 1 */
  int *column_fields;         /* owned, nullable: field of column n */
};

JlStatement *jl_statement_new (sqlite3 *db, const char *sql, gboolean cached, GError **error);
void jl_statement_free (JlStatement *self);
gboolean jl_statement_matches (JlStatement *self, const char *sql);

G_END_DECLS
