// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-catalog.h"
#include "jl-id.h"

G_BEGIN_DECLS

/**
 * JlEffect:
 *
 * What a command did to one record. However often a command puts a record, it has one effect and
 * its version rises once.
 */
typedef struct {
  const JlKindSql *sql;
  gint64 id;
  gint64 version;
  gint64 organisation;
  gint64 owner;
  gboolean is_new;     /* the record did not exist before the command */
  gboolean was_public; /* before the command */
  gboolean is_public;
  JlRecord *record; /* owned, nullable: a copy of what was put; NULL: removed */
  GBytes *own;      /* owned, nullable: @record as its own see it, where that was answered */
} JlEffect;

/**
 * JlSession:
 *
 * What all commands of one writer have in common; lives in the writer.
 */
typedef struct {
  JlConnection *connection;
  const JlCatalog *catalog;
  const char *rules_version;
  gint64 rules; /* its number in this database */
  gpointer context;
  JlIdMaker ids;
  gint64 city;
  guint epoch;
  guint schema; /* number of the last migration */
} JlSession;

struct _JlTransaction {
  JlSession *session; /* borrowed */
  JlCall *call;       /* borrowed */
  gint64 now;
  gint64 home;
  gint64 transfer;
  GPtrArray *effects; /* owned, (element-type JlEffect), in the order of their first put */
  JlReply *reply;     /* owned, nullable */
};

JlTransaction *jl_transaction_new (JlSession *session, JlCall *call, gint64 now);
void jl_transaction_free (JlTransaction *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlTransaction, jl_transaction_free)

gboolean
jl_transaction_insert (JlTransaction *self, const JlKindSql *sql, JlRecord *record, GError **error);
gint64 jl_transaction_settle_home (JlTransaction *self);
gboolean jl_transaction_store_ready (JlTransaction *self, GError **error);

G_END_DECLS
