// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"

G_BEGIN_DECLS

#define JL_ARCHIVE_FORMAT "jieli-archive"
#define JL_ARCHIVE_FORMAT_VERSION 1
#define JL_ARCHIVE_MANIFEST "manifest.json"
#define JL_ARCHIVE_JOURNAL "journal/entries.jsonl"
#define JL_ARCHIVE_LABELS "labels.jsonl"
#define JL_ARCHIVE_RECORDS "records/"
#define JL_ARCHIVE_PHOTOS "photos/"
#define JL_ARCHIVE_LINES ".jsonl"

/* The manifest's members; doc/archive.md says what they are. */
enum {
  JL_ARCHIVE_ABOUT_FORMAT,
  JL_ARCHIVE_ABOUT_FORMAT_VERSION,
  JL_ARCHIVE_ABOUT_JIELI,
  JL_ARCHIVE_ABOUT_CREATED_AT,
  JL_ARCHIVE_ABOUT_PUBLIC_URL,
  JL_ARCHIVE_ABOUT_NODE,
  JL_ARCHIVE_ABOUT_EPOCH,
  JL_ARCHIVE_ABOUT_CITY,
  JL_ARCHIVE_ABOUT_RULES_VERSION,
  JL_ARCHIVE_ABOUT_JOURNAL_POSITION,
  JL_ARCHIVE_ABOUT_FILES,
  JL_ARCHIVE_ABOUT_N_FIELDS
};
extern const JlRecordTable jl_archive_manifest_table;

enum {
  JL_ARCHIVE_FILE_NAME,
  JL_ARCHIVE_FILE_SIZE,
  JL_ARCHIVE_FILE_SHA256,
  JL_ARCHIVE_FILE_RECORDS,
  JL_ARCHIVE_FILE_N_FIELDS
};
extern const JlRecordTable jl_archive_file_table;

/* A line of JL_ARCHIVE_LABELS. */
enum { JL_ARCHIVE_LABEL_ORGANISATION, JL_ARCHIVE_LABEL_LAST, JL_ARCHIVE_LABEL_N_FIELDS };
extern const JlRecordTable jl_archive_label_table;

/**
 * JlArchiveContents:
 * @manifest: (owned): of jl_archive_manifest_table
 * @digest: (owned): SHA-256 of the manifest, in hexadecimal digits: what the archive is known by
 * @n_records: in all files of records
 * @n_photos: files of photos
 *
 * What an archive holds, after everything in it was checked.
 */
typedef struct {
  JlRecord *manifest;
  char *digest;
  gint64 n_records;
  gint64 n_photos;
} JlArchiveContents;

void jl_archive_contents_clear (JlArchiveContents *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JlArchiveContents, jl_archive_contents_clear)

/**
 * JlArchiveGoOn:
 * @phase: what is done
 * @n_done: how much of it
 * @n: of how much, 0: that is not known
 *
 * Returns: whether to go on
 */
typedef enum { JL_ARCHIVE_CHECKING, JL_ARCHIVE_COPYING, JL_ARCHIVE_TAKING } JlArchivePhase;
typedef gboolean (*JlArchiveGoOn) (JlArchivePhase phase, gint64 n_done, gint64 n);

gboolean jl_archive_verify (const char *path,
                            JlArchiveGoOn go_on,
                            JlArchiveContents *contents,
                            GError **error);

G_END_DECLS
