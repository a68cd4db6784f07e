// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What a process of the service gives up before it reads the first byte from strangers: new
 * privileges, core dumps, all files but those it names (Landlock), all system calls but those of
 * its role (seccomp). Nothing gives it back, and what the process starts has no more. HACKING.md,
 * "Who may do what", has the table.
 */

/**
 * JlConfineRole:
 * @JL_CONFINE_PARENT: supervises and writes
 * @JL_CONFINE_WORKER: talks to clients, starts the picture worker
 * @JL_CONFINE_INDEXER: follows the journal
 * @JL_CONFINE_PICTURES: decodes what strangers sent
 */
typedef enum {
  JL_CONFINE_PARENT,
  JL_CONFINE_WORKER,
  JL_CONFINE_INDEXER,
  JL_CONFINE_PICTURES,
  JL_N_CONFINE_ROLES
} JlConfineRole;

/**
 * JlConfineAccess:
 * @JL_CONFINE_LIST: lists of folders
 * @JL_CONFINE_READ: files and lists of folders
 * @JL_CONFINE_USE: contents of files that exist: reads and writes them, makes and removes none
 * @JL_CONFINE_WRITE: everything with plain files and folders
 * @JL_CONFINE_EXECUTE: programs
 */
typedef enum {
  JL_CONFINE_LIST = 1 << 0,
  JL_CONFINE_READ = 1 << 1,
  JL_CONFINE_USE = 1 << 2,
  JL_CONFINE_WRITE = 1 << 3,
  JL_CONFINE_EXECUTE = 1 << 4,
} JlConfineAccess;

typedef struct _JlConfine JlConfine;

JlConfine *jl_confine_new (JlConfineRole role);
void jl_confine_free (JlConfine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlConfine, jl_confine_free)

void jl_confine_allow (JlConfine *self, JlConfineAccess access, const char *path);
void jl_confine_allow_system (JlConfine *self);
gboolean jl_confine_guards_files (void);
gboolean jl_confine_enter (JlConfine *self, GError **error);

G_END_DECLS
