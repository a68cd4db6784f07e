// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-reply-bytes.h"

#include "jl-error.h"

/* status, id, version, view, body, error: code, text, field, reasons: code, field, text */
#define REPLY_TYPE "(uxxumaym(umsmsa(smss)))"

/* @text of a foreign domain stays out: it is logged where it happened. */
static GVariant *
error_to_variant (const GError *error)
{
  GVariantBuilder reasons = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(smss)"));
  gboolean is_ours = error->domain == JL_ERROR;
  GPtrArray *list = jl_error_get_reasons (error);

  for (guint i = 0; list != NULL && i < list->len; i++) {
    const JlReason *reason = g_ptr_array_index (list, i);

    g_variant_builder_add (&reasons, "(smss)", reason->code, reason->field, reason->detail);
  }
  return g_variant_new ("(umsmsa(smss))",
                        (guint)(is_ours ? error->code : JL_ERROR_INTERNAL),
                        error->message,
                        jl_error_get_field (error),
                        &reasons);
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
  GVariant *body = NULL;
  g_autoptr (GVariant) variant = NULL;

  if (reply->body != NULL)
    body = g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, reply->body, TRUE);
  variant = g_variant_ref_sink (
      g_variant_new ("(uxxum@aym@(umsmsa(smss)))",
                     reply->status,
                     reply->id,
                     reply->version,
                     (guint)reply->view,
                     body,
                     reply->error != NULL ? error_to_variant (reply->error) : NULL));
  return g_variant_get_data_as_bytes (variant);
}

static GError *
error_from_variant (GVariant *variant)
{
  guint code;
  const char *text;
  const char *field;
  g_autoptr (GVariantIter) reasons = NULL;
  const char *reason_code;
  const char *reason_field;
  const char *reason_detail;
  GError *error = NULL;

  g_variant_get (variant, "(um&sm&sa(smss))", &code, &text, &field, &reasons);
  if (code >= JL_N_ERRORS)
    code = JL_ERROR_INTERNAL;
  if (field != NULL)
    jl_set_error_field (&error, code, field, "%s", text != NULL ? text : "");
  else
    error = g_error_new_literal (JL_ERROR, code, text != NULL ? text : "");
  while (g_variant_iter_next (reasons, "(&sm&s&s)", &reason_code, &reason_field, &reason_detail))
    jl_error_add_reason (error, reason_code, reason_field, reason_detail);
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
  g_autoptr (GVariant) variant =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (REPLY_TYPE), bytes, FALSE));
  g_autoptr (GVariant) body = NULL;
  g_autoptr (GVariant) error = NULL;
  JlReply *reply = g_new0 (JlReply, 1);
  guint view;

  g_variant_get (variant,
                 "(uxxum@aym@(umsmsa(smss)))",
                 &reply->status,
                 &reply->id,
                 &reply->version,
                 &view,
                 &body,
                 &error);
  reply->view = MIN (view, JL_VIEW_OWN);
  if (body != NULL)
    reply->body = g_variant_get_data_as_bytes (body);
  if (error != NULL)
    reply->error = error_from_variant (error);
  return reply;
}
