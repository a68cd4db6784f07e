// SPDX-License-Identifier: GPL-3.0-or-later
/* What an item is found by: the indexer asks for it. */
#include "jl-item-text.h"

#include "jl-division.h"
#include "jl-item-facets.h"
#include "jl-time.h"

/* Numbers up to ten are said and written as words: 三人位, 双门. */
#define MAX_SPOKEN 10
static const char *const spoken_numbers[MAX_SPOKEN + 1][3] = {
  [1] = { "一", "单" }, [2] = { "二", "两", "双" },
  [3] = { "三" },       [4] = { "四" },
  [5] = { "五" },       [6] = { "六" },
  [7] = { "七" },       [8] = { "八" },
  [9] = { "九" },       [10] = { "十" },
};

static void
add_names (JlSearchEntry *entry, const JlNames *names)
{
  jl_search_entry_add_name (entry, names->zh);
  jl_search_entry_add_name (entry, names->en);
}

static void
add_body_names (JlSearchEntry *entry, const JlNames *names)
{
  jl_search_entry_add_body (entry, names->zh);
  jl_search_entry_add_body (entry, names->en);
}

/* 3座 三座 三人位 … */
static void
add_counted (JlSearchEntry *entry, const JlAttribute *attribute, gint64 value)
{
  for (guint i = 0; i < attribute->counters->len; i++) {
    const char *counter = attribute->counters->pdata[i];
    g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT "%s", value, counter);

    jl_search_entry_add_body (entry, digits);
    for (guint j = 0; value >= 1 && value <= MAX_SPOKEN && j < 3; j++) {
      g_autofree char *spoken =
          g_strconcat (spoken_numbers[value][j] ? spoken_numbers[value][j] : "", counter, NULL);

      if (spoken_numbers[value][j] != NULL)
        jl_search_entry_add_body (entry, spoken);
    }
  }
}

static void
add_integer (JlSearchEntry *entry, const JlAttribute *attribute, gint64 value)
{
  g_autofree char *text = NULL;

  if (attribute->counters != NULL) {
    add_counted (entry, attribute, value);
    return;
  }
  text = g_strdup_printf (
      "%" G_GINT64_FORMAT "%s", value, attribute->unit.zh != NULL ? attribute->unit.zh : "");
  jl_search_entry_add_body (entry, text);
}

static void
add_choice (JlSearchEntry *entry, const JlAttribute *attribute, const char *code)
{
  for (guint i = 0; i < attribute->n_values; i++) {
    if (g_strcmp0 (attribute->values[i].code, code) == 0)
      add_body_names (entry, &attribute->values[i].label);
  }
}

static void
add_attribute (JlSearchEntry *entry, const JlAttribute *attribute, JsonNode *node)
{
  GType type = json_node_get_value_type (node);

  switch (attribute->type) {
  case JL_ATTRIBUTE_BOOLEAN:
    if (type == G_TYPE_BOOLEAN && json_node_get_boolean (node))
      add_body_names (entry, &attribute->label);
    break;
  case JL_ATTRIBUTE_INTEGER:
    if (type == G_TYPE_INT64)
      add_integer (entry, attribute, json_node_get_int (node));
    break;
  case JL_ATTRIBUTE_ENUM:
    if (type == G_TYPE_STRING)
      add_choice (entry, attribute, json_node_get_string (node));
    break;
  case JL_ATTRIBUTE_TEXT:
    /* Brands, authors, models: said aloud and typed as pinyin. */
    if (type == G_TYPE_STRING)
      jl_search_entry_add_name (entry, json_node_get_string (node));
    break;
  case JL_ATTRIBUTE_DATE:
  case JL_ATTRIBUTE_IDENTIFIER:
    if (type == G_TYPE_STRING)
      jl_search_entry_add_body (entry, json_node_get_string (node));
    break;
  }
}

static void
add_attributes (JlSearchEntry *entry, const JlCategory *category, JsonObject *attributes)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, attributes);
  while (json_object_iter_next (&iter, &name, &node)) {
    const JlAttribute *attribute = jl_category_find_attribute (category, name);

    if (attribute != NULL && JSON_NODE_HOLDS_VALUE (node))
      add_attribute (entry, attribute, node);
  }
}

static void
add_place (JlSearchEntry *entry, const JlRules *rules, const char *code)
{
  const JlDivision *division =
      code == NULL ? NULL : jl_divisions_lookup (jl_rules_get_divisions (rules), code);

  if (division != NULL)
    jl_search_entry_add_name (entry, division->name);
}

/**
 * jl_item_describe:
 * @rules: the rules
 * @item: an item
 * @entry: (inout): takes what the item is found by
 *
 * Title, category, place, organisation, label, attributes by their words, description. Attributes
 * that only the organisation may see are not among them: whoever guesses a serial number should
 * not be told that it is here.
 */
void
jl_item_describe (const JlRules *rules, JlRecord *item, JlSearchEntry *entry)
{
  JlDate published = jl_time_get_china_date (jl_record_get_integer (item, JL_ITEM_UPDATED_AT));
  const JlCategory *category =
      jl_rules_get_category (rules, jl_record_get_text (item, JL_ITEM_CATEGORY), published, NULL);
  g_auto (GStrv) facets = jl_item_facets_new (item);

  jl_search_entry_add_name (entry, jl_record_get_text (item, JL_ITEM_TITLE));
  jl_search_entry_add_name (entry, jl_record_get_text (item, JL_ITEM_ORGANISATION_NAME));
  add_place (entry, rules, jl_record_get_text (item, JL_ITEM_COMMUNITY));
  add_place (entry, rules, jl_record_get_text (item, JL_ITEM_DISTRICT));
  jl_search_entry_add_body (entry, jl_record_get_text (item, JL_ITEM_LABEL_CODE));
  jl_search_entry_add_body (entry, jl_record_get_text (item, JL_ITEM_DESCRIPTION));
  if (category != NULL) {
    add_names (entry, &category->name);
    if (category->parent != NULL)
      add_names (entry, &category->parent->name);
    add_attributes (entry, category, jl_record_get_object (item, JL_ITEM_ATTRIBUTES));
  }
  for (guint i = 0; facets[i] != NULL; i++)
    jl_search_entry_add_facet (entry, facets[i]);
}

/* Everything but what is a person's, which this record has none of. */
static const char select_sql[] =
    "SELECT id, label_code, organisation, organisation_name, community, district, category, "
    "category_group, title, description, mode, grade, attributes, custody, offer, updated_at, "
    "search_order, order_price FROM item WHERE id = ?1";
enum { COLUMN_SEARCH_ORDER = 16, COLUMN_ORDER_PRICE };

static gboolean
describe (JlConnection *connection, JlSearchEntry *entry, gpointer user_data, GError **error)
{
  const JlRules *rules = user_data;
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, select_sql, error);
  g_autoptr (JlRecord) item = NULL;
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, entry->id);
  if (!jl_statement_step (statement, &local_error)) {
    if (local_error != NULL)
      g_propagate_error (error, local_error);
    return local_error == NULL;
  }

  entry->is_found = TRUE;
  entry->published = jl_statement_get_integer (statement, COLUMN_SEARCH_ORDER);
  entry->price = jl_statement_get_integer (statement, COLUMN_ORDER_PRICE);
  item = jl_statement_get_record (statement, &jl_item_table, error);
  if (item == NULL)
    return FALSE;
  jl_item_describe (rules, item, entry);
  return TRUE;
}

/**
 * jl_items_init_search_source:
 * @source: (out): what the indexer needs to know of items
 * @rules: the rules, which outlive the indexer
 *
 * All items are in the search file, drafts and what is over too, because their organisation looks
 * for them; a facet says which are listed.
 */
void
jl_items_init_search_source (JlSearchSource *source, const JlRules *rules)
{
  static const char list_sql[] = "SELECT search_order, id FROM item WHERE (search_order, id) > "
                                 "(?1, ?2) ORDER BY search_order, id LIMIT ?3";

  *source = (JlSearchSource){ .kind = jl_item_table.name,
                              .list_sql = list_sql,
                              .describe = describe,
                              .user_data = (gpointer)rules };
}
