// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-keys-backup.h"
#include "jl-keys.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define PEOPLE "person-keys.db"
#define LOST_PUBLIC "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
#define PASSPHRASE "correct horse battery"
static const JlKeysBackupCost cheap = { 1, 64 };

typedef struct {
  char *data_dir; /* owned, as all */
  char *folder;
  char *backup;
  char *other_dir; /* a machine that has no keys yet */
} Fixture;

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  g_remove (path);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->data_dir = g_dir_make_tmp ("jieli-keys-XXXXXX", NULL);
  fixture->other_dir = g_dir_make_tmp ("jieli-keys-XXXXXX", NULL);
  fixture->folder = g_build_filename (fixture->data_dir, "keys", NULL);
  fixture->backup = g_build_filename (fixture->other_dir, "backup", NULL);
  g_assert_true (jl_keys_create (fixture->data_dir, &error));
  g_assert_true (jl_keys_rotate (fixture->data_dir, JL_KEY_SIGNING, &error));
  /* What a service had once signed with, of which only this is left. */
  g_assert_true (jl_keys_keep_public (fixture->data_dir, LOST_PUBLIC, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  remove_tree (fixture->data_dir);
  remove_tree (fixture->other_dir);
  g_free (fixture->data_dir);
  g_free (fixture->other_dir);
  g_free (fixture->folder);
  g_free (fixture->backup);
}

static void
back_up (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files = jl_keys_backup_list (fixture->data_dir, &error);
  g_autofree char *people = g_build_filename (fixture->data_dir, "people", NULL);
  g_autofree char *text = g_strnfill (200 * 1000, 'x');

  g_assert_no_error (error);
  g_assert_cmpuint (files->len, ==, 5);
  /* Longer than one piece. */
  g_assert_true (g_file_set_contents (people, text, -1, NULL));
  jl_keys_backup_add (files, PEOPLE, people);
  jl_keys_backup_write (fixture->backup, files, PASSPHRASE, &cheap, &error);
  g_assert_no_error (error);
}

static guint
restore (Fixture *fixture, const char *data_dir)
{
  g_autoptr (GError) error = NULL;
  guint n = 99;

  jl_keys_backup_restore (fixture->backup, data_dir, PASSPHRASE, &n, &error);
  g_assert_no_error (error);
  return n;
}

/* And leaves nothing behind in @data_dir. */
static void
assert_refused (Fixture *fixture, const char *data_dir, const char *passphrase, JlErrorCode code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;
  guint n = 99;

  g_assert_false (jl_keys_backup_restore (fixture->backup, data_dir, passphrase, &n, &error));
  g_assert_error (error, JL_ERROR, (int)code);
  g_assert_cmpuint (n, ==, 0);
  dir = g_dir_open (data_dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_false (g_str_has_prefix (name, "keys."));
}

static void
test_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlKeys) keys = jl_keys_load (fixture->data_dir, NULL);
  g_autoptr (JlKeys) restored = NULL;
  g_auto (GStrv) ids = jl_keys_list (keys, JL_KEY_SIGNING);
  g_auto (GStrv) restored_ids = NULL;
  g_autofree char *people = g_build_filename (fixture->other_dir, "keys", PEOPLE, NULL);
  g_autoptr (GError) error = NULL;
  struct stat info;

  back_up (fixture);
  g_assert_cmpint (g_stat (fixture->backup, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0600);
  g_assert_cmpuint (restore (fixture, fixture->other_dir), ==, 6);
  restored = jl_keys_load (fixture->other_dir, &error);
  g_assert_no_error (error);
  restored_ids = jl_keys_list (restored, JL_KEY_SIGNING);
  g_assert_true (g_strv_equal ((const char *const *)ids, (const char *const *)restored_ids));
  g_assert_cmpint (g_stat (people, &info), ==, 0);
  g_assert_cmpint (info.st_size, ==, 200 * 1000);
  g_assert_cmpint (info.st_mode & 07777, ==, 0600);
  /* Again: all is there. */
  g_assert_cmpuint (restore (fixture, fixture->other_dir), ==, 0);
}

/* Only what is missing comes back; the keys of people that are there are newer. */
static void
test_missing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *people = g_build_filename (fixture->folder, PEOPLE, NULL);
  g_autofree char *newer = NULL;
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  g_autoptr (JlKeys) keys = NULL;
  g_autoptr (GError) error = NULL;
  const char *name;

  back_up (fixture);
  g_assert_true (
      g_file_set_contents_full (people, "newer", -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

    if (g_str_has_prefix (name, "lookup-"))
      g_remove (path);
  }
  keys = jl_keys_load (fixture->data_dir, &error);
  g_assert_null (keys);
  g_assert_error (error, JL_ERROR, JL_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, "jielid keys restore --data"));
  g_clear_error (&error);
  g_assert_cmpuint (restore (fixture, fixture->data_dir), ==, 1);
  keys = jl_keys_load (fixture->data_dir, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (people, &newer, NULL, NULL));
  g_assert_cmpstr (newer, ==, "newer");
}

static void
test_never_overwrites (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  back_up (fixture);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
    g_autofree char *kept = NULL;

    if (!g_str_has_prefix (name, "signing-1-"))
      continue;
    g_assert_true (g_file_set_contents (path, "another", -1, NULL));
    assert_refused (fixture, fixture->data_dir, PASSPHRASE, JL_ERROR_CONFLICT);
    g_assert_true (g_file_get_contents (path, &kept, NULL, NULL));
    g_assert_cmpstr (kept, ==, "another");
  }
}

static void
test_passphrase (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) files = jl_keys_backup_list (fixture->data_dir, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (jl_keys_backup_write (fixture->backup, files, "short", &cheap, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  g_assert_false (g_file_test (fixture->backup, G_FILE_TEST_EXISTS));
  back_up (fixture);
  assert_refused (fixture, fixture->other_dir, "correct horse batterY", JL_ERROR_FORBIDDEN);
  assert_refused (fixture, fixture->other_dir, "", JL_ERROR_FORBIDDEN);
  /* A backup is not replaced by another. */
  g_clear_error (&error);
  g_assert_false (jl_keys_backup_write (fixture->backup, files, PASSPHRASE, &cheap, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  g_assert_cmpuint (restore (fixture, fixture->other_dir), ==, 6);
}

/* Whatever is changed or cut off, it is found before anything is written. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *good = NULL;
  gsize size;

  back_up (fixture);
  g_assert_true (g_file_get_contents (fixture->backup, &good, &size, NULL));
  for (gsize i = 0; i < size; i += i < 200 ? 1 : 9973) {
    g_autofree char *bad = g_memdup2 (good, size);
    g_autoptr (GError) error = NULL;
    guint n;

    bad[i] ^= 0x40;
    g_assert_true (g_file_set_contents (fixture->backup, bad, (gssize)size, NULL));
    g_assert_false (
        jl_keys_backup_restore (fixture->backup, fixture->other_dir, PASSPHRASE, &n, &error));
    g_assert_nonnull (error);
  }
  for (gsize i = 0; i < size; i += 15013) {
    g_autoptr (GError) error = NULL;
    guint n;

    g_assert_true (g_file_set_contents (fixture->backup, good, (gssize)i, NULL));
    g_assert_false (
        jl_keys_backup_restore (fixture->backup, fixture->other_dir, PASSPHRASE, &n, &error));
    g_assert_nonnull (error);
  }
  g_assert_true (g_file_set_contents (fixture->backup, good, (gssize)size - 1, NULL));
  assert_refused (fixture, fixture->other_dir, PASSPHRASE, JL_ERROR_CORRUPT);
}

/* The key is gone and so is its backup. */
static void
test_lost (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlKeys) keys = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (jl_keys_make_lost (fixture->data_dir, JL_KEY_SIGNING, NULL, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_CONFLICT);
  g_clear_error (&error);
  remove_tree (fixture->folder);
  keys = jl_keys_load (fixture->data_dir, &error);
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "jielid keys restore --data"));
  g_clear_error (&error);
  g_free (jl_keys_make_lost (fixture->data_dir, JL_KEY_SIGNING, NULL, &error));
  g_free (jl_keys_make_lost (fixture->data_dir, JL_KEY_LOOKUP, NULL, &error));
  g_assert_no_error (error);
  keys = jl_keys_load (fixture->data_dir, &error);
  g_assert_no_error (error);
}

/* While it is in use. */
static void
test_reload (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlKeys) keys = jl_keys_load (fixture->data_dir, NULL);
  g_autofree char *before = g_strdup (jl_keys_get_current_id (keys, JL_KEY_SIGNING));
  guint8 signature[JL_KEYS_SIGNATURE_BYTES];
  g_autoptr (GError) error = NULL;

  jl_keys_sign (keys, "x", 1, signature);
  g_assert_true (jl_keys_rotate (fixture->data_dir, JL_KEY_SIGNING, &error));
  g_assert_cmpstr (jl_keys_get_current_id (keys, JL_KEY_SIGNING), ==, before);
  g_assert_true (jl_keys_reload (keys, &error));
  g_assert_cmpstr (jl_keys_get_current_id (keys, JL_KEY_SIGNING), !=, before);
  g_assert_true (jl_keys_verify (keys, before, "x", 1, signature, &error));

  g_chmod (fixture->folder, 0755);
  g_assert_false (jl_keys_reload (keys, &error));
  g_assert_nonnull (strstr (error->message, "chmod 700"));
  g_assert_true (jl_keys_verify (keys, before, "x", 1, signature, NULL));
}

#define ADD(name, func) g_test_add ("/keys/backup/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("elsewhere", test_elsewhere);
  ADD ("missing", test_missing);
  ADD ("never-overwrites", test_never_overwrites);
  ADD ("passphrase", test_passphrase);
  ADD ("damaged", test_damaged);
  ADD ("lost", test_lost);
  ADD ("reload", test_reload);
  return g_test_run ();
}
