// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A barcode scanner is a keyboard that types faster than any person and ends with Enter. This finds
 * label codes among what is typed.
 */
typedef struct _JlScan JlScan;

JlScan *jl_scan_new (void);
void jl_scan_free (JlScan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlScan, jl_scan_free)

char *jl_scan_take_key (JlScan *self, gunichar key, guint32 time_ms);
guint jl_scan_get_length (JlScan *self);

G_END_DECLS
