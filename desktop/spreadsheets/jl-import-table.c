// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-import-table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_CHARS 24

/* What a column shows. */
typedef struct {
  guint index;  /* of the file's column */
  char *member; /* owned: as reasons name it */
} Column;

static void
column_free (gpointer data, GClosure *closure)
{
  Column *column = data;

  g_free (column->member);
  g_free (column);
}

static GtkWidget *
new_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MAX_CHARS);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* A value, and below it what is wrong with it. */
static void
setup_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *reason = new_label ("error");

  gtk_widget_add_css_class (reason, "caption");
  gtk_label_set_wrap (GTK_LABEL (reason), TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (reason), PANGO_ELLIPSIZE_NONE);
  gtk_box_append (GTK_BOX (box), new_label (NULL));
  gtk_box_append (GTK_BOX (box), reason);
  gtk_list_item_set_child (list_item, box);
}

/* What is said of a row that is taken in is no fault. */
static void
set_tone (GtkWidget *label, JlRecord *row)
{
  gboolean is_taken = jl_record_get_integer (row, JL_IMPORT_ROW_RESULT) == JL_ROW_TAKEN;

  gtk_widget_remove_css_class (label, is_taken ? "error" : "dim-label");
  gtk_widget_add_css_class (label, is_taken ? "dim-label" : "error");
}

static void
show (GtkListItem *list_item, const char *text, const char *reason)
{
  GtkWidget *value = gtk_widget_get_first_child (gtk_list_item_get_child (list_item));
  GtkWidget *label = gtk_widget_get_next_sibling (value);

  gtk_label_set_text (GTK_LABEL (value), text);
  gtk_widget_set_tooltip_text (value, *text == '\0' ? NULL : text);
  gtk_label_set_text (GTK_LABEL (label), reason == NULL ? "" : reason);
  set_tone (label, gtk_list_item_get_item (list_item));
  gtk_widget_set_visible (label, reason != NULL);
}

/* A member of another name, but of the same thing: prices are in yuan here. */
static gboolean
is_at (JlRecord *reason, const char *member)
{
  const char *at = jl_record_get_text (reason, JL_ROW_REASON_MEMBER);

  return g_strcmp0 (at, member) == 0 ||
         (g_strcmp0 (at, "price_fen") == 0 && strcmp (member, "price") == 0);
}

static gboolean
has_column (JlRecord *reason, const char *const *members)
{
  for (guint i = 0; members[i] != NULL; i++)
    if (*members[i] != '\0' && is_at (reason, members[i]))
      return TRUE;
  return FALSE;
}

/* Of an invitation the code is enough here; all of it is on its page. */
static void
append_reason (GString *text, JlRecord *reason)
{
  const char *said = jl_record_get_text (reason, JL_ROW_REASON_TEXT);

  if (g_strcmp0 (jl_record_get_text (reason, JL_ROW_REASON_CODE), JL_ROW_REASON_INVITED) == 0)
    g_string_append_len (text, said, (gssize)strcspn (said, " "));
  else
    g_string_append (text, said);
}

static char *
dup_reasons (JlRecord *row, const char *member, const char *const *members)
{
  GPtrArray *reasons = jl_record_get_list (row, JL_IMPORT_ROW_REASONS);
  GString *text = NULL;

  for (guint i = 0; reasons != NULL && i < reasons->len; i++) {
    if (members != NULL ? has_column (reasons->pdata[i], members)
                        : !is_at (reasons->pdata[i], member))
      continue;
    if (text == NULL)
      text = g_string_new (NULL);
    else
      g_string_append_c (text, '\n');
    append_reason (text, reasons->pdata[i]);
  }
  return text == NULL ? NULL : g_string_free (text, FALSE);
}

static void
bind_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, Column *column)
{
  JlRecord *row = gtk_list_item_get_item (list_item);
  GPtrArray *cells = jl_record_get_list (row, JL_IMPORT_ROW_CELLS);
  g_autofree char *reason = dup_reasons (row, column->member, NULL);

  show (list_item,
        cells != NULL && column->index < cells->len ? cells->pdata[column->index] : "",
        reason);
}

static void
bind_line_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  g_autofree char *text = g_strdup_printf (
      "%" G_GINT64_FORMAT,
      jl_record_get_integer (gtk_list_item_get_item (list_item), JL_IMPORT_ROW_LINE));

  show (list_item, text, NULL);
}

/* What becomes of the row, and what is wrong that no column shows. */
static void
bind_result_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, GStrv members)
{
  JlRecord *row = gtk_list_item_get_item (list_item);
  g_autofree char *reason = dup_reasons (row, NULL, (const char *const *)members);

  show (list_item,
        _ (jl_enum_get_label (&jl_row_result_enum,
                              (int)jl_record_get_integer (row, JL_IMPORT_ROW_RESULT))),
        reason);
}

static void
add_column (
    GtkColumnView *view, const char *title, GCallback bind, gpointer data, GClosureNotify free_data)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (title, factory);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cell_cb), NULL);
  g_signal_connect_data (factory, "bind", bind, data, free_data, 0);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_append_column (view, column);
}

static void
strv_free_cb (gpointer data, GClosure *closure)
{
  g_strfreev (data);
}

static GStrv
list_members (GPtrArray *columns)
{
  g_autoptr (GStrvBuilder) members = g_strv_builder_new ();

  for (guint i = 0; i < columns->len; i++)
    g_strv_builder_add (members, jl_record_get_text (columns->pdata[i], JL_IMPORT_COLUMN_MEMBER));
  return g_strv_builder_end (members);
}

/**
 * jl_import_table_set_columns:
 * @view: shows rows of jl_import_row_table
 * @import: whose headings it gets
 */
void
jl_import_table_set_columns (GtkColumnView *view, JlRecord *import)
{
  GListModel *present = gtk_column_view_get_columns (view);
  GPtrArray *columns = jl_record_get_list (import, JL_IMPORT_JOB_COLUMNS);

  while (g_list_model_get_n_items (present) > 0) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (present, 0);

    gtk_column_view_remove_column (view, column);
  }
  add_column (view, _ ("Line"), G_CALLBACK (bind_line_cb), NULL, NULL);
  add_column (
      view, _ ("Result"), G_CALLBACK (bind_result_cb), list_members (columns), strv_free_cb);
  for (guint i = 0; i < columns->len; i++) {
    Column *column = g_new0 (Column, 1);

    column->index = i;
    column->member = g_strdup (jl_record_get_text (columns->pdata[i], JL_IMPORT_COLUMN_MEMBER));
    add_column (view,
                jl_record_get_text (columns->pdata[i], JL_IMPORT_COLUMN_HEADING),
                G_CALLBACK (bind_cell_cb),
                column,
                column_free);
  }
}
