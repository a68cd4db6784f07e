// SPDX-License-Identifier: GPL-3.0-or-later
/* What was typed earlier and did not get to the service, offered to go on with. */
#include "jl-intake-page-private.h"

#include "jl-intake-texts.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>

#define DRAFT "jl-draft"
#define MAX_OFFERS 5

static void
remove_row (JlIntakePage *self, GtkWidget *row)
{
  GtkWidget *list = gtk_widget_get_parent (row);

  gtk_list_box_remove (GTK_LIST_BOX (list), row);
  gtk_widget_set_visible (GTK_WIDGET (self->offers), gtk_widget_get_first_child (list) != NULL);
}

static void
continue_cb (GtkButton *button, JlIntakePage *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_LIST_BOX_ROW);
  g_autoptr (JlIntakeDraft) draft = g_object_ref (g_object_get_data (G_OBJECT (row), DRAFT));

  jl_intake_page_set_draft (self, draft);
  /* What was begun before this is offered the next time. */
  gtk_widget_set_visible (GTK_WIDGET (self->offers), FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (jl_intake_page_find_field (self, "title")));
}

static void
undo_cb (AdwToast *toast, JlIntakeDraft *draft)
{
  g_object_set_data (G_OBJECT (toast), "jl-undone", GINT_TO_POINTER (TRUE));
}

/* It is thrown away only when nobody has taken that back. */
static void
dismissed_cb (AdwToast *toast, gpointer user_data)
{
  JlIntakeDraft *draft = g_object_get_data (G_OBJECT (toast), DRAFT);

  if (g_object_get_data (G_OBJECT (toast), "jl-undone") == NULL)
    jl_intake_draft_delete (draft);
}

static void
discard_cb (GtkButton *button, JlIntakePage *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_LIST_BOX_ROW);
  JlIntakeDraft *draft = g_object_get_data (G_OBJECT (row), DRAFT);
  AdwToast *toast = adw_toast_new (_ ("Thrown away"));

  adw_toast_set_button_label (toast, _ ("_Undo"));
  g_object_set_data_full (G_OBJECT (toast), DRAFT, g_object_ref (draft), g_object_unref);
  g_signal_connect (toast, "button-clicked", G_CALLBACK (undo_cb), draft);
  g_signal_connect (toast, "dismissed", G_CALLBACK (dismissed_cb), NULL);
  adw_toast_overlay_add_toast (self->toasts, toast);
  remove_row (self, row);
}

static char *
describe (JlIntakeDraft *draft)
{
  GHashTable *texts = jl_intake_draft_get_texts (draft);
  guint n_photos = g_list_model_get_n_items (jl_intake_draft_get_photos (draft));
  char time[JL_TIME_CHINA_TEXT_SIZE];
  g_autofree char *photos = NULL;

  jl_time_to_china_text (jl_intake_draft_get_time (draft), time);
  photos = g_strdup_printf (ngettext ("%u photo", "%u photos", n_photos), n_photos);
  if (*jl_intake_texts_get (texts, "price_fen") == '\0')
    return g_strdup_printf ("%s · %s", time, photos);
  return g_strdup_printf ("%s · ¥%s · %s", time, jl_intake_texts_get (texts, "price_fen"), photos);
}

static GtkWidget *
make_row (JlIntakePage *self, JlIntakeDraft *draft)
{
  const char *title = jl_intake_texts_get (jl_intake_draft_get_texts (draft), "title");
  g_autofree char *subtitle = describe (draft);
  g_autofree char *escaped =
      g_markup_escape_text (*title != '\0' ? title : _ ("Without a title"), -1);
  g_autofree char *spoken = g_strdup_printf (_ ("Throw away: %s"), title);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *go_on = gtk_button_new_with_label (_ ("Continue"));
  GtkWidget *discard = gtk_button_new_from_icon_name ("user-trash-symbolic");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), escaped);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (discard), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_set_valign (go_on, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (discard, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (discard, _ ("Throw away"));
  gtk_widget_add_css_class (discard, "flat");
  g_signal_connect (go_on, "clicked", G_CALLBACK (continue_cb), self);
  g_signal_connect (discard, "clicked", G_CALLBACK (discard_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), discard);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), go_on);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), go_on);
  g_object_set_data_full (G_OBJECT (row), DRAFT, g_object_ref (draft), g_object_unref);
  return row;
}

/* Lists the drafts of this account that no form shows. */
void
jl_intake_page_offer_drafts (JlIntakePage *self)
{
  g_autoptr (GPtrArray) drafts = jl_intake_draft_list (self->account);
  GtkWidget *title = gtk_label_new (_ ("Not finished last time"));
  GtkWidget *list = gtk_list_box_new ();

  if (drafts->len == 0)
    return;
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  for (guint i = 0; i < MIN (drafts->len, MAX_OFFERS); i++)
    gtk_list_box_append (GTK_LIST_BOX (list), make_row (self, drafts->pdata[i]));
  gtk_box_append (self->offers, title);
  gtk_box_append (self->offers, list);
  gtk_widget_set_visible (GTK_WIDGET (self->offers), TRUE);
}
