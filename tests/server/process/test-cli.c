// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-exit.h"
#include "service-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>

static void
setup (ServiceFixture *fixture, gconstpointer data)
{
  service_fixture_open (fixture);
}

static void
teardown (ServiceFixture *fixture, gconstpointer data)
{
  service_fixture_close (fixture);
}

/* Runs @line, in which FOLDER stands for the data folder, and looks for @text in what it says. */
static void
assert_run (ServiceFixture *fixture, const char *line, JlExit status, const char *text)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_autofree char *output = NULL;
  int actual;

  for (guint i = 0; words[i] != NULL; i++) {
    g_autoptr (GString) word = g_string_new (words[i]);

    g_string_replace (word, "FOLDER", fixture->data_dir, 0);
    g_free (words[i]);
    words[i] = g_strdup (word->str);
  }
  actual = service_run (fixture, (const char *const *)words, &output);
  if (actual != (int)status || strstr (output, text) == NULL)
    g_error ("jielid %s: %d: %s", line, actual, output);
}

static void
test_usage (ServiceFixture *fixture, gconstpointer data)
{
  assert_run (fixture, "--version", JL_EXIT_OK, "jielid " JL_VERSION);
  assert_run (fixture, "--help", JL_EXIT_OK, "journal verify");
  assert_run (fixture, "serve --help", JL_EXIT_OK, "--port-file");
  assert_run (fixture, "nothing", JL_EXIT_USAGE, "jielid serve");
  assert_run (fixture, "journal", JL_EXIT_USAGE, "journal show");
  assert_run (fixture, "serve", JL_EXIT_USAGE, "--data");
  assert_run (fixture, "check --data", JL_EXIT_USAGE, "--data");
  assert_run (fixture, "check --data FOLDER more", JL_EXIT_USAGE, "more");
  assert_run (fixture, "check --nothing", JL_EXIT_USAGE, "--nothing");
  assert_run (fixture, "worker", JL_EXIT_USAGE, "");
}

/* A person's written request, answered at the service's own machine. */
static void
test_person_export (ServiceFixture *fixture, gconstpointer data)
{
  g_autofree char *page = g_strconcat (fixture->data_dir, "-person.html", NULL);
  g_autofree char *html = NULL;
  g_autofree char *json = NULL;
  GStatBuf info;

  assert_run (fixture, "person export --data FOLDER root", JL_EXIT_USAGE, "--reason");
  assert_run (fixture,
              "person export --data FOLDER --reason mood -o FOLDER-person.html root",
              JL_EXIT_USAGE,
              "authority");
  assert_run (fixture,
              "person export --data FOLDER --reason request -o FOLDER-person.html nobody",
              JL_EXIT_DATA,
              "Nobody");
  assert_run (fixture,
              "person export --data FOLDER --reason request -o FOLDER-person.html root",
              JL_EXIT_OK,
              "");
  g_assert_true (g_file_get_contents (page, &html, NULL, NULL));
  g_assert_true (g_str_has_prefix (html, "<!DOCTYPE html>"));
  g_assert_cmpint (g_stat (page, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 077, ==, 0);
  /* The one before is among the looks. */
  assert_run (
      fixture,
      "person export --data FOLDER --reason authority --format json -o FOLDER-person.html root",
      JL_EXIT_OK,
      "");
  g_assert_true (g_file_get_contents (page, &json, NULL, NULL));
  g_assert_nonnull (strstr (json, "\"export.request\""));
  g_assert_nonnull (strstr (json, "\"username\":\"root\""));
  assert_run (fixture, "journal show --data FOLDER --bodies", JL_EXIT_OK, "person.export");
}

static void
test_serve_refuses (ServiceFixture *fixture, gconstpointer data)
{
  g_autofree char *config = g_build_filename (fixture->data_dir, "jielid.conf", NULL);

  assert_run (fixture, "serve --data FOLDER --workers 0", JL_EXIT_USAGE, "--workers: 0");
  assert_run (fixture, "serve --data FOLDER --workers 65", JL_EXIT_USAGE, "from 1 to 64");
  assert_run (fixture, "serve --data FOLDER --listen nowhere", JL_EXIT_CONFIG, "nowhere");
  assert_run (fixture, "serve --data FOLDER --tls-cert /x", JL_EXIT_CONFIG, "tls_key");
  assert_run (fixture,
              "serve --data FOLDER --listen 127.0.0.1:0 --tls-cert /x --tls-key /x",
              JL_EXIT_CONFIG,
              "/x");
  assert_run (fixture, "serve --data /nonexistent/folder", JL_EXIT_DATA, "/nonexistent/folder");
  g_assert_true (g_file_set_contents (config, "[limits]\njson_bytes=7\n", -1, NULL));
  assert_run (fixture, "serve --data FOLDER", JL_EXIT_CONFIG, "[limits] json_bytes: 7");
}

static void
test_keys_refused (ServiceFixture *fixture, gconstpointer data)
{
  g_autofree char *keys = g_build_filename (fixture->data_dir, "keys", NULL);

  g_chmod (keys, 0755);
  assert_run (fixture, "serve --data FOLDER", JL_EXIT_DATA, "chmod 700");
  assert_run (fixture, "check --data FOLDER", JL_EXIT_DATA, "chmod 700");
  g_chmod (keys, 0700);
}

static void
test_init_refuses (ServiceFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *options;
    JlExit status;
    const char *text;
  } inits[] = {
    { "", JL_EXIT_USAGE, "--public-url" },
    { " --public-url ftp://x.cn", JL_EXIT_USAGE, "ftp://x.cn" },
    { " --public-url https://", JL_EXIT_USAGE, "https://" },
    { " --public-url https://x.cn/?a=b", JL_EXIT_USAGE, "a=b" },
    { " --public-url https://u@x.cn/", JL_EXIT_USAGE, "u@x.cn" },
    { " --public-url https://x.cn --division 999999", JL_EXIT_DATA, "division" },
    { " --public-url https://x.cn --password-file /nonexistent", JL_EXIT_USAGE, "/nonexistent" },
    { " --public-url https://x.cn --password-file /dev/null", JL_EXIT_USAGE, "/dev/null" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (inits); i++) {
    g_autofree char *line =
        g_strconcat ("init --data FOLDER-new --admin someone", inits[i].options, NULL);
    g_autofree char *folder = g_strconcat (fixture->data_dir, "-new", NULL);

    assert_run (fixture, line, inits[i].status, inits[i].text);
    g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  }
  assert_run (fixture,
              "init --data FOLDER --admin someone --public-url https://x.cn",
              JL_EXIT_DATA,
              "not empty");
  assert_run (fixture, "check --data FOLDER", JL_EXIT_OK, "in order");
}

static void
test_init_makes_password (ServiceFixture *fixture, gconstpointer data)
{
  g_autofree char *data_dir = g_strconcat (fixture->data_dir, "-new", NULL);
  const char *const arguments[] = {
    "init", "--data", data_dir, "--admin", "someone", "--public-url", "http://127.0.0.1:8420/", NULL
  };
  g_autofree char *output = NULL;
  g_autofree char *password = NULL;
  g_autofree char *body = NULL;
  g_autoptr (ServiceAnswer) answer = NULL;
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GRegex) regex = g_regex_new ("[0-9a-z]{5}(-[0-9a-z]{5}){3}", 0, 0, NULL);

  g_assert_cmpint (service_run (fixture, arguments, &output), ==, JL_EXIT_OK);
  g_assert_true (g_regex_match (regex, output, 0, &match));
  password = g_match_info_fetch (match, 0);

  g_free (fixture->data_dir);
  fixture->data_dir = g_steal_pointer (&data_dir);
  service_start (fixture, NULL);
  body = g_strdup_printf ("{\"username\":\"someone\",\"password\":\"%s\"}", password);
  answer = service_send (
      fixture, &(ServiceRequest){ .method = "POST", .path = "/api/v1/sessions", .body = body });
  g_assert_cmpuint (answer->status, ==, 201);
}

static void
test_check_finds (ServiceFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->data_dir, "jieli.db", NULL);
  g_autofree char *bytes = NULL;
  char *command;
  gsize size;

  assert_run (fixture, "check --data FOLDER", JL_EXIT_OK, "in order");
  assert_run (fixture, "journal verify --data FOLDER", JL_EXIT_OK, "2 entries");
  assert_run (fixture, "journal show --data FOLDER", JL_EXIT_OK, " city.found ");
  assert_run (fixture, "journal show --data FOLDER --bodies", JL_EXIT_OK, "石家庄市");
  assert_run (
      fixture, "journal show --data FOLDER --after 1 --limit 1", JL_EXIT_OK, "account.create");
  assert_run (fixture, "journal show --data FOLDER nonsense", JL_EXIT_USAGE, "identifier");

  /* What somebody changes behind the journal's back, in the file's own bytes. */
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  command = memmem (bytes, size, "account.create", 14);
  g_assert_nonnull (command);
  memcpy (command, "account.cheats", 14);
  g_assert_true (g_file_set_contents (path, bytes, size, NULL));
  assert_run (fixture, "journal verify --data FOLDER", JL_EXIT_PROBLEMS, " 2: ");
  assert_run (fixture, "check --data FOLDER", JL_EXIT_PROBLEMS, "problem");
}

/* Gives the fixture's programs what systemd would have loaded. */
static void
add_credential (ServiceFixture *fixture, const char *name, const char *text)
{
  g_autofree char *folder = g_strconcat (fixture->data_dir, "-credentials", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_mkdir (folder, 0700);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  if (fixture->environment == NULL)
    fixture->environment =
        g_environ_setenv (g_get_environ (), "CREDENTIALS_DIRECTORY", folder, TRUE);
}

static void
test_init_credential (ServiceFixture *fixture, gconstpointer data)
{
  g_autofree char *data_dir = g_strconcat (fixture->data_dir, "-new", NULL);
  const char *const arguments[] = {
    "init",         "--data",           data_dir, "--admin", SERVICE_ADMINISTRATOR,
    "--public-url", "http://127.0.0.1", NULL
  };
  g_autofree char *output = NULL;

  add_credential (fixture, "jieli.admin-password", SERVICE_PASSWORD "\n");
  g_assert_cmpint (service_run (fixture, arguments, &output), ==, JL_EXIT_OK);
  g_assert_null (strstr (output, "shown only this once"));
  g_free (fixture->data_dir);
  fixture->data_dir = g_steal_pointer (&data_dir);
  service_start (fixture, NULL);
  g_free (service_sign_in (fixture, SERVICE_ADMINISTRATOR));
}

static gboolean
accept_cb (SoupMessage *message,
           GTlsCertificate *certificate,
           GTlsCertificateFlags errors,
           gpointer user_data)
{
  return TRUE;
}

/* A service without nginx: it gets certificate and key as credentials. */
static void
test_tls_credentials (ServiceFixture *fixture, gconstpointer data)
{
  g_autofree char *tls = g_build_filename (g_getenv ("JIELI_TEST_FIXTURES"), "tls", NULL);
  g_autofree char *certificate_path = g_build_filename (tls, "certificate.pem", NULL);
  g_autofree char *key_path = g_build_filename (tls, "key.pem", NULL);
  g_autofree char *certificate = NULL;
  g_autofree char *key = NULL;
  g_autofree char *url = NULL;
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (certificate_path, &certificate, NULL, NULL));
  g_assert_true (g_file_get_contents (key_path, &key, NULL, NULL));
  add_credential (fixture, "jieli.tls-cert", certificate);
  assert_run (fixture, "serve --data FOLDER", JL_EXIT_CONFIG, "tls_key");
  add_credential (fixture, "jieli.tls-key", key);
  service_start (fixture, NULL);
  url = g_strdup_printf ("https://127.0.0.1:%u/healthz", fixture->port);
  message = soup_message_new ("GET", url);
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_cb), NULL);
  body = soup_session_send_and_read (fixture->session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (soup_message_get_status (message), ==, 200);
  g_assert_nonnull (soup_message_get_tls_peer_certificate (message));
}

#define TEST(path, func)                                                                           \
  g_test_add ("/process/cli/" path, ServiceFixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  TEST ("usage", test_usage);
  TEST ("person-export", test_person_export);
  TEST ("serve-refuses", test_serve_refuses);
  TEST ("keys-refused", test_keys_refused);
  TEST ("init-refuses", test_init_refuses);
  TEST ("init-makes-password", test_init_makes_password);
  TEST ("init-credential", test_init_credential);
  TEST ("tls-credentials", test_tls_credentials);
  TEST ("check-finds", test_check_finds);
  return g_test_run ();
}
