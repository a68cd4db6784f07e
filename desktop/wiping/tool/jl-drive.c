// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-drive.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <gudev/gudev.h>
#include <libmount.h>
#include <string.h>

#define SECTOR 512 /* the unit of sysfs, whatever the drive's own is */

/* The first of these that is known: udev asks the drive; where it does not run, the kernel knows
 * less, and under other names. */
static char *
dup_known (GUdevDevice *device, const char *const *properties, const char *const *attributes)
{
  for (guint i = 0; properties[i] != NULL; i++) {
    const char *value = g_udev_device_get_property (device, properties[i]);

    if (value != NULL && *value != '\0')
      return g_strdup (value);
  }
  for (guint i = 0; attributes[i] != NULL; i++) {
    const char *value = g_udev_device_get_sysfs_attr (device, attributes[i]);

    if (value != NULL && *value != '\0')
      return g_strstrip (g_strdup (value));
  }
  return NULL;
}

static char *
dup_model (GUdevDevice *device)
{
  static const char *const properties[] = { "ID_MODEL", NULL };
  static const char *const attributes[] = { "device/model", NULL };
  char *model = dup_known (device, properties, attributes);

  /* udev writes Samsung_SSD_870 where the drive says spaces. */
  return model != NULL ? g_strdelimit (model, "_", ' ') : NULL;
}

static char *
dup_serial (GUdevDevice *device)
{
  static const char *const properties[] = { "ID_SERIAL_SHORT", "ID_SCSI_SERIAL", NULL };
  static const char *const attributes[] = { "device/serial", "serial", NULL };

  return dup_known (device, properties, attributes);
}

static char *
dup_wwn (GUdevDevice *device)
{
  static const char *const properties[] = { "ID_WWN_WITH_EXTENSION", "ID_WWN", NULL };
  static const char *const attributes[] = { "wwid", "device/wwid", NULL };

  return dup_known (device, properties, attributes);
}

static char *
dup_bus (GUdevDevice *device)
{
  static const char *const properties[] = { "ID_BUS", NULL };
  static const char *const attributes[] = { NULL };
  char *bus = dup_known (device, properties, attributes);

  if (bus == NULL && g_str_has_prefix (g_udev_device_get_name (device), "nvme"))
    bus = g_strdup ("nvme");
  return bus;
}

/* A name by model and serial number says more to people than one by WWN. */
static char *
dup_by_id (GUdevDevice *device)
{
  const char *const *links = g_udev_device_get_device_file_symlinks (device);
  const char *found = NULL;

  for (guint i = 0; links != NULL && links[i] != NULL; i++) {
    if (g_str_has_prefix (links[i], "/dev/disk/by-id/") &&
        (found == NULL || strstr (found, "/wwn-") != NULL))
      found = links[i];
  }
  return g_strdup (found);
}

/* Uses */

static void
add_mounts (GStrvBuilder *uses, struct libmnt_table *mounts, dev_t number)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  struct libmnt_iter *iter = mnt_new_iter (MNT_ITER_FORWARD);
  struct libmnt_fs *fs;

  while (mnt_table_next_fs (mounts, iter, &fs) == 0) {
    g_autofree char *use = NULL;

    if (mnt_fs_get_devno (fs) != number ||
        !g_hash_table_add (seen, (gpointer)mnt_fs_get_target (fs)))
      continue;
    use = g_strdup_printf (_ ("mounted at %s"), mnt_fs_get_target (fs));
    g_strv_builder_add (uses, use);
  }
  mnt_free_iter (iter);
}

static void
add_swap (GStrvBuilder *uses, struct libmnt_table *swaps, GUdevDevice *device)
{
  const char *path = g_udev_device_get_device_file (device);

  if (mnt_table_find_srcpath (swaps, path, MNT_ITER_FORWARD) != NULL)
    g_strv_builder_add (uses, _ ("swap space"));
}

/* LVM, RAID, encryption: whatever the kernel has built upon it. */
static void
add_holders (GStrvBuilder *uses, GUdevDevice *device)
{
  g_autofree char *path = g_build_filename (g_udev_device_get_sysfs_path (device), "holders", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *use = g_strdup_printf (_ ("part of %s"), name);

    g_strv_builder_add (uses, use);
  }
}

typedef struct {
  GUdevClient *client;
  struct libmnt_table *mounts;
  struct libmnt_table *swaps;
} Computer;

static void
computer_open (Computer *self)
{
  static const char *const subsystems[] = { NULL };

  self->client = g_udev_client_new (subsystems);
  self->mounts = mnt_new_table_from_file ("/proc/self/mountinfo");
  self->swaps = mnt_new_table ();
  if (self->mounts == NULL)
    self->mounts = mnt_new_table ();
  /* Where there is no /proc/swaps there is no swap space. */
  mnt_table_parse_swaps (self->swaps, NULL);
}

static void
computer_close (Computer *self)
{
  mnt_unref_table (self->swaps);
  mnt_unref_table (self->mounts);
  g_object_unref (self->client);
}

/* Also of its partitions: what uses one of them uses the drive. */
static char **
dup_uses (Computer *computer, GUdevDevice *drive)
{
  g_autoptr (GStrvBuilder) uses = g_strv_builder_new ();
  GList *devices = g_udev_client_query_by_subsystem (computer->client, "block");
  const char *root = g_udev_device_get_sysfs_path (drive);

  for (GList *i = devices; i != NULL; i = i->next) {
    GUdevDevice *device = i->data;
    const char *path = g_udev_device_get_sysfs_path (device);
    gsize length = strlen (root);

    if (!g_str_has_prefix (path, root) || (path[length] != '\0' && path[length] != '/'))
      continue;
    add_mounts (uses, computer->mounts, g_udev_device_get_device_number (device));
    add_swap (uses, computer->swaps, device);
    add_holders (uses, device);
  }
  g_list_free_full (devices, g_object_unref);
  return g_strv_builder_end (uses);
}

static JlDrive *
make_drive (Computer *computer, GUdevDevice *device)
{
  JlDrive *self = g_new0 (JlDrive, 1);

  self->path = g_strdup (g_udev_device_get_device_file (device));
  self->by_id = dup_by_id (device);
  self->model = dup_model (device);
  self->serial = dup_serial (device);
  self->wwn = dup_wwn (device);
  self->bus = dup_bus (device);
  self->number = g_udev_device_get_device_number (device);
  self->size = g_udev_device_get_sysfs_attr_as_uint64 (device, "size") * SECTOR;
  self->is_rotational = g_udev_device_get_sysfs_attr_as_boolean (device, "queue/rotational");
  self->is_removable = g_udev_device_get_sysfs_attr_as_boolean (device, "removable");
  self->uses = dup_uses (computer, device);
  return self;
}

/* Whether somebody could have brought it: not what the kernel makes up of memory or of others. */
static gboolean
is_drive (GUdevDevice *device)
{
  static const char *const made_up[] = { "ram", "zram", "dm-", "md", "nbd", "sr", "fd" };
  const char *name = g_udev_device_get_name (device);

  if (g_strcmp0 (g_udev_device_get_devtype (device), "disk") != 0 ||
      g_udev_device_get_sysfs_attr_as_uint64 (device, "size") == 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (made_up); i++)
    if (g_str_has_prefix (name, made_up[i]))
      return FALSE;
  return TRUE;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  const JlDrive *const *first = a;
  const JlDrive *const *second = b;

  return strcmp ((*first)->path, (*second)->path);
}

/**
 * jl_drives_list:
 *
 * Returns: (transfer full) (element-type JlDrive): the drives with a medium, by path
 */
GPtrArray *
jl_drives_list (void)
{
  GPtrArray *drives = g_ptr_array_new_with_free_func ((GDestroyNotify)jl_drive_free);
  Computer computer;
  GList *devices;

  computer_open (&computer);
  devices = g_udev_client_query_by_subsystem (computer.client, "block");
  for (GList *i = devices; i != NULL; i = i->next)
    if (is_drive (i->data))
      g_ptr_array_add (drives, make_drive (&computer, i->data));
  g_list_free_full (devices, g_object_unref);
  computer_close (&computer);
  g_ptr_array_sort (drives, compare_paths);
  return drives;
}

/**
 * jl_drive_new_for_number:
 * @number: of a device file, as an open descriptor tells it, so that no name can come to mean
 *   another drive in between
 * @error: INVALID when it is not a whole drive
 *
 * Returns: (transfer full): the drive, NULL with @error set
 */
JlDrive *
jl_drive_new_for_number (dev_t number, GError **error)
{
  Computer computer;
  g_autoptr (GUdevDevice) device = NULL;
  JlDrive *self = NULL;

  computer_open (&computer);
  device = g_udev_client_query_by_device_number (
      computer.client, G_UDEV_DEVICE_TYPE_BLOCK, (GUdevDeviceNumber)number);
  if (device == NULL)
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INVALID, _ ("This is not a drive"));
  else if (g_strcmp0 (g_udev_device_get_devtype (device), "disk") != 0)
    g_set_error_literal (error,
                         JL_ERROR,
                         JL_ERROR_INVALID,
                         _ ("This is a part of a drive: please name the whole drive"));
  else
    self = make_drive (&computer, device);
  computer_close (&computer);
  return self;
}

/**
 * jl_drive_free:
 * @self: (transfer full) (nullable): a drive
 */
void
jl_drive_free (JlDrive *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->by_id);
  g_free (self->model);
  g_free (self->serial);
  g_free (self->wwn);
  g_free (self->bus);
  g_strfreev (self->uses);
  g_free (self);
}
