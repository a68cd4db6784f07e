// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-request.h"

/* More than a page of twenty items, so that it is not moved while it grows. */
#define FIRST_SIZE (31 * 1024)

/**
 * jl_list_builder_init:
 * @self: to be initialised; jl_list_builder_finish() or jl_list_builder_clear() ends its use
 *
 * Begins a list's answer.
 */
void
jl_list_builder_init (JlListBuilder *self)
{
  self->json = g_string_sized_new (FIRST_SIZE);
  self->n = 0;
  g_string_append (self->json, "{\"items\":[");
}

/**
 * jl_list_builder_append:
 * @self: a list
 * @json: one element's JSON, as it is
 * @length: of @json in bytes
 *
 * Appends an element.
 */
void
jl_list_builder_append (JlListBuilder *self, const char *json, gsize length)
{
  if (self->n++ > 0)
    g_string_append_c (self->json, ',');
  g_string_append_len (self->json, json, (gssize)length);
}

/**
 * jl_list_builder_finish:
 * @self: a list
 * @next_cursor: (nullable): where the next page begins, %NULL if this was the last
 *
 * Returns: (transfer full): `{"items": […], "next": …}`
 */
JlResponse *
jl_list_builder_finish (JlListBuilder *self, const char *next_cursor)
{
  g_string_append (self->json, "],\"next\":");
  if (next_cursor != NULL)
    jl_json_append_string (self->json, next_cursor);
  else
    g_string_append (self->json, "null");
  g_string_append_c (self->json, '}');
  return jl_response_new_json (g_string_free (g_steal_pointer (&self->json), FALSE));
}

/**
 * jl_list_builder_clear:
 * @self: a list, finished or not
 *
 * Frees what a list holds that will not be sent, because an error came in between.
 */
void
jl_list_builder_clear (JlListBuilder *self)
{
  if (self->json != NULL)
    g_string_free (g_steal_pointer (&self->json), TRUE);
}
