// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-accounts.h"
#include "jl-keeping-capability.h"
#include "jl-rules.h"

G_BEGIN_DECLS

/* jl-keeping.c */
const JlKeepingConfig *jl_keeping_get_config (void);
gboolean jl_keeping_check_city (JlTransaction *transaction, const JlCaller *caller, GError **error);
JlResponse *jl_keeping_list (JlRequest *request, const char *sql, GError **error);

/* jl-hold.c */
extern const JlCommand jl_hold_create_command, jl_hold_release_command;
JlResponse *jl_holds_list (JlRequest *request, GError **error);

/* jl-kept.c */
JlResponse *jl_retention_list (JlRequest *request, GError **error);
GPtrArray *jl_keeping_plan_steps (const JlRules *rules, gint64 now);

/* jl-purge-run.c */
extern const JlCommand jl_purge_create_command, jl_purge_begin_command, jl_purge_cancel_command,
    jl_purge_plan_command, jl_purge_start_command, jl_purge_finish_command;
JlResponse *jl_purges_list (JlRequest *request, GError **error);
gboolean jl_purge_find_to_plan (JlConnection *connection, gint64 now, gint64 after, gint64 *id);
gboolean jl_purge_find_to_start (JlConnection *connection, gint64 now, gint64 after, gint64 *id);
gboolean jl_purge_find_to_finish (JlConnection *connection, gint64 now, gint64 after, gint64 *id);

/* jl-journal-purge.c */
extern const JlPurge jl_journal_purge;
extern const JlCommand jl_journal_purge_command;

G_END_DECLS
