// SPDX-License-Identifier: GPL-3.0-or-later
/* The pages of the window, and which of them is shown. */
#include "jl-window-private.h"

#include "jl-health-page.h"
#include "jl-keeping-page.h"
#include "jl-organisations-page.h"
#include "jl-moderation-page.h"
#include "jl-people-page.h"
#include "jl-reservations-page.h"
#include "jl-rules-page.h"
#include "jl-sessions-page.h"

#include <glib/gi18n-lib.h>

#define EVERYBODY G_MAXUINT
/* Clerk, manager, teacher: those who keep goods for an organisation. */
#define STAFF 0x7u
#define MANAGERS 0x2u
#define OFFICERS 0x40u
#define ADMINISTRATORS 0x80u

const JlPage jl_window_pages[] = {
  { "items", N_ ("Items"), "view-grid-symbolic", EVERYBODY, jl_items_page_new },
  { "reservations", N_ ("Reservations"), "alarm-symbolic", STAFF, jl_reservations_page_new },
  { "people",
    N_ ("Residents and staff"),
    "system-users-symbolic",
    STAFF | ADMINISTRATORS,
    jl_people_page_new },
  { "moderation",
    N_ ("Reports and appeals"),
    "dialog-warning-symbolic",
    STAFF | ADMINISTRATORS,
    jl_moderation_page_new },
  { "organisations",
    N_ ("Organisations"),
    "x-office-address-book-symbolic",
    ADMINISTRATORS,
    jl_organisations_page_new },
  { "sessions", N_ ("Sessions"), "computer-symbolic", EVERYBODY, jl_sessions_page_new },
  { "rules",
    N_ ("Rules in force"),
    "text-x-generic-symbolic",
    MANAGERS | OFFICERS | ADMINISTRATORS,
    jl_rules_page_new },
  { "keeping",
    N_ ("Keeping and deleting"),
    "user-trash-symbolic",
    ADMINISTRATORS,
    jl_keeping_page_new },
  { "health",
    N_ ("Health of the service"),
    "emblem-system-symbolic",
    ADMINISTRATORS,
    jl_health_page_new },
  { NULL },
};

static guint
get_roles (JlWindow *self)
{
  JlRecord *membership = jl_client_get_membership (jl_workspace_get_client (self->workspace));

  return membership != NULL ? 1u << jl_record_get_integer (membership, JL_MEMBERSHIP_ROLE) : 0;
}

static gboolean
may_use (JlWindow *self, const JlPage *page)
{
  return page->roles == EVERYBODY || (page->roles & get_roles (self)) != 0;
}

static GtkWidget *
make_row (const JlPage *page)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name (page->icon);
  GtkWidget *label = gtk_label_new (_ (page->title));

  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_name (row, page->name);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (page->title), -1);
  return row;
}

/* Makes the pages that who is signed in may use. */
void
jl_window_fill_pages (JlWindow *self)
{
  g_autofree char *wanted = g_strdup (self->page);

  for (const JlPage *page = jl_window_pages; page->name != NULL; page++) {
    if (!may_use (self, page))
      continue;
    gtk_list_box_append (self->sidebar, make_row (page));
    gtk_stack_add_named (self->pages, page->create (self->workspace), page->name);
  }
  g_signal_connect_object (jl_window_get_items_page (self),
                           "navigated",
                           G_CALLBACK (jl_window_update_actions),
                           self,
                           G_CONNECT_SWAPPED);
  self->notices_button = JL_NOTICES_BUTTON (jl_notices_button_new (self->workspace));
  adw_bin_set_child (self->notices, GTK_WIDGET (self->notices_button));
  jl_window_show_page (
      self, gtk_stack_get_child_by_name (self->pages, wanted) != NULL ? wanted : "items");
}

/* Removes all pages. */
void
jl_window_clear_pages (JlWindow *self)
{
  GtkWidget *child;

  self->form = NULL;
  self->notices_button = NULL;
  adw_bin_set_child (self->notices, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->sidebar))) != NULL)
    gtk_list_box_remove (self->sidebar, child);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->pages))) != NULL)
    gtk_stack_remove (self->pages, child);
}

static void
select_row (JlWindow *self, const char *name)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->sidebar)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (g_strcmp0 (gtk_widget_get_name (row), name) == 0)
      gtk_list_box_select_row (self->sidebar, GTK_LIST_BOX_ROW (row));
}

/* Shows a page by its name. A form stays open behind it until it is closed. */
void
jl_window_show_page (JlWindow *self, const char *name)
{
  if (gtk_stack_get_child_by_name (self->pages, name) == NULL)
    return;
  gtk_stack_set_visible_child_name (self->pages, name);
  g_free (self->page);
  self->page = g_strdup (name);
  select_row (self, name);
  for (const JlPage *page = jl_window_pages; page->name != NULL; page++)
    if (g_str_equal (page->name, name))
      adw_window_title_set_title (self->title, _ (page->title));
  jl_window_update_actions (self);
}

/* Shows the page at a place of the sidebar, from 0; nothing happens when there are fewer. */
void
jl_window_show_nth_page (JlWindow *self, int place)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->sidebar, place);

  if (row != NULL)
    jl_window_show_page (self, gtk_widget_get_name (GTK_WIDGET (row)));
}

/* Returns: the page of items, NULL when nobody is signed in. */
JlItemsPage *
jl_window_get_items_page (JlWindow *self)
{
  return (JlItemsPage *)gtk_stack_get_child_by_name (self->pages, "items");
}

/**
 * jl_window_show_item:
 * @self: a window in which somebody is signed in
 * @id: of an item
 */
void
jl_window_show_item (JlWindow *self, const char *id)
{
  jl_window_show_page (self, "items");
  jl_items_page_show_item (jl_window_get_items_page (self), id);
}

/**
 * jl_window_show_form:
 * @self: a window
 * @form: a form, which is shown instead of the pages until jl_window_close_form()
 * @title: of the window meanwhile
 */
void
jl_window_show_form (JlWindow *self, GtkWidget *form, const char *title)
{
  jl_window_close_form (self);
  self->form = form;
  /* From what is hidden, GTK would move the focus to the sidebar while the form still loads, and
   * whoever types at once would type into nothing. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_stack_add_named (self->pages, form, "form");
  gtk_stack_set_visible_child (self->pages, form);
  adw_window_title_set_title (self->title, title);
  jl_window_update_actions (self);
  gtk_widget_child_focus (form, GTK_DIR_TAB_FORWARD);
}

/**
 * jl_window_close_form:
 * @self: a window
 */
void
jl_window_close_form (JlWindow *self)
{
  GtkWidget *form = g_steal_pointer (&self->form);

  if (form == NULL)
    return;
  jl_window_show_page (self, self->page);
  gtk_stack_remove (self->pages, form);
}
