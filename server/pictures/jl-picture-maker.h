// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-picture-draft.h"

G_BEGIN_DECLS

/*
 * Decodes pictures of strangers. Runs in the picture worker only, which may crash or be ended at
 * any time; the rest of the service links jl-picture-client.h.
 */

/* More pixels than this are refused from the header alone. */
#define JL_PICTURE_MAX_PIXELS (60 * 1000 * 1000)

gboolean jl_picture_maker_init (const char *program, GError **error);
JlPictureDraft *jl_picture_make (int input_fd, GError **error);
JlPictureDraft *jl_picture_draw (const char *category, guint32 seed, GError **error);

G_END_DECLS
