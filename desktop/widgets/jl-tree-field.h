// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-form-field.h"

G_BEGIN_DECLS

/*
 * A field in which one of very many values is chosen that lie in groups, such as categories or
 * communities: by going into the groups, or by typing a part of the name. Its text is the value's
 * code. It is open while it looks for one, and a single line when it has one.
 */
#define JL_TYPE_TREE_FIELD (jl_tree_field_get_type ())
G_DECLARE_FINAL_TYPE (JlTreeField, jl_tree_field, JL, TREE_FIELD, JlFormField)

JlFormField *jl_tree_field_new (const char *path, const char *label);
void jl_tree_field_add (
    JlTreeField *self, const char *code, const char *parent, const char *name, const char *icon);
void jl_tree_field_clear (JlTreeField *self);
void jl_tree_field_set_empty_name (JlTreeField *self, const char *name);
void jl_tree_field_open (JlTreeField *self);

G_END_DECLS
