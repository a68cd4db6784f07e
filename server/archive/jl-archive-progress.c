// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-archive-progress.h"

#include "jl-error.h"
#include "jl-file-sync.h"
#include "jl-json.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* A file that is in the archive. */
typedef struct {
  char *name;  /* owned */
  char *entry; /* owned: its line of the manifest */
} Entry;

struct _JlArchiveProgress {
  char *path;         /* owned */
  int fd;             /* owned */
  GPtrArray *entries; /* owned, (element-type Entry) */
  GHashTable *names;  /* owned: of entries, borrowed */
  guint n_saved;      /* of these */
};

enum { LINE_SIZE, LINE_NAME, LINE_ENTRY, LINE_N_FIELDS };
static const JlField line_fields[] = {
  [LINE_SIZE] = { .name = "size", .type = JL_FIELD_INTEGER },
  [LINE_NAME] = { .name = "name", .type = JL_FIELD_TEXT },
  [LINE_ENTRY] = { .name = "entry", .type = JL_FIELD_TEXT },
};
JL_ASSERT_FIELDS (LINE, line_fields);
static const JlRecordTable line_table =
    JL_RECORD_TABLE ("archive_line", "JlArchiveLine", line_fields);

static void
entry_free (gpointer data)
{
  Entry *self = data;

  g_free (self->name);
  g_free (self->entry);
  g_free (self);
}

/**
 * jl_archive_progress_free:
 * @self: (transfer full) (nullable): what was not saved is forgotten
 */
void
jl_archive_progress_free (JlArchiveProgress *self)
{
  if (self == NULL)
    return;

  if (self->fd >= 0)
    close (self->fd);
  g_hash_table_unref (self->names);
  g_ptr_array_unref (self->entries);
  g_free (self->path);
  g_free (self);
}

/* FALSE for a line that was torn. */
static gboolean
take_line (JlArchiveProgress *self, const char *line, gint64 *size)
{
  g_autoptr (JsonNode) node = jl_json_parse (line, -1, NULL);
  g_autoptr (JlRecord) record =
      node == NULL ? NULL : jl_record_read_json (&line_table, node, JL_READ_ANSWER, NULL);

  if (record == NULL)
    return FALSE;
  if (jl_record_has (record, LINE_NAME) && jl_record_has (record, LINE_ENTRY))
    jl_archive_progress_add (
        self, jl_record_get_text (record, LINE_NAME), jl_record_get_text (record, LINE_ENTRY));
  if (jl_record_has (record, LINE_SIZE)) {
    *size = jl_record_get_integer (record, LINE_SIZE);
    self->n_saved = self->entries->len;
  }
  return TRUE;
}

/* Files count with the line behind them that says how long the archive is. */
static void
forget_unsaved (JlArchiveProgress *self)
{
  for (guint i = self->n_saved; i < self->entries->len; i++)
    g_hash_table_remove (self->names, ((Entry *)self->entries->pdata[i])->name);
  g_ptr_array_set_size (self->entries, (gint)self->n_saved);
}

/* Returns: how much of the text counts; 0: it is about something else. */
static gsize
read_lines (JlArchiveProgress *self, const char *text, const char *about, gint64 *size)
{
  gsize n = strlen (about);
  const char *at = text + n + 1;

  if (strncmp (text, about, n) != 0 || text[n] != '\n')
    return 0;
  n++;
  for (const char *end; (end = strchr (at, '\n')) != NULL; at = end + 1) {
    g_autofree char *line = g_strndup (at, (gsize)(end - at));

    if (!take_line (self, line, size))
      break;
    if (self->n_saved == self->entries->len)
      n = (gsize)(end + 1 - text);
  }
  forget_unsaved (self);
  return n;
}

static gboolean
begin_anew (JlArchiveProgress *self, const char *about, GError **error)
{
  g_autofree char *line = g_strconcat (about, "\n", NULL);

  return write (self->fd, line, strlen (line)) == (gssize)strlen (line) ||
         jl_file_set_errno (error, self->path);
}

/**
 * jl_archive_progress_open:
 * @path: a file; made if it is not there
 * @about: a line that says of what: where it says something else, nothing was done yet
 * @size: (out): how long the archive is with what was done, 0: it is to be begun
 * @error: STORAGE_FULL, INTERNAL
 *
 * Returns: (transfer full): what was done before
 */
JlArchiveProgress *
jl_archive_progress_open (const char *path, const char *about, gint64 *size, GError **error)
{
  g_autoptr (JlArchiveProgress) self = g_new0 (JlArchiveProgress, 1);
  g_autofree char *text = NULL;
  gsize n = 0;

  self->path = g_strdup (path);
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->names = g_hash_table_new (g_str_hash, g_str_equal);
  *size = 0;
  if (g_file_get_contents (path, &text, NULL, NULL))
    n = read_lines (self, text, about, size);
  self->fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->fd < 0 || ftruncate (self->fd, (off_t)n) != 0 || lseek (self->fd, 0, SEEK_END) < 0) {
    jl_file_set_errno (error, path);
    return NULL;
  }
  return n > 0 || begin_anew (self, about, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * jl_archive_progress_has:
 * @self: what was done
 * @name: of a file
 *
 * Returns: whether it is in the archive
 */
gboolean
jl_archive_progress_has (JlArchiveProgress *self, const char *name)
{
  return g_hash_table_contains (self->names, name);
}

/**
 * jl_archive_progress_add:
 * @self: what was done
 * @name: of a file that is in the archive now
 * @entry: JSON: what the manifest says of it
 */
void
jl_archive_progress_add (JlArchiveProgress *self, const char *name, const char *entry)
{
  Entry *added = g_new (Entry, 1);

  *added = (Entry){ g_strdup (name), g_strdup (entry) };
  g_ptr_array_add (self->entries, added);
  g_hash_table_add (self->names, added->name);
}

/**
 * jl_archive_progress_save:
 * @self: what was done
 * @size: how long the archive is with it, which is on the disk
 * @error: STORAGE_FULL, INTERNAL
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_archive_progress_save (JlArchiveProgress *self, gint64 size, GError **error)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = self->n_saved; i < self->entries->len; i++) {
    const Entry *entry = self->entries->pdata[i];

    g_string_append (lines, "{\"name\":");
    jl_json_append_string (lines, entry->name);
    g_string_append (lines, ",\"entry\":");
    jl_json_append_string (lines, entry->entry);
    g_string_append (lines, "}\n");
  }
  g_string_append (lines, "{\"size\":");
  jl_json_append_integer (lines, size);
  g_string_append (lines, "}\n");
  self->n_saved = self->entries->len;
  if (write (self->fd, lines->str, lines->len) != (gssize)lines->len || fdatasync (self->fd) != 0)
    return jl_file_set_errno (error, self->path);
  return TRUE;
}

/**
 * jl_archive_progress_append_entries:
 * @self: what was done
 * @out: (inout): takes what the manifest says of each file, in the order of the archive
 */
void
jl_archive_progress_append_entries (JlArchiveProgress *self, GString *out)
{
  for (guint i = 0; i < self->entries->len; i++) {
    const Entry *entry = self->entries->pdata[i];

    g_string_append (out, i == 0 ? "\n    " : ",\n    ");
    g_string_append (out, entry->entry);
  }
}
