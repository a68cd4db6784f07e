// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-static.h"

#include "jl-error.h"
#include "jl-language.h"
#include "jl-page-texts.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_FILE (8 * 1024 * 1024)
#define MAX_DEPTH 8
/* What pages link to: all of them, and those behind the first one. */
static const char *const style_paths[] = { "/style.css", "/pages.css" };
/* Where pages' texts stand in both languages. */
static const char *const text_paths[] = { "/js/text.js", "/js/words.js" };

struct _JlStatic {
  GHashTable *pages;   /* (element-type utf8 JlPage), by path from the root, e.g. "/js/list.js" */
  GHashTable *english; /* the same, of pages that differ in English */
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

/* Addresses that are read out or typed. */
static const char *const short_paths[] = { "/help", "/join", "/me", NULL };

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

/* A page in English is a file of its own, where most of it is text (`/help-en.html`), or made of
 * the Chinese one. */
static void
make_english (JlStatic *self)
{
  g_autoptr (JlPageTexts) texts = jl_page_texts_new ();
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  for (guint i = 0; i < G_N_ELEMENTS (text_paths); i++) {
    JlPage *script = g_hash_table_lookup (self->pages, text_paths[i]);

    if (script != NULL)
      jl_page_texts_add_script (texts, script->body);
  }
  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    const char *path = key;
    JlPage *page = value;
    g_autofree char *name = g_strndup (path, strcspn (path, "."));
    g_autofree char *own = g_strconcat (name, "-en.html", NULL);
    g_autoptr (GBytes) body = NULL;

    if (page->policy == NULL || g_hash_table_contains (self->pages, own))
      continue;
    body = jl_page_texts_translate (texts, page->body);
    if (body != NULL)
      g_hash_table_insert (
          self->english, g_strdup (path), jl_page_new_translated (page, path, body));
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
  self->english =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)jl_page_free);
  if (!read_folder (self, dir, "", 0, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (style_paths); i++)
    put_style_in (self, style_paths[i]);
  make_english (self);
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
  g_hash_table_unref (self->english);
  g_free (self);
}

/* Where a page has a file of its own in English, its short address chooses: the file's own address
 * is that file. */
static JlPage *
find_short (JlStatic *self, const char *path, const char *language)
{
  g_autofree char *chinese = g_strconcat (path, ".html", NULL);
  g_autofree char *english = g_strconcat (path, "-en.html", NULL);
  JlPage *page = NULL;

  if (!g_strv_contains (short_paths, path))
    return NULL;
  if (strcmp (language, JL_LANGUAGE_ENGLISH) == 0)
    page = g_hash_table_lookup (self->pages, english);
  return page != NULL ? page : jl_static_lookup (self, chinese, language);
}

static JlPage *
find_page (JlStatic *self, const char *encoded, const char *language)
{
  g_autofree char *path = g_uri_unescape_string (encoded, "/");
  JlPage *page;

  if (path == NULL)
    return NULL;
  if (strcmp (path, "/") == 0)
    return jl_static_lookup (self, "/index.html", language);
  for (guint i = 0; i < G_N_ELEMENTS (page_table); i++) {
    gsize length = strlen (page_table[i].prefix);

    if (strncmp (path, page_table[i].prefix, length) == 0 && path[length] != '\0' &&
        strchr (path + length, '/') == NULL)
      return jl_static_lookup (self, page_table[i].page, language);
  }
  page = jl_static_lookup (self, path, language);
  return page != NULL ? page : find_short (self, path, language);
}

/**
 * jl_static_lookup:
 * @self: pages
 * @path: from the folder, e.g. `/index.html`
 * @language: in which a page is wanted
 *
 * Returns: (nullable): that file
 */
JlPage *
jl_static_lookup (JlStatic *self, const char *path, const char *language)
{
  JlPage *page = NULL;

  if (strcmp (language, JL_LANGUAGE_ENGLISH) == 0)
    page = g_hash_table_lookup (self->english, path);
  return page != NULL ? page : g_hash_table_lookup (self->pages, path);
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
  const char *language = jl_page_language (incoming);
  JlPage *page = find_page (self, incoming->path, language);
  guint status = 200;

  if (page == NULL && accept != NULL && strstr (accept, "text/html") != NULL) {
    page = jl_static_lookup (self, "/404.html", language);
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
  answer->varies = page->policy != NULL;
  return TRUE;
}
