// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-item-detail-private.h"

#include "jl-error.h"
#include "jl-item-actions.h"
#include "jl-list-diff.h"
#include "jl-state-chip.h"

#include <glib/gi18n-lib.h>

/* Changes that come close together are read once. */
#define RELOAD_MS 60

G_DEFINE_FINAL_TYPE (JlItemDetail, jl_item_detail, ADW_TYPE_BIN)

static void
show_nothing (JlItemDetail *self)
{
  jl_page_state_set_empty (self->state,
                           "package-x-generic-symbolic",
                           _ ("No item open"),
                           _ ("Choose one from the list, or scan its label."),
                           NULL,
                           NULL);
  jl_page_state_show (self->state, JL_LIST_EMPTY, NULL);
}

static void
show_gone (JlItemDetail *self)
{
  jl_page_state_set_empty (self->state,
                           "edit-find-symbolic",
                           _ ("This item is not here any more"),
                           _ ("It was withdrawn, or it belongs to another organisation."),
                           NULL,
                           NULL);
  jl_page_state_show (self->state, JL_LIST_EMPTY, NULL);
}

/* Takes over the item as it is now. */
void
jl_item_detail_take_item (JlItemDetail *self, JlRecord *item)
{
  g_autofree char *id = jl_record_dup_field_text (item, JL_ITEM_ID);

  if (g_strcmp0 (id, self->id) != 0)
    return;
  if (self->item != NULL && jl_record_get_integer (item, JL_ITEM_VERSION) <
                                jl_record_get_integer (self->item, JL_ITEM_VERSION))
    return;
  g_set_object (&self->item, item);
  jl_item_detail_show (self);
  jl_page_state_show (self->state, JL_LIST_CONTENT, NULL);
  jl_item_detail_update_actions (self);
}

static void
item_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = jl_client_run_record_finish (JL_CLIENT (source), result, &error);
  JlItemDetail *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_ITEM_DETAIL (user_data);
  if (item != NULL) {
    jl_item_detail_take_item (self, item);
  } else if (g_error_matches (error, JL_ERROR, JL_ERROR_NOT_FOUND)) {
    g_clear_object (&self->item);
    show_gone (self);
    jl_item_detail_update_actions (self);
  } else if (self->item == NULL) {
    jl_page_state_show (self->state, JL_LIST_ERROR, error);
  }
}

static void
history_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) steps =
      jl_client_run_list_finish (JL_CLIENT (source), result, NULL, &error);

  if (steps != NULL)
    jl_item_detail_show_history (JL_ITEM_DETAIL (user_data), steps);
}

static void
reservations_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) reservations =
      jl_client_run_list_finish (JL_CLIENT (source), result, NULL, &error);

  if (reservations != NULL)
    jl_item_detail_show_reservations (JL_ITEM_DETAIL (user_data), reservations);
}

static void
read_list (JlItemDetail *self,
           JlAction *action,
           const JlRecordTable *table,
           GAsyncReadyCallback callback)
{
  g_autoptr (JlAction) owned = action;

  jl_action_set_output (owned, table);
  jl_client_run_async (
      jl_workspace_get_client (self->workspace), owned, self->cancellable, callback, self);
}

/* Reads the item and all that belongs to it. */
void
jl_item_detail_reload (JlItemDetail *self)
{
  JlClient *client = jl_workspace_get_client (self->workspace);
  g_autoptr (JlAction) get = NULL;

  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->id == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  get = jl_item_action_get (self->id);
  jl_client_run_async (client, get, self->cancellable, item_cb, self);
  read_list (self,
             jl_action_new_get ("/items/%s/history?limit=100", self->id),
             &jl_step_table,
             history_cb);
  if (jl_client_get_membership (client) != NULL)
    read_list (self,
               jl_action_new_get ("/reservations?item=%s&limit=100", self->id),
               &jl_reservation_table,
               reservations_cb);
}

static gboolean
reload_cb (gpointer user_data)
{
  JlItemDetail *self = user_data;

  self->reload_source = 0;
  jl_item_detail_reload (self);
  return G_SOURCE_REMOVE;
}

static void
reload_soon (JlItemDetail *self)
{
  if (self->id != NULL && self->reload_source == 0)
    self->reload_source = g_timeout_add (RELOAD_MS, reload_cb, self);
}

static void
changed_cb (JlClient *client, const char *kind, const char *id, gint64 version, JlItemDetail *self)
{
  if (self->id != NULL && (g_str_equal (kind, "reservation") ||
                           (g_str_equal (kind, "item") && g_str_equal (id, self->id))))
    reload_soon (self);
}

static void
jl_item_detail_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (jl_item_detail_parent_class)->root (widget);
  /* On the window, so that the shortcuts work wherever the cursor is. */
  gtk_widget_insert_action_group (GTK_WIDGET (gtk_widget_get_root (widget)),
                                  "item",
                                  G_ACTION_GROUP (JL_ITEM_DETAIL (widget)->actions));
}

static void
jl_item_detail_unroot (GtkWidget *widget)
{
  gtk_widget_insert_action_group (GTK_WIDGET (gtk_widget_get_root (widget)), "item", NULL);
  GTK_WIDGET_CLASS (jl_item_detail_parent_class)->unroot (widget);
}

static void
jl_item_detail_dispose (GObject *object)
{
  JlItemDetail *self = JL_ITEM_DETAIL (object);

  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->item);
  g_clear_object (&self->failed);
  g_clear_object (&self->workspace);
  g_clear_object (&self->actions);
  /* AdwBin does not know that the template's end is its child's end. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), JL_TYPE_ITEM_DETAIL);
  G_OBJECT_CLASS (jl_item_detail_parent_class)->dispose (object);
}

static void
jl_item_detail_finalize (GObject *object)
{
  g_free (JL_ITEM_DETAIL (object)->id);
  G_OBJECT_CLASS (jl_item_detail_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, state);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, content);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, scroll);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, photos);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, photo_box);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, title);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, price);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, chip_box);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, facts);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, label_code);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, actions_box);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, primary);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, more);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, reasons_bin);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, reservations);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, reservation_rows);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, waiting);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, details);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, detail_rows);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, description_box);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, description);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, note_box);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, note);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, history);
  gtk_widget_class_bind_template_child (widget_class, JlItemDetail, history_rows);
}

static void
jl_item_detail_class_init (JlItemDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_item_detail_dispose;
  G_OBJECT_CLASS (klass)->finalize = jl_item_detail_finalize;
  widget_class->root = jl_item_detail_root;
  widget_class->unroot = jl_item_detail_unroot;
  g_type_ensure (JL_TYPE_PAGE_STATE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/items/jl-item-detail.ui");
  bind_children (widget_class);
}

static void
jl_item_detail_init (JlItemDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  jl_item_detail_install_actions (self);
  self->chip = jl_state_chip_new ();
  gtk_box_append (GTK_BOX (self->chip_box), self->chip);
  self->reasons = JL_REFUSAL_BOX (jl_refusal_box_new ());
  adw_bin_set_child (self->reasons_bin, GTK_WIDGET (self->reasons));
  jl_page_state_set_content (self->state, self->content);
  g_signal_connect_swapped (self->state, "retry", G_CALLBACK (jl_item_detail_reload), self);
  show_nothing (self);
}

static void
goods_cb (JlItemDetail *self)
{
  if (self->item != NULL)
    jl_item_detail_show (self);
}

/**
 * jl_item_detail_new:
 * @workspace: of who is signed in
 *
 * Returns: (transfer floating): a detail that shows nothing yet
 */
GtkWidget *
jl_item_detail_new (JlWorkspace *workspace)
{
  JlItemDetail *self = g_object_new (JL_TYPE_ITEM_DETAIL, NULL);
  JlClient *client = jl_workspace_get_client (workspace);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (client, "changed", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (client, "caught-up", G_CALLBACK (reload_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      workspace, "notify::goods", G_CALLBACK (goods_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * jl_item_detail_set_item:
 * @self: a detail
 * @id: of an item
 * @known: (nullable): what is known of it already; all of it is read anyhow
 */
void
jl_item_detail_set_item (JlItemDetail *self, const char *id, JlRecord *known)
{
  g_autofree char *copy = g_strdup (id);

  if (g_strcmp0 (self->id, id) != 0) {
    g_clear_object (&self->item);
    g_clear_object (&self->failed);
    jl_refusal_box_clear (self->reasons);
    jl_item_detail_show_history (self, NULL);
    jl_item_detail_show_reservations (self, NULL);
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroll), 0);
  }
  g_free (self->id);
  self->id = g_steal_pointer (&copy);
  if (known != NULL) {
    /* A copy: the list changes its record under us, and we compare versions. */
    g_autoptr (JlRecord) snapshot = jl_record_copy (known);

    jl_item_detail_take_item (self, snapshot);
  } else if (self->item == NULL) {
    jl_page_state_show (self->state, JL_LIST_LOADING, NULL);
  }
  jl_item_detail_reload (self);
}

/**
 * jl_item_detail_get_item:
 * @self: a detail
 *
 * Returns: (transfer none) (nullable): the item that is shown
 */
JlRecord *
jl_item_detail_get_item (JlItemDetail *self)
{
  return self->item;
}
