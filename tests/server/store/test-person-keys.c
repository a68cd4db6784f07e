// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-person-keys.h"

#include "jl-error.h"
#include "store-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct {
  char *dir;          /* owned */
  char *path;         /* owned */
  JlKeys *keys;       /* owned */
  JlPersonKeys *file; /* owned */
} Fixture;

static void
open_file (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->keys = jl_keys_load (fixture->dir, &error);
  g_assert_no_error (error);
  fixture->file = jl_person_keys_open (fixture->path, fixture->keys, JL_CONNECTION_CREATE, &error);
  g_assert_no_error (error);
}

static void
close_file (Fixture *fixture)
{
  g_clear_pointer (&fixture->file, jl_person_keys_close);
  g_clear_pointer (&fixture->keys, jl_keys_free);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("jieli-person-keys-XXXXXX", NULL);
  g_assert_true (jl_keys_create (fixture->dir, &error));
  g_assert_no_error (error);
  fixture->path = jl_keys_get_person_path (fixture->dir);
  open_file (fixture);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  close_file (fixture);
  store_remove_folder (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->path);
}

static void
make (Fixture *fixture, gint64 person)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (jl_person_keys_make (fixture->file, &person, 1, 1000, &error));
  g_assert_no_error (error);
}

static void
get (JlPersonKeys *file, gint64 person, guint8 key[JL_KEYS_PERSON_BYTES])
{
  g_autoptr (GError) error = NULL;

  g_assert_true (jl_person_keys_get (file, person, key, &error));
  g_assert_no_error (error);
}

static void
assert_none (JlPersonKeys *file, gint64 person)
{
  guint8 key[JL_KEYS_PERSON_BYTES];
  g_autoptr (GError) error = NULL;

  g_assert_false (jl_person_keys_get (file, person, key, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_NOT_FOUND);
}

static void
test_make (Fixture *fixture, gconstpointer data)
{
  guint8 first[JL_KEYS_PERSON_BYTES], second[JL_KEYS_PERSON_BYTES], again[JL_KEYS_PERSON_BYTES];
  struct stat info;

  assert_none (fixture->file, 7);
  make (fixture, 7);
  make (fixture, 8);
  get (fixture->file, 7, first);
  get (fixture->file, 8, second);
  g_assert_cmpint (memcmp (first, second, sizeof first), !=, 0);

  /* The id of a command that came to nothing may be given again: its key stays. */
  make (fixture, 7);
  close_file (fixture);
  open_file (fixture);
  get (fixture->file, 7, again);
  g_assert_cmpmem (first, sizeof first, again, sizeof again);

  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0600);
}

/* A worker reads what the writer makes, and no longer finds what it has deleted. */
static void
test_reader (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlPersonKeys) reader = NULL;
  guint8 key[JL_KEYS_PERSON_BYTES];
  gint64 person = 9;

  reader = jl_person_keys_open (fixture->path, fixture->keys, JL_CONNECTION_READ_ONLY, &error);
  g_assert_no_error (error);
  make (fixture, person);
  get (reader, person, key);
  g_assert_false (jl_person_keys_make (reader, &person, 1, 1000, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);

  g_assert_true (jl_person_keys_delete (fixture->file, person, &error));
  g_assert_no_error (error);
  assert_none (reader, person);
}

static gboolean
contains (const char *path, const guint8 *bytes, gsize size)
{
  g_autofree char *content = NULL;
  gsize length;

  return g_file_get_contents (path, &content, &length, NULL) &&
         memmem (content, length, bytes, size) != NULL;
}

/* What stands in the file, as it is wrapped. */
static void
read_wrapped (Fixture *fixture, gint64 person, guint8 wrapped[JL_KEYS_WRAPPED_BYTES])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlConnection) connection =
      jl_connection_open (fixture->path, JL_CONNECTION_READ_ONLY, &error);
  g_autoptr (JlStatement) statement = NULL;
  gsize size;
  gconstpointer bytes;

  g_assert_no_error (error);
  statement = jl_connection_prepare (
      connection, "SELECT wrapped FROM person_key WHERE person = ?1", &error);
  g_assert_no_error (error);
  jl_statement_bind_integer (statement, 1, person);
  g_assert_true (jl_statement_step (statement, &error));
  bytes = jl_statement_get_blob (statement, 0, &size);
  g_assert_cmpuint (size, ==, JL_KEYS_WRAPPED_BYTES);
  memcpy (wrapped, bytes, size);
  g_clear_pointer (&statement, jl_statement_release);
}

static void
test_delete_for_good (Fixture *fixture, gconstpointer data)
{
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  guint8 wrapped[JL_KEYS_WRAPPED_BYTES];
  g_autoptr (GError) error = NULL;

  for (gint64 person = 1; person <= 100; person++)
    make (fixture, person);
  read_wrapped (fixture, 50, wrapped);
  g_assert_true (contains (log, wrapped, sizeof wrapped) ||
                 contains (fixture->path, wrapped, sizeof wrapped));

  g_assert_true (jl_person_keys_delete (fixture->file, 50, &error));
  g_assert_no_error (error);
  g_assert_false (contains (log, wrapped, sizeof wrapped));
  g_assert_false (contains (fixture->path, wrapped, sizeof wrapped));
  assert_none (fixture->file, 50);
  get (fixture->file, 51, wrapped);
  /* Twice is no failure. */
  g_assert_true (jl_person_keys_delete (fixture->file, 50, &error));
}

/* As the writer does it, some at a time. */
static void
rewrap_all (JlPersonKeys *file, guint at_once, guint n_people)
{
  g_autoptr (GError) error = NULL;
  gint64 person = 0;
  guint n = at_once;
  guint total = 0;

  while (n == at_once) {
    gint64 before = person;

    g_assert_true (jl_person_keys_rewrap (file, &person, at_once, &n, &error));
    g_assert_no_error (error);
    g_assert_true (n == 0 || person > before);
    total += n;
  }
  g_assert_cmpuint (total, ==, n_people);
}

static void
test_rotate (Fixture *fixture, gconstpointer data)
{
  enum { N = 1100 };
  guint8 before[JL_KEYS_PERSON_BYTES], after[JL_KEYS_PERSON_BYTES];
  gint64 people[N];
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ids = NULL;
  g_autofree char *old = NULL;

  for (guint i = 0; i < N; i++)
    people[i] = i + 1;
  g_assert_true (jl_person_keys_make (fixture->file, people, N, 1000, &error));
  get (fixture->file, 600, before);
  close_file (fixture);
  g_assert_true (jl_keys_rotate (fixture->dir, JL_KEY_PERSON, &error));
  g_assert_no_error (error);

  open_file (fixture);
  ids = jl_keys_list (fixture->keys, JL_KEY_PERSON);
  g_assert_cmpuint (g_strv_length (ids), ==, 2);
  get (fixture->file, 600, after);
  g_assert_cmpmem (before, sizeof before, after, sizeof after);
  rewrap_all (fixture->file, 100, N);
  /* Again is no harm. */
  rewrap_all (fixture->file, 1000, N);
  close_file (fixture);

  /* The old one is not needed any more. */
  old = g_strdup_printf ("%s/keys/person-1-%s.key", fixture->dir, ids[1]);
  g_assert_cmpint (g_remove (old), ==, 0);
  open_file (fixture);
  for (guint i = 0; i < N; i++)
    get (fixture->file, people[i], after);
  get (fixture->file, 600, after);
  g_assert_cmpmem (before, sizeof before, after, sizeof after);
}

/* A process that has its keys for long meets one that is wrapped by a newer key. */
static void
test_newer_master (Fixture *fixture, gconstpointer data)
{
  guint8 before[JL_KEYS_PERSON_BYTES], after[JL_KEYS_PERSON_BYTES];
  g_autoptr (GError) error = NULL;
  g_autoptr (JlKeys) worker_keys = jl_keys_load (fixture->dir, &error);
  g_autoptr (JlPersonKeys) worker = NULL;

  make (fixture, 5);
  worker = jl_person_keys_open (fixture->path, worker_keys, JL_CONNECTION_READ_ONLY, &error);
  g_assert_no_error (error);
  get (worker, 5, before);
  g_assert_true (jl_keys_rotate (fixture->dir, JL_KEY_PERSON, &error));
  g_assert_true (jl_keys_reload (fixture->keys, &error));
  g_assert_no_error (error);
  rewrap_all (fixture->file, 10, 1);
  get (worker, 5, after);
  g_assert_cmpmem (before, sizeof before, after, sizeof after);
}

/* Keys of people without what wraps them: said when the service starts, not when somebody asks. */
static void
test_lost_master (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ids = jl_keys_list (fixture->keys, JL_KEY_PERSON);
  g_autofree char *master = g_strdup_printf ("%s/keys/person-1-%s.key", fixture->dir, ids[0]);

  make (fixture, 3);
  close_file (fixture);
  g_assert_cmpint (g_remove (master), ==, 0);
  g_assert_null (jl_keys_load (fixture->dir, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_false (jl_keys_complete (fixture->dir, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_CORRUPT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)
  ADD ("/store/person-keys/make", test_make);
  ADD ("/store/person-keys/reader", test_reader);
  ADD ("/store/person-keys/delete-for-good", test_delete_for_good);
  ADD ("/store/person-keys/rotate", test_rotate);
  ADD ("/store/person-keys/newer-master", test_newer_master);
  ADD ("/store/person-keys/lost-master", test_lost_master);
#undef ADD
  return g_test_run ();
}
