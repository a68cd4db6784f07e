// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-time-label.h"

#include "jl-time.h"

#include <glib/gi18n-lib.h>

#define MINUTE (60 * JL_TIME_SECOND)
#define HOUR (60 * MINUTE)
#define REFRESH_S 30

struct _JlTimeLabel {
  GtkWidget parent_instance;

  GtkWidget *label; /* owned: child */
  gint64 time;      /* milliseconds, 0: none */
  gboolean future;
  guint source;
};

G_DEFINE_FINAL_TYPE (JlTimeLabel, jl_time_label, GTK_TYPE_WIDGET)

/**
 * jl_time_text_dup_ago:
 * @time: of the past, milliseconds since 1970
 * @now: the same, of now
 *
 * Returns: (transfer full): `3 minutes ago`; the date when it is longer than a week
 */
char *
jl_time_text_dup_ago (gint64 time, gint64 now)
{
  gint64 ago = MAX (now - time, 0);
  char text[JL_TIME_CHINA_TEXT_SIZE];

  if (ago < MINUTE)
    return g_strdup (_ ("just now"));
  if (ago < HOUR)
    return g_strdup_printf (ngettext ("%d minute ago", "%d minutes ago", ago / MINUTE),
                            (int)(ago / MINUTE));
  if (ago < JL_TIME_DAY)
    return g_strdup_printf (ngettext ("%d hour ago", "%d hours ago", ago / HOUR),
                            (int)(ago / HOUR));
  if (ago < 7 * JL_TIME_DAY)
    return g_strdup_printf (ngettext ("%d day ago", "%d days ago", ago / JL_TIME_DAY),
                            (int)(ago / JL_TIME_DAY));
  jl_time_to_china_text (time, text);
  text[10] = '\0';
  return g_strdup (text);
}

/**
 * jl_time_text_dup_left:
 * @time: of the future, milliseconds since 1970
 * @now: the same, of now
 *
 * Returns: (transfer full): `47 hours left`
 */
char *
jl_time_text_dup_left (gint64 time, gint64 now)
{
  gint64 left = time - now;

  if (left <= 0)
    return g_strdup (_ ("time is up"));
  if (left < HOUR)
    return g_strdup_printf (ngettext ("%d minute left", "%d minutes left", left / MINUTE + 1),
                            (int)(left / MINUTE + 1));
  if (left < 3 * JL_TIME_DAY)
    return g_strdup_printf (ngettext ("%d hour left", "%d hours left", left / HOUR),
                            (int)(left / HOUR));
  return g_strdup_printf (ngettext ("%d day left", "%d days left", left / JL_TIME_DAY),
                          (int)(left / JL_TIME_DAY));
}

static void
update (JlTimeLabel *self)
{
  gint64 now = g_get_real_time () / 1000;
  g_autofree char *text = NULL;

  if (self->time != 0)
    text = self->future ? jl_time_text_dup_left (self->time, now)
                        : jl_time_text_dup_ago (self->time, now);
  gtk_label_set_text (GTK_LABEL (self->label), text != NULL ? text : "");
}

static gboolean
refresh_cb (gpointer user_data)
{
  update (user_data);
  return G_SOURCE_CONTINUE;
}

static void
jl_time_label_map (GtkWidget *widget)
{
  JlTimeLabel *self = JL_TIME_LABEL (widget);

  GTK_WIDGET_CLASS (jl_time_label_parent_class)->map (widget);
  update (self);
  self->source = g_timeout_add_seconds (REFRESH_S, refresh_cb, self);
}

static void
jl_time_label_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&JL_TIME_LABEL (widget)->source, g_source_remove);
  GTK_WIDGET_CLASS (jl_time_label_parent_class)->unmap (widget);
}

static void
jl_time_label_dispose (GObject *object)
{
  JlTimeLabel *self = JL_TIME_LABEL (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->label, gtk_widget_unparent);
  G_OBJECT_CLASS (jl_time_label_parent_class)->dispose (object);
}

static void
jl_time_label_class_init (JlTimeLabelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_time_label_dispose;
  widget_class->map = jl_time_label_map;
  widget_class->unmap = jl_time_label_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
jl_time_label_init (JlTimeLabel *self)
{
  self->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

/**
 * jl_time_label_new:
 *
 * Returns: (transfer floating): a label that says nothing yet
 */
GtkWidget *
jl_time_label_new (void)
{
  return g_object_new (JL_TYPE_TIME_LABEL, NULL);
}

static void
set_time (JlTimeLabel *self, gint64 time, gboolean future)
{
  char text[JL_TIME_CHINA_TEXT_SIZE];

  self->time = time;
  self->future = future;
  if (time != 0)
    jl_time_to_china_text (time, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), time != 0 ? text : NULL);
  update (self);
}

/**
 * jl_time_label_set_past:
 * @self: a label
 * @time: milliseconds since 1970, 0: none
 */
void
jl_time_label_set_past (JlTimeLabel *self, gint64 time)
{
  set_time (self, time, FALSE);
}

/**
 * jl_time_label_set_future:
 * @self: a label
 * @time: milliseconds since 1970, 0: none
 */
void
jl_time_label_set_future (JlTimeLabel *self, gint64 time)
{
  set_time (self, time, TRUE);
}
