// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-notices-button.h"

#include "jl-list-scroll.h"
#include "jl-page-state.h"
#include "jl-time-label.h"

#include <glib/gi18n-lib.h>

#define MANY 99

struct _JlNoticesButton {
  AdwBin parent_instance;

  /* Template widgets */
  GtkMenuButton *button;
  GtkLabel *badge;
  GtkPopover *popover;
  GtkButton *read_all;
  JlPageState *state;
  GtkScrolledWindow *scroll;
  GtkListBox *rows;

  JlWorkspace *workspace; /* owned */
  JlRemoteList *list;     /* owned */
};

G_DEFINE_FINAL_TYPE (JlNoticesButton, jl_notices_button, ADW_TYPE_BIN)

/* A notice to the organisation is worded for who works there. */
static const char *
get_cause_text (JlRecord *notice)
{
  return jl_enum_get_label (&jl_notice_cause_enum, jl_record_get_integer (notice, JL_NOTICE_CAUSE));
}

static void
update_count (JlNoticesButton *self)
{
  guint n = 0;
  g_autofree char *text = NULL;
  g_autofree char *label = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++) {
    g_autoptr (JlRecord) notice = g_list_model_get_item (G_LIST_MODEL (self->list), i);

    if (!jl_record_get_integer (notice, JL_NOTICE_READ))
      n++;
  }
  text = n > MANY ? g_strdup_printf ("%d+", MANY) : g_strdup_printf ("%u", n);
  label = n == 0 ? g_strdup (_ ("Notices"))
                 : g_strdup_printf (ngettext ("Notices: %u unread", "Notices: %u unread", n), n);
  gtk_label_set_text (self->badge, text);
  gtk_widget_set_visible (GTK_WIDGET (self->badge), n > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->read_all), n > 0);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), label);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
fill_row (GtkWidget *row, JlRecord *notice)
{
  GtkWidget *icon = g_object_get_data (G_OBJECT (row), "jl-icon");
  gboolean read = jl_record_get_integer (notice, JL_NOTICE_READ) != 0;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 jl_record_get_text (notice, JL_NOTICE_ITEM_TITLE));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), get_cause_text (notice));
  gtk_image_set_from_icon_name (GTK_IMAGE (icon),
                                read ? "mail-read-symbolic" : "mail-unread-symbolic");
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, read ? _ ("Read") : _ ("Unread"), -1);
  if (read)
    gtk_widget_add_css_class (row, "dim-label");
  else
    gtk_widget_remove_css_class (row, "dim-label");
}

static void
notice_changed_cb (JlRecord *notice, GParamSpec *pspec, GtkWidget *row)
{
  JlNoticesButton *self = JL_NOTICES_BUTTON (gtk_widget_get_ancestor (row, JL_TYPE_NOTICES_BUTTON));

  fill_row (row, notice);
  if (self != NULL)
    update_count (self);
}

static GtkWidget *
make_row_cb (gpointer item, gpointer user_data)
{
  JlRecord *notice = item;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new ();
  GtkWidget *time = jl_time_label_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  jl_time_label_set_past (JL_TIME_LABEL (time),
                          jl_record_get_integer (notice, JL_NOTICE_CREATED_AT));
  gtk_widget_add_css_class (time, "dim-label");
  gtk_widget_add_css_class (time, "caption");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), time);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "jl-icon", icon);
  g_object_set_data_full (G_OBJECT (row), "jl-notice", g_object_ref (notice), g_object_unref);
  g_signal_connect_object (notice, "notify", G_CALLBACK (notice_changed_cb), row, 0);
  fill_row (row, notice);
  return row;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (JlRemoteList) list = user_data;

  /* A mark is no change that the service tells of. */
  if (jl_client_run_finish (JL_CLIENT (source), result, NULL))
    jl_remote_list_reload (list);
}

static void
row_activated_cb (JlNoticesButton *self, GtkListBoxRow *row)
{
  JlRecord *notice = g_object_get_data (G_OBJECT (row), "jl-notice");
  g_autofree char *id = jl_record_dup_field_text (notice, JL_NOTICE_ID);
  g_autofree char *item = jl_record_dup_field_text (notice, JL_NOTICE_ITEM);

  if (!jl_record_get_integer (notice, JL_NOTICE_READ)) {
    g_autoptr (JlAction) action = jl_action_new_post ("/notices/%s/read", id);

    jl_client_run_async (jl_workspace_get_client (self->workspace),
                         action,
                         NULL,
                         read_cb,
                         g_object_ref (self->list));
  }
  gtk_popover_popdown (self->popover);
  if (item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-item", "s", item);
}

static void
read_all_cb (JlNoticesButton *self)
{
  g_autoptr (JlAction) action = jl_action_new_post ("/notices/read-all");

  jl_client_run_async (
      jl_workspace_get_client (self->workspace), action, NULL, read_cb, g_object_ref (self->list));
}

static void
jl_notices_button_dispose (GObject *object)
{
  JlNoticesButton *self = JL_NOTICES_BUTTON (object);

  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  g_clear_object (&self->list);
  g_clear_object (&self->workspace);
  /* AdwBin does not know that the template's end is its child's end. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), JL_TYPE_NOTICES_BUTTON);
  G_OBJECT_CLASS (jl_notices_button_parent_class)->dispose (object);
}

static void
jl_notices_button_class_init (JlNoticesButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_notices_button_dispose;
  g_type_ensure (JL_TYPE_PAGE_STATE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/notices/jl-notices-button.ui");
  gtk_widget_class_bind_template_child (widget_class, JlNoticesButton, button);
  gtk_widget_class_bind_template_child (widget_class, JlNoticesButton, badge);
  gtk_widget_class_bind_template_child (widget_class, JlNoticesButton, popover);
  gtk_widget_class_bind_template_child (widget_class, JlNoticesButton, read_all);
  gtk_widget_class_bind_template_child (widget_class, JlNoticesButton, state);
  gtk_widget_class_bind_template_child (widget_class, JlNoticesButton, scroll);
  gtk_widget_class_bind_template_child (widget_class, JlNoticesButton, rows);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, read_all_cb);
}

static void
jl_notices_button_init (JlNoticesButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  jl_page_state_set_content (self->state, GTK_WIDGET (self->scroll));
  jl_page_state_set_empty (self->state,
                           "mail-read-symbolic",
                           _ ("No notices"),
                           _ ("You hear of it here when somebody reserves an item."),
                           NULL,
                           NULL);
}

/**
 * jl_notices_button_new:
 * @workspace: of who is signed in
 *
 * Returns: (transfer floating): the button, which has begun to load
 */
GtkWidget *
jl_notices_button_new (JlWorkspace *workspace)
{
  JlNoticesButton *self = g_object_new (JL_TYPE_NOTICES_BUTTON, NULL);

  self->workspace = g_object_ref (workspace);
  self->list =
      jl_remote_list_new (jl_workspace_get_client (workspace), &jl_notice_table, "/notices");
  gtk_list_box_bind_model (self->rows, G_LIST_MODEL (self->list), make_row_cb, self, NULL);
  jl_list_scroll_attach (self->scroll, self->list);
  jl_page_state_set_list (self->state, self->list);
  g_signal_connect_object (
      self->list, "items-changed", G_CALLBACK (update_count), self, G_CONNECT_SWAPPED);
  update_count (self);
  jl_remote_list_reload (self->list);
  return GTK_WIDGET (self);
}

/**
 * jl_notices_button_open:
 * @self: the button
 */
void
jl_notices_button_open (JlNoticesButton *self)
{
  gtk_menu_button_popup (self->button);
}
