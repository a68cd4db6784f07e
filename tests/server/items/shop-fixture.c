// SPDX-License-Identifier: GPL-3.0-or-later
#include "shop-fixture.h"

#include "jl-accounts.h"
#include "jl-id.h"
#include "jl-item-text.h"
#include "jl-keeping-capability.h"
#include "jl-moderation-service.h"
#include "jl-spreadsheets.h"
#include "jl-picture.h"
#include "jl-search-find.h"
#include "jl-store.h"
#include "jl-token.h"

static const JlCapability *const capabilities[] = {
  &jl_accounts_capability,     &jl_items_capability,   &jl_moderation_capability,
  &jl_spreadsheets_capability, &jl_keeping_capability, NULL
};

static void
open_search (ShopFixture *self)
{
  g_autofree char *path = g_build_filename (self->city.data_dir, "search.db", NULL);
  g_autoptr (GError) error = NULL;
  JlSearchIndex *index = jl_search_index_open (path, &error);
  JlConnection *connection;

  g_assert_no_error (error);
  connection = jl_store_open_reader (self->city.data_dir, &error);
  g_assert_no_error (error);
  jl_items_init_search_source (&self->source, self->city.rules);
  self->indexer = jl_indexer_new (connection, index, &self->source);
  jl_search_attach (self->city.reader, path, &error);
  g_assert_no_error (error);
}

void
shop_setup (ShopFixture *self, gconstpointer data)
{
  CityFixture *city = &self->city;
  const JlKeepingConfig keeping = { .capabilities = capabilities, .notice_hours = 24 };

  jl_keeping_configure (&keeping);
  city->person_parts = jl_items_person_parts;
  city_fixture_open (city, capabilities);
  jl_items_configure (city->data_dir);
  self->shop = city_add_organisation (city, "shop", "惠民寄卖店", "HMA", "130102001002");
  self->other_shop = city_add_organisation (city, "shop", "旧时光", "JSG", "130104001001");
  self->school = city_add_organisation (city, "school", "实验小学", "SYX", "130102001002");
  city_add_account (city, self->shop, "clerk", "li.na");
  city_add_account (city, self->other_shop, "clerk", "zhou");
  city_add_account (city, self->school, "teacher", "wang");
  self->clerk = city_sign_in (city, "li.na");
  self->stranger = city_sign_in (city, "zhou");
  self->teacher = city_sign_in (city, "wang");
  for (guint i = 0; i < G_N_ELEMENTS (self->residents); i++) {
    g_autofree char *phone = g_strdup_printf ("1380000%04u", i);

    city_add_account (city, self->shop, NULL, phone);
    self->residents[i] = city_sign_in (city, phone);
  }
  open_search (self);
}

void
shop_teardown (ShopFixture *self, gconstpointer data)
{
  g_clear_pointer (&self->indexer, jl_indexer_free);
  g_free (self->clerk);
  g_free (self->stranger);
  g_free (self->teacher);
  for (guint i = 0; i < G_N_ELEMENTS (self->residents); i++)
    g_free (self->residents[i]);
  city_fixture_close (&self->city);
}

char *
shop_create (ShopFixture *self, const char *token, const char *body)
{
  g_autoptr (CityAnswer) answer = city_post (&self->city, token, "/items", body);

  city_assert_status (answer, 201);
  return g_strdup (city_answer_get_text (answer, "id"));
}

/* The command alone: what its prepare step would have brought. */
CityAnswer *
shop_add_photo (ShopFixture *self, const char *token, const char *id)
{
  static guint n;
  g_autofree char *seed = g_strdup_printf ("photo %u", n++);
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA256, seed, -1);
  g_autoptr (JlPicture) picture = jl_picture_new (name, 1600, 1200, "#998877");
  g_autoptr (GBytes) token_hash = jl_token_hash (token);
  g_autoptr (GVariant) prepared = NULL;
  const char *const parameters[] = { id, NULL };
  JlFrame frame = { .command = "item.add-photo",
                    .token_hash = token_hash,
                    .language = "en",
                    .parameters = parameters };
  g_autoptr (JlReply) reply = NULL;
  CityAnswer *answer = g_new0 (CityAnswer, 1);

  picture->bytes[JL_PICTURE_THUMB] = 10000;
  picture->bytes[JL_PICTURE_SCREEN] = 100000;
  picture->bytes[JL_PICTURE_FULL] = 400000;
  prepared = g_variant_ref_sink (jl_picture_to_variant (picture));
  frame.prepared = prepared;
  reply = jl_writer_call (self->city.writer, &frame);
  answer->status =
      reply->error != NULL ? jl_error_code_get_status (reply->error->code) : reply->status;
  answer->error = g_steal_pointer (&reply->error);
  if (reply->body != NULL) {
    answer->text = g_strndup (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body));
    answer->json = jl_json_parse (answer->text, -1, NULL);
  }
  return answer;
}

CityAnswer *
shop_act (
    ShopFixture *self, const char *token, const char *id, const char *action, const char *body)
{
  g_autofree char *path = g_strdup_printf ("/items/%s/%s", id, action);

  return city_post (&self->city, token, path, body);
}

CityAnswer *
shop_get_item (ShopFixture *self, const char *token, const char *id)
{
  g_autofree char *path = g_strdup_printf ("/items/%s", id);

  return city_get (&self->city, token, path);
}

char *
shop_publish_sofa (ShopFixture *self)
{
  g_autofree char *id = shop_create (self, self->clerk, SHOP_SOFA);
  g_autoptr (CityAnswer) photo = shop_add_photo (self, self->clerk, id);
  g_autoptr (CityAnswer) published = shop_act (self, self->clerk, id, "publish", NULL);

  city_assert_status (photo, 201);
  city_assert_status (published, 200);
  return g_steal_pointer (&id);
}

char *
shop_reserve (ShopFixture *self, guint resident, const char *id)
{
  g_autoptr (CityAnswer) answer =
      shop_act (self, self->residents[resident], id, "reservations", NULL);

  city_assert_status (answer, 201);
  return g_strdup (city_answer_get_text (answer, "id"));
}

void
shop_index (ShopFixture *self)
{
  g_autoptr (GError) error = NULL;
  gboolean is_behind = TRUE;

  for (guint i = 0; is_behind && i < 1000; i++) {
    g_assert_true (jl_indexer_catch_up (self->indexer, 500, &is_behind, &error));
    g_assert_no_error (error);
  }
  g_assert_false (is_behind);
}

void
shop_run_due (ShopFixture *self)
{
  guint i = 0;

  while (jl_writer_run_due (self->city.writer))
    g_assert_cmpuint (i++, <, 1000);
}
