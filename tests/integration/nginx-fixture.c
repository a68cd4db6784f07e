// SPDX-License-Identifier: GPL-3.0-or-later
#include "nginx-fixture.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#define START_SECONDS 20
#define SETTINGS                                                                                   \
  "[service]\n"                                                                                    \
  "trusted_proxies=127.0.0.1\n"                                                                    \
  "photo_location=/-/photos/\n"                                                                    \
  "[limits]\n"                                                                                     \
  "gzip_json=true\n"

/* A test that fails leaves no nginx behind: asked to, its first process ends the others. */
static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static gboolean
passed_cb (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
  return G_SOURCE_REMOVE;
}

void
nginx_let_pass (gint64 microseconds)
{
  gboolean passed = FALSE;

  g_timeout_add ((guint)(microseconds / G_TIME_SPAN_MILLISECOND), passed_cb, &passed);
  while (!passed)
    g_main_context_iteration (NULL, TRUE);
}

static guint
find_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;
  guint port = g_socket_listener_add_any_inet_port (listener, NULL, &error);

  g_assert_no_error (error);
  g_socket_listener_close (listener);
  return port;
}

static void
write_configuration (NginxFixture *self)
{
  g_autofree char *script =
      g_build_filename (g_getenv ("JIELI_TEST_FIXTURES"), "..", "support", "nginx-setup.py", NULL);
  g_autofree char *service = g_strdup_printf ("%u", self->service.port);
  g_autofree char *photos = g_build_filename (self->service.data_dir, "photos", NULL);
  g_autofree char *tls = g_strdup_printf ("%u", self->tls_port);
  g_autofree char *redirect = g_strdup_printf ("%u", self->redirect_port);
  const char *const argv[] = {
    "python3", script, self->folder, service, photos, tls, redirect, NULL
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, &error);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
}

static gboolean
answers (NginxFixture *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;

  g_socket_client_set_enable_proxy (client, FALSE);
  connection =
      g_socket_client_connect_to_host (client, "127.0.0.1", (guint16)self->tls_port, NULL, NULL);
  return connection != NULL;
}

/* FALSE: somebody else has got one of the ports meanwhile. */
static gboolean
start_nginx (NginxFixture *self)
{
  g_autofree char *log = g_build_filename (self->folder, "error.log", NULL);
  const char *const argv[] = { "/usr/sbin/nginx", "-p", self->folder, "-c",
                               "nginx.conf",      "-e", log,          NULL };
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;
  gint64 end = g_get_monotonic_time () + START_SECONDS * G_TIME_SPAN_SECOND;

  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  self->nginx = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  while (g_get_monotonic_time () < end) {
    if (answers (self))
      return TRUE;
    if (g_subprocess_get_identifier (self->nginx) == NULL)
      break;
    nginx_let_pass (5 * G_TIME_SPAN_MILLISECOND);
  }
  g_subprocess_force_exit (self->nginx);
  g_clear_object (&self->nginx);
  return FALSE;
}

void
nginx_fixture_open (NginxFixture *self)
{
  g_autofree char *settings = NULL;
  g_autofree char *base = NULL;

  service_fixture_open (&self->service);
  settings = g_build_filename (self->service.data_dir, "jielid.conf", NULL);
  g_assert_true (g_file_set_contents (settings, SETTINGS, -1, NULL));
  service_start (&self->service, NULL);
  base = g_path_get_dirname (self->service.data_dir);
  self->folder = g_build_filename (base, "nginx", NULL);
  for (int tries = 0; self->nginx == NULL; tries++) {
    g_assert_cmpint (tries, <, 5);
    self->tls_port = find_port ();
    self->redirect_port = find_port ();
    write_configuration (self);
    start_nginx (self);
  }
}

void
nginx_fixture_close (NginxFixture *self)
{
  g_subprocess_send_signal (self->nginx, SIGTERM);
  g_assert_true (g_subprocess_wait (self->nginx, NULL, NULL));
  g_clear_object (&self->nginx);
  g_clear_pointer (&self->folder, g_free);
  service_fixture_close (&self->service);
}

SoupSession *
nginx_new_session (const char *address)
{
  g_autoptr (GSocketAddress) local =
      address != NULL ? g_inet_socket_address_new_from_string (address, 0) : NULL;

  return soup_session_new_with_options (
      "timeout", 30, "proxy-resolver", NULL, "local-address", local, NULL);
}

void
nginx_answer_free (NginxAnswer *self)
{
  soup_message_headers_unref (self->headers);
  g_free (self->text);
  g_free (self);
}

static gboolean
accept_cb (SoupMessage *message,
           GTlsCertificate *certificate,
           GTlsCertificateFlags errors,
           gpointer user_data)
{
  return TRUE;
}

SoupMessage *
nginx_new_message (NginxFixture *self, const NginxRequest *request)
{
  g_autofree char *uri = g_strdup_printf ("https://127.0.0.1:%u%s", self->tls_port, request->path);
  SoupMessage *message = soup_message_new (request->method != NULL ? request->method : "GET", uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_cb), NULL);
  if (request->token != NULL) {
    g_autofree char *value = g_strconcat ("Bearer ", request->token, NULL);

    soup_message_headers_append (headers, "Authorization", value);
  }
  for (guint i = 0; request->headers != NULL && request->headers[i] != NULL; i += 2)
    soup_message_headers_append (headers, request->headers[i], request->headers[i + 1]);
  if (request->body != NULL) {
    g_autoptr (GBytes) body = g_bytes_new (request->body, strlen (request->body));

    soup_message_set_request_body_from_bytes (message, "application/json", body);
  } else if (request->upload != NULL) {
    soup_message_set_request_body_from_bytes (message, "image/jpeg", request->upload);
  }
  return message;
}

NginxAnswer *
nginx_send (NginxFixture *self, SoupSession *session, const NginxRequest *request)
{
  g_autoptr (SoupMessage) message = nginx_new_message (self, request);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = soup_session_send_and_read (session, message, NULL, &error);
  NginxAnswer *answer;

  if (bytes == NULL)
    g_error ("%s: %s", request->path, error->message);
  answer = g_new0 (NginxAnswer, 1);
  answer->status = soup_message_get_status (message);
  answer->version = soup_message_get_http_version (message);
  answer->headers = soup_message_headers_ref (soup_message_get_response_headers (message));
  answer->size = g_bytes_get_size (bytes);
  answer->text = g_malloc0 (answer->size + 1);
  if (answer->size > 0)
    memcpy (answer->text, g_bytes_get_data (bytes, NULL), answer->size);
  return answer;
}

const char *
nginx_answer_get (NginxAnswer *self, const char *name)
{
  const char *one = soup_message_headers_get_one (self->headers, name);

  g_assert_cmpstr (soup_message_headers_get_list (self->headers, name), ==, one);
  return one;
}
