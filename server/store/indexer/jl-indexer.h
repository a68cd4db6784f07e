// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-search-index.h"

G_BEGIN_DECLS

/*
 * Follows the journal into the search file. It has no thread and no main loop of its own: whoever
 * runs it calls jl_indexer_catch_up() at start and whenever the journal has grown.
 */
typedef struct _JlIndexer JlIndexer;

/**
 * JlSearchSource:
 * @kind: the kind of record, as the change stream names it
 * @list_sql: a literal that gives (published, id) of the records to be found that come after
 *   (?1, ?2), in that order, at most ?3; needs an index that has this order
 * @describe: fills in an entry whose id is set and the rest empty; sets is_found and published. A
 *   record that is gone is no error but not found. %FALSE with an error stops the indexer
 * @user_data: for @describe
 *
 * What a capability says about its records; borrowed.
 */
typedef struct {
  const char *kind;
  const char *list_sql;
  gboolean (*describe) (JlConnection *connection,
                        JlSearchEntry *entry,
                        gpointer user_data,
                        GError **error);
  gpointer user_data;
} JlSearchSource;

JlIndexer *
jl_indexer_new (JlConnection *connection, JlSearchIndex *index, const JlSearchSource *source);
void jl_indexer_free (JlIndexer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlIndexer, jl_indexer_free)

gboolean jl_indexer_catch_up (JlIndexer *self, guint budget, gboolean *is_behind, GError **error);
gint64 jl_indexer_get_position (JlIndexer *self);
void jl_indexer_release_memory (JlIndexer *self);

G_END_DECLS
