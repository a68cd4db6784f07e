// SPDX-License-Identifier: GPL-3.0-or-later
/* What a bare SoupServer can do on this machine.
 * usage: bench-floor PORT-FILE */
#include "floor-server.h"

#include <stdlib.h>

int
main (int argc, char **argv)
{
  g_autoptr (SoupServer) server = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint port = 0;

  if (argc != 2) {
    g_printerr ("usage: bench-floor PORT-FILE\n");
    return EXIT_FAILURE;
  }
  server = floor_server_new (&port, &error);
  text = g_strdup_printf ("%u", port);
  if (server == NULL || !g_file_set_contents (argv[1], text, -1, &error)) {
    g_printerr ("%s\n", error->message);
    return EXIT_FAILURE;
  }
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}
