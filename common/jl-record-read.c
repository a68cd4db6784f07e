// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-record-private.h"

#include <glib/gi18n-lib.h>

/* How many bytes of an unknown, perhaps hostile, member name appear in an error. */
#define MAX_PATH_NAME 64

/* What the readers of values answer. */
typedef enum { READ_FAILED, READ_VALUE, READ_NOTHING } ReadResult;

static gboolean
is_request (JlReadMode mode)
{
  return mode == JL_READ_CREATE || mode == JL_READ_PATCH;
}

/* Inside lists and nested records, which a request always gives as a whole. */
static JlReadMode
get_nested_mode (JlReadMode mode)
{
  return mode == JL_READ_PATCH ? JL_READ_CREATE : mode;
}

static const char *
get_string (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static gboolean
holds (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static ReadResult
read_text (const JlField *field, JsonNode *node, JlReadMode mode, JlSlot *slot, GError **error)
{
  const char *text = get_string (node);

  if (text == NULL) {
    JL_INVALID (error, _ ("must be a text"));
    return READ_FAILED;
  }
  if (is_request (mode) && !jl_field_check_text (field, text, error))
    return READ_FAILED;
  slot->text = g_strdup (text);
  return READ_VALUE;
}

static ReadResult
read_number (const JlField *field, JsonNode *node, JlReadMode mode, JlSlot *slot, GError **error)
{
  if (!holds (node, G_TYPE_INT64)) {
    JL_INVALID (error, _ ("must be a whole number"));
    return READ_FAILED;
  }
  slot->integer = json_node_get_int (node);
  if (is_request (mode) && !jl_field_check_integer (field, slot->integer, error))
    return READ_FAILED;
  return READ_VALUE;
}

static ReadResult
read_boolean (JsonNode *node, JlSlot *slot, GError **error)
{
  if (!holds (node, G_TYPE_BOOLEAN)) {
    JL_INVALID (error, _ ("must be true or false"));
    return READ_FAILED;
  }
  slot->integer = json_node_get_boolean (node);
  return READ_VALUE;
}

/* Dates, times, enumerations and ids. */
static ReadResult
read_word (const JlField *field, JsonNode *node, JlReadMode mode, JlSlot *slot, GError **error)
{
  const char *text = get_string (node);

  if (text != NULL && mode == JL_READ_ANSWER && field->type == JL_FIELD_ENUM &&
      jl_enum_from_name (field->values, text) < 0)
    return READ_NOTHING;
  /* The empty text is none of them, so that the error says what is wanted. */
  if (!jl_field_parse_integer (field, text != NULL ? text : "", &slot->integer, error))
    return READ_FAILED;
  return READ_VALUE;
}

/* One text of a list; an id in its own spelling. */
static char *
read_text_element (const JlField *field, JsonNode *node, JlReadMode mode, GError **error)
{
  const JlField element = { .type = field->element, .flags = field->flags };
  const char *text = get_string (node);
  char buffer[JL_FIELD_TEXT_SIZE];
  gint64 id;

  if (text == NULL) {
    JL_INVALID (error, _ ("must be a text"));
    return NULL;
  }
  if (field->element == JL_FIELD_ID) {
    if (!jl_field_parse_integer (&element, text, &id, error))
      return NULL;
    return g_strdup (jl_field_format_integer (&element, id, buffer));
  }
  if (is_request (mode) && !jl_field_check_text (field, text, error))
    return NULL;
  return g_strdup (text);
}

static gboolean
read_element (
    const JlField *field, JsonNode *node, JlReadMode mode, GPtrArray *list, GError **error)
{
  gpointer value = field->record != NULL
                       ? (gpointer)jl_record_read_json (field->record, node, mode, error)
                       : (gpointer)read_text_element (field, node, mode, error);

  if (value != NULL)
    g_ptr_array_add (list, value);
  return value != NULL;
}

static ReadResult
read_list (const JlField *field, JsonNode *node, JlReadMode mode, JlSlot *slot, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;
  JsonArray *array;
  guint length;

  if (!JSON_NODE_HOLDS_ARRAY (node)) {
    JL_INVALID (error, _ ("must be a list"));
    return READ_FAILED;
  }
  array = json_node_get_array (node);
  length = json_array_get_length (array);
  if (is_request (mode) && !jl_field_check_count (field, length, error))
    return READ_FAILED;

  list = g_ptr_array_new_full (length,
                               field->record != NULL ? g_object_unref : (GDestroyNotify)g_free);
  for (guint i = 0; i < length; i++) {
    if (!read_element (
            field, json_array_get_element (array, i), get_nested_mode (mode), list, error)) {
      g_autofree char *index = g_strdup_printf ("[%u]", i);

      jl_error_prefix_field (error, index);
      return READ_FAILED;
    }
  }
  slot->list = g_steal_pointer (&list);
  return READ_VALUE;
}

static ReadResult
read_object (const JlField *field, JsonNode *node, JlReadMode mode, JlSlot *slot, GError **error)
{
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node)) {
    JL_INVALID (error, _ ("must be an object"));
    return READ_FAILED;
  }
  object = json_node_get_object (node);
  if (is_request (mode) && !jl_field_check_count (field, json_object_get_size (object), error))
    return READ_FAILED;
  slot->object = json_object_ref (object);
  return READ_VALUE;
}

static ReadResult
read_value (const JlField *field, JsonNode *node, JlReadMode mode, JlSlot *slot, GError **error)
{
  switch (field->type) {
  case JL_FIELD_TEXT:
    return read_text (field, node, mode, slot, error);
  case JL_FIELD_INTEGER:
  case JL_FIELD_MONEY:
    return read_number (field, node, mode, slot, error);
  case JL_FIELD_BOOLEAN:
    return read_boolean (node, slot, error);
  case JL_FIELD_LIST:
    return read_list (field, node, mode, slot, error);
  case JL_FIELD_RECORD:
    slot->record = jl_record_read_json (field->record, node, get_nested_mode (mode), error);
    return slot->record != NULL ? READ_VALUE : READ_FAILED;
  case JL_FIELD_OBJECT:
    return read_object (field, node, mode, slot, error);
  default:
    return read_word (field, node, mode, slot, error);
  }
}

/* Whether a request may name the field at all. */
static gboolean
check_allowed (const JlField *field, JlReadMode mode, GError **error)
{
  if (is_request (mode) && (field->flags & JL_FIELD_READ_ONLY) != 0) {
    JL_INVALID (error, _ ("cannot be set"));
    return FALSE;
  }
  if (mode == JL_READ_PATCH && (field->flags & JL_FIELD_CREATE_ONLY) != 0) {
    JL_INVALID (error, _ ("cannot be changed any more"));
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_member (JlRecord *self, guint number, JsonNode *node, JlReadMode mode, GError **error)
{
  const JlField *field = &jl_record_get_table (self)->fields[number];
  JlSlot slot = { .state = JL_SLOT_VALUE };

  if (!check_allowed (field, mode, error))
    return FALSE;
  if (JSON_NODE_HOLDS_NULL (node)) {
    if ((field->flags & JL_FIELD_NULLABLE) == 0) {
      JL_INVALID (error, _ ("must not be null"));
      return FALSE;
    }
    slot.state = JL_SLOT_NULL;
    jl_record_init_slot (self, number, slot);
    return TRUE;
  }

  switch (read_value (field, node, mode, &slot, error)) {
  case READ_VALUE:
    jl_record_init_slot (self, number, slot);
    return TRUE;
  case READ_NOTHING:
    return TRUE;
  default:
    return FALSE;
  }
}

/* Adds a name that somebody sent to an error's path, cut between characters if it is long. */
static void
prefix_foreign_name (GError **error, const char *name)
{
  g_autofree char *cut = g_utf8_substring (name, 0, MIN (g_utf8_strlen (name, -1), MAX_PATH_NAME));

  jl_error_prefix_field (error, cut);
}

static gboolean
read_members (JlRecord *self, JsonObject *object, JlReadMode mode, GError **error)
{
  const JlRecordTable *table = jl_record_get_table (self);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node)) {
    int number = jl_record_table_find (table, name);

    if (number < 0 && mode == JL_READ_ANSWER)
      continue;
    if (number < 0) {
      JL_INVALID (error, _ ("unknown member"));
      prefix_foreign_name (error, name);
      return FALSE;
    }
    if (!read_member (self, (guint)number, node, mode, error)) {
      jl_error_prefix_field (error, name);
      return FALSE;
    }
  }
  return mode != JL_READ_CREATE || jl_record_check_required (self, error);
}

/* Gives an error the code of the mode: only what a request says wrong is the sender's mistake. */
static void
set_code (GError **error, JlReadMode mode)
{
  if (error != NULL && *error != NULL && mode == JL_READ_STORED)
    (*error)->code = JL_ERROR_CORRUPT;
  else if (error != NULL && *error != NULL && mode == JL_READ_ANSWER)
    (*error)->code = JL_ERROR_MALFORMED;
}

/**
 * jl_record_read_json:
 * @table: what is expected
 * @node: a parsed value, from jl_json_parse()
 * @mode: who wrote it
 * @error: %JL_ERROR_INVALID with the path of the first member that breaks a rule, in the order in
 *   which they were sent; see #JlReadMode for the other codes
 *
 * Returns: (transfer full) (nullable): the record, %NULL on failure. It shares objects with @node,
 *   which must not be changed any more
 */
JlRecord *
jl_record_read_json (const JlRecordTable *table, JsonNode *node, JlReadMode mode, GError **error)
{
  g_autoptr (JlRecord) self = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node)) {
    JL_INVALID (error, _ ("must be an object"));
    set_code (error, mode);
    return NULL;
  }
  self = jl_record_new (table);
  if (!read_members (self, json_node_get_object (node), mode, error)) {
    set_code (error, mode);
    return NULL;
  }
  return g_steal_pointer (&self);
}

/**
 * jl_record_read_field_json:
 * @self: a record that nobody watches yet
 * @field: number of a field
 * @node: the parsed value of one member, e.g. of a column that holds JSON
 * @mode: who wrote it
 * @error: as jl_record_read_json()
 *
 * Sets one field, without notification.
 *
 * Returns: %FALSE on failure
 */
gboolean
jl_record_read_field_json (
    JlRecord *self, guint field, JsonNode *node, JlReadMode mode, GError **error)
{
  const JlRecordTable *table = jl_record_get_table (self);

  g_return_val_if_fail (field < table->n_fields, FALSE);

  if (!read_member (self, field, node, mode, error)) {
    jl_error_prefix_field (error, table->fields[field].name);
    set_code (error, mode);
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_parameter_value (JlRecord *self, guint number, const char *value, GError **error)
{
  const JlField *field = &jl_record_get_table (self)->fields[number];
  gint64 integer = 0;

  if (!check_allowed (field, JL_READ_CREATE, error))
    return FALSE;
  if (jl_record_has (self, number)) {
    JL_INVALID (error, _ ("given more than once"));
    return FALSE;
  }
  if (!g_utf8_validate (value, -1, NULL)) {
    JL_INVALID (error, _ ("is not UTF-8"));
    return FALSE;
  }

  switch (field->type) {
  case JL_FIELD_TEXT:
    if (!jl_field_check_text (field, value, error))
      return FALSE;
    jl_record_set_text (self, number, value);
    return TRUE;
  case JL_FIELD_LIST:
  case JL_FIELD_RECORD:
  case JL_FIELD_OBJECT:
    g_return_val_if_reached (FALSE);
  default:
    if (!jl_field_parse_integer (field, value, &integer, error) ||
        !jl_field_check_integer (field, integer, error))
      return FALSE;
    jl_record_set_integer (self, number, integer);
    return TRUE;
  }
}

/**
 * jl_record_read_parameter:
 * @self: a record of a table of query parameters, which has neither LIST, RECORD nor OBJECT fields
 * @name: a parameter's name, decoded
 * @value: its value, decoded
 * @error: %JL_ERROR_INVALID with @name as its field
 *
 * Sets one field from a query parameter, with all checks that a JSON member would get. Numbers are
 * plain decimal digits, booleans `true` or `false`. When all parameters are read,
 * jl_record_check_required() tells what is missing.
 *
 * Returns: %FALSE if the parameter is unknown, was given before or breaks a rule
 */
gboolean
jl_record_read_parameter (JlRecord *self, const char *name, const char *value, GError **error)
{
  int number = jl_record_table_find (jl_record_get_table (self), name);

  if (number >= 0 && read_parameter_value (self, (guint)number, value, error))
    return TRUE;
  if (number < 0 && g_utf8_validate (name, -1, NULL)) {
    JL_INVALID (error, _ ("unknown parameter"));
    prefix_foreign_name (error, name);
  } else if (number < 0) {
    JL_INVALID (error, _ ("unknown parameter"));
  } else {
    jl_error_prefix_field (error, name);
  }
  return FALSE;
}

/**
 * jl_record_check_required:
 * @self: a record
 * @error: %JL_ERROR_INVALID with the name of the first missing field
 *
 * Returns: whether every required field that a request may set is present
 */
gboolean
jl_record_check_required (JlRecord *self, GError **error)
{
  const JlRecordTable *table = jl_record_get_table (self);

  for (guint i = 0; i < table->n_fields; i++) {
    const JlField *field = &table->fields[i];

    if ((field->flags & JL_FIELD_REQUIRED) != 0 && (field->flags & JL_FIELD_READ_ONLY) == 0 &&
        !jl_record_has (self, i)) {
      jl_set_error_field (error, JL_ERROR_INVALID, field->name, _ ("must be given"));
      return FALSE;
    }
  }
  return TRUE;
}
