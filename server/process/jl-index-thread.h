// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-application.h"
#include "jl-rules.h"

G_BEGIN_DECLS

/*
 * The indexer beside a long import of the same process: on a second processor, what is taken in can
 * be found as soon as the import has ended.
 */
typedef struct _JlIndexThread JlIndexThread;

JlIndexThread *jl_index_thread_new (const JlApplication *application,
                                    const JlRules *rules,
                                    const char *data_dir,
                                    const volatile int *stop,
                                    GError **error);
void jl_index_thread_wake (JlIndexThread *self);
gboolean jl_index_thread_finish (JlIndexThread *self, GError **error);
void jl_index_thread_free (JlIndexThread *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlIndexThread, jl_index_thread_free)

G_END_DECLS
