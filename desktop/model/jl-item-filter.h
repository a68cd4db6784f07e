// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-item.h"

G_BEGIN_DECLS

/**
 * JlItemFilter:
 * @words: (nullable): what was typed into the search
 * @own: (nullable): id of the own organisation, when only its items are wanted
 * @mode: a JlMode, or -1
 * @offer: a JlOffer, or -1
 * @min_price_fen: -1: none
 * @max_price_fen: -1: none
 * @sort: (nullable): `newest`, `price_asc` or `price_desc`
 *
 * What a list of items is asked for. Texts are owned.
 */
typedef struct {
  char *words;
  char *own;
  char *category;
  char *district;
  char *community;
  char *sort;
  int mode;
  int offer;
  gint64 min_price_fen;
  gint64 max_price_fen;
} JlItemFilter;

void jl_item_filter_init (JlItemFilter *self);
void jl_item_filter_clear (JlItemFilter *self);
void jl_item_filter_set_text (char **member, const char *text);
guint jl_item_filter_count (const JlItemFilter *self);
char *jl_item_filter_to_query (const JlItemFilter *self);

G_END_DECLS
