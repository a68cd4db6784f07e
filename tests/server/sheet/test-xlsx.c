// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-sheet-read.h"
#include "jl-xlsx-format.h"
#include "xlsx-maker.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define MIB (1024 * 1024)
#define TEXT(reference, text) "<c r=\"" reference "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"

typedef struct {
  char *folder; /* owned */
  char *path;   /* owned */
} Fixture;

static void
setup (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("jieli-xlsx-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "goods.xlsx", NULL);
}

static void
teardown (Fixture *self, gconstpointer data)
{
  g_unlink (self->path);
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

/* Cells between bars, rows by their line: `1:a|b;2:c|d;`. */
static char *
read_all (Fixture *self, GError **error)
{
  g_autoptr (JlSheetRows) rows = jl_sheet_rows_new (NULL, NULL);
  g_autoptr (GString) out = g_string_new (NULL);
  JlSheetFacts facts = { 0 };
  JlSheetRow row;

  if (!jl_sheet_read (self->path, rows, &facts, error))
    return NULL;
  g_assert_cmpint (facts.format, ==, JL_SHEET_XLSX);
  while (jl_sheet_rows_next (rows, &row, error)) {
    g_string_append_printf (out, "%" G_GUINT64_FORMAT ":", row.line);
    for (guint i = 0; i < row.n_cells; i++)
      g_string_append_printf (out, "%s%s", i > 0 ? "|" : "", row.cells[i]);
    g_string_append_c (out, ';');
  }
  return g_strdup (out->str);
}

static void
assert_read (Fixture *self, const XlsxParts *parts, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  xlsx_make (self->path, parts);
  text = read_all (self, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_refused (Fixture *self, const XlsxParts *parts, const char *said)
{
  g_autoptr (GError) error = NULL;

  if (parts != NULL)
    xlsx_make (self->path, parts);
  g_assert_null (read_all (self, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, said));
}

/* Numbers, dates, shared and rich texts, formulas' results, what nothing refers to. */
static void
test_cells (Fixture *self, gconstpointer data)
{
  const XlsxParts parts = {
    .strings = "<sst><si><t>标题</t></si><si><r><t>三人</t></r><r><t xml:space=\"preserve\">位 "
               "</t></r><rPh><t>sān</t></rPh></si><si/></sst>",
    .styles = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy&quot;年&quot;m\"/>"
              "<numFmt numFmtId=\"165\" formatCode=\"[Red]0.00&quot;days&quot;\"/></numFmts>"
              "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
              "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/>"
              "<xf numFmtId=\"165\"/></cellXfs></styleSheet>",
    .sheet = "<sheetData>"
             "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c>"
             "<c r=\"C1\"><v>3</v></c><c r=\"D1\"><v>4</v></c><c r=\"E1\"><v>5</v></c></row>"
             "<row r=\"3\"><c r=\"A3\"><v>0.30000000000000004</v></c>"
             "<c r=\"B3\"><v>6901234567892</v></c><c r=\"C3\" s=\"1\"><v>46349</v></c>"
             "<c r=\"D3\" s=\"2\"><v>46349.5</v></c><c r=\"E3\" s=\"3\"><v>12.5</v></c></row>"
             "<row r=\"4\"><c r=\"A4\" t=\"b\"><v>1</v></c>"
             "<c r=\"B4\" t=\"str\"><f>CONCAT(A1)</f><v>沙发</v></c>"
             "<c r=\"C4\"><f>1+1</f><v>2</v></c><c r=\"D4\" t=\"e\"><v>#N/A</v></c></row>"
             "<row r=\"5\"><c r=\"A5\" s=\"1\"/></row>"
             "<row><c><v>7</v></c><c t=\"inlineStr\"><is><t> x </t></is></c></row>"
             "</sheetData>",
  };

  assert_read (self,
               &parts,
               "1:标题|三人位|3|4|5;"
               "3:0.3|6901234567892|2026-11-23|2026-11-23 12:00:00|12.5;"
               "4:true|沙发|2|#N/A|;"
               "6:7|x|||;");
}

static void
test_which_sheet (Fixture *self, gconstpointer data)
{
  const XlsxParts hidden = {
    .workbook = "<x:workbook xmlns:x=\"x\" xmlns:r=\"r\"><x:sheets>"
                "<x:sheet name=\"a\" state=\"veryHidden\" r:id=\"rId1\"/>"
                "<x:sheet name=\"b\" r:id=\"rId2\"/></x:sheets></x:workbook>",
    .sheet = "<sheetData><row r=\"1\">" TEXT ("A1", "first") "</row></sheetData>",
  };
  const XlsxParts none = {
    .workbook = "<workbook><sheets><sheet name=\"a\" state=\"hidden\" id=\"rId1\"/></sheets>"
                "</workbook>",
    .sheet = "<sheetData/>",
  };
  const XlsxParts merged = {
    .sheet =
        "<sheetData><row r=\"1\">" TEXT ("A1", "a") TEXT ("B1", "b") "</row><row r=\"2\">" TEXT (
            "A2", "both") "<c r=\"B2\"/></row></sheetData>"
                          "<mergeCells><mergeCell ref=\"A2:B2\"/></mergeCells>",
  };

  assert_read (self, &hidden, "1:second;");
  assert_refused (self, &none, "no sheet that is shown");
  assert_read (self, &merged, "1:a|b;2:both|;");
}

/* What a stranger may send. */
static void
test_hostile (Fixture *self, gconstpointer data)
{
  const XlsxParts laughs = {
    .strings = "<!DOCTYPE sst [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
               "<sst><si><t>&b;</t></si></sst>",
    .sheet = "<sheetData/>",
  };
  const XlsxParts outside = {
    .workbook = "<!DOCTYPE w SYSTEM \"file:///etc/passwd\"><workbook/>",
    .sheet = "<sheetData/>",
  };
  const XlsxParts bomb = { .sheet = "<sheetData/>", .padding = (gsize)260 * MIB };
  const XlsxParts wide = {
    .sheet = "<sheetData><row r=\"1\">" TEXT ("ALL1", "x") "</row></sheetData>",
  };
  const XlsxParts index = {
    .sheet = "<sheetData><row><c t=\"s\"><v>99</v></c></row></sheetData>",
  };
  const XlsxParts broken = { .sheet = "<sheetData><row></sheetData>" };
  const XlsxParts empty = { .sheet = "<sheetData><row r=\"1\"/></sheetData>" };
  const XlsxParts line = { .sheet = "<sheetData><row r=\"99999999999\"/></sheetData>" };

  assert_refused (self, &laughs, "document type");
  assert_refused (self, &outside, "document type");
  assert_refused (self, &bomb, "too much");
  assert_refused (self, &wide, "too many columns");
  assert_refused (self, &index, "not made as it should be");
  assert_refused (self, &broken, "damaged");
  assert_refused (self, &empty, "no headings");
  assert_refused (self, &line, "not made as it should be");
}

/* One long text, named by many cells: small in the file, and as large as one likes when read. */
static void
test_repeated (Fixture *self, gconstpointer data)
{
  g_autofree char *text = g_strnfill (100 * 1024, 'x');
  g_autofree char *strings = g_strconcat ("<sst><si><t>", text, "</t></si></sst>", NULL);
  g_autoptr (GString) sheet = g_string_new ("<sheetData>");
  XlsxParts parts = { .strings = strings };

  for (guint i = 0; i < 6 * 1024; i++)
    g_string_append (sheet, "<row><c t=\"s\"><v>0</v></c></row>");
  g_string_append (sheet, "</sheetData>");
  parts.sheet = sheet->str;
  assert_refused (self, &parts, "too much");
}

/* Cut anywhere, it is refused, and never read as less than it was. */
static void
test_torn (Fixture *self, gconstpointer data)
{
  const XlsxParts parts = {
    .sheet = "<sheetData><row r=\"1\">" TEXT ("A1", "a") "</row></sheetData>",
  };
  GStatBuf info;

  xlsx_make (self->path, &parts);
  g_assert_cmpint (g_stat (self->path, &info), ==, 0);
  for (goffset size = info.st_size - 30; size > 4; size -= 97) {
    g_assert_cmpint (truncate (self->path, size), ==, 0);
    assert_refused (self, NULL, "damaged");
  }
  g_assert_true (g_file_set_contents (self->path, "\xD0\xCF\x11\xE0 old", 8, NULL));
  assert_refused (self, NULL, "old xls");
}

static void
test_formats (void)
{
  static const struct {
    guint id;
    const char *code;
    gboolean is_date;
  } formats[] = {
    { 0, NULL, FALSE },        { 14, NULL, TRUE },
    { 31, NULL, TRUE },        { 49, NULL, FALSE },
    { 164, "General", FALSE }, { 164, "0.00\"mm\"", FALSE },
    { 164, "[h]:mm", TRUE },   { 164, "[$-804]yyyy/m/d", TRUE },
    { 164, "[Red]0", FALSE },  { 164, "\\d0", FALSE },
    { 164, "\"", FALSE },      { 164, "[", FALSE },
  };
  static const struct {
    double serial;
    gboolean since_1904;
    const char *text;
  } dates[] = {
    { 1, FALSE, "1900-01-01" },
    { 59, FALSE, "1900-02-28" },
    { 61, FALSE, "1900-03-01" },
    { 46349, FALSE, "2026-11-23" },
    { 44887, TRUE, "2026-11-23" },
    { 0.75, FALSE, "18:00:00" },
    { 1.999999999, FALSE, "1900-01-02" },
    { -1, FALSE, "-1" },
    { 1e300, FALSE, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_test_message ("%s", formats[i].code);
    g_assert_cmpint (
        jl_xlsx_format_is_date (formats[i].id, formats[i].code), ==, formats[i].is_date);
  }
  for (guint i = 0; i < G_N_ELEMENTS (dates); i++) {
    g_autofree char *text = jl_xlsx_date_to_text (dates[i].serial, dates[i].since_1904);

    if (dates[i].text != NULL)
      g_assert_cmpstr (text, ==, dates[i].text);
  }
}

#define TEST(path, func) g_test_add ("/sheet/xlsx/" path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("cells", test_cells);
  TEST ("which-sheet", test_which_sheet);
  TEST ("hostile", test_hostile);
  TEST ("repeated", test_repeated);
  TEST ("torn", test_torn);
  g_test_add_func ("/sheet/xlsx/formats", test_formats);
  return g_test_run ();
}
