// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-sheet-encoding.h"

#include <string.h>

#define GBK_SOFA "\xC9\xB3\xB7\xA2"     /* 沙发 */
#define GBK_MODE "\xC4\xA3\xCA\xBD"     /* 模式, which is well-formed UTF-8 too */
#define GB18030_ONLY "\x81\x39\xEE\x39" /* 㐀, four bytes: not in GBK itself */

typedef struct {
  const char *bytes;
  gsize size;
  JlEncoding known;
  JlEncoding found;
  const char *text;
} Good;

static void
test_recognised (void)
{
  static const Good files[] = {
    { "", 0, JL_ENCODING_UNKNOWN, JL_ENCODING_UTF8, "" },
    { "title\n", 6, JL_ENCODING_UNKNOWN, JL_ENCODING_UTF8, "title\n" },
    { "标题\n", 7, JL_ENCODING_UNKNOWN, JL_ENCODING_UTF8, "标题\n" },
    { "\xEF\xBB\xBF标题", 9, JL_ENCODING_UNKNOWN, JL_ENCODING_UTF8, "标题" },
    { GBK_SOFA "\n", 5, JL_ENCODING_UNKNOWN, JL_ENCODING_GBK, "沙发\n" },
    { GB18030_ONLY, 4, JL_ENCODING_UNKNOWN, JL_ENCODING_GBK, "㐀" },
    { GBK_MODE, 4, JL_ENCODING_GBK, JL_ENCODING_GBK, "模式" },
    { GBK_MODE GBK_SOFA, 8, JL_ENCODING_UNKNOWN, JL_ENCODING_GBK, "模式沙发" },
    { "caf\xC3\xA9 沙发", 12, JL_ENCODING_UNKNOWN, JL_ENCODING_UTF8, "café 沙发" },
    { "caf\xC3\xA9", 5, JL_ENCODING_UTF8, JL_ENCODING_UTF8, "café" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GError) error = NULL;
    JlEncoding encoding = files[i].known;
    gsize size = 0;
    g_autofree char *text =
        jl_encoding_to_utf8 (files[i].bytes, files[i].size, &encoding, &size, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (text, ==, files[i].text);
    g_assert_cmpuint (size, ==, strlen (files[i].text));
    g_assert_cmpint (encoding, ==, files[i].found);
  }
}

static void
test_refused (void)
{
  static const struct {
    const char *bytes;
    gsize size;
    JlEncoding known;
    const char *said;
    const char *field;
  } files[] = {
    { "a\n" GBK_MODE "\n", 7, JL_ENCODING_UNKNOWN, "UTF-8 and as GBK", "encoding" },
    { "title\n" GBK_SOFA "\n", 11, JL_ENCODING_UTF8, "Line 2 is not in UTF-8", NULL },
    { "a\nb\n\xFF\xFF", 6, JL_ENCODING_GBK, "Line 3 is not in GBK", NULL },
    { "a\n" GBK_SOFA "\xFF\xFF", 8, JL_ENCODING_UNKNOWN, "Line 2 is neither", NULL },
    { "\xFF\xFEt\0i\0", 6, JL_ENCODING_UNKNOWN, "UTF-16", NULL },
    { "\xFE\xFF\0t\0i", 6, JL_ENCODING_UNKNOWN, "UTF-16", NULL },
    { "title\na\0b\n", 10, JL_ENCODING_UNKNOWN, "Line 2: this is not a text", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GError) error = NULL;
    JlEncoding encoding = files[i].known;
    gsize size = 0;

    g_assert_null (jl_encoding_to_utf8 (files[i].bytes, files[i].size, &encoding, &size, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, files[i].said));
    g_assert_cmpstr (jl_error_get_field (error), ==, files[i].field);
  }
}

static void
test_names (void)
{
  JlEncoding encoding = JL_ENCODING_UNKNOWN;

  g_assert_true (jl_encoding_from_name ("GB18030", &encoding));
  g_assert_cmpstr (jl_encoding_get_name (encoding), ==, "gbk");
  g_assert_true (jl_encoding_from_name ("UTF-8", &encoding));
  g_assert_cmpstr (jl_encoding_get_name (encoding), ==, "utf-8");
  g_assert_false (jl_encoding_from_name ("latin1", &encoding));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sheet/encoding/recognised", test_recognised);
  g_test_add_func ("/sheet/encoding/refused", test_refused);
  g_test_add_func ("/sheet/encoding/names", test_names);
  return g_test_run ();
}
