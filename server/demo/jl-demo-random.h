// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Numbers that look random and are the same on every machine and with every GLib (GRand's sequence
 * depends on G_RANDOM_VERSION). Each thing that is made has a stream of its own.
 */
typedef struct {
  guint64 state[4];
} JlDemoRandom;

/* What the stream is for, so that item 7 and resident 7 have nothing in common. */
typedef enum {
  JL_DEMO_STREAM_ORGANISATION,
  JL_DEMO_STREAM_STAFF,
  JL_DEMO_STREAM_RESIDENT,
  JL_DEMO_STREAM_ITEM,
  JL_DEMO_STREAM_WANT,
} JlDemoStream;

void jl_demo_random_init (JlDemoRandom *self, guint64 seed, JlDemoStream stream, guint64 number);
guint64 jl_demo_random_next (JlDemoRandom *self);
guint jl_demo_random_below (JlDemoRandom *self, guint n);
gint64 jl_demo_random_between (JlDemoRandom *self, gint64 low, gint64 high);
gboolean jl_demo_random_percent (JlDemoRandom *self, guint percent);
double jl_demo_random_unit (JlDemoRandom *self);
double jl_demo_random_normal (JlDemoRandom *self);
guint jl_demo_random_weighted (JlDemoRandom *self, const guint *weights, guint n);
guint jl_demo_random_zipf (JlDemoRandom *self, guint n);

G_END_DECLS
