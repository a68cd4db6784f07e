// SPDX-License-Identifier: GPL-3.0-or-later
/* The headings of an imported file: the API's own names, or the words of the trade. */
#include "jl-item-import-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ATTRIBUTE_PREFIX "attributes."

typedef struct {
  const char *name;
  JlItemColumnKind kind;
  guint field;
  const char *aliases[4]; /* ends with NULL */
} Heading;

static const Heading known_headings[] = {
  { "title", JL_ITEM_HOLDS_MEMBER, JL_ITEM_TITLE, { "标题", "品名", "名称" } },
  { "category", JL_ITEM_HOLDS_MEMBER, JL_ITEM_CATEGORY, { "分类", "类别", "品类" } },
  { "mode", JL_ITEM_HOLDS_MEMBER, JL_ITEM_MODE, { "方式", "交易方式" } },
  { "description", JL_ITEM_HOLDS_MEMBER, JL_ITEM_DESCRIPTION, { "描述", "说明" } },
  { "price_fen", JL_ITEM_HOLDS_MEMBER, JL_ITEM_PRICE_FEN, { "价格（分）", "价格(分)" } },
  { "price", JL_ITEM_HOLDS_PRICE, JL_ITEM_PRICE_FEN, { "价格", "售价", "价格（元）" } },
  { "grade", JL_ITEM_HOLDS_MEMBER, JL_ITEM_GRADE, { "成色", "等级" } },
  { "community", JL_ITEM_HOLDS_MEMBER, JL_ITEM_COMMUNITY, { "社区", "社区代码" } },
  { "custody", JL_ITEM_HOLDS_MEMBER, JL_ITEM_CUSTODY, { "保管", "保管状态" } },
  { "label_code", JL_ITEM_HOLDS_MEMBER, JL_ITEM_LABEL_CODE, { "标签", "标签号", "标签编号" } },
  { "note", JL_ITEM_HOLDS_MEMBER, JL_ITEM_NOTE, { "备注", "内部备注" } },
  { "offer", JL_ITEM_HOLDS_OFFER, JL_ITEM_OFFER, { "状态", "发布状态" } },
  { "organisation",
    JL_ITEM_HOLDS_OF_ORGANISATION,
    JL_ITEM_ORGANISATION,
    { "机构", "单位", "店铺" } },
};

static const Heading *
find_heading (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (known_headings); i++) {
    const Heading *heading = &known_headings[i];

    if (strcmp (text, heading->name) == 0 || g_strv_contains (heading->aliases, text))
      return heading;
  }
  return NULL;
}

/* Whether any category asks for it: by its name, or by its label in either language. */
static const char *
find_attribute_name (const GPtrArray *categories, const char *name, const char *label)
{
  for (guint i = 0; i < categories->len; i++) {
    const JlCategory *category = categories->pdata[i];

    for (guint j = 0; j < category->attributes->len; j++) {
      const JlAttribute *attribute = category->attributes->pdata[j];

      if (g_strcmp0 (attribute->name, name) == 0 || g_strcmp0 (attribute->label.zh, label) == 0 ||
          g_strcmp0 (attribute->label.en, label) == 0)
        return attribute->name;
    }
  }
  return NULL;
}

static gboolean
read_heading (JlItemColumn *column, const GPtrArray *categories)
{
  const char *text = column->heading;
  const Heading *heading = find_heading (text);

  if (*text == '\0') {
    column->kind = JL_ITEM_HOLDS_NONE;
    return TRUE;
  }
  if (heading != NULL) {
    column->kind = heading->kind;
    column->name = heading->name;
    column->field = heading->field;
    return TRUE;
  }
  column->kind = JL_ITEM_HOLDS_ATTRIBUTE;
  if (g_str_has_prefix (text, ATTRIBUTE_PREFIX)) {
    column->name = find_attribute_name (categories, text + strlen (ATTRIBUTE_PREFIX), NULL);
    return column->name != NULL;
  }
  return find_attribute_name (categories, NULL, text) != NULL;
}

static gboolean
is_twice (const GArray *columns, const JlItemColumn *column)
{
  for (guint i = 0; i < columns->len; i++) {
    const JlItemColumn *other = &g_array_index (columns, JlItemColumn, i);

    if (column->kind == JL_ITEM_HOLDS_NONE || other->kind == JL_ITEM_HOLDS_NONE)
      continue;
    if (column->kind == JL_ITEM_HOLDS_ATTRIBUTE
            ? strcmp (other->heading, column->heading) == 0
            : other->kind != JL_ITEM_HOLDS_ATTRIBUTE && other->field == column->field)
      return TRUE;
  }
  return FALSE;
}

static void
column_clear (gpointer data)
{
  JlItemColumn *column = data;

  g_free (column->heading);
}

/* What every row needs. */
static gboolean
check_complete (const GArray *columns, const JlImportSetting *setting, GError **error)
{
  static const guint needed[] = { JL_ITEM_TITLE, JL_ITEM_CATEGORY, JL_ITEM_MODE };
  gboolean has_organisation = setting->organisation != NULL;
  guint n_found = 0;

  for (guint i = 0; i < columns->len; i++) {
    const JlItemColumn *column = &g_array_index (columns, JlItemColumn, i);

    has_organisation |= column->kind == JL_ITEM_HOLDS_OF_ORGANISATION;
    for (guint j = 0; j < G_N_ELEMENTS (needed); j++)
      n_found += column->kind == JL_ITEM_HOLDS_MEMBER && column->field == needed[j];
  }
  if (n_found < G_N_ELEMENTS (needed))
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_INVALID, _ ("The headings title, category and mode are needed"));
  else if (!has_organisation)
    g_set_error_literal (
        error,
        JL_ERROR,
        JL_ERROR_INVALID,
        _ ("Say whose the items are: by --organisation, or in a column with that heading"));
  return n_found == G_N_ELEMENTS (needed) && has_organisation;
}

/**
 * jl_item_columns_new: (skip)
 * @setting: the import's
 * @headings: the file's first row
 * @error: INVALID with a heading that means nothing or is there twice, or what is missing
 *
 * Returns: (transfer full) (element-type JlItemColumn): what each column holds
 */
GArray *
jl_item_columns_new (const JlImportSetting *setting, const JlSheetRow *headings, GError **error)
{
  g_autoptr (GArray) columns = g_array_new (FALSE, TRUE, sizeof (JlItemColumn));
  g_autoptr (GPtrArray) categories = jl_rules_list_categories (setting->rules, setting->today);

  g_array_set_clear_func (columns, column_clear);
  for (guint i = 0; i < headings->n_cells; i++) {
    JlItemColumn column = { .heading = g_strdup (headings->cells[i]) };
    gboolean is_known;

    g_strstrip (column.heading);
    is_known = read_heading (&column, categories);
    if (!is_known || is_twice (columns, &column)) {
      g_set_error (error,
                   JL_ERROR,
                   JL_ERROR_INVALID,
                   is_known ? _ ("Column %u: the heading “%s” is there twice")
                            : _ ("Column %u: nothing is known by the heading “%s”"),
                   i + 1,
                   column.heading);
      column_clear (&column);
      return NULL;
    }
    g_array_append_val (columns, column);
  }
  return check_complete (columns, setting, error) ? g_steal_pointer (&columns) : NULL;
}

/**
 * jl_item_column_get_heading: (skip)
 * @field: of an item
 * @is_chinese: in which language
 *
 * Returns: (transfer none): the heading under which a table has it; prices are in yuan
 */
const char *
jl_item_column_get_heading (guint field, gboolean is_chinese)
{
  for (guint i = 0; i < G_N_ELEMENTS (known_headings); i++) {
    const Heading *heading = &known_headings[i];

    if (heading->field == field && strcmp (heading->name, "price_fen") != 0)
      return is_chinese ? heading->aliases[0] : heading->name;
  }
  return jl_item_table.fields[field].name;
}

/**
 * jl_item_column_find_attribute: (skip)
 * @self: a column of an attribute
 * @category: a row's category
 *
 * Returns: (transfer none) (nullable): what the column is of such goods; the same word may be
 *   another attribute of other goods
 */
const JlAttribute *
jl_item_column_find_attribute (const JlItemColumn *self, const JlCategory *category)
{
  if (self->name != NULL)
    return jl_category_find_attribute (category, self->name);

  for (guint i = 0; i < category->attributes->len; i++) {
    const JlAttribute *attribute = category->attributes->pdata[i];

    if (g_strcmp0 (attribute->label.zh, self->heading) == 0 ||
        g_strcmp0 (attribute->label.en, self->heading) == 0)
      return attribute;
  }
  return NULL;
}
