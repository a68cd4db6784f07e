// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-person-keys.h"

#include "jl-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <unistd.h>

struct _JlPersonKeys {
  JlConnection *connection; /* owned */
  JlKeys *keys;             /* borrowed */
  GMutex lock;
};

/* SQLite gives the files beside it the same permissions. */
static gboolean
make_file (const char *path, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0) {
    g_set_error (error, JL_ERROR, JL_ERROR_INVALID, "%s: %s", path, g_strerror (errno));
    return FALSE;
  }
  close (fd);
  return TRUE;
}

/* What is deleted is overwritten, so that nothing of a key stays behind in the file. */
static gboolean
prepare (JlPersonKeys *self, GError **error)
{
  return jl_connection_execute (
      self->connection,
      "PRAGMA secure_delete = ON;"
      "CREATE TABLE IF NOT EXISTS person_key (person INTEGER PRIMARY KEY, master TEXT NOT NULL, "
      "wrapped BLOB NOT NULL, made_at INTEGER NOT NULL) STRICT",
      error);
}

/**
 * jl_person_keys_open:
 * @path: the file, or `:memory:`
 * @keys: the service's keys; they outlive what is returned
 * @flags: %JL_CONNECTION_CREATE: makes the file if it is absent, readable by its owner only
 * @error: as jl_connection_open()
 *
 * Returns: (transfer full): the keys of people
 */
JlPersonKeys *
jl_person_keys_open (const char *path, JlKeys *keys, JlConnectionFlags flags, GError **error)
{
  g_autoptr (JlPersonKeys) self = g_new0 (JlPersonKeys, 1);

  g_mutex_init (&self->lock);
  self->keys = keys;
  if ((flags & JL_CONNECTION_CREATE) && !g_str_equal (path, ":memory:") && !make_file (path, error))
    return NULL;
  self->connection = jl_connection_open (path, flags, error);
  if (self->connection == NULL || (!(flags & JL_CONNECTION_READ_ONLY) && !prepare (self, error)))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * jl_person_keys_close:
 * @self: (transfer full) (nullable): keys of people
 */
void
jl_person_keys_close (JlPersonKeys *self)
{
  if (self == NULL)
    return;
  jl_connection_close (self->connection);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gboolean
insert (JlPersonKeys *self, gint64 person, gint64 now, GError **error)
{
  static const char sql[] = "INSERT INTO person_key (person, master, wrapped, made_at) "
                            "VALUES (?1, ?2, ?3, ?4) ON CONFLICT (person) DO NOTHING";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);
  guint8 key[JL_KEYS_PERSON_BYTES];
  guint8 wrapped[JL_KEYS_WRAPPED_BYTES];
  const char *master;

  if (statement == NULL)
    return FALSE;
  randombytes_buf (key, sizeof key);
  master = jl_keys_wrap (self->keys, person, key, wrapped);
  sodium_memzero (key, sizeof key);
  jl_statement_bind_integer (statement, 1, person);
  jl_statement_bind_text (statement, 2, master);
  jl_statement_bind_blob (statement, 3, wrapped, sizeof wrapped);
  jl_statement_bind_integer (statement, 4, now);
  return jl_statement_run (statement, error);
}

static gboolean
finish (JlPersonKeys *self, gboolean ok, GError **error)
{
  if (ok && jl_connection_execute (self->connection, "COMMIT", error))
    return TRUE;
  jl_connection_end_read (self->connection);
  return FALSE;
}

/**
 * jl_person_keys_make:
 * @self: keys of people, writable
 * @people: ids of people
 * @n_people: their number
 * @now: milliseconds UTC
 * @error: STORAGE_FULL, UNAVAILABLE
 *
 * Makes a key for those who have none. It is safe on the disk when this returns, which must be
 * before a command that uses it commits; a key whose command came to nothing harms nobody, and is
 * used if the same id is given again.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_person_keys_make (
    JlPersonKeys *self, const gint64 *people, gsize n_people, gint64 now, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gboolean ok = jl_connection_execute (self->connection, "BEGIN IMMEDIATE", error);

  for (gsize i = 0; ok && i < n_people; i++)
    ok = insert (self, people[i], now, error);
  return finish (self, ok, error);
}

/**
 * jl_person_keys_get:
 * @self: keys of people
 * @person: whose
 * @key: (out): the key
 * @error: NOT_FOUND: it was deleted, or never made; CORRUPT
 *
 * Keys are not kept in memory, so that one that is deleted opens nothing from that moment on.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_person_keys_get (JlPersonKeys *self,
                    gint64 person,
                    guint8 key[JL_KEYS_PERSON_BYTES],
                    GError **error)
{
  static const char sql[] = "SELECT master, wrapped FROM person_key WHERE person = ?1";
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);
  g_autoptr (GError) local_error = NULL;
  const guint8 *wrapped;
  gsize size;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, person);
  if (!jl_statement_step (statement, &local_error)) {
    if (local_error == NULL)
      g_set_error_literal (
          &local_error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such person"));
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  wrapped = jl_statement_get_blob (statement, 1, &size);
  if (size == 0) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such person"));
    return FALSE;
  }
  if (size != JL_KEYS_WRAPPED_BYTES) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_CORRUPT, _ ("a person's key is damaged"));
    return FALSE;
  }
  return jl_keys_unwrap (
      self->keys, jl_statement_get_text (statement, 0), person, wrapped, key, error);
}

/**
 * jl_person_keys_delete:
 * @self: keys of people, writable
 * @person: whose
 * @error: UNAVAILABLE while somebody reads: the key is deleted, but may still stand in the log
 *
 * Deletes a key for good: it is overwritten in the file, and the log that it was written by is
 * emptied. That it was deleted stays there, so that the person does not come back with an older
 * copy of the database. To delete one that is not there is no failure.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_person_keys_delete (JlPersonKeys *self, gint64 person, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (self->connection,
                             "INSERT INTO person_key (person, master, wrapped, made_at) "
                             "VALUES (?1, '', x'', 0) "
                             "ON CONFLICT (person) DO UPDATE SET master = '', wrapped = x''",
                             error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, person);
  if (!jl_statement_run (statement, error))
    return FALSE;
  g_clear_pointer (&statement, jl_statement_release);
  return jl_connection_empty_log (self->connection, error);
}

/**
 * jl_person_keys_list_deleted:
 * @self: keys of people
 * @error: as jl_statement_step()
 *
 * Returns: (transfer full) (element-type gint64): the people whose keys were deleted
 */
GArray *
jl_person_keys_list_deleted (JlPersonKeys *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      self->connection, "SELECT person FROM person_key WHERE master = ''", error);
  g_autoptr (GArray) people = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) local_error = NULL;

  if (statement == NULL)
    return NULL;
  while (jl_statement_step (statement, &local_error)) {
    gint64 person = jl_statement_get_integer (statement, 0);

    g_array_append_val (people, person);
  }
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }
  return g_steal_pointer (&people);
}

typedef struct {
  gint64 person;
  guint8 key[JL_KEYS_PERSON_BYTES];
  gboolean is_done; /* deleted, wrapped by the newest key already, or not to be opened */
} Rewrapped;

static GArray *
list_some (JlPersonKeys *self, gint64 after, guint max, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      self->connection,
      "SELECT person, master, wrapped FROM person_key WHERE person > ?1 ORDER BY person LIMIT ?2",
      error);
  const char *newest = jl_keys_get_current_id (self->keys, JL_KEY_PERSON);
  g_autoptr (GArray) people = g_array_new (FALSE, FALSE, sizeof (Rewrapped));
  g_autoptr (GError) local_error = NULL;

  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, after);
  jl_statement_bind_integer (statement, 2, max);
  while (jl_statement_step (statement, &local_error)) {
    Rewrapped one = { .person = jl_statement_get_integer (statement, 0) };
    const char *master = jl_statement_get_text (statement, 1);
    gsize size;
    const guint8 *wrapped = jl_statement_get_blob (statement, 2, &size);

    one.is_done = size != JL_KEYS_WRAPPED_BYTES || g_str_equal (master, newest) ||
                  !jl_keys_unwrap (self->keys, master, one.person, wrapped, one.key, NULL);
    g_array_append_val (people, one);
  }
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }
  return g_steal_pointer (&people);
}

static gboolean
update (JlPersonKeys *self, Rewrapped *one, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      self->connection, "UPDATE person_key SET master = ?2, wrapped = ?3 WHERE person = ?1", error);
  guint8 wrapped[JL_KEYS_WRAPPED_BYTES];

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, one->person);
  jl_statement_bind_text (statement, 2, jl_keys_wrap (self->keys, one->person, one->key, wrapped));
  jl_statement_bind_blob (statement, 3, wrapped, sizeof wrapped);
  return jl_statement_run (statement, error);
}

/**
 * jl_person_keys_rewrap:
 * @self: keys of people, writable
 * @person: (inout): after whom to begin; up to whom it is done, on the disk
 * @max: how many keys at most
 * @n: (out): how many were looked at: fewer than @max if these were the last
 * @error: as jl_statement_step()
 *
 * After the wrapping key was rotated: wraps some of the keys by the newest one. No data is touched.
 * A key that nobody can open stays as it is: the key that wraps it may come back.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_person_keys_rewrap (JlPersonKeys *self, gint64 *person, guint max, guint *n, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GArray) people = list_some (self, *person, max, error);
  gboolean ok;

  if (people == NULL)
    return FALSE;
  ok = people->len == 0 || jl_connection_execute (self->connection, "BEGIN IMMEDIATE", error);
  for (guint i = 0; ok && i < people->len; i++) {
    Rewrapped *one = &g_array_index (people, Rewrapped, i);

    ok = one->is_done || update (self, one, error);
  }
  if (people->len > 0) {
    ok = finish (self, ok, error);
    *person = g_array_index (people, Rewrapped, people->len - 1).person;
    sodium_memzero (people->data, people->len * sizeof (Rewrapped));
  }
  *n = people->len;
  return ok;
}
