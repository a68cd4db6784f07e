// SPDX-License-Identifier: GPL-3.0-or-later
#include "xlsx-maker.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define NS "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

#define WORKBOOK                                                                                   \
  "<workbook xmlns=\"" NS "\" xmlns:r=\"" RELATIONS "\"><sheets>"                                  \
  "<sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"

static void
add (struct archive *archive, const char *name, const char *text, gsize padding)
{
  g_autofree char *spaces = g_strnfill (1024 * 1024, ' ');
  struct archive_entry *entry = archive_entry_new ();

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_data (archive, text, strlen (text)), >=, 0);
  for (gsize n; padding > 0; padding -= n) {
    n = MIN (padding, strlen (spaces));
    g_assert_cmpint (archive_write_data (archive, spaces, n), >=, 0);
  }
  archive_entry_free (entry);
}

void
xlsx_make (const char *path, const XlsxParts *parts)
{
  static const char relations[] =
      XML "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
          "<Relationship Id=\"rId1\" Type=\"" RELATIONS "/worksheet\" "
          "Target=\"worksheets/sheet1.xml\"/>"
          "<Relationship Id=\"rId2\" Type=\"" RELATIONS "/worksheet\" "
          "Target=\"/xl/worksheets/sheet2.xml\"/>"
          "<Relationship Id=\"rId3\" Type=\"" RELATIONS "/sharedStrings\" "
          "Target=\"sharedStrings.xml\"/>"
          "<Relationship Id=\"rId4\" Type=\"" RELATIONS "/styles\" Target=\"styles.xml\"/>"
          "</Relationships>";
  struct archive *archive = archive_write_new ();
  g_autofree char *sheet = g_strconcat (XML "<worksheet xmlns=\"" NS "\">",
                                        parts->sheet,
                                        parts->padding > 0 ? "" : "</worksheet>",
                                        NULL);

  g_assert_cmpint (archive_write_set_format_zip (archive), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_open_filename (archive, path), ==, ARCHIVE_OK);
  add (archive, "xl/workbook.xml", parts->workbook != NULL ? parts->workbook : XML WORKBOOK, 0);
  add (archive, "xl/_rels/workbook.xml.rels", relations, 0);
  if (parts->strings != NULL)
    add (archive, "xl/sharedStrings.xml", parts->strings, 0);
  if (parts->styles != NULL)
    add (archive, "xl/styles.xml", parts->styles, 0);
  add (archive, "xl/worksheets/sheet1.xml", sheet, parts->padding);
  add (archive,
       "xl/worksheets/sheet2.xml",
       XML "<worksheet xmlns=\"" NS "\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is>"
           "<t>second</t></is></c></row></sheetData></worksheet>",
       0);
  g_assert_cmpint (archive_write_close (archive), ==, ARCHIVE_OK);
  archive_write_free (archive);
}
