// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-id.h"
#include "jl-record-private.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The text form of one field's value, and its limits. Errors are fragments about the field, which
 * the readers name: "longer than 200 characters". */

G_STATIC_ASSERT (JL_FIELD_TEXT_SIZE >= JL_ID_TEXT_SIZE);
G_STATIC_ASSERT (JL_FIELD_TEXT_SIZE >= JL_DATE_TEXT_SIZE);
G_STATIC_ASSERT (JL_FIELD_TEXT_SIZE >= JL_TIME_TEXT_SIZE);

/**
 * jl_field_format_integer:
 * @field: an INTEGER, MONEY, BOOLEAN, DATE, TIME, ENUM or ID field
 * @value: a value of it
 * @buffer: (out caller-allocates): room for the text
 *
 * Returns: (transfer none) (nullable): the text form, static or in @buffer; %NULL for a value that
 *   the field cannot have, which is a mistake of whoever set it
 */
const char *
jl_field_format_integer (const JlField *field, gint64 value, char buffer[JL_FIELD_TEXT_SIZE])
{
  const char *name;

  switch (field->type) {
  case JL_FIELD_BOOLEAN:
    return value != 0 ? "true" : "false";
  case JL_FIELD_DATE:
    g_return_val_if_fail (value >= JL_DATE_MIN && value <= JL_DATE_MAX, NULL);
    jl_date_to_text ((JlDate)value, buffer);
    return buffer;
  case JL_FIELD_TIME:
    g_return_val_if_fail (jl_time_is_valid (value), NULL);
    jl_time_to_text (value, buffer);
    return buffer;
  case JL_FIELD_ENUM:
    name = value >= 0 && value <= G_MAXINT ? jl_enum_get_name (field->values, (int)value) : NULL;
    g_return_val_if_fail (name != NULL, NULL);
    return name;
  case JL_FIELD_ID:
    g_return_val_if_fail (value > 0, NULL);
    jl_id_to_text (value, buffer);
    return buffer;
  default:
    g_snprintf (buffer, JL_FIELD_TEXT_SIZE, "%" G_GINT64_FORMAT, value);
    return buffer;
  }
}

static gboolean
parse_enum (const JlField *field, const char *text, gint64 *value, GError **error)
{
  int found = jl_enum_from_name (field->values, text);
  g_autofree char *names = NULL;

  if (found >= 0) {
    *value = found;
    return TRUE;
  }
  names = g_strjoinv (", ", (char **)field->values->names);
  JL_INVALID (error, _ ("must be one of: %s"), names);
  return FALSE;
}

/* Exactly as JSON writes integers: no plus sign, no spaces, no superfluous zeros. */
static gboolean
parse_decimal (const char *text, gint64 *value, GError **error)
{
  const char *digits = text[0] == '-' ? text + 1 : text;

  if (!g_ascii_isdigit (digits[0]) || (digits[0] == '0' && digits[1] != '\0') ||
      !g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, value, NULL)) {
    JL_INVALID (error, _ ("must be a whole number"));
    return FALSE;
  }
  return TRUE;
}

/**
 * jl_field_parse_integer:
 * @field: an INTEGER, MONEY, BOOLEAN, DATE, TIME, ENUM or ID field
 * @text: what somebody sent
 * @value: (out): the value, untouched on failure
 * @error: %JL_ERROR_INVALID without a field: the caller knows the path
 *
 * Reads the text form; limits are not checked.
 *
 * Returns: %FALSE if @text is not that
 */
gboolean
jl_field_parse_integer (const JlField *field, const char *text, gint64 *value, GError **error)
{
  JlDate date;

  switch (field->type) {
  case JL_FIELD_BOOLEAN:
    if (strcmp (text, "true") == 0 || strcmp (text, "false") == 0) {
      *value = text[0] == 't';
      return TRUE;
    }
    JL_INVALID (error, _ ("must be true or false"));
    return FALSE;
  case JL_FIELD_DATE:
    if (jl_date_from_text (text, &date, NULL)) {
      *value = date;
      return TRUE;
    }
    JL_INVALID (error, _ ("must be a date such as 2026-11-23"));
    return FALSE;
  case JL_FIELD_TIME:
    if (jl_time_from_text (text, value, NULL))
      return TRUE;
    JL_INVALID (error, _ ("must be a time such as 2026-11-23T08:30:00Z"));
    return FALSE;
  case JL_FIELD_ENUM:
    return parse_enum (field, text, value, error);
  case JL_FIELD_ID:
    if (jl_id_from_text (text, value, NULL))
      return TRUE;
    JL_INVALID (error, _ ("must be an identifier of 13 characters"));
    return FALSE;
  default:
    return parse_decimal (text, value, error);
  }
}

/* Cc of Unicode, which JSON lets through when escaped, and the two separators that break lines. */
static gboolean
is_control (gunichar c, gboolean multiline)
{
  if (c == '\n' || c == 0x2028 || c == 0x2029)
    return !multiline;
  return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

static gboolean
check_length (gint64 min, gint64 max, gint64 length, GError **error)
{
  if (length < min && length == 0) {
    JL_INVALID (error, _ ("must not be empty"));
    return FALSE;
  }
  if (length < min) {
    JL_INVALID (error,
                g_dngettext (GETTEXT_PACKAGE,
                             "shorter than %u character",
                             "shorter than %u characters",
                             (gulong)min),
                (guint)min);
    return FALSE;
  }
  if (max > 0 && length > max) {
    JL_INVALID (
        error,
        g_dngettext (
            GETTEXT_PACKAGE, "longer than %u character", "longer than %u characters", (gulong)max),
        (guint)max);
    return FALSE;
  }
  return TRUE;
}

/**
 * jl_field_check_text:
 * @field: a TEXT field, or a LIST field for one of its texts
 * @text: valid UTF-8
 * @error: %JL_ERROR_INVALID without a field
 *
 * Returns: whether @text is within the field's limits, counted in code points, and has no control
 *   characters
 */
gboolean
jl_field_check_text (const JlField *field, const char *text, GError **error)
{
  gboolean multiline = (field->flags & JL_FIELD_MULTILINE) != 0;
  gint64 length = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    if (is_control (g_utf8_get_char (p), multiline)) {
      JL_INVALID (error, _ ("contains a control character"));
      return FALSE;
    }
    length++;
  }
  if (field->type == JL_FIELD_LIST)
    return check_length (0, field->element_max, length, error);
  return check_length (field->min, field->max, length, error);
}

/**
 * jl_field_check_integer:
 * @field: a field whose value is an integer
 * @value: a value
 * @error: %JL_ERROR_INVALID without a field
 *
 * Returns: whether @value is within the field's range, if it is one that has a range
 */
gboolean
jl_field_check_integer (const JlField *field, gint64 value, GError **error)
{
  char limit[JL_FIELD_TEXT_SIZE];

  if (field->type != JL_FIELD_INTEGER && field->type != JL_FIELD_MONEY)
    return TRUE;
  if (field->min == 0 && field->max == 0)
    return TRUE;
  if (value >= field->min && value <= field->max)
    return TRUE;

  /* As text, since catalogues of translations have no portable format for 64 bits. */
  g_snprintf (
      limit, sizeof limit, "%" G_GINT64_FORMAT, value < field->min ? field->min : field->max);
  JL_INVALID (error, value < field->min ? _ ("less than %s") : _ ("greater than %s"), limit);
  return FALSE;
}

/**
 * jl_field_check_count:
 * @field: a LIST or OBJECT field
 * @count: how many entries it has
 * @error: %JL_ERROR_INVALID without a field
 *
 * Returns: whether @count is within the field's limits
 */
gboolean
jl_field_check_count (const JlField *field, guint count, GError **error)
{
  if (count < field->min) {
    JL_INVALID (
        error,
        g_dngettext (
            GETTEXT_PACKAGE, "fewer than %u entry", "fewer than %u entries", (gulong)field->min),
        (guint)field->min);
    return FALSE;
  }
  if (field->max > 0 && count > field->max) {
    JL_INVALID (
        error,
        g_dngettext (
            GETTEXT_PACKAGE, "more than %u entry", "more than %u entries", (gulong)field->max),
        (guint)field->max);
    return FALSE;
  }
  return TRUE;
}

/**
 * jl_record_dup_field_text:
 * @self: a record
 * @field: number of a field that is neither LIST, RECORD nor OBJECT
 *
 * Returns: (transfer full) (nullable): the field's text form as on the wire (a wire name, an id, a
 *   date, a time, digits, `true`), %NULL when absent or null
 */
char *
jl_record_dup_field_text (JlRecord *self, guint field)
{
  const JlField *description = &jl_record_get_table (self)->fields[field];
  char buffer[JL_FIELD_TEXT_SIZE];

  if (!jl_record_has (self, field) || jl_record_is_null (self, field))
    return NULL;
  if (description->type == JL_FIELD_TEXT)
    return g_strdup (jl_record_get_text (self, field));
  return g_strdup (
      jl_field_format_integer (description, jl_record_get_integer (self, field), buffer));
}
