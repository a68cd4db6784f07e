// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-connection.h"

G_BEGIN_DECLS

/**
 * JlJournalProblem: what verification found, first in each chain.
 */
typedef struct {
  gint64 organisation;
  gint64 organisation_seq;
  char *text; /* owned, translated */
} JlJournalProblem;

GPtrArray *jl_journal_verify (JlConnection *connection, gint64 *n_entries, GError **error);

gboolean jl_journal_erase_body (JlConnection *connection, gint64 seq, GError **error);

/* The change stream: one row an effect, in order, filtered by the caller. */
typedef struct {
  gint64 seq;
  gint64 journal; /* the entry it belongs to */
  gint64 organisation;
  const char *kind;
  gint64 id;
  gint64 version;
  gboolean is_public; /* visible to anybody before or after this change */
  gint64 owner;       /* the person to whom it also shows, 0: none */
} JlChange;
typedef void (*JlChangeFunc) (const JlChange *change, gpointer user_data);
gboolean jl_changes_foreach (JlConnection *connection,
                             gint64 after,
                             guint limit,
                             JlChangeFunc func,
                             gpointer user_data,
                             GError **error);
gboolean jl_changes_get_last (JlConnection *connection, gint64 *seq, GError **error);

G_END_DECLS
