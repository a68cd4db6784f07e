// SPDX-License-Identifier: GPL-3.0-or-later
#include "city-fixture.h"

#include "jl-accounts.h"
#include "jl-error.h"
#include "jl-token.h"

static const JlCapability *const capabilities[] = { &jl_accounts_capability, NULL };

typedef struct {
  CityFixture city;
  gint64 shop;
  gint64 clerk;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  city_fixture_open (&fixture->city, capabilities);
  fixture->shop =
      city_add_organisation (&fixture->city, "shop", "惠民寄卖店", "HMA", "130102001002");
  fixture->clerk = city_add_account (&fixture->city, fixture->shop, "clerk", "li.na");
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  city_fixture_close (&fixture->city);
}

static void
test_sign_in (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) answer =
      city_post (&fixture->city,
                 NULL,
                 "/sessions",
                 "{\"username\":\"LI.NA\",\"password\":\"" CITY_PASSWORD "\",\"device\":\"till\"}");
  g_autoptr (CityAnswer) account = NULL;
  const char *token;

  city_assert_status (answer, 201);
  token = city_answer_get_text (answer, "token");
  g_assert_cmpuint (strlen (token), >=, 43);
  g_assert_cmpstr (city_answer_get_text (answer, "account.username"), ==, "li.na");
  g_assert_cmpstr (city_answer_get_text (answer, "account.memberships[0].role"), ==, "clerk");
  g_assert_cmpstr (
      city_answer_get_text (answer, "account.memberships[0].organisation_name"), ==, "惠民寄卖店");
  g_assert_cmpstr (city_answer_get_text (answer, "expires_at"), ==, "2026-12-23T08:00:00.000Z");

  account = city_get (&fixture->city, token, "/account");
  city_assert_status (account, 200);
  g_assert_cmpstr (city_answer_get_text (account, "nickname"), ==, "Nli.na");
}

static void
test_by_phone (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = NULL;
  g_autoptr (CityAnswer) account = NULL;

  city_add_account (&fixture->city, fixture->shop, NULL, "13800001234");
  token = city_sign_in (&fixture->city, "138 0000 1234");
  account = city_get (&fixture->city, token, "/account");
  city_assert_status (account, 200);
  g_assert_cmpuint (city_answer_get_length (account, "memberships"), ==, 0);
}

static CityAnswer *
try_password (Fixture *fixture, const char *name, const char *password)
{
  g_autofree char *body =
      g_strdup_printf ("{\"username\":\"%s\",\"password\":\"%s\"}", name, password);

  return city_post (&fixture->city, NULL, "/sessions", body);
}

static void
test_wrong (Fixture *fixture, gconstpointer data)
{
  const char *names[] = { "li.na", "nobody", "13900000000", "!!", "" };

  for (guint i = 0; i < G_N_ELEMENTS (names) - 1; i++) {
    g_autoptr (CityAnswer) answer = try_password (fixture, names[i], "wrong");

    city_assert_refused (answer, JL_ERROR_UNAUTHENTICATED);
    g_assert_cmpstr (answer->error->message, ==, "Username or password is wrong");
  }
  {
    g_autoptr (CityAnswer) answer = try_password (fixture, "", "wrong");

    city_assert_refused (answer, JL_ERROR_INVALID);
    g_assert_cmpstr (jl_error_get_field (answer->error), ==, "username");
  }
}

/* The wait grows, ends, and is only for that name from that address. */
static void
test_delay (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) right = NULL;
  g_autoptr (CityAnswer) later = NULL;
  g_autofree char *other = NULL;
  guint waits = 0;

  city_add_account (&fixture->city, fixture->shop, "manager", "wang");
  for (guint i = 0; i < 8; i++) {
    g_autoptr (CityAnswer) answer = try_password (fixture, "li.na", "wrong");

    if (answer->error->code == JL_ERROR_TOO_MANY)
      waits++;
    else
      city_assert_refused (answer, JL_ERROR_UNAUTHENTICATED);
  }
  g_assert_cmpuint (waits, ==, 3);
  right = try_password (fixture, "li.na", CITY_PASSWORD);
  city_assert_refused (right, JL_ERROR_TOO_MANY);
  other = city_sign_in (&fixture->city, "wang");
  city_clock += 3000;
  later = try_password (fixture, "li.na", CITY_PASSWORD);
  city_assert_status (later, 201);
  g_assert_cmpint (city_query (&fixture->city, "SELECT count(*) FROM attempt"), ==, 0);
}

/* A clock that was set back locks nobody out. */
static void
test_delay_clock_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) answer = NULL;

  for (guint i = 0; i < 8; i++)
    city_answer_free (try_password (fixture, "li.na", "wrong"));
  city_clock -= G_GINT64_CONSTANT (1000) * 60 * 60 * 24;
  answer = try_password (fixture, "li.na", CITY_PASSWORD);
  g_assert_true (answer->status == 201 || answer->error->code == JL_ERROR_TOO_MANY);
  city_clock += G_GINT64_CONSTANT (1000) * 60 * 60 * 25;
  city_answer_free (g_steal_pointer (&answer));
  answer = try_password (fixture, "li.na", CITY_PASSWORD);
  city_assert_status (answer, 201);
}

static void
test_end (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = city_sign_in (&fixture->city, "li.na");
  g_autoptr (CityAnswer) ended =
      city_send (&fixture->city,
                 &(CityRequest){ .token = token, .method = "DELETE", .path = "/sessions/current" });
  g_autoptr (CityAnswer) account = NULL;

  city_assert_status (ended, 204);
  account = city_get (&fixture->city, token, "/account");
  city_assert_refused (account, JL_ERROR_UNAUTHENTICATED);
}

static void
test_expiry_and_renewal (Fixture *fixture, gconstpointer data)
{
  const gint64 day = G_GINT64_CONSTANT (1000) * 60 * 60 * 24;
  g_autofree char *kept = city_sign_in (&fixture->city, "li.na");
  g_autofree char *left = city_sign_in (&fixture->city, "li.na");
  g_autoptr (CityAnswer) renewed = NULL;
  g_autoptr (CityAnswer) kept_answer = NULL;
  g_autoptr (CityAnswer) left_answer = NULL;

  city_clock += 29 * day;
  renewed = city_post (&fixture->city, kept, "/sessions/current", NULL);
  city_assert_status (renewed, 204);
  city_clock += 2 * day;
  kept_answer = city_get (&fixture->city, kept, "/account");
  city_assert_status (kept_answer, 200);
  left_answer = city_get (&fixture->city, left, "/account");
  city_assert_refused (left_answer, JL_ERROR_UNAUTHENTICATED);
}

static void
test_list_and_revoke (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = city_sign_in (&fixture->city, "li.na");
  g_autofree char *second = city_sign_in (&fixture->city, "li.na");
  g_autofree char *stranger = NULL;
  g_autofree char *path = NULL;
  g_autoptr (CityAnswer) list = city_get (&fixture->city, second, "/sessions");
  g_autoptr (CityAnswer) foreign = NULL;
  g_autoptr (CityAnswer) own = NULL;
  g_autoptr (CityAnswer) after = NULL;
  g_autoptr (JlCaller) caller = NULL;
  g_autoptr (GBytes) hash = jl_token_hash (first);

  city_assert_status (list, 200);
  g_assert_cmpuint (city_answer_get_length (list, "items"), ==, 2);
  g_assert_null (strstr (list->text, "token"));
  path = g_strconcat ("/sessions/", city_answer_get_text (list, "items[1].id"), NULL);
  caller = jl_accounts_authenticate (fixture->city.reader, hash, 0, city_clock, NULL);
  g_assert_true (jl_accounts_session_is_live (fixture->city.reader, caller->session, city_clock));

  city_add_account (&fixture->city, fixture->shop, "clerk", "zhao");
  stranger = city_sign_in (&fixture->city, "zhao");
  foreign = city_send (&fixture->city,
                       &(CityRequest){ .token = stranger, .method = "DELETE", .path = path });
  city_assert_refused (foreign, JL_ERROR_NOT_FOUND);
  own = city_send (&fixture->city,
                   &(CityRequest){ .token = second, .method = "DELETE", .path = path });
  city_assert_status (own, 204);
  after = city_get (&fixture->city, first, "/account");
  city_assert_refused (after, JL_ERROR_UNAUTHENTICATED);
  g_assert_false (jl_accounts_session_is_live (fixture->city.reader, caller->session, city_clock));
}

static void
test_end_others (Fixture *fixture, gconstpointer data)
{
  g_autofree char *here = city_sign_in (&fixture->city, "li.na");
  g_autofree char *elsewhere = city_sign_in (&fixture->city, "li.na");
  g_autoptr (CityAnswer) ended = city_send (
      &fixture->city, &(CityRequest){ .token = here, .method = "DELETE", .path = "/sessions" });
  g_autoptr (CityAnswer) stays = city_get (&fixture->city, here, "/account");
  g_autoptr (CityAnswer) out = city_get (&fixture->city, elsewhere, "/account");

  city_assert_status (ended, 204);
  city_assert_status (stays, 200);
  city_assert_refused (out, JL_ERROR_UNAUTHENTICATED);
}

static CityAnswer *
end_of_member (Fixture *fixture, const char *token, const char *session)
{
  g_autofree char *path = g_strconcat ("/members/sessions/", session, NULL);

  return city_send (&fixture->city,
                    &(CityRequest){ .token = token, .method = "DELETE", .path = path });
}

/* A manager sees where colleagues are signed in, and ends it; a clerk does not, nor another shop's
 * manager. */
static void
test_of_members (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->city;
  gint64 other = city_add_organisation (city, "shop", "旧时光", "JSG", "130104001001");
  g_autofree char *clerk = city_sign_in (city, "li.na");
  g_autofree char *manager = NULL;
  g_autofree char *stranger = NULL;
  g_autoptr (CityAnswer) list = NULL;
  g_autoptr (CityAnswer) refused = NULL;
  g_autoptr (CityAnswer) foreign = NULL;
  g_autoptr (CityAnswer) ended = NULL;
  g_autoptr (CityAnswer) out = NULL;
  const char *session;

  city_add_account (city, fixture->shop, "manager", "wang");
  city_add_account (city, other, "manager", "zhao");
  manager = city_sign_in (city, "wang");
  stranger = city_sign_in (city, "zhao");
  list = city_get (city, manager, "/members/sessions");
  city_assert_status (list, 200);
  g_assert_cmpuint (city_answer_get_length (list, "items"), ==, 2);
  g_assert_cmpstr (city_answer_get_text (list, "items[1].nickname"), ==, "Nli.na");
  session = city_answer_get_text (list, "items[1].id");
  refused = city_get (city, clerk, "/members/sessions");
  city_assert_refused (refused, JL_ERROR_FORBIDDEN);
  foreign = end_of_member (fixture, stranger, session);
  city_assert_refused (foreign, JL_ERROR_NOT_FOUND);
  ended = end_of_member (fixture, manager, session);
  city_assert_status (ended, 204);
  out = city_get (city, clerk, "/account");
  city_assert_refused (out, JL_ERROR_UNAUTHENTICATED);
}

/* An administrator who also helps in the shop is not the manager's to sign out. */
static void
test_of_administrators (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->city;
  g_autofree char *manager = NULL;
  g_autofree char *administrator = NULL;
  g_autoptr (CityAnswer) own = NULL;
  g_autoptr (CityAnswer) list = NULL;
  g_autoptr (CityAnswer) refused = NULL;

  city_add_account (city, city->city, "administrator", "admin");
  city_add_account (city, city->city, "manager", "wang");
  manager = city_sign_in (city, "wang");
  administrator = city_sign_in (city, "admin");
  own = city_get (city, administrator, "/sessions");
  list = city_get (city, manager, "/members/sessions");
  g_assert_cmpuint (city_answer_get_length (list, "items"), ==, 1);
  refused = end_of_member (fixture, manager, city_answer_get_text (own, "items[0].id"));
  city_assert_refused (refused, JL_ERROR_NOT_FOUND);
}

static void
test_password (Fixture *fixture, gconstpointer data)
{
  g_autofree char *here = city_sign_in (&fixture->city, "li.na");
  g_autofree char *elsewhere = city_sign_in (&fixture->city, "li.na");
  g_autoptr (CityAnswer) wrong =
      city_post (&fixture->city,
                 here,
                 "/password",
                 "{\"old_password\":\"not it\",\"new_password\":\"battery staple\"}");
  g_autoptr (CityAnswer) weak =
      city_post (&fixture->city,
                 here,
                 "/password",
                 "{\"old_password\":\"" CITY_PASSWORD "\",\"new_password\":\"short\"}");
  g_autoptr (CityAnswer) right =
      city_post (&fixture->city,
                 here,
                 "/password",
                 "{\"old_password\":\"" CITY_PASSWORD "\",\"new_password\":\"battery staple\"}");
  g_autoptr (CityAnswer) stays = city_get (&fixture->city, here, "/account");
  g_autoptr (CityAnswer) out = city_get (&fixture->city, elsewhere, "/account");
  g_autoptr (CityAnswer) old = NULL;
  g_autoptr (CityAnswer) new = NULL;

  city_assert_refused (wrong, JL_ERROR_FORBIDDEN);
  g_assert_cmpstr (jl_error_get_field (wrong->error), ==, "old_password");
  city_assert_refused (weak, JL_ERROR_INVALID);
  g_assert_cmpstr (jl_error_get_field (weak->error), ==, "new_password");
  city_assert_status (right, 204);
  city_assert_status (stays, 200);
  city_assert_refused (out, JL_ERROR_UNAUTHENTICATED);
  old = try_password (fixture, "li.na", CITY_PASSWORD);
  city_assert_refused (old, JL_ERROR_UNAUTHENTICATED);
  new = try_password (fixture, "li.na", "battery staple");
  city_assert_status (new, 201);
}

/* One person, a clerk here and a teacher there. */
static CityAnswer *
try_change (Fixture *fixture, const char *token, const char *old)
{
  g_autofree char *body =
      g_strdup_printf ("{\"old_password\":\"%s\",\"new_password\":\"battery staple\"}", old);

  return city_post (&fixture->city, token, "/password", body);
}

/* Who sits at a computer that somebody left signed in guesses as slowly as at the door. */
static void
test_password_delay (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = city_sign_in (&fixture->city, "li.na");
  g_autofree char *other = NULL;
  g_autoptr (CityAnswer) right = NULL;
  g_autoptr (CityAnswer) unharmed = NULL;
  g_autoptr (CityAnswer) later = NULL;
  guint waits = 0;

  city_add_account (&fixture->city, fixture->shop, "manager", "wang");
  other = city_sign_in (&fixture->city, "wang");
  for (guint i = 0; i < 8; i++) {
    g_autoptr (CityAnswer) answer = try_change (fixture, token, "not it");

    if (answer->error->code == JL_ERROR_TOO_MANY)
      waits++;
    else
      city_assert_refused (answer, JL_ERROR_FORBIDDEN);
  }
  g_assert_cmpuint (waits, ==, 3);
  right = try_change (fixture, token, CITY_PASSWORD);
  city_assert_refused (right, JL_ERROR_TOO_MANY);
  unharmed = try_change (fixture, other, CITY_PASSWORD);
  city_assert_status (unharmed, 204);
  city_clock += 3000;
  later = try_change (fixture, token, CITY_PASSWORD);
  city_assert_status (later, 204);
  g_assert_cmpint (city_query (&fixture->city, "SELECT count(*) FROM attempt"), ==, 0);
}

static void
test_acting (Fixture *fixture, gconstpointer data)
{
  gint64 school =
      city_add_organisation (&fixture->city, "school", "光华路小学", "GHX", "130102001002");
  g_autofree char *token = city_sign_in (&fixture->city, "li.na");
  g_autoptr (GBytes) hash = jl_token_hash (token);
  g_autoptr (GError) error = NULL;
  g_autoptr (JlCaller) here =
      jl_accounts_authenticate (fixture->city.reader, hash, 0, city_clock, &error);
  g_autoptr (JlCaller) there = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (here->organisation, ==, fixture->shop);
  g_assert_true (jl_caller_may (here, JL_ROLE_CLERK));
  g_assert_false (jl_caller_may (here, JL_ROLE_MANAGER));
  there = jl_accounts_authenticate (fixture->city.reader, hash, school, city_clock, &error);
  g_assert_null (there);
  g_assert_error (error, JL_ERROR, JL_ERROR_FORBIDDEN);
}

static void
test_no_secrets_in_journal (Fixture *fixture, gconstpointer data)
{
  static const char *const planted[] = { "li.na", "Nli.na", CITY_PASSWORD, "13800001234" };
  g_autofree char *token = city_sign_in (&fixture->city, "li.na");

  city_add_account (&fixture->city, fixture->shop, NULL, "13800001234");
  for (guint i = 0; i < G_N_ELEMENTS (planted); i++) {
    g_autofree char *sql = g_strdup_printf (
        "SELECT (SELECT count(*) FROM journal_body WHERE instr(journal_text (body), '%s') > 0) + "
        "(SELECT count(*) FROM ready WHERE instr(own, '%s') > 0)",
        planted[i],
        planted[i]);

    g_assert_cmpint (city_query (&fixture->city, sql), ==, 0);
  }
  g_assert_cmpint (city_query (&fixture->city,
                               "SELECT count(*) FROM journal_body WHERE instr(journal_text (body), "
                               "'惠民寄卖店') > 0"),
                   >=,
                   1);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/accounts/sessions/" name, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("sign-in", test_sign_in);
  ADD ("by-phone", test_by_phone);
  ADD ("wrong", test_wrong);
  ADD ("delay", test_delay);
  ADD ("delay-clock-back", test_delay_clock_back);
  ADD ("end", test_end);
  ADD ("expiry-and-renewal", test_expiry_and_renewal);
  ADD ("list-and-revoke", test_list_and_revoke);
  ADD ("end-others", test_end_others);
  ADD ("of-members", test_of_members);
  ADD ("of-administrators", test_of_administrators);
  ADD ("password", test_password);
  ADD ("password-delay", test_password_delay);
  ADD ("acting", test_acting);
  ADD ("no-secrets-in-journal", test_no_secrets_in_journal);
  return g_test_run ();
}
