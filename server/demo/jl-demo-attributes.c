// SPDX-License-Identifier: GPL-3.0-or-later
/* The attributes of a made-up item, and the slots that its texts take from them. */
#include "jl-demo-private.h"

#include "jl-identifier.h"

/* What people call a value: the label without what stands in brackets, unless there is a word. */
static char *
get_word (const JlDemoMaking *self, const JlAttribute *attribute, const JlAttributeValue *value)
{
  g_autofree char *key = g_strconcat (attribute->name, ".", value->code, NULL);
  const char *word = g_hash_table_lookup (self->demo->words, key);
  const char *bracket;

  if (word != NULL)
    return g_strdup (word);
  bracket = strstr (value->label.zh, "（");
  return bracket != NULL ? g_strndup (value->label.zh, bracket - value->label.zh)
                         : g_strdup (value->label.zh);
}

static void
set_enum (JlDemoMaking *self, const JlAttribute *attribute, const char *code)
{
  for (guint i = 0; i < attribute->n_values; i++) {
    const JlAttributeValue *value = &attribute->values[i];

    if (!g_str_equal (value->code, code))
      continue;
    json_object_set_string_member (self->attributes, attribute->name, code);
    jl_demo_slots_take (self->slots, attribute->name, get_word (self, attribute, value));
  }
}

/* Only what is true has a slot: {?disassembles:可拆装}. */
static void
set_boolean (JlDemoMaking *self, const JlAttribute *attribute, gboolean value)
{
  json_object_set_boolean_member (self->attributes, attribute->name, value);
  if (value)
    jl_demo_slots_set (self->slots, attribute->name, attribute->label.zh);
}

static void
set_date (JlDemoMaking *self, const JlAttribute *attribute, JlDate date)
{
  char text[JL_DATE_TEXT_SIZE];
  int year;
  int month;
  int day;

  jl_date_to_text (date, text);
  jl_date_to_ymd (date, &year, &month, &day);
  json_object_set_string_member (self->attributes, attribute->name, text);
  jl_demo_slots_take (self->slots, attribute->name, g_strdup_printf ("%d年%d月", year, month));
}

/* A text from a template or a product becomes what the attribute's type wants. */
static void
set_text (JlDemoMaking *self, const JlAttribute *attribute, const char *text)
{
  switch (attribute->type) {
  case JL_ATTRIBUTE_ENUM:
    set_enum (self, attribute, text);
    return;
  case JL_ATTRIBUTE_BOOLEAN:
    set_boolean (self, attribute, g_str_equal (text, "true"));
    return;
  case JL_ATTRIBUTE_INTEGER:
    json_object_set_int_member (
        self->attributes, attribute->name, g_ascii_strtoll (text, NULL, 10));
    break;
  case JL_ATTRIBUTE_TEXT:
  case JL_ATTRIBUTE_DATE:
  case JL_ATTRIBUTE_IDENTIFIER:
    json_object_set_string_member (self->attributes, attribute->name, text);
    break;
  }
  jl_demo_slots_set (self->slots, attribute->name, text);
}

static void
append_digits (JlDemoMaking *self, GString *out, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_c (out, (char)('0' + jl_demo_random_below (&self->random, 10)));
}

/* Weights 1 and 3 from the left over the first twelve digits (GS1). */
static char
compute_ean_check (const char *digits)
{
  guint sum = 0;

  for (guint i = 0; i < 12; i++)
    sum += (guint)(digits[i] - '0') * (i % 2 == 0 ? 1 : 3);
  return (char)('0' + (10 - sum % 10) % 10);
}

/* Numbers of ranges that no goods have: a publisher's prefix of its own, codes of shops for their
 * own use (GS1 prefix 29), the test equipment's type allocation codes (00101). */
static char *
make_identifier (JlDemoMaking *self, JlDemoValueKind kind)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (kind == JL_DEMO_IMEI) {
    g_string_append (out, "00101");
    append_digits (self, out, 9);
    g_string_append_c (out, jl_luhn_compute (out->str, out->len));
    return g_strdup (out->str);
  }
  g_string_append (out, kind == JL_DEMO_ISBN ? "97879999" : "29000000");
  append_digits (self, out, 4);
  g_string_append_c (out, compute_ean_check (out->str));
  return g_strdup (out->str);
}

static JlDate
make_production_date (JlDemoMaking *self)
{
  return self->bought - (JlDate)jl_demo_random_between (&self->random, 10, 240);
}

static void
set_value (JlDemoMaking *self, const JlDemoValue *value)
{
  const JlAttribute *attribute = value->attribute;
  g_autofree char *text = NULL;
  gint64 steps;

  switch (value->kind) {
  case JL_DEMO_CHOICE:
    set_text (
        self,
        attribute,
        value->choices[jl_demo_random_weighted (&self->random, value->weights, value->n_choices)]);
    return;
  case JL_DEMO_RANGE:
    steps = jl_demo_random_between (&self->random, 0, (value->high - value->low) / value->step);
    text = g_strdup_printf ("%" G_GINT64_FORMAT, value->low + steps * value->step);
    set_text (self, attribute, text);
    return;
  case JL_DEMO_CHANCE:
    set_boolean (self, attribute, jl_demo_random_percent (&self->random, value->percent));
    return;
  case JL_DEMO_BOUGHT:
    set_date (self, attribute, self->bought);
    return;
  case JL_DEMO_MADE:
    set_date (self, attribute, make_production_date (self));
    return;
  case JL_DEMO_IMEI:
  case JL_DEMO_ISBN:
  case JL_DEMO_EAN:
    text = make_identifier (self, value->kind);
    set_text (self, attribute, text);
    return;
  case JL_DEMO_PATTERN: {
    g_autoptr (GString) out = g_string_new (NULL);

    if (jl_demo_scope_expand (&self->scope, value->pattern, out) && out->len > 0)
      set_text (self, attribute, out->str);
    return;
  }
  }
}

/* The product's values: those that name other slots come after these. */
static void
set_product (JlDemoMaking *self, gboolean patterns)
{
  const GPtrArray *names = self->template->product_slots;

  for (guint i = 0; i < names->len; i++) {
    const char *name = names->pdata[i];
    const char *pattern = self->product->values[i];
    const JlAttribute *attribute = jl_category_find_attribute (self->template->category, name);
    g_autoptr (GString) out = g_string_new (NULL);

    if ((strchr (pattern, '{') != NULL) != patterns)
      continue;
    if (!jl_demo_scope_expand (&self->scope, pattern, out) || out->len == 0)
      continue;
    if (attribute != NULL)
      set_text (self, attribute, out->str);
    else
      jl_demo_slots_set (self->slots, name, out->str);
  }
}

static void
set_values (JlDemoMaking *self, gboolean patterns)
{
  for (guint i = 0; i < self->template->values->len; i++) {
    const JlDemoValue *value = self->template->values->pdata[i];

    if ((value->kind == JL_DEMO_PATTERN) == patterns &&
        !json_object_has_member (self->attributes, value->attribute->name) &&
        jl_demo_random_percent (&self->random, value->presence))
      set_value (self, value);
  }
}

/**
 * jl_demo_making_fill_attributes:
 * @self: an item whose template, product and age are chosen
 *
 * Makes its attributes and their slots: first what stands in the template, then what is composed of
 * other slots.
 */
void
jl_demo_making_fill_attributes (JlDemoMaking *self)
{
  set_product (self, FALSE);
  set_values (self, FALSE);
  set_product (self, TRUE);
  set_values (self, TRUE);
}
