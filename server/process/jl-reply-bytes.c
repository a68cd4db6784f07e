// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-reply-bytes.h"

#include "jl-error.h"
#include "jl-wire.h"

/*
 * A reply, one value after the other as jl-wire.h has them: status, id, version, view, body,
 * whether there is an error, and then its code, text, field, count of reasons, and of each code,
 * field, text.
 */
/* Without body. */
#define USUAL_SIZE 128

/* @text of a foreign domain stays out: it is logged where it happened. */
static void
put_error (GByteArray *out, const GError *error)
{
  GPtrArray *reasons = jl_error_get_reasons (error);
  guint n_reasons = reasons == NULL ? 0 : reasons->len;

  jl_wire_put_integer (out, error->domain == JL_ERROR ? error->code : JL_ERROR_INTERNAL);
  jl_wire_put_text (out, error->message);
  jl_wire_put_text (out, jl_error_get_field (error));
  jl_wire_put_integer (out, n_reasons);
  for (guint i = 0; i < n_reasons; i++) {
    const JlReason *reason = g_ptr_array_index (reasons, i);

    jl_wire_put_text (out, reason->code);
    jl_wire_put_text (out, reason->field);
    jl_wire_put_text (out, reason->detail);
  }
}

/**
 * jl_reply_to_bytes:
 * @reply: a reply
 *
 * Returns: (transfer full): its bytes; an error of another domain than JL_ERROR becomes INTERNAL
 */
GBytes *
jl_reply_to_bytes (const JlReply *reply)
{
  gsize size = reply->body == NULL ? 0 : g_bytes_get_size (reply->body);
  GByteArray *out = g_byte_array_sized_new ((guint)size + USUAL_SIZE);

  jl_wire_put_integer (out, reply->status);
  jl_wire_put_integer (out, reply->id);
  jl_wire_put_integer (out, reply->version);
  jl_wire_put_integer (out, reply->view);
  jl_wire_put_bytes (out, reply->body);
  jl_wire_put_integer (out, reply->error != NULL);
  if (reply->error != NULL)
    put_error (out, reply->error);
  return g_byte_array_free_to_bytes (out);
}

static GError *
take_error (JlWire *wire)
{
  gint64 code = jl_wire_take_integer (wire);
  const char *text = jl_wire_take_text (wire);
  const char *field = jl_wire_take_text (wire);
  gint64 n_reasons = jl_wire_take_integer (wire);
  GError *error = NULL;

  if (code < 0 || code >= JL_N_ERRORS)
    code = JL_ERROR_INTERNAL;
  if (field != NULL)
    jl_set_error_field (&error, (JlErrorCode)code, field, "%s", text != NULL ? text : "");
  else
    error = g_error_new_literal (JL_ERROR, (int)code, text != NULL ? text : "");
  for (gint64 i = 0; i < n_reasons; i++) {
    const char *reason_code = jl_wire_take_text (wire);
    const char *reason_field = jl_wire_take_text (wire);
    const char *detail = jl_wire_take_text (wire);

    if (reason_code == NULL || detail == NULL)
      break;
    jl_error_add_reason (error, reason_code, reason_field, detail);
  }
  return error;
}

/**
 * jl_reply_from_bytes:
 * @bytes: what jl_reply_to_bytes() gave
 *
 * Returns: (transfer full): the reply
 */
JlReply *
jl_reply_from_bytes (GBytes *bytes)
{
  JlWire wire = { .bytes = bytes };
  JlReply *reply = g_new0 (JlReply, 1);

  reply->status = (guint)jl_wire_take_integer (&wire);
  reply->id = jl_wire_take_integer (&wire);
  reply->version = jl_wire_take_integer (&wire);
  reply->view = jl_wire_take_integer (&wire) == JL_VIEW_OWN ? JL_VIEW_OWN : JL_VIEW_PUBLIC;
  reply->body = jl_wire_take_bytes (&wire);
  if (jl_wire_take_integer (&wire) != 0)
    reply->error = take_error (&wire);
  return reply;
}
