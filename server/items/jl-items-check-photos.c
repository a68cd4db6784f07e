// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-items.h"

#include "jl-error.h"
#include "jl-picture-files.h"

#include <glib/gi18n-lib.h>

/* A photo is on the disk before the command that names it commits, and stays for a while after the
 * last item has let go of it. One that nobody names for longer than this is of no use. */
#define GRACE_SECONDS (24 * 60 * 60)

typedef struct {
  const char *photos_dir;
  GHashTable *names; /* owned: (element-type utf8): content names that items have */
  GPtrArray *problems;
  gint64 now; /* seconds */
} Walk;

static gboolean
check_named (const char *name, gpointer user_data, GError **error)
{
  Walk *walk = user_data;
  g_autoptr (GError) problem = NULL;

  if (!jl_picture_name_is_valid (name))
    g_ptr_array_add (walk->problems, g_strdup_printf (_ ("“%s” is no name of a photo"), name));
  else if (!jl_picture_files_verify (walk->photos_dir, name, &problem))
    g_ptr_array_add (walk->problems, g_strdup (problem->message));
  g_hash_table_add (walk->names, g_strdup (name));
  return TRUE;
}

static gboolean
check_file (const JlPictureFile *file, gpointer user_data, GError **error)
{
  Walk *walk = user_data;

  if ((file->name == NULL || !g_hash_table_contains (walk->names, file->name)) &&
      file->mtime < walk->now - GRACE_SECONDS)
    g_ptr_array_add (walk->problems, g_strdup_printf (_ ("%s belongs to no item"), file->path));
  return TRUE;
}

/**
 * jl_items_list_photos:
 * @connection: a connection, in a read transaction if the service may be running
 * @func: told of each photo's content name once, in ascending order
 * @user_data: for @func
 * @error: as jl_statement_step(), or @func's
 *
 * Lists the photos that items have.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_items_list_photos (JlConnection *connection,
                      JlPhotoFunc func,
                      gpointer user_data,
                      GError **error)
{
  static const char sql[] = "SELECT DISTINCT content FROM item_photo ORDER BY content";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  while (jl_statement_step (statement, &local_error)) {
    if (!func (jl_statement_get_text (statement, 0), user_data, error))
      return FALSE;
  }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

/**
 * jl_items_check_photos:
 * @connection: a connection, in a read transaction if the service may be running
 * @data_dir: the data folder
 * @problems: (element-type utf8): takes what is wrong
 * @error: as jl_statement_step(); or the folder of photos cannot be read
 *
 * Looks whether every photo that an item has is on the disk and whole, and for files that have
 * belonged to no item for a day. Reads all photos.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_items_check_photos (JlConnection *connection,
                       const char *data_dir,
                       GPtrArray *problems,
                       GError **error)
{
  g_autofree char *photos_dir = g_build_filename (data_dir, "photos", NULL);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Walk walk = { photos_dir, names, problems, g_get_real_time () / G_USEC_PER_SEC };

  return jl_items_list_photos (connection, check_named, &walk, error) &&
         jl_pictures_foreach_file (photos_dir, check_file, &walk, error);
}
