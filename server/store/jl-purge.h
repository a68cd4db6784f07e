// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-command.h"

G_BEGIN_DECLS

/*
 * What the retention rules let go of: each capability says which of its records are over. A purge
 * (server/keeping) sets for each kind of record the time before which it must have ended; the
 * commands that remove them fall due then, one record a command, in slices behind everybody else's.
 */

/**
 * JlPurge:
 * @record: what the retention rules call it
 * @table: where such records are
 * @is_over: SQL that is true of a row whose time of keeping began before ?1, the time of the rules
 * @held: (nullable): SQL that is true of a row that a legal hold keeps
 * @has_id_of_time: whether its ids are those of jl-id.h, so that a record's id tells when it began
 */
typedef struct {
  const char *record;
  const char *table;
  const char *is_over;
  const char *held;
  gboolean has_id_of_time;
} JlPurge;

gboolean jl_purge_find (JlConnection *connection, const JlPurge *purge, gint64 after, gint64 *id);
gboolean
jl_purge_check (JlTransaction *transaction, const JlPurge *purge, gint64 id, GError **error);
gboolean jl_purge_remove (JlTransaction *transaction,
                          const JlPurge *purge,
                          const JlKind *kind,
                          JlRecord *record,
                          GError **error);
gboolean jl_purge_execute (JlTransaction *transaction,
                           const JlPurge *purge,
                           const JlKind *kind,
                           JlRecord *record,
                           GError **error);
gboolean jl_purge_note (JlTransaction *transaction, const JlPurge *purge, GError **error);

/**
 * JlPurgeCount:
 * @n_due: records that may go
 * @n_held: records that could, but for a legal hold
 */
typedef struct {
  guint n_due;
  guint n_held;
} JlPurgeCount;
gboolean jl_purge_count (JlConnection *connection,
                         const JlPurge *purge,
                         gint64 before,
                         guint max,
                         JlPurgeCount *count,
                         GError **error);

gboolean jl_tombstone_exists (JlConnection *connection, gint64 id);

G_END_DECLS
