// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-backup-private.h"

#include "jl-check.h"
#include "jl-error.h"
#include "jl-migrations.h"
#include "jl-signed-head.h"
#include "jl-store.h"

#include <glib/gi18n-lib.h>

/* What the list of photos is compared with. */
typedef struct {
  const JlBackup *backup;   /* borrowed */
  const JlBackupWork *work; /* borrowed */
  JlBackupList *list;       /* owned */
  GHashTable *missing;      /* owned: (element-type filename): known to be */
} Named;

static void
named_clear (Named *self)
{
  g_clear_pointer (&self->list, jl_backup_list_close);
  g_clear_pointer (&self->missing, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Named, named_clear)

/* Whether one of the backup's files is what the manifest says; if not, that is a problem. */
static gboolean
check_file (const JlBackup *self, const char *name, guint field, const JlBackupWork *work)
{
  const char *expected = jl_record_get_text (self->manifest, field);
  g_autofree char *path = jl_backup_get_path (self, name);
  g_autoptr (GError) local_error = NULL;
  char digest[JL_BACKUP_DIGEST_SIZE];
  gint64 n_bytes;

  if (expected == NULL)
    return TRUE;
  if (jl_backup_digest_file (path, digest, &n_bytes, &local_error)) {
    if (g_str_equal (digest, expected))
      return TRUE;
    jl_backup_add_problem (work, _ ("%s is damaged"), path);
  } else {
    jl_backup_add_problem (work, "%s", local_error->message);
  }
  return FALSE;
}

static void
add_journal_problems (const JlBackupWork *work, GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++) {
    g_autofree char *text = jl_journal_problem_to_text (problems->pdata[i]);

    jl_backup_add_problem (work, "%s", text);
  }
}

/* Records have the form that they had then, but the journal's never changes. */
static gboolean
check_old (JlConnection *connection, JlKeys *keys, const JlBackupWork *work, GError **error)
{
  g_autoptr (GPtrArray) chains = jl_journal_verify (connection, NULL, error);
  g_autoptr (GPtrArray) heads = NULL;

  heads = chains != NULL ? jl_signed_heads_verify (connection, keys, error) : NULL;
  if (heads == NULL)
    return FALSE;
  add_journal_problems (work, chains);
  add_journal_problems (work, heads);
  return TRUE;
}

static JlKeys *
make_keys (const JlBackup *self, GError **error)
{
  GPtrArray *texts = jl_record_get_list (self->manifest, JL_BACKUP_KEYS);
  g_autoptr (JlKeys) keys = jl_keys_new_public ();

  for (guint i = 0; i < texts->len; i++) {
    if (!jl_keys_add_public (keys, texts->pdata[i], error))
      return NULL;
  }
  return g_steal_pointer (&keys);
}

static gboolean
check_records (const JlBackup *self,
               JlConnection *connection,
               const JlSchema *const *schemas,
               const JlBackupWork *work,
               GError **error)
{
  gint64 schema = jl_record_get_integer (self->manifest, JL_BACKUP_SCHEMA);
  g_autoptr (JlKeys) keys = make_keys (self, error);
  g_autoptr (GPtrArray) problems = NULL;
  guint newest;

  if (keys == NULL || !jl_schema_get_version (NULL, &newest, error))
    return FALSE;
  if (schema > newest) {
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_INVALID,
                 _ ("This backup was made by a newer program: %s"),
                 jl_record_get_text (self->manifest, JL_BACKUP_PROGRAM));
    return FALSE;
  }
  if (schema < newest)
    return check_old (connection, keys, work, error);
  problems = jl_store_check (connection, schemas, keys, error);
  if (problems == NULL)
    return FALSE;
  for (guint i = 0; i < problems->len; i++)
    jl_backup_add_problem (work, "%s", (const char *)problems->pdata[i]);
  return TRUE;
}

static gboolean
check_named (const char *name, gpointer user_data, GError **error)
{
  Named *self = user_data;

  for (guint i = 0; i < JL_N_PICTURE_SIZES; i++) {
    g_autofree char *path =
        jl_picture_get_path (JL_BACKUP_PHOTO_FOLDER, name, jl_backup_size_order[i]);
    gboolean found;

    if (!jl_backup_list_seek (self->list, path, &found, error))
      return FALSE;
    if (!found && !g_hash_table_contains (self->missing, path))
      jl_backup_add_problem (self->work, _ ("%s is not in this backup"), path);
  }
  return TRUE;
}

/* What was missing already when the backup was made is told as what it is. */
static gboolean
check_list (const JlBackup *self,
            JlConnection *connection,
            const JlBackupWork *work,
            GError **error)
{
  GPtrArray *missing = jl_record_get_list (self->manifest, JL_BACKUP_MISSING);
  g_autofree char *path = jl_backup_get_path (self, JL_BACKUP_LIST_NAME);
  g_auto (Named) named = { self, work };

  named.missing = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < missing->len; i++) {
    jl_backup_add_problem (work,
                           _ ("%s was missing or damaged when the backup was made"),
                           (const char *)missing->pdata[i]);
    g_hash_table_add (named.missing, missing->pdata[i]);
  }
  named.list = jl_backup_list_open (path, error);
  return named.list != NULL && work->list_photos (connection, check_named, &named, error);
}

static gboolean
check_photo (const JlBackupList *photo, gpointer user_data, GError **error)
{
  Named *self = user_data;
  g_autofree char *path = g_build_filename (self->backup->folder, photo->path, NULL);
  g_autoptr (GError) local_error = NULL;
  char digest[JL_BACKUP_DIGEST_SIZE];
  gint64 n_bytes;

  if (!jl_backup_digest_file (path, digest, &n_bytes, &local_error))
    jl_backup_add_problem (self->work, "%s", local_error->message);
  else if (!g_str_equal (digest, photo->digest))
    jl_backup_add_problem (
        self->work, _ ("%s is damaged. Remove it: the next backup copies it again"), path);
  return TRUE;
}

/**
 * jl_backup_check:
 * @backup: a backup
 * @schemas: what the capabilities bring, NULL-terminated
 * @work: how; takes what is wrong
 * @error: when it cannot be checked at all: INVALID if a newer program made it, UNAVAILABLE when it
 *   was stopped, INTERNAL
 *
 * Looks whether a service could be made of it, without making one: the files' digests, what `jielid
 * check` looks at in a database, the signed heads with the public keys that the backup brings, and
 * that every photo is there and whole. Writes nothing.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_backup_check (const JlBackup *backup,
                 const JlSchema *const *schemas,
                 const JlBackupWork *work,
                 GError **error)
{
  g_autofree char *database = jl_backup_get_path (backup, JL_BACKUP_DATABASE_NAME);
  g_autoptr (JlConnection) connection = NULL;
  Named named = { backup, work };
  gboolean has_list;

  check_file (backup, JL_BACKUP_CONFIGURATION, JL_BACKUP_CONFIGURATION_SHA256, work);
  check_file (backup, JL_BACKUP_HEADS_NAME, JL_BACKUP_HEADS_SHA256, work);
  has_list = check_file (backup, JL_BACKUP_LIST_NAME, JL_BACKUP_PHOTOS_SHA256, work);
  /* Of a database with another digest nothing else needs to be said. */
  if (check_file (backup, JL_BACKUP_DATABASE_NAME, JL_BACKUP_DATABASE_SHA256, work)) {
    connection =
        jl_connection_open (database, JL_CONNECTION_READ_ONLY | JL_CONNECTION_IMMUTABLE, error);
    if (connection == NULL || !check_records (backup, connection, schemas, work, error) ||
        (has_list && !check_list (backup, connection, work, error)))
      return FALSE;
  }
  return !has_list || jl_backup_foreach_photo (backup, work, check_photo, &named, error);
}
