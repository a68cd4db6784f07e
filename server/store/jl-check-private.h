// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-catalog.h"
#include "jl-check.h"

G_BEGIN_DECLS

struct _JlCheck {
  JlConnection *connection; /* borrowed */
  const JlCatalog *catalog; /* borrowed */
  GPtrArray *problems;      /* borrowed, (element-type utf8) */
  gint64 schema;            /* number of the last migration */
  GError *error;            /* owned, nullable: checking itself failed */
};

JlStatement *jl_check_prepare (JlCheck *self, const char *sql);
gboolean jl_check_step (JlCheck *self, JlStatement *statement);

void jl_check_records (JlCheck *self);
void jl_check_effects (JlCheck *self);

G_END_DECLS
