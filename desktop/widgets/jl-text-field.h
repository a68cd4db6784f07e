// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-form-field.h"

G_BEGIN_DECLS

/* A field in which a text is typed: one line, or many. */
#define JL_TYPE_TEXT_FIELD (jl_text_field_get_type ())
G_DECLARE_FINAL_TYPE (JlTextField, jl_text_field, JL, TEXT_FIELD, JlFormField)

JlFormField *jl_text_field_new (const char *path, const char *label);
JlFormField *jl_text_field_new_lines (const char *path, const char *label);
JlFormField *jl_text_field_new_date (const char *path, const char *label);
void jl_text_field_set_max (JlTextField *self, guint n_characters);
void jl_text_field_set_unit (JlTextField *self, const char *unit);
void jl_text_field_set_prefix (JlTextField *self, const char *prefix);
void jl_text_field_set_purpose (JlTextField *self, GtkInputPurpose purpose);
void jl_text_field_set_approved (JlTextField *self, gboolean approved);

G_END_DECLS
