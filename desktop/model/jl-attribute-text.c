// SPDX-License-Identifier: GPL-3.0-or-later
/* The service checks the same again (server/rules/jl-category-check.c); here it is told while
 * somebody types. */
#include "jl-attribute-text.h"

#include "jl-article-number.h"
#include "jl-error.h"
#include "jl-identifier.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

/* No number or date is longer; more is a slip of the scanner. */
#define MAX_NUMBER_BYTES 64

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, JL_ERROR, JL_ERROR_INVALID, message);
  return FALSE;
}

/* Digits and signs of an input method made plain, spaces at the ends removed. */
static char *
narrow (const char *text)
{
  g_autofree char *folded = NULL;

  if (strlen (text) > MAX_NUMBER_BYTES)
    return NULL;
  folded = g_utf8_normalize (text, -1, G_NORMALIZE_NFKC);
  return folded != NULL ? g_strstrip (g_steal_pointer (&folded)) : NULL;
}

static gboolean
read_integer (const JlGoodsAttribute *attribute, const char *text, gint64 *number, GError **error)
{
  g_autofree char *plain = narrow (text);

  /* 120 cm is what somebody types who reads the unit beside the field. */
  if (plain != NULL && attribute->unit != NULL && g_str_has_suffix (plain, attribute->unit)) {
    plain[strlen (plain) - strlen (attribute->unit)] = '\0';
    g_strchomp (plain);
  }
  if (plain == NULL || !g_ascii_string_to_signed (plain, 10, G_MININT64, G_MAXINT64, number, NULL))
    return refuse (error, _ ("This is not a whole number"));
  if (*number >= attribute->min && *number <= attribute->max)
    return TRUE;
  g_set_error (error,
               JL_ERROR,
               JL_ERROR_INVALID,
               _ ("Between %" PRId64 " and %" PRId64 " is possible"),
               attribute->min,
               attribute->max);
  return FALSE;
}

/* Takes a number of at most @n_digits digits and all that follows it and is no digit. */
static int
take_number (const char **cursor, guint n_digits)
{
  int number = -1;

  for (; n_digits > 0 && g_ascii_isdigit (**cursor); (*cursor)++, n_digits--)
    number = MAX (number, 0) * 10 + (**cursor - '0');
  while (**cursor != '\0' && !g_ascii_isdigit (**cursor))
    *cursor = g_utf8_next_char (*cursor);
  return number;
}

/**
 * jl_date_text_read:
 * @text: what a person typed
 * @date: (out): the day, untouched on failure
 * @error: %JL_ERROR_INVALID with a sentence for the person
 *
 * Reads `2024-03-05`, `2024-3-5`, `2024/3/5`, `2024.3.5`, `2024年3月5日`, `20240305`, full-width
 * forms of these.
 *
 * Returns: %FALSE if @text is no day
 */
gboolean
jl_date_text_read (const char *text, JlDate *date, GError **error)
{
  g_autofree char *plain = narrow (text);
  const char *cursor = plain;
  int year = -1;
  int month = -1;
  int day = -1;

  if (plain != NULL) {
    year = take_number (&cursor, 4);
    month = take_number (&cursor, 2);
    day = take_number (&cursor, 2);
  }
  if (year < 1000 || month < 0 || day < 0 || *cursor != '\0')
    return refuse (error, _ ("Write year, month and day, for example 2024-03-05"));
  if (!jl_date_from_ymd (year, month, day, date))
    return refuse (error, _ ("There is no such day"));
  return TRUE;
}

static char *
read_date (const JlGoodsAttribute *attribute, const char *text, JlDate today, GError **error)
{
  char normal[JL_DATE_TEXT_SIZE];
  JlDate date;

  if (!jl_date_text_read (text, &date, error))
    return NULL;
  if (attribute->past && date > today) {
    refuse (error, _ ("This day has not come yet"));
    return NULL;
  }
  jl_date_to_text (date, normal);
  return g_strdup (normal);
}

static char *
read_identifier (const JlGoodsAttribute *attribute, const char *text, GError **error)
{
  gboolean checked;
  JlEanKind kind;

  if (g_strcmp0 (attribute->identifier, "isbn") == 0)
    return jl_isbn_parse (text, error);
  if (g_strcmp0 (attribute->identifier, "imei") == 0)
    return jl_imei_parse (text, &checked, error);
  if (g_strcmp0 (attribute->identifier, "ean") == 0)
    return jl_ean_parse (text, &kind, error);
  /* A kind that a newer service knows: it will say what is wrong. */
  return g_strstrip (g_strdup (text));
}

static char *
read_text (const JlGoodsAttribute *attribute, const char *text, GError **error)
{
  g_autofree char *normal = g_strstrip (g_strdup (text));

  if (attribute->max > 0 && g_utf8_strlen (normal, -1) > attribute->max) {
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_INVALID,
                 g_dngettext (GETTEXT_PACKAGE,
                              "Longer than %d character",
                              "Longer than %d characters",
                              (gulong)attribute->max),
                 (int)attribute->max);
    return NULL;
  }
  return g_steal_pointer (&normal);
}

static char *
read_choice (const JlGoodsAttribute *attribute, const char *text, GError **error)
{
  for (guint i = 0; i < attribute->values->len; i++)
    if (g_str_equal (g_array_index (attribute->values, JlGoodsValue, i).code, text))
      return g_strdup (text);
  refuse (error, _ ("This cannot be chosen any more"));
  return NULL;
}

/**
 * jl_attribute_text_read:
 * @attribute: an attribute
 * @text: what a person typed or chose: digits, `true` or `false`, a value's code, a day, a text
 * @today: the day
 * @value: (out) (transfer full) (nullable): what is sent, in the form that is stored; %NULL when
 *   there is nothing. Untouched on failure
 * @error: %JL_ERROR_INVALID with a sentence for the person
 *
 * Returns: %FALSE if @text cannot be a value of it
 */
gboolean
jl_attribute_text_read (const JlGoodsAttribute *attribute,
                        const char *text,
                        JlDate today,
                        JsonNode **value,
                        GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *normal = NULL;
  gint64 number;

  if (*stripped == '\0') {
    *value = NULL;
    return TRUE;
  }
  switch (attribute->type) {
  case JL_GOODS_BOOLEAN:
    *value = json_node_init_boolean (json_node_alloc (), g_str_equal (stripped, "true"));
    return TRUE;
  case JL_GOODS_INTEGER:
    if (!read_integer (attribute, stripped, &number, error))
      return FALSE;
    *value = json_node_init_int (json_node_alloc (), number);
    return TRUE;
  case JL_GOODS_DATE:
    normal = read_date (attribute, stripped, today, error);
    break;
  case JL_GOODS_IDENTIFIER:
    normal = read_identifier (attribute, stripped, error);
    break;
  case JL_GOODS_ENUM:
    normal = read_choice (attribute, stripped, error);
    break;
  case JL_GOODS_TEXT:
    normal = read_text (attribute, stripped, error);
    break;
  }
  if (normal == NULL)
    return FALSE;
  *value = json_node_init_string (json_node_alloc (), normal);
  return TRUE;
}

/**
 * jl_attribute_text_from_value:
 * @value: what an item has of an attribute
 *
 * Returns: (transfer full): the same as somebody would type it
 */
char *
jl_attribute_text_from_value (JsonNode *value)
{
  GType type = json_node_get_value_type (value);

  if (type == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (value) ? "true" : "false");
  if (type == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (value));
  return type == G_TYPE_STRING ? json_node_dup_string (value) : g_strdup ("");
}
