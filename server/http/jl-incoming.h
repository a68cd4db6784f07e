// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * JlIncoming: the header of a request, wherever it came from. All is borrowed.
 */
typedef struct {
  const char *method;
  const char *path;    /* as sent, escapes and all */
  const char *query;   /* nullable */
  const char *address; /* of the client, behind trusted proxies */
  gboolean forwarded;  /* came through one of them */
  /* Several fields of one name are joined by ", ". */
  const char *(*get_header) (gpointer message, const char *name);
  gpointer message;
} JlIncoming;

static inline const char *
jl_incoming_get (const JlIncoming *self, const char *name)
{
  return self->get_header (self->message, name);
}

G_END_DECLS
