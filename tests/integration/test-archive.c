// SPDX-License-Identifier: GPL-3.0-or-later
/* `jielid export`, read by a program that knows nothing of Jieli. */
#include "jl-exit.h"
#include "service-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define PHONE "13812345678"

typedef struct {
  ServiceFixture service;
  char *archive; /* owned */
} Archive;

static void
add_goods (Archive *self)
{
  ServiceFixture *service = &self->service;
  g_autofree char *root = service_sign_in (service, SERVICE_ADMINISTRATOR);
  g_autofree char *shop =
      service_add_organisation (service, root, "shop", "惠民寄卖店", "HMA", "130102001002");
  g_autofree char *clerk = service_add_member (service, root, shop, "manager", "li.na");
  g_autofree char *resident = service_add_member (service, clerk, shop, NULL, PHONE);
  const ServiceRequest request = {
    .method = "POST",
    .path = "/api/v1/items",
    .token = clerk,
    .body = "{\"category\":\"sofa\",\"title\":\"三人位沙发\",\"mode\":\"give\"}",
  };

  for (guint i = 0; i < 3; i++) {
    g_autoptr (ServiceAnswer) answer = service_send (service, &request);

    g_assert_cmpuint (answer->status, ==, 201);
  }
}

static void
setup (Archive *self, gconstpointer data)
{
  service_fixture_open (&self->service);
  service_start (&self->service, NULL);
  add_goods (self);
  self->archive = g_build_filename (self->service.data_dir, "uploads", "all.zip", NULL);
}

static void
teardown (Archive *self, gconstpointer data)
{
  g_free (self->archive);
  service_fixture_close (&self->service);
}

static int export(Archive *self, const char *output_file, char **output)
{
  const char *const arguments[] = { "export",   "--data",    self->service.data_dir,
                                    "--output", output_file, NULL };

  return service_run (&self->service, arguments, output);
}

/* Beside the service: digests, chains, and every record against what the journal says of it. */
static void
test_read_by_others (Archive *self, gconstpointer data)
{
  g_autofree char *output = NULL;
  g_autofree char *found = NULL;
  g_autofree char *script = g_build_filename (
      g_getenv ("JIELI_TEST_FIXTURES"), "..", "support", "check-archive.py", NULL);
  const char *argv[] = { "python3", script, self->archive, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_cmpint (export(self, self->archive, &output), ==, JL_EXIT_OK);
  g_spawn_sync (
      NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &found, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, "");
  g_assert_cmpint (status, ==, 0);
  g_assert_nonnull (strstr (output, "records/item.jsonl: 3"));
}

/* What belongs to persons is not in it, however it is packed. */
static void
test_persons (Archive *self, gconstpointer data)
{
  g_autofree char *output = NULL;
  g_autofree char *text = NULL;
  const char *argv[] = { "python3",
                         "-c",
                         "import sys, zipfile\n"
                         "z = zipfile.ZipFile(sys.argv[1])\n"
                         "sys.stdout.buffer.write(b''.join(z.read(n) for n in z.namelist()))",
                         self->archive,
                         NULL };

  g_assert_cmpint (export(self, self->archive, &output), ==, JL_EXIT_OK);
  g_assert_true (g_spawn_sync (
      NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, NULL, NULL));
  g_assert_nonnull (strstr (text, "三人位沙发"));
  g_assert_null (strstr (text, PHONE));
  g_assert_null (strstr (text, "li.na"));
  g_assert_null (strstr (text, "$argon2id"));
}

/* A name that says nothing is refused, and nothing is left of it; tar is written too. */
static void
test_names (Archive *self, gconstpointer data)
{
  g_autofree char *rar = g_build_filename (self->service.data_dir, "uploads", "all.rar", NULL);
  g_autofree char *tar = g_build_filename (self->service.data_dir, "uploads", "all.tar.zst", NULL);
  g_autofree char *part = g_strconcat (tar, ".part", NULL);
  g_autofree char *refused = NULL;
  g_autofree char *output = NULL;
  g_autofree char *bytes = NULL;

  g_assert_cmpint (export(self, rar, &refused), ==, JL_EXIT_USAGE);
  g_assert_false (g_file_test (rar, G_FILE_TEST_EXISTS));
  g_assert_cmpint (export(self, tar, &output), ==, JL_EXIT_OK);
  g_assert_true (g_file_get_contents (tar, &bytes, NULL, NULL));
  g_assert_true (g_str_has_prefix (bytes, "\x28\xB5\x2F\xFD"));
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
}

#define TEST(path, func)                                                                           \
  g_test_add ("/integration/archive/" path, Archive, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  TEST ("read-by-others", test_read_by_others);
  TEST ("persons", test_persons);
  TEST ("names", test_names);
  return g_test_run ();
}
