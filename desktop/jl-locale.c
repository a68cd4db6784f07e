// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-locale.h"

#include <glib/gi18n-lib.h>
#include <gtk/gtk.h>
#include <libintl.h>
#include <locale.h>

/* LANGUAGE as the person's session has it: what "as the system" means. */
static char *system_language;

/* GLib decides once, when it is first asked for a translation, whether the program has any for the
 * locale it runs under, and never translates if not. It must be asked under one that we have. */
static void
settle_translating (void)
{
  jl_locale_set_language ("zh_CN");
  g_dgettext (GETTEXT_PACKAGE, "Jieli");
  jl_locale_set_language ("system");
}

/**
 * jl_locale_init:
 *
 * Finds the translations. To be called at the start of main().
 */
void
jl_locale_init (void)
{
  const char *dir = g_getenv ("JIELI_LOCALE_DIR");

  system_language = g_strdup (g_getenv ("LANGUAGE"));
  setlocale (LC_ALL, "");
  /* GTK would set it once more, and under the locale C nothing is translated. */
  gtk_disable_setlocale ();
  bindtextdomain (GETTEXT_PACKAGE, dir != NULL ? dir : JL_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  settle_translating ();
}

/**
 * jl_locale_set_language:
 * @language: `zh_CN`, `en`, or `system`
 *
 * Makes gettext answer in another language from now on. What is on the screen must be made anew.
 */
void
jl_locale_set_language (const char *language)
{
  if (!g_str_equal (language, "system"))
    g_setenv ("LANGUAGE", language, TRUE);
  else if (system_language != NULL)
    g_setenv ("LANGUAGE", system_language, TRUE);
  else
    g_unsetenv ("LANGUAGE");
  /* Under the locale C nothing is translated, whatever LANGUAGE says. Setting the locale also lets
   * gettext forget what it has found under the old one. */
  if (g_str_equal (language, "system"))
    setlocale (LC_MESSAGES, "");
  else if (setlocale (LC_MESSAGES, "zh_CN.UTF-8") == NULL)
    setlocale (LC_MESSAGES, "C.UTF-8");
}

/**
 * jl_locale_get_short:
 *
 * Returns: (transfer none): `zh` or `en`: what the service's rules call the present language
 */
const char *
jl_locale_get_short (void)
{
  const char *const *names = g_get_language_names ();

  for (guint i = 0; names[i] != NULL; i++) {
    if (g_str_has_prefix (names[i], "zh"))
      return "zh";
    if (g_str_has_prefix (names[i], "en") || g_str_equal (names[i], "C"))
      return "en";
  }
  return "en";
}

/**
 * jl_locale_get_tag:
 *
 * Returns: (transfer none): the present language for Accept-Language
 */
const char *
jl_locale_get_tag (void)
{
  return *jl_locale_get_short () == 'z' ? "zh-CN" : "en";
}
