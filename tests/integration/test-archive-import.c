// SPDX-License-Identifier: GPL-3.0-or-later
/* `jielid export` of one service, `jielid import archive` into another. */
#include "jl-exit.h"
#include "service-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#define N_ITEMS "60"
/* Of a data folder, until an import is killed. */
#define GROWTH (400 * 1024)

typedef struct {
  ServiceFixture other; /* a service without anything */
  const char *archive;  /* of the city */
} Archives;

/* A demo city, made once: nothing changes it. */
static ServiceFixture city;
static char *city_archive;

static int
run (ServiceFixture *service, char **output, const char *first, ...)
{
  const char *arguments[12] = { first };
  va_list list;
  guint n = 1;

  va_start (list, first);
  while ((arguments[n] = va_arg (list, const char *)) != NULL)
    n++;
  va_end (list);
  return service_run (service, arguments, output);
}

static char *
in_folder (ServiceFixture *service, const char *name)
{
  return g_build_filename (service->data_dir, "uploads", name, NULL);
}

static void
make_city (void)
{
  g_autofree char *made = NULL;
  g_autofree char *exported = NULL;

  service_fixture_make (&city);
  g_assert_cmpint (run (&city, &made, "demo", "--data", city.data_dir, "--items", N_ITEMS, NULL),
                   ==,
                   JL_EXIT_OK);
  city_archive = in_folder (&city, "city.zip");
  g_assert_cmpint (
      run (&city, &exported, "export", "--data", city.data_dir, "--output", city_archive, NULL),
      ==,
      JL_EXIT_OK);
}

static void
setup (Archives *self, gconstpointer data)
{
  if (city_archive == NULL)
    make_city ();
  self->archive = city_archive;
  service_fixture_open (&self->other);
}

static void
teardown (Archives *self, gconstpointer data)
{
  service_fixture_close (&self->other);
}

static int
import (Archives *self, const char *archive, char **output)
{
  return run (
      &self->other, output, "import", "archive", "--data", self->other.data_dir, archive, NULL);
}

/* Returns: what a script of tests/support prints. */
static char *
run_script (const char *name, const char *first, const char *second, const char *third)
{
  g_autofree char *script =
      g_build_filename (g_getenv ("JIELI_TEST_FIXTURES"), "..", "support", name, NULL);
  const char *argv[] = { "python3", script, first, second, third, NULL };
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  g_spawn_sync (
      NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, NULL, &error);
  g_assert_no_error (error);
  return output;
}

static void
assert_in_order (Archives *self)
{
  g_autofree char *checked = NULL;
  int status = run (&self->other, &checked, "check", "--data", self->other.data_dir, NULL);

  if (status != JL_EXIT_OK)
    g_test_message ("%s", checked);
  g_assert_cmpint (status, ==, JL_EXIT_OK);
}

/* The other service is in order, and has all that the city has. */
static void
assert_same (Archives *self)
{
  g_autofree char *archive = in_folder (&self->other, "again.zip");
  g_autofree char *exported = NULL;
  g_autofree char *differing = NULL;

  assert_in_order (self);
  g_assert_cmpint (run (&self->other,
                        &exported,
                        "export",
                        "--data",
                        self->other.data_dir,
                        "--output",
                        archive,
                        NULL),
                   ==,
                   JL_EXIT_OK);
  differing = run_script ("compare-archives.py", self->archive, archive, NULL);
  g_assert_cmpstr (differing, ==, "");
}

/* Twice is once; and people find what came. */
static void
test_round_trip (Archives *self, gconstpointer data)
{
  g_autofree char *output = NULL;
  g_autofree char *again = NULL;
  g_autoptr (ServiceAnswer) list = NULL;

  g_assert_cmpint (import (self, self->archive, &output), ==, JL_EXIT_OK);
  g_assert_nonnull (strstr (output, " 0 refused"));
  g_assert_cmpint (import (self, self->archive, &again), ==, JL_EXIT_OK);
  g_assert_null (strstr (again, "Records:"));
  assert_same (self);
  service_start (&self->other, NULL);
  list = service_get (&self->other, "/api/v1/items?limit=5", NULL);
  g_assert_cmpuint (list->status, ==, 200);
  g_assert_nonnull (strstr (list->text, "\"photos\":[{"));
}

/* Bytes of all files below. */
static gint64
measure (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  gint64 size = 0;
  GStatBuf info;

  if (dir == NULL)
    return g_lstat (path, &info) == 0 ? info.st_size : 0;
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    size += measure (child);
  }
  return size;
}

static void
ended_cb (GObject *process, GAsyncResult *result, gpointer ended)
{
  g_subprocess_wait_finish (G_SUBPROCESS (process), result, NULL);
  *(gboolean *)ended = TRUE;
}

/* A command that goes on until @place has grown by so much, and is killed then. Returns: whether it
 * came to its end before. */
static gboolean
run_until (const char *const *command, const char *place, gint64 growth)
{
  gint64 size = measure (place);
  gboolean has_ended = FALSE;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (
      command, G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error);

  g_assert_no_error (error);
  g_subprocess_wait_async (process, NULL, ended_cb, &has_ended);
  while (!has_ended && measure (place) < size + growth)
    g_main_context_iteration (NULL, FALSE);
  g_subprocess_force_exit (process);
  while (!has_ended)
    g_main_context_iteration (NULL, TRUE);
  return g_subprocess_get_if_exited (process);
}

/* A copy of a service that has lost its power goes on. */
static void
test_killed (Archives *self, gconstpointer data)
{
  const char *const command[] = { self->other.program,  "import",      "archive", "--data",
                                  self->other.data_dir, self->archive, NULL };
  g_autofree char *output = NULL;
  guint n_killed = 0;

  while (!run_until (command, self->other.data_dir, GROWTH))
    n_killed++;
  g_test_message ("killed %u times", n_killed);
  g_assert_cmpuint (n_killed, >, 3);
  g_assert_cmpint (import (self, self->archive, &output), ==, JL_EXIT_OK);
  assert_same (self);
}

/* An export goes on too, and does again nothing of what it relies upon. */
static void
test_export_killed (Archives *self, gconstpointer data)
{
  g_autofree char *tar = in_folder (&city, "city.tar.zst");
  g_autofree char *part = g_strconcat (tar, ".part", NULL);
  g_autofree char *folder = g_build_filename (city.data_dir, "export", NULL);
  const char *const command[] = { city.program, "export", "--data", city.data_dir,
                                  "--output",   tar,      NULL };
  g_autofree char *shown = NULL;
  g_autofree char *output = NULL;
  g_autoptr (GDir) left = NULL;

  g_assert_false (run_until (command, part, 1000 * 1024));
  g_assert_false (g_file_test (tar, G_FILE_TEST_EXISTS));
  g_assert_false (run_until (command, part, 300 * 1024));
  g_assert_cmpint (run (&city, &shown, "export", "--data", city.data_dir, "--output", tar, NULL),
                   ==,
                   JL_EXIT_OK);
  g_test_message ("%s", shown);
  g_assert_null (strstr (shown, "records/item.jsonl"));
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  left = g_dir_open (folder, 0, NULL);
  g_assert_null (g_dir_read_name (left));
  g_assert_cmpint (import (self, tar, &output), ==, JL_EXIT_OK);
  assert_same (self);
}

/* Whatever somebody makes of an archive, nothing of it is taken in. */
static void
test_spoilt (Archives *self, gconstpointer data)
{
  static const struct {
    const char *how;
    const char *said;
  } spoilt[] = {
    { "digest", "not what the archive's manifest says" },
    { "journal-head", "journal was changed" },
    { "journal-body", "journal was changed" },
    { "journal-end", "journal is not whole" },
    { "path", "something in it that no service writes" },
    { "absolute", "something in it that no service writes" },
    { "photo-name", "something in it that no service writes" },
    { "photo-file", "is damaged" },
    { "bomb", "unpacks to far more" },
    { "no-manifest", "not whole" },
    { "version", "a form that this version does not know" },
    { "kind", "a kind that this version does not know" },
    { "more", "other files than its manifest says" },
    { "long", "torn or too long" },
    { "labels", "none that a service can have" },
  };
  g_autofree char *bad = in_folder (&self->other, "bad.zip");
  g_autofree char *output = NULL;
  g_autofree char *shown = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (spoilt); i++) {
    g_autofree char *printed = run_script ("spoil-archive.py", self->archive, bad, spoilt[i].how);
    g_autofree char *told = NULL;

    g_assert_cmpint (import (self, bad, &told), ==, JL_EXIT_PROBLEMS);
    g_test_message ("%s: %s", spoilt[i].how, told);
    g_assert_nonnull (strstr (told, spoilt[i].said));
  }
  g_assert_cmpint (
      run (&self->other, &shown, "journal", "show", "--data", self->other.data_dir, NULL),
      ==,
      JL_EXIT_OK);
  g_assert_null (strstr (shown, "archive.take"));
  /* Nor does what it left keep the good one from being taken in. */
  g_assert_cmpint (import (self, self->archive, &output), ==, JL_EXIT_OK);
  assert_same (self);
}

/* Records that do not fit are told of, one by one, and the others are there. */
static void
test_refused (Archives *self, gconstpointer data)
{
  g_autofree char *bad = in_folder (&self->other, "bad.zip");
  g_autofree char *report = g_strconcat (bad, ".report.csv", NULL);
  g_autofree char *printed = run_script ("spoil-archive.py", self->archive, bad, "records");
  g_autofree char *output = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpint (import (self, bad, &output), ==, JL_EXIT_PROBLEMS);
  g_assert_true (g_file_get_contents (report, &text, NULL, NULL));
  g_test_message ("%s%s", output, text);
  g_assert_nonnull (strstr (text, "one of the future"));
  g_assert_nonnull (strstr (text, "version and times do not fit"));
  g_assert_nonnull (strstr (text, "out of bounds"));
  g_assert_nonnull (strstr (text, "label_code: This value is taken already"));
  g_assert_nonnull (strstr (text, "What it refers to is not here"));
  g_assert_nonnull (strstr (text, "treasure"));
  assert_in_order (self);
}

/* Nor do totals count what was refused when the import was interrupted and goes on. */
static void
test_refused_killed (Archives *self, gconstpointer data)
{
  g_autofree char *bad = in_folder (&self->other, "bad.zip");
  g_autofree char *printed = run_script ("spoil-archive.py", self->archive, bad, "records");
  const char *const command[] = { self->other.program,  "import", "archive", "--data",
                                  self->other.data_dir, bad,      NULL };
  g_autofree char *again = NULL;
  guint n_killed = 0;

  while (!run_until (command, self->other.data_dir, GROWTH))
    n_killed++;
  g_assert_cmpuint (n_killed, >, 3);
  g_assert_cmpint (import (self, bad, &again), ==, JL_EXIT_PROBLEMS);
  assert_in_order (self);
}

/* Two items, of which the newer is purged. Returns: the shop's id. */
static char *
make_purged (ServiceFixture *service)
{
  g_autofree char *root = NULL;
  g_autofree char *manager = NULL;
  g_autofree char *database = g_build_filename (service->data_dir, "jieli.db", NULL);
  g_autofree char *purged = NULL;
  char *shop;

  service_start (service, NULL);
  root = service_sign_in (service, SERVICE_ADMINISTRATOR);
  shop = service_add_organisation (service, root, "shop", "惠民寄卖店", "HMA", "130102001002");
  manager = service_add_member (service, root, shop, "manager", "li.na");
  for (guint i = 0; i < 2; i++) {
    const ServiceRequest request = {
      .method = "POST",
      .path = "/api/v1/items",
      .token = manager,
      .body = "{\"category\":\"sofa\",\"title\":\"三人位沙发\",\"mode\":\"give\"}",
    };
    g_autoptr (ServiceAnswer) answer = service_send (service, &request);

    g_assert_cmpuint (answer->status, ==, 201);
  }
  service_end (service, SIGTERM);
  purged = run_script ("purge-newest.py", database, NULL, NULL);
  g_assert_true (g_str_has_prefix (purged, "HMA-000002-"));
  return shop;
}

/* The label that a new item of @shop gets. */
static char *
take_label (ServiceFixture *service, const char *shop)
{
  g_autofree char *root = NULL;
  g_autofree char *manager = NULL;
  ServiceRequest request = {
    .method = "POST",
    .path = "/api/v1/items",
    .body = "{\"category\":\"sofa\",\"title\":\"三人位沙发\",\"mode\":\"give\"}",
  };
  g_autoptr (ServiceAnswer) answer = NULL;

  service_start (service, NULL);
  root = service_sign_in (service, SERVICE_ADMINISTRATOR);
  request.token = manager = service_add_member (service, root, shop, "manager", "wang.fang");
  answer = service_send (service, &request);
  g_assert_cmpuint (answer->status, ==, 201);
  return g_strdup (service_answer_get_text (answer, "label_code"));
}

/* No label is given twice, also if the item that had it is no more. */
static void
test_labels (Archives *self, const char *how, const char *next)
{
  ServiceFixture purged = { NULL };
  g_autofree char *archive = in_folder (&self->other, "purged.zip");
  g_autofree char *edited = in_folder (&self->other, "edited.zip");
  g_autofree char *shop = NULL;
  g_autofree char *exported = NULL;
  g_autofree char *printed = NULL;
  g_autofree char *output = NULL;
  g_autofree char *label = NULL;

  service_fixture_open (&purged);
  shop = make_purged (&purged);
  g_assert_cmpint (
      run (&purged, &exported, "export", "--data", purged.data_dir, "--output", archive, NULL),
      ==,
      JL_EXIT_OK);
  service_fixture_close (&purged);
  if (how != NULL)
    printed = run_script ("spoil-archive.py", archive, edited, how);
  g_assert_cmpint (import (self, how == NULL ? archive : edited, &output), ==, JL_EXIT_OK);
  assert_in_order (self);
  label = take_label (&self->other, shop);
  g_assert_true (g_str_has_prefix (label, next));
}

static void
test_labels_purged (Archives *self, gconstpointer data)
{
  test_labels (self, NULL, "HMA-000003-");
}

/* An archive of an earlier version does not say which was the last: its records do. */
static void
test_labels_earlier (Archives *self, gconstpointer data)
{
  test_labels (self, "no-labels", "HMA-000002-");
}

#define TEST(path, func)                                                                           \
  g_test_add ("/integration/archive-import/" path, Archives, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  TEST ("round-trip", test_round_trip);
  TEST ("killed", test_killed);
  TEST ("export-killed", test_export_killed);
  TEST ("spoilt", test_spoilt);
  TEST ("refused", test_refused);
  TEST ("refused-killed", test_refused_killed);
  TEST ("labels-purged", test_labels_purged);
  TEST ("labels-earlier", test_labels_earlier);
  status = g_test_run ();
  if (city_archive != NULL)
    service_fixture_close (&city);
  g_free (city_archive);
  return status;
}
