// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Makes json-glib's tree, but not by its parser, which takes comments, single quotes, duplicate
 * members and integers beyond 64 bits, and needs four times as long. It recurses no deeper than
 * JL_JSON_MAX_DEPTH, reads every byte a fixed number of times, and remembers only the member names
 * of the objects it is inside. */

/* No number that means anything to us is longer; longer ones only cost time. */
#define MAX_NUMBER_LENGTH 64
/* How many bytes of a hostile member name appear in an error. */
#define MAX_PATH_NAME 64
#define MAX_UTF8_LENGTH 6

/* A member name of an open object. */
typedef struct {
  gsize name;         /* where its unescaped bytes begin in Scan.names */
  gsize length;       /* of them */
  const char *source; /* where it stands in the text */
} Member;

/* A container that is open, and which of its values is being read. */
typedef struct {
  gboolean is_object;
  gboolean in_member; /* objects: past the name, so errors belong to that member */
  Member member;      /* objects: the latest one */
  gsize index;        /* arrays */
} Level;

typedef struct {
  const char *text;
  const char *at;
  const char *end; /* of what may be read: the text's end or its first byte that is not UTF-8 */
  const char *text_end;
  GString *names;  /* owned: unescaped member names of all open objects */
  GString *string; /* owned: what the latest text value stands for */
  GArray *members; /* owned (element-type Member): of all open objects */
  Level levels[JL_JSON_MAX_DEPTH];
  guint depth;
  GError **error;
} Scan;

static JsonNode *scan_value (Scan *scan);

/* The path of the member that is being read, e.g. `photos[2].caption`; NULL outside any. */
static char *
dup_path (Scan *scan)
{
  GString *path = g_string_new (NULL);

  for (guint i = 0; i < scan->depth; i++) {
    const Level *level = &scan->levels[i];
    const char *name = scan->names->str + level->member.name;
    gsize length = MIN (level->member.length, MAX_PATH_NAME);

    if (!level->is_object) {
      g_string_append_printf (path, "[%" G_GSIZE_FORMAT "]", level->index);
      continue;
    }
    if (!level->in_member)
      break;
    /* Never cut a character in two. */
    while (length < level->member.length && length > 0 && (name[length] & 0xc0) == 0x80)
      length--;
    if (path->len > 0)
      g_string_append_c (path, '.');
    g_string_append_len (path, name, (gssize)length);
  }
  return g_string_free (path, path->len == 0);
}

/* Refuses the text: `reason` is a translated sentence about what stands at `at`. */
static gboolean
refuse (Scan *scan, const char *at, const char *reason)
{
  g_autofree char *path = dup_path (scan);
  const char *line_start = scan->text;
  guint line = 1;

  for (const char *p = scan->text; p < at; p++) {
    if (*p == '\n') {
      line++;
      line_start = p + 1;
    }
  }
  jl_set_error_field (scan->error,
                      JL_ERROR_MALFORMED,
                      path,
                      _ ("line %u, column %u: %s"),
                      line,
                      (guint)g_utf8_strlen (line_start, at - line_start) + 1,
                      reason);
  return FALSE;
}

/* Refuses what stands at `at`, or the text's end there. */
static gboolean
refuse_here (Scan *scan, const char *reason)
{
  if (scan->at < scan->end)
    return refuse (scan, scan->at, reason);
  if (scan->end == scan->text_end)
    return refuse (scan, scan->at, _ ("the text ends too early"));
  if (*scan->end == '\0')
    return refuse (scan, scan->at, _ ("a NUL is not allowed"));
  return refuse (scan, scan->at, _ ("this is not UTF-8"));
}

static void
skip_space (Scan *scan)
{
  while (scan->at < scan->end &&
         (*scan->at == ' ' || *scan->at == '\t' || *scan->at == '\n' || *scan->at == '\r'))
    scan->at++;
}

/* The next character, 0 at the end: NUL itself is never inside what may be read. */
static char
peek (Scan *scan)
{
  return scan->at < scan->end ? *scan->at : '\0';
}

/* Four hexadecimal digits at `at`; a negative number if they are not. */
static int
read_hex4 (Scan *scan, const char *at)
{
  int value = 0;

  if (scan->end - at < 4)
    return -1;
  for (int i = 0; i < 4; i++) {
    int digit = g_ascii_xdigit_value (at[i]);

    if (digit < 0)
      return -1;
    value = value << 4 | digit;
  }
  return value;
}

/* Reads \uXXXX, or two of them that are a surrogate pair, beginning at the `u`. */
static gboolean
scan_unicode_escape (Scan *scan, GString *out)
{
  const char *start = scan->at - 1;
  int first = read_hex4 (scan, scan->at + 1);
  gunichar c = (gunichar)first;
  char utf8[MAX_UTF8_LENGTH];

  if (first < 0) {
    if (scan->end - scan->at < 5 && scan->end != scan->text_end)
      scan->at = scan->end;
    return refuse_here (scan, _ ("\\u needs four hexadecimal digits"));
  }
  if (first == 0)
    return refuse (scan, start, _ ("a NUL is not allowed"));
  scan->at += 5;

  if (first >= 0xd800 && first <= 0xdfff) {
    int second = -1;

    if (first < 0xdc00 && scan->end - scan->at >= 6 && scan->at[0] == '\\' && scan->at[1] == 'u')
      second = read_hex4 (scan, scan->at + 2);
    if (second < 0xdc00 || second > 0xdfff)
      return refuse (scan, start, _ ("half of a surrogate pair is not a character"));
    scan->at += 6;
    c = 0x10000 + (gunichar)((first - 0xd800) << 10) + (gunichar)(second - 0xdc00);
  }
  g_string_append_len (out, utf8, g_unichar_to_utf8 (c, utf8));
  return TRUE;
}

static gboolean
scan_escape (Scan *scan, GString *out)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  const char *found;

  scan->at++;
  if (peek (scan) == 'u')
    return scan_unicode_escape (scan, out);
  found = peek (scan) == '\0' ? NULL : strchr (letters, *scan->at);
  if (found == NULL)
    return refuse_here (scan, _ ("this cannot follow a backslash"));
  scan->at++;
  g_string_append_c (out, meanings[found - letters]);
  return TRUE;
}

/* Reads a string, beginning at its quote, and appends what it stands for to `out`. */
static gboolean
scan_string (Scan *scan, GString *out)
{
  scan->at++;
  for (;;) {
    const char *run = scan->at;

    while (scan->at < scan->end && (guchar)*scan->at >= 0x20 && *scan->at != '"' &&
           *scan->at != '\\')
      scan->at++;
    g_string_append_len (out, run, scan->at - run);

    if (peek (scan) == '"') {
      scan->at++;
      return TRUE;
    }
    if (peek (scan) != '\\')
      return refuse_here (scan, _ ("a control character in a text must be escaped"));
    if (!scan_escape (scan, out))
      return FALSE;
  }
}

static gboolean
scan_digits (Scan *scan)
{
  if (!g_ascii_isdigit (peek (scan)))
    return refuse_here (scan, _ ("a digit was expected"));
  while (g_ascii_isdigit (peek (scan)))
    scan->at++;
  return TRUE;
}

static JsonNode *
scan_text (Scan *scan)
{
  g_string_truncate (scan->string, 0);
  return scan_string (scan, scan->string)
             ? json_node_init_string (json_node_alloc (), scan->string->str)
             : NULL;
}

/* A number whose grammar is right, if it can be held: as gint64, else as a finite double. */
static JsonNode *
make_number (Scan *scan, const char *start, gboolean is_integer)
{
  char buffer[MAX_NUMBER_LENGTH + 1];
  gsize length = (gsize)(scan->at - start);
  gint64 integer;
  double number;

  if (length > MAX_NUMBER_LENGTH) {
    refuse (scan, start, _ ("the number is too long"));
    return NULL;
  }
  memcpy (buffer, start, length);
  buffer[length] = '\0';
  if (is_integer && g_ascii_string_to_signed (buffer, 10, G_MININT64, G_MAXINT64, &integer, NULL))
    return json_node_init_int (json_node_alloc (), integer);
  number = g_ascii_strtod (buffer, NULL);
  if (!is_integer && isfinite (number))
    return json_node_init_double (json_node_alloc (), number);
  refuse (scan, start, _ ("the number is out of range"));
  return NULL;
}

/* Reads past a number. */
static gboolean
scan_grammar (Scan *scan, gboolean *is_integer)
{
  const char *start = scan->at;

  *is_integer = TRUE;
  if (peek (scan) == '-')
    scan->at++;
  if (peek (scan) == '0') {
    scan->at++;
    if (g_ascii_isdigit (peek (scan)))
      return refuse (scan, start, _ ("a number does not begin with a superfluous zero"));
  } else if (!scan_digits (scan)) {
    return FALSE;
  }
  if (peek (scan) == '.') {
    *is_integer = FALSE;
    scan->at++;
    if (!scan_digits (scan))
      return FALSE;
  }
  if (peek (scan) == 'e' || peek (scan) == 'E') {
    *is_integer = FALSE;
    scan->at++;
    if (peek (scan) == '+' || peek (scan) == '-')
      scan->at++;
    if (!scan_digits (scan))
      return FALSE;
  }
  return TRUE;
}

static JsonNode *
scan_number (Scan *scan)
{
  const char *start = scan->at;
  gboolean is_integer;

  return scan_grammar (scan, &is_integer) ? make_number (scan, start, is_integer) : NULL;
}

/* `true`, `false` or `null`. */
static JsonNode *
scan_word (Scan *scan, const char *word)
{
  gsize length = strlen (word);

  if ((gsize)(scan->end - scan->at) < length || memcmp (scan->at, word, length) != 0) {
    refuse_here (scan, _ ("a value was expected"));
    return NULL;
  }
  scan->at += length;
  return *word == 'n' ? json_node_init_null (json_node_alloc ())
                      : json_node_init_boolean (json_node_alloc (), *word == 't');
}

static gint
compare_members (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Member *first = a;
  const Member *second = b;
  const char *names = user_data;
  int order =
      memcmp (names + first->name, names + second->name, MIN (first->length, second->length));

  if (order != 0)
    return order;
  if (first->length != second->length)
    return first->length < second->length ? -1 : 1;
  return first->source < second->source ? -1 : 1;
}

/* Closes an object: refuses a name that occurs twice, and forgets its names. Sorting, because the
   sender can make any hash table whose function is known degenerate. */
static gboolean
close_object (Scan *scan, guint first_member, gsize first_name)
{
  Level *level = &scan->levels[scan->depth - 1];
  Member *members = &g_array_index (scan->members, Member, first_member);
  guint n_members = scan->members->len - first_member;
  const Member *twice = NULL;

  if (n_members > 1)
    g_qsort_with_data (
        members, (gint)n_members, sizeof (Member), compare_members, scan->names->str);
  for (guint i = 1; i < n_members; i++) {
    if (members[i].length == members[i - 1].length &&
        memcmp (scan->names->str + members[i].name,
                scan->names->str + members[i - 1].name,
                members[i].length) == 0 &&
        (twice == NULL || members[i].source < twice->source))
      twice = &members[i];
  }
  if (twice != NULL) {
    level->member = *twice;
    level->in_member = TRUE;
    return refuse (scan, twice->source, _ ("this member occurs twice"));
  }

  g_array_set_size (scan->members, first_member);
  g_string_truncate (scan->names, first_name);
  return TRUE;
}

static gboolean
scan_member (Scan *scan, guint first_member, JsonObject *object)
{
  Level *level = &scan->levels[scan->depth - 1];
  Member member = { .name = scan->names->len, .source = scan->at };
  JsonNode *value;

  if (peek (scan) != '"')
    return refuse_here (scan, _ ("a member name in double quotes was expected"));
  if (scan->members->len - first_member >= JL_JSON_MAX_MEMBERS)
    return refuse_here (scan, _ ("the object has too many members"));
  if (!scan_string (scan, scan->names))
    return FALSE;
  member.length = scan->names->len - member.name;
  if (member.length == 0)
    return refuse (scan, member.source, _ ("a member name must not be empty"));
  g_array_append_val (scan->members, member);
  level->member = member;

  skip_space (scan);
  if (peek (scan) != ':')
    return refuse_here (scan, _ ("a colon was expected"));
  scan->at++;
  level->in_member = TRUE;
  value = scan_value (scan);
  if (value == NULL)
    return FALSE;
  level->in_member = FALSE;
  /* The names of objects within it are forgotten again, so the member's own is the last. */
  json_object_set_member (object, scan->names->str + member.name, value);
  return TRUE;
}

static gboolean
scan_object (Scan *scan, JsonObject *object)
{
  guint first_member = scan->members->len;
  gsize first_name = scan->names->len;

  scan->at++;
  skip_space (scan);
  if (peek (scan) == '}') {
    scan->at++;
    return TRUE;
  }
  for (;;) {
    skip_space (scan);
    if (!scan_member (scan, first_member, object))
      return FALSE;
    skip_space (scan);
    if (peek (scan) == '}')
      break;
    if (peek (scan) != ',')
      return refuse_here (scan, _ ("a comma or a closing brace was expected"));
    scan->at++;
  }
  scan->at++;
  return close_object (scan, first_member, first_name);
}

static gboolean
scan_array (Scan *scan, JsonArray *array)
{
  scan->at++;
  skip_space (scan);
  if (peek (scan) == ']') {
    scan->at++;
    return TRUE;
  }
  for (;;) {
    JsonNode *value = scan_value (scan);

    if (value == NULL)
      return FALSE;
    json_array_add_element (array, value);
    skip_space (scan);
    if (peek (scan) == ']')
      break;
    if (peek (scan) != ',')
      return refuse_here (scan, _ ("a comma or a closing bracket was expected"));
    scan->at++;
    scan->levels[scan->depth - 1].index++;
  }
  scan->at++;
  return TRUE;
}

static JsonNode *
scan_container (Scan *scan, gboolean is_object)
{
  g_autoptr (JsonNode) node = json_node_new (is_object ? JSON_NODE_OBJECT : JSON_NODE_ARRAY);

  if (scan->depth == JL_JSON_MAX_DEPTH) {
    refuse_here (scan, _ ("the text is nested too deeply"));
    return NULL;
  }
  scan->levels[scan->depth++] = (Level){ .is_object = is_object };
  if (is_object)
    json_node_take_object (node, json_object_new ());
  else
    json_node_take_array (node, json_array_new ());
  if (!(is_object ? scan_object (scan, json_node_get_object (node))
                  : scan_array (scan, json_node_get_array (node))))
    return NULL;
  scan->depth--;
  return g_steal_pointer (&node);
}

static JsonNode *
scan_value (Scan *scan)
{
  skip_space (scan);
  switch (peek (scan)) {
  case '{':
    return scan_container (scan, TRUE);
  case '[':
    return scan_container (scan, FALSE);
  case '"':
    return scan_text (scan);
  case 't':
    return scan_word (scan, "true");
  case 'f':
    return scan_word (scan, "false");
  case 'n':
    return scan_word (scan, "null");
  case '-':
  case '0' ... '9':
    return scan_number (scan);
  default:
    refuse_here (scan, _ ("a value was expected"));
    return NULL;
  }
}

/**
 * jl_json_parse:
 * @text: what somebody sent; need not be terminated
 * @length: of @text in bytes, -1 if it is terminated
 * @error: %JL_ERROR_MALFORMED, with line and column, and the path of the member as its field
 *
 * Parses one JSON value as RFC 8259 defines it, in valid UTF-8, and moreover: nested no deeper than
 * %JL_JSON_MAX_DEPTH, no object with a name twice, with an empty name or with more than
 * %JL_JSON_MAX_MEMBERS members, no NUL and no half surrogate pair even escaped, integers within
 * gint64, other numbers finite. A byte order mark is refused. Takes time linear in @length.
 *
 * Returns: (transfer full) (nullable): the value, %NULL on failure
 */
JsonNode *
jl_json_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GString) string = g_string_new (NULL);
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (Member));
  g_autoptr (JsonNode) root = NULL;
  gsize size = length < 0 ? strlen (text) : (gsize)length;
  Scan scan = { .text = text,
                .at = text,
                .text_end = text + size,
                .names = names,
                .string = string,
                .members = members,
                .error = error };

  g_utf8_validate_len (text, size, &scan.end);
  root = scan_value (&scan);
  if (root == NULL)
    return NULL;
  skip_space (&scan);
  if (scan.at < scan.text_end) {
    refuse_here (&scan, _ ("nothing may follow the value"));
    return NULL;
  }
  return g_steal_pointer (&root);
}
