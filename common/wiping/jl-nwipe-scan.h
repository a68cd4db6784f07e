// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define JL_NWIPE_MAX_HOLES 6

/**
 * JlNwipeHole:
 * @text: what stands in the place of `%s`, not NUL-terminated
 * @length: its bytes
 * @number: what stands in the place of `%u`
 */
typedef struct {
  const char *text;
  gsize length;
  guint64 number;
} JlNwipeHole;

gboolean
jl_nwipe_scan (const char *text, const char *pattern, JlNwipeHole holes[JL_NWIPE_MAX_HOLES]);
char *jl_nwipe_hole_dup (const JlNwipeHole *hole);

G_END_DECLS
