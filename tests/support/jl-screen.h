// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atspi/atspi.h>

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AtspiAccessible, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AtspiStateSet, g_object_unref)

/*
 * Tests of real windows: a screen and a session bus of the test's own, keys as a keyboard sends
 * them, and what a screen reader would find.
 */
void jl_screen_enter (char *argv[]);
void jl_screen_init (void);

void jl_screen_type (const char *text);
void jl_screen_press (const char *keys);
void jl_screen_focus_window (const char *title);

void jl_screen_pause (void);
AtspiAccessible *jl_screen_find (const char *name, AtspiStateType state);
AtspiAccessible *jl_screen_wait (const char *name, AtspiStateType state);
void jl_screen_expect (const char *name, AtspiStateType state);
void jl_screen_expect_gone (const char *name, AtspiStateType state);
void jl_screen_expect_description (const char *name, const char *description);

G_END_DECLS
