// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-division-private.h"
#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The two tables of data/rules. Fields hold no commas and no quotes; lines that begin with # and
   empty lines are skipped. */
#define CURRENT_HEADER "code,name,parent,level"
#define HISTORY_HEADER "code,name,parent,level,valid_from,valid_to,successor,status,note,source"
#define MAX_FIELDS 10
/* Longer chains of successors go round in a circle. */
#define MAX_SUCCESSIONS 16

enum { CODE, NAME, PARENT, LEVEL, N_CURRENT };
enum { VALID_FROM = N_CURRENT, VALID_TO, SUCCESSOR, STATUS, NOTE, SOURCE, N_HISTORY };
G_STATIC_ASSERT (N_HISTORY == MAX_FIELDS);

/* A row as it was read; pointers between rows come once all are known. */
typedef struct {
  gint64 key;
  gint64 successor; /* key, 0: none */
  gsize name;       /* offset in names */
  JlDate valid_from;
  JlDate valid_to;
  JlDivisionStatus status;
  gboolean current; /* in the present list */
  gboolean history; /* in the history */
} Draft;

typedef struct {
  GArray *drafts; /* owned, (element-type Draft) */
  GString *names; /* owned: names with their NULs */
} Reader;

static const char *
get_name (const Reader *reader, const Draft *draft)
{
  return reader->names->str + draft->name;
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, JL_ERROR, JL_ERROR_INVALID, message);
  return FALSE;
}

static gboolean
refuse_code (GError **error, const char *message, gint64 key)
{
  g_autofree char *code = g_strdup_printf ("%" G_GINT64_FORMAT, key);

  g_set_error (error, JL_ERROR, JL_ERROR_INVALID, "%s: %s", code, message);
  return FALSE;
}

static int
find_name (const char *const *names, const char *name)
{
  for (int i = 0; names[i] != NULL; i++) {
    if (g_str_equal (names[i], name))
      return i;
  }
  return -1;
}

/* A day, a year (its first or last day), or nothing. */
static gboolean
read_date (const char *text, gboolean last, JlDate *date)
{
  g_autofree char *day = NULL;

  if (text[0] == '\0')
    return TRUE;
  if (strlen (text) == 4)
    day = g_strconcat (text, last ? "-12-31" : "-01-01", NULL);
  return jl_date_from_text (day != NULL ? day : text, date, NULL);
}

static gboolean
read_history_fields (Draft *draft, char **fields, GError **error)
{
  static const char *const statuses[] = { "regular", "statistical", "province_run", NULL };
  int status = find_name (statuses, fields[STATUS]);

  if (!read_date (fields[VALID_FROM], FALSE, &draft->valid_from) ||
      !read_date (fields[VALID_TO], TRUE, &draft->valid_to))
    return refuse (error, _ ("A date is a day (YYYY-MM-DD) or a year"));
  if (draft->valid_to != JL_DATE_NONE && draft->valid_to < draft->valid_from)
    return refuse (error, _ ("The last day is before the first"));
  if (fields[SUCCESSOR][0] != '\0' &&
      !jl_division_key_from_code (fields[SUCCESSOR], &draft->successor))
    return refuse (error, _ ("The successor is not a division code"));
  if (status < 0)
    return refuse (error, _ ("The status is unknown"));

  draft->status = status;
  return TRUE;
}

static gboolean
read_row (Reader *reader, char **fields, gboolean history, GError **error)
{
  static const char *const levels[] = { "city", "district", "street", "community", NULL };
  Draft draft = {
    .valid_from = JL_DATE_NONE, .valid_to = JL_DATE_NONE, .current = !history, .history = history
  };
  gint64 parent = 0;

  if (!jl_division_key_from_code (fields[CODE], &draft.key))
    return refuse (error, _ ("A division code has 4, 6, 9 or 12 digits"));
  if (fields[NAME][0] == '\0')
    return refuse (error, _ ("The name is missing"));
  if (find_name (levels, fields[LEVEL]) != (int)jl_division_key_get_level (draft.key))
    return refuse (error, _ ("The level does not fit the code"));
  if (fields[PARENT][0] != '\0' && !jl_division_key_from_code (fields[PARENT], &parent))
    return refuse (error, _ ("The parent is not a division code"));
  if (parent != jl_division_key_get_parent (draft.key))
    return refuse (error, _ ("The parent does not fit the code"));
  if (history && !read_history_fields (&draft, fields, error))
    return FALSE;

  draft.name = reader->names->len;
  g_string_append_len (reader->names, fields[NAME], (gssize)strlen (fields[NAME]) + 1);
  g_array_append_val (reader->drafts, draft);
  return TRUE;
}

/* Cuts @line in place; FALSE unless it has exactly @n_fields. */
static gboolean
split_line (char *line, char **fields, guint n_fields)
{
  char *cursor = line;
  guint n = 0;

  if (strchr (line, '"') != NULL)
    return FALSE;
  while (cursor != NULL && n < n_fields)
    fields[n++] = strsep (&cursor, ",");
  return n == n_fields && cursor == NULL;
}

/* Reads one of the two tables; @history tells which. */
static gboolean
read_table (Reader *reader, GBytes *bytes, gboolean history, GError **error)
{
  const char *header = history ? HISTORY_HEADER : CURRENT_HEADER;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *text = g_strndup (data, size);
  char *cursor = text;
  gboolean headed = FALSE;

  if (!g_utf8_validate (data, (gssize)size, NULL))
    return refuse (error, _ ("The table is not UTF-8"));

  for (guint number = 1; cursor != NULL; number++) {
    char *line = g_strchomp (strsep (&cursor, "\n"));
    char *fields[MAX_FIELDS];
    gboolean good;

    if (line[0] == '\0' || line[0] == '#')
      continue;
    if (!headed) {
      headed = g_str_equal (line, header);
      good = headed || refuse (error, _ ("The header is not the expected one"));
    } else {
      good = (split_line (line, fields, history ? N_HISTORY : N_CURRENT) ||
              refuse (error, _ ("The number of fields is wrong, or a field has quotes"))) &&
             read_row (reader, fields, history, error);
    }
    if (!good) {
      g_prefix_error (error, _ ("Line %u: "), number);
      return FALSE;
    }
  }
  return headed || refuse (error, _ ("The table is empty"));
}

static int
compare_drafts (gconstpointer a, gconstpointer b)
{
  const Draft *one = a;
  const Draft *other = b;

  if (one->key != other->key)
    return one->key < other->key ? -1 : 1;
  return one->history - other->history;
}

/* Sorts the drafts and makes one of a present division and what the history adds to it. */
static gboolean
merge_drafts (Reader *reader, GError **error)
{
  Draft *drafts = (Draft *)(gpointer)reader->drafts->data;
  guint n = 0;

  g_array_sort (reader->drafts, compare_drafts);
  for (guint i = 0; i < reader->drafts->len; i++) {
    Draft *draft = &drafts[i];
    Draft *last = n > 0 ? &drafts[n - 1] : NULL;

    if (last == NULL || last->key != draft->key) {
      drafts[n++] = *draft;
      continue;
    }
    if (last->history || draft->current)
      return refuse_code (error, _ ("The code stands in a table twice"), draft->key);
    if (!g_str_equal (get_name (reader, last), get_name (reader, draft)))
      return refuse_code (error, _ ("The history has another name"), draft->key);
    draft->current = TRUE;
    *last = *draft;
  }
  g_array_set_size (reader->drafts, n);

  for (guint i = 0; i < n; i++) {
    if (!drafts[i].current && drafts[i].valid_to == JL_DATE_NONE)
      return refuse_code (
          error, _ ("The code is not in the present list and has no last day"), drafts[i].key);
  }
  return TRUE;
}

static void
fill_row (JlDivision *row, const Draft *draft)
{
  static const guint lengths[] = {
    [JL_DIVISION_CITY] = 6,
    [JL_DIVISION_DISTRICT] = 6,
    [JL_DIVISION_STREET] = 9,
    [JL_DIVISION_COMMUNITY] = 12,
  };

  row->level = (guint8)jl_division_key_get_level (draft->key);
  row->status = (guint8)draft->status;
  row->valid_from = draft->valid_from;
  row->valid_to = draft->valid_to;
  g_snprintf (row->code, sizeof row->code, "%012" G_GINT64_FORMAT, draft->key);
  row->code[lengths[row->level]] = '\0';
}

static const JlDivision *
find_row (const JlDivisions *self, gint64 key)
{
  int at = jl_divisions_find (self, key);

  return at < 0 ? NULL : &self->rows[at];
}

/* Ties the rows together. */
static gboolean
link_rows (JlDivisions *self, const Draft *drafts, GError **error)
{
  for (guint i = 0; i < self->n_rows; i++) {
    JlDivision *row = &self->rows[i];

    row->parent = find_row (self, jl_division_key_get_parent (drafts[i].key));
    if ((row->parent == NULL) != (i == 0) || (i == 0 && row->level != JL_DIVISION_CITY))
      return refuse_code (
          error, _ ("The parent is missing, or there is more than one city"), drafts[i].key);
    row->successor = drafts[i].successor == 0 ? NULL : find_row (self, drafts[i].successor);
    if (row->successor == NULL && drafts[i].successor != 0)
      return refuse_code (error, _ ("The successor is missing"), drafts[i].key);
  }

  for (guint i = 0; i < self->n_rows; i++) {
    const JlDivision *row = &self->rows[i];

    for (guint steps = 0; row != NULL; steps++, row = row->successor) {
      if (steps > MAX_SUCCESSIONS)
        return refuse_code (error, _ ("The successors go round in a circle"), drafts[i].key);
    }
  }

  /* From the end, so that a division is complete before it is added to the one that it is in. */
  for (guint i = self->n_rows - 1; i > 0; i--) {
    JlDivision *parent = &self->rows[self->rows[i].parent - self->rows];

    parent->n_descendants += 1 + self->rows[i].n_descendants;
  }
  return TRUE;
}

static JlDivisions *
build (Reader *reader, GError **error)
{
  g_autoptr (JlDivisions) self = g_new0 (JlDivisions, 1);
  const Draft *drafts;

  if (!merge_drafts (reader, error))
    return NULL;
  if (reader->drafts->len == 0) {
    refuse (error, _ ("The table has no divisions"));
    return NULL;
  }

  drafts = (const Draft *)(gconstpointer)reader->drafts->data;
  self->n_rows = reader->drafts->len;
  self->rows = g_new0 (JlDivision, self->n_rows);
  self->keys = g_new (gint64, self->n_rows);
  self->names = g_memdup2 (reader->names->str, reader->names->len);
  for (guint i = 0; i < self->n_rows; i++) {
    self->keys[i] = drafts[i].key;
    fill_row (&self->rows[i], &drafts[i]);
    self->rows[i].name = self->names + drafts[i].name;
  }
  return link_rows (self, drafts, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * jl_divisions_new_from_csv:
 * @current: the present divisions: CSV with the columns code, name, parent, level
 * @history: (nullable): abolished divisions, and what differs of present ones: the same columns and
 *   valid_from, valid_to, successor, status, note, source
 * @error: %JL_ERROR_INVALID, naming the line or the code at fault
 *
 * Makes the table of a city's divisions. Codes must agree with their level and parent (GB/T 2260:
 * two digits each for province, city and district; NBS: three for the street, three for the
 * community). A present division may stand in the history too, with the same name; a code that
 * stands only there needs a last day.
 *
 * Returns: (transfer full): the table, or %NULL on failure
 */
JlDivisions *
jl_divisions_new_from_csv (GBytes *current, GBytes *history, GError **error)
{
  g_autoptr (GArray) drafts = g_array_new (FALSE, FALSE, sizeof (Draft));
  g_autoptr (GString) names = g_string_new (NULL);
  Reader reader = { drafts, names };

  if (!read_table (&reader, current, FALSE, error)) {
    g_prefix_error (error, "%s: ", _ ("Divisions"));
    return NULL;
  }
  if (history != NULL && !read_table (&reader, history, TRUE, error)) {
    g_prefix_error (error, "%s: ", _ ("Division history"));
    return NULL;
  }
  return build (&reader, error);
}
