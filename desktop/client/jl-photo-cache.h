// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Photos that were downloaded: the latest in memory, more of them in the person's cache folder.
 * A photo's content never changes under its id, so nothing here gets stale.
 */
typedef struct _JlPhotoCache JlPhotoCache;

JlPhotoCache *jl_photo_cache_new (void);
void jl_photo_cache_free (JlPhotoCache *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlPhotoCache, jl_photo_cache_free)

GBytes *jl_photo_cache_lookup (JlPhotoCache *self, const char *key);
void jl_photo_cache_store (JlPhotoCache *self, const char *key, GBytes *content);
void jl_photo_cache_clear (JlPhotoCache *self);
GFile *jl_photo_cache_get_file (JlPhotoCache *self, const char *key);

G_END_DECLS
