// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service-fixture.h"

G_BEGIN_DECLS

/* The program's data as a later version may have it, beside @service's own folder: with steps of
 * the schema that are not ours. Returns: (transfer full): its folder, as yet without one */
char *next_schema_make (ServiceFixture *service);
/* Adds a step that writes much: the next service that starts with the folder migrates. */
void next_schema_add_step (const char *folder);
/* Lets the programs of @service use it from now on. */
void next_schema_use (const char *folder, ServiceFixture *service);

G_END_DECLS
