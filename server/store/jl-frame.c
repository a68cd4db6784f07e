// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-frame.h"
#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * A frame is a GVariant in normal form, in the byte order of the machine that both ends run on:
 *
 *   version y, command s, token hash may, acting x, address ms, language s, key ms, digest may,
 *   parameters as, If-Match x, input ms, prepared ma{sv}
 */
#define FRAME_TYPE G_VARIANT_TYPE ("(ysmayxmssmsmayasxmsma{sv})")
#define FRAME_VERSION 1

static GVariant *
maybe_text (const char *text)
{
  return g_variant_new_maybe (G_VARIANT_TYPE_STRING,
                              text == NULL ? NULL : g_variant_new_string (text));
}

static GVariant *
maybe_bytes (GBytes *bytes)
{
  return g_variant_new_maybe (
      G_VARIANT_TYPE_BYTESTRING,
      bytes == NULL ? NULL : g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, bytes, TRUE));
}

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
  GVariant *children[] = {
    g_variant_new_byte (FRAME_VERSION),
    g_variant_new_string (frame->command),
    maybe_bytes (frame->token_hash),
    g_variant_new_int64 (frame->acting),
    maybe_text (frame->address),
    g_variant_new_string (frame->language == NULL ? "en" : frame->language),
    maybe_text (frame->key),
    maybe_bytes (frame->request_digest),
    g_variant_new_strv (frame->parameters == NULL ? none : frame->parameters, -1),
    g_variant_new_int64 (frame->if_match),
    maybe_text (frame->input),
    g_variant_new_maybe (G_VARIANT_TYPE_VARDICT, frame->prepared),
  };
  g_autoptr (GVariant) variant = NULL;

  variant = g_variant_ref_sink (g_variant_new_tuple (children, G_N_ELEMENTS (children)));
  return g_variant_get_data_as_bytes (variant);
}

/* The text of a maybe string, borrowed from the frame's own bytes. */
static const char *
get_text (GVariant *tuple, gsize index)
{
  g_autoptr (GVariant) maybe = g_variant_get_child_value (tuple, index);
  g_autoptr (GVariant) value = g_variant_get_maybe (maybe);

  return value == NULL ? NULL : g_variant_get_string (value, NULL);
}

static GBytes *
get_bytes (GVariant *tuple, gsize index)
{
  g_autoptr (GVariant) maybe = g_variant_get_child_value (tuple, index);
  g_autoptr (GVariant) value = g_variant_get_maybe (maybe);

  return value == NULL ? NULL : g_variant_get_data_as_bytes (value);
}

static gint64
get_integer (GVariant *tuple, gsize index)
{
  g_autoptr (GVariant) value = g_variant_get_child_value (tuple, index);

  return g_variant_get_int64 (value);
}

static const char *
get_string (GVariant *tuple, gsize index)
{
  g_autoptr (GVariant) value = g_variant_get_child_value (tuple, index);

  return g_variant_get_string (value, NULL);
}

static gboolean
read_parameters (JlFrameReader *self, GError **error)
{
  g_autoptr (GVariant) array = g_variant_get_child_value (self->variant, 8);
  gsize n = g_variant_n_children (array);

  if (n > JL_CALL_MAX_PARAMETERS) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_MALFORMED, "a frame with too many parameters");
    return FALSE;
  }
  for (gsize i = 0; i < n; i++)
    self->parameters[i] = get_string (array, i);
  self->frame.parameters = self->parameters;
  return TRUE;
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
  g_autoptr (GVariant) version = NULL;
  g_autoptr (GVariant) prepared = NULL;

  *self = (JlFrameReader){ 0 };
  if (g_bytes_get_size (bytes) > JL_FRAME_MAX_SIZE) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_TOO_LARGE, _ ("The request is too large"));
    return FALSE;
  }

  self->variant = g_variant_ref_sink (g_variant_new_from_bytes (FRAME_TYPE, bytes, FALSE));
  if (!g_variant_is_normal_form (self->variant)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_MALFORMED, "not a frame");
    return FALSE;
  }
  version = g_variant_get_child_value (self->variant, 0);
  if (g_variant_get_byte (version) != FRAME_VERSION) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_MALFORMED, "a frame of another version");
    return FALSE;
  }

  self->frame.command = get_string (self->variant, 1);
  self->frame.token_hash = get_bytes (self->variant, 2);
  self->frame.acting = get_integer (self->variant, 3);
  self->frame.address = get_text (self->variant, 4);
  self->frame.language = get_string (self->variant, 5);
  self->frame.key = get_text (self->variant, 6);
  self->frame.request_digest = get_bytes (self->variant, 7);
  self->frame.if_match = get_integer (self->variant, 9);
  self->frame.input = get_text (self->variant, 10);
  prepared = g_variant_get_child_value (self->variant, 11);
  self->frame.prepared = g_variant_get_maybe (prepared);
  return read_parameters (self, error) && check_key (self->frame.key, error);
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
  g_clear_pointer (&self->variant, g_variant_unref);
}
