// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-rules-page.h"

#include "jl-administration-actions.h"
#include "jl-page-state.h"
#include "jl-rules-dialog.h"
#include "jl-rules-texts.h"

struct _JlRulesPage {
  AdwBin parent_instance;

  /* Template widgets */
  JlPageState *state;
  GtkWidget *content;
  GtkListBox *files;

  JlClient *client;          /* owned */
  GCancellable *cancellable; /* owned */
};

G_DEFINE_FINAL_TYPE (JlRulesPage, jl_rules_page, ADW_TYPE_BIN)

static GtkWidget *
make_row (JlRecord *file)
{
  GtkWidget *row = adw_action_row_new ();
  const char *name = jl_record_get_text (file, JL_RULES_FILE_NAME);
  g_autofree char *summary = jl_rules_text_dup_summary (file);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), jl_rules_text_get_title (name));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), summary);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_name (row, name);
  return row;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files =
      jl_client_run_list_finish (JL_CLIENT (source), result, NULL, &error);
  JlRulesPage *self;
  GtkWidget *child;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_RULES_PAGE (user_data);
  if (files == NULL) {
    jl_page_state_show (self->state, JL_LIST_ERROR, error);
    return;
  }
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->files))) != NULL)
    gtk_list_box_remove (self->files, child);
  for (guint i = 0; i < files->len; i++)
    gtk_list_box_append (self->files, make_row (files->pdata[i]));
  jl_page_state_show (self->state, JL_LIST_CONTENT, NULL);
}

static void
load_cb (JlRulesPage *self)
{
  g_autoptr (JlAction) action = jl_rules_action_list (NULL);

  jl_client_run_async (self->client, action, self->cancellable, loaded_cb, self);
}

static void
activated_cb (JlRulesPage *self, GtkListBoxRow *row)
{
  gtk_window_present (
      GTK_WINDOW (jl_rules_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                       self->client,
                                       gtk_widget_get_name (GTK_WIDGET (row)))));
}

static void
jl_rules_page_dispose (GObject *object)
{
  JlRulesPage *self = JL_RULES_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  /* AdwBin does not know that the template's end is its child's end. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), JL_TYPE_RULES_PAGE);
  G_OBJECT_CLASS (jl_rules_page_parent_class)->dispose (object);
}

static void
jl_rules_page_class_init (JlRulesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_rules_page_dispose;
  g_type_ensure (JL_TYPE_PAGE_STATE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/administration/jl-rules-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JlRulesPage, state);
  gtk_widget_class_bind_template_child (widget_class, JlRulesPage, content);
  gtk_widget_class_bind_template_child (widget_class, JlRulesPage, files);
  gtk_widget_class_bind_template_callback (widget_class, load_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
jl_rules_page_init (JlRulesPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  jl_page_state_set_content (self->state, self->content);
}

/**
 * jl_rules_page_new:
 * @workspace: of who may see the rules
 *
 * Returns: (transfer floating): the page, which has begun to load
 */
GtkWidget *
jl_rules_page_new (JlWorkspace *workspace)
{
  JlRulesPage *self = g_object_new (JL_TYPE_RULES_PAGE, NULL);

  self->client = g_object_ref (jl_workspace_get_client (workspace));
  jl_page_state_show (self->state, JL_LIST_LOADING, NULL);
  g_signal_connect_object (
      self->client, "caught-up", G_CALLBACK (load_cb), self, G_CONNECT_SWAPPED);
  load_cb (self);
  return GTK_WIDGET (self);
}
