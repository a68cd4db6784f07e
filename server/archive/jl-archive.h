// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-rules.h"
#include "jl-writer.h"

G_BEGIN_DECLS

/**
 * JlArchiveExport:
 * @data_dir: what is exported; a service may run on it
 * @schemas: NULL-terminated: the kinds of records
 * @rules: in force
 * @rules_dir: where they are
 * @path: the archive, `.tar.zst` or `.zip`
 * @stop: (nullable): becomes non-zero when it should end soon
 * @progress: (nullable): called after each file with its name and lines, -1: none
 *
 * Everything that a service holds, for another one to read: doc/archive.md. What belongs to persons
 * is not in it.
 */
typedef struct {
  const char *data_dir;
  const JlSchema *const *schemas;
  const JlRules *rules;
  const char *rules_dir;
  const char *path;
  const volatile int *stop;
  void (*progress) (const char *name, gint64 n_records);
} JlArchiveExport;

gboolean jl_archive_export (const JlArchiveExport *job, GError **error);

G_END_DECLS
