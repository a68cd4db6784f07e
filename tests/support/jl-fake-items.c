// SPDX-License-Identifier: GPL-3.0-or-later
/* What the service in memory knows of items and reservations. */
#include "jl-fake-service-private.h"

#include "jl-label-code.h"

#include <string.h>

static gint64
next_id (JlFakeService *self)
{
  return jl_id_maker_next (&self->ids, jl_fake_now (self));
}

void
jl_fake_add_step (JlFakeService *self, JlRecord *item, const char *command)
{
  g_autoptr (JlRecord) step = jl_record_new (&jl_step_table);
  g_autofree char *id = jl_record_dup_field_text (item, JL_ITEM_ID);
  GString *json = g_string_new (id);

  jl_record_set_integer (step, JL_STEP_AT, jl_fake_now (self));
  jl_record_set_text (step, JL_STEP_COMMAND, command);
  jl_record_set_text (step, JL_STEP_ACTOR, "王芳");
  jl_record_set_text (step, JL_STEP_ORGANISATION_NAME, "友谊大街寄卖店");
  jl_record_set_integer (step, JL_STEP_VERSION, jl_record_get_integer (item, JL_ITEM_VERSION));
  jl_record_set_integer (step, JL_STEP_OFFER, jl_record_get_integer (item, JL_ITEM_OFFER));
  jl_record_set_integer (step, JL_STEP_CUSTODY, jl_record_get_integer (item, JL_ITEM_CUSTODY));
  jl_record_append_json (step, JL_VIEW_OWN, json);
  g_ptr_array_add (self->steps, g_string_free (json, FALSE));
}

/* Gives a new item what the service gives, and tells of it. */
static void
complete_item (JlFakeService *self, JlRecord *item)
{
  JlLabelCode code = { .prefix = "YY", .counter = self->items->len + 1 };
  char label[JL_LABEL_CODE_TEXT_SIZE];
  gint64 shop;

  jl_label_code_to_text (&code, label);
  jl_id_from_text (JL_FAKE_SHOP, &shop, NULL);
  jl_record_set_integer (item, JL_ITEM_ID, next_id (self));
  jl_record_set_text (item, JL_ITEM_LABEL_CODE, label);
  jl_record_set_integer (item, JL_ITEM_ORGANISATION, shop);
  jl_record_set_text (item, JL_ITEM_ORGANISATION_NAME, "友谊大街寄卖店");
  jl_record_set_text (item, JL_ITEM_DISTRICT, "130104");
  jl_record_set_integer (item, JL_ITEM_CUSTODY, JL_CUSTODY_HELD);
  jl_record_set_integer (item, JL_ITEM_OFFER, JL_OFFER_DRAFT);
  jl_record_set_integer (item, JL_ITEM_SETTLEMENT, JL_SETTLEMENT_NONE);
  jl_record_set_integer (item, JL_ITEM_WAITING, 0);
  jl_record_set_integer (item, JL_ITEM_CREATED_AT, jl_fake_now (self));
  if (!jl_record_has (item, JL_ITEM_PHOTOS)) {
    g_autoptr (GPtrArray) none = g_ptr_array_new_with_free_func (g_object_unref);

    jl_record_set_list (item, JL_ITEM_PHOTOS, none);
  }
  g_ptr_array_insert (self->items, 0, g_object_ref (item));
  jl_fake_touch (self, item);
  jl_fake_add_step (self, item, "item.create");
}

JlRecord *
jl_fake_make_item (JlFakeService *self, const char *title, const char *category, gint64 price_fen)
{
  g_autoptr (JlRecord) item = jl_record_new (&jl_item_table);

  jl_record_set_text (item, JL_ITEM_TITLE, title);
  jl_record_set_text (item, JL_ITEM_CATEGORY, category);
  jl_record_set_text (item, JL_ITEM_GRADE, "N90");
  jl_record_set_integer (item, JL_ITEM_MODE, JL_MODE_SELL);
  jl_record_set_integer (item, JL_ITEM_PRICE_FEN, price_fen);
  complete_item (self, item);
  return item;
}

static void
make_notice (JlFakeService *self, JlRecord *item)
{
  g_autoptr (JlRecord) notice = jl_record_new (&jl_notice_table);

  jl_record_set_integer (notice, JL_NOTICE_ID, next_id (self));
  jl_record_set_integer (notice, JL_NOTICE_CAUSE, JL_NOTICE_RESERVED);
  jl_record_set_integer (notice, JL_NOTICE_ITEM, jl_record_get_integer (item, JL_ITEM_ID));
  jl_record_set_text (notice, JL_NOTICE_ITEM_TITLE, jl_record_get_text (item, JL_ITEM_TITLE));
  jl_record_set_integer (notice, JL_NOTICE_READ, FALSE);
  jl_record_set_integer (notice, JL_NOTICE_CREATED_AT, jl_fake_now (self));
  g_ptr_array_insert (self->notices, 0, g_object_ref (notice));
  jl_fake_touch (self, notice);
}

JlRecord *
jl_fake_make_reservation (JlFakeService *self, JlRecord *item, const char *nickname)
{
  g_autoptr (JlRecord) reservation = jl_record_new (&jl_reservation_table);
  gint64 id = next_id (self);

  jl_record_set_integer (reservation, JL_RESERVATION_ID, id);
  jl_record_set_integer (
      reservation, JL_RESERVATION_ITEM, jl_record_get_integer (item, JL_ITEM_ID));
  jl_record_set_text (
      reservation, JL_RESERVATION_ITEM_TITLE, jl_record_get_text (item, JL_ITEM_TITLE));
  jl_record_set_text (
      reservation, JL_RESERVATION_LABEL_CODE, jl_record_get_text (item, JL_ITEM_LABEL_CODE));
  jl_record_set_integer (reservation, JL_RESERVATION_STATE, JL_RESERVATION_ACTIVE);
  jl_record_set_integer (
      reservation, JL_RESERVATION_EXPIRES_AT, jl_fake_now (self) + 47 * 3600 * 1000);
  jl_record_set_text (reservation, JL_RESERVATION_NICKNAME, nickname);
  jl_record_set_text (reservation, JL_RESERVATION_PHONE, "138****5678");
  jl_record_set_integer (reservation, JL_RESERVATION_CREATED_AT, jl_fake_now (self));
  g_ptr_array_insert (self->reservations, 0, g_object_ref (reservation));
  jl_fake_touch (self, reservation);

  jl_record_set_integer (item, JL_ITEM_RESERVATION, id);
  jl_record_set_integer (item, JL_ITEM_OFFER, JL_OFFER_RESERVED);
  jl_record_set_integer (
      item, JL_ITEM_RESERVED_UNTIL, jl_record_get_integer (reservation, JL_RESERVATION_EXPIRES_AT));
  jl_fake_touch (self, item);
  jl_fake_add_step (self, item, "item.reserve");
  make_notice (self, item);
  return reservation;
}

static void
refuse (JlFakeRequest *request, JlErrorCode code, const char *field, const char *detail)
{
  g_autoptr (GError) error = NULL;

  jl_set_error_field (&error, code, field, "%s", detail);
  jl_fake_refuse (request, error);
}

static gboolean
matches (JlFakeRequest *request, JlRecord *item)
{
  static const struct {
    const char *name;
    guint field;
  } filters[] = { { "category", JL_ITEM_CATEGORY },
                  { "mode", JL_ITEM_MODE },
                  { "offer", JL_ITEM_OFFER },
                  { "label_code", JL_ITEM_LABEL_CODE },
                  { "organisation", JL_ITEM_ORGANISATION } };
  const char *words = g_hash_table_lookup (request->query, "q");
  const char *max = g_hash_table_lookup (request->query, "max_price_fen");

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++) {
    const char *wanted = g_hash_table_lookup (request->query, filters[i].name);
    g_autofree char *value = jl_record_dup_field_text (item, filters[i].field);

    if (wanted != NULL && g_strcmp0 (wanted, value) != 0)
      return FALSE;
  }
  if (max != NULL &&
      jl_record_get_integer (item, JL_ITEM_PRICE_FEN) > g_ascii_strtoll (max, NULL, 10))
    return FALSE;
  return words == NULL || strstr (jl_record_get_text (item, JL_ITEM_TITLE), words) != NULL;
}

static void
list (JlFakeRequest *request)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  for (guint i = 0; i < request->service->items->len; i++)
    if (matches (request, request->service->items->pdata[i]))
      g_ptr_array_add (found, request->service->items->pdata[i]);
  jl_fake_answer_list (request, found);
}

static void
create (JlFakeRequest *request)
{
  g_autoptr (JlRecord) item = jl_fake_read_body (request, &jl_item_table, JL_READ_CREATE);

  if (item == NULL)
    return;
  complete_item (request->service, item);
  jl_fake_answer_record (request, 201, item);
}

/* Returns: whether the request knows the item as it is. */
static gboolean
is_current (JlFakeRequest *request, JlRecord *item)
{
  const char *match = soup_message_headers_get_one (
      soup_server_message_get_request_headers (request->message), "If-Match");
  gint64 version = match != NULL ? g_ascii_strtoll (match + 1, NULL, 10) : 0;

  if (match == NULL || version == jl_record_get_integer (item, JL_ITEM_VERSION))
    return TRUE;
  refuse (request, JL_ERROR_VERSION_CONFLICT, NULL, "Somebody else changed this first");
  return FALSE;
}

static void
edit (JlFakeRequest *request, JlRecord *item)
{
  g_autoptr (JlRecord) changes = jl_fake_read_body (request, &jl_item_table, JL_READ_PATCH);

  if (changes == NULL)
    return;
  jl_record_apply (item, changes);
  jl_fake_touch (request->service, item);
  jl_fake_add_step (request->service, item, "item.edit");
  jl_fake_answer_record (request, 200, item);
}

static void
add_photo (JlFakeRequest *request, JlRecord *item)
{
  g_autoptr (GPtrArray) photos = g_ptr_array_copy (
      jl_record_get_list (item, JL_ITEM_PHOTOS), (GCopyFunc)(void *)g_object_ref, NULL);
  g_autoptr (JlRecord) photo = jl_record_new (&jl_photo_table);

  if (g_bytes_get_size (request->body) < 8) {
    refuse (request, JL_ERROR_UNSUPPORTED_MEDIA, NULL, "This is no photo");
    return;
  }
  if (request->service->n_refused > 0) {
    request->service->n_refused--;
    refuse (request, JL_ERROR_UNSUPPORTED_MEDIA, NULL, "This picture is damaged");
    return;
  }
  g_ptr_array_set_free_func (photos, g_object_unref);
  jl_record_set_integer (photo, JL_PHOTO_ID, next_id (request->service));
  g_hash_table_insert (request->service->photos,
                       jl_record_dup_field_text (photo, JL_PHOTO_ID),
                       g_bytes_ref (request->body));
  g_ptr_array_add (photos, g_object_ref (photo));
  jl_record_set_list (item, JL_ITEM_PHOTOS, photos);
  jl_fake_touch (request->service, item);
  jl_fake_answer_record (request, 201, item);
}

static void
publish (JlFakeRequest *request, JlRecord *item)
{
  g_autoptr (GError) error = NULL;

  if (jl_record_get_list (item, JL_ITEM_PHOTOS)->len == 0) {
    jl_set_error_field (&error, JL_ERROR_NOT_PUBLISHABLE, NULL, "This cannot be published yet");
    jl_error_add_reason (error, "photo_missing", "photos", "Add at least one photo");
    if (!jl_record_has (item, JL_ITEM_GRADE))
      jl_error_add_reason (error, "grade_missing", "grade", "Say how good its condition is");
    if (!jl_record_has (item, JL_ITEM_PRICE_FEN))
      jl_error_add_reason (error, "price_missing", "price_fen", "Set a price");
    jl_error_add_reason (
        error, "attribute_missing", "attributes.material", "Say what it is made of");
    jl_fake_refuse (request, error);
    return;
  }
  jl_record_set_integer (item, JL_ITEM_OFFER, JL_OFFER_PUBLISHED);
  jl_record_set_integer (item, JL_ITEM_PUBLISHED_AT, jl_fake_now (request->service));
  jl_fake_touch (request->service, item);
  jl_fake_add_step (request->service, item, "item.publish");
  jl_fake_answer_record (request, 200, item);
}

static void
set_reservation_state (JlFakeService *self, JlRecord *item, JlReservationState state)
{
  g_autofree char *id = jl_record_dup_field_text (item, JL_ITEM_RESERVATION);
  JlRecord *reservation = id != NULL ? jl_fake_find (self->reservations, id) : NULL;

  if (reservation != NULL) {
    jl_record_set_integer (reservation, JL_RESERVATION_STATE, state);
    jl_fake_touch (self, reservation);
  }
  jl_record_set_null (item, JL_ITEM_RESERVATION);
  jl_record_set_null (item, JL_ITEM_RESERVED_UNTIL);
}

/* What only changes where the thing is; what leaves the keeping is no longer offered. */
static const struct {
  const char *verb;
  JlCustody custody;
  JlOffer offer;
} moves[] = {
  { "return", JL_CUSTODY_RETURNED, JL_OFFER_WITHDRAWN },
  { "lose", JL_CUSTODY_LOST, JL_OFFER_WITHDRAWN },
  { "receive", JL_CUSTODY_HELD, JL_OFFER_WITHDRAWN },
  { "take-back", JL_CUSTODY_HELD, JL_OFFER_WITHDRAWN },
  { "hand-over", JL_CUSTODY_HANDED_OVER, JL_OFFER_CONCLUDED },
};

/* Returns: whether @verb is such a move. */
gboolean
jl_fake_move_item (JlFakeService *self, JlRecord *item, const char *verb)
{
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++) {
    if (!g_str_equal (verb, moves[i].verb))
      continue;
    jl_record_set_integer (item, JL_ITEM_CUSTODY, moves[i].custody);
    jl_record_set_integer (item, JL_ITEM_OFFER, moves[i].offer);
    if (moves[i].offer == JL_OFFER_WITHDRAWN)
      jl_record_set_integer (item, JL_ITEM_SETTLEMENT, JL_SETTLEMENT_NONE);
    else if (jl_record_get_integer (item, JL_ITEM_SETTLEMENT) != JL_SETTLEMENT_SETTLED)
      jl_record_set_integer (item, JL_ITEM_SETTLEMENT, JL_SETTLEMENT_DUE);
    set_reservation_state (self, item, JL_RESERVATION_FULFILLED);
    return TRUE;
  }
  return FALSE;
}

static void
change_state (JlFakeRequest *request, JlRecord *item, const char *verb)
{
  JlFakeService *self = request->service;
  g_autofree char *command = g_strconcat ("item.", verb, NULL);
  g_autoptr (JlRecord) sale = NULL;

  if (g_str_equal (verb, "withdraw")) {
    jl_record_set_integer (item, JL_ITEM_OFFER, JL_OFFER_WITHDRAWN);
  } else if (g_str_equal (verb, "sale")) {
    sale = jl_fake_read_body (request, &jl_sale_table, JL_READ_CREATE);
    if (sale == NULL)
      return;
    set_reservation_state (self, item, JL_RESERVATION_FULFILLED);
    jl_record_set_integer (item, JL_ITEM_OFFER, JL_OFFER_CONCLUDED);
    jl_record_set_integer (item, JL_ITEM_SETTLEMENT, JL_SETTLEMENT_SETTLED);
    jl_record_set_integer (item, JL_ITEM_SOLD_FEN, jl_record_get_integer (sale, JL_SALE_PRICE_FEN));
  } else if (!jl_fake_move_item (self, item, verb)) {
    refuse (request, JL_ERROR_NOT_FOUND, NULL, "No such route");
    return;
  }
  jl_fake_touch (self, item);
  jl_fake_add_step (self, item, command);
  jl_fake_answer_record (request, 200, item);
}

static void
history (JlFakeRequest *request, const char *id)
{
  gboolean first = TRUE;

  request->status = 200;
  g_string_append (request->answer, "{\"items\":[");
  for (guint i = request->service->steps->len; i > 0; i--) {
    const char *step = request->service->steps->pdata[i - 1];

    if (!g_str_has_prefix (step, id))
      continue;
    g_string_append_printf (request->answer, "%s%s", first ? "" : ",", step + strlen (id));
    first = FALSE;
  }
  g_string_append (request->answer, "],\"next\":null}");
}

static void
write_item (JlFakeRequest *request, JlRecord *item)
{
  const char *verb = request->parts[2];

  if (!is_current (request, item))
    return;
  if (g_str_equal (request->method, "PATCH"))
    edit (request, item);
  else if (g_strcmp0 (verb, "photos") == 0)
    add_photo (request, item);
  else if (g_strcmp0 (verb, "publish") == 0)
    publish (request, item);
  else
    change_state (request, item, verb);
}

void
jl_fake_items (JlFakeRequest *request)
{
  gboolean reads = g_str_equal (request->method, "GET");
  JlRecord *item;

  if (request->parts[1] == NULL) {
    if (reads)
      list (request);
    else
      create (request);
    return;
  }
  item = jl_fake_find (request->service->items, request->parts[1]);
  if (item == NULL)
    refuse (request, JL_ERROR_NOT_FOUND, NULL, "No such item");
  else if (!reads)
    write_item (request, item);
  else if (g_strcmp0 (request->parts[2], "history") == 0)
    history (request, request->parts[1]);
  else
    jl_fake_answer_record (request, 200, item);
}

static void
cancel (JlFakeRequest *request, JlRecord *reservation)
{
  g_autofree char *item_id = jl_record_dup_field_text (reservation, JL_RESERVATION_ITEM);
  JlRecord *item = jl_fake_find (request->service->items, item_id);

  jl_record_set_integer (reservation, JL_RESERVATION_STATE, JL_RESERVATION_CANCELLED);
  jl_fake_touch (request->service, reservation);
  jl_record_set_null (item, JL_ITEM_RESERVATION);
  jl_record_set_integer (item, JL_ITEM_OFFER, JL_OFFER_PUBLISHED);
  jl_fake_touch (request->service, item);
  jl_fake_answer_record (request, 200, reservation);
}

static gboolean
is_wanted (JlFakeRequest *request, JlRecord *reservation)
{
  const char *state = g_hash_table_lookup (request->query, "state");
  const char *item = g_hash_table_lookup (request->query, "item");
  g_autofree char *its_state = jl_record_dup_field_text (reservation, JL_RESERVATION_STATE);
  g_autofree char *its_item = jl_record_dup_field_text (reservation, JL_RESERVATION_ITEM);

  return (state == NULL || g_str_equal (state, its_state)) &&
         (item == NULL || g_str_equal (item, its_item));
}

void
jl_fake_reservations (JlFakeRequest *request)
{
  GPtrArray *all = request->service->reservations;
  JlRecord *reservation = request->parts[1] != NULL ? jl_fake_find (all, request->parts[1]) : NULL;

  if (request->parts[1] == NULL) {
    g_autoptr (GPtrArray) found = g_ptr_array_new ();

    for (guint i = 0; i < all->len; i++)
      if (is_wanted (request, all->pdata[i]))
        g_ptr_array_add (found, all->pdata[i]);
    jl_fake_answer_list (request, found);
  } else if (reservation == NULL) {
    refuse (request, JL_ERROR_NOT_FOUND, NULL, "No such reservation");
  } else if (g_strcmp0 (request->parts[2], "cancel") == 0) {
    cancel (request, reservation);
  } else if (g_strcmp0 (request->parts[2], "contact") == 0) {
    request->status = 200;
    g_string_append (request->answer, "{\"phone\":\"13812345678\"}");
  } else {
    jl_fake_answer_record (request, 200, reservation);
  }
}
