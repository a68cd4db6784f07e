// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * JlIntakePhotoState:
 * @JL_INTAKE_PHOTO_WAITING: on this computer only
 * @JL_INTAKE_PHOTO_SENDING: on its way; see jl_intake_photo_get_progress()
 * @JL_INTAKE_PHOTO_SENT: the service has it
 * @JL_INTAKE_PHOTO_FAILED: it did not arrive; see jl_intake_photo_get_problem()
 */
typedef enum {
  JL_INTAKE_PHOTO_WAITING,
  JL_INTAKE_PHOTO_SENDING,
  JL_INTAKE_PHOTO_SENT,
  JL_INTAKE_PHOTO_FAILED,
} JlIntakePhotoState;

/* What the service takes of one photo. */
#define JL_INTAKE_PHOTO_MAX_BYTES (12 * 1024 * 1024)

/*
 * A photo of an item that is taken in or edited. Its `changed` signal tells of all that views show.
 */
#define JL_TYPE_INTAKE_PHOTO (jl_intake_photo_get_type ())
G_DECLARE_FINAL_TYPE (JlIntakePhoto, jl_intake_photo, JL, INTAKE_PHOTO, GObject)

JlIntakePhoto *jl_intake_photo_new (const char *path, const char *key, const char *id);

const char *jl_intake_photo_get_path (JlIntakePhoto *self);
const char *jl_intake_photo_get_key (JlIntakePhoto *self);
const char *jl_intake_photo_get_id (JlIntakePhoto *self);
const char *jl_intake_photo_get_caption (JlIntakePhoto *self);
void jl_intake_photo_set_caption (JlIntakePhoto *self, const char *caption);

JlIntakePhotoState jl_intake_photo_get_state (JlIntakePhoto *self);
double jl_intake_photo_get_progress (JlIntakePhoto *self);
const char *jl_intake_photo_get_problem (JlIntakePhoto *self);
void jl_intake_photo_set_waiting (JlIntakePhoto *self);
void jl_intake_photo_set_progress (JlIntakePhoto *self, double progress);
void jl_intake_photo_set_sent (JlIntakePhoto *self, const char *id);
void jl_intake_photo_set_problem (JlIntakePhoto *self, const char *problem);

const char *jl_intake_photo_guess_media_type (GBytes *content);
gboolean jl_intake_photo_check_content (GBytes *content, GError **error);

G_END_DECLS
