// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-application.h"
#include "jl-channel.h"
#include "jl-metrics.h"
#include "jl-rest.h"
#include "jl-rules.h"
#include "jl-start.h"

G_BEGIN_DECLS

/*
 * What all children have in common: they come to life with the descriptors of jl-supervisor.h, are
 * told what to do, obey until they are told to quit, and leave when their parent is gone.
 */
/**
 * JlChildFuncs:
 * @received: a frame other than START and QUIT has come
 * @quit: (nullable): finish what was accepted and leave; called once, also when the parent is gone.
 *   A child with nothing to finish looks at JlChild.is_quitting instead
 * @orphaned: (nullable): the parent is gone: nothing sent to it will be answered; @quit follows
 * @rested: (nullable): there was work and now there is none: empty caches, see jl-rest.h
 */
typedef struct {
  void (*received) (JlMessage message, guint64 id, GBytes *payload, gpointer user_data);
  void (*quit) (gpointer user_data);
  void (*orphaned) (gpointer user_data);
  void (*rested) (gpointer user_data);
} JlChildFuncs;

typedef struct {
  const JlApplication *application; /* borrowed */
  JlChannel *channel;               /* owned */
  JlStart *start;                   /* owned */
  JlKeys *keys;                     /* owned */
  JlRules *rules;                   /* owned */
  JlMetrics *metrics;               /* owned */

  gboolean is_quitting; /* told to, or the parent is gone */

  /* jl-child.c's own */
  JlChildFuncs funcs;
  gpointer user_data; /* borrowed */
  gboolean is_ready;  /* there are funcs to call */
  guint term_source;
  JlRest *rest; /* owned */
} JlChild;

JlChild *
jl_child_new (const JlApplication *application, guint slot, JlPersonAccess access, GError **error);
void jl_child_free (JlChild *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlChild, jl_child_free)

void jl_child_ready (JlChild *self, const JlChildFuncs *funcs, gpointer user_data);
void jl_child_retire (JlChild *self);

G_END_DECLS
