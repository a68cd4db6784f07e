// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-form-field.h"
#include "jl-goods.h"

G_BEGIN_DECLS

/* A field in which the grade of a thing is chosen; what each grade means stands beside it. */
#define JL_TYPE_GRADE_FIELD (jl_grade_field_get_type ())
G_DECLARE_FINAL_TYPE (JlGradeField, jl_grade_field, JL, GRADE_FIELD, JlFormField)

JlFormField *jl_grade_field_new (const char *path, const char *label);
void jl_grade_field_set_category (JlGradeField *self, const JlGoodsCategory *category);

G_END_DECLS
