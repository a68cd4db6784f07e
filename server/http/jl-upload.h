// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define JL_UPLOAD_HASH_SIZE 32

/*
 * A body that goes straight to a file of its own, below `photos/incoming` of the data folder, so
 * that it never is in memory. The file goes with the upload, unless somebody has moved it by then.
 * One without a name goes with the process at the latest, and is opened by its descriptor.
 */
typedef struct _JlUpload JlUpload;

JlUpload *jl_upload_new (const char *data_dir, gboolean is_nameless, GError **error);
void jl_upload_free (JlUpload *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlUpload, jl_upload_free)

void jl_upload_sweep (const char *data_dir, gint64 now_s);

gboolean jl_upload_write (JlUpload *self, gconstpointer bytes, gsize size, GError **error);
gboolean jl_upload_finish (JlUpload *self, guchar hash[JL_UPLOAD_HASH_SIZE], GError **error);
gsize jl_upload_get_size (JlUpload *self);
const char *jl_upload_get_path (JlUpload *self);

G_END_DECLS
