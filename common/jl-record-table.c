// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-record-private.h"

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
