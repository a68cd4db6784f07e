// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-organisations-page.h"

#include "jl-import-dialog.h"
#include "jl-list-scroll.h"
#include "jl-organisation-dialog.h"
#include "jl-organisation-row.h"
#include "jl-page-state.h"
#include "jl-places.h"
#include "jl-window.h"

#include <glib/gi18n-lib.h>

struct _JlOrganisationsPage {
  AdwBin parent_instance;

  /* Template widgets */
  GtkSearchEntry *search;
  GtkDropDown *kind;
  GtkDropDown *district;
  GtkDropDown *activity;
  JlPageState *state;
  GtkScrolledWindow *scroll;
  GtkListBox *rows;

  JlWorkspace *workspace;      /* owned */
  JlRemoteList *organisations; /* owned */
  GPtrArray *districts; /* owned, nullable: (element-type JlDivision) in the order of the choices */
};

G_DEFINE_FINAL_TYPE (JlOrganisationsPage, jl_organisations_page, ADW_TYPE_BIN)

enum { ACTIVITY_ALL, ACTIVITY_OPEN, ACTIVITY_CLOSED };

static void
append (GString *query, const char *name, const char *value)
{
  g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);

  g_string_append_printf (query, "%s%s=%s", query->len > 0 ? "&" : "", name, escaped);
}

/* The first of each list of choices is: all. */
static void
filter_cb (JlOrganisationsPage *self)
{
  g_autoptr (GString) query = g_string_new (NULL);
  g_autofree char *typed =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search))));
  guint kind = gtk_drop_down_get_selected (self->kind);
  guint district = gtk_drop_down_get_selected (self->district);
  guint activity = gtk_drop_down_get_selected (self->activity);

  if (self->organisations == NULL)
    return;
  if (*typed != '\0')
    append (query, "q", typed);
  if (kind > 0 && kind != GTK_INVALID_LIST_POSITION)
    append (query, "kind", jl_enum_get_name (&jl_organisation_kind_enum, (int)kind - 1));
  if (self->districts != NULL && district > 0 && district <= self->districts->len)
    append (query, "division", ((const JlDivision *)self->districts->pdata[district - 1])->code);
  if (activity == ACTIVITY_OPEN || activity == ACTIVITY_CLOSED)
    append (query, "active", activity == ACTIVITY_OPEN ? "true" : "false");
  jl_remote_list_set_query (self->organisations, query->str);
}

static void
done_cb (JlOrganisationsPage *self, const char *text)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (JL_IS_WINDOW (root))
    jl_window_show_toast (JL_WINDOW (root), text);
  jl_remote_list_reload (self->organisations);
}

static void
open_dialog (JlOrganisationsPage *self, JlRecord *supervised)
{
  GtkWidget *dialog = jl_organisation_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->workspace, supervised);

  g_signal_connect_object (dialog, "done", G_CALLBACK (done_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
activated_cb (JlOrganisationsPage *self, GtkListBoxRow *row)
{
  open_dialog (self, jl_organisation_row_get_record (JL_ORGANISATION_ROW (row)));
}

static void
add_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  open_dialog (JL_ORGANISATIONS_PAGE (widget), NULL);
}

static void
import (JlOrganisationsPage *self, JlImportDialogKind kind)
{
  GtkWidget *dialog = jl_import_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->workspace, kind);

  g_signal_connect_object (dialog,
                           "destroy",
                           G_CALLBACK (jl_remote_list_reload),
                           self->organisations,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
import_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  import (JL_ORGANISATIONS_PAGE (widget), JL_IMPORT_ORGANISATIONS);
}

static void
invite_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  import (JL_ORGANISATIONS_PAGE (widget), JL_IMPORT_ACCOUNTS);
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  return jl_organisation_row_new (item);
}

static void
jl_organisations_page_dispose (GObject *object)
{
  JlOrganisationsPage *self = JL_ORGANISATIONS_PAGE (object);

  if (self->organisations != NULL)
    gtk_list_box_bind_model (self->rows, NULL, NULL, NULL, NULL);
  g_clear_object (&self->organisations);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->districts, g_ptr_array_unref);
  /* AdwBin does not know that the template's end is its child's end. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), JL_TYPE_ORGANISATIONS_PAGE);
  G_OBJECT_CLASS (jl_organisations_page_parent_class)->dispose (object);
}

static void
jl_organisations_page_class_init (JlOrganisationsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_organisations_page_dispose;
  g_type_ensure (JL_TYPE_PAGE_STATE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/cn/jieli/Jieli/administration/jl-organisations-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JlOrganisationsPage, search);
  gtk_widget_class_bind_template_child (widget_class, JlOrganisationsPage, kind);
  gtk_widget_class_bind_template_child (widget_class, JlOrganisationsPage, district);
  gtk_widget_class_bind_template_child (widget_class, JlOrganisationsPage, activity);
  gtk_widget_class_bind_template_child (widget_class, JlOrganisationsPage, state);
  gtk_widget_class_bind_template_child (widget_class, JlOrganisationsPage, scroll);
  gtk_widget_class_bind_template_child (widget_class, JlOrganisationsPage, rows);
  gtk_widget_class_bind_template_callback (widget_class, filter_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_install_action (widget_class, "organisations.add", NULL, add_cb);
  gtk_widget_class_install_action (widget_class, "organisations.import", NULL, import_cb);
  gtk_widget_class_install_action (widget_class, "organisations.invite", NULL, invite_cb);
}

static void
jl_organisations_page_init (JlOrganisationsPage *self)
{
  g_autoptr (GtkStringList) kinds = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_string_list_append (kinds, _ ("All kinds"));
  for (int i = 0; jl_organisation_kind_enum.names[i] != NULL; i++)
    gtk_string_list_append (kinds, jl_enum_get_label (&jl_organisation_kind_enum, i));
  gtk_drop_down_set_model (self->kind, G_LIST_MODEL (kinds));
  jl_page_state_set_content (self->state, GTK_WIDGET (self->scroll));
  jl_page_state_set_empty (self->state,
                           "system-search-symbolic",
                           _ ("No organisation found"),
                           _ ("Search for less, or add the organisation."),
                           _ ("Add…"),
                           "organisations.add");
}

static void
fill_districts (JlOrganisationsPage *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const JlDivisions *divisions = jl_workspace_get_divisions (self->workspace);

  self->districts = divisions != NULL ? jl_places_list_districts (divisions) : NULL;
  gtk_string_list_append (names, _ ("All districts"));
  for (guint i = 0; self->districts != NULL && i < self->districts->len; i++)
    gtk_string_list_append (names, ((const JlDivision *)self->districts->pdata[i])->name);
  gtk_drop_down_set_model (self->district, G_LIST_MODEL (names));
}

/**
 * jl_organisations_page_new:
 * @workspace: of an administrator
 *
 * Returns: (transfer floating): the page, which has begun to load
 */
GtkWidget *
jl_organisations_page_new (JlWorkspace *workspace)
{
  JlOrganisationsPage *self = g_object_new (JL_TYPE_ORGANISATIONS_PAGE, NULL);

  self->workspace = g_object_ref (workspace);
  fill_districts (self);
  self->organisations = jl_remote_list_new (jl_workspace_get_client (workspace),
                                            &jl_supervised_organisation_table,
                                            "/organisations/supervised");
  jl_remote_list_add_kind (self->organisations, jl_organisation_table.name);
  gtk_list_box_bind_model (self->rows, G_LIST_MODEL (self->organisations), make_row, self, NULL);
  jl_list_scroll_attach (self->scroll, self->organisations);
  jl_page_state_set_list (self->state, self->organisations);
  jl_remote_list_reload (self->organisations);
  return GTK_WIDGET (self);
}
