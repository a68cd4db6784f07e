// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-sector.h"

#include <string.h>

/* Pearson's chi-squared of the byte counts against equal ones has 255 degrees of freedom: random
 * bytes give 255 with a standard deviation of 22.6. Above ten deviations it is not chance, and
 * text, tables and programs are far above. */
#define MAX_RANDOM_CHI_SQUARED (255 + 10 * 22.6)

/* How files and file systems begin, from their own specifications. At least four bytes each, or a
 * random pass over a large drive would show them by chance. */
static const struct {
  const char *name;
  gsize offset;
  gsize size;
  const char *bytes;
} signatures[] = {
  { "JPEG", 0, 4, "\xff\xd8\xff\xe0" },
  { "JPEG", 0, 4, "\xff\xd8\xff\xe1" },
  { "PNG", 0, 8, "\x89PNG\r\n\x1a\n" },
  { "GIF", 0, 5, "GIF89" },
  { "HEIC, MP4", 4, 4, "ftyp" },
  { "WebP, AVI, WAV", 0, 4, "RIFF" },
  { "Matroska", 0, 4, "\x1a\x45\xdf\xa3" },
  { "Ogg", 0, 4, "OggS" },
  { "PDF", 0, 5, "%PDF-" },
  { "ZIP, Office", 0, 4, "PK\x03\x04" },
  { "RAR", 0, 6, "Rar!\x1a\x07" },
  { "7-Zip", 0, 6, "7z\xbc\xaf\x27\x1c" },
  { "xz",
    0,
    6,
    "\xfd"
    "7zXZ\x00" },
  { "Office 97", 0, 8, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" },
  { "SQLite", 0, 16, "SQLite format 3" },
  { "ELF",
    0,
    4,
    "\x7f"
    "ELF" },
  { "GPT", 0, 8, "EFI PART" },
  { "NTFS", 3, 8, "NTFS    " },
  { "exFAT", 3, 8, "EXFAT   " },
  { "FAT32", 82, 8, "FAT32   " },
  { "FAT16", 54, 8, "FAT16   " },
  { "NTFS file record", 0, 5, "FILE0" },
  { "NTFS index", 0, 4, "INDX" },
  { "LUKS", 0, 6, "LUKS\xba\xbe" },
  { "BitLocker", 3, 8, "-FVE-FS-" },
  { "LVM", 0, 8, "LABELONE" },
  { "Btrfs", 64, 8, "_BHRfS_M" },
  { "XFS", 0, 4, "XFSB" },
  { "APFS", 32, 4, "NXSB" },
};

static gboolean
is_fill (const guint8 *data, gsize size)
{
  return memcmp (data, data + 1, size - 1) == 0;
}

static const char *
find_signature (const guint8 *data, gsize size)
{
  for (guint i = 0; i < G_N_ELEMENTS (signatures); i++)
    if (signatures[i].offset + signatures[i].size <= size &&
        memcmp (data + signatures[i].offset, signatures[i].bytes, signatures[i].size) == 0)
      return signatures[i].name;
  return NULL;
}

static gboolean
looks_random (const guint8 *data, gsize size)
{
  double expected = size / 256.0;
  guint counts[256] = { 0 };
  double chi_squared = 0;

  for (gsize i = 0; i < size; i++)
    counts[data[i]]++;
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    chi_squared += (counts[i] - expected) * (counts[i] - expected) / expected;
  return chi_squared < MAX_RANDOM_CHI_SQUARED;
}

/**
 * jl_sector_classify:
 * @data: what was read
 * @size: its bytes, at least 512
 * @signature: (out) (optional): what it begins like; NULL for all but %JL_SECTOR_SIGNATURE
 *
 * Returns: what it looks like
 */
JlSectorKind
jl_sector_classify (const guint8 *data, gsize size, const char **signature)
{
  const char *found = NULL;
  JlSectorKind kind = JL_SECTOR_DATA;

  g_return_val_if_fail (size >= 512, JL_SECTOR_DATA);
  if (is_fill (data, size))
    kind = data[0] == 0x00 ? JL_SECTOR_ZERO : data[0] == 0xff ? JL_SECTOR_ONES : JL_SECTOR_FILL;
  else if ((found = find_signature (data, size)) != NULL)
    kind = JL_SECTOR_SIGNATURE;
  else if (looks_random (data, size))
    kind = JL_SECTOR_RANDOM;
  if (signature != NULL)
    *signature = found;
  return kind;
}

/**
 * jl_sector_kind_get_name:
 * @kind: what a sector looks like
 *
 * Returns: its name in reports
 */
const char *
jl_sector_kind_get_name (JlSectorKind kind)
{
  static const char *const names[] = { "zero", "ones", "fill", "random", "signature", "data" };

  return names[kind];
}
