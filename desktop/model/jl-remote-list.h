// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-client.h"

G_BEGIN_DECLS

/**
 * JlListState:
 * @JL_LIST_LOADING: nothing is known yet
 * @JL_LIST_EMPTY: there is nothing of what was asked for
 * @JL_LIST_ERROR: nothing could be read: see jl_remote_list_get_error()
 * @JL_LIST_CONTENT: there is something to show
 */
typedef enum { JL_LIST_LOADING, JL_LIST_EMPTY, JL_LIST_ERROR, JL_LIST_CONTENT } JlListState;

#define JL_TYPE_LIST_STATE (jl_list_state_get_type ())
GType jl_list_state_get_type (void);

/*
 * A list route of the service as a GListModel of JlRecord. Pages are read as
 * jl_remote_list_load_more() is called. A record keeps its object as long as it stays in the list:
 * what changes are its properties. Changes that the service tells of are taken over by themselves.
 *
 * Properties: `state`, `loading-more`, `has-more`.
 */
#define JL_TYPE_REMOTE_LIST (jl_remote_list_get_type ())
G_DECLARE_FINAL_TYPE (JlRemoteList, jl_remote_list, JL, REMOTE_LIST, GObject)

JlRemoteList *jl_remote_list_new (JlClient *client, const JlRecordTable *table, const char *path);
void jl_remote_list_set_query (JlRemoteList *self, const char *query);
void jl_remote_list_add_kind (JlRemoteList *self, const char *kind);
void jl_remote_list_reload (JlRemoteList *self);
void jl_remote_list_load_more (JlRemoteList *self);
gboolean jl_remote_list_has_more (JlRemoteList *self);
JlListState jl_remote_list_get_state (JlRemoteList *self);
const GError *jl_remote_list_get_error (JlRemoteList *self);
gboolean jl_remote_list_find (JlRemoteList *self, const char *id, guint *position);

G_END_DECLS
