// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Which documents of a block have something: a token, a facet. A block is a run of 256, 4,096 or
 * 65,536 documents (its span), and a document is known by its place in its block. To work with, a
 * set is a bit a document: all operations cost the same whatever is in it.
 *
 * It is kept as whichever is shorter: the places, rising, two bytes each; or all bits and one byte
 * more, so that the size tells which it is. In the smallest blocks, which documents are appended
 * to, it is always the places. Everything is little-endian.
 */
#define JL_DOC_SET_MIN_SPAN 256
#define JL_DOC_SET_MAX_SPAN 65536

/* Words of 64 bits. */
#define JL_DOC_SET_N_WORDS(span) ((span) / 64)

gboolean jl_doc_set_add (guint64 *words, guint span, gconstpointer data, gsize size);
gboolean jl_doc_set_encode (const guint64 *words, guint span, GByteArray *data);

G_END_DECLS
