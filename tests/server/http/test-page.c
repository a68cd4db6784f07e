// SPDX-License-Identifier: GPL-3.0-or-later
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
  g_assert_nonnull (strstr (jl_static_lookup (pages, "/a.html")->policy, STYLE_DIGEST));
  g_assert_null (strstr (jl_static_lookup (pages, "/plain.html")->policy, "sha256"));
  g_assert_null (jl_static_lookup (pages, "/../a.html"));
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
  g_test_add_func ("/http/page/folder", test_folder);
  return g_test_run ();
}
