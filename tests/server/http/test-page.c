// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-page-texts.h"
#include "jl-page.h"
#include "jl-static.h"

#include <glib/gstdio.h>
#include <string.h>

#define STYLE "body { color: #123456; }\n"
/* printf '%s' "$STYLE" | openssl dgst -sha256 -binary | base64 */
#define STYLE_DIGEST "P4dv8SQPsrbkQpgPNStsofcOC4yw3nuTcNahuJ5PHJw="
#define PAGE                                                                                       \
  "<!DOCTYPE html><link rel=\"stylesheet\" href=\"/style.css\">"                                   \
  "<p>before<!-- goods --><ul></ul><!-- /goods -->after"

static JlPage *
make_page (const char *path, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return jl_page_new (path, bytes);
}

static char *
dup_text (JlPage *page)
{
  gsize size;
  const char *data = g_bytes_get_data (page->body, &size);

  return g_strndup (data, size);
}

static void
test_style (void)
{
  g_autoptr (JlPage) page = make_page ("/a.html", PAGE);
  g_autoptr (JlPage) style = make_page ("/style.css", STYLE);
  g_autoptr (JlPage) styled = jl_page_new_styled (page, "/a.html", style, "/style.css");
  g_autoptr (JlPage) other = jl_page_new_styled (page, "/a.html", style, "/other.css");
  g_autofree char *text = NULL;

  g_assert_null (other);
  g_assert_nonnull (styled);
  text = dup_text (styled);
  g_assert_nonnull (strstr (text, "<style>" STYLE "</style><p>before"));
  g_assert_null (strstr (text, "<link"));
  g_assert_nonnull (strstr (styled->policy, "style-src 'self' 'sha256-" STYLE_DIGEST "'"));
  g_assert_null (strstr (styled->policy, "unsafe"));
  g_assert_cmpstr (styled->etag, !=, page->etag);
  /* What is no page has no policy. */
  g_assert_null (style->policy);
}

/* Each style sheet of several is allowed, in one directive. */
static void
test_two_styles (void)
{
  g_autoptr (JlPage) page =
      make_page ("/a.html",
                 "<link rel=\"stylesheet\" href=\"/style.css\"><link rel=\"stylesheet\" "
                 "href=\"/pages.css\">");
  g_autoptr (JlPage) style = make_page ("/style.css", STYLE);
  g_autoptr (JlPage) more = make_page ("/pages.css", "p { margin: 0; }");
  g_autoptr (JlPage) once = jl_page_new_styled (page, "/a.html", style, "/style.css");
  g_autoptr (JlPage) twice = jl_page_new_styled (once, "/a.html", more, "/pages.css");
  const char *directive = strstr (twice->policy, "style-src");

  g_assert_nonnull (strstr (directive, "'sha256-" STYLE_DIGEST "' 'sha256-"));
  g_assert_null (strstr (directive + 1, "style-src"));
}

static void
test_part (void)
{
  g_autoptr (JlPage) page = make_page ("/a.html", PAGE);
  g_autoptr (GBytes) part = g_bytes_new_static ("<ul><li>sofa</ul>", 17);
  g_autoptr (JlPage) filled = jl_page_new_filled (page, "/a.html", "goods", part);
  g_autoptr (JlPage) none = jl_page_new_filled (page, "/a.html", "people", part);
  g_autofree char *text = NULL;

  g_assert_null (none);
  text = dup_text (filled);
  g_assert_true (g_str_has_suffix (text, "<p>before<ul><li>sofa</ul>after"));
  g_assert_cmpstr (filled->policy, ==, page->policy);
  g_assert_cmpstr (filled->etag, !=, page->etag);
}

/* A place that is opened and not closed stays as it is. */
static void
test_open_place (void)
{
  g_autoptr (JlPage) page = make_page ("/a.html", "<!-- /goods --><!-- goods --><ul>");
  g_autoptr (GBytes) part = g_bytes_new_static ("x", 1);

  g_assert_null (jl_page_new_filled (page, "/a.html", "goods", part));
}

static void
put_file (const char *dir, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
remove_file (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  g_assert_cmpint (g_remove (path), ==, 0);
}

#define SCRIPT                                                                                     \
  "const texts = {\n"                                                                              \
  "  brand: ['接力', 'Jieli'],\n"                                                                \
  "  look: ['看看', 'Don\\'t <look>'],\n"                                                        \
  "  broken: ['坏', \"Broken\"],\n"                                                               \
  "};\n"

static char *
translate (const char *text)
{
  g_autoptr (JlPageTexts) texts = jl_page_texts_new ();
  g_autoptr (GBytes) script = g_bytes_new_static (SCRIPT, strlen (SCRIPT));
  g_autoptr (GBytes) page = g_bytes_new_static (text, strlen (text));
  g_autoptr (GBytes) english = NULL;
  gsize size;

  jl_page_texts_add_script (texts, script);
  english = jl_page_texts_translate (texts, page);
  return english != NULL ? g_strndup (g_bytes_get_data (english, &size), g_bytes_get_size (english))
                         : NULL;
}

static void
test_translation (void)
{
  static const struct {
    const char *chinese;
    const char *english;
  } rows[] = {
    { "<a class=\"x\" data-t=\"brand\" href=\"/\">接力</a> 接力",
      "<a class=\"x\" data-t=\"brand\" href=\"/\">Jieli</a> 接力" },
    { "<title data-t=\"look brand\">看看 · 接力</title>",
      "<title data-t=\"look brand\">Don&apos;t &lt;look&gt; · Jieli</title>" },
    { "<b data-t=\"unknown\">看看</b><b data-t=\"broken\">坏</b>",
      "<b data-t=\"unknown\">看看</b><b data-t=\"broken\">坏</b>" },
    { "<nav aria-label=\"接力\" data-t-label=\"brand\"><b data-t=\"brand\"></b></nav>",
      "<nav aria-label=\"Jieli\" data-t-label=\"brand\"><b data-t=\"brand\">Jieli</b></nav>" },
    { "<input id=\"q\" placeholder=\"看看\" data-t-hint=\"look\">",
      "<input id=\"q\" placeholder=\"Don&apos;t &lt;look&gt;\" data-t-hint=\"look\">" },
  };
  g_autofree char *other = translate ("<html lang=\"en\"><b data-t=\"brand\">接力</b>");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *chinese = g_strconcat ("<html lang=\"zh-CN\">", rows[i].chinese, NULL);
    g_autofree char *expected = g_strconcat ("<html lang=\"en\">", rows[i].english, NULL);
    g_autofree char *english = translate (chinese);

    g_assert_cmpstr (english, ==, expected);
  }
  g_assert_null (other);
}

/* What a request says of languages. */
typedef struct {
  const char *cookie;
  const char *accept;
} Wish;

static const char *
get_header (gpointer message, const char *name)
{
  const Wish *wish = message;

  return strcmp (name, "Cookie") == 0            ? wish->cookie
         : strcmp (name, "Accept-Language") == 0 ? wish->accept
                                                 : NULL;
}

static void
test_language (void)
{
  static const struct {
    Wish wish;
    const char *language;
  } rows[] = {
    { { NULL, NULL }, "zh_CN" },
    { { NULL, "" }, "zh_CN" },
    { { NULL, "fr" }, "en" },
    { { NULL, "zh-CN,zh;q=0.9,en;q=0.8" }, "zh_CN" },
    { { "jieli-language=en", "zh-CN" }, "en" },
    { { "a=b; jieli-language=zh", "en" }, "zh_CN" },
    { { "a=jieli-language=en; x", "zh" }, "zh_CN" },
    { { "jieli-language=fr", "zh" }, "zh_CN" },
    { { "; ;", "zh" }, "zh_CN" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    const JlIncoming incoming = { .get_header = get_header, .message = (gpointer)&rows[i].wish };

    g_test_message ("%u", i);
    g_assert_cmpstr (jl_page_language (&incoming), ==, rows[i].language);
  }
}

static void
assert_answer (JlStatic *pages, const char *path, const char *language, const char *expected)
{
  const Wish wish = { NULL, language };
  const JlIncoming incoming = {
    .method = "GET", .path = path, .get_header = get_header, .message = (gpointer)&wish
  };
  g_autoptr (GError) error = NULL;
  JlAnswer answer = { 0 };

  g_test_message ("%s %s", path, language);
  if (expected == NULL) {
    g_assert_false (jl_static_answer (pages, &incoming, &answer, &error));
  } else {
    g_assert_true (jl_static_answer (pages, &incoming, &answer, &error));
    g_assert_no_error (error);
    g_assert_nonnull (g_strstr_len (
        g_bytes_get_data (answer.body, NULL), (gssize)g_bytes_get_size (answer.body), expected));
    g_assert_true (answer.varies);
  }
  jl_answer_clear (&answer);
}

/* An address without an ending is answered in the reader's language. */
static void
test_names (void)
{
  g_autofree char *dir = g_dir_make_tmp ("jieli-pages-XXXXXX", NULL);
  g_autofree char *js = g_build_filename (dir, "js", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JlStatic) pages = NULL;

  g_assert_cmpint (g_mkdir (js, 0700), ==, 0);
  put_file (js, "text.js", SCRIPT);
  put_file (dir, "join.html", "<html lang=\"zh-CN\"><b data-t=\"brand\">接力</b>");
  put_file (dir, "help.html", "<html lang=\"zh-CN\">帮助");
  put_file (dir, "help-en.html", "<html lang=\"en\">Help");
  pages = jl_static_new (dir, &error);
  g_assert_no_error (error);
  assert_answer (pages, "/join", "zh", "接力");
  assert_answer (pages, "/join", "en", "Jieli");
  assert_answer (pages, "/join.html", "en", "Jieli");
  assert_answer (pages, "/help", "zh", "帮助");
  assert_answer (pages, "/help", "en", "Help");
  assert_answer (pages, "/help.html", "en", "帮助");
  assert_answer (pages, "/help-en.html", "zh", "Help");
  assert_answer (pages, "/join/", "en", NULL);
  assert_answer (pages, "/nothing", "en", NULL);
  assert_answer (pages, "/js/text", "en", NULL);
  remove_file (js, "text.js");
  g_assert_cmpint (g_rmdir (js), ==, 0);
  remove_file (dir, "join.html");
  remove_file (dir, "help.html");
  remove_file (dir, "help-en.html");
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}

static void
test_folder (void)
{
  g_autofree char *dir = g_dir_make_tmp ("jieli-pages-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JlStatic) pages = NULL;

  put_file (dir, "a.html", PAGE);
  put_file (dir, "plain.html", "<p>no style");
  put_file (dir, "style.css", STYLE);
  pages = jl_static_new (dir, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (jl_static_lookup (pages, "/a.html", "en")->policy, STYLE_DIGEST));
  g_assert_null (strstr (jl_static_lookup (pages, "/plain.html", "en")->policy, "sha256"));
  g_assert_null (jl_static_lookup (pages, "/../a.html", "en"));
  remove_file (dir, "a.html");
  remove_file (dir, "plain.html");
  remove_file (dir, "style.css");
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/http/page/style", test_style);
  g_test_add_func ("/http/page/two-styles", test_two_styles);
  g_test_add_func ("/http/page/part", test_part);
  g_test_add_func ("/http/page/open-place", test_open_place);
  g_test_add_func ("/http/page/translation", test_translation);
  g_test_add_func ("/http/page/language", test_language);
  g_test_add_func ("/http/page/names", test_names);
  g_test_add_func ("/http/page/folder", test_folder);
  return g_test_run ();
}
