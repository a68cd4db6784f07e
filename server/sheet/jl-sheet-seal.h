// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Pieces of files that name people, each sealed by itself (XChaCha20-Poly1305) under the key of its
 * file, for the place where it stands: one that was moved does not open.
 */
#define JL_SHEET_KEY_BYTES 32
/* What a sealed piece is longer than the plain one: its nonce and its tag. */
#define JL_SHEET_SEAL_BYTES (24 + 16)

void jl_sheet_seal (const guint8 key[JL_SHEET_KEY_BYTES],
                    gint64 place,
                    const guint8 *plain,
                    gsize size,
                    guint8 *sealed);
gboolean jl_sheet_unseal (const guint8 key[JL_SHEET_KEY_BYTES],
                          gint64 place,
                          const guint8 *sealed,
                          gsize size,
                          guint8 *plain);

G_END_DECLS
