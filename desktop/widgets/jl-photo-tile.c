// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-photo-tile.h"

#include "jl-form-field.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>

#define PICTURE_SIZE 132
/* Enough for a screen with two pixels for one. */
#define LOADED_SIZE (PICTURE_SIZE * 2)

struct _JlPhotoTile {
  GtkWidget parent_instance;

  JlClient *client;          /* owned, nullable */
  JlIntakePhoto *photo;      /* owned */
  GCancellable *cancellable; /* owned */
  GtkWidget *box;            /* child */
  GtkWidget *picture;        /* child of box */
  GtkWidget *place;          /* child of box */
  GtkWidget *progress;       /* child of box */
  GtkWidget *retry;          /* child of box */
  GtkWidget *problem;        /* child of box */
  GtkWidget *caption;        /* child of box */
  GtkWidget *blank;          /* child of box: what stands there while there is no picture */
  gboolean asked_file;       /* the file of this computer was looked at */
  gboolean asked_service;    /* the service was asked for it */
};

enum { SIGNAL_REMOVED, SIGNAL_RETRIED, SIGNAL_CAPTIONED, SIGNAL_MOVED, SIGNAL_DROPPED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JlPhotoTile, jl_photo_tile, GTK_TYPE_WIDGET)

static void
jl_photo_tile_dispose (GObject *object)
{
  JlPhotoTile *self = JL_PHOTO_TILE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->photo != NULL)
    g_signal_handlers_disconnect_by_data (self->photo, self);
  g_clear_object (&self->photo);
  g_clear_object (&self->client);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (jl_photo_tile_parent_class)->dispose (object);
}

static void
emit_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  JlPhotoTile *self = JL_PHOTO_TILE (widget);

  if (g_str_equal (action, "photo.remove"))
    g_signal_emit (self, signals[SIGNAL_REMOVED], 0);
  else if (g_str_equal (action, "photo.retry"))
    g_signal_emit (self, signals[SIGNAL_RETRIED], 0);
  else if (g_str_equal (action, "photo.caption"))
    gtk_widget_grab_focus (self->caption);
  else
    g_signal_emit (self, signals[SIGNAL_MOVED], 0, g_variant_get_int32 (parameter));
}

static guint
add_signal (const char *name, GType argument)
{
  return g_signal_new (name,
                       JL_TYPE_PHOTO_TILE,
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       argument == G_TYPE_NONE ? 0 : 1,
                       argument);
}

static void
jl_photo_tile_class_init (JlPhotoTileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_photo_tile_dispose;
  signals[SIGNAL_REMOVED] = add_signal ("removed", G_TYPE_NONE);
  signals[SIGNAL_RETRIED] = add_signal ("retried", G_TYPE_NONE);
  signals[SIGNAL_CAPTIONED] = add_signal ("captioned", G_TYPE_NONE);
  signals[SIGNAL_MOVED] = add_signal ("moved", G_TYPE_INT);
  signals[SIGNAL_DROPPED] = add_signal ("dropped", JL_TYPE_INTAKE_PHOTO);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "jlphoto");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_install_action (widget_class, "photo.remove", NULL, emit_cb);
  gtk_widget_class_install_action (widget_class, "photo.retry", NULL, emit_cb);
  gtk_widget_class_install_action (widget_class, "photo.caption", NULL, emit_cb);
  gtk_widget_class_install_action (widget_class, "photo.move", "i", emit_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "photo.remove", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "photo.caption", NULL);
  gtk_widget_class_add_binding_action (
      widget_class, GDK_KEY_Left, GDK_ALT_MASK, "photo.move", "i", -1);
  gtk_widget_class_add_binding_action (
      widget_class, GDK_KEY_Right, GDK_ALT_MASK, "photo.move", "i", 1);
}

static void load_picture (JlPhotoTile *self);

static void
show_texture (JlPhotoTile *self, GdkPixbuf *pixbuf)
{
  g_autoptr (GdkPixbuf) upright =
      pixbuf != NULL ? gdk_pixbuf_apply_embedded_orientation (pixbuf) : NULL;
  g_autoptr (GdkTexture) texture = upright != NULL ? gdk_texture_new_for_pixbuf (upright) : NULL;

  /* A kind of photo that this computer cannot show, e.g. HEIC, can be sent all the same, and comes
   * back as one that it can. */
  gtk_picture_set_paintable (GTK_PICTURE (self->picture), GDK_PAINTABLE (texture));
  gtk_widget_set_visible (self->blank, texture == NULL);
  load_picture (self);
}

static void
decoded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_stream_finish (result, &error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_texture (user_data, pixbuf);
}

static void
decode (JlPhotoTile *self, GInputStream *stream)
{
  gdk_pixbuf_new_from_stream_at_scale_async (
      stream, LOADED_SIZE, LOADED_SIZE, TRUE, self->cancellable, decoded_cb, self);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, &error);

  if (stream != NULL)
    decode (user_data, G_INPUT_STREAM (stream));
}

static void
downloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = jl_client_load_photo_finish (JL_CLIENT (source), result, &error);
  g_autoptr (GInputStream) stream =
      content != NULL ? g_memory_input_stream_new_from_bytes (content) : NULL;

  if (stream != NULL)
    decode (user_data, stream);
}

/* The file of this computer; what the service has, where there is none or it cannot be shown. */
static void
load_picture (JlPhotoTile *self)
{
  const char *path = jl_intake_photo_get_path (self->photo);
  const char *id = jl_intake_photo_get_id (self->photo);
  g_autoptr (GFile) file = NULL;

  if (gtk_picture_get_paintable (GTK_PICTURE (self->picture)) != NULL)
    return;
  if (path != NULL && !self->asked_file) {
    self->asked_file = TRUE;
    file = g_file_new_for_path (path);
    g_file_read_async (file, G_PRIORITY_DEFAULT, self->cancellable, opened_cb, self);
  } else if (id != NULL && self->client != NULL && !self->asked_service) {
    self->asked_service = TRUE;
    jl_client_load_photo_async (self->client, id, "thumb", self->cancellable, downloaded_cb, self);
  }
}

static void
show_photo (JlPhotoTile *self)
{
  JlIntakePhotoState state = jl_intake_photo_get_state (self->photo);
  const char *problem = jl_intake_photo_get_problem (self->photo);
  const char *caption = jl_intake_photo_get_caption (self->photo);

  gtk_widget_set_visible (self->progress, state == JL_INTAKE_PHOTO_SENDING);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress),
                                 jl_intake_photo_get_progress (self->photo));
  gtk_widget_set_visible (self->retry, state == JL_INTAKE_PHOTO_FAILED);
  gtk_widget_set_visible (self->problem, problem != NULL);
  gtk_label_set_text (GTK_LABEL (self->problem), problem != NULL ? problem : "");
  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "invalid");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "invalid");
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->caption)), caption))
    gtk_editable_set_text (GTK_EDITABLE (self->caption), caption);
  load_picture (self);
}

static void
caption_changed_cb (GtkEditable *entry, JlPhotoTile *self)
{
  if (g_str_equal (gtk_editable_get_text (entry), jl_intake_photo_get_caption (self->photo)))
    return;
  jl_intake_photo_set_caption (self->photo, gtk_editable_get_text (entry));
  g_signal_emit (self, signals[SIGNAL_CAPTIONED], 0);
}

static gboolean
dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, JlPhotoTile *self)
{
  g_signal_emit (self, signals[SIGNAL_DROPPED], 0, g_value_get_object (value));
  return TRUE;
}

static void
drag_begun_cb (GtkDragSource *source, GdkDrag *drag, JlPhotoTile *self)
{
  g_autoptr (GdkPaintable) icon = gtk_widget_paintable_new (self->picture);

  gtk_drag_source_set_icon (source, icon, PICTURE_SIZE / 2, PICTURE_SIZE / 2);
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, JlPhotoTile *self)
{
  return gdk_content_provider_new_typed (JL_TYPE_INTAKE_PHOTO, self->photo);
}

static void
add_dragging (JlPhotoTile *self)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (JL_TYPE_INTAKE_PHOTO, GDK_ACTION_MOVE);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (drag_prepare_cb), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begun_cb), self);
  gtk_widget_add_controller (self->picture, GTK_EVENT_CONTROLLER (source));
  g_signal_connect (target, "drop", G_CALLBACK (dropped_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static GtkWidget *
make_button (const char *icon, const char *tooltip, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "osd");
  gtk_widget_add_css_class (button, "circular");
  return button;
}

static GtkWidget *
make_picture (JlPhotoTile *self)
{
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *room = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *remove = make_button ("user-trash-symbolic", _ ("Remove this photo"), "photo.remove");

  self->picture = gtk_picture_new ();
  gtk_picture_set_content_fit (GTK_PICTURE (self->picture), GTK_CONTENT_FIT_COVER);
  gtk_widget_add_css_class (self->picture, "picture");
  gtk_widget_set_overflow (self->picture, GTK_OVERFLOW_HIDDEN);
  /* As an overlay it takes the room there is, however large the photo. */
  gtk_widget_set_size_request (room, PICTURE_SIZE, PICTURE_SIZE);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), room);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->picture);

  self->blank = jl_form_icon_new ("image-x-generic-symbolic");
  gtk_image_set_pixel_size (GTK_IMAGE (self->blank), 32);
  gtk_widget_add_css_class (self->blank, "dim-label");
  gtk_widget_set_can_target (self->blank, FALSE);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->blank);

  self->place = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->place, "place");
  gtk_widget_set_halign (self->place, GTK_ALIGN_START);
  gtk_widget_set_valign (self->place, GTK_ALIGN_START);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->place);

  gtk_widget_set_halign (remove, GTK_ALIGN_END);
  gtk_widget_set_valign (remove, GTK_ALIGN_START);
  gtk_widget_add_css_class (remove, "remove");
  /* By keyboard, Delete does it from the photo. */
  gtk_widget_set_focusable (remove, FALSE);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), remove);

  self->progress = gtk_progress_bar_new ();
  gtk_widget_add_css_class (self->progress, "osd");
  gtk_widget_set_valign (self->progress, GTK_ALIGN_END);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Sending"), -1);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->progress);

  self->retry = make_button ("view-refresh-symbolic", _ ("Send this photo again"), "photo.retry");
  gtk_widget_set_halign (self->retry, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->retry, GTK_ALIGN_CENTER);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->retry);
  return overlay;
}

static void
jl_photo_tile_init (JlPhotoTile *self)
{
  self->cancellable = g_cancellable_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_box_append (GTK_BOX (self->box), make_picture (self));
  self->problem = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->problem), 14);
  gtk_label_set_xalign (GTK_LABEL (self->problem), 0);
  gtk_widget_add_css_class (self->problem, "field-message");
  gtk_box_append (GTK_BOX (self->box), self->problem);
  self->caption = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->caption), _ ("Caption"));
  gtk_entry_set_max_length (GTK_ENTRY (self->caption), 200);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->caption), 6);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->caption), 8);
  gtk_box_append (GTK_BOX (self->box), self->caption);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  g_signal_connect (self->caption, "changed", G_CALLBACK (caption_changed_cb), self);
  add_dragging (self);
}

/**
 * jl_photo_tile_new:
 * @client: (nullable): where photos of the service come from
 * @photo: a photo
 *
 * Returns: (transfer floating): a tile
 */
GtkWidget *
jl_photo_tile_new (JlClient *client, JlIntakePhoto *photo)
{
  JlPhotoTile *self = g_object_new (JL_TYPE_PHOTO_TILE, NULL);

  g_set_object (&self->client, client);
  self->photo = g_object_ref (photo);
  g_signal_connect_swapped (photo, "changed", G_CALLBACK (show_photo), self);
  show_photo (self);
  return GTK_WIDGET (self);
}

/**
 * jl_photo_tile_get_photo:
 * @self: a tile
 *
 * Returns: (transfer none): its photo
 */
JlIntakePhoto *
jl_photo_tile_get_photo (JlPhotoTile *self)
{
  return self->photo;
}

/**
 * jl_photo_tile_set_place:
 * @self: a tile
 * @place: its place, from 0; the first photo is the one that lists show
 * @n_photos: how many there are
 */
void
jl_photo_tile_set_place (JlPhotoTile *self, guint place, guint n_photos)
{
  g_autofree char *number = g_strdup_printf ("%u", place + 1);
  g_autofree char *spoken = g_strdup_printf (_ ("Photo %u of %u"), place + 1, n_photos);
  g_autofree char *caption = g_strdup_printf (_ ("Caption of photo %u"), place + 1);

  gtk_label_set_text (GTK_LABEL (self->place), place == 0 ? _ ("Cover") : number);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->picture), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->caption), GTK_ACCESSIBLE_PROPERTY_LABEL, caption, -1);
}
