// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-refusal-box.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

struct _JlRefusalBox {
  AdwBin parent_instance;

  /* Borrowed: children */
  GtkLabel *title;
  GtkListBox *rows;
};

G_DEFINE_FINAL_TYPE (JlRefusalBox, jl_refusal_box, ADW_TYPE_BIN)

static void
jl_refusal_box_class_init (JlRefusalBoxClass *klass)
{
}

static void
jl_refusal_box_init (JlRefusalBox *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *title = gtk_label_new (NULL);
  GtkWidget *rows = gtk_list_box_new ();
  GtkWidget *button;

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_widget_add_css_class (title, "heading");
  gtk_box_append (GTK_BOX (box), title);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (rows), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (rows, "boxed-list");
  gtk_widget_add_css_class (rows, "reasons");
  gtk_box_append (GTK_BOX (box), rows);
  button = gtk_button_new_with_mnemonic (_ ("_Put it right"));
  gtk_widget_set_halign (button, GTK_ALIGN_END);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "item.edit");
  gtk_box_append (GTK_BOX (box), button);
  self->title = GTK_LABEL (title);
  self->rows = GTK_LIST_BOX (rows);
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * jl_refusal_box_new:
 *
 * Returns: (transfer floating): a list that is not seen before it has reasons
 */
GtkWidget *
jl_refusal_box_new (void)
{
  return g_object_new (JL_TYPE_REFUSAL_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, NULL);
}

/**
 * jl_refusal_box_clear:
 * @self: a list
 */
void
jl_refusal_box_clear (JlRefusalBox *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_list_box_remove (self->rows, row);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
add_row (JlRefusalBox *self, const char *detail)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), detail);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), "dialog-warning-symbolic");
  gtk_list_box_append (self->rows, row);
}

/**
 * jl_refusal_box_set_error:
 * @self: a list
 * @error: a refusal; without reasons of its own, its message is the one reason
 */
void
jl_refusal_box_set_error (JlRefusalBox *self, const GError *error)
{
  GPtrArray *reasons = jl_error_get_reasons (error);

  jl_refusal_box_clear (self);
  gtk_label_set_text (self->title, error->message);
  for (guint i = 0; reasons != NULL && i < reasons->len; i++) {
    const JlReason *reason = reasons->pdata[i];

    add_row (self, reason->detail);
  }
  if (reasons == NULL || reasons->len == 0)
    add_row (self, error->message);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}
