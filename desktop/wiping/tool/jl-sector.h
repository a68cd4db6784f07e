// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * JlSectorKind:
 * @JL_SECTOR_ZERO: nothing but 00
 * @JL_SECTOR_ONES: nothing but FF
 * @JL_SECTOR_FILL: one other byte over and over
 * @JL_SECTOR_RANDOM: looks like chance: a random pass, or encrypted or compressed data
 * @JL_SECTOR_SIGNATURE: begins as a known kind of file or file system does
 * @JL_SECTOR_DATA: anything else
 *
 * What a sector looks like.
 */
typedef enum {
  JL_SECTOR_ZERO,
  JL_SECTOR_ONES,
  JL_SECTOR_FILL,
  JL_SECTOR_RANDOM,
  JL_SECTOR_SIGNATURE,
  JL_SECTOR_DATA,
  JL_SECTOR_N_KINDS
} JlSectorKind;

JlSectorKind jl_sector_classify (const guint8 *data, gsize size, const char **signature);
const char *jl_sector_kind_get_name (JlSectorKind kind);

G_END_DECLS
