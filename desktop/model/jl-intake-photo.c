// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-intake-photo.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _JlIntakePhoto {
  GObject parent_instance;

  char *path;    /* owned, nullable: of the copy on this computer */
  char *key;     /* owned, nullable: Idempotency-Key of its upload */
  char *id;      /* owned, nullable: what the service calls it */
  char *caption; /* owned */
  char *problem; /* owned, nullable */
  double progress;
  JlIntakePhotoState state;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JlIntakePhoto, jl_intake_photo, G_TYPE_OBJECT)

static void
jl_intake_photo_finalize (GObject *object)
{
  JlIntakePhoto *self = JL_INTAKE_PHOTO (object);

  g_free (self->path);
  g_free (self->key);
  g_free (self->id);
  g_free (self->caption);
  g_free (self->problem);
  G_OBJECT_CLASS (jl_intake_photo_parent_class)->finalize (object);
}

static void
jl_intake_photo_class_init (JlIntakePhotoClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jl_intake_photo_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new (
      "changed", JL_TYPE_INTAKE_PHOTO, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
jl_intake_photo_init (JlIntakePhoto *self)
{
  self->caption = g_strdup ("");
}

/**
 * jl_intake_photo_new:
 * @path: (nullable): of the copy on this computer
 * @key: (nullable): Idempotency-Key of its upload
 * @id: (nullable): what the service calls it, when it has it
 *
 * Returns: (transfer full): a photo
 */
JlIntakePhoto *
jl_intake_photo_new (const char *path, const char *key, const char *id)
{
  JlIntakePhoto *self = g_object_new (JL_TYPE_INTAKE_PHOTO, NULL);

  self->path = g_strdup (path);
  self->key = g_strdup (key);
  self->id = g_strdup (id);
  self->state = id != NULL ? JL_INTAKE_PHOTO_SENT : JL_INTAKE_PHOTO_WAITING;
  return self;
}

/**
 * jl_intake_photo_get_path:
 * @self: a photo
 *
 * Returns: (transfer none) (nullable): of the copy on this computer
 */
const char *
jl_intake_photo_get_path (JlIntakePhoto *self)
{
  return self->path;
}

/**
 * jl_intake_photo_get_key:
 * @self: a photo
 *
 * Returns: (transfer none) (nullable): Idempotency-Key of its upload
 */
const char *
jl_intake_photo_get_key (JlIntakePhoto *self)
{
  return self->key;
}

/**
 * jl_intake_photo_get_id:
 * @self: a photo
 *
 * Returns: (transfer none) (nullable): what the service calls it, when it has it
 */
const char *
jl_intake_photo_get_id (JlIntakePhoto *self)
{
  return self->id;
}

/**
 * jl_intake_photo_get_caption:
 * @self: a photo
 *
 * Returns: (transfer none): what is written below it
 */
const char *
jl_intake_photo_get_caption (JlIntakePhoto *self)
{
  return self->caption;
}

/**
 * jl_intake_photo_set_caption:
 * @self: a photo
 * @caption: what is written below it
 */
void
jl_intake_photo_set_caption (JlIntakePhoto *self, const char *caption)
{
  if (g_str_equal (self->caption, caption))
    return;
  g_free (self->caption);
  self->caption = g_strdup (caption);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * jl_intake_photo_get_state:
 * @self: a photo
 *
 * Returns: how far it has come
 */
JlIntakePhotoState
jl_intake_photo_get_state (JlIntakePhoto *self)
{
  return self->state;
}

/**
 * jl_intake_photo_get_progress:
 * @self: a photo
 *
 * Returns: how much of it was sent, 0 to 1
 */
double
jl_intake_photo_get_progress (JlIntakePhoto *self)
{
  return self->progress;
}

/**
 * jl_intake_photo_get_problem:
 * @self: a photo
 *
 * Returns: (transfer none) (nullable): why it did not arrive
 */
const char *
jl_intake_photo_get_problem (JlIntakePhoto *self)
{
  return self->problem;
}

static void
set_state (JlIntakePhoto *self, JlIntakePhotoState state, double progress, const char *problem)
{
  self->state = state;
  self->progress = progress;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * jl_intake_photo_set_waiting:
 * @self: a photo
 *
 * Says that it is still to be sent.
 */
void
jl_intake_photo_set_waiting (JlIntakePhoto *self)
{
  set_state (self, JL_INTAKE_PHOTO_WAITING, 0, NULL);
}

/**
 * jl_intake_photo_set_progress:
 * @self: a photo that is being sent
 * @progress: how much of it was sent, 0 to 1
 */
void
jl_intake_photo_set_progress (JlIntakePhoto *self, double progress)
{
  set_state (self, JL_INTAKE_PHOTO_SENDING, progress, NULL);
}

/**
 * jl_intake_photo_set_sent:
 * @self: a photo
 * @id: what the service calls it
 */
void
jl_intake_photo_set_sent (JlIntakePhoto *self, const char *id)
{
  g_free (self->id);
  self->id = g_strdup (id);
  set_state (self, JL_INTAKE_PHOTO_SENT, 1, NULL);
}

/**
 * jl_intake_photo_set_problem:
 * @self: a photo
 * @problem: why it did not arrive
 */
void
jl_intake_photo_set_problem (JlIntakePhoto *self, const char *problem)
{
  set_state (self, JL_INTAKE_PHOTO_FAILED, 0, problem);
}

/**
 * jl_intake_photo_guess_media_type:
 * @content: a file
 *
 * Returns: (transfer none) (nullable): which of the photos that the service takes it is, by its
 *   first bytes; %NULL if it is none
 */
const char *
jl_intake_photo_guess_media_type (GBytes *content)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (content, &length);

  if (length < 12)
    return NULL;
  if (memcmp (bytes, "\xff\xd8\xff", 3) == 0)
    return "image/jpeg";
  if (memcmp (bytes, "\x89PNG\r\n\x1a\n", 8) == 0)
    return "image/png";
  if (memcmp (bytes, "RIFF", 4) == 0 && memcmp (bytes + 8, "WEBP", 4) == 0)
    return "image/webp";
  if (memcmp (bytes + 4, "ftyp", 4) == 0)
    return "image/heic";
  return NULL;
}

/**
 * jl_intake_photo_check_content:
 * @content: a file that somebody chose, dropped or pasted
 * @error: %JL_ERROR_UNSUPPORTED_MEDIA or %JL_ERROR_TOO_LARGE with a sentence for the person
 *
 * Returns: %FALSE if the service would not take it
 */
gboolean
jl_intake_photo_check_content (GBytes *content, GError **error)
{
  if (jl_intake_photo_guess_media_type (content) == NULL) {
    g_set_error_literal (error,
                         JL_ERROR,
                         JL_ERROR_UNSUPPORTED_MEDIA,
                         _ ("This is no photo: JPEG, PNG, WebP and HEIC are taken"));
    return FALSE;
  }
  if (g_bytes_get_size (content) > JL_INTAKE_PHOTO_MAX_BYTES) {
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_TOO_LARGE,
                 _ ("This photo is larger than %d MB"),
                 JL_INTAKE_PHOTO_MAX_BYTES / (1024 * 1024));
    return FALSE;
  }
  return TRUE;
}
