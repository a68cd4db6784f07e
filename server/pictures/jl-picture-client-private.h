// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-picture-client.h"

G_BEGIN_DECLS

GMainContext *jl_picture_client_get_context (JlPictureClient *self);
guint jl_picture_client_get_deadline (JlPictureClient *self);

G_END_DECLS
