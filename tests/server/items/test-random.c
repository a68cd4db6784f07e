// SPDX-License-Identifier: GPL-3.0-or-later
/* A thousand stories that nobody planned: whatever people try, in whatever order, what must always
 * hold holds. */
#include "shop-fixture.h"

#include "jl-accounts.h"
#include "jl-check.h"
#include "jl-id.h"
#include "jl-item-states.h"
#include "jl-time.h"

#include <string.h>

#ifdef __SANITIZE_ADDRESS__
#define N_STORIES 100 /* each takes ten times as long */
#else
#define N_STORIES 1000
#endif
#define STORY_LENGTH 9

typedef struct {
  int custody;
  int offer;
  int settlement;
} States;

static JlRecord *
load (ShopFixture *fixture, gint64 id)
{
  static const char sql[] =
      "SELECT ready.own AS ready_json, item.* FROM item JOIN ready USING (id) WHERE id = ?1";
  g_autoptr (GError) error = NULL;
  g_autoptr (JlStatement) statement = jl_connection_prepare (fixture->city.reader, sql, &error);
  g_autofree char *json = NULL;
  JlRecord *item;

  g_assert_no_error (error);
  jl_statement_bind_integer (statement, 1, id);
  g_assert_true (jl_statement_step (statement, &error));
  item = jl_statement_get_record (statement, &jl_item_table, &error);
  g_assert_no_error (error);
  /* What GET answers is the record. */
  json = jl_record_to_json (item, JL_VIEW_OWN);
  g_assert_cmpstr (jl_statement_get_text (statement, 0), ==, json);
  return item;
}

static States
get_states (JlRecord *item)
{
  return (States){ (int)jl_record_get_integer (item, JL_ITEM_CUSTODY),
                   (int)jl_record_get_integer (item, JL_ITEM_OFFER),
                   (int)jl_record_get_integer (item, JL_ITEM_SETTLEMENT) };
}

/* One command may take two steps of a state: an offer that is reserved, then concluded. */
static void
assert_legal (const States *before, const States *after)
{
  g_assert_true (before->custody == after->custody ||
                 jl_custody_may_become (before->custody, after->custody));
  g_assert_true (before->offer == after->offer ||
                 jl_offer_may_become (before->offer, after->offer));
  g_assert_true (before->settlement == after->settlement ||
                 jl_settlement_may_become (before->settlement, after->settlement));
}

static gint64
query_for (ShopFixture *fixture, const char *sql, gint64 id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlStatement) statement =
      jl_connection_prepare_text (fixture->city.reader, sql, &error);

  g_assert_no_error (error);
  jl_statement_bind_integer (statement, 1, id);
  g_assert_true (jl_statement_step (statement, &error));
  return jl_statement_get_integer (statement, 0);
}

static void
assert_invariants (ShopFixture *fixture, gint64 id, JlRecord *item)
{
  gint64 active = query_for (
      fixture, "SELECT count(*) FROM reservation WHERE item = ?1 AND state = 'active'", id);
  gint64 waiting = query_for (
      fixture, "SELECT count(*) FROM reservation WHERE item = ?1 AND state = 'waiting'", id);
  gint64 sum = query_for (fixture,
                          "SELECT coalesce(sum(amount_fen), 0) FROM ledger_entry JOIN "
                          "ledger_transaction ON ledger_transaction.id = "
                          "ledger_entry.ledger_transaction WHERE item = ?1",
                          id);
  gint64 sold = query_for (fixture,
                           "SELECT coalesce(sum(-amount_fen), 0) FROM ledger_entry JOIN "
                           "ledger_transaction ON ledger_transaction.id = "
                           "ledger_entry.ledger_transaction WHERE item = ?1 AND account = 'sales'",
                           id);
  gboolean reserved = jl_record_get_integer (item, JL_ITEM_OFFER) == JL_OFFER_RESERVED;

  g_assert_cmpint (active, <=, 1);
  g_assert_cmpint (active == 1, ==, reserved);
  g_assert_cmpint (waiting, ==, jl_record_get_integer (item, JL_ITEM_WAITING));
  g_assert_true (active == 1 || waiting == 0);
  g_assert_cmpint (sum, ==, 0);
  /* What was paid for lending stays paid. */
  if (jl_record_get_integer (item, JL_ITEM_MODE) != JL_MODE_LEND)
    g_assert_cmpint (sold,
                     ==,
                     jl_record_get_integer (item, JL_ITEM_SETTLEMENT) == JL_SETTLEMENT_SETTLED
                         ? jl_record_get_integer (item, JL_ITEM_SOLD_FEN)
                         : 0);
}

static CityAnswer *
act_on_reservation (ShopFixture *fixture, const char *token, gint64 item)
{
  static const char *const actions[] = { "cancel", "extend", "contact" };
  gint64 reservation = query_for (fixture,
                                  "SELECT coalesce(max(id), 1) FROM reservation WHERE item = ?1 "
                                  "AND id % 3 <> abs(random()) % 3",
                                  item);
  char id[JL_ID_TEXT_SIZE];
  g_autofree char *path = NULL;

  jl_id_to_text (reservation, id);
  path = g_strdup_printf (
      "/reservations/%s/%s", id, actions[g_test_rand_int_range (0, G_N_ELEMENTS (actions))]);
  return city_post (&fixture->city, token, path, NULL);
}

static CityAnswer *
edit (ShopFixture *fixture, const char *token, const char *id, JlRecord *item)
{
  static const char *const bodies[] = { "{\"price_fen\":100}",     "{\"note\":\"x\"}",
                                        "{\"photos\":[]}",         "{\"grade\":\"D\"}",
                                        "{\"grade\":\"A\"}",       "{\"description\":\"雷管\"}",
                                        "{\"description\":\"好\"}" };
  g_autofree char *path = g_strdup_printf ("/items/%s", id);

  return city_patch (&fixture->city,
                     token,
                     path,
                     jl_record_get_integer (item, JL_ITEM_VERSION) - g_test_rand_int_range (0, 2),
                     bodies[g_test_rand_int_range (0, G_N_ELEMENTS (bodies))]);
}

/* Somebody does something, mostly what makes sense. */
static CityAnswer *
do_something (ShopFixture *fixture, const char *id, gint64 number, JlRecord *item)
{
  static const char *const actions[] = { "publish", "publish", "publish", "withdraw", "hand-over",
                                         "sale",    "return",  "receive", "lose",     "take-back" };
  static const char *const sales[] = { "{\"payment\":\"cash\",\"price_fen\":7}",
                                       "{\"payment\":\"wechat\"}",
                                       "{}" };
  const char *staff = g_test_rand_int_range (0, 12) == 0 ? fixture->stranger : fixture->clerk;
  const char *resident = fixture->residents[g_test_rand_int_range (0, 8)];
  int choice = g_test_rand_int_range (0, 20);

  g_test_message ("%d at %s", choice, jl_enum_get_name (&jl_offer_enum, get_states (item).offer));
  if (choice < 5)
    return shop_act (fixture, resident, id, "reservations", NULL);
  if (choice < 7)
    return act_on_reservation (fixture, choice == 5 ? resident : staff, number);
  if (choice < 8)
    return edit (fixture, staff, id, item);
  if (choice < 9)
    return shop_add_photo (fixture, staff, id);
  if (choice < 10) {
    city_clock += g_test_rand_int_range (1, 80) * 60 * 60 * JL_TIME_SECOND;
    jl_writer_run_due (fixture->city.writer);
    return NULL;
  }
  choice = g_test_rand_int_range (0, G_N_ELEMENTS (actions));
  g_test_message ("%s", actions[choice]);
  return shop_act (fixture,
                   staff,
                   id,
                   actions[choice],
                   strcmp (actions[choice], "sale") == 0 ? sales[g_test_rand_int_range (0, 3)]
                                                         : NULL);
}

/* Only refusals that a person could have caused; never our own fault. */
static void
assert_orderly (CityAnswer *answer)
{
  if (answer == NULL || answer->error == NULL)
    return;
  g_assert_true (answer->error->domain == JL_ERROR);
  if (answer->error->code == JL_ERROR_INTERNAL || answer->error->code == JL_ERROR_CORRUPT)
    g_test_message ("%s", answer->error->message);
  g_assert_cmpint (answer->error->code, !=, JL_ERROR_INTERNAL);
  g_assert_cmpint (answer->error->code, !=, JL_ERROR_CORRUPT);
}

static void
tell_story (ShopFixture *fixture)
{
  static const char *const modes[] = { "sell", "sell", "give", "swap", "lend" };
  const char *mode = modes[g_test_rand_int_range (0, G_N_ELEMENTS (modes))];
  g_autofree char *body =
      g_strdup_printf ("{\"category\":\"armchair\",\"title\":\"藤椅\",\"mode\":\"%s\",\"grade\":"
                       "\"A\",\"price_fen\":%d,\"attributes\":{\"material\":\"rattan\"}}",
                       mode,
                       strcmp (mode, "give") == 0 ? 0 : 4500);
  g_autofree char *id = shop_create (fixture, fixture->clerk, body);
  gint64 number = 0;

  g_assert_true (jl_id_from_text (id, &number, NULL));
  city_answer_free (shop_add_photo (fixture, fixture->clerk, id));
  for (guint i = 0; i < STORY_LENGTH; i++) {
    g_autoptr (JlRecord) before = load (fixture, number);
    g_autoptr (CityAnswer) answer = do_something (fixture, id, number, before);
    g_autoptr (JlRecord) after = load (fixture, number);
    States was = get_states (before);
    States is = get_states (after);

    assert_orderly (answer);
    /* Several things may fall due at once. */
    if (answer != NULL)
      assert_legal (&was, &is);
    assert_invariants (fixture, number, after);
    if (answer != NULL && answer->error != NULL)
      g_assert_true (jl_record_equal (before, after));
  }
}

/* Sessions end while time runs. */
static void
sign_in_again (ShopFixture *fixture)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture->residents); i++) {
    g_autofree char *phone = g_strdup_printf ("1380000%04u", i);

    g_free (fixture->residents[i]);
    fixture->residents[i] = city_sign_in (&fixture->city, phone);
  }
  g_free (fixture->clerk);
  g_free (fixture->stranger);
  fixture->clerk = city_sign_in (&fixture->city, "li.na");
  fixture->stranger = city_sign_in (&fixture->city, "zhou");
}

static void
test_stories (ShopFixture *fixture, gconstpointer data)
{
  const JlSchema *const schemas[] = { jl_accounts_capability.schema,
                                      jl_items_capability.schema,
                                      NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  gint64 signed_in = city_clock;

  for (guint i = 0; i < N_STORIES; i++) {
    if (city_clock > signed_in + 10 * JL_TIME_DAY) {
      sign_in_again (fixture);
      signed_in = city_clock;
    }
    tell_story (fixture);
  }
  problems = jl_store_check (fixture->city.reader, schemas, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", (char *)problems->pdata[i]);
  g_assert_cmpuint (problems->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/items/random/stories", ShopFixture, NULL, shop_setup, test_stories, shop_teardown);
  return g_test_run ();
}
