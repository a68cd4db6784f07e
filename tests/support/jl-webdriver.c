// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-webdriver.h"

#include "jl-json.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#define WAIT_SECONDS 20
#define READY_LINE "started successfully on port "

struct _JlWebDriver {
  GSubprocess *driver;  /* owned */
  SoupSession *session; /* owned */
  char *base;           /* owned: address of the driver, then of the browser's session */
  char *profile;        /* owned: the browser's folder */
};

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir =
      g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  g_remove (path);
}

static JsonNode *
new_object (void)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, json_object_new ());
  return node;
}

static char *
to_text (JsonNode *node)
{
  GString *text = g_string_new (NULL);

  jl_json_append_node (text, node);
  return g_string_free (text, FALSE);
}

/* Returns: the member `value` of the answer; NULL with @problem set if it is an error. */
static JsonNode *
try_call (JlWebDriver *self, const char *method, const char *path, JsonNode *body, char **problem)
{
  g_autofree char *url = g_strconcat (self->base, path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answer = NULL;
  g_autofree char *text = NULL;

  if (body != NULL) {
    char *json = to_text (body);
    g_autoptr (GBytes) request = g_bytes_new_take (json, strlen (json));

    soup_message_set_request_body_from_bytes (message, "application/json", request);
  }
  bytes = soup_session_send_and_read (self->session, message, NULL, &error);
  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (soup_message_get_status (message) != 200) {
    *problem = g_steal_pointer (&text);
    return NULL;
  }
  answer = json_from_string (text, &error);
  g_assert_no_error (error);
  return json_object_dup_member (json_node_get_object (answer), "value");
}

static JsonNode *
call (JlWebDriver *self, const char *method, const char *path, JsonNode *body)
{
  g_autofree char *problem = NULL;
  JsonNode *value = try_call (self, method, path, body, &problem);

  if (value == NULL) {
    g_autofree char *sent = body != NULL ? to_text (body) : g_strdup ("");

    g_error ("WebDriver: %s %s %s: %.1500s", method, path, sent, problem);
  }
  return value;
}

/* A test that fails leaves at once: no browser shall stay behind. */
static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

/* chromedriver finds a free port by itself and says which. */
static gboolean
try_to_start (JlWebDriver *self)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) lines = NULL;

  /* What makes our own mistakes fatal would do so with Chromium's. */
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  g_subprocess_launcher_unsetenv (launcher, "MALLOC_PERTURB_");
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  self->driver = g_subprocess_launcher_spawn (launcher, &error, "chromedriver", "--port=0", NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->driver));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  while (self->base == NULL) {
    g_autofree char *line = g_data_input_stream_read_line_utf8 (lines, NULL, NULL, &error);
    const char *port;

    g_assert_no_error (error);
    if (line == NULL) {
      g_subprocess_wait (self->driver, NULL, NULL);
      g_clear_object (&self->driver);
      return FALSE;
    }
    port = strstr (line, READY_LINE);
    if (port != NULL)
      self->base = g_strdup_printf ("http://127.0.0.1:%d", atoi (port + strlen (READY_LINE)));
  }
  return TRUE;
}

/* Two that start at once may choose the same port: one of them leaves. */
static void
start_driver (JlWebDriver *self)
{
  for (guint tries = 0; !try_to_start (self); tries++) {
    if (tries == 10)
      g_error ("chromedriver does not start");
  }
}

static JsonNode *
make_capabilities (JlWebDriver *self, guint width, guint height, const char *language)
{
  g_autofree char *text = g_strdup_printf (
      "{\"capabilities\":{\"alwaysMatch\":{"
      "\"goog:loggingPrefs\":{\"browser\":\"ALL\"},"
      "\"timeouts\":{\"script\":%d},"
      "\"goog:chromeOptions\":{\"prefs\":{\"intl.accept_languages\":\"%s\"},\"args\":["
      "\"--headless\",\"--no-sandbox\",\"--disable-gpu\",\"--disable-quic\",\"--no-first-run\","
      "\"--disable-background-networking\",\"--disable-component-update\",\"--disable-sync\","
      "\"--disable-dev-shm-usage\",\"--lang=%s\",\"--user-data-dir=%s\",\"--window-size=%u,%u\"]}}}"
      "}",
      WAIT_SECONDS * 2000,
      language,
      language,
      self->profile,
      width,
      height);
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (text, &error);

  g_assert_no_error (error);
  return node;
}

/**
 * jl_webdriver_new:
 * @width: of the view, CSS pixels
 * @height: of the view
 * @language: of the browser
 *
 * Returns: (transfer full): a new browser
 */
JlWebDriver *
jl_webdriver_new (guint width, guint height, const char *language)
{
  JlWebDriver *self = g_new0 (JlWebDriver, 1);
  g_autoptr (JsonNode) capabilities = NULL;
  g_autoptr (JsonNode) session = NULL;
  char *base;

  self->session = soup_session_new_with_options ("timeout", 90, "proxy-resolver", NULL, NULL);
  self->profile = g_dir_make_tmp ("jieli-browser-XXXXXX", NULL);
  start_driver (self);
  capabilities = make_capabilities (self, width, height, language);
  session = call (self, "POST", "/session", capabilities);
  base =
      g_strdup_printf ("%s/session/%s",
                       self->base,
                       json_object_get_string_member (json_node_get_object (session), "sessionId"));
  g_free (self->base);
  self->base = base;
  jl_webdriver_resize (self, width, height);
  return self;
}

/**
 * jl_webdriver_free:
 * @self: (transfer full) (nullable): a browser; it and its folder vanish
 */
void
jl_webdriver_free (JlWebDriver *self)
{
  g_autofree char *problem = NULL;
  g_autoptr (JsonNode) ended = NULL;

  if (self == NULL)
    return;
  ended = try_call (self, "DELETE", "", NULL, &problem);
  g_subprocess_send_signal (self->driver, SIGTERM);
  g_subprocess_wait (self->driver, NULL, NULL);
  g_object_unref (self->driver);
  g_object_unref (self->session);
  remove_tree (self->profile);
  g_free (self->profile);
  g_free (self->base);
  g_free (self);
}

/**
 * jl_webdriver_resize:
 * @self: a browser
 * @width: of the view, CSS pixels
 * @height: of the view
 *
 * Gives the view this size exactly, as on a phone if it is narrow.
 */
void
jl_webdriver_resize (JlWebDriver *self, guint width, guint height)
{
  g_autofree char *parameters =
      g_strdup_printf ("{\"width\":%u,\"height\":%u,\"deviceScaleFactor\":1,\"mobile\":%s}",
                       width,
                       height,
                       width < 600 ? "true" : "false");
  g_autoptr (JsonNode) done =
      jl_webdriver_devtools (self, "Emulation.setDeviceMetricsOverride", parameters);
}

/**
 * jl_webdriver_go:
 * @self: a browser
 * @url: where to go
 *
 * Goes there and waits until the page and what it names is loaded.
 */
void
jl_webdriver_go (JlWebDriver *self, const char *url)
{
  g_autoptr (JsonNode) body = new_object ();
  g_autoptr (JsonNode) done = NULL;

  json_object_set_string_member (json_node_get_object (body), "url", url);
  done = call (self, "POST", "/url", body);
}

/* Returns: the body of a request that runs @script. */
static JsonNode *
make_script (const char *script)
{
  JsonNode *body = new_object ();

  json_object_set_string_member (json_node_get_object (body), "script", script);
  json_object_set_array_member (json_node_get_object (body), "args", json_array_new ());
  return body;
}

/**
 * jl_webdriver_run:
 * @self: a browser
 * @script: body of a function
 *
 * Returns: (transfer full): what it returned
 */
JsonNode *
jl_webdriver_run (JlWebDriver *self, const char *script)
{
  g_autoptr (JsonNode) body = make_script (script);

  return call (self, "POST", "/execute/sync", body);
}

/**
 * jl_webdriver_run_text:
 * @self: a browser
 * @script: body of a function that returns text
 *
 * Returns: (transfer full): the text
 */
char *
jl_webdriver_run_text (JlWebDriver *self, const char *script)
{
  g_autoptr (JsonNode) value = jl_webdriver_run (self, script);

  if (!JSON_NODE_HOLDS_VALUE (value))
    g_error ("no text came of: %s", script);
  return g_strdup (json_node_get_string (value));
}

/**
 * jl_webdriver_run_integer:
 * @self: a browser
 * @script: body of a function that returns a number
 *
 * Returns: the number
 */
gint64
jl_webdriver_run_integer (JlWebDriver *self, const char *script)
{
  g_autoptr (JsonNode) value = jl_webdriver_run (self, script);

  if (!JSON_NODE_HOLDS_VALUE (value))
    g_error ("no number came of: %s", script);
  return json_node_get_int (value);
}

/**
 * jl_webdriver_wait:
 * @self: a browser
 * @expression: in JavaScript
 *
 * Waits until it is true; it is asked again and again within the browser. A page that leaves
 * meanwhile takes the question with it, which the driver reports as an error: the next page is
 * asked anew.
 */
void
jl_webdriver_wait (JlWebDriver *self, const char *expression)
{
  g_autofree char *script = g_strdup_printf (
      "const done = arguments[arguments.length - 1];"
      "const until = performance.now() + %d;"
      "(function ask() {"
      "  let yes; try { yes = %s; } catch { yes = false; }"
      "  if (yes) done('yes');"
      "  else if (performance.now() > until) done(location.href + '\\n' + document.body.innerText);"
      "  else setTimeout(ask, 20);"
      "})();",
      WAIT_SECONDS * 1000,
      expression);
  g_autoptr (JsonNode) body = make_script (script);
  gint64 until = g_get_monotonic_time () + WAIT_SECONDS * G_USEC_PER_SEC;
  g_autofree char *problem = NULL;
  g_autoptr (JsonNode) value = NULL;

  do {
    g_clear_pointer (&problem, g_free);
    value = try_call (self, "POST", "/execute/async", body, &problem);
  } while (value == NULL && g_get_monotonic_time () < until);
  if (value == NULL || g_strcmp0 (json_node_get_string (value), "yes") != 0)
    g_error ("waited in vain for %s\n%s",
             expression,
             value != NULL ? json_node_get_string (value) : problem);
}

static char *
quote (const char *text)
{
  GString *quoted = g_string_new (NULL);

  jl_json_append_string (quoted, text);
  return g_string_free (quoted, FALSE);
}

/**
 * jl_webdriver_wait_for:
 * @self: a browser
 * @selector: CSS
 * @text: (nullable): what its text contains
 *
 * Waits until such an element is to be seen.
 */
void
jl_webdriver_wait_for (JlWebDriver *self, const char *selector, const char *text)
{
  g_autofree char *quoted_selector = quote (selector);
  g_autofree char *quoted_text = quote (text != NULL ? text : "");
  g_autofree char *expression =
      g_strdup_printf ("[...document.querySelectorAll(%s)].some(e => e.checkVisibility() && "
                       "e.textContent.includes(%s))",
                       quoted_selector,
                       quoted_text);

  jl_webdriver_wait (self, expression);
}

/**
 * jl_webdriver_get_text:
 * @self: a browser
 * @selector: CSS
 *
 * Returns: (transfer full): the text of the first such element
 */
char *
jl_webdriver_get_text (JlWebDriver *self, const char *selector)
{
  g_autofree char *quoted = quote (selector);
  g_autofree char *script =
      g_strdup_printf ("return document.querySelector(%s).textContent.trim()", quoted);

  return jl_webdriver_run_text (self, script);
}

/* Returns: the path of an element, below the session. */
static char *
find (JlWebDriver *self, const char *selector)
{
  g_autoptr (JsonNode) body = new_object ();
  g_autoptr (JsonNode) found = NULL;
  g_autoptr (GList) values = NULL;

  jl_webdriver_wait_for (self, selector, NULL);
  json_object_set_string_member (json_node_get_object (body), "using", "css selector");
  json_object_set_string_member (json_node_get_object (body), "value", selector);
  found = call (self, "POST", "/element", body);
  values = json_object_get_values (json_node_get_object (found));
  return g_strconcat ("/element/", json_node_get_string (values->data), NULL);
}

/**
 * jl_webdriver_click:
 * @self: a browser
 * @selector: CSS; the first such element is clicked
 */
void
jl_webdriver_click (JlWebDriver *self, const char *selector)
{
  g_autofree char *element = find (self, selector);
  g_autofree char *path = g_strconcat (element, "/click", NULL);
  g_autoptr (JsonNode) body = new_object ();
  g_autoptr (JsonNode) done = call (self, "POST", path, body);
}

/**
 * jl_webdriver_type:
 * @self: a browser
 * @selector: CSS of a field
 * @text: what it shall hold
 */
void
jl_webdriver_type (JlWebDriver *self, const char *selector, const char *text)
{
  g_autofree char *element = find (self, selector);
  g_autofree char *clear = g_strconcat (element, "/clear", NULL);
  g_autofree char *value = g_strconcat (element, "/value", NULL);
  g_autoptr (JsonNode) empty = new_object ();
  g_autoptr (JsonNode) body = new_object ();
  g_autoptr (JsonNode) cleared = call (self, "POST", clear, empty);
  g_autoptr (JsonNode) done = NULL;

  json_object_set_string_member (json_node_get_object (body), "text", text);
  done = call (self, "POST", value, body);
}

/**
 * jl_webdriver_press:
 * @self: a browser
 * @keys: characters, and JL_KEY_
 *
 * Presses and releases one key after the other.
 */
void
jl_webdriver_press (JlWebDriver *self, const char *keys)
{
  g_autoptr (GString) json =
      g_string_new ("{\"actions\":[{\"type\":\"key\",\"id\":\"keyboard\",\"actions\":[");
  g_autoptr (JsonNode) body = NULL;
  g_autoptr (JsonNode) done = NULL;

  for (const char *p = keys; *p != '\0'; p = g_utf8_next_char (p)) {
    g_autofree char *key = g_strndup (p, (gsize)(g_utf8_next_char (p) - p));
    g_autofree char *quoted = quote (key);

    g_string_append_printf (
        json,
        "%s{\"type\":\"keyDown\",\"value\":%s},{\"type\":\"keyUp\",\"value\":%s}",
        p == keys ? "" : ",",
        quoted,
        quoted);
  }
  g_string_append (json, "]}]}");
  body = json_from_string (json->str, NULL);
  done = call (self, "POST", "/actions", body);
}

/**
 * jl_webdriver_devtools:
 * @self: a browser
 * @command: of the DevTools protocol
 * @parameters: JSON
 *
 * Returns: (transfer full): its answer
 */
JsonNode *
jl_webdriver_devtools (JlWebDriver *self, const char *command, const char *parameters)
{
  g_autoptr (JsonNode) body = new_object ();
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (parameters, &error);

  g_assert_no_error (error);
  json_object_set_string_member (json_node_get_object (body), "cmd", command);
  json_object_set_member (json_node_get_object (body), "params", node);
  return call (self, "POST", "/goog/cdp/execute", body);
}

/**
 * jl_webdriver_take_complaints:
 * @self: a browser
 * @expected: (nullable): a status like `401` that requests may have got
 *
 * Returns: (transfer full): warnings and errors of the console since the last call, one a line
 */
char *
jl_webdriver_take_complaints (JlWebDriver *self, const char *expected)
{
  g_autoptr (JsonNode) body = new_object ();
  g_autoptr (JsonNode) log = NULL;
  g_autofree char *status = expected != NULL ? g_strdup_printf ("status of %s", expected) : NULL;
  GString *out = g_string_new (NULL);
  JsonArray *entries;

  json_object_set_string_member (json_node_get_object (body), "type", "browser");
  log = call (self, "POST", "/se/log", body);
  entries = json_node_get_array (log);
  for (guint i = 0; i < json_array_get_length (entries); i++) {
    JsonObject *entry = json_array_get_object_element (entries, i);
    const char *level = json_object_get_string_member (entry, "level");
    const char *message = json_object_get_string_member (entry, "message");

    if (strcmp (level, "SEVERE") != 0 && strcmp (level, "WARNING") != 0)
      continue;
    if (status != NULL && strstr (message, status) != NULL)
      continue;
    g_string_append_printf (out, "%s %s\n", level, message);
  }
  return g_string_free (out, FALSE);
}
