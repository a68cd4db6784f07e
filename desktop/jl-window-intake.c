// SPDX-License-Identifier: GPL-3.0-or-later
/* The form in which goods are taken in and edited, shown in the window. */
#include "jl-window-private.h"

#include "jl-intake-page.h"
#include "jl-item-actions.h"

static void
item_chosen_cb (JlWindow *self, const char *id)
{
  g_autofree char *chosen = g_strdup (id);

  jl_window_close_form (self);
  jl_window_show_item (self, chosen);
}

static void
show_intake (JlWindow *self, JlIntakePage *page)
{
  g_signal_connect_object (
      page, "closed", G_CALLBACK (jl_window_close_form), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      page, "item-chosen", G_CALLBACK (item_chosen_cb), self, G_CONNECT_SWAPPED);
  jl_window_show_form (self, GTK_WIDGET (page), jl_intake_page_get_title (page));
}

/* Goes back to the form that stayed open behind the pages; after publishing, on to the next item;
 * otherwise opens an empty one. What stood in another is kept and offered there. */
void
jl_window_new_item (JlWindow *self)
{
  gboolean behind = self->form != NULL && gtk_stack_get_visible_child (self->pages) != self->form;

  if (behind && JL_IS_INTAKE_PAGE (self->form)) {
    gtk_stack_set_visible_child (self->pages, self->form);
    adw_window_title_set_title (self->title,
                                jl_intake_page_get_title (JL_INTAKE_PAGE (self->form)));
    jl_window_update_actions (self);
  } else if (self->form == NULL || !JL_IS_INTAKE_PAGE (self->form) ||
             !jl_intake_page_go_on (JL_INTAKE_PAGE (self->form))) {
    show_intake (self, jl_intake_page_new (jl_workspace_get_client (self->workspace)));
  }
}

static void
item_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (JlWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = jl_client_run_record_finish (JL_CLIENT (source), result, &error);

  if (self->workspace == NULL || jl_workspace_get_client (self->workspace) != (JlClient *)source)
    return;
  if (item == NULL)
    jl_window_show_toast (self, error->message);
  else
    show_intake (self, jl_intake_page_new_for_item (JL_CLIENT (source), item));
}

/* Opens the form for an item, as the service has it now. */
void
jl_window_edit_item (JlWindow *self, const char *id)
{
  g_autoptr (JlAction) action = jl_item_action_get (id);

  jl_client_run_async (
      jl_workspace_get_client (self->workspace), action, NULL, item_loaded_cb, g_object_ref (self));
}
