// SPDX-License-Identifier: GPL-3.0-or-later
#include "shop-fixture.h"

#include "jl-time.h"

#include <string.h>

#define HOUR (60 * 60 * JL_TIME_SECOND)

static CityAnswer *
act (ShopFixture *fixture, const char *token, const char *id, const char *action)
{
  g_autofree char *path = g_strdup_printf ("/reservations/%s/%s", id, action);

  return city_post (&fixture->city, token, path, NULL);
}

static CityAnswer *
get (ShopFixture *fixture, const char *token, const char *id)
{
  g_autofree char *path = g_strdup_printf ("/reservations/%s", id);

  return city_get (&fixture->city, token, path);
}

static void
assert_reservation (
    ShopFixture *fixture, guint resident, const char *id, const char *state, int place)
{
  g_autoptr (CityAnswer) answer = get (fixture, fixture->residents[resident], id);

  city_assert_status (answer, 200);
  g_assert_cmpstr (city_answer_get_text (answer, "state"), ==, state);
  g_assert_cmpint (city_answer_get_integer (answer, "place"), ==, place);
}

/* The causes of a person's notices, the newest first. */
static void
assert_notices (ShopFixture *fixture, const char *token, const char *expected)
{
  g_autoptr (CityAnswer) answer = city_get (&fixture->city, token, "/notices");
  g_autoptr (GString) causes = g_string_new (NULL);

  city_assert_status (answer, 200);
  for (guint i = 0; i < city_answer_get_length (answer, "items"); i++) {
    g_autofree char *path = g_strdup_printf ("items[%u].cause", i);

    g_string_append_printf (
        causes, "%s%s", causes->len > 0 ? " " : "", city_answer_get_text (answer, path));
  }
  g_assert_cmpstr (causes->str, ==, expected);
}

static void
test_line (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *item = shop_publish_sofa (fixture);
  g_autofree char *first = shop_reserve (fixture, 0, item);
  g_autofree char *second = shop_reserve (fixture, 1, item);
  g_autofree char *third = shop_reserve (fixture, 2, item);
  g_autoptr (CityAnswer) cancelled = NULL;
  g_autoptr (CityAnswer) again = NULL;
  g_autoptr (CityAnswer) seen = NULL;

  assert_reservation (fixture, 0, first, "active", 0);
  assert_reservation (fixture, 1, second, "waiting", 1);
  assert_reservation (fixture, 2, third, "waiting", 2);
  seen = shop_get_item (fixture, NULL, item);
  g_assert_cmpint (city_answer_get_integer (seen, "waiting"), ==, 2);
  g_assert_nonnull (city_answer_get_text (seen, "reserved_until"));

  /* Who gives it back makes room for the next one, who is told. */
  cancelled = act (fixture, fixture->residents[0], first, "cancel");
  city_assert_status (cancelled, 200);
  g_assert_cmpstr (city_answer_get_text (cancelled, "state"), ==, "cancelled");
  assert_reservation (fixture, 1, second, "active", 0);
  assert_reservation (fixture, 2, third, "waiting", 1);
  assert_notices (fixture, fixture->residents[1], "reservation_ready");
  assert_notices (fixture, fixture->residents[2], "");
  assert_notices (fixture, fixture->clerk, "reservation_cancelled reserved reserved reserved");
  again = act (fixture, fixture->residents[0], first, "cancel");
  city_assert_refused (again, JL_ERROR_CONFLICT);
}

static void
test_leave_waiting (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *item = shop_publish_sofa (fixture);
  g_autofree char *first = shop_reserve (fixture, 0, item);
  g_autofree char *second = shop_reserve (fixture, 1, item);
  g_autofree char *third = shop_reserve (fixture, 2, item);

  city_answer_free (act (fixture, fixture->residents[1], second, "cancel"));
  assert_reservation (fixture, 0, first, "active", 0);
  assert_reservation (fixture, 2, third, "waiting", 1);
  city_answer_free (act (fixture, fixture->residents[2], third, "cancel"));
  city_answer_free (act (fixture, fixture->residents[0], first, "cancel"));
  shop_assert_state (fixture, item, "offer", "published");
}

static void
test_by_organisation (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *item = shop_publish_sofa (fixture);
  g_autofree char *first = shop_reserve (fixture, 0, item);
  g_autoptr (CityAnswer) stranger = act (fixture, fixture->stranger, first, "cancel");
  g_autoptr (CityAnswer) other = act (fixture, fixture->residents[1], first, "cancel");
  g_autoptr (CityAnswer) nobody = act (fixture, NULL, first, "cancel");
  g_autoptr (CityAnswer) clerk = NULL;

  city_assert_refused (stranger, JL_ERROR_NOT_FOUND);
  city_assert_refused (other, JL_ERROR_NOT_FOUND);
  city_assert_refused (nobody, JL_ERROR_UNAUTHENTICATED);
  clerk = act (fixture, fixture->clerk, first, "cancel");
  city_assert_status (clerk, 200);
  assert_notices (fixture, fixture->residents[0], "reservation_ended");
  shop_assert_state (fixture, item, "offer", "published");
}

static void
test_limits (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *item = shop_publish_sofa (fixture);
  g_autofree char *draft = shop_create (fixture, fixture->clerk, SHOP_SOFA);
  g_autoptr (CityAnswer) twice = NULL;
  g_autoptr (CityAnswer) full = NULL;
  g_autoptr (CityAnswer) unseen = NULL;
  g_autoptr (CityAnswer) nobody = shop_act (fixture, NULL, item, "reservations", NULL);
  g_autoptr (CityAnswer) many = NULL;

  city_assert_refused (nobody, JL_ERROR_UNAUTHENTICATED);
  unseen = shop_act (fixture, fixture->residents[0], draft, "reservations", NULL);
  city_assert_refused (unseen, JL_ERROR_NOT_FOUND);

  /* One who has it and five who wait, as the terms of shops say. */
  for (guint i = 0; i < 6; i++)
    g_free (shop_reserve (fixture, i, item));
  twice = shop_act (fixture, fixture->residents[3], item, "reservations", NULL);
  city_assert_refused (twice, JL_ERROR_CONFLICT);
  full = shop_act (fixture, fixture->residents[6], item, "reservations", NULL);
  city_assert_refused (full, JL_ERROR_CONFLICT);

  /* Five in one shop for one person. */
  for (guint i = 0; i < 5; i++) {
    g_autofree char *other = shop_publish_sofa (fixture);

    g_free (shop_reserve (fixture, 7, other));
  }
  g_free (g_steal_pointer (&item));
  item = shop_publish_sofa (fixture);
  many = shop_act (fixture, fixture->residents[7], item, "reservations", NULL);
  city_assert_refused (many, JL_ERROR_CONFLICT);
}

static void
test_expiry (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *item = shop_publish_sofa (fixture);
  g_autofree char *first = shop_reserve (fixture, 0, item);
  g_autofree char *second = shop_reserve (fixture, 1, item);

  /* 72 hours, told six hours before. */
  city_clock += 65 * HOUR;
  shop_run_due (fixture);
  assert_notices (fixture, fixture->residents[0], "");
  city_clock += HOUR + 1;
  shop_run_due (fixture);
  assert_notices (fixture, fixture->residents[0], "reservation_soon");
  shop_run_due (fixture);
  assert_notices (fixture, fixture->residents[0], "reservation_soon");
  assert_reservation (fixture, 0, first, "active", 0);

  city_clock += 6 * HOUR;
  shop_run_due (fixture);
  assert_reservation (fixture, 0, first, "expired", 0);
  assert_notices (fixture, fixture->residents[0], "reservation_ended reservation_soon");
  assert_reservation (fixture, 1, second, "active", 0);
  assert_notices (fixture, fixture->residents[1], "reservation_ready");

  /* Whose turn comes has a day. */
  city_clock += 24 * HOUR;
  shop_run_due (fixture);
  assert_reservation (fixture, 1, second, "expired", 0);
  shop_assert_state (fixture, item, "offer", "published");
}

static void
test_extend (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *item = shop_publish_sofa (fixture);
  g_autofree char *first = shop_reserve (fixture, 0, item);
  g_autoptr (CityAnswer) before = get (fixture, fixture->residents[0], first);
  g_autoptr (CityAnswer) stranger = act (fixture, fixture->stranger, first, "extend");
  g_autoptr (CityAnswer) extended = act (fixture, fixture->residents[0], first, "extend");
  g_autoptr (CityAnswer) again = act (fixture, fixture->residents[0], first, "extend");
  g_autoptr (CityAnswer) waiting = NULL;
  g_autofree char *second = NULL;
  gint64 was, is;

  city_assert_refused (stranger, JL_ERROR_NOT_FOUND);
  city_assert_status (extended, 200);
  g_assert_true (jl_time_from_text (city_answer_get_text (before, "expires_at"), &was, NULL));
  g_assert_true (jl_time_from_text (city_answer_get_text (extended, "expires_at"), &is, NULL));
  g_assert_cmpint (is - was, ==, 48 * HOUR);
  city_assert_refused (again, JL_ERROR_CONFLICT);
  second = shop_reserve (fixture, 1, item);
  waiting = act (fixture, fixture->residents[1], second, "extend");
  city_assert_refused (waiting, JL_ERROR_CONFLICT);
}

/* Not while others wait. */
static void
test_extend_waited_for (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *item = shop_publish_sofa (fixture);
  g_autofree char *first = shop_reserve (fixture, 0, item);
  g_autofree char *second = shop_reserve (fixture, 1, item);
  g_autoptr (CityAnswer) refused = act (fixture, fixture->residents[0], first, "extend");

  city_assert_refused (refused, JL_ERROR_CONFLICT);
  assert_reservation (fixture, 1, second, "waiting", 1);
}

static void
test_withdrawal_ends_all (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *item = shop_publish_sofa (fixture);
  g_autofree char *first = shop_reserve (fixture, 0, item);
  g_autofree char *second = shop_reserve (fixture, 1, item);
  g_autoptr (CityAnswer) withdrawn = shop_act (fixture, fixture->clerk, item, "withdraw", NULL);

  city_assert_status (withdrawn, 200);
  assert_reservation (fixture, 0, first, "cancelled", 0);
  assert_reservation (fixture, 1, second, "cancelled", 0);
  assert_notices (fixture, fixture->residents[0], "reservation_ended");
  assert_notices (fixture, fixture->residents[1], "reservation_ended");
}

static guint
count (ShopFixture *fixture, const char *token, const char *path)
{
  g_autoptr (CityAnswer) answer = city_get (&fixture->city, token, path);

  city_assert_status (answer, 200);
  return city_answer_get_length (answer, "items");
}

static void
test_list (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *item = shop_publish_sofa (fixture);
  g_autofree char *other = shop_publish_sofa (fixture);
  g_autofree char *first = shop_reserve (fixture, 0, item);
  g_autofree char *second = shop_reserve (fixture, 1, item);
  g_autofree char *third = shop_reserve (fixture, 1, other);
  g_autofree char *of_item = g_strdup_printf ("/reservations?item=%s", item);
  g_autofree char *waiting_of_item = g_strdup_printf ("/reservations?item=%s&state=waiting", item);
  g_autoptr (CityAnswer) page = NULL;
  g_autoptr (CityAnswer) rest = NULL;
  g_autoptr (CityAnswer) mine = NULL;
  g_autofree char *next = NULL;

  g_assert_cmpuint (count (fixture, fixture->clerk, "/reservations"), ==, 3);
  g_assert_cmpuint (count (fixture, fixture->clerk, "/reservations?state=active"), ==, 2);
  g_assert_cmpuint (count (fixture, fixture->clerk, of_item), ==, 2);
  g_assert_cmpuint (count (fixture, fixture->clerk, waiting_of_item), ==, 1);
  g_assert_cmpuint (count (fixture, fixture->clerk, "/reservations?mine=true"), ==, 0);
  g_assert_cmpuint (count (fixture, fixture->stranger, "/reservations"), ==, 0);
  g_assert_cmpuint (count (fixture, fixture->stranger, of_item), ==, 0);
  g_assert_cmpuint (count (fixture, fixture->residents[1], "/reservations"), ==, 2);
  g_assert_cmpuint (count (fixture, fixture->residents[1], of_item), ==, 1);
  g_assert_cmpuint (count (fixture, fixture->residents[1], "/reservations?state=active"), ==, 1);
  g_assert_cmpuint (count (fixture, fixture->residents[2], "/reservations"), ==, 0);

  /* A resident is not told the own name and number, nor anybody else's. */
  mine = city_get (&fixture->city, fixture->residents[1], "/reservations");
  g_assert_null (strstr (mine->text, "nickname"));
  g_assert_null (strstr (mine->text, "138"));

  page = city_get (&fixture->city, fixture->clerk, "/reservations?limit=2");
  g_assert_cmpuint (city_answer_get_length (page, "items"), ==, 2);
  next = g_strdup_printf ("/reservations?limit=2&cursor=%s", city_answer_get_text (page, "next"));
  rest = city_get (&fixture->city, fixture->clerk, next);
  g_assert_cmpuint (city_answer_get_length (rest, "items"), ==, 1);
  g_assert_cmpstr (city_answer_get_text (rest, "items[0].id"), ==, first);
}

static void
test_contact (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *item = shop_publish_sofa (fixture);
  g_autofree char *first = shop_reserve (fixture, 0, item);
  g_autoptr (CityAnswer) masked = get (fixture, fixture->clerk, first);
  g_autoptr (CityAnswer) resident = act (fixture, fixture->residents[0], first, "contact");
  g_autoptr (CityAnswer) stranger = act (fixture, fixture->stranger, first, "contact");
  g_autoptr (CityAnswer) contact = NULL;
  g_autoptr (CityAnswer) over = NULL;

  g_assert_cmpstr (city_answer_get_text (masked, "phone"), ==, "138****0000");
  city_assert_refused (resident, JL_ERROR_FORBIDDEN);
  city_assert_refused (stranger, JL_ERROR_NOT_FOUND);
  g_assert_cmpint (city_query (&fixture->city, "SELECT count(*) FROM person_look"), ==, 0);
  contact = act (fixture, fixture->clerk, first, "contact");
  city_assert_status (contact, 200);
  g_assert_cmpstr (city_answer_get_text (contact, "phone"), ==, "13800000000");
  g_assert_cmpint (
      city_query (&fixture->city, "SELECT count(*) FROM person_look WHERE reason='reservation'"),
      ==,
      1);
  city_answer_free (act (fixture, fixture->residents[0], first, "cancel"));
  over = act (fixture, fixture->clerk, first, "contact");
  city_assert_refused (over, JL_ERROR_CONFLICT);

  /* Nothing of a person is in the journal. */
  g_assert_cmpint (
      city_query (
          &fixture->city,
          "SELECT count(*) FROM journal_body WHERE instr(journal_text (body), '1380000') > 0 "
          "OR instr(journal_text (body), 'N138') > 0"),
      ==,
      0);
}

/* A repeated request with the same key reserves once. */
static void
test_repeated (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *item = shop_publish_sofa (fixture);
  g_autofree char *path = g_strdup_printf ("/items/%s/reservations", item);
  CityRequest request = {
    .token = fixture->residents[0], .method = "POST", .path = path, .key = "tap"
  };
  g_autoptr (CityAnswer) first = city_send (&fixture->city, &request);
  g_autoptr (CityAnswer) second = city_send (&fixture->city, &request);

  city_assert_status (first, 201);
  city_assert_status (second, 201);
  g_assert_cmpstr (first->text, ==, second->text);
  g_assert_cmpint (city_query (&fixture->city, "SELECT count(*) FROM reservation"), ==, 1);
}

/* The plan of each list: an index, nothing to sort. */
static void
test_due_plans (ShopFixture *fixture, gconstpointer data)
{
  static const char *const sqls[] = {
    "EXPLAIN QUERY PLAN SELECT min (id + 0) FROM reservation WHERE state = 'active' AND "
    "expires_at <= 1 AND id + 0 > 0",
    "EXPLAIN QUERY PLAN SELECT min (id + 0) FROM reservation WHERE remind_at <= 1 AND id + 0 > 0",
    "EXPLAIN QUERY PLAN SELECT min (id + 0) FROM item WHERE offer = 'published' AND expires_at <= "
    "1 AND id + 0 > 0",
    "EXPLAIN QUERY PLAN SELECT min (id + 0) FROM want WHERE open = 1 AND expires_at <= 1 AND id + "
    "0 > 0",
  };

  for (guint i = 0; i < G_N_ELEMENTS (sqls); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JlStatement) statement =
        jl_connection_prepare_text (fixture->city.reader, sqls[i], &error);

    g_assert_no_error (error);
    g_assert_true (jl_statement_step (statement, &error));
    g_test_message ("%s", jl_statement_get_text (statement, 3));
    g_assert_nonnull (strstr (jl_statement_get_text (statement, 3), "SEARCH"));
    g_assert_nonnull (strstr (jl_statement_get_text (statement, 3), "INDEX"));
  }
}

#define ADD(name, func)                                                                            \
  g_test_add ("/items/reservations/" name, ShopFixture, NULL, shop_setup, func, shop_teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("line", test_line);
  ADD ("leave-waiting", test_leave_waiting);
  ADD ("by-organisation", test_by_organisation);
  ADD ("limits", test_limits);
  ADD ("expiry", test_expiry);
  ADD ("extend", test_extend);
  ADD ("extend-waited-for", test_extend_waited_for);
  ADD ("withdrawal-ends-all", test_withdrawal_ends_all);
  ADD ("list", test_list);
  ADD ("contact", test_contact);
  ADD ("repeated", test_repeated);
  ADD ("due-plans", test_due_plans);
  return g_test_run ();
}
