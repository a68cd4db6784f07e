// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-screen.h"

#include <string.h>
#include <unistd.h>

/* Windows of a loaded machine take their time. */
#define PATIENCE_MS 20000
#define LOOK_AGAIN_MS 50
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

/**
 * jl_screen_init:
 *
 * To be called after g_test_init(). The library warns of every window that closes while it is
 * looked at; that is what tests do to them.
 */
void
jl_screen_init (void)
{
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  g_assert_cmpint (atspi_init (), <=, 1);
}

static void
run (const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  int status = 0;

  g_spawn_sync (NULL,
                (char **)arguments,
                NULL,
                G_SPAWN_SEARCH_PATH,
                NULL,
                NULL,
                &output,
                NULL,
                &status,
                &error);
  g_assert_no_error (error);
}

/**
 * jl_screen_type:
 * @text: what is typed, letter by letter
 */
void
jl_screen_type (const char *text)
{
  run ((const char *const[]){ "xdotool", "type", "--delay", "12", "--", text, NULL });
}

/**
 * jl_screen_press:
 * @keys: keys one after the other, as xdotool names them, e.g. `Tab ctrl+Return`
 */
void
jl_screen_press (const char *keys)
{
  g_auto (GStrv) each = g_strsplit (keys, " ", -1);

  for (guint i = 0; each[i] != NULL; i++)
    run ((const char *const[]){ "xdotool", "key", "--delay", "12", each[i], NULL });
}

/**
 * jl_screen_focus_window:
 * @title: of a window
 *
 * Gives the keyboard to a window, as a window manager would.
 */
void
jl_screen_focus_window (const char *title)
{
  run ((const char *const[]){
      "xdotool", "search", "--sync", "--onlyvisible", "--name", title, "windowfocus", NULL });
}

static gboolean
matches (AtspiAccessible *node, const char *name, AtspiStateType state)
{
  g_autofree char *own = atspi_accessible_get_name (node, NULL);
  g_autoptr (AtspiStateSet) states = NULL;

  if (g_strcmp0 (own, name) != 0)
    return FALSE;
  states = atspi_accessible_get_state_set (node);
  return states != NULL && atspi_state_set_contains (states, state);
}

static AtspiAccessible *
search (AtspiAccessible *node, const char *name, AtspiStateType state)
{
  int n = atspi_accessible_get_child_count (node, NULL);

  if (matches (node, name, state))
    return g_object_ref (node);
  for (int i = 0; i < n; i++) {
    g_autoptr (AtspiAccessible) child = atspi_accessible_get_child_at_index (node, i, NULL);
    AtspiAccessible *found = child != NULL ? search (child, name, state) : NULL;

    if (found != NULL)
      return found;
  }
  return NULL;
}

/**
 * jl_screen_find:
 * @name: as a screen reader says it
 * @state: that it must be in, e.g. %ATSPI_STATE_VISIBLE
 *
 * Returns: (transfer full) (nullable): the first such thing in any window
 */
AtspiAccessible *
jl_screen_find (const char *name, AtspiStateType state)
{
  g_autoptr (AtspiAccessible) desktop = atspi_get_desktop (0);

  atspi_accessible_clear_cache (desktop);
  return search (desktop, name, state);
}

static gboolean
look_again_cb (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/**
 * jl_screen_pause:
 *
 * Lets a moment go by before somebody looks again.
 */
void
jl_screen_pause (void)
{
  gboolean over = FALSE;

  g_timeout_add (LOOK_AGAIN_MS, look_again_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

/* Whoever looks for the reason sees what the screen showed. */
static void
keep_picture (void)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("JIELI_BUILD_DIR"), "meson-logs", "screen.png", NULL);

  run ((const char *const[]){ "import", "-window", "root", path, NULL });
}

/**
 * jl_screen_wait:
 * @name: as a screen reader says it
 * @state: that it must be in
 *
 * Returns: (transfer full): the thing; the test fails when it does not come
 */
AtspiAccessible *
jl_screen_wait (const char *name, AtspiStateType state)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_MS * 1000;

  while (g_get_monotonic_time () < deadline) {
    AtspiAccessible *found = jl_screen_find (name, state);

    if (found != NULL)
      return found;
    jl_screen_pause ();
  }
  keep_picture ();
  g_error ("%s is not there in state %d", name, state);
}

/**
 * jl_screen_expect:
 * @name: as a screen reader says it
 * @state: that it must come into
 */
void
jl_screen_expect (const char *name, AtspiStateType state)
{
  g_autoptr (AtspiAccessible) found = jl_screen_wait (name, state);

  g_assert_nonnull (found);
}

/**
 * jl_screen_expect_gone:
 * @name: as a screen reader says it
 * @state: that nothing of this name may be in, soon
 */
void
jl_screen_expect_gone (const char *name, AtspiStateType state)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_MS * 1000;
  gboolean gone = FALSE;

  while (!gone && g_get_monotonic_time () < deadline) {
    g_autoptr (AtspiAccessible) found = jl_screen_find (name, state);

    gone = found == NULL;
    if (!gone)
      jl_screen_pause ();
  }
  g_assert_true (gone);
}

/**
 * jl_screen_expect_description:
 * @name: of something that takes the keyboard
 * @description: what a screen reader must say after its name, soon
 */
void
jl_screen_expect_description (const char *name, const char *description)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_MS * 1000;
  g_autofree char *said = NULL;

  do {
    g_autoptr (AtspiAccessible) found = jl_screen_wait (name, ATSPI_STATE_FOCUSABLE);

    g_free (said);
    said = atspi_accessible_get_description (found, NULL);
    if (g_strcmp0 (said, description) == 0)
      return;
    jl_screen_pause ();
  } while (g_get_monotonic_time () < deadline);
  keep_picture ();
  g_assert_cmpstr (said, ==, description);
}
