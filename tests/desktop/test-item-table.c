// SPDX-License-Identifier: GPL-3.0-or-later
/* The headings of the table of items, clicked. */
#include "jl-item-table.h"
#include "jl-screen.h"

typedef struct {
  GtkColumnView *view; /* owned */
  guint n;             /* how often it was sorted */
  const char *sort;    /* static: how at last */
} Fixture;

static void
sorted_cb (const char *sort, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->sort = sort;
  fixture->n++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlClient) client = jl_client_new ("http://127.0.0.1:1");
  g_autoptr (JlWorkspace) workspace = jl_workspace_new (client, "en");

  fixture->view = g_object_ref_sink (GTK_COLUMN_VIEW (gtk_column_view_new (NULL)));
  jl_item_table_add_columns (fixture->view, workspace, sorted_cb, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->view);
}

static void
click (Fixture *fixture, const char *title, GtkSortType order)
{
  GListModel *columns = gtk_column_view_get_columns (fixture->view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

    if (g_str_equal (gtk_column_view_column_get_title (column), title))
      gtk_column_view_sort_by_column (fixture->view, column, order);
  }
}

static void
test_click (Fixture *fixture, gconstpointer data)
{
  click (fixture, "Price", GTK_SORT_ASCENDING);
  g_assert_cmpstr (fixture->sort, ==, "price_asc");
  click (fixture, "Price", GTK_SORT_DESCENDING);
  g_assert_cmpstr (fixture->sort, ==, "price_desc");
  /* The oldest first is not to be had. */
  click (fixture, "Intake", GTK_SORT_ASCENDING);
  g_assert_null (fixture->sort);
  click (fixture, "Price", GTK_SORT_ASCENDING);
  g_assert_cmpstr (fixture->sort, ==, "price_asc");
}

/* An order that was chosen elsewhere is shown, and not chosen once more. */
static void
test_show (Fixture *fixture, gconstpointer data)
{
  jl_item_table_show_sort (fixture->view, "price_desc");
  g_assert_cmpuint (fixture->n, ==, 0);
  click (fixture, "Price", GTK_SORT_ASCENDING);
  g_assert_cmpstr (fixture->sort, ==, "price_asc");
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  jl_screen_enter (argv);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  gtk_init ();
  ADD ("/desktop/item-table/click", test_click);
  ADD ("/desktop/item-table/show", test_show);
  return g_test_run ();
}
