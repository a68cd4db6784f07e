// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-photo-view.h"

#include "jl-item.h"

/* Decoded thumbnails that are kept: a few screens of a list, about 40 MB. */
#define MAX_TEXTURES 160

struct _JlPhotoView {
  GtkWidget parent_instance;

  GtkWidget *picture; /* owned: child */
  GtkWidget *icon;    /* owned: child */

  JlClient *client;          /* owned */
  char *size;                /* owned */
  char *photo;               /* owned, nullable: id */
  GCancellable *cancellable; /* owned, nullable */
};

G_DEFINE_FINAL_TYPE (JlPhotoView, jl_photo_view, GTK_TYPE_WIDGET)

/* Textures by `id/size`, so that scrolling back does not decode again. */
static GHashTable *textures;
static GQueue texture_order = G_QUEUE_INIT;

static GdkTexture *
lookup_texture (const char *key)
{
  return textures != NULL ? g_hash_table_lookup (textures, key) : NULL;
}

static void
keep_texture (const char *key, GdkTexture *texture)
{
  if (textures == NULL)
    textures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  if (g_hash_table_contains (textures, key))
    return;
  g_queue_push_head (&texture_order, g_strdup (key));
  g_hash_table_insert (textures, g_strdup (key), g_object_ref (texture));
  if (texture_order.length > MAX_TEXTURES) {
    g_autofree char *oldest = g_queue_pop_tail (&texture_order);

    g_hash_table_remove (textures, oldest);
  }
}

static void
jl_photo_view_dispose (GObject *object)
{
  JlPhotoView *self = JL_PHOTO_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  g_clear_pointer (&self->picture, gtk_widget_unparent);
  g_clear_pointer (&self->icon, gtk_widget_unparent);
  G_OBJECT_CLASS (jl_photo_view_parent_class)->dispose (object);
}

static void
jl_photo_view_finalize (GObject *object)
{
  JlPhotoView *self = JL_PHOTO_VIEW (object);

  g_free (self->size);
  g_free (self->photo);
  G_OBJECT_CLASS (jl_photo_view_parent_class)->finalize (object);
}

static void
jl_photo_view_class_init (JlPhotoViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = jl_photo_view_dispose;
  object_class->finalize = jl_photo_view_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "photo");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
jl_photo_view_init (JlPhotoView *self)
{
  self->icon = gtk_image_new_from_icon_name ("image-x-generic-symbolic");
  gtk_image_set_pixel_size (GTK_IMAGE (self->icon), 32);
  gtk_widget_add_css_class (self->icon, "dim-label");
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
  self->picture = gtk_picture_new ();
  gtk_picture_set_content_fit (GTK_PICTURE (self->picture), GTK_CONTENT_FIT_COVER);
  gtk_picture_set_can_shrink (GTK_PICTURE (self->picture), TRUE);
  gtk_widget_set_parent (self->picture, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * jl_photo_view_new:
 * @client: the way to the service
 * @size: `thumb`, `screen` or `full`
 *
 * Returns: (transfer floating): a view without a photo
 */
GtkWidget *
jl_photo_view_new (JlClient *client, const char *size)
{
  JlPhotoView *self = g_object_new (JL_TYPE_PHOTO_VIEW, NULL);

  self->client = g_object_ref (client);
  self->size = g_strdup (size);
  return GTK_WIDGET (self);
}

/**
 * jl_photo_view_set_content_fit:
 * @self: a view
 * @fit: whether the photo fills the view, or is seen whole
 */
void
jl_photo_view_set_content_fit (JlPhotoView *self, GtkContentFit fit)
{
  gtk_picture_set_content_fit (GTK_PICTURE (self->picture), fit);
}

static char *
get_key (JlPhotoView *self)
{
  return g_strdup_printf ("%s/%s/%s", jl_client_get_server (self->client), self->photo, self->size);
}

static void
show_texture (JlPhotoView *self, GdkTexture *texture)
{
  gtk_picture_set_paintable (GTK_PICTURE (self->picture), GDK_PAINTABLE (texture));
  gtk_widget_set_visible (self->icon, texture == NULL);
}

static void
decode_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GdkTexture *texture = gdk_texture_new_from_bytes (data, &error);

  if (texture == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, texture, g_object_unref);
}

static void
decoded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), NULL);
  JlPhotoView *self = JL_PHOTO_VIEW (source);
  g_autofree char *key = NULL;

  if (texture == NULL || g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;
  key = get_key (self);
  keep_texture (key, texture);
  show_texture (self, texture);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GBytes) content = jl_client_load_photo_finish (JL_CLIENT (source), result, NULL);

  if (content == NULL || g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return;
  g_task_set_task_data (task, g_steal_pointer (&content), (GDestroyNotify)g_bytes_unref);
  g_task_run_in_thread (task, decode_thread);
}

static void
load (JlPhotoView *self)
{
  g_autofree char *key = get_key (self);
  GdkTexture *texture = lookup_texture (key);
  GTask *task;

  show_texture (self, texture);
  if (texture != NULL)
    return;
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, decoded_cb, NULL);
  g_task_set_source_tag (task, load);
  g_task_set_return_on_cancel (task, FALSE);
  jl_client_load_photo_async (
      self->client, self->photo, self->size, self->cancellable, loaded_cb, task);
}

/**
 * jl_photo_view_set_photo:
 * @self: a view
 * @photo: (nullable): what to show, of jl_photo_table
 * @label: (nullable): what is on it, for a screen reader
 */
void
jl_photo_view_set_photo (JlPhotoView *self, JlRecord *photo, const char *label)
{
  g_autofree char *id = photo != NULL ? jl_record_dup_field_text (photo, JL_PHOTO_ID) : NULL;

  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label != NULL ? label : "", -1);
  if (g_strcmp0 (id, self->photo) == 0)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_free (self->photo);
  self->photo = g_steal_pointer (&id);
  if (self->photo != NULL)
    load (self);
  else
    show_texture (self, NULL);
}
