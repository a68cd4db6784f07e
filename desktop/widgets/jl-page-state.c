// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-page-state.h"

#include <glib/gi18n-lib.h>

/* What takes less time than this shows no spinner: flicker is worse than a moment of nothing. */
#define SPINNER_MS 250

struct _JlPageState {
  AdwBin parent_instance;

  /* Template widgets */
  GtkStack *stack;
  GtkSpinner *spinner;
  AdwStatusPage *empty;
  GtkButton *empty_button;
  AdwStatusPage *error;
  AdwBin *content;

  JlRemoteList *list; /* owned, nullable */
  guint spinner_source;
};

enum { SIGNAL_RETRY, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JlPageState, jl_page_state, ADW_TYPE_BIN)

static gboolean
spinner_cb (gpointer user_data)
{
  JlPageState *self = user_data;

  self->spinner_source = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), TRUE);
  gtk_spinner_start (self->spinner);
  return G_SOURCE_REMOVE;
}

static void
painted_cb (GdkFrameClock *clock, gpointer user_data)
{
  g_debug ("first list on screen");
  g_signal_handlers_disconnect_by_func (clock, painted_cb, user_data);
}

/* Says once, when it has been painted, that there is something to see: how long a start takes is
 * measured by it (tests/bench). */
static void
watch_first_paint (JlPageState *self)
{
  static gboolean watched;
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  if (watched || clock == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  watched = TRUE;
  g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), NULL);
}

/**
 * jl_page_state_show:
 * @self: a page state
 * @state: what to show
 * @error: (nullable): why, for %JL_LIST_ERROR
 */
void
jl_page_state_show (JlPageState *self, JlListState state, const GError *error)
{
  static const char *const names[] = { "loading", "empty", "error", "content" };

  g_clear_handle_id (&self->spinner_source, g_source_remove);
  gtk_spinner_stop (self->spinner);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), FALSE);
  if (state == JL_LIST_LOADING)
    self->spinner_source = g_timeout_add (SPINNER_MS, spinner_cb, self);
  if (error != NULL)
    adw_status_page_set_description (self->error, error->message);
  gtk_stack_set_visible_child_name (self->stack, names[state]);
  if (state == JL_LIST_CONTENT)
    watch_first_paint (self);
}

static void
state_cb (JlRemoteList *list, GParamSpec *pspec, JlPageState *self)
{
  jl_page_state_show (self, jl_remote_list_get_state (list), jl_remote_list_get_error (list));
}

static void
retry_cb (GtkButton *button, JlPageState *self)
{
  if (self->list != NULL)
    jl_remote_list_reload (self->list);
  g_signal_emit (self, signals[SIGNAL_RETRY], 0);
}

static void
jl_page_state_dispose (GObject *object)
{
  JlPageState *self = JL_PAGE_STATE (object);

  g_clear_handle_id (&self->spinner_source, g_source_remove);
  g_clear_object (&self->list);
  /* AdwBin does not know that the template's end is its child's end. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), JL_TYPE_PAGE_STATE);
  G_OBJECT_CLASS (jl_page_state_parent_class)->dispose (object);
}

static void
jl_page_state_class_init (JlPageStateClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_page_state_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/widgets/jl-page-state.ui");
  gtk_widget_class_bind_template_child (widget_class, JlPageState, stack);
  gtk_widget_class_bind_template_child (widget_class, JlPageState, spinner);
  gtk_widget_class_bind_template_child (widget_class, JlPageState, empty);
  gtk_widget_class_bind_template_child (widget_class, JlPageState, empty_button);
  gtk_widget_class_bind_template_child (widget_class, JlPageState, error);
  gtk_widget_class_bind_template_child (widget_class, JlPageState, content);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  signals[SIGNAL_RETRY] = g_signal_new (
      "retry", JL_TYPE_PAGE_STATE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
jl_page_state_init (JlPageState *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * jl_page_state_set_list:
 * @self: a page state
 * @list: whose state to follow
 */
void
jl_page_state_set_list (JlPageState *self, JlRemoteList *list)
{
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  g_set_object (&self->list, list);
  g_signal_connect_object (list, "notify::state", G_CALLBACK (state_cb), self, 0);
  state_cb (list, NULL, self);
}

/**
 * jl_page_state_set_content:
 * @self: a page state
 * @content: what it shows when there is something
 */
void
jl_page_state_set_content (JlPageState *self, GtkWidget *content)
{
  adw_bin_set_child (self->content, content);
}

/**
 * jl_page_state_set_empty:
 * @self: a page state
 * @icon: of the empty state
 * @title: that there is nothing
 * @description: (nullable): what to do next
 * @button: (nullable): of the next thing to do
 * @action: (nullable): that the button does
 */
void
jl_page_state_set_empty (JlPageState *self,
                         const char *icon,
                         const char *title,
                         const char *description,
                         const char *button,
                         const char *action)
{
  adw_status_page_set_icon_name (self->empty, icon);
  adw_status_page_set_title (self->empty, title);
  adw_status_page_set_description (self->empty, description);
  gtk_widget_set_visible (GTK_WIDGET (self->empty_button), button != NULL);
  if (button == NULL)
    return;
  gtk_button_set_label (self->empty_button, button);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->empty_button), action);
}
