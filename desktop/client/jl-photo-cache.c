// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-photo-cache.h"

#include <glib/gstdio.h>

/* Thumbnails are about 12 KB, the large sizes up to 1 MB. */
#define MAX_MEMORY (48 * 1024 * 1024)
#define MAX_FILES 4000

struct _JlPhotoCache {
  GHashTable *entries; /* owned: key -> node of the queue */
  GQueue order;        /* of Entry, the latest used first */
  gsize size;
  char *folder; /* owned */
};

typedef struct {
  char *key;
  GBytes *content;
} Entry;

static void
entry_free (Entry *entry)
{
  g_free (entry->key);
  g_bytes_unref (entry->content);
  g_free (entry);
}

static gint
compare_age (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *)a, *(const char *const *)b);
}

/* Removes the files that were not written for the longest time when there are too many. */
static void
prune (JlPhotoCache *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (self->folder, name, NULL);
    GStatBuf info;

    if (g_stat (path, &info) == 0)
      g_ptr_array_add (names,
                       g_strdup_printf ("%020" G_GINT64_FORMAT " %s", (gint64)info.st_mtime, path));
  }
  if (names->len <= MAX_FILES)
    return;
  g_ptr_array_sort (names, compare_age);
  for (guint i = 0; i < names->len - MAX_FILES; i++)
    g_unlink (strchr (names->pdata[i], ' ') + 1);
}

/**
 * jl_photo_cache_new:
 *
 * Returns: (transfer full): a cache whose files are in the person's cache folder
 */
JlPhotoCache *
jl_photo_cache_new (void)
{
  JlPhotoCache *self = g_new0 (JlPhotoCache, 1);

  self->entries = g_hash_table_new (g_str_hash, g_str_equal);
  g_queue_init (&self->order);
  self->folder = g_build_filename (g_get_user_cache_dir (), "jieli", "photos", NULL);
  prune (self);
  return self;
}

/**
 * jl_photo_cache_free:
 * @self: (transfer full): a cache
 */
void
jl_photo_cache_free (JlPhotoCache *self)
{
  jl_photo_cache_clear (self);
  g_hash_table_unref (self->entries);
  g_free (self->folder);
  g_free (self);
}

/**
 * jl_photo_cache_clear:
 * @self: a cache
 *
 * Forgets what is in memory, when another person signs in. Files stay: their names are secrets of
 * those who know them.
 */
void
jl_photo_cache_clear (JlPhotoCache *self)
{
  g_hash_table_remove_all (self->entries);
  g_queue_clear_full (&self->order, (GDestroyNotify)entry_free);
  self->size = 0;
}

/**
 * jl_photo_cache_lookup:
 * @self: a cache
 * @key: server, id and size of a photo
 *
 * Returns: (transfer full) (nullable): its content when it is in memory
 */
GBytes *
jl_photo_cache_lookup (JlPhotoCache *self, const char *key)
{
  GList *link = g_hash_table_lookup (self->entries, key);

  if (link == NULL)
    return NULL;
  g_queue_unlink (&self->order, link);
  g_queue_push_head_link (&self->order, link);
  return g_bytes_ref (((Entry *)link->data)->content);
}

/**
 * jl_photo_cache_store:
 * @self: a cache
 * @key: server, id and size of a photo
 * @content: the photo
 *
 * Keeps a photo in memory; those not used for the longest time make room.
 */
void
jl_photo_cache_store (JlPhotoCache *self, const char *key, GBytes *content)
{
  Entry *entry;

  if (g_hash_table_contains (self->entries, key))
    return;
  entry = g_new (Entry, 1);
  *entry = (Entry){ .key = g_strdup (key), .content = g_bytes_ref (content) };
  g_queue_push_head (&self->order, entry);
  g_hash_table_insert (self->entries, entry->key, self->order.head);
  self->size += g_bytes_get_size (content);
  while (self->size > MAX_MEMORY && self->order.length > 1) {
    Entry *oldest = g_queue_pop_tail (&self->order);

    self->size -= g_bytes_get_size (oldest->content);
    g_hash_table_remove (self->entries, oldest->key);
    entry_free (oldest);
  }
}

/**
 * jl_photo_cache_get_file:
 * @self: a cache
 * @key: server, id and size of a photo
 *
 * Returns: (transfer full): where its file is, or would be
 */
GFile *
jl_photo_cache_get_file (JlPhotoCache *self, const char *key)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, key, -1);

  return g_file_new_build_filename (self->folder, digest, NULL);
}
