// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-client.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A photo of the service, with a quiet placeholder until it is there. */
#define JL_TYPE_PHOTO_VIEW (jl_photo_view_get_type ())
G_DECLARE_FINAL_TYPE (JlPhotoView, jl_photo_view, JL, PHOTO_VIEW, GtkWidget)

GtkWidget *jl_photo_view_new (JlClient *client, const char *size);
void jl_photo_view_set_photo (JlPhotoView *self, JlRecord *photo, const char *label);
void jl_photo_view_set_content_fit (JlPhotoView *self, GtkContentFit fit);

G_END_DECLS
