// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-picture.h"

G_BEGIN_DECLS

/*
 * The photo files of a data folder: `photos/ab/abcd…-full.jpg`. They are named by content and never
 * change, so they may be cached for ever, and the same photo twice is stored once.
 */
gboolean jl_picture_files_write (const char *photos_dir,
                                 const char *name,
                                 GBytes *const renditions[JL_N_PICTURE_SIZES],
                                 GError **error);
gboolean jl_picture_file_is_jpeg (GBytes *bytes);
gboolean jl_picture_files_remove (const char *photos_dir, const char *name, GError **error);
gboolean jl_picture_files_verify (const char *photos_dir, const char *name, GError **error);

/**
 * JlPictureFile:
 * @path: where it is
 * @name: (nullable): its content name; %NULL if it is no photo of ours: a temporary file that a
 *   crash left behind, or something that somebody put there
 * @size: which rendition, if @name is set
 * @mtime: when it was last written, seconds since 1970; a photo that is uploaded once more counts
 *   from then
 * @bytes: its size
 */
typedef struct {
  const char *path;
  const char *name;
  JlPictureSize size;
  gint64 mtime;
  guint64 bytes;
} JlPictureFile;

/**
 * JlPictureFileFunc:
 * @file: one file, valid during the call; it may be removed
 * @user_data: as given
 * @error: return location
 *
 * Returns: %FALSE with an error to stop
 */
typedef gboolean (*JlPictureFileFunc) (const JlPictureFile *file,
                                       gpointer user_data,
                                       GError **error);

/**
 * JlPhotoFunc:
 * @name: content name of a photo, valid during the call
 * @user_data: as given
 * @error: return location
 *
 * Returns: %FALSE with an error to stop
 */
typedef gboolean (*JlPhotoFunc) (const char *name, gpointer user_data, GError **error);

gboolean jl_pictures_foreach_file (const char *photos_dir,
                                   JlPictureFileFunc func,
                                   gpointer user_data,
                                   GError **error);

G_END_DECLS
