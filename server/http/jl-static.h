// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-page.h"

G_BEGIN_DECLS

/*
 * The residents' pages: all files of one folder, read and compressed once. Only what was found
 * then is served, by looking up its name, so that no path leads out of the folder.
 */
typedef struct _JlStatic JlStatic;

JlStatic *jl_static_new (const char *dir, GError **error);
void jl_static_free (JlStatic *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlStatic, jl_static_free)

JlPage *jl_static_lookup (JlStatic *self, const char *path, const char *language);
gboolean
jl_static_answer (JlStatic *self, const JlIncoming *incoming, JlAnswer *answer, GError **error);

G_END_DECLS
