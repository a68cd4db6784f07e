// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Deeper than any record of ours nests; hostile input stops here. */
#define JL_JSON_MAX_DEPTH 16
/* More than any object of ours has; bounds the collisions that json-glib's hash tables can have. */
#define JL_JSON_MAX_MEMBERS 1024

JsonNode *jl_json_parse (const char *text, gssize length, GError **error);

void jl_json_append_string (GString *out, const char *text);
void jl_json_append_integer (GString *out, gint64 value);
void jl_json_append_node (GString *out, JsonNode *node);

G_END_DECLS
