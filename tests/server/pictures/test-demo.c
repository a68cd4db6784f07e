// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-demo-picture.h"
#include "jl-picture-client.h"
#include "jl-picture-files.h"

#include <glib/gstdio.h>
#include <string.h>

static GBytes *
draw (const char *category, guint32 seed)
{
  cairo_surface_t *surface = jl_demo_picture_draw (category, seed);
  GBytes *pixels;

  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 1600);
  g_assert_cmpint (cairo_image_surface_get_height (surface), ==, 1200);
  pixels = g_bytes_new (cairo_image_surface_get_data (surface),
                        (gsize)cairo_image_surface_get_stride (surface) * 1200);
  cairo_surface_destroy (surface);
  return pixels;
}

static void
test_seed (void)
{
  g_autoptr (GBytes) one = draw ("sofa", 1);
  g_autoptr (GBytes) again = draw ("sofa", 1);
  g_autoptr (GBytes) other = draw ("sofa", 2);
  g_autoptr (GBytes) fridge = draw ("fridge", 1);

  g_assert_true (g_bytes_equal (one, again));
  g_assert_false (g_bytes_equal (one, other));
  g_assert_false (g_bytes_equal (one, fridge));
}

static void
test_unknown_is_a_box (void)
{
  g_autoptr (GBytes) unknown = draw ("no_such_category", 7);
  g_autoptr (GBytes) box = draw ("storage_box", 7);

  g_assert_true (g_bytes_equal (unknown, box));
}

/* Names are the rules' codes, or nobody will ever see the drawing. */
static void
test_names_are_categories (void)
{
  const char *const *names = jl_demo_picture_get_names ();
  g_autofree char *path =
      g_build_filename (g_getenv ("JIELI_DATA_DIR"), "rules", "categories.json", NULL);
  g_autofree char *rules = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_true (g_file_get_contents (path, &rules, NULL, NULL));
  g_assert_cmpuint (g_strv_length ((char **)names), >, 60);
  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *code = g_strdup_printf ("\"code\": \"%s\"", names[i]);

    g_test_message ("%s", names[i]);
    g_assert_true (g_hash_table_add (seen, (gpointer)names[i]));
    g_assert_nonnull (strstr (rules, code));
  }
}

/* The middle, where the thing is, has more than a wall's or floor's few colours. */
static void
test_all_draw_something (void)
{
  const char *const *names = jl_demo_picture_get_names ();

  for (guint i = 0; names[i] != NULL; i++) {
    g_autoptr (GBytes) pixels = draw (names[i], i);
    const guint32 *data = g_bytes_get_data (pixels, NULL);
    g_autoptr (GHashTable) colours = g_hash_table_new (NULL, NULL);

    for (int y = 300; y < 1000; y += 10) {
      for (int x = 400; x < 1200; x += 10) {
        guint32 pixel = data[y * 1600 + x];

        g_hash_table_add (colours, GUINT_TO_POINTER (pixel >> 4 & 0x0f0f0f));
      }
    }
    g_test_message ("%s: %u colours", names[i], g_hash_table_size (colours));
    g_assert_cmpuint (g_hash_table_size (colours), >=, 16);
  }
}

static void
test_store (void)
{
  g_autoptr (JlPictureClient) client = jl_picture_client_new (NULL);
  g_autofree char *photos_dir = g_build_filename (g_get_user_data_dir (), "photos", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JlPicture) picture =
      jl_picture_client_draw (client, "wardrobe", 3, photos_dir, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (picture->width, ==, 1600);
  g_assert_cmpuint (picture->height, ==, 1200);
  g_assert_true (jl_picture_files_verify (photos_dir, picture->name, &error));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/pictures/demo/seed", test_seed);
  g_test_add_func ("/pictures/demo/unknown-is-a-box", test_unknown_is_a_box);
  g_test_add_func ("/pictures/demo/names-are-categories", test_names_are_categories);
  g_test_add_func ("/pictures/demo/all-draw-something", test_all_draw_something);
  g_test_add_func ("/pictures/demo/store", test_store);
  return g_test_run ();
}
