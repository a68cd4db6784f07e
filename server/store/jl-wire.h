// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * How calls and replies cross the socket between processes: one value after the other, numbers in
 * the byte order of the machine that both ends run on, texts and bytes with their length before
 * them. Both ends are the same program, so the order of the values is what names them.
 */
void jl_wire_put_integer (GByteArray *out, gint64 value);
void jl_wire_put_text (GByteArray *out, const char *text);
void jl_wire_put_bytes (GByteArray *out, GBytes *bytes);

/**
 * JlWire:
 *
 * Reads values in the order in which they were put. Where one is missing or wrong, it and all after
 * it are zero or absent, and jl_wire_is_done() tells.
 */
typedef struct {
  GBytes *bytes; /* borrowed */
  gsize at;
  gboolean is_damaged;
} JlWire;

gint64 jl_wire_take_integer (JlWire *self);
const char *jl_wire_take_text (JlWire *self);
GBytes *jl_wire_take_bytes (JlWire *self);
gboolean jl_wire_is_done (const JlWire *self);

G_END_DECLS
