// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-rules-dialog.h"

#include "jl-administration-actions.h"
#include "jl-page-state.h"
#include "jl-rules-texts.h"

#include <glib/gi18n-lib.h>

struct _JlRulesDialog {
  AdwWindow parent_instance;

  /* Template widgets */
  GtkSearchEntry *search;
  JlPageState *state;
  GtkWidget *content;
  GtkListBox *rows;

  JlClient *client;          /* owned */
  GCancellable *cancellable; /* owned */
  char *name;                /* owned */
  char *searched;            /* owned: folded */
};

G_DEFINE_FINAL_TYPE (JlRulesDialog, jl_rules_dialog, ADW_TYPE_WINDOW)

static GtkWidget *
make_row (JlRecord *rule)
{
  GtkWidget *row = adw_expander_row_new ();
  g_autofree char *title = jl_rule_text_dup_title (rule);
  g_autofree char *summary = jl_rule_text_dup_summary (rule);
  g_autofree char *content = jl_rule_text_dup_content (rule);
  g_autofree char *all = g_strconcat (title, "\n", summary, "\n", content, NULL);
  GtkWidget *label = gtk_label_new (content);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), summary);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "rule-content");
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), label);
  g_object_set_data_full (G_OBJECT (row), "text", g_utf8_casefold (all, -1), g_free);
  return row;
}

static gboolean
is_shown (GtkListBoxRow *row, gpointer user_data)
{
  JlRulesDialog *self = user_data;
  const char *text = g_object_get_data (G_OBJECT (row), "text");

  return text == NULL || strstr (text, self->searched) != NULL;
}

static void load_page (JlRulesDialog *self, const char *cursor);

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *next = NULL;
  g_autoptr (GPtrArray) rules =
      jl_client_run_list_finish (JL_CLIENT (source), result, &next, &error);
  JlRulesDialog *self;
  gboolean is_empty;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_RULES_DIALOG (user_data);
  if (rules == NULL) {
    jl_page_state_show (self->state, JL_LIST_ERROR, error);
    return;
  }
  for (guint i = 0; i < rules->len; i++)
    gtk_list_box_append (self->rows, make_row (rules->pdata[i]));
  is_empty = gtk_widget_get_first_child (GTK_WIDGET (self->rows)) == NULL;
  jl_page_state_show (self->state, is_empty ? JL_LIST_EMPTY : JL_LIST_CONTENT, NULL);
  if (next != NULL)
    load_page (self, next);
}

static void
load_page (JlRulesDialog *self, const char *cursor)
{
  g_autoptr (JlAction) action = jl_rules_action_list_rows (self->name, cursor);

  jl_client_run_async (self->client, action, self->cancellable, loaded_cb, self);
}

static void
load_cb (JlRulesDialog *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_list_box_remove (self->rows, child);
  jl_page_state_show (self->state, JL_LIST_LOADING, NULL);
  load_page (self, NULL);
}

static void
search_cb (JlRulesDialog *self)
{
  g_free (self->searched);
  self->searched = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  gtk_list_box_invalidate_filter (self->rows);
}

static void
jl_rules_dialog_dispose (GObject *object)
{
  JlRulesDialog *self = JL_RULES_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  g_clear_pointer (&self->name, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), JL_TYPE_RULES_DIALOG);
  G_OBJECT_CLASS (jl_rules_dialog_parent_class)->dispose (object);
}

static void
jl_rules_dialog_finalize (GObject *object)
{
  g_free (JL_RULES_DIALOG (object)->searched);
  G_OBJECT_CLASS (jl_rules_dialog_parent_class)->finalize (object);
}

static void
jl_rules_dialog_class_init (JlRulesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_rules_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = jl_rules_dialog_finalize;
  g_type_ensure (JL_TYPE_PAGE_STATE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/administration/jl-rules-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, JlRulesDialog, search);
  gtk_widget_class_bind_template_child (widget_class, JlRulesDialog, state);
  gtk_widget_class_bind_template_child (widget_class, JlRulesDialog, content);
  gtk_widget_class_bind_template_child (widget_class, JlRulesDialog, rows);
  gtk_widget_class_bind_template_callback (widget_class, load_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
jl_rules_dialog_init (JlRulesDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->searched = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  jl_page_state_set_content (self->state, self->content);
  jl_page_state_set_empty (self->state,
                           "text-x-generic-symbolic",
                           _ ("A table of its own"),
                           _ ("It has too many rows to be read here. Its counts are on the page."),
                           NULL,
                           NULL);
  gtk_list_box_set_filter_func (self->rows, is_shown, self, NULL);
}

/**
 * jl_rules_dialog_new:
 * @parent: the window it belongs to
 * @client: the way to the service
 * @name: of a rules file
 *
 * Returns: (transfer floating): the dialog, which has begun to load
 */
GtkWidget *
jl_rules_dialog_new (GtkWindow *parent, JlClient *client, const char *name)
{
  JlRulesDialog *self = g_object_new (JL_TYPE_RULES_DIALOG, "transient-for", parent, NULL);

  self->client = g_object_ref (client);
  self->name = g_strdup (name);
  gtk_window_set_title (GTK_WINDOW (self), jl_rules_text_get_title (name));
  load_cb (self);
  return GTK_WIDGET (self);
}
