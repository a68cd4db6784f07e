// SPDX-License-Identifier: GPL-3.0-or-later
#include "shop-fixture.h"

#include "jl-id.h"
#include "jl-item-query.h"

#include <string.h>

/* Plans */

/* What pages ask for, and whatever a program may combine: each filter alone and with others. */
static const char *const filter_sets[] = {
  "",
  "category=sofa",
  "category=furniture",
  "community=130102001002",
  "district=130102",
  "organisation=0123456789ABC",
  "mode=give",
  "offer=published",
  "custody=held",
  "grade=N90",
  "label_code=HMA-000001-0",
  "min_price_fen=1000",
  "max_price_fen=90000",
  "min_price_fen=1000&max_price_fen=90000",
  "category=sofa&district=130102",
  "category=furniture&district=130102",
  "category=sofa&community=130102001002",
  "category=furniture&mode=sell",
  "category=sofa&grade=A&max_price_fen=90000",
  "district=130102&mode=give",
  "district=130102&max_price_fen=90000",
  "organisation=0123456789ABC&category=sofa",
  "organisation=0123456789ABC&offer=draft",
  "organisation=0123456789ABC&custody=held",
  "organisation=0123456789ABC&offer=draft&custody=held&category=furniture",
  "category=furniture&district=130102&mode=sell&min_price_fen=1&max_price_fen=90000&grade=A",
  "category=sofa&community=130102001002&organisation=0123456789ABC&offer=reserved",
};

static JlRecord *
read_filters (const char *text)
{
  g_auto (GStrv) pairs = g_strsplit (text, "&", -1);
  JlRecord *filters = jl_record_new (&jl_item_query_table);

  for (guint i = 0; pairs[i] != NULL && *pairs[i] != '\0'; i++) {
    g_auto (GStrv) pair = g_strsplit (pairs[i], "=", 2);
    g_autoptr (GError) error = NULL;

    jl_record_read_parameter (filters, pair[0], pair[1], &error);
    g_assert_no_error (error);
  }
  return filters;
}

static char *
explain (JlConnection *connection, const char *sql)
{
  g_autofree char *explain_sql = g_strconcat ("EXPLAIN QUERY PLAN ", sql, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JlStatement) statement = jl_connection_prepare_text (connection, explain_sql, &error);
  GString *plan = g_string_new (NULL);

  g_assert_no_error (error);
  while (jl_statement_step (statement, &error))
    g_string_append_printf (plan, "%s\n", jl_statement_get_text (statement, 3));
  g_assert_no_error (error);
  return g_string_free (plan, FALSE);
}

static void
check_plan (JlConnection *connection, const char *text, const char *sort, gboolean is_own)
{
  g_autofree char *all = g_strdup_printf ("%s%ssort=%s", text, *text != '\0' ? "&" : "", sort);
  g_autoptr (JlRecord) filters = read_filters (all);
  JlItemQuery query = { .filters = filters,
                        .is_own = is_own,
                        .is_group = strstr (text, "category=furniture") != NULL };
  g_autofree char *sql = jl_item_query_make_sql (&query);
  g_autofree char *plan = NULL;

  /* Else it is looked for in the search file. */
  if (!jl_item_query_has_index (&query))
    return;
  plan = explain (connection, sql);
  g_test_message ("%s, %s:\n%s", all, is_own ? "own" : "public", plan);
  g_assert_nonnull (strstr (plan, "SEARCH item USING"));
  g_assert_nonnull (strstr (plan, "SEARCH ready USING INTEGER PRIMARY KEY"));
  g_assert_null (strstr (plan, "SCAN"));
  /* A label names one item: there is nothing to sort. */
  if (strstr (text, "label_code") == NULL)
    g_assert_null (strstr (plan, "TEMP B-TREE"));
}

static void
test_plans (ShopFixture *fixture, gconstpointer data)
{
  static const char *const sorts[] = { "newest", "price_asc", "price_desc" };

  for (guint i = 0; i < G_N_ELEMENTS (filter_sets); i++) {
    for (guint j = 0; j < G_N_ELEMENTS (sorts); j++) {
      check_plan (fixture->city.reader, filter_sets[i], sorts[j], FALSE);
      if (strstr (filter_sets[i], "organisation=") != NULL)
        check_plan (fixture->city.reader, filter_sets[i], sorts[j], TRUE);
    }
  }
}

/* What was found is fetched one by one. */
static void
test_word_plans (ShopFixture *fixture, gconstpointer data)
{
  g_autoptr (JlRecord) filters = read_filters ("mode=sell&max_price_fen=90000");
  JlItemQuery query = { .filters = filters, .match = "\"沙发\"" };
  g_autofree char *sql = jl_item_query_make_found_sql (&query);
  g_autofree char *plan = explain (fixture->city.reader, sql);

  g_test_message ("%s", plan);
  g_assert_nonnull (strstr (plan, "SEARCH found USING INTEGER PRIMARY KEY"));
  g_assert_nonnull (strstr (plan, "SEARCH item USING INTEGER PRIMARY KEY"));
  g_assert_nonnull (strstr (plan, "SEARCH ready USING INTEGER PRIMARY KEY"));
  g_assert_null (strstr (plan, "SCAN"));
  g_assert_null (strstr (plan, "TEMP B-TREE"));
}

/* Pages */

static char *
publish_book (ShopFixture *fixture, const char *title, int price)
{
  g_autofree char *body = g_strdup_printf (
      "{\"category\":\"textbook\",\"title\":\"%s\",\"mode\":\"sell\",\"price_fen\":%d,"
      "\"grade\":\"B90\",\"attributes\":{\"school_stage\":\"primary\",\"subject\":\"chinese\","
      "\"school_grade\":\"grade_1\",\"school_term\":\"first\",\"textbook_edition\":\"renjiao\","
      "\"publication_year\":2024}}",
      title,
      price);
  char *id = shop_create (fixture, fixture->clerk, body);
  g_autoptr (CityAnswer) published = shop_act (fixture, fixture->clerk, id, "publish", NULL);

  city_assert_status (published, 200);
  return id;
}

static CityAnswer *
get_page (ShopFixture *fixture, const char *token, const char *filters, const char *cursor)
{
  g_autofree char *path = g_strdup_printf ("/items?limit=3%s%s%s%s",
                                           *filters != '\0' ? "&" : "",
                                           filters,
                                           cursor != NULL ? "&cursor=" : "",
                                           cursor != NULL ? cursor : "");

  return city_get (&fixture->city, token, path);
}

/* Goes through all pages; between them @disturb publishes something that must not move them. */
static GPtrArray *
leaf_through (ShopFixture *fixture, const char *token, const char *filters, gboolean disturb)
{
  GPtrArray *titles = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *cursor = NULL;
  guint pages = 0;

  do {
    g_autoptr (CityAnswer) page = get_page (fixture, token, filters, cursor);
    JsonNode *next;
    guint n;

    city_assert_status (page, 200);
    n = city_answer_get_length (page, "items");
    g_assert_cmpuint (n, <=, 3);
    for (guint i = 0; i < n; i++) {
      g_autofree char *path = g_strdup_printf ("items[%u].title", i);

      g_ptr_array_add (titles, g_strdup (city_answer_get_text (page, path)));
    }
    g_clear_pointer (&cursor, g_free);
    next = json_object_get_member (json_node_get_object (page->json), "next");
    if (!JSON_NODE_HOLDS_NULL (next))
      cursor = json_node_dup_string (next);
    if (disturb && cursor != NULL) {
      g_free (publish_book (fixture, "后来的书", 500));
      shop_index (fixture);
    }
    g_assert_cmpuint (pages++, <, 20);
  } while (cursor != NULL);
  return titles;
}

static void
assert_titles (GPtrArray *titles, const char *expected)
{
  g_autofree char *joined = NULL;

  g_ptr_array_add (titles, NULL);
  joined = g_strjoinv (" ", (char **)titles->pdata);
  g_assert_cmpstr (joined, ==, expected);
  g_ptr_array_unref (titles);
}

static void
publish_shelf (ShopFixture *fixture)
{
  static const struct {
    const char *title;
    int price;
  } books[] = { { "语文一", 500 }, { "语文二", 300 }, { "语文三", 900 }, { "语文四", 500 },
                { "语文五", 100 }, { "语文六", 500 }, { "语文七", 800 }, { "语文八", 300 } };

  for (guint i = 0; i < G_N_ELEMENTS (books); i++)
    g_free (publish_book (fixture, books[i].title, books[i].price));
  shop_index (fixture);
}

/* A list by words is narrowed by all that a list without them is narrowed by. */
static void
test_narrowed_words (ShopFixture *fixture, gconstpointer data)
{
  publish_shelf (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (filter_sets); i++) {
    const char *filters = filter_sets[i];
    g_autofree char *with_words =
        g_strconcat (filters, *filters != '\0' ? "&" : "", "q=语文", NULL);
    g_autoptr (GPtrArray) expected = leaf_through (fixture, NULL, filters, FALSE);
    g_autoptr (GPtrArray) found = leaf_through (fixture, NULL, with_words, FALSE);

    g_test_message ("%s: %u", filters, expected->len);
    g_assert_cmpuint (found->len, ==, expected->len);
    for (guint j = 0; j < found->len; j++)
      g_assert_cmpstr (found->pdata[j], ==, expected->pdata[j]);
  }
}

static void
test_pages (ShopFixture *fixture, gconstpointer data)
{
  publish_shelf (fixture);
  assert_titles (leaf_through (fixture, NULL, "", FALSE),
                 "语文八 语文七 语文六 语文五 语文四 语文三 语文二 语文一");
  assert_titles (leaf_through (fixture, NULL, "sort=price_asc", FALSE),
                 "语文五 语文二 语文八 语文一 语文四 语文六 语文七 语文三");
  assert_titles (leaf_through (fixture, NULL, "sort=price_desc&category=textbooks", FALSE),
                 "语文三 语文七 语文六 语文四 语文一 语文八 语文二 语文五");
  assert_titles (leaf_through (fixture, NULL, "q=语文", FALSE),
                 "语文八 语文七 语文六 语文五 语文四 语文三 语文二 语文一");
  assert_titles (leaf_through (fixture, NULL, "q=yuwen&sort=price_asc&max_price_fen=500", FALSE),
                 "语文五 语文二 语文八 语文一 语文四 语文六");
}

static void
test_stable (ShopFixture *fixture, gconstpointer data)
{
  publish_shelf (fixture);
  assert_titles (leaf_through (fixture, NULL, "", TRUE),
                 "语文八 语文七 语文六 语文五 语文四 语文三 语文二 语文一");
  /* Those of the first time are there from the beginning, those of this time are not. */
  assert_titles (leaf_through (fixture, NULL, "q=语文", TRUE),
                 "后来的书 后来的书 语文八 语文七 语文六 语文五 语文四 语文三 语文二 语文一");
}

static void
test_own (ShopFixture *fixture, gconstpointer data)
{
  char shop[JL_ID_TEXT_SIZE];
  g_autofree char *own = NULL;
  g_autofree char *drafts = NULL;
  g_autofree char *words = NULL;
  g_autofree char *draft = shop_create (fixture, fixture->clerk, SHOP_SOFA);

  jl_id_to_text (fixture->shop, shop);
  own = g_strdup_printf ("organisation=%s", shop);
  drafts = g_strdup_printf ("organisation=%s&offer=draft", shop);
  words = g_strdup_printf ("organisation=%s&q=%%E6%%B2%%99%%E5%%8F%%91", shop);
  g_free (publish_book (fixture, "语文一", 500));
  shop_index (fixture);

  assert_titles (leaf_through (fixture, fixture->clerk, own, FALSE), "语文一 三人位布艺沙发");
  assert_titles (leaf_through (fixture, fixture->clerk, drafts, FALSE), "三人位布艺沙发");
  assert_titles (leaf_through (fixture, fixture->clerk, words, FALSE), "三人位布艺沙发");
  /* For everybody else it is a shop among others. */
  assert_titles (leaf_through (fixture, fixture->stranger, own, FALSE), "语文一");
  assert_titles (leaf_through (fixture, fixture->residents[0], drafts, FALSE), "");
  assert_titles (leaf_through (fixture, NULL, words, FALSE), "");
}

/* Members of the own view are for the own organisation. */
static void
test_views (ShopFixture *fixture, gconstpointer data)
{
  char shop[JL_ID_TEXT_SIZE];
  g_autofree char *path = NULL;
  g_autofree char *id = publish_book (fixture, "语文一", 500);
  g_autoptr (CityAnswer) own = NULL;
  g_autoptr (CityAnswer) public = NULL;

  jl_id_to_text (fixture->shop, shop);
  path = g_strdup_printf ("/items?organisation=%s", shop);
  own = city_get (&fixture->city, fixture->clerk, path);
  public = city_get (&fixture->city, fixture->stranger, path);
  g_assert_nonnull (strstr (own->text, "private_attributes"));
  g_assert_nonnull (strstr (own->text, "\"note\""));
  g_assert_null (strstr (public->text, "private_attributes"));
  g_assert_null (strstr (public->text, "\"note\""));
  g_assert_null (strstr (own->text, "\"publication\""));
}

static void
test_label (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = publish_book (fixture, "语文一", 500);
  g_autoptr (CityAnswer) item = shop_get_item (fixture, NULL, id);
  const char *label = city_answer_get_text (item, "label_code");
  g_autofree char *plain = g_ascii_strdown (label, -1);
  g_autofree char *exact = g_strdup_printf ("label_code=%s", label);
  g_autofree char *typed = g_strdup_printf ("q=%s", plain);

  /* The search file has not seen it yet. */
  assert_titles (leaf_through (fixture, NULL, exact, FALSE), "语文一");
  assert_titles (leaf_through (fixture, NULL, typed, FALSE), "语文一");
  assert_titles (leaf_through (fixture, NULL, "label_code=HMA-000999-X", FALSE), "");
}

static void
assert_refused (ShopFixture *fixture, const char *filters, const char *field)
{
  g_autoptr (CityAnswer) answer = get_page (fixture, NULL, filters, NULL);

  g_test_message ("%s", filters);
  city_assert_refused (answer, JL_ERROR_INVALID);
  if (field != NULL)
    g_assert_cmpstr (jl_error_get_field (answer->error), ==, field);
}

static void
test_bad (ShopFixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) page = NULL;
  g_autofree char *foreign = NULL;

  assert_refused (fixture, "category=dragon", "category");
  assert_refused (fixture, "sort=best", "sort");
  assert_refused (fixture, "district=13", "district");
  assert_refused (fixture, "cursor=abc", "cursor");

  /* A cursor of another list. */
  publish_shelf (fixture);
  page = get_page (fixture, NULL, "sort=price_asc", NULL);
  foreign = g_strdup_printf ("cursor=%s", city_answer_get_text (page, "next"));
  assert_refused (fixture, foreign, "cursor");
}

/* Words that are none find nothing, and nothing breaks. */
static void
test_odd_words (ShopFixture *fixture, gconstpointer data)
{
  static const char *const words[] = {
    "%22", "*", "AND", "NEAR(", "%F0%9F%98%80", "-", "%20", "a"
  };

  publish_shelf (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    g_autofree char *filters = g_strdup_printf ("q=%s", words[i]);
    g_autoptr (CityAnswer) page = get_page (fixture, NULL, filters, NULL);

    city_assert_status (page, 200);
  }
}

#define ADD(name, func)                                                                            \
  g_test_add ("/items/list/" name, ShopFixture, NULL, shop_setup, func, shop_teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("plans", test_plans);
  ADD ("word-plans", test_word_plans);
  ADD ("narrowed-words", test_narrowed_words);
  ADD ("pages", test_pages);
  ADD ("stable", test_stable);
  ADD ("own", test_own);
  ADD ("views", test_views);
  ADD ("label", test_label);
  ADD ("bad", test_bad);
  ADD ("odd-words", test_odd_words);
  return g_test_run ();
}
