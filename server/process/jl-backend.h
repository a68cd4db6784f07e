// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-application.h"
#include "jl-exit.h"
#include "jl-rules.h"
#include "jl-store.h"

G_BEGIN_DECLS

/**
 * JlBackend:
 *
 * A data folder opened for writing: its lock is held, its keys and the rules are read, its database
 * is migrated and has its writer, its search file is there.
 */
typedef struct {
  const JlApplication *application; /* borrowed */
  int lock_fd;
  JlKeys *keys;             /* owned */
  JlRules *rules;           /* owned */
  JlWriter *writer;         /* owned */
  const JlSchema **schemas; /* owned: the writer borrows them */
  JlNode *node;             /* owned */
  JlSearchIndex *search;    /* owned */
} JlBackend;

JlBackend *jl_backend_open (const JlApplication *application,
                            const JlConfig *config,
                            JlExit *status,
                            GError **error);
void jl_backend_close (JlBackend *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlBackend, jl_backend_close)

G_END_DECLS
