// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-answer.h"

#include "jl-error.h"
#include "jl-problem.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* A photo is taken back when its item is withdrawn, so that caches which others use too may keep it
 * no longer than the item; who has seen it is spared from asking again for an hour. */
static const char *const caching_values[] = {
  [JL_CACHING_NONE] = "no-store",
  [JL_CACHING_SHARED] = "public, max-age=1, stale-while-revalidate=1",
  [JL_CACHING_OWN] = "private, no-cache",
  [JL_CACHING_SHORT] = "public, max-age=300, stale-while-revalidate=86400",
  [JL_CACHING_CONTENT] = "public, max-age=3600, s-maxage=1, stale-while-revalidate=1",
  [JL_CACHING_CONTENT_OWN] = "private, max-age=3600",
};

/**
 * jl_answer_clear:
 * @self: an answer
 *
 * Makes it empty.
 */
void
jl_answer_clear (JlAnswer *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->etag);
  g_free (self->allow);
  g_free (self->idempotency_key);
  g_free (self->set_cookie);
  g_free (self->policy);
  g_free (self->redirect);
  memset (self, 0, sizeof *self);
}

/**
 * jl_answer_set_body:
 * @self: an answer
 * @status: HTTP status
 * @body: (transfer full) (nullable): the body
 * @content_type: (nullable): its media type, static or interned
 */
void
jl_answer_set_body (JlAnswer *self, guint status, GBytes *body, const char *content_type)
{
  self->status = status;
  g_clear_pointer (&self->body, g_bytes_unref);
  self->body = body;
  self->content_type = content_type;
}

/**
 * jl_answer_set_error:
 * @self: an answer; what it held of a body is dropped
 * @error: any error
 * @status: HTTP status that says more than the error's own, 0: that one
 * @retry_after_s: what to say with 429 and 503
 *
 * Makes it a problem document in the language that the thread speaks.
 */
void
jl_answer_set_error (JlAnswer *self, const GError *error, guint status, guint retry_after_s)
{
  char *json = jl_problem_to_json (error, status);

  if (status == 0)
    status = jl_problem_get_status (error);
  jl_answer_set_body (self, status, g_bytes_new_take (json, strlen (json)), JL_PROBLEM_TYPE);
  g_clear_pointer (&self->etag, g_free);
  self->encoding = NULL;
  self->caching = JL_CACHING_NONE;
  self->varies = TRUE;
  self->challenge = status == 401;
  self->retry_after_s = status == 429 || status == 503 ? retry_after_s : 0;
}

/**
 * jl_answer_set_file:
 * @self: an answer
 * @path: of a file that never changes
 * @error: %JL_ERROR_NOT_FOUND
 *
 * Makes the content of a file the body, without reading all of it at once.
 *
 * Returns: %FALSE if it cannot be read
 */
gboolean
jl_answer_set_file (JlAnswer *self, const char *path, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, &local_error);

  if (file == NULL) {
    g_debug ("%s", local_error->message);
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("this file is not there"));
    return FALSE;
  }
  g_clear_pointer (&self->body, g_bytes_unref);
  self->body = g_mapped_file_get_bytes (file);
  return TRUE;
}

/**
 * jl_answer_set_redirect:
 * @self: an answer
 * @path: of a file that never changes, below @dir
 * @dir: a folder
 * @location: where nginx finds that folder, ending in a slash
 * @error: %JL_ERROR_NOT_FOUND
 *
 * Lets nginx send the content of a file.
 *
 * Returns: %FALSE if it cannot be read
 */
gboolean
jl_answer_set_redirect (
    JlAnswer *self, const char *path, const char *dir, const char *location, GError **error)
{
  gsize length = strlen (dir);

  if (!g_str_has_prefix (path, dir) || path[length] != '/' || access (path, R_OK) != 0) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("this file is not there"));
    return FALSE;
  }
  g_free (self->redirect);
  self->redirect = g_strconcat (location, path + length + 1, NULL);
  return TRUE;
}

/**
 * jl_answer_set_nginx:
 * @self: an answer that goes to nginx
 * @now_s: seconds since 1970
 *
 * Says until when nginx may keep the answer without asking. It counts whole seconds, and would take
 * two for one: what is given out at the end of a second would be fresh for one second and that at
 * its beginning for two, and one more while it asks. Counted from the second that has begun, all is
 * gone after two.
 */
void
jl_answer_set_nginx (JlAnswer *self, gint64 now_s)
{
  if (self->caching == JL_CACHING_SHARED || self->caching == JL_CACHING_CONTENT)
    self->fresh_until = now_s;
}

/**
 * jl_answer_foreach_header:
 * @self: an answer
 * @each: (scope call): called for each
 * @user_data: for @each
 *
 * Goes through all header fields but those that HTTP itself needs.
 */
void
jl_answer_foreach_header (const JlAnswer *self,
                          void (*each) (const char *name, const char *value, gpointer user_data),
                          gpointer user_data)
{
  char number[24];

  if (self->content_type != NULL)
    each ("Content-Type", self->content_type, user_data);
  if (self->encoding != NULL)
    each ("Content-Encoding", self->encoding, user_data);
  if (self->etag != NULL)
    each ("ETag", self->etag, user_data);
  each ("Cache-Control", caching_values[self->caching], user_data);
  if (self->fresh_until > 0) {
    /* Behind Cache-Control: nginx takes the rest from there only if it has read that first. */
    g_snprintf (number, sizeof number, "@%" G_GINT64_FORMAT, self->fresh_until);
    each ("X-Accel-Expires", number, user_data);
  }
  if (self->redirect != NULL)
    each ("X-Accel-Redirect", self->redirect, user_data);
  if (self->varies)
    each ("Vary",
          self->encoding != NULL
              ? "Authorization, Cookie, Accept-Language, Jieli-Acting, Accept-Encoding"
              : "Authorization, Cookie, Accept-Language, Jieli-Acting",
          user_data);
  else if (self->encoding != NULL)
    each ("Vary", "Accept-Encoding", user_data);
  each ("X-Content-Type-Options", "nosniff", user_data);
  if (self->policy != NULL) {
    each ("Content-Security-Policy", self->policy, user_data);
    each ("Referrer-Policy", "same-origin", user_data);
    each ("Cross-Origin-Opener-Policy", "same-origin", user_data);
    each ("X-Frame-Options", "DENY", user_data);
  }
  if (self->challenge)
    each ("WWW-Authenticate", "Bearer realm=\"jieli\"", user_data);
  if (self->allow != NULL)
    each ("Allow", self->allow, user_data);
  if (self->idempotency_key != NULL)
    each ("Idempotency-Key", self->idempotency_key, user_data);
  if (self->set_cookie != NULL)
    each ("Set-Cookie", self->set_cookie, user_data);
  if (self->retry_after_s > 0) {
    g_snprintf (number, sizeof number, "%u", self->retry_after_s);
    each ("Retry-After", number, user_data);
  }
}

/**
 * jl_http_date:
 * @seconds: since 1970, before the year 10000
 * @text: (out caller-allocates): e.g. `Mon, 23 Nov 2026 08:00:00 GMT` (RFC 9110 section 5.6.7)
 */
void
jl_http_date (gint64 seconds, char text[JL_HTTP_DATE_SIZE])
{
  static const char days[] = "SunMonTueWedThuFriSat";
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  time_t time = (time_t)seconds;
  struct tm tm;

  gmtime_r (&time, &tm);
  g_snprintf (text,
              JL_HTTP_DATE_SIZE,
              "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT",
              days + 3 * tm.tm_wday,
              tm.tm_mday,
              months + 3 * tm.tm_mon,
              tm.tm_year + 1900,
              tm.tm_hour,
              tm.tm_min,
              tm.tm_sec);
}

static void
append_header (const char *name, const char *value, gpointer user_data)
{
  g_string_append_printf (user_data, "%s: %s\r\n", name, value);
}

/**
 * jl_answer_to_message:
 * @self: an answer
 *
 * For those requests that are answered before libsoup may: it would first read all that comes. The
 * answer announces the end of the connection.
 *
 * Returns: (transfer full): status line, header and body
 */
GBytes *
jl_answer_to_message (const JlAnswer *self)
{
  gsize size = 0;
  gconstpointer bytes = self->body != NULL ? g_bytes_get_data (self->body, &size) : NULL;
  GString *out = g_string_new (NULL);
  char date[JL_HTTP_DATE_SIZE];

  jl_http_date (g_get_real_time () / G_USEC_PER_SEC, date);
  g_string_append_printf (out, "HTTP/1.1 %u \r\nDate: %s\r\n", self->status, date);
  jl_answer_foreach_header (self, append_header, out);
  g_string_append_printf (
      out, "Content-Length: %" G_GSIZE_FORMAT "\r\nConnection: close\r\n\r\n", size);
  g_string_append_len (out, bytes, (gssize)size);
  return g_string_free_to_bytes (out);
}
