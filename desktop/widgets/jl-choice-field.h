// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-form-field.h"

G_BEGIN_DECLS

/*
 * A field in which one of several values is chosen. Few are buttons side by side, many a list that
 * opens and can be searched. Its text is the value's code.
 */
#define JL_TYPE_CHOICE_FIELD (jl_choice_field_get_type ())
G_DECLARE_FINAL_TYPE (JlChoiceField, jl_choice_field, JL, CHOICE_FIELD, JlFormField)

JlFormField *jl_choice_field_new_list (const char *path, const char *label);
JlFormField *jl_choice_field_new_buttons (const char *path, const char *label);
void jl_choice_field_add (JlChoiceField *self, const char *code, const char *name);

G_END_DECLS
