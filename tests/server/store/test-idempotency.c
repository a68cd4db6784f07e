// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-id.h"
#include "jl-journal.h"
#include "store-fixture.h"

#include <string.h>

#define DAY_MS G_GINT64_CONSTANT (86400000)

typedef struct {
  const char *token;
  const char *command;
  const char *key;
  const char *digest;
  const char *address;
  gint64 acting;
  const char *input; /* NULL: the usual one */
  gint64 if_match;
  const char *parameter;
} Request;

static JlReply *
request (StoreFixture *fixture, const Request *what)
{
  g_autoptr (GBytes) digest =
      what->digest == NULL ? NULL : g_bytes_new (what->digest, strlen (what->digest));
  const char *const parameters[] = { what->parameter, NULL };
  const char *usual = what->command == NULL || g_str_equal (what->command, "box.suggest")
                          ? "{\"title\":\"a\",\"tags\":[\"x\"]}"
                          : NULL;
  const JlFrame frame = {
    .command = what->command == NULL ? "box.create" : what->command,
    .key = what->key,
    .request_digest = digest,
    .address = what->address,
    .acting = what->acting,
    .parameters = parameters,
    .if_match = what->if_match,
    .input = what->input != NULL ? what->input : usual,
  };

  return store_send (fixture->writer, what->token, &frame);
}

static gint64
count (StoreFixture *fixture, const char *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM %s", table);

  return store_query (fixture->writer, sql);
}

/* The same again, in the same batch or after a restart, gives the first answer and does nothing. */
static void
test_same_again (StoreFixture *fixture, gconstpointer data)
{
  const Request create = { .token = STORE_CLERK, .key = "k1", .digest = "d1" };
  g_autoptr (JlReply) first = request (fixture, &create);
  g_autoptr (JlReply) second = request (fixture, &create);
  g_autoptr (JlReply) third = NULL;

  store_assert_good (first);
  store_assert_good (second);
  g_assert_true (g_bytes_equal (first->body, second->body));
  g_assert_cmpuint (second->status, ==, 201);
  g_assert_cmpint (second->id, ==, first->id);
  g_assert_cmpint (second->version, ==, 1);
  g_assert_cmpint (second->view, ==, JL_VIEW_OWN);

  store_fixture_reopen (fixture);
  third = request (fixture, &create);
  g_assert_true (g_bytes_equal (first->body, third->body));
  g_assert_cmpint (count (fixture, "box"), ==, 1);
  g_assert_cmpint (count (fixture, "journal"), ==, 1);
}

/* The first answer is what the record was then, and is kept only in the journal. */
static void
test_changed_since (StoreFixture *fixture, gconstpointer data)
{
  const Request create = { .token = STORE_CLERK,
                           .key = "k1",
                           .input = "{\"title\":\"a\",\"note\":\"n\",\"tags\":[\"x\",\"y\"],"
                                    "\"attributes\":{\"z\":1,\"a\":[true,null]},"
                                    "\"sides\":[{\"name\":\"left\"}],\"packed\":\"2026-05-01\"}" };
  g_autoptr (JlReply) first = request (fixture, &create);
  char id[JL_ID_TEXT_SIZE];
  const Request change = { .token = STORE_CLERK,
                           .key = "k2",
                           .command = "box.change",
                           .input = "{\"title\":\"b\"}",
                           .if_match = 1,
                           .parameter = id };
  g_autoptr (JlReply) changed = NULL;
  g_autoptr (JlReply) again = NULL;
  g_autoptr (JlReply) erased = NULL;

  store_assert_good (first);
  jl_id_to_text (first->id, id);
  changed = request (fixture, &change);
  store_assert_good (changed);
  again = request (fixture, &create);
  store_assert_good (again);
  g_assert_true (g_bytes_equal (first->body, again->body));
  g_assert_cmpint (again->version, ==, 1);
  g_assert_cmpint (
      store_query (fixture->writer, "SELECT count(*) FROM idempotency WHERE body IS NULL"), ==, 2);

  g_assert_true (jl_journal_erase_body (jl_writer_get_connection (fixture->writer), 1, NULL));
  erased = request (fixture, &create);
  store_assert_good (erased);
  g_assert_cmpuint (erased->status, ==, 201);
  g_assert_null (erased->body);
  g_assert_cmpint (count (fixture, "box"), ==, 1);
}

/* A body that cannot be read is the service's fault, which it says; nothing is done twice. */
static void
test_damaged_journal (StoreFixture *fixture, gconstpointer data)
{
  static const char *const changes[] = {
    "UPDATE journal_body SET body = x'01FF'",
    "UPDATE journal_body SET body = x''",
    "UPDATE journal_body SET body = substr (body, 1, length (body) - 3)",
  };
  const Request create = { .token = STORE_CLERK, .key = "k1", .digest = "d1" };
  const Request other = { .token = STORE_CLERK, .key = "k2", .digest = "d2" };
  g_autoptr (JlReply) first = request (fixture, &create);
  g_autoptr (JlReply) second = NULL;

  store_assert_good (first);
  for (guint i = G_N_ELEMENTS (changes); i-- > 0;) {
    g_autoptr (JlReply) again = NULL;

    store_execute (fixture->writer, changes[i]);
    again = request (fixture, &create);
    store_assert_refused (again, JL_ERROR_CORRUPT);
  }
  g_assert_cmpint (count (fixture, "box"), ==, 1);
  second = request (fixture, &other);
  store_assert_good (second);
}

static void
test_other_request (StoreFixture *fixture, gconstpointer data)
{
  const Request cases[] = {
    { .token = STORE_CLERK, .key = "k1", .digest = "d2" },
    { .token = STORE_CLERK, .key = "k1" },
    { .token = STORE_CLERK, .key = "k1", .digest = "d1", .command = "look" },
    { .token = STORE_CLERK, .key = "k1", .digest = "d1", .acting = 501 },
    { .token = STORE_CLERK, .key = "k1", .digest = "d1", .input = "{\"title\":\"b\"}" },
    { .token = STORE_CLERK, .key = "k1", .digest = "d1", .if_match = 1 },
    { .token = STORE_CLERK, .key = "k1", .digest = "d1", .parameter = "x" },
  };
  const Request create = { .token = STORE_CLERK, .key = "k1", .digest = "d1" };
  g_autoptr (JlReply) first = request (fixture, &create);

  store_assert_good (first);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JlReply) reply = request (fixture, &cases[i]);

    store_assert_refused (reply, JL_ERROR_IDEMPOTENCY_CONFLICT);
  }
  g_assert_cmpint (count (fixture, "box"), ==, 1);
}

/* Another account's key of the same name is another key; no key, nothing remembered. */
static void
test_other_keys (StoreFixture *fixture, gconstpointer data)
{
  const Request cases[] = {
    { .token = STORE_CLERK, .key = "k1", .digest = "d1" },
    { .token = STORE_CLERK, .key = "k2", .digest = "d1" },
    { .token = STORE_STRANGER, .key = "k1", .digest = "d1" },
    { .token = STORE_CLERK, .digest = "d1" },
    { .token = STORE_CLERK, .digest = "d1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JlReply) reply = request (fixture, &cases[i]);

    store_assert_good (reply);
  }
  g_assert_cmpint (count (fixture, "box"), ==, 5);
  g_assert_cmpint (count (fixture, "idempotency"), ==, 3);
}

static void
test_errors_are_forgotten (StoreFixture *fixture, gconstpointer data)
{
  const Request wrong = { .token = STORE_RESIDENT, .key = "k1", .digest = "d1" };
  const Request other = { .token = "9/90/500/4", .key = "k1", .digest = "d2" };
  g_autoptr (JlReply) refused = request (fixture, &wrong);
  g_autoptr (JlReply) good = request (fixture, &other);

  store_assert_refused (refused, JL_ERROR_FORBIDDEN);
  store_assert_good (good);
}

/* People who are not signed in: the same address may repeat, a stranger who knows key and body gets
 * nothing that was answered to somebody else. */
static void
test_strangers (StoreFixture *fixture, gconstpointer data)
{
  const Request mine = {
    .command = "box.suggest", .key = "k1", .digest = "d1", .address = "10.0.0.1"
  };
  const Request theirs = {
    .command = "box.suggest", .key = "k1", .digest = "d1", .address = "10.0.0.2"
  };
  const Request changed = {
    .command = "box.suggest", .key = "k1", .digest = "d2", .address = "10.0.0.1"
  };
  g_autoptr (JlReply) first = request (fixture, &mine);
  g_autoptr (JlReply) again = request (fixture, &mine);
  g_autoptr (JlReply) stranger = NULL;
  g_autoptr (JlReply) conflict = NULL;

  store_assert_good (first);
  store_assert_good (again);
  g_assert_cmpint (count (fixture, "visit"), ==, 1);
  stranger = request (fixture, &theirs);
  store_assert_good (stranger);
  g_assert_cmpint (count (fixture, "visit"), ==, 2);
  conflict = request (fixture, &changed);
  store_assert_refused (conflict, JL_ERROR_IDEMPOTENCY_CONFLICT);
  g_assert_cmpint (
      store_query (fixture->writer, "SELECT count(*) FROM idempotency WHERE key = 'k1'"), ==, 0);
}

static void
test_not_remembered (StoreFixture *fixture, gconstpointer data)
{
  static const char *const commands[] = { "visit", "token" };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    const Request what = {
      .token = STORE_CLERK, .command = commands[i], .key = "k1", .digest = "d1"
    };
    g_autoptr (JlReply) first = request (fixture, &what);
    g_autoptr (JlReply) second = request (fixture, &what);

    store_assert_good (first);
    store_assert_good (second);
  }
  g_assert_cmpint (count (fixture, "visit"), ==, 4);
  g_assert_cmpint (count (fixture, "idempotency"), ==, 0);
  g_assert_cmpint (count (fixture, "journal"), ==, 2); /* of "token" */
}

static void
test_thirty_days (StoreFixture *fixture, gconstpointer data)
{
  const Request create = { .token = STORE_CLERK, .key = "k1", .digest = "d1" };
  const Request other = { .token = STORE_CLERK, .key = "k1", .digest = "d2" };
  g_autoptr (JlReply) first = request (fixture, &create);
  g_autoptr (JlReply) late = NULL;
  g_autoptr (JlReply) too_late = NULL;

  store_clock += 30 * DAY_MS - 1;
  late = request (fixture, &create);
  g_assert_cmpint (late->id, ==, first->id);
  store_clock += 1;
  too_late = request (fixture, &other);
  store_assert_good (too_late);
  g_assert_cmpint (too_late->id, !=, first->id);
  g_assert_cmpint (count (fixture, "idempotency"), ==, 1);
}

static void
test_forgetting (StoreFixture *fixture, gconstpointer data)
{
  store_execute (fixture->writer,
                 "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) "
                 "INSERT INTO idempotency (account, key, digest, status, id, version, view, "
                 "created_at) SELECT 7, i, x'00', 200, 0, 0, 0, 1795420800000 + i FROM n");
  store_clock = STORE_NOW + 30 * DAY_MS + 1100;
  /* Some at a time, whether they are old or not. */
  g_assert_true (jl_writer_idle (fixture->writer));
  g_assert_cmpint (count (fixture, "idempotency"), >, 600);
  g_assert_true (jl_writer_idle (fixture->writer));
  g_assert_cmpint (count (fixture, "idempotency"), >, 100);
  g_assert_false (jl_writer_idle (fixture->writer));
  g_assert_cmpint (count (fixture, "idempotency"), ==, 100);
  /* Not again at once, but from the beginning the next day. */
  store_clock += 200;
  g_assert_false (jl_writer_idle (fixture->writer));
  g_assert_cmpint (count (fixture, "idempotency"), ==, 100);
  store_clock += DAY_MS;
  g_assert_false (jl_writer_idle (fixture->writer));
  g_assert_cmpint (count (fixture, "idempotency"), ==, 0);
}

static void
test_key_length (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (255, 'k');
  g_autofree char *too_long = g_strnfill (256, 'k');
  const Request good = { .token = STORE_CLERK, .key = longest };
  const Request bad[] = { { .token = STORE_CLERK, .key = too_long },
                          { .token = STORE_CLERK, .key = "" } };
  g_autoptr (JlReply) taken = request (fixture, &good);

  store_assert_good (taken);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (JlReply) reply = request (fixture, &bad[i]);

    store_assert_refused (reply, JL_ERROR_INVALID);
  }
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/idempotency/" path,                                                          \
              StoreFixture,                                                                        \
              NULL,                                                                                \
              store_fixture_setup,                                                                 \
              func,                                                                                \
              store_fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("same-again", test_same_again);
  ADD ("changed-since", test_changed_since);
  ADD ("damaged-journal", test_damaged_journal);
  ADD ("other-request", test_other_request);
  ADD ("other-keys", test_other_keys);
  ADD ("errors-are-forgotten", test_errors_are_forgotten);
  ADD ("strangers", test_strangers);
  ADD ("not-remembered", test_not_remembered);
  ADD ("thirty-days", test_thirty_days);
  ADD ("forgetting", test_forgetting);
  ADD ("key-length", test_key_length);
  return g_test_run ();
}
