// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"
#include "jl-error.h"
#include "jl-sheet-row.h"
#include "jl-xlsx-reader.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What stands between the parts of an input that is no zip itself: packed bytes would hide from the
 * fuzzer what it changes. */
#define SEPARATOR 0x1e

/* Of an input, in this order; the names are those that the first two parts refer to. */
static const char *const part_names[] = {
  "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml",
  "xl/styles.xml",   "xl/worksheets/sheet1.xml",   "xl/worksheets/sheet2.xml",
};

static void
add_part (struct archive *archive, const char *name, const uint8_t *data, size_t size)
{
  struct archive_entry *entry = archive_entry_new ();

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  archive_entry_set_size (entry, (la_int64_t)size);
  g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_data (archive, data, size), ==, (la_ssize_t)size);
  archive_entry_free (entry);
}

static void
write_parts (int fd, const uint8_t *data, size_t size)
{
  struct archive *archive = archive_write_new ();
  const uint8_t *end = data + size;

  g_assert_cmpint (archive_write_set_format_zip (archive), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_zip_set_compression_store (archive), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_open_fd (archive, fd), ==, ARCHIVE_OK);
  for (guint i = 0; i < G_N_ELEMENTS (part_names) && data < end; i++) {
    const uint8_t *next = memchr (data, SEPARATOR, (size_t)(end - data));
    size_t length = (size_t)((next == NULL ? end : next) - data);

    add_part (archive, part_names[i], data, length);
    data += length + 1;
  }
  g_assert_cmpint (archive_write_close (archive), ==, ARCHIVE_OK);
  archive_write_free (archive);
}

static gboolean
row_cb (const JlSheetRow *row, gpointer user_data)
{
  guint64 *line = user_data;

  g_assert_cmpuint (row->line, >, *line);
  *line = row->line;
  for (guint i = 0; i < row->n_cells; i++)
    g_assert_true (g_utf8_validate (row->cells[i], -1, NULL));
  return TRUE;
}

/**
 * LLVMFuzzerTestOneInput:
 * @data: a file that somebody chose; or the parts of one
 * @size: its size
 *
 * A workbook is refused with an error, or its rows come in the order of their lines, in UTF-8.
 *
 * Returns: 0
 */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  int fd = memfd_create ("xlsx", MFD_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  guint64 line = 0;

  g_assert_cmpint (fd, >=, 0);
  if (size >= 2 && memcmp (data, "PK", 2) == 0)
    g_assert_cmpint (write (fd, data, size), ==, (gssize)size);
  else
    write_parts (fd, data, size);
  if (!jl_xlsx_foreach (path, row_cb, &line, &error))
    g_assert_true (error != NULL && error->domain == JL_ERROR);
  close (fd);
  return 0;
}
