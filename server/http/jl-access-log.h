// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * One line a request. No query, no names, no user agents: what is needed to see load and failures,
 * and to find out afterwards which account did something.
 */
typedef struct _JlAccessLog JlAccessLog;

typedef struct {
  const char *address;
  const char *method;
  const char *path; /* the route's template, never what was asked for */
  guint status;
  gint64 micros;
  gsize bytes;    /* of the answer's body */
  gint64 account; /* 0: nobody */
} JlAccess;

JlAccessLog *jl_access_log_new (int fd);
void jl_access_log_free (JlAccessLog *self);
void jl_access_log_add (JlAccessLog *self, const JlAccess *access);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlAccessLog, jl_access_log_free)

G_END_DECLS
