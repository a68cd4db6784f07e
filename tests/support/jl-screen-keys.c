// SPDX-License-Identifier: GPL-3.0-or-later
/* Keys as a keyboard sends them, a mouse, and which window gets the keys. */
#include "jl-screen-private.h"

#include <X11/XKBlib.h>
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XTest.h>
#include <string.h>

static Display *display;

/* A window that closes while it is looked at is no mistake here. */
static int
ignore_error_cb (Display *of, XErrorEvent *event)
{
  return 0;
}

static void
connect_once (void)
{
  if (display != NULL)
    return;
  display = XOpenDisplay (NULL);
  g_assert_nonnull (display);
}

static void
hold (guint keycode, gboolean down)
{
  g_assert_cmpint (XTestFakeKeyEvent (display, keycode, down, CurrentTime), !=, 0);
}

/* Presses and lets go one key, with shift where the keyboard needs it for this character. */
static void
strike (KeySym symbol)
{
  guint keycode = XKeysymToKeycode (display, symbol);
  guint shift = XKeysymToKeycode (display, XK_Shift_L);
  gboolean plain;

  g_assert_cmpuint (keycode, !=, 0);
  plain = XkbKeycodeToKeysym (display, keycode, 0, 0) == symbol;
  if (!plain)
    hold (shift, TRUE);
  hold (keycode, TRUE);
  hold (keycode, FALSE);
  if (!plain)
    hold (shift, FALSE);
}

static KeySym
find_symbol (const char *name)
{
  KeySym symbol = XStringToKeysym (name);

  g_assert_cmpuint (symbol, !=, NoSymbol);
  return symbol;
}

static guint
find_modifier (const char *name)
{
  static const struct {
    const char *name;
    KeySym symbol;
  } modifiers[] = { { "ctrl", XK_Control_L }, { "alt", XK_Alt_L }, { "shift", XK_Shift_L } };

  for (guint i = 0; i < G_N_ELEMENTS (modifiers); i++)
    if (g_str_equal (modifiers[i].name, name))
      return XKeysymToKeycode (display, modifiers[i].symbol);
  g_assert_not_reached ();
}

static void
press_together (const char *keys)
{
  g_auto (GStrv) names = g_strsplit (keys, "+", -1);
  guint last = g_strv_length (names) - 1;

  for (guint i = 0; i < last; i++)
    hold (find_modifier (names[i]), TRUE);
  strike (find_symbol (names[last]));
  for (guint i = last; i > 0; i--)
    hold (find_modifier (names[i - 1]), FALSE);
}

/**
 * jl_screen_type:
 * @text: what is typed: characters of an American keyboard, `\n` for Enter, `\t` for Tab
 *
 * All keys reach the screen at once: no busy machine can slow them down, so a code with its Enter
 * is always as quick as a scanner, whose speed the program goes by.
 */
void
jl_screen_type (const char *text)
{
  connect_once ();
  for (const char *c = text; *c != '\0'; c++)
    strike (*c == '\n' ? XK_Return : *c == '\t' ? XK_Tab : (KeySym)(guchar)*c);
  XSync (display, False);
}

/**
 * jl_screen_press:
 * @keys: keys one after the other, by their X names, e.g. `Tab ctrl+Return`; a character that needs
 *   shift gets it
 */
void
jl_screen_press (const char *keys)
{
  g_auto (GStrv) each = g_strsplit (keys, " ", -1);

  connect_once ();
  for (guint i = 0; each[i] != NULL; i++)
    press_together (each[i]);
  XSync (display, False);
}

static gboolean
has_title (Window window, const char *title)
{
  XTextProperty property;
  gboolean same;

  if (XGetTextProperty (display, window, &property, XInternAtom (display, "_NET_WM_NAME", False)) ==
      0)
    return FALSE;
  same = property.value != NULL && g_str_equal ((const char *)property.value, title);
  XFree (property.value);
  return same;
}

/* Returns: a window of this title that is on the screen, or None. */
static Window
find_window (const char *title)
{
  Window root = DefaultRootWindow (display);
  Window parent;
  Window *windows = NULL;
  Window found = None;
  guint n = 0;

  if (XQueryTree (display, root, &root, &parent, &windows, &n) == 0)
    return None;
  /* The topmost is the last. */
  for (guint i = n; i > 0 && found == None; i--) {
    XWindowAttributes attributes;

    if (has_title (windows[i - 1], title) &&
        XGetWindowAttributes (display, windows[i - 1], &attributes) != 0 &&
        attributes.map_state == IsViewable)
      found = windows[i - 1];
  }
  XFree (windows);
  return found;
}

/* A window manager marks what it manages (ICCCM 4.1.3.1); who drags looks for such windows only. */
static void
mark_as_managed (Window window)
{
  Atom name = XInternAtom (display, "WM_STATE", False);
  const long state[] = { NormalState, None };

  XChangeProperty (display,
                   window,
                   name,
                   name,
                   32,
                   PropModeReplace,
                   (const guchar *)state,
                   G_N_ELEMENTS (state));
}

static gboolean
try_to_focus (const char *title)
{
  Window window = find_window (title);
  Window focused = None;
  int revert;

  if (window == None)
    return FALSE;
  mark_as_managed (window);
  XSetInputFocus (display, window, RevertToParent, CurrentTime);
  XGetInputFocus (display, &focused, &revert);
  return focused == window;
}

/**
 * jl_screen_focus_window:
 * @title: of a window, whole
 *
 * Gives the keyboard to a window as soon as it is on the screen, as a window manager would.
 */
void
jl_screen_focus_window (const char *title)
{
  JlScreenWait wait = jl_screen_wait_begin ();
  int (*before) (Display *, XErrorEvent *);
  gboolean focused = FALSE;

  connect_once ();
  before = XSetErrorHandler (ignore_error_cb);
  do
    focused = try_to_focus (title);
  while (!focused && jl_screen_wait_more (&wait));
  XSync (display, False);
  XSetErrorHandler (before);
  if (!focused)
    jl_screen_fail ("there is no window “%s”", title);
}

/**
 * jl_screen_place_window:
 * @title: of a window that is on the screen
 * @x: where its left edge goes
 * @y: where its upper edge goes
 *
 * Moves a window to where it is seen whole, and to the front.
 */
void
jl_screen_place_window (const char *title, int x, int y)
{
  jl_screen_focus_window (title);
  XMoveWindow (display, find_window (title), x, y);
  XRaiseWindow (display, find_window (title));
  XSync (display, False);
}

/* A hand is not in two places at once: what is dragged learns of the way. */
#define N_POINTS 20

static void
move_to (int x, int y)
{
  XTestFakeMotionEvent (display, DefaultScreen (display), x, y, CurrentTime);
  XSync (display, False);
  jl_screen_pause ();
}

/**
 * jl_screen_drag:
 * @x: where the mouse's button is pressed
 * @y: the same
 * @to_x: where it is let go
 * @to_y: the same
 */
void
jl_screen_drag (int x, int y, int to_x, int to_y)
{
  connect_once ();
  move_to (x, y);
  XTestFakeButtonEvent (display, 1, True, CurrentTime);
  for (int i = 1; i <= N_POINTS; i++)
    move_to (x + (to_x - x) * i / N_POINTS, y + (to_y - y) * i / N_POINTS);
  /* Who is below answers whether it takes it. */
  for (int i = 0; i < N_POINTS; i++)
    move_to (to_x + i % 2, to_y);
  XTestFakeButtonEvent (display, 1, False, CurrentTime);
  XSync (display, False);
}
