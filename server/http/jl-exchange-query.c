// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-exchange-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DEFAULT_LIMIT 20
#define MAX_LIMIT 100
#define MAX_CURSOR 200
#define MAX_PARAMETERS 64

/* Decodes a name or value as forms write them. NULL: not UTF-8, or a NUL in it. */
static char *
dup_decoded (const char *text, gsize length)
{
  g_autofree char *copy = g_strndup (text, length);
  g_autofree char *decoded = NULL;

  for (char *p = copy; *p != '\0'; p++)
    if (*p == '+')
      *p = ' ';
  decoded = g_uri_unescape_string (copy, NULL);
  if (decoded == NULL || !g_utf8_validate (decoded, -1, NULL))
    return NULL;
  return g_steal_pointer (&decoded);
}

static gboolean
set_invalid (GError **error, const char *name, const char *text)
{
  jl_set_error_field (error, JL_ERROR_INVALID, name, "%s", text);
  return FALSE;
}

static gboolean
read_limit (JlExchange *self, const char *value, GError **error)
{
  guint64 limit;

  if (!g_ascii_string_to_unsigned (value, 10, 1, MAX_LIMIT, &limit, NULL))
    return set_invalid (error, "limit", _ ("a number from 1 to 100 is expected"));
  self->request.limit = (guint)limit;
  return TRUE;
}

static gboolean
read_parameter (JlExchange *self, const char *name, const char *value, GError **error)
{
  const JlRoute *route = self->match.route;

  if ((route->flags & JL_ROUTE_LIST) != 0 && strcmp (name, "limit") == 0) {
    if (self->request.limit != 0)
      return set_invalid (error, name, _ ("is given twice"));
    return read_limit (self, value, error);
  }
  if ((route->flags & JL_ROUTE_LIST) != 0 && strcmp (name, "cursor") == 0) {
    if (self->cursor != NULL)
      return set_invalid (error, name, _ ("is given twice"));
    if (strlen (value) > MAX_CURSOR)
      return set_invalid (error, name, _ ("this cursor does not belong to this list"));
    self->cursor = g_strdup (value);
    return TRUE;
  }
  if (self->query == NULL)
    return set_invalid (error, name, _ ("unknown parameter"));
  return jl_record_read_parameter (self->query, name, value, error);
}

/* One "name=value" of the query. */
static gboolean
read_pair (JlExchange *self, const char *pair, gsize length, GError **error)
{
  const char *equals = memchr (pair, '=', length);
  gsize name_length = equals != NULL ? (gsize)(equals - pair) : length;
  g_autofree char *name = dup_decoded (pair, name_length);
  g_autofree char *value =
      equals != NULL ? dup_decoded (equals + 1, length - name_length - 1) : g_strdup ("");

  if (name == NULL || value == NULL) {
    jl_set_error_field (
        error, JL_ERROR_MALFORMED, name, _ ("the address has characters that are not UTF-8"));
    return FALSE;
  }
  return read_parameter (self, name, value, error);
}

/*
 * Reads the query of the address by the route's table. Names that the route does not know, and
 * names given twice, are refused.
 */
gboolean
jl_exchange_read_query (JlExchange *self, GError **error)
{
  const JlRoute *route = self->match.route;
  const char *p = self->incoming.query;
  guint n = 0;

  if (route->query != NULL)
    self->query = jl_record_new (route->query);

  while (p != NULL && *p != '\0') {
    gsize length = strcspn (p, "&");

    if (++n > MAX_PARAMETERS) {
      g_set_error_literal (
          error, JL_ERROR, JL_ERROR_MALFORMED, _ ("the address has too many parameters"));
      return FALSE;
    }
    if (length > 0 && !read_pair (self, p, length, error))
      return FALSE;
    p += length;
    p += *p == '&';
  }
  if (self->query != NULL && !jl_record_check_required (self->query, error))
    return FALSE;

  if (self->request.limit == 0)
    self->request.limit = DEFAULT_LIMIT;
  self->request.query = self->query;
  self->request.cursor = self->cursor;
  return TRUE;
}
