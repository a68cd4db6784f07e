// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-connection.h"

G_BEGIN_DECLS

/*
 * The search file. It can always be made anew from the main database, so it is neither backed up
 * nor synchronised at each commit. Its tables, as readers see them once the file is attached:
 *
 *   search.document (doc, id)    which record each document is
 *   search.sets (id, sets)       which documents of a block have a token: jl-search-block.h
 *   search.price (id, fen)       the documents' prices, 960 a row
 *
 * Numbers are dense and rise with the time of publication: newest first is the file's own order.
 * jl-search-find.h looks things up.
 */
typedef struct _JlSearchIndex JlSearchIndex;

/**
 * JlSearchEntry:
 * @id: the record
 * @is_found: whether it is to be found; if not, the rest does not matter
 * @published: rises from one publication to the next; a record whose number changed is the newest
 *   again
 * @price: what it is sorted by and bounded by; 0 to 4,294,967,295
 *
 * What the index is to hold of one record.
 */
typedef struct {
  gint64 id;
  gboolean is_found;
  gint64 published;
  gint64 price;
  GString *names;  /* owned: see jl_search_entry_add_name() */
  GString *body;   /* owned */
  GString *facets; /* owned */
} JlSearchEntry;

JlSearchEntry *jl_search_entry_new (gint64 id);
void jl_search_entry_free (JlSearchEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlSearchEntry, jl_search_entry_free)
void jl_search_entry_add_name (JlSearchEntry *self, const char *name);
void jl_search_entry_add_body (JlSearchEntry *self, const char *text);
void jl_search_entry_add_facet (JlSearchEntry *self, const char *facet);
void jl_search_entry_add_word_tokens (GString *tokens, const char *names, const char *body);
void jl_search_entry_add_facet_tokens (GString *tokens, const char *facets);

JlSearchIndex *jl_search_index_open (const char *path, GError **error);
void jl_search_index_close (JlSearchIndex *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlSearchIndex, jl_search_index_close)

gboolean jl_search_index_reset (JlSearchIndex *self, GError **error);

void jl_search_index_release_memory (JlSearchIndex *self);
gint64 jl_search_index_get_position (JlSearchIndex *self);
gboolean jl_search_index_is_complete (JlSearchIndex *self);
gboolean
jl_search_index_get_last (JlSearchIndex *self, gint64 *published, gint64 *id, GError **error);

gboolean jl_search_index_apply (
    JlSearchIndex *self, GPtrArray *entries, gint64 position, gboolean is_complete, GError **error);

G_END_DECLS
