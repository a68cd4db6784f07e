// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-record-private.h"

#include <string.h>

/* Appends to a string and builds no tree: this runs in the writer for every change. */

/* Of most records' JSON. */
#define USUAL_SIZE 1024

/* Which fields are written, in the record and in those it nests. */
typedef struct {
  JlView view;         /* fields beyond it are left out */
  JlFieldFlags hidden; /* fields with any of these are left out */
} Selection;

static void append_record (JlRecord *self, const Selection *selection, GString *out);

static void
append_list (const JlField *field, GPtrArray *list, const Selection *selection, GString *out)
{
  g_string_append_c (out, '[');
  for (guint i = 0; i < list->len; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    if (field->record != NULL)
      append_record (list->pdata[i], selection, out);
    else
      jl_json_append_string (out, list->pdata[i]);
  }
  g_string_append_c (out, ']');
}

static void
append_object (JsonObject *object, GString *out)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

  jl_json_append_node (out, node);
}

/* Dates, times, enumerations and ids: nothing in them needs to be escaped. */
static void
append_word (const JlField *field, gint64 value, GString *out)
{
  char buffer[JL_FIELD_TEXT_SIZE];
  const char *text = jl_field_format_integer (field, value, buffer);

  if (text == NULL) {
    g_string_append_len (out, "null", 4);
    return;
  }
  g_string_append_c (out, '"');
  g_string_append_len (out, text, (gssize)strlen (text));
  g_string_append_c (out, '"');
}

static void
append_slot (const JlField *field, const JlSlot *slot, const Selection *selection, GString *out)
{
  if (slot->state != JL_SLOT_VALUE) {
    g_string_append_len (out, "null", 4);
    return;
  }
  switch (field->type) {
  case JL_FIELD_TEXT:
    jl_json_append_string (out, slot->text);
    return;
  case JL_FIELD_INTEGER:
  case JL_FIELD_MONEY:
    jl_json_append_integer (out, slot->integer);
    return;
  case JL_FIELD_BOOLEAN:
    g_string_append (out, slot->integer != 0 ? "true" : "false");
    return;
  case JL_FIELD_LIST:
    append_list (field, slot->list, selection, out);
    return;
  case JL_FIELD_RECORD:
    append_record (slot->record, selection, out);
    return;
  case JL_FIELD_OBJECT:
    append_object (slot->object, out);
    return;
  default:
    append_word (field, slot->integer, out);
  }
}

/* At once, because what stands around members is most of what is appended. */
static void
begin_member (GString *out, char separator, const char *name)
{
  gsize length = strlen (name);
  gsize at = out->len;
  char *to;

  g_string_set_size (out, at + length + 4);
  to = out->str + at;
  *to++ = separator;
  *to++ = '"';
  memcpy (to, name, length);
  memcpy (to + length, "\":", 2);
}

/* The members that are first seen in views from @first to @last. Returns what stands before the
 * next one. */
static char
append_members (JlRecord *self,
                const Selection *selection,
                JlView first,
                JlView last,
                char separator,
                GString *out)
{
  const JlRecordTable *table = jl_record_get_table (self);

  for (guint i = 0; i < table->n_fields; i++) {
    const JlField *field = &table->fields[i];
    const JlSlot *slot = jl_record_get_slot (self, i);

    if (slot->state == JL_SLOT_ABSENT || field->view < first || field->view > last ||
        (field->flags & selection->hidden) != 0)
      continue;
    begin_member (out, separator, field->name);
    separator = ',';
    append_slot (field, slot, selection, out);
  }
  return separator;
}

/* In its own view a record begins with what only its own see, so that the rest is the public one's
 * very bytes: the store keeps those once. */
static void
append_record (JlRecord *self, const Selection *selection, GString *out)
{
  JlView shared = selection->view == JL_VIEW_OWN ? JL_VIEW_PUBLIC : selection->view;
  char separator = '{';

  if (selection->view == JL_VIEW_OWN)
    separator = append_members (self, selection, JL_VIEW_OWN, JL_VIEW_OWN, separator, out);
  separator = append_members (self, selection, JL_VIEW_PUBLIC, shared, separator, out);
  if (separator == '{')
    g_string_append_c (out, '{');
  g_string_append_c (out, '}');
}

/* What is stored may be write-only; what is sent may not. */
static Selection
select_view (JlView view, JlFieldFlags hidden)
{
  if (view != JL_VIEW_STORED)
    hidden |= JL_FIELD_WRITE_ONLY;
  return (Selection){ .view = view, .hidden = hidden };
}

/**
 * jl_record_append_json:
 * @self: a record
 * @view: for whom
 * @out: where to append
 *
 * Appends the record as JSON: what is kept as ready JSON, journalled (%JL_VIEW_STORED) or sent.
 * Absent members are left out, null ones written. Personal and secret fields never appear, in any
 * view, nor write-only ones in a view that is sent.
 */
void
jl_record_append_json (JlRecord *self, JlView view, GString *out)
{
  Selection selection = select_view (view, JL_FIELD_PERSONAL | JL_FIELD_SECRET);

  append_record (self, &selection, out);
}

/**
 * jl_record_append_personal_json:
 * @self: a record
 * @view: for whom; not %JL_VIEW_STORED
 * @out: where to append
 *
 * As jl_record_append_json(), with the personal fields that @view contains. Only for an answer that
 * is made for one reader who may see them; it must never be stored or journalled.
 */
void
jl_record_append_personal_json (JlRecord *self, JlView view, GString *out)
{
  Selection selection = select_view (view, JL_FIELD_SECRET);

  g_return_if_fail (view != JL_VIEW_STORED);
  append_record (self, &selection, out);
}

/**
 * jl_record_append_field_json:
 * @self: a record
 * @field: number of a field
 * @view: for whom; which members of nested records appear
 * @out: where to append
 *
 * Appends the value of one field alone, e.g. for a column that holds JSON; `null` when it is absent
 * or null. The caller decides whether the field itself may be seen.
 */
void
jl_record_append_field_json (JlRecord *self, guint field, JlView view, GString *out)
{
  const JlRecordTable *table = jl_record_get_table (self);
  Selection selection = select_view (view, JL_FIELD_PERSONAL | JL_FIELD_SECRET);

  g_return_if_fail (field < table->n_fields);
  append_slot (&table->fields[field], jl_record_get_slot (self, field), &selection, out);
}

/**
 * jl_record_to_json:
 * @self: a record
 * @view: for whom
 *
 * Returns: (transfer full): what jl_record_append_json() appends
 */
char *
jl_record_to_json (JlRecord *self, JlView view)
{
  GString *out = g_string_sized_new (USUAL_SIZE);

  jl_record_append_json (self, view, out);
  return g_string_free (out, FALSE);
}

/**
 * jl_record_append_request_json:
 * @self: a record that is a request
 * @journal: %TRUE for the body of a journal entry: without personal and secret fields. %FALSE for
 *   sending it: all that is present and not read-only
 * @out: where to append
 *
 * Appends the record as the JSON of a request. Unlike a view it has write-only members.
 */
void
jl_record_append_request_json (JlRecord *self, gboolean journal, GString *out)
{
  Selection selection = {
    .view = JL_VIEW_STORED,
    .hidden = journal ? JL_FIELD_PERSONAL | JL_FIELD_SECRET : JL_FIELD_READ_ONLY,
  };

  append_record (self, &selection, out);
}
