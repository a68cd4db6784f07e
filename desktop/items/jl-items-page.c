// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-items-page.h"

#include "jl-export-dialog.h"
#include "jl-filter-popover.h"
#include "jl-import-dialog.h"
#include "jl-item-card.h"
#include "jl-item-detail.h"
#include "jl-item-table.h"
#include "jl-list-scroll.h"
#include "jl-page-state.h"

#include <glib/gi18n-lib.h>

/* A pause in typing after which is searched. */
#define SEARCH_MS 120

struct _JlItemsPage {
  AdwBin parent_instance;

  /* Template widgets */
  AdwLeaflet *leaflet;
  GtkSearchEntry *search;
  GtkToggleButton *own;
  GtkToggleButton *everybody;
  GtkMenuButton *filter_button;
  GtkMenuButton *table_menu;
  GtkStack *views;
  GtkToggleButton *as_table;
  JlPageState *state;
  GtkScrolledWindow *grid_scroll;
  GtkScrolledWindow *table_scroll;
  GtkGridView *grid;
  GtkColumnView *table;
  AdwBin *detail_bin;
  GtkSpinner *more;

  JlFilterPopover *filters;      /* borrowed: of filter_button */
  JlItemDetail *detail;          /* borrowed: child of detail_bin */
  JlWorkspace *workspace;        /* owned */
  JlRemoteList *list;            /* owned */
  GtkSingleSelection *selection; /* owned */
  GSettings *settings;           /* owned */
  JlItemFilter filter;
  guint search_source;
};

G_DEFINE_FINAL_TYPE (JlItemsPage, jl_items_page, ADW_TYPE_BIN)

static void
describe_empty (JlItemsPage *self)
{
  if (self->filter.words != NULL || jl_item_filter_count (&self->filter) > 0)
    jl_page_state_set_empty (self->state,
                             "system-search-symbolic",
                             _ ("Nothing found"),
                             _ ("Try other words or fewer filters. Two characters or the first "
                                "letters of the pinyin are enough."),
                             _ ("Clear search and filters"),
                             "items.clear");
  else
    jl_page_state_set_empty (self->state,
                             "package-x-generic-symbolic",
                             _ ("No items yet"),
                             _ ("Take in the first one: choose its category, grade it, set a "
                                "price, add photos."),
                             _ ("Take in an item"),
                             "win.new-item");
}

static void
apply (JlItemsPage *self)
{
  JlClient *client = jl_workspace_get_client (self->workspace);
  JlRecord *membership = jl_client_get_membership (client);
  g_autofree char *organisation =
      membership != NULL ? jl_record_dup_field_text (membership, JL_MEMBERSHIP_ORGANISATION) : NULL;
  g_autofree char *query = NULL;
  g_autofree char *label = NULL;
  guint n;

  g_clear_handle_id (&self->search_source, g_source_remove);
  jl_item_filter_set_text (&self->filter.words,
                           gtk_editable_get_text (GTK_EDITABLE (self->search)));
  jl_item_filter_set_text (&self->filter.own,
                           gtk_toggle_button_get_active (self->own) ? organisation : NULL);
  jl_filter_popover_apply (self->filters, &self->filter);
  jl_item_table_show_sort (self->table, self->filter.sort);
  describe_empty (self);
  query = jl_item_filter_to_query (&self->filter);
  jl_remote_list_set_query (self->list, query);
  n = jl_item_filter_count (&self->filter);
  label = n > 0 ? g_strdup_printf (_ ("Filters (%u)"), n) : g_strdup (_ ("Filters"));
  gtk_menu_button_set_label (self->filter_button, label);
}

static gboolean
search_now_cb (gpointer user_data)
{
  JlItemsPage *self = user_data;

  self->search_source = 0;
  apply (self);
  return G_SOURCE_REMOVE;
}

static void
search_changed_cb (JlItemsPage *self)
{
  if (self->list == NULL)
    return;
  g_clear_handle_id (&self->search_source, g_source_remove);
  self->search_source = g_timeout_add (SEARCH_MS, search_now_cb, self);
}

static void
scope_cb (JlItemsPage *self)
{
  if (self->list != NULL)
    apply (self);
}

static void
clear_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  JlItemsPage *self = JL_ITEMS_PAGE (widget);

  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  jl_filter_popover_reset (self->filters);
  apply (self);
}

static void
import_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  JlItemsPage *self = JL_ITEMS_PAGE (widget);

  gtk_window_present (GTK_WINDOW (jl_import_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (widget)), self->workspace, JL_IMPORT_ITEMS)));
}

/* What the list shows, of the own organisation. */
static void
export_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  JlItemsPage *self = JL_ITEMS_PAGE (widget);
  g_autofree char *own = g_steal_pointer (&self->filter.own);
  g_autofree char *query = jl_item_filter_to_query (&self->filter);
  guint n = jl_item_filter_count (&self->filter) + (self->filter.words != NULL);

  self->filter.own = g_steal_pointer (&own);
  gtk_window_present (GTK_WINDOW (
      jl_export_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), self->workspace, query, n)));
}

static void
update_back (JlItemsPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (root != NULL)
    g_signal_emit_by_name (self, "navigated");
}

static void
open_record (JlItemsPage *self, JlRecord *item)
{
  g_autofree char *id = jl_record_dup_field_text (item, JL_ITEM_ID);

  jl_item_detail_set_item (self->detail, id, item);
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->detail_bin));
  update_back (self);
}

static void
activate_cb (JlItemsPage *self, guint position)
{
  g_autoptr (JlRecord) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (item != NULL)
    open_record (self, item);
}

/* Beside the list, the selected item shows without being opened. */
static void
selected_cb (JlItemsPage *self)
{
  JlRecord *item = gtk_single_selection_get_selected_item (self->selection);

  if (item != NULL && !adw_leaflet_get_folded (self->leaflet)) {
    g_autofree char *id = jl_record_dup_field_text (item, JL_ITEM_ID);

    jl_item_detail_set_item (self->detail, id, item);
  }
}

static void
more_cb (JlItemsPage *self)
{
  gboolean loading;

  g_object_get (self->list, "loading-more", &loading, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->more), loading);
  gtk_spinner_set_spinning (self->more, loading);
}

static void
view_cb (JlItemsPage *self)
{
  gboolean as_table = gtk_toggle_button_get_active (self->as_table);

  gtk_stack_set_visible_child_name (self->views, as_table ? "table" : "grid");
  g_settings_set_enum (self->settings, "items-view", as_table);
}

static void
setup_card_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, JlItemsPage *self)
{
  gtk_list_item_set_child (list_item, jl_item_card_new (self->workspace));
}

static void
bind_card_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, JlItemsPage *self)
{
  jl_item_card_set_item (JL_ITEM_CARD (gtk_list_item_get_child (list_item)),
                         gtk_list_item_get_item (list_item));
}

static void
unbind_card_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, JlItemsPage *self)
{
  jl_item_card_set_item (JL_ITEM_CARD (gtk_list_item_get_child (list_item)), NULL);
}

static void
stop_search_cb (JlItemsPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

static void
jl_items_page_dispose (GObject *object)
{
  JlItemsPage *self = JL_ITEMS_PAGE (object);

  g_clear_handle_id (&self->search_source, g_source_remove);
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  g_clear_object (&self->settings);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  g_clear_object (&self->workspace);
  /* AdwBin does not know that the template's end is its child's end. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), JL_TYPE_ITEMS_PAGE);
  G_OBJECT_CLASS (jl_items_page_parent_class)->dispose (object);
}

static void
jl_items_page_finalize (GObject *object)
{
  jl_item_filter_clear (&JL_ITEMS_PAGE (object)->filter);
  G_OBJECT_CLASS (jl_items_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, JlItemsPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, JlItemsPage, search);
  gtk_widget_class_bind_template_child (widget_class, JlItemsPage, own);
  gtk_widget_class_bind_template_child (widget_class, JlItemsPage, everybody);
  gtk_widget_class_bind_template_child (widget_class, JlItemsPage, filter_button);
  gtk_widget_class_bind_template_child (widget_class, JlItemsPage, table_menu);
  gtk_widget_class_bind_template_child (widget_class, JlItemsPage, views);
  gtk_widget_class_bind_template_child (widget_class, JlItemsPage, as_table);
  gtk_widget_class_bind_template_child (widget_class, JlItemsPage, state);
  gtk_widget_class_bind_template_child (widget_class, JlItemsPage, grid_scroll);
  gtk_widget_class_bind_template_child (widget_class, JlItemsPage, table_scroll);
  gtk_widget_class_bind_template_child (widget_class, JlItemsPage, grid);
  gtk_widget_class_bind_template_child (widget_class, JlItemsPage, table);
  gtk_widget_class_bind_template_child (widget_class, JlItemsPage, detail_bin);
  gtk_widget_class_bind_template_child (widget_class, JlItemsPage, more);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, scope_cb);
  gtk_widget_class_bind_template_callback (widget_class, view_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_back);
}

static void
jl_items_page_class_init (JlItemsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_items_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = jl_items_page_finalize;
  g_type_ensure (JL_TYPE_PAGE_STATE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/items/jl-items-page.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "items.clear", NULL, clear_cb);
  gtk_widget_class_install_action (widget_class, "items.import", NULL, import_cb);
  gtk_widget_class_install_action (widget_class, "items.export", NULL, export_cb);
  g_signal_new (
      "navigated", JL_TYPE_ITEMS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
jl_items_page_init (JlItemsPage *self)
{
  jl_item_filter_init (&self->filter);
  self->settings = g_settings_new ("cn.jieli.Jieli");
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
sorted_cb (const char *sort, gpointer user_data)
{
  jl_filter_popover_set_sort (JL_ITEMS_PAGE (user_data)->filters, sort);
}

static void
build_views (JlItemsPage *self)
{
  GtkListItemFactory *cards = gtk_signal_list_item_factory_new ();

  g_signal_connect (cards, "setup", G_CALLBACK (setup_card_cb), self);
  g_signal_connect (cards, "bind", G_CALLBACK (bind_card_cb), self);
  g_signal_connect (cards, "unbind", G_CALLBACK (unbind_card_cb), self);
  gtk_grid_view_set_factory (self->grid, cards);
  g_object_unref (cards);
  jl_item_table_add_columns (self->table, self->workspace, sorted_cb, self);
  /* Where the open item covers the list, one click opens; beside it, one click only selects. */
  g_object_bind_property (
      self->leaflet, "folded", self->grid, "single-click-activate", G_BINDING_SYNC_CREATE);
  g_object_bind_property (
      self->leaflet, "folded", self->table, "single-click-activate", G_BINDING_SYNC_CREATE);
  gtk_grid_view_set_model (self->grid, GTK_SELECTION_MODEL (self->selection));
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (self->selection));
  jl_list_scroll_attach (self->grid_scroll, self->list);
  jl_list_scroll_attach (self->table_scroll, self->list);
}

/**
 * jl_items_page_new:
 * @workspace: of who is signed in
 *
 * Returns: (transfer floating): the page, which has begun to load
 */
GtkWidget *
jl_items_page_new (JlWorkspace *workspace)
{
  JlItemsPage *self = g_object_new (JL_TYPE_ITEMS_PAGE, NULL);
  JlClient *client = jl_workspace_get_client (workspace);
  JlRecord *membership = jl_client_get_membership (client);

  self->workspace = g_object_ref (workspace);
  self->filters = JL_FILTER_POPOVER (jl_filter_popover_new (workspace));
  gtk_menu_button_set_popover (self->filter_button, GTK_WIDGET (self->filters));
  g_signal_connect_object (self->filters, "changed", G_CALLBACK (apply), self, G_CONNECT_SWAPPED);
  self->detail = JL_ITEM_DETAIL (jl_item_detail_new (workspace));
  adw_bin_set_child (self->detail_bin, GTK_WIDGET (self->detail));
  /* A department keeps no goods of its own. */
  if (membership == NULL || jl_membership_is_administrator (membership))
    gtk_toggle_button_set_active (self->everybody, TRUE);
  if (membership == NULL) {
    gtk_widget_set_visible (GTK_WIDGET (self->own), FALSE);
    gtk_widget_set_visible (GTK_WIDGET (self->table_menu), FALSE);
  }

  self->list = jl_remote_list_new (client, &jl_item_table, "/items");
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->list)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  g_signal_connect_object (
      self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->list, "notify::loading-more", G_CALLBACK (more_cb), self, G_CONNECT_SWAPPED);
  build_views (self);
  jl_page_state_set_content (self->state, GTK_WIDGET (self->views));
  jl_page_state_set_list (self->state, self->list);
  gtk_toggle_button_set_active (self->as_table,
                                g_settings_get_enum (self->settings, "items-view") == 1);
  apply (self);
  return GTK_WIDGET (self);
}

/**
 * jl_items_page_show_item:
 * @self: the page
 * @id: of an item, in the list or not
 */
void
jl_items_page_show_item (JlItemsPage *self, const char *id)
{
  guint position;

  jl_item_detail_set_item (self->detail, id, NULL);
  gtk_single_selection_set_selected (
      self->selection,
      jl_remote_list_find (self->list, id, &position) ? position : GTK_INVALID_LIST_POSITION);
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->detail_bin));
  update_back (self);
}

/**
 * jl_items_page_focus_search:
 * @self: the page
 */
void
jl_items_page_focus_search (JlItemsPage *self)
{
  jl_items_page_go_back (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/**
 * jl_items_page_can_go_back:
 * @self: the page
 *
 * Returns: whether an item covers the list
 */
gboolean
jl_items_page_can_go_back (JlItemsPage *self)
{
  return adw_leaflet_get_folded (self->leaflet) &&
         adw_leaflet_get_visible_child (self->leaflet) == GTK_WIDGET (self->detail_bin);
}

/**
 * jl_items_page_go_back:
 * @self: the page
 *
 * Shows the list again.
 */
void
jl_items_page_go_back (JlItemsPage *self)
{
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
  update_back (self);
}
