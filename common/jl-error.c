// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

/* What a JL_ERROR carries beside its message: GLib's extended errors. */
typedef struct {
  char *field;        /* owned, nullable */
  GPtrArray *reasons; /* owned, nullable, (element-type JlReason) */
} JlErrorPrivate;

static void
reason_free (gpointer data)
{
  JlReason *reason = data;

  g_free (reason->code);
  g_free (reason->field);
  g_free (reason->detail);
  g_free (reason);
}

static void
jl_error_private_init (JlErrorPrivate *priv)
{
}

static void
jl_error_private_clear (JlErrorPrivate *priv)
{
  g_free (priv->field);
  g_clear_pointer (&priv->reasons, g_ptr_array_unref);
}

static void
jl_error_private_copy (const JlErrorPrivate *src, JlErrorPrivate *dest)
{
  dest->field = g_strdup (src->field);
  if (src->reasons == NULL)
    return;

  dest->reasons = g_ptr_array_new_with_free_func (reason_free);
  for (guint i = 0; i < src->reasons->len; i++) {
    const JlReason *reason = src->reasons->pdata[i];
    JlReason *copy = g_new0 (JlReason, 1);

    copy->code = g_strdup (reason->code);
    copy->field = g_strdup (reason->field);
    copy->detail = g_strdup (reason->detail);
    g_ptr_array_add (dest->reasons, copy);
  }
}

G_DEFINE_EXTENDED_ERROR (JlError, jl_error)

/* The one table of errors. Wire names are part of the API and never change. */
static const struct {
  const char *name;
  guint status;
  const char *title;
} errors[] = {
  [JL_ERROR_INVALID] = { "invalid", 400, N_ ("The request breaks a rule") },
  [JL_ERROR_MALFORMED] = { "malformed", 400, N_ ("The request cannot be read") },
  [JL_ERROR_UNAUTHENTICATED] = { "unauthenticated", 401, N_ ("Please sign in") },
  [JL_ERROR_FORBIDDEN] = { "forbidden", 403, N_ ("Your role may not do this") },
  [JL_ERROR_NOT_FOUND] = { "not_found", 404, N_ ("Not found") },
  [JL_ERROR_GONE] = { "gone", 410, N_ ("This is not kept any longer") },
  [JL_ERROR_HIDDEN] = { "hidden", 451, N_ ("This was taken from view") },
  [JL_ERROR_METHOD_NOT_ALLOWED] = { "method_not_allowed", 405, N_ ("This cannot be done here") },
  [JL_ERROR_TIMEOUT] = { "timeout", 408, N_ ("The request took too long to arrive") },
  [JL_ERROR_CONFLICT] = { "conflict", 409, N_ ("This does not fit the present state") },
  [JL_ERROR_NOT_PUBLISHABLE] = { "not_publishable", 409, N_ ("This cannot be published yet") },
  [JL_ERROR_VERSION_CONFLICT] = { "version_conflict",
                                  412,
                                  N_ ("Somebody else changed this first") },
  [JL_ERROR_IDEMPOTENCY_CONFLICT] = { "idempotency_conflict",
                                      409,
                                      N_ ("This key was used for another request") },
  [JL_ERROR_VERSION_REQUIRED] = { "version_required", 428, N_ ("The version is missing") },
  [JL_ERROR_TOO_LARGE] = { "too_large", 413, N_ ("The request is too large") },
  [JL_ERROR_UNSUPPORTED_MEDIA] = { "unsupported_media",
                                   415,
                                   N_ ("This kind of file is not taken") },
  [JL_ERROR_TOO_MANY] = { "too_many", 429, N_ ("Too many requests") },
  [JL_ERROR_QUOTA] = { "quota", 409, N_ ("The space for photos is used up") },
  [JL_ERROR_UNAVAILABLE] = { "unavailable", 503, N_ ("The service is busy, please try again") },
  [JL_ERROR_STORAGE_FULL] = { "storage_full", 507, N_ ("The service has no space left") },
  [JL_ERROR_CORRUPT] = { "corrupt", 500, N_ ("Stored data is damaged") },
  [JL_ERROR_INTERNAL] = { "internal", 500, N_ ("The service made a mistake") },
};
G_STATIC_ASSERT (G_N_ELEMENTS (errors) == JL_N_ERRORS);

/**
 * jl_error_code_get_name:
 * @code: a code
 *
 * Returns: (transfer none): the wire name, e.g. `version_conflict`
 */
const char *
jl_error_code_get_name (JlErrorCode code)
{
  g_return_val_if_fail (code < JL_N_ERRORS, "internal");
  return errors[code].name;
}

/**
 * jl_error_code_get_title:
 * @code: a code
 *
 * Returns: (transfer none): a short title in the language of the calling thread
 */
const char *
jl_error_code_get_title (JlErrorCode code)
{
  g_return_val_if_fail (code < JL_N_ERRORS, "");
  return _ (errors[code].title);
}

/**
 * jl_error_code_get_status:
 * @code: a code
 *
 * Returns: the HTTP status of a problem document with @code
 */
guint
jl_error_code_get_status (JlErrorCode code)
{
  g_return_val_if_fail (code < JL_N_ERRORS, 500);
  return errors[code].status;
}

/**
 * jl_error_code_from_name:
 * @name: (nullable): a wire name
 * @code: (out): the code, untouched on failure
 *
 * Returns: %FALSE if no error has that name
 */
gboolean
jl_error_code_from_name (const char *name, JlErrorCode *code)
{
  for (guint i = 0; i < JL_N_ERRORS; i++) {
    if (g_strcmp0 (name, errors[i].name) == 0) {
      *code = i;
      return TRUE;
    }
  }
  return FALSE;
}

/**
 * jl_error_code_from_errno:
 * @number: errno of a call that was to write to a disk
 *
 * Returns: what that is to those who asked for it: STORAGE_FULL; UNAVAILABLE, where the disk takes
 *   no writes, as after an error of its own; or INTERNAL
 */
JlErrorCode
jl_error_code_from_errno (int number)
{
  switch (number) {
  case ENOSPC:
  case EDQUOT:
    return JL_ERROR_STORAGE_FULL;
  case EROFS:
    return JL_ERROR_UNAVAILABLE;
  default:
    return JL_ERROR_INTERNAL;
  }
}

/**
 * jl_set_error_disk:
 * @error: (nullable): where to put the error
 * @number: errno of a call that was to write to a disk
 * @path: what it was to write; told only with INTERNAL, whose text is logged and never sent
 *
 * Returns: %FALSE, so that a caller can return it
 */
gboolean
jl_set_error_disk (GError **error, int number, const char *path)
{
  JlErrorCode code = jl_error_code_from_errno (number);

  if (code == JL_ERROR_STORAGE_FULL)
    g_set_error_literal (error, JL_ERROR, code, _ ("The service has no space left"));
  else if (code == JL_ERROR_UNAVAILABLE)
    g_set_error_literal (
        error, JL_ERROR, code, _ ("The service cannot write to its disk at the moment"));
  else
    g_set_error (error, JL_ERROR, code, "%s: %s", path, g_strerror (number));
  return FALSE;
}

/**
 * jl_set_error_field:
 * @error: (nullable): where to put the error
 * @code: what kind
 * @field: (nullable): the path of the member at fault, e.g. `photos[2].caption`
 * @format: a sentence for the person, translated
 *
 * Like g_set_error(), and remembers which member was at fault.
 */
void
jl_set_error_field (GError **error, JlErrorCode code, const char *field, const char *format, ...)
{
  va_list args;

  if (error == NULL)
    return;

  va_start (args, format);
  g_return_if_fail (*error == NULL);
  *error = g_error_new_valist (JL_ERROR, code, format, args);
  jl_error_get_private (*error)->field = g_strdup (field);
  va_end (args);
}

/**
 * jl_error_get_field:
 * @error: any error
 *
 * Returns: (transfer none) (nullable): the path of the member at fault
 */
const char *
jl_error_get_field (const GError *error)
{
  return error->domain == JL_ERROR ? jl_error_get_private (error)->field : NULL;
}

/**
 * jl_error_prefix_field:
 * @error: (inout) (optional): a location that holds a JL_ERROR
 * @path: what to put before the field's path, e.g. `photos[2]`
 *
 * Used by readers of nested values, so that each level adds its own part of the path.
 */
void
jl_error_prefix_field (GError **error, const char *path)
{
  JlErrorPrivate *priv;
  g_autofree char *inner = NULL;

  if (error == NULL || *error == NULL || (*error)->domain != JL_ERROR)
    return;

  priv = jl_error_get_private (*error);
  inner = g_steal_pointer (&priv->field);
  if (inner == NULL)
    priv->field = g_strdup (path);
  else if (inner[0] == '[')
    priv->field = g_strconcat (path, inner, NULL);
  else
    priv->field = g_strconcat (path, ".", inner, NULL);
}

/**
 * jl_error_add_reason:
 * @error: a JL_ERROR
 * @code: stable name of the reason
 * @field: (nullable): the member that would have to change
 * @detail: a sentence for the person, translated
 *
 * Adds one of several reasons; see jl_error_get_reasons().
 */
void
jl_error_add_reason (GError *error, const char *code, const char *field, const char *detail)
{
  JlErrorPrivate *priv;
  JlReason *reason;

  g_return_if_fail (error != NULL && error->domain == JL_ERROR);

  priv = jl_error_get_private (error);
  if (priv->reasons == NULL)
    priv->reasons = g_ptr_array_new_with_free_func (reason_free);
  reason = g_new0 (JlReason, 1);
  reason->code = g_strdup (code);
  reason->field = g_strdup (field);
  reason->detail = g_strdup (detail);
  g_ptr_array_add (priv->reasons, reason);
}

/**
 * jl_error_get_reasons:
 * @error: any error
 *
 * Returns: (transfer none) (nullable) (element-type JlReason): the reasons, %NULL if there are none
 */
GPtrArray *
jl_error_get_reasons (const GError *error)
{
  return error->domain == JL_ERROR ? jl_error_get_private (error)->reasons : NULL;
}
