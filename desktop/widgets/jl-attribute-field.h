// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-form-field.h"
#include "jl-goods.h"

G_BEGIN_DECLS

/* The field for what a category asks, of the kind that suits it. */
JlFormField *jl_attribute_field_new (const JlGoodsAttribute *attribute);
void jl_attribute_field_show_check (JlFormField *self,
                                    const JlGoodsAttribute *attribute,
                                    const char *problem);

G_END_DECLS
