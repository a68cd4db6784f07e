// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-kind.h"
#include "jl-writer.h"

G_BEGIN_DECLS

/**
 * JlCatalog:
 *
 * All kinds and commands of the capabilities, by name. It must outlive the connections that its
 * statements are prepared on.
 */
typedef struct {
  const JlSchema **schemas;     /* owned array of borrowed schemas, NULL-terminated */
  GPtrArray *kinds;             /* owned, (element-type JlKindSql), in the order of the schemas */
  GPtrArray *dues;              /* owned, (element-type JlDue) */
  GHashTable *kinds_by_name;    /* owned: (const char *, JlKindSql) */
  GHashTable *commands_by_name; /* owned: (const char *, const JlCommand *) */
} JlCatalog;

JlCatalog *jl_catalog_new (const JlSchema *const *schemas, GError **error);
void jl_catalog_free (JlCatalog *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlCatalog, jl_catalog_free)

const JlKindSql *jl_catalog_get_kind (const JlCatalog *self, const char *name);
const JlCommand *jl_catalog_get_command (const JlCatalog *self, const char *name);
char *jl_catalog_get_form (const JlCatalog *self);

G_END_DECLS
