// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-backup-list.h"

#include "jl-error.h"
#include "jl-file-sync.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DIGITS (JL_BACKUP_DIGEST_SIZE - 1)
#define PREFIX "photos/"

/**
 * jl_backup_list_open:
 * @name: of a list
 * @error: INTERNAL if it cannot be opened
 *
 * Returns: (transfer full): a list before its first photo; %NULL with @error set
 */
JlBackupList *
jl_backup_list_open (const char *name, GError **error)
{
  g_autoptr (JlBackupList) self = g_new0 (JlBackupList, 1);

  self->name = g_strdup (name);
  self->file = fopen (name, "re");
  if (self->file == NULL) {
    jl_file_set_errno (error, name);
    return NULL;
  }
  return g_steal_pointer (&self);
}

/**
 * jl_backup_list_close:
 * @self: (transfer full): a list
 */
void
jl_backup_list_close (JlBackupList *self)
{
  if (self->file != NULL)
    fclose (self->file);
  g_free (self->name);
  g_free (self);
}

/* A path in a list that somebody has changed must not lead out of the folder of photos. */
static gboolean
is_line (const char *line)
{
  const char *path = line + DIGITS + 2;
  gsize length = strlen (line);

  return length > DIGITS + 2 && line[length - 1] == '\n' &&
         strspn (line, "0123456789abcdef") == DIGITS && line[DIGITS] == ' ' &&
         line[DIGITS + 1] == ' ' && g_str_has_prefix (path, PREFIX) && strstr (path, "..") == NULL;
}

/**
 * jl_backup_list_next:
 * @self: a list
 * @error: CORRUPT or INTERNAL
 *
 * Goes on to the next photo.
 *
 * Returns: %FALSE if there is none, or with @error set
 */
gboolean
jl_backup_list_next (JlBackupList *self, GError **error)
{
  char line[DIGITS + 2 + JL_BACKUP_PATH_SIZE + 1];
  char before[JL_BACKUP_PATH_SIZE];

  g_strlcpy (before, self->path, sizeof before);
  self->path[0] = '\0';
  if (fgets (line, sizeof line, self->file) == NULL)
    return ferror (self->file) == 0 ? FALSE : jl_file_set_errno (error, self->name);
  if (!is_line (line)) {
    g_set_error (error, JL_ERROR, JL_ERROR_CORRUPT, _ ("%s is damaged"), self->name);
    return FALSE;
  }
  g_strlcpy (self->digest, line, sizeof self->digest);
  line[strlen (line) - 1] = '\0';
  g_strlcpy (self->path, line + DIGITS + 2, sizeof self->path);
  if (strcmp (before, self->path) < 0)
    return TRUE;
  g_set_error (error, JL_ERROR, JL_ERROR_CORRUPT, _ ("%s is damaged"), self->name);
  return FALSE;
}

/**
 * jl_backup_list_seek:
 * @self: (nullable): a list; %NULL: one of nothing
 * @path: which photo; not before those that were sought already
 * @found: (out): whether it is in the list; then @self is at it
 * @error: as jl_backup_list_next()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_backup_list_seek (JlBackupList *self, const char *path, gboolean *found, GError **error)
{
  GError *local_error = NULL;

  *found = FALSE;
  if (self == NULL)
    return TRUE;
  while (strcmp (self->path, path) < 0 && jl_backup_list_next (self, &local_error))
    ;
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  *found = g_str_equal (self->path, path);
  return TRUE;
}

/**
 * jl_backup_list_write:
 * @file: a list that is being made
 * @path: a photo, after those before it
 * @digest: of its content
 * @error: STORAGE_FULL or INTERNAL
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_backup_list_write (FILE *file, const char *path, const char *digest, GError **error)
{
  return fprintf (file, "%s  %s\n", digest, path) > 0 || jl_file_set_errno (error, path);
}
