// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-page-texts.h"

#include "jl-language.h"

#include <string.h>

/* The form of an entry is checked by tests/style/check-web-texts.py. */
#define ENTRY "^  (\\w+): \\['(?:[^'\\\\]|\\\\.)*', '((?:[^'\\\\]|\\\\.)*)'\\],$"
/* An element's start that names one text or several, and what it says before its first child. */
#define ELEMENT "(<[^>]*\\sdata-t=\"([\\w ]+)\"[^>]*>)[^<]*"
#define ATTRIBUTES "<[^>]*\\sdata-t-(?:label|hint)=\"\\w+\"[^>]*>"
#define LABEL "aria-label=\"[^\"]*\"(.*\\sdata-t-label=\"(\\w+)\")"
#define HINT "placeholder=\"[^\"]*\"(.*\\sdata-t-hint=\"(\\w+)\")"
#define LANGUAGE "<html lang=\"zh-CN\">"

/* The language that somebody chose on a page; set by js/page.js. */
#define COOKIE "jieli-language="

struct _JlPageTexts {
  GHashTable *english; /* owned: name -> text */
  GRegex *entry;       /* owned, like those below */
  GRegex *element;
  GRegex *attributes;
  GRegex *label;
  GRegex *hint;
  GRegex *language;
};

static GRegex *
compile (const char *pattern, GRegexCompileFlags flags)
{
  g_autoptr (GError) error = NULL;
  GRegex *regex = g_regex_new (pattern, flags, 0, &error);

  g_assert_no_error (error);
  return regex;
}

/**
 * jl_page_texts_new:
 *
 * Returns: (transfer full): no texts yet
 */
JlPageTexts *
jl_page_texts_new (void)
{
  JlPageTexts *self = g_new0 (JlPageTexts, 1);

  self->english = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->entry = compile (ENTRY, G_REGEX_MULTILINE);
  self->element = compile (ELEMENT, 0);
  self->attributes = compile (ATTRIBUTES, 0);
  self->label = compile (LABEL, 0);
  self->hint = compile (HINT, 0);
  self->language = compile (LANGUAGE, 0);
  return self;
}

/**
 * jl_page_texts_free:
 * @self: (transfer full) (nullable): texts
 */
void
jl_page_texts_free (JlPageTexts *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->english);
  g_regex_unref (self->entry);
  g_regex_unref (self->element);
  g_regex_unref (self->attributes);
  g_regex_unref (self->label);
  g_regex_unref (self->hint);
  g_regex_unref (self->language);
  g_free (self);
}

/**
 * jl_page_texts_add_script:
 * @self: texts
 * @script: a script with entries of the form `  name: ['中文', 'English'],`
 *
 * Takes over what its entries say in English. What is no entry is passed over.
 */
void
jl_page_texts_add_script (JlPageTexts *self, GBytes *script)
{
  gsize size;
  const char *text = g_bytes_get_data (script, &size);
  g_autoptr (GMatchInfo) match = NULL;

  if (!g_utf8_validate_len (text, size, NULL))
    return;
  g_regex_match_full (self->entry, text, (gssize)size, 0, 0, &match, NULL);
  while (g_match_info_matches (match)) {
    g_autofree char *escaped = g_match_info_fetch (match, 2);

    g_hash_table_replace (self->english, g_match_info_fetch (match, 1), g_strcompress (escaped));
    g_match_info_next (match, NULL);
  }
}

/* Texts by their names, joined as a title is: `item_title brand`. NULL: one is not known. */
static char *
dup_texts (JlPageTexts *self, const char *names)
{
  g_auto (GStrv) parts = g_strsplit (names, " ", -1);
  g_autoptr (GString) joined = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++) {
    const char *text = g_hash_table_lookup (self->english, parts[i]);

    if (text == NULL)
      return NULL;
    g_string_append_printf (joined, "%s%s", i > 0 ? " · " : "", text);
  }
  return g_markup_escape_text (joined->str, (gssize)joined->len);
}

static gboolean
replace_element (const GMatchInfo *match, GString *result, gpointer user_data)
{
  g_autofree char *names = g_match_info_fetch (match, 2);
  g_autofree char *text = dup_texts (user_data, names);
  g_autofree char *start = g_match_info_fetch (match, text != NULL ? 1 : 0);

  g_string_append (result, start);
  if (text != NULL)
    g_string_append (result, text);
  return FALSE;
}

/* Replaces one attribute of a start tag by the text that the tag names for it. */
static char *
replace_attribute (JlPageTexts *self, GRegex *regex, const char *name, const char *tag)
{
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *key = NULL;
  g_autofree char *text = NULL;
  g_autofree char *rest = NULL;
  int start, end;

  if (!g_regex_match (regex, tag, 0, &match))
    return g_strdup (tag);
  key = g_match_info_fetch (match, 2);
  text = dup_texts (self, key);
  if (text == NULL || !g_match_info_fetch_pos (match, 0, &start, &end))
    return g_strdup (tag);
  rest = g_match_info_fetch (match, 1);
  return g_strdup_printf ("%.*s%s=\"%s\"%s%s", start, tag, name, text, rest, tag + end);
}

static gboolean
replace_attributes (const GMatchInfo *match, GString *result, gpointer user_data)
{
  JlPageTexts *self = user_data;
  g_autofree char *tag = g_match_info_fetch (match, 0);
  g_autofree char *labelled = replace_attribute (self, self->label, "aria-label", tag);
  g_autofree char *hinted = replace_attribute (self, self->hint, "placeholder", labelled);

  g_string_append (result, hinted);
  return FALSE;
}

/**
 * jl_page_texts_translate:
 * @self: texts
 * @page: an HTML page in Chinese
 *
 * Returns: (transfer full) (nullable): the page in English, %NULL if it is no page in Chinese.
 * Texts that it names and nobody knows stay as they are
 */
GBytes *
jl_page_texts_translate (JlPageTexts *self, GBytes *page)
{
  gsize size;
  const char *text = g_bytes_get_data (page, &size);
  g_autofree char *elements = NULL;
  g_autofree char *attributes = NULL;
  char *english;

  if (!g_utf8_validate_len (text, size, NULL) ||
      g_strstr_len (text, (gssize)size, LANGUAGE) == NULL)
    return NULL;
  elements =
      g_regex_replace_eval (self->element, text, (gssize)size, 0, 0, replace_element, self, NULL);
  attributes =
      g_regex_replace_eval (self->attributes, elements, -1, 0, 0, replace_attributes, self, NULL);
  english =
      g_regex_replace_literal (self->language, attributes, -1, 0, "<html lang=\"en\">", 0, NULL);
  return g_bytes_new_take (english, strlen (english));
}

/**
 * jl_page_language:
 * @incoming: a request for a page
 *
 * Returns: (transfer none): the language that was chosen on a page before, or that the browser
 *   prefers. Whoever says nothing, such as a search engine, reads what a Chinese city writes.
 */
const char *
jl_page_language (const JlIncoming *incoming)
{
  const char *cookies = jl_incoming_get (incoming, "Cookie");
  const char *accept = jl_incoming_get (incoming, "Accept-Language");

  for (const char *p = cookies; p != NULL && *p != '\0';) {
    p += strspn (p, "; ");
    if (g_str_has_prefix (p, COOKIE "zh"))
      return JL_LANGUAGE_CHINESE;
    if (g_str_has_prefix (p, COOKIE "en"))
      return JL_LANGUAGE_ENGLISH;
    p += strcspn (p, ";");
  }
  return accept != NULL && *accept != '\0' ? jl_language_from_accept (accept) : JL_LANGUAGE_CHINESE;
}
