// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-language.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define PO                                                                                         \
  "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n"                          \
  "msgid \"Not found\"\nmsgstr \"没有找到\"\n"

static char *locale_dir;

/* A catalogue with one word, made with the tool that makes the real one. */
static void
make_catalogue (void)
{
  g_autofree char *dir = NULL;
  g_autofree char *po = NULL;
  g_autofree char *mo = NULL;
  g_autoptr (GError) error = NULL;
  int status = -1;

  locale_dir = g_dir_make_tmp ("jieli-language-XXXXXX", &error);
  g_assert_no_error (error);
  dir = g_build_filename (locale_dir, "zh_CN", "LC_MESSAGES", NULL);
  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  po = g_build_filename (locale_dir, "zh_CN.po", NULL);
  mo = g_build_filename (dir, "jieli.mo", NULL);
  g_assert_true (g_file_set_contents (po, PO, -1, &error));
  g_assert_no_error (error);

  const char *const argv[] = { "msgfmt", "-o", mo, po, NULL };

  g_assert_true (g_spawn_sync (
      NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

static void
test_from_accept (void)
{
  static const struct {
    const char *header;
    const char *language;
  } rows[] = {
    { NULL, "en" },
    { "", "en" },
    { "zh-CN,zh;q=0.9,en;q=0.8", "zh_CN" },
    { "zh", "zh_CN" },
    { "ZH-Hans-CN", "zh_CN" },
    { "en-GB,en;q=0.9,zh-CN;q=0.8", "en" },
    { "en;q=0.2, zh-CN;q=0.8", "zh_CN" },
    { "en;q=0,zh;q=0", "en" },
    { "de, fr;q=0.9", "en" },
    { "de, zh;q=0.1", "zh_CN" },
    { "zha, enm", "en" },
    { "*", "en" },
    { ",,;q=1,zh;q=x", "en" },
    { "zh;q=2", "en" },
    { "\xff\xfe,zh", "zh_CN" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("%s", rows[i].header != NULL ? rows[i].header : "(none)");
    g_assert_cmpstr (jl_language_from_accept (rows[i].header), ==, rows[i].language);
  }
}

static void
test_both (void)
{
  JlLanguageScope outer;
  JlLanguageScope inner;

  g_assert_cmpstr (_ ("Not found"), ==, "Not found");
  outer = jl_language_push (JL_LANGUAGE_CHINESE);
  g_assert_cmpstr (_ ("Not found"), ==, "没有找到");
  g_assert_cmpstr (jl_error_code_get_title (JL_ERROR_NOT_FOUND), ==, "没有找到");
  g_assert_cmpstr (jl_language_get (), ==, JL_LANGUAGE_CHINESE);
  inner = jl_language_push (JL_LANGUAGE_ENGLISH);
  g_assert_cmpstr (_ ("Not found"), ==, "Not found");
  g_assert_cmpstr (jl_language_get (), ==, JL_LANGUAGE_ENGLISH);
  jl_language_pop (inner);
  g_assert_cmpstr (_ ("Not found"), ==, "没有找到");
  /* Numbers are for machines too: no grouping, a point. */
  g_assert_cmpfloat (g_strtod ("1.5", NULL), ==, 1.5);
  jl_language_pop (outer);
  g_assert_cmpstr (_ ("Not found"), ==, "Not found");
}

static gpointer
speak (gpointer language)
{
  gboolean chinese = g_strcmp0 (language, JL_LANGUAGE_CHINESE) == 0;

  for (int i = 0; i < 2000; i++) {
    JlLanguageScope scope = jl_language_push (language);

    g_assert_cmpstr (_ ("Not found"), ==, chinese ? "没有找到" : "Not found");
    jl_language_pop (scope);
  }
  return NULL;
}

static void
test_threads (void)
{
  GThread *chinese = g_thread_new ("chinese", speak, (gpointer)JL_LANGUAGE_CHINESE);
  GThread *english = g_thread_new ("english", speak, (gpointer)JL_LANGUAGE_ENGLISH);

  g_thread_join (chinese);
  g_thread_join (english);
}

int
main (int argc, char **argv)
{
  int result;
  g_autofree char *command = NULL;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  make_catalogue ();
  g_assert_true (jl_language_init (locale_dir));
  g_test_add_func ("/common/language/from-accept", test_from_accept);
  g_test_add_func ("/common/language/both", test_both);
  g_test_add_func ("/common/language/threads", test_threads);
  result = g_test_run ();

  command = g_strdup_printf ("rm -r '%s'", locale_dir);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (locale_dir);
  return result;
}
