// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-command.h"

G_BEGIN_DECLS

/**
 * JlJournalProblem: what verification found, first in each chain.
 */
typedef struct {
  gint64 organisation;
  gint64 organisation_seq;
  char *text; /* owned, translated */
} JlJournalProblem;
void jl_journal_problem_free (JlJournalProblem *self);
char *jl_journal_problem_to_text (const JlJournalProblem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlJournalProblem, jl_journal_problem_free)

GPtrArray *jl_journal_verify (JlConnection *connection, gint64 *n_entries, GError **error);

/**
 * JlJournalEntry: one entry, as it is stored.
 */
typedef struct {
  gint64 seq;
  gint64 organisation;
  gint64 organisation_seq;
  gint64 at;    /* milliseconds UTC */
  gint64 actor; /* account, 0: the service */
  const char *command;
  const char *head;     /* the bytes that are chained: one line of JSON */
  const char *body;     /* nullable: erased. JSON */
  const guint8 *hash;   /* 32 bytes: of the chain up to it */
  const guint8 *salt;   /* nullable: erased. 16 bytes: of the body's digest in the head */
  const guint8 *packed; /* nullable: erased. The body as it is stored and digested */
  gsize packed_size;
} JlJournalEntry;
typedef void (*JlJournalFunc) (const JlJournalEntry *entry, gpointer user_data);
gboolean jl_journal_foreach (JlConnection *connection,
                             gint64 record,
                             gint64 after,
                             guint limit,
                             JlJournalFunc func,
                             gpointer user_data,
                             GError **error);

gboolean jl_journal_erase_body (JlConnection *connection, gint64 seq, GError **error);

/**
 * JlHistoryStep: one change of one record, from the journal; borrowed.
 */
typedef struct {
  gint64 seq; /* of the change: what to continue before */
  gint64 at;
  gint64 actor;  /* account, 0: the service, or nobody signed in */
  gint64 acting; /* the organisation it acted for, 0: none, or erased */
  const char *command;
  gint64 version;
  JlRecord *image; /* nullable: the record after the step; removed by it, or erased */
} JlHistoryStep;
typedef void (*JlHistoryFunc) (const JlHistoryStep *step, gpointer user_data);
gboolean jl_history_foreach (JlConnection *connection,
                             const JlKind *kind,
                             gint64 id,
                             gint64 before,
                             guint limit,
                             JlHistoryFunc func,
                             gpointer user_data,
                             GError **error);

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
