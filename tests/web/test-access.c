// SPDX-License-Identifier: GPL-3.0-or-later
/* Whether everybody can use the pages: narrow, by keyboard, by ear, with weak eyes, with thick
 * fingers. */
#include "web-fixture.h"

#include <string.h>

static const char *const pages[] = {
  "/", "/?q=%E6%B2%99%E5%8F%91", "/me.html", "/join.html", NULL
};

typedef void (*Check) (WebFixture *fixture, const char *where);

/* Runs @check on every page, signed out and signed in, with all that unfolds unfolded. */
static void
check_pages (WebFixture *fixture, Check check)
{
  g_autofree char *id = web_publish_sofa ("人人能用的沙发");
  g_autofree char *item = g_strdup_printf ("/i/%s", id);

  for (guint signed_in = 0; signed_in < 2; signed_in++) {
    if (signed_in)
      web_sign_in (fixture, WEB_RESIDENT);
    for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
      const char *page = pages[i] != NULL ? pages[i] : item;

      web_go (fixture, page);
      jl_webdriver_wait_for (
          fixture->browser,
          pages[i] == NULL ? "#holder dd" : "#groups .chip, #form, #sign-in form, #want-form form",
          NULL);
      g_assert_nonnull (jl_webdriver_run (fixture->browser,
                                          "for (const e of document.querySelectorAll('details')) "
                                          "e.open = true; return 1"));
      check (fixture, page);
    }
  }
}

static void
check_width (WebFixture *fixture, const char *where)
{
  gint64 width =
      jl_webdriver_run_integer (fixture->browser, "return document.documentElement.scrollWidth");

  if (width > 360)
    g_error ("%s is %" G_GINT64_FORMAT " pixels wide", where, width);
}

static void
test_narrow (WebFixture *fixture, gconstpointer data)
{
  check_pages (fixture, check_width);
}

static const char *
get_value (JsonObject *node, const char *member)
{
  JsonObject *value =
      json_object_has_member (node, member) ? json_object_get_object_member (node, member) : NULL;

  return value != NULL && JSON_NODE_HOLDS_VALUE (json_object_get_member (value, "value"))
             ? json_object_get_string_member (value, "value")
             : "";
}

/* What a screen reader is told: every control, picture that says something, and region has a name.
 */
static void
check_names (WebFixture *fixture, const char *where)
{
  static const char *const named[] = { "button",   "link",    "textbox",    "searchbox", "combobox",
                                       "checkbox", "heading", "navigation", "dialog",    "img",
                                       "form",     "search",  NULL };
  g_autoptr (JsonNode) tree =
      jl_webdriver_devtools (fixture->browser, "Accessibility.getFullAXTree", "{}");
  JsonArray *nodes = json_object_get_array_member (json_node_get_object (tree), "nodes");
  guint n_main = 0;
  guint n_checked = 0;

  for (guint i = 0; i < json_array_get_length (nodes); i++) {
    JsonObject *node = json_array_get_object_element (nodes, i);
    const char *role = get_value (node, "role");

    if (json_object_get_boolean_member_with_default (node, "ignored", FALSE))
      continue;
    n_main += strcmp (role, "main") == 0;
    if (!g_strv_contains (named, role) || strcmp (role, "search") == 0)
      continue;
    n_checked++;
    if (*get_value (node, "name") == '\0')
      g_error ("%s: a %s without a name", where, role);
  }
  g_assert_cmpuint (n_main, ==, 1);
  g_assert_cmpuint (n_checked, >, 5);
}

static void
test_names (WebFixture *fixture, gconstpointer data)
{
  check_pages (fixture, check_names);
}

/* WCAG 2: 4.5 to 1 for text, 3 to 1 for large text. */
static const char weigh_contrast[] =
    "const parse = (c) => { const n = c.match(/[\\d.]+/g).map(Number); return n.length < 4 ? "
    "[...n, 1] : n; };"
    "const light = (c) => { const [r, g, b] = c.map(v => { v /= 255; return v <= .03928 ? v / "
    "12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };"
    "const ground = (e) => { for (; e; e = e.parentElement) { const c = "
    "parse(getComputedStyle(e).backgroundColor); if (c[3] > .99) return c; } return [255, 255, "
    "255, 1]; };"
    "const bad = [];"
    "for (const e of document.querySelectorAll('body *')) {"
    "  if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || "
    "e.matches(':disabled, option, .card-photo *')) continue;"
    "  if (!e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;"
    "  const style = getComputedStyle(e); const a = light(parse(style.color).slice(0, 3)); const b "
    "= light(ground(e).slice(0, 3));"
    "  const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);"
    "  const size = parseFloat(style.fontSize); const large = size >= 24 || (size >= 18.66 && "
    "style.fontWeight >= 700);"
    "  if (ratio < (large ? 3 : 4.5)) bad.push(e.tagName + '.' + e.className + ' ' + "
    "e.textContent.trim().slice(0, 20) + ' ' + ratio.toFixed(2));"
    "}"
    "return bad.join('\\n')";

static void
check_contrast (WebFixture *fixture, const char *where)
{
  g_autofree char *bad = jl_webdriver_run_text (fixture->browser, weigh_contrast);

  if (*bad != '\0')
    g_error ("%s: too little contrast:\n%s", where, bad);
}

static void
test_contrast (WebFixture *fixture, gconstpointer data)
{
  check_pages (fixture, check_contrast);
}

static void
test_contrast_dark (WebFixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) dark = jl_webdriver_devtools (
      fixture->browser,
      "Emulation.setEmulatedMedia",
      "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"dark\"}]}");

  check_pages (fixture, check_contrast);
}

/* A finger needs 44 pixels; links within a text are as high as the text. */
static const char find_small[] =
    "return [...document.querySelectorAll('button, select, input:not([type=checkbox], "
    "[type=radio]), "
    "summary, nav a, .button, .chip')]"
    ".filter(e => e.checkVisibility() && !e.closest('.hidden'))"
    ".map(e => [e, e.getBoundingClientRect()])"
    ".filter(([e, box]) => box.height < 43.5 || box.width < 43.5)"
    ".map(([e, box]) => e.tagName + '#' + e.id + ' ' + box.width + 'x' + box.height).join('\\n')";

static void
check_targets (WebFixture *fixture, const char *where)
{
  g_autofree char *small = jl_webdriver_run_text (fixture->browser, find_small);

  if (*small != '\0')
    g_error ("%s: too small to touch:\n%s", where, small);
}

static void
test_targets (WebFixture *fixture, gconstpointer data)
{
  check_pages (fixture, check_targets);
}

/* Presses Tab until the focus is where @selector says. */
static void
tab_to (WebFixture *fixture, const char *selector)
{
  g_autofree char *script =
      g_strdup_printf ("return document.activeElement.matches(\"%s\") ? 1 : 0", selector);

  for (guint i = 0; i < 60; i++) {
    jl_webdriver_press (fixture->browser, JL_KEY_TAB);
    if (jl_webdriver_run_integer (fixture->browser, script)) {
      /* Where the focus is can be seen. */
      g_assert_cmpint (
          jl_webdriver_run_integer (
              fixture->browser,
              "const s = getComputedStyle(document.activeElement);"
              "return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 ? 1 : 0"),
          ==,
          1);
      return;
    }
  }
  g_error ("%s is not reached by Tab", selector);
}

/* The whole way without a mouse: search, open, sign in, reserve. */
static void
test_keyboard (WebFixture *fixture, gconstpointer data)
{
  g_autofree char *id = web_publish_sofa ("键盘能预留的沙发");

  web_go (fixture, "/");
  tab_to (fixture, ".skip");
  tab_to (fixture, "#q");
  jl_webdriver_press (fixture->browser, "jianpan");
  jl_webdriver_wait (fixture->browser,
                     "document.querySelectorAll('.card').length == 1 && "
                     "document.querySelector('.card-title').textContent.includes('键盘')");
  tab_to (fixture, ".card a");
  jl_webdriver_press (fixture->browser, JL_KEY_ENTER);
  jl_webdriver_wait_for (fixture->browser, "#reserve", NULL);
  tab_to (fixture, "#reserve");
  jl_webdriver_press (fixture->browser, JL_KEY_ENTER);
  jl_webdriver_wait_for (fixture->browser, "dialog #username", NULL);
  /* Escape closes and gives the focus back. */
  jl_webdriver_press (fixture->browser, JL_KEY_ESCAPE);
  jl_webdriver_wait (fixture->browser, "document.activeElement.id == 'reserve'");
  jl_webdriver_press (fixture->browser, JL_KEY_ENTER);
  jl_webdriver_wait (fixture->browser, "document.activeElement.id == 'username'");
  jl_webdriver_press (fixture->browser, WEB_RESIDENT JL_KEY_TAB WEB_PASSWORD JL_KEY_ENTER);
  jl_webdriver_wait_for (fixture->browser, "#mine", "已为您预留");
  jl_webdriver_wait (fixture->browser, "document.activeElement.id == 'mine'");
}

static void
test_theme (WebFixture *fixture, gconstpointer data)
{
  g_autofree char *light = NULL;
  g_autofree char *dark = NULL;

  web_go (fixture, "/");
  light = jl_webdriver_run_text (fixture->browser,
                                 "return getComputedStyle(document.body).backgroundColor");
  jl_webdriver_click (fixture->browser, "#theme");
  jl_webdriver_wait (fixture->browser, "document.documentElement.dataset.theme == 'dark'");
  dark = jl_webdriver_run_text (fixture->browser,
                                "return getComputedStyle(document.body).backgroundColor");
  g_assert_cmpstr (light, !=, dark);
  web_go (fixture, "/join.html");
  jl_webdriver_wait (fixture->browser, "document.documentElement.dataset.theme == 'dark'");
}

static void
add_tests (void)
{
  WEB_ADD ("/web/access/narrow", test_narrow, NULL);
  WEB_ADD ("/web/access/narrow-english", test_narrow, "en-US");
  WEB_ADD ("/web/access/names", test_names, NULL);
  WEB_ADD ("/web/access/contrast", test_contrast, NULL);
  WEB_ADD ("/web/access/contrast-dark", test_contrast_dark, NULL);
  WEB_ADD ("/web/access/targets", test_targets, NULL);
  WEB_ADD ("/web/access/keyboard", test_keyboard, NULL);
  WEB_ADD ("/web/access/theme", test_theme, NULL);
}

int
main (int argc, char *argv[])
{
  return web_main (argc, argv, add_tests);
}
