// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-places.h"

static const char *
get_dir (const char *variable, const char *installed)
{
  const char *value = g_getenv (variable);

  return value != NULL && *value != '\0' ? value : installed;
}

/**
 * jl_places_get_data:
 * @name: e.g. `rules` or `web`
 *
 * Returns: (transfer full): the path of installed data
 */
char *
jl_places_get_data (const char *name)
{
  return g_build_filename (get_dir ("JIELI_DATA_DIR", JL_PKGDATADIR), name, NULL);
}

/**
 * jl_places_get_locale_dir:
 *
 * Returns: (transfer none): the folder of translations
 */
const char *
jl_places_get_locale_dir (void)
{
  return get_dir ("JIELI_LOCALE_DIR", JL_LOCALEDIR);
}

/**
 * jl_places_get_own_program:
 * @error: return location
 *
 * The file that this process runs. Executed again through /proc it stays the same program, even
 * when an upgrade has put another one in its place since.
 *
 * Returns: (transfer full): its path, %NULL where /proc is not mounted
 */
char *
jl_places_get_own_program (GError **error)
{
  g_autofree char *target = g_file_read_link ("/proc/self/exe", error);

  return target != NULL ? g_strdup ("/proc/self/exe") : NULL;
}
