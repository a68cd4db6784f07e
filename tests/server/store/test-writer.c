// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-id.h"
#include "store-fixture.h"

#include <string.h>

static void
test_create (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (JlReply) reply = store_call (
      fixture->writer, STORE_CLERK, "box.create", 0, "{\"title\":\"沙发\",\"open\":true}");
  g_autofree char *title = NULL;
  g_autofree char *own = NULL;
  g_autofree char *public = NULL;
  g_autofree char *body = NULL;
  gsize size;

  store_assert_good (reply);
  g_assert_cmpuint (reply->status, ==, 201);
  g_assert_cmpint (reply->version, ==, 1);
  g_assert_cmpint (reply->view, ==, JL_VIEW_OWN);
  title = store_reply_text (reply, "title");
  g_assert_cmpstr (title, ==, "沙发");

  own = store_query_text (fixture->writer, "SELECT own FROM ready");
  body = g_strndup (g_bytes_get_data (reply->body, &size), g_bytes_get_size (reply->body));
  g_assert_cmpstr (own, ==, body);
  public = store_query_text (fixture->writer, "SELECT public FROM ready");
  g_assert_nonnull (strstr (public, "沙发"));
  g_assert_null (strstr (public, "note"));
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM journal"), ==, 1);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM change"), ==, 1);
  g_assert_cmpint (jl_writer_get_position (fixture->writer), ==, 1);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/writer/" path,                                                               \
              StoreFixture,                                                                        \
              NULL,                                                                                \
              store_fixture_setup,                                                                 \
              func,                                                                                \
              store_fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("create", test_create);
  return g_test_run ();
}
