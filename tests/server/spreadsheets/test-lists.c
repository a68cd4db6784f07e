// SPDX-License-Identifier: GPL-3.0-or-later
/* Lists of organisations and of people, as an office of the city has them. */
#include "jl-spreadsheets.h"
#include "office-fixture.h"

#include <string.h>
#include <utime.h>

typedef struct {
  OfficeFixture office;
  char *administrator; /* owned: token */
} Lists;

static void
setup (Lists *self, gconstpointer data)
{
  office_setup (&self->office, NULL);
  city_add_account (
      &self->office.city, self->office.city.city, "administrator", "wang.administrator");
  self->administrator = city_sign_in (&self->office.city, "wang.administrator");
}

static void
teardown (Lists *self, gconstpointer data)
{
  g_free (self->administrator);
  office_teardown (&self->office, NULL);
}

static gint64
query (Lists *self, const char *sql)
{
  return city_query (&self->office.city, sql);
}

/* Sends a list and lets it be checked. Returns: its id. */
static char *
check (Lists *self, const char *kind, const char *text)
{
  g_autofree char *where = g_strdup_printf ("?name=list.csv&kind=%s", kind);
  g_autoptr (CityAnswer) sent =
      office_send_table (&self->office, self->administrator, where, text, -1);

  city_assert_status (sent, 201);
  office_run_queue (&self->office);
  return g_strdup (city_answer_get_text (sent, "id"));
}

/* Takes it in. Returns: its rows, and what became of each. */
static CityAnswer *
take (Lists *self, const char *id)
{
  g_autoptr (CityAnswer) started = office_post (&self->office, self->administrator, id, "start");

  city_assert_status (started, 200);
  office_run_queue (&self->office);
  return office_get (&self->office, self->administrator, id, "/rows");
}

static void
assert_row (CityAnswer *rows, guint i, const char *result, const char *said)
{
  g_autofree char *result_path = g_strdup_printf ("items[%u].result", i);
  g_autofree char *text_path = g_strdup_printf ("items[%u].reasons[0].text", i);
  const char *text;

  g_assert_cmpstr (city_answer_get_text (rows, result_path), ==, result);
  if (said == NULL)
    return;
  text = city_answer_get_text (rows, text_path);
  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, said));
}

#define ORGANISATIONS "名称,类型,所在社区,标签前缀,电话\n"

/* Divisions by what people call them, kinds in words; what is there already stays as it is. */
static void
test_organisations (Lists *self, gconstpointer data)
{
  g_autofree char *id =
      check (self,
             "organisations",
             ORGANISATIONS "棉一东社区居委会,居委会,长安区建北街道棉一东社区,MYD,87654321\n"
                           "八家庄旧物店,寄卖店,130102001003,BJZ,\n"
                           "惠民寄卖店,寄卖店,光华路居委会,hma,\n"
                           "惠民,寄卖店,光华路居委会,HMA,\n"
                           "无名店,寄卖店,光华路东社区,WMD,\n"
                           "无名店,杂货铺,光华路居委会,WMD,\n"
                           "棉二寄卖店,寄卖店,棉一东,MYD,\n");
  g_autoptr (CityAnswer) rows = NULL;

  g_assert_cmpint (query (self, "SELECT count(*) FROM organisation"), ==, 3);
  rows = take (self, id);
  assert_row (rows, 0, "taken", NULL);
  assert_row (rows, 1, "taken", NULL);
  assert_row (rows, 2, "taken", "is there already, and was left as it is");
  assert_row (rows, 3, "partly", "has “惠民寄卖店” here");
  assert_row (rows, 4, "refused", "Is it one of these: ");
  g_assert_nonnull (
      strstr (city_answer_get_text (rows, "items[4].reasons[0].text"), "光华路社区居民委员会"));
  g_assert_cmpstr (city_answer_get_text (rows, "items[4].reasons[0].member"), ==, "division");
  assert_row (rows, 5, "refused", NULL);
  g_assert_cmpstr (city_answer_get_text (rows, "items[5].reasons[0].member"), ==, "kind");
  /* Another one has that prefix already, from a row before. */
  assert_row (rows, 6, "partly", "棉一东社区居委会");
  g_assert_cmpint (query (self, "SELECT count(*) FROM organisation"), ==, 5);
  g_assert_cmpint (query (self,
                          "SELECT count(*) FROM organisation WHERE division = '130102001001' "
                          "AND kind = 'committee' AND telephone = '87654321'"),
                   ==,
                   1);
  g_assert_cmpint (
      query (self, "SELECT count(*) FROM journal WHERE command = 'organisation.create'"), ==, 4);
}

#define PEOPLE "单位,角色,姓名\n"

/* Each is invited once, however often the list comes; what is kept of it names nobody. */
static void
test_people (Lists *self, gconstpointer data)
{
  g_autofree char *first = check (self,
                                  "accounts",
                                  PEOPLE "HMA,店员,赵钱孙\n"
                                         "惠民寄卖店,经理,周吴郑\n"
                                         "HMA,掌柜,冯陈褚\n"
                                         "没有这家店,店员,冯陈褚\n"
                                         "HMA,店员,\n"
                                         "HMA,教师,冯陈褚\n");
  g_autofree char *second = NULL;
  g_autoptr (CityAnswer) rows = NULL;
  g_autoptr (CityAnswer) again = NULL;
  g_auto (GStrv) words = NULL;

  /* A trial draws no codes. */
  g_assert_cmpint (query (self, "SELECT count(*) FROM invitation"), ==, 0);
  rows = office_get (&self->office, self->administrator, first, "/rows");
  assert_row (rows, 0, "taken", NULL);
  g_assert_cmpint (city_answer_get_length (rows, "items[0].reasons"), ==, 0);
  g_clear_pointer (&rows, city_answer_free);

  rows = take (self, first);
  assert_row (rows, 0, "taken", "/join?staff ");
  assert_row (rows, 1, "taken", "/join?staff ");
  assert_row (rows, 2, "refused", "no role");
  assert_row (rows, 3, "refused", "no organisation");
  assert_row (rows, 4, "refused", "missing");
  assert_row (rows, 5, "refused", NULL);
  g_assert_cmpint (query (self, "SELECT count(*) FROM invitation"), ==, 2);
  words = g_strsplit (city_answer_get_text (rows, "items[0].reasons[0].text"), " ", 4);
  g_assert_cmpuint (strlen (words[0]), ==, strlen ("7KQ4M-2ZB8X"));
  g_assert_cmpstr (words[2], ==, "2026-12-07");
  g_assert_cmpstr (words[3], ==, "惠民寄卖店");

  second = check (self, "accounts", PEOPLE "HMA,店员,赵钱孙\nHMA,店员,蒋沈韩\nHMA,店员,赵钱孙\n");
  again = take (self, second);
  assert_row (again, 0, "taken", "was invited already");
  assert_row (again, 1, "taken", "/join?staff ");
  assert_row (again, 2, "taken", "was invited already");
  g_assert_cmpint (query (self, "SELECT count(*) FROM invitation"), ==, 3);
}

/* Who has joined under that name is not invited again. */
static void
test_joined (Lists *self, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (CityAnswer) rows = NULL;

  id = check (self, "accounts", PEOPLE "HMA,clerk,Nli.na\nHMA,manager,Nli.na\n");
  rows = take (self, id);
  assert_row (rows, 0, "taken", "works there already");
  assert_row (rows, 1, "taken", "/join?staff ");
}

/* As the files would be after a day; what is young may be of a request that is under way. */
static void
make_old (Lists *self)
{
  g_autofree char *path = g_build_filename (self->office.city.data_dir, "exchange", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const struct utimbuf times = { 0, 0 };
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *folder = g_build_filename (path, name, NULL);

    g_assert_cmpint (utime (folder, &times), ==, 0);
  }
}

/* Returns: how many of the imports' folders hold a key. */
static guint
count_keys (Lists *self)
{
  g_autofree char *path = g_build_filename (self->office.city.data_dir, "exchange", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *key = g_build_filename (path, name, "key", NULL);

    n += g_file_test (key, G_FILE_TEST_EXISTS) ? 1 : 0;
  }
  return n;
}

/* Files that name people are sealed, and not kept as long as others. */
static void
test_forgotten (Lists *self, gconstpointer data)
{
  g_autofree char *people = check (self, "accounts", PEOPLE "HMA,店员,赵钱孙\n");
  g_autofree char *shops =
      check (self, "organisations", ORGANISATIONS "八家庄旧物店,寄卖店,130102001003,BJZ,\n");
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *found = NULL;
  g_autofree char *left = NULL;
  g_autofree char *place = NULL;

  g_ptr_array_add (names, (gpointer) "赵钱孙");
  found = city_find_text (self->office.city.data_dir, names);
  g_assert_null (found);
  g_assert_cmpuint (count_keys (self), ==, 1);
  city_clock += G_GINT64_CONSTANT (25) * 60 * 60 * 1000;
  office_restart_queue (&self->office);
  make_old (self);
  office_run_queue (&self->office);
  left = city_find_text (self->office.city.data_dir, names);
  g_assert_null (left);
  g_assert_cmpuint (count_keys (self), ==, 0);
  g_ptr_array_add (names, (gpointer) "八家庄旧物店");
  place = city_find_text (self->office.city.data_dir, names);
  g_assert_nonnull (place);
}

/* A clerk brings goods in, and nobody else. */
static void
test_roles (Lists *self, gconstpointer data)
{
  OfficeFixture *office = &self->office;
  g_autoptr (CityAnswer) clerk =
      office_send_table (office, office->clerk, "?kind=accounts", PEOPLE "HMA,店员,赵钱孙\n", -1);
  g_autoptr (CityAnswer) shops = office_send_table (
      office, office->clerk, "?kind=organisations", ORGANISATIONS "a,b,c,d,e\n", -1);
  g_autoptr (CityAnswer) goods = office_send_table (
      office, self->administrator, "", OFFICE_HEADINGS "沙发,sofa,sell,1,B,3\n", -1);
  g_autoptr (CityAnswer) heading = office_send_table (
      office, self->administrator, "?kind=accounts", "单位,角色\nHMA,店员\n", -1);

  city_assert_refused (clerk, JL_ERROR_FORBIDDEN);
  city_assert_refused (shops, JL_ERROR_FORBIDDEN);
  city_assert_refused (goods, JL_ERROR_FORBIDDEN);
  city_assert_refused (heading, JL_ERROR_INVALID);
  g_assert_nonnull (strstr (heading->error->message, "organisation, role, name"));
}

/* An administrator of a district brings in what lies there. */
static void
test_reach (Lists *self, gconstpointer data)
{
  CityFixture *city = &self->office.city;
  gint64 district = city_add_organisation (city, "department", "长安区商务局", "CAQ", "130102");
  g_autofree char *id = NULL;
  g_autoptr (CityAnswer) rows = NULL;

  city_add_account (city, district, "administrator", "sun.district");
  g_free (self->administrator);
  self->administrator = city_sign_in (city, "sun.district");
  id = check (self,
              "organisations",
              ORGANISATIONS
              "八家庄旧物店,寄卖店,130102001003,BJZ,\n桥西店,寄卖店,130104001001,QXD,\n");
  rows = take (self, id);
  assert_row (rows, 0, "taken", NULL);
  assert_row (rows, 1, "refused", "own division");
}

#define TEST(path, func)                                                                           \
  g_test_add ("/spreadsheets/lists/" path, Lists, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  TEST ("organisations", test_organisations);
  TEST ("people", test_people);
  TEST ("joined", test_joined);
  TEST ("forgotten", test_forgotten);
  TEST ("roles", test_roles);
  TEST ("reach", test_reach);
  return g_test_run ();
}
