// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-record-private.h"
#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * jl_record_table_find:
 * @table: a table
 * @name: a member's name on the wire
 *
 * Returns: the number of the field of that name, -1 if there is none
 */
int
jl_record_table_find (const JlRecordTable *table, const char *name)
{
  /* Tables are short, and a comparison mostly ends at the first character. */
  for (guint i = 0; i < table->n_fields; i++) {
    if (strcmp (table->fields[i].name, name) == 0)
      return (int)i;
  }
  return -1;
}

/**
 * jl_enum_get_name:
 * @values: an enumeration
 * @value: one of its values
 *
 * Returns: (transfer none) (nullable): the wire name; %NULL if @value is not one of @values
 */
const char *
jl_enum_get_name (const JlEnum *values, int value)
{
  if (value < 0)
    return NULL;
  for (int i = 0; values->names[i] != NULL; i++) {
    if (i == value)
      return values->names[i];
  }
  return NULL;
}

/**
 * jl_enum_get_label:
 * @values: an enumeration
 * @value: one of its values
 *
 * Returns: (transfer none) (nullable): its name for people, in the language of the calling thread;
 *   %NULL if @value is not one of @values
 */
const char *
jl_enum_get_label (const JlEnum *values, int value)
{
  if (jl_enum_get_name (values, value) == NULL)
    return NULL;
  return g_dgettext (GETTEXT_PACKAGE, values->labels[value]);
}

/**
 * jl_enum_from_name:
 * @values: an enumeration
 * @name: (nullable): a wire name
 *
 * Returns: the value of that name, -1 if there is none
 */
int
jl_enum_from_name (const JlEnum *values, const char *name)
{
  for (int i = 0; values->names[i] != NULL; i++) {
    if (g_strcmp0 (values->names[i], name) == 0)
      return i;
  }
  return -1;
}

/* Adds what `table` nests, depth first, each once. */
static void
collect_nested (const JlRecordTable *table, GPtrArray *tables)
{
  if (g_ptr_array_find (tables, table, NULL))
    return;
  g_ptr_array_add (tables, (gpointer)table);
  for (guint i = 0; i < table->n_fields; i++) {
    if (table->fields[i].record != NULL)
      collect_nested (table->fields[i].record, tables);
  }
}

/**
 * jl_record_table_list_nested:
 * @table: a table
 *
 * Lists @table and every table that can be reached from it through RECORD and LIST fields. A table
 * may contain itself.
 *
 * Returns: (transfer container) (element-type JlRecordTable): each table once, @table first
 */
GPtrArray *
jl_record_table_list_nested (const JlRecordTable *table)
{
  GPtrArray *tables = g_ptr_array_new ();

  collect_nested (table, tables);
  return tables;
}

static gboolean
is_member_name (const char *name)
{
  if (name == NULL || !g_ascii_islower (name[0]))
    return FALSE;
  for (const char *p = name; *p != '\0'; p++) {
    if (!g_ascii_islower (*p) && !g_ascii_isdigit (*p) && *p != '_')
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_enum_complete (const JlEnum *values)
{
  guint n = 0;

  if (values == NULL || values->names == NULL || values->labels == NULL)
    return FALSE;
  while (values->names[n] != NULL && values->labels[n] != NULL)
    n++;
  return n > 0 && values->names[n] == NULL && values->labels[n] == NULL;
}

/* Lengths and counts without a maximum: 0 is not a limit there. */
static gboolean
is_unlimited (const JlField *field)
{
  return field->max == 0 && field->type != JL_FIELD_INTEGER && field->type != JL_FIELD_MONEY;
}

/* What is wrong with a field's description, NULL if nothing is. */
static const char *
find_fault (const JlField *field)
{
  const JlFieldFlags never_requested =
      JL_FIELD_REQUIRED | JL_FIELD_WRITE_ONLY | JL_FIELD_CREATE_ONLY;

  if (field->type == JL_FIELD_ENUM && !is_enum_complete (field->values))
    return "needs values with a label each";
  if (field->type == JL_FIELD_RECORD && field->record == NULL)
    return "needs a record";
  if (field->type == JL_FIELD_LIST && field->record == NULL && field->element != JL_FIELD_TEXT &&
      field->element != JL_FIELD_ID)
    return "needs a record, or TEXT or ID as its element";
  if (g_str_has_suffix (field->name, "_fen") != (field->type == JL_FIELD_MONEY))
    return "must end in _fen if it is MONEY, and only then";
  if (field->max < field->min && !is_unlimited (field))
    return "has a minimum above its maximum";
  if ((field->flags & JL_FIELD_READ_ONLY) != 0 && (field->flags & never_requested) != 0)
    return "cannot be read-only and belong to requests";
  return NULL;
}

/**
 * jl_record_table_check:
 * @table: a table
 * @error: %JL_ERROR_INTERNAL that names the field and what is wrong with it
 *
 * Checks the description itself: names, what each type needs, flags that contradict each other.
 * Done once for each table when its type is registered.
 *
 * Returns: whether @table is well made
 */
gboolean
jl_record_table_check (const JlRecordTable *table, GError **error)
{
  for (guint i = 0; i < table->n_fields; i++) {
    const JlField *field = &table->fields[i];
    const char *fault = NULL;

    if (!is_member_name (field->name)) {
      g_set_error (error,
                   JL_ERROR,
                   JL_ERROR_INTERNAL,
                   "%s: field %u has no name of lower-case "
                   "letters, digits and underscores",
                   table->type_name,
                   i);
      return FALSE;
    }
    fault = find_fault (field);
    if (fault == NULL && jl_record_table_find (table, field->name) != (int)i)
      fault = "occurs twice";
    if (fault != NULL) {
      g_set_error (
          error, JL_ERROR, JL_ERROR_INTERNAL, "%s:%s %s", table->type_name, field->name, fault);
      return FALSE;
    }
  }
  return TRUE;
}
