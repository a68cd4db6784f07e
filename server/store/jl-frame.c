// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-frame.h"
#include "jl-error.h"
#include "jl-wire.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * A frame, one value after the other as jl-wire.h has them: version, command, hash of the token,
 * acting, address, language, key, digest, count of parameters, parameters, If-Match, input, and
 * what was prepared: a GVariant a{sv} in normal form.
 */
#define FRAME_VERSION 2
/* Of most of them. */
#define USUAL_SIZE 1024

/**
 * jl_frame_to_bytes:
 * @frame: a call; its command and language are set
 *
 * Returns: (transfer full): the call as it crosses the socket, without a length before it
 */
GBytes *
jl_frame_to_bytes (const JlFrame *frame)
{
  static const char *const none[] = { NULL };
  const char *const *parameters = frame->parameters == NULL ? none : frame->parameters;
  GByteArray *out = g_byte_array_sized_new (USUAL_SIZE);
  g_autoptr (GVariant) prepared = NULL;
  g_autoptr (GBytes) prepared_bytes = NULL;

  if (frame->prepared != NULL) {
    prepared = g_variant_ref_sink (frame->prepared);
    prepared_bytes = g_variant_get_data_as_bytes (prepared);
  }
  jl_wire_put_integer (out, FRAME_VERSION);
  jl_wire_put_text (out, frame->command);
  jl_wire_put_bytes (out, frame->token_hash);
  jl_wire_put_integer (out, frame->acting);
  jl_wire_put_text (out, frame->address);
  jl_wire_put_text (out, frame->language == NULL ? "en" : frame->language);
  jl_wire_put_text (out, frame->key);
  jl_wire_put_bytes (out, frame->request_digest);
  jl_wire_put_integer (out, g_strv_length ((char **)parameters));
  for (guint i = 0; parameters[i] != NULL; i++)
    jl_wire_put_text (out, parameters[i]);
  jl_wire_put_integer (out, frame->if_match);
  jl_wire_put_text (out, frame->input);
  jl_wire_put_bytes (out, prepared_bytes);
  return g_byte_array_free_to_bytes (out);
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, JL_ERROR, JL_ERROR_MALFORMED, why);
  return FALSE;
}

static gboolean
read_parameters (JlFrameReader *self, JlWire *wire, GError **error)
{
  gint64 n = jl_wire_take_integer (wire);

  if (n < 0 || n > JL_CALL_MAX_PARAMETERS)
    return refuse (error, "a frame with too many parameters");
  for (gint64 i = 0; i < n; i++) {
    self->parameters[i] = jl_wire_take_text (wire);
    if (self->parameters[i] == NULL)
      return refuse (error, "a frame without one of its parameters");
  }
  self->frame.parameters = self->parameters;
  return TRUE;
}

static gboolean
read_prepared (JlFrameReader *self, JlWire *wire, GError **error)
{
  g_autoptr (GBytes) bytes = jl_wire_take_bytes (wire);

  if (bytes == NULL)
    return TRUE;
  self->frame.prepared =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARDICT, bytes, FALSE));
  return g_variant_is_normal_form (self->frame.prepared) ||
         refuse (error, "a frame whose prepared part is not in normal form");
}

static gboolean
read_values (JlFrameReader *self, JlWire *wire, GError **error)
{
  JlFrame *frame = &self->frame;

  if (jl_wire_take_integer (wire) != FRAME_VERSION)
    return refuse (error, "not a frame, or one of another version");
  frame->command = jl_wire_take_text (wire);
  frame->token_hash = jl_wire_take_bytes (wire);
  frame->acting = jl_wire_take_integer (wire);
  frame->address = jl_wire_take_text (wire);
  frame->language = jl_wire_take_text (wire);
  frame->key = jl_wire_take_text (wire);
  frame->request_digest = jl_wire_take_bytes (wire);
  if (!read_parameters (self, wire, error))
    return FALSE;
  frame->if_match = jl_wire_take_integer (wire);
  frame->input = jl_wire_take_text (wire);
  if (!read_prepared (self, wire, error))
    return FALSE;
  return (jl_wire_is_done (wire) && frame->command != NULL && frame->language != NULL) ||
         refuse (error, "not a frame");
}

static gboolean
check_key (const char *key, GError **error)
{
  if (key == NULL || (key[0] != '\0' && strlen (key) <= JL_FRAME_MAX_KEY))
    return TRUE;

  g_set_error (error,
               JL_ERROR,
               JL_ERROR_INVALID,
               _ ("An Idempotency-Key has 1 to %d characters"),
               JL_FRAME_MAX_KEY);
  return FALSE;
}

/**
 * jl_frame_reader_init:
 * @self: (out caller-allocates): the frame; clear it with jl_frame_reader_clear() also on failure
 * @bytes: what came from a socket
 * @error: MALFORMED when it is no frame, TOO_LARGE, INVALID when its key is too long
 *
 * Reads a frame strictly: whatever is in @bytes, all texts are UTF-8 and all counts are bounded.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_frame_reader_init (JlFrameReader *self, GBytes *bytes, GError **error)
{
  JlWire wire = { .bytes = bytes };

  *self = (JlFrameReader){ 0 };
  if (g_bytes_get_size (bytes) > JL_FRAME_MAX_SIZE) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_TOO_LARGE, _ ("The request is too large"));
    return FALSE;
  }
  self->bytes = g_bytes_ref (bytes);
  return read_values (self, &wire, error) && check_key (self->frame.key, error);
}

/**
 * jl_frame_reader_clear:
 * @self: a reader
 *
 * Frees what the reader holds, but not @self.
 */
void
jl_frame_reader_clear (JlFrameReader *self)
{
  g_clear_pointer (&self->frame.token_hash, g_bytes_unref);
  g_clear_pointer (&self->frame.request_digest, g_bytes_unref);
  g_clear_pointer (&self->frame.prepared, g_variant_unref);
  g_clear_pointer (&self->bytes, g_bytes_unref);
}
