// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * One line for each event, to standard error: time, level, process, message, then the event's
 * fields as key=value. Under systemd the same goes to the journal with its fields kept apart.
 *
 * An event's fields are passed to g_log_structured() with names that begin with JIELI_.
 */
void jl_log_start (const char *process);
char *jl_log_format (GLogLevelFlags level, const GLogField *fields, gsize n_fields);

G_END_DECLS
