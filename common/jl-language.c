// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-language.h"

#include <libintl.h>
#include <locale.h>
#include <string.h>

/* Both have UTF-8 characters and the numbers of C; they differ in messages alone. */
typedef struct {
  locale_t english;
  locale_t chinese;
  gboolean installed; /* the C library has zh_CN itself */
} Locales;

static locale_t
locale_with_messages (const char *messages)
{
  locale_t locale = newlocale (LC_ALL_MASK, "C.UTF-8", (locale_t)0);
  locale_t changed;

  if (locale == (locale_t)0)
    locale = newlocale (LC_ALL_MASK, "C", (locale_t)0);
  changed = newlocale (LC_MESSAGES_MASK, messages, locale);
  if (changed == (locale_t)0)
    freelocale (locale);
  return changed;
}

static const Locales *
get_locales (void)
{
  static gsize once;
  static Locales locales;

  if (g_once_init_enter (&once)) {
    locales.english = locale_with_messages ("C");
    locales.chinese = locale_with_messages ("zh_CN.UTF-8");
    locales.installed = locales.chinese != (locale_t)0;
    /* Without it, gettext still follows LANGUAGE under any locale but C: see jl_language_init(). */
    if (!locales.installed)
      locales.chinese = locale_with_messages ("C.UTF-8");
    if (locales.chinese == (locale_t)0)
      locales.chinese = locales.english;
    g_once_init_leave (&once, 1);
  }
  return &locales;
}

/**
 * jl_language_init:
 * @locale_dir: where the translations are: `<locale_dir>/zh_CN/LC_MESSAGES/jieli.mo`
 *
 * Prepares a service process to speak both languages. To be called at the start of main(), before
 * there are threads, because it changes the environment variable LANGUAGE, which would otherwise
 * overrule what a caller asks for. From then on the calling thread itself speaks English, the
 * language of the log.
 *
 * Returns: whether Chinese is there; if it is not, everything is answered in English
 */
gboolean
jl_language_init (const char *locale_dir)
{
  const Locales *locales = get_locales ();
  JlLanguageScope scope;
  gboolean found;

  bindtextdomain (GETTEXT_PACKAGE, locale_dir);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  if (locales->installed)
    g_unsetenv ("LANGUAGE");
  else
    g_setenv ("LANGUAGE", JL_LANGUAGE_CHINESE, TRUE);

  /* The header of the catalogue is the translation of the empty text. */
  scope = jl_language_push (JL_LANGUAGE_CHINESE);
  found = *dgettext (GETTEXT_PACKAGE, "") != '\0';
  jl_language_pop (scope);
  uselocale (locales->english);
  return found;
}

/* The weight of one language range, in thousandths; RFC 9110 section 12.4.2. */
static int
parse_weight (const char *p, const char *end)
{
  g_autofree char *text = g_strndup (p, (gsize)(end - p));
  const char *q = strstr (text, "q=");
  double weight;

  if (q == NULL)
    return 1000;
  weight = g_ascii_strtod (q + 2, NULL);
  return weight >= 0 && weight <= 1 ? (int)(weight * 1000 + 0.5) : 0;
}

/**
 * jl_language_from_accept:
 * @header: (nullable): the value of Accept-Language
 *
 * Returns: (transfer none): which of our languages the header prefers; English without preference
 */
const char *
jl_language_from_accept (const char *header)
{
  const char *best = JL_LANGUAGE_ENGLISH;
  int best_weight = 0;
  const char *p = header;

  while (p != NULL && *p != '\0') {
    const char *end = p + strcspn (p, ",");
    const char *language = NULL;
    int weight;

    while (*p == ' ' || *p == '\t')
      p++;
    if (g_ascii_strncasecmp (p, "zh", 2) == 0 && !g_ascii_isalnum (p[2]))
      language = JL_LANGUAGE_CHINESE;
    else if (g_ascii_strncasecmp (p, "en", 2) == 0 && !g_ascii_isalnum (p[2]))
      language = JL_LANGUAGE_ENGLISH;
    if (language != NULL) {
      weight = parse_weight (p, end);
      if (weight > best_weight) {
        best = language;
        best_weight = weight;
      }
    }
    p = *end == ',' ? end + 1 : end;
  }
  return best;
}

/**
 * jl_language_push:
 * @language: %JL_LANGUAGE_ENGLISH or %JL_LANGUAGE_CHINESE
 *
 * From here to jl_language_pop(), what this thread says is in @language.
 *
 * Returns: to be given to jl_language_pop() by the same thread
 */
JlLanguageScope
jl_language_push (const char *language)
{
  const Locales *locales = get_locales ();

  return uselocale (strcmp (language, JL_LANGUAGE_CHINESE) == 0 ? locales->chinese
                                                                : locales->english);
}

/**
 * jl_language_pop:
 * @scope: what jl_language_push() returned
 *
 * Goes back to what was spoken before.
 */
void
jl_language_pop (JlLanguageScope scope)
{
  uselocale (scope);
}

/**
 * jl_language_get:
 *
 * For texts that do not come from gettext: names in the rule files.
 *
 * Returns: (transfer none): the language that this thread speaks now
 */
const char *
jl_language_get (void)
{
  const Locales *locales = get_locales ();

  return locales->chinese != locales->english && uselocale ((locale_t)0) == locales->chinese
             ? JL_LANGUAGE_CHINESE
             : JL_LANGUAGE_ENGLISH;
}
