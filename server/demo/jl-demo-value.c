// SPDX-License-Identifier: GPL-3.0-or-later
/* Reads how the value of an attribute comes about: "fabric:5 leather:3", "170..320/5", "60%". */
#include "jl-demo-private.h"

/**
 * jl_demo_value_free:
 * @data: (transfer full): a #JlDemoValue
 */
void
jl_demo_value_free (gpointer data)
{
  JlDemoValue *value = data;

  g_strfreev (value->choices);
  g_free (value->weights);
  g_free (value);
}

static gboolean
read_choices (JlDemoValue *value, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  value->kind = JL_DEMO_CHOICE;
  value->n_choices = g_strv_length (words);
  value->choices = g_new0 (char *, value->n_choices + 1);
  value->weights = g_new0 (guint, value->n_choices);
  for (guint i = 0; i < value->n_choices; i++) {
    char *colon = strrchr (words[i], ':');
    guint64 weight = 1;

    if (colon != NULL && !g_ascii_string_to_unsigned (colon + 1, 10, 1, 1000, &weight, NULL))
      return FALSE;
    value->choices[i] =
        g_strndup (words[i], colon != NULL ? (gsize)(colon - words[i]) : strlen (words[i]));
    value->weights[i] = (guint)weight;
  }
  return value->n_choices > 0 && *text != '\0';
}

/* "170..320/5" */
static gboolean
read_range (JlDemoValue *value, const char *text)
{
  g_auto (GStrv) parts = g_strsplit_set (text, "./", -1); /* low, "", high, step */
  guint n = g_strv_length (parts);

  value->kind = JL_DEMO_RANGE;
  value->step = 1;
  return (n == 3 || n == 4) && *parts[1] == '\0' &&
         g_ascii_string_to_signed (parts[0], 10, 0, G_MAXINT32, &value->low, NULL) &&
         g_ascii_string_to_signed (parts[2], 10, value->low, G_MAXINT32, &value->high, NULL) &&
         (n == 3 || g_ascii_string_to_signed (parts[3], 10, 1, G_MAXINT32, &value->step, NULL));
}

static gboolean
read_made (JlDemoValue *value, const char *text)
{
  static const struct {
    const char *text;
    JlDemoValueKind kind;
  } made[] = {
    { "$bought", JL_DEMO_BOUGHT }, { "$made", JL_DEMO_MADE }, { "$imei", JL_DEMO_IMEI },
    { "$isbn", JL_DEMO_ISBN },     { "$ean", JL_DEMO_EAN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (made); i++) {
    if (g_str_equal (text, made[i].text)) {
      value->kind = made[i].kind;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
read_value (JlDemoValue *value, const char *text)
{
  guint64 percent;
  gsize length = strlen (text);

  if (text[0] == '$')
    return read_made (value, text);
  if (text[0] == '=') {
    value->kind = JL_DEMO_PATTERN;
    value->pattern = text + 1;
    return TRUE;
  }
  if (length > 1 && text[length - 1] == '%') {
    g_autofree char *digits = g_strndup (text, length - 1);

    value->kind = JL_DEMO_CHANCE;
    if (!g_ascii_string_to_unsigned (digits, 10, 0, 100, &percent, NULL))
      return FALSE;
    value->percent = (guint)percent;
    return TRUE;
  }
  return strstr (text, "..") != NULL ? read_range (value, text) : read_choices (value, text);
}

/**
 * jl_demo_fits_attribute:
 * @attribute: an attribute
 * @text: a value, as a file has it
 *
 * Returns: whether the attribute can have that value
 */
gboolean
jl_demo_fits_attribute (const JlAttribute *attribute, const char *text)
{
  gint64 number;

  switch (attribute->type) {
  case JL_ATTRIBUTE_ENUM:
    for (guint i = 0; i < attribute->n_values; i++) {
      if (g_str_equal (attribute->values[i].code, text))
        return TRUE;
    }
    return FALSE;
  case JL_ATTRIBUTE_INTEGER:
    return g_ascii_string_to_signed (text, 10, attribute->min, attribute->max, &number, NULL);
  case JL_ATTRIBUTE_BOOLEAN:
    return g_str_equal (text, "true") || g_str_equal (text, "false");
  case JL_ATTRIBUTE_TEXT:
  case JL_ATTRIBUTE_DATE:
  case JL_ATTRIBUTE_IDENTIFIER:
    break;
  }
  return TRUE;
}

/* Whether all that can come of it may stand in the attribute. */
static gboolean
fits (const JlDemoValue *value)
{
  const JlAttribute *attribute = value->attribute;

  for (guint i = 0; i < value->n_choices; i++) {
    if (!jl_demo_fits_attribute (attribute, value->choices[i]))
      return FALSE;
  }
  switch (value->kind) {
  case JL_DEMO_RANGE:
    return attribute->type == JL_ATTRIBUTE_INTEGER && value->low >= attribute->min &&
           value->high <= attribute->max;
  case JL_DEMO_CHANCE:
    return attribute->type == JL_ATTRIBUTE_BOOLEAN;
  case JL_DEMO_PATTERN:
    return attribute->type == JL_ATTRIBUTE_TEXT;
  case JL_DEMO_BOUGHT:
  case JL_DEMO_MADE:
    return attribute->type == JL_ATTRIBUTE_DATE;
  case JL_DEMO_IMEI:
  case JL_DEMO_ISBN:
  case JL_DEMO_EAN:
    return attribute->type == JL_ATTRIBUTE_IDENTIFIER;
  case JL_DEMO_CHOICE:
    break;
  }
  return TRUE;
}

/**
 * jl_demo_value_read:
 * @self: (inout): a value whose attribute is set
 * @text: what the file says
 *
 * Returns: %FALSE if @text is no way to make a value, or could make one that the attribute cannot
 * have
 */
gboolean
jl_demo_value_read (JlDemoValue *self, const char *text)
{
  return read_value (self, text) && fits (self);
}
