// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-client.h"
#include "jl-kept-heads.h"

G_BEGIN_DECLS

/*
 * Looks, when somebody signs in and once a day from then on, whether the journals are still those
 * whose heads this computer has kept, and keeps the newest ones. It never holds anything up.
 *
 * Property: `trouble`: what does not fit, for people; %NULL as long as all does.
 */
#define JL_TYPE_HEAD_WATCH (jl_head_watch_get_type ())
G_DECLARE_FINAL_TYPE (JlHeadWatch, jl_head_watch, JL, HEAD_WATCH, GObject)

JlHeadWatch *jl_head_watch_new (JlClient *client, const char *folder);
void jl_head_watch_check (JlHeadWatch *self);
gboolean jl_head_watch_is_busy (JlHeadWatch *self);
const char *jl_head_watch_get_trouble (JlHeadWatch *self);
gboolean jl_head_watch_save (JlHeadWatch *self, const char *path, GError **error);
gboolean jl_head_watch_start_anew (JlHeadWatch *self, GError **error);

G_END_DECLS
