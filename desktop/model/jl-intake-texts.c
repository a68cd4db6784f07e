// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-intake-texts.h"

#include "jl-attribute-text.h"
#include "jl-error.h"
#include "jl-money.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>

#define ATTRIBUTES "attributes."

/* The members of an item that the form has beside its attributes and photos. */
static const guint members[] = {
  JL_ITEM_CATEGORY,  JL_ITEM_TITLE,   JL_ITEM_MODE,        JL_ITEM_PRICE_FEN, JL_ITEM_GRADE,
  JL_ITEM_COMMUNITY, JL_ITEM_CUSTODY, JL_ITEM_DESCRIPTION, JL_ITEM_NOTE,
};

/**
 * jl_intake_texts_new:
 *
 * Returns: (transfer full) (element-type utf8 utf8): an empty form
 */
GHashTable *
jl_intake_texts_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * jl_intake_texts_copy:
 * @texts: a form
 *
 * Returns: (transfer full): the same
 */
GHashTable *
jl_intake_texts_copy (GHashTable *texts)
{
  GHashTable *copy = jl_intake_texts_new ();
  GHashTableIter iter;
  const char *path;
  const char *text;

  g_hash_table_iter_init (&iter, texts);
  while (g_hash_table_iter_next (&iter, (gpointer *)&path, (gpointer *)&text))
    g_hash_table_insert (copy, g_strdup (path), g_strdup (text));
  return copy;
}

static void
add_attributes (GHashTable *texts, JsonObject *attributes)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (attributes == NULL)
    return;
  json_object_iter_init (&iter, attributes);
  while (json_object_iter_next (&iter, &name, &value)) {
    g_autofree char *path = g_strconcat (ATTRIBUTES, name, NULL);
    g_autofree char *text = jl_attribute_text_from_value (value);

    jl_intake_texts_set (texts, path, text);
  }
}

/**
 * jl_intake_texts_from_item:
 * @item: an item
 *
 * Returns: (transfer full): the form as it stands when the item is shown in it
 */
GHashTable *
jl_intake_texts_from_item (JlRecord *item)
{
  GHashTable *texts = jl_intake_texts_new ();

  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    g_autofree char *text = NULL;

    if (!jl_record_has (item, members[i]) || jl_record_is_null (item, members[i]))
      continue;
    text = members[i] == JL_ITEM_PRICE_FEN
               ? jl_money_to_text (jl_record_get_integer (item, members[i]), JL_MONEY_PLAIN)
               : jl_record_dup_field_text (item, members[i]);
    jl_intake_texts_set (texts, jl_item_table.fields[members[i]].name, text);
  }
  add_attributes (texts, jl_record_get_object (item, JL_ITEM_ATTRIBUTES));
  add_attributes (texts, jl_record_get_object (item, JL_ITEM_PRIVATE_ATTRIBUTES));
  return texts;
}

/**
 * jl_intake_texts_get:
 * @texts: a form
 * @path: of a member
 *
 * Returns: (transfer none): what stands there; empty if nothing does
 */
const char *
jl_intake_texts_get (GHashTable *texts, const char *path)
{
  const char *text = g_hash_table_lookup (texts, path);

  return text != NULL ? text : "";
}

/**
 * jl_intake_texts_set:
 * @texts: a form
 * @path: of a member
 * @text: (nullable): what stands there now
 */
void
jl_intake_texts_set (GHashTable *texts, const char *path, const char *text)
{
  if (text == NULL || *text == '\0')
    g_hash_table_remove (texts, path);
  else
    g_hash_table_replace (texts, g_strdup (path), g_strdup (text));
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, JL_ERROR, JL_ERROR_INVALID, message);
  return FALSE;
}

static gboolean
check_length (guint field, const char *text, GError **error)
{
  gint64 max = jl_item_table.fields[field].max;

  if (max == 0 || g_utf8_strlen (text, -1) <= max)
    return TRUE;
  g_set_error (
      error,
      JL_ERROR,
      JL_ERROR_INVALID,
      g_dngettext (
          GETTEXT_PACKAGE, "Longer than %d character", "Longer than %d characters", (gulong)max),
      (int)max);
  return FALSE;
}

/* What every item has from the first day. */
static gboolean
check_present (guint field, const char *text, GError **error)
{
  if (*text != '\0')
    return TRUE;
  switch (field) {
  case JL_ITEM_CATEGORY:
    return refuse (error, _ ("Choose what kind of thing it is"));
  case JL_ITEM_TITLE:
    return refuse (error, _ ("Say in a few words what it is"));
  case JL_ITEM_MODE:
    return refuse (error, _ ("Say whether it is sold, swapped, given or lent"));
  default:
    return TRUE;
  }
}

static gboolean
check_price (const char *text, gint64 *fen, GError **error)
{
  if (!jl_money_from_text (text, FALSE, fen, error))
    return FALSE;
  return *fen <= jl_item_table.fields[JL_ITEM_PRICE_FEN].max ||
         refuse (error, _ ("This is more than anything of this trade costs"));
}

static gboolean
check_member (JlGoods *goods, guint field, const char *text, GError **error)
{
  const JlGoodsCategory *category;
  gint64 fen;

  if (!check_present (field, text, error) || !check_length (field, text, error))
    return FALSE;
  if (*text == '\0')
    return TRUE;
  if (field == JL_ITEM_PRICE_FEN)
    return check_price (text, &fen, error);
  if (field != JL_ITEM_CATEGORY)
    return TRUE;
  category = jl_goods_find (goods, text);
  return (category != NULL && category->leaf) ||
         refuse (error, _ ("Choose what kind of thing it is"));
}

static gboolean
check_attribute (const JlGoodsCategory *category,
                 const char *name,
                 const char *text,
                 GError **error)
{
  const JlGoodsAttribute *attribute =
      category != NULL ? jl_goods_find_attribute (category, name) : NULL;
  JlDate today = jl_time_get_china_date (g_get_real_time () / 1000);
  g_autoptr (JsonNode) value = NULL;

  return attribute == NULL || jl_attribute_text_read (attribute, text, today, &value, error);
}

/**
 * jl_intake_texts_check:
 * @goods: the catalogue
 * @category: code of the category that is chosen
 * @path: of a member
 * @text: what stands there
 * @error: %JL_ERROR_INVALID with a sentence for the person
 *
 * What can be said of one field while somebody types in it.
 *
 * Returns: %FALSE if the service would refuse it
 */
gboolean
jl_intake_texts_check (
    JlGoods *goods, const char *category, const char *path, const char *text, GError **error)
{
  int field = jl_record_table_find (&jl_item_table, path);
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  if (g_str_has_prefix (path, ATTRIBUTES))
    return check_attribute (
        jl_goods_find (goods, category), path + strlen (ATTRIBUTES), stripped, error);
  return field < 0 || check_member (goods, field, stripped, error);
}

/* Notes what is wrong with a field; the first makes the error that carries all. */
static void
note (GError **problems, const char *path, const GError *error)
{
  if (*problems == NULL)
    *problems = g_error_new_literal (
        JL_ERROR, JL_ERROR_INVALID, _ ("Something here cannot be saved as it is"));
  jl_error_add_reason (*problems, "invalid", path, error->message);
}

static void
set_member (JlRecord *item, guint field, const char *text)
{
  gboolean nullable = (jl_item_table.fields[field].flags & JL_FIELD_NULLABLE) != 0;
  gint64 fen = 0;

  if (*text == '\0' && field == JL_ITEM_COMMUNITY)
    return;
  if (*text == '\0' && nullable)
    jl_record_set_null (item, field);
  else if (field == JL_ITEM_PRICE_FEN && jl_money_from_text (text, FALSE, &fen, NULL))
    jl_record_set_integer (item, field, fen);
  else if (field == JL_ITEM_MODE)
    jl_record_set_integer (item, field, MAX (jl_enum_from_name (&jl_mode_enum, text), 0));
  else if (field == JL_ITEM_CUSTODY)
    jl_record_set_integer (
        item, field, g_str_equal (text, "expected") ? JL_CUSTODY_EXPECTED : JL_CUSTODY_HELD);
  else
    jl_record_set_text (item, field, text);
}

static void
read_attributes (GHashTable *texts,
                 const JlGoodsCategory *category,
                 JlRecord *item,
                 GError **problems)
{
  JlDate today = jl_time_get_china_date (g_get_real_time () / 1000);
  g_autoptr (JsonObject) attributes = json_object_new ();

  for (guint i = 0; category != NULL && i < category->attributes->len; i++) {
    const JlGoodsAttribute *attribute = category->attributes->pdata[i];
    g_autofree char *path = g_strconcat (ATTRIBUTES, attribute->name, NULL);
    g_autoptr (GError) error = NULL;
    JsonNode *value = NULL;

    if (!jl_attribute_text_read (
            attribute, jl_intake_texts_get (texts, path), today, &value, &error))
      note (problems, path, error);
    else if (value != NULL)
      json_object_set_member (attributes, attribute->name, value);
  }
  jl_record_set_object (item, JL_ITEM_ATTRIBUTES, attributes);
}

/**
 * jl_intake_texts_read:
 * @texts: a form
 * @goods: the catalogue
 * @error: %JL_ERROR_INVALID with a reason for each field that cannot be sent
 *
 * Returns: (transfer full): the item that the form describes
 */
JlRecord *
jl_intake_texts_read (GHashTable *texts, JlGoods *goods, GError **error)
{
  g_autoptr (JlRecord) item = jl_record_new (&jl_item_table);
  GError *problems = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    const char *path = jl_item_table.fields[members[i]].name;
    g_autofree char *text = g_strstrip (g_strdup (jl_intake_texts_get (texts, path)));
    g_autoptr (GError) local_error = NULL;

    if (!check_member (goods, members[i], text, &local_error))
      note (&problems, path, local_error);
    else
      set_member (item, members[i], text);
  }
  /* What is given away costs nothing, whatever stood there before. */
  if (jl_record_get_integer (item, JL_ITEM_MODE) == JL_MODE_GIVE)
    jl_record_set_null (item, JL_ITEM_PRICE_FEN);
  read_attributes (
      texts, jl_goods_find (goods, jl_intake_texts_get (texts, "category")), item, &problems);
  if (problems != NULL) {
    g_propagate_error (error, problems);
    return NULL;
  }
  return g_steal_pointer (&item);
}

static void
difference_free (JlIntakeDifference *difference)
{
  g_free (difference->path);
  g_free (difference->base);
  g_free (difference->mine);
  g_free (difference->theirs);
  g_free (difference);
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(JlIntakeDifference *const *)a)->path, (*(JlIntakeDifference *const *)b)->path);
}

/**
 * jl_intake_texts_compare:
 * @base: the form as it was when this person began
 * @mine: as this person has it now
 * @theirs: as it would be with what somebody else saved
 *
 * Returns: (transfer full) (element-type JlIntakeDifference): what somebody else changed and this
 *   person has not changed to the same, in the order of their paths
 */
GPtrArray *
jl_intake_texts_compare (GHashTable *base, GHashTable *mine, GHashTable *theirs)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)difference_free);
  g_autoptr (GHashTable) paths = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  const char *path;

  g_hash_table_iter_init (&iter, base);
  while (g_hash_table_iter_next (&iter, (gpointer *)&path, NULL))
    g_hash_table_add (paths, (gpointer)path);
  g_hash_table_iter_init (&iter, theirs);
  while (g_hash_table_iter_next (&iter, (gpointer *)&path, NULL))
    g_hash_table_add (paths, (gpointer)path);

  g_hash_table_iter_init (&iter, paths);
  while (g_hash_table_iter_next (&iter, (gpointer *)&path, NULL)) {
    const char *old = jl_intake_texts_get (base, path);
    const char *own = jl_intake_texts_get (mine, path);
    const char *other = jl_intake_texts_get (theirs, path);
    JlIntakeDifference *difference;

    if (g_str_equal (old, other) || g_str_equal (own, other))
      continue;
    difference = g_new0 (JlIntakeDifference, 1);
    *difference = (JlIntakeDifference){ .path = g_strdup (path),
                                        .base = g_strdup (old),
                                        .mine = g_strdup (own),
                                        .theirs = g_strdup (other),
                                        .clash = !g_str_equal (old, own) };
    g_ptr_array_add (list, difference);
  }
  g_ptr_array_sort (list, compare_paths);
  return list;
}

/* Private attributes are read apart from the others and sent among them. */
static JsonObject *
merge_attributes (JlRecord *item)
{
  JsonObject *merged = json_object_new ();
  JsonObject *sources[] = { jl_record_get_object (item, JL_ITEM_ATTRIBUTES),
                            jl_record_get_object (item, JL_ITEM_PRIVATE_ATTRIBUTES) };

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++) {
    JsonObjectIter iter;
    const char *name;
    JsonNode *value;

    if (sources[i] == NULL)
      continue;
    json_object_iter_init (&iter, sources[i]);
    while (json_object_iter_next (&iter, &name, &value))
      json_object_set_member (merged, name, json_node_copy (value));
  }
  return merged;
}

static gboolean
is_blank (JlRecord *item, guint field)
{
  if (!jl_record_has (item, field) || jl_record_is_null (item, field))
    return TRUE;
  return jl_item_table.fields[field].type == JL_FIELD_TEXT &&
         *jl_record_get_text (item, field) == '\0';
}

/**
 * jl_intake_list_changes:
 * @base: an item as the service has it
 * @item: what the form describes
 *
 * Returns: (transfer full) (nullable): the members to change; %NULL if there are none
 */
JlRecord *
jl_intake_list_changes (JlRecord *base, JlRecord *item)
{
  g_autoptr (JlRecord) changes = jl_record_copy (item);
  g_autoptr (JlRecord) before = jl_record_copy (base);
  g_autoptr (JsonObject) attributes = merge_attributes (base);
  gboolean any = FALSE;

  jl_record_set_object (before, JL_ITEM_ATTRIBUTES, attributes);
  for (guint i = 0; i < JL_ITEM_N_FIELDS; i++) {
    gboolean fixed = (jl_item_table.fields[i].flags & JL_FIELD_CREATE_ONLY) != 0;
    gboolean same = (is_blank (before, i) && is_blank (changes, i)) ||
                    jl_record_field_equal (before, changes, i);

    if (jl_record_has (changes, i) && (fixed || same))
      jl_record_unset (changes, i);
    any = any || jl_record_has (changes, i);
  }
  return any ? g_steal_pointer (&changes) : NULL;
}
