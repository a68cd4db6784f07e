// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-application.h"

/**
 * jl_application_get_schemas:
 * @self: an application
 *
 * Returns: (transfer container) (array zero-terminated=1): what its capabilities bring to the store
 */
const JlSchema **
jl_application_get_schemas (const JlApplication *self)
{
  guint n = 0;
  const JlSchema **schemas;

  while (self->capabilities[n] != NULL)
    n++;
  schemas = g_new0 (const JlSchema *, n + 1);
  for (guint i = 0; i < n; i++)
    schemas[i] = self->capabilities[i]->schema;
  return schemas;
}
