// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-archive-reader.h"
#include "jl-command.h"

G_BEGIN_DECLS

/* jl-archive-take.c */
extern const JlCommand jl_archive_begin_command, jl_archive_take_command;

/* jl-archive-labels.c */
gboolean jl_archive_read_labels (JlArchiveReader *reader, GHashTable *labels, GError **error);

G_END_DECLS
