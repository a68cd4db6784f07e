// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-client.h"
#include "jl-draft.h"

G_BEGIN_DECLS

/**
 * JlIntakeProgress:
 * @done: how much of all that is to be sent was sent, 0 to 1
 * @user_data: of jl_intake_send_async()
 */
typedef void (*JlIntakeProgress) (double done, gpointer user_data);

void jl_intake_send_async (JlClient *client,
                           JlDraft *draft,
                           gboolean publish,
                           JlIntakeProgress progress,
                           gpointer progress_data,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
JlRecord *jl_intake_send_finish (GAsyncResult *result, GError **error);

const char *jl_intake_guess_media_type (GBytes *content);

G_END_DECLS
