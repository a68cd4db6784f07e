// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-division.h"

G_BEGIN_DECLS

/*
 * The divisions stand in the order of their keys, which is the order of a walk through the tree:
 * each division is followed by everything in it. So a subtree is a slice, and children need no
 * pointers.
 */
struct _JlDivisions {
  JlDivision *rows; /* owned, (array length=n_rows) */
  gint64 *keys; /* owned, (array length=n_rows): of the same rows, apart so that a search stays in
                   a few cache lines */
  char *names;  /* owned: all names, each with its NUL */
  guint n_rows;
};

/* A code as a number of twelve digits: 130102 and 130102000000 are the same division. */
gboolean jl_division_key_from_code (const char *code, gint64 *key);
JlDivisionLevel jl_division_key_get_level (gint64 key);
gint64 jl_division_key_get_parent (gint64 key);

/* The place of a key, -1 if there is no such division. */
int jl_divisions_find (const JlDivisions *self, gint64 key);

G_END_DECLS
