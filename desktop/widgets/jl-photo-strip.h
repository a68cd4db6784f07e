// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-client.h"
#include "jl-form-field.h"
#include "jl-intake-draft.h"

G_BEGIN_DECLS

/*
 * The photos of an item that is taken in or edited, in their order: chosen as files, dropped,
 * pasted; moved with the mouse or with Alt and the arrow keys.
 *
 * Signals: `retried` when one that did not arrive is to be sent again; `refused` (message) when
 * something is no photo.
 */
#define JL_TYPE_PHOTO_STRIP (jl_photo_strip_get_type ())
G_DECLARE_FINAL_TYPE (JlPhotoStrip, jl_photo_strip, JL, PHOTO_STRIP, JlFormField)

JlFormField *jl_photo_strip_new (JlClient *client);
void jl_photo_strip_set_draft (JlPhotoStrip *self, JlIntakeDraft *draft);
void jl_photo_strip_add_files (JlPhotoStrip *self, GListModel *files);
void jl_photo_strip_add_texture (JlPhotoStrip *self, GdkTexture *texture);
void jl_photo_strip_choose_files (JlPhotoStrip *self);
gboolean jl_photo_strip_paste (JlPhotoStrip *self);
GtkEventController *jl_photo_strip_make_drop_target (JlPhotoStrip *self);

G_END_DECLS
