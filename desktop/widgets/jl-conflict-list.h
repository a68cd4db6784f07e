// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * What somebody else changed while this person was editing, field by field, with the choice of
 * keeping one's own or taking the other's.
 *
 * Signals: `chosen` when the choices are to be saved.
 */
#define JL_TYPE_CONFLICT_LIST (jl_conflict_list_get_type ())
G_DECLARE_FINAL_TYPE (JlConflictList, jl_conflict_list, JL, CONFLICT_LIST, GtkWidget)

JlConflictList *jl_conflict_list_new (void);
void jl_conflict_list_clear (JlConflictList *self);
void jl_conflict_list_add (JlConflictList *self,
                           const char *path,
                           const char *label,
                           const char *mine,
                           const char *theirs,
                           gboolean take_theirs);
gboolean jl_conflict_list_takes_theirs (JlConflictList *self, const char *path);

G_END_DECLS
