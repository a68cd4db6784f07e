// SPDX-License-Identifier: GPL-3.0-or-later
#include "http-fixture.h"

#include "jl-worker-private.h"

#include <string.h>

/* That requests of different connections, which libsoup reads one after another from the same
 * stream, never touch each other. */

/* Each leaves something behind where it is read carelessly. */
static const char *const mean_requests[] = {
  /* A second request behind the body, of which nobody may see more than its sender. */
  "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
  "Content-Length: 17\r\n\r\n{\"username\":\"li\"}GET /api/v1/labels/evil HTTP/1.1\r\nHost: "
  "a\r\n\r\n",
  "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
  "Transfer-Encoding: chunked\r\n\r\n11\r\n{\"username\":\"li\"}\r\n0\r\n\r\n"
  "GET /api/v1/labels/evil HTTP/1.1\r\nHost: a\r\n\r\n",
  /* A body where none is expected. */
  "GET /api/v1/labels/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 49\r\n\r\n"
  "GET /api/v1/labels/evil HTTP/1.1\r\nHost: evil\r\n\r\n",
  "HEAD /api/v1/labels/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nGET /",
  /* Half a body, half a header, a header and nothing. */
  "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
  "Content-Length: 17\r\n\r\n{\"userna",
  "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
  "Transfer-Encoding: chunked\r\n\r\n11\r\n{\"user",
  "GET /api/v1/labels/evil HTTP/1.1\r\nHos",
  "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: 17\r\n\r\n",
  /* Refused before the body, or instead of it. */
  "POST /api/v1/boxes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
  "Content-Length: 900000\r\n\r\n{\"title\":",
  "POST /api/v1/boxes HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
  "Content-Type: application/json\r\nContent-Length: 13\r\n\r\n",
  "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nGET /",
  "GET /api/v1/labels/1 HTTP/1.1\r\nHost: a/b\r\n\r\n",
  "GET http://a:b:c/ HTTP/1.1\r\nHost: a\r\n\r\n",
  "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
  "GET /api/v1/labels/1 HTTP/1.1\r\n\r\n",
  /* The service fails. */
  "GET /api/v1/broken HTTP/1.1\r\nHost: a\r\n\r\n",
  /* Other ways to end. */
  "GET /api/v1/labels/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
  "GET /api/v1/labels/1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
  "GET /api/v1/labels/1 HTTP/1.0\r\n\r\n",
  "GET /api/v1/changes HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n",
};

static void
assert_label (HttpClient *client, guint number)
{
  g_autofree char *request =
      g_strdup_printf ("GET /api/v1/labels/%u HTTP/1.1\r\nHost: a\r\n\r\n", number);
  g_autofree char *expected = g_strdup_printf ("{\"code\":\"%u\"}", number);
  g_autoptr (HttpReply) reply = NULL;

  http_client_write (client, request, -1);
  reply = http_client_read (client, TRUE);
  g_assert_nonnull (reply);
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpstr (reply->body, ==, expected);
}

static void
test_strangers (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) kept = NULL;

  http_fixture_start (fixture);
  kept = http_client_new (fixture);
  for (guint round = 0; round < 3; round++)
    for (guint i = 0; i < G_N_ELEMENTS (mean_requests); i++) {
      g_autoptr (HttpClient) mean = http_client_new (fixture);
      g_autoptr (HttpClient) fresh = http_client_new (fixture);

      if (strstr (mean_requests[i], "/broken") != NULL)
        g_test_expect_message ("jieli", G_LOG_LEVEL_WARNING, "internal: secret of the house");
      http_client_write (mean, mean_requests[i], -1);
      http_fixture_settle (fixture);
      assert_label (kept, 1000 + i);
      assert_label (fresh, 2000 + i);
      if (round == 1)
        http_client_shutdown (mean);
      else
        g_clear_pointer (&mean, http_client_free);
      assert_label (fresh, 3000 + i);
      assert_label (kept, 4000 + i);
    }
}

/* The answers to what came in one go on many connections go to those who asked. */
static void
test_crowd (HttpFixture *fixture, gconstpointer data)
{
  HttpClient *clients[50];

  http_fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    clients[i] = http_client_new (fixture);
  for (guint round = 0; round < 20; round++) {
    for (guint i = 0; i < G_N_ELEMENTS (clients); i++) {
      g_autofree char *request =
          g_strdup_printf ("GET /api/v1/labels/%u HTTP/1.1\r\nHost: a\r\n\r\n", round * 1000 + i);

      http_client_write (clients[i], request, -1);
    }
    for (guint i = 0; i < G_N_ELEMENTS (clients); i++) {
      g_autofree char *expected = g_strdup_printf ("{\"code\":\"%u\"}", round * 1000 + i);
      g_autoptr (HttpReply) reply = http_client_read (clients[i], TRUE);

      g_assert_cmpstr (reply->body, ==, expected);
    }
  }
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    http_client_free (clients[i]);
}

/* As many lanes as requests that are served at a time, and fewer again when fewer are. */
static void
test_number (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) client = NULL;
  HttpClient *slow[12];

  http_slow_hold ();
  http_fixture_start (fixture);
  client = http_client_new (fixture);
  for (guint i = 0; i < 100; i++) {
    g_autoptr (HttpClient) other = http_client_new (fixture);

    assert_label (client, i);
    assert_label (other, i);
  }
  http_fixture_settle (fixture);
  g_assert_cmpuint (jl_lanes_get_n_free (fixture->worker->lanes), ==, 1);

  for (guint i = 0; i < G_N_ELEMENTS (slow); i++) {
    slow[i] = http_client_new (fixture);
    http_client_write (
        slow[i], "POST /api/v1/slow HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", -1);
  }
  http_fixture_settle (fixture);
  assert_label (client, 1);
  http_slow_release ();
  for (guint i = 0; i < G_N_ELEMENTS (slow); i++) {
    g_autoptr (HttpReply) reply = http_client_read (slow[i], FALSE);

    g_assert_cmpuint (reply->status, ==, 204);
    http_client_free (slow[i]);
  }
  http_fixture_settle (fixture);
  g_assert_cmpuint (jl_lanes_get_n_free (fixture->worker->lanes), >, 1);

  for (guint i = 0; i < 4000; i++)
    assert_label (client, i);
  http_fixture_settle (fixture);
  g_assert_cmpuint (jl_lanes_get_n_free (fixture->worker->lanes), <=, 1);
}

/* Requests that are answered together are read in one transaction, but none of them from before it
 * was sent. */
static void
test_newest_state (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) writer = NULL;
  HttpClient *readers[8];

  http_fixture_start (fixture);
  writer = http_client_new (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    readers[i] = http_client_new (fixture);
  for (guint round = 0; round < 60; round++) {
    g_autofree char *body = g_strdup_printf ("{\"title\":\"box%u\",\"open\":true}", round);
    g_autofree char *post = g_strdup_printf ("POST /api/v1/boxes HTTP/1.1\r\nHost: a\r\n"
                                             "Authorization: Bearer " HTTP_CLERK "\r\n"
                                             "Content-Type: application/json\r\n"
                                             "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                                             strlen (body),
                                             body);
    g_autoptr (HttpReply) posted = NULL;

    g_autofree char *get = NULL;
    const char *id;

    /* Half of them keep the service reading while it is written. */
    for (guint i = 0; i < 4; i++)
      http_client_write (readers[i], "GET /api/v1/boxes HTTP/1.1\r\nHost: a\r\n\r\n", -1);
    http_client_write (writer, post, -1);
    posted = http_client_read (writer, TRUE);
    g_assert_cmpuint (posted->status, ==, 201);
    id = strstr (posted->body, "\"id\":\"") + 6;
    get = g_strdup_printf (
        "GET /api/v1/boxes/%.*s HTTP/1.1\r\nHost: a\r\n\r\n", (int)strcspn (id, "\""), id);
    for (guint i = 4; i < 8; i++)
      http_client_write (readers[i], get, -1);
    for (guint i = 0; i < 8; i++) {
      g_autoptr (HttpReply) reply = http_client_read (readers[i], TRUE);

      g_assert_cmpuint (reply->status, ==, 200);
    }
  }
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    http_client_free (readers[i]);
}

#define ADD(name, func)                                                                            \
  g_test_add (                                                                                     \
      "/http/lane/" name, HttpFixture, NULL, http_fixture_setup, func, http_fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("strangers", test_strangers);
  ADD ("crowd", test_crowd);
  ADD ("number", test_number);
  ADD ("newest-state", test_newest_state);
  return g_test_run ();
}
