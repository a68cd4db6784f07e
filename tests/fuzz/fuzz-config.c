// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"
#include "jl-config.h"
#include "jl-error.h"

#include <glib/gstdio.h>

#define FILE_NAME "jielid.conf"

/* In a folder of this process's own, made once. */
static const char *
get_folder (void)
{
  static char *folder;

  if (folder == NULL)
    folder = g_dir_make_tmp ("jieli-fuzz-XXXXXX", NULL);
  return folder;
}

/**
 * LLVMFuzzerTestOneInput:
 * @data: a configuration file
 * @size: its size
 *
 * It is refused with a reason, or what was read is within its bounds and reaches the children as it
 * is.
 *
 * Returns: 0
 */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (JlConfig) config = jl_config_new (get_folder ());
  g_autoptr (JlConfig) sent = NULL;
  g_autofree char *path = g_build_filename (get_folder (), FILE_NAME, NULL);
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GVariant) again = NULL;
  g_autoptr (GError) error = NULL;
  gboolean loaded;

  g_assert_true (g_file_set_contents (path, (const char *)data, (gssize)size, NULL));
  loaded = jl_config_load_file (config, &error) && jl_config_check (config, &error);
  g_unlink (path);
  if (!loaded) {
    g_assert_nonnull (error);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    return 0;
  }
  g_assert_no_error (error);
  variant = g_variant_ref_sink (jl_config_to_variant (config));
  sent = jl_config_new_from_variant (variant, &error);
  g_assert_no_error (error);
  again = g_variant_ref_sink (jl_config_to_variant (sent));
  g_assert_true (g_variant_equal (variant, again));
  return 0;
}
