// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"

#include <gio/gio.h>
#include <string.h>

/* Replays a folder of inputs against one target: each file as it is, cut short at each of its
 * bytes, and changed in a few hundred ways that are the same in every run. */

#define MAX_CUTS 2048
#define N_MUTATIONS 300

/* The target gets a block of exactly the right size, so that AddressSanitizer sees a byte too
 * far.*/
static void
run (const guint8 *data, gsize size)
{
  g_autofree guint8 *copy = g_malloc (MAX (size, 1));

  if (size > 0)
    memcpy (copy, data, size);
  LLVMFuzzerTestOneInput (copy, size);
}

/* Overwrites, removes, doubles or swaps a few bytes. */
static void
mutate (GByteArray *bytes, GRand *rand)
{
  static const char special[] = "\"\\{}[],:0-.eE \n\t\xff\x80u'";
  guint at = (guint)g_rand_int_range (rand, 0, (gint32)bytes->len);
  guint length = (guint)g_rand_int_range (rand, 1, 9);
  guint8 copy[8];

  length = MIN (length, bytes->len - at);
  switch (g_rand_int_range (rand, 0, 4)) {
  case 0:
    bytes->data[at] ^= (guint8)(1u << g_rand_int_range (rand, 0, 8));
    break;
  case 1:
    bytes->data[at] = (guint8)special[g_rand_int_range (rand, 0, sizeof special)];
    break;
  case 2:
    if (bytes->len > length)
      g_byte_array_remove_range (bytes, at, length);
    break;
  default:
    memcpy (copy, bytes->data + at, length);
    g_byte_array_append (bytes, copy, length);
  }
}

static void
replay (gconstpointer user_data)
{
  const char *path = user_data;
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261123);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize size = 0;

  g_file_get_contents (path, &text, &size, &error);
  g_assert_no_error (error);
  run ((const guint8 *)text, size);
  for (gsize cut = 0; cut < MIN (size, MAX_CUTS); cut++)
    run ((const guint8 *)text, cut);
  for (guint i = 0; i < N_MUTATIONS && size > 0; i++) {
    g_autoptr (GByteArray) bytes = g_byte_array_new ();

    if (g_test_verbose ())
      g_test_message ("mutation %u", i);
    g_byte_array_append (bytes, (const guint8 *)text, (guint)size);
    for (guint j = 0; j <= i % 4; j++)
      mutate (bytes, rand);
    run (bytes->data, bytes->len);
  }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = NULL;
  const char *name;

  g_test_init (&argc, &argv, NULL);
  if (argc != 2) {
    g_printerr ("usage: %s [TEST OPTION…] FOLDER\n", g_get_prgname ());
    return 2;
  }
  folder = g_dir_open (argv[1], 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (folder)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_assert_cmpuint (names->len, >, 0);
  g_ptr_array_sort (names, compare_names);

  for (guint i = 0; i < names->len; i++) {
    char *path = g_build_filename (argv[1], names->pdata[i], NULL);
    g_autofree char *base = g_path_get_basename (argv[1]);
    g_autofree char *test = g_strdup_printf ("/fuzz/%s/%s", base, (char *)names->pdata[i]);

    g_ptr_array_add (paths, path);
    g_test_add_data_func (test, path, replay);
  }
  return g_test_run ();
}
