// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-demo-private.h"

#include <math.h>

/* As long as an item's title may be (jl-item.c). */
#define MAX_TITLE 60

/* What is used, sells for less at once. */
#define USED_FACTOR 0.72

/**
 * jl_demo_pick_template:
 * @self: a demo
 * @random: whose choice
 *
 * Returns: (transfer none): one of the templates, by weight
 */
const JlDemoTemplate *
jl_demo_pick_template (const JlDemo *self, JlDemoRandom *random)
{
  return self->templates->pdata[jl_demo_random_weighted (
      random, (const guint *)(gconstpointer)self->weights->data, self->weights->len)];
}

/**
 * jl_demo_get_short_name:
 * @category: a category
 *
 * Returns: (transfer full): the first of its Chinese names: 冰箱, 单人椅
 */
char *
jl_demo_get_short_name (const JlCategory *category)
{
  const char *end = strstr (category->name.zh, "、");
  const char *bracket = strstr (category->name.zh, "（");

  if (end == NULL || (bracket != NULL && bracket < end))
    end = bracket;
  return end != NULL ? g_strndup (category->name.zh, end - category->name.zh)
                     : g_strdup (category->name.zh);
}

static char *
describe_age (double years)
{
  static const char *const numerals[] = { "",   "一", "两", "三", "四", "五",
                                          "六", "七", "八", "九", "十" };
  guint whole = (guint)years;
  gboolean more = years - whole > 0.35;

  if (years < 0.2)
    return g_strdup ("一个多月");
  if (years < 0.45)
    return g_strdup ("三四个月");
  if (years < 0.8)
    return g_strdup ("半年");
  if (whole == 0)
    return g_strdup ("不到一年");
  if (whole >= G_N_ELEMENTS (numerals))
    return g_strdup ("十来年");
  return g_strdup_printf ("%s年%s", numerals[whole], more ? "多" : "");
}

/* Prices end as people let them end. */
static gint64
round_price (JlDemoRandom *random, double yuan)
{
  gint64 price = (gint64)llround (yuan);
  gint64 step = price < 20 ? 1 : price < 100 ? 5 : price < 1000 ? 10 : price < 5000 ? 50 : 100;

  price = MAX (1, (price + step / 2) / step * step);
  if (price >= 30 && price < 1000 && jl_demo_random_percent (random, 25))
    price -= jl_demo_random_percent (random, 50) ? 1 : 2; /* 79, 98 */
  else if (price >= 60 && price < 1000 && jl_demo_random_percent (random, 10))
    price += 8; /* 88, 168 */
  return price;
}

static double
choose_new_price (JlDemoMaking *self)
{
  double low = log ((double)MAX (1, self->product->price_low));
  double high = log ((double)MAX (1, self->product->price_high));

  return exp (low + (high - low) * jl_demo_random_unit (&self->random));
}

/* The worse of what its age suggests and what its attributes allow. */
static const JlGrade *
choose_grade (JlDemoMaking *self)
{
  const JlGradeScale *scale = self->template->category->scale;
  double worn = self->age / self->template->half_life;
  double rank;
  guint best = 0;
  guint last = scale->grades->len - 1;

  while (last > 0 && !g_array_index (scale->grades, JlGrade, last).tradable)
    last--;
  for (guint i = 0; i < scale->stops->len; i++) {
    const JlGradeStop *stop = &g_array_index (scale->stops, JlGradeStop, i);

    if (stop->cap != NULL && g_hash_table_contains (self->slots, stop->code))
      best = MAX (best, stop->cap->rank);
  }
  /* Nothing that was used for half a year is still unopened. */
  if (self->age > 0.5 && last >= 5)
    best = MAX (best, 1);
  rank = 0.1 * last + 0.28 * last * worn + 0.12 * last * jl_demo_random_normal (&self->random);
  return &g_array_index (scale->grades,
                         JlGrade,
                         (guint)CLAMP (llround (rank), (gint64)MIN (best, last), (gint64)last));
}

static double
get_wear (const JlDemoMaking *self, const JlGrade *grade)
{
  const JlGradeScale *scale = self->template->category->scale;
  guint last = scale->grades->len - 1;

  while (last > 0 && !g_array_index (scale->grades, JlGrade, last).tradable)
    last--;
  return last > 0 ? (double)grade->rank / last : 0.0;
}

static const char *
get_bucket (double wear)
{
  return wear < 0.13 ? "new" : wear < 0.45 ? "good" : wear < 0.8 ? "fair" : "worn";
}

static JlMode
choose_mode (JlDemoMaking *self, double wear)
{
  guint weights[JL_DEMO_N_MODES];

  memcpy (weights, self->template->modes, sizeof weights);
  if (wear > 0.8)
    weights[JL_MODE_GIVE] *= 3;
  return jl_demo_random_weighted (&self->random, weights, JL_DEMO_N_MODES);
}

/* Which kinds of organisations offer which goods. */
static guint
get_kind_weight (JlOrganisationKind kind, const char *top)
{
  gboolean reading = g_str_equal (top, "books") || g_str_equal (top, "textbooks");

  switch (kind) {
  case JL_ORGANISATION_SHOP:
    return reading ? 15 : 50;
  case JL_ORGANISATION_COMMITTEE:
    return 34;
  case JL_ORGANISATION_MARKET:
    return 9;
  case JL_ORGANISATION_SCHOOL:
    return reading ? 60 : g_str_equal (top, "children") || g_str_equal (top, "sports") ? 4 : 0;
  case JL_ORGANISATION_RECYCLER:
    return g_str_equal (top, "furniture") || g_str_equal (top, "appliances") ? 6 : 0;
  case JL_ORGANISATION_APPRAISER:
  case JL_ORGANISATION_DEPARTMENT:
    return 0;
  }
  return 0;
}

static guint
choose_organisation (JlDemoMaking *self)
{
  guint weights[JL_ORGANISATION_DEPARTMENT + 1] = { 0 };
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (guint));
  const GPtrArray *all = self->demo->organisations;
  JlOrganisationKind kind;

  for (guint i = 0; i < all->len; i++) {
    const JlDemoOrganisation *one = all->pdata[i];

    weights[one->kind] = get_kind_weight (one->kind, self->template->top);
  }
  kind = jl_demo_random_weighted (&self->random, weights, G_N_ELEMENTS (weights));
  for (guint i = 0; i < all->len; i++) {
    if (((const JlDemoOrganisation *)all->pdata[i])->kind == kind)
      g_array_append_val (candidates, i);
  }
  return g_array_index (candidates, guint, jl_demo_random_zipf (&self->random, candidates->len));
}

/* Things come to a shop from anywhere around it; elsewhere they stay where they are. */
static const JlDivision *
choose_community (JlDemoMaking *self, const JlDemoOrganisation *organisation)
{
  if (organisation->kind != JL_ORGANISATION_SHOP && organisation->kind != JL_ORGANISATION_MARKET)
    return organisation->division;
  if (jl_demo_random_percent (&self->random, 30))
    return organisation->division;
  return jl_demo_pick_community (
      self->demo,
      &self->random,
      jl_division_get_ancestor (organisation->division, JL_DIVISION_DISTRICT));
}

static JlOffer
choose_offer (JlDemoRandom *random)
{
  static const guint weights[] = {
    [JL_OFFER_DRAFT] = 4,     [JL_OFFER_PUBLISHED] = 78, [JL_OFFER_RESERVED] = 5,
    [JL_OFFER_WITHDRAWN] = 3, [JL_OFFER_EXPIRED] = 0,    [JL_OFFER_CONCLUDED] = 10,
  };

  return jl_demo_random_weighted (random, weights, G_N_ELEMENTS (weights));
}

/* Two to four different things to say about it. */
static GPtrArray *
pick_details (JlDemoMaking *self, double wear)
{
  const JlDemoTemplate *template = self->template;
  g_autoptr (GHashTable) said = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *details = g_ptr_array_new_with_free_func (g_free);
  guint wanted = 2 + jl_demo_random_below (&self->random, 3);

  for (guint i = 0; i < 4 * wanted && details->len < wanted; i++) {
    const GPtrArray *pool = wear > 0.45 && details->len == 0 && template->worn != NULL
                                ? template->worn
                                : template->details;
    const char *pattern = pool->pdata[jl_demo_random_below (&self->random, pool->len)];
    g_autoptr (GString) out = g_string_new (NULL);

    if (g_hash_table_add (said, (gpointer)pattern) &&
        jl_demo_scope_expand (&self->scope, pattern, out) && out->len > 0)
      g_ptr_array_add (details, g_strdup (out->str));
  }
  return details;
}

static void
set_details (JlDemoMaking *self, double wear)
{
  static const struct {
    const char *slot;
    const char *between;
  } forms[] = {
    { "details_comma", "，" },
    { "details_stop", "。" },
    { "details_space", " " },
    { "details_lines", "\n" },
  };
  g_autoptr (GPtrArray) details = pick_details (self, wear);

  g_ptr_array_add (details, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    jl_demo_slots_take (
        self->slots, forms[i].slot, g_strjoinv (forms[i].between, (char **)details->pdata));
}

/* What people write depends on whether they sell or give away. */
static const GPtrArray *
get_mode_pool (const JlDemoMaking *self, const char *name, JlMode mode)
{
  g_autofree char *pool = g_strconcat (name, "_", jl_enum_get_name (&jl_mode_enum, mode), NULL);

  return g_hash_table_lookup (self->demo->pools, pool);
}

static char *
make_title (JlDemoMaking *self, JlMode mode)
{
  g_autofree char *plain = jl_demo_scope_pick (&self->scope, self->template->titles);
  char *title;

  if (plain == NULL)
    plain = jl_demo_get_short_name (self->template->category);
  jl_demo_slots_set (self->slots, "title", plain);
  for (guint i = 0; i < 4; i++) {
    title = jl_demo_scope_pick (&self->scope, get_mode_pool (self, "title", mode));
    if (title != NULL && g_utf8_strlen (title, -1) <= MAX_TITLE)
      return title;
    g_free (title);
  }
  return g_utf8_substring (plain, 0, MIN (MAX_TITLE, g_utf8_strlen (plain, -1)));
}

static void
set_place_slots (JlDemoMaking *self, const JlDivision *community)
{
  jl_demo_slots_set (self->slots, "district", jl_demo_get_district_name (self->demo, community));
  jl_demo_slots_set (self->slots, "street", community->parent->name);
  jl_demo_slots_take (self->slots, "community", jl_demo_get_community_name (community));
}

static void
begin (JlDemoMaking *self, const JlDemo *demo, guint64 number)
{
  const JlDemoTemplate *template;
  double span;

  jl_demo_random_init (&self->random, demo->seed, JL_DEMO_STREAM_ITEM, number);
  self->demo = demo;
  self->template = template = jl_demo_pick_template (demo, &self->random);
  self->product =
      template->products->pdata[jl_demo_random_below (&self->random, template->products->len)];
  self->slots = jl_demo_slots_new ();
  self->attributes = json_object_new ();
  /* More that is young than old. */
  span = template->age_high - template->age_low;
  self->age = template->age_low + span * pow (jl_demo_random_unit (&self->random), 1.6);
  self->bought = demo->today - (JlDate)(self->age * 365.25);
  self->scope = (JlDemoScope){ .random = &self->random,
                               .slots = self->slots,
                               .own_pools = template->pools,
                               .shared_pools = demo->pools,
                               .variants = { template->top, NULL } };
}

static void
set_grade_slot (JlDemoMaking *self, const JlGrade *grade)
{
  const char *word = g_hash_table_lookup (self->demo->words, grade->code);

  jl_demo_slots_set (self->slots, "grade", word != NULL ? word : grade->name.zh);
}

static void
set_time_slots (JlDemoMaking *self, gint64 new_price)
{
  jl_demo_slots_take (self->slots, "age", describe_age (self->age));
  jl_demo_slots_take (self->slots, "year", g_strdup_printf ("%d", jl_date_get_year (self->bought)));
  jl_demo_slots_take (self->slots, "price_new", g_strdup_printf ("%" G_GINT64_FORMAT, new_price));
}

/**
 * jl_demo_make_item:
 * @self: a demo
 * @number: which item; any number
 *
 * Returns: (transfer full): the item of that number
 */
JlDemoItem *
jl_demo_make_item (const JlDemo *self, guint64 number)
{
  JlDemoItem *item = g_new0 (JlDemoItem, 1);
  JlDemoMaking making = { 0 };
  double new_price;
  double wear;

  begin (&making, self, number);
  new_price = choose_new_price (&making);
  set_time_slots (&making, round_price (&making.random, new_price));
  jl_demo_slots_take (making.slots, "category", jl_demo_get_short_name (making.template->category));
  jl_demo_making_fill_attributes (&making);
  making.scope.spaced = TRUE;

  item->category = making.template->category;
  item->grade = choose_grade (&making);
  wear = get_wear (&making, item->grade);
  item->organisation = choose_organisation (&making);
  item->community = choose_community (&making, self->organisations->pdata[item->organisation]);
  item->mode = choose_mode (&making, wear);
  item->offer = choose_offer (&making.random);
  set_grade_slot (&making, item->grade);
  set_place_slots (&making, item->community);
  making.scope.variants[1] = get_bucket (wear);
  set_details (&making, wear);

  if (item->mode == JL_MODE_SELL) {
    double worth = new_price * USED_FACTOR * (1.0 - 0.45 * wear) *
                   (0.07 + 0.93 * pow (0.5, making.age / making.template->half_life)) *
                   exp (0.22 * jl_demo_random_normal (&making.random));

    item->price_fen = 100 * round_price (&making.random, MIN (worth, 0.9 * new_price));
  }
  item->title = make_title (&making, item->mode);
  item->description =
      jl_demo_scope_pick (&making.scope, get_mode_pool (&making, "description", item->mode));
  item->attributes = making.attributes;
  g_hash_table_unref (making.slots);
  return item;
}

/**
 * jl_demo_item_free:
 * @self: (transfer full): an item
 */
void
jl_demo_item_free (JlDemoItem *self)
{
  g_free (self->title);
  g_free (self->description);
  json_object_unref (self->attributes);
  g_free (self);
}
