// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-reservations-page.h"

#include "jl-item.h"
#include "jl-list-scroll.h"
#include "jl-page-state.h"
#include "jl-reservation-row.h"

#include <glib/gi18n-lib.h>

struct _JlReservationsPage {
  AdwBin parent_instance;

  /* Template widgets */
  JlPageState *state;
  GtkScrolledWindow *scroll;
  GtkListView *view;
  GtkToggleButton *active;
  GtkToggleButton *waiting;

  JlWorkspace *workspace; /* owned */
  JlRemoteList *list;     /* owned */
};

G_DEFINE_FINAL_TYPE (JlReservationsPage, jl_reservations_page, ADW_TYPE_BIN)

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, JlReservationsPage *self)
{
  gtk_list_item_set_activatable (list_item, TRUE);
  gtk_list_item_set_child (list_item, jl_reservation_row_new (self->workspace));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, JlReservationsPage *self)
{
  jl_reservation_row_set_reservation (JL_RESERVATION_ROW (gtk_list_item_get_child (list_item)),
                                      gtk_list_item_get_item (list_item),
                                      TRUE);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, JlReservationsPage *self)
{
  jl_reservation_row_set_reservation (
      JL_RESERVATION_ROW (gtk_list_item_get_child (list_item)), NULL, TRUE);
}

static void
activate_cb (JlReservationsPage *self, guint position)
{
  g_autoptr (JlRecord) reservation = g_list_model_get_item (G_LIST_MODEL (self->list), position);
  g_autofree char *id = NULL;

  if (reservation == NULL)
    return;
  id = jl_record_dup_field_text (reservation, JL_RESERVATION_ITEM);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-item", "s", id);
}

static void
state_cb (JlReservationsPage *self)
{
  const char *query = "";

  if (self->list == NULL)
    return;
  if (gtk_toggle_button_get_active (self->active))
    query = "state=active";
  else if (gtk_toggle_button_get_active (self->waiting))
    query = "state=waiting";
  jl_remote_list_set_query (self->list, query);
}

static void
jl_reservations_page_dispose (GObject *object)
{
  JlReservationsPage *self = JL_RESERVATIONS_PAGE (object);

  g_clear_object (&self->list);
  g_clear_object (&self->workspace);
  /* AdwBin does not know that the template's end is its child's end. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), JL_TYPE_RESERVATIONS_PAGE);
  G_OBJECT_CLASS (jl_reservations_page_parent_class)->dispose (object);
}

static void
jl_reservations_page_class_init (JlReservationsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_reservations_page_dispose;
  g_type_ensure (JL_TYPE_PAGE_STATE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/cn/jieli/Jieli/reservations/jl-reservations-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JlReservationsPage, state);
  gtk_widget_class_bind_template_child (widget_class, JlReservationsPage, scroll);
  gtk_widget_class_bind_template_child (widget_class, JlReservationsPage, view);
  gtk_widget_class_bind_template_child (widget_class, JlReservationsPage, active);
  gtk_widget_class_bind_template_child (widget_class, JlReservationsPage, waiting);
  gtk_widget_class_bind_template_callback (widget_class, state_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
jl_reservations_page_init (JlReservationsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  jl_page_state_set_content (self->state, GTK_WIDGET (self->scroll));
  jl_page_state_set_empty (self->state,
                           "alarm-symbolic",
                           _ ("No reservations here"),
                           _ ("When a resident reserves one of your items, it appears at once."),
                           NULL,
                           NULL);
}

/**
 * jl_reservations_page_new:
 * @workspace: of who is signed in
 *
 * Returns: (transfer floating): the page, which has begun to load
 */
GtkWidget *
jl_reservations_page_new (JlWorkspace *workspace)
{
  JlReservationsPage *self = g_object_new (JL_TYPE_RESERVATIONS_PAGE, NULL);
  g_autoptr (GtkListItemFactory) rows = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkNoSelection) selection = NULL;

  self->workspace = g_object_ref (workspace);
  self->list = jl_remote_list_new (
      jl_workspace_get_client (workspace), &jl_reservation_table, "/reservations");
  g_signal_connect (rows, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (rows, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (rows, "unbind", G_CALLBACK (unbind_cb), self);
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->list)));
  gtk_list_view_set_factory (self->view, rows);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  jl_list_scroll_attach (self->scroll, self->list);
  jl_page_state_set_list (self->state, self->list);
  state_cb (self);
  return GTK_WIDGET (self);
}
