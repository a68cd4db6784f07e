// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-screen-private.h"

#include <string.h>
#include <unistd.h>

/* Windows of a loaded machine take their time. */
#define PATIENCE_MS 20000
/* Not everything that changes is told; and what is told comes in crowds. */
#define LOOK_AGAIN_MS 200
#define CROWD_MS 20
/* The test's own output, while that of the bus and its services goes to standard error. */
#define OUTPUT_FD 9

/**
 * jl_screen_enter:
 * @argv: of main()
 *
 * Runs the test program once more on a screen of its own, unless this is that run. The suite is
 * skipped where there is no Xvfb.
 */
void
jl_screen_enter (char *argv[])
{
  g_autoptr (GPtrArray) command = g_ptr_array_new ();
  /* Two programs that start at once would both take the first free number. And a screen whose last
   * client leaves begins anew, which is when the next one is refused: not here. */
  g_autofree char *number = g_strdup_printf ("%d", 100 + getpid () % 30000);
  const char *const wrapper[] = {
    "xvfb-run",         "-a", "-n", number, "-s", "-screen 0 1366x1000x24 -noreset",
    "dbus-run-session", "--", NULL
  };

  if (g_getenv ("JIELI_ON_SCREEN") != NULL) {
    g_assert_cmpint (dup2 (OUTPUT_FD, STDOUT_FILENO), ==, STDOUT_FILENO);
    return;
  }
  for (guint i = 0; wrapper[i] != NULL; i++)
    g_ptr_array_add (command, (gpointer)wrapper[i]);
  for (guint i = 0; argv[i] != NULL; i++)
    g_ptr_array_add (command, argv[i]);
  g_ptr_array_add (command, NULL);
  dup2 (STDOUT_FILENO, OUTPUT_FD);
  dup2 (STDERR_FILENO, STDOUT_FILENO);
  g_setenv ("JIELI_ON_SCREEN", "1", TRUE);
  g_setenv ("GSK_RENDERER", "cairo", TRUE);
  g_unsetenv ("WAYLAND_DISPLAY");
  execvp (wrapper[0], (char **)command->pdata);
  g_printerr ("xvfb-run is not installed: skipped\n");
  exit (77);
}

static gboolean
over_cb (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
let_go_by (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add (ms, over_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

/**
 * jl_screen_pause:
 *
 * Lets a moment go by before somebody looks again.
 */
void
jl_screen_pause (void)
{
  let_go_by (CROWD_MS);
}

JlScreenWait
jl_screen_wait_begin (void)
{
  return (JlScreenWait){ g_get_monotonic_time () + PATIENCE_MS * G_TIME_SPAN_MILLISECOND };
}

gboolean
jl_screen_wait_more (JlScreenWait *wait)
{
  gboolean over = FALSE;
  guint source = g_timeout_add (LOOK_AGAIN_MS, over_cb, &over);
  gboolean event = jl_screen_take_event ();

  while (!over && !event) {
    g_main_context_iteration (NULL, TRUE);
    event = jl_screen_take_event ();
  }
  if (!over)
    g_source_remove (source);
  if (event)
    let_go_by (CROWD_MS);
  return g_get_monotonic_time () < wait->deadline;
}

static gboolean
report_cb (const JlScreenThing *thing, gpointer user_data)
{
  guint depth = 0;

  for (const JlScreenThing *above = thing->parent; above != NULL; above = above->parent)
    depth++;
  g_test_message ("%*s%s%s",
                  (int)(2 * depth),
                  "",
                  thing->name,
                  jl_screen_thing_has_state (thing, ATSPI_STATE_FOCUSED) ? " (has the focus)" : "");
  return FALSE;
}

/* Whoever looks for the reason sees what the screen showed. */
void
jl_screen_fail (const char *format, ...)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("JIELI_BUILD_DIR"), "meson-logs", "screen.png", NULL);
  const char *command[] = { "import", "-window", "root", path, NULL };
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_spawn_sync (
      NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  jl_screen_walk (report_cb, NULL);
  g_error ("%s", text); /* nocheck: ends a test */
}

typedef struct {
  const char *name;
  AtspiStateType state;
  gboolean activates;
  char *description; /* owned */
} Search;

static gboolean
match_cb (const JlScreenThing *thing, gpointer user_data)
{
  Search *search = user_data;

  if (!g_str_equal (thing->name, search->name) || !jl_screen_thing_has_state (thing, search->state))
    return FALSE;
  g_free (search->description);
  search->description = jl_screen_thing_dup_description (thing);
  if (search->activates)
    jl_screen_thing_activate (thing);
  return TRUE;
}

static void
find (Search *search)
{
  JlScreenWait wait = jl_screen_wait_begin ();
  gboolean found;

  do
    found = jl_screen_walk (match_cb, search);
  while (!found && jl_screen_wait_more (&wait));
  if (!found)
    jl_screen_fail ("“%s” is not there in state %d", search->name, search->state);
}

/**
 * jl_screen_expect:
 * @name: as a screen reader says it
 * @state: that it must come into. Whatever can be reached is %ATSPI_STATE_VISIBLE to GTK 4.8, also
 *   on a page that is not shown
 */
void
jl_screen_expect (const char *name, AtspiStateType state)
{
  Search search = { .name = name, .state = state };

  find (&search);
  g_free (search.description);
}

/**
 * jl_screen_activate:
 * @name: of something that can be pressed, once it can
 *
 * Does what a click on it does, where the keyboard is not the point.
 */
void
jl_screen_activate (const char *name)
{
  Search search = { .name = name, .state = ATSPI_STATE_SENSITIVE, .activates = TRUE };

  find (&search);
  g_free (search.description);
}

/**
 * jl_screen_expect_gone:
 * @name: as a screen reader says it
 * @state: that nothing of this name may be in, soon
 */
void
jl_screen_expect_gone (const char *name, AtspiStateType state)
{
  JlScreenWait wait = jl_screen_wait_begin ();
  Search search = { .name = name, .state = state };
  gboolean found;

  do
    found = jl_screen_walk (match_cb, &search);
  while (found && jl_screen_wait_more (&wait));
  g_free (search.description);
  if (found)
    jl_screen_fail ("“%s” is still there in state %d", name, state);
}

/**
 * jl_screen_expect_description:
 * @name: of something that takes the keyboard
 * @description: what a screen reader must say after its name, soon
 */
void
jl_screen_expect_description (const char *name, const char *description)
{
  JlScreenWait wait = jl_screen_wait_begin ();
  Search search = { .name = name, .state = ATSPI_STATE_FOCUSABLE };
  gboolean same;

  do {
    find (&search);
    same = g_strcmp0 (search.description, description) == 0;
  } while (!same && jl_screen_wait_more (&wait));
  if (!same)
    jl_screen_fail ("“%s” says “%s”", name, search.description);
  g_free (search.description);
}
