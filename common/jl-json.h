// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Deeper than any record of ours nests; hostile input stops here. */
#define JL_JSON_MAX_DEPTH 16

JsonNode *jl_json_parse (const char *text, gssize length, GError **error);

void jl_json_append_string (GString *out, const char *text);
void jl_json_append_node (GString *out, JsonNode *node);

G_END_DECLS
