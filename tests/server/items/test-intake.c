// SPDX-License-Identifier: GPL-3.0-or-later
#include "shop-fixture.h"

#include "jl-label-code.h"

#include <string.h>

static void
test_create (ShopFixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) answer = city_post (&fixture->city, fixture->clerk, "/items", SHOP_SOFA);
  g_autoptr (CityAnswer) seen = NULL;
  g_autoptr (CityAnswer) unseen = NULL;
  g_autoptr (CityAnswer) foreign = NULL;
  const char *id;
  JlLabelCode label;

  city_assert_status (answer, 201);
  id = city_answer_get_text (answer, "id");
  g_assert_cmpstr (city_answer_get_text (answer, "title"), ==, "三人位布艺沙发");
  g_assert_cmpstr (city_answer_get_text (answer, "offer"), ==, "draft");
  g_assert_cmpstr (city_answer_get_text (answer, "custody"), ==, "held");
  g_assert_cmpstr (city_answer_get_text (answer, "settlement"), ==, "none");
  g_assert_cmpstr (city_answer_get_text (answer, "community"), ==, "130102001002");
  g_assert_cmpstr (city_answer_get_text (answer, "district"), ==, "130102");
  g_assert_cmpstr (city_answer_get_text (answer, "organisation_name"), ==, "惠民寄卖店");
  g_assert_cmpint (city_answer_get_integer (answer, "version"), ==, 1);
  g_assert_cmpint (city_answer_get_integer (answer, "attributes.seats"), ==, 3);
  g_assert_true (
      jl_label_code_from_text (city_answer_get_text (answer, "label_code"), &label, NULL));
  g_assert_cmpstr (label.prefix, ==, "HMA");
  g_assert_cmpuint (label.counter, ==, 1);

  /* A draft is its organisation's alone. */
  seen = shop_get_item (fixture, fixture->clerk, id);
  city_assert_status (seen, 200);
  g_assert_cmpstr (seen->text, ==, answer->text);
  unseen = shop_get_item (fixture, NULL, id);
  city_assert_refused (unseen, JL_ERROR_NOT_FOUND);
  foreign = shop_get_item (fixture, fixture->stranger, id);
  city_assert_refused (foreign, JL_ERROR_NOT_FOUND);
}

static void
test_list (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *draft = shop_create (fixture, fixture->clerk, SHOP_SOFA);
  g_autofree char *sofa = shop_publish_sofa (fixture);
  g_autoptr (CityAnswer) all = city_get (&fixture->city, NULL, "/items");

  city_assert_status (all, 200);
  g_assert_cmpuint (city_answer_get_length (all, "items"), ==, 1);
  g_assert_cmpstr (city_answer_get_text (all, "items[0].id"), ==, sofa);
}

static void
test_publish_reasons (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id =
      shop_create (fixture,
                   fixture->clerk,
                   "{\"category\":\"sofa\",\"title\":\"仿真枪沙发\",\"mode\":\"sell\"}");
  g_autoptr (CityAnswer) answer = shop_act (fixture, fixture->clerk, id, "publish", NULL);
  g_autoptr (GString) codes = g_string_new (NULL);
  GPtrArray *reasons;

  city_assert_refused (answer, JL_ERROR_NOT_PUBLISHABLE);
  reasons = jl_error_get_reasons (answer->error);
  for (guint i = 0; i < reasons->len; i++) {
    JlReason *reason = reasons->pdata[i];

    g_assert_nonnull (reason->detail);
    g_string_append_printf (codes, "%s %s\n", reason->code, reason->field);
  }
  g_assert_cmpstr (codes->str,
                   ==,
                   "attribute_missing attributes.seats\n"
                   "attribute_missing attributes.material\n"
                   "attribute_missing attributes.length_cm\n"
                   "grade_missing grade\n"
                   "price_missing price_fen\n"
                   "photo_missing photos\n"
                   "prohibited title\n");
}

static const JlRecordTable *
find_output (const char *path)
{
  for (const JlRoute *route = jl_items_capability.routes; route->method != NULL; route++) {
    if (strcmp (route->path, path) == 0)
      return route->output;
  }
  g_assert_not_reached ();
}

static void
test_catalogue (ShopFixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) all = city_get (&fixture->city, NULL, "/categories");
  g_autoptr (CityAnswer) names = city_get (&fixture->city, NULL, "/categories?detail=names");
  g_autoptr (CityAnswer) sofa = city_get (&fixture->city, NULL, "/categories/sofa");
  g_autoptr (CityAnswer) none = city_get (&fixture->city, NULL, "/categories/dragon");
  g_autoptr (CityAnswer) districts = city_get (&fixture->city, NULL, "/divisions");
  g_autoptr (CityAnswer) communities =
      city_get (&fixture->city, NULL, "/divisions?within=130102&level=community");
  g_autoptr (CityAnswer) nowhere = city_get (&fixture->city, NULL, "/divisions?within=999999");
  g_autoptr (CityAnswer) named =
      city_get (&fixture->city, NULL, "/divisions?codes=130108,999999,130102");
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) record = NULL;

  city_assert_status (all, 200);
  /* The description of the answer is what the answer is. */
  record = jl_record_read_json (find_output ("/categories"), all->json, JL_READ_STORED, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (names->text), <, strlen (all->text) / 4);
  g_assert_cmpstr (city_answer_get_text (sofa, "name.zh"), ==, "沙发");
  city_assert_refused (none, JL_ERROR_NOT_FOUND);
  g_assert_cmpuint (city_answer_get_length (districts, "items"), >=, 21);
  g_assert_cmpstr (city_answer_get_text (districts, "items[0].name"), ==, "长安区");
  g_assert_cmpuint (city_answer_get_length (communities, "items"), >, 50);
  city_assert_refused (nowhere, JL_ERROR_INVALID);
  g_assert_cmpuint (city_answer_get_length (named, "items"), ==, 2);
  g_assert_cmpstr (city_answer_get_text (named, "items[0].name"), ==, "裕华区");
}

#define ADD(name, func)                                                                            \
  g_test_add ("/items/intake/" name, ShopFixture, NULL, shop_setup, func, shop_teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("catalogue", test_catalogue);
  ADD ("create", test_create);
  ADD ("list", test_list);
  ADD ("publish-reasons", test_publish_reasons);
  return g_test_run ();
}
