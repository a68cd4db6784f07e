// SPDX-License-Identifier: GPL-3.0-or-later
/* The program as an administrator has it, on a service of its own: the pages of who looks after it,
 * and switching by PIN. */
#include "jl-screen.h"

#include <glib/gstdio.h>
#include <signal.h>

#define PASSWORD "correct horse"

typedef struct {
  char *dir;            /* owned */
  GSubprocess *service; /* owned */
  GSubprocess *program; /* owned */
} Fixture;

static char *
get_program (const char *folder, const char *name)
{
  return g_build_filename (g_getenv ("JIELI_BUILD_DIR"), folder, name, NULL);
}

static void
init_service (Fixture *fixture)
{
  g_autofree char *jielid = get_program ("server", "jielid");
  g_autofree char *data = g_build_filename (fixture->dir, "data", NULL);
  g_autofree char *password = g_build_filename (fixture->dir, "password", NULL);
  g_autoptr (GSubprocess) init = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (password, PASSWORD "\n", -1, NULL));
  g_assert_cmpint (g_chmod (password, 0600), ==, 0);
  init = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE,
                           &error,
                           jielid,
                           "init",
                           "--data",
                           data,
                           "--admin",
                           "admin",
                           "--public-url",
                           "http://127.0.0.1/",
                           "--password-file",
                           password,
                           NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check (init, NULL, &error);
  g_assert_no_error (error);
}

/* Returns: its address. */
static char *
start_service (Fixture *fixture)
{
  g_autofree char *jielid = get_program ("server", "jielid");
  g_autofree char *data = g_build_filename (fixture->dir, "data", NULL);
  g_autofree char *port_file = g_build_filename (fixture->dir, "port", NULL);
  g_autofree char *port = NULL;
  g_autoptr (GError) error = NULL;

  fixture->service = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE,
                                       &error,
                                       jielid,
                                       "serve",
                                       "--data",
                                       data,
                                       "--workers",
                                       "1",
                                       "--listen",
                                       "127.0.0.1:0",
                                       "--port-file",
                                       port_file,
                                       NULL);
  g_assert_no_error (error);
  while (!g_file_get_contents (port_file, &port, NULL, NULL))
    jl_screen_pause ();
  return g_strdup_printf ("http://127.0.0.1:%s", g_strchomp (port));
}

static void
start_program (Fixture *fixture, const char *server)
{
  g_autofree char *jieli = get_program ("desktop", "jieli");
  g_autofree char *schemas = get_program ("data", NULL);
  g_autofree char *keyring = g_build_filename (fixture->dir, "keyring", NULL);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "GSETTINGS_SCHEMA_DIR", schemas, TRUE);
  g_subprocess_launcher_setenv (launcher, "LANGUAGE", "en", TRUE);
  g_subprocess_launcher_unsetenv (launcher, "XDG_DATA_DIRS");
  g_subprocess_launcher_setenv (launcher, "G_DEBUG", "fatal-warnings", TRUE);
  /* A keyring in a file, as in a sandbox. */
  g_subprocess_launcher_setenv (launcher, "SECRET_BACKEND", "file", TRUE);
  g_subprocess_launcher_setenv (launcher, "SECRET_FILE_TEST_PATH", keyring, TRUE);
  g_subprocess_launcher_setenv (launcher, "SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  fixture->program =
      g_subprocess_launcher_spawn (launcher, &error, jieli, "--server", server, NULL);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *server = NULL;

  fixture->dir = g_dir_make_tmp ("jieli-XXXXXX", &error);
  g_assert_no_error (error);
  init_service (fixture);
  server = start_service (fixture);
  start_program (fixture, server);
  jl_screen_expect ("Username or mobile number", ATSPI_STATE_VISIBLE);
  jl_screen_focus_window ("Jieli");
  jl_screen_type ("admin\t" PASSWORD "\n");
  jl_screen_expect ("Organisations", ATSPI_STATE_VISIBLE);
}

static void
end (GSubprocess *process)
{
  g_subprocess_send_signal (process, SIGTERM);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_object_unref (process);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  const char *argv[] = { "rm", "-r", fixture->dir, NULL };

  /* It was there until now. */
  g_assert_nonnull (g_subprocess_get_identifier (fixture->program));
  end (fixture->program);
  end (fixture->service);
  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  g_free (fixture->dir);
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  jl_screen_press ("alt+4");
  jl_screen_expect ("Search organisations", ATSPI_STATE_VISIBLE);
  jl_screen_expect ("All districts", ATSPI_STATE_VISIBLE);
  jl_screen_activate ("Add…");
  jl_screen_expect ("Label prefix", ATSPI_STATE_VISIBLE);
  jl_screen_focus_window ("Add an organisation");
  jl_screen_press ("Escape");
  jl_screen_expect_gone ("Label prefix", ATSPI_STATE_VISIBLE);
  jl_screen_focus_window ("Jieli");
  jl_screen_press ("alt+5");
  jl_screen_expect ("This session", ATSPI_STATE_VISIBLE);
  jl_screen_press ("alt+6");
  jl_screen_expect ("Goods that may not be traded", ATSPI_STATE_VISIBLE);
  jl_screen_press ("alt+7");
  jl_screen_expect ("In order", ATSPI_STATE_VISIBLE);
  jl_screen_expect ("Last day", ATSPI_STATE_VISIBLE);
}

/* Set once, then locked; a wrong PIN opens nothing, the right one the workplace. */
static void
test_pin (Fixture *fixture, gconstpointer data)
{
  jl_screen_press ("ctrl+l");
  jl_screen_expect ("PIN for this computer", ATSPI_STATE_VISIBLE);
  jl_screen_focus_window ("PIN for this computer");
  jl_screen_type ("482913482913\n");
  jl_screen_expect_gone ("PIN for this computer", ATSPI_STATE_VISIBLE);
  jl_screen_focus_window ("Jieli");
  jl_screen_press ("ctrl+l");
  jl_screen_expect ("Who is there?", ATSPI_STATE_VISIBLE);
  jl_screen_expect_gone ("Organisations", ATSPI_STATE_VISIBLE);
  jl_screen_type ("111112");
  jl_screen_expect ("The PIN is wrong", ATSPI_STATE_VISIBLE);
  jl_screen_type ("482913");
  jl_screen_expect ("Organisations", ATSPI_STATE_VISIBLE);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  jl_screen_enter (argv);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/desktop/administration-window/pages", test_pages);
  ADD ("/desktop/administration-window/pin", test_pin);
  return g_test_run ();
}
