// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Gives memory back when a process has come to rest. What a burst of work left in caches and in the
 * allocator's heap would otherwise stay with each process for good.
 */
typedef struct _JlRest JlRest;

/* Empties caches. */
typedef void (*JlRestRelease) (gpointer user_data);

#define JL_REST_INTERVAL_MS 2000

JlRest *jl_rest_new (guint interval_ms, JlRestRelease release, gpointer user_data);
void jl_rest_free (JlRest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlRest, jl_rest_free)

G_END_DECLS
