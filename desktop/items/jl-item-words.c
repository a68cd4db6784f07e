// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-item-words.h"

#include "jl-money.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * jl_item_words_dup_fen:
 * @fen: an amount
 *
 * Returns: (transfer full): it in yuan, without `.00`
 */
char *
jl_item_words_dup_fen (gint64 fen)
{
  char *text = jl_money_to_text (fen, JL_MONEY_GROUPED | JL_MONEY_SYMBOL);

  if (g_str_has_suffix (text, ".00"))
    text[strlen (text) - 3] = '\0';
  return text;
}

/**
 * jl_item_words_dup_price:
 * @item: an item
 *
 * Returns: (transfer full): what it costs, or that it costs nothing
 */
char *
jl_item_words_dup_price (JlRecord *item)
{
  JlMode mode = jl_record_get_integer (item, JL_ITEM_MODE);
  gboolean has_price =
      jl_record_has (item, JL_ITEM_PRICE_FEN) && !jl_record_is_null (item, JL_ITEM_PRICE_FEN);

  if (mode != JL_MODE_SELL)
    return g_strdup (jl_enum_get_label (&jl_mode_enum, mode));
  if (!has_price)
    return g_strdup (_ ("No price yet"));
  return jl_item_words_dup_fen (jl_record_get_integer (item, JL_ITEM_PRICE_FEN));
}

/**
 * jl_item_words_dup_category:
 * @workspace: where goods have names
 * @item: an item
 *
 * Returns: (transfer full): its category, the code while names are not loaded
 */
char *
jl_item_words_dup_category (JlWorkspace *workspace, JlRecord *item)
{
  const char *code = jl_record_get_text (item, JL_ITEM_CATEGORY);
  JlGoods *goods = jl_workspace_get_goods (workspace);
  const JlGoodsCategory *category = goods != NULL ? jl_goods_find (goods, code) : NULL;

  return g_strdup (category != NULL ? category->name : code);
}

/**
 * jl_item_words_dup_grade:
 * @workspace: where grades have names
 * @item: an item
 *
 * Returns: (transfer full): its grade, empty when it has none
 */
char *
jl_item_words_dup_grade (JlWorkspace *workspace, JlRecord *item)
{
  const char *code = jl_record_get_text (item, JL_ITEM_GRADE);
  JlGoods *goods = jl_workspace_get_goods (workspace);

  if (code == NULL)
    return g_strdup ("");
  return g_strdup (goods != NULL ? jl_goods_get_grade_name (
                                       goods, jl_record_get_text (item, JL_ITEM_CATEGORY), code)
                                 : code);
}

/**
 * jl_item_words_dup_place:
 * @workspace: where places have names
 * @item: an item
 *
 * Returns: (transfer full): its community, or its district
 */
char *
jl_item_words_dup_place (JlWorkspace *workspace, JlRecord *item)
{
  const char *community = jl_record_get_text (item, JL_ITEM_COMMUNITY);

  return jl_places_dup_name (jl_workspace_get_divisions (workspace),
                             community != NULL ? community
                                               : jl_record_get_text (item, JL_ITEM_DISTRICT));
}

/**
 * jl_item_words_get_photo:
 * @item: an item
 *
 * Returns: (transfer none) (nullable): its first photo
 */
JlRecord *
jl_item_words_get_photo (JlRecord *item)
{
  GPtrArray *photos = jl_record_get_list (item, JL_ITEM_PHOTOS);

  return photos != NULL && photos->len > 0 ? photos->pdata[0] : NULL;
}

/**
 * jl_item_words_get_command:
 * @command: of a step of a history, e.g. `item.publish`
 *
 * Returns: (transfer none): what happened, for people
 */
const char *
jl_item_words_get_command (const char *command)
{
  static const struct {
    const char *command;
    const char *text;
  } texts[] = {
    { "item.create", N_ ("Taken in") },
    { "item.edit", N_ ("Changed") },
    { "item.add-photo", N_ ("Photo added") },
    { "item.publish", N_ ("Published") },
    { "item.withdraw", N_ ("Withdrawn") },
    { "item.expire", N_ ("Offer expired") },
    { "item.reserve", N_ ("Reserved") },
    { "reservation.cancel", N_ ("Reservation cancelled") },
    { "reservation.expire", N_ ("Reservation expired") },
    { "reservation.extend", N_ ("Reservation extended") },
    { "reservation.remind", N_ ("Reminder sent") },
    { "item.hand-over", N_ ("Handed over") },
    { "item.record-sale", N_ ("Sale recorded") },
    { "item.sale", N_ ("Sale recorded") },
    { "item.return", N_ ("Returned to owner") },
    { "item.take-back", N_ ("Taken back") },
    { "item.receive", N_ ("Received") },
    { "item.lose", N_ ("Cannot be found") },
    { "moderation.hide-item", N_ ("Taken from view") },
    { "moderation.appeal", N_ ("Appealed") },
    { "moderation.decide", N_ ("Appeal decided") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_strcmp0 (texts[i].command, command) == 0)
      return _ (texts[i].text);
  return command;
}

/**
 * jl_item_words_get_field:
 * @name: of a member of an item
 *
 * Returns: (transfer none): what people call it
 */
const char *
jl_item_words_get_field (const char *name)
{
  static const struct {
    const char *name;
    const char *text;
  } texts[] = {
    { "title", N_ ("Title") },         { "description", N_ ("Description") },
    { "category", N_ ("Category") },   { "mode", N_ ("How it is offered") },
    { "price_fen", N_ ("Price") },     { "grade", N_ ("Condition") },
    { "photos", N_ ("Photos") },       { "attributes", N_ ("Details") },
    { "custody", N_ ("Where it is") }, { "note", N_ ("Note for colleagues") },
    { "community", N_ ("Community") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_strcmp0 (texts[i].name, name) == 0)
      return _ (texts[i].text);
  return NULL;
}
