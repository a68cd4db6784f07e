// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-screen.h"

G_BEGIN_DECLS

/* How long somebody has been waiting for the screen to change. */
typedef struct {
  gint64 deadline; /* monotonic, microseconds */
} JlScreenWait;

JlScreenWait jl_screen_wait_begin (void);
/* Waits until something happens on the screen, or a moment. Returns: whether there is time left. */
gboolean jl_screen_wait_more (JlScreenWait *wait);

gboolean jl_screen_take_event (void);
void jl_screen_fail (const char *format, ...) G_GNUC_PRINTF (1, 2) G_GNUC_NORETURN;

G_END_DECLS
