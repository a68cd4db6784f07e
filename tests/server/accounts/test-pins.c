// SPDX-License-Identifier: GPL-3.0-or-later
#include "city-fixture.h"

#include "jl-accounts.h"
#include "jl-error.h"
#include "jl-id.h"
#include "jl-time.h"

static const JlCapability *const capabilities[] = { &jl_accounts_capability, NULL };

#define TILL "till-0123456789abcdef0123456789abcdef012345"
#define OTHER "desk-0123456789abcdef0123456789abcdef012345"
#define PIN "482913"

typedef struct {
  CityFixture city;
  gint64 shop;
  char *clerk; /* owned: token */
  char *id;    /* owned: of the clerk's account */
} Fixture;

static char *
dup_id (gint64 id)
{
  char text[JL_ID_TEXT_SIZE];

  jl_id_to_text (id, text);
  return g_strdup (text);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  city_fixture_open (&fixture->city, capabilities);
  fixture->shop =
      city_add_organisation (&fixture->city, "shop", "惠民寄卖店", "HMA", "130102001002");
  fixture->id = dup_id (city_add_account (&fixture->city, fixture->shop, "clerk", "li.na"));
  fixture->clerk = city_sign_in (&fixture->city, "li.na");
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->clerk);
  g_free (fixture->id);
  city_fixture_close (&fixture->city);
}

static CityAnswer *
set_pin (Fixture *fixture, const char *token, const char *pin)
{
  g_autofree char *body = g_strdup_printf ("{\"device\":\"" TILL "\",\"pin\":\"%s\"}", pin);

  return city_post (&fixture->city, token, "/pin", body);
}

static CityAnswer *
switch_on (Fixture *fixture, const char *device, const char *account, const char *pin)
{
  g_autofree char *body = g_strdup_printf ("{\"device\":\"%s\",\"account\":\"%s\",\"pin\":\"%s\","
                                           "\"device_name\":\"till\"}",
                                           device,
                                           account,
                                           pin);

  return city_post (&fixture->city, NULL, "/sessions/pin", body);
}

static void
begin (Fixture *fixture)
{
  g_autoptr (CityAnswer) set = set_pin (fixture, fixture->clerk, PIN);

  city_assert_status (set, 201);
}

static void
test_switch (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) set = set_pin (fixture, fixture->clerk, PIN);
  g_autoptr (CityAnswer) session = NULL;
  g_autoptr (CityAnswer) account = NULL;
  g_autoptr (CityAnswer) list = NULL;

  city_assert_status (set, 201);
  /* pins.json: thirty days. */
  g_assert_cmpstr (city_answer_get_text (set, "expires_at"), ==, "2026-12-23T08:00:00.000Z");
  session = switch_on (fixture, TILL, fixture->id, PIN);
  city_assert_status (session, 201);
  g_assert_cmpstr (city_answer_get_text (session, "account.username"), ==, "li.na");
  g_assert_cmpstr (city_answer_get_text (session, "expires_at"), ==, "2026-11-23T20:00:00.000Z");
  account = city_get (&fixture->city, city_answer_get_text (session, "token"), "/account");
  city_assert_status (account, 200);
  list = city_get (&fixture->city, fixture->clerk, "/sessions");
  g_assert_cmpstr (city_answer_get_text (list, "items[0].device"), ==, "till");
}

/* The PIN of one computer says nothing on another, and not to another person. */
static void
test_bound (Fixture *fixture, gconstpointer data)
{
  g_autofree char *colleague =
      dup_id (city_add_account (&fixture->city, fixture->shop, "manager", "wang"));
  g_autoptr (CityAnswer) elsewhere = NULL;
  g_autoptr (CityAnswer) other = NULL;

  begin (fixture);
  elsewhere = switch_on (fixture, OTHER, fixture->id, PIN);
  city_assert_refused (elsewhere, JL_ERROR_UNAUTHENTICATED);
  g_assert_cmpstr (jl_error_get_field (elsewhere->error), ==, "account");
  other = switch_on (fixture, TILL, colleague, PIN);
  city_assert_refused (other, JL_ERROR_UNAUTHENTICATED);
}

static void
test_refused_forms (Fixture *fixture, gconstpointer data)
{
  static const char *const pins[] = { "12345",  "1234567", "12a456", "１２３４５６",
                                      "000000", "123456",  "987654", "      " };

  for (guint i = 0; i < G_N_ELEMENTS (pins); i++) {
    g_autoptr (CityAnswer) answer = set_pin (fixture, fixture->clerk, pins[i]);

    g_test_message ("%s", pins[i]);
    city_assert_refused (answer, JL_ERROR_INVALID);
    g_assert_cmpstr (jl_error_get_field (answer->error), ==, "pin");
  }
}

/* Wrong ones wait; those of strangers, who do not know the computer, make nobody wait. */
static void
test_delay (Fixture *fixture, gconstpointer data)
{
  guint waits = 0;
  g_autoptr (CityAnswer) right = NULL;
  g_autoptr (CityAnswer) later = NULL;
  g_autofree char *by_password = NULL;

  begin (fixture);
  for (guint i = 0; i < 20; i++)
    city_answer_free (switch_on (fixture, OTHER, fixture->id, "111112"));
  for (guint i = 0; i < 8; i++) {
    g_autoptr (CityAnswer) answer = switch_on (fixture, TILL, fixture->id, "111112");

    if (answer->error->code == JL_ERROR_TOO_MANY)
      waits++;
    else
      city_assert_refused (answer, JL_ERROR_UNAUTHENTICATED);
  }
  g_assert_cmpuint (waits, ==, 3);
  right = switch_on (fixture, TILL, fixture->id, PIN);
  city_assert_refused (right, JL_ERROR_TOO_MANY);
  by_password = city_sign_in (&fixture->city, "li.na");
  city_clock += 3000;
  later = switch_on (fixture, TILL, fixture->id, PIN);
  city_assert_status (later, 201);
}

/* After ten in a row the PIN is gone; the password still works. */
static void
test_forgotten_after_tries (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) gone = NULL;
  g_autofree char *by_password = NULL;

  begin (fixture);
  for (guint i = 0; i < 10; i++) {
    g_autoptr (CityAnswer) answer = switch_on (fixture, TILL, fixture->id, "111112");

    city_assert_refused (answer, JL_ERROR_UNAUTHENTICATED);
    g_assert_cmpstr (jl_error_get_field (answer->error), ==, "pin");
    city_clock += 10 * 60 * 1000;
  }
  gone = switch_on (fixture, TILL, fixture->id, PIN);
  city_assert_refused (gone, JL_ERROR_UNAUTHENTICATED);
  g_assert_cmpstr (jl_error_get_field (gone->error), ==, "account");
  by_password = city_sign_in (&fixture->city, "li.na");
}

static void
test_expiry (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) late = NULL;

  begin (fixture);
  city_clock += 31 * JL_TIME_DAY;
  late = switch_on (fixture, TILL, fixture->id, PIN);
  city_assert_refused (late, JL_ERROR_UNAUTHENTICATED);
}

/* What a PIN began gives no longer life than the PIN: not to itself, nor to the PIN. */
static void
test_no_escalation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) session = NULL;
  g_autoptr (CityAnswer) set = NULL;
  g_autoptr (CityAnswer) renewed = NULL;
  g_autoptr (CityAnswer) over = NULL;
  const char *token;

  begin (fixture);
  session = switch_on (fixture, TILL, fixture->id, PIN);
  token = city_answer_get_text (session, "token");
  set = set_pin (fixture, token, "739155");
  city_assert_refused (set, JL_ERROR_FORBIDDEN);
  renewed = city_post (&fixture->city, token, "/sessions/current", NULL);
  city_assert_status (renewed, 204);
  city_clock += 13 * 60 * 60 * 1000;
  over = city_get (&fixture->city, token, "/account");
  city_assert_refused (over, JL_ERROR_UNAUTHENTICATED);
}

static void
test_ends (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) forgotten = NULL;
  g_autoptr (CityAnswer) changed = NULL;

  begin (fixture);
  forgotten =
      city_post (&fixture->city, fixture->clerk, "/pin/forget", "{\"device\":\"" TILL "\"}");
  city_assert_status (forgotten, 204);
  g_assert_cmpint (city_query (&fixture->city, "SELECT count(*) FROM pin"), ==, 0);
  begin (fixture);
  changed =
      city_post (&fixture->city,
                 fixture->clerk,
                 "/password",
                 "{\"old_password\":\"" CITY_PASSWORD "\",\"new_password\":\"battery staple\"}");
  city_assert_status (changed, 204);
  g_assert_cmpint (city_query (&fixture->city, "SELECT count(*) FROM pin"), ==, 0);
}

/* Nobody who works for nobody switches, and residents have no PIN. */
static void
test_members_only (Fixture *fixture, gconstpointer data)
{
  g_autofree char *resident = NULL;
  g_autoptr (CityAnswer) refused = NULL;
  g_autoptr (CityAnswer) left = NULL;
  g_autoptr (CityAnswer) members = NULL;
  g_autoptr (CityAnswer) ended = NULL;
  g_autofree char *manager = NULL;
  g_autofree char *path = NULL;

  city_add_account (&fixture->city, fixture->shop, NULL, "13800001234");
  city_add_account (&fixture->city, fixture->shop, "manager", "wang");
  resident = city_sign_in (&fixture->city, "13800001234");
  manager = city_sign_in (&fixture->city, "wang");
  refused = set_pin (fixture, resident, PIN);
  city_assert_refused (refused, JL_ERROR_FORBIDDEN);
  begin (fixture);
  members = city_get (&fixture->city, manager, "/members");
  path = g_strconcat ("/memberships/", city_answer_get_text (members, "items[0].id"), NULL);
  ended = city_patch (&fixture->city, manager, path, 1, "{\"active\":false}");
  city_assert_status (ended, 200);
  left = switch_on (fixture, TILL, fixture->id, PIN);
  city_assert_refused (left, JL_ERROR_UNAUTHENTICATED);
}

/* Neither the PIN nor the computer's secret is anywhere to be found. */
static void
test_nothing_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) session = NULL;

  begin (fixture);
  session = switch_on (fixture, TILL, fixture->id, PIN);
  city_assert_status (session, 201);
  g_assert_cmpint (city_query (&fixture->city,
                               "SELECT count(*) FROM pin WHERE instr(hash, '" PIN "') > 0 "
                               "OR instr(hash, 'till') > 0 OR instr(device, 'till') > 0"),
                   ==,
                   0);
  g_assert_cmpint (city_query (&fixture->city,
                               "SELECT count(*) FROM journal_body "
                               "WHERE instr(journal_text (body), '" PIN "') > 0"),
                   ==,
                   0);
}

#define ADD(name, func) g_test_add ("/accounts/pins/" name, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("switch", test_switch);
  ADD ("bound", test_bound);
  ADD ("refused-forms", test_refused_forms);
  ADD ("delay", test_delay);
  ADD ("forgotten-after-tries", test_forgotten_after_tries);
  ADD ("expiry", test_expiry);
  ADD ("no-escalation", test_no_escalation);
  ADD ("ends", test_ends);
  ADD ("members-only", test_members_only);
  ADD ("nothing-kept", test_nothing_kept);
  return g_test_run ();
}
