// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-static.h"

#include "jl-error.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_FILE (8 * 1024 * 1024)
#define MAX_DEPTH 8
/* Less than this fits into one packet anyway. */
#define MIN_GZIP 1024

typedef struct {
  GBytes *body;
  GBytes *gzip; /* nullable: does not pay */
  char *etag;
  char *gzip_etag;
  const char *type;
  gboolean is_page;
} Page;

struct _JlStatic {
  GHashTable *pages; /* (element-type utf8 Page), by path from the root, e.g. "/js/list.js" */
};

static const struct {
  const char *suffix;
  const char *type;
  gboolean is_text;
} types[] = {
  { ".html", "text/html; charset=utf-8", TRUE },
  { ".css", "text/css; charset=utf-8", TRUE },
  { ".js", "text/javascript; charset=utf-8", TRUE },
  { ".mjs", "text/javascript; charset=utf-8", TRUE },
  { ".json", "application/json", TRUE },
  { ".webmanifest", "application/manifest+json", TRUE },
  { ".svg", "image/svg+xml", TRUE },
  { ".txt", "text/plain; charset=utf-8", TRUE },
  { ".png", "image/png", FALSE },
  { ".webp", "image/webp", FALSE },
  { ".jpg", "image/jpeg", FALSE },
  { ".ico", "image/x-icon", FALSE },
  { ".woff2", "font/woff2", FALSE },
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

static void
page_free (gpointer data)
{
  Page *page = data;

  g_bytes_unref (page->body);
  g_clear_pointer (&page->gzip, g_bytes_unref);
  g_free (page->etag);
  g_free (page->gzip_etag);
  g_free (page);
}

/**
 * jl_gzip:
 * @bytes: anything
 * @level: 1, fastest, to 9, smallest
 *
 * Returns: (transfer full) (nullable): compressed, %NULL if that gains less than an eighth
 */
GBytes *
jl_gzip (GBytes *bytes, int level)
{
  g_autoptr (GConverter) converter =
      G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, level));
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  gsize space = size - size / 8;
  g_autofree char *out = g_malloc (space + 1);
  gsize n_read = 0;
  gsize n_written = 0;
  GConverterResult result;

  do {
    gsize now_read;
    gsize now_written;

    result = g_converter_convert (converter,
                                  data + n_read,
                                  size - n_read,
                                  out + n_written,
                                  space - n_written,
                                  G_CONVERTER_INPUT_AT_END,
                                  &now_read,
                                  &now_written,
                                  NULL);
    if (result == G_CONVERTER_ERROR)
      return NULL; /* no space left */
    n_read += now_read;
    n_written += now_written;
  } while (result != G_CONVERTER_FINISHED);
  return g_bytes_new (out, n_written);
}

/**
 * jl_accepts_gzip:
 * @accept_encoding: (nullable): the value of Accept-Encoding
 *
 * Returns: whether the client takes gzip
 */
gboolean
jl_accepts_gzip (const char *accept_encoding)
{
  const char *p = accept_encoding != NULL ? strstr (accept_encoding, "gzip") : NULL;

  if (p == NULL)
    return FALSE;
  p += 4;
  p += strspn (p, " \t");
  if (*p != ';')
    return TRUE;
  p += 1 + strspn (p + 1, " \t");
  return !g_str_has_prefix (p, "q=") || g_ascii_strtod (p + 2, NULL) > 0;
}

static void
add_page (JlStatic *self, const char *path, GBytes *body)
{
  Page *page = g_new0 (Page, 1);
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, body);

  page->body = g_bytes_ref (body);
  page->type = "application/octet-stream";
  hash[16] = '\0';
  page->etag = g_strdup_printf ("\"%s\"", hash);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    if (!g_str_has_suffix (path, types[i].suffix))
      continue;
    page->type = types[i].type;
    page->is_page = i == 0;
    if (types[i].is_text && g_bytes_get_size (body) >= MIN_GZIP)
      page->gzip = jl_gzip (body, 9);
    break;
  }
  if (page->gzip != NULL)
    page->gzip_etag = g_strdup_printf ("\"%s-gz\"", hash);
  g_hash_table_replace (self->pages, g_strdup (path), page);
}

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
    add_page (self, path, copy);
  }
  return TRUE;
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

  self->pages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, page_free);
  if (!read_folder (self, dir, "", 0, error))
    return NULL;
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

static Page *
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
  const char *known = jl_incoming_get (incoming, "If-None-Match");
  Page *page = find_page (self, incoming->path);
  guint status = 200;
  gboolean gzip;

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

  gzip = page->gzip != NULL && jl_accepts_gzip (jl_incoming_get (incoming, "Accept-Encoding"));
  answer->etag = g_strdup (gzip ? page->gzip_etag : page->etag);
  answer->encoding = gzip ? "gzip" : NULL;
  answer->is_page = page->is_page;
  answer->caching = page->is_page ? JL_CACHING_ASK : JL_CACHING_SHORT;
  if (status == 200 && known != NULL && strstr (known, answer->etag) != NULL)
    jl_answer_set_body (answer, 304, NULL, NULL);
  else
    jl_answer_set_body (answer, status, g_bytes_ref (gzip ? page->gzip : page->body), page->type);
  return TRUE;
}
