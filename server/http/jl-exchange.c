// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-exchange.h"

#include "jl-error.h"
#include "jl-exchange-private.h"
#include "jl-language.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gint64
get_now (const JlWorkerConfig *config)
{
  return config->get_time != NULL ? config->get_time () : g_get_real_time () / 1000;
}

/**
 * jl_exchange_new:
 * @context: (transfer none): shared by all
 * @incoming: the header of a request; what it points to stays until the request is read
 *
 * Returns: (transfer full): an exchange that is not open yet, but knows the caller's language
 */
JlExchange *
jl_exchange_new (const JlExchangeContext *context, const JlIncoming *incoming)
{
  JlExchange *self = g_new0 (JlExchange, 1);
  const JlWorkerConfig *config = context->config;

  self->context = context;
  self->incoming = *incoming;
  self->request = (JlRequest){
    .connection = context->connection,
    .context = config->context,
    .pictures = config->pictures,
    .health = config->health,
    .data_dir = config->data_dir,
    .public_url = config->public_url,
    .now = get_now (config),
    .language = jl_language_from_accept (jl_incoming_get (incoming, "Accept-Language")),
  };
  return self;
}

/**
 * jl_exchange_free:
 * @self: (transfer full) (nullable): an exchange
 */
void
jl_exchange_free (JlExchange *self)
{
  if (self == NULL)
    return;
  jl_route_match_clear (&self->match);
  jl_credentials_clear (&self->credentials);
  jl_caller_free (self->caller);
  g_clear_object (&self->query);
  g_clear_object (&self->input);
  g_free (self->cursor);
  g_free (self->input_text);
  g_free (self->upload_path);
  g_free (self->idempotency_key);
  g_clear_pointer (&self->digest, g_bytes_unref);
  jl_answer_clear (&self->answer);
  g_free (self);
}

/**
 * jl_exchange_open:
 * @self: a new exchange
 * @error: %JL_ERROR_NOT_FOUND, %JL_ERROR_METHOD_NOT_ALLOWED, %JL_ERROR_INVALID,
 * %JL_ERROR_MALFORMED, %JL_ERROR_UNAUTHENTICATED, %JL_ERROR_FORBIDDEN, %JL_ERROR_UNSUPPORTED_MEDIA,
 *   %JL_ERROR_VERSION_REQUIRED
 *
 * Finds the route and checks all that the header says, but not yet who asks.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_exchange_open (JlExchange *self, GError **error)
{
  const JlIncoming *incoming = &self->incoming;
  const char *if_none_match;

  if (!jl_router_match (self->context->router,
                        incoming->method,
                        incoming->path,
                        &self->match,
                        &self->answer.allow,
                        error) ||
      !jl_credentials_read (&self->credentials, incoming, self->context->origin, error) ||
      !jl_exchange_read_query (self, error))
    return FALSE;

  self->request.route = self->match.route;
  self->request.parameters = (const char *const *)self->match.texts;
  G_STATIC_ASSERT (sizeof self->request.ids == sizeof self->match.ids);
  memcpy (self->request.ids, self->match.ids, sizeof self->request.ids);

  if (self->match.route->read == NULL)
    return jl_exchange_read_write_headers (self, error);

  if_none_match = jl_incoming_get (incoming, "If-None-Match");
  if (if_none_match != NULL)
    jl_etag_parse_if_none_match (if_none_match, &self->request.if_none_match);
  return TRUE;
}

/* A cookie of a session that is over must not keep anybody from what is open to all. */
static JlCaller *
authenticate (JlExchange *self, GError **error)
{
  const JlWorkerConfig *config = self->context->config;
  g_autoptr (GError) local_error = NULL;
  JlCaller *caller = config->authenticate (self->context->connection,
                                           self->credentials.token_hash,
                                           self->credentials.acting,
                                           self->request.now,
                                           &local_error);

  if (caller == NULL && self->credentials.by_cookie &&
      (self->match.route->roles & JL_ROLE_ANYONE) != 0 &&
      g_error_matches (local_error, JL_ERROR, JL_ERROR_UNAUTHENTICATED)) {
    jl_credentials_clear (&self->credentials);
    g_free (self->answer.set_cookie);
    self->answer.set_cookie =
        jl_session_cookie_new (NULL, g_str_has_prefix (config->public_url, "https:"));
    return config->authenticate (self->context->connection, NULL, 0, self->request.now, error);
  }
  if (caller == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return caller;
}

/**
 * jl_exchange_authenticate:
 * @self: an open exchange
 * @error: %JL_ERROR_UNAUTHENTICATED or %JL_ERROR_FORBIDDEN
 *
 * Finds out who asks and whether their role may use the route. The writer does so again.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_exchange_authenticate (JlExchange *self, GError **error)
{
  JlCaller *caller = authenticate (self, error);

  if (caller == NULL)
    return FALSE;
  caller->address = g_strdup (self->incoming.address);
  self->caller = caller;
  self->request.caller = caller;

  if (jl_caller_may (caller, self->match.route->roles))
    return TRUE;
  if (caller->account == 0)
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_UNAUTHENTICATED, _ ("this is for people who have signed in"));
  else
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_FORBIDDEN, _ ("your role in this organisation may not do this"));
  return FALSE;
}

/* Who may keep the answer to a read. */
static JlCaching
choose_caching (JlExchange *self, JlResponse *response)
{
  const JlAnswer *answer = &self->answer;
  gboolean nobody = self->caller->account == 0;
  const JlEtag *tag = jl_response_get_etag (response);

  if ((self->match.route->flags & JL_ROUTE_PRIVATE) != 0 || answer->set_cookie != NULL)
    return JL_CACHING_NONE;
  if (nobody)
    return jl_response_is_immutable (response) ? JL_CACHING_CONTENT : JL_CACHING_SHARED;
  if (tag == NULL || tag->view != JL_VIEW_PUBLIC)
    return JL_CACHING_NONE;
  return jl_response_is_immutable (response) ? JL_CACHING_CONTENT_OWN : JL_CACHING_OWN;
}

/* The file that is the body: sent by nginx if that is in front of us. */
static gboolean
take_file (JlExchange *self, const char *file, GError **error)
{
  const JlWorkerConfig *config = self->context->config;
  g_autofree char *photos = NULL;

  if (config->photo_location == NULL || !self->incoming.forwarded)
    return jl_answer_set_file (&self->answer, file, error);
  photos = g_build_filename (config->data_dir, "photos", NULL);
  return jl_answer_set_redirect (&self->answer, file, photos, config->photo_location, error);
}

static gboolean
take_response (JlExchange *self, JlResponse *response, GError **error)
{
  const JlRoute *route = self->match.route;
  JlAnswer *answer = &self->answer;
  GBytes *body = jl_response_get_body (response);
  const char *file = jl_response_get_file (response);
  const char *content_type = g_intern_string (jl_response_get_content_type (response));
  guint status = jl_response_get_status (response);
  const JlEtag *tag = jl_response_get_etag (response);

  answer->varies = TRUE;
  answer->caching = choose_caching (self, response);
  answer->etag = tag != NULL ? jl_etag_new (tag) : NULL;
  if (tag != NULL && jl_etag_equal (tag, &self->request.if_none_match))
    status = 304;
  if (status == 304) {
    jl_answer_set_body (answer, 304, NULL, NULL);
    return TRUE;
  }

  if (route->status != 0)
    status = route->status;
  jl_answer_set_body (answer, status, body != NULL ? g_bytes_ref (body) : NULL, content_type);
  return file == NULL || take_file (self, file, error);
}

/**
 * jl_exchange_read:
 * @self: an open exchange whose route reads
 * @error: as jl_exchange_authenticate() and the route's handler
 *
 * Authenticates and reads within one read transaction, and fills the answer. The transaction stays
 * open for whatever else is read, until somebody ends it: see jl-worker.c.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_exchange_read (JlExchange *self, GError **error)
{
  g_autoptr (JlResponse) response = NULL;

  if (!jl_connection_share_read (self->context->connection, error) ||
      !jl_exchange_authenticate (self, error))
    return FALSE;
  response = self->match.route->read (&self->request, error);
  return response != NULL && take_response (self, response, error);
}

/**
 * jl_exchange_take_error:
 * @self: an exchange
 * @error: why it fails
 *
 * Fills the answer with a problem document.
 */
void
jl_exchange_take_error (JlExchange *self, const GError *error)
{
  jl_answer_set_error (&self->answer, error, 0, self->context->config->limits.retry_after_s);
}

/**
 * jl_exchange_get_answer:
 * @self: an exchange
 *
 * Returns: (transfer none): its answer; a status of 0 says that it has none yet
 */
JlAnswer *
jl_exchange_get_answer (JlExchange *self)
{
  return &self->answer;
}

/**
 * jl_exchange_get_route:
 * @self: an exchange
 *
 * Returns: (transfer none) (nullable): its route, %NULL if it could not be opened
 */
const JlRoute *
jl_exchange_get_route (JlExchange *self)
{
  return self->match.route;
}

/**
 * jl_exchange_get_route_index:
 * @self: an exchange with a route
 *
 * Returns: the index of the route: see jl_router_get_route()
 */
guint
jl_exchange_get_route_index (JlExchange *self)
{
  return self->match.index;
}

/**
 * jl_exchange_get_language:
 * @self: an exchange
 *
 * Returns: (transfer none): the language of the answer, for jl_language_push()
 */
const char *
jl_exchange_get_language (JlExchange *self)
{
  return self->request.language;
}

/**
 * jl_exchange_get_request:
 * @self: an exchange
 *
 * Returns: (transfer none): the request as its handler sees it; its caller is %NULL until
 *   authenticated
 */
JlRequest *
jl_exchange_get_request (JlExchange *self)
{
  return &self->request;
}

/**
 * jl_exchange_get_credentials:
 * @self: an open exchange
 *
 * Returns: (transfer none): what the request said about who asks
 */
const JlCredentials *
jl_exchange_get_credentials (JlExchange *self)
{
  return &self->credentials;
}

/**
 * jl_exchange_steal_caller:
 * @self: an authenticated exchange, whose answer is on its way
 *
 * Returns: (transfer full): who asks
 */
JlCaller *
jl_exchange_steal_caller (JlExchange *self)
{
  self->request.caller = NULL;
  return g_steal_pointer (&self->caller);
}
