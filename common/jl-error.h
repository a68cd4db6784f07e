// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * JlErrorCode:
 *
 * Everything that can go wrong in a way the caller can do something about. Each code has a stable
 * wire name, which is the `code` of a problem document, and one HTTP status (jl-error.c).
 */
typedef enum {
  JL_ERROR_INVALID,         /* a member or parameter breaks a rule of its field */
  JL_ERROR_MALFORMED,       /* not JSON, not an id, not HTTP as we speak it */
  JL_ERROR_UNAUTHENTICATED, /* no session, or one that is over */
  JL_ERROR_FORBIDDEN,       /* signed in, but not in a role that may */
  JL_ERROR_NOT_FOUND,       /* absent, or not visible to the caller */
  JL_ERROR_GONE,            /* it was there, and is not kept any longer */
  JL_ERROR_HIDDEN,          /* was there for everybody, and was taken from view */
  JL_ERROR_METHOD_NOT_ALLOWED,
  JL_ERROR_TIMEOUT,              /* the client took too long to send */
  JL_ERROR_CONFLICT,             /* unique value taken, or the state does not allow it */
  JL_ERROR_NOT_PUBLISHABLE,      /* see the reasons */
  JL_ERROR_VERSION_CONFLICT,     /* If-Match names an older version */
  JL_ERROR_IDEMPOTENCY_CONFLICT, /* the same key with another request */
  JL_ERROR_VERSION_REQUIRED,     /* If-Match is missing */
  JL_ERROR_TOO_LARGE,
  JL_ERROR_UNSUPPORTED_MEDIA,
  JL_ERROR_TOO_MANY,    /* slow down: see Retry-After */
  JL_ERROR_QUOTA,       /* the organisation's quota is used up */
  JL_ERROR_UNAVAILABLE, /* busy or restarting: the same request may work soon */
  JL_ERROR_STORAGE_FULL,
  JL_ERROR_CORRUPT,  /* stored data does not fit its own digest or form */
  JL_ERROR_INTERNAL, /* our fault: logged, its text is never sent */
  JL_N_ERRORS
} JlErrorCode;

#define JL_ERROR (jl_error_quark ())
GQuark jl_error_quark (void);

/**
 * JlReason:
 * @code: stable name, e.g. `photo_missing`; (not nullable)
 * @field: the member's path that would have to change, or %NULL
 * @detail: a sentence for the person, already translated
 *
 * One of several things that together refuse a request.
 */
typedef struct {
  char *code;
  char *field;
  char *detail;
} JlReason;

const char *jl_error_code_get_name (JlErrorCode code);
const char *jl_error_code_get_title (JlErrorCode code);
guint jl_error_code_get_status (JlErrorCode code);
gboolean jl_error_code_from_name (const char *name, JlErrorCode *code);
JlErrorCode jl_error_code_from_errno (int number);
gboolean jl_set_error_disk (GError **error, int number, const char *path);

void
jl_set_error_field (GError **error, JlErrorCode code, const char *field, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
const char *jl_error_get_field (const GError *error);
void jl_error_prefix_field (GError **error, const char *path);

void jl_error_add_reason (GError *error, const char *code, const char *field, const char *detail);
GPtrArray *jl_error_get_reasons (const GError *error);

G_END_DECLS
