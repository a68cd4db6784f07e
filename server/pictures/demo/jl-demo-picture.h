// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/*
 * Pictures for the demo city, drawn, because nobody's photos may be passed off as another's goods.
 */
cairo_surface_t *jl_demo_picture_draw (const char *category, guint32 seed);
const char *const *jl_demo_picture_get_names (void);

G_END_DECLS
