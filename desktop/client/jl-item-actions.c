// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-item-actions.h"

/**
 * jl_item_action_get:
 * @id: of an item
 *
 * Returns: (transfer full): reads the item
 */
JlAction *
jl_item_action_get (const char *id)
{
  JlAction *action = jl_action_new_get ("/items/%s", id);

  jl_action_set_output (action, &jl_item_table);
  return action;
}

/**
 * jl_item_action_create:
 * @item: what was taken in
 *
 * Returns: (transfer full): makes a draft of it
 */
JlAction *
jl_item_action_create (JlRecord *item)
{
  JlAction *action = jl_action_new_post ("/items");

  jl_action_set_body (action, item);
  jl_action_set_output (action, &jl_item_table);
  return action;
}

/**
 * jl_item_action_edit:
 * @item: an item as the person saw it
 * @changes: the members to change
 *
 * Returns: (transfer full): changes it, unless somebody else did meanwhile
 */
JlAction *
jl_item_action_edit (JlRecord *item, JlRecord *changes)
{
  g_autofree char *id = jl_record_dup_field_text (item, JL_ITEM_ID);
  g_autofree char *path = g_strdup_printf ("/items/%s", id);
  JlAction *action = jl_action_new ("PATCH", path);

  jl_action_set_body (action, changes);
  jl_action_set_version (action, jl_record_get_integer (item, JL_ITEM_VERSION));
  jl_action_set_output (action, &jl_item_table);
  return action;
}

/**
 * jl_item_action_add_photo:
 * @id: of an item
 *
 * Returns: (transfer full): for jl_client_upload_async()
 */
JlAction *
jl_item_action_add_photo (const char *id)
{
  JlAction *action = jl_action_new_post ("/items/%s/photos", id);

  jl_action_set_output (action, &jl_item_table);
  return action;
}

/**
 * jl_item_action_do:
 * @item: an item as the person saw it
 * @verb: what is done with it, as the service calls it, e.g. `publish` or `hand-over`
 *
 * Returns: (transfer full): does it, unless somebody else changed the item meanwhile
 */
JlAction *
jl_item_action_do (JlRecord *item, const char *verb)
{
  g_autofree char *id = jl_record_dup_field_text (item, JL_ITEM_ID);
  JlAction *action = jl_action_new_post ("/items/%s/%s", id, verb);

  jl_action_set_version (action, jl_record_get_integer (item, JL_ITEM_VERSION));
  jl_action_set_output (action, &jl_item_table);
  return action;
}

/**
 * jl_item_action_sell:
 * @item: an item as the person saw it
 * @sale: of jl_sale_table: what was paid, and how
 *
 * Returns: (transfer full): records the sale
 */
JlAction *
jl_item_action_sell (JlRecord *item, JlRecord *sale)
{
  JlAction *action = jl_item_action_do (item, "sale");

  jl_action_set_body (action, sale);
  return action;
}

/**
 * jl_reservation_action_cancel:
 * @reservation: a reservation as the person saw it
 *
 * Returns: (transfer full): ends it; the next in line is served
 */
JlAction *
jl_reservation_action_cancel (JlRecord *reservation)
{
  g_autofree char *id = jl_record_dup_field_text (reservation, JL_RESERVATION_ID);
  JlAction *action = jl_action_new_post ("/reservations/%s/cancel", id);

  jl_action_set_output (action, &jl_reservation_table);
  return action;
}

/**
 * jl_reservation_action_contact:
 * @reservation: a reservation
 *
 * Returns: (transfer full): answers with `{"nickname", "phone"}`, the whole number; the service
 *   keeps who looked, when, and for which reservation
 */
JlAction *
jl_reservation_action_contact (JlRecord *reservation)
{
  g_autofree char *id = jl_record_dup_field_text (reservation, JL_RESERVATION_ID);

  return jl_action_new_post ("/reservations/%s/contact", id);
}
