// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-upload.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <utime.h>

#define NOW G_GINT64_CONSTANT (1795420800)

typedef struct {
  char *data_dir;
  char *folder;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->data_dir = g_dir_make_tmp ("jieli-upload-XXXXXX", NULL);
  fixture->folder = g_build_filename (fixture->data_dir, "photos", "incoming", NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_autofree char *photos = g_path_get_dirname (fixture->folder);

  g_rmdir (fixture->folder);
  g_rmdir (photos);
  g_assert_cmpint (g_rmdir (fixture->data_dir), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->data_dir);
}

static void
test_write (Fixture *fixture, gconstpointer data)
{
  static const guchar expected[4] = { 0xba, 0x78, 0x16, 0xbf }; /* of "abc" */
  g_autoptr (GError) error = NULL;
  g_autoptr (JlUpload) upload = jl_upload_new (fixture->data_dir, FALSE, &error);
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  guchar hash[JL_UPLOAD_HASH_SIZE];
  GStatBuf info;

  g_assert_no_error (error);
  g_assert_true (jl_upload_write (upload, "ab", 2, &error));
  g_assert_true (jl_upload_write (upload, "c", 1, &error));
  g_assert_true (jl_upload_finish (upload, hash, &error));
  g_assert_cmpmem (hash, 4, expected, 4);
  g_assert_cmpuint (jl_upload_get_size (upload), ==, 3);

  path = g_strdup (jl_upload_get_path (upload));
  g_assert_true (g_str_has_prefix (path, fixture->folder));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "abc");
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  jl_upload_free (g_steal_pointer (&upload));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* No folder has it, whoever is given its path reads it, and it goes with the upload. */
static void
test_nameless (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlUpload) upload = jl_upload_new (fixture->data_dir, TRUE, &error);
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  guchar hash[JL_UPLOAD_HASH_SIZE];

  g_assert_no_error (error);
  g_assert_null (g_dir_read_name (dir));
  g_assert_true (jl_upload_write (upload, "abc", 3, &error));
  g_assert_true (jl_upload_finish (upload, hash, &error));
  path = g_strdup (jl_upload_get_path (upload));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "abc");
  jl_upload_free (g_steal_pointer (&upload));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (jl_upload_new ("/proc/self", FALSE, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INTERNAL);
}

/* Every write to it fails as on a full disk. */
static void
test_full (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlUpload) upload = jl_upload_new (fixture->data_dir, FALSE, NULL);
  g_autoptr (GError) error = NULL;
  int full = g_open ("/dev/full", O_WRONLY | O_CLOEXEC, 0);
  g_autofree char *content = g_strnfill (10000, 'x');

  /* The descriptor that was opened before is the upload's. */
  g_assert_cmpint (full, >, 0);
  g_assert_cmpint (dup2 (full, full - 1), ==, full - 1);
  close (full);
  g_assert_false (jl_upload_write (upload, content, 10000, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_STORAGE_FULL);
}

static void
test_sweep (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *name;
    gint64 age;
    gboolean stays;
  } files[] = {
    { "upload-old", 3 * 60 * 60, FALSE },
    { "upload-new", 60 * 60, TRUE },
    { "other-old", 3 * 60 * 60, TRUE },
  };

  /* A service that never had an upload. */
  jl_upload_sweep (fixture->data_dir, NOW);
  g_assert_cmpint (g_mkdir_with_parents (fixture->folder, 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = g_build_filename (fixture->folder, files[i].name, NULL);
    const struct utimbuf times = { NOW - files[i].age, NOW - files[i].age };

    g_assert_true (g_file_set_contents (path, "x", 1, NULL));
    g_assert_cmpint (utime (path, &times), ==, 0);
  }
  jl_upload_sweep (fixture->data_dir, NOW);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = g_build_filename (fixture->folder, files[i].name, NULL);

    g_assert_cmpint (g_file_test (path, G_FILE_TEST_EXISTS), ==, files[i].stays);
    g_unlink (path);
  }
}

#define ADD(name, func) g_test_add ("/http/upload/" name, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("write", test_write);
  ADD ("nameless", test_nameless);
  ADD ("no-folder", test_no_folder);
  ADD ("full", test_full);
  ADD ("sweep", test_sweep);
  return g_test_run ();
}
