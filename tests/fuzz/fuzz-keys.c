// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"
#include "jl-error.h"
#include "jl-keys.h"

#include <glib/gstdio.h>
#include <string.h>

/* A folder with a good key of each purpose, in which another file is put; made once. */
static const char *
get_folder (void)
{
  static char *folder;

  if (folder == NULL) {
    folder = g_dir_make_tmp ("jieli-fuzz-XXXXXX", NULL);
    g_assert_true (jl_keys_create (folder, NULL));
  }
  return folder;
}

/**
 * LLVMFuzzerTestOneInput:
 * @data: a key's file
 * @size: its size
 *
 * Keys are refused with a reason that tells no secret, or sign so that it can be verified.
 *
 * Returns: 0
 */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char text[] = "text";
  g_autofree char *path = g_build_filename (get_folder (), "keys", "signing-2-fuzz.key", NULL);
  g_autoptr (JlKeys) keys = NULL;
  g_autoptr (GError) error = NULL;
  guint8 signature[JL_KEYS_SIGNATURE_BYTES];
  const char *id;

  g_assert_true (g_file_set_contents_full (
      path, (const char *)data, (gssize)size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  keys = jl_keys_load (get_folder (), &error);
  g_unlink (path);
  if (keys == NULL) {
    g_assert_nonnull (error);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    return 0;
  }
  id = jl_keys_sign (keys, text, sizeof text, signature);
  g_assert_true (jl_keys_verify (keys, id, text, sizeof text, signature, NULL));
  return 0;
}
