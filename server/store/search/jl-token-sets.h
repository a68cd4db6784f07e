// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Sets of documents (jl-doc-set.h) by token, many in one row of the search file, because a row
 * costs a hundred times as much as a set. A token is known by 48 bits of a digest: that two of a
 * city's tokens have the same is not to be expected, and would show a wrong item to who looks for
 * one of them.
 *
 * A row is the number of its sets (4 bytes), for each its token's digest and its size (6 and 2
 * bytes, rising by digest), and the sets. Everything is little-endian.
 */
#define JL_TOKEN_DIGEST_BITS 48

guint64 jl_token_digest (const char *token, gsize length);

/**
 * JlTokenSets:
 * @digest: of the current set's token
 * @set: (nullable): the current set, as it is kept; %NULL at the end
 * @size: of @set in bytes
 * @is_damaged: the end was come to because the row is damaged
 *
 * A row that is gone through.
 */
typedef struct {
  guint64 digest;
  const guint8 *set;
  gsize size;
  gboolean is_damaged;
  /*< private >*/
  const guint8 *entries;
  gsize n_entries;
  const guint8 *end;
} JlTokenSets;

gboolean jl_token_sets_begin (JlTokenSets *self, gconstpointer row, gsize size);
gboolean jl_token_sets_next (JlTokenSets *self);

/* A row that is made; sets come in the order of their tokens' digests. */
typedef struct {
  GByteArray *entries; /* owned */
  GByteArray *sets;    /* owned */
} JlTokenSetsMaker;

void jl_token_sets_maker_init (JlTokenSetsMaker *self);
void jl_token_sets_maker_clear (JlTokenSetsMaker *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JlTokenSetsMaker, jl_token_sets_maker_clear)
void
jl_token_sets_maker_add (JlTokenSetsMaker *self, guint64 digest, gconstpointer set, gsize size);
gboolean jl_token_sets_maker_end (JlTokenSetsMaker *self, GByteArray *row);

G_END_DECLS
