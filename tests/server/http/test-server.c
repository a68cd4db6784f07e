// SPDX-License-Identifier: GPL-3.0-or-later
#include "http-fixture.h"

#include "jl-id.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* What HTTP asks of a server, over real sockets. */

#define SHARED "public, max-age=1, stale-while-revalidate=1"
#define PHOTO "/api/v1/photos/00000000000FM"

static char *
make_box_path (HttpFixture *fixture, const char *input)
{
  char text[JL_ID_TEXT_SIZE];

  jl_id_to_text (http_fixture_make_box (fixture, input), text);
  return g_strconcat ("/api/v1/boxes/", text, NULL);
}

static void
test_get (HttpFixture *fixture, gconstpointer data)
{
  g_autofree char *path = make_box_path (fixture, "{\"title\":\"沙发\",\"open\":true}");
  g_autoptr (HttpReply) reply = NULL;
  g_autoptr (HttpReply) same = NULL;

  http_fixture_start (fixture);
  reply = http_get (fixture, path, NULL);
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_nonnull (strstr (reply->body, "\"title\":\"沙发\""));
  g_assert_cmpstr (http_reply_get (reply, "content-type"), ==, "application/json");
  g_assert_cmpstr (http_reply_get (reply, "etag"), ==, "\"1.public\"");
  g_assert_cmpstr (http_reply_get (reply, "cache-control"), ==, SHARED);
  g_assert_cmpstr (
      http_reply_get (reply, "vary"), ==, "Authorization, Cookie, Accept-Language, Jieli-Acting");
  g_assert_cmpstr (http_reply_get (reply, "x-content-type-options"), ==, "nosniff");
  g_assert_null (http_reply_get (reply, "connection"));
  g_assert_null (http_reply_get (reply, "server"));
  g_assert_nonnull (http_reply_get (reply, "date"));

  same = http_call (fixture, "GET", path, NULL, "If-None-Match: \"1.public\"\r\n", NULL);
  g_assert_cmpuint (same->status, ==, 304);
  g_assert_cmpstr (http_reply_get (same, "etag"), ==, "\"1.public\"");
  g_assert_null (http_reply_get (same, "content-length"));
}

static void
test_head (HttpFixture *fixture, gconstpointer data)
{
  g_autofree char *path = make_box_path (fixture, "{\"title\":\"沙发\",\"open\":true}");
  g_autoptr (HttpReply) get = NULL;
  g_autoptr (HttpReply) reply = NULL;
  g_autoptr (HttpClient) client = NULL;
  g_autofree char *text = NULL;

  http_fixture_start (fixture);
  get = http_get (fixture, path, NULL);
  client = http_client_new (fixture);
  text = g_strdup_printf ("HEAD %s HTTP/1.1\r\nHost: a\r\n\r\n"
                          "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                          path);
  http_client_write (client, text, -1);
  reply = http_client_read (client, FALSE);
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpstr (
      http_reply_get (reply, "content-length"), ==, http_reply_get (get, "content-length"));
  http_reply_free (reply);
  /* Had HEAD sent a body, the next answer would begin with it. */
  reply = http_client_read (client, TRUE);
  g_assert_cmpstr (reply->body, ==, "ok\n");
  g_assert_true (http_client_is_closed (client));
}

static void
test_write (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpReply) reply = NULL;
  g_autoptr (HttpReply) gone = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *path = NULL;

  http_fixture_start (fixture);
  reply = http_call (fixture,
                     "POST",
                     "/api/v1/boxes",
                     HTTP_CLERK,
                     "Idempotency-Key: once\r\n",
                     "{\"title\":\"沙发\",\"open\":true}");
  g_assert_cmpuint (reply->status, ==, 201);
  g_assert_cmpstr (http_reply_get (reply, "etag"), ==, "\"1.own\"");
  g_assert_cmpstr (http_reply_get (reply, "idempotency-key"), ==, "once");
  g_assert_cmpstr (http_reply_get (reply, "cache-control"), ==, "no-store");
  node = jl_json_parse (reply->body, -1, NULL);
  path = g_strconcat (
      "/api/v1/boxes/", json_object_get_string_member (json_node_get_object (node), "id"), NULL);
  http_reply_free (reply);

  reply = http_call (
      fixture, "PATCH", path, HTTP_CLERK, "If-Match: \"1.own\"\r\n", "{\"title\":\"椅子\"}");
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpstr (http_reply_get (reply, "etag"), ==, "\"2.own\"");

  gone = http_call (fixture, "DELETE", path, HTTP_CLERK, NULL, NULL);
  g_assert_cmpuint (gone->status, ==, 204);
  g_assert_null (http_reply_get (gone, "content-length"));
  http_reply_free (gone);
  gone = http_get (fixture, path, HTTP_CLERK);
  g_assert_cmpuint (gone->status, ==, 404);
}

static void
test_keep_alive (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) client = NULL;

  http_fixture_start (fixture);
  client = http_client_new (fixture);
  for (guint i = 0; i < 20; i++) {
    g_autoptr (HttpReply) reply = NULL;

    http_client_write (client,
                       i % 2 == 0
                           ? "GET /api/v1/boxes HTTP/1.1\r\nHost: a\r\n\r\n"
                           : "POST /api/v1/visits HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
                       -1);
    reply = http_client_read (client, TRUE);
    g_assert_cmpuint (reply->status, ==, 200);
    g_assert_null (http_reply_get (reply, "connection"));
  }
}

static void
test_pipelining (HttpFixture *fixture, gconstpointer data)
{
  static const char one[] = "GET /api/v1/labels/%u HTTP/1.1\r\nHost: a\r\n\r\n";
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (HttpClient) client = NULL;

  http_fixture_start (fixture);
  client = http_client_new (fixture);
  for (guint i = 0; i < 50; i++) {
    g_string_append_printf (text, one, i);
    if (i % 7 == 3)
      g_string_append (
          text,
          "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
          "Content-Length: 17\r\n\r\n{\"username\":\"li\"}\r\n");
  }
  /* In pieces that know nothing of requests. */
  for (gsize at = 0; at < text->len; at += 333)
    http_client_write (client, text->str + at, (gssize)MIN (333, text->len - at));
  for (guint i = 0; i < 50; i++) {
    g_autofree char *expected = g_strdup_printf ("{\"code\":\"%u\"}", i);
    g_autoptr (HttpReply) reply = http_client_read (client, TRUE);

    g_assert_cmpstr (reply->body, ==, expected);
    if (i % 7 == 3) {
      g_autoptr (HttpReply) session = http_client_read (client, TRUE);

      g_assert_cmpuint (session->status, ==, 201);
    }
  }
}

static void
test_old_http (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpReply) reply = NULL;

  http_fixture_start (fixture);
  client = http_client_new (fixture);
  http_client_write (client, "GET /healthz HTTP/1.0\r\n\r\n", -1);
  reply = http_client_read (client, TRUE);
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_true (http_client_is_closed (client));
  http_reply_free (reply);
  http_client_free (client);

  client = http_client_new (fixture);
  for (guint i = 0; i < 3; i++) {
    http_client_write (client, "GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", -1);
    reply = http_client_read (client, TRUE);
    g_assert_cmpuint (reply->status, ==, 200);
    g_assert_cmpstr (http_reply_get (reply, "connection"), ==, "Keep-Alive");
    if (i < 2)
      http_reply_free (reply);
  }
}

static void
test_connection_close (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpReply) reply = NULL;

  http_fixture_start (fixture);
  client = http_client_new (fixture);
  http_client_write (client, "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", -1);
  reply = http_client_read (client, TRUE);
  g_assert_cmpstr (http_reply_get (reply, "connection"), ==, "close");
  g_assert_true (http_client_is_closed (client));
}

/* The sender of a request may end its half of the connection behind it. */
static void
test_half_closed (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autofree char *text = NULL;

  http_fixture_start (fixture);
  client = http_client_new (fixture);
  http_client_write (client, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", -1);
  http_client_shutdown (client);
  text = http_client_read_all (client);
  g_assert_true (g_str_has_suffix (text, "\r\n\r\nok\n"));
}

static void
test_chunked (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpReply) reply = NULL;

  http_fixture_start (fixture);
  client = http_client_new (fixture);
  http_client_write (client,
                     "POST /api/v1/boxes HTTP/1.1\r\nHost: a\r\n"
                     "Authorization: Bearer " HTTP_CLERK "\r\n"
                     "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "9\r\n{\"title\":\r\n",
                     -1);
  http_fixture_settle (fixture);
  http_client_write (client, "5\r\n\"abc\"\r\n1\r\n}\r\n0\r\n\r\n", -1);
  reply = http_client_read (client, TRUE);
  g_assert_cmpuint (reply->status, ==, 201);
  g_assert_nonnull (strstr (reply->body, "\"abc\""));
}

static void
test_expect_continue (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpReply) reply = NULL;
  g_autofree char *code = NULL;
  g_autofree char *go_ahead = NULL;

  http_fixture_start (fixture);
  client = http_client_new (fixture);
  http_client_write (client,
                     "POST /api/v1/boxes HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                     "Authorization: Bearer " HTTP_CLERK "\r\n"
                     "Content-Type: application/json\r\nContent-Length: 13\r\n\r\n",
                     -1);
  go_ahead = http_client_read_until (client, "\r\n\r\n");
  g_assert_true (g_str_has_prefix (go_ahead, "HTTP/1.1 100 "));
  http_client_write (client, "{\"title\":\"a\"}", -1);
  reply = http_client_read (client, TRUE);
  g_assert_cmpuint (reply->status, ==, 201);
  g_assert_true (g_str_has_suffix (http_reply_get (reply, "date"), " GMT"));
  http_reply_free (reply);

  /* Whoever may not write is not asked for the body. */
  http_client_write (client,
                     "POST /api/v1/boxes HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                     "Content-Type: application/json\r\nContent-Length: 13\r\n\r\n",
                     -1);
  reply = http_client_read (client, TRUE);
  g_assert_cmpuint (reply->status, ==, 401);
  code = http_reply_dup_code (reply);
  g_assert_cmpstr (code, ==, "unauthenticated");
  g_assert_true (http_client_is_closed (client));
}

static void
test_upload (HttpFixture *fixture, gconstpointer data)
{
  g_autofree char *path = make_box_path (fixture, "{\"title\":\"a\"}");
  g_autofree char *photos = g_strconcat (path, "/photos", NULL);
  g_autofree char *kept = g_build_filename (fixture->store.data_dir, "kept.bin", NULL);
  g_autofree char *incoming =
      g_build_filename (fixture->store.data_dir, "photos", "incoming", NULL);
  g_autofree char *picture = g_strnfill (3 * 1024 * 1024, 'p');
  g_autofree char *text = NULL;
  g_autoptr (HttpReply) reply = NULL;
  g_autoptr (HttpReply) bad = NULL;
  g_autoptr (HttpReply) form = NULL;
  g_autoptr (GDir) dir = NULL;
  gsize size;

  http_fixture_start (fixture);
  reply = http_call (fixture, "POST", photos, HTTP_CLERK, NULL, picture);
  g_assert_cmpuint (reply->status, ==, 201);
  g_assert_cmpstr (reply->body, ==, "{\"visited\":true}");
  g_assert_true (g_file_get_contents (kept, &text, &size, NULL));
  g_assert_cmpmem (text, size, picture, strlen (picture));

  bad = http_call (fixture, "POST", photos, HTTP_CLERK, NULL, "evil script");
  g_assert_cmpuint (bad->status, ==, 415);
  form = http_call (fixture,
                    "POST",
                    photos,
                    HTTP_CLERK,
                    "Content-Type: multipart/form-data; boundary=x\r\n",
                    NULL);
  g_assert_cmpuint (form->status, ==, 415);

  http_fixture_stop (fixture);
  dir = g_dir_open (incoming, 0, NULL);
  g_assert_null (g_dir_read_name (dir));
}

static char *
write_photo (HttpFixture *fixture, gsize size)
{
  g_autofree char *folder = g_build_filename (fixture->store.data_dir, "photos", NULL);
  g_autofree char *photo = g_build_filename (folder, "00000000000FM.bin", NULL);
  char *content = g_strnfill (size, 'w');

  g_mkdir (folder, 0700);
  g_assert_true (g_file_set_contents (photo, content, -1, NULL));
  return content;
}

static void
test_file (HttpFixture *fixture, gconstpointer data)
{
  g_autofree char *content = write_photo (fixture, 2000000);
  g_autoptr (HttpReply) reply = NULL;
  g_autoptr (HttpReply) own = NULL;
  g_autoptr (HttpReply) same = NULL;
  g_autoptr (HttpReply) part = NULL;
  g_autoptr (HttpReply) absent = NULL;

  http_fixture_start (fixture);
  reply = http_get (fixture, PHOTO, NULL);
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpstr (http_reply_get (reply, "content-type"), ==, "image/webp");
  g_assert_cmpstr (http_reply_get (reply, "cache-control"),
                   ==,
                   "public, max-age=3600, s-maxage=1, stale-while-revalidate=1");
  g_assert_cmpmem (reply->body, reply->length, content, strlen (content));
  own = http_get (fixture, PHOTO, HTTP_CLERK);
  g_assert_cmpstr (http_reply_get (own, "cache-control"), ==, "private, max-age=3600");
  same = http_call (fixture, "GET", PHOTO, NULL, "If-None-Match: \"1.public\"\r\n", NULL);
  g_assert_cmpuint (same->status, ==, 304);
  /* Ranges are not served; then all of it is the right answer. */
  part = http_call (fixture, "GET", PHOTO, NULL, "Range: bytes=9999999-\r\n", NULL);
  g_assert_cmpuint (part->status, ==, 200);
  g_assert_cmpuint (part->length, ==, 2000000);
  absent = http_get (fixture, "/api/v1/photos/00000000000FN", HTTP_CLERK);
  g_assert_cmpuint (absent->status, ==, 404);
  g_assert_cmpstr (http_reply_get (absent, "cache-control"), ==, "no-store");
}

/* Behind nginx, which sends photos itself: only what came through it is answered so. */
static void
test_redirect (HttpFixture *fixture, gconstpointer data)
{
  static const char *const trusted[] = { "127.0.0.1", NULL };
  static const char through[] = "X-Forwarded-For: 198.51.100.7\r\n";
  g_autofree char *content = write_photo (fixture, 1000);
  g_autofree char *box = make_box_path (fixture, "{\"title\":\"a\",\"open\":true}");
  g_autoptr (HttpReply) direct = NULL;
  g_autoptr (HttpReply) reply = NULL;
  g_autoptr (HttpReply) absent = NULL;
  g_autoptr (HttpReply) shared = NULL;
  g_autoptr (HttpReply) own = NULL;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  guint64 until;

  fixture->config.trusted_proxies = trusted;
  fixture->config.photo_location = "/-/photos/";
  http_fixture_start (fixture);
  direct = http_get (fixture, PHOTO, NULL);
  g_assert_cmpuint (direct->length, ==, 1000);
  g_assert_null (http_reply_get (direct, "x-accel-redirect"));
  g_assert_null (http_reply_get (direct, "x-accel-expires"));

  reply = http_call (fixture, "GET", PHOTO, NULL, through, NULL);
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpuint (reply->length, ==, 0);
  g_assert_cmpstr (http_reply_get (reply, "x-accel-redirect"), ==, "/-/photos/00000000000FM.bin");
  g_assert_cmpstr (http_reply_get (reply, "content-type"), ==, "image/webp");
  absent = http_call (fixture, "GET", "/api/v1/photos/00000000000FN", NULL, through, NULL);
  g_assert_cmpuint (absent->status, ==, 404);
  g_assert_null (http_reply_get (absent, "x-accel-expires"));

  shared = http_call (fixture, "GET", box, NULL, through, NULL);
  g_assert_cmpstr (http_reply_get (shared, "cache-control"), ==, SHARED);
  g_assert_cmpint (http_reply_get (shared, "x-accel-expires")[0], ==, '@');
  until = g_ascii_strtoull (http_reply_get (shared, "x-accel-expires") + 1, NULL, 10);
  g_assert_cmpuint (until, >=, now);
  g_assert_cmpuint (until, <=, g_get_real_time () / G_USEC_PER_SEC);
  own = http_call (fixture, "GET", box, HTTP_CLERK, through, NULL);
  g_assert_null (http_reply_get (own, "x-accel-expires"));
}

/* More than a socket's buffers hold, to a reader who takes it late. */
static void
test_large_answer (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpReply) other = NULL;
  g_autoptr (HttpReply) reply = NULL;

  http_fixture_start (fixture);
  client = http_client_new (fixture);
  http_client_write (client, "GET /api/v1/large/30000000 HTTP/1.1\r\nHost: a\r\n\r\n", -1);
  http_fixture_settle (fixture);
  other = http_get (fixture, "/healthz", NULL);
  g_assert_cmpuint (other->status, ==, 200);
  reply = http_client_read (client, TRUE);
  g_assert_cmpuint (reply->length, ==, 30000000);
  http_reply_free (reply);
  http_client_write (client, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", -1);
  reply = http_client_read (client, TRUE);
  g_assert_cmpstr (reply->body, ==, "ok\n");
}

/* Of the process, in KiB: memory that is no file's. */
static guint64
get_own_memory (void)
{
  g_autofree char *text = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  line = strstr (text, "RssAnon:");
  g_assert_nonnull (line);
  return g_ascii_strtoull (line + strlen ("RssAnon:"), NULL, 10);
}

/* Readers who do not take it cost no copies of the file. */
static void
test_file_is_not_copied (HttpFixture *fixture, gconstpointer data)
{
  HttpClient *clients[8];
  guint64 before;

  g_free (write_photo (fixture, 10000000));
  http_fixture_start (fixture);
  http_reply_free (http_get (fixture, PHOTO, NULL));
  before = get_own_memory ();
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++) {
    clients[i] = http_client_new (fixture);
    http_client_write (clients[i], "GET " PHOTO " HTTP/1.1\r\nHost: a\r\n\r\n", -1);
    g_assert_true (http_client_wait (clients[i], 10000));
  }
  http_fixture_settle (fixture);
  g_assert_cmpuint (get_own_memory (), <, before + 8000);
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    http_client_free (clients[i]);
}

/* Whoever sent a command and left is missed by nobody. */
static void
test_client_gone (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpReply) reply = NULL;

  http_slow_hold ();
  http_fixture_start (fixture);
  for (guint i = 0; i < 3; i++) {
    g_autoptr (HttpClient) client = http_client_new (fixture);

    http_client_write (
        client, "POST /api/v1/slow HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", -1);
    http_fixture_settle (fixture);
  }
  http_slow_release ();
  reply = http_call (fixture, "POST", "/api/v1/slow", NULL, "Content-Length: 0\r\n", NULL);
  g_assert_cmpuint (reply->status, ==, 204);
}

static void
test_language (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpReply) english = NULL;
  g_autoptr (HttpReply) chinese = NULL;

  http_fixture_start (fixture);
  english = http_call (fixture, "GET", "/api/v1/nowhere", NULL, "Accept-Language: en-GB\r\n", NULL);
  chinese = http_call (
      fixture, "GET", "/api/v1/nowhere", NULL, "Accept-Language: zh-CN,en;q=0.5\r\n", NULL);
  g_assert_nonnull (strstr (english->body, "\"title\":\"Not found\""));
  g_assert_nonnull (strstr (english->body, "\"detail\":\"there is nothing at this address\""));
  g_assert_nonnull (strstr (chinese->body, "\"title\":\"没有找到\""));
  g_assert_nonnull (strstr (chinese->body, "\"detail\":\"这个地址上没有内容\""));
  g_assert_nonnull (strstr (chinese->body, "\"code\":\"not_found\""));
}

static void
test_builtins (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpReply) health = NULL;
  g_autoptr (HttpReply) ready = NULL;
  g_autoptr (HttpReply) metrics = NULL;
  g_autoptr (HttpReply) openapi = NULL;
  g_autoptr (HttpReply) same = NULL;
  g_autoptr (HttpReply) post = NULL;
  g_autofree char *condition = NULL;

  http_fixture_start (fixture);
  health = http_get (fixture, "/healthz", NULL);
  g_assert_cmpstr (health->body, ==, "ok\n");
  ready = http_get (fixture, "/readyz", NULL);
  g_assert_cmpuint (ready->status, ==, 200);
  http_reply_free (http_get (fixture, "/api/v1/boxes", NULL));
  http_reply_free (http_get (fixture, "/api/v1/nowhere?q=private", NULL));
  http_fixture_settle (fixture);
  metrics = http_get (fixture, "/metrics", NULL);
  g_assert_nonnull (
      strstr (metrics->body,
              "\njieli_requests_total{method=\"GET\",route=\"/api/v1/boxes\",status=\"2xx\"} 1\n"));
  g_assert_nonnull (strstr (
      metrics->body, "\njieli_requests_total{method=\"GET\",route=\"-\",status=\"4xx\"} 1\n"));
  g_assert_nonnull (strstr (metrics->body, "\njieli_connections_accepted_total 5\n"));
  g_assert_nonnull (strstr (metrics->body, "\njieli_request_seconds_count 4\n"));

  openapi = http_get (fixture, "/api/v1/openapi.json", NULL);
  g_assert_cmpuint (openapi->status, ==, 200);
  condition = g_strdup_printf ("If-None-Match: %s\r\n", http_reply_get (openapi, "etag"));
  same = http_call (fixture, "GET", "/api/v1/openapi.json", NULL, condition, NULL);
  g_assert_cmpuint (same->status, ==, 304);
  post = http_call (fixture, "POST", "/healthz", NULL, "Content-Length: 0\r\n", NULL);
  g_assert_cmpuint (post->status, ==, 405);
  g_assert_cmpstr (http_reply_get (post, "allow"), ==, "GET, HEAD");
}

static void
test_access_log (HttpFixture *fixture, gconstpointer data)
{
  char text[4096] = "";
  g_auto (GStrv) lines = NULL;
  gssize n;

  http_fixture_start (fixture);
  http_reply_free (http_get (fixture, "/api/v1/labels/secret?x=private", NULL));
  http_reply_free (http_get (fixture, "/api/v1/boxes", HTTP_CLERK));
  http_reply_free (http_call (fixture, "PUT", "/coffee", NULL, NULL, NULL));
  http_fixture_stop (fixture);

  n = pread (fixture->log_fd, text, sizeof text - 1, 0);
  g_assert_cmpint (n, >, 0);
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  g_assert_true (g_regex_match_simple (
      "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ 127\\.0\\.0\\.1 GET /api/v1/labels/\\{code\\} "
      "400 \\d+us \\d+ -$",
      lines[0],
      0,
      0));
  g_assert_true (
      g_regex_match_simple (" GET /api/v1/boxes 200 \\d+us \\d+ 0000000000007$", lines[1], 0, 0));
  g_assert_true (g_regex_match_simple (" PUT /\\* 404 ", lines[2], 0, 0));
  g_assert_null (strstr (text, "secret"));
  g_assert_null (strstr (text, "private"));
}

static void
test_forwarded (HttpFixture *fixture, gconstpointer data)
{
  static const char *const trusted[] = { "127.0.0.0/8", "10.1.0.0/16", NULL };
  char text[4096] = "";

  fixture->config.trusted_proxies = trusted;
  http_fixture_start (fixture);
  http_reply_free (http_call (fixture,
                              "GET",
                              "/healthz",
                              NULL,
                              "X-Forwarded-For: 6.6.6.6, 198.51.100.7, 10.1.2.3\r\n",
                              NULL));
  http_reply_free (
      http_call (fixture, "GET", "/healthz", NULL, "X-Forwarded-For: nonsense\r\n", NULL));
  http_fixture_stop (fixture);
  g_assert_cmpint (pread (fixture->log_fd, text, sizeof text - 1, 0), >, 0);
  g_assert_nonnull (strstr (text, " 198.51.100.7 GET /healthz 200"));
  g_assert_nonnull (strstr (text, " 127.0.0.1 GET /healthz 200"));
  g_assert_null (strstr (text, "6.6.6.6"));
}

static void
test_not_forwarded (HttpFixture *fixture, gconstpointer data)
{
  char text[4096] = "";

  http_fixture_start (fixture);
  http_reply_free (
      http_call (fixture, "GET", "/healthz", NULL, "X-Forwarded-For: 198.51.100.7\r\n", NULL));
  http_fixture_stop (fixture);
  g_assert_cmpint (pread (fixture->log_fd, text, sizeof text - 1, 0), >, 0);
  g_assert_nonnull (strstr (text, " 127.0.0.1 GET /healthz 200"));
}

static void
test_gzip (HttpFixture *fixture, gconstpointer data)
{
  g_autofree char *note = g_strnfill (900, 'n');
  g_autofree char *input =
      g_strdup_printf ("{\"title\":\"a\",\"note\":\"%s\",\"open\":true}", note);
  g_autofree char *path = make_box_path (fixture, input);
  g_autoptr (HttpReply) reply = NULL;
  g_autoptr (HttpReply) same = NULL;
  g_autoptr (HttpReply) plain = NULL;

  fixture->config.limits.gzip_json = TRUE;
  http_fixture_start (fixture);
  reply = http_call (fixture, "GET", path, HTTP_CLERK, "Accept-Encoding: br, gzip\r\n", NULL);
  g_assert_cmpstr (http_reply_get (reply, "content-encoding"), ==, "gzip");
  g_assert_cmpuint (reply->length, <, 600);
  g_assert_cmpmem (reply->body, 2, "\x1f\x8b", 2);
  /* Other bytes under the same tag: it says so, and is still understood. */
  g_assert_cmpstr (http_reply_get (reply, "etag"), ==, "W/\"1.own\"");
  same = http_call (fixture,
                    "GET",
                    path,
                    HTTP_CLERK,
                    "Accept-Encoding: gzip\r\nIf-None-Match: W/\"1.own\"\r\n",
                    NULL);
  g_assert_cmpuint (same->status, ==, 304);
  plain = http_call (fixture, "GET", path, HTTP_CLERK, "Accept-Encoding: gzip;q=0\r\n", NULL);
  g_assert_null (http_reply_get (plain, "content-encoding"));
  g_assert_cmpstr (http_reply_get (plain, "etag"), ==, "\"1.own\"");
}

static void
test_pages (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpReply) index = NULL;
  g_autoptr (HttpReply) item = NULL;
  g_autoptr (HttpReply) script = NULL;

  http_fixture_start (fixture);
  index = http_get (fixture, "/", NULL);
  g_assert_cmpuint (index->status, ==, 200);
  g_assert_cmpstr (http_reply_get (index, "content-type"), ==, "text/html; charset=utf-8");
  g_assert_cmpstr (http_reply_get (index, "cache-control"), ==, SHARED);
  g_assert_nonnull (
      strstr (http_reply_get (index, "content-security-policy"), "default-src 'self'"));
  g_assert_nonnull (
      strstr (http_reply_get (index, "content-security-policy"), "frame-ancestors 'none'"));
  g_assert_null (strstr (http_reply_get (index, "content-security-policy"), "unsafe"));
  g_assert_cmpstr (http_reply_get (index, "x-content-type-options"), ==, "nosniff");
  g_assert_cmpstr (http_reply_get (index, "referrer-policy"), ==, "same-origin");
  item = http_get (fixture, "/i/0AMA6AG000C01", NULL);
  g_assert_nonnull (strstr (item->body, "<title>item</title>"));
  script = http_call (fixture, "GET", "/js/list.js", NULL, "Accept-Encoding: gzip\r\n", NULL);
  g_assert_cmpstr (http_reply_get (script, "content-encoding"), ==, "gzip");
  g_assert_cmpstr (http_reply_get (script, "vary"), ==, "Accept-Encoding");
}

/* SIGTERM: what was accepted is answered, the others are let go. */
static void
test_quit (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) idle = NULL;
  g_autoptr (HttpClient) busy = NULL;
  g_autoptr (HttpReply) reply = NULL;

  http_slow_hold ();
  http_fixture_start (fixture);
  idle = http_client_new (fixture);
  http_client_write (idle, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", -1);
  http_reply_free (http_client_read (idle, TRUE));
  busy = http_client_new (fixture);
  http_client_write (
      busy, "POST /api/v1/slow HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", -1);
  http_fixture_settle (fixture);
  http_fixture_quit (fixture);
  g_assert_true (http_client_is_closed (idle));
  http_slow_release ();
  reply = http_client_read (busy, TRUE);
  g_assert_cmpuint (reply->status, ==, 204);
  g_assert_cmpstr (http_reply_get (reply, "connection"), ==, "close");
  http_fixture_stop (fixture);
}

#define ADD(name, func)                                                                            \
  g_test_add (                                                                                     \
      "/http/server/" name, HttpFixture, NULL, http_fixture_setup, func, http_fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  http_speak_chinese ();
  ADD ("get", test_get);
  ADD ("head", test_head);
  ADD ("write", test_write);
  ADD ("keep-alive", test_keep_alive);
  ADD ("pipelining", test_pipelining);
  ADD ("old-http", test_old_http);
  ADD ("connection-close", test_connection_close);
  ADD ("half-closed", test_half_closed);
  ADD ("chunked", test_chunked);
  ADD ("expect-continue", test_expect_continue);
  ADD ("upload", test_upload);
  ADD ("file", test_file);
  ADD ("redirect", test_redirect);
  ADD ("large-answer", test_large_answer);
  ADD ("file-is-not-copied", test_file_is_not_copied);
  ADD ("client-gone", test_client_gone);
  ADD ("language", test_language);
  ADD ("builtins", test_builtins);
  ADD ("access-log", test_access_log);
  ADD ("forwarded", test_forwarded);
  ADD ("not-forwarded", test_not_forwarded);
  ADD ("gzip", test_gzip);
  ADD ("pages", test_pages);
  ADD ("quit", test_quit);
  return g_test_run ();
}
