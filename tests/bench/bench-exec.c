// SPDX-License-Identifier: GPL-3.0-or-later
/* To be preloaded into jielid: one kind of its children runs within another program, which the
 * service need not know of. A debugger that follows forks cannot do this, because jielid executes
 * /proc/self/exe, and there that is the debugger's own file.
 *
 * BENCH_EXEC_KIND: the child's subcommand; BENCH_EXEC_PROGRAM: path of jielid; BENCH_EXEC_WITHIN:
 * the other program and its options, one a line. */
#include <glib.h>
#include <unistd.h>

/* What GLib calls in the forked child when the environment is inherited. */
int
execv (const char *path, char *const argv[])
{
  const char *kind = g_getenv ("BENCH_EXEC_KIND");
  g_auto (GStrv) words = NULL;
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  if (kind == NULL || argv[0] == NULL || g_strcmp0 (argv[1], kind) != 0)
    return execve (path, argv, environ);
  words = g_strsplit (g_getenv ("BENCH_EXEC_WITHIN"), "\n", -1);
  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (all, words[i]);
  g_ptr_array_add (all, (char *)g_getenv ("BENCH_EXEC_PROGRAM"));
  for (guint i = 1; argv[i] != NULL; i++)
    g_ptr_array_add (all, argv[i]);
  g_ptr_array_add (all, NULL);
  return execvpe (words[0], (char **)all->pdata, environ);
}
