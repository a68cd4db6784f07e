// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-exchange.h"

G_BEGIN_DECLS

/*
 * Runs what routes prepare (JlRoute.prepare) on a few threads of their own, each with a connection,
 * so that hashing a password or waiting for a picture holds up no other request.
 */
typedef struct _JlPreparer JlPreparer;

/**
 * JlPrepared:
 * @prepared: (transfer none) (nullable): what the route made, %NULL with @error set
 * @user_data: of jl_preparer_run()
 *
 * Called from the main context that was the thread's default when the preparer was made.
 */
typedef void (*JlPrepared) (GVariant *prepared, const GError *error, gpointer user_data);

JlPreparer *jl_preparer_new (const JlWorkerConfig *config, GError **error);
void jl_preparer_free (JlPreparer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlPreparer, jl_preparer_free)

gboolean jl_preparer_run (
    JlPreparer *self, JlExchange *exchange, JlPrepared done, gpointer user_data, GError **error);

G_END_DECLS
