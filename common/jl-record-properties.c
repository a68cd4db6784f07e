// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-record-private.h"
#include "jl-error.h"

/* A GType per table, registered when it is first needed, with a property per field, so that views
 * bind to records. A property has the field's name with hyphens. What is a text on the wire is a
 * text here: dates, times, enumerations and ids. */

#define PROPERTY_FLAGS (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)

static void
record_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  JlRecord *self = JL_RECORD (object);
  guint field = property_id - 1;

  switch (jl_record_get_table (self)->fields[field].type) {
  case JL_FIELD_TEXT:
    g_value_set_string (value, jl_record_get_text (self, field));
    break;
  case JL_FIELD_INTEGER:
  case JL_FIELD_MONEY:
    g_value_set_int64 (value, jl_record_get_integer (self, field));
    break;
  case JL_FIELD_BOOLEAN:
    g_value_set_boolean (value, jl_record_get_integer (self, field) != 0);
    break;
  case JL_FIELD_LIST:
    g_value_set_boxed (value, jl_record_get_list (self, field));
    break;
  case JL_FIELD_RECORD:
    g_value_set_object (value, jl_record_get_record (self, field));
    break;
  case JL_FIELD_OBJECT:
    g_value_set_boxed (value, jl_record_get_object (self, field));
    break;
  default:
    g_value_take_string (value, jl_record_dup_field_text (self, field));
  }
}

static void
set_from_text (JlRecord *self, guint field, const char *text)
{
  const JlField *description = &jl_record_get_table (self)->fields[field];
  g_autoptr (GError) error = NULL;
  gint64 integer;

  if (text == NULL && (description->flags & JL_FIELD_NULLABLE) != 0)
    jl_record_set_null (self, field);
  else if (text == NULL)
    jl_record_unset (self, field);
  else if (jl_field_parse_integer (description, text, &integer, &error))
    jl_record_set_integer (self, field, integer);
  else
    g_critical ("%s:%s %s", G_OBJECT_TYPE_NAME (self), description->name, error->message);
}

static void
record_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  JlRecord *self = JL_RECORD (object);
  guint field = property_id - 1;

  switch (jl_record_get_table (self)->fields[field].type) {
  case JL_FIELD_TEXT:
    jl_record_set_text (self, field, g_value_get_string (value));
    break;
  case JL_FIELD_INTEGER:
  case JL_FIELD_MONEY:
    jl_record_set_integer (self, field, g_value_get_int64 (value));
    break;
  case JL_FIELD_BOOLEAN:
    jl_record_set_integer (self, field, g_value_get_boolean (value));
    break;
  case JL_FIELD_LIST:
    jl_record_set_list (self, field, g_value_get_boxed (value));
    break;
  case JL_FIELD_RECORD:
    jl_record_set_record (self, field, g_value_get_object (value));
    break;
  case JL_FIELD_OBJECT:
    jl_record_set_object (self, field, g_value_get_boxed (value));
    break;
  default:
    set_from_text (self, field, g_value_get_string (value));
  }
}

static GParamSpec *
make_property (const JlField *field)
{
  g_autofree char *name = g_strdelimit (g_strdup (field->name), "_", '-');
  const char *nick = g_intern_string (name);

  switch (field->type) {
  case JL_FIELD_INTEGER:
  case JL_FIELD_MONEY:
    return g_param_spec_int64 (nick, NULL, NULL, G_MININT64, G_MAXINT64, 0, PROPERTY_FLAGS);
  case JL_FIELD_BOOLEAN:
    return g_param_spec_boolean (nick, NULL, NULL, FALSE, PROPERTY_FLAGS);
  case JL_FIELD_LIST:
    return g_param_spec_boxed (nick, NULL, NULL, G_TYPE_PTR_ARRAY, PROPERTY_FLAGS);
  case JL_FIELD_RECORD:
    /* Not the nested table's own type: a table may nest itself, whose type is being made. */
    return g_param_spec_object (nick, NULL, NULL, JL_TYPE_RECORD, PROPERTY_FLAGS);
  case JL_FIELD_OBJECT:
    return g_param_spec_boxed (nick, NULL, NULL, JSON_TYPE_OBJECT, PROPERTY_FLAGS);
  default:
    return g_param_spec_string (nick, NULL, NULL, NULL, PROPERTY_FLAGS);
  }
}

static void
record_class_init (gpointer klass, gpointer class_data)
{
  JlRecordClass *record_class = klass;
  GObjectClass *object_class = klass;
  const JlRecordTable *table = class_data;

  object_class->get_property = record_get_property;
  object_class->set_property = record_set_property;
  record_class->table = table;
  record_class->properties = g_new0 (GParamSpec *, table->n_fields + 1);
  for (guint i = 0; i < table->n_fields; i++)
    record_class->properties[i + 1] = make_property (&table->fields[i]);
  if (table->n_fields > 0)
    g_object_class_install_properties (object_class, table->n_fields + 1, record_class->properties);
}

static GQuark
table_quark (void)
{
  return g_quark_from_static_string ("jl-record-table");
}

static GType
register_type (const JlRecordTable *table)
{
  const GTypeInfo info = {
    .class_size = sizeof (JlRecordClass),
    .class_init = record_class_init,
    .class_data = table,
    .instance_size = sizeof (JlRecord),
  };
  g_autoptr (GError) error = NULL;
  GType type = G_TYPE_INVALID;

  if (!jl_record_table_check (table, &error)) {
    g_critical ("%s", error->message);
    return G_TYPE_INVALID;
  }
  type = g_type_register_static (JL_TYPE_RECORD, table->type_name, &info, G_TYPE_FLAG_FINAL);
  g_type_set_qdata (type, table_quark (), (gpointer)table);
  return type;
}

/**
 * jl_record_table_get_type:
 * @table: a static table, whose type name no other table has
 *
 * Returns: the type of the table's records, derived from %JL_TYPE_RECORD. May be called from any
 *   thread. Name it once before a .ui file does
 */
GType
jl_record_table_get_type (const JlRecordTable *table)
{
  static GMutex mutex;
  GType type = g_type_from_name (table->type_name);

  if (G_UNLIKELY (type == G_TYPE_INVALID)) {
    g_mutex_lock (&mutex);
    type = g_type_from_name (table->type_name);
    if (type == G_TYPE_INVALID)
      type = register_type (table);
    g_mutex_unlock (&mutex);
  }
  /* The quark is attached a moment after the name is known to other threads. */
  g_return_val_if_fail (g_type_get_qdata (type, table_quark ()) == table ||
                            g_type_get_qdata (type, table_quark ()) == NULL,
                        G_TYPE_INVALID);
  return type;
}
