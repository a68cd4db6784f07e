// SPDX-License-Identifier: GPL-3.0-or-later
/* How often a second the disk keeps 4 KiB for good: what a commit of the writer costs at least.
 * usage: bench-disk FILE SECONDS; writes {"per_second","p50_ms","p95_ms","p99_ms"} */
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK 4096
/* Allocated before it is timed, as the write-ahead log is that is used again and again. */
#define N_BLOCKS 1024

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *)a;
  gint64 y = *(const gint64 *)b;

  return (x > y) - (x < y);
}

static gboolean
write_block (int fd, guint number)
{
  static char block[BLOCK];

  memset (block, (int)number, sizeof block);
  return pwrite (fd, block, sizeof block, (off_t)(number % N_BLOCKS) * BLOCK) == sizeof block;
}

static gboolean
allocate (int fd)
{
  for (guint i = 0; i < N_BLOCKS; i++) {
    if (!write_block (fd, i))
      return FALSE;
  }
  return fsync (fd) == 0;
}

static double
percentile (GArray *micros, guint percent)
{
  return g_array_index (micros, gint64, (micros->len - 1) * percent / 100) / 1000.0;
}

int
main (int argc, char **argv)
{
  g_autoptr (GArray) micros = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 start;
  gint64 now;
  gint64 end;
  int fd;

  if (argc != 3) {
    g_printerr ("usage: bench-disk FILE SECONDS\n");
    return EXIT_FAILURE;
  }
  fd = g_open (argv[1], O_CREAT | O_TRUNC | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0 || !allocate (fd)) {
    g_printerr ("%s: %s\n", argv[1], g_strerror (errno));
    return EXIT_FAILURE;
  }
  start = now = g_get_monotonic_time ();
  end = start + (gint64)(g_ascii_strtod (argv[2], NULL) * G_USEC_PER_SEC);
  for (guint i = 0; now < end; i++) {
    gint64 before = now;
    gint64 spent;

    if (!write_block (fd, i) || fdatasync (fd) != 0) {
      g_printerr ("%s: %s\n", argv[1], g_strerror (errno));
      return EXIT_FAILURE;
    }
    now = g_get_monotonic_time ();
    spent = now - before;
    g_array_append_val (micros, spent);
  }
  close (fd);
  g_unlink (argv[1]);
  g_array_sort (micros, compare);
  g_print ("{\"per_second\": %.1f, \"p50_ms\": %.3f, \"p95_ms\": %.3f, \"p99_ms\": %.3f}\n",
           micros->len * (double)G_USEC_PER_SEC / (now - start),
           percentile (micros, 50),
           percentile (micros, 95),
           percentile (micros, 99));
  return EXIT_SUCCESS;
}
