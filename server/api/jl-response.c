// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-request.h"

struct _JlResponse {
  guint status;
  GBytes *body;       /* owned, nullable */
  char *file;         /* owned, nullable */
  char *content_type; /* owned, nullable */
  JlEtag tag;         /* version 0: no ETag */
  gboolean immutable;
};

static JlResponse *
response_new (guint status, const char *content_type)
{
  JlResponse *self = g_new0 (JlResponse, 1);

  self->status = status;
  self->content_type = g_strdup (content_type);
  return self;
}

/**
 * jl_response_new_json:
 * @json: (transfer full): JSON text
 *
 * Returns: (transfer full): an answer 200 (or what the route says) with that body
 */
JlResponse *
jl_response_new_json (char *json)
{
  JlResponse *self = response_new (200, "application/json");

  self->body = g_bytes_new_take (json, strlen (json));
  return self;
}

/**
 * jl_response_new_bytes:
 * @body: (transfer full): the body
 * @content_type: its media type
 *
 * Returns: (transfer full): an answer with that body
 */
JlResponse *
jl_response_new_bytes (GBytes *body, const char *content_type)
{
  JlResponse *self = response_new (200, content_type);

  self->body = body;
  return self;
}

/**
 * jl_response_new_file:
 * @path: an absolute path; the file must not change while it is sent
 * @content_type: its media type
 *
 * Returns: (transfer full): an answer whose body is the content of a file; NOT_FOUND if it cannot
 * be opened when it is sent
 */
JlResponse *
jl_response_new_file (const char *path, const char *content_type)
{
  JlResponse *self = response_new (200, content_type);

  self->file = g_strdup (path);
  return self;
}

/**
 * jl_response_new_not_modified:
 *
 * What a handler answers when the client already has the version: see JlRequest.if_none_match. Set
 * the tag too, so that the answer repeats the ETag.
 *
 * Returns: (transfer full): an answer 304
 */
JlResponse *
jl_response_new_not_modified (void)
{
  return response_new (304, NULL);
}

/**
 * jl_response_set_etag:
 * @self: a response
 * @tag: version and view of the record that is sent
 *
 * Gives the answer an ETag.
 */
void
jl_response_set_etag (JlResponse *self, const JlEtag *tag)
{
  g_return_if_fail (tag->version > 0);
  g_return_if_fail (tag->view != JL_VIEW_STORED);

  self->tag = *tag;
}

/**
 * jl_response_set_immutable:
 * @self: a response
 *
 * Says that what is at this address never changes as long as it is shown (photos are named by
 * their content), so that clients need not ask for it soon again.
 */
void
jl_response_set_immutable (JlResponse *self)
{
  self->immutable = TRUE;
}

/**
 * jl_response_free:
 * @self: (transfer full) (nullable): a response
 */
void
jl_response_free (JlResponse *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->file);
  g_free (self->content_type);
  g_free (self);
}

/**
 * jl_response_get_status:
 * @self: a response
 *
 * Returns: 200 or 304
 */
guint
jl_response_get_status (JlResponse *self)
{
  return self->status;
}

/**
 * jl_response_get_body:
 * @self: a response
 *
 * Returns: (transfer none) (nullable): the body, %NULL if there is none or it is a file
 */
GBytes *
jl_response_get_body (JlResponse *self)
{
  return self->body;
}

/**
 * jl_response_get_file:
 * @self: a response
 *
 * Returns: (transfer none) (nullable): the path of the file that is the body
 */
const char *
jl_response_get_file (JlResponse *self)
{
  return self->file;
}

/**
 * jl_response_get_content_type:
 * @self: a response
 *
 * Returns: (transfer none) (nullable): the media type of the body
 */
const char *
jl_response_get_content_type (JlResponse *self)
{
  return self->content_type;
}

/**
 * jl_response_get_etag:
 * @self: a response
 *
 * Returns: (transfer none) (nullable): what its ETag says, %NULL if it has none
 */
const JlEtag *
jl_response_get_etag (JlResponse *self)
{
  return self->tag.version > 0 ? &self->tag : NULL;
}

/**
 * jl_response_is_immutable:
 * @self: a response
 *
 * Returns: whether jl_response_set_immutable() was called
 */
gboolean
jl_response_is_immutable (JlResponse *self)
{
  return self->immutable;
}
