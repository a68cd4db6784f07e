// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * A headless Chromium of the test's own, spoken to by the W3C WebDriver protocol through
 * chromedriver. What cannot be done ends the test with what was asked and what the page says.
 */
typedef struct _JlWebDriver JlWebDriver;

/* @language: of the browser, e.g. "zh-CN" */
JlWebDriver *jl_webdriver_new (guint width, guint height, const char *language);
void jl_webdriver_free (JlWebDriver *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlWebDriver, jl_webdriver_free)

void jl_webdriver_go (JlWebDriver *self, const char *url);
void jl_webdriver_resize (JlWebDriver *self, guint width, guint height);

/* @script: a function's body with `return`. Returns: (transfer full): what it returned */
JsonNode *jl_webdriver_run (JlWebDriver *self, const char *script);
char *jl_webdriver_run_text (JlWebDriver *self, const char *script);
gint64 jl_webdriver_run_integer (JlWebDriver *self, const char *script);
/* Waits in the browser until an expression is true. */
void jl_webdriver_wait (JlWebDriver *self, const char *expression);
/* Waits until an element whose text contains @text is seen; NULL: any text. */
void jl_webdriver_wait_for (JlWebDriver *self, const char *selector, const char *text);
char *jl_webdriver_get_text (JlWebDriver *self, const char *selector);

/* As a hand does it: the element is scrolled to and must not be covered. */
void jl_webdriver_click (JlWebDriver *self, const char *selector);
/* Replaces what is in a field. */
void jl_webdriver_type (JlWebDriver *self, const char *selector, const char *text);
/* @keys: to whatever has the focus; see JL_KEY_ */
void jl_webdriver_press (JlWebDriver *self, const char *keys);
#define JL_KEY_TAB "\xee\x80\x84"
#define JL_KEY_ENTER "\xee\x80\x87"
#define JL_KEY_ESCAPE "\xee\x80\x8c"
#define JL_KEY_SPACE " "
#define JL_KEY_RIGHT "\xee\x80\x94"

/* A command of the DevTools protocol; @parameters: JSON. Returns: (transfer full): its answer */
JsonNode *jl_webdriver_devtools (JlWebDriver *self, const char *command, const char *parameters);

/* What the console has said since the last call: warnings and errors, one a line, but for answers
 * of the network that @expected, a status like "401" or NULL, explains. */
char *jl_webdriver_take_complaints (JlWebDriver *self, const char *expected);

G_END_DECLS
