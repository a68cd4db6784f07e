// SPDX-License-Identifier: GPL-3.0-or-later
/* The program on a loop device, which needs root and a kernel that gives one; Debian's nwipe erases
 * it for real. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

#define IMAGE_SIZE (8 * 1024 * 1024)

typedef struct {
  char *image; /* owned */
  char *drive; /* owned, nullable: there are no loop devices here */
} Fixture;

/* Returns: the exit status, -1: it could not be started. */
static int
run (const char *const *argv, char **output)
{
  g_autofree char *errors = NULL;
  int status = -1;

  if (!g_spawn_sync (NULL,
                     (char **)argv,
                     NULL,
                     G_SPAWN_SEARCH_PATH,
                     NULL,
                     NULL,
                     output,
                     &errors,
                     &status,
                     NULL))
    return -1;
  g_test_message ("%s %s: %s", argv[0], argv[1], errors);
  return WIFEXITED (status) ? WEXITSTATUS (status) : -1;
}

/* Text all over: somebody's papers. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree guint8 *image = g_malloc (IMAGE_SIZE);
  int fd = g_file_open_tmp ("jieli-drive-XXXXXX", &fixture->image, NULL);
  const char *const attach[] = { "losetup", "-f", "--show", fixture->image, NULL };

  for (gsize i = 0; i < IMAGE_SIZE; i++)
    image[i] = (guint8)("Letters, photographs, accounts.\n"[i % 32]);
  g_assert_cmpint (write (fd, image, IMAGE_SIZE), ==, IMAGE_SIZE);
  close (fd);
  if (run (attach, &fixture->drive) == 0)
    g_strchomp (fixture->drive);
  else
    g_clear_pointer (&fixture->drive, g_free);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  const char *const detach[] = { "losetup", "-d", fixture->drive, NULL };

  if (fixture->drive != NULL)
    g_assert_cmpint (run (detach, NULL), ==, 0);
  g_unlink (fixture->image);
  g_free (fixture->image);
  g_free (fixture->drive);
}

static gboolean
has_drive (Fixture *fixture)
{
  if (fixture->drive == NULL)
    g_test_skip ("loop devices are not available here");
  return fixture->drive != NULL;
}

static int
wipe_tool (const char *command, const char *drive, char **output)
{
  g_autofree char *program = g_build_filename (
      g_getenv ("JIELI_BUILD_DIR"), "desktop", "wiping", "tool", "jieli-wipe", NULL);
  const char *const argv[] = { program, command, "--json", drive, NULL };

  return run (argv, output);
}

static JsonObject *
parse (const char *text, JsonNode **node)
{
  *node = json_from_string (text, NULL);
  g_assert_nonnull (*node);
  return json_node_get_object (*node);
}

static void
test_data (Fixture *fixture, gconstpointer data)
{
  g_autofree char *output = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *report;
  JsonObject *drive;

  if (!has_drive (fixture))
    return;
  g_assert_cmpint (wipe_tool ("sample", fixture->drive, &output), ==, 1);
  report = parse (output, &node);
  drive = json_object_get_object_member (report, "drive");
  g_assert_cmpstr (json_object_get_string_member (report, "verdict"), ==, "data");
  g_assert_cmpstr (json_object_get_string_member (drive, "path"), ==, fixture->drive);
  g_assert_cmpint (json_object_get_int_member (drive, "size"), ==, IMAGE_SIZE);
}

/* Erased by nwipe, then measured. */
static void
test_erased (Fixture *fixture, gconstpointer data)
{
  const char *const nwipe[] = { "nwipe",        "--autonuke",   "--nogui",
                                "--nowait",     "--nousb",      "--method=zero",
                                "--verify=off", fixture->drive, NULL };
  g_autofree char *said = NULL;
  g_autofree char *output = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *report;

  if (!has_drive (fixture))
    return;
  g_assert_cmpint (run (nwipe, &said), ==, 0);
  g_assert_cmpint (wipe_tool ("sample", fixture->drive, &output), ==, 0);
  report = parse (output, &node);
  g_assert_cmpstr (json_object_get_string_member (report, "verdict"), ==, "clean");
  g_assert_cmpfloat_with_epsilon (
      json_object_get_double_member (report, "bound_95"), 0.001, 0.00001);
}

/* What somebody has for himself, as a file system or an array has, is not measured, and what is
 * measured was not changed. */
static void
test_in_use (Fixture *fixture, gconstpointer data)
{
  g_autofree char *output = NULL;
  int fd;

  if (!has_drive (fixture))
    return;
  fd = open (fixture->drive, O_RDONLY | O_EXCL | O_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (wipe_tool ("sample", fixture->drive, &output), ==, 3);
  g_assert_cmpstr (output, ==, "");
  close (fd);
}

static void
test_never_writes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *output = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (fixture->image, &before, &size, NULL));
  if (!has_drive (fixture))
    return;
  g_assert_cmpint (wipe_tool ("sample", fixture->drive, &output), ==, 1);
  g_assert_true (g_file_get_contents (fixture->image, &after, &size, NULL));
  g_assert_cmpmem (before, IMAGE_SIZE, after, size);
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_autofree char *output = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonArray *drives;
  gboolean found = FALSE;

  if (!has_drive (fixture))
    return;
  g_assert_cmpint (wipe_tool ("list", NULL, &output), ==, 0);
  node = json_from_string (output, NULL);
  drives = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (drives); i++) {
    JsonObject *drive = json_array_get_object_element (drives, i);

    if (g_str_equal (json_object_get_string_member (drive, "path"), fixture->drive)) {
      g_assert_cmpuint (
          json_array_get_length (json_object_get_array_member (drive, "uses")), ==, 0);
      found = TRUE;
    }
  }
  g_assert_true (found);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/wiping/tool/data", test_data);
  ADD ("/wiping/tool/erased", test_erased);
  ADD ("/wiping/tool/in-use", test_in_use);
  ADD ("/wiping/tool/never-writes", test_never_writes);
  ADD ("/wiping/tool/list", test_list);
  return g_test_run ();
}
