// SPDX-License-Identifier: GPL-3.0-or-later
#include "http-fixture.h"

#include "jl-id.h"

#include <string.h>

/* Everything that is told about one change. */
typedef struct {
  gint64 seq;
  char *kind;
  char *id;
  gint64 version;
} Event;

static void
event_clear (Event *event)
{
  g_free (event->kind);
  g_free (event->id);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Event, event_clear)

static HttpClient *
open_stream (HttpFixture *fixture, const char *target, const char *token, const char *headers)
{
  HttpClient *client = http_client_new (fixture);
  g_autofree char *head = NULL;
  g_autofree char *request =
      g_strdup_printf ("GET %s HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n%s%s%s%s\r\n",
                       target,
                       token != NULL ? "Authorization: Bearer " : "",
                       token != NULL ? token : "",
                       token != NULL ? "\r\n" : "",
                       headers != NULL ? headers : "");

  http_client_write (client, request, -1);
  head = http_client_read_until (client, "\r\n\r\n");
  g_assert_true (g_str_has_prefix (head, "HTTP/1.1 200 OK\r\n"));
  g_assert_nonnull (strstr (head, "Content-Type: text/event-stream\r\n"));
  g_free (http_client_read_until (client, "retry: 3000\n\n"));
  return client;
}

/* The next block of lines. */
static char *
read_block (HttpClient *client)
{
  return http_client_read_until (client, "\n\n");
}

/* The next event with data; heartbeats and bare ids are passed over. */
static void
read_event (HttpClient *client, Event *event)
{
  for (;;) {
    g_autofree char *block = read_block (client);
    const char *data;
    g_autoptr (JsonNode) node = NULL;
    JsonObject *object;

    g_assert_nonnull (block);
    data = strstr (block, "data: ");
    if (data == NULL)
      continue;
    node = jl_json_parse (data + 6, (gssize)strcspn (data + 6, "\n"), NULL);
    g_assert_nonnull (node);
    object = json_node_get_object (node);
    g_assert_cmpuint (json_object_get_size (object), ==, 4);
    event_clear (event);
    event->seq = json_object_get_int_member (object, "seq");
    event->kind = g_strdup (json_object_get_string_member (object, "kind"));
    event->id = g_strdup (json_object_get_string_member (object, "id"));
    event->version = json_object_get_int_member (object, "version");
    g_assert_cmpint (g_ascii_strtoll (strstr (block, "id: ") + 4, NULL, 10), ==, event->seq);
    return;
  }
}

static char *
post_box (HttpFixture *fixture, const char *token, const char *body)
{
  g_autoptr (HttpReply) reply = http_call (fixture, "POST", "/api/v1/boxes", token, NULL, body);
  g_autoptr (JsonNode) node = jl_json_parse (reply->body, -1, NULL);

  g_assert_cmpuint (reply->status, ==, 201);
  return g_strdup (json_object_get_string_member (json_node_get_object (node), "id"));
}

static void
patch_box (HttpFixture *fixture, const char *id, gint64 version, const char *body)
{
  g_autofree char *path = g_strconcat ("/api/v1/boxes/", id, NULL);
  g_autofree char *if_match = g_strdup_printf ("If-Match: \"%" G_GINT64_FORMAT "\"\r\n", version);
  g_autoptr (HttpReply) reply = http_call (fixture, "PATCH", path, HTTP_CLERK, if_match, body);

  g_assert_cmpuint (reply->status, ==, 200);
}

#define OPEN_BOX "{\"title\":\"a\",\"open\":true}"
#define OWN_BOX "{\"title\":\"a\",\"open\":false}"

static void
test_live (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autofree char *first = NULL;
  g_autofree char *id = NULL;
  g_auto (Event) event = { 0 };

  /* What was before is not told. */
  http_fixture_make_box (fixture, OPEN_BOX);
  http_fixture_start (fixture);
  client = open_stream (fixture, "/api/v1/changes", NULL, NULL);
  first = read_block (client);
  g_assert_true (g_str_has_prefix (first, "id: "));
  id = post_box (fixture, HTTP_CLERK, OPEN_BOX);
  read_event (client, &event);
  g_assert_cmpstr (event.kind, ==, "box");
  g_assert_cmpstr (event.id, ==, id);
  g_assert_cmpint (event.version, ==, 1);
  g_assert_cmpint (jl_metrics_get (fixture->metrics, JL_METRIC_EVENT_STREAMS), ==, 1);
}

/* Strangers, the own organisation, and anybody. */
static void
test_who_sees (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) nobody = NULL;
  g_autoptr (HttpClient) clerk = NULL;
  g_autoptr (HttpClient) stranger = NULL;
  g_autofree char *own = NULL;
  g_autofree char *open = NULL;
  g_auto (Event) event = { 0 };

  fixture->config.limits.stream_tick_ms = 1;
  http_fixture_start (fixture);
  nobody = open_stream (fixture, "/api/v1/changes", NULL, NULL);
  clerk = open_stream (fixture, "/api/v1/changes", HTTP_CLERK, NULL);
  stranger = open_stream (fixture, "/api/v1/changes", HTTP_STRANGER, NULL);
  own = post_box (fixture, HTTP_CLERK, OWN_BOX);
  open = post_box (fixture, HTTP_CLERK, OPEN_BOX);
  read_event (clerk, &event);
  g_assert_cmpstr (event.id, ==, own);
  read_event (clerk, &event);
  g_assert_cmpstr (event.id, ==, open);
  read_event (nobody, &event);
  g_assert_cmpstr (event.id, ==, open);
  read_event (stranger, &event);
  g_assert_cmpstr (event.id, ==, open);

  /* Who could see it must hear that it is gone, also when more has happened since. */
  patch_box (fixture, open, 1, "{\"open\":false}");
  read_event (nobody, &event);
  g_assert_cmpstr (event.id, ==, open);
  g_assert_cmpint (event.version, ==, 2);
}

/* Who comes back gets what it missed, each record once and in order. */
static void
test_resume (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autofree char *first = NULL;
  g_autofree char *header = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_auto (Event) event = { 0 };

  fixture->config.limits.stream_tick_ms = 1;
  http_fixture_start (fixture);
  client = open_stream (fixture, "/api/v1/changes", NULL, NULL);
  first = post_box (fixture, HTTP_CLERK, OPEN_BOX);
  read_event (client, &event);
  header = g_strdup_printf ("Last-Event-ID: %" G_GINT64_FORMAT "\r\n", event.seq);
  http_client_free (client);

  second = post_box (fixture, HTTP_CLERK, OPEN_BOX);
  third = post_box (fixture, HTTP_CLERK, OPEN_BOX);
  patch_box (fixture, second, 1, "{\"title\":\"b\"}");
  patch_box (fixture, second, 2, "{\"open\":false}");
  patch_box (fixture, second, 3, "{\"title\":\"c\"}");

  client = open_stream (fixture, "/api/v1/changes?after=0", NULL, header);
  read_event (client, &event);
  g_assert_cmpstr (event.id, ==, third);
  /* The last change is not public, but an earlier one of the same record was. */
  read_event (client, &event);
  g_assert_cmpstr (event.id, ==, second);
  g_assert_cmpint (event.version, ==, 4);
  http_client_free (client);

  client = open_stream (fixture, "/api/v1/changes?after=0", NULL, NULL);
  read_event (client, &event);
  g_assert_cmpstr (event.id, ==, first);
}

/* A reader from before a backup was restored is told to begin anew. */
static void
test_reset (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autofree char *block = NULL;
  g_autofree char *id = NULL;
  g_auto (Event) event = { 0 };

  http_fixture_start (fixture);
  client = open_stream (fixture, "/api/v1/changes", NULL, "Last-Event-ID: 123456\r\n");
  block = read_block (client);
  g_assert_nonnull (strstr (block, "event: reset\n"));
  id = post_box (fixture, HTTP_CLERK, OPEN_BOX);
  read_event (client, &event);
  g_assert_cmpstr (event.id, ==, id);
}

static void
test_topics (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) letters = NULL;
  g_autoptr (HttpClient) both = NULL;
  g_autofree char *id = NULL;
  g_autofree char *other = NULL;
  g_auto (Event) event = { 0 };

  fixture->config.limits.stream_tick_ms = 1;
  fixture->config.limits.stream_heartbeat_ms = 100;
  http_fixture_start (fixture);
  letters = open_stream (fixture, "/api/v1/changes?kind=letter", NULL, NULL);
  both = open_stream (fixture, "/api/v1/changes?kind=letter,box", NULL, NULL);
  g_free (read_block (letters));
  id = post_box (fixture, HTTP_CLERK, OPEN_BOX);
  read_event (both, &event);
  g_assert_cmpstr (event.id, ==, id);
  /* The heartbeat says how far one has come, though nothing was to be told. */
  for (;;) {
    g_autofree char *block = read_block (letters);

    g_assert_true (g_str_has_prefix (block, ":\n"));
    g_assert_null (strstr (block, "data"));
    if (strstr (block, "id: ") != NULL)
      break;
  }
}

/* Many changes of one record within a tick are one event. */
static void
test_coalesced (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autofree char *warm = NULL;
  g_autofree char *id = NULL;
  g_auto (Event) event = { 0 };

  fixture->config.limits.stream_tick_ms = 1500;
  http_fixture_start (fixture);
  client = open_stream (fixture, "/api/v1/changes", NULL, NULL);
  warm = post_box (fixture, HTTP_CLERK, OPEN_BOX);
  read_event (client, &event);
  id = post_box (fixture, HTTP_CLERK, OPEN_BOX);
  for (gint64 version = 1; version < 20; version++) {
    g_autofree char *patch = g_strdup_printf ("{\"title\":\"%" G_GINT64_FORMAT "\"}", version);

    patch_box (fixture, id, version, patch);
  }
  read_event (client, &event);
  g_assert_cmpstr (event.id, ==, id);
  g_assert_cmpint (event.version, ==, 20);
  g_assert_cmpint (jl_metrics_get (fixture->metrics, JL_METRIC_EVENTS_SENT), ==, 2);
}

/* A session that is over hears nothing more. */
static void
test_revoked (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autofree char *rest = NULL;

  fixture->config.limits.stream_heartbeat_ms = 1100;
  http_fixture_start (fixture);
  client = open_stream (fixture, "/api/v1/changes", HTTP_RESIDENT, NULL);
  g_free (read_block (client));
  g_atomic_int_set (&http_resident_revoked, 1);
  rest = http_client_read_all (client);
  g_assert_null (strstr (rest, "data: "));
  http_fixture_settle (fixture);
  g_assert_cmpint (jl_metrics_get (fixture->metrics, JL_METRIC_EVENT_STREAMS), ==, 0);
}

/* Who does not read costs no memory, and nothing is lost for who reads late. */
static void
test_late_reader (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) client = NULL;
  g_auto (Event) event = { 0 };
  gint64 last = 0;
  guint n = 0;

  http_fixture_make_boxes (fixture, 3000, OPEN_BOX, OPEN_BOX);
  fixture->config.limits.stream_tick_ms = 1;
  fixture->config.limits.stream_bytes = 4096;
  http_fixture_start (fixture);
  client = open_stream (fixture, "/api/v1/changes?after=0", NULL, NULL);
  http_fixture_settle (fixture);
  for (; n < 3000; n++) {
    read_event (client, &event);
    g_assert_cmpint (event.seq, >, last);
    last = event.seq;
  }
}

static void
test_too_many (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) one = NULL;
  g_autoptr (HttpClient) two = NULL;
  g_autoptr (HttpReply) reply = NULL;

  fixture->config.limits.n_streams_an_address = 2;
  http_fixture_start (fixture);
  one = open_stream (fixture, "/api/v1/changes", NULL, NULL);
  two = open_stream (fixture, "/api/v1/changes", NULL, NULL);
  reply =
      http_call (fixture, "GET", "/api/v1/changes", NULL, "Accept: text/event-stream\r\n", NULL);
  g_assert_cmpuint (reply->status, ==, 429);
  http_client_free (g_steal_pointer (&one));
  http_fixture_settle (fixture);
  one = open_stream (fixture, "/api/v1/changes", NULL, NULL);
}

static void
test_refused (HttpFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *target;
    const char *headers;
    const char *token;
    guint status;
  } rows[] = {
    { "/api/v1/changes", "Last-Event-ID: now\r\n", NULL, 400 },
    { "/api/v1/changes", "Last-Event-ID: -5\r\n", NULL, 400 },
    { "/api/v1/changes?kind=a,,b", "", NULL, 400 },
    { "/api/v1/changes?after=-1", "", NULL, 400 },
    { "/api/v1/changes?topic=box", "", NULL, 400 },
    { "/api/v1/changes", "", HTTP_OVER, 401 },
  };

  http_fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *headers = g_strconcat ("Accept: text/event-stream\r\n", rows[i].headers, NULL);
    g_autoptr (HttpReply) reply =
        http_call (fixture, "GET", rows[i].target, rows[i].token, headers, NULL);

    g_test_message ("%s %s", rows[i].target, rows[i].headers);
    g_assert_cmpuint (reply->status, ==, rows[i].status);
  }
}

static void
test_quit (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) client = NULL;

  http_fixture_start (fixture);
  client = open_stream (fixture, "/api/v1/changes", NULL, NULL);
  g_free (read_block (client));
  http_fixture_quit (fixture);
  g_assert_true (http_client_is_closed (client));
}

/* The same by asking: pages of changes with a position to go on from. */
static void
test_poll (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) target = g_string_new ("/api/v1/changes");
  gboolean more = TRUE;
  guint n = 0;
  guint n_pages = 0;

  http_fixture_make_boxes (fixture, 1500, OPEN_BOX, OWN_BOX);
  http_fixture_start (fixture);
  while (more) {
    g_autoptr (HttpReply) reply = http_get (fixture, target->str, NULL);
    g_autoptr (JsonNode) node = jl_json_parse (reply->body, -1, NULL);
    JsonObject *page = json_node_get_object (node);

    g_assert_cmpuint (reply->status, ==, 200);
    g_assert_cmpstr (http_reply_get (reply, "cache-control"), ==, "no-store");
    n += json_array_get_length (json_object_get_array_member (page, "items"));
    n_pages++;
    more = json_object_get_boolean_member (page, "more");
    g_string_printf (target,
                     "/api/v1/changes?after=%" G_GINT64_FORMAT,
                     json_object_get_int_member (page, "position"));
  }
  g_assert_cmpuint (n, ==, 750);
  g_assert_cmpuint (n_pages, ==, 2);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/http/event-stream/" name,                                                          \
              HttpFixture,                                                                         \
              NULL,                                                                                \
              http_fixture_setup,                                                                  \
              func,                                                                                \
              http_fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("live", test_live);
  ADD ("who-sees", test_who_sees);
  ADD ("resume", test_resume);
  ADD ("reset", test_reset);
  ADD ("topics", test_topics);
  ADD ("coalesced", test_coalesced);
  ADD ("revoked", test_revoked);
  ADD ("late-reader", test_late_reader);
  ADD ("too-many", test_too_many);
  ADD ("refused", test_refused);
  ADD ("quit", test_quit);
  ADD ("poll", test_poll);
  return g_test_run ();
}
