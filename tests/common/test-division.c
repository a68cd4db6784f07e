// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-division.h"
#include "jl-error.h"

#include <string.h>

typedef struct {
  JlDivisions *divisions;
} Fixture;

static GBytes *
read_rules (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("JIELI_DATA_DIR"), "rules", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (text, length);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) current = read_rules ("divisions.csv");
  g_autoptr (GBytes) history = read_rules ("divisions-history.csv");
  g_autoptr (GError) error = NULL;

  fixture->divisions = jl_divisions_new_from_csv (current, history, &error);
  g_assert_no_error (error);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  jl_divisions_free (fixture->divisions);
}

static JlDate
date (const char *text)
{
  JlDate value = JL_DATE_NONE;

  g_assert_true (jl_date_from_text (text, &value, NULL));
  return value;
}

static void
test_city (Fixture *fixture, gconstpointer data)
{
  const JlDivision *city = jl_divisions_get_city (fixture->divisions);
  guint counts[4] = { 0 };

  /* The city, 24 + 280 + 5,152 present ones and the 6 abolished. */
  g_assert_cmpuint (jl_divisions_get_count (fixture->divisions), ==, 1 + 24 + 280 + 5152 + 6);
  g_assert_cmpstr (city->name, ==, "石家庄市");
  g_assert_cmpstr (city->code, ==, "130100");
  g_assert_null (city->parent);
  g_assert_cmpuint (city->n_descendants, ==, jl_divisions_get_count (fixture->divisions) - 1);

  for (guint i = 0; i < jl_divisions_get_count (fixture->divisions); i++)
    counts[city[i].level]++;
  g_assert_cmpuint (counts[JL_DIVISION_CITY], ==, 1);
  g_assert_cmpuint (counts[JL_DIVISION_DISTRICT], ==, 24 + 6);
  g_assert_cmpuint (counts[JL_DIVISION_STREET], ==, 280);
  g_assert_cmpuint (counts[JL_DIVISION_COMMUNITY], ==, 5152);
}

static void
test_lookup (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *code;
    const char *canonical;
    const char *name;
    JlDivisionLevel level;
  } vectors[] = {
    { "1301", "130100", "石家庄市", JL_DIVISION_CITY },
    { "130100", "130100", "石家庄市", JL_DIVISION_CITY },
    { "130102", "130102", "长安区", JL_DIVISION_DISTRICT },
    { "130102000000", "130102", "长安区", JL_DIVISION_DISTRICT },
    { "130110", "130110", "鹿泉区", JL_DIVISION_DISTRICT },
    { "130102001", "130102001", "建北街道", JL_DIVISION_STREET },
    { "130102010", "130102010", "长丰街道", JL_DIVISION_STREET },
    { "130102010000", "130102010", "长丰街道", JL_DIVISION_STREET },
    { "130102001010", "130102001010", "谈西社区居民委员会", JL_DIVISION_COMMUNITY },
    { "130184202208", "130184202208", "大道五里铺村村民委员会", JL_DIVISION_COMMUNITY },
  };
  static const char *const unknown[] = {
    "",
    "1",
    "13",
    "13010",
    "1301020",
    "130199",
    "110101",
    "130102999",
    "130102001999",
    "1301020010101",
    "1301O2",
    " 130102",
    "130102 ",
    "-30102",
    "长安区",
    "999999999999",
    "00000000000000000000000000000000",
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    const JlDivision *division = jl_divisions_lookup (fixture->divisions, vectors[i].code);

    g_assert_nonnull (division);
    g_assert_cmpstr (division->code, ==, vectors[i].canonical);
    g_assert_cmpstr (division->name, ==, vectors[i].name);
    g_assert_cmpint (division->level, ==, vectors[i].level);
  }
  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++)
    g_assert_null (jl_divisions_lookup (fixture->divisions, unknown[i]));
}

/* Every division is found by its own code, and is where its code says. */
static void
test_every_division (Fixture *fixture, gconstpointer data)
{
  const JlDivision *city = jl_divisions_get_city (fixture->divisions);

  for (guint i = 0; i < jl_divisions_get_count (fixture->divisions); i++) {
    const JlDivision *division = &city[i];

    g_assert_true (jl_divisions_lookup (fixture->divisions, division->code) == division);
    g_assert_true (g_utf8_strlen (division->name, -1) >= 2);
    if (division == city)
      continue;
    g_assert_cmpint (division->parent->level, ==, division->level - 1);
    g_assert_true (g_str_has_prefix (division->code,
                                     division->parent == city ? "1301" : division->parent->code));
  }
}

static guint
count_walk (const JlDivision *division)
{
  guint n = 1;

  for (const JlDivision *child = jl_division_get_first_child (division); child != NULL;
       child = jl_division_get_next_sibling (child)) {
    g_assert_true (child->parent == division);
    n += count_walk (child);
  }
  g_assert_cmpuint (n, ==, division->n_descendants + 1);
  return n;
}

static void
test_children (Fixture *fixture, gconstpointer data)
{
  const JlDivision *city = jl_divisions_get_city (fixture->divisions);
  const JlDivision *last = jl_divisions_lookup (fixture->divisions, "130184202208");
  const char *before = "";
  guint n_now = 0;

  g_assert_cmpuint (count_walk (city), ==, jl_divisions_get_count (fixture->divisions));
  g_assert_null (jl_division_get_next_sibling (city));
  g_assert_null (jl_division_get_first_child (last));
  g_assert_null (jl_division_get_next_sibling (last));

  for (const JlDivision *child = jl_division_get_first_child (city); child != NULL;
       child = jl_division_get_next_sibling (child)) {
    g_assert_cmpstr (child->code, >, before);
    before = child->code;
    if (jl_division_is_valid_at (child, date ("2026-11-23")))
      n_now++;
  }
  g_assert_cmpuint (n_now, ==, 24);
}

static void
test_ancestors (Fixture *fixture, gconstpointer data)
{
  const JlDivision *community = jl_divisions_lookup (fixture->divisions, "130102001010");
  const JlDivision *district = jl_division_get_ancestor (community, JL_DIVISION_DISTRICT);
  g_autofree char *address = jl_division_get_full_name (community);
  g_autofree char *city_name =
      jl_division_get_full_name (jl_divisions_get_city (fixture->divisions));

  g_assert_cmpstr (community->parent->name, ==, "建北街道");
  g_assert_cmpstr (jl_division_get_ancestor (community, JL_DIVISION_STREET)->code, ==, "130102001");
  g_assert_cmpstr (district->code, ==, "130102");
  g_assert_true (jl_division_get_ancestor (community, JL_DIVISION_COMMUNITY) == community);
  g_assert_true (jl_division_get_ancestor (community, JL_DIVISION_CITY) ==
                 jl_divisions_get_city (fixture->divisions));
  g_assert_null (jl_division_get_ancestor (district, JL_DIVISION_STREET));
  g_assert_cmpstr (address, ==, "长安区建北街道谈西社区居民委员会");
  g_assert_cmpstr (city_name, ==, "石家庄市");
}

static void
test_validity (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *code;
    const char *date;
    gboolean valid;
  } vectors[] = {
    { "130102", "1990-01-01", TRUE },  { "130102", "2026-11-23", TRUE },
    { "130103", "2014-12-31", TRUE },  { "130103", "2015-01-01", FALSE },
    { "130106", "2001-12-31", TRUE },  { "130106", "2002-01-01", FALSE },
    { "130109", "2013-12-31", FALSE }, { "130109", "2014-01-01", TRUE },
    { "130122", "1994-12-31", TRUE },  { "130122", "1995-01-01", FALSE },
    { "130182", "2014-06-01", TRUE },  { "130182", "2015-06-01", FALSE },
    { "130185", "1993-12-31", FALSE }, { "130185", "2010-01-01", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    const JlDivision *division = jl_divisions_lookup (fixture->divisions, vectors[i].code);

    g_assert_cmpint (
        jl_division_is_valid_at (division, date (vectors[i].date)), ==, vectors[i].valid);
  }
}

static void
test_successors (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *code;
    const char *date;
    const char *successor;
  } vectors[] = {
    { "130124", "2026-11-23", "130111" }, { "130182", "2026-11-23", "130109" },
    { "130185", "2026-11-23", "130110" }, { "130122", "2026-11-23", "130110" },
    { "130122", "2005-01-01", "130185" }, { "130122", "1990-01-01", "130122" },
    { "130102", "2026-11-23", "130102" }, { "130103", "2014-01-01", "130103" },
    { "130103", "2026-11-23", NULL },     { "130106", "2026-11-23", NULL },
    { "130109", "2010-01-01", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    const JlDivision *division = jl_divisions_lookup (fixture->divisions, vectors[i].code);
    const JlDivision *successor = jl_division_get_successor_at (division, date (vectors[i].date));

    g_assert_cmpstr (successor == NULL ? NULL : successor->code, ==, vectors[i].successor);
  }
}

/* 21 counties and districts and two zones report to the city; 辛集市 reports to the province. */
static void
test_reporting_units (Fixture *fixture, gconstpointer data)
{
  const JlDivision *city = jl_divisions_get_city (fixture->divisions);
  guint counts[3] = { 0 };

  for (const JlDivision *child = jl_division_get_first_child (city); child != NULL;
       child = jl_division_get_next_sibling (child)) {
    if (jl_division_is_valid_at (child, date ("2026-11-23")))
      counts[child->status]++;
  }
  g_assert_cmpuint (counts[JL_DIVISION_REGULAR], ==, 21);
  g_assert_cmpuint (counts[JL_DIVISION_STATISTICAL], ==, 2);
  g_assert_cmpuint (counts[JL_DIVISION_PROVINCE_RUN], ==, 1);
  g_assert_cmpint (
      jl_divisions_lookup (fixture->divisions, "130181")->status, ==, JL_DIVISION_PROVINCE_RUN);
}

#define HEAD "code,name,parent,level\n"
#define HISTORY_HEAD "code,name,parent,level,valid_from,valid_to,successor,status,note,source\n"
#define SMALL HEAD "1301,市,,city\n130102,长安区,1301,district\n"

static JlDivisions *
parse (const char *current, const char *history, GError **error)
{
  g_autoptr (GBytes) current_bytes = g_bytes_new_static (current, strlen (current));
  g_autoptr (GBytes) history_bytes =
      history == NULL ? NULL : g_bytes_new_static (history, strlen (history));

  return jl_divisions_new_from_csv (current_bytes, history_bytes, error);
}

static void
test_small (void)
{
  static const char *const tables[] = {
    SMALL,
    "# a comment\n\n" SMALL,
    HEAD "130102,长安区,130100,district\r\n130100,市,,city\r\n",
    HEAD "130102000000,长安区,1301,district\n1301,市,,city",
  };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JlDivisions) divisions = parse (tables[i], NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (jl_divisions_get_count (divisions), ==, 2);
    g_assert_cmpstr (jl_divisions_lookup (divisions, "130102")->name, ==, "长安区");
    g_assert_cmpstr (jl_divisions_lookup (divisions, "130102")->parent->name, ==, "市");
  }
}

static void
test_refused (void)
{
  static const struct {
    const char *current;
    const char *history;
    const char *hint;
  } vectors[] = {
    { "", NULL, "empty" },
    { "# only a comment\n", NULL, "empty" },
    { HEAD, NULL, "no divisions" },
    { "code,name\n1301,市\n", NULL, "Line 1" },
    { SMALL "130104,桥西区,1301\n", NULL, "Line 4" },
    { SMALL "130104,桥西区,1301,district,\n", NULL, "Line 4" },
    { SMALL "130104,\"桥西区\",1301,district\n", NULL, "quotes" },
    { SMALL "13010,桥西区,1301,district\n", NULL, "digits" },
    { SMALL "13o104,桥西区,1301,district\n", NULL, "digits" },
    { SMALL "130104,,1301,district\n", NULL, "name" },
    { SMALL "130104,桥西区,1301,street\n", NULL, "level" },
    { SMALL "130104,桥西区,1301,District\n", NULL, "level" },
    { SMALL "130104,桥西区,1302,district\n", NULL, "parent" },
    { SMALL "130104,桥西区,,district\n", NULL, "parent" },
    { SMALL "130104,桥西区,x,district\n", NULL, "parent" },
    { SMALL "130104001,东里街道,130104,street\n", NULL, "parent is missing" },
    { SMALL "1302,唐山市,,city\n", NULL, "more than one city" },
    { HEAD "130102,长安区,1301,district\n", NULL, "parent is missing" },
    { SMALL "130102,长安区,1301,district\n", NULL, "twice" },
    { SMALL "130104,\xff,1301,district\n", NULL, "UTF-8" },
    { SMALL, "", "empty" },
    { SMALL, HEAD, "header" },
    { SMALL, HISTORY_HEAD "130103,桥东区,1301,district,,,,regular,,x\n", "no last day" },
    { SMALL, HISTORY_HEAD "130103,桥东区,1301,district,,20140909,,regular,,x\n", "date" },
    { SMALL, HISTORY_HEAD "130103,桥东区,1301,district,,2014-02-30,,regular,,x\n", "date" },
    { SMALL, HISTORY_HEAD "130103,桥东区,1301,district,2015,2014,,regular,,x\n", "before" },
    { SMALL, HISTORY_HEAD "130103,桥东区,1301,district,,2014,13,regular,,x\n", "successor" },
    { SMALL,
      HISTORY_HEAD "130103,桥东区,1301,district,,2014,130199,regular,,x\n",
      "successor is missing" },
    { SMALL, HISTORY_HEAD "130103,桥东区,1301,district,,2014,130103,regular,,x\n", "circle" },
    { SMALL,
      HISTORY_HEAD "130103,桥东区,1301,district,,2014,130106,regular,,x\n"
                   "130106,郊区,1301,district,,2001,130103,regular,,x\n",
      "circle" },
    { SMALL, HISTORY_HEAD "130103,桥东区,1301,district,,2014,,gone,,x\n", "status" },
    { SMALL, HISTORY_HEAD "130102,常安区,1301,district,,2014,,regular,,x\n", "another name" },
    { SMALL,
      HISTORY_HEAD "130103,桥东区,1301,district,,2014,,regular,,x\n"
                   "130103,桥东区,1301,district,,2014,,regular,,x\n",
      "twice" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (parse (vectors[i].current, vectors[i].history, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
    if (strstr (error->message, vectors[i].hint) == NULL)
      g_test_message ("%u: %s", i, error->message);
    g_assert_nonnull (strstr (error->message, vectors[i].hint));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, setup, function, teardown)
  ADD ("/common/division/city", test_city);
  ADD ("/common/division/lookup", test_lookup);
  ADD ("/common/division/every-division", test_every_division);
  ADD ("/common/division/children", test_children);
  ADD ("/common/division/ancestors", test_ancestors);
  ADD ("/common/division/validity", test_validity);
  ADD ("/common/division/successors", test_successors);
  ADD ("/common/division/reporting-units", test_reporting_units);
#undef ADD
  g_test_add_func ("/common/division/small", test_small);
  g_test_add_func ("/common/division/refused", test_refused);
  return g_test_run ();
}
