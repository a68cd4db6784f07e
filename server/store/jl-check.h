// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-keys.h"
#include "jl-writer.h"

G_BEGIN_DECLS

/* What `jielid check` does with the database. A capability adds its own by JlSchema.check. */
GPtrArray *jl_store_check (JlConnection *connection,
                           const JlSchema *const *schemas,
                           JlKeys *keys,
                           GError **error);

/* For those who check: a problem, translated; and a failure to check at all, which ends the whole.
 */
void jl_check_add (JlCheck *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void jl_check_fail (JlCheck *self, GError *error);

G_END_DECLS
