// SPDX-License-Identifier: GPL-3.0-or-later
/* The service in memory as a program, to look at the desktop without another. Says its address. */
#include "jl-fake-service.h"

#include <glib-unix.h>
#include <stdlib.h>

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  g_autoptr (JlFakeService) service = jl_fake_service_new (argc > 1 ? atoi (argv[1]) : 0);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree char *sofa = jl_fake_service_add_item (service, "三人位布艺沙发", 80000);
  g_autofree char *table = jl_fake_service_add_item (service, "实木餐桌，配四把椅子", 120000);
  g_autofree char *reservation = jl_fake_service_reserve (service, sofa, "小李");

  jl_fake_service_add_items (service, 70);
  g_print ("%s\n", jl_fake_service_get_address (service));
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}
