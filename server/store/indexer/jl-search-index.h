// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-connection.h"
#include "jl-search-match.h"

G_BEGIN_DECLS

/*
 * The search file. It can always be made anew from the main database, so it is neither backed up
 * nor synchronised at each commit. Its tables, as readers see them once the file is attached:
 *
 *   search.words (tokens)      FTS5, contentless; rowid is the document's number
 *   search.document (doc, id)  which record each document is
 *
 * Numbers are dense and rise with the time of publication: newest first is the index's own order,
 * so the newest twenty of a word that is everywhere cost no more than those of a rare one.
 */
typedef struct _JlSearchIndex JlSearchIndex;

/* Newest first, from the words: for a query's FROM. Wants `hit.words MATCH ?` in WHERE, which takes
 * what jl_search_match_new() gives, `ORDER BY hit.rowid DESC` and a LIMIT; the next page adds
 * `hit.rowid < ?`. found.id is the record to join; join it with CROSS JOIN, too, or SQLite may turn
 * the order round. The joined row decides what is shown: the index may be a moment behind. */
#define JL_SEARCH_FROM                                                                             \
  "search.words AS hit CROSS JOIN search.document AS found ON found.doc = hit.rowid"

/* Whether the record @id (an SQL expression) fits the match (another one): for a query that is
 * driven by the index of a narrow filter. Costs some microseconds a record. */
#define JL_SEARCH_CONTAINS(id, match)                                                              \
  "EXISTS (SELECT 1 FROM search.document AS found CROSS JOIN search.words AS hit"                  \
  " ON hit.rowid = found.doc WHERE found.id = " id " AND hit.words MATCH " match ")"

/**
 * JlSearchProbe:
 * @n_documents: all in the index
 * @n_found: matches among the newest @n_searched documents, at most the limit that was asked for
 * @n_searched: how far back the last of them is; all documents if there were fewer
 *
 * A cheap sample of how common a match is.
 */
typedef struct {
  gint64 n_documents;
  gint64 n_found;
  gint64 n_searched;
} JlSearchProbe;

gboolean jl_search_attach (JlConnection *connection, const char *path, GError **error);
gboolean jl_search_probe (
    JlConnection *connection, const char *match, guint limit, JlSearchProbe *probe, GError **error);

/**
 * JlSearchEntry:
 * @id: the record
 * @is_found: whether it is to be found; if not, the rest does not matter
 * @published: rises from one publication to the next; a record whose number changed is the newest
 *   again
 *
 * What the index is to hold of one record.
 */
typedef struct {
  gint64 id;
  gboolean is_found;
  gint64 published;
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

JlSearchIndex *jl_search_index_open (const char *path, GError **error);
void jl_search_index_close (JlSearchIndex *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlSearchIndex, jl_search_index_close)

gboolean jl_search_index_reset (JlSearchIndex *self, GError **error);

gint64 jl_search_index_get_position (JlSearchIndex *self);
gboolean jl_search_index_is_complete (JlSearchIndex *self);
gboolean
jl_search_index_get_last (JlSearchIndex *self, gint64 *published, gint64 *id, GError **error);

gboolean jl_search_index_apply (
    JlSearchIndex *self, GPtrArray *entries, gint64 position, gboolean is_complete, GError **error);
gboolean jl_search_index_optimize (JlSearchIndex *self, GError **error);
gboolean jl_search_index_check (JlSearchIndex *self, GError **error);

G_END_DECLS
