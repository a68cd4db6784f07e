// SPDX-License-Identifier: GPL-3.0-or-later
/* The whole story: a clerk takes a sofa in, a resident finds and reserves it, it is handed over and
 * sold, and its history tells every step. */
#include "shop-fixture.h"

#include "jl-accounts.h"
#include "jl-check.h"
#include "jl-keys.h"

static void
find (ShopFixture *fixture, const char *query, const char *id)
{
  g_autofree char *escaped = g_uri_escape_string (query, "=&", TRUE);
  g_autofree char *path = g_strconcat ("/items?", escaped, NULL);
  g_autoptr (CityAnswer) answer = city_get (&fixture->city, NULL, path);

  g_test_message ("%s", query);
  city_assert_status (answer, 200);
  g_assert_cmpuint (city_answer_get_length (answer, "items"), ==, id != NULL ? 1 : 0);
  if (id != NULL)
    g_assert_cmpstr (city_answer_get_text (answer, "items[0].id"), ==, id);
}

static char *
take_in (ShopFixture *fixture)
{
  g_autofree char *id = shop_create (fixture, fixture->clerk, SHOP_SOFA);
  g_autofree char *path = g_strdup_printf ("/items/%s", id);
  g_autoptr (CityAnswer) first = shop_add_photo (fixture, fixture->clerk, id);
  g_autoptr (CityAnswer) second = shop_add_photo (fixture, fixture->clerk, id);
  g_autoptr (CityAnswer) cheaper = NULL;
  g_autoptr (CityAnswer) published = NULL;

  city_assert_status (first, 201);
  city_assert_status (second, 201);
  g_assert_cmpuint (city_answer_get_length (second, "photos"), ==, 2);
  cheaper = city_patch (&fixture->city,
                        fixture->clerk,
                        path,
                        city_answer_get_integer (second, "version"),
                        "{\"price_fen\":42000}");
  city_assert_status (cheaper, 200);
  published = shop_act (fixture, fixture->clerk, id, "publish", NULL);
  city_assert_status (published, 200);
  g_assert_cmpstr (city_answer_get_text (published, "offer"), ==, "published");
  return g_steal_pointer (&id);
}

static void
search (ShopFixture *fixture, const char *id)
{
  g_autoptr (CityAnswer) item = shop_get_item (fixture, NULL, id);
  g_autofree char *label = g_strconcat ("q=", city_answer_get_text (item, "label_code"), NULL);

  shop_index (fixture);
  find (fixture, "q=沙发", id);
  find (fixture, "q=shafa", id);
  find (fixture, "q=sf", id);
  find (fixture, "q=三人位", id);
  find (fixture, "q=3人位", id);
  find (fixture, "q=布艺", id);
  find (fixture, "q=长安", id);
  find (fixture, "q=惠民", id);
  find (fixture, "q=sofa", id);
  find (fixture, label, id);
  find (fixture, "q=冰箱", NULL);
  find (fixture, "community=130102001002", id);
  find (fixture, "district=130102&category=furniture", id);
  find (fixture, "district=130104", NULL);
  find (fixture, "min_price_fen=40000&max_price_fen=43000", id);
  find (fixture, "q=沙发&max_price_fen=41999", NULL);
}

static void
check_history (ShopFixture *fixture, const char *id)
{
  static const char *const commands[] = {
    "item.record-sale", "item.hand-over", "item.reserve",   "item.publish",
    "item.edit",        "item.add-photo", "item.add-photo", "item.create",
  };
  g_autofree char *path = g_strdup_printf ("/items/%s/history", id);
  g_autoptr (CityAnswer) own = city_get (&fixture->city, fixture->clerk, path);
  g_autoptr (CityAnswer) public = city_get (&fixture->city, NULL, path);

  city_assert_status (own, 200);
  g_assert_cmpuint (city_answer_get_length (own, "items"), ==, G_N_ELEMENTS (commands));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_autofree char *command = g_strdup_printf ("items[%u].command", i);
    g_autofree char *actor = g_strdup_printf ("items[%u].actor", i);

    g_assert_cmpstr (city_answer_get_text (own, command), ==, commands[i]);
    g_assert_cmpstr (city_answer_get_text (own, actor), ==, i == 2 ? "N**" : "Nli.na");
  }
  g_assert_cmpstr (city_answer_get_text (own, "items[2].offer"), ==, "reserved");
  g_assert_cmpstr (city_answer_get_text (own, "items[1].custody"), ==, "handed_over");
  g_assert_cmpstr (city_answer_get_text (own, "items[1].settlement"), ==, "due");
  g_assert_cmpstr (city_answer_get_text (own, "items[0].settlement"), ==, "settled");
  g_assert_cmpstr (city_answer_get_text (own, "items[0].organisation_name"), ==, "惠民寄卖店");
  g_assert_cmpuint (city_answer_get_length (own, "items[4].changes"), ==, 1);
  g_assert_cmpstr (
      json_array_get_string_element (
          json_object_get_array_member (
              json_array_get_object_element (
                  json_object_get_array_member (json_node_get_object (own->json), "items"), 4),
              "changes"),
          0),
      ==,
      "price_fen");

  /* Others learn what happened and when, not who did it. */
  city_assert_status (public, 200);
  g_assert_cmpuint (city_answer_get_length (public, "items"), ==, G_N_ELEMENTS (commands));
  g_assert_null (strstr (public->text, "Nli.na"));
  g_assert_null (strstr (public->text, "N13800000000"));
  g_assert_null (strstr (public->text, "changes"));
}

static void
check_store (ShopFixture *fixture)
{
  const JlSchema *const schemas[] = { jl_accounts_capability.schema,
                                      jl_items_capability.schema,
                                      NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = jl_store_check (fixture->city.reader, schemas, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", (char *)problems->pdata[i]);
  g_assert_cmpuint (problems->len, ==, 0);
}

static void
test_story (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = take_in (fixture);
  g_autofree char *reservation = NULL;
  g_autoptr (CityAnswer) list = NULL;
  g_autoptr (CityAnswer) notices = NULL;
  g_autoptr (CityAnswer) handed = NULL;
  g_autoptr (CityAnswer) sold = NULL;

  search (fixture, id);
  reservation = shop_reserve (fixture, 0, id);
  shop_assert_state (fixture, id, "offer", "reserved");

  list = city_get (&fixture->city, fixture->clerk, "/reservations?state=active");
  g_assert_cmpuint (city_answer_get_length (list, "items"), ==, 1);
  g_assert_cmpstr (city_answer_get_text (list, "items[0].id"), ==, reservation);
  g_assert_cmpstr (city_answer_get_text (list, "items[0].nickname"), ==, "N**");
  g_assert_cmpstr (city_answer_get_text (list, "items[0].phone"), ==, "138****0000");
  notices = city_get (&fixture->city, fixture->clerk, "/notices");
  g_assert_cmpstr (city_answer_get_text (notices, "items[0].cause"), ==, "reserved");

  handed = shop_act (fixture, fixture->clerk, id, "hand-over", NULL);
  city_assert_status (handed, 200);
  g_assert_cmpstr (city_answer_get_text (handed, "settlement"), ==, "due");
  sold = shop_act (fixture, fixture->clerk, id, "sale", "{\"payment\":\"wechat\"}");
  city_assert_status (sold, 200);
  g_assert_cmpstr (city_answer_get_text (sold, "offer"), ==, "concluded");
  g_assert_cmpstr (city_answer_get_text (sold, "settlement"), ==, "settled");
  g_assert_cmpint (city_answer_get_integer (sold, "sold_fen"), ==, 42000);
  g_assert_cmpint (city_query (&fixture->city,
                               "SELECT sum(amount_fen) FROM ledger_entry WHERE account='wechat'"),
                   ==,
                   42000);

  find (fixture, "q=沙发", NULL);
  check_history (fixture, id);
  check_store (fixture);
}

static void
test_withdrawn_vanishes (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = shop_publish_sofa (fixture);
  g_autoptr (CityAnswer) withdrawn = NULL;
  g_autoptr (CityAnswer) seen = NULL;

  shop_index (fixture);
  find (fixture, "q=沙发", id);
  withdrawn = shop_act (fixture, fixture->clerk, id, "withdraw", NULL);
  city_assert_status (withdrawn, 200);
  /* The search file does not know yet. */
  find (fixture, "q=沙发", NULL);
  find (fixture, "category=sofa", NULL);
  seen = shop_get_item (fixture, NULL, id);
  city_assert_refused (seen, JL_ERROR_NOT_FOUND);
}

/* A clerk of another shop reserves privately: the public must not read where that person works. */
static void
test_history_names_no_employer (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = shop_publish_sofa (fixture);
  g_autofree char *path = g_strdup_printf ("/items/%s/history", id);
  g_autoptr (CityAnswer) reserved = shop_act (fixture, fixture->stranger, id, "reservations", NULL);
  g_autoptr (CityAnswer) public = city_get (&fixture->city, NULL, path);
  g_autoptr (CityAnswer) own = city_get (&fixture->city, fixture->clerk, path);
  CityAnswer *const seen[] = { public, own };

  city_assert_status (reserved, 201);
  for (guint i = 0; i < G_N_ELEMENTS (seen); i++) {
    JsonArray *steps = json_object_get_array_member (json_node_get_object (seen[i]->json), "items");

    city_assert_status (seen[i], 200);
    g_assert_cmpstr (city_answer_get_text (seen[i], "items[0].command"), ==, "item.reserve");
    g_assert_true (json_object_get_null_member (json_array_get_object_element (steps, 0),
                                                "organisation_name"));
    g_assert_cmpstr (
        city_answer_get_text (seen[i], "items[1].organisation_name"), ==, "惠民寄卖店");
  }
}

#define ADD(name, func)                                                                            \
  g_test_add ("/items/story/" name, ShopFixture, NULL, shop_setup, func, shop_teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("whole", test_story);
  ADD ("withdrawn-vanishes", test_withdrawn_vanishes);
  ADD ("history-names-no-employer", test_history_names_no_employer);
  return g_test_run ();
}
