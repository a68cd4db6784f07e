// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-reasons-list.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

struct _JlReasonsList {
  AdwBin parent_instance;

  /* Borrowed: children */
  GtkLabel *title;
  GtkListBox *rows;
};

enum { SIGNAL_JUMP, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JlReasonsList, jl_reasons_list, ADW_TYPE_BIN)

static void
row_activated_cb (JlReasonsList *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[SIGNAL_JUMP], 0, g_object_get_data (G_OBJECT (row), "jl-field"));
}

static void
jl_reasons_list_class_init (JlReasonsListClass *klass)
{
  signals[SIGNAL_JUMP] = g_signal_new ("jump",
                                       JL_TYPE_REASONS_LIST,
                                       G_SIGNAL_RUN_LAST,
                                       0,
                                       NULL,
                                       NULL,
                                       NULL,
                                       G_TYPE_NONE,
                                       1,
                                       G_TYPE_STRING);
}

static void
jl_reasons_list_init (JlReasonsList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *title = gtk_label_new (NULL);
  GtkWidget *rows = gtk_list_box_new ();

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_widget_add_css_class (title, "heading");
  gtk_box_append (GTK_BOX (box), title);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (rows), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (rows, "boxed-list");
  gtk_widget_add_css_class (rows, "reasons");
  g_signal_connect_swapped (rows, "row-activated", G_CALLBACK (row_activated_cb), self);
  gtk_box_append (GTK_BOX (box), rows);
  self->title = GTK_LABEL (title);
  self->rows = GTK_LIST_BOX (rows);
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * jl_reasons_list_new:
 *
 * Returns: (transfer floating): a list that is not seen before it has reasons
 */
GtkWidget *
jl_reasons_list_new (void)
{
  return g_object_new (JL_TYPE_REASONS_LIST, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, NULL);
}

/**
 * jl_reasons_list_clear:
 * @self: a list
 */
void
jl_reasons_list_clear (JlReasonsList *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_list_box_remove (self->rows, row);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
add_row (JlReasonsList *self, const char *field, const char *detail)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), detail);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), "dialog-warning-symbolic");
  if (field != NULL && g_signal_has_handler_pending (self, signals[SIGNAL_JUMP], 0, FALSE)) {
    adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                               gtk_image_new_from_icon_name ("go-next-symbolic"));
    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  }
  g_object_set_data_full (G_OBJECT (row), "jl-field", g_strdup (field), g_free);
  gtk_list_box_append (self->rows, row);
}

/**
 * jl_reasons_list_set_error:
 * @self: a list
 * @error: a refusal; without reasons of its own, its message is the one reason
 */
void
jl_reasons_list_set_error (JlReasonsList *self, const GError *error)
{
  GPtrArray *reasons = jl_error_get_reasons (error);

  jl_reasons_list_clear (self);
  gtk_label_set_text (self->title, error->message);
  for (guint i = 0; reasons != NULL && i < reasons->len; i++) {
    const JlReason *reason = reasons->pdata[i];

    add_row (self, reason->field, reason->detail);
  }
  if (reasons == NULL || reasons->len == 0)
    add_row (self, jl_error_get_field (error), error->message);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}
