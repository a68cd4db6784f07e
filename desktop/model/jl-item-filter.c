// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-item-filter.h"

/**
 * jl_item_filter_init:
 * @self: (out): a filter that lets everything through
 */
void
jl_item_filter_init (JlItemFilter *self)
{
  *self = (JlItemFilter){ .mode = -1, .offer = -1, .min_price_fen = -1, .max_price_fen = -1 };
}

/**
 * jl_item_filter_clear:
 * @self: a filter, whose texts are freed
 */
void
jl_item_filter_clear (JlItemFilter *self)
{
  g_free (self->words);
  g_free (self->own);
  g_free (self->category);
  g_free (self->district);
  g_free (self->community);
  g_free (self->sort);
  jl_item_filter_init (self);
}

/**
 * jl_item_filter_set_text:
 * @member: (inout): a text of a filter
 * @text: (nullable): its new value; empty is none
 */
void
jl_item_filter_set_text (char **member, const char *text)
{
  char *copy = text != NULL && *text != '\0' ? g_strdup (text) : NULL;

  g_free (*member);
  *member = copy;
}

/**
 * jl_item_filter_count:
 * @self: a filter
 *
 * Returns: how many conditions it has beside the words and whose items they are
 */
guint
jl_item_filter_count (const JlItemFilter *self)
{
  return (self->category != NULL) + (self->district != NULL) + (self->community != NULL) +
         (self->mode >= 0) + (self->offer >= 0) + (self->min_price_fen >= 0) +
         (self->max_price_fen >= 0);
}

static void
append (GString *query, const char *name, const char *value)
{
  if (value == NULL)
    return;
  if (query->len > 0)
    g_string_append_c (query, '&');
  g_string_append_printf (query, "%s=", name);
  g_string_append_uri_escaped (query, value, NULL, FALSE);
}

static void
append_price (GString *query, const char *name, gint64 fen)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, fen);

  if (fen >= 0)
    append (query, name, text);
}

/**
 * jl_item_filter_to_query:
 * @self: a filter
 *
 * Returns: (transfer full): for jl_remote_list_set_query()
 */
char *
jl_item_filter_to_query (const JlItemFilter *self)
{
  GString *query = g_string_new (NULL);
  g_autofree char *words = self->words != NULL ? g_strstrip (g_strdup (self->words)) : NULL;

  append (query, "q", words != NULL && *words != '\0' ? words : NULL);
  append (query, "organisation", self->own);
  append (query, "category", self->category);
  append (query, "district", self->community == NULL ? self->district : NULL);
  append (query, "community", self->community);
  if (self->mode >= 0)
    append (query, "mode", jl_enum_get_name (&jl_mode_enum, self->mode));
  if (self->offer >= 0)
    append (query, "offer", jl_enum_get_name (&jl_offer_enum, self->offer));
  append_price (query, "min_price_fen", self->min_price_fen);
  append_price (query, "max_price_fen", self->max_price_fen);
  append (query, "sort", self->sort);
  return g_string_free (query, FALSE);
}
