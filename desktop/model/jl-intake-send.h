// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-client.h"
#include "jl-intake-draft.h"

G_BEGIN_DECLS

void jl_intake_send_async (JlClient *client,
                           JlIntakeDraft *draft,
                           JlRecord *item,
                           gboolean publish,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
JlRecord *jl_intake_send_finish (GAsyncResult *result, GError **error);

gboolean jl_intake_send_may_retry (const GError *error);

G_END_DECLS
