// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-exchange-private.h"

#include "jl-error.h"
#include "jl-upload.h"

#include <glib/gi18n-lib.h>
#include <nettle/sha2.h>
#include <string.h>

#define MAX_KEY 255

/* "application/json; charset=utf-8" is "application/json". */
static gboolean
is_media_type (const char *header, const char *type)
{
  gsize length = strlen (type);

  return header != NULL && g_ascii_strncasecmp (header, type, length) == 0 &&
         (header[length] == '\0' || header[length] == ';' || header[length] == ' ');
}

/* Whether a request may have the body that its header announces. */
static gboolean
check_media_type (JlExchange *self, GError **error)
{
  const JlRoute *route = self->match.route;
  const char *type = jl_incoming_get (&self->incoming, "Content-Type");
  gboolean ok = TRUE;

  if ((route->flags & JL_ROUTE_UPLOAD) != 0)
    /* The file itself is the body; what it is, its bytes tell. */
    ok = !is_media_type (type, "multipart/form-data") &&
         !is_media_type (type, "application/x-www-form-urlencoded");
  else if (route->input != NULL)
    ok = is_media_type (type, "application/json");
  if (!ok)
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_UNSUPPORTED_MEDIA,
                 (route->flags & JL_ROUTE_UPLOAD) != 0
                     ? _ ("the body must be the file itself, not a form")
                     : _ ("the body must be application/json"));
  return ok;
}

static gboolean
read_key (JlExchange *self, GError **error)
{
  const char *key = jl_incoming_get (&self->incoming, "Idempotency-Key");
  gsize length = key != NULL ? strlen (key) : 0;

  if (key == NULL) {
    self->idempotency_key = g_uuid_string_random ();
    return TRUE;
  }
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (key[i]))
      length = 0;
  if (length == 0 || length > MAX_KEY) {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "Idempotency-Key",
                        _ ("1 to %d letters, digits and signs are expected"),
                        MAX_KEY);
    return FALSE;
  }
  self->idempotency_key = g_strdup (key);
  return TRUE;
}

static gboolean
read_if_match (JlExchange *self, GError **error)
{
  const char *header = jl_incoming_get (&self->incoming, "If-Match");

  if (header != NULL && !jl_etag_parse_if_match (header, &self->if_match)) {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "If-Match",
                        _ ("the ETag of the version that you changed is expected"));
    return FALSE;
  }
  if (header == NULL && (self->match.route->command->flags & JL_COMMAND_IF_MATCH) != 0) {
    jl_set_error_field (error,
                        JL_ERROR_VERSION_REQUIRED,
                        "If-Match",
                        _ ("say which version you changed, so that nobody's work is lost"));
    return FALSE;
  }
  return TRUE;
}

/* What the header of a write says. */
gboolean
jl_exchange_read_write_headers (JlExchange *self, GError **error)
{
  const char *session = jl_incoming_get (&self->incoming, "Jieli-Session");

  self->wants_cookie = g_strcmp0 (session, "cookie") == 0;
  return check_media_type (self, error) && read_key (self, error) && read_if_match (self, error);
}

/* What the writer does not see of a request, but remembers with its key to tell a repeated request
 * from another one: the query and what was uploaded. */
static void
set_digest (JlExchange *self, const char *query, const guchar *upload_hash)
{
  guchar *digest = g_malloc (SHA256_DIGEST_SIZE);
  struct sha256_ctx state;

  sha256_init (&state);
  sha256_update (&state, strlen (query) + 1, (const guchar *)query);
  if (upload_hash != NULL)
    sha256_update (&state, JL_UPLOAD_HASH_SIZE, upload_hash);
  sha256_digest (&state, SHA256_DIGEST_SIZE, digest);
  self->digest = g_bytes_new_take (digest, SHA256_DIGEST_SIZE);
}

static gboolean
read_input (JlExchange *self, const char *text, gsize size, GError **error)
{
  const JlRoute *route = self->match.route;
  g_autoptr (JsonNode) node = jl_json_parse (text, (gssize)size, error);

  if (node == NULL)
    return FALSE;
  self->input = jl_record_read_json (
      route->input,
      node,
      (route->command->flags & JL_COMMAND_PATCH) != 0 ? JL_READ_PATCH : JL_READ_CREATE,
      error);
  self->request.input = self->input;
  return self->input != NULL;
}

/**
 * jl_exchange_take_json:
 * @self: an exchange whose route writes and does not stream its body
 * @body: the body, empty if there is none
 * @error: %JL_ERROR_MALFORMED or %JL_ERROR_INVALID
 *
 * Takes the body for the writer, which reads it by the command's table. It is read here too where
 * the route prepares something of it, and where it is no text: the reader says what is wrong.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_exchange_take_json (JlExchange *self, GBytes *body, GError **error)
{
  const JlRoute *route = self->match.route;
  gsize size;
  const char *data = g_bytes_get_data (body, &size);
  const char *text = data != NULL ? data : "";

  if (self->incoming.query != NULL)
    set_digest (self, self->incoming.query, NULL);
  if (route->input == NULL) {
    if (size == 0)
      return TRUE;
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_INVALID, _ ("this request does not take a body"));
    return FALSE;
  }

  if ((route->prepare != NULL || !g_utf8_validate_len (text, size, NULL)) &&
      !read_input (self, text, size, error))
    return FALSE;
  self->input_text = g_strndup (text, size);
  return TRUE;
}

/**
 * jl_exchange_take_upload:
 * @self: an exchange whose route streams its body
 * @path: of the temporary file with the whole body
 * @sha256: of the body, 32 bytes
 */
void
jl_exchange_take_upload (JlExchange *self, const char *path, const guchar *sha256)
{
  set_digest (self, self->incoming.query != NULL ? self->incoming.query : "", sha256);
  self->upload_path = g_strdup (path);
  self->request.upload_path = self->upload_path;
}

/**
 * jl_exchange_prepare:
 * @self: an exchange whose body was taken and whose route prepares its command
 * @connection: of the calling thread, which need not be the worker's
 * @error: as the route's function
 *
 * Does what the command needs to be done outside the writer.
 *
 * Returns: (transfer full) (nullable): for jl_exchange_make_frame()
 */
GVariant *
jl_exchange_prepare (JlExchange *self, JlConnection *connection, GError **error)
{
  JlRequest request = self->request;
  GVariant *prepared;

  request.connection = connection;
  prepared = self->match.route->prepare (&request, error);
  return prepared != NULL ? g_variant_take_ref (prepared) : NULL;
}

/**
 * jl_exchange_make_frame:
 * @self: an exchange whose body was taken
 * @prepared: (nullable): what jl_exchange_prepare() made
 *
 * Returns: (transfer full): the call for the writer
 */
GBytes *
jl_exchange_make_frame (JlExchange *self, GVariant *prepared)
{
  const JlFrame frame = {
    .command = self->match.route->command->name,
    .token_hash = self->credentials.token_hash,
    .acting = self->credentials.acting,
    .address = self->caller->address,
    .language = self->request.language,
    .key = self->idempotency_key,
    .request_digest = self->digest,
    .parameters = self->request.parameters,
    .if_match = self->if_match,
    .input = self->input_text,
    .prepared = prepared,
  };

  return jl_frame_to_bytes (&frame);
}

/* A page gets its session as a cookie that no script can read, and not in the body. */
static GBytes *
take_token (JlExchange *self, GBytes *body)
{
  const JlWorkerConfig *config = self->context->config;
  gsize size;
  const char *text = g_bytes_get_data (body, &size);
  g_autoptr (JsonNode) node = jl_json_parse (text, (gssize)size, NULL);
  g_autoptr (GString) out = g_string_new (NULL);
  JsonObject *object;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return g_bytes_ref (body);
  object = json_node_get_object (node);
  if (!json_object_has_member (object, "token"))
    return g_bytes_ref (body);

  g_free (self->answer.set_cookie);
  self->answer.set_cookie = jl_session_cookie_new (json_object_get_string_member (object, "token"),
                                                   g_str_has_prefix (config->public_url, "https:"));
  json_object_remove_member (object, "token");
  jl_json_append_node (out, node);
  return g_string_free_to_bytes (g_steal_pointer (&out));
}

static void
take_session (JlExchange *self, JlReply *reply)
{
  const JlRoute *route = self->match.route;

  if (strcmp (route->method, "DELETE") == 0) {
    g_free (self->answer.set_cookie);
    self->answer.set_cookie = jl_session_cookie_new (
        NULL, g_str_has_prefix (self->context->config->public_url, "https:"));
  } else if (self->wants_cookie && reply->body != NULL) {
    GBytes *body = take_token (self, reply->body);

    g_bytes_unref (reply->body);
    reply->body = body;
  }
}

/**
 * jl_exchange_take_reply:
 * @self: an exchange whose frame was sent
 * @reply: (transfer none): the writer's; its body may be changed
 *
 * Fills the answer.
 */
void
jl_exchange_take_reply (JlExchange *self, JlReply *reply)
{
  JlAnswer *answer = &self->answer;

  if (reply->error != NULL) {
    jl_exchange_take_error (self, reply->error);
    return;
  }
  if ((self->match.route->flags & JL_ROUTE_SESSION) != 0)
    take_session (self, reply);
  jl_answer_set_body (answer,
                      reply->status,
                      reply->body != NULL ? g_bytes_ref (reply->body) : NULL,
                      reply->body != NULL ? "application/json" : NULL);
  answer->caching = JL_CACHING_NONE;
  answer->varies = TRUE;
  if (reply->version > 0) {
    const JlEtag tag = { reply->version, reply->view, 0 };

    g_free (answer->etag);
    answer->etag = jl_etag_new (&tag);
  }
  g_free (answer->idempotency_key);
  answer->idempotency_key = g_strdup (self->idempotency_key);
}
