// SPDX-License-Identifier: GPL-3.0-or-later
/* What `jielid check` says of items, the ledger and photos when something is wrong with them. */
#include "shop-fixture.h"

#include "jl-accounts.h"
#include "jl-check.h"

#include <string.h>

/* What is found: @expected is part of one of the problems, NULL: none. */
static void
assert_problem (ShopFixture *fixture, const char *expected)
{
  const JlSchema *const schemas[] = { jl_accounts_capability.schema,
                                      jl_items_capability.schema,
                                      NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = jl_store_check (fixture->city.reader, schemas, NULL, &error);
  gboolean found = FALSE;

  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++) {
    g_test_message ("%s", (char *)problems->pdata[i]);
    found |= expected != NULL && strstr (problems->pdata[i], expected) != NULL;
  }
  if (expected == NULL)
    g_assert_cmpuint (problems->len, ==, 0);
  else
    g_assert_true (found);
}

/* Behind the service's back; a program that damages a database asks nobody. */
static void
damage (ShopFixture *fixture, const char *sql)
{
  JlConnection *connection = jl_writer_get_connection (fixture->city.writer);
  g_autoptr (GError) error = NULL;

  jl_connection_execute (connection, "PRAGMA foreign_keys = OFF", &error);
  g_assert_no_error (error);
  jl_connection_execute (connection, sql, &error);
  g_assert_no_error (error);
}

static void
sell (ShopFixture *fixture)
{
  g_autofree char *id = shop_publish_sofa (fixture);
  g_autoptr (CityAnswer) sold =
      shop_act (fixture, fixture->clerk, id, "sale", "{\"payment\":\"cash\"}");

  city_assert_status (sold, 200);
  assert_problem (fixture, NULL);
}

static void
test_sum (ShopFixture *fixture, gconstpointer data)
{
  sell (fixture);
  damage (fixture, "UPDATE ledger_entry SET amount_fen = amount_fen + 1 WHERE account = 'cash'");
  assert_problem (fixture, "do not sum to zero");
}

static void
test_entries (ShopFixture *fixture, gconstpointer data)
{
  sell (fixture);
  damage (fixture, "UPDATE ledger_entry SET amount_fen = 2 * amount_fen");
  assert_problem (fixture, "are not what balances are made of");
}

static void
test_missing_entry (ShopFixture *fixture, gconstpointer data)
{
  sell (fixture);
  damage (fixture, "DELETE FROM ledger_entry WHERE account = 'cash'");
  assert_problem (fixture, "are not what balances are made of");
}

static void
test_missing_sale (ShopFixture *fixture, gconstpointer data)
{
  sell (fixture);
  damage (fixture, "DELETE FROM ledger_transaction");
  assert_problem (fixture, "its sale is not in the ledger");
}

static void
test_reservation (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = shop_publish_sofa (fixture);
  g_autofree char *first = shop_reserve (fixture, 0, id);
  g_autofree char *second = shop_reserve (fixture, 1, id);

  assert_problem (fixture, NULL);
  damage (fixture, "DELETE FROM reservation WHERE state = 'waiting'");
  assert_problem (fixture, "waiting line has another length");
  damage (fixture, "UPDATE reservation SET state = 'expired' WHERE state = 'active'");
  assert_problem (fixture, "is not reserved as its reservations say");
}

static void
test_photo_bytes (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = shop_publish_sofa (fixture);

  damage (fixture, "UPDATE item_counter SET photo_bytes = 7");
  assert_problem (fixture, "another amount of room");
}

/* The ledger cannot even be written so that it does not sum to zero, nor changed. */
static void
test_guards (ShopFixture *fixture, gconstpointer data)
{
  JlConnection *connection = jl_writer_get_connection (fixture->city.writer);
  g_autoptr (GError) error = NULL;

  sell (fixture);
  g_assert_false (jl_connection_execute (
      connection, "UPDATE ledger_transaction SET cause = 'reversal'", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (jl_connection_execute (
      connection,
      "INSERT INTO ledger_transaction (id, organisation, cause, entries, version, created_at, "
      "updated_at) SELECT id + 1, organisation, 'sale', '[{\"account\":\"cash\",\"amount_fen\":5},"
      "{\"account\":\"sales\",\"amount_fen\":-4}]', 1, 1, 1 FROM ledger_transaction",
      &error));
  g_assert_nonnull (error);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/items/check/" name, ShopFixture, NULL, shop_setup, func, shop_teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("sum", test_sum);
  ADD ("entries", test_entries);
  ADD ("missing-entry", test_missing_entry);
  ADD ("missing-sale", test_missing_sale);
  ADD ("reservation", test_reservation);
  ADD ("photo-bytes", test_photo_bytes);
  ADD ("guards", test_guards);
  return g_test_run ();
}
