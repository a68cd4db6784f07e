// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-import.h"
#include "jl-keys.h"
#include "jl-route.h"

G_BEGIN_DECLS

/*
 * The capability "spreadsheets": tables that people send to be taken in, and tables that are made
 * for them.
 */
extern const JlCapability jl_spreadsheets_capability;

/* Called in each process before anything else; @kinds ends with NULL and is borrowed, as are the
 * service's keys, under which lists of people are sealed. */
void jl_spreadsheets_configure (const JlImportKind *const *kinds, JlKeys *keys);

/* What the writer's process does beside: it takes the rows in (jl-import-queue.c). */
gpointer jl_import_queue_new (JlWriter *writer, const JlRules *rules, const char *data_dir);
gboolean jl_import_queue_step (gpointer queue, gint64 micros);
void jl_import_queue_free (gpointer queue);

G_END_DECLS
