// SPDX-License-Identifier: GPL-3.0-or-later
#include "shop-fixture.h"

#include "jl-time.h"

static void
assert_act (ShopFixture *fixture, const char *id, const char *action, const char *body)
{
  g_autoptr (CityAnswer) answer = shop_act (fixture, fixture->clerk, id, action, body);

  g_test_message ("%s", action);
  city_assert_status (answer, 200);
}

static void
assert_refused (ShopFixture *fixture,
                const char *token,
                const char *id,
                const char *action,
                const char *body,
                JlErrorCode code)
{
  g_autoptr (CityAnswer) answer = shop_act (fixture, token, id, action, body);

  g_test_message ("%s %s", action, body);
  city_assert_refused (answer, (int)code);
}

static void
assert_states (ShopFixture *fixture,
               const char *id,
               const char *custody,
               const char *offer,
               const char *settlement)
{
  shop_assert_state (fixture, id, "custody", custody);
  shop_assert_state (fixture, id, "offer", offer);
  shop_assert_state (fixture, id, "settlement", settlement);
}

static gint64
balance (ShopFixture *fixture, const char *account)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT coalesce(sum(amount_fen), 0) FROM ledger_entry WHERE account='%s'", account);

  return city_query (&fixture->city, sql);
}

#define CASH "{\"payment\":\"cash\"}"

static void
test_sale_first (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = shop_publish_sofa (fixture);

  assert_act (fixture, id, "sale", "{\"payment\":\"alipay\",\"price_fen\":40000}");
  assert_states (fixture, id, "held", "concluded", "settled");
  g_assert_cmpint (balance (fixture, "alipay"), ==, 40000);
  g_assert_cmpint (balance (fixture, "sales"), ==, -40000);
  assert_refused (fixture, fixture->clerk, id, "sale", CASH, JL_ERROR_CONFLICT);
  assert_refused (fixture, fixture->clerk, id, "return", NULL, JL_ERROR_CONFLICT);
  assert_refused (fixture, fixture->clerk, id, "withdraw", NULL, JL_ERROR_CONFLICT);
  assert_act (fixture, id, "hand-over", NULL);
  assert_states (fixture, id, "handed_over", "concluded", "settled");
  assert_refused (fixture, fixture->clerk, id, "hand-over", NULL, JL_ERROR_CONFLICT);
}

static void
test_hand_over_first (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = shop_publish_sofa (fixture);

  assert_act (fixture, id, "hand-over", NULL);
  assert_states (fixture, id, "handed_over", "concluded", "due");
  assert_act (fixture, id, "sale", CASH);
  assert_states (fixture, id, "handed_over", "concluded", "settled");
  g_assert_cmpint (balance (fixture, "cash"), ==, 45000);
}

static void
test_reservations_end (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = shop_publish_sofa (fixture);
  g_autofree char *first = shop_reserve (fixture, 0, id);
  g_autofree char *second = shop_reserve (fixture, 1, id);
  g_autoptr (CityAnswer) fulfilled = NULL;
  g_autoptr (CityAnswer) cancelled = NULL;
  g_autoptr (CityAnswer) got = NULL;
  g_autoptr (CityAnswer) told = NULL;

  assert_act (fixture, id, "sale", CASH);
  fulfilled = city_get (&fixture->city, fixture->residents[0], "/reservations");
  cancelled = city_get (&fixture->city, fixture->residents[1], "/reservations");
  g_assert_cmpstr (city_answer_get_text (fulfilled, "items[0].state"), ==, "fulfilled");
  g_assert_cmpstr (city_answer_get_text (cancelled, "items[0].state"), ==, "cancelled");
  got = city_get (&fixture->city, fixture->residents[0], "/notices");
  told = city_get (&fixture->city, fixture->residents[1], "/notices");
  g_assert_cmpuint (city_answer_get_length (got, "items"), ==, 0);
  g_assert_cmpstr (city_answer_get_text (told, "items[0].cause"), ==, "reservation_ended");
}

static void
test_bad_sales (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *draft = shop_create (fixture, fixture->clerk, SHOP_SOFA);
  g_autofree char *id = shop_publish_sofa (fixture);

  assert_refused (fixture, fixture->clerk, draft, "sale", CASH, JL_ERROR_CONFLICT);
  assert_refused (fixture, fixture->clerk, draft, "hand-over", NULL, JL_ERROR_CONFLICT);
  assert_refused (fixture, fixture->clerk, id, "sale", "{}", JL_ERROR_INVALID);
  assert_refused (
      fixture, fixture->clerk, id, "sale", "{\"payment\":\"shells\"}", JL_ERROR_INVALID);
  assert_refused (fixture,
                  fixture->clerk,
                  id,
                  "sale",
                  "{\"payment\":\"cash\",\"price_fen\":0}",
                  JL_ERROR_INVALID);
  assert_refused (fixture,
                  fixture->clerk,
                  id,
                  "sale",
                  "{\"payment\":\"cash\",\"price_fen\":-5}",
                  JL_ERROR_INVALID);
  assert_refused (fixture, fixture->stranger, id, "sale", CASH, JL_ERROR_FORBIDDEN);
  assert_refused (fixture, fixture->residents[0], id, "sale", CASH, JL_ERROR_FORBIDDEN);
  assert_refused (fixture, NULL, id, "sale", CASH, JL_ERROR_UNAUTHENTICATED);
  assert_refused (fixture, fixture->clerk, id, "take-back", NULL, JL_ERROR_CONFLICT);
  assert_states (fixture, id, "held", "published", "none");
  g_assert_cmpint (city_query (&fixture->city, "SELECT count(*) FROM ledger_entry"), ==, 0);
}

/* Within seven days a buyer may give it back. It is sold once more. */
static void
test_take_back (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = shop_publish_sofa (fixture);

  assert_act (fixture, id, "sale", CASH);
  assert_act (fixture, id, "hand-over", NULL);
  assert_act (fixture, id, "take-back", NULL);
  assert_states (fixture, id, "held", "withdrawn", "reversed");
  g_assert_cmpint (balance (fixture, "cash"), ==, 0);
  g_assert_cmpint (balance (fixture, "sales"), ==, 0);
  g_assert_cmpint (city_query (&fixture->city, "SELECT count(*) FROM ledger_transaction"), ==, 2);

  assert_act (fixture, id, "publish", NULL);
  assert_act (fixture, id, "sale", "{\"payment\":\"card\",\"price_fen\":30000}");
  assert_states (fixture, id, "held", "concluded", "settled");
  assert_act (fixture, id, "take-back", NULL);
  assert_states (fixture, id, "held", "withdrawn", "reversed");
  g_assert_cmpint (balance (fixture, "card"), ==, 0);
  g_assert_cmpint (balance (fixture, "sales"), ==, 0);
}

static void
test_take_back_unpaid (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = shop_publish_sofa (fixture);

  assert_act (fixture, id, "hand-over", NULL);
  assert_act (fixture, id, "take-back", NULL);
  assert_states (fixture, id, "held", "withdrawn", "none");
  g_assert_cmpint (city_query (&fixture->city, "SELECT count(*) FROM ledger_transaction"), ==, 0);
}

static char *
publish (ShopFixture *fixture, const char *body)
{
  char *id = shop_create (fixture, fixture->clerk, body);

  city_answer_free (shop_add_photo (fixture, fixture->clerk, id));
  assert_act (fixture, id, "publish", NULL);
  return id;
}

#define ARMCHAIR(mode)                                                                             \
  "{\"category\":\"armchair\",\"title\":\"藤椅\",\"mode\":\"" mode "\",\"grade\":\"A\","           \
  "\"attributes\":{\"material\":\"rattan\"}}"

static void
test_give (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = publish (fixture, ARMCHAIR ("give"));

  assert_refused (fixture,
                  fixture->clerk,
                  id,
                  "sale",
                  "{\"payment\":\"cash\",\"price_fen\":100}",
                  JL_ERROR_INVALID);
  assert_act (fixture, id, "hand-over", NULL);
  assert_states (fixture, id, "handed_over", "concluded", "none");
}

static void
test_swap (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = publish (fixture, ARMCHAIR ("swap"));

  assert_act (fixture, id, "sale", NULL);
  assert_states (fixture, id, "held", "concluded", "none");
  assert_act (fixture, id, "hand-over", NULL);
  assert_states (fixture, id, "handed_over", "concluded", "none");
}

/* Lent for a fee, brought back, lent again. */
static void
test_lend (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = publish (fixture, ARMCHAIR ("lend"));

  for (guint i = 0; i < 2; i++) {
    assert_act (fixture, id, "sale", "{\"payment\":\"cash\",\"price_fen\":500}");
    assert_act (fixture, id, "hand-over", NULL);
    assert_states (fixture, id, "handed_over", "concluded", "settled");
    assert_act (fixture, id, "take-back", NULL);
    assert_states (fixture, id, "held", "withdrawn", "none");
    assert_act (fixture, id, "publish", NULL);
  }
  g_assert_cmpint (balance (fixture, "cash"), ==, 1000);
}

static void
test_return (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = shop_publish_sofa (fixture);
  g_autofree char *first = shop_reserve (fixture, 0, id);
  g_autofree char *draft = shop_create (fixture, fixture->clerk, SHOP_SOFA);

  assert_refused (fixture, fixture->stranger, id, "return", NULL, JL_ERROR_FORBIDDEN);
  assert_act (fixture, id, "return", NULL);
  assert_states (fixture, id, "returned", "withdrawn", "none");
  assert_refused (fixture, fixture->clerk, id, "publish", NULL, JL_ERROR_NOT_PUBLISHABLE);
  assert_refused (fixture, fixture->clerk, id, "return", NULL, JL_ERROR_CONFLICT);
  assert_act (fixture, id, "receive", NULL);
  assert_act (fixture, id, "publish", NULL);
  assert_act (fixture, id, "lose", NULL);
  assert_states (fixture, id, "lost", "withdrawn", "none");
  assert_act (fixture, draft, "return", NULL);
  assert_states (fixture, draft, "returned", "draft", "none");
}

static void
test_expected (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = shop_create (fixture,
                                     fixture->clerk,
                                     "{\"category\":\"armchair\",\"title\":\"藤椅\",\"mode\":"
                                     "\"give\",\"custody\":\"expected\"}");

  assert_states (fixture, id, "expected", "draft", "none");
  assert_refused (fixture, fixture->clerk, id, "hand-over", NULL, JL_ERROR_CONFLICT);
  assert_act (fixture, id, "receive", NULL);
  assert_states (fixture, id, "held", "draft", "none");
  assert_refused (fixture, fixture->clerk, id, "receive", NULL, JL_ERROR_CONFLICT);
}

static void
test_expiry (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = shop_publish_sofa (fixture);

  city_clock += 89 * JL_TIME_DAY;
  shop_run_due (fixture);
  g_assert_cmpint (city_query (&fixture->city, "SELECT listed FROM item"), ==, 1);
  city_clock += JL_TIME_DAY + 1;
  shop_run_due (fixture);
  /* So long lasts no session. */
  g_free (fixture->clerk);
  fixture->clerk = city_sign_in (&fixture->city, "li.na");
  shop_assert_state (fixture, id, "offer", "expired");
  /* The thing still stands in the shop. */
  assert_act (fixture, id, "sale", CASH);
  assert_states (fixture, id, "held", "concluded", "settled");
}

#define ADD(name, func)                                                                            \
  g_test_add ("/items/conclusion/" name, ShopFixture, NULL, shop_setup, func, shop_teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("sale-first", test_sale_first);
  ADD ("hand-over-first", test_hand_over_first);
  ADD ("reservations-end", test_reservations_end);
  ADD ("bad-sales", test_bad_sales);
  ADD ("take-back", test_take_back);
  ADD ("take-back-unpaid", test_take_back_unpaid);
  ADD ("give", test_give);
  ADD ("swap", test_swap);
  ADD ("lend", test_lend);
  ADD ("return", test_return);
  ADD ("expected", test_expected);
  ADD ("expiry", test_expiry);
  return g_test_run ();
}
