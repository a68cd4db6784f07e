// SPDX-License-Identifier: GPL-3.0-or-later
/* Taking an item in, and changing what is said of it. */
#include "jl-items-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

static void
set_default_text (JlRecord *item, guint field)
{
  if (!jl_record_has (item, field))
    jl_record_set_text (item, field, "");
}

static void
set_empty_list (JlRecord *item, guint field)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  jl_record_set_list (item, field, list);
}

/* Everything that a new item has beside what was sent. */
static void
complete (JlRecord *item, JlRecord *organisation)
{
  g_autoptr (JsonObject) empty = json_object_new ();

  jl_record_set_integer (
      item, JL_ITEM_ORGANISATION, jl_record_get_integer (organisation, JL_ORGANISATION_ID));
  jl_record_set_text (
      item, JL_ITEM_ORGANISATION_NAME, jl_record_get_text (organisation, JL_ORGANISATION_NAME));
  set_default_text (item, JL_ITEM_DESCRIPTION);
  set_default_text (item, JL_ITEM_NOTE);
  set_default_text (item, JL_ITEM_RULES_VERSION);
  if (!jl_record_has (item, JL_ITEM_ATTRIBUTES))
    jl_record_set_object (item, JL_ITEM_ATTRIBUTES, empty);
  set_empty_list (item, JL_ITEM_PHOTOS);
  set_empty_list (item, JL_ITEM_REVIEW);
  jl_record_set_integer (item, JL_ITEM_OFFER, JL_OFFER_DRAFT);
  jl_record_set_integer (item, JL_ITEM_SETTLEMENT, JL_SETTLEMENT_NONE);
  jl_record_set_integer (item, JL_ITEM_WAITING, 0);
  jl_record_set_integer (item, JL_ITEM_MODERATION, JL_MODERATION_NONE);
}

static gboolean
check_new (JlRecord *item, GError **error)
{
  GPtrArray *photos = jl_record_get_list (item, JL_ITEM_PHOTOS);

  if (photos != NULL && photos->len > 0) {
    jl_set_error_field (
        error, JL_ERROR_INVALID, "photos", _ ("Photos are added when the item is there"));
    return FALSE;
  }
  if (!jl_record_has (item, JL_ITEM_CUSTODY))
    jl_record_set_integer (item, JL_ITEM_CUSTODY, JL_CUSTODY_HELD);
  if (jl_record_get_integer (item, JL_ITEM_CUSTODY) > JL_CUSTODY_HELD) {
    jl_set_error_field (
        error, JL_ERROR_INVALID, "custody", _ ("A new item is expected or in keeping"));
    return FALSE;
  }
  return TRUE;
}

static gboolean
item_create (JlTransaction *transaction, JlCall *call, GError **error)
{
  const JlRules *rules = jl_transaction_get_context (transaction);
  g_autoptr (JlRecord) organisation =
      jl_item_get_organisation (transaction, call->caller->organisation, error);
  g_autoptr (JlRecord) item = jl_record_copy (call->input);

  if (organisation == NULL || !check_new (item, error))
    return FALSE;
  complete (item, organisation);
  if (!jl_item_settle_content (rules, item, organisation, jl_item_get_today (transaction), error) ||
      !jl_item_take_label (transaction, organisation, item, error) ||
      !jl_transaction_put (transaction, &jl_item_kind, item, error))
    return FALSE;
  jl_transaction_reply (transaction, 201, &jl_item_kind, item);
  return TRUE;
}

/* The service itself imports. */
const JlCommand jl_item_create_command = {
  .name = "item.create",
  .roles = JL_ROLES_STAFF | JL_ROLE_SYSTEM,
  .input = &jl_item_table,
  .execute = item_create,
};

/* Whether the changes are of what the rules look at. */
static gboolean
touches_content (JlRecord *changes)
{
  for (guint i = 0; i < JL_ITEM_N_FIELDS; i++) {
    if (jl_record_has (changes, i) && i != JL_ITEM_NOTE && i != JL_ITEM_PHOTOS)
      return TRUE;
  }
  return FALSE;
}

/* Somebody relies on what a reserved item was said to be, and what is gone is history. */
static gboolean
check_editable (JlRecord *item, JlRecord *changes, GError **error)
{
  JlOffer offer = jl_record_get_integer (item, JL_ITEM_OFFER);

  for (guint i = 0; i < JL_ITEM_N_FIELDS; i++) {
    gboolean free = i == JL_ITEM_NOTE || (offer != JL_OFFER_CONCLUDED &&
                                          (i == JL_ITEM_DESCRIPTION || i == JL_ITEM_PHOTOS));

    if (!jl_record_has (changes, i) || free)
      continue;
    if (offer == JL_OFFER_RESERVED || offer == JL_OFFER_CONCLUDED) {
      jl_set_error_field (error,
                          JL_ERROR_CONFLICT,
                          jl_item_table.fields[i].name,
                          offer == JL_OFFER_RESERVED
                              ? _ ("Somebody reserved this as it is")
                              : _ ("This is no longer offered, only its note can change"));
      return FALSE;
    }
  }
  return TRUE;
}

static JlRecord *
find_photo (GPtrArray *photos, gint64 id)
{
  for (guint i = 0; i < photos->len; i++) {
    if (jl_record_get_integer (photos->pdata[i], JL_PHOTO_ID) == id)
      return photos->pdata[i];
  }
  return NULL;
}

/* Orders the item's photos as asked, with new captions; those not named are left out. Returns the
 * bytes that they took, -1 on failure. */
static gint64
arrange_photos (JlRecord *item, GPtrArray *asked, GError **error)
{
  GPtrArray *present = jl_record_get_list (item, JL_ITEM_PHOTOS);
  g_autoptr (GPtrArray) arranged = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 freed = 0;

  for (guint i = 0; i < asked->len; i++) {
    gint64 id = jl_record_get_integer (asked->pdata[i], JL_PHOTO_ID);
    JlRecord *photo = find_photo (present, id);
    g_autofree char *path = g_strdup_printf ("photos[%u].id", i);

    if (photo == NULL || find_photo (arranged, id) != NULL) {
      jl_set_error_field (error,
                          JL_ERROR_INVALID,
                          path,
                          photo == NULL ? _ ("The item has no such photo") : _ ("is there twice"));
      return -1;
    }
    photo = jl_record_copy (photo);
    jl_record_apply (photo, asked->pdata[i]);
    g_ptr_array_add (arranged, photo);
  }
  for (guint i = 0; i < present->len; i++) {
    if (find_photo (arranged, jl_record_get_integer (present->pdata[i], JL_PHOTO_ID)) == NULL)
      freed += jl_record_get_integer (present->pdata[i], JL_PHOTO_BYTES);
  }
  jl_record_set_list (item, JL_ITEM_PHOTOS, arranged);
  return freed;
}

static gboolean
apply_changes (JlTransaction *transaction,
               JlRecord *item,
               JlRecord *organisation,
               JlRecord *input,
               GError **error)
{
  g_autoptr (JlRecord) changes = jl_record_copy (input);
  GPtrArray *photos = jl_record_get_list (input, JL_ITEM_PHOTOS);
  gint64 freed = 0;

  jl_record_unset (changes, JL_ITEM_PHOTOS);
  /* Private attributes were sent among the others, and are replaced with them. */
  if (jl_record_has (changes, JL_ITEM_ATTRIBUTES))
    jl_record_unset (item, JL_ITEM_PRIVATE_ATTRIBUTES);
  jl_record_apply (item, changes);
  if (photos != NULL)
    freed = arrange_photos (item, photos, error);
  return freed >= 0 && jl_item_count_photo_bytes (transaction, organisation, -freed, error);
}

static gboolean
item_edit (JlTransaction *transaction, JlCall *call, GError **error)
{
  const JlRules *rules = jl_transaction_get_context (transaction);
  JlDate today = jl_item_get_today (transaction);
  JlRecord *item = call->target;
  g_autoptr (JlRecord) organisation = NULL;

  if (!check_editable (item, call->input, error))
    return FALSE;
  organisation = jl_item_get_organisation (
      transaction, jl_record_get_integer (item, JL_ITEM_ORGANISATION), error);
  if (organisation == NULL ||
      !apply_changes (transaction, item, organisation, call->input, error) ||
      (touches_content (call->input) &&
       !jl_item_settle_content (rules, item, organisation, today, error)))
    return FALSE;
  /* What is on offer stays worth offering. */
  if (jl_item_is_listed (item) && !jl_item_check_publishable (rules, item, today, error))
    return FALSE;
  if (!jl_transaction_put (transaction, &jl_item_kind, item, error))
    return FALSE;
  jl_transaction_reply (transaction, 200, &jl_item_kind, item);
  return TRUE;
}

const JlCommand jl_item_edit_command = {
  .name = "item.edit",
  .roles = JL_ROLES_STAFF,
  .flags = JL_COMMAND_PATCH | JL_COMMAND_IF_MATCH | JL_COMMAND_OWN_TARGET,
  .input = &jl_item_table,
  .target = &jl_item_kind,
  .execute = item_edit,
};
