// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-statement.h"

G_BEGIN_DECLS

/*
 * One SQLite connection with the house's pragmas (WAL, synchronous=FULL, foreign keys on and read
 * back, trusted_schema off, NOMUTEX) and a cache of prepared statements. Used by one thread.
 */
typedef struct _JlConnection JlConnection;

/**
 * JlConnectionFlags:
 * @JL_CONNECTION_READ_ONLY: writes nothing but what readers of a log share
 * @JL_CONNECTION_CREATE: makes the file if it is absent
 * @JL_CONNECTION_IMMUTABLE: with READ_ONLY: a copy without a log that nobody changes, perhaps where
 *   nothing can be written
 */
typedef enum {
  JL_CONNECTION_READ_ONLY = 1 << 0,
  JL_CONNECTION_CREATE = 1 << 1,
  JL_CONNECTION_IMMUTABLE = 1 << 2,
} JlConnectionFlags;

JlConnection *jl_connection_open (const char *path, JlConnectionFlags flags, GError **error);
void jl_connection_close (JlConnection *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlConnection, jl_connection_close)

/* Takes a string literal: the cache is keyed by its address. NULL with a JL_ERROR on failure. */
JlStatement *jl_connection_prepare (JlConnection *self, const char *sql, GError **error);
/* The same for SQL made at run time from static tables (jl-kind.c); keyed by its text. */
JlStatement *jl_connection_prepare_text (JlConnection *self, const char *sql, GError **error);

gboolean jl_connection_execute (JlConnection *self, const char *sql, GError **error);
gboolean jl_connection_empty_log (JlConnection *self, GError **error);
/* As connections have it that nobody has set otherwise: some lists' first pages of a large city. */
#define JL_CONNECTION_CACHE_KIB 16384
gboolean jl_connection_set_cache (JlConnection *self, guint kib, GError **error);
void jl_connection_release_memory (JlConnection *self);
gint64 jl_connection_get_changes (JlConnection *self);
gint64 jl_connection_get_total_changes (JlConnection *self);
gint64 jl_connection_get_last_id (JlConnection *self);
gboolean
jl_connection_attach (JlConnection *self, const char *path, const char *name, GError **error);

/* A read transaction: several statements that see one state. */
gboolean jl_connection_begin_read (JlConnection *self, GError **error);
gboolean jl_connection_share_read (JlConnection *self, GError **error);
void jl_connection_end_read (JlConnection *self);

/* For server/store only: other SQL engines will not have it. */
gpointer jl_connection_get_handle (JlConnection *self);

G_END_DECLS
