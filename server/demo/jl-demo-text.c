// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-demo-text.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

/* Pools may name pools, but not for ever. */
#define MAX_DEPTH 8

/* A pattern is picked again when it names a slot that this thing does not have. */
#define MAX_TRIES 12

#define NAME_SIZE 64

/* A part of a pattern: [start, end). */
typedef struct {
  const char *start;
  const char *end;
} Part;

/* What a part in braces says. */
typedef struct {
  char kind; /* ' ' slot or pool, '#' numeral, 'o' slot or nothing, '?' if there, '!' if not */
  char name[NAME_SIZE];
  Part text; /* of '?' and '!' */
} Brace;

static gboolean expand (JlDemoScope *self, Part pattern, guint depth, GString *out);

static Part
whole (const char *text)
{
  return (Part){ text, text + strlen (text) };
}

/* The bracket that closes the one at @p, or NULL. */
static const char *
find_close (const char *p, const char *end)
{
  static const char opening[] = "{<[";
  static const char closing[] = "}>]";
  guint depth = 0;

  for (; p < end; p++) {
    if (*p != '\0' && strchr (opening, *p) != NULL)
      depth++;
    else if (*p != '\0' && strchr (closing, *p) != NULL && --depth == 0)
      return p;
  }
  return NULL;
}

/* Splits at the bars that are not inside brackets; returns how many parts there are. */
static guint
find_alternative (Part pattern, guint wanted, Part *found)
{
  const char *start = pattern.start;
  guint n = 0;

  for (const char *p = pattern.start; p <= pattern.end; p++) {
    if (p < pattern.end && (*p == '{' || *p == '<' || *p == '[')) {
      p = find_close (p, pattern.end);
      continue;
    }
    if (p < pattern.end && *p != '|')
      continue;
    if (n == wanted)
      *found = (Part){ start, p };
    start = p + 1;
    n++;
  }
  return n;
}

static gboolean
read_brace (Part part, Brace *brace)
{
  const char *name = part.start;
  const char *name_end = part.end;

  brace->kind = ' ';
  if (name < part.end && (*name == '?' || *name == '!')) {
    const char *colon = memchr (name, ':', part.end - name);

    if (colon == NULL)
      return FALSE;
    brace->kind = *name++;
    brace->text = (Part){ colon + 1, part.end };
    name_end = colon;
  } else if (name < part.end && (part.end[-1] == '#' || part.end[-1] == '?')) {
    brace->kind = part.end[-1] == '#' ? '#' : 'o';
    name_end--;
  }
  if (name_end <= name || name_end - name >= NAME_SIZE)
    return FALSE;
  memcpy (brace->name, name, name_end - name);
  brace->name[name_end - name] = '\0';
  return TRUE;
}

static const GPtrArray *
find_named_pool (const JlDemoScope *self, const char *name)
{
  const GPtrArray *pool =
      self->own_pools != NULL ? g_hash_table_lookup (self->own_pools, name) : NULL;

  return pool != NULL ? pool : g_hash_table_lookup (self->shared_pools, name);
}

/* The most special pool first: name_furniture_good, name_good, name_furniture, name. */
static const GPtrArray *
find_pool (const JlDemoScope *self, const char *name)
{
  const char *first = self->variants[0];
  const char *second = self->variants[1];
  const GPtrArray *pool = NULL;
  char special[3 * NAME_SIZE];

  if (first != NULL && second != NULL) {
    g_snprintf (special, sizeof special, "%s_%s_%s", name, first, second);
    pool = find_named_pool (self, special);
  }
  if (pool == NULL && second != NULL) {
    g_snprintf (special, sizeof special, "%s_%s", name, second);
    pool = find_named_pool (self, special);
  }
  if (pool == NULL && first != NULL) {
    g_snprintf (special, sizeof special, "%s_%s", name, first);
    pool = find_named_pool (self, special);
  }
  return pool != NULL ? pool : find_named_pool (self, name);
}

static const char *
get_numeral (const char *digits)
{
  static const char *const numerals[] = { "零", "一", "两", "三", "四",   "五",  "六",
                                          "七", "八", "九", "十", "十一", "十二" };
  guint64 n = g_ascii_strtoull (digits, NULL, 10);

  return n < G_N_ELEMENTS (numerals) ? numerals[n] : digits;
}

static gboolean
expand_pool (JlDemoScope *self, const GPtrArray *pool, guint depth, GString *out)
{
  guint n_tries = MIN (MAX_TRIES, 2 * pool->len);
  gsize length = out->len;

  for (guint i = 0; i < n_tries; i++) {
    const char *pattern = pool->pdata[jl_demo_random_below (self->random, pool->len)];

    if (expand (self, whole (pattern), depth + 1, out))
      return TRUE;
    g_string_truncate (out, length);
  }
  return FALSE;
}

/* “AMD” and “R5” are two words, “海尔” and “BCD-518” need no space. */
static void
append_slot (const JlDemoScope *self, const char *slot, GString *out)
{
  if (self->spaced && out->len > 0 && g_ascii_isalnum (out->str[out->len - 1]) &&
      g_ascii_isalnum (slot[0]))
    g_string_append_c (out, ' ');
  g_string_append (out, slot);
}

static gboolean
expand_name (JlDemoScope *self, const char *name, guint depth, GString *out)
{
  const char *slot = g_hash_table_lookup (self->slots, name);
  const GPtrArray *pool;

  if (slot != NULL) {
    append_slot (self, slot, out);
    return TRUE;
  }
  if (g_str_equal (name, "L")) {
    g_string_append_c (out, "ABCDEFGHJKLMNPQRSTUVWXY"[jl_demo_random_below (self->random, 23)]);
    return TRUE;
  }
  if (g_str_equal (name, "D")) {
    g_string_append_c (out, (char)('0' + jl_demo_random_below (self->random, 10)));
    return TRUE;
  }
  pool = depth < MAX_DEPTH ? find_pool (self, name) : NULL;
  return pool != NULL && expand_pool (self, pool, depth, out);
}

static gboolean
expand_brace (JlDemoScope *self, Part part, guint depth, GString *out)
{
  const char *slot;
  Brace brace;

  if (!read_brace (part, &brace))
    return FALSE;
  if (brace.kind == ' ')
    return expand_name (self, brace.name, depth, out);
  slot = g_hash_table_lookup (self->slots, brace.name);
  if (brace.kind == 'o') {
    if (slot != NULL)
      append_slot (self, slot, out);
    return TRUE;
  }
  if (brace.kind == '#') {
    if (slot != NULL)
      g_string_append (out, get_numeral (slot));
    return slot != NULL;
  }
  return (slot != NULL) != (brace.kind == '?') || expand (self, brace.text, depth, out);
}

static gboolean
expand_bracket (JlDemoScope *self, char kind, Part part, guint depth, GString *out)
{
  Part chosen = part;

  if (kind == '{')
    return expand_brace (self, part, depth, out);
  if (kind == '[')
    return !jl_demo_random_percent (self->random, 50) || expand (self, part, depth, out);
  find_alternative (
      part, jl_demo_random_below (self->random, find_alternative (part, G_MAXUINT, NULL)), &chosen);
  return expand (self, chosen, depth, out);
}

static gboolean
expand (JlDemoScope *self, Part pattern, guint depth, GString *out)
{
  const char *plain = pattern.start;

  for (const char *p = pattern.start; p < pattern.end; p++) {
    const char *close;

    if (*p != '{' && *p != '<' && *p != '[')
      continue;
    g_string_append_len (out, plain, p - plain);
    close = find_close (p, pattern.end);
    if (close == NULL || !expand_bracket (self, *p, (Part){ p + 1, close }, depth, out))
      return FALSE;
    p = close;
    plain = close + 1;
  }
  g_string_append_len (out, plain, pattern.end - plain);
  return TRUE;
}

/**
 * jl_demo_slots_new:
 *
 * Returns: (transfer full): slots without any text
 */
GHashTable *
jl_demo_slots_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
}

/**
 * jl_demo_slots_take:
 * @slots: of jl_demo_slots_new()
 * @name: a slot; must outlive @slots
 * @text: (transfer full): its text
 */
void
jl_demo_slots_take (GHashTable *slots, const char *name, char *text)
{
  g_hash_table_insert (slots, (gpointer)name, text);
}

/**
 * jl_demo_slots_set:
 * @slots: of jl_demo_slots_new()
 * @name: a slot; must outlive @slots
 * @text: its text
 */
void
jl_demo_slots_set (GHashTable *slots, const char *name, const char *text)
{
  jl_demo_slots_take (slots, name, g_strdup (text));
}

/**
 * jl_demo_scope_expand:
 * @self: where slots and pools come from
 * @pattern: what to write
 * @out: where to append
 *
 * Returns: %FALSE if @pattern names a slot that is not there; @out then ends anywhere
 */
gboolean
jl_demo_scope_expand (JlDemoScope *self, const char *pattern, GString *out)
{
  return expand (self, whole (pattern), 0, out);
}

/* Slots that are not there leave spaces behind. */
static char *
tidy (const char *text)
{
  GString *out = g_string_sized_new (strlen (text));

  for (const char *p = text; *p != '\0'; p++) {
    if (*p != ' ' || (out->len > 0 && out->str[out->len - 1] != ' '))
      g_string_append_c (out, *p);
  }
  return g_strstrip (g_string_free (out, FALSE));
}

/**
 * jl_demo_scope_pick:
 * @self: where slots and pools come from
 * @patterns: (element-type utf8): some patterns
 *
 * Returns: (transfer full) (nullable): one of them, expanded; %NULL if the slots of none are there
 */
char *
jl_demo_scope_pick (JlDemoScope *self, const GPtrArray *patterns)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (patterns == NULL || patterns->len == 0 || !expand_pool (self, patterns, 0, out))
    return NULL;
  return tidy (out->str);
}

typedef struct {
  JlDemoScope *scope;
  JlDemoKnownSlot known;
  gpointer user_data;
} Checker;

static gboolean check (const Checker *self, Part pattern, guint depth, GError **error);

static gboolean
refuse (Part pattern, const char *why, GError **error)
{
  g_autofree char *text = g_strndup (pattern.start, pattern.end - pattern.start);

  g_set_error (error, JL_ERROR, JL_ERROR_INVALID, _ ("“%s”: %s"), text, why);
  return FALSE;
}

static gboolean
check_name (const Checker *self, Part part, const char *name, guint depth, GError **error)
{
  const GPtrArray *pool;

  if (g_str_equal (name, "L") || g_str_equal (name, "D") || self->known (name, self->user_data))
    return TRUE;
  pool = find_pool (self->scope, name);
  if (pool == NULL)
    return refuse (part, _ ("neither a slot nor a pool"), error);
  if (depth >= MAX_DEPTH)
    return refuse (part, _ ("pools name each other too deeply"), error);
  for (guint i = 0; i < pool->len; i++) {
    if (!check (self, whole (pool->pdata[i]), depth + 1, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_bracket (const Checker *self, char kind, Part part, guint depth, GError **error)
{
  guint n;
  Brace brace;

  if (kind == '[')
    return check (self, part, depth, error);
  if (kind == '<') {
    n = find_alternative (part, G_MAXUINT, NULL);
    for (guint i = 0; i < n; i++) {
      Part chosen = part;

      find_alternative (part, i, &chosen);
      if (!check (self, chosen, depth, error))
        return FALSE;
    }
    return TRUE;
  }
  if (!read_brace (part, &brace))
    return refuse (part, _ ("not a name in braces"), error);
  if (brace.kind == ' ')
    return check_name (self, part, brace.name, depth, error);
  if (!self->known (brace.name, self->user_data))
    return refuse (part, _ ("no such slot"), error);
  return brace.kind == '#' || brace.kind == 'o' || check (self, brace.text, depth, error);
}

static gboolean
check (const Checker *self, Part pattern, guint depth, GError **error)
{
  for (const char *p = pattern.start; p < pattern.end; p++) {
    const char *close;

    if (*p == '}' || *p == '>' || *p == ']')
      return refuse (pattern, _ ("a bracket closes that was not opened"), error);
    if (*p == '|')
      return refuse (pattern, _ ("a bar stands outside <>"), error);
    if (*p != '{' && *p != '<' && *p != '[')
      continue;
    close = find_close (p, pattern.end);
    if (close == NULL)
      return refuse (pattern, _ ("a bracket is not closed"), error);
    if (!check_bracket (self, *p, (Part){ p + 1, close }, depth, error))
      return FALSE;
    p = close;
  }
  return TRUE;
}

/**
 * jl_demo_scope_check:
 * @self: where pools come from
 * @pattern: what somebody wrote into a file
 * @known: (scope call): which slots there can be
 * @user_data: for @known
 *
 * Finds typing errors when the files are read, rather than as holes in texts.
 *
 * Returns: %FALSE with INVALID
 */
gboolean
jl_demo_scope_check (JlDemoScope *self,
                     const char *pattern,
                     JlDemoKnownSlot known,
                     gpointer user_data,
                     GError **error)
{
  Checker checker = { self, known, user_data };

  return check (&checker, whole (pattern), 0, error);
}
