// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-attribute-field.h"

#include "jl-choice-field.h"
#include "jl-text-field.h"

#include <glib/gi18n-lib.h>

static JlFormField *
make_choice (const JlGoodsAttribute *attribute, const char *path)
{
  JlFormField *field = jl_choice_field_new_list (path, attribute->label);

  for (guint i = 0; i < attribute->values->len; i++) {
    const JlGoodsValue *value = &g_array_index (attribute->values, JlGoodsValue, i);

    jl_choice_field_add (JL_CHOICE_FIELD (field), value->code, value->name);
  }
  return field;
}

static JlFormField *
make_boolean (const JlGoodsAttribute *attribute, const char *path)
{
  JlFormField *field = jl_choice_field_new_buttons (path, attribute->label);

  jl_choice_field_add (JL_CHOICE_FIELD (field), "true", _ ("Yes"));
  jl_choice_field_add (JL_CHOICE_FIELD (field), "false", _ ("No"));
  return field;
}

static JlFormField *
make_text (const JlGoodsAttribute *attribute, const char *path)
{
  JlFormField *field = jl_text_field_new (path, attribute->label);

  if (attribute->type == JL_GOODS_TEXT)
    jl_text_field_set_max (JL_TEXT_FIELD (field), attribute->max);
  else
    jl_text_field_set_purpose (JL_TEXT_FIELD (field), GTK_INPUT_PURPOSE_DIGITS);
  if (attribute->unit != NULL)
    jl_text_field_set_unit (JL_TEXT_FIELD (field), attribute->unit);
  return field;
}

/**
 * jl_attribute_field_new:
 * @attribute: what is asked
 *
 * Returns: (transfer floating): a field for it
 */
JlFormField *
jl_attribute_field_new (const JlGoodsAttribute *attribute)
{
  g_autofree char *path = g_strconcat ("attributes.", attribute->name, NULL);
  JlFormField *field;

  switch (attribute->type) {
  case JL_GOODS_ENUM:
    field = make_choice (attribute, path);
    break;
  case JL_GOODS_BOOLEAN:
    field = make_boolean (attribute, path);
    break;
  case JL_GOODS_DATE:
    field = jl_text_field_new_date (path, attribute->label);
    break;
  default:
    field = make_text (attribute, path);
  }
  jl_form_field_set_required (field, attribute->required);
  if (attribute->is_private && attribute->help == NULL)
    jl_form_field_set_help (field, _ ("Only your organisation sees this"));
  else
    jl_form_field_set_help (field, attribute->help);
  return field;
}

/**
 * jl_attribute_field_show_check:
 * @self: its field
 * @attribute: what is asked
 * @problem: (nullable): what is wrong with what stands there so far
 *
 * While somebody types: a number with a check digit that is right gets a sign; one that is not, or
 * not yet, a hint. What was called wrong before is looked at again.
 */
void
jl_attribute_field_show_check (JlFormField *self,
                               const JlGoodsAttribute *attribute,
                               const char *problem)
{
  g_autofree char *text = jl_form_field_dup_text (self);
  gboolean empty = *text == '\0';

  jl_form_field_set_problem (self, NULL);
  jl_form_field_set_hint (self, empty ? NULL : problem);
  if (attribute != NULL && attribute->type == JL_GOODS_IDENTIFIER)
    jl_text_field_set_approved (JL_TEXT_FIELD (self), !empty && problem == NULL);
}
