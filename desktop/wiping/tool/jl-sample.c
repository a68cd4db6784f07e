// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-sample.h"

#include "jl-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <linux/fs.h>
#include <math.h>
#include <sodium.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* What O_DIRECT asks of addresses, on all drives. */
#define ALIGNMENT 4096

/* Opening */

static void
set_open_error (GError **error, JlSample *self, int number)
{
  if (number == EBUSY)
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_CONFLICT,
                 _ ("%s is in use on this computer, and what is on it changes"),
                 self->path);
  else if (number == EACCES || number == EPERM)
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_FORBIDDEN,
                 _ ("%s may only be read by the administrator of this computer"),
                 self->path);
  else
    g_set_error (error, JL_ERROR, JL_ERROR_NOT_FOUND, "%s: %s", self->path, g_strerror (number));
}

/* The kernel gives a drive to one who asks for it alone (O_EXCL) only when nothing of it is mounted
 * or part of an array, and keeps others from it until it is closed. */
static gboolean
open_medium (JlSample *self, GError **error)
{
  struct stat status;

  if (stat (self->path, &status) != 0) {
    set_open_error (error, self, errno);
    return FALSE;
  }
  self->fd =
      open (self->path, O_RDONLY | O_DIRECT | O_CLOEXEC | (S_ISBLK (status.st_mode) ? O_EXCL : 0));
  /* Files in memory know no direct reading, and have no other copy that could be read instead. */
  if (self->fd < 0 && errno == EINVAL && S_ISREG (status.st_mode))
    self->fd = open (self->path, O_RDONLY | O_CLOEXEC);
  if (self->fd < 0) {
    set_open_error (error, self, errno);
    return FALSE;
  }
  return TRUE;
}

/* All that is said of the medium is asked of the descriptor: its name may mean another one by now.
 */
static gboolean
identify (JlSample *self, GError **error)
{
  struct stat status;
  int sector_size = 0;

  if (fstat (self->fd, &status) != 0) {
    set_open_error (error, self, errno);
    return FALSE;
  }
  if (S_ISREG (status.st_mode)) {
    self->size = (guint64)status.st_size;
    self->sector_size = 512;
  } else if (S_ISBLK (status.st_mode)) {
    self->drive = jl_drive_new_for_number (status.st_rdev, error);
    if (self->drive == NULL)
      return FALSE;
    if (ioctl (self->fd, BLKGETSIZE64, &self->size) != 0 ||
        ioctl (self->fd, BLKSSZGET, &sector_size) != 0) {
      set_open_error (error, self, errno);
      return FALSE;
    }
    self->sector_size = (guint)sector_size;
  }
  if (self->sector_size < 512 || self->sector_size > ALIGNMENT || self->size < self->sector_size) {
    g_set_error (
        error, JL_ERROR, JL_ERROR_INVALID, _ ("%s has no sectors that can be read"), self->path);
    return FALSE;
  }
  return TRUE;
}

/**
 * jl_sample_open:
 * @path: of a whole drive, or of an image of one in a file
 * @seed: (nullable): %JL_SAMPLE_SEED_BYTES to choose the sectors from, as in an earlier sample;
 *   NULL: new ones
 * @error: CONFLICT when it is mounted or part of an array, FORBIDDEN without the right to read it,
 *   INVALID when it is no whole drive, NOT_FOUND, INTERNAL
 *
 * Opens a medium for reading and for nothing else.
 *
 * Returns: (transfer full): a sample that has begun, NULL with @error set
 */
JlSample *
jl_sample_open (const char *path, const guint8 *seed, GError **error)
{
  g_autoptr (JlSample) self = g_new0 (JlSample, 1);

  self->path = g_strdup (path);
  self->fd = -1;
  self->places = g_array_new (FALSE, FALSE, sizeof (JlSamplePlace));
  if (sodium_init () < 0 || posix_memalign (&self->buffer, ALIGNMENT, ALIGNMENT) != 0) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INTERNAL, _ ("There is no memory left"));
    return NULL;
  }
  if (seed != NULL)
    memcpy (self->seed, seed, sizeof self->seed);
  else
    randombytes_buf (self->seed, sizeof self->seed);
  if (!open_medium (self, error) || !identify (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * jl_sample_free:
 * @self: (transfer full) (nullable): a sample
 */
void
jl_sample_free (JlSample *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    close (self->fd);
  free (self->buffer);
  jl_drive_free (self->drive);
  g_array_unref (self->places);
  g_free (self->path);
  g_free (self);
}

/* Reading */

static void
read_sector (JlSample *self, guint64 sector, JlSampleCounts *counts)
{
  guint64 offset = sector * self->sector_size;
  JlSamplePlace place = { .offset = offset };
  ssize_t n;

  do
    n = pread (self->fd, self->buffer, self->sector_size, (off_t)offset);
  while (n < 0 && errno == EINTR);
  if (n != (ssize_t)self->sector_size) {
    counts->unreadable++;
    return;
  }
  counts->read++;
  place.kind = jl_sector_classify (self->buffer, self->sector_size, &place.signature);
  counts->kinds[place.kind]++;
  if (place.kind >= JL_SECTOR_RANDOM && self->places->len < JL_SAMPLE_MAX_PLACES)
    g_array_append_val (self->places, place);
}

static int
compare_sectors (gconstpointer a, gconstpointer b)
{
  const guint64 *first = a;
  const guint64 *second = b;

  return (*first > *second) - (*first < *second);
}

/* Each sector as likely as any other, and drawn again with the same chance, as the bound supposes.
 * In the order of the medium: a disk reads them in a tenth of the time. */
static guint64 *
choose_sectors (const JlSample *self, guint count)
{
  guint64 n_sectors = self->size / self->sector_size;
  guint64 *sectors = g_new (guint64, count);

  randombytes_buf_deterministic (sectors, count * sizeof (guint64), self->seed);
  /* 64 random bits shrunk to the number of sectors: the chances differ by less than one in 2^30. */
  for (guint i = 0; i < count; i++)
    sectors[i] = (guint64)(((unsigned __int128)GUINT64_FROM_LE (sectors[i]) * n_sectors) >> 64);
  qsort (sectors, count, sizeof (guint64), compare_sectors);
  return sectors;
}

static guint64
count_edge (const JlSample *self)
{
  return MIN (JL_SAMPLE_EDGE_BYTES, self->size) / self->sector_size;
}

/**
 * jl_sample_run:
 * @self: a sample that was not run yet
 * @count: how many sectors to choose, from 1 to %JL_SAMPLE_MAX_COUNT
 * @progress: (nullable): called now and then
 * @user_data: for @progress
 *
 * Reads the first and the last mebibyte whole, and @count sectors chosen by chance. A sector that
 * cannot be read is counted. What was read is forgotten at once: it may be somebody's data.
 */
void
jl_sample_run (JlSample *self, guint count, JlSampleProgress progress, gpointer user_data)
{
  g_autofree guint64 *sectors = choose_sectors (self, count);
  guint64 n_sectors = self->size / self->sector_size;
  guint64 n_edge = count_edge (self);
  guint64 all = 2 * n_edge + count;

  self->started_at = g_get_real_time () / 1000;
  for (guint64 i = 0; i < all; i++) {
    if (i < n_edge)
      read_sector (self, i, &self->edges);
    else if (i < n_edge + count)
      read_sector (self, sectors[i - n_edge], &self->random);
    else
      read_sector (self, n_sectors - (all - i), &self->edges);
    if (progress != NULL && i % 64 == 0)
      progress (i, all, user_data);
  }
  if (progress != NULL)
    progress (all, all, user_data);
  sodium_memzero (self->buffer, ALIGNMENT);
  self->ended_at = g_get_real_time () / 1000;
}

static gboolean
has (const JlSample *self, JlSectorKind kind)
{
  return self->random.kinds[kind] + self->edges.kinds[kind] > 0;
}

/**
 * jl_sample_get_verdict:
 * @self: a sample that was run
 *
 * Returns: what it shows
 */
JlSampleVerdict
jl_sample_get_verdict (const JlSample *self)
{
  if (has (self, JL_SECTOR_DATA) || has (self, JL_SECTOR_SIGNATURE))
    return JL_SAMPLE_DATA;
  if (self->random.unreadable + self->edges.unreadable > 0)
    return JL_SAMPLE_UNREADABLE;
  return has (self, JL_SECTOR_RANDOM) ? JL_SAMPLE_INDETERMINATE : JL_SAMPLE_CLEAN;
}

/**
 * jl_sample_get_bound:
 * @self: a sample that was run
 *
 * Returns: of the sectors that can be addressed, the part that may at most still hold data, at 95 %
 *   confidence, when none of those that were read does: 1 - 0.05^(1/n), about 3/n
 */
double
jl_sample_get_bound (const JlSample *self)
{
  return self->random.read > 0 ? 1 - pow (0.05, 1.0 / (double)self->random.read) : 1;
}
