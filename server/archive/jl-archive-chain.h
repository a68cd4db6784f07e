// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The chains of an archive's journal, entry by entry: doc/archive.md, "Journal". */
typedef struct _JlArchiveChain JlArchiveChain;

JlArchiveChain *jl_archive_chain_new (void);
void jl_archive_chain_free (JlArchiveChain *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlArchiveChain, jl_archive_chain_free)

gboolean jl_archive_chain_add (JlArchiveChain *self, const char *line, gsize size, GError **error);
gint64 jl_archive_chain_get_position (JlArchiveChain *self);

G_END_DECLS
