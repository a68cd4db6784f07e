// SPDX-License-Identifier: GPL-3.0-or-later
#include "service-fixture.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#define START_SECONDS 60

static void
remove_tree (const char *path)
{
  gboolean is_link = g_file_test (path, G_FILE_TEST_IS_SYMLINK);
  g_autoptr (GDir) dir = is_link ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  g_remove (path);
}

void
service_fixture_make (ServiceFixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *base = g_dir_make_tmp ("jieli-service-XXXXXX", &error);

  g_assert_no_error (error);
  self->program = g_build_filename (g_getenv ("JIELI_BUILD_DIR"), "server", "jielid", NULL);
  self->data_dir = g_build_filename (base, "data", NULL);
  self->port_file = g_build_filename (base, "port", NULL);
  self->notify_path = g_build_filename (base, "notify", NULL);
  self->session = service_new_session ();
}

void
service_fixture_init (ServiceFixture *self)
{
  g_autofree char *base = g_path_get_dirname (self->data_dir);
  g_autofree char *password_file = g_build_filename (base, "password", NULL);
  g_autofree char *output = NULL;
  const char *const arguments[] = { "init",
                                    "--data",
                                    NULL,
                                    "--admin",
                                    SERVICE_ADMINISTRATOR,
                                    "--public-url",
                                    "https://jieli.example.cn",
                                    "--password-file",
                                    NULL,
                                    NULL };
  g_autofree const char **filled = g_memdup2 (arguments, sizeof arguments);

  g_assert_true (g_file_set_contents (password_file, SERVICE_PASSWORD "\n", -1, NULL));
  filled[2] = self->data_dir;
  filled[8] = password_file;
  if (service_run (self, filled, &output) != 0)
    g_error ("jielid init: %s", output);
}

void
service_fixture_open (ServiceFixture *self)
{
  service_fixture_make (self);
  service_fixture_init (self);
}

void
service_fixture_close (ServiceFixture *self)
{
  g_autofree char *base = g_path_get_dirname (self->data_dir);

  if (self->process != NULL)
    service_end (self, SIGKILL);
  remove_tree (base);
  g_clear_object (&self->session);
  g_clear_pointer (&self->program, g_free);
  g_clear_pointer (&self->data_dir, g_free);
  g_clear_pointer (&self->port_file, g_free);
  g_clear_pointer (&self->notify_path, g_free);
  g_clear_pointer (&self->environment, g_strfreev);
}

/* A test that fails leaves no service behind. */
static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

void
service_spawn (ServiceFixture *self, const char *const *options)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (self->process);
  g_remove (self->port_file);
  g_strv_builder_add_many (builder,
                           self->program,
                           "serve",
                           "--data",
                           self->data_dir,
                           "--listen",
                           "127.0.0.1:0",
                           "--port-file",
                           self->port_file,
                           NULL);
  for (guint i = 0; options != NULL && options[i] != NULL; i++)
    g_strv_builder_add (builder, options[i]);
  argv = g_strv_builder_end (builder);
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  if (self->environment != NULL)
    g_subprocess_launcher_set_environ (launcher, self->environment);
  if (self->log_file != NULL)
    g_subprocess_launcher_set_stderr_file_path (launcher, self->log_file);
  g_subprocess_launcher_setenv (launcher, "NOTIFY_SOCKET", self->notify_path, TRUE);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  self->process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv, &error);
  g_assert_no_error (error);
  self->pid = atoi (g_subprocess_get_identifier (self->process));
}

/* As systemd would: the service sends a datagram when it is ready. */
static int
open_notify_socket (ServiceFixture *self)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  g_remove (self->notify_path);
  g_strlcpy (address.sun_path, self->notify_path, sizeof address.sun_path);
  g_assert_cmpint (bind (fd, (struct sockaddr *)&address, sizeof address), ==, 0);
  return fd;
}

void
service_start (ServiceFixture *self, const char *const *options)
{
  int fd = open_notify_socket (self);
  g_autofree char *text = NULL;
  int process_fd;

  service_spawn (self, options);
  process_fd = syscall (SYS_pidfd_open, self->pid, 0);
  for (;;) {
    struct pollfd fds[] = { { fd, POLLIN, 0 }, { process_fd, POLLIN, 0 } };
    char message[256] = "";

    g_assert_cmpint (poll (fds, 2, START_SECONDS * 1000), >, 0);
    if (fds[1].revents != 0)
      g_error ("the service did not start");
    g_assert_cmpint (recv (fd, message, sizeof message - 1, 0), >, 0);
    if (strstr (message, "READY=1") != NULL)
      break;
  }
  close (fd);
  close (process_fd);
  g_assert_true (g_file_get_contents (self->port_file, &text, NULL, NULL));
  self->port = atoi (text);
  g_assert_cmpuint (self->port, >, 0);
}

void
service_await_end (int pid)
{
  struct pollfd fd = { syscall (SYS_pidfd_open, pid, 0), POLLIN, 0 };

  if (fd.fd < 0) {
    g_assert_cmpint (errno, ==, ESRCH);
    return;
  }
  g_assert_cmpint (poll (&fd, 1, START_SECONDS * 1000), ==, 1);
  close (fd.fd);
}

int
service_end (ServiceFixture *self, int signal_number)
{
  int status;

  g_subprocess_send_signal (self->process, signal_number);
  g_assert_true (g_subprocess_wait (self->process, NULL, NULL));
  status = g_subprocess_get_status (self->process);
  g_clear_object (&self->process);
  self->pid = 0;
  return status;
}

GArray *
service_list_children (ServiceFixture *self, const char *name)
{
  GArray *pids = g_array_new (FALSE, FALSE, sizeof (int));
  g_autofree char *path = g_strdup_printf ("/proc/%d/task/%d/children", self->pid, self->pid);
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return pids;
  words = g_strsplit (g_strstrip (text), " ", -1);
  for (guint i = 0; words[i] != NULL && *words[i] != '\0'; i++) {
    g_autofree char *command_path = g_strdup_printf ("/proc/%s/cmdline", words[i]);
    g_autofree char *command = NULL;
    gsize size = 0;
    int pid = atoi (words[i]);

    /* "jielid\0worker\0003\0" */
    if (g_file_get_contents (command_path, &command, &size, NULL) && size > 0 &&
        (name == NULL ||
         (strlen (command) + 1 < size && strcmp (command + strlen (command) + 1, name) == 0)))
      g_array_append_val (pids, pid);
  }
  return pids;
}

int
service_run (ServiceFixture *self, const char *const *arguments, char **output)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr (GSubprocess) process = NULL;

  g_strv_builder_add (builder, self->program);
  for (guint i = 0; arguments[i] != NULL; i++)
    g_strv_builder_add (builder, arguments[i]);
  argv = g_strv_builder_end (builder);
  if (self->environment != NULL)
    g_subprocess_launcher_set_environ (launcher, self->environment);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, output, NULL, &error));
  g_assert_no_error (error);
  if (!g_subprocess_get_if_exited (process))
    g_error ("jielid %s: ended by signal %d: %s",
             arguments[0],
             g_subprocess_get_term_sig (process),
             *output);
  return g_subprocess_get_exit_status (process);
}

SoupSession *
service_new_session (void)
{
  /* Without a proxy: the resolver would ask for settings that a test's own folders lack. */
  return soup_session_new_with_options ("timeout", 30, "proxy-resolver", NULL, NULL);
}

void
service_answer_free (ServiceAnswer *self)
{
  g_free (self->text);
  g_free (self->etag);
  g_clear_pointer (&self->json, json_node_unref);
  g_clear_pointer (&self->headers, soup_message_headers_unref);
  g_free (self);
}

const char *
service_answer_get_text (ServiceAnswer *self, const char *member)
{
  g_assert_nonnull (self->json);
  return json_object_get_string_member (json_node_get_object (self->json), member);
}

static void
set_headers (SoupMessage *message, const ServiceRequest *request)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  if (request->token != NULL) {
    g_autofree char *value = g_strconcat ("Bearer ", request->token, NULL);

    soup_message_headers_append (headers, "Authorization", value);
  }
  if (request->key != NULL)
    soup_message_headers_append (headers, "Idempotency-Key", request->key);
  if (request->acting != NULL)
    soup_message_headers_append (headers, "Jieli-Acting", request->acting);
  if (request->if_match != 0) {
    g_autofree char *value = g_strdup_printf ("\"%" G_GINT64_FORMAT ".own\"", request->if_match);

    soup_message_headers_append (headers, "If-Match", value);
  }
  if (request->language != NULL)
    soup_message_headers_append (headers, "Accept-Language", request->language);
}

ServiceAnswer *
service_send_with (SoupSession *session, guint port, const ServiceRequest *request)
{
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u%s", port, request->path);
  g_autoptr (SoupMessage) message = soup_message_new (request->method, uri);
  g_autoptr (GBytes) bytes = NULL;
  ServiceAnswer *answer = g_new0 (ServiceAnswer, 1);

  set_headers (message, request);
  if (request->body != NULL) {
    g_autoptr (GBytes) body = g_bytes_new (request->body, strlen (request->body));

    soup_message_set_request_body_from_bytes (message, "application/json", body);
  } else if (request->upload != NULL) {
    soup_message_set_request_body_from_bytes (message,
                                              request->type != NULL ? request->type
                                                                    : "application/octet-stream",
                                              request->upload);
  }
  bytes = soup_session_send_and_read (session, message, NULL, NULL);
  if (bytes == NULL)
    return answer;
  answer->status = soup_message_get_status (message);
  answer->headers = soup_message_headers_ref (soup_message_get_response_headers (message));
  answer->size = g_bytes_get_size (bytes);
  answer->text =
      answer->size > 0 ? g_strndup (g_bytes_get_data (bytes, NULL), answer->size) : g_strdup ("");
  answer->etag = g_strdup (soup_message_headers_get_one (answer->headers, "ETag"));
  answer->json = json_from_string (answer->text, NULL);
  return answer;
}

ServiceAnswer *
service_send (ServiceFixture *self, const ServiceRequest *request)
{
  return service_send_with (self->session, self->port, request);
}

ServiceAnswer *
service_get (ServiceFixture *self, const char *path, const char *token)
{
  return service_send (self, &(ServiceRequest){ .method = "GET", .path = path, .token = token });
}

/* @status is expected. */
static ServiceAnswer *
post (ServiceFixture *self, const char *path, const char *token, guint status, const char *body)
{
  ServiceAnswer *answer = service_send (
      self, &(ServiceRequest){ .method = "POST", .path = path, .token = token, .body = body });

  if (answer->status != status)
    g_error ("POST %s %s: %u %s", path, body, answer->status, answer->text);
  return answer;
}

char *
service_sign_in (ServiceFixture *self, const char *username)
{
  g_autofree char *body =
      g_strdup_printf ("{\"username\":\"%s\",\"password\":\"%s\"}", username, SERVICE_PASSWORD);
  g_autoptr (ServiceAnswer) answer = post (self, "/api/v1/sessions", NULL, 201, body);

  return g_strdup (service_answer_get_text (answer, "token"));
}

char *
service_add_organisation (ServiceFixture *self,
                          const char *token,
                          const char *kind,
                          const char *name,
                          const char *label_prefix,
                          const char *division)
{
  g_autofree char *body = g_strdup_printf (
      "{\"kind\":\"%s\",\"name\":\"%s\",\"label_prefix\":\"%s\",\"division\":\"%s\"}",
      kind,
      name,
      label_prefix,
      division);
  g_autoptr (ServiceAnswer) answer = post (self, "/api/v1/organisations", token, 201, body);

  return g_strdup (service_answer_get_text (answer, "id"));
}

char *
service_add_member (ServiceFixture *self,
                    const char *token,
                    const char *organisation,
                    const char *role,
                    const char *name)
{
  g_autofree char *path = g_strdup_printf ("/api/v1/organisations/%s/invitations", organisation);
  g_autofree char *invitation =
      role != NULL ? g_strdup_printf ("{\"role\":\"%s\"}", role) : g_strdup ("{}");
  g_autofree char *join = NULL;
  g_autoptr (ServiceAnswer) invited = post (self, path, token, 201, invitation);
  g_autoptr (ServiceAnswer) joined = NULL;

  join = g_strdup_printf ("{\"code\":\"%s\",\"nickname\":\"%s\",\"%s\":\"%s\","
                          "\"password\":\"%s\",\"consent\":1,\"of_age\":true}",
                          service_answer_get_text (invited, "code"),
                          name,
                          role != NULL ? "username" : "phone",
                          name,
                          SERVICE_PASSWORD);
  joined = post (self, "/api/v1/accounts", NULL, 201, join);
  return service_sign_in (self, name);
}
