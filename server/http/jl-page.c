// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-page.h"

#include <gio/gio.h>
#include <sodium.h>
#include <string.h>

/* Less than this fits into one packet anyway. */
#define MIN_GZIP 1024
/* Of files, compressed once; and of what is made again with each change. */
#define FILE_LEVEL 9
#define FILLED_LEVEL 4

#define STYLE_LINK "<link rel=\"stylesheet\" href=\"%s\">"

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

static const char *
find_type (const char *path, gboolean *is_text)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    if (g_str_has_suffix (path, types[i].suffix)) {
      *is_text = types[i].is_text;
      return types[i].type;
    }
  }
  *is_text = FALSE;
  return "application/octet-stream";
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

static JlPage *
page_new (const char *path, GBytes *body, const char *policy, int level)
{
  JlPage *self = g_new0 (JlPage, 1);
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, body);
  gboolean is_text;

  self->body = g_bytes_ref (body);
  self->type = find_type (path, &is_text);
  hash[16] = '\0';
  self->etag = g_strdup_printf ("\"%s\"", hash);
  if (g_str_has_suffix (path, ".html"))
    self->policy = g_strdup (policy != NULL ? policy : JL_PAGE_POLICY);
  if (is_text && g_bytes_get_size (body) >= MIN_GZIP)
    self->gzip = jl_gzip (body, level);
  if (self->gzip != NULL)
    self->gzip_etag = g_strdup_printf ("\"%s-gz\"", hash);
  return self;
}

/**
 * jl_page_new:
 * @path: its name, which says what it is
 * @body: its content
 *
 * Returns: (transfer full): a page
 */
JlPage *
jl_page_new (const char *path, GBytes *body)
{
  return page_new (path, body, NULL, FILE_LEVEL);
}

/**
 * jl_page_free:
 * @self: (transfer full) (nullable): a page
 */
void
jl_page_free (JlPage *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->body);
  g_clear_pointer (&self->gzip, g_bytes_unref);
  g_free (self->etag);
  g_free (self->gzip_etag);
  g_free (self->policy);
  g_free (self);
}

/* @text with what is between @start and @end, both included, replaced. */
static GBytes *
replace (GBytes *text, const char *start, const char *end, const char *with, gsize with_length)
{
  gsize size;
  const char *data = g_bytes_get_data (text, &size);
  const char *from = g_strstr_len (data, (gssize)size, start);
  const char *rest = from != NULL ? from + strlen (start) : NULL;
  const char *to = rest != NULL ? g_strstr_len (rest, data + size - rest, end) : NULL;
  GString *out;

  if (to == NULL)
    return NULL;
  to += strlen (end);
  out = g_string_sized_new (size + with_length);
  g_string_append_len (out, data, from - data);
  g_string_append_len (out, with, (gssize)with_length);
  g_string_append_len (out, to, data + size - to);
  return g_string_free_to_bytes (out);
}

#define STYLE_POLICY "; style-src 'self'"

/* @policy, and what names a style sheet within the page. */
static char *
allow_style (const char *policy, const guint8 *style, gsize size)
{
  guint8 digest[crypto_hash_sha256_BYTES];
  g_autofree char *text = NULL;

  crypto_hash_sha256 (digest, style, size);
  text = g_base64_encode (digest, sizeof digest);
  return g_strdup_printf (
      "%s%s 'sha256-%s'", policy, strstr (policy, STYLE_POLICY) == NULL ? STYLE_POLICY : "", text);
}

/**
 * jl_page_new_styled:
 * @page: an HTML page
 * @path: its name
 * @style: a style sheet
 * @style_path: its name, as the page links to it
 *
 * Puts the style sheet into a page that links to it. The page's policy allows this style by its
 * digest, and no other.
 *
 * Returns: (transfer full) (nullable): the page with its style, %NULL: it does not link to it
 */
JlPage *
jl_page_new_styled (JlPage *page, const char *path, JlPage *style, const char *style_path)
{
  g_autofree char *link = g_strdup_printf (STYLE_LINK, style_path);
  g_autoptr (GString) element = g_string_new ("<style>");
  g_autoptr (GBytes) body = NULL;
  g_autofree char *policy = NULL;
  gsize size;
  const char *text = g_bytes_get_data (style->body, &size);

  g_string_append_len (element, text, (gssize)size);
  g_string_append (element, "</style>");
  body = replace (page->body, link, "", element->str, element->len);
  if (body == NULL)
    return NULL;
  policy = allow_style (page->policy, (const guint8 *)text, size);
  return page_new (path, body, policy, FILE_LEVEL);
}

/**
 * jl_page_new_translated:
 * @page: an HTML page
 * @path: its name
 * @body: the same in another language
 *
 * Returns: (transfer full): a page that may load and run what @page may
 */
JlPage *
jl_page_new_translated (JlPage *page, const char *path, GBytes *body)
{
  return page_new (path, body, page->policy, FILE_LEVEL);
}

/**
 * jl_page_new_filled:
 * @page: an HTML page
 * @path: its name
 * @name: of a place in it, which is between `<!-- name -->` and `<!-- /name -->`
 * @part: HTML
 *
 * Returns: (transfer full) (nullable): the page with @part in that place, %NULL: it has no such
 * place
 */
JlPage *
jl_page_new_filled (JlPage *page, const char *path, const char *name, GBytes *part)
{
  g_autofree char *start = g_strdup_printf ("<!-- %s -->", name);
  g_autofree char *end = g_strdup_printf ("<!-- /%s -->", name);
  gsize size;
  const char *text = g_bytes_get_data (part, &size);
  g_autoptr (GBytes) body = replace (page->body, start, end, text, size);

  return body != NULL ? page_new (path, body, page->policy, FILLED_LEVEL) : NULL;
}

/**
 * jl_page_answer:
 * @self: a page
 * @incoming: a request for it
 * @status: of the answer, if the client does not have it
 * @answer: empty
 *
 * Answers with a page, compressed if the client takes that.
 */
void
jl_page_answer (JlPage *self, const JlIncoming *incoming, guint status, JlAnswer *answer)
{
  const char *known = jl_incoming_get (incoming, "If-None-Match");
  gboolean gzip =
      self->gzip != NULL && jl_accepts_gzip (jl_incoming_get (incoming, "Accept-Encoding"));

  answer->etag = g_strdup (gzip ? self->gzip_etag : self->etag);
  answer->encoding = gzip ? "gzip" : NULL;
  answer->policy = g_strdup (self->policy);
  answer->caching = self->policy != NULL ? JL_CACHING_SHARED : JL_CACHING_SHORT;
  if (status == 200 && known != NULL && strstr (known, answer->etag) != NULL)
    jl_answer_set_body (answer, 304, NULL, NULL);
  else
    jl_answer_set_body (answer, status, g_bytes_ref (gzip ? self->gzip : self->body), self->type);
}
