// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-intake-texts.h"

#include "jl-attribute-text.h"
#include "jl-error.h"
#include "jl-fake-service.h"
#include "jl-wait.h"

#include <string.h>

static JlGoods *
load_goods (void)
{
  g_autoptr (JlFakeService) service = jl_fake_service_new (0);
  g_autoptr (JlClient) client = jl_client_new (jl_fake_service_get_address (service));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  JlGoods *goods;

  jl_goods_load_async (client, "en", NULL, jl_wait_result_cb, &result);
  goods = jl_goods_load_finish (jl_wait_result (&result), &error);
  g_assert_no_error (error);
  return goods;
}

static const JlGoodsAttribute *
find (JlGoods *goods, const char *category, const char *name)
{
  const JlGoodsAttribute *attribute =
      jl_goods_find_attribute (jl_goods_find (goods, category), name);

  g_assert_nonnull (attribute);
  return attribute;
}

/* What is typed, and what is sent for it: NULL where it is refused, "" where nothing is sent. */
static const struct {
  const char *category;
  const char *name;
  const char *typed;
  const char *sent;
} values[] = {
  { "sofa", "seats", "3", "3" },
  { "sofa", "seats", " ３ ", "3" },
  { "sofa", "seats", "3 seats", "3" },
  { "sofa", "seats", "", "" },
  { "sofa", "seats", "   ", "" },
  { "sofa", "seats", "0", NULL },
  { "sofa", "seats", "13", NULL },
  { "sofa", "seats", "3.5", NULL },
  { "sofa", "seats", "three", NULL },
  { "sofa", "seats", "99999999999999999999", NULL },
  { "sofa", "disassembles", "true", "true" },
  { "sofa", "disassembles", "false", "false" },
  { "sofa", "material", "leather", "leather" },
  { "sofa", "material", "cheese", NULL },
  { "sofa", "purchase_date", "2024-03-05", "2024-03-05" },
  { "sofa", "purchase_date", "2024-3-5", "2024-03-05" },
  { "sofa", "purchase_date", "2024/3/5", "2024-03-05" },
  { "sofa", "purchase_date", "2024.3.5", "2024-03-05" },
  { "sofa", "purchase_date", "2024年3月5日", "2024-03-05" },
  { "sofa", "purchase_date", "２０２４０３０５", "2024-03-05" },
  { "sofa", "purchase_date", "2024", NULL },
  { "sofa", "purchase_date", "2024-03", NULL },
  { "sofa", "purchase_date", "2024-02-30", NULL },
  { "sofa", "purchase_date", "2999-01-01", NULL },
  { "sofa", "purchase_date", "2024-03-05-06", NULL },
  { "fridge", "warranty_until", "2999-01-01", "2999-01-01" },
  { "smartphone", "imei", "490154203237518", "490154203237518" },
  { "smartphone", "imei", "49-015420-323751-8", "490154203237518" },
  { "smartphone", "imei", "490154203237519", NULL },
  { "smartphone", "imei", "49015420323", NULL },
  { "fiction", "isbn", "978-7-02-000220-7", "9787020002207" },
  { "fiction", "isbn", "9787020002208", NULL },
  { "fridge", "ean", "6901234567892", "6901234567892" },
  { "fridge", "ean", "6901234567890", NULL },
  { "fridge", "brand", "  Haier ", "Haier" },
};

static void
test_attributes (void)
{
  g_autoptr (JlGoods) goods = load_goods ();

  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) value = NULL;
    g_autofree char *text = NULL;
    gboolean taken = jl_attribute_text_read (
        find (goods, values[i].category, values[i].name), values[i].typed, 20000, &value, &error);

    g_test_message ("%s %s", values[i].name, values[i].typed);
    if (values[i].sent == NULL) {
      g_assert_false (taken);
      g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
      g_assert_null (value);
      continue;
    }
    g_assert_no_error (error);
    text = value != NULL ? jl_attribute_text_from_value (value) : g_strdup ("");
    g_assert_cmpstr (text, ==, values[i].sent);
  }
}

static void
test_too_long (void)
{
  g_autoptr (JlGoods) goods = load_goods ();
  g_autofree char *text = g_strnfill (41, 'x');
  g_autoptr (GError) error = NULL;
  JsonNode *value = NULL;

  g_assert_false (
      jl_attribute_text_read (find (goods, "fridge", "brand"), text, 0, &value, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "40"));
}

static GHashTable *
make_sofa (void)
{
  GHashTable *texts = jl_intake_texts_new ();

  jl_intake_texts_set (texts, "category", "sofa");
  jl_intake_texts_set (texts, "title", "  三人位沙发 ");
  jl_intake_texts_set (texts, "mode", "sell");
  jl_intake_texts_set (texts, "price_fen", "￥１，２８０");
  jl_intake_texts_set (texts, "grade", "B");
  jl_intake_texts_set (texts, "custody", "held");
  jl_intake_texts_set (texts, "attributes.seats", "3");
  jl_intake_texts_set (texts, "attributes.imei", "of a category chosen before");
  return texts;
}

static void
test_read (void)
{
  g_autoptr (JlGoods) goods = load_goods ();
  g_autoptr (GHashTable) texts = make_sofa ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = jl_intake_texts_read (texts, goods, &error);
  JsonObject *attributes;

  g_assert_no_error (error);
  g_assert_cmpstr (jl_record_get_text (item, JL_ITEM_TITLE), ==, "三人位沙发");
  g_assert_cmpint (jl_record_get_integer (item, JL_ITEM_PRICE_FEN), ==, 128000);
  g_assert_cmpint (jl_record_get_integer (item, JL_ITEM_CUSTODY), ==, JL_CUSTODY_HELD);
  g_assert_false (jl_record_has (item, JL_ITEM_COMMUNITY));
  attributes = jl_record_get_object (item, JL_ITEM_ATTRIBUTES);
  g_assert_cmpuint (json_object_get_size (attributes), ==, 1);
  g_assert_cmpint (json_object_get_int_member (attributes, "seats"), ==, 3);
}

/* What is given away costs nothing, and what stood there is not lost. */
static void
test_give (void)
{
  g_autoptr (JlGoods) goods = load_goods ();
  g_autoptr (GHashTable) texts = make_sofa ();
  g_autoptr (JlRecord) item = NULL;

  jl_intake_texts_set (texts, "mode", "give");
  item = jl_intake_texts_read (texts, goods, NULL);
  g_assert_true (jl_record_is_null (item, JL_ITEM_PRICE_FEN));
  g_assert_cmpstr (jl_intake_texts_get (texts, "price_fen"), ==, "￥１，２８０");
}

static gboolean
has_reason (const GError *error, const char *field)
{
  GPtrArray *reasons = jl_error_get_reasons (error);

  for (guint i = 0; reasons != NULL && i < reasons->len; i++)
    if (g_strcmp0 (((JlReason *)reasons->pdata[i])->field, field) == 0)
      return TRUE;
  return FALSE;
}

/* All that is wrong is told at once. */
static void
test_refuse (void)
{
  g_autoptr (JlGoods) goods = load_goods ();
  g_autoptr (GHashTable) texts = make_sofa ();
  g_autofree char *long_title = g_strnfill (61, 'x');
  g_autoptr (GError) error = NULL;

  jl_intake_texts_set (texts, "title", long_title);
  jl_intake_texts_set (texts, "price_fen", "12x");
  jl_intake_texts_set (texts, "attributes.seats", "many");
  g_assert_null (jl_intake_texts_read (texts, goods, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  g_assert_cmpuint (jl_error_get_reasons (error)->len, ==, 3);
  g_assert_true (has_reason (error, "title"));
  g_assert_true (has_reason (error, "price_fen"));
  g_assert_true (has_reason (error, "attributes.seats"));
}

static void
test_refuse_empty (void)
{
  g_autoptr (JlGoods) goods = load_goods ();
  g_autoptr (GHashTable) texts = jl_intake_texts_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (jl_intake_texts_read (texts, goods, &error));
  g_assert_cmpuint (jl_error_get_reasons (error)->len, ==, 3);
  g_assert_true (has_reason (error, "category"));
  g_assert_true (has_reason (error, "title"));
  g_assert_true (has_reason (error, "mode"));
}

/* A group of categories is none that a thing can be of. */
static void
test_refuse_group (void)
{
  g_autoptr (JlGoods) goods = load_goods ();

  g_assert_false (jl_intake_texts_check (goods, "", "category", "furniture", NULL));
  g_assert_false (jl_intake_texts_check (goods, "", "category", "nonsense", NULL));
  g_assert_true (jl_intake_texts_check (goods, "", "category", "sofa", NULL));
}

static void
test_refuse_price (void)
{
  g_autoptr (JlGoods) goods = load_goods ();
  const char *bad[] = { "-1", "1.234", "12,34", "abc", "10000000000" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (jl_intake_texts_check (goods, "sofa", "price_fen", bad[i], NULL));
  g_assert_true (jl_intake_texts_check (goods, "sofa", "price_fen", "", NULL));
  g_assert_true (jl_intake_texts_check (goods, "sofa", "price_fen", "80元", NULL));
}

/* What the service answers becomes the form it was made from. */
static void
test_round (void)
{
  g_autoptr (JlGoods) goods = load_goods ();
  g_autoptr (GHashTable) texts = make_sofa ();
  g_autoptr (JlRecord) item = NULL;
  g_autoptr (JlRecord) again = NULL;
  g_autoptr (GHashTable) back = NULL;
  g_autoptr (JsonObject) private = json_object_new ();

  item = jl_intake_texts_read (texts, goods, NULL);
  json_object_set_string_member (private, "serial_number", "SN-1");
  jl_record_set_object (item, JL_ITEM_PRIVATE_ATTRIBUTES, private);
  back = jl_intake_texts_from_item (item);
  g_assert_cmpstr (jl_intake_texts_get (back, "price_fen"), ==, "1280.00");
  g_assert_cmpstr (jl_intake_texts_get (back, "attributes.seats"), ==, "3");
  g_assert_cmpstr (jl_intake_texts_get (back, "attributes.serial_number"), ==, "SN-1");
  jl_record_unset (item, JL_ITEM_PRIVATE_ATTRIBUTES);
  again = jl_intake_texts_read (back, goods, NULL);
  g_assert_null (jl_intake_list_changes (item, again));
}

static void
test_changes (void)
{
  g_autoptr (JlGoods) goods = load_goods ();
  g_autoptr (GHashTable) texts = make_sofa ();
  g_autoptr (JlRecord) base = jl_intake_texts_read (texts, goods, NULL);
  g_autoptr (JlRecord) item = NULL;
  g_autoptr (JlRecord) changes = NULL;

  jl_intake_texts_set (texts, "price_fen", "");
  jl_intake_texts_set (texts, "custody", "expected");
  jl_intake_texts_set (texts, "attributes.width_cm", "90");
  item = jl_intake_texts_read (texts, goods, NULL);
  changes = jl_intake_list_changes (base, item);
  g_assert_true (jl_record_is_null (changes, JL_ITEM_PRICE_FEN));
  g_assert_false (jl_record_has (changes, JL_ITEM_TITLE));
  g_assert_false (jl_record_has (changes, JL_ITEM_GRADE));
  /* It can be named when the item is made, never afterwards. */
  g_assert_false (jl_record_has (changes, JL_ITEM_CUSTODY));
  g_assert_cmpuint (
      json_object_get_size (jl_record_get_object (changes, JL_ITEM_ATTRIBUTES)), ==, 2);
}

static void
test_compare (void)
{
  g_autoptr (GHashTable) base = make_sofa ();
  g_autoptr (GHashTable) mine = jl_intake_texts_copy (base);
  g_autoptr (GHashTable) theirs = jl_intake_texts_copy (base);
  g_autoptr (GPtrArray) list = NULL;
  JlIntakeDifference *difference;

  jl_intake_texts_set (mine, "title", "mine");
  jl_intake_texts_set (theirs, "title", "theirs");
  jl_intake_texts_set (theirs, "grade", "");
  jl_intake_texts_set (mine, "price_fen", "90");
  jl_intake_texts_set (theirs, "price_fen", "90");
  jl_intake_texts_set (mine, "note", "only mine");
  list = jl_intake_texts_compare (base, mine, theirs);
  g_assert_cmpuint (list->len, ==, 2);
  difference = list->pdata[0];
  g_assert_cmpstr (difference->path, ==, "grade");
  g_assert_cmpstr (difference->theirs, ==, "");
  g_assert_false (difference->clash);
  difference = list->pdata[1];
  g_assert_cmpstr (difference->path, ==, "title");
  g_assert_cmpstr (difference->mine, ==, "mine");
  g_assert_true (difference->clash);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/desktop/intake-texts/attributes", test_attributes);
  g_test_add_func ("/desktop/intake-texts/too-long", test_too_long);
  g_test_add_func ("/desktop/intake-texts/read", test_read);
  g_test_add_func ("/desktop/intake-texts/give", test_give);
  g_test_add_func ("/desktop/intake-texts/refuse", test_refuse);
  g_test_add_func ("/desktop/intake-texts/refuse-empty", test_refuse_empty);
  g_test_add_func ("/desktop/intake-texts/refuse-group", test_refuse_group);
  g_test_add_func ("/desktop/intake-texts/refuse-price", test_refuse_price);
  g_test_add_func ("/desktop/intake-texts/round", test_round);
  g_test_add_func ("/desktop/intake-texts/changes", test_changes);
  g_test_add_func ("/desktop/intake-texts/compare", test_compare);
  return g_test_run ();
}
