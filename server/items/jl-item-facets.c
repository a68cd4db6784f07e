// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-item-facets.h"

#include "jl-id.h"
#include "jl-tokenizer.h"

#define LISTED "listed"

/* A facet has small letters only, and no filter value means something else in capitals. What cannot
 * be a facet is no code of ours: the item has none for it, and a query finds nothing. */
static char *
make_facet (const char *kind, const char *value)
{
  g_autofree char *lower = g_ascii_strdown (value, -1);
  char *facet = g_strconcat (kind, ":", lower, NULL);

  if (!jl_tokenizer_is_facet (facet))
    g_clear_pointer (&facet, g_free);
  return facet;
}

static void
add (GStrvBuilder *builder, const char *kind, const char *value)
{
  g_autofree char *facet = value == NULL ? NULL : make_facet (kind, value);

  if (facet != NULL)
    g_strv_builder_add (builder, facet);
}

static void
add_id (GStrvBuilder *builder, const char *kind, gint64 id)
{
  char text[JL_ID_TEXT_SIZE];

  jl_id_to_text (id, text);
  add (builder, kind, text);
}

/**
 * jl_item_facets_new:
 * @item: an item
 *
 * Returns: (transfer full): what the search file says of it beside its text
 */
GStrv
jl_item_facets_new (JlRecord *item)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JlOffer offer = jl_record_get_integer (item, JL_ITEM_OFFER);

  if ((offer == JL_OFFER_PUBLISHED || offer == JL_OFFER_RESERVED) &&
      jl_record_get_integer (item, JL_ITEM_MODERATION) == JL_MODERATION_NONE)
    g_strv_builder_add (builder, LISTED);
  add (builder, "group", jl_record_get_text (item, JL_ITEM_CATEGORY_GROUP));
  add (builder, "category", jl_record_get_text (item, JL_ITEM_CATEGORY));
  add (builder, "community", jl_record_get_text (item, JL_ITEM_COMMUNITY));
  add (builder, "district", jl_record_get_text (item, JL_ITEM_DISTRICT));
  add_id (builder, "organisation", jl_record_get_integer (item, JL_ITEM_ORGANISATION));
  add (builder,
       "mode",
       jl_enum_get_name (&jl_mode_enum, jl_record_get_integer (item, JL_ITEM_MODE)));
  add (builder, "grade", jl_record_get_text (item, JL_ITEM_GRADE));
  add (builder, "offer", jl_enum_get_name (&jl_offer_enum, offer));
  add (builder,
       "custody",
       jl_enum_get_name (&jl_custody_enum, jl_record_get_integer (item, JL_ITEM_CUSTODY)));
  return g_strv_builder_end (builder);
}

static void
add_enum (GStrvBuilder *builder, JlRecord *filters, guint field)
{
  const JlField *description = &jl_item_query_table.fields[field];

  if (jl_record_has (filters, field))
    add (builder,
         description->name,
         jl_enum_get_name (description->values, (int)jl_record_get_integer (filters, field)));
}

/**
 * jl_item_facets_from_query:
 * @query: a query
 *
 * All its filters but prices and label.
 *
 * Returns: (transfer full): the facets that every item in its list has
 */
GStrv
jl_item_facets_from_query (const JlItemQuery *query)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JlRecord *filters = query->filters;

  if (!query->is_own)
    g_strv_builder_add (builder, LISTED);
  add (builder,
       query->is_group ? "group" : "category",
       jl_record_get_text (filters, JL_ITEM_QUERY_CATEGORY));
  add (builder, "community", jl_record_get_text (filters, JL_ITEM_QUERY_COMMUNITY));
  add (builder, "district", jl_record_get_text (filters, JL_ITEM_QUERY_DISTRICT));
  if (jl_record_has (filters, JL_ITEM_QUERY_ORGANISATION))
    add_id (builder, "organisation", jl_record_get_integer (filters, JL_ITEM_QUERY_ORGANISATION));
  add (builder, "grade", jl_record_get_text (filters, JL_ITEM_QUERY_GRADE));
  add_enum (builder, filters, JL_ITEM_QUERY_MODE);
  add_enum (builder, filters, JL_ITEM_QUERY_OFFER);
  add_enum (builder, filters, JL_ITEM_QUERY_CUSTODY);
  return g_strv_builder_end (builder);
}
