// SPDX-License-Identifier: GPL-3.0-or-later
#include "city-fixture.h"

#include "jl-accounts.h"
#include "jl-error.h"

/* A command of the test's own that gives notices, as reserving an item will. */
static gint64 organisation;
static gint64 person;

static gboolean
ring (JlTransaction *transaction, JlCall *call, GError **error)
{
  if (!jl_accounts_add_notice (
          transaction, organisation, 0, JL_NOTICE_RESERVED, 0, "三人位沙发", error) ||
      !jl_accounts_add_notice (
          transaction, organisation, person, JL_NOTICE_RESERVATION_READY, 0, "三人位沙发", error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

static const JlCommand ring_command = { .name = "test.ring",
                                        .roles = JL_ROLE_ANYONE,
                                        .execute = ring };
static const JlCommand *const commands[] = { &ring_command, NULL };
static const JlKind *const kinds[] = { NULL };
static const JlSchema schema = { .name = "test", .kinds = kinds, .commands = commands };
static const JlRoute routes[] = {
  { .method = "POST", .path = "/ring", .roles = JL_ROLE_ANYONE, .command = &ring_command },
  { NULL },
};
static const JlCapability capability = { .name = "test", .schema = &schema, .routes = routes };
static const JlCapability *const capabilities[] = { &jl_accounts_capability, &capability, NULL };

typedef struct {
  CityFixture city;
  char *clerk;    /* owned: token */
  char *resident; /* owned: token */
  char *stranger; /* owned: token */
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->city;
  gint64 other;

  city_fixture_open (city, capabilities);
  organisation = city_add_organisation (city, "shop", "惠民寄卖店", "HMA", "130102001002");
  other = city_add_organisation (city, "shop", "另一家", "YAA", "130102001002");
  city_add_account (city, organisation, "clerk", "li.na");
  city_add_account (city, other, "clerk", "zhou");
  city_add_account (city, organisation, NULL, "13800001234");
  person = city_query (city, "SELECT max(id) FROM person");
  fixture->clerk = city_sign_in (city, "li.na");
  fixture->resident = city_sign_in (city, "13800001234");
  fixture->stranger = city_sign_in (city, "zhou");
  city_answer_free (city_post (city, NULL, "/ring", NULL));
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->clerk);
  g_free (fixture->resident);
  g_free (fixture->stranger);
  city_fixture_close (&fixture->city);
}

static void
test_each_sees_own (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) clerk = city_get (&fixture->city, fixture->clerk, "/notices");
  g_autoptr (CityAnswer) resident = city_get (&fixture->city, fixture->resident, "/notices");
  g_autoptr (CityAnswer) stranger = city_get (&fixture->city, fixture->stranger, "/notices");
  g_autoptr (CityAnswer) nobody = city_get (&fixture->city, NULL, "/notices");

  g_assert_cmpuint (city_answer_get_length (clerk, "items"), ==, 1);
  g_assert_cmpstr (city_answer_get_text (clerk, "items[0].cause"), ==, "reserved");
  g_assert_cmpuint (city_answer_get_length (resident, "items"), ==, 1);
  g_assert_cmpstr (city_answer_get_text (resident, "items[0].cause"), ==, "reservation_ready");
  g_assert_cmpuint (city_answer_get_length (stranger, "items"), ==, 0);
  city_assert_refused (nobody, JL_ERROR_UNAUTHENTICATED);
}

static void
test_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) list =
      city_get (&fixture->city, fixture->resident, "/notices?unread=true");
  g_autofree char *path =
      g_strconcat ("/notices/", city_answer_get_text (list, "items[0].id"), "/read", NULL);
  g_autoptr (CityAnswer) foreign = city_post (&fixture->city, fixture->stranger, path, NULL);
  g_autoptr (CityAnswer) read = city_post (&fixture->city, fixture->resident, path, NULL);
  g_autoptr (CityAnswer) again = city_post (&fixture->city, fixture->resident, path, NULL);
  g_autoptr (CityAnswer) unread = NULL;
  g_autoptr (CityAnswer) all = NULL;

  city_assert_refused (foreign, JL_ERROR_NOT_FOUND);
  city_assert_status (read, 204);
  city_assert_status (again, 204);
  unread = city_get (&fixture->city, fixture->resident, "/notices?unread=true");
  g_assert_cmpuint (city_answer_get_length (unread, "items"), ==, 0);
  all = city_get (&fixture->city, fixture->resident, "/notices");
  g_assert_cmpuint (city_answer_get_length (all, "items"), ==, 1);
  g_assert_nonnull (strstr (all->text, "\"read\":true"));
}

static void
test_read_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) marked = NULL;
  g_autoptr (CityAnswer) unread = NULL;
  g_autoptr (CityAnswer) resident = NULL;

  city_answer_free (city_post (&fixture->city, NULL, "/ring", NULL));
  marked = city_post (&fixture->city, fixture->clerk, "/notices/read-all", NULL);
  city_assert_status (marked, 204);
  unread = city_get (&fixture->city, fixture->clerk, "/notices?unread=true");
  g_assert_cmpuint (city_answer_get_length (unread, "items"), ==, 0);
  /* The marks are each reader's own. */
  resident = city_get (&fixture->city, fixture->resident, "/notices?unread=true");
  g_assert_cmpuint (city_answer_get_length (resident, "items"), ==, 2);
}

#define ADD(name, func) g_test_add ("/accounts/notices/" name, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("each-sees-own", test_each_sees_own);
  ADD ("read", test_read);
  ADD ("read-all", test_read_all);
  return g_test_run ();
}
