// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"

G_BEGIN_DECLS

/*
 * A prepared statement, borrowed from its connection's cache: bind, step, read, and let autoptr
 * give it back (reset, bindings cleared). Parameters are numbered ?1, ?2 … or named :title. Texts
 * and blobs bound must outlive the statement's use; they are not copied.
 */
typedef struct _JlStatement JlStatement;

void jl_statement_bind_integer (JlStatement *self, int index, gint64 value);
void jl_statement_bind_text (JlStatement *self, int index, const char *value);
void jl_statement_bind_characters (JlStatement *self, int index, const char *text, gsize length);
void jl_statement_bind_blob (JlStatement *self, int index, gconstpointer data, gsize size);
void jl_statement_bind_bytes (JlStatement *self, int index, GBytes *bytes);
void jl_statement_bind_null (JlStatement *self, int index);

/* Every named parameter takes the field of that name; one without a field is our own mistake. */
void jl_statement_bind_record (JlStatement *self, JlRecord *record);

/* TRUE: a row. FALSE without error: done. FALSE with error: UNIQUE → CONFLICT, BUSY → UNAVAILABLE,
 * FULL → STORAGE_FULL, CORRUPT → CORRUPT, any other → INTERNAL. */
gboolean jl_statement_step (JlStatement *self, GError **error);
/* Runs a statement whose rows, if any, nobody wants. */
gboolean jl_statement_run (JlStatement *self, GError **error);

gint64 jl_statement_get_integer (JlStatement *self, int column);
const char *jl_statement_get_text (JlStatement *self, int column);
gconstpointer jl_statement_get_blob (JlStatement *self, int column, gsize *size);
gboolean jl_statement_is_null (JlStatement *self, int column);

/* Columns are matched to fields by name. */
JlRecord *jl_statement_get_record (JlStatement *self, const JlRecordTable *table, GError **error);

/* Ready to be bound and stepped again; what was bound stays. */
void jl_statement_reset (JlStatement *self);
void jl_statement_release (JlStatement *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlStatement, jl_statement_release)

G_END_DECLS
