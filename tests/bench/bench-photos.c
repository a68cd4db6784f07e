// SPDX-License-Identifier: GPL-3.0-or-later
/* What photos cost. Works on all files of a folder, in one of these ways:
 *
 * usage: bench-photos make FOLDER N   fills it with N photos of 12 megapixels, as phones make them
 *        bench-photos plain FOLDER OUT   makes the three sizes of each with libvips alone: one
 *                                        decoding, no other process, nothing synced to the disk
 *        bench-photos ours FOLDER OUT    has them made by jielid-pictures, as a worker does
 */
#include "jl-picture-client.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vips/vips.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VipsImage, g_object_unref)

#define WIDTH 4000
#define HEIGHT 3000

static void
die (void)
{
  g_printerr ("libvips: %s\n", vips_error_buffer ());
  exit (EXIT_FAILURE);
}

/* The larger one's shapes, with the noise of a small sensor. */
static void
make_photo (const char *folder, int number)
{
  g_autofree char *path = g_strdup_printf ("%s/photo-%03d.jpg", folder, number);
  g_autoptr (VipsImage) shapes = NULL;
  g_autoptr (VipsImage) noise = NULL;
  g_autoptr (VipsImage) sum = NULL;
  g_autoptr (VipsImage) bytes = NULL;
  VipsImage *bands[3] = { NULL };
  g_autoptr (VipsImage) coloured = NULL;
  double scale[3] = { 70, 60, 50 };
  double offset[3] = { 130 - number % 40, 110 + number % 30, 100 };

  for (int i = 0; i < 3; i++) {
    if (vips_perlin (
            &bands[i], WIDTH, HEIGHT, "cell_size", 200 + 40 * i, "seed", 3 * number + i, NULL) != 0)
      die ();
  }
  if (vips_bandjoin (bands, &coloured, 3, NULL) != 0 ||
      vips_linear (coloured, &shapes, scale, offset, 3, NULL) != 0 ||
      vips_gaussnoise (&noise, WIDTH, HEIGHT, "sigma", 6.0, "mean", 0.0, "seed", number, NULL) !=
          0 ||
      vips_add (shapes, noise, &sum, NULL) != 0 ||
      vips_cast (sum, &bytes, VIPS_FORMAT_UCHAR, NULL) != 0)
    die ();
  bytes->Type = VIPS_INTERPRETATION_sRGB;
  if (vips_jpegsave (bytes, path, "Q", 88, NULL) != 0)
    die ();
  for (int i = 0; i < 3; i++)
    g_object_unref (bands[i]);
}

static VipsImage *
shrink (VipsImage *image, int side)
{
  g_autoptr (VipsImage) lazy = NULL;
  VipsImage *pixels = NULL;

  if (vips_thumbnail_image (image, &lazy, side, "height", side, "size", VIPS_SIZE_DOWN, NULL) !=
          0 ||
      (pixels = vips_image_copy_memory (lazy)) == NULL)
    die ();
  return pixels;
}

static void
save (VipsImage *image, const char *path, int quality, gboolean progressive)
{
  if (vips_jpegsave (image,
                     path,
                     "Q",
                     quality,
                     "interlace",
                     progressive,
                     "optimize_coding",
                     TRUE,
                     "strip",
                     TRUE,
                     NULL) != 0)
    die ();
}

static void
make_plainly (const char *file, const char *out, int number)
{
  g_autofree char *full_path = g_strdup_printf ("%s/%03d-full.jpg", out, number);
  g_autofree char *screen_path = g_strdup_printf ("%s/%03d-screen.jpg", out, number);
  g_autofree char *thumb_path = g_strdup_printf ("%s/%03d-thumb.jpg", out, number);
  g_autoptr (VipsImage) lazy = NULL;
  g_autoptr (VipsImage) full = NULL;
  g_autoptr (VipsImage) screen = NULL;
  g_autoptr (VipsImage) thumb = NULL;

  if (vips_thumbnail (file, &lazy, 2560, "height", 2560, "size", VIPS_SIZE_DOWN, NULL) != 0 ||
      (full = vips_image_copy_memory (lazy)) == NULL)
    die ();
  screen = shrink (full, 1280);
  thumb = shrink (screen, 320);
  save (full, full_path, 82, TRUE);
  save (screen, screen_path, 78, TRUE);
  save (thumb, thumb_path, 75, FALSE);
}

static void
made_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **where = user_data;

  *where = g_object_ref (result);
}

static void
make_ours (JlPictureClient *client, const char *file, const char *out)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JlPicture) picture = NULL;

  jl_picture_client_make_async (client, file, out, NULL, made_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  picture = jl_picture_client_make_finish (client, result, &error);
  if (picture == NULL) {
    g_printerr ("%s: %s\n", file, error->message);
    exit (EXIT_FAILURE);
  }
}

/* Seconds of CPU of a process that still runs. */
static double
get_cpu (int pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *text = NULL;
  g_auto (GStrv) fields = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  fields = g_strsplit (strrchr (text, ')') + 2, " ", -1);
  return (atof (fields[11]) + atof (fields[12])) / (double)sysconf (_SC_CLK_TCK);
}

static int
run (const char *way, const char *folder, const char *out)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (JlPictureClient) client = NULL;
  gboolean ours = g_str_equal (way, "ours");
  const char *name;
  gint64 start = g_get_monotonic_time ();
  double cpu;
  int n = 0;

  if (dir == NULL || g_mkdir_with_parents (out, 0700) != 0)
    return EXIT_FAILURE;
  if (ours)
    client = jl_picture_client_new (NULL);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (folder, name, NULL);

    if (ours)
      make_ours (client, file, out);
    else
      make_plainly (file, out, n);
    n++;
  }
  cpu = get_cpu (getpid ()) + (ours ? get_cpu (jl_picture_client_get_pid (client)) : 0);
  g_print ("{\"photos\": %d, \"seconds\": %.3f, \"cpu\": %.3f}\n",
           n,
           (double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC,
           cpu);
  return n > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
main (int argc, char **argv)
{
  if (argc != 4) {
    g_printerr ("usage: bench-photos make FOLDER N | plain|ours FOLDER OUT\n");
    return 2;
  }
  if (g_str_equal (argv[1], "ours"))
    return run (argv[1], argv[2], argv[3]);
  if (VIPS_INIT (argv[0]) != 0)
    die ();
  /* As jielid-pictures has it. */
  vips_cache_set_max (0);
  vips_concurrency_set (2);
  if (g_str_equal (argv[1], "plain"))
    return run (argv[1], argv[2], argv[3]);
  for (int i = 0; i < atoi (argv[3]); i++)
    make_photo (argv[2], i);
  return EXIT_SUCCESS;
}
