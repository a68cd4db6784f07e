// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-static.h"

#include "jl-error.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_FILE (8 * 1024 * 1024)
#define MAX_DEPTH 8
/* What pages link to: all of them, and those behind the first one. */
static const char *const style_paths[] = { "/style.css", "/pages.css" };

struct _JlStatic {
  GHashTable *pages; /* (element-type utf8 JlPage), by path from the root, e.g. "/js/list.js" */
};

/* Addresses that one file answers, whatever follows: its script reads the rest from the address. */
static const struct {
  const char *prefix;
  const char *page;
} page_table[] = {
  { "/i/", "/item.html" },        /* {id} */
  { "/c/", "/certificate.html" }, /* {trace_code} */
  { "/e/", "/event.html" },       /* {id} */
};

static gboolean
read_folder (JlStatic *self, const char *dir, const char *prefix, int depth, GError **error)
{
  g_autoptr (GDir) folder = g_dir_open (dir, 0, error);
  const char *name;

  if (folder == NULL)
    return FALSE;
  while ((name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *file = g_build_filename (dir, name, NULL);
    g_autofree char *path = g_strconcat (prefix, "/", name, NULL);
    g_autoptr (GMappedFile) mapped = NULL;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GBytes) copy = NULL;

    if (name[0] == '.' || g_str_has_suffix (name, "~"))
      continue;
    if (g_file_test (file, G_FILE_TEST_IS_DIR)) {
      if (depth < MAX_DEPTH && !read_folder (self, file, path, depth + 1, error))
        return FALSE;
      continue;
    }
    mapped = g_mapped_file_new (file, FALSE, error);
    if (mapped == NULL)
      return FALSE;
    if (g_mapped_file_get_length (mapped) > MAX_FILE) {
      g_warning ("%s is too large to be served", file);
      continue;
    }
    bytes = g_mapped_file_get_bytes (mapped);
    /* A copy, so that a file that is replaced while we run cannot hurt us. */
    copy = g_bytes_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    g_hash_table_replace (self->pages, g_strdup (path), jl_page_new (path, copy));
  }
  return TRUE;
}

/* On a slow line each file that a page names costs another two seconds: its style comes with it. */
static void
put_style_in (JlStatic *self, const char *style_path)
{
  JlPage *style = g_hash_table_lookup (self->pages, style_path);
  GHashTableIter iter;
  gpointer path;
  gpointer page;

  g_hash_table_iter_init (&iter, self->pages);
  while (style != NULL && g_hash_table_iter_next (&iter, &path, &page)) {
    JlPage *styled = ((JlPage *)page)->policy != NULL
                         ? jl_page_new_styled (page, path, style, style_path)
                         : NULL;

    if (styled != NULL)
      g_hash_table_iter_replace (&iter, styled);
  }
}

/**
 * jl_static_new:
 * @dir: the folder with the pages
 * @error: a file error
 *
 * Reads all files but hidden ones. Changes are seen by the next start.
 *
 * Returns: (transfer full) (nullable): the pages
 */
JlStatic *
jl_static_new (const char *dir, GError **error)
{
  g_autoptr (JlStatic) self = g_new0 (JlStatic, 1);

  self->pages =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)jl_page_free);
  if (!read_folder (self, dir, "", 0, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (style_paths); i++)
    put_style_in (self, style_paths[i]);
  return g_steal_pointer (&self);
}

/**
 * jl_static_free:
 * @self: (transfer full) (nullable): pages
 */
void
jl_static_free (JlStatic *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->pages);
  g_free (self);
}

static JlPage *
find_page (JlStatic *self, const char *encoded)
{
  g_autofree char *path = g_uri_unescape_string (encoded, "/");

  if (path == NULL)
    return NULL;
  if (strcmp (path, "/") == 0)
    return g_hash_table_lookup (self->pages, "/index.html");
  for (guint i = 0; i < G_N_ELEMENTS (page_table); i++) {
    gsize length = strlen (page_table[i].prefix);

    if (strncmp (path, page_table[i].prefix, length) == 0 && path[length] != '\0' &&
        strchr (path + length, '/') == NULL)
      return g_hash_table_lookup (self->pages, page_table[i].page);
  }
  return g_hash_table_lookup (self->pages, path);
}

/**
 * jl_static_lookup:
 * @self: pages
 * @path: from the folder, e.g. `/index.html`
 *
 * Returns: (nullable): that file
 */
JlPage *
jl_static_lookup (JlStatic *self, const char *path)
{
  return g_hash_table_lookup (self->pages, path);
}

/**
 * jl_static_answer:
 * @self: pages
 * @incoming: a request for something outside the API
 * @answer: empty
 * @error: %JL_ERROR_NOT_FOUND or %JL_ERROR_METHOD_NOT_ALLOWED
 *
 * Answers with a file. A browser that asks for a page that is not there gets `404.html`, if there
 * is one.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_static_answer (JlStatic *self, const JlIncoming *incoming, JlAnswer *answer, GError **error)
{
  const char *accept = jl_incoming_get (incoming, "Accept");
  JlPage *page = find_page (self, incoming->path);
  guint status = 200;

  if (page == NULL && accept != NULL && strstr (accept, "text/html") != NULL) {
    page = g_hash_table_lookup (self->pages, "/404.html");
    status = 404;
  }
  if (page == NULL) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("there is nothing at this address"));
    return FALSE;
  }
  if (strcmp (incoming->method, "GET") != 0 && strcmp (incoming->method, "HEAD") != 0) {
    answer->allow = g_strdup ("GET, HEAD");
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_METHOD_NOT_ALLOWED,
                 _ ("%s is not possible at this address"),
                 incoming->method);
    return FALSE;
  }
  jl_page_answer (page, incoming, status, answer);
  return TRUE;
}
