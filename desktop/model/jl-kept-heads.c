// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-kept-heads.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

struct _JlKeptHeads {
  char *path;       /* owned */
  GPtrArray *heads; /* owned: (element-type JlRecord), in the order in which they were kept */
};

static void
set_errno (GError **error, const char *path)
{
  int code = errno;

  g_set_error (
      error, G_FILE_ERROR, g_file_error_from_errno (code), "%s: %s", path, g_strerror (code));
}

/* What cannot be read is passed over: a line that a power cut left half-written. */
static void
read_lines (JlKeptHeads *self, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autoptr (JsonNode) node = jl_json_parse (lines[i], -1, NULL);
    JlRecord *head = node != NULL
                         ? jl_record_read_json (&jl_chain_head_table, node, JL_READ_CREATE, NULL)
                         : NULL;

    if (head != NULL)
      g_ptr_array_add (self->heads, head);
  }
}

/**
 * jl_kept_heads_open:
 * @folder: where such files are; made if need be
 * @server: the service's address
 * @error: of the file system
 *
 * Returns: (transfer full): what was kept of @server so far; %NULL with @error set
 */
JlKeptHeads *
jl_kept_heads_open (const char *folder, const char *server, GError **error)
{
  g_autoptr (JlKeptHeads) self = g_new0 (JlKeptHeads, 1);
  g_autofree char *escaped = g_uri_escape_string (server, NULL, FALSE);
  g_autofree char *name = g_strconcat (escaped, ".heads", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) local_error = NULL;

  self->path = g_build_filename (folder, name, NULL);
  self->heads = g_ptr_array_new_with_free_func (g_object_unref);
  if (g_mkdir_with_parents (folder, 0700) != 0) {
    set_errno (error, folder);
    return NULL;
  }
  if (g_file_get_contents (self->path, &text, NULL, &local_error))
    read_lines (self, text);
  else if (!g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }
  return g_steal_pointer (&self);
}

/**
 * jl_kept_heads_free:
 * @self: (transfer full): kept heads
 */
void
jl_kept_heads_free (JlKeptHeads *self)
{
  g_free (self->path);
  g_clear_pointer (&self->heads, g_ptr_array_unref);
  g_free (self);
}

static gint64
get_organisation (JlRecord *head)
{
  return jl_record_get_integer (head, JL_CHAIN_HEAD_ORGANISATION);
}

/**
 * jl_kept_heads_list_organisations:
 * @self: kept heads
 *
 * Returns: (transfer full) (element-type gint64): of whom any are kept
 */
GArray *
jl_kept_heads_list_organisations (JlKeptHeads *self)
{
  GArray *organisations = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < self->heads->len; i++) {
    gint64 organisation = get_organisation (self->heads->pdata[i]);
    gboolean known = FALSE;

    for (guint j = 0; j < organisations->len; j++)
      known = known || g_array_index (organisations, gint64, j) == organisation;
    if (!known)
      g_array_append_val (organisations, organisation);
  }
  return organisations;
}

/**
 * jl_kept_heads_list:
 * @self: kept heads
 * @organisation: whose
 *
 * Returns: (transfer container) (element-type JlRecord): its heads, the oldest first
 */
GPtrArray *
jl_kept_heads_list (JlKeptHeads *self, gint64 organisation)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < self->heads->len; i++) {
    if (get_organisation (self->heads->pdata[i]) == organisation)
      g_ptr_array_add (list, self->heads->pdata[i]);
  }
  return list;
}

static void
append_line (JlRecord *head, GString *out)
{
  jl_record_append_json (head, JL_VIEW_STORED, out);
  g_string_append_c (out, '\n');
}

/* One write at the end of the file, so that two programs on it do not mix their lines. It begins
 * with an end of line, should the one before have none. */
static gboolean
append_to_file (JlKeptHeads *self, JlRecord *head, GError **error)
{
  g_autoptr (GString) line = g_string_new ("\n");
  int fd = g_open (self->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  gboolean ok;

  append_line (head, line);
  ok = fd >= 0 && write (fd, line->str, line->len) == (gssize)line->len && fsync (fd) == 0;
  if (!ok)
    set_errno (error, self->path);
  if (fd >= 0)
    close (fd);
  return ok;
}

/* Drops every second of the older half, and never the oldest: it covers what was first. */
static gboolean
thin_out (JlKeptHeads *self, gint64 organisation, GError **error)
{
  g_autoptr (GPtrArray) left = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < self->heads->len; i++) {
    JlRecord *head = self->heads->pdata[i];

    if (get_organisation (head) == organisation) {
      n++;
      if (n <= JL_KEPT_HEADS_MAX / 2 && n % 2 == 0)
        continue;
    }
    g_ptr_array_add (left, g_object_ref (head));
    append_line (head, text);
  }
  if (!g_file_set_contents_full (
          self->path, text->str, text->len, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
    return FALSE;
  g_ptr_array_unref (self->heads);
  self->heads = g_steal_pointer (&left);
  return TRUE;
}

/**
 * jl_kept_heads_add:
 * @self: kept heads
 * @head: a head, signed, as the service gave it
 * @error: of the file system
 *
 * Keeps @head, unless a newer one of the same organisation is kept already.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_kept_heads_add (JlKeptHeads *self, JlRecord *head, GError **error)
{
  g_autoptr (GPtrArray) list = jl_kept_heads_list (self, get_organisation (head));
  JlRecord *newest = list->len > 0 ? list->pdata[list->len - 1] : NULL;

  if (newest != NULL && jl_record_get_integer (newest, JL_CHAIN_HEAD_SEQUENCE) >=
                            jl_record_get_integer (head, JL_CHAIN_HEAD_SEQUENCE))
    return TRUE;
  if (!append_to_file (self, head, error))
    return FALSE;
  g_ptr_array_add (self->heads, g_object_ref (head));
  return list->len + 1 <= JL_KEPT_HEADS_MAX || thin_out (self, get_organisation (head), error);
}

/**
 * jl_kept_heads_save:
 * @self: kept heads
 * @path: of a file
 * @error: of the file system
 *
 * Writes all of them as `jielid journal verify --heads` reads them.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_kept_heads_save (JlKeptHeads *self, const char *path, GError **error)
{
  g_autoptr (JlRecord) heads = jl_record_new (&jl_chain_heads_table);
  g_autofree char *text = NULL;

  jl_record_set_list (heads, JL_CHAIN_HEADS_HEADS, self->heads);
  text = jl_chain_heads_to_text (heads);
  return g_file_set_contents (path, text, -1, error);
}

/**
 * jl_kept_heads_start_anew:
 * @self: kept heads
 * @error: of the file system
 *
 * For when a history that does not fit was explained: puts what is kept aside, beside its file,
 * where it stays, and begins without any.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_kept_heads_start_anew (JlKeptHeads *self, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%dT%H%M%S");
  g_autofree char *aside = g_strdup_printf ("%s.until-%s", self->path, stamp);

  if (g_rename (self->path, aside) != 0) {
    set_errno (error, aside);
    return FALSE;
  }
  g_ptr_array_set_size (self->heads, 0);
  return TRUE;
}
