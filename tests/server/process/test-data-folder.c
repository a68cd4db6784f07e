// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-data-folder.h"

#include "jl-error.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  char *base;
  char *data_dir;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->base = g_dir_make_tmp ("jieli-folder-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->data_dir = g_build_filename (fixture->base, "a", "b", NULL);
}

static void
remove_all (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    const char *name;

    while ((name = g_dir_read_name (dir)) != NULL) {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      remove_all (inner);
    }
  }
  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  remove_all (fixture->base);
  g_free (fixture->base);
  g_free (fixture->data_dir);
}

static void
test_create (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (jl_data_folder_check (fixture->data_dir, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (jl_data_folder_create (fixture->data_dir, &error));
  g_assert_no_error (error);
  g_assert_true (jl_data_folder_check (fixture->data_dir, &error));
  g_assert_no_error (error);

  g_assert_false (jl_data_folder_create (fixture->data_dir, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_CONFLICT);
}

static void
test_not_a_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_build_filename (fixture->base, "a", NULL);

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  g_assert_false (jl_data_folder_create (fixture->data_dir, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (jl_data_folder_create (file, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
}

static void
test_lock (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *pid = g_strdup_printf ("%d", (int)getpid ());
  int fd;
  int other;

  g_assert_true (jl_data_folder_create (fixture->data_dir, NULL));
  fd = jl_data_folder_lock (fixture->data_dir, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fcntl (fd, F_GETFD) & FD_CLOEXEC, ==, FD_CLOEXEC);

  other = jl_data_folder_lock (fixture->data_dir, &error);
  g_assert_cmpint (other, ==, -1);
  g_assert_error (error, JL_ERROR, JL_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, pid));
  g_clear_error (&error);

  close (fd);
  other = jl_data_folder_lock (fixture->data_dir, &error);
  g_assert_no_error (error);
  close (other);
}

#define TEST(path, func)                                                                           \
  g_test_add ("/process/data-folder/" path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  TEST ("create", test_create);
  TEST ("not-a-folder", test_not_a_folder);
  TEST ("lock", test_lock);
  return g_test_run ();
}
