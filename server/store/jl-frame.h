// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-writer.h"

G_BEGIN_DECLS

/* A JSON body of 256 KiB, its envelope and what a route has prepared. */
#define JL_FRAME_MAX_SIZE (512 * 1024)
#define JL_FRAME_MAX_KEY 255

/**
 * JlFrameReader: a frame and what its texts are borrowed from.
 */
typedef struct {
  JlFrame frame;
  GBytes *bytes;                                      /* owned */
  const char *parameters[JL_CALL_MAX_PARAMETERS + 1]; /* borrowed from bytes */
} JlFrameReader;

gboolean jl_frame_reader_init (JlFrameReader *self, GBytes *bytes, GError **error);
void jl_frame_reader_clear (JlFrameReader *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JlFrameReader, jl_frame_reader_clear)

G_END_DECLS
