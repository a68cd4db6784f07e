// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-fake-service.h"
#include "jl-goods.h"
#include "jl-places.h"
#include "jl-wait.h"

static JlGoods *
load (const char *language)
{
  g_autoptr (JlFakeService) service = jl_fake_service_new (0);
  g_autoptr (JlClient) client = jl_client_new (jl_fake_service_get_address (service));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  JlGoods *goods;

  jl_goods_load_async (client, language, NULL, jl_wait_result_cb, &result);
  goods = jl_goods_load_finish (jl_wait_result (&result), &error);
  g_assert_no_error (error);
  return goods;
}

static const JlGoodsAttribute *
find_attribute (const JlGoodsCategory *category, const char *name)
{
  for (guint i = 0; i < category->attributes->len; i++) {
    JlGoodsAttribute *attribute = category->attributes->pdata[i];

    if (g_str_equal (attribute->name, name))
      return attribute;
  }
  g_assert_not_reached ();
}

static void
test_sofa (void)
{
  g_autoptr (JlGoods) goods = load ("zh");
  const JlGoodsCategory *sofa = jl_goods_find (goods, "sofa");
  const JlGoodsAttribute *length = find_attribute (sofa, "length_cm");
  const JlGoodsAttribute *seats = find_attribute (sofa, "seats");
  g_autofree char *name = jl_goods_dup_full_name (goods, sofa);
  g_autoptr (JsonNode) value = json_node_init_int (json_node_alloc (), 210);
  g_autoptr (JsonNode) yes = json_node_init_boolean (json_node_alloc (), TRUE);
  g_autofree char *text = jl_goods_dup_attribute_text (length, value);
  g_autofree char *yes_text = jl_goods_dup_attribute_text (length, yes);

  g_assert_cmpstr (name, ==, "家具 › 沙发");
  g_assert_true (sofa->leaf);
  g_assert_false (jl_goods_find (goods, "furniture")->leaf);
  g_assert_cmpint (length->type, ==, JL_GOODS_INTEGER);
  g_assert_true (length->required);
  g_assert_cmpstr (text, ==, "210 厘米");
  g_assert_cmpstr (yes_text, ==, "Yes");
  g_assert_true (seats->type == JL_GOODS_INTEGER || seats->values->len > 0);
  g_assert_cmpuint (sofa->grades->len, >, 2);
  g_assert_null (jl_goods_find (goods, "nothing"));
  g_assert_null (jl_goods_find (goods, NULL));
}

static void
test_english (void)
{
  g_autoptr (JlGoods) goods = load ("en");
  const JlGoodsCategory *phone = jl_goods_find (goods, "smartphone");

  g_assert_cmpstr (phone->name, ==, "Smartphone");
  g_assert_cmpstr (jl_goods_get_grade_name (goods, "smartphone", "N90"), ==, "Very good");
  g_assert_cmpstr (jl_goods_get_grade_name (goods, "smartphone", "X"), ==, "X");
  g_assert_cmpstr (jl_goods_get_grade_name (goods, NULL, NULL), ==, NULL);
}

static void
test_malformed (void)
{
  static const char *const texts[] = { "{}", "[]", "7", "{\"items\":[7,{},{\"code\":\"x\"}]}" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (JsonNode) node = jl_json_parse (texts[i], -1, NULL);
    g_autoptr (GError) error = NULL;

    g_assert_null (jl_goods_new_from_json (node, "en", &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_MALFORMED);
  }
}

static void
test_places (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlDivisions) divisions = jl_places_load (&error);
  g_autoptr (GPtrArray) districts = NULL;
  g_autoptr (GPtrArray) communities = NULL;
  g_autofree char *name = NULL;
  g_autofree char *unknown = NULL;

  g_assert_no_error (error);
  districts = jl_places_list_districts (divisions);
  g_assert_cmpuint (districts->len, >, 20);
  communities = jl_places_list_communities (divisions, "130104");
  g_assert_cmpuint (communities->len, >, 50);
  name = jl_places_dup_name (divisions, "130104001");
  g_assert_cmpstr (name, ==, "桥西区 · 东里街道");
  unknown = jl_places_dup_name (divisions, "999999");
  g_assert_cmpstr (unknown, ==, "999999");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/desktop/goods/sofa", test_sofa);
  g_test_add_func ("/desktop/goods/english", test_english);
  g_test_add_func ("/desktop/goods/malformed", test_malformed);
  g_test_add_func ("/desktop/places", test_places);
  return g_test_run ();
}
