// SPDX-License-Identifier: GPL-3.0-or-later
/* Lists in a city of many items: that they are right, against a scan of all items, and what they
 * cost, by SQLite's own counters. */
#include "shop-fixture.h"

#include "jl-id.h"
#include "jl-item.h"

#include <sqlite3.h>
#include <string.h>

/* Words that no two neighbouring ones make another of; the first is in half of all titles, the next
 * in a quarter, and so on. */
static const char *const words[] = { "沙发", "茶几", "冰箱", "电视", "书桌", "台灯", "单车",
                                     "钢琴", "相机", "雨伞", "水壶", "棋盘", "罕见" };
static const char *const communities[] = { "130102001002", "130104001001", "130105001001" };
static const char *const categories[] = { "sofa", "bed", "textbook", "fiction" };
static const char *const groups[] = { "furniture", "furniture", "textbooks", "books" };
static const char *const grades[] = { "N95", "N90", "N80" };
static const char *const modes[] = { "sell", "swap", "give", "lend" };
static const char *const offers[] = { "draft", "published", "reserved", "withdrawn" };

typedef struct {
  gint64 id;
  gint64 organisation;
  gint64 place; /* publication, 0: none */
  gint64 price;
  guint words; /* bits */
  guint community, category, grade, mode, offer;
} Thing;

typedef struct {
  ShopFixture shop;
  GArray *things; /* (element-type Thing) */
  sqlite3 *db;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *path = NULL;

  shop_setup (&self->shop, data);
  self->things = g_array_new (FALSE, TRUE, sizeof (Thing));
  path = g_build_filename (self->shop.city.data_dir, "jieli.db", NULL);
  g_assert_cmpint (sqlite3_open (path, &self->db), ==, SQLITE_OK);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_array_unref (self->things);
  g_assert_cmpint (sqlite3_close (self->db), ==, SQLITE_OK);
  shop_teardown (&self->shop, data);
}

static char *
make_title (const Thing *thing)
{
  GString *title = g_string_new ("物");

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (thing->words >> i & 1)
      g_string_append_printf (title, " %s", words[i]);
  }
  return g_string_free (title, FALSE);
}

static gboolean
is_listed (const Thing *thing)
{
  return strcmp (offers[thing->offer], "published") == 0 ||
         strcmp (offers[thing->offer], "reserved") == 0;
}

static void
draw_thing (Fixture *self, Thing *thing)
{
  thing->organisation = g_test_rand_bit () ? self->shop.shop : self->shop.other_shop;
  thing->price = g_test_rand_int_range (0, 40) * 500;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (g_test_rand_int_range (0, 2 << i) == 0)
      thing->words |= 1u << i;
  }
  /* Nothing published is a word that half of all drafts have. */
  thing->community = g_test_rand_int_range (0, G_N_ELEMENTS (communities));
  thing->category = g_test_rand_int_range (0, G_N_ELEMENTS (categories));
  thing->grade = g_test_rand_int_range (0, G_N_ELEMENTS (grades));
  thing->mode = g_test_rand_int_range (0, G_N_ELEMENTS (modes));
  thing->offer = g_test_rand_int_range (0, G_N_ELEMENTS (offers));
}

static void
bind_text (sqlite3_stmt *statement, int parameter, const char *text)
{
  sqlite3_bind_text (statement, parameter, text, -1, SQLITE_TRANSIENT);
}

static void
insert_item (sqlite3_stmt *insert, const Thing *thing)
{
  g_autofree char *label = g_strdup_printf ("TST-%" G_GINT64_FORMAT, thing->id);
  g_autofree char *title = make_title (thing);

  sqlite3_bind_int64 (insert, 1, thing->id);
  bind_text (insert, 2, label);
  sqlite3_bind_int64 (insert, 3, thing->organisation);
  bind_text (insert, 4, communities[thing->community]);
  sqlite3_bind_int (insert, 5, 6);
  bind_text (insert, 6, categories[thing->category]);
  bind_text (insert, 7, groups[thing->category]);
  bind_text (insert, 8, title);
  bind_text (insert, 9, modes[thing->mode]);
  sqlite3_bind_int64 (insert, 10, thing->price);
  bind_text (insert, 11, grades[thing->grade]);
  bind_text (insert, 12, offers[thing->offer]);
  if (strcmp (offers[thing->offer], "reserved") == 0)
    sqlite3_bind_int64 (insert, 13, 1);
  else
    sqlite3_bind_null (insert, 13);
  if (thing->place != 0)
    sqlite3_bind_int64 (insert, 14, thing->place);
  else
    sqlite3_bind_null (insert, 14);
  g_assert_cmpint (sqlite3_step (insert), ==, SQLITE_DONE);
  sqlite3_reset (insert);
}

static void
insert_ready (sqlite3_stmt *insert, const Thing *thing)
{
  char id[JL_ID_TEXT_SIZE];
  g_autofree char *json = NULL;

  jl_id_to_text (thing->id, id);
  json = g_strdup_printf ("{\"id\":\"%s\"}", id);
  sqlite3_bind_int64 (insert, 1, thing->id);
  sqlite3_bind_int64 (insert, 2, thing->organisation);
  bind_text (insert, 3, json);
  g_assert_cmpint (sqlite3_step (insert), ==, SQLITE_DONE);
  sqlite3_reset (insert);
}

static sqlite3_stmt *
prepare (Fixture *self, const char *sql)
{
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  return statement;
}

/* Fills the tables as the writer would, and then the search file. */
static void
add_things (Fixture *self, guint n)
{
  sqlite3_stmt *item = prepare (
      self,
      "INSERT INTO item (id, label_code, organisation, organisation_name, community, district, "
      "category, category_group, title, description, mode, price_fen, grade, attributes, "
      "private_attributes, photos, custody, offer, settlement, reservation, waiting, publication, "
      "review, note, rules_version, version, created_at, updated_at) VALUES (?1, ?2, ?3, '店', ?4, "
      "substr (?4, 1, ?5), ?6, ?7, ?8, '', ?9, ?10, ?11, '{}', '{}', '[]', 'held', ?12, 'none', "
      "?13, 0, ?14, '[]', '', '', 1, 1, 1)");
  sqlite3_stmt *ready =
      prepare (self,
               "INSERT INTO ready (id, kind, organisation, owner, version, renewal, "
               "public, own_part) VALUES (?1, 'item', ?2, 0, 1, 0, ?3, ?3)");

  sqlite3_exec (self->db, "PRAGMA synchronous = OFF; BEGIN", NULL, NULL, NULL);
  for (guint i = 0; i < n; i++) {
    Thing thing = { .id = 1000 + i * 2 };

    draw_thing (self, &thing);
    /* Published in another order than taken in. */
    if (strcmp (offers[thing.offer], "draft") != 0)
      thing.place = 1000 + (gint64)n * 2 + (i * 7919 % n) * 2 + 1;
    insert_item (item, &thing);
    insert_ready (ready, &thing);
    g_array_append_val (self->things, thing);
  }
  g_assert_cmpint (sqlite3_exec (self->db, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_finalize (item);
  sqlite3_finalize (ready);
  shop_index (&self->shop);
}

/* Right */

typedef struct {
  int words[2]; /* -1: none */
  int community, category, group, grade, mode, offer;
  gint64 organisation;
  gint64 min_price, max_price; /* -1: none */
  int sort;
} Wish;

static int
maybe (int n)
{
  return g_test_rand_int_range (0, 3) == 0 ? g_test_rand_int_range (0, n) : -1;
}

static void
draw_wish (Fixture *self, Wish *wish)
{
  *wish = (Wish){ .words = { maybe (G_N_ELEMENTS (words)), maybe (G_N_ELEMENTS (words)) },
                  .community = maybe (G_N_ELEMENTS (communities)),
                  .category = maybe (G_N_ELEMENTS (categories)),
                  .group = maybe (G_N_ELEMENTS (groups)),
                  .grade = maybe (G_N_ELEMENTS (grades)),
                  .mode = maybe (G_N_ELEMENTS (modes)),
                  .offer = maybe (G_N_ELEMENTS (offers)),
                  .organisation = maybe (1) == 0 ? self->shop.shop : 0,
                  .min_price = maybe (20000),
                  .max_price = maybe (20000),
                  .sort = g_test_rand_int_range (0, 3) };
  if (wish->category >= 0)
    wish->group = -1;
}

static void
add_parameter (GString *path, const char *name, const char *value)
{
  g_string_append_printf (path, "&%s=%s", name, value);
}

static char *
make_path (const Wish *wish)
{
  static const char *const sorts[] = { "newest", "price_asc", "price_desc" };
  GString *path = g_string_new ("/items?limit=20");
  char id[JL_ID_TEXT_SIZE];

  if (wish->words[0] >= 0 && wish->words[1] >= 0)
    g_string_append_printf (path, "&q=%s%%20%s", words[wish->words[0]], words[wish->words[1]]);
  else if (wish->words[0] >= 0)
    add_parameter (path, "q", words[wish->words[0]]);
  if (wish->community >= 0)
    add_parameter (path, "community", communities[wish->community]);
  if (wish->category >= 0)
    add_parameter (path, "category", categories[wish->category]);
  if (wish->group >= 0)
    add_parameter (path, "category", groups[wish->group]);
  if (wish->grade >= 0)
    add_parameter (path, "grade", grades[wish->grade]);
  if (wish->mode >= 0)
    add_parameter (path, "mode", modes[wish->mode]);
  if (wish->offer >= 0)
    add_parameter (path, "offer", offers[wish->offer]);
  if (wish->organisation != 0) {
    jl_id_to_text (wish->organisation, id);
    add_parameter (path, "organisation", id);
  }
  if (wish->min_price >= 0)
    g_string_append_printf (path, "&min_price_fen=%" G_GINT64_FORMAT, wish->min_price);
  if (wish->max_price >= 0)
    g_string_append_printf (path, "&max_price_fen=%" G_GINT64_FORMAT, wish->max_price);
  add_parameter (path, "sort", sorts[wish->sort]);
  return g_string_free (path, FALSE);
}

static gboolean
fits (const Wish *wish, const Thing *thing, gboolean is_own)
{
  gboolean by_words = wish->words[0] >= 0;

  return (is_own || is_listed (thing)) && (!by_words || thing->words >> wish->words[0] & 1) &&
         (!by_words || wish->words[1] < 0 || thing->words >> wish->words[1] & 1) &&
         (wish->community < 0 || (guint)wish->community == thing->community) &&
         (wish->category < 0 || (guint)wish->category == thing->category) &&
         (wish->group < 0 || strcmp (groups[wish->group], groups[thing->category]) == 0) &&
         (wish->grade < 0 || (guint)wish->grade == thing->grade) &&
         (wish->mode < 0 || (guint)wish->mode == thing->mode) &&
         (wish->offer < 0 || (guint)wish->offer == thing->offer) &&
         (wish->organisation == 0 || wish->organisation == thing->organisation) &&
         (wish->min_price < 0 || thing->price >= wish->min_price) &&
         (wish->max_price < 0 || thing->price <= wish->max_price);
}

typedef struct {
  const Thing *thing;
  gint64 place;
  int sort;
} Found;

static int
compare_found (gconstpointer a, gconstpointer b)
{
  const Found *x = a, *y = b;
  gint64 prices = x->thing->price - y->thing->price;
  gint64 places = x->place - y->place;
  gint64 order = x->sort == 0 || prices == 0 ? places : prices;

  if (x->sort != 1)
    order = -order;
  return order < 0 ? -1 : order > 0;
}

/* Whether an organisation's own list is in the order of taking in. What is narrowed by more than
 * the offer, or is in another order, is looked for in the search file, by publication. */
static gboolean
is_by_id (const Wish *wish)
{
  return wish->words[0] < 0 && wish->community < 0 && wish->category < 0 && wish->group < 0 &&
         wish->grade < 0 && wish->mode < 0 && wish->min_price < 0 && wish->max_price < 0 &&
         wish->sort == 0;
}

/* What the list should be, as one text. */
static char *
scan (Fixture *self, const Wish *wish, gboolean is_own)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Found));
  GString *ids = g_string_new (NULL);

  for (guint i = 0; i < self->things->len; i++) {
    const Thing *thing = &g_array_index (self->things, Thing, i);
    gint64 published = thing->place != 0 ? thing->place : thing->id;
    Found one = { thing, is_own && is_by_id (wish) ? thing->id : published, wish->sort };

    if (fits (wish, thing, is_own))
      g_array_append_val (found, one);
  }
  g_array_sort (found, compare_found);
  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (
        ids, "%" G_GINT64_FORMAT " ", g_array_index (found, Found, i).thing->id);
  return g_string_free (ids, FALSE);
}

/* What it is, page by page. */
static char *
list (Fixture *self, const Wish *wish, gboolean is_own)
{
  g_autofree char *path = make_path (wish);
  g_autofree char *cursor = NULL;
  GString *ids = g_string_new (NULL);

  do {
    g_autofree char *page_path =
        g_strconcat (path, cursor != NULL ? "&cursor=" : "", cursor != NULL ? cursor : "", NULL);
    g_autoptr (CityAnswer) page =
        city_get (&self->shop.city, is_own ? self->shop.clerk : NULL, page_path);
    JsonNode *next;

    city_assert_status (page, 200);
    for (guint i = 0; i < city_answer_get_length (page, "items"); i++) {
      g_autofree char *member = g_strdup_printf ("items[%u].id", i);
      gint64 id = 0;

      g_assert_true (jl_id_from_text (city_answer_get_text (page, member), &id, NULL));
      g_string_append_printf (ids, "%" G_GINT64_FORMAT " ", id);
    }
    g_clear_pointer (&cursor, g_free);
    next = json_object_get_member (json_node_get_object (page->json), "next");
    if (!JSON_NODE_HOLDS_NULL (next))
      cursor = json_node_dup_string (next);
  } while (cursor != NULL);
  return g_string_free (ids, FALSE);
}

static void
test_random (Fixture *self, gconstpointer data)
{
  guint n_found = 0;

  add_things (self, 700);
  for (guint i = 0; i < 400; i++) {
    gboolean is_own = g_test_rand_int_range (0, 4) == 0;
    g_autofree char *path = NULL;
    g_autofree char *expected = NULL;
    g_autofree char *found = NULL;
    Wish wish;

    draw_wish (self, &wish);
    if (is_own)
      wish.organisation = self->shop.shop;
    path = make_path (&wish);
    expected = scan (self, &wish, is_own);
    found = list (self, &wish, is_own);
    if (strcmp (found, expected) != 0)
      g_test_message ("%s%s", path, is_own ? ", own" : "");
    g_assert_cmpstr (found, ==, expected);
    n_found += *found != '\0';
  }
  g_assert_cmpuint (n_found, >, 100);
}

/* Cost */

typedef struct {
  gint64 full_scans, sorts, steps, preparations;
} Cost;

static void
measure (Fixture *self, const char *path, gboolean is_own, Cost *cost)
{
  sqlite3 *db = jl_connection_get_handle (self->shop.city.reader);
  const char *token = is_own ? self->shop.clerk : NULL;
  sqlite3_stmt *statement;

  /* Statements are prepared once. */
  for (guint i = 0; i < 2; i++) {
    g_autoptr (CityAnswer) page = NULL;

    for (statement = NULL; (statement = sqlite3_next_stmt (db, statement)) != NULL;) {
      for (int counter = SQLITE_STMTSTATUS_FULLSCAN_STEP; counter <= SQLITE_STMTSTATUS_RUN;
           counter++)
        sqlite3_stmt_status (statement, counter, 1);
    }
    page = city_get (&self->shop.city, token, path);
    city_assert_status (page, 200);
  }
  *cost = (Cost){ 0 };
  for (statement = NULL; (statement = sqlite3_next_stmt (db, statement)) != NULL;) {
    /* Who asks is looked up too. */
    if (strstr (sqlite3_sql (statement), "FROM session") != NULL)
      continue;
    cost->full_scans += sqlite3_stmt_status (statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0);
    cost->sorts += sqlite3_stmt_status (statement, SQLITE_STMTSTATUS_SORT, 0);
    cost->steps += sqlite3_stmt_status (statement, SQLITE_STMTSTATUS_VM_STEP, 0);
    cost->preparations += sqlite3_stmt_status (statement, SQLITE_STMTSTATUS_REPREPARE, 0);
  }
}

/* First pages, and last ones: what begins after all but the oldest. */
static const char *const lists[] = {
  "",
  "&category=sofa&community=130102001002&offer=published",
  "&category=furniture&community=130102001002&offer=published",
  "&district=130102&offer=published",
  "&category=sofa",
  "&sort=price_asc",
  "&category=sofa&sort=price_desc",
  "&sort=price_asc&min_price_fen=5000",
};

/* Common, rare, absent; filters that leave much, little, nothing; prices that nothing has. */
static const char *const searches[] = {
  "&q=沙发",
  "&q=罕见",
  "&q=凤凰",
  "&q=sf",
  "&q=沙发&community=130102001002&category=sofa&mode=give",
  "&q=沙发&category=workbook",
  "&q=沙发&label_code=HMA-000001-0",
  "&q=沙发&min_price_fen=501&max_price_fen=999",
  "&q=沙发&sort=price_asc",
  "&q=沙发%20罕见&sort=price_desc&grade=N95",
};

/* Without words, yet no index has them. */
static const char *const others[] = {
  "&mode=give&grade=N95",
  "&custody=lost",
  "&category=furniture&district=130102&offer=published",
  "&sort=price_asc&community=130102001002",
  "&category=furniture&community=130102001002&offer=reserved",
  "&min_price_fen=501&max_price_fen=999",
  "&sort=price_desc&category=sofa&district=130102",
};

static char *
find_last_page (Fixture *self, const char *path)
{
  g_autofree char *cursor = NULL;

  for (;;) {
    char *page_path =
        g_strconcat (path, cursor != NULL ? "&cursor=" : "", cursor != NULL ? cursor : "", NULL);
    g_autoptr (CityAnswer) page = city_get (&self->shop.city, NULL, page_path);
    JsonNode *next = json_object_get_member (json_node_get_object (page->json), "next");

    if (JSON_NODE_HOLDS_NULL (next))
      return page_path;
    g_free (page_path);
    g_free (cursor);
    cursor = json_node_dup_string (next);
  }
}

static void
assert_cheap (Fixture *self, const char *path, gboolean is_own, gint64 max_steps)
{
  Cost cost;

  measure (self, path, is_own, &cost);
  g_test_message ("%s%s: %" G_GINT64_FORMAT " steps", path, is_own ? ", own" : "", cost.steps);
  g_assert_cmpint (cost.full_scans, ==, 0);
  g_assert_cmpint (cost.sorts, ==, 0);
  g_assert_cmpint (cost.preparations, ==, 0);
  g_assert_cmpint (cost.steps, <=, max_steps);
}

/* Steps of SQLite's machine: a page of twenty and one more, fetched from a list, and found in the
 * search file with a look-up for each of some tokens in each of some blocks. */
#define MAX_LIST_STEPS 600
#define MAX_SEARCH_STEPS 1500

/* Ten times as many items, and nothing costs more than it may in the small city. */
static void
test_cost (Fixture *self, gconstpointer data)
{
  char shop[JL_ID_TEXT_SIZE];

  add_things (self, GPOINTER_TO_UINT (data));
  jl_id_to_text (self->shop.shop, shop);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    g_autofree char *path = g_strconcat ("/items?limit=20", lists[i], NULL);
    g_autofree char *last = find_last_page (self, path);

    assert_cheap (self, path, FALSE, MAX_LIST_STEPS);
    assert_cheap (self, last, FALSE, MAX_LIST_STEPS);
  }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    g_autofree char *path = g_strconcat ("/items?limit=20", others[i], NULL);
    g_autofree char *own = g_strconcat (path, "&organisation=", shop, NULL);

    assert_cheap (self, path, FALSE, MAX_SEARCH_STEPS);
    assert_cheap (self, own, TRUE, MAX_SEARCH_STEPS);
  }
  for (guint i = 0; i < G_N_ELEMENTS (searches); i++) {
    g_autofree char *path = g_strconcat ("/items?limit=20", searches[i], NULL);
    g_autofree char *own = g_strconcat (path, "&organisation=", shop, NULL);

    assert_cheap (self, path, FALSE, MAX_SEARCH_STEPS);
    assert_cheap (self, own, TRUE, MAX_SEARCH_STEPS);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/items/list-cost/random", Fixture, NULL, set_up, test_random, tear_down);
  g_test_add (
      "/items/list-cost/700", Fixture, GUINT_TO_POINTER (700), set_up, test_cost, tear_down);
  g_test_add (
      "/items/list-cost/7000", Fixture, GUINT_TO_POINTER (7000), set_up, test_cost, tear_down);
  return g_test_run ();
}
