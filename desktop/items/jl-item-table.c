// SPDX-License-Identifier: GPL-3.0-or-later
/* The columns of the table of items. */
#include "jl-item-table.h"

#include "jl-item-words.h"
#include "jl-state-chip.h"
#include "jl-time-label.h"

#include <glib/gi18n-lib.h>

typedef struct {
  const char *title;
  char *(*format) (JlWorkspace *workspace, JlRecord *item);
  gboolean expand;
  float xalign;
  int width;         /* characters */
  const char *up;    /* nullable: how the service sorts by it, as the arrow of the heading points */
  const char *down;  /* nullable: the same, the other way round */
  gboolean sortable; /* the heading can be clicked */
} Column;

/* What a factory needs to fill its cells. */
typedef struct {
  const Column *column;
  JlWorkspace *workspace; /* owned */
} Binding;

static void
binding_free (gpointer data, GClosure *closure)
{
  Binding *binding = data;

  g_object_unref (binding->workspace);
  g_free (binding);
}

static char *
format_title (JlWorkspace *workspace, JlRecord *item)
{
  return g_strdup (jl_record_get_text (item, JL_ITEM_TITLE));
}

static char *
format_label (JlWorkspace *workspace, JlRecord *item)
{
  return g_strdup (jl_record_get_text (item, JL_ITEM_LABEL_CODE));
}

static char *
format_price (JlWorkspace *workspace, JlRecord *item)
{
  return jl_item_words_dup_price (item);
}

static char *
format_created (JlWorkspace *workspace, JlRecord *item)
{
  return jl_time_text_dup_ago (jl_record_get_integer (item, JL_ITEM_CREATED_AT),
                               g_get_real_time () / 1000);
}

static char *
format_updated (JlWorkspace *workspace, JlRecord *item)
{
  return jl_time_text_dup_ago (jl_record_get_integer (item, JL_ITEM_UPDATED_AT),
                               g_get_real_time () / 1000);
}

/* Which columns can be sorted, and how, is what the service can do. */
static const Column columns[] = {
  { N_ ("Title"), format_title, TRUE, 0, 16 },
  { N_ ("Price"), format_price, FALSE, 1, 8, "price_asc", "price_desc", TRUE },
  { N_ ("State"), NULL, FALSE, 0, 0 },
  { N_ ("Label"), format_label, FALSE, 0, 13 },
  { N_ ("Intake"), format_created, FALSE, 0, 11, NULL, NULL, TRUE },
  { N_ ("Category"), jl_item_words_dup_category, FALSE, 0, 8 },
  { N_ ("Condition"), jl_item_words_dup_grade, FALSE, 0, 7 },
  { N_ ("Changed"), format_updated, FALSE, 0, 11 },
};

static void
update_cell (GtkWidget *cell, JlRecord *item, Binding *binding)
{
  g_autofree char *text = NULL;

  if (binding->column->format == NULL) {
    jl_state_chip_set_item (cell, item);
    return;
  }
  text = binding->column->format (binding->workspace, item);
  gtk_label_set_text (GTK_LABEL (cell), text);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, Binding *binding)
{
  GtkWidget *label;

  if (binding->column->format == NULL) {
    gtk_list_item_set_child (list_item, jl_state_chip_new ());
    return;
  }
  label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), binding->column->xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), binding->column->width);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (list_item, label);
}

static void
item_changed_cb (JlRecord *item, GParamSpec *pspec, GtkListItem *list_item)
{
  Binding *binding = g_object_get_data (G_OBJECT (list_item), "jl-binding");
  GtkWidget *cell = gtk_list_item_get_child (list_item);

  if (cell != NULL && binding != NULL)
    update_cell (cell, item, binding);
}

static void
goods_changed_cb (JlWorkspace *workspace, GParamSpec *pspec, GtkListItem *list_item)
{
  JlRecord *item = gtk_list_item_get_item (list_item);

  if (item != NULL)
    item_changed_cb (item, pspec, list_item);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, Binding *binding)
{
  JlRecord *item = gtk_list_item_get_item (list_item);

  g_object_set_data (G_OBJECT (list_item), "jl-binding", binding);
  update_cell (gtk_list_item_get_child (list_item), item, binding);
  g_signal_connect_object (item, "notify", G_CALLBACK (item_changed_cb), list_item, 0);
  g_signal_connect_object (
      binding->workspace, "notify::goods", G_CALLBACK (goods_changed_cb), list_item, 0);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, Binding *binding)
{
  JlRecord *item = gtk_list_item_get_item (list_item);

  if (item != NULL)
    g_signal_handlers_disconnect_by_data (item, list_item);
  g_signal_handlers_disconnect_by_data (binding->workspace, list_item);
  g_object_set_data (G_OBJECT (list_item), "jl-binding", NULL);
}

/* How the headings are clicked. GTK 4.8 does not tell: the view's sorter is asked to compare two
 * things, and the column that it asks first is the one that was clicked last. */
typedef struct {
  JlItemTableSorted sorted;
  gpointer user_data;
  const Column *asked; /* nullable */
  gboolean showing;
} Sorting;

static const char SORTING[] = "jl-sorting";
static const char COLUMN[] = "jl-column";

/* What a column's sorter is given. */
typedef struct {
  Sorting *sorting;
  const Column *column;
} Heading;

static int
asked_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  Heading *heading = user_data;

  if (heading->sorting->asked == NULL)
    heading->sorting->asked = heading->column;
  return -1;
}

static void
show_arrow (GtkColumnView *view, const Column *column, GtkSortType order)
{
  Sorting *sorting = g_object_get_data (G_OBJECT (view), SORTING);
  GListModel *model = gtk_column_view_get_columns (view);

  sorting->showing = TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (GtkColumnViewColumn) candidate = g_list_model_get_item (model, i);

    if (g_object_get_data (G_OBJECT (candidate), COLUMN) == column)
      gtk_column_view_sort_by_column (view, candidate, order);
  }
  sorting->showing = FALSE;
}

static void
clicked_cb (GtkSorter *sorter, GtkSorterChange change, GtkColumnView *view)
{
  Sorting *sorting = g_object_get_data (G_OBJECT (view), SORTING);
  GtkOrdering ordering;

  if (sorting->showing)
    return;
  sorting->asked = NULL;
  ordering = gtk_sorter_compare (sorter, view, sorter);
  if (sorting->asked == NULL)
    return;
  if (sorting->asked->up == NULL)
    show_arrow (view, sorting->asked, GTK_SORT_DESCENDING);
  sorting->sorted (ordering == GTK_ORDERING_SMALLER && sorting->asked->up != NULL
                       ? sorting->asked->up
                       : sorting->asked->down,
                   sorting->user_data);
}

static void
make_sortable (GtkColumnViewColumn *column, const Column *description, Sorting *sorting)
{
  Heading *heading = g_new (Heading, 1);
  g_autoptr (GtkSorter) sorter = NULL;

  *heading = (Heading){ sorting, description };
  sorter = GTK_SORTER (gtk_custom_sorter_new (asked_cb, heading, g_free));
  gtk_column_view_column_set_sorter (column, sorter);
  g_object_set_data (G_OBJECT (column), COLUMN, (gpointer)description);
}

/**
 * jl_item_table_show_sort:
 * @view: of jl_item_table_add_columns()
 * @sort: (nullable): how its items are sorted; %NULL: the newest first
 *
 * Lets the headings say so.
 */
void
jl_item_table_show_sort (GtkColumnView *view, const char *sort)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++) {
    if (!columns[i].sortable)
      continue;
    if (g_strcmp0 (sort, columns[i].down) == 0)
      show_arrow (view, &columns[i], GTK_SORT_DESCENDING);
    else if (g_strcmp0 (sort, columns[i].up) == 0)
      show_arrow (view, &columns[i], GTK_SORT_ASCENDING);
  }
}

/**
 * jl_item_table_add_columns:
 * @view: a table of items
 * @workspace: where goods have names
 * @sorted: called with what the service calls the order that was clicked, %NULL: the newest first
 * @user_data: for @sorted
 */
void
jl_item_table_add_columns (GtkColumnView *view,
                           JlWorkspace *workspace,
                           JlItemTableSorted sorted,
                           gpointer user_data)
{
  Sorting *sorting = g_new0 (Sorting, 1);

  *sorting = (Sorting){ .sorted = sorted, .user_data = user_data };
  g_object_set_data_full (G_OBJECT (view), SORTING, sorting, g_free);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++) {
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
    g_autoptr (GtkColumnViewColumn) column = NULL;
    Binding *binding = g_new (Binding, 1);

    *binding = (Binding){ &columns[i], g_object_ref (workspace) };
    g_signal_connect_data (factory, "setup", G_CALLBACK (setup_cb), binding, binding_free, 0);
    g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), binding);
    g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), binding);
    column = gtk_column_view_column_new (_ (columns[i].title), factory);
    gtk_column_view_column_set_expand (column, columns[i].expand);
    gtk_column_view_column_set_resizable (column, TRUE);
    if (columns[i].sortable)
      make_sortable (column, &columns[i], sorting);
    gtk_column_view_append_column (view, column);
  }
  g_signal_connect_object (
      gtk_column_view_get_sorter (view), "changed", G_CALLBACK (clicked_cb), view, 0);
}
