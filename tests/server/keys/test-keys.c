// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-keys.h"

#include "jl-error.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  char *data_dir;
  char *folder;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->data_dir = g_dir_make_tmp ("jieli-keys-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->folder = g_build_filename (fixture->data_dir, "keys", NULL);
  g_assert_true (jl_keys_create (fixture->data_dir, &error));
  g_assert_no_error (error);
}

static char *
find_key_file (Fixture *fixture, const char *prefix)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_prefix (name, prefix))
      return g_build_filename (fixture->folder, name, NULL);
  }
  g_assert_not_reached ();
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  const char *name;
  GDir *dir;

  g_chmod (fixture->folder, 0700);
  dir = g_dir_open (fixture->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

    g_assert_cmpint (g_remove (path), ==, 0);
  }
  g_dir_close (dir);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_assert_cmpint (g_rmdir (fixture->data_dir), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->data_dir);
}

static void
assert_load_fails (Fixture *fixture, JlErrorCode code, const char *text)
{
  g_autoptr (GError) error = NULL;
  JlKeys *keys = jl_keys_load (fixture->data_dir, &error);

  g_assert_null (keys);
  g_assert_error (error, JL_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, text));
}

static void
test_permissions (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = find_key_file (fixture, "signing-1-");
  struct stat info;

  g_assert_cmpint (g_stat (fixture->folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0700);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0600);

  g_chmod (path, 0640);
  assert_load_fails (fixture, JL_ERROR_INVALID, path);
  g_chmod (path, 0600);
  g_chmod (fixture->folder, 0750);
  assert_load_fails (fixture, JL_ERROR_INVALID, "chmod 700");
}

static void
test_symbolic_link (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = find_key_file (fixture, "lookup-1-");
  g_autofree char *other = g_strconcat (path, ".moved", NULL);

  g_assert_cmpint (g_rename (path, other), ==, 0);
  g_assert_cmpint (symlink (other, path), ==, 0);
  assert_load_fails (fixture, JL_ERROR_INVALID, path);
}

static void
test_missing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = find_key_file (fixture, "lookup-1-");

  g_assert_cmpint (g_remove (path), ==, 0);
  assert_load_fails (fixture, JL_ERROR_CORRUPT, "lookup");
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *key;
    const char *value;
  } damages[] = {
    { "secret", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" },
    { "secret", "AAAA" },
    { "secret", "" },
    { "purpose", "nothing" },
    { "id", "0123456789abcdef" },
  };
  g_autofree char *path = find_key_file (fixture, "signing-1-");
  g_autofree char *good = NULL;

  g_assert_true (g_file_get_contents (path, &good, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++) {
    g_autoptr (GKeyFile) file = g_key_file_new ();

    g_key_file_load_from_data (file, good, -1, G_KEY_FILE_NONE, NULL);
    g_key_file_set_string (file, "key", damages[i].key, damages[i].value);
    g_assert_true (g_key_file_save_to_file (file, path, NULL));
    g_chmod (path, 0600);
    assert_load_fails (fixture, JL_ERROR_CORRUPT, path);
  }
  g_assert_true (g_file_set_contents (path, "\xff\x00 nonsense", 10, NULL));
  g_chmod (path, 0600);
  assert_load_fails (fixture, JL_ERROR_CORRUPT, path);
}

static void
test_create_twice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (jl_keys_create (fixture->data_dir, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
}

static void
test_signature (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlKeys) keys = jl_keys_load (fixture->data_dir, &error);
  guint8 signature[JL_KEYS_SIGNATURE_BYTES];
  const char *id;

  g_assert_no_error (error);
  id = jl_keys_sign (keys, "chain head", 10, signature);
  g_assert_cmpstr (id, ==, jl_keys_get_current_id (keys, JL_KEY_SIGNING));
  g_assert_cmpuint (strlen (id), ==, 16);
  g_assert_nonnull (jl_keys_get_public (keys, id));
  g_assert_true (jl_keys_verify (keys, id, "chain head", 10, signature, &error));
  g_assert_no_error (error);

  g_assert_false (jl_keys_verify (keys, id, "chain heap", 10, signature, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_CORRUPT);
  g_clear_error (&error);
  signature[5] ^= 1;
  g_assert_false (jl_keys_verify (keys, id, "chain head", 10, signature, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_false (jl_keys_verify (keys, "0000", "chain head", 10, signature, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_CORRUPT);
  g_assert_null (jl_keys_get_public (keys, "0000"));
}

static void
test_rotation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlKeys) before = jl_keys_load (fixture->data_dir, &error);
  g_autoptr (JlKeys) after = NULL;
  g_auto (GStrv) ids = NULL;
  guint8 signature[JL_KEYS_SIGNATURE_BYTES];
  const char *old_id = jl_keys_sign (before, "x", 1, signature);

  for (guint i = 0; i < 10; i++)
    g_assert_true (jl_keys_rotate (fixture->data_dir, JL_KEY_SIGNING, &error));
  g_assert_no_error (error);
  after = jl_keys_load (fixture->data_dir, &error);
  g_assert_no_error (error);
  ids = jl_keys_list (after, JL_KEY_SIGNING);
  g_assert_cmpuint (g_strv_length (ids), ==, 11);
  g_assert_cmpstr (ids[10], ==, old_id);
  g_assert_cmpstr (ids[0], ==, jl_keys_get_current_id (after, JL_KEY_SIGNING));
  g_assert_cmpstr (ids[0], !=, old_id);
  g_assert_true (jl_keys_verify (after, old_id, "x", 1, signature, NULL));
  g_assert_cmpstr (jl_keys_get_current_id (after, JL_KEY_LOOKUP),
                   ==,
                   jl_keys_get_current_id (before, JL_KEY_LOOKUP));
}

static void
test_lookup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlKeys) keys = jl_keys_load (fixture->data_dir, NULL);
  g_autoptr (JlKeys) reloaded = jl_keys_load (fixture->data_dir, NULL);
  g_autoptr (JlKeys) rotated = NULL;
  g_autoptr (GBytes) key = jl_keys_derive_lookup (keys, NULL, "phone");
  g_autoptr (GBytes) again = jl_keys_derive_lookup (reloaded, NULL, "phone");
  g_autoptr (GBytes) domain = jl_keys_derive_lookup (keys, NULL, "phones");
  g_autoptr (GBytes) other = NULL;
  g_autoptr (GBytes) older = NULL;
  g_autoptr (GBytes) newer = NULL;

  g_assert_cmpuint (g_bytes_get_size (key), ==, 32);
  g_assert_true (g_bytes_equal (key, again));
  g_assert_false (g_bytes_equal (key, domain));

  g_assert_true (jl_keys_rotate (fixture->data_dir, JL_KEY_LOOKUP, NULL));
  rotated = jl_keys_load (fixture->data_dir, NULL);
  other = jl_keys_derive_lookup (rotated, NULL, "phone");
  g_assert_false (g_bytes_equal (key, other));
  older =
      jl_keys_derive_lookup (rotated, jl_keys_get_current_id (reloaded, JL_KEY_LOOKUP), "phone");
  g_assert_true (g_bytes_equal (key, older));
  /* Who meets a key that is not known reads the folder again, and keeps what was known. */
  newer = jl_keys_derive_lookup (keys, jl_keys_get_current_id (rotated, JL_KEY_LOOKUP), "phone");
  g_assert_true (g_bytes_equal (newer, other));
  g_assert_null (jl_keys_derive_lookup (keys, "0123456789abcdef", "phone"));
}

/* A process was killed while it made a key: what it left is none, and is no hindrance. */
static void
test_half_made (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = find_key_file (fixture, "lookup-1-");
  g_autofree char *draft = g_strconcat (path, ".4711", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JlKeys) keys = NULL;

  g_assert_true (g_file_set_contents (draft, "[key]\npurpose=loo", -1, NULL));
  g_assert_true (jl_keys_rotate (fixture->data_dir, JL_KEY_LOOKUP, &error));
  g_assert_no_error (error);
  keys = jl_keys_load (fixture->data_dir, &error);
  g_assert_no_error (error);
}

static void
assert_replaced (Fixture *fixture, const char *used, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = jl_keys_make_lost (fixture->data_dir, JL_KEY_LOOKUP, used, &error);
  g_autoptr (JlKeys) keys = NULL;

  if (text != NULL) {
    g_assert_null (id);
    g_assert_error (error, JL_ERROR, JL_ERROR_CONFLICT);
    g_assert_nonnull (strstr (error->message, text));
    return;
  }
  g_assert_no_error (error);
  keys = jl_keys_load (fixture->data_dir, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, jl_keys_get_current_id (keys, JL_KEY_LOOKUP));
}

/* Lost is what the data were made with, whatever else is there. */
static void
test_lost (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = find_key_file (fixture, "lookup-1-");
  g_autoptr (JlKeys) before = jl_keys_load (fixture->data_dir, NULL);
  const char *used = jl_keys_get_current_id (before, JL_KEY_LOOKUP);

  assert_replaced (fixture, NULL, "not lost");
  assert_replaced (fixture, used, "not lost");
  assert_replaced (fixture, "0123456789abcdef", NULL);
  g_assert_cmpint (g_remove (path), ==, 0);
  assert_replaced (fixture, used, NULL);
  assert_replaced (fixture, NULL, "not lost");
}

#define TEST(path, func) g_test_add ("/keys/" path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  TEST ("permissions", test_permissions);
  TEST ("symbolic-link", test_symbolic_link);
  TEST ("missing", test_missing);
  TEST ("damaged", test_damaged);
  TEST ("create-twice", test_create_twice);
  TEST ("signature", test_signature);
  TEST ("rotation", test_rotation);
  TEST ("lookup", test_lookup);
  TEST ("half-made", test_half_made);
  TEST ("lost", test_lost);
  return g_test_run ();
}
