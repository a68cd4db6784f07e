// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-drive.h"
#include "jl-sector.h"

G_BEGIN_DECLS

#define JL_SAMPLE_SEED_BYTES 32
/* Of 95 %: by the rule of three, at most 3/n of the medium holds what none of n sectors showed. */
#define JL_SAMPLE_DEFAULT_COUNT 3000
#define JL_SAMPLE_MAX_COUNT 10000000
/* At the start and at the end: partition tables and the heads of file systems. */
#define JL_SAMPLE_EDGE_BYTES (1024 * 1024)
/* How many places of what was found are kept. */
#define JL_SAMPLE_MAX_PLACES 100

/**
 * JlSamplePlace:
 * @offset: bytes from the start of the medium
 * @kind: what is there
 * @signature: (nullable): what it begins like
 */
typedef struct {
  guint64 offset;
  JlSectorKind kind;
  const char *signature;
} JlSamplePlace;

/**
 * JlSampleCounts:
 * @read: how many sectors were read
 * @unreadable: how many could not be
 * @kinds: what those that were read look like
 */
typedef struct {
  guint64 read;
  guint64 unreadable;
  guint64 kinds[JL_SECTOR_N_KINDS];
} JlSampleCounts;

/**
 * JlSampleVerdict:
 * @JL_SAMPLE_CLEAN: nothing but fills, and all could be read
 * @JL_SAMPLE_DATA: data was found
 * @JL_SAMPLE_UNREADABLE: no data was found, but not all could be read
 * @JL_SAMPLE_INDETERMINATE: what looks like chance was found: a random pass, or an encrypted drive
 */
typedef enum {
  JL_SAMPLE_CLEAN,
  JL_SAMPLE_DATA,
  JL_SAMPLE_UNREADABLE,
  JL_SAMPLE_INDETERMINATE
} JlSampleVerdict;

/**
 * JlSample:
 * @drive: (nullable): the drive, NULL: an image in a file
 * @path: as it was named
 * @size: bytes that can be addressed
 * @sector_size: bytes of one
 * @seed: from which the sectors were chosen
 * @started_at: milliseconds UTC
 * @ended_at: milliseconds UTC
 * @random: of the sectors that were chosen by chance
 * @edges: of the first and the last mebibyte, which were read whole
 * @places: (element-type JlSamplePlace): the first of those that are no fill
 *
 * What reading parts of a medium showed.
 */
typedef struct {
  JlDrive *drive;
  char *path;
  guint64 size;
  guint sector_size;
  guint8 seed[JL_SAMPLE_SEED_BYTES];
  gint64 started_at;
  gint64 ended_at;
  JlSampleCounts random;
  JlSampleCounts edges;
  GArray *places;

  int fd;
  gpointer buffer;
} JlSample;

typedef void (*JlSampleProgress) (guint64 done, guint64 of, gpointer user_data);

JlSample *jl_sample_open (const char *path, const guint8 *seed, GError **error);
void jl_sample_free (JlSample *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlSample, jl_sample_free)

void jl_sample_run (JlSample *self, guint count, JlSampleProgress progress, gpointer user_data);
JlSampleVerdict jl_sample_get_verdict (const JlSample *self);
double jl_sample_get_bound (const JlSample *self);

G_END_DECLS
