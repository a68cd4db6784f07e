// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-import-mark.h"
#include "jl-writer.h"

G_BEGIN_DECLS

/*
 * Very many calls by one program that holds the folder: an import, the demo. They are executed and
 * journalled one by one like all others, but thousands of them share a transaction, and each is
 * answered at once: what it is answered counts only when jl_bulk_commit() has succeeded. They have
 * no savepoints: when one fails half-way, which is rare, its transaction is done again with them.
 * While a bulk is there, its writer does nothing else.
 */
typedef struct _JlBulk JlBulk;

JlBulk *jl_bulk_new (JlWriter *writer, GError **error);
JlBulk *jl_bulk_new_beside (JlWriter *writer);
void jl_bulk_set_caller (JlBulk *self, const JlCaller *caller);
void jl_bulk_free (JlBulk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlBulk, jl_bulk_free)

JlReply *jl_bulk_call (JlBulk *self, const JlFrame *frame);
JlReply *jl_bulk_call_own (JlBulk *self, const JlFrame *frame);
gboolean jl_bulk_is_full (JlBulk *self);
gboolean jl_bulk_store_mark (JlBulk *self, const JlImportMark *mark, GError **error);
gboolean jl_bulk_commit (JlBulk *self, GError **error);
void jl_bulk_roll_back (JlBulk *self);

G_END_DECLS
