// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"

G_BEGIN_DECLS

/*
 * How far an archive has come that is being written: which files are in it, and how long it is with
 * them. A line of JSON each, brought to the disk after what it tells of.
 */
typedef struct _JlArchiveProgress JlArchiveProgress;

JlArchiveProgress *
jl_archive_progress_open (const char *path, const char *about, gint64 *size, GError **error);
void jl_archive_progress_free (JlArchiveProgress *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlArchiveProgress, jl_archive_progress_free)

gboolean jl_archive_progress_has (JlArchiveProgress *self, const char *name);
void jl_archive_progress_add (JlArchiveProgress *self, const char *name, const char *entry);
gboolean jl_archive_progress_save (JlArchiveProgress *self, gint64 size, GError **error);
void jl_archive_progress_append_entries (JlArchiveProgress *self, GString *out);

G_END_DECLS
