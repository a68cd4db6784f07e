// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-article-number.h"
#include "jl-error.h"

#include <string.h>

static char *
parse_ean (const char *text, GError **error)
{
  return jl_ean_parse (text, NULL, error);
}

/* These schemes find every single wrong digit. @parse must refuse each change of @good. */
static void
assert_mutations_fail (const char *good, char *(*parse) (const char *text, GError **error))
{
  for (gsize at = 0; at < strlen (good); at++) {
    for (const char *c = "0123456789X"; *c != '\0'; c++) {
      g_autofree char *text = g_strdup (good);
      g_autoptr (GError) error = NULL;

      if (*c == text[at])
        continue;
      text[at] = *c;
      g_assert_null (parse (text, &error));
      g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
    }
  }
}

static void
assert_refused (const char *const *texts, char *(*parse) (const char *text, GError **error))
{
  for (guint i = 0; texts[i] != NULL; i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (parse (texts[i], &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  }
}

static void
test_ean (void)
{
  static const struct {
    const char *text;
    JlEanKind kind;
    const char *ean;
  } vectors[] = {
    { "6901234567892", JL_EAN_13, "6901234567892" },
    { "6936983800013", JL_EAN_13, "6936983800013" },
    { "6 901234 567892", JL_EAN_13, "6901234567892" },
    { "９７８７１１８０１９８４１", JL_EAN_13, "9787118019841" },
    { "73513537", JL_EAN_8, "73513537" },
    { "036000291452", JL_EAN_UPC_A, "0036000291452" },
    { "0036000291452", JL_EAN_13, "0036000291452" },
  };
  static const char *const bad[] = {
    "",          "690123456789",  "69012345678921", "690123456789X", "7351353",
    "735135370", "6901234567890", "abcdefgh",       "\xff",          NULL
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    JlEanKind kind = 99;
    g_autofree char *ean = jl_ean_parse (vectors[i].text, &kind, NULL);

    g_assert_cmpstr (ean, ==, vectors[i].ean);
    g_assert_cmpint (kind, ==, vectors[i].kind);
  }
  assert_refused (bad, parse_ean);
}

static void
test_ean_mutations (void)
{
  assert_mutations_fail ("6901234567892", parse_ean);
  assert_mutations_fail ("6936983800013", parse_ean);
  assert_mutations_fail ("73513537", parse_ean);
  assert_mutations_fail ("036000291452", parse_ean);
}

static void
test_isbn (void)
{
  static const struct {
    const char *text;
    const char *isbn;
    const char *isbn10;
  } vectors[] = {
    { "7118019844", "9787118019841", "7118019844" },
    { "7-118-01984-4", "9787118019841", "7118019844" },
    { "978-7-118-01984-1", "9787118019841", "7118019844" },
    { "080442957x", "9780804429573", "080442957X" },
    { "9791034300044", "9791034300044", NULL },
  };
  static const char *const bad[] = {
    "",
    "711801984",
    "7118019845",
    "71180198440",
    "X118019844",
    "6901234567892", /* an article, not a book */
    "9790260000438", /* sheet music */
    "978711801984X",
    "9787118019842",
    "7118019841", /* the last ten digits of an ISBN-13 */
    "10019·1977",
    "\xff",
    NULL,
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autofree char *isbn = jl_isbn_parse (vectors[i].text, NULL);
    g_autofree char *isbn10 = NULL;

    g_assert_cmpstr (isbn, ==, vectors[i].isbn);
    isbn10 = jl_isbn_to_isbn10 (isbn);
    g_assert_cmpstr (isbn10, ==, vectors[i].isbn10);
  }
  assert_refused (bad, jl_isbn_parse);
}

static void
test_isbn_mutations (void)
{
  assert_mutations_fail ("7118019844", jl_isbn_parse);
  assert_mutations_fail ("080442957X", jl_isbn_parse);
  assert_mutations_fail ("9787118019841", jl_isbn_parse);
}

/* Modulo 11 also finds any two digits swapped. */
static void
test_isbn10_transpositions (void)
{
  const char *good = "7118019844";

  for (gsize at = 0; at + 1 < strlen (good); at++) {
    g_autofree char *text = g_strdup (good);

    text[at] = good[at + 1];
    text[at + 1] = good[at];
    if (good[at] != good[at + 1])
      g_assert_null (jl_isbn_parse (text, NULL));
  }
}

static void
test_issn (void)
{
  static const struct {
    const char *text;
    const char *issn;
  } vectors[] = {
    { "0024-9319", "00249319" }, { "00249319", "00249319" },      { "0032-1478", "00321478" },
    { "2434-561x", "2434561X" }, { "9770024931901", "00249319" }, { "9770024931000", "00249319" },
  };
  static const char *const bad[] = { "",
                                     "0024-931",
                                     "0024-93199",
                                     "0024-9310",
                                     "X024-9319",
                                     "9770024931007",
                                     "9780024931908",
                                     "977002493190X",
                                     "\xff",
                                     NULL };
  g_autofree char *barcode = jl_issn_to_barcode ("00249319", 0);
  g_autofree char *with_issue = jl_issn_to_barcode ("2434561X", 7);
  g_autofree char *back = jl_issn_parse (with_issue, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autofree char *issn = jl_issn_parse (vectors[i].text, NULL);

    g_assert_cmpstr (issn, ==, vectors[i].issn);
  }
  assert_refused (bad, jl_issn_parse);
  g_assert_cmpstr (barcode, ==, "9770024931000");
  g_assert_cmpstr (with_issue, ==, "9772434561075");
  g_assert_cmpstr (back, ==, "2434561X");
}

static void
test_issn_mutations (void)
{
  assert_mutations_fail ("00249319", jl_issn_parse);
  assert_mutations_fail ("00321478", jl_issn_parse);
  assert_mutations_fail ("2434561X", jl_issn_parse);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/common/article-number/ean", test_ean);
  g_test_add_func ("/common/article-number/ean-mutations", test_ean_mutations);
  g_test_add_func ("/common/article-number/isbn", test_isbn);
  g_test_add_func ("/common/article-number/isbn-mutations", test_isbn_mutations);
  g_test_add_func ("/common/article-number/isbn10-transpositions", test_isbn10_transpositions);
  g_test_add_func ("/common/article-number/issn", test_issn);
  g_test_add_func ("/common/article-number/issn-mutations", test_issn_mutations);
  return g_test_run ();
}
