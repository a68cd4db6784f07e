// SPDX-License-Identifier: GPL-3.0-or-later
#include "http-fixture.h"

#include "jl-error.h"

#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Clients that are too large, too slow, too many, or not what they say. */

static guint
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* A test of a thousand connections needs as many descriptors, twice. */
static gboolean
may_open (rlim_t n)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = MIN (n, limit.rlim_max);
  setrlimit (RLIMIT_NOFILE, &limit);
  return limit.rlim_cur >= n;
}

/* Sends @head and then garbage until the other end has had enough. Returns what it said. */
static char *
pour (HttpFixture *fixture, const char *head, gsize total)
{
  g_autoptr (HttpClient) client = http_client_new (fixture);
  g_autofree char *garbage = g_strnfill (65536, 'x');

  http_client_write (client, head, -1);
  for (gsize sent = 0; sent < total; sent += 65536)
    http_client_write (client, garbage, 65536);
  return http_client_read_all (client);
}

static void
assert_problem (const char *text, guint status, const char *code)
{
  g_autofree char *line = g_strdup_printf ("HTTP/1.1 %u ", status);
  g_autofree char *member = g_strdup_printf ("\"code\":\"%s\"", code);

  g_test_message ("%s", text);
  g_assert_true (g_str_has_prefix (text, line));
  g_assert_nonnull (strstr (text, "\r\nDate: "));
  g_assert_nonnull (strstr (text, "Content-Type: application/problem+json\r\n"));
  g_assert_nonnull (strstr (text, "Connection: close\r\n"));
  g_assert_nonnull (strstr (text, member));
}

static glong
get_peak_memory (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

#define POST_BOX                                                                                   \
  "POST /api/v1/boxes HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " HTTP_CLERK "\r\n"             \
  "Content-Type: application/json\r\n"

static void
test_large_json (HttpFixture *fixture, gconstpointer data)
{
  glong before;
  g_autofree char *announced = NULL;
  g_autofree char *chunked = NULL;
  g_autofree char *title = g_strnfill (200 * 1024, ' ');
  g_autofree char *fits = g_strdup_printf ("{\"title\":\"a\"%s}", title);
  g_autoptr (HttpReply) reply = NULL;

  http_fixture_start (fixture);
  before = get_peak_memory ();
  announced = pour (fixture, POST_BOX "Content-Length: 10485760\r\n\r\n", 10 * 1024 * 1024);
  assert_problem (announced, 413, "too_large");
  chunked =
      pour (fixture, POST_BOX "Transfer-Encoding: chunked\r\n\r\nA00000\r\n", 10 * 1024 * 1024);
  assert_problem (chunked, 413, "too_large");
  g_assert_cmpint (get_peak_memory () - before, <, 4096); /* KiB */

  reply = http_call (fixture, "POST", "/api/v1/boxes", HTTP_CLERK, NULL, fits);
  g_assert_cmpuint (reply->status, ==, 201);
}

static void
test_large_upload (HttpFixture *fixture, gconstpointer data)
{
  g_autofree char *announced = NULL;
  g_autofree char *chunked = NULL;
  g_autofree char *incoming =
      g_build_filename (fixture->store.data_dir, "photos", "incoming", NULL);
  g_autoptr (GDir) dir = NULL;
  static const char head[] = "POST /api/v1/boxes/00000000000FM/photos HTTP/1.1\r\nHost: a\r\n"
                             "Authorization: Bearer " HTTP_CLERK "\r\n";
  g_autofree char *with_length = g_strconcat (head, "Content-Length: 20000000\r\n\r\n", NULL);
  g_autofree char *with_chunks =
      g_strconcat (head, "Transfer-Encoding: chunked\r\n\r\n1312D00\r\n", NULL);

  http_fixture_start (fixture);
  announced = pour (fixture, with_length, 20000000);
  assert_problem (announced, 413, "too_large");
  chunked = pour (fixture, with_chunks, 20000000);
  assert_problem (chunked, 413, "too_large");
  http_fixture_stop (fixture);
  dir = g_dir_open (incoming, 0, NULL);
  g_assert_null (g_dir_read_name (dir));
}

/* A body that nobody wants is not read to its end, whatever it is refused for. */
static void
test_unwanted_body (HttpFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *head;
    guint status;
    const char *code;
  } rows[] = {
    { "POST /api/v1/boxes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n",
      401,
      "unauthenticated" },
    { "POST /api/v1/nowhere HTTP/1.1\r\nHost: a\r\n", 404, "not_found" },
    { "PUT /api/v1/boxes HTTP/1.1\r\nHost: a\r\n", 405, "method_not_allowed" },
    { "GET /api/v1/boxes HTTP/1.1\r\nHost: a\r\n", 413, "too_large" },
    { "POST / HTTP/1.1\r\nHost: a\r\n", 413, "too_large" },
  };

  http_fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *head = g_strconcat (rows[i].head, "Content-Length: 50000000\r\n\r\n", NULL);
    g_autofree char *text = pour (fixture, head, 50000000);

    assert_problem (text, rows[i].status, rows[i].code);
  }
}

static void
test_long_header (HttpFixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *whole = NULL;
  g_autofree char *filler = g_strnfill (20000, 'x');
  g_autofree char *request =
      g_strdup_printf ("GET / HTTP/1.1\r\nHost: a\r\nX-Filler: %s\r\n\r\n", filler);

  http_fixture_start (fixture);
  text = pour (fixture, "GET / HTTP/1.1\r\nX-Filler: ", 1000000);
  assert_problem (text, 431, "too_large");
  whole = pour (fixture, request, 0);
  assert_problem (whole, 431, "too_large");
}

static void
test_not_http (HttpFixture *fixture, gconstpointer data)
{
  static const char *const requests[] = {
    "\r\n\r\nHELLO\r\n\r\n",
    "GET\r\n\r\n",
    "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
    "GET / HTTP/1.2\r\nHost: a\r\n\r\n",
    "GET /\r\nHost: a\r\n\r\n",
    "GET / HTTP/1.1\r\n\r\n", /* no Host */
    "GET nonsense HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a/healthz?\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: user@a\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n",
    "POST /api/v1/visits HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
    "POST /api/v1/visits HTTP/1.1\r\nHost: a\r\nContent-Length: ten\r\n\r\n",
    "GET https://other.example/ HTTP/1.1\r\nHost: a\r\n\r\n",
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n\n", /* TLS */
  };

  http_fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++) {
    g_autoptr (HttpClient) client = http_client_new (fixture);
    g_autofree char *text = NULL;

    g_test_message ("%u %s", i, requests[i]);
    http_client_write (client, requests[i], -1);
    http_client_shutdown (client);
    text = http_client_read_all (client);
    g_test_message ("%s", text);
    /* Whatever it is, the answer is one of ours or none. */
    if (*text != '\0') {
      g_assert_true (g_str_has_prefix (text, "HTTP/1.1 4") ||
                     g_str_has_prefix (text, "HTTP/1.1 501 "));
      g_assert_nonnull (strstr (text, "application/problem+json"));
    }
  }
  http_reply_free (http_get (fixture, "/healthz", NULL));
}

static void
test_paths (HttpFixture *fixture, gconstpointer data)
{
  static const char *const paths[] = {
    "/../../etc/passwd",
    "/..%2f..%2fetc%2fpasswd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/js/../../data/jieli.db",
    "/js/..%5c..%5cx",
    "//etc/passwd",
    "/etc/passwd",
    "/.secret",
    "/js/",
    "/js",
    "/index.html%00.png",
    "/%c0%ae%c0%ae/",
    "/i/",
    "/i/a/b",
    "/i/../index",
  };
  g_autoptr (HttpReply) blank = NULL;
  g_autoptr (HttpReply) within = NULL;

  http_fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (HttpReply) reply = http_get (fixture, paths[i], NULL);

    g_test_message ("%s: %u", paths[i], reply->status);
    g_assert_cmpuint (reply->status, >=, 400);
    g_assert_cmpuint (reply->status, <, 500);
    g_assert_null (strstr (reply->body, "root:"));
  }
  /* libsoup takes steps up away where they stay within the site. */
  within = http_get (fixture, "/js/%2e%2e/index.html", NULL);
  g_assert_nonnull (strstr (within->body, "<title>接力</title>"));
  blank = http_get (fixture, "/name%20with%20blank.txt", NULL);
  g_assert_cmpuint (blank->status, ==, 200);
}

/* One byte now and then is no reason to wait longer. */
static void
test_slow_header (HttpFixture *fixture, gconstpointer data)
{
  static const char request[] = "GET /healthz HTTP/1.1\r\nHost: a\r\nX-A: b\r\n\r\n";
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpClient) silent = NULL;
  g_autofree char *text = NULL;
  gint64 started;
  gsize n = 0;

  fixture->config.limits.header_ms = 300;
  http_fixture_start (fixture);
  started = g_get_monotonic_time ();
  silent = http_client_new (fixture);
  client = http_client_new (fixture);
  while (n < strlen (request) - 1 && !http_client_wait (client, 20))
    http_client_write (client, request + n++, 1);
  text = http_client_read_all (client);
  assert_problem (text, 408, "timeout");
  g_assert_true (http_client_is_closed (silent));
  g_assert_cmpint (g_get_monotonic_time () - started, >=, 290 * 1000);
  g_assert_cmpuint (n, <, strlen (request) - 1);
  g_assert_cmpint (jl_metrics_get (fixture->metrics, JL_METRIC_CONNECTIONS_TIMED_OUT), ==, 2);
}

static void
test_slow_body (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpClient) upload = NULL;
  g_autofree char *text = NULL;
  g_autofree char *upload_text = NULL;

  fixture->config.limits.body_ms = 200;
  fixture->config.limits.upload_ms = 300;
  http_fixture_start (fixture);
  client = http_client_new (fixture);
  http_client_write (client, POST_BOX "Content-Length: 20\r\n\r\n{\"tit", -1);
  upload = http_client_new (fixture);
  http_client_write (upload,
                     "POST /api/v1/boxes/00000000000FM/photos HTTP/1.1\r\nHost: a\r\n"
                     "Authorization: Bearer " HTTP_CLERK "\r\nContent-Length: 2000\r\n\r\nabc",
                     -1);
  text = http_client_read_all (client);
  assert_problem (text, 408, "timeout");
  upload_text = http_client_read_all (upload);
  assert_problem (upload_text, 408, "timeout");
}

static void
test_idle (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) client = NULL;

  fixture->config.limits.idle_ms = 200;
  http_fixture_start (fixture);
  client = http_client_new (fixture);
  http_client_write (client, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", -1);
  http_reply_free (http_client_read (client, TRUE));
  g_assert_true (http_client_is_closed (client));
}

/* Who asks for much and takes nothing is let go. */
static void
test_answer_not_taken (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) client = NULL;
  gint64 until;

  fixture->config.limits.answer_ms = 200;
  http_fixture_start (fixture);
  client = http_client_new (fixture);
  http_client_write (client, "GET /api/v1/large/50000000 HTTP/1.1\r\nHost: a\r\n\r\n", -1);
  until = g_get_monotonic_time () + 15 * G_USEC_PER_SEC;
  while (jl_metrics_get (fixture->metrics, JL_METRIC_CONNECTIONS_TIMED_OUT) == 0 &&
         g_get_monotonic_time () < until)
    g_thread_yield ();
  http_fixture_settle (fixture);
  g_assert_cmpint (jl_metrics_get (fixture->metrics, JL_METRIC_CONNECTIONS), ==, 0);
}

static void
test_idle_thousand (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) idle = g_ptr_array_new_with_free_func ((GDestroyNotify)http_client_free);
  g_autoptr (HttpClient) busy = NULL;
  gint64 alone;
  gint64 among;
  gint64 started;

  if (!may_open (3000)) {
    g_test_skip ("too few descriptors");
    return;
  }
  fixture->config.limits.n_connections_an_address = 5000;
  http_fixture_start (fixture);
  busy = http_client_new (fixture);
  started = g_get_monotonic_time ();
  for (guint i = 0; i < 300; i++) {
    http_client_write (busy, "GET /api/v1/boxes HTTP/1.1\r\nHost: a\r\n\r\n", -1);
    http_reply_free (http_client_read (busy, TRUE));
  }
  alone = g_get_monotonic_time () - started;

  /* Half of them have been served once, half have said nothing yet. */
  for (guint i = 0; i < 1000; i++) {
    HttpClient *client = http_client_new (fixture);

    g_ptr_array_add (idle, client);
    if (i % 2 == 0) {
      http_client_write (client, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", -1);
      http_reply_free (http_client_read (client, TRUE));
    }
  }
  http_fixture_settle (fixture);
  g_assert_cmpint (jl_metrics_get (fixture->metrics, JL_METRIC_CONNECTIONS), ==, 1001);

  started = g_get_monotonic_time ();
  for (guint i = 0; i < 300; i++) {
    http_client_write (busy, "GET /api/v1/boxes HTTP/1.1\r\nHost: a\r\n\r\n", -1);
    http_reply_free (http_client_read (busy, TRUE));
  }
  among = g_get_monotonic_time () - started;
  g_test_message ("%" G_GINT64_FORMAT " us alone, %" G_GINT64_FORMAT " us among 1000 idle",
                  alone / 300,
                  among / 300);
  /* Generous, for machines that do other things too: it is about the same. */
  g_assert_cmpint (among, <, 5 * alone + 200 * 1000);
}

/* libsoup 3.2.3 alone loses a descriptor each time. */
static void
test_descriptors (HttpFixture *fixture, gconstpointer data)
{
  guint before;

  fixture->config.limits.n_connections_an_address = 5000;
  http_fixture_start (fixture);
  http_reply_free (http_get (fixture, "/healthz", NULL));
  http_fixture_settle (fixture);
  before = count_descriptors ();
  for (guint i = 0; i < 2000; i++) {
    g_autoptr (HttpClient) client = http_client_new (fixture);

    if (i % 20 == 19)
      continue; /* says nothing */
    http_client_write (client, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", -1);
    http_reply_free (http_client_read (client, TRUE));
    if (i % 20 == 18)
      http_client_write (client, "GET /he", -1);
  }
  http_fixture_settle (fixture);
  http_fixture_settle (fixture);
  g_assert_cmpint (jl_metrics_get (fixture->metrics, JL_METRIC_CONNECTIONS), ==, 0);
  g_assert_cmpuint (count_descriptors (), ==, before);
}

static void
retired_cb (JlWorker *worker, gpointer user_data)
{
  g_atomic_int_inc ((int *)user_data);
}

/* The second line: a worker whose descriptors grow leaves, and its parent makes another. */
static void
test_retire (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) client = NULL;
  int n_retired = 0;

  fixture->config.limits.n_descriptors = 5;
  fixture->config.limits.census_ms = 50;
  fixture->config.retired = retired_cb;
  fixture->config.retired_data = &n_retired;
  g_test_expect_message ("jieli", G_LOG_LEVEL_WARNING, "* descriptors are open: *");
  http_fixture_start (fixture);
  client = http_client_new (fixture);
  g_assert_true (http_client_is_closed (client));
  http_fixture_stop (fixture);
  g_test_assert_expected_messages ();
  g_assert_cmpint (n_retired, ==, 1);
}

static void
test_an_address (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify)http_client_free);
  g_autoptr (HttpClient) refused = NULL;
  g_autofree char *text = NULL;
  g_autoptr (HttpReply) reply = NULL;

  fixture->config.limits.n_connections_an_address = 5;
  http_fixture_start (fixture);
  for (guint i = 0; i < 5; i++)
    g_ptr_array_add (clients, http_client_new (fixture));
  refused = http_client_new (fixture);
  text = http_client_read_all (refused);
  assert_problem (text, 429, "too_many");
  g_assert_nonnull (strstr (text, "Retry-After: "));

  g_ptr_array_remove_index (clients, 0);
  http_fixture_settle (fixture);
  reply = http_get (fixture, "/healthz", NULL);
  g_assert_cmpuint (reply->status, ==, 200);
}

static void
test_trusted_proxy_is_many (HttpFixture *fixture, gconstpointer data)
{
  static const char *const trusted[] = { "127.0.0.1", NULL };
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify)http_client_free);

  fixture->config.trusted_proxies = trusted;
  fixture->config.limits.n_connections_an_address = 2;
  fixture->config.limits.n_connections = 20;
  http_fixture_start (fixture);
  for (guint i = 0; i < 20; i++)
    g_ptr_array_add (clients, http_client_new (fixture));
  http_fixture_settle (fixture);
  g_assert_cmpint (jl_metrics_get (fixture->metrics, JL_METRIC_CONNECTIONS), ==, 20);
  g_ptr_array_add (clients, http_client_new (fixture));
  g_assert_false (http_client_wait (clients->pdata[0], 0));
  http_fixture_settle (fixture);
  g_assert_cmpint (jl_metrics_get (fixture->metrics, JL_METRIC_CONNECTIONS_REFUSED), ==, 1);
}

static void
test_bad_settings (HttpFixture *fixture, gconstpointer data)
{
  static const char *const trusted[] = { "our-proxy", NULL };
  g_autoptr (GError) error = NULL;

  fixture->config.trusted_proxies = trusted;
  fixture->config.listen_fd = http_fixture_listen (fixture);
  g_assert_null (jl_worker_new (&fixture->config, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  g_assert_cmpstr (jl_error_get_field (error), ==, "trusted_proxies");
}

/* Slow work is bounded; beyond the bound others are told to come back, and reads go on. */
static void
test_preparing (HttpFixture *fixture, gconstpointer data)
{
  static const char request[] =
      "POST /api/v1/slow HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify)http_client_free);
  g_autoptr (HttpReply) refused = NULL;
  g_autoptr (HttpReply) read = NULL;

  fixture->config.limits.n_prepare_threads = 2;
  fixture->config.limits.n_prepare_waiting = 3;
  http_slow_hold ();
  http_fixture_start (fixture);
  for (guint i = 0; i < 5; i++) {
    HttpClient *client = http_client_new (fixture);

    g_ptr_array_add (clients, client);
    http_client_write (client, request, -1);
    http_fixture_settle (fixture);
  }
  refused = http_call (fixture, "POST", "/api/v1/slow", NULL, "Content-Length: 0\r\n", NULL);
  g_assert_cmpuint (refused->status, ==, 503);
  g_assert_cmpstr (http_reply_get (refused, "retry-after"), ==, "2");
  read = http_get (fixture, "/api/v1/boxes", NULL);
  g_assert_cmpuint (read->status, ==, 200);
  http_slow_release ();
  for (guint i = 0; i < 5; i++) {
    g_autoptr (HttpReply) reply = http_client_read (clients->pdata[i], TRUE);

    g_assert_cmpuint (reply->status, ==, 204);
  }
}

/* Who sends a photo does not wait behind others, nor the others behind photos. */
static void
test_prepare_lanes (HttpFixture *fixture, gconstpointer data)
{
  static const char request[] =
      "POST /api/v1/slow HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpReply) uploaded = NULL;
  g_autoptr (HttpReply) slow = NULL;

  fixture->config.limits.n_prepare_threads = 1;
  http_slow_hold ();
  http_fixture_start (fixture);
  client = http_client_new (fixture);
  http_client_write (client, request, -1);
  http_fixture_settle (fixture);
  uploaded = http_call (fixture,
                        "POST",
                        "/api/v1/boxes/0000000000001/photos",
                        HTTP_CLERK,
                        "Content-Type: image/jpeg\r\n",
                        "a photo");
  g_assert_cmpuint (uploaded->status, ==, 201);
  http_slow_release ();
  slow = http_client_read (client, TRUE);
  g_assert_cmpuint (slow->status, ==, 204);
}

/* How long the service takes is not the client's fault. */
static void
test_slow_service (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpReply) reply = NULL;

  fixture->config.limits.body_ms = 100;
  fixture->config.limits.idle_ms = 100;
  http_slow_hold ();
  http_fixture_start (fixture);
  client = http_client_new (fixture);
  http_client_write (client,
                     "POST /api/v1/slow HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "0\r\n\r\n",
                     -1);
  g_assert_false (http_client_wait (client, 400));
  http_slow_release ();
  reply = http_client_read (client, TRUE);
  g_assert_cmpuint (reply->status, ==, 204);
}

static gboolean
refuse_submit (
    gpointer writer, GBytes *frame, JlWriterAnswer answer, gpointer user_data, GError **error)
{
  g_set_error_literal (error, JL_ERROR, JL_ERROR_UNAVAILABLE, "the writer is away");
  return FALSE;
}

static void
test_writer_gone (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpReply) reply = NULL;
  g_autofree char *code = NULL;

  fixture->config.submit = refuse_submit;
  http_fixture_start (fixture);
  reply = http_call (fixture, "POST", "/api/v1/visits", NULL, "Content-Length: 0\r\n", NULL);
  g_assert_cmpuint (reply->status, ==, 503);
  g_assert_cmpstr (http_reply_get (reply, "retry-after"), ==, "2");
  code = http_reply_dup_code (reply);
  g_assert_cmpstr (code, ==, "unavailable");
}

#define ADD(name, func)                                                                            \
  g_test_add (                                                                                     \
      "/http/limits/" name, HttpFixture, NULL, http_fixture_setup, func, http_fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("large-json", test_large_json);
  ADD ("large-upload", test_large_upload);
  ADD ("unwanted-body", test_unwanted_body);
  ADD ("long-header", test_long_header);
  ADD ("not-http", test_not_http);
  ADD ("paths", test_paths);
  ADD ("slow-header", test_slow_header);
  ADD ("slow-body", test_slow_body);
  ADD ("idle", test_idle);
  ADD ("answer-not-taken", test_answer_not_taken);
  ADD ("idle-thousand", test_idle_thousand);
  ADD ("descriptors", test_descriptors);
  ADD ("retire", test_retire);
  ADD ("an-address", test_an_address);
  ADD ("trusted-proxy-is-many", test_trusted_proxy_is_many);
  ADD ("bad-settings", test_bad_settings);
  ADD ("preparing", test_preparing);
  ADD ("prepare-lanes", test_prepare_lanes);
  ADD ("slow-service", test_slow_service);
  ADD ("writer-gone", test_writer_gone);
  return g_test_run ();
}
