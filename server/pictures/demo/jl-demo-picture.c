// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-demo-picture.h"

#include "jl-demo-canvas.h"

static const JlDemoSubject *const groups[] = {
  jl_demo_furniture, jl_demo_appliances, jl_demo_devices,  jl_demo_belongings,
  jl_demo_children,  jl_demo_household,  jl_demo_pastimes,
};

/* What is drawn for a category that nobody has drawn: a moving box. */
#define FALLBACK "storage_box"

static gboolean
has_name (const JlDemoSubject *subject, const char *name)
{
  g_auto (GStrv) names = g_strsplit (subject->names, " ", -1);

  return g_strv_contains ((const char *const *)names, name);
}

static const JlDemoSubject *
find_subject (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++) {
    for (const JlDemoSubject *subject = groups[i]; subject->names != NULL; subject++) {
      if (has_name (subject, name))
        return subject;
    }
  }
  return NULL;
}

/**
 * jl_demo_picture_draw:
 * @category: code of a category, e.g. `sofa`
 * @seed: chooses colours and variants; the same seed gives the same picture
 *
 * Returns: (transfer full): an image surface of 1600 × 1200 pixels
 */
cairo_surface_t *
jl_demo_picture_draw (const char *category, guint32 seed)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, JL_DEMO_WIDTH, JL_DEMO_HEIGHT);
  cairo_t *cr = cairo_create (surface);
  const JlDemoSubject *subject = find_subject (category);
  JlDemoCanvas canvas;

  if (subject == NULL)
    subject = find_subject (FALLBACK);
  jl_demo_canvas_init (&canvas, cr, seed);
  if (subject->scene == JL_DEMO_ROOM)
    jl_demo_room (&canvas);
  else
    jl_demo_table (&canvas);
  subject->draw (&canvas);
  jl_demo_canvas_clear (&canvas);
  cairo_destroy (cr);
  return surface;
}

/**
 * jl_demo_picture_get_names:
 *
 * Returns: (transfer none) (array zero-terminated=1): the categories that have a drawing of their
 *   own
 */
const char *const *
jl_demo_picture_get_names (void)
{
  static GStrv names;

  if (g_once_init_enter (&names)) {
    GStrvBuilder *builder = g_strv_builder_new ();

    for (guint i = 0; i < G_N_ELEMENTS (groups); i++) {
      for (const JlDemoSubject *subject = groups[i]; subject->names != NULL; subject++) {
        g_auto (GStrv) parts = g_strsplit (subject->names, " ", -1);

        g_strv_builder_addv (builder, (const char **)parts);
      }
    }
    g_once_init_leave (&names, g_strv_builder_end (builder));
    g_strv_builder_unref (builder);
  }
  return (const char *const *)names;
}
