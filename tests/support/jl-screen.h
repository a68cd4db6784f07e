// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atspi/atspi-constants.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Tests of real windows: a screen and a session bus of the test's own, keys as a keyboard sends
 * them, and what a screen reader would find.
 */
void jl_screen_enter (char *argv[]);

void jl_screen_type (const char *text);
void jl_screen_press (const char *keys);
void jl_screen_focus_window (const char *title);
void jl_screen_place_window (const char *title, int x, int y);
void jl_screen_drag (int x, int y, int to_x, int to_y);

void jl_screen_pause (void);
void jl_screen_expect (const char *name, AtspiStateType state);
void jl_screen_expect_gone (const char *name, AtspiStateType state);
void jl_screen_expect_description (const char *name, const char *description);
void jl_screen_activate (const char *name);

/* A thing on the screen, while it is visited. */
typedef struct _JlScreenThing JlScreenThing;
struct _JlScreenThing {
  const JlScreenThing *parent; /* nullable */
  const char *name;            /* as a screen reader says it */
  const char *owner;           /* of its program, on the bus */
  const char *path;
};

/* Returns: whether it has seen enough. */
typedef gboolean (*JlScreenVisitor) (const JlScreenThing *thing, gpointer user_data);

gboolean jl_screen_walk (JlScreenVisitor visit, gpointer user_data);
AtspiRole jl_screen_thing_get_role (const JlScreenThing *thing);
gboolean jl_screen_thing_has_state (const JlScreenThing *thing, AtspiStateType state);
char *jl_screen_thing_dup_description (const JlScreenThing *thing);
void jl_screen_thing_activate (const JlScreenThing *thing);

G_END_DECLS
