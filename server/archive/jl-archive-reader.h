// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The files of an archive that somebody brings, one after the other: names and sizes are bounded,
 * nothing but files below the folders of doc/archive.md is in it, and nothing is unpacked by
 * itself.
 */
typedef struct _JlArchiveReader JlArchiveReader;

/* Longer than any record; a line beyond it is none of ours. */
#define JL_ARCHIVE_MAX_LINE (16 * 1024 * 1024)

JlArchiveReader *jl_archive_reader_open (const char *path, GError **error);
void jl_archive_reader_free (JlArchiveReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlArchiveReader, jl_archive_reader_free)

gboolean jl_archive_reader_next (JlArchiveReader *self, const char **name, GError **error);
gssize jl_archive_reader_read (JlArchiveReader *self, gpointer buffer, gsize size, GError **error);
gboolean jl_archive_reader_next_line (JlArchiveReader *self, GString *line, GError **error);

G_END_DECLS
