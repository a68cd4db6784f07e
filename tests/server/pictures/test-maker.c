// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-picture-files.h"
#include "jl-picture-maker.h"
#include "picture-inputs.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  char *data_dir;
  char *photos_dir;
  char *input;
} Fixture;

static void
setup (Fixture *self, gconstpointer data)
{
  self->data_dir = g_strdup (g_get_user_data_dir ());
  g_assert_cmpint (g_mkdir_with_parents (self->data_dir, 0700), ==, 0);
  self->photos_dir = g_build_filename (self->data_dir, "photos", NULL);
  self->input = g_build_filename (self->data_dir, "upload", NULL);
}

static void
teardown (Fixture *self, gconstpointer data)
{
  g_free (self->data_dir);
  g_free (self->photos_dir);
  g_free (self->input);
}

/* Saves under a name that says nothing of the format. */
static void
save_input (Fixture *self, VipsImage *image, const char *format)
{
  g_autofree char *path = g_strconcat (self->input, format, NULL);

  test_save (image, path, NULL);
  g_assert_cmpint (g_rename (path, self->input), ==, 0);
}

static JlPictureDraft *
make_draft (const char *path, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC);
  JlPictureDraft *draft;

  g_assert_cmpint (fd, >=, 0);
  draft = jl_picture_make (fd, error);
  close (fd);
  return draft;
}

static JlPicture *
make_of (Fixture *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlPictureDraft) draft = make_draft (path, &error);
  JlPicture *picture;

  g_assert_no_error (error);
  picture = jl_picture_draft_write (draft, self->photos_dir, &error);
  g_assert_no_error (error);
  return picture;
}

static JlPicture *
make (Fixture *self)
{
  return make_of (self, self->input);
}

static gboolean
fail_cb (const JlPictureFile *file, gpointer user_data, GError **error)
{
  g_set_error (error, JL_ERROR, JL_ERROR_CONFLICT, "%s is there", file->path);
  return FALSE;
}

static void
assert_refused (Fixture *self, const char *path, JlErrorCode code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (make_draft (path, &error));
  g_assert_error (error, JL_ERROR, (int)code);
  g_assert_cmpstr (error->message, !=, "");
  g_clear_error (&error);
  jl_pictures_foreach_file (self->photos_dir, fail_cb, NULL, &error);
  g_assert_no_error (error);
}

static VipsImage *
load (Fixture *self, JlPicture *picture, JlPictureSize size)
{
  g_autofree char *path = jl_picture_get_path (self->photos_dir, picture->name, size);
  VipsImage *image = vips_image_new_from_file (path, NULL);
  struct stat info;

  g_assert_nonnull (image);
  g_assert_cmpint (image->Bands, ==, 3);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_size, ==, picture->bytes[size]);
  test_assert_clean_jpeg (path, size != JL_PICTURE_THUMB);
  return image;
}

static void
assert_size (Fixture *self, JlPicture *picture, JlPictureSize size, int width, int height)
{
  g_autoptr (VipsImage) image = load (self, picture, size);

  g_assert_cmpint (image->Xsize, ==, width);
  g_assert_cmpint (image->Ysize, ==, height);
}

static void
test_sizes (Fixture *self, gconstpointer data)
{
  static const struct {
    int width, height;
    int expected[JL_N_PICTURE_SIZES][2];
  } cases[] = {
    { 4032, 3024, { { 320, 240 }, { 1280, 960 }, { 2560, 1920 } } },
    { 1080, 2400, { { 144, 320 }, { 576, 1280 }, { 1080, 2400 } } },
    { 1280, 1280, { { 320, 320 }, { 1280, 1280 }, { 1280, 1280 } } },
    { 200, 100, { { 200, 100 }, { 200, 100 }, { 200, 100 } } },
    { 9000, 9, { { 320, 1 }, { 1280, 2 }, { 2560, 3 } } },
    { 1, 1, { { 1, 1 }, { 1, 1 }, { 1, 1 } } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (VipsImage) image = test_quadrants (cases[i].width, cases[i].height);
    g_autoptr (JlPicture) picture = NULL;
    g_autoptr (GError) error = NULL;

    save_input (self, image, ".jpg");
    picture = make (self);
    g_assert_cmpuint (picture->width, ==, (guint)cases[i].expected[JL_PICTURE_FULL][0]);
    g_assert_cmpuint (picture->height, ==, (guint)cases[i].expected[JL_PICTURE_FULL][1]);
    for (guint size = 0; size < JL_N_PICTURE_SIZES; size++)
      assert_size (self, picture, size, cases[i].expected[size][0], cases[i].expected[size][1]);
    g_assert_true (jl_picture_files_verify (self->photos_dir, picture->name, &error));
  }
}

/* Upper left and upper right corner as shown, by EXIF orientation (CIPA DC-008, tag 0x0112). */
static void
test_orientation (Fixture *self, gconstpointer data)
{
  static const struct {
    Corner upper_left, upper_right;
  } expected[] = {
    [1] = { CORNER_RED, CORNER_GREEN },    [2] = { CORNER_GREEN, CORNER_RED },
    [3] = { CORNER_YELLOW, CORNER_BLUE },  [4] = { CORNER_BLUE, CORNER_YELLOW },
    [5] = { CORNER_RED, CORNER_BLUE },     [6] = { CORNER_BLUE, CORNER_RED },
    [7] = { CORNER_YELLOW, CORNER_GREEN }, [8] = { CORNER_GREEN, CORNER_YELLOW },
  };

  for (int orientation = 1; orientation <= 8; orientation++) {
    g_autoptr (VipsImage) image = test_quadrants (640, 480);
    g_autoptr (JlPicture) picture = NULL;

    test_add_exif (image, orientation);
    save_input (self, image, ".jpg");
    picture = make (self);
    g_assert_cmpuint (picture->width, ==, orientation < 5 ? 640 : 480);
    for (guint size = 0; size < JL_N_PICTURE_SIZES; size++) {
      g_autoptr (VipsImage) output = load (self, picture, size);

      test_assert_corner (output, FALSE, FALSE, expected[orientation].upper_left);
      test_assert_corner (output, TRUE, FALSE, expected[orientation].upper_right);
    }
  }
}

static gboolean
contains (const char *path, const char *text)
{
  g_autofree char *data = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  return memmem (data, size, text, strlen (text)) != NULL;
}

static void
test_metadata_is_gone (Fixture *self, gconstpointer data)
{
  const char *format = data;
  static const char xmp[] = "<x:xmpmeta xmlns:x='adobe:ns:meta/'>Zhang</x:xmpmeta>";
  g_autoptr (VipsImage) image = test_quadrants (640, 480);
  g_autoptr (JlPicture) picture = NULL;

  test_add_exif (image, 1);
  vips_image_set_blob_copy (image, VIPS_META_XMP_NAME, xmp, sizeof xmp - 1);
  save_input (self, image, format);
  g_assert_true (contains (self->input, "iPhone 15"));
  picture = make (self);
  for (guint size = 0; size < JL_N_PICTURE_SIZES; size++) {
    g_autofree char *path = jl_picture_get_path (self->photos_dir, picture->name, size);

    g_assert_false (contains (path, "iPhone"));
    g_assert_false (contains (path, "Exif"));
    g_assert_false (contains (path, "Zhang"));
    test_assert_clean_jpeg (path, size != JL_PICTURE_THUMB);
  }
}

static void
test_formats (Fixture *self, gconstpointer data)
{
  static const char *const formats[] = { ".jpg", ".png", ".webp", ".heic" };
  g_autoptr (VipsImage) image = test_quadrants (1600, 1200);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autoptr (JlPicture) picture = NULL;

    save_input (self, image, formats[i]);
    picture = make (self);
    g_assert_cmpuint (picture->width, ==, 1600);
    for (guint size = 0; size < JL_N_PICTURE_SIZES; size++) {
      g_autoptr (VipsImage) output = load (self, picture, size);

      test_assert_corner (output, FALSE, FALSE, CORNER_RED);
      test_assert_corner (output, TRUE, FALSE, CORNER_GREEN);
      test_assert_corner (output, FALSE, TRUE, CORNER_BLUE);
      test_assert_corner (output, TRUE, TRUE, CORNER_YELLOW);
    }
  }
}

static void
test_phone_heic (Fixture *self, gconstpointer data)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("JIELI_TEST_FIXTURES"), "pictures", "phone.heic", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JlPicture) picture = make_of (self, path);
  g_autoptr (VipsImage) output = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (picture->width, ==, 240);
  g_assert_cmpuint (picture->height, ==, 320);
  output = load (self, picture, JL_PICTURE_FULL);
  test_assert_corner (output, FALSE, FALSE, CORNER_BLUE);
  test_assert_corner (output, TRUE, FALSE, CORNER_RED);
}

/* Left half opaque, right half transparent, black below: must become white. */
static void
test_transparent (Fixture *self, gconstpointer data)
{
  static const char *const formats[] = { ".png", ".webp" };
  g_autofree guint8 *pixels = g_malloc0 (600 * 400 * 4);
  g_autoptr (VipsImage) plain = NULL;
  g_autoptr (VipsImage) image = NULL;

  for (guint i = 0; i < 600 * 400; i++) {
    if (i % 600 < 300)
      memcpy (pixels + 4 * i, "\x14\x50\xa0\xff", 4);
  }
  plain = vips_image_new_from_memory (pixels, 600 * 400 * 4, 600, 400, 4, VIPS_FORMAT_UCHAR);
  vips_copy (plain, &image, "interpretation", VIPS_INTERPRETATION_sRGB, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autoptr (JlPicture) picture = NULL;
    g_autoptr (VipsImage) output = NULL;

    save_input (self, image, formats[i]);
    picture = make (self);
    output = load (self, picture, JL_PICTURE_THUMB);
    test_assert_pixel (output, 0.25, 0.5, 0x14, 0x50, 0xa0, 8);
    test_assert_pixel (output, 0.75, 0.5, 255, 255, 255, 2);
  }
}

/* Grey, grey with alpha, 16 bits, CMYK: all become sRGB with three bands. */
static void
test_colour_spaces (Fixture *self, gconstpointer data)
{
  static const struct {
    VipsInterpretation interpretation;
    gboolean has_alpha;
    const char *format;
  } cases[] = {
    { VIPS_INTERPRETATION_B_W, FALSE, ".jpg" },    { VIPS_INTERPRETATION_B_W, FALSE, ".png" },
    { VIPS_INTERPRETATION_B_W, TRUE, ".png" },     { VIPS_INTERPRETATION_RGB16, FALSE, ".png" },
    { VIPS_INTERPRETATION_GREY16, FALSE, ".png" }, { VIPS_INTERPRETATION_CMYK, FALSE, ".jpg" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (VipsImage) rgb = test_quadrants (640, 480);
    g_autoptr (VipsImage) converted = NULL;
    g_autoptr (VipsImage) image = NULL;
    g_autoptr (JlPicture) picture = NULL;
    g_autoptr (VipsImage) output = NULL;
    g_autoptr (VipsImage) expected = NULL;
    double *value;
    int n;

    vips_colourspace (rgb, &converted, cases[i].interpretation, NULL);
    if (cases[i].has_alpha)
      vips_addalpha (converted, &image, NULL);
    else
      image = g_object_ref (converted);
    save_input (self, image, cases[i].format);
    picture = make (self);
    output = load (self, picture, JL_PICTURE_FULL);
    vips_colourspace (converted, &expected, VIPS_INTERPRETATION_sRGB, NULL);
    g_assert_cmpint (vips_getpoint (expected, &value, &n, 100, 100, NULL), ==, 0);
    if (n == 1)
      test_assert_pixel (output, 0.16, 0.21, value[0], value[0], value[0], 6);
    else
      test_assert_pixel (output, 0.16, 0.21, value[0], value[1], value[2], 12);
    g_free (value);
  }
}

static void
attach_profile (VipsImage *image, const char *name)
{
  VipsBlob *profile;
  gsize size;
  const void *bytes;

  g_assert_cmpint (vips_profile_load (name, &profile, NULL), ==, 0);
  bytes = vips_blob_get (profile, &size);
  vips_image_set_blob_copy (image, VIPS_META_ICC_NAME, bytes, size);
  vips_area_unref (VIPS_AREA (profile));
}

/* The same numbers mean a stronger red in Display P3, the space of iPhones, than in sRGB. */
static void
test_profile (Fixture *self, gconstpointer data)
{
  g_autoptr (VipsImage) image = test_quadrants (640, 480);
  g_autoptr (JlPicture) picture = NULL;
  g_autoptr (VipsImage) output = NULL;

  attach_profile (image, "p3");
  save_input (self, image, ".jpg");
  picture = make (self);
  output = load (self, picture, JL_PICTURE_FULL);
  test_assert_pixel (output, 0.25, 0.25, 240, 0, 15, 16);
}

/* What cannot be used is no reason to refuse somebody's photo. */
static void
test_broken_profile (Fixture *self, gconstpointer data)
{
  g_autoptr (VipsImage) image = test_quadrants (640, 480);
  g_autoptr (JlPicture) picture = NULL;
  g_autoptr (VipsImage) output = NULL;

  vips_image_set_blob_copy (image, VIPS_META_ICC_NAME, "no profile at all", 17);
  save_input (self, image, ".jpg");
  picture = make (self);
  output = load (self, picture, JL_PICTURE_FULL);
  test_assert_corner (output, FALSE, FALSE, CORNER_RED);
}

static void
test_animation_gives_first_frame (Fixture *self, gconstpointer data)
{
  g_autoptr (VipsImage) first = test_quadrants (320, 240);
  g_autoptr (VipsImage) second = NULL;
  g_autoptr (VipsImage) both = NULL;
  g_autoptr (JlPicture) picture = NULL;
  g_autoptr (VipsImage) output = NULL;

  vips_invert (first, &second, NULL);
  vips_join (first, second, &both, VIPS_DIRECTION_VERTICAL, NULL);
  vips_image_set_int (both, VIPS_META_PAGE_HEIGHT, 240);
  save_input (self, both, ".webp");
  picture = make (self);
  g_assert_cmpuint (picture->height, ==, 240);
  output = load (self, picture, JL_PICTURE_FULL);
  test_assert_corner (output, FALSE, FALSE, CORNER_RED);
}

static void
test_colour (Fixture *self, gconstpointer data)
{
  g_autoptr (VipsImage) image = test_quadrants (640, 480);
  g_autoptr (JlPicture) picture = NULL;
  guint red, green, blue;

  save_input (self, image, ".png");
  picture = make (self);
  g_assert_cmpint (sscanf (picture->colour, "#%2x%2x%2x", &red, &green, &blue), ==, 3);
  g_assert_cmpint (ABS ((int)red - (220 + 30 + 230 + 30) / 4), <=, 3);
  g_assert_cmpint (ABS ((int)green - (30 + 180 + 220 + 30) / 4), <=, 3);
  g_assert_cmpint (ABS ((int)blue - (30 + 30 + 30 + 220) / 4), <=, 3);
}

/* The same photo twice is one photo. */
static void
test_same_content_same_name (Fixture *self, gconstpointer data)
{
  g_autoptr (VipsImage) image = test_quadrants (640, 480);
  g_autoptr (JlPicture) once = NULL;
  g_autoptr (JlPicture) twice = NULL;

  save_input (self, image, ".jpg");
  once = make (self);
  twice = make (self);
  g_assert_cmpstr (once->name, ==, twice->name);
}

static void
test_not_a_photo (Fixture *self, gconstpointer data)
{
  static const char *const contents[] = {
    "#!/bin/sh\nrm -rf ~\n",
    "<!DOCTYPE html><script>alert(1)</script>",
    "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>",
    "%PDF-1.4\n1 0 obj\n",
    "GIF89a\x01",
    "II*",
    "BM\x46",
    "P6\n1 1\n255\n\xff\xff\xff",
    "push graphic-context\nviewbox 0 0 9 9\nfill 'url(https://example.org/a\"|ls \"-la)'",
    "x",
  };
  g_autofree char *named = g_build_filename (self->data_dir, "photo.jpg", NULL);
  g_autoptr (VipsImage) image = test_quadrants (64, 64);
  static const char *const others[] = { ".gif", ".tif", ".v", ".ppm", ".avif" };

  for (guint i = 0; i < G_N_ELEMENTS (contents); i++) {
    test_save_bytes (named, contents[i], strlen (contents[i]));
    assert_refused (self, named, JL_ERROR_UNSUPPORTED_MEDIA);
  }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    save_input (self, image, others[i]);
    assert_refused (self, self->input, JL_ERROR_UNSUPPORTED_MEDIA);
  }
}

/* A signature and then something else. */
static void
test_pretends (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *data;
    gsize size;
  } cases[] = {
#define CASE(text) { text, sizeof text - 1 }
    CASE ("\xff\xd8\xff\xe0<script>alert(1)</script>"),
    CASE ("\xff\xd8\xff\xd9"),
    CASE ("\x89PNG\r\n\x1a\n"),
    CASE ("\x89PNG\r\n\x1a\n#!/bin/sh\n"),
    CASE ("RIFF\x10\0\0\0WEBPVP8 "),
    CASE ("\0\0\0\x18"
          "ftypheic\0\0\0\0mif1heic\0\0\0\x08meta"),
    CASE ("\0\0\0\x18"
          "ftypmif1\0\0\0\0mif1heic"),
#undef CASE
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    test_save_bytes (self->input, cases[i].data, cases[i].size);
    assert_refused (self, self->input, JL_ERROR_INVALID);
  }
}

static void
test_empty (Fixture *self, gconstpointer data)
{
  test_save_bytes (self->input, "", 0);
  assert_refused (self, self->input, JL_ERROR_INVALID);
}

static long
peak_memory_kib (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

static void
test_bomb (Fixture *self, gconstpointer data)
{
  long before;

  test_save_png_header (self->input, 300, 300);
  assert_refused (self, self->input, JL_ERROR_INVALID); /* warms up */
  before = peak_memory_kib ();

  test_save_png_header (self->input, 30000, 30000);
  assert_refused (self, self->input, JL_ERROR_TOO_LARGE);
  test_save_png_header (self->input, 1000000, 1000000);
  assert_refused (self, self->input, JL_ERROR_TOO_LARGE);
  g_assert_cmpint (peak_memory_kib () - before, <, 20 * 1024);

  test_save_png_header (self->input, 7000, 7000); /* within the limit, but not all there */
  assert_refused (self, self->input, JL_ERROR_INVALID);
}

/* A JPEG's size is two bytes in its frame header. */
static void
test_jpeg_bomb (Fixture *self, gconstpointer data)
{
  g_autoptr (VipsImage) image = test_quadrants (64, 64);
  g_autofree char *contents = NULL;
  guint8 *frame;
  gsize size;

  save_input (self, image, ".jpg");
  g_assert_true (g_file_get_contents (self->input, &contents, &size, NULL));
  frame = memmem (contents, size, "\xff\xc0", 2);
  g_assert_nonnull (frame);
  memcpy (frame + 5, "\xff\xdc\xff\xdc", 4);
  test_save_bytes (self->input, contents, size);
  assert_refused (self, self->input, JL_ERROR_TOO_LARGE);
}

static void
test_truncated (Fixture *self, gconstpointer data)
{
  static const double parts[] = { 0.02, 0.3, 0.7, 0.97 };
  g_autofree char *whole = g_strconcat (self->input, data, NULL);
  g_autoptr (VipsImage) plain = test_quadrants (800, 600);
  g_autoptr (VipsImage) noise = NULL;
  g_autoptr (VipsImage) sum = NULL;
  g_autoptr (VipsImage) image = NULL;

  /* Noise spreads the bytes evenly over the lines. */
  vips_gaussnoise (&noise, 800, 600, "sigma", 20.0, "mean", 0.0, "seed", 1, NULL);
  vips_add (plain, noise, &sum, NULL);
  vips_cast (sum, &image, VIPS_FORMAT_UCHAR, NULL);
  test_save (image, whole, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    test_truncate (whole, self->input, parts[i]);
    assert_refused (self, self->input, JL_ERROR_INVALID);
  }
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  /* libvips warns of what strangers send; that is no mistake of ours. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  jl_picture_maker_init (argv[0], &error);
  g_assert_no_error (error);

#define ADD(path, data, func)                                                                      \
  g_test_add ("/pictures/maker/" path, Fixture, data, setup, func, teardown)
  ADD ("sizes", NULL, test_sizes);
  ADD ("orientation", NULL, test_orientation);
  ADD ("metadata-is-gone/jpeg", ".jpg", test_metadata_is_gone);
  ADD ("metadata-is-gone/webp", ".webp", test_metadata_is_gone);
  ADD ("metadata-is-gone/heic", ".heic", test_metadata_is_gone);
  ADD ("formats", NULL, test_formats);
  ADD ("phone-heic", NULL, test_phone_heic);
  ADD ("transparent", NULL, test_transparent);
  ADD ("colour-spaces", NULL, test_colour_spaces);
  ADD ("profile", NULL, test_profile);
  ADD ("broken-profile", NULL, test_broken_profile);
  ADD ("animation-gives-first-frame", NULL, test_animation_gives_first_frame);
  ADD ("colour", NULL, test_colour);
  ADD ("same-content-same-name", NULL, test_same_content_same_name);
  ADD ("not-a-photo", NULL, test_not_a_photo);
  ADD ("pretends", NULL, test_pretends);
  ADD ("empty", NULL, test_empty);
  ADD ("bomb", NULL, test_bomb);
  ADD ("jpeg-bomb", NULL, test_jpeg_bomb);
  ADD ("truncated/jpeg", ".jpg", test_truncated);
  ADD ("truncated/png", ".png", test_truncated);
  ADD ("truncated/webp", ".webp", test_truncated);
  ADD ("truncated/heic", ".heic", test_truncated);
#undef ADD
  return g_test_run ();
}
