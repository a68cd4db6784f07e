// SPDX-License-Identifier: GPL-3.0-or-later
#include "http-fixture.h"

#include "jl-id.h"
#include "jl-worker-private.h"

#include <string.h>
#include <sys/socket.h>

/*
 * Many clients at once, each of which sends, cuts, leaves off and reads at random: whoever gets an
 * answer gets the answer to his own request. GLib prints the seed; --seed repeats a run.
 */

#define N_CLIENTS 40
#define N_STEPS 9000
#define MAX_PIPELINED 6

typedef enum {
  CHECK_BODY,   /* all of it is text */
  CHECK_PART,   /* text is in it */
  CHECK_LENGTH, /* the header says so, and that many bytes come unless the request was HEAD */
} Check;

typedef struct {
  guint status;
  Check check;
  char *text; /* owned, nullable */
  gsize length;
  gboolean has_body;
} Expected;

typedef struct {
  HttpClient *http;
  GString *unsent;
  GQueue expected;  /* (element-type Expected) */
  gboolean is_last; /* the service ends the connection after the last that is expected */
  gboolean is_open; /* the last is a stream */
} Client;

typedef struct {
  HttpFixture *fixture;
  Client clients[N_CLIENTS];
  char box[JL_ID_TEXT_SIZE];
  char *etag;
  guint tag;
  guint n_answers;
} Crowd;

typedef void (*Ask) (Crowd *crowd, Client *client);

static void
expected_free (gpointer data)
{
  Expected *self = data;

  g_free (self->text);
  g_free (self);
}

static Expected *
expect (Client *client, guint status, Check check, char *text)
{
  Expected *self = g_new0 (Expected, 1);

  self->status = status;
  self->check = check;
  self->text = text;
  self->has_body = TRUE;
  g_queue_push_tail (&client->expected, self);
  return self;
}

static void
client_begin (Crowd *crowd, Client *client)
{
  *client = (Client){ .http = http_client_new (crowd->fixture), .unsent = g_string_new (NULL) };
  g_queue_init (&client->expected);
}

static void
client_end (Client *client)
{
  if (g_test_rand_bit ()) {
    const struct linger at_once = { .l_onoff = 1 };

    setsockopt (client->http->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
  http_client_free (client->http);
  g_string_free (client->unsent, TRUE);
  g_queue_clear_full (&client->expected, expected_free);
}

/* Requests */

static void
ask_label (Crowd *crowd, Client *client)
{
  guint tag = crowd->tag++;

  g_string_append_printf (client->unsent, "GET /api/v1/labels/%u HTTP/1.1\r\nHost: a\r\n\r\n", tag);
  expect (client, 200, CHECK_BODY, g_strdup_printf ("{\"code\":\"%u\"}", tag));
}

static void
ask_head (Crowd *crowd, Client *client)
{
  g_autofree char *code = g_strnfill ((gsize)g_test_rand_int_range (1, 100), '7');
  Expected *expected = expect (client, 200, CHECK_LENGTH, NULL);

  g_string_append_printf (
      client->unsent, "HEAD /api/v1/labels/%s HTTP/1.1\r\nHost: a\r\n\r\n", code);
  expected->length = strlen (code) + strlen ("{\"code\":\"\"}");
  expected->has_body = FALSE;
}

static void
ask_unchanged (Crowd *crowd, Client *client)
{
  g_string_append_printf (client->unsent,
                          "GET /api/v1/boxes/%s HTTP/1.1\r\nHost: a\r\nIf-None-Match: %s\r\n\r\n",
                          crowd->box,
                          crowd->etag);
  expect (client, 304, CHECK_PART, NULL)->has_body = FALSE;
}

static void
ask_large (Crowd *crowd, Client *client)
{
  Expected *expected = expect (client, 200, CHECK_LENGTH, NULL);

  expected->length = (gsize)g_test_rand_int_range (10000, 600000);
  g_string_append_printf (client->unsent,
                          "GET /api/v1/large/%" G_GSIZE_FORMAT " HTTP/1.1\r\nHost: a\r\n\r\n",
                          expected->length);
}

/* Appends what makes a box with a title of its own, which is expected. */
static void
append_box (Crowd *crowd, Client *client, const char *headers, gboolean is_chunked)
{
  g_autofree char *title = g_strdup_printf ("\"title\":\"t%u\"", crowd->tag++);
  g_autofree char *blanks = g_strnfill ((gsize)g_test_rand_int_range (0, 9000), ' ');
  g_autofree char *body = g_strdup_printf ("{%s%s}", blanks, title);
  gsize cut = (gsize)g_test_rand_int_range (1, (gint32)strlen (body));

  g_string_append_printf (client->unsent,
                          "POST /api/v1/boxes HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                          "%s\r\nContent-Type: application/json\r\n%s",
                          HTTP_CLERK,
                          headers);
  if (is_chunked)
    g_string_append_printf (client->unsent,
                            "Transfer-Encoding: chunked\r\n\r\n%zx\r\n%.*s\r\n%zx;a=b\r\n%s\r\n"
                            "0\r\n\r\n",
                            cut,
                            (int)cut,
                            body,
                            strlen (body) - cut,
                            body + cut);
  else
    g_string_append_printf (client->unsent, "Content-Length: %zu\r\n\r\n%s", strlen (body), body);
  expect (client, 201, CHECK_PART, g_steal_pointer (&title));
}

static void
ask_to_write (Crowd *crowd, Client *client)
{
  append_box (crowd, client, "", FALSE);
}

static void
ask_to_go_on (Crowd *crowd, Client *client)
{
  append_box (crowd, client, "Expect: 100-continue\r\n", FALSE);
}

static void
ask_in_chunks (Crowd *crowd, Client *client)
{
  append_box (crowd, client, "", TRUE);
  client->is_last = TRUE;
}

static void
ask_to_sign_out (Crowd *crowd, Client *client)
{
  g_string_append (client->unsent,
                   "DELETE /api/v1/sessions/current HTTP/1.1\r\nHost: a\r\n"
                   "Authorization: Bearer " HTTP_RESIDENT "\r\n\r\n");
  expect (client, 204, CHECK_PART, NULL)->has_body = FALSE;
}

static void
ask_slowly (Crowd *crowd, Client *client)
{
  g_string_append (client->unsent,
                   "POST /api/v1/slow HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
  expect (client, 204, CHECK_PART, NULL)->has_body = FALSE;
}

/* Refused, and its small body read all the same. */
static void
ask_stranger (Crowd *crowd, Client *client)
{
  g_string_append (client->unsent,
                   "POST /api/v1/boxes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                   "Content-Length: 47\r\n\r\n"
                   "GET /api/v1/labels/stolen HTTP/1.1\r\nHost: a\r\n\r\n");
  expect (client, 401, CHECK_PART, g_strdup ("\"unauthenticated\""));
}

/* Requests after which the service ends the connection. */
static void
ask_last (Crowd *crowd, Client *client)
{
  static const struct {
    const char *request;
    guint status;
    const char *part;
  } rows[] = {
    { "GET /api/v1/labels/5 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 200, "\"5\"" },
    { "GET /api/v1/labels/6 HTTP/1.0\r\n\r\n", 200, "\"6\"" },
    { "POST /api/v1/boxes HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " HTTP_CLERK "\r\n"
      "Content-Type: application/json\r\nContent-Length: 10000000\r\n\r\n{\"title\":",
      413,
      "too_large" },
    { "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n"
      "\r\nabc",
      400,
      "" },
    { "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
      "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      400,
      "" },
    { "GET /api/v1/labels/7 HTTP/1.1\r\nHost: a\r\nX-Folded: b\r\n c\r\n\r\n", 400, "" },
    { "GET /api/v1/labels/8\rHTTP/1.1\r\nHost: a\r\n\r\n", 400, "" },
    { "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc", 400, "" },
    { "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc", 400, "" },
  };
  guint i = (guint)g_test_rand_int_range (0, G_N_ELEMENTS (rows));

  g_string_append (client->unsent, rows[i].request);
  expect (client, rows[i].status, CHECK_PART, g_strdup (rows[i].part));
  client->is_last = TRUE;
}

static void
ask_to_follow (Crowd *crowd, Client *client)
{
  g_string_append (client->unsent,
                   "GET /api/v1/changes HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n");
  expect (client, 200, CHECK_PART, NULL)->has_body = FALSE;
  client->is_last = client->is_open = TRUE;
}

/* Steps */

static void
ask (Crowd *crowd, Client *client)
{
  static const Ask asks[] = {
    ask_label,  ask_label,    ask_label,    ask_label,     ask_head,      ask_unchanged,
    ask_large,  ask_to_write, ask_to_go_on, ask_to_write,  ask_in_chunks, ask_to_sign_out,
    ask_slowly, ask_stranger, ask_last,     ask_to_follow,
  };

  if (client->is_last || client->expected.length >= MAX_PIPELINED)
    return;
  asks[g_test_rand_int_range (0, G_N_ELEMENTS (asks))](crowd, client);
  /* Whatever comes behind the last is nobody's request. */
  if (client->is_last && !client->is_open && g_test_rand_bit ())
    g_string_append (client->unsent,
                     "GET /api/v1/labels/stolen HTTP/1.1\r\nHost: a\r\n\r\nGET /api/v1/labels/st");
}

static void
send_some (Client *client, gsize length)
{
  length = MIN (length, client->unsent->len);
  http_client_write (client->http, client->unsent->str, (gssize)length);
  g_string_erase (client->unsent, 0, (gssize)length);
}

static HttpReply *
read_final (Client *client, gboolean has_body)
{
  HttpReply *reply = http_client_read (client->http, has_body);

  while (reply != NULL && reply->status == 100) {
    http_reply_free (reply);
    reply = http_client_read (client->http, has_body);
  }
  return reply;
}

static void
check_next (Crowd *crowd, Client *client)
{
  Expected *expected = g_queue_pop_head (&client->expected);
  g_autoptr (HttpReply) reply = read_final (client, expected->has_body);
  const char *length;

  g_assert_nonnull (reply);
  g_assert_cmpuint (reply->status, ==, expected->status);
  length = http_reply_get (reply, "content-length");
  if (expected->check == CHECK_BODY) {
    g_assert_cmpstr (reply->body, ==, expected->text);
  } else if (expected->check == CHECK_LENGTH) {
    g_assert_cmpuint (g_ascii_strtoull (length, NULL, 10), ==, expected->length);
  } else if (expected->text != NULL && strstr (reply->body, expected->text) == NULL) {
    g_test_message ("%s is not in %s", expected->text, reply->body);
    g_test_fail ();
  }
  crowd->n_answers++;
  expected_free (expected);
}

/* Reads all that is expected, and of those that end that nothing else comes. */
static void
drain (Crowd *crowd, Client *client)
{
  send_some (client, G_MAXSIZE);
  while (client->expected.length > 0)
    check_next (crowd, client);
  if (!client->is_last)
    return;
  if (!client->is_open) {
    g_autofree char *rest = NULL;

    http_client_shutdown (client->http);
    rest = http_client_read_all (client->http);
    g_assert_cmpstr (rest, ==, "");
  }
  client_end (client);
  client_begin (crowd, client);
}

static void
step (Crowd *crowd)
{
  Client *client = &crowd->clients[g_test_rand_int_range (0, N_CLIENTS)];
  int what = g_test_rand_int_range (0, 100);

  if (what < 55) {
    ask (crowd, client);
    if (g_test_rand_bit ())
      send_some (client, (gsize)g_test_rand_int_range (1, 400));
  } else if (what < 75) {
    send_some (client, (gsize)g_test_rand_int_range (1, 20000));
  } else if (what < 92) {
    drain (crowd, client);
  } else {
    /* Leaves wherever it is. */
    if (what < 95)
      http_client_shutdown (client->http);
    client_end (client);
    client_begin (crowd, client);
  }
}

static void
crowd_begin (Crowd *crowd, HttpFixture *fixture)
{
  g_autoptr (HttpReply) box = NULL;
  g_autofree char *path = NULL;

  crowd->fixture = fixture;
  crowd->tag = 100000;
  jl_id_to_text (http_fixture_make_box (fixture, "{\"title\":\"known\",\"open\":true}"),
                 crowd->box);
  http_fixture_start (fixture);
  path = g_strconcat ("/api/v1/boxes/", crowd->box, NULL);
  box = http_get (fixture, path, NULL);
  crowd->etag = g_strdup (http_reply_get (box, "etag"));
  g_assert_nonnull (crowd->etag);
  for (guint i = 0; i < N_CLIENTS; i++)
    client_begin (crowd, &crowd->clients[i]);
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_random (HttpFixture *fixture, gconstpointer data)
{
  Crowd crowd = { 0 };
  guint n_descriptors;

  /* All that a client sends here comes from one address. */
  crowd_begin (&crowd, fixture);
  n_descriptors = count_descriptors ();
  for (guint i = 0; i < N_STEPS; i++)
    step (&crowd);
  for (guint i = 0; i < N_CLIENTS; i++)
    drain (&crowd, &crowd.clients[i]);
  http_fixture_settle (fixture);
  g_test_message (
      "%u answers, %u lanes", crowd.n_answers, jl_lanes_get_n_free (fixture->worker->lanes));
  g_assert_cmpuint (crowd.n_answers, >, N_STEPS / 8);
  g_assert_cmpuint (jl_lanes_get_n_free (fixture->worker->lanes), <=, N_CLIENTS);
  for (guint i = 0; i < N_CLIENTS; i++)
    client_end (&crowd.clients[i]);
  http_fixture_settle (fixture);
  g_assert_cmpuint (count_descriptors (), <=, n_descriptors);
  g_free (crowd.etag);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/http/lane/random",
              HttpFixture,
              NULL,
              http_fixture_setup,
              test_random,
              http_fixture_teardown);
  return g_test_run ();
}
