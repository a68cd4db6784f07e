// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-chain-head.h"

G_BEGIN_DECLS

/*
 * The signed heads of journals that this computer has seen of one service, a line of JSON each, in
 * a file to which lines are only added. What is kept here nobody at the service can change.
 */
typedef struct _JlKeptHeads JlKeptHeads;

/* So many of an organisation: at one a day most of a year, and older ones with growing gaps. */
#define JL_KEPT_HEADS_MAX 300

JlKeptHeads *jl_kept_heads_open (const char *folder, const char *server, GError **error);
void jl_kept_heads_free (JlKeptHeads *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlKeptHeads, jl_kept_heads_free)

GArray *jl_kept_heads_list_organisations (JlKeptHeads *self);
GPtrArray *jl_kept_heads_list (JlKeptHeads *self, gint64 organisation);
gboolean jl_kept_heads_add (JlKeptHeads *self, JlRecord *head, GError **error);
gboolean jl_kept_heads_save (JlKeptHeads *self, const char *path, GError **error);
gboolean jl_kept_heads_start_anew (JlKeptHeads *self, GError **error);

G_END_DECLS
