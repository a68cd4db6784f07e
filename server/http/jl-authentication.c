// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-authentication.h"

#include "jl-error.h"
#include "jl-id.h"
#include "jl-token.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_TOKEN 200
#define COOKIE_AGE_S (365 * 24 * 60 * 60)

/**
 * jl_credentials_clear:
 * @self: credentials
 */
void
jl_credentials_clear (JlCredentials *self)
{
  g_clear_pointer (&self->token_hash, g_bytes_unref);
  *self = (JlCredentials){ 0 };
}

/* The value of our cookie among those that the browser sends. */
static char *
dup_cookie (const char *header)
{
  gsize name_length = strlen (JL_SESSION_COOKIE);

  while (header != NULL && *header != '\0') {
    gsize length;

    header += strspn (header, " \t;");
    length = strcspn (header, ";,");
    if (length > name_length && header[name_length] == '=' &&
        memcmp (header, JL_SESSION_COOKIE, name_length) == 0)
      return g_strstrip (g_strndup (header + name_length + 1, length - name_length - 1));
    header += length;
    header += *header != '\0';
  }
  return NULL;
}

/* The token of "Bearer <token>". FALSE: another scheme, or no token. */
static gboolean
read_bearer (const char *header, const char **token)
{
  if (g_ascii_strncasecmp (header, "Bearer ", 7) != 0)
    return FALSE;
  header += 7;
  while (*header == ' ')
    header++;
  *token = header;
  return *header != '\0' && strlen (header) <= MAX_TOKEN;
}

/**
 * jl_origin_from_url:
 * @url: an address
 *
 * Returns: (transfer full) (nullable): its origin as browsers write it, `https://host` or
 *   `https://host:port`
 */
char *
jl_origin_from_url (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  int port;

  if (host == NULL || *host == '\0')
    return NULL;
  port = g_uri_get_port (uri);
  if ((port == 80 && strcmp (scheme, "http") == 0) ||
      (port == 443 && strcmp (scheme, "https") == 0))
    port = -1;
  return port > 0 ? g_strdup_printf ("%s://%s:%d", scheme, host, port)
                  : g_strdup_printf ("%s://%s", scheme, host);
}

/* Whether a request that a browser signs with our cookie comes from a page of ours. */
static gboolean
is_same_origin (const JlIncoming *incoming, const char *public_origin)
{
  const char *site = jl_incoming_get (incoming, "Sec-Fetch-Site");
  const char *origin = jl_incoming_get (incoming, "Origin");
  const char *host = jl_incoming_get (incoming, "Host");
  const char *origin_host;

  if (site != NULL)
    return strcmp (site, "same-origin") == 0;
  if (origin == NULL)
    return FALSE;
  if (g_strcmp0 (origin, public_origin) == 0)
    return TRUE;
  /* Reached by another name than the public one, from the shop's own network say. */
  origin_host = strstr (origin, "://");
  return origin_host != NULL && host != NULL && g_ascii_strcasecmp (origin_host + 3, host) == 0;
}

static gboolean
is_safe (const char *method)
{
  return strcmp (method, "GET") == 0 || strcmp (method, "HEAD") == 0;
}

/**
 * jl_credentials_read:
 * @self: zero-filled
 * @incoming: a request
 * @public_origin: (nullable): of the service's public address
 * @error: %JL_ERROR_UNAUTHENTICATED for an Authorization that is not ours, %JL_ERROR_FORBIDDEN for
 * a write that a page of somebody else sent with our cookie, %JL_ERROR_MALFORMED with the field
 *   `Jieli-Acting`
 *
 * Reads who says to ask; whether it is true is for JlAuthenticate to find out. A token in
 * Authorization goes before the cookie, because no page of others can make a browser send it.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_credentials_read (JlCredentials *self,
                     const JlIncoming *incoming,
                     const char *public_origin,
                     GError **error)
{
  const char *authorization = jl_incoming_get (incoming, "Authorization");
  const char *acting = jl_incoming_get (incoming, "Jieli-Acting");
  g_autofree char *cookie = NULL;
  const char *token = NULL;

  if (authorization != NULL) {
    if (!read_bearer (authorization, &token)) {
      g_set_error_literal (error,
                           JL_ERROR,
                           JL_ERROR_UNAUTHENTICATED,
                           _ ("this service knows no other Authorization than a Bearer token"));
      return FALSE;
    }
  } else {
    cookie = dup_cookie (jl_incoming_get (incoming, "Cookie"));
    if (cookie != NULL && *cookie != '\0' && strlen (cookie) <= MAX_TOKEN) {
      token = cookie;
      self->by_cookie = TRUE;
    }
  }

  if (self->by_cookie && !is_safe (incoming->method) && !is_same_origin (incoming, public_origin)) {
    g_set_error_literal (error,
                         JL_ERROR,
                         JL_ERROR_FORBIDDEN,
                         _ ("this change was not asked for by a page of this service"));
    return FALSE;
  }
  if (acting != NULL && !jl_id_from_text (acting, &self->acting, NULL)) {
    jl_set_error_field (error, JL_ERROR_MALFORMED, "Jieli-Acting", _ ("“%s” is not an id"), acting);
    return FALSE;
  }
  if (token != NULL)
    self->token_hash = jl_token_hash (token);
  return TRUE;
}

/**
 * jl_session_cookie_new:
 * @token: (nullable): the session's token, %NULL: take the cookie away
 * @secure: whether the service is reached by TLS
 *
 * The service itself knows when a session is over, and may prolong it, so the cookie outlives any.
 *
 * Returns: (transfer full): the value of Set-Cookie. No script of the page can read the cookie, and
 *   it does not travel with requests of other sites.
 */
char *
jl_session_cookie_new (const char *token, gboolean secure)
{
  return g_strdup_printf (JL_SESSION_COOKIE "=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s",
                          token != NULL ? token : "",
                          token != NULL ? COOKIE_AGE_S : 0,
                          secure ? "; Secure" : "");
}
