// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-connection.h"
#include "jl-date.h"
#include "jl-error.h"
#include "jl-json.h"
#include "jl-kind.h"
#include "store-fixture.h"

#include <string.h>

static const char full_json[] =
    "{\"id\":\"0000000000007\",\"organisation\":\"00000000000FM\",\"label\":\"L1\",\"title\":"
    "\"沙发 "
    "\\\"x\\\"\",\"note\":\"a\",\"shape\":\"round\",\"weight\":-5,\"packed\":\"2024-02-29\","
    "\"open\":"
    "true,\"sides\":[{\"name\":\"left\",\"note\":null},{\"name\":\"right\",\"note\":\"y\"}],"
    "\"tags\":["
    "\"木\",\"\"],\"attributes\":{\"b\":[1,2.5,null],\"a\":{\"c\":true}},\"lid\":{\"name\":\"top\","
    "\"note\":\"z\"},\"keeper\":\"000000000002T\",\"expires_at\":\"2026-11-23T08:00:01.250Z\","
    "\"version\":3,\"created_at\":\"2026-11-23T08:00:00.000Z\",\"updated_at\":"
    "\"2026-11-23T08:00:00.000Z\"}";

static JlRecord *
read_box (const char *json)
{
  g_autoptr (JsonNode) node = jl_json_parse (json, -1, NULL);
  g_autoptr (GError) error = NULL;
  JlRecord *record = jl_record_read_json (&box_table, node, JL_READ_STORED, &error);

  g_assert_no_error (error);
  return record;
}

static JlRecord *
store_and_load (StoreFixture *fixture, JlRecord *record)
{
  g_autoptr (JlKindSql) sql = jl_kind_sql_new (&box_kind, NULL);
  g_autoptr (JlConnection) own = NULL;
  g_autofree char *path = g_build_filename (fixture->data_dir, "jieli.db", NULL);
  g_autoptr (GError) error = NULL;
  JlRecord *loaded;

  own = jl_connection_open (path, 0, &error);
  g_assert_true (jl_kind_sql_insert (sql, own, record, &error));
  g_assert_no_error (error);
  loaded = jl_kind_sql_load (sql, own, jl_record_get_integer (record, BOX_ID), &error);
  g_assert_no_error (error);
  g_clear_pointer (&own, jl_connection_close);
  return loaded;
}

/* Every type of field comes back as it went in, through its column. */
static void
test_full_record (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (JlRecord) box = read_box (full_json);
  g_autoptr (JlRecord) loaded = store_and_load (fixture, box);
  g_autofree char *json = jl_record_to_json (loaded, JL_VIEW_STORED);
  g_autofree char *row = NULL;

  g_assert_true (jl_record_equal (box, loaded));
  g_assert_cmpstr (json, ==, full_json);
  row =
      store_query_text (fixture->writer,
                        "SELECT id || '|' || shape || '|' || weight || '|' || packed || '|' || "
                        "open || '|' || tags || '|' || expires_at || '|' || title_length FROM box");
  g_assert_cmpstr (row, ==, "7|round|-5|2024-02-29|1|[\"木\",\"\"]|1795420801250|6");
}

/* Null where the field knows null, absent elsewhere; and what is not stored is not there. */
static void
test_empty_record (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (JlRecord) box = jl_record_new (&box_table);
  g_autoptr (JlRecord) loaded = NULL;

  jl_record_set_integer (box, BOX_ID, 9);
  jl_record_set_integer (box, BOX_ORGANISATION, 500);
  jl_record_set_text (box, BOX_TITLE, "");
  jl_record_set_text (box, BOX_PHONE, "13800138000");
  jl_record_set_integer (box, BOX_VERSION, 1);
  jl_record_set_integer (box, BOX_CREATED_AT, 1);
  jl_record_set_integer (box, BOX_UPDATED_AT, 1);
  loaded = store_and_load (fixture, box);
  g_assert_true (jl_record_is_null (loaded, BOX_LABEL));
  g_assert_true (jl_record_is_null (loaded, BOX_LID));
  g_assert_true (jl_record_is_null (loaded, BOX_EXPIRES_AT));
  g_assert_false (jl_record_has (loaded, BOX_SHAPE));
  g_assert_false (jl_record_has (loaded, BOX_TAGS));
  g_assert_false (jl_record_has (loaded, BOX_PHONE));
  g_assert_cmpstr (jl_record_get_text (loaded, BOX_TITLE), ==, "");
}

static void
test_damaged_columns (StoreFixture *fixture, gconstpointer data)
{
  static const char *const edits[] = {
    "shape = 'oval'",
    "packed = '2024-02-30'",
    "packed = ''",
    "sides = '{}'",
    "sides = '[{\"x\":1}]'",
    "sides = '[1]'",
    "tags = 'x'",
    "tags = '[1]'",
    "attributes = '[]'",
    "attributes = '{\"a\":'",
    "lid = '{\"other\":1}'",
    "lid = 'null'",
  };
  g_autoptr (JlRecord) box = read_box (full_json);
  g_autoptr (JlRecord) loaded = store_and_load (fixture, box);
  JlConnection *connection = jl_writer_get_connection (fixture->writer);

  for (guint i = 0; i < G_N_ELEMENTS (edits); i++) {
    g_autofree char *sql = g_strdup_printf ("UPDATE box SET %s", edits[i]);
    g_autoptr (JlStatement) statement = NULL;
    g_autoptr (JlRecord) damaged = NULL;
    g_autoptr (GError) error = NULL;

    store_execute (fixture->writer, "SAVEPOINT try");
    store_execute (fixture->writer, sql);
    statement = jl_connection_prepare_text (connection, "SELECT * FROM box", NULL);
    g_assert_true (jl_statement_step (statement, NULL));
    damaged = jl_statement_get_record (statement, &box_table, &error);
    g_test_message ("%s: %s", edits[i], error == NULL ? "-" : error->message);
    g_assert_null (damaged);
    g_assert_error (error, JL_ERROR, JL_ERROR_CORRUPT);
    jl_statement_release (g_steal_pointer (&statement));
    store_execute (fixture->writer, "ROLLBACK TO try; RELEASE try");
  }
}

/* Columns that are no fields are left out, and a query need not have all fields. */
static void
test_some_columns (StoreFixture *fixture, gconstpointer data)
{
  static const char sql[] = "SELECT title, 5 AS version, title_length, 'x' AS cursor FROM box";
  g_autoptr (JlRecord) box = read_box (full_json);
  g_autoptr (JlRecord) stored = store_and_load (fixture, box);
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_writer_get_connection (fixture->writer), sql, NULL);
  g_autoptr (JlRecord) loaded = NULL;

  g_assert_true (jl_statement_step (statement, NULL));
  loaded = jl_statement_get_record (statement, &box_table, NULL);
  g_assert_cmpstr (jl_record_get_text (loaded, BOX_TITLE), ==, "沙发 \"x\"");
  g_assert_cmpint (jl_record_get_integer (loaded, BOX_VERSION), ==, 5);
  g_assert_false (jl_record_has (loaded, BOX_ID));
}

/* One statement may serve records of several tables. */
static void
test_named_parameters (StoreFixture *fixture, gconstpointer data)
{
  static const char sql[] = "SELECT :name || coalesce (:note, '-')";
  static const char wrong[] = "SELECT :name, :colour";
  JlConnection *connection = jl_writer_get_connection (fixture->writer);
  g_autoptr (JlRecord) side = jl_record_new (&side_table);
  g_autoptr (JlStatement) good = jl_connection_prepare (connection, sql, NULL);
  g_autoptr (JlStatement) bad = jl_connection_prepare (connection, wrong, NULL);
  g_autoptr (GError) error = NULL;

  jl_record_set_text (side, SIDE_NAME, "left");
  jl_statement_bind_record (good, side);
  g_assert_true (jl_statement_step (good, NULL));
  g_assert_cmpstr (jl_statement_get_text (good, 0), ==, "left-");
  jl_statement_release (g_steal_pointer (&good));
  good = jl_connection_prepare (connection, sql, NULL);
  jl_record_set_text (side, SIDE_NOTE, "+");
  jl_statement_bind_record (good, side);
  g_assert_true (jl_statement_step (good, NULL));
  g_assert_cmpstr (jl_statement_get_text (good, 0), ==, "left+");

  for (int i = 0; i < 2; i++) {
    jl_statement_bind_record (bad, side);
    g_assert_false (jl_statement_step (bad, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INTERNAL);
    g_clear_error (&error);
    jl_statement_release (g_steal_pointer (&bad));
    bad = jl_connection_prepare (connection, wrong, NULL);
  }
}

static void
test_ready (StoreFixture *fixture, gconstpointer data)
{
  gint64 open =
      store_make_box (fixture->writer, "{\"title\":\"open\",\"open\":true,\"note\":\"n\"}");
  gint64 kept =
      store_make_box (fixture->writer, "{\"title\":\"kept\",\"keeper\":\"000000000002T\"}");
  const struct {
    gint64 id;
    gint64 organisation;
    gint64 person;
    int view; /* -1: not there */
  } cases[] = {
    { open, 0, 0, JL_VIEW_PUBLIC },
    { open, 600, 80, JL_VIEW_PUBLIC },
    { open, 500, 70, JL_VIEW_OWN },
    { kept, 0, 0, -1 },
    { kept, 600, 80, -1 },
    { kept, 500, 70, JL_VIEW_OWN },
    { kept, 0, 90, JL_VIEW_OWN },
    { 12345, 500, 70, -1 },
    { 0, 500, 70, -1 },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (JlStatement) statement =
      jl_ready_prepare (jl_writer_get_connection (fixture->writer), &error);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JlCaller) caller = jl_caller_new ();
    g_autoptr (GError) refused = NULL;
    JlReady ready = { .version = 77 };
    gboolean found;

    caller->organisation = cases[i].organisation;
    caller->person = cases[i].person;
    found = jl_ready_lookup (statement, caller, &box_kind, cases[i].id, &ready, &refused);
    if (cases[i].view < 0) {
      g_assert_false (found);
      g_assert_error (refused, JL_ERROR, JL_ERROR_NOT_FOUND);
      g_assert_cmpint (ready.version, ==, 77);
      continue;
    }
    g_assert_true (found);
    g_assert_cmpint (ready.view, ==, cases[i].view);
    g_assert_cmpint (ready.version, ==, 1);
    g_assert_cmpint (ready.organisation, ==, 500);
    g_assert_cmpuint (ready.length, ==, strlen (ready.json));
    g_assert_cmpint (strstr (ready.json, "\"note\"") != NULL, ==, ready.view == JL_VIEW_OWN);
  }
}

/* The id of a record of another kind names nothing. */
static void
test_ready_kind (StoreFixture *fixture, gconstpointer data)
{
  gint64 box = store_make_box (fixture->writer, "{\"title\":\"open\",\"open\":true}");
  g_autoptr (JlStatement) statement =
      jl_ready_prepare (jl_writer_get_connection (fixture->writer), NULL);
  g_autoptr (JlCaller) caller = jl_caller_new ();
  g_autoptr (GError) error = NULL;
  JlReady ready;

  g_assert_false (jl_ready_lookup (statement, caller, &letter_kind, box, &ready, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_NOT_FOUND);
}

/* Where a nested record has something for its own alone, nothing can be shared. */
static void
test_ready_nested (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *own = NULL;
  g_autofree char *public = NULL;

  store_make_box (fixture->writer,
                  "{\"title\":\"a\",\"open\":true,\"sides\":[{\"name\":\"left\",\"note\":"
                  "\"scratched\"}]}");
  own = store_query_text (fixture->writer, "SELECT own FROM ready");
  public = store_query_text (fixture->writer, "SELECT public FROM ready");
  g_assert_nonnull (strstr (own, "\"sides\":[{\"note\":\"scratched\",\"name\":\"left\"}]"));
  g_assert_nonnull (strstr (public, "\"sides\":[{\"name\":\"left\"}]"));
}

/* When the program or its field tables change, what GET answers is made anew at the next start. */
static void
test_ready_rebuilt (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  static const char dump[] = "SELECT group_concat (id || kind || organisation || owner || version "
                             "|| coalesce (public, '-') "
                             "|| own) FROM (SELECT * FROM ready ORDER BY id)";

  store_make_box (fixture->writer,
                  "{\"title\":\"open\",\"open\":true,\"keeper\":\"000000000002T\"}");
  store_make_box (fixture->writer, "{\"title\":\"hidden\"}");
  before = store_query_text (fixture->writer, dump);
  store_execute (fixture->writer, "UPDATE ready SET own_part = '{}', public = '{}', owner = 0");
  g_assert_cmpint (store_query (fixture->writer, "SELECT max(renewal) FROM ready"), ==, 0);
  store_fixture_reopen (fixture);
  g_assert_cmpint (
      store_query (fixture->writer, "SELECT count(*) FROM ready WHERE own = '{}'"), ==, 2);

  store_execute (fixture->writer, "UPDATE node SET form = 'older'");
  store_fixture_reopen (fixture);
  after = store_query_text (fixture->writer, dump);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpint (store_query (fixture->writer, "SELECT length (form) FROM node"), ==, 64);
  /* Whoever keeps what was shown before is not told that it is still the same. */
  g_assert_cmpint (
      store_query (fixture->writer, "SELECT count(*) FROM ready WHERE renewal = 1"), ==, 2);

  store_execute (fixture->writer, "UPDATE node SET form = 'older'");
  store_fixture_reopen (fixture);
  g_assert_cmpint (
      store_query (fixture->writer, "SELECT count(*) FROM ready WHERE renewal = 1"), ==, 2);
}

static void
test_callers (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (JlCaller) nobody = jl_caller_new ();
  g_autoptr (JlCaller) manager = jl_caller_new ();
  g_autoptr (JlCaller) system = jl_caller_new_system ();

  manager->roles |= JL_ROLE_MANAGER;
  manager->organisation = 500;
  g_assert_true (jl_caller_may (nobody, JL_ROLE_ANYONE | JL_ROLE_CLERK));
  g_assert_false (jl_caller_may (nobody, JL_ROLE_RESIDENT));
  g_assert_false (jl_caller_may (nobody, JL_ROLE_SYSTEM));
  g_assert_true (jl_caller_may (manager, JL_ROLE_CLERK));
  g_assert_false (jl_caller_may (manager, JL_ROLE_TEACHER));
  g_assert_true (jl_caller_may (system, JL_ROLE_SYSTEM | JL_ROLE_CLERK));
  g_assert_false (jl_caller_may (system, JL_ROLE_CLERK));
  g_assert_false (jl_caller_owns (nobody, 0));
  g_assert_true (jl_caller_owns (manager, 500));
  g_assert_false (jl_caller_owns (manager, 501));
  g_assert_true (jl_caller_owns (system, 501));
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/statement/" path,                                                            \
              StoreFixture,                                                                        \
              NULL,                                                                                \
              store_fixture_setup,                                                                 \
              func,                                                                                \
              store_fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("full-record", test_full_record);
  ADD ("empty-record", test_empty_record);
  ADD ("damaged-columns", test_damaged_columns);
  ADD ("some-columns", test_some_columns);
  ADD ("named-parameters", test_named_parameters);
  ADD ("ready", test_ready);
  ADD ("ready-kind", test_ready_kind);
  ADD ("ready-nested", test_ready_nested);
  ADD ("ready-rebuilt", test_ready_rebuilt);
  ADD ("callers", test_callers);
  return g_test_run ();
}
