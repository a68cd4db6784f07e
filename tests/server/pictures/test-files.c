// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-picture-draft.h"
#include "jl-picture-files.h"
#include "jl-picture-kind.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <utime.h>

#define BODY "\xff\xd8\xff\xe0 full \xff\xd9"

typedef struct {
  char *data_dir;
  char *photos_dir;
  char *name;
  GBytes *renditions[JL_N_PICTURE_SIZES];
} Fixture;

static void
setup (Fixture *self, gconstpointer data)
{
  self->data_dir = g_strdup (g_get_user_data_dir ());
  g_assert_cmpint (g_mkdir_with_parents (self->data_dir, 0700), ==, 0);
  self->photos_dir = g_build_filename (self->data_dir, "photos", NULL);
  for (guint i = 0; i < JL_N_PICTURE_SIZES; i++)
    self->renditions[i] = g_bytes_new_static (BODY, strlen (BODY));
  self->name = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, self->renditions[JL_PICTURE_FULL]);
}

static void
teardown (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < JL_N_PICTURE_SIZES; i++)
    g_bytes_unref (self->renditions[i]);
  g_free (self->data_dir);
  g_free (self->photos_dir);
  g_free (self->name);
}

static void
write_files (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  jl_picture_files_write (self->photos_dir, self->name, self->renditions, &error);
  g_assert_no_error (error);
}

static gboolean
count_cb (const JlPictureFile *file, gpointer user_data, GError **error)
{
  guint *counts = user_data;

  g_assert_true (g_file_test (file->path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (ABS (g_get_real_time () / G_USEC_PER_SEC - file->mtime), <, 60);
  counts[file->name == NULL ? JL_N_PICTURE_SIZES : file->size]++;
  return TRUE;
}

static void
assert_counts (Fixture *self, guint each_size, guint foreign)
{
  g_autoptr (GError) error = NULL;
  guint counts[JL_N_PICTURE_SIZES + 1] = { 0 };

  jl_pictures_foreach_file (self->photos_dir, count_cb, counts, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < JL_N_PICTURE_SIZES; i++)
    g_assert_cmpuint (counts[i], ==, each_size);
  g_assert_cmpuint (counts[JL_N_PICTURE_SIZES], ==, foreign);
}

static void
test_write (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  assert_counts (self, 0, 0);
  write_files (self);
  assert_counts (self, 1, 0);
  jl_picture_files_verify (self->photos_dir, self->name, &error);
  g_assert_no_error (error);

  g_assert_true (jl_picture_files_remove (self->photos_dir, self->name, &error));
  assert_counts (self, 0, 0);
  g_assert_true (jl_picture_files_remove (self->photos_dir, self->name, &error));
  g_assert_false (jl_picture_files_verify (self->photos_dir, self->name, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_NOT_FOUND);
}

/* Purge must count the grace period from the last upload. */
static void
test_again_is_new (Fixture *self, gconstpointer data)
{
  struct utimbuf old = { 1000, 1000 };
  struct stat info;

  write_files (self);
  for (guint i = 0; i < JL_N_PICTURE_SIZES; i++) {
    g_autofree char *path = jl_picture_get_path (self->photos_dir, self->name, i);

    g_assert_cmpint (utime (path, &old), ==, 0);
  }
  write_files (self);
  for (guint i = 0; i < JL_N_PICTURE_SIZES; i++) {
    g_autofree char *path = jl_picture_get_path (self->photos_dir, self->name, i);

    g_assert_cmpint (g_stat (path, &info), ==, 0);
    g_assert_cmpint (info.st_mtime, >, 1000);
    g_assert_cmpint (info.st_mode & 0777, ==, 0640);
  }
  assert_counts (self, 1, 0);
}

static void
test_damage (Fixture *self, gconstpointer data)
{
  static const char *const damages[] = { "",
                                         "\xff\xd8\xff\xe0 fu",
                                         "\xff\xd8\xff\xe0 fulL \xff\xd9" };

  for (guint i = 0; i < G_N_ELEMENTS (damages); i++) {
    g_autofree char *path = jl_picture_get_path (self->photos_dir, self->name, JL_PICTURE_FULL);
    g_autoptr (GError) error = NULL;

    write_files (self);
    g_assert_true (g_file_set_contents (path, damages[i], -1, NULL));
    g_assert_false (jl_picture_files_verify (self->photos_dir, self->name, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_CORRUPT);
  }
}

static void
test_foreign_files (Fixture *self, gconstpointer data)
{
  g_autofree char *good = jl_picture_get_path (self->photos_dir, self->name, JL_PICTURE_THUMB);
  g_autofree char *directory = g_path_get_dirname (good);
  g_autofree char *other_directory =
      g_build_filename (self->photos_dir, self->name[0] == '0' ? "11" : "00", NULL);
  g_autofree char *good_base = g_path_get_basename (good);
  g_autofree char *misplaced = g_build_filename (other_directory, good_base, NULL);
  static const char *const bases[] = { ".0e5f-full.tmp", "notes.txt", "-thumb.jpg" };

  write_files (self);
  g_assert_cmpint (g_mkdir (other_directory, 0700), ==, 0);
  g_assert_true (g_file_set_contents (misplaced, "x", 1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bases); i++) {
    g_autofree char *path = g_build_filename (directory, bases[i], NULL);

    g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  }
  assert_counts (self, 1, 4);
}

static gboolean
stop_cb (const JlPictureFile *file, gpointer user_data, GError **error)
{
  guint *n = user_data;

  ++*n;
  g_set_error_literal (error, JL_ERROR, JL_ERROR_CONFLICT, "enough");
  return FALSE;
}

static void
test_foreach_stops (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint n = 0;

  write_files (self);
  g_assert_false (jl_pictures_foreach_file (self->photos_dir, stop_cb, &n, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_CONFLICT);
  g_assert_cmpuint (n, ==, 1);
}

/* A file stands where the folder should be. */
static void
test_cannot_write (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (self->photos_dir, "", 0, NULL));
  g_assert_false (jl_picture_files_write (self->photos_dir, self->name, self->renditions, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INTERNAL);
}

/* The last name is taken by a folder: the temporary files must not stay. */
static void
test_failure_leaves_no_temporary (Fixture *self, gconstpointer data)
{
  g_autofree char *full = jl_picture_get_path (self->photos_dir, self->name, JL_PICTURE_FULL);
  g_autofree char *inside = g_build_filename (full, "x", NULL);
  g_autofree char *directory = g_path_get_dirname (full);
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;
  const char *base;

  g_assert_cmpint (g_mkdir_with_parents (inside, 0700), ==, 0);
  g_assert_false (jl_picture_files_write (self->photos_dir, self->name, self->renditions, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INTERNAL);
  dir = g_dir_open (directory, 0, NULL);
  while ((base = g_dir_read_name (dir)) != NULL)
    g_assert_false (g_str_has_suffix (base, ".tmp"));
}

static void
test_names (void)
{
  g_autofree char *good = g_strnfill (64, 'a');
  g_autofree char *capital = g_strnfill (64, 'A');
  g_autofree char *longer = g_strnfill (65, 'a');
  g_autofree char *path = jl_picture_get_path ("/p", good, JL_PICTURE_SCREEN);
  g_autofree char *expected = g_strdup_printf ("/p/aa/%s-screen.jpg", good);
  JlPictureSize size = JL_PICTURE_FULL;

  g_assert_cmpstr (path, ==, expected);
  g_assert_true (jl_picture_name_is_valid (good));
  g_assert_false (jl_picture_name_is_valid (capital));
  g_assert_false (jl_picture_name_is_valid (longer));
  g_assert_false (jl_picture_name_is_valid (longer + 2));
  g_assert_false (jl_picture_name_is_valid ("../../etc/passwd"));
  g_assert_false (jl_picture_name_is_valid (""));
  g_assert_false (jl_picture_name_is_valid (NULL));

  g_assert_false (jl_picture_size_from_name ("huge", &size));
  g_assert_false (jl_picture_size_from_name (NULL, &size));
  g_assert_cmpint (size, ==, JL_PICTURE_FULL);
  g_assert_true (jl_picture_size_from_name ("thumb", &size));
  g_assert_cmpint (size, ==, JL_PICTURE_THUMB);
}

static void
test_variant (void)
{
  g_autofree char *name = g_strnfill (64, '7');
  g_autoptr (JlPicture) picture = jl_picture_new (name, 2560, 1920, "#0a1b2c");
  g_autoptr (JlPicture) copy = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GError) error = NULL;
  static const char *const bad[] = {
    "{'name': <'../x'>, 'width': <uint32 1>, 'height': <uint32 1>, 'colour': <'#000000'>}",
    "{'name': <'%s'>, 'width': <uint32 0>, 'height': <uint32 1>, 'colour': <'#000000'>}",
    "{'name': <'%s'>, 'width': <uint32 1>, 'height': <uint32 1>, 'colour': <'#00000\"'>}",
    "{'name': <'%s'>, 'width': <1>, 'height': <uint32 1>, 'colour': <'#000000'>}",
    "{'name': <'%s'>, 'width': <uint32 1>, 'height': <uint32 1>, 'colour': <'#000000'>}",
    "@a{sv} {}",
    "'text'",
  };

  picture->bytes[JL_PICTURE_FULL] = G_GUINT64_CONSTANT (5000000000);
  variant = g_variant_ref_sink (jl_picture_to_variant (picture));
  copy = jl_picture_from_variant (variant, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (copy->name, ==, name);
  g_assert_cmpuint (copy->width, ==, 2560);
  g_assert_cmpuint (copy->height, ==, 1920);
  g_assert_cmpstr (copy->colour, ==, "#0a1b2c");
  g_assert_cmpuint (copy->bytes[JL_PICTURE_FULL], ==, G_GUINT64_CONSTANT (5000000000));

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GString) text = g_string_new (bad[i]);
    g_autoptr (GVariant) parsed = NULL;

    g_string_replace (text, "%s", name, 0);
    parsed = g_variant_parse (NULL, text->str, NULL, NULL, &error);
    g_assert_no_error (error);
    g_assert_null (jl_picture_from_variant (parsed, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_CORRUPT);
    g_clear_error (&error);
  }
}

static void
test_kinds (void)
{
  static const struct {
    const char *data;
    gsize size;
    JlPictureKind kind;
  } cases[] = {
#define CASE(text, kind) { text, sizeof text - 1, kind }
    CASE ("\xff\xd8\xff\xe0", JL_PICTURE_KIND_JPEG),
    CASE ("\xff\xd8", JL_PICTURE_KIND_OTHER),
    CASE ("\x89PNG\r\n\x1a\n", JL_PICTURE_KIND_PNG),
    CASE ("\x89PNG\n\n\x1a\n", JL_PICTURE_KIND_OTHER),
    CASE ("RIFF\x10\0\0\0WEBPVP8 ", JL_PICTURE_KIND_WEBP),
    CASE ("RIFF\x10\0\0\0WAVEfmt ", JL_PICTURE_KIND_OTHER),
    CASE ("\0\0\0\x18"
          "ftypheic\0\0\0\0mif1heic",
          JL_PICTURE_KIND_HEIC),
    CASE ("\0\0\0\x18"
          "ftypmif1\0\0\0\0mif1heix",
          JL_PICTURE_KIND_HEIC),
    CASE ("\0\0\0\x14"
          "ftypmif1\0\0\0\0mif1heic",
          JL_PICTURE_KIND_OTHER), /* past the box */
    CASE ("\0\0\0\x18"
          "ftypavif\0\0\0\0mif1avif",
          JL_PICTURE_KIND_OTHER),
    CASE ("\0\0\0\x18"
          "ftypmp42\0\0\0\0isommp42",
          JL_PICTURE_KIND_OTHER),
    CASE ("\xff\xff\xff\xff"
          "ftypheic",
          JL_PICTURE_KIND_HEIC),
    CASE ("\0\0\0\x18"
          "ftyp",
          JL_PICTURE_KIND_OTHER),
    CASE ("GIF89a", JL_PICTURE_KIND_OTHER),
    CASE ("", JL_PICTURE_KIND_OTHER),
#undef CASE
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    /* An own block, so that the address sanitizer sees a read past the end. */
    g_autofree guint8 *data = g_memdup2 (cases[i].data, MAX (cases[i].size, 1));

    g_assert_cmpint (jl_picture_kind_sniff (data, cases[i].size), ==, cases[i].kind);
  }
}

static JlPictureDraft *
send_draft (const JlPictureDraft *draft, GError **error)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (jl_picture_draft_to_variant (draft));

  return jl_picture_draft_from_variant (variant, error);
}

/* A worker that foreign data has taken over may send anything. */
static void
test_draft (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) script = g_bytes_new_static ("<script>", 8);
  const JlPictureDraft good = {
    .width = 1,
    .height = 1,
    .colour = "#012345",
    .files = { self->renditions[0], self->renditions[1], self->renditions[2] },
  };
  JlPictureDraft bad[] = { good, good, good, good, good };
  g_autoptr (GError) error = NULL;
  g_autoptr (JlPictureDraft) sent = send_draft (&good, &error);
  g_autoptr (JlPicture) picture = NULL;

  g_assert_no_error (error);
  picture = jl_picture_draft_write (sent, self->photos_dir, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (picture->name, ==, self->name);
  g_assert_true (jl_picture_files_verify (self->photos_dir, self->name, &error));

  bad[0].width = 0;
  bad[1].height = 0;
  g_strlcpy (bad[2].colour, "#01234", sizeof bad[2].colour);
  g_strlcpy (bad[3].colour, "#01234g", sizeof bad[3].colour);
  bad[4].files[JL_PICTURE_SCREEN] = script;
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_assert_null (send_draft (&bad[i], &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_CORRUPT);
    g_clear_error (&error);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func) g_test_add ("/pictures/files/" path, Fixture, NULL, setup, func, teardown)
  ADD ("write", test_write);
  ADD ("draft", test_draft);
  ADD ("again-is-new", test_again_is_new);
  ADD ("damage", test_damage);
  ADD ("foreign-files", test_foreign_files);
  ADD ("foreach-stops", test_foreach_stops);
  ADD ("cannot-write", test_cannot_write);
  ADD ("failure-leaves-no-temporary", test_failure_leaves_no_temporary);
#undef ADD
  g_test_add_func ("/pictures/names", test_names);
  g_test_add_func ("/pictures/variant", test_variant);
  g_test_add_func ("/pictures/kinds", test_kinds);
  return g_test_run ();
}
