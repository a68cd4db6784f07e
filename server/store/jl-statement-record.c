// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-date.h"
#include "jl-error.h"
#include "jl-json.h"
#include "jl-statement-private.h"

/* Records in and out of statements: parameters and columns are matched to fields by name, once per
 * statement and table. */

/* In a map of parameters: not a name, so not a field's. A name without a field is -1. */
#define NUMBERED (-2)

static void
use_table (JlStatement *self, const JlRecordTable *table)
{
  if (self->table == table)
    return;

  g_clear_pointer (&self->parameter_fields, g_free);
  g_clear_pointer (&self->column_fields, g_free);
  self->table = table;
}

static const int *
map_parameters (JlStatement *self, const JlRecordTable *table)
{
  int n = sqlite3_bind_parameter_count (self->handle);

  use_table (self, table);
  if (self->parameter_fields != NULL)
    return self->parameter_fields;

  self->parameter_fields = g_new (int, n + 1);
  for (int i = 0; i < n; i++) {
    const char *name = sqlite3_bind_parameter_name (self->handle, i + 1);

    self->parameter_fields[i] = NUMBERED;
    if (name == NULL || name[0] == '?')
      continue;
    self->parameter_fields[i] = jl_record_table_find (table, name + 1);
  }
  return self->parameter_fields;
}

static const int *
map_columns (JlStatement *self, const JlRecordTable *table)
{
  int n = sqlite3_column_count (self->handle);

  use_table (self, table);
  if (self->column_fields != NULL)
    return self->column_fields;

  self->column_fields = g_new (int, n + 1);
  for (int i = 0; i < n; i++)
    self->column_fields[i] = jl_record_table_find (table, sqlite3_column_name (self->handle, i));
  return self->column_fields;
}

static void
append_list (GString *out, const JlField *field, GPtrArray *list)
{
  g_string_append_c (out, '[');
  for (guint i = 0; i < list->len; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    if (field->record != NULL)
      jl_record_append_json (list->pdata[i], JL_VIEW_STORED, out);
    else
      jl_json_append_string (out, list->pdata[i]);
  }
  g_string_append_c (out, ']');
}

static void
append_object (GString *out, JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_alloc ();

  json_node_init_object (node, object);
  jl_json_append_node (out, node);
}

/* Lists, nested records and objects are stored as JSON text. */
static int
bind_json (JlStatement *self, int index, JlRecord *record, guint number)
{
  const JlField *field = &jl_record_get_table (record)->fields[number];
  GString *out = g_string_new (NULL);

  if (field->type == JL_FIELD_LIST)
    append_list (out, field, jl_record_get_list (record, number));
  else if (field->type == JL_FIELD_RECORD)
    jl_record_append_json (jl_record_get_record (record, number), JL_VIEW_STORED, out);
  else
    append_object (out, jl_record_get_object (record, number));
  return sqlite3_bind_text (self->handle, index, g_string_free (out, FALSE), -1, g_free);
}

static int
bind_field (JlStatement *self, int index, JlRecord *record, guint number)
{
  const JlField *field = &jl_record_get_table (record)->fields[number];
  gint64 value;
  char date[JL_DATE_TEXT_SIZE];

  if (!jl_record_has (record, number) || jl_record_is_null (record, number))
    return sqlite3_bind_null (self->handle, index);

  switch (field->type) {
  case JL_FIELD_TEXT:
    return sqlite3_bind_text (
        self->handle, index, jl_record_get_text (record, number), -1, SQLITE_STATIC);
  case JL_FIELD_LIST:
  case JL_FIELD_RECORD:
  case JL_FIELD_OBJECT:
    return bind_json (self, index, record, number);
  default:
    break;
  }

  value = jl_record_get_integer (record, number);
  switch (field->type) {
  case JL_FIELD_ENUM:
    return sqlite3_bind_text (
        self->handle, index, jl_enum_get_name (field->values, (int)value), -1, SQLITE_STATIC);
  case JL_FIELD_DATE:
    jl_date_to_text ((JlDate)value, date);
    return sqlite3_bind_text (self->handle, index, date, -1, SQLITE_TRANSIENT);
  case JL_FIELD_BOOLEAN:
    return sqlite3_bind_int64 (self->handle, index, value != 0);
  default:
    return sqlite3_bind_int64 (self->handle, index, value);
  }
}

/**
 * jl_statement_bind_record:
 * @self: a statement that has not been stepped
 * @record: a record that is not changed while the statement is in use
 *
 * Binds every parameter `:name` to the field of that name; absent and null are SQL NULL. A named
 * parameter without a field makes the next step fail with INTERNAL. Numbered parameters are left
 * alone, but SQLite counts both kinds together, so a statement should use only one of them.
 */
void
jl_statement_bind_record (JlStatement *self, JlRecord *record)
{
  const int *fields = map_parameters (self, jl_record_get_table (record));
  int n = sqlite3_bind_parameter_count (self->handle);

  for (int i = 0; i < n && self->bind_result == SQLITE_OK; i++) {
    if (fields[i] >= 0)
      self->bind_result = bind_field (self, i + 1, record, fields[i]);
    else if (fields[i] != NUMBERED)
      self->bind_result = SQLITE_RANGE;
  }
}

static gboolean
set_corrupt (GError **error, const char *text)
{
  g_set_error_literal (error, JL_ERROR, JL_ERROR_CORRUPT, text);
  return FALSE;
}

static gboolean
read_list (JlRecord *record, guint number, JsonNode *node, GError **error)
{
  const JlField *field = &jl_record_get_table (record)->fields[number];
  g_autoptr (GPtrArray) list = NULL;
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return set_corrupt (error, "not a JSON array");

  array = json_node_get_array (node);
  list = g_ptr_array_new_full (json_array_get_length (array),
                               field->record != NULL ? g_object_unref : g_free);
  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *element = json_array_get_element (array, i);

    if (field->record != NULL) {
      JlRecord *nested = jl_record_read_json (field->record, element, JL_READ_STORED, error);

      if (nested == NULL)
        return FALSE;
      g_ptr_array_add (list, nested);
    } else if (json_node_get_value_type (element) == G_TYPE_STRING) {
      g_ptr_array_add (list, json_node_dup_string (element));
    } else {
      return set_corrupt (error, "not a list of texts");
    }
  }
  jl_record_set_list (record, number, list);
  return TRUE;
}

static gboolean
read_json (JlRecord *record, guint number, const char *text, gssize length, GError **error)
{
  const JlField *field = &jl_record_get_table (record)->fields[number];
  g_autoptr (JsonNode) node = jl_json_parse (text, length, error);
  g_autoptr (JlRecord) nested = NULL;

  if (node == NULL)
    return FALSE;
  if (field->type == JL_FIELD_LIST)
    return read_list (record, number, node, error);
  if (field->type == JL_FIELD_RECORD) {
    nested = jl_record_read_json (field->record, node, JL_READ_STORED, error);
    if (nested != NULL)
      jl_record_set_record (record, number, nested);
    return nested != NULL;
  }

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return set_corrupt (error, "not a JSON object");
  jl_record_set_object (record, number, json_node_get_object (node));
  return TRUE;
}

static gboolean
read_column (JlStatement *self, int column, JlRecord *record, guint number, GError **error)
{
  const JlField *field = &jl_record_get_table (record)->fields[number];
  const char *text;
  JlDate date;
  int value;

  if (field->type == JL_FIELD_INTEGER || field->type == JL_FIELD_MONEY ||
      field->type == JL_FIELD_BOOLEAN || field->type == JL_FIELD_TIME ||
      field->type == JL_FIELD_ID) {
    jl_record_set_integer (record, number, jl_statement_get_integer (self, column));
    return TRUE;
  }

  text = jl_statement_get_text (self, column);
  switch (field->type) {
  case JL_FIELD_TEXT:
    jl_record_set_text (record, number, text);
    return TRUE;
  case JL_FIELD_DATE:
    if (!jl_date_from_text (text, &date, error))
      return FALSE;
    jl_record_set_integer (record, number, date);
    return TRUE;
  case JL_FIELD_ENUM:
    value = jl_enum_from_name (field->values, text);
    if (value < 0) {
      g_set_error (error, JL_ERROR, JL_ERROR_CORRUPT, "no such value: %s", text);
      return FALSE;
    }
    jl_record_set_integer (record, number, value);
    return TRUE;
  default:
    return read_json (record, number, text, sqlite3_column_bytes (self->handle, column), error);
  }
}

/**
 * jl_statement_get_record:
 * @self: a statement with a row
 * @table: what the row is
 * @error: CORRUPT when a column does not hold what its field can be
 *
 * Makes a record of the columns whose names are fields of @table; others are left out. SQL NULL is
 * null for a nullable field and absent for others.
 *
 * Returns: (transfer full): the record
 */
JlRecord *
jl_statement_get_record (JlStatement *self, const JlRecordTable *table, GError **error)
{
  const int *fields = map_columns (self, table);
  int n = sqlite3_column_count (self->handle);
  g_autoptr (JlRecord) record = jl_record_new (table);
  GError *local_error = NULL;

  for (int i = 0; i < n; i++) {
    if (fields[i] < 0)
      continue;
    if (jl_statement_is_null (self, i)) {
      if (table->fields[fields[i]].flags & JL_FIELD_NULLABLE)
        jl_record_set_null (record, fields[i]);
      continue;
    }
    if (!read_column (self, i, record, fields[i], &local_error)) {
      g_set_error (error,
                   JL_ERROR,
                   JL_ERROR_CORRUPT,
                   "%s.%s: %s",
                   table->name,
                   table->fields[fields[i]].name,
                   local_error->message);
      g_error_free (local_error);
      return NULL;
    }
  }
  return g_steal_pointer (&record);
}
