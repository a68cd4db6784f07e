// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-word-list.h"

#include <unicode/unorm2.h>
#include <unicode/ustring.h>

typedef struct {
  char *text;      /* owned: as added */
  gunichar *chars; /* owned: folded */
  glong length;
  guint owner;
  gboolean exception;
} Word;

struct _JlWordList {
  GPtrArray *words;     /* owned, (element-type Word) */
  GHashTable *by_first; /* owned, first character -> GPtrArray of Word (borrowed) */
};

/* A word found at [start, end). */
typedef struct {
  const Word *word;
  glong start;
  glong end;
} Found;

static void
word_free (gpointer data)
{
  Word *word = data;

  g_free (word->text);
  g_free (word->chars);
  g_free (word);
}

/* NFKC_Casefold: one width, one case, and none of the characters that nobody sees. */
static char *
casefold (const char *text)
{
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2 *normalizer = unorm2_getNFKCCasefoldInstance (&status);
  g_autofree gunichar2 *units = NULL;
  g_autofree gunichar2 *folded = NULL;
  glong n_units = 0;
  int32_t n_folded;
  char *result;

  units = g_utf8_to_utf16 (text, -1, NULL, &n_units, NULL);
  if (units == NULL || U_FAILURE (status))
    return g_utf8_casefold (text, -1);

  n_folded = unorm2_normalize (normalizer, (const UChar *)units, n_units, NULL, 0, &status);
  status = U_ZERO_ERROR;
  folded = g_new0 (gunichar2, n_folded + 1);
  unorm2_normalize (
      normalizer, (const UChar *)units, n_units, (UChar *)folded, n_folded + 1, &status);
  result = U_SUCCESS (status) ? g_utf16_to_utf8 (folded, n_folded, NULL, NULL, NULL) : NULL;
  return result != NULL ? result : g_utf8_casefold (text, -1);
}

static gboolean
is_han (gunichar c)
{
  return g_unichar_get_script (c) == G_UNICODE_SCRIPT_HAN;
}

/* What people put between two characters so that a word is not found. */
static gboolean
is_decoy (gunichar c)
{
  return c == ' ' || c == '*' || c == '.' || c == 0xb7 || c == '-' || c == '_' || c == '~' ||
         c == '|' || c == '#';
}

/* Latin words count only where they stand alone: “bra” is not in “library”. */
static gboolean
joins (gunichar a, gunichar b)
{
  return a < 0x250 && b < 0x250 && g_unichar_isalnum (a) && g_unichar_isalnum (b);
}

/**
 * jl_word_fold:
 * @text: anything that people write
 *
 * Full width becomes half width, capitals small letters; invisible characters go, and so do spaces
 * and signs between two Chinese characters.
 *
 * Returns: (transfer full): the text in which words are looked for
 */
char *
jl_word_fold (const char *text)
{
  g_autofree char *folded = casefold (text);
  GString *out = g_string_sized_new (strlen (folded));
  gunichar last = 0;
  const char *decoys = NULL; /* where a run of decoys began */

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (is_decoy (c)) {
      if (decoys == NULL)
        decoys = p;
      continue;
    }
    if (decoys != NULL && !(is_han (last) && is_han (c)))
      g_string_append_len (out, decoys, p - decoys);
    decoys = NULL;
    g_string_append_unichar (out, c);
    last = c;
  }
  return g_string_free (out, FALSE);
}

/**
 * jl_word_list_new:
 *
 * Returns: (transfer full): an empty list
 */
JlWordList *
jl_word_list_new (void)
{
  JlWordList *self = g_new0 (JlWordList, 1);

  self->words = g_ptr_array_new_with_free_func (word_free);
  self->by_first = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
  return self;
}

/**
 * jl_word_list_free:
 * @self: (transfer full): a list
 */
void
jl_word_list_free (JlWordList *self)
{
  g_hash_table_unref (self->by_first);
  g_ptr_array_unref (self->words);
  g_free (self);
}

/**
 * jl_word_list_add:
 * @self: a list
 * @word: a word or a few
 * @owner: whose word it is
 * @exception: whether it is an exception
 *
 * Returns: %FALSE if nothing is left of @word after folding
 */
gboolean
jl_word_list_add (JlWordList *self, const char *word, guint owner, gboolean exception)
{
  g_autofree char *folded = jl_word_fold (word);
  GPtrArray *same;
  Word *added;

  if (*folded == '\0')
    return FALSE;
  added = g_new0 (Word, 1);
  added->text = g_strdup (word);
  added->chars = g_utf8_to_ucs4_fast (folded, -1, &added->length);
  added->owner = owner;
  added->exception = exception;
  g_ptr_array_add (self->words, added);

  same = g_hash_table_lookup (self->by_first, GUINT_TO_POINTER (added->chars[0]));
  if (same == NULL) {
    same = g_ptr_array_new ();
    g_hash_table_insert (self->by_first, GUINT_TO_POINTER (added->chars[0]), same);
  }
  g_ptr_array_add (same, added);
  return TRUE;
}

static gboolean
is_at (const Word *word, const gunichar *text, glong length, glong start)
{
  glong end = start + word->length;

  return end <= length &&
         memcmp (word->chars, text + start, word->length * sizeof (gunichar)) == 0 &&
         (start == 0 || !joins (text[start - 1], text[start])) &&
         (end == length || !joins (text[end - 1], text[end]));
}

static GArray *
find_all (const JlWordList *self, const gunichar *text, glong length)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (Found));

  for (glong i = 0; i < length; i++) {
    GPtrArray *same = g_hash_table_lookup (self->by_first, GUINT_TO_POINTER (text[i]));

    for (guint w = 0; same != NULL && w < same->len; w++) {
      const Word *word = same->pdata[w];

      if (is_at (word, text, length, i)) {
        Found one = { word, i, i + word->length };

        g_array_append_val (found, one);
      }
    }
  }
  return found;
}

static gboolean
is_excepted (const GArray *found, const Found *one)
{
  for (guint i = 0; i < found->len; i++) {
    const Found *other = &g_array_index (found, Found, i);

    if (other->word->exception && other->word->owner == one->word->owner &&
        other->start < one->end && one->start < other->end)
      return TRUE;
  }
  return FALSE;
}

/**
 * jl_word_list_match:
 * @self: a list
 * @text: what somebody wrote; folded here
 *
 * Returns: (transfer full) (element-type JlWordMatch): words that count, where they stand; an owner
 * can come more than once
 */
GArray *
jl_word_list_match (const JlWordList *self, const char *text)
{
  GArray *matches = g_array_new (FALSE, FALSE, sizeof (JlWordMatch));
  g_autofree char *folded = jl_word_fold (text);
  g_autofree gunichar *chars = NULL;
  g_autoptr (GArray) found = NULL;
  glong length;

  chars = g_utf8_to_ucs4_fast (folded, -1, &length);
  found = find_all (self, chars, length);
  for (guint i = 0; i < found->len; i++) {
    const Found *one = &g_array_index (found, Found, i);

    if (!one->word->exception && !is_excepted (found, one)) {
      JlWordMatch match = { one->word->owner, one->word->text };

      g_array_append_val (matches, match);
    }
  }
  return matches;
}
