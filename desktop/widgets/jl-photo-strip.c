// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-photo-strip.h"

#include "jl-item.h"
#include "jl-photo-tile.h"

#include <glib/gi18n-lib.h>

struct _JlPhotoStrip {
  JlFormField parent_instance;

  JlClient *client;          /* owned, nullable */
  JlIntakeDraft *draft;      /* owned, nullable */
  GCancellable *cancellable; /* owned */
  GQueue files;              /* owned: GFile that are still to be read */
  gboolean reading;
  GtkFileChooserNative *dialog; /* owned, nullable */
  GtkWidget *flow;              /* borrowed */
  GtkWidget *empty;             /* borrowed: what stands there without photos */
  GtkWidget *button;            /* borrowed */
  GtkWidget *keys;              /* borrowed: which keys there are */
};

enum { SIGNAL_RETRIED, SIGNAL_REFUSED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JlPhotoStrip, jl_photo_strip, JL_TYPE_FORM_FIELD)

static void read_next (JlPhotoStrip *self);

static GListModel *
get_photos (JlPhotoStrip *self)
{
  return jl_intake_draft_get_photos (self->draft);
}

static void
jl_photo_strip_dispose (GObject *object)
{
  JlPhotoStrip *self = JL_PHOTO_STRIP (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (get_photos (self), self);
  g_clear_object (&self->draft);
  g_clear_object (&self->client);
  g_clear_object (&self->dialog);
  g_queue_clear_full (&self->files, g_object_unref);
  G_OBJECT_CLASS (jl_photo_strip_parent_class)->dispose (object);
}

/* The photos are no text: their model is the draft's. */
static char *
jl_photo_strip_dup_text (JlFormField *field)
{
  return g_strdup ("");
}

static void
jl_photo_strip_set_text (JlFormField *field, const char *text)
{
}

static void
jl_photo_strip_class_init (JlPhotoStripClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jl_photo_strip_dispose;
  JL_FORM_FIELD_CLASS (klass)->dup_text = jl_photo_strip_dup_text;
  JL_FORM_FIELD_CLASS (klass)->set_text = jl_photo_strip_set_text;
  signals[SIGNAL_RETRIED] = g_signal_new (
      "retried", JL_TYPE_PHOTO_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REFUSED] = g_signal_new ("refused",
                                          JL_TYPE_PHOTO_STRIP,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          1,
                                          G_TYPE_STRING);
}

static void
refuse (JlPhotoStrip *self, const char *name, const char *message)
{
  g_autofree char *text = name != NULL ? g_strdup_printf ("%s: %s", name, message) : NULL;

  g_signal_emit (self, signals[SIGNAL_REFUSED], 0, text != NULL ? text : message);
}

static void
add_content (JlPhotoStrip *self, GBytes *content, const char *name)
{
  g_autoptr (GError) error = NULL;

  if (jl_intake_draft_add_photo (self->draft, content, &error))
    jl_form_field_emit_changed (JL_FORM_FIELD (self));
  else
    refuse (self, name, error->message);
}

static guint
find_photo (JlPhotoStrip *self, JlIntakePhoto *photo)
{
  for (guint i = 0; i < g_list_model_get_n_items (get_photos (self)); i++) {
    g_autoptr (JlIntakePhoto) candidate = g_list_model_get_item (get_photos (self), i);

    if (candidate == photo)
      return i;
  }
  return GTK_INVALID_LIST_POSITION;
}

/* After a photo went elsewhere or away, the keyboard stays with it or with its neighbour. */
static void
focus_place (JlPhotoStrip *self, guint place)
{
  guint n = g_list_model_get_n_items (get_photos (self));

  if (n == 0)
    gtk_widget_grab_focus (self->button);
  else
    gtk_widget_grab_focus (GTK_WIDGET (
        gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (self->flow), (int)MIN (place, n - 1))));
}

static void
removed_cb (JlPhotoTile *tile, JlPhotoStrip *self)
{
  guint place = find_photo (self, jl_photo_tile_get_photo (tile));

  jl_intake_draft_remove_photo (self->draft, place);
  focus_place (self, place);
  jl_form_field_emit_changed (JL_FORM_FIELD (self));
}

static void
move_to (JlPhotoStrip *self, JlIntakePhoto *photo, int to)
{
  guint place = find_photo (self, photo);

  if (place == GTK_INVALID_LIST_POSITION || to < 0)
    return;
  jl_intake_draft_move_photo (self->draft, place, (guint)to);
  focus_place (self, (guint)to);
  jl_form_field_emit_changed (JL_FORM_FIELD (self));
}

static void
moved_cb (JlPhotoTile *tile, int by, JlPhotoStrip *self)
{
  g_autoptr (JlIntakePhoto) photo = g_object_ref (jl_photo_tile_get_photo (tile));

  move_to (self, photo, (int)find_photo (self, photo) + by);
}

static void
dropped_cb (JlPhotoTile *tile, JlIntakePhoto *photo, JlPhotoStrip *self)
{
  g_autoptr (JlIntakePhoto) held = g_object_ref (photo);

  move_to (self, held, (int)find_photo (self, jl_photo_tile_get_photo (tile)));
}

static void
retried_cb (JlPhotoStrip *self)
{
  g_signal_emit (self, signals[SIGNAL_RETRIED], 0);
}

static GtkWidget *
make_tile (JlPhotoStrip *self, JlIntakePhoto *photo)
{
  GtkWidget *tile = jl_photo_tile_new (self->client, photo);

  g_signal_connect (tile, "removed", G_CALLBACK (removed_cb), self);
  g_signal_connect (tile, "moved", G_CALLBACK (moved_cb), self);
  g_signal_connect (tile, "dropped", G_CALLBACK (dropped_cb), self);
  g_signal_connect_swapped (tile, "retried", G_CALLBACK (retried_cb), self);
  g_signal_connect_swapped (tile, "captioned", G_CALLBACK (jl_form_field_emit_changed), self);
  return tile;
}

/* Keys of a photo work when the keyboard is on its place in the strip. */
static gboolean
flow_key_cb (GtkEventControllerKey *controller,
             guint key,
             guint code,
             GdkModifierType state,
             GtkWidget *child)
{
  GtkWidget *tile = gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (child));

  if (!gtk_widget_is_focus (child))
    return FALSE;
  if (key == GDK_KEY_Delete || key == GDK_KEY_KP_Delete)
    gtk_widget_activate_action (tile, "photo.remove", NULL);
  else if (key == GDK_KEY_F2 || key == GDK_KEY_Return || key == GDK_KEY_KP_Enter)
    gtk_widget_activate_action (tile, "photo.caption", NULL);
  else if ((state & GDK_ALT_MASK) != 0 && (key == GDK_KEY_Left || key == GDK_KEY_KP_Left))
    gtk_widget_activate_action (tile, "photo.move", "i", -1);
  else if ((state & GDK_ALT_MASK) != 0 && (key == GDK_KEY_Right || key == GDK_KEY_KP_Right))
    gtk_widget_activate_action (tile, "photo.move", "i", 1);
  else
    return FALSE;
  return TRUE;
}

static void
insert_tile (JlPhotoStrip *self, guint place)
{
  g_autoptr (JlIntakePhoto) photo = g_list_model_get_item (get_photos (self), place);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget *child = gtk_flow_box_child_new ();

  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), make_tile (self, photo));
  g_signal_connect (keys, "key-pressed", G_CALLBACK (flow_key_cb), child);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (child, keys);
  gtk_flow_box_insert (GTK_FLOW_BOX (self->flow), child, (int)place);
}

static void
update_places (JlPhotoStrip *self)
{
  guint n = g_list_model_get_n_items (get_photos (self));
  g_autofree char *note = g_strdup_printf (_ ("%u of %u"), n, JL_ITEM_MAX_PHOTOS);

  for (guint i = 0; i < n; i++) {
    GtkFlowBoxChild *child = gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (self->flow), (int)i);
    g_autofree char *spoken = g_strdup_printf (_ ("Photo %u of %u"), i + 1, n);

    gtk_accessible_update_property (
        GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
    jl_photo_tile_set_place (JL_PHOTO_TILE (gtk_flow_box_child_get_child (child)), i, n);
  }
  gtk_widget_set_visible (self->flow, n > 0);
  gtk_widget_set_visible (self->keys, n > 0);
  gtk_widget_set_visible (self->empty, n == 0);
  gtk_widget_set_sensitive (self->button, n < JL_ITEM_MAX_PHOTOS);
  jl_form_field_set_note (JL_FORM_FIELD (self), note);
}

static void
remove_tiles (JlPhotoStrip *self, guint position, guint n)
{
  for (; n > 0; n--)
    gtk_flow_box_remove (
        GTK_FLOW_BOX (self->flow),
        GTK_WIDGET (gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (self->flow), (int)position)));
}

static void
items_changed_cb (
    GListModel *photos, guint position, guint removed, guint added, JlPhotoStrip *self)
{
  remove_tiles (self, position, removed);
  for (guint i = 0; i < added; i++)
    insert_tile (self, position + i);
  update_places (self);
}

static GtkWidget *
make_empty (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *icon = jl_form_icon_new ("camera-photo-symbolic");
  GtkWidget *label = gtk_label_new (_ ("Drop photos here, or paste them with Ctrl+V"));

  gtk_image_set_pixel_size (GTK_IMAGE (icon), 48);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_add_css_class (box, "photos-empty");
  gtk_widget_set_valign (icon, GTK_ALIGN_END);
  gtk_widget_set_vexpand (icon, TRUE);
  gtk_widget_set_vexpand (label, TRUE);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  return box;
}

static void
jl_photo_strip_init (JlPhotoStrip *self)
{
  self->cancellable = g_cancellable_new ();
  g_queue_init (&self->files);
}

/**
 * jl_photo_strip_new:
 * @client: (nullable): where photos of the service come from
 *
 * Returns: (transfer floating): a strip without photos; its path is `photos`
 */
JlFormField *
jl_photo_strip_new (JlClient *client)
{
  JlPhotoStrip *self = g_object_new (JL_TYPE_PHOTO_STRIP, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  g_set_object (&self->client, client);
  self->button = gtk_button_new_with_mnemonic (_ ("_Add Photos…"));
  g_signal_connect_swapped (
      self->button, "clicked", G_CALLBACK (jl_photo_strip_choose_files), self);
  self->flow = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->flow), 6);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (self->flow), TRUE);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (self->flow), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (self->flow), 6);
  self->empty = make_empty ();
  self->keys =
      gtk_label_new (_ ("Alt+← and Alt+→ move a photo, F2 writes its caption, Delete removes it."));
  gtk_label_set_wrap (GTK_LABEL (self->keys), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->keys), 0);
  gtk_widget_add_css_class (self->keys, "note");
  gtk_box_append (GTK_BOX (box), self->empty);
  gtk_box_append (GTK_BOX (box), self->flow);
  gtk_box_append (GTK_BOX (box), self->button);
  gtk_box_append (GTK_BOX (box), self->keys);
  jl_form_field_set_up (JL_FORM_FIELD (self), "photos", box, self->button);
  jl_form_field_set_label (JL_FORM_FIELD (self), _ ("Photos"));
  gtk_accessible_reset_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL);
  return JL_FORM_FIELD (self);
}

/**
 * jl_photo_strip_set_draft:
 * @self: a strip
 * @draft: whose photos it shows and changes
 */
void
jl_photo_strip_set_draft (JlPhotoStrip *self, JlIntakeDraft *draft)
{
  if (self->draft != NULL) {
    g_signal_handlers_disconnect_by_data (get_photos (self), self);
    remove_tiles (self, 0, g_list_model_get_n_items (get_photos (self)));
  }
  g_set_object (&self->draft, draft);
  g_signal_connect (get_photos (self), "items-changed", G_CALLBACK (items_changed_cb), self);
  items_changed_cb (get_photos (self), 0, 0, g_list_model_get_n_items (get_photos (self)), self);
}

static void
file_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  JlPhotoStrip *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_PHOTO_STRIP (user_data);
  self->reading = FALSE;
  if (content != NULL)
    add_content (self, content, name);
  else
    refuse (self, name, error->message);
  read_next (self);
}

/* One after the other, so that they come in the order in which they were chosen. */
static void
read_next (JlPhotoStrip *self)
{
  g_autoptr (GFile) file = self->reading ? NULL : g_queue_pop_head (&self->files);

  if (file == NULL)
    return;
  self->reading = TRUE;
  g_file_load_bytes_async (file, self->cancellable, file_read_cb, self);
}

/**
 * jl_photo_strip_add_files:
 * @self: a strip
 * @files: (element-type GFile): photos
 */
void
jl_photo_strip_add_files (JlPhotoStrip *self, GListModel *files)
{
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    g_queue_push_tail (&self->files, g_list_model_get_item (files, i));
  read_next (self);
}

static void
encode_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, gdk_texture_save_to_png_bytes (data), (GDestroyNotify)g_bytes_unref);
}

static void
encoded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  JlPhotoStrip *self = JL_PHOTO_STRIP (source);
  g_autoptr (GBytes) content = g_task_propagate_pointer (G_TASK (result), NULL);

  if (content != NULL && self->draft != NULL)
    add_content (self, content, NULL);
}

/**
 * jl_photo_strip_add_texture:
 * @self: a strip
 * @texture: a picture that was dropped or pasted
 */
void
jl_photo_strip_add_texture (JlPhotoStrip *self, GdkTexture *texture)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, encoded_cb, NULL);

  g_task_set_source_tag (task, jl_photo_strip_add_texture);
  g_task_set_task_data (task, g_object_ref (texture), g_object_unref);
  g_task_run_in_thread (task, encode_thread);
}

static void
response_cb (GtkNativeDialog *dialog, int response, JlPhotoStrip *self)
{
  g_autoptr (GListModel) files = NULL;

  if (response == GTK_RESPONSE_ACCEPT) {
    files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
    jl_photo_strip_add_files (self, files);
  }
  g_clear_object (&self->dialog);
}

/**
 * jl_photo_strip_choose_files:
 * @self: a strip
 *
 * Lets somebody choose files.
 */
void
jl_photo_strip_choose_files (JlPhotoStrip *self)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  if (self->dialog != NULL)
    return;
  gtk_file_filter_set_name (filter, _ ("Photos"));
  gtk_file_filter_add_mime_type (filter, "image/jpeg");
  gtk_file_filter_add_mime_type (filter, "image/png");
  gtk_file_filter_add_mime_type (filter, "image/webp");
  gtk_file_filter_add_mime_type (filter, "image/heif");
  gtk_file_filter_add_suffix (filter, "heic");
  self->dialog = gtk_file_chooser_native_new (_ ("Add Photos"),
                                              GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                              GTK_FILE_CHOOSER_ACTION_OPEN,
                                              _ ("_Add"),
                                              _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->dialog), TRUE);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->dialog), TRUE);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->dialog), filter);
  g_signal_connect (self->dialog, "response", G_CALLBACK (response_cb), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->dialog));
}

static void
take_value (JlPhotoStrip *self, const GValue *value)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE)) {
    jl_photo_strip_add_texture (self, g_value_get_object (value));
    return;
  }
  for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
    g_list_store_append (files, l->data);
  jl_photo_strip_add_files (self, G_LIST_MODEL (files));
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (JlPhotoStrip) self = user_data;
  g_autoptr (GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (self->draft == NULL)
    return;
  if (value != NULL)
    take_value (self, value);
  else
    refuse (self, NULL, error->message);
}

/**
 * jl_photo_strip_paste:
 * @self: a strip
 *
 * Takes files or a picture from the clipboard.
 *
 * Returns: %FALSE if there is neither, or a text
 */
gboolean
jl_photo_strip_paste (JlPhotoStrip *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);
  GType type = G_TYPE_NONE;

  if (gdk_content_formats_contain_mime_type (formats, "text/uri-list") ||
      gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    type = GDK_TYPE_FILE_LIST;
  else if (gdk_content_formats_contain_gtype (formats, G_TYPE_STRING) ||
           gdk_content_formats_contain_mime_type (formats, "text/plain;charset=utf-8"))
    return FALSE;
  else if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE) ||
           gdk_content_formats_contain_mime_type (formats, "image/png") ||
           gdk_content_formats_contain_mime_type (formats, "image/jpeg"))
    type = GDK_TYPE_TEXTURE;
  if (type == G_TYPE_NONE)
    return FALSE;
  gdk_clipboard_read_value_async (
      clipboard, type, G_PRIORITY_DEFAULT, self->cancellable, pasted_cb, g_object_ref (self));
  return TRUE;
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, JlPhotoStrip *self)
{
  take_value (self, value);
  return TRUE;
}

/**
 * jl_photo_strip_make_drop_target:
 * @self: a strip
 *
 * Returns: (transfer full): what takes files and pictures that are dropped on any widget, such as
 *   the page that the strip is in
 */
GtkEventController *
jl_photo_strip_make_drop_target (JlPhotoStrip *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  GType types[] = { GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE };

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  return GTK_EVENT_CONTROLLER (target);
}
