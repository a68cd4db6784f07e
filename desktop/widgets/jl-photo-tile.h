// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-client.h"
#include "jl-intake-photo.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * One photo in a strip: its picture, how far it has come, its caption, and what can be done with
 * it.
 *
 * Signals: `removed`, `retried`, `captioned`; `moved` (by): -1 one place to the front, 1 to the
 * end; `dropped` (JlIntakePhoto): another photo was dropped on this one.
 */
#define JL_TYPE_PHOTO_TILE (jl_photo_tile_get_type ())
G_DECLARE_FINAL_TYPE (JlPhotoTile, jl_photo_tile, JL, PHOTO_TILE, GtkWidget)

GtkWidget *jl_photo_tile_new (JlClient *client, JlIntakePhoto *photo);
JlIntakePhoto *jl_photo_tile_get_photo (JlPhotoTile *self);
void jl_photo_tile_set_place (JlPhotoTile *self, guint place, guint n_photos);

G_END_DECLS
