// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-config.h"

#include "jl-error.h"
#include "jl-start.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *data_dir;
  char *path;
  JlConfig *config;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->data_dir = g_dir_make_tmp ("jieli-config-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->data_dir, JL_CONFIG_FILE, NULL);
  fixture->config = jl_config_new (fixture->data_dir);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_remove (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->data_dir), ==, 0);
  jl_config_free (fixture->config);
  g_free (fixture->path);
  g_free (fixture->data_dir);
}

static gboolean
load (Fixture *fixture, const char *text, GError **error)
{
  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  return jl_config_load_file (fixture->config, error);
}

static void
test_defaults (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (jl_config_load_file (fixture->config, &error)); /* there is no file */
  g_assert_no_error (error);
  g_assert_true (jl_config_check (fixture->config, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->config->listen, ==, "127.0.0.1:8420");
  g_assert_cmpuint (fixture->config->workers, ==, g_get_num_processors ());
  g_assert_cmpuint (fixture->config->limits.json_bytes, ==, 256 * 1024);
  g_assert_cmpuint (fixture->config->limits.upload_bytes, ==, 12 * 1024 * 1024);
  g_assert_cmpuint (fixture->config->limits.header_ms, ==, 10000);
}

static void
test_file (Fixture *fixture, gconstpointer data)
{
  static const char text[] = "# a comment\n"
                             "[service]\n"
                             "listen = [::1]:80\n"
                             "workers=3\n"
                             "trusted_proxies = 127.0.0.1; 10.0.0.0/8\n"
                             "access_log=false\n"
                             "[limits]\n"
                             "upload_bytes=1048576\n"
                             "gzip_json=true\n";
  g_autoptr (GError) error = NULL;

  g_assert_true (load (fixture, text, &error));
  g_assert_no_error (error);
  g_assert_true (jl_config_check (fixture->config, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->config->listen, ==, "[::1]:80");
  g_assert_cmpuint (fixture->config->workers, ==, 3);
  g_assert_cmpstr (fixture->config->trusted_proxies[0], ==, "127.0.0.1");
  g_assert_cmpstr (fixture->config->trusted_proxies[1], ==, "10.0.0.0/8");
  g_assert_null (fixture->config->trusted_proxies[2]);
  g_assert_false (fixture->config->access_log);
  g_assert_cmpuint (fixture->config->limits.upload_bytes, ==, 1048576);
  g_assert_true (fixture->config->limits.gzip_json);
}

/* What is refused, and what the message must name. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *text;
    const char *names[4];
  } files[] = {
    { "[service]\nworkers=0\n", { "[service] workers", "0", "1", "64" } },
    { "[service]\nworkers=65\n", { "[service] workers", "65" } },
    { "[service]\nworkers=-1\n", { "[service] workers", "-1" } },
    { "[service]\nworkers=2x\n", { "[service] workers", "2x" } },
    { "[service]\nworkers=\n", { "[service] workers" } },
    { "[service]\nworkers=99999999999999999999\n", { "[service] workers", "99999999999" } },
    { "[service]\nlisten=\n", { "[service] listen" } },
    { "[service]\naccess_log=yes\n", { "[service] access_log", "yes", "true", "false" } },
    { "[limits]\njson_bytes=1\n", { "[limits] json_bytes", "4096", "524288" } },
    { "[limits]\nupload_bytes=99999999999\n", { "[limits] upload_bytes" } },
    { "[limits]\nheader_ms=1.5\n", { "[limits] header_ms", "1.5" } },
    { "[limits]\nno_such=1\n", { "[limits] no_such" } },
    { "[service]\njson_bytes=5000\n", { "[service] json_bytes" } },
    { "[servise]\nworkers=1\n", { "[servise]" } },
    { "workers=1\n", { JL_CONFIG_FILE } },
    { "\xff\xfe nonsense", { JL_CONFIG_FILE } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *escaped = g_strescape (files[i].text, NULL);

    g_test_message ("%s", escaped);
    g_assert_false (load (fixture, files[i].text, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, fixture->path));
    for (guint j = 0; j < 4 && files[i].names[j] != NULL; j++)
      g_assert_nonnull (strstr (error->message, files[i].names[j]));
  }
}

static void
test_check_refuses (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *name;
    const char *value;
  } settings[] = {
    { "listen", "localhost:80" },
    { "listen", "127.0.0.1" },
    { "listen", "127.0.0.1:" },
    { "listen", "127.0.0.1:65536" },
    { "listen", "127.0.0.1:-1" },
    { "listen", "::1:80" },
    { "listen", "[::1:80" },
    { "listen", ":80" },
    { "listen", "1.2.3:80" },
    { "trusted_proxies", "example.org" },
    { "trusted_proxies", "10.0.0.0/33" },
    { "tls_cert", "/etc/cert.pem" },
    { "tls_key", "/etc/key.pem" },
    { "photo_location", "/-/photos/" }, /* and nobody is trusted */
  };

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++) {
    g_autoptr (JlConfig) config = jl_config_new (fixture->data_dir);
    g_autoptr (GError) error = NULL;

    g_test_message ("%s = %s", settings[i].name, settings[i].value);
    g_assert_true (jl_config_set (config, "service", settings[i].name, settings[i].value, &error));
    g_assert_false (jl_config_check (config, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  }
}

static void
test_photo_location (Fixture *fixture, gconstpointer data)
{
  static const char *const refused[] = {
    "-/photos/", "/-/photos", "//", "/a/../", "/a b/", "/a/\n/"
  };
  JlConfig *config = fixture->config;

  g_assert_true (jl_config_set (config, "service", "trusted_proxies", "127.0.0.1", NULL));
  g_assert_true (jl_config_set (config, "service", "photo_location", "/-/photos/", NULL));
  g_assert_true (jl_config_check (config, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_true (jl_config_set (config, "service", "photo_location", refused[i], NULL));
    g_assert_false (jl_config_check (config, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
    g_assert_cmpstr (jl_error_get_field (error), ==, "photo_location");
  }
}

static void
test_child_gets_the_same (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JlStart) start = NULL;
  JlConfig *config = fixture->config;

  g_assert_true (jl_config_set (config, "service", "workers", "7", NULL));
  g_assert_true (jl_config_set (config, "service", "trusted_proxies", "1.2.3.4;::1", NULL));
  g_assert_true (jl_config_set (config, "service", "photo_location", "/-/photos/", NULL));
  g_assert_true (jl_config_set (config, "limits", "upload_bytes", "5000000", NULL));
  g_assert_true (jl_config_set (config, "limits", "gzip_json", "true", NULL));
  bytes = jl_start_to_bytes (config, "https://jieli.example.cn", "abc", "restored");
  start = jl_start_new_from_bytes (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (start->public_url, ==, "https://jieli.example.cn");
  g_assert_cmpstr (start->rules_version, ==, "abc");
  g_assert_cmpstr (start->config->data_dir, ==, config->data_dir);
  g_assert_cmpstr (start->config->listen, ==, config->listen);
  g_assert_cmpuint (start->config->workers, ==, 7);
  g_assert_cmpstr (start->config->trusted_proxies[1], ==, "::1");
  g_assert_cmpstr (start->config->photo_location, ==, "/-/photos/");
  g_assert_null (start->config->tls_cert);
  g_assert_cmpmem (
      &start->config->limits, sizeof start->config->limits, &config->limits, sizeof config->limits);
}

static void
test_bad_escape (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (load (fixture, "[service]\nlisten=127.0.0.1\\q:80\n", &error));
  g_assert_error (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE);
  g_assert_nonnull (strstr (error->message, "listen"));
}

/* What is refused is named in a message, which must be text. */
static void
test_not_utf8 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (load (fixture, "[service]\nno_s\x89=1\n", &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_nonnull (strstr (error->message, fixture->path));
}

#define TEST(path, func) g_test_add ("/process/config/" path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  TEST ("defaults", test_defaults);
  TEST ("file", test_file);
  TEST ("refused", test_refused);
  TEST ("bad-escape", test_bad_escape);
  TEST ("not-utf8", test_not_utf8);
  TEST ("check-refuses", test_check_refuses);
  TEST ("photo-location", test_photo_location);
  TEST ("child-gets-the-same", test_child_gets_the_same);
  return g_test_run ();
}
