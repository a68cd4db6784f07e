// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-health-page.h"

#include "jl-administration-actions.h"
#include "jl-health-texts.h"
#include "jl-page-state.h"
#include "jl-plot.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* As often as the service measures. */
#define REFRESH_S 15

#define N_PLOTS 6

struct _JlHealthPage {
  AdwBin parent_instance;

  /* Template widgets */
  JlPageState *state;
  GtkWidget *content;
  GtkListBox *checks;
  GtkToggleButton *hour;
  GtkFlowBox *plots;
  GtkLabel *versions;

  AdwActionRow *rows[JL_N_HEALTH_SUBJECTS]; /* borrowed */
  GtkImage *icons[JL_N_HEALTH_SUBJECTS];    /* borrowed */
  GtkLabel *states[JL_N_HEALTH_SUBJECTS];   /* borrowed */
  JlPlot *lines[N_PLOTS];                   /* borrowed */

  JlClient *client;          /* owned */
  GCancellable *cancellable; /* owned: of the last question */
  guint timer;
};

G_DEFINE_FINAL_TYPE (JlHealthPage, jl_health_page, ADW_TYPE_BIN)

/* What is drawn: a member of each sample, and how it is counted. */

static double
get_per_second (JlRecord *health, JlRecord *sample)
{
  return (double)jl_record_get_integer (sample, JL_HEALTH_SAMPLE_REQUESTS) /
         (double)MAX (jl_record_get_integer (health, JL_HEALTH_INTERVAL), 1);
}

static double
get_errors (JlRecord *health, JlRecord *sample)
{
  return (double)jl_record_get_integer (sample, JL_HEALTH_SAMPLE_ERRORS);
}

static double
get_commit_ms (JlRecord *health, JlRecord *sample)
{
  gint64 commits = jl_record_get_integer (sample, JL_HEALTH_SAMPLE_COMMITS);

  return commits == 0 ? 0
                      : (double)jl_record_get_integer (sample, JL_HEALTH_SAMPLE_COMMIT_MICROS) /
                            (double)commits / 1000;
}

static double
get_queue (JlRecord *health, JlRecord *sample)
{
  return (double)jl_record_get_integer (sample, JL_HEALTH_SAMPLE_QUEUE);
}

static double
get_lag (JlRecord *health, JlRecord *sample)
{
  return (double)jl_record_get_integer (sample, JL_HEALTH_SAMPLE_LAG);
}

static double
get_disk (JlRecord *health, JlRecord *sample)
{
  return (double)jl_record_get_integer (sample, JL_HEALTH_SAMPLE_DISK_FREE);
}

static char *
format_rate (double value)
{
  return g_strdup_printf (value < 10 ? "%.1f/s" : "%.0f/s", value);
}

static char *
format_count (double value)
{
  return g_strdup_printf (value == floor (value) ? "%.0f" : "%.1f", value);
}

static char *
format_ms (double value)
{
  return g_strdup_printf (value < 10 ? "%.1f ms" : "%.0f ms", value);
}

static const struct {
  const char *title;
  double (*get) (JlRecord *health, JlRecord *sample);
  JlPlotFormat format;
} plots[N_PLOTS] = {
  { N_ ("Requests"), get_per_second, format_rate },
  { N_ ("Failed requests"), get_errors, format_count },
  { N_ ("Time to save"), get_commit_ms, format_ms },
  { N_ ("Waiting to be saved"), get_queue, format_count },
  { N_ ("Changes not found yet"), get_lag, format_count },
  { N_ ("Free disk space"), get_disk, jl_health_text_dup_bytes },
};

static void
show_plots (JlHealthPage *self, JlRecord *health)
{
  GPtrArray *samples = jl_record_get_list (health, JL_HEALTH_SAMPLES);
  gint64 end = jl_record_get_integer (health, JL_HEALTH_NOW);
  gint64 begin = end - JL_HEALTH_N_SAMPLES * JL_TIME_SECOND *
                           jl_record_get_integer (health, JL_HEALTH_INTERVAL);

  for (guint i = 0; i < N_PLOTS; i++) {
    g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (JlPlotPoint));
    double top =
        plots[i].get == get_disk ? (double)jl_record_get_integer (health, JL_HEALTH_DISK_TOTAL) : 0;

    for (guint j = 0; samples != NULL && j < samples->len; j++) {
      JlRecord *sample = samples->pdata[j];
      const JlPlotPoint point = { jl_record_get_integer (sample, JL_HEALTH_SAMPLE_AT),
                                  plots[i].get (health, sample) };

      g_array_append_val (points, point);
    }
    jl_plot_set_points (self->lines[i], points, begin, end, top);
  }
}

static void
show_check (JlHealthPage *self, JlRecord *health, JlRecord *check)
{
  JlHealthSubject subject = jl_record_get_integer (check, JL_HEALTH_CHECK_SUBJECT);
  JlHealthState state = jl_record_get_integer (check, JL_HEALTH_CHECK_STATE);
  gboolean look = state == JL_HEALTH_LOOK;
  g_autofree char *fact = jl_health_text_dup_fact (subject, health);
  g_autofree char *text =
      look ? g_strconcat (fact, "\n", jl_health_text_get_advice (subject), NULL) : g_strdup (fact);

  adw_action_row_set_subtitle (self->rows[subject], text);
  gtk_label_set_text (self->states[subject], jl_enum_get_label (&jl_health_state_enum, state));
  gtk_image_set_from_icon_name (self->icons[subject],
                                look ? "dialog-warning-symbolic" : "emblem-ok-symbolic");
  if (look)
    gtk_widget_add_css_class (GTK_WIDGET (self->icons[subject]), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->icons[subject]), "warning");
}

static char *
dup_minute (gint64 time)
{
  char text[JL_TIME_CHINA_TEXT_SIZE];

  jl_time_to_china_text (time, text);
  return g_strndup (text, strlen ("2026-11-23 16:05"));
}

static void
show (JlHealthPage *self, JlRecord *health)
{
  GPtrArray *checks = jl_record_get_list (health, JL_HEALTH_CHECKS);
  g_autofree char *started = dup_minute (jl_record_get_integer (health, JL_HEALTH_STARTED_AT));
  g_autofree char *versions =
      g_strdup_printf (_ ("Service %s, running since %s. Rules %s"),
                       jl_record_get_text (health, JL_HEALTH_PROGRAM),
                       started,
                       jl_record_get_text (health, JL_HEALTH_RULES_VERSION));

  for (guint i = 0; checks != NULL && i < checks->len; i++)
    show_check (self, health, checks->pdata[i]);
  show_plots (self, health);
  gtk_label_set_text (self->versions, versions);
  jl_page_state_show (self->state, JL_LIST_CONTENT, NULL);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) health = jl_client_run_record_finish (JL_CLIENT (source), result, &error);
  JlHealthPage *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_HEALTH_PAGE (user_data);
  if (health != NULL)
    show (self, health);
  else
    jl_page_state_show (self->state, JL_LIST_ERROR, error);
}

static void
load_cb (JlHealthPage *self)
{
  g_autoptr (JlAction) action = jl_health_action_get (
      gtk_toggle_button_get_active (self->hour) ? JL_HEALTH_HOUR : JL_HEALTH_DAY);

  if (self->client == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  jl_client_run_async (self->client, action, self->cancellable, loaded_cb, self);
}

static gboolean
refresh_cb (gpointer user_data)
{
  load_cb (user_data);
  return G_SOURCE_CONTINUE;
}

/* Nobody measures for a page that nobody sees. */
static void
map_cb (JlHealthPage *self)
{
  load_cb (self);
  if (self->timer == 0)
    self->timer = g_timeout_add_seconds (REFRESH_S, refresh_cb, self);
}

static void
unmap_cb (JlHealthPage *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
}

static void
jl_health_page_dispose (GObject *object)
{
  JlHealthPage *self = JL_HEALTH_PAGE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  /* AdwBin does not know that the template's end is its child's end. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), JL_TYPE_HEALTH_PAGE);
  G_OBJECT_CLASS (jl_health_page_parent_class)->dispose (object);
}

static void
jl_health_page_class_init (JlHealthPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_health_page_dispose;
  g_type_ensure (JL_TYPE_PAGE_STATE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/administration/jl-health-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JlHealthPage, state);
  gtk_widget_class_bind_template_child (widget_class, JlHealthPage, content);
  gtk_widget_class_bind_template_child (widget_class, JlHealthPage, checks);
  gtk_widget_class_bind_template_child (widget_class, JlHealthPage, hour);
  gtk_widget_class_bind_template_child (widget_class, JlHealthPage, plots);
  gtk_widget_class_bind_template_child (widget_class, JlHealthPage, versions);
  gtk_widget_class_bind_template_callback (widget_class, load_cb);
}

static void
add_check (JlHealthPage *self, JlHealthSubject subject)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new ();
  GtkWidget *state = gtk_label_new (NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 jl_enum_get_label (&jl_health_subject_enum, subject));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 6);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), state);
  gtk_list_box_append (self->checks, row);
  self->rows[subject] = ADW_ACTION_ROW (row);
  self->icons[subject] = GTK_IMAGE (icon);
  self->states[subject] = GTK_LABEL (state);
}

static void
jl_health_page_init (JlHealthPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < JL_N_HEALTH_SUBJECTS; i++)
    add_check (self, i);
  for (guint i = 0; i < N_PLOTS; i++) {
    GtkWidget *plot = jl_plot_new (_ (plots[i].title), plots[i].format);

    self->lines[i] = JL_PLOT (plot);
    gtk_flow_box_append (self->plots, plot);
    gtk_widget_set_focusable (gtk_widget_get_parent (plot), FALSE);
  }
  jl_page_state_set_content (self->state, self->content);
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (unmap_cb), NULL);
}

/**
 * jl_health_page_new:
 * @workspace: of an administrator
 *
 * Returns: (transfer floating): the page; it asks as long as it is seen
 */
GtkWidget *
jl_health_page_new (JlWorkspace *workspace)
{
  JlHealthPage *self = g_object_new (JL_TYPE_HEALTH_PAGE, NULL);

  self->client = g_object_ref (jl_workspace_get_client (workspace));
  jl_page_state_show (self->state, JL_LIST_LOADING, NULL);
  g_signal_connect_object (
      self->client, "caught-up", G_CALLBACK (load_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
