// SPDX-License-Identifier: GPL-3.0-or-later
/* Where things are: data/demo/city.json. */
#include "jl-demo-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

enum { DISTRICT_CODE, DISTRICT_NAME, DISTRICT_WEIGHT, DISTRICT_N_FIELDS };
static const JlField district_fields[] = {
  [DISTRICT_CODE] = { .name = "code",
                      .type = JL_FIELD_TEXT,
                      .min = 6,
                      .max = 6,
                      .flags = JL_FIELD_REQUIRED },
  [DISTRICT_NAME] = { .name = "name", .type = JL_FIELD_TEXT, .min = 2, .max = 20 },
  [DISTRICT_WEIGHT] = { .name = "weight",
                        .type = JL_FIELD_INTEGER,
                        .min = 1,
                        .max = 1000,
                        .flags = JL_FIELD_REQUIRED },
};
JL_ASSERT_FIELDS (DISTRICT, district_fields);
static const JlRecordTable district_table =
    JL_RECORD_TABLE ("district", "JlDemoDistrictRow", district_fields);

enum { CITY_NAME, CITY_DISTRICTS, CITY_ORGANISATIONS, CITY_N_FIELDS };
static const JlField city_fields[] = {
  [CITY_NAME] = { .name = "name", .type = JL_FIELD_TEXT, .max = 20, .flags = JL_FIELD_REQUIRED },
  [CITY_DISTRICTS] = { .name = "districts",
                       .type = JL_FIELD_LIST,
                       .record = &district_table,
                       .min = 1,
                       .max = 100,
                       .flags = JL_FIELD_REQUIRED },
  [CITY_ORGANISATIONS] = { .name = "organisations",
                           .type = JL_FIELD_LIST,
                           .record = &jl_demo_group_table,
                           .min = 1,
                           .max = 20,
                           .flags = JL_FIELD_REQUIRED },
};
JL_ASSERT_FIELDS (CITY, city_fields);
static const JlRecordTable city_table = JL_RECORD_TABLE ("city", "JlDemoCityFile", city_fields);

static void
district_free (gpointer data)
{
  JlDemoDistrict *district = data;

  g_ptr_array_unref (district->communities);
  g_free (district);
}

/* Lower is livelier: communities of streets before villages, and then in an order of the seed. */
static guint64
get_liveliness (const JlDemo *self, const JlDivision *community)
{
  JlDemoRandom random;
  guint64 group = 0;

  if (!g_str_has_suffix (community->parent->name, "街道"))
    group += 2;
  if (strstr (community->name, "村") != NULL)
    group += 1;
  jl_demo_random_init (&random,
                       self->seed,
                       JL_DEMO_STREAM_ORGANISATION,
                       g_ascii_strtoull (community->code, NULL, 10));
  return (group << 60) | (jl_demo_random_next (&random) >> 4);
}

typedef struct {
  guint64 liveliness;
  const JlDivision *community;
} Ranked;

static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  const Ranked *left = a;
  const Ranked *right = b;

  return left->liveliness < right->liveliness ? -1 : left->liveliness > right->liveliness;
}

static GPtrArray *
rank_communities (const JlDemo *self, const JlDivision *district)
{
  g_autoptr (GArray) ranked = g_array_new (FALSE, FALSE, sizeof (Ranked));
  GPtrArray *communities = g_ptr_array_new ();
  const JlDivision *street = jl_division_get_first_child (district);

  for (; street != NULL; street = jl_division_get_next_sibling (street)) {
    const JlDivision *community = jl_division_get_first_child (street);

    for (; community != NULL; community = jl_division_get_next_sibling (community)) {
      Ranked one = { get_liveliness (self, community), community };

      if (jl_division_is_valid_at (community, self->today))
        g_array_append_val (ranked, one);
    }
  }
  g_array_sort (ranked, compare_ranked);
  for (guint i = 0; i < ranked->len; i++)
    g_ptr_array_add (communities, (gpointer)g_array_index (ranked, Ranked, i).community);
  return communities;
}

static gboolean
add_district (JlDemo *self, JlRecord *row, GError **error)
{
  const JlDivisions *divisions = jl_rules_get_divisions (self->rules);
  const char *code = jl_record_get_text (row, DISTRICT_CODE);
  const JlDivision *division = jl_divisions_lookup (divisions, code);
  JlDemoDistrict *district;

  if (division == NULL || division->level != JL_DIVISION_DISTRICT ||
      jl_division_get_first_child (division) == NULL) {
    jl_set_error_field (
        error, JL_ERROR_INVALID, "code", _ ("“%s” is no district with communities"), code);
    return FALSE;
  }
  district = g_new0 (JlDemoDistrict, 1);
  district->district = division;
  district->name =
      jl_record_has (row, DISTRICT_NAME) ? jl_record_get_text (row, DISTRICT_NAME) : division->name;
  district->weight = jl_record_get_integer (row, DISTRICT_WEIGHT);
  district->communities = rank_communities (self, division);
  g_ptr_array_add (self->districts, district);
  g_array_append_val (self->district_weights, district->weight);
  return TRUE;
}

static gboolean
read_districts (JlDemo *self, GPtrArray *rows, GError **error)
{
  self->districts = g_ptr_array_new_with_free_func (district_free);
  self->district_weights = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < rows->len; i++) {
    if (!add_district (self, rows->pdata[i], error)) {
      g_autofree char *path = g_strdup_printf ("districts[%u]", i);

      jl_error_prefix_field (error, path);
      return FALSE;
    }
  }
  return TRUE;
}

static const JlDemoDistrict *
find_district (const JlDemo *self, const JlDivision *division)
{
  const JlDivision *district = jl_division_get_ancestor (division, JL_DIVISION_DISTRICT);

  for (guint i = 0; i < self->districts->len; i++) {
    const JlDemoDistrict *one = self->districts->pdata[i];

    if (one->district == district)
      return one;
  }
  return NULL;
}

/**
 * jl_demo_pick_district:
 * @self: a demo
 * @random: whose choice
 *
 * Returns: (transfer none): one of the districts, those with most people most often
 */
const JlDivision *
jl_demo_pick_district (const JlDemo *self, JlDemoRandom *random)
{
  guint index = jl_demo_random_weighted (random,
                                         (const guint *)(gconstpointer)self->district_weights->data,
                                         self->district_weights->len);

  return ((const JlDemoDistrict *)self->districts->pdata[index])->district;
}

/**
 * jl_demo_pick_busy_district:
 * @self: a demo
 * @random: whose choice
 *
 * Returns: (transfer none): as jl_demo_pick_district(), even more often one with many people
 */
const JlDivision *
jl_demo_pick_busy_district (const JlDemo *self, JlDemoRandom *random)
{
  const JlDivision *one = jl_demo_pick_district (self, random);
  const JlDivision *other = jl_demo_pick_district (self, random);

  return find_district (self, other)->weight > find_district (self, one)->weight ? other : one;
}

/**
 * jl_demo_pick_community:
 * @self: a demo
 * @random: whose choice
 * @district: in which of the districts
 *
 * Returns: (transfer none): one of its communities, few of them very often
 */
const JlDivision *
jl_demo_pick_community (const JlDemo *self, JlDemoRandom *random, const JlDivision *district)
{
  const JlDemoDistrict *one = find_district (self, district);

  return one->communities->pdata[jl_demo_random_zipf (random, one->communities->len)];
}

/**
 * jl_demo_get_district_name:
 * @self: a demo
 * @division: a community or anything else in one of the districts
 *
 * Returns: (transfer none): the district as people call it, e.g. 高新区
 */
const char *
jl_demo_get_district_name (const JlDemo *self, const JlDivision *division)
{
  return find_district (self, division)->name;
}

/**
 * jl_demo_get_community_name:
 * @community: a community or village
 *
 * Returns: (transfer full): its name without the word committee: 栗胜路社区
 */
char *
jl_demo_get_community_name (const JlDivision *community)
{
  static const char *const endings[] = { "居民委员会", "村民委员会", "居委会", "村委会" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    gsize length = strlen (community->name);
    gsize ending = strlen (endings[i]);

    if (length > ending && g_str_has_suffix (community->name, endings[i]))
      return g_strndup (community->name, length - ending);
  }
  return g_strdup (community->name);
}

/**
 * jl_demo_read_city:
 * @self: a demo that is being made; its pools are there
 * @directory: of the demo's texts
 *
 * Reads which districts have how many people and how many organisations there are, and makes those.
 *
 * Returns: %FALSE with a JL_ERROR that names file and member
 */
gboolean
jl_demo_read_city (JlDemo *self, const char *directory, GError **error)
{
  static const char base[] = "city.json";
  g_autoptr (JsonNode) node = jl_demo_read_json (directory, base, error);
  JlRecord *file;

  if (node == NULL)
    return jl_demo_explain (error, base);
  file = jl_record_read_json (&city_table, node, JL_READ_CREATE, error);
  if (file == NULL)
    return jl_demo_explain (error, base);
  g_ptr_array_add (self->records, file);
  if (!read_districts (self, jl_record_get_list (file, CITY_DISTRICTS), error) ||
      !jl_demo_make_organisations (self, jl_record_get_list (file, CITY_ORGANISATIONS), error))
    return jl_demo_explain (error, base);
  return TRUE;
}
