// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* 13 characters of Crockford base 32 and the terminating NUL. */
#define JL_ID_TEXT_SIZE 14
#define JL_ID_MAX_NODE 1023

/**
 * JlIdMaker:
 * @node: the node number that the upstream granted, 0 to %JL_ID_MAX_NODE
 * @last: the highest id made or seen so far, 0 for none
 *
 * Makes ids: 41 bits of milliseconds since 2024-01-01T00:00:00Z, 10 bits of node, 12 bits of
 * sequence. Only the writer has one. `{ .node = n }` is a ready maker; it is not thread-safe.
 */
typedef struct {
  guint node;
  gint64 last;
} JlIdMaker;

gint64 jl_id_maker_next (JlIdMaker *maker, gint64 now_ms);
void jl_id_maker_prime (JlIdMaker *maker, gint64 seen);

void jl_id_to_text (gint64 id, char text[JL_ID_TEXT_SIZE]);
gboolean jl_id_from_text (const char *text, gint64 *id, GError **error);

gint64 jl_id_get_time (gint64 id);
gint64 jl_id_get_first (gint64 time);
guint jl_id_get_node (gint64 id);

G_END_DECLS
