// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The largest amount that is taken or written, in either direction: 10^13 fen, 100 thousand
   million yuan. It leaves room to add up a million of them in 64 bits. */
#define JL_MONEY_MAX_FEN G_GINT64_CONSTANT (10000000000000)

/**
 * JlMoneyStyle:
 * @JL_MONEY_PLAIN: `1234.50`
 * @JL_MONEY_GROUPED: `1,234.50`
 * @JL_MONEY_SYMBOL: `¥1234.50`
 */
typedef enum {
  JL_MONEY_PLAIN = 0,
  JL_MONEY_GROUPED = 1 << 0,
  JL_MONEY_SYMBOL = 1 << 1,
} JlMoneyStyle;

char *jl_money_to_text (gint64 fen, JlMoneyStyle style);
char *jl_money_to_capitals (gint64 fen);
gboolean
jl_money_from_text (const char *text, gboolean allow_negative, gint64 *fen, GError **error);

G_END_DECLS
