// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-date.h"
#include "jl-goods.h"

G_BEGIN_DECLS

/* What a person types for an attribute, and the value that is sent for it. */
gboolean jl_attribute_text_read (const JlGoodsAttribute *attribute,
                                 const char *text,
                                 JlDate today,
                                 JsonNode **value,
                                 GError **error);
char *jl_attribute_text_from_value (JsonNode *value);

gboolean jl_date_text_read (const char *text, JlDate *date, GError **error);

G_END_DECLS
