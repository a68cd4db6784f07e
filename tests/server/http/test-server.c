// SPDX-License-Identifier: GPL-3.0-or-later
#include "http-fixture.h"
#include "jl-id.h"

static void
test_get (HttpFixture *fixture, gconstpointer data)
{
  gint64 id = http_fixture_make_box (fixture, "{\"title\":\"沙发\",\"open\":true}");
  char text[14];
  g_autofree char *path = NULL;
  g_autoptr (HttpReply) reply = NULL;

  jl_id_to_text (id, text);
  path = g_strconcat ("/api/v1/boxes/", text, NULL);
  http_fixture_start (fixture);
  reply = http_get (fixture, path, NULL);
  g_test_message ("%s%s", reply->head, reply->body);
  g_assert_cmpuint (reply->status, ==, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add (
      "/http/server/get", HttpFixture, NULL, http_fixture_setup, test_get, http_fixture_teardown);
  return g_test_run ();
}
