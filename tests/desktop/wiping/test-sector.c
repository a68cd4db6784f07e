// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-sector.h"

#include <sodium.h>
#include <string.h>

#define SIZE 4096

static const guint sizes[] = { 512, SIZE };

static void
test_fills (void)
{
  guint8 data[SIZE];

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    memset (data, 0x00, SIZE);
    g_assert_cmpint (jl_sector_classify (data, sizes[i], NULL), ==, JL_SECTOR_ZERO);
    data[sizes[i] - 1] = 1;
    g_assert_cmpint (jl_sector_classify (data, sizes[i], NULL), ==, JL_SECTOR_DATA);
    memset (data, 0xff, SIZE);
    g_assert_cmpint (jl_sector_classify (data, sizes[i], NULL), ==, JL_SECTOR_ONES);
    memset (data, 0x55, SIZE);
    g_assert_cmpint (jl_sector_classify (data, sizes[i], NULL), ==, JL_SECTOR_FILL);
  }
}

/* A random pass over ten million sectors must not show one as data: here a hundred thousand. */
static void
test_random (void)
{
  guint8 data[SIZE];
  guint8 seed[randombytes_SEEDBYTES] = { 0 };
  guint8 stream[16 * SIZE];
  guint n = 0;

  for (guint round = 0; round < 800; round++) {
    memcpy (seed, &round, sizeof round);
    randombytes_buf_deterministic (stream, sizeof stream, seed);
    for (guint at = 0; at + 512 <= sizeof stream; at += 512, n++)
      g_assert_cmpint (jl_sector_classify (stream + at, 512, NULL), ==, JL_SECTOR_RANDOM);
    for (guint at = 0; at + SIZE <= sizeof stream; at += SIZE)
      g_assert_cmpint (jl_sector_classify (stream + at, SIZE, NULL), ==, JL_SECTOR_RANDOM);
  }
  g_assert_cmpuint (n, >, 100000);
  /* One byte in four the same: no longer chance. */
  memcpy (data, stream, SIZE);
  for (guint i = 0; i < SIZE; i += 4)
    data[i] = ' ';
  g_assert_cmpint (jl_sector_classify (data, 512, NULL), ==, JL_SECTOR_DATA);
  g_assert_cmpint (jl_sector_classify (data, SIZE, NULL), ==, JL_SECTOR_DATA);
}

static void
test_signatures (void)
{
  static const struct {
    const char *name;
    gsize offset;
    gsize size;
    const char *bytes;
  } cases[] = {
    { "JPEG", 0, 11, "\xff\xd8\xff\xe0\x00\x10JFIF\x00" },
    { "PNG", 0, 16, "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" },
    { "HEIC, MP4", 4, 8, "ftypheic" },
    { "PDF", 0, 8, "%PDF-1.7" },
    { "ZIP, Office", 0, 6, "PK\x03\x04\x14\x00" },
    { "SQLite", 0, 16, "SQLite format 3" },
    { "GPT", 0, 8, "EFI PART" },
    { "NTFS", 3, 8, "NTFS    " },
    { "FAT32", 82, 8, "FAT32   " },
    { "LUKS", 0, 8, "LUKS\xba\xbe\x00\x02" },
    { "APFS", 32, 4, "NXSB" },
  };
  guint8 data[512];
  const char *signature;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    /* Also where all that follows looks like chance. */
    randombytes_buf (data, sizeof data);
    memcpy (data + cases[i].offset, cases[i].bytes, cases[i].size);
    g_assert_cmpint (jl_sector_classify (data, sizeof data, &signature), ==, JL_SECTOR_SIGNATURE);
    g_assert_cmpstr (signature, ==, cases[i].name);
    data[cases[i].offset]++;
    g_assert_cmpint (jl_sector_classify (data, sizeof data, &signature), !=, JL_SECTOR_SIGNATURE);
    g_assert_null (signature);
  }
}

static void
test_text (void)
{
  static const char line[] = "姓名,电话,地址\n王小明,13800000000,跃进路 12 号\n";
  guint8 data[512];

  for (gsize i = 0; i < sizeof data; i++)
    data[i] = (guint8)line[i % (sizeof line - 1)];
  g_assert_cmpint (jl_sector_classify (data, sizeof data, NULL), ==, JL_SECTOR_DATA);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  g_test_add_func ("/wiping/sector/fills", test_fills);
  g_test_add_func ("/wiping/sector/random", test_random);
  g_test_add_func ("/wiping/sector/signatures", test_signatures);
  g_test_add_func ("/wiping/sector/text", test_text);
  return g_test_run ();
}
