// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-archive-manifest.h"
#include "jl-bulk.h"
#include "jl-route.h"

G_BEGIN_DECLS

/* The commands by which records of another service are taken in. */
extern const JlCapability jl_archive_capability;

/**
 * JlArchiveAdapt:
 * @record: of the archive; may be changed
 * @kind: what it is
 *
 * Returns: whether it is for this service at all
 */
typedef gboolean (*JlArchiveAdapt) (const char *kind, JlRecord *record);

/**
 * JlArchiveCheckPhoto:
 * @photos_dir: where photos are
 * @name: content name of one
 *
 * Returns: %FALSE with @error set when it is not what its name says
 */
typedef gboolean (*JlArchiveCheckPhoto) (const char *photos_dir, const char *name, GError **error);

/**
 * JlArchiveImport:
 * @path: the archive
 * @writer: where to
 * @data_dir: its folder
 * @schemas: NULL-terminated: the kinds of records
 * @adapt: what is different here
 * @check_photo: see #JlArchiveCheckPhoto
 * @settle: makes an organisation's totals true when all records are there; its input has the
 *   `organisation` and the `last_label` that it gave out there, 0: that is not known
 * @report_path: where to say what was not taken
 * @go_on: (nullable): progress, and whether to end soon
 *
 * What another service held (doc/archive.md), taken in.
 */
typedef struct {
  const char *path;
  JlWriter *writer;
  const char *data_dir;
  const JlSchema *const *schemas;
  JlArchiveAdapt adapt;
  JlArchiveCheckPhoto check_photo;
  const JlCommand *settle;
  const char *report_path;
  JlArchiveGoOn go_on;
} JlArchiveImport;

gboolean jl_archive_import (const JlArchiveImport *job,
                            JlArchiveContents *contents,
                            JlImportMark *mark,
                            GError **error);

G_END_DECLS
