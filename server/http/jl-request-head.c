// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-request-head.h"

#include <string.h>

/* What this service answers at all, if only with 405. libsoup keeps the name of every method that
 * it ever met. */
static const char *const methods[] = { "GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS" };

typedef struct {
  guint n_hosts;
  guint n_lengths;
  guint n_encodings;
} Seen;

/* "METHOD target HTTP/1.x", nothing else. */
static JlHeadVerdict
check_request_line (const char *line, gsize length)
{
  static const char version[] = " HTTP/1.";
  gsize method = strcspn (line, " \t\r\n");

  if (length < strlen (version) + 3 ||
      memcmp (line + length - strlen (version) - 1, version, strlen (version)) != 0 ||
      (line[length - 1] != '0' && line[length - 1] != '1') || line[method] != ' ' ||
      method + strlen (version) + 3 > length)
    return JL_HEAD_MALFORMED;
  for (gsize i = method + 1; i < length - strlen (version) - 1; i++)
    if (g_ascii_isspace (line[i]) || g_ascii_iscntrl (line[i]))
      return JL_HEAD_MALFORMED;
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (strlen (methods[i]) == method && memcmp (line, methods[i], method) == 0)
      return JL_HEAD_GOOD;
  return JL_HEAD_UNKNOWN_METHOD;
}

static gboolean
is_name (const char *line, gsize colon, const char *name)
{
  return colon == strlen (name) && g_ascii_strncasecmp (line, name, colon) == 0;
}

static gboolean
is_number (const char *value, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (value[i]))
      return FALSE;
  return length > 0 && length <= 18;
}

/* One header field. The length of the body must be beyond doubt: two servers that read it
 * differently can be played off against each other (RFC 9112 section 11.2). */
static gboolean
check_field (Seen *seen, const char *line, gsize length)
{
  const char *end = memchr (line, ':', length);
  gsize colon = end != NULL ? (gsize)(end - line) : 0;
  const char *value = line + colon + 1;
  gsize value_length;

  if (colon == 0)
    return FALSE;
  for (gsize i = 0; i < colon; i++)
    if (!g_ascii_isgraph (line[i]))
      return FALSE;
  value_length = length - colon - 1;
  while (value_length > 0 && (*value == ' ' || *value == '\t')) {
    value++;
    value_length--;
  }
  while (value_length > 0 && (value[value_length - 1] == ' ' || value[value_length - 1] == '\t'))
    value_length--;

  if (is_name (line, colon, "Host"))
    return ++seen->n_hosts == 1;
  if (is_name (line, colon, "Content-Length"))
    return ++seen->n_lengths == 1 && is_number (value, value_length);
  if (is_name (line, colon, "Transfer-Encoding"))
    return ++seen->n_encodings == 1 && value_length == 7 &&
           g_ascii_strncasecmp (value, "chunked", 7) == 0;
  return TRUE;
}

/**
 * jl_request_head_check:
 * @head: a request's header as it came
 * @length: of @head, with the blank line that ends it
 *
 * Looks at a header before libsoup (3.2.3) does, which takes any version for 1.1, drops NUL bytes,
 * loses memory over a Transfer-Encoding or Content-Length that it does not understand, and never
 * forgets the name of a method.
 *
 * Returns: whether libsoup may have it
 */
JlHeadVerdict
jl_request_head_check (const char *head, gsize length)
{
  const char *line = head;
  const char *end = head + length;
  Seen seen = { 0 };

  if (memchr (head, '\0', length) != NULL)
    return JL_HEAD_MALFORMED;
  while (line < end) {
    const char *next = memchr (line, '\n', (gsize)(end - line));
    gsize size = (gsize)(next - line);

    if (size > 0 && line[size - 1] == '\r')
      size--;
    if (memchr (line, '\r', size) != NULL)
      return JL_HEAD_MALFORMED;
    if (line == head) {
      JlHeadVerdict verdict = check_request_line (line, size);

      if (verdict != JL_HEAD_GOOD)
        return verdict;
    } else if (size > 0 && !check_field (&seen, line, size)) {
      return JL_HEAD_MALFORMED;
    }
    line = next + 1;
  }
  return seen.n_lengths + seen.n_encodings <= 1 ? JL_HEAD_GOOD : JL_HEAD_MALFORMED;
}
