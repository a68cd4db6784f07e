// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-record-private.h"

#include <string.h>

/* Which types an accessor serves. */
#define TYPE(type) (1u << JL_FIELD_##type)
#define INTEGER_TYPES                                                                              \
  (TYPE (INTEGER) | TYPE (MONEY) | TYPE (BOOLEAN) | TYPE (DATE) | TYPE (TIME) | TYPE (ENUM) |      \
   TYPE (ID))
#define ALL_TYPES G_MAXUINT

typedef struct {
  JlSlot *slots; /* owned, as many as the table has fields */
} JlRecordPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (JlRecord, jl_record, G_TYPE_OBJECT)

static JlSlot *
get_slots (JlRecord *self)
{
  JlRecordPrivate *priv = jl_record_get_instance_private (self);

  return priv->slots;
}

/* Whether the field exists and is one of `types`: anything else is a mistake in the calling code.
 */
static gboolean
check_field (JlRecord *self, guint field, guint types)
{
  const JlRecordTable *table;

  /* Not JL_IS_RECORD: this is called for every field of every record, and to look through the
   * ancestors of its type costs more than all the rest. */
  g_return_val_if_fail (self != NULL, FALSE);

  table = JL_RECORD_GET_CLASS (self)->table;
  if (G_UNLIKELY (field >= table->n_fields)) {
    g_critical ("%s has no field %u", table->type_name, field);
    return FALSE;
  }
  if (G_UNLIKELY ((types & 1u << table->fields[field].type) == 0)) {
    g_critical ("%s:%s is of another type", table->type_name, table->fields[field].name);
    return FALSE;
  }
  return TRUE;
}

static void
clear_slot (const JlField *field, JlSlot *slot)
{
  if (slot->state == JL_SLOT_VALUE) {
    switch (field->type) {
    case JL_FIELD_TEXT:
      g_free (slot->text);
      break;
    case JL_FIELD_LIST:
      g_ptr_array_unref (slot->list);
      break;
    case JL_FIELD_RECORD:
      g_object_unref (slot->record);
      break;
    case JL_FIELD_OBJECT:
      json_object_unref (slot->object);
      break;
    default:
      break;
    }
  }
  *slot = (JlSlot){ 0 };
}

static GPtrArray *
copy_list (const JlField *field, GPtrArray *list)
{
  GPtrArray *copy = g_ptr_array_new_full (
      list->len, field->record != NULL ? g_object_unref : (GDestroyNotify)g_free);

  for (guint i = 0; i < list->len; i++)
    g_ptr_array_add (copy,
                     field->record != NULL ? (gpointer)jl_record_copy (list->pdata[i])
                                           : (gpointer)g_strdup (list->pdata[i]));
  return copy;
}

/* A copy that shares nothing with the original but objects, which nobody changes. */
static JlSlot
copy_slot (const JlField *field, const JlSlot *slot)
{
  JlSlot copy = *slot;

  if (slot->state != JL_SLOT_VALUE)
    return copy;
  switch (field->type) {
  case JL_FIELD_TEXT:
    copy.text = g_strdup (slot->text);
    break;
  case JL_FIELD_LIST:
    copy.list = copy_list (field, slot->list);
    break;
  case JL_FIELD_RECORD:
    copy.record = jl_record_copy (slot->record);
    break;
  case JL_FIELD_OBJECT:
    copy.object = json_object_ref (slot->object);
    break;
  default:
    break;
  }
  return copy;
}

static gboolean
lists_equal (const JlField *field, GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++) {
    if (field->record != NULL ? !jl_record_equal (a->pdata[i], b->pdata[i])
                              : strcmp (a->pdata[i], b->pdata[i]) != 0)
      return FALSE;
  }
  return TRUE;
}

static gboolean
slots_equal (const JlField *field, const JlSlot *a, const JlSlot *b)
{
  if (a->state != b->state)
    return FALSE;
  if (a->state != JL_SLOT_VALUE)
    return TRUE;
  switch (field->type) {
  case JL_FIELD_TEXT:
    return strcmp (a->text, b->text) == 0;
  case JL_FIELD_LIST:
    return a->list == b->list || lists_equal (field, a->list, b->list);
  case JL_FIELD_RECORD:
    return jl_record_equal (a->record, b->record);
  case JL_FIELD_OBJECT:
    return a->object == b->object || json_object_equal (a->object, b->object);
  default:
    return a->integer == b->integer;
  }
}

/* Whether `new` is what is there already: containers by identity, since a view may hold them. */
static gboolean
is_same (const JlField *field, const JlSlot *old, const JlSlot *new)
{
  if (old->state == JL_SLOT_VALUE && new->state == JL_SLOT_VALUE) {
    if (field->type == JL_FIELD_LIST)
      return old->list == new->list;
    if (field->type == JL_FIELD_RECORD)
      return old->record == new->record;
    if (field->type == JL_FIELD_OBJECT)
      return old->object == new->object;
  }
  return slots_equal (field, old, new);
}

/* Puts `slot`, whose value is owned, in the field's place and notifies if that changes it. */
static void
replace_slot (JlRecord *self, guint field, JlSlot slot)
{
  JlRecordClass *klass = JL_RECORD_GET_CLASS (self);
  const JlField *description = &klass->table->fields[field];
  JlSlot *place = &get_slots (self)[field];
  JlSlot old = *place;

  if (is_same (description, &old, &slot)) {
    clear_slot (description, &slot);
    return;
  }
  *place = slot;
  g_object_notify_by_pspec (G_OBJECT (self), klass->properties[field + 1]);
  clear_slot (description, &old);
}

/* What a NULL given to a setter means: null where the field knows null, absent elsewhere. */
static void
clear_field (JlRecord *self, guint field)
{
  const JlField *description = &JL_RECORD_GET_CLASS (self)->table->fields[field];
  gboolean nullable = (description->flags & JL_FIELD_NULLABLE) != 0;

  replace_slot (
      self, field, (JlSlot){ .state = nullable ? JL_SLOT_NULL : JL_SLOT_ABSENT, .integer = 0 });
}

static void
jl_record_constructed (GObject *object)
{
  JlRecordPrivate *priv = jl_record_get_instance_private (JL_RECORD (object));

  /* Not in init, where the class is still that of JlRecord, which has no table. */
  priv->slots = g_new0 (JlSlot, JL_RECORD_GET_CLASS (object)->table->n_fields);
  G_OBJECT_CLASS (jl_record_parent_class)->constructed (object);
}

static void
jl_record_finalize (GObject *object)
{
  JlRecordPrivate *priv = jl_record_get_instance_private (JL_RECORD (object));
  const JlRecordTable *table = JL_RECORD_GET_CLASS (object)->table;

  for (guint i = 0; i < table->n_fields; i++)
    clear_slot (&table->fields[i], &priv->slots[i]);
  g_free (priv->slots);
  G_OBJECT_CLASS (jl_record_parent_class)->finalize (object);
}

static void
jl_record_class_init (JlRecordClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = jl_record_constructed;
  object_class->finalize = jl_record_finalize;
}

static void
jl_record_init (JlRecord *self)
{
}

/**
 * jl_record_get_slot:
 * @self: a record
 * @field: number of a field
 *
 * For the writer of JSON only.
 *
 * Returns: (transfer none): where the field is kept
 */
const JlSlot *
jl_record_get_slot (JlRecord *self, guint field)
{
  return &get_slots (self)[field];
}

/**
 * jl_record_init_slot:
 * @self: a record that nobody watches yet
 * @field: number of a field
 * @slot: (transfer full): its state and value
 *
 * For the reader of JSON only: fills a field without notification.
 */
void
jl_record_init_slot (JlRecord *self, guint field, JlSlot slot)
{
  JlSlot *place = &get_slots (self)[field];

  clear_slot (&JL_RECORD_GET_CLASS (self)->table->fields[field], place);
  *place = slot;
}

/**
 * jl_record_new:
 * @table: a static table
 *
 * Returns: (transfer full): a record of @table in which every field is absent
 */
JlRecord *
jl_record_new (const JlRecordTable *table)
{
  return g_object_new (jl_record_table_get_type (table), NULL);
}

/**
 * jl_record_copy:
 * @self: a record
 *
 * Returns: (transfer full): a record with the same fields; nested records are copied too
 */
JlRecord *
jl_record_copy (JlRecord *self)
{
  const JlRecordTable *table = jl_record_get_table (self);
  JlRecord *copy = jl_record_new (table);

  for (guint i = 0; i < table->n_fields; i++)
    get_slots (copy)[i] = copy_slot (&table->fields[i], &get_slots (self)[i]);
  return copy;
}

/**
 * jl_record_get_table:
 * @self: a record
 *
 * Returns: (transfer none): the table that describes @self
 */
const JlRecordTable *
jl_record_get_table (JlRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return JL_RECORD_GET_CLASS (self)->table;
}

/**
 * jl_record_has:
 * @self: a record
 * @field: number of a field
 *
 * Returns: whether the field is present, be it null or a value
 */
gboolean
jl_record_has (JlRecord *self, guint field)
{
  return check_field (self, field, ALL_TYPES) && get_slots (self)[field].state != JL_SLOT_ABSENT;
}

/**
 * jl_record_is_null:
 * @self: a record
 * @field: number of a field
 *
 * Returns: whether the field is present and null
 */
gboolean
jl_record_is_null (JlRecord *self, guint field)
{
  return check_field (self, field, ALL_TYPES) && get_slots (self)[field].state == JL_SLOT_NULL;
}

/**
 * jl_record_unset:
 * @self: a record
 * @field: number of a field
 *
 * Makes the field absent.
 */
void
jl_record_unset (JlRecord *self, guint field)
{
  if (check_field (self, field, ALL_TYPES))
    replace_slot (self, field, (JlSlot){ .state = JL_SLOT_ABSENT });
}

/**
 * jl_record_set_null:
 * @self: a record
 * @field: number of a field that is nullable
 *
 * Makes the field null.
 */
void
jl_record_set_null (JlRecord *self, guint field)
{
  if (check_field (self, field, ALL_TYPES))
    replace_slot (self, field, (JlSlot){ .state = JL_SLOT_NULL });
}

/**
 * jl_record_get_integer:
 * @self: a record
 * @field: number of an INTEGER, MONEY (fen), BOOLEAN, DATE (days since 1970), TIME (milliseconds
 *   since 1970 UTC), ENUM or ID field
 *
 * Returns: its value, 0 when absent or null
 */
gint64
jl_record_get_integer (JlRecord *self, guint field)
{
  return check_field (self, field, INTEGER_TYPES) ? get_slots (self)[field].integer : 0;
}

/**
 * jl_record_set_integer:
 * @self: a record
 * @field: as for jl_record_get_integer()
 * @value: what to set; no limit of the field is checked
 */
void
jl_record_set_integer (JlRecord *self, guint field, gint64 value)
{
  if (check_field (self, field, INTEGER_TYPES))
    replace_slot (self, field, (JlSlot){ .state = JL_SLOT_VALUE, .integer = value });
}

/**
 * jl_record_get_text:
 * @self: a record
 * @field: number of a TEXT field
 *
 * Returns: (transfer none) (nullable): its value until it is set again, %NULL when absent or null
 */
const char *
jl_record_get_text (JlRecord *self, guint field)
{
  return check_field (self, field, TYPE (TEXT)) ? get_slots (self)[field].text : NULL;
}

/**
 * jl_record_set_text:
 * @self: a record
 * @field: number of a TEXT field
 * @value: (nullable): valid UTF-8; no limit of the field is checked. %NULL makes a nullable field
 *   null, and another one absent
 */
void
jl_record_set_text (JlRecord *self, guint field, const char *value)
{
  if (!check_field (self, field, TYPE (TEXT)))
    return;
  if (value == NULL)
    clear_field (self, field);
  else
    replace_slot (self, field, (JlSlot){ .state = JL_SLOT_VALUE, .text = g_strdup (value) });
}

/**
 * jl_record_get_list:
 * @self: a record
 * @field: number of a LIST field
 *
 * Returns: (transfer none) (nullable): its #JlRecords or texts (an ID is its text), not to be
 *   changed; %NULL when absent or null
 */
GPtrArray *
jl_record_get_list (JlRecord *self, guint field)
{
  return check_field (self, field, TYPE (LIST)) ? get_slots (self)[field].list : NULL;
}

/**
 * jl_record_set_list:
 * @self: a record
 * @field: number of a LIST field
 * @value: (nullable): #JlRecords of the field's table, or texts, with the array's own free
 * function; not to be changed any more. %NULL as in jl_record_set_text()
 */
void
jl_record_set_list (JlRecord *self, guint field, GPtrArray *value)
{
  if (!check_field (self, field, TYPE (LIST)))
    return;
  if (value == NULL)
    clear_field (self, field);
  else
    replace_slot (self, field, (JlSlot){ .state = JL_SLOT_VALUE, .list = g_ptr_array_ref (value) });
}

/**
 * jl_record_get_record:
 * @self: a record
 * @field: number of a RECORD field
 *
 * Returns: (transfer none) (nullable): its value, %NULL when absent or null
 */
JlRecord *
jl_record_get_record (JlRecord *self, guint field)
{
  return check_field (self, field, TYPE (RECORD)) ? get_slots (self)[field].record : NULL;
}

/**
 * jl_record_set_record:
 * @self: a record
 * @field: number of a RECORD field
 * @value: (nullable): a record of the field's table. %NULL as in jl_record_set_text()
 */
void
jl_record_set_record (JlRecord *self, guint field, JlRecord *value)
{
  if (!check_field (self, field, TYPE (RECORD)))
    return;
  if (value == NULL)
    clear_field (self, field);
  else
    replace_slot (self, field, (JlSlot){ .state = JL_SLOT_VALUE, .record = g_object_ref (value) });
}

/**
 * jl_record_get_object:
 * @self: a record
 * @field: number of an OBJECT field
 *
 * Returns: (transfer none) (nullable): its value, not to be changed; %NULL when absent or null
 */
JsonObject *
jl_record_get_object (JlRecord *self, guint field)
{
  return check_field (self, field, TYPE (OBJECT)) ? get_slots (self)[field].object : NULL;
}

/**
 * jl_record_set_object:
 * @self: a record
 * @field: number of an OBJECT field
 * @value: (nullable): an object that nobody changes any more. %NULL as in jl_record_set_text()
 */
void
jl_record_set_object (JlRecord *self, guint field, JsonObject *value)
{
  if (!check_field (self, field, TYPE (OBJECT)))
    return;
  if (value == NULL)
    clear_field (self, field);
  else
    replace_slot (
        self, field, (JlSlot){ .state = JL_SLOT_VALUE, .object = json_object_ref (value) });
}

/**
 * jl_record_field_equal:
 * @self: a record
 * @other: a record of the same table
 * @field: number of a field
 *
 * Returns: whether the field is the same in both: absent, null or an equal value
 */
gboolean
jl_record_field_equal (JlRecord *self, JlRecord *other, guint field)
{
  const JlRecordTable *table = jl_record_get_table (self);

  g_return_val_if_fail (table == jl_record_get_table (other), FALSE);

  return check_field (self, field, ALL_TYPES) &&
         slots_equal (&table->fields[field], &get_slots (self)[field], &get_slots (other)[field]);
}

/**
 * jl_record_equal:
 * @self: a record
 * @other: a record
 *
 * Returns: whether both are of one table and equal in every field
 */
gboolean
jl_record_equal (JlRecord *self, JlRecord *other)
{
  const JlRecordTable *table = jl_record_get_table (self);

  if (self == other)
    return TRUE;
  if (table != jl_record_get_table (other))
    return FALSE;
  for (guint i = 0; i < table->n_fields; i++) {
    if (!slots_equal (&table->fields[i], &get_slots (self)[i], &get_slots (other)[i]))
      return FALSE;
  }
  return TRUE;
}

/**
 * jl_record_apply:
 * @self: a record
 * @changes: a record of the same table, e.g. a PATCH request
 *
 * Sets every field that is present in @changes, null included. Lists and nested records are
 * replaced as a whole, by copies. A field that is equal already keeps its value.
 */
void
jl_record_apply (JlRecord *self, JlRecord *changes)
{
  const JlRecordTable *table = jl_record_get_table (self);

  g_return_if_fail (table == jl_record_get_table (changes));

  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = 0; i < table->n_fields; i++) {
    const JlSlot *slot = &get_slots (changes)[i];

    if (slot->state != JL_SLOT_ABSENT &&
        !slots_equal (&table->fields[i], slot, &get_slots (self)[i]))
      replace_slot (self, i, copy_slot (&table->fields[i], slot));
  }
  g_object_thaw_notify (G_OBJECT (self));
}
