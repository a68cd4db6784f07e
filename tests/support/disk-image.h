// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fault-control.h"

#include <glib.h>

G_BEGIN_DECLS

/*
 * What fault-shim.c wrote down, and what a disk would hold of it if the power failed at some
 * moment: all that was synced; of the rest anything. Each sector may hold what was written last, or
 * what it held before, whatever the order; a name is only safe once its folder is synced.
 */

/**
 * DiskRecord:
 * @path: (nullable): NUL-terminated
 * @data: (nullable): NUL-terminated beyond its size
 */
typedef struct {
  FaultRecord head;
  char *path; /* owned */
  char *data; /* owned */
} DiskRecord;

/* Returns: (transfer full) (element-type DiskRecord) */
GPtrArray *disk_trace_read (const char *path);
/* Adds a FAULT_OP_NOTE: what @text says has happened by now. */
void disk_trace_note (const char *path, const char *text);

/* How the power fails: what was not synced is all there, or all lost, or of each write, name and
 * sector of 512 or 4096 bytes by chance; or in the order of writing up to some moment. */
typedef enum {
  DISK_CUT_KEEP,
  DISK_CUT_LOSE,
  DISK_CUT_SECTORS_512,
  DISK_CUT_SECTORS_4096,
  DISK_CUT_PREFIX,
  DISK_N_CUTS
} DiskCut;

typedef struct _DiskImage DiskImage;

/* @folder is the one that was watched; nothing is in it yet. */
DiskImage *disk_image_new (const char *folder);
void disk_image_free (DiskImage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DiskImage, disk_image_free)

void disk_image_apply (DiskImage *self, const DiskRecord *record);
/* How much there is to lose: writes, names and so on that are not synced. */
guint disk_image_count_unsafe (DiskImage *self);
/* Makes @target, as the folder after the cut. */
void disk_image_write (DiskImage *self, DiskCut cut, GRand *random, const char *target);

G_END_DECLS
