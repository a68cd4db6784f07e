// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-id.h"
#include "store-fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

static void
test_create (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (JlReply) reply = store_call (
      fixture->writer, STORE_CLERK, "box.create", 0, "{\"title\":\"沙发\",\"open\":true}");
  g_autofree char *title = NULL;
  g_autofree char *own = NULL;
  g_autofree char *public = NULL;
  g_autofree char *body = NULL;
  gsize size;

  store_assert_good (reply);
  g_assert_cmpuint (reply->status, ==, 201);
  g_assert_cmpint (reply->version, ==, 1);
  g_assert_cmpint (reply->view, ==, JL_VIEW_OWN);
  title = store_reply_text (reply, "title");
  g_assert_cmpstr (title, ==, "沙发");

  own = store_query_text (fixture->writer, "SELECT own FROM ready");
  body = g_strndup (g_bytes_get_data (reply->body, &size), g_bytes_get_size (reply->body));
  g_assert_cmpstr (own, ==, body);
  public = store_query_text (fixture->writer, "SELECT public FROM ready");
  g_assert_nonnull (strstr (public, "沙发"));
  g_assert_null (strstr (public, "note"));
  /* What both show is kept once. */
  g_assert_cmpint (
      store_query (fixture->writer, "SELECT instr (own_part, '沙发') FROM ready"), ==, 0);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM journal"), ==, 1);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM change"), ==, 1);
  g_assert_cmpint (jl_writer_get_position (fixture->writer), ==, 1);
}

/* A command that puts three times and is then refused leaves nothing. */
static void
test_savepoint (StoreFixture *fixture, gconstpointer data)
{
  gint64 box = store_make_box (fixture->writer, "{\"title\":\"a\",\"note\":\"before\"}");
  g_autofree char *before = store_query_text (fixture->writer, "SELECT own FROM ready");
  g_autofree char *after = NULL;
  g_autofree char *note = NULL;
  g_autoptr (JlReply) reply =
      store_call (fixture->writer, STORE_CLERK, "box.steps", box, "{\"title\":\"refuse\"}");
  g_autoptr (JlReply) good =
      store_call (fixture->writer, STORE_CLERK, "box.steps", box, "{\"title\":\"take\"}");

  store_assert_refused (reply, JL_ERROR_CONFLICT);
  g_assert_null (reply->body);
  store_assert_good (good);
  g_assert_cmpint (good->version, ==, 2);
  after = store_query_text (fixture->writer, "SELECT own FROM ready");
  g_assert_cmpstr (before, !=, after);
  note = store_query_text (fixture->writer, "SELECT note FROM box");
  g_assert_cmpstr (note, ==, "two");

  /* However often it put the record, it has one effect. */
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM change"), ==, 2);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM journal"), ==, 2);
  g_assert_cmpint (store_query (fixture->writer, "SELECT max(version) FROM change"), ==, 2);
}

static JlReply *
change (StoreFixture *fixture, const char *token, gint64 id, gint64 version, const char *input)
{
  char text[JL_ID_TEXT_SIZE];
  const char *const parameters[] = { text, NULL };
  const JlFrame frame = {
    .command = "box.change", .parameters = parameters, .if_match = version, .input = input
  };

  jl_id_to_text (id, text);
  return store_send (fixture->writer, token, &frame);
}

static void
test_if_match (StoreFixture *fixture, gconstpointer data)
{
  static const struct {
    gint64 version;
    JlErrorCode code;
  } cases[] = { { 0, JL_ERROR_VERSION_REQUIRED },
                { 2, JL_ERROR_VERSION_CONFLICT },
                { -1, JL_ERROR_VERSION_CONFLICT },
                { G_MAXINT64, JL_ERROR_VERSION_CONFLICT } };
  gint64 box = store_make_box (fixture->writer, "{\"title\":\"a\"}");
  g_autoptr (JlReply) good = NULL;
  g_autoptr (JlReply) stale = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JlReply) reply =
        change (fixture, STORE_CLERK, box, cases[i].version, "{\"title\":\"b\"}");

    store_assert_refused (reply, (int)cases[i].code);
  }
  good = change (fixture, STORE_CLERK, box, 1, "{\"title\":\"b\"}");
  store_assert_good (good);
  g_assert_cmpint (good->version, ==, 2);
  stale = change (fixture, STORE_CLERK, box, 1, "{\"title\":\"c\"}");
  store_assert_refused (stale, JL_ERROR_VERSION_CONFLICT);
}

/* A put in which nothing changed: journalled as asked for, but no version and no change. */
static void
test_nothing_changed (StoreFixture *fixture, gconstpointer data)
{
  gint64 box = store_make_box (fixture->writer, "{\"title\":\"a\",\"tags\":[\"x\",\"y\"]}");
  g_autoptr (JlReply) reply = change (
      fixture, STORE_CLERK, box, 1, "{\"title\":\"a\",\"tags\":[\"x\",\"y\"],\"note\":null}");

  store_assert_good (reply);
  g_assert_cmpint (reply->version, ==, 1);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM change"), ==, 1);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM journal"), ==, 2);
}

static void
test_targets (StoreFixture *fixture, gconstpointer data)
{
  gint64 hidden = store_make_box (fixture->writer, "{\"title\":\"a\"}");
  gint64 open = store_make_box (fixture->writer, "{\"title\":\"b\",\"open\":true}");
  gint64 kept = store_make_box (fixture->writer, "{\"title\":\"c\",\"keeper\":\"000000000002T\"}");
  const struct {
    gint64 id;
    const char *token;
    JlErrorCode code;
  } cases[] = {
    { hidden, STORE_STRANGER, JL_ERROR_NOT_FOUND }, { hidden, STORE_RESIDENT, JL_ERROR_NOT_FOUND },
    { hidden, NULL, JL_ERROR_UNAUTHENTICATED },     { open, STORE_STRANGER, JL_ERROR_FORBIDDEN },
    { open, "over", JL_ERROR_UNAUTHENTICATED },     { kept, STORE_STRANGER, JL_ERROR_NOT_FOUND },
    { kept, STORE_RESIDENT, JL_ERROR_FORBIDDEN }, /* sees it, as its keeper, person 90 */
    { 12345, STORE_CLERK, JL_ERROR_NOT_FOUND },     { 0, STORE_CLERK, JL_ERROR_NOT_FOUND },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JlReply) reply =
        change (fixture, cases[i].token, cases[i].id, 1, "{\"title\":\"taken\"}");

    store_assert_refused (reply, (int)cases[i].code);
  }
  g_assert_cmpint (
      store_query (fixture->writer, "SELECT count(*) FROM box WHERE version > 1"), ==, 0);
}

static void
test_roles (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (JlReply) nobody =
      store_call (fixture->writer, NULL, "box.create", 0, "{\"title\":\"a\"}");
  g_autoptr (JlReply) resident =
      store_call (fixture->writer, STORE_RESIDENT, "box.create", 0, "{\"title\":\"a\"}");
  g_autoptr (JlReply) manager =
      store_call (fixture->writer, "7/70/500/8", "box.create", 0, "{\"title\":\"a\"}");
  g_autoptr (JlReply) system = store_call (fixture->writer, STORE_CLERK, "box.expire", 1, NULL);
  g_autoptr (JlReply) unknown = store_call (fixture->writer, STORE_CLERK, "nonsense", 0, NULL);

  store_assert_refused (nobody, JL_ERROR_UNAUTHENTICATED);
  store_assert_refused (resident, JL_ERROR_FORBIDDEN);
  store_assert_good (manager);
  store_assert_refused (system, JL_ERROR_FORBIDDEN);
  store_assert_refused (unknown, JL_ERROR_INTERNAL);
}

static void
test_input (StoreFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *command;
    const char *input;
    JlErrorCode code;
    const char *field;
  } cases[] = {
    { "box.create", NULL, JL_ERROR_INVALID, "title" },
    { "box.create", "{}", JL_ERROR_INVALID, "title" },
    { "box.create", "", JL_ERROR_MALFORMED, NULL },
    { "box.create", "{\"title\":\"a\"", JL_ERROR_MALFORMED, NULL },
    { "box.create", "{\"title\":\"a\",\"colour\":1}", JL_ERROR_INVALID, "colour" },
    { "box.create", "{\"title\":\"a\",\"version\":7}", JL_ERROR_INVALID, "version" },
    { "box.create", "{\"title\":\"a\",\"sides\":[{}]}", JL_ERROR_INVALID, "sides[0].name" },
    { "look", "{}", JL_ERROR_INVALID, NULL },
  };
  gint64 box = store_make_box (fixture->writer, "{\"title\":\"a\"}");
  g_autoptr (JlReply) patch = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JlReply) reply =
        store_call (fixture->writer, STORE_CLERK, cases[i].command, 0, cases[i].input);

    store_assert_refused (reply, (int)cases[i].code);
    g_assert_cmpstr (jl_error_get_field (reply->error), ==, cases[i].field);
  }
  patch = change (fixture, STORE_CLERK, box, 1, "{\"label\":\"new\"}");
  store_assert_refused (patch, JL_ERROR_INVALID);
  g_assert_cmpstr (jl_error_get_field (patch->error), ==, "label");
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM journal"), ==, 1);
}

static void
test_unique (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (JlReply) reply = NULL;

  store_make_box (fixture->writer, "{\"title\":\"a\",\"label\":\"L1\"}");
  reply = store_call (
      fixture->writer, STORE_CLERK, "box.create", 0, "{\"title\":\"b\",\"label\":\"L1\"}");
  store_assert_refused (reply, JL_ERROR_CONFLICT);
  g_assert_cmpstr (jl_error_get_field (reply->error), ==, "label");
}

static void
test_remove (StoreFixture *fixture, gconstpointer data)
{
  gint64 box = store_make_box (fixture->writer, "{\"title\":\"a\",\"open\":true}");
  g_autoptr (JlReply) reply = store_call (fixture->writer, STORE_CLERK, "box.remove", box, NULL);
  g_autoptr (JlReply) again = store_call (fixture->writer, STORE_CLERK, "box.remove", box, NULL);

  store_assert_good (reply);
  g_assert_cmpuint (reply->status, ==, 204);
  store_assert_refused (again, JL_ERROR_NOT_FOUND);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM box"), ==, 0);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM ready"), ==, 0);
  /* Whoever saw it must hear that it is gone. */
  g_assert_cmpint (
      store_query (fixture->writer, "SELECT version * 10 + public FROM change WHERE seq = 2"),
      ==,
      21);
  g_assert_cmpint (store_query (fixture->writer,
                                "SELECT count(*) FROM journal_body WHERE journal_text (body) ->> "
                                "'$.effects[0].image' IS NULL"),
                   ==,
                   1);
}

/* The change that hides a record is still told to the public, later ones are not. */
static void
test_public_changes (StoreFixture *fixture, gconstpointer data)
{
  static const char *const inputs[] = {
    "{\"open\":true}", "{\"title\":\"b\"}", "{\"open\":false}", "{\"title\":\"c\"}"
  };
  gint64 box = store_make_box (fixture->writer, "{\"title\":\"a\"}");
  g_autofree char *flags = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++) {
    g_autoptr (JlReply) reply = change (fixture, STORE_CLERK, box, i + 1, inputs[i]);

    store_assert_good (reply);
  }
  flags = store_query_text (fixture->writer,
                            "SELECT group_concat (public, '') FROM (SELECT public FROM change "
                            "ORDER BY seq)");
  g_assert_cmpstr (flags, ==, "01110");
  g_assert_cmpint (
      store_query (fixture->writer, "SELECT count(*) FROM ready WHERE public IS NULL"), ==, 1);
}

static void
test_personal_fields (StoreFixture *fixture, gconstpointer data)
{
  store_make_box (fixture->writer, "{\"title\":\"a\",\"phone\":\"13800138000\"}");
  g_assert_cmpint (store_query (fixture->writer,
                                "SELECT (SELECT count(*) FROM journal_body WHERE instr "
                                "(journal_text (body), '13800138000')) + "
                                "(SELECT count(*) FROM ready WHERE instr (own, '13800138000'))"),
                   ==,
                   0);
}

static void
test_wrong_puts (StoreFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *way;
    JlErrorCode code;
  } ways[] = {
    { "stale", JL_ERROR_INTERNAL },     { "moved", JL_ERROR_INTERNAL },
    { "two homes", JL_ERROR_INTERNAL }, { "homeless", JL_ERROR_INTERNAL },
    { "removed", JL_ERROR_INTERNAL },   { "foreign kind", JL_ERROR_INTERNAL },
    { "absent", JL_ERROR_NOT_FOUND },
  };
  gint64 box = store_make_box (fixture->writer, "{\"title\":\"a\"}");
  char text[JL_ID_TEXT_SIZE];

  jl_id_to_text (box, text);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++) {
    const char *const parameters[] = { text, ways[i].way, NULL };
    const JlFrame frame = { .command = "box.wrong", .parameters = parameters };
    g_autoptr (JlReply) reply = store_send (fixture->writer, STORE_CLERK, &frame);

    store_assert_refused (reply, (int)ways[i].code);
  }
  g_assert_cmpint (
      store_query (fixture->writer, "SELECT count(*) FROM box WHERE title = 'a'"), ==, 1);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM box"), ==, 1);
}

/* What commands must not do is refused and never crashes. */
static void
test_careless_commands (StoreFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *command;
    const char *parameter;
  } cases[] = { { "mute", "true" },
                { "mute", "false" },
                { "mute", "foreign" },
                { "two-replies", NULL },
                { "sneaky", NULL } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const char *const parameters[] = { cases[i].parameter, NULL };
    const JlFrame frame = { .command = cases[i].command, .parameters = parameters };
    g_autoptr (JlReply) reply = store_send (fixture->writer, STORE_CLERK, &frame);

    store_assert_refused (reply, JL_ERROR_INTERNAL);
  }
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM journal"), ==, 0);
}

/* Refused, but what it did stays: a failed try counts. */
static void
test_refuse_and_keep (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (JlReply) reply = store_call (fixture->writer, NULL, "turn-away", 0, NULL);

  store_assert_refused (reply, JL_ERROR_TOO_MANY);
  g_assert_null (reply->body);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM visit"), ==, 1);
  store_fixture_reopen (fixture);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM visit"), ==, 1);
}

/* The service's own name opens what is the system's, and only to the service. */
static void
test_own_name (StoreFixture *fixture, gconstpointer data)
{
  gint64 box = store_make_box (fixture->writer, "{\"title\":\"a\"}");
  char text[JL_ID_TEXT_SIZE];
  const char *const parameters[] = { text, NULL };
  const JlFrame frame = { .command = "box.expire", .parameters = parameters };
  g_autoptr (JlReply) own = NULL;
  g_autoptr (JlReply) other = NULL;

  jl_id_to_text (box, text);
  other = store_send (fixture->writer, STORE_CLERK, &frame);
  store_assert_refused (other, JL_ERROR_FORBIDDEN);
  own = jl_writer_call_own (fixture->writer, &frame);
  store_assert_good (own);
}

/* Created and removed by one command: nobody hears of it. */
static void
test_flash (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (JlReply) reply = store_call (fixture->writer, STORE_CLERK, "box.flash", 0, NULL);
  g_autofree char *title = NULL;
  g_autofree char *note = NULL;

  store_assert_good (reply);
  title = store_reply_text (reply, "title");
  note = store_reply_text (reply, "note");
  g_assert_cmpstr (title, ==, "context");
  g_assert_cmpstr (note, ==, "2026-11");
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM change"), ==, 0);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM box"), ==, 0);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM journal"), ==, 1);
}

/* A command that changes nothing is in the journal of its target. */
static void
test_peek (StoreFixture *fixture, gconstpointer data)
{
  gint64 box = store_make_box (fixture->writer, "{\"title\":\"a\",\"open\":true,\"note\":\"n\"}");
  g_autoptr (JlReply) reply = store_call (fixture->writer, STORE_STRANGER, "box.peek", box, NULL);
  g_autofree char *note = NULL;

  store_assert_good (reply);
  g_assert_cmpint (reply->view, ==, JL_VIEW_PUBLIC);
  note = store_reply_text (reply, "note");
  g_assert_null (note);
  g_assert_cmpint (
      store_query (fixture->writer, "SELECT organisation FROM journal WHERE command = 'box.peek'"),
      ==,
      500);
}

static void
open_fails (StoreFixture *fixture, const JlSchema *const *schemas, JlErrorCode code)
{
  const JlWriterConfig config = { .data_dir = fixture->data_dir,
                                  .schema_dir = fixture->schema_dir,
                                  .schemas = schemas,
                                  .rules_version = "1" };
  g_autoptr (GError) error = NULL;

  g_assert_null (jl_writer_open (&config, &error));
  g_assert_error (error, JL_ERROR, (int)code);
}

/* Schemas that contradict each other are found when the service starts. */
static void
test_wrong_schemas (StoreFixture *fixture, gconstpointer data)
{
  static const JlKind half_kind = { .table = &side_table };
  static const JlKind *const halves[] = { &half_kind, NULL };
  static const JlKind *const boxes[] = { &box_kind, NULL };
  static const JlCommand homeless = { .name = "box.open", .target = &half_kind };
  static const JlCommand *const commands[] = { &homeless, NULL };
  static const JlCommand *const twice[] = { &homeless, &homeless, NULL };
  static const JlSchema with_half = { .name = "half", .kinds = halves };
  static const JlSchema with_boxes = { .name = "boxes", .kinds = boxes };
  static const JlSchema with_command = { .name = "command", .commands = commands };
  static const JlSchema with_twice = { .name = "twice", .commands = twice };
  const JlSchema *const wrong[][3] = {
    { &with_half, NULL },
    { &with_boxes, &with_boxes, NULL },
    { &with_command, NULL },
    { &with_twice, NULL },
  };

  g_clear_pointer (&fixture->writer, jl_writer_close);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    open_fails (fixture, wrong[i], JL_ERROR_INTERNAL);
}

static void
test_no_database (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->data_dir, "jieli.db", NULL);

  g_clear_pointer (&fixture->writer, jl_writer_close);
  g_assert_cmpint (g_remove (path), ==, 0);
  open_fails (fixture, store_schemas, JL_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (
      g_file_set_contents (path, "not a database, but as long as one could be", -1, NULL));
  open_fails (fixture, store_schemas, JL_ERROR_CORRUPT);
}

static void
test_homes (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (JlReply) sent = store_call (fixture->writer,
                                         STORE_CLERK,
                                         "letter.send",
                                         0,
                                         "{\"organisation\":\"00000000000JR\",\"text\":\"hi\"}");
  g_autoptr (JlReply) rewritten = NULL;
  g_autoptr (JlReply) looked = NULL;
  gint64 letter;

  /* Created by a command of 500, belongs to 600: the effect is in the journal of 500. */
  store_assert_good (sent);
  g_assert_null (sent->body);
  letter = store_query (fixture->writer, "SELECT id FROM letter WHERE organisation = 600");
  g_assert_cmpint (letter, >, 0);
  g_assert_cmpint (store_query (fixture->writer, "SELECT organisation FROM journal"), ==, 500);
  g_assert_cmpint (store_query (fixture->writer, "SELECT organisation FROM change"), ==, 600);
  g_assert_cmpint (store_query (fixture->writer, "SELECT transfer FROM journal"), >, 0);
  rewritten = store_call (fixture->writer, STORE_CLERK, "letter.rewrite", letter, NULL);
  store_assert_refused (rewritten, JL_ERROR_INTERNAL);

  /* Without records and organisation, a command is the city's. */
  looked = store_call (fixture->writer, NULL, "look", 0, NULL);
  store_assert_good (looked);
  g_assert_cmpint (store_query (fixture->writer,
                                "SELECT organisation = (SELECT city FROM node) FROM journal ORDER "
                                "BY seq DESC LIMIT 1"),
                   ==,
                   1);
}

static void
test_clock_goes_back (StoreFixture *fixture, gconstpointer data)
{
  store_make_box (fixture->writer, "{\"title\":\"a\"}");
  store_clock = STORE_NOW + 5000;
  store_make_box (fixture->writer, "{\"title\":\"b\"}");
  store_clock = STORE_NOW - 86400000;
  store_make_box (fixture->writer, "{\"title\":\"c\"}");
  store_fixture_reopen (fixture);
  store_make_box (fixture->writer, "{\"title\":\"d\"}");
  store_clock = STORE_NOW + 5001;
  store_make_box (fixture->writer, "{\"title\":\"e\"}");

  g_assert_cmpint (
      store_query (fixture->writer, "SELECT max(at) FROM journal"), ==, STORE_NOW + 5001);
  g_assert_cmpint (store_query (fixture->writer,
                                "SELECT count(*) FROM journal AS a JOIN journal AS b ON b.seq = "
                                "a.seq + 1 WHERE b.at < a.at"),
                   ==,
                   0);
  g_assert_cmpint (
      store_query (fixture->writer, "SELECT count(DISTINCT created_at) FROM box"), ==, 3);
}

static void
test_ids_after_reopen (StoreFixture *fixture, gconstpointer data)
{
  gint64 previous = store_query (fixture->writer, "SELECT city FROM node");

  for (int i = 0; i < 5; i++) {
    gint64 id = store_make_box (fixture->writer, "{\"title\":\"a\"}");

    g_assert_cmpint (id, >, previous);
    g_assert_cmpuint (jl_id_get_node (id), ==, 3);
    previous = id;
    if (i == 2)
      store_clock -= 3600000;
    store_fixture_reopen (fixture);
  }
  /* Also when the node's own row is behind, e.g. restored from a backup. */
  store_execute (fixture->writer, "UPDATE node SET last_id = 1, last_time = 0");
  store_fixture_reopen (fixture);
  g_assert_cmpint (store_make_box (fixture->writer, "{\"title\":\"z\"}"), >, previous);
}

/* Full storage: refused with STORAGE_FULL, nothing damaged, and it goes on once there is space. */
static void
test_storage_full (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *note = g_strnfill (900, 'x');
  g_autofree char *input = g_strdup_printf ("{\"title\":\"a\",\"note\":\"%s\"}", note);
  g_autofree char *limit = g_strdup_printf (
      "PRAGMA max_page_count = %" G_GINT64_FORMAT,
      store_query (fixture->writer, "SELECT page_count + 6 FROM pragma_page_count"));
  g_autoptr (GPtrArray) problems = NULL;
  g_autofree char *integrity = NULL;
  guint n_good = 0;
  guint n_full = 0;

  g_assert_cmpint (store_query (fixture->writer, limit), >, 0);
  for (int i = 0; i < 40; i++) {
    g_autoptr (JlReply) reply = store_call (fixture->writer, STORE_CLERK, "box.create", 0, input);

    if (reply->error == NULL)
      n_good++;
    else
      store_assert_refused (reply, JL_ERROR_STORAGE_FULL);
    n_full += reply->error != NULL;
  }
  g_assert_cmpuint (n_good, >, 0);
  g_assert_cmpuint (n_full, >, 10);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM box"), ==, n_good);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM journal"), ==, n_good);

  store_query (fixture->writer, "PRAGMA max_page_count = 1000000");
  store_make_box (fixture->writer, input);
  integrity = store_query_text (fixture->writer, "PRAGMA integrity_check");
  g_assert_cmpstr (integrity, ==, "ok");
  problems = jl_journal_verify (jl_writer_get_connection (fixture->writer), NULL, NULL);
  g_assert_cmpuint (problems->len, ==, 0);
}

static void
test_locked_out (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->data_dir, "jieli.db", NULL);
  g_autoptr (JlConnection) other = jl_connection_open (path, 0, NULL);
  g_autoptr (JlReply) reply = NULL;

  g_assert_true (jl_connection_execute (other, "BEGIN IMMEDIATE", NULL));
  store_execute (fixture->writer, "PRAGMA busy_timeout = 0");
  reply = store_call (fixture->writer, STORE_CLERK, "box.create", 0, "{\"title\":\"a\"}");
  store_assert_refused (reply, JL_ERROR_UNAVAILABLE);
  g_assert_true (jl_connection_execute (other, "ROLLBACK", NULL));
  store_make_box (fixture->writer, "{\"title\":\"a\"}");
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/writer/" path,                                                               \
              StoreFixture,                                                                        \
              NULL,                                                                                \
              store_fixture_setup,                                                                 \
              func,                                                                                \
              store_fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("create", test_create);
  ADD ("savepoint", test_savepoint);
  ADD ("if-match", test_if_match);
  ADD ("nothing-changed", test_nothing_changed);
  ADD ("targets", test_targets);
  ADD ("roles", test_roles);
  ADD ("input", test_input);
  ADD ("unique", test_unique);
  ADD ("remove", test_remove);
  ADD ("public-changes", test_public_changes);
  ADD ("personal-fields", test_personal_fields);
  ADD ("wrong-puts", test_wrong_puts);
  ADD ("careless-commands", test_careless_commands);
  ADD ("refuse-and-keep", test_refuse_and_keep);
  ADD ("own-name", test_own_name);
  ADD ("flash", test_flash);
  ADD ("peek", test_peek);
  ADD ("wrong-schemas", test_wrong_schemas);
  ADD ("no-database", test_no_database);
  ADD ("homes", test_homes);
  ADD ("clock-goes-back", test_clock_goes_back);
  ADD ("ids-after-reopen", test_ids_after_reopen);
  ADD ("storage-full", test_storage_full);
  ADD ("locked-out", test_locked_out);
  return g_test_run ();
}
