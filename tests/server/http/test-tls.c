// SPDX-License-Identifier: GPL-3.0-or-later
#include "http-fixture.h"

#include <string.h>

/* The service without a proxy in front of it: the same requests inside TLS. */

static void
setup (HttpFixture *fixture, gconstpointer data)
{
  const char *fixtures = g_getenv ("JIELI_TEST_FIXTURES");
  g_autofree char *certificate = g_build_filename (fixtures, "tls", "certificate.pem", NULL);
  g_autofree char *key = g_build_filename (fixtures, "tls", "key.pem", NULL);

  http_fixture_setup (fixture, NULL);
  fixture->config.tls_cert_file = g_intern_string (certificate);
  fixture->config.tls_key_file = g_intern_string (key);
}

static gboolean
accept_cb (GTlsConnection *connection,
           GTlsCertificate *certificate,
           GTlsCertificateFlags errors,
           gpointer user_data)
{
  return TRUE;
}

static GIOStream *
connect_tls (HttpFixture *fixture)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnectable) address = g_network_address_new ("127.0.0.1", fixture->port);
  g_autoptr (GSocketConnection) base = NULL;
  g_autoptr (GError) error = NULL;
  GIOStream *tls;

  g_socket_client_set_timeout (client, 20);
  base = g_socket_client_connect (client, address, NULL, &error);
  g_assert_no_error (error);
  tls = g_tls_client_connection_new (G_IO_STREAM (base), address, &error);
  g_assert_no_error (error);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (accept_cb), NULL);
  g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, &error);
  g_assert_no_error (error);
  return tls;
}

static void
write_all (GIOStream *tls, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (
      g_io_stream_get_output_stream (tls), text, strlen (text), NULL, NULL, &error);
  g_assert_no_error (error);
}

/* Reads until @what has come. Returns how many bytes that were. */
static gsize
read_until (GIOStream *tls, const char *what)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (strstr (text->str, what) == NULL) {
    char buffer[65536];
    g_autoptr (GError) error = NULL;
    gssize n = g_input_stream_read (
        g_io_stream_get_input_stream (tls), buffer, sizeof buffer, NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpint (n, >, 0);
    g_string_append_len (text, buffer, n);
  }
  return text->len;
}

static void
test_requests (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (GIOStream) tls = NULL;

  http_fixture_start (fixture);
  tls = connect_tls (fixture);
  for (guint i = 0; i < 3; i++) {
    write_all (tls, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    read_until (tls, "\r\n\r\nok\n");
  }
  write_all (tls,
             "POST /api/v1/boxes HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " HTTP_CLERK "\r\n"
             "Content-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"title\":");
  http_fixture_settle (fixture);
  write_all (tls, "\"tls\"}");
  read_until (tls, "\"title\":\"tls\"");
  /* Pipelined, so that TLS holds bytes that the socket does not show. */
  write_all (tls,
             "GET /api/v1/labels/1 HTTP/1.1\r\nHost: a\r\n\r\n"
             "GET /api/v1/labels/2 HTTP/1.1\r\nHost: a\r\n\r\n");
  read_until (tls, "{\"code\":\"2\"}");
}

static void
test_large (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (GIOStream) tls = NULL;

  http_fixture_start (fixture);
  tls = connect_tls (fixture);
  write_all (tls,
             "GET /api/v1/large/5000000 HTTP/1.1\r\nHost: a\r\n\r\nGET /healthz HTTP/1.1\r\n"
             "Host: a\r\n\r\n");
  http_fixture_settle (fixture);
  g_assert_cmpuint (read_until (tls, "\r\n\r\nok\n"), >, 5000000);
}

static void
test_event_stream (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (GIOStream) stream = NULL;
  g_autoptr (GIOStream) tls = NULL;

  http_fixture_start (fixture);
  stream = connect_tls (fixture);
  write_all (stream,
             "GET /api/v1/changes HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n");
  read_until (stream, "retry: 3000\n\n");
  tls = connect_tls (fixture);
  write_all (tls,
             "POST /api/v1/boxes HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " HTTP_CLERK "\r\n"
             "Content-Type: application/json\r\nContent-Length: 27\r\n\r\n"
             "{\"title\":\"tls\",\"open\":true}");
  read_until (tls, "\"title\":\"tls\"");
  read_until (stream, "data: {\"seq\":");
}

/* The end of a connection is told inside TLS, so that nobody takes it for a cut wire. */
static void
test_good_bye (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (GIOStream) tls = NULL;
  g_autoptr (GError) error = NULL;
  char byte;

  http_fixture_start (fixture);
  tls = connect_tls (fixture);
  write_all (tls, "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  read_until (tls, "\r\n\r\nok\n");
  g_assert_cmpint (
      g_input_stream_read (g_io_stream_get_input_stream (tls), &byte, 1, NULL, &error), ==, 0);
  g_assert_no_error (error);
}

/* Who speaks no TLS, or begins it and stops, holds nothing up. */
static void
test_no_tls (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (HttpClient) plain = NULL;
  g_autoptr (HttpClient) silent = NULL;
  g_autoptr (GIOStream) tls = NULL;
  g_autofree char *text = NULL;

  fixture->config.limits.header_ms = 1500;
  http_fixture_start (fixture);
  plain = http_client_new (fixture);
  silent = http_client_new (fixture);
  http_client_write (plain, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", -1);
  tls = connect_tls (fixture);
  write_all (tls, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
  read_until (tls, "\r\n\r\nok\n");
  text = http_client_read_all (plain);
  g_assert_null (strstr (text, "HTTP/"));
  g_free (http_client_read_all (silent));
}

static void
test_bad_certificate (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->config.tls_cert_file = "/nonexistent/certificate.pem";
  fixture->config.listen_fd = http_fixture_listen (fixture);
  g_assert_null (jl_worker_new (&fixture->config, &error));
  g_assert_nonnull (error);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/http/tls/" name, HttpFixture, NULL, setup, func, http_fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("requests", test_requests);
  ADD ("large", test_large);
  ADD ("event-stream", test_event_stream);
  ADD ("good-bye", test_good_bye);
  ADD ("no-tls", test_no_tls);
  ADD ("bad-certificate", test_bad_certificate);
  return g_test_run ();
}
