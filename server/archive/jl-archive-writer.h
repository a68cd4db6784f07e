// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdio.h>

G_BEGIN_DECLS

/*
 * A file that holds files: tar packed with zstd, or zip, by its name. It has its name when it is
 * whole, and a manifest with the digest of each file in it. A tar that was interrupted goes on
 * where it was; a zip, of which nothing can be said before its end, begins again.
 */
typedef struct _JlArchiveWriter JlArchiveWriter;

JlArchiveWriter *jl_archive_writer_new (const char *path,
                                        const char *progress_path,
                                        const char *about,
                                        GError **error);
void jl_archive_writer_free (JlArchiveWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlArchiveWriter, jl_archive_writer_free)

gboolean jl_archive_writer_has (JlArchiveWriter *self, const char *name);
FILE *jl_archive_writer_begin (JlArchiveWriter *self, GError **error);
gboolean
jl_archive_writer_end (JlArchiveWriter *self, const char *name, gint64 n_records, GError **error);
gboolean jl_archive_writer_add_text (JlArchiveWriter *self,
                                     const char *name,
                                     const char *text,
                                     GError **error);
gboolean jl_archive_writer_add_file (JlArchiveWriter *self,
                                     const char *name,
                                     const char *path,
                                     GError **error);
gboolean jl_archive_writer_finish (JlArchiveWriter *self, const char *about, GError **error);

G_END_DECLS
