// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/**
 * JlDrive:
 * @path: of its device file, e.g. `/dev/sda`
 * @by_id: (nullable): a name that stays with the drive, below /dev/disk/by-id/
 * @model: (nullable): as the drive says it
 * @serial: (nullable): as the drive says it; NULL where it says none
 * @wwn: (nullable): World Wide Name, or an NVMe namespace's EUI or NGUID
 * @bus: (nullable): `ata`, `nvme`, `usb` …
 * @number: of its device file
 * @size: bytes that can be addressed
 * @is_rotational: whether its platters turn; flash does not
 * @is_removable: whether its medium can be taken out
 * @uses: (array zero-terminated=1): why it must not be touched, for people: mounted, swap, part of
 *   a volume group or an array; empty: nothing of this computer is on it
 *
 * A whole drive that is attached to this computer.
 */
typedef struct {
  char *path;
  char *by_id;
  char *model;
  char *serial;
  char *wwn;
  char *bus;
  dev_t number;
  guint64 size;
  gboolean is_rotational;
  gboolean is_removable;
  char **uses;
} JlDrive;

GPtrArray *jl_drives_list (void);
JlDrive *jl_drive_new_for_number (dev_t number, GError **error);
void jl_drive_free (JlDrive *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlDrive, jl_drive_free)

G_END_DECLS
