// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Where the program finds what was installed with it. The environment variables JIELI_DATA_DIR and
 * JIELI_LOCALE_DIR say otherwise for a program that is not installed.
 */
char *jl_places_get_data (const char *name);
const char *jl_places_get_locale_dir (void);
char *jl_places_get_own_program (GError **error);

G_END_DECLS
