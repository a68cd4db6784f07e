// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-command.h"

G_BEGIN_DECLS

/**
 * JlKindSql:
 *
 * The statements of one kind, made once from its field table, and where its common fields are.
 */
typedef struct {
  const JlKind *kind;
  guint id;
  guint organisation;
  guint version;
  guint created_at;
  guint updated_at;
  char *select;     /* owned: ?1 is the id */
  char *select_all; /* owned: in the order of ids */
  char *insert;     /* owned: parameters named as the fields */
  char *update;     /* owned: likewise; of all that can change */
  char *remove;     /* owned: ?1 is the id */
} JlKindSql;

JlKindSql *jl_kind_sql_new (const JlKind *kind, GError **error);
void jl_kind_sql_free (JlKindSql *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlKindSql, jl_kind_sql_free)

gboolean jl_field_is_column (const JlField *field);
JlRecord *
jl_kind_sql_load (const JlKindSql *self, JlConnection *connection, gint64 id, GError **error);
gboolean jl_kind_sql_insert (const JlKindSql *self,
                             JlConnection *connection,
                             JlRecord *record,
                             GError **error);
gboolean jl_kind_sql_update (const JlKindSql *self,
                             JlConnection *connection,
                             JlRecord *record,
                             GError **error);
gboolean
jl_kind_sql_remove (const JlKindSql *self, JlConnection *connection, gint64 id, GError **error);
void jl_kind_sql_normalise (const JlKindSql *self, JlRecord *record);
gboolean jl_kind_sql_same (const JlKindSql *self, JlRecord *a, JlRecord *b);

gboolean jl_kind_is_public (const JlKind *kind, JlRecord *record);
gint64 jl_kind_get_owner (const JlKind *kind, JlRecord *record);
gboolean jl_kind_get_view (const JlKind *kind,
                           const JlCaller *caller,
                           gint64 organisation,
                           gint64 owner,
                           gboolean is_public,
                           JlView *view);

G_END_DECLS
