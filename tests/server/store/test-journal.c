// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-check.h"
#include "jl-error.h"
#include "jl-id.h"
#include "jl-journal-private.h"
#include "jl-signed-head.h"
#include "store-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/* Six entries in the journal of 500, one in that of 600. */
static void
fill (StoreFixture *fixture)
{
  gint64 boxes[3];
  g_autoptr (JlReply) removed = NULL;
  g_autoptr (JlReply) changed = NULL;
  g_autoptr (JlReply) other = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (boxes); i++)
    boxes[i] = store_make_box (
        fixture->writer,
        "{\"title\":\"椅子\",\"open\":true,\"sides\":[{\"name\":\"left\"},{\"name\":\"right\","
        "\"note\":null}],\"tags\":[\"木\",\"旧\"],\"attributes\":{\"legs\":4,\"colour\":\"红\"},"
        "\"lid\":{\"name\":\"top\",\"note\":\"x\"},\"packed\":\"2026-11-23\",\"shape\":\"round\"}");
  removed = store_call (fixture->writer, STORE_CLERK, "box.remove", boxes[0], NULL);
  changed = store_call (
      fixture->writer, STORE_CLERK, "box.steps", boxes[1], "{\"title\":\"桌子\",\"lid\":null}");
  other = store_call (fixture->writer,
                      STORE_STRANGER,
                      "letter.send",
                      0,
                      "{\"organisation\":\"00000000000FM\",\"text\":\"hi\"}");
  store_assert_good (removed);
  store_assert_good (changed);
  store_assert_good (other);
  store_make_box (fixture->writer, "{\"title\":\"a\",\"label\":\"L1\"}");
}

static GPtrArray *
verify (StoreFixture *fixture, gint64 n_wanted)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *problems;
  gint64 n = -1;

  problems = jl_journal_verify (jl_writer_get_connection (fixture->writer), &n, &error);
  g_assert_no_error (error);
  g_assert_cmpint (n, ==, n_wanted);
  return problems;
}

static void
test_good (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) empty = verify (fixture, 0);
  g_autoptr (GPtrArray) full = NULL;

  g_assert_cmpuint (empty->len, ==, 0);
  fill (fixture);
  full = verify (fixture, 7);
  g_assert_cmpuint (full->len, ==, 0);
}

static void
test_head_form (StoreFixture *fixture, gconstpointer data)
{
  const JlJournalHead head = { .organisation = 500,
                               .organisation_seq = 7,
                               .node = 3,
                               .epoch = 1,
                               .at = STORE_NOW,
                               .actor = 0,
                               .command = "a\"b",
                               .rules = "2026-11",
                               .transfer = 32,
                               .body = { 0xab } };
  g_autofree char *text = jl_journal_head_to_text (&head);

  g_assert_cmpstr (
      text,
      ==,
      "{\"format\":1,\"organisation\":\"00000000000FM\",\"seq\":7,\"node\":3,\"epoch\":1,\"at\":"
      "1795420800000,\"actor\":null,\"command\":\"a\\\"b\",\"rules\":\"2026-11\",\"transfer\":"
      "\"0000000000010\",\"body\":"
      "\"ab00000000000000000000000000000000000000000000000000000000000000\"}");
}

typedef struct {
  JlConnection *connection;
  guint8 previous[32];
  gint64 n;
} Chain;

static void
check_entry_cb (const JlJournalEntry *entry, gpointer user_data)
{
  Chain *chain = user_data;
  g_autoptr (GChecksum) of_head = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GChecksum) of_body = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (JlStatement) statement = NULL;
  guint8 hash[32];
  gconstpointer part;
  gsize size;

  if (entry->organisation != 500)
    return;
  statement = jl_connection_prepare_text (
      chain->connection,
      "SELECT b.salt, b.body, j.hash FROM journal AS j JOIN journal_body AS b ON b.seq = j.seq "
      "WHERE j.seq = ?1",
      NULL);
  jl_statement_bind_integer (statement, 1, entry->seq);
  g_assert_true (jl_statement_step (statement, NULL));
  for (int column = 0; column <= 1; column++) {
    part = jl_statement_get_blob (statement, column, &size);
    g_assert_cmpuint (size, >=, 16);
    g_checksum_update (of_body, part, (gssize)size);
  }
  g_assert_nonnull (strstr (entry->head, g_checksum_get_string (of_body)));

  g_checksum_update (of_head, chain->previous, sizeof chain->previous);
  g_checksum_update (of_head, (const guchar *)entry->head, -1);
  size = sizeof hash;
  g_checksum_get_digest (of_head, hash, &size);
  part = jl_statement_get_blob (statement, 2, &size);
  g_assert_cmpmem (hash, sizeof hash, part, size);
  memcpy (chain->previous, hash, sizeof hash);
  chain->n++;
}

/* The chain as the documentation says it: by other means than the code under test. */
static void
test_hashes (StoreFixture *fixture, gconstpointer data)
{
  Chain chain = { .connection = jl_writer_get_connection (fixture->writer) };
  g_autoptr (GError) error = NULL;

  fill (fixture);
  g_assert_true (jl_journal_foreach (chain.connection, 0, 0, 1000, check_entry_cb, &chain, &error));
  g_assert_no_error (error);
  g_assert_cmpint (chain.n, ==, 6);
}

static void
test_body (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *body = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;
  JsonObject *effect;

  store_make_box (fixture->writer, "{\"title\":\"a\",\"phone\":\"13800138000\"}");
  body = store_query_text (fixture->writer, "SELECT journal_text (body) FROM journal_body");
  node = jl_json_parse (body, -1, NULL);
  object = json_node_get_object (node);
  g_assert_cmpint (json_object_get_int_member (object, "schema"), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (object, "acting"), ==, "00000000000FM");
  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (object, "input"), "title"),
      ==,
      "a");
  g_assert_null (strstr (body, "13800138000"));
  effect = json_array_get_object_element (json_object_get_array_member (object, "effects"), 0);
  g_assert_cmpstr (json_object_get_string_member (effect, "kind"), ==, "box");
  g_assert_cmpint (json_object_get_int_member (effect, "version"), ==, 1);
}

/* Every way to edit rows that does not know the hashes is found in the chain where it was done. */
static void
test_edited_rows (StoreFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *edit;
    gint64 seq; /* where it is found */
    gint64 n_entries;
  } cases[] = {
    { "UPDATE journal SET at = at - 1 WHERE seq = 3", 3, 7 },
    { "UPDATE journal SET actor = 8 WHERE seq = 2", 2, 7 },
    { "UPDATE journal SET command = 'other' WHERE seq = 1", 1, 7 },
    { "UPDATE journal SET epoch = 2 WHERE seq = 4", 4, 7 },
    { "UPDATE journal SET node = 4 WHERE seq = 4", 4, 7 },
    { "UPDATE journal SET rules = 9 WHERE seq = 4", 4, 7 },
    { "UPDATE rules_version SET version = '2025-01'", 1, 7 },
    { "UPDATE journal SET transfer = 5 WHERE seq = 3", 3, 7 },
    { "DELETE FROM journal_body WHERE seq = 3", 3, 7 },
    { "UPDATE journal SET hash = zeroblob (32) WHERE seq = 3", 3, 7 },
    { "UPDATE journal SET hash = x'00' WHERE seq = 3", 3, 7 },
    { "UPDATE journal SET organisation = 600, organisation_seq = 2 WHERE seq = 4", 5, 7 },
    { "DELETE FROM journal_body WHERE seq = 3; DELETE FROM change WHERE journal = 3;"
      "DELETE FROM journal WHERE seq = 3",
      4,
      6 },
    { "DELETE FROM journal_body WHERE seq = 7; DELETE FROM change WHERE journal = 7;"
      "DELETE FROM journal WHERE seq = 7",
      5,
      6 },
    { "UPDATE journal_body SET body = CAST (substr (body, 1, length (body) - 1) || '?' AS BLOB) "
      "WHERE seq = 5",
      5,
      7 },
    { "UPDATE journal_body SET salt = zeroblob (16) WHERE seq = 2", 2, 7 },
    { "UPDATE chain SET hash = zeroblob (32) WHERE organisation = 500", 6, 7 },
    { "DELETE FROM chain WHERE organisation = 500", 6, 7 },
  };

  fill (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GPtrArray) problems = NULL;
    const JlJournalProblem *problem;

    store_execute (fixture->writer, "BEGIN");
    store_execute (fixture->writer, cases[i].edit);
    problems = verify (fixture, cases[i].n_entries);
    g_test_message ("%s", cases[i].edit);
    g_assert_cmpuint (problems->len, >=, 1);
    problem = problems->pdata[0];
    g_assert_cmpint (problem->organisation, ==, 500);
    g_assert_cmpint (problem->organisation_seq, ==, cases[i].seq);
    g_assert_cmpuint (strlen (problem->text), >, 0);
    store_execute (fixture->writer, "ROLLBACK");
  }
}

static void
keep_head_cb (const JlJournalEntry *entry, gpointer user_data)
{
  char **head = user_data;

  if (entry->seq == 3)
    *head = g_strdup (entry->head);
}

/* Somebody who edits an entry and computes its hash again breaks the entry after it. */
static void
test_recomputed_hash (StoreFixture *fixture, gconstpointer data)
{
  JlConnection *connection = jl_writer_get_connection (fixture->writer);
  g_autofree char *head = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (JlStatement) read = NULL;
  g_autoptr (JlStatement) write = NULL;
  guint8 previous[32];
  guint8 hash[32];

  fill (fixture);
  store_execute (fixture->writer, "UPDATE journal SET actor = 8 WHERE seq = 3");
  g_assert_true (jl_journal_foreach (connection, 0, 0, 1000, keep_head_cb, &head, NULL));
  g_assert_nonnull (strstr (head, "0000000000008"));
  read = jl_connection_prepare_text (
      connection,
      "SELECT hash FROM journal WHERE organisation = 500 AND organisation_seq = 2",
      NULL);
  g_assert_true (jl_statement_step (read, NULL));
  memcpy (previous, jl_statement_get_blob (read, 0, NULL), sizeof previous);
  jl_statement_release (g_steal_pointer (&read));
  jl_journal_hash_head (previous, head, strlen (head), hash);
  write =
      jl_connection_prepare_text (connection, "UPDATE journal SET hash = ?1 WHERE seq = 3", NULL);
  jl_statement_bind_blob (write, 1, hash, sizeof hash);
  g_assert_true (jl_statement_run (write, NULL));

  problems = verify (fixture, 7);
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_cmpint (((JlJournalProblem *)problems->pdata[0])->organisation_seq, ==, 4);
}

static void
test_lost_chain (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) problems = NULL;

  fill (fixture);
  store_execute (fixture->writer,
                 "DELETE FROM change WHERE journal = 6; DELETE FROM journal_body WHERE seq = 6;"
                 "DELETE FROM journal WHERE seq = 6");
  problems = verify (fixture, 6);
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_cmpint (((JlJournalProblem *)problems->pdata[0])->organisation, ==, 600);
}

static void
test_erase (StoreFixture *fixture, gconstpointer data)
{
  JlConnection *connection = jl_writer_get_connection (fixture->writer);
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GPtrArray) report = NULL;
  g_autoptr (GError) error = NULL;

  fill (fixture);
  g_assert_true (jl_journal_erase_body (connection, 5, &error));
  g_assert_true (jl_journal_erase_body (connection, 2, &error));
  g_assert_no_error (error);
  problems = verify (fixture, 7);
  g_assert_cmpuint (problems->len, ==, 0);
  report = jl_store_check (connection, store_schemas, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->len, ==, 0);

  g_assert_false (jl_journal_erase_body (connection, 5, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (jl_journal_erase_body (connection, 99, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_NOT_FOUND);
}

static char *
dump (JlConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlStatement) statement = jl_connection_prepare_text (connection, sql, &error);
  GString *out = g_string_new (NULL);

  g_assert_no_error (error);
  while (jl_statement_step (statement, &error))
    g_string_append_printf (out, "%s\n", jl_statement_get_text (statement, 0));
  g_assert_no_error (error);
  return g_string_free (out, FALSE);
}

typedef struct {
  JlConnection *copy;
  JlCatalog *catalog;
  guint n;
} Replay;

static void
replay_cb (const JlJournalEntry *entry, gpointer user_data)
{
  Replay *replay = user_data;
  g_autoptr (GError) error = NULL;

  jl_journal_apply_effects (
      replay->copy, replay->catalog, entry->body, strlen (entry->body), &error);
  g_assert_no_error (error);
  replay->n++;
}

/* Applying the journal's effects to an empty database of the same schema gives the same records. */
static void
test_replay (StoreFixture *fixture, gconstpointer data)
{
  static const char *const tables[] = {
    "SELECT json_array (id, organisation, label, title, note, shape, weight, packed, open, sides, "
    "tags, attributes, lid, keeper, expires_at, version, created_at, updated_at) FROM box ORDER BY "
    "id",
    "SELECT json_array (id, organisation, text, version, created_at, updated_at) FROM letter ORDER "
    "BY id",
    "SELECT json_array (id, kind, organisation, owner, version, public, own) FROM ready ORDER BY "
    "id",
  };
  JlConnection *connection = jl_writer_get_connection (fixture->writer);
  g_autoptr (GError) error = NULL;
  g_autofree char *schema = dump (
      connection, "SELECT sql || ';' FROM sqlite_schema WHERE name IN ('box', 'letter', 'ready')");
  Replay replay = { .catalog = jl_catalog_new (store_schemas, &error) };

  fill (fixture);
  replay.copy = jl_connection_open (":memory:", JL_CONNECTION_CREATE, &error);
  g_assert_no_error (error);
  g_assert_true (jl_connection_execute (replay.copy, schema, &error));
  g_assert_true (jl_journal_foreach (connection, 0, 0, 1000, replay_cb, &replay, &error));
  g_assert_cmpuint (replay.n, ==, 7);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++) {
    g_autofree char *original = dump (connection, tables[i]);
    g_autofree char *copied = dump (replay.copy, tables[i]);

    g_assert_cmpuint (strlen (original), >, 20);
    g_assert_cmpstr (copied, ==, original);
  }
  jl_connection_close (replay.copy);
  jl_catalog_free (replay.catalog);
}

static void
test_apply_nonsense (StoreFixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = {
    "",
    "[]",
    "{}",
    "{\"effects\":{}}",
    "{\"effects\":[1]}",
    "{\"effects\":[{\"kind\":\"box\",\"id\":\"x\",\"version\":1,\"image\":null}]}",
    "{\"effects\":[{\"kind\":\"cat\",\"id\":\"0000000000001\",\"version\":1,\"image\":null}]}",
    "{\"effects\":[{\"kind\":\"box\",\"id\":\"0000000000001\",\"version\":1,\"image\":{\"x\":1}}]}",
  };
  g_autoptr (JlCatalog) catalog = jl_catalog_new (store_schemas, NULL);
  g_autoptr (JlConnection) copy = jl_connection_open (":memory:", JL_CONNECTION_CREATE, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (
        jl_journal_apply_effects (copy, catalog, bodies[i], strlen (bodies[i]), &error));
    g_assert_nonnull (error);
    g_assert_true (error->domain == JL_ERROR);
  }
}

typedef struct {
  GString *text;
} Steps;

static void
step_cb (const JlHistoryStep *step, gpointer user_data)
{
  Steps *steps = user_data;

  g_string_append_printf (steps->text,
                          "%s %" G_GINT64_FORMAT " %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
                          step->command,
                          step->version,
                          step->image == NULL ? "-" : jl_record_get_text (step->image, BOX_TITLE),
                          step->actor,
                          step->acting);
}

static void
append_body_cb (const JlJournalEntry *entry, gpointer user_data)
{
  g_string_append_printf (user_data, "[%s]", entry->body != NULL ? entry->body : "erased");
}

static void
test_history (StoreFixture *fixture, gconstpointer data)
{
  JlConnection *connection = jl_writer_get_connection (fixture->writer);
  Steps steps = { g_string_new (NULL) };
  gint64 box = store_make_box (fixture->writer, "{\"title\":\"one\"}");
  g_autoptr (JlReply) changed = NULL;
  g_autoptr (JlReply) removed = NULL;
  g_autoptr (GError) error = NULL;

  store_make_box (fixture->writer, "{\"title\":\"another\"}");
  changed = store_call (fixture->writer, STORE_CLERK, "box.steps", box, "{\"title\":\"two\"}");
  removed = store_call (fixture->writer, STORE_CLERK, "box.remove", box, NULL);
  g_assert_true (jl_history_foreach (connection, &box_kind, box, 0, 10, step_cb, &steps, &error));
  g_assert_cmpstr (
      steps.text->str, ==, "box.remove 3 - 7 500\nbox.steps 2 two 7 500\nbox.create 1 one 7 500\n");

  g_string_truncate (steps.text, 0);
  g_assert_true (jl_history_foreach (connection, &box_kind, box, 3, 1, step_cb, &steps, &error));
  g_assert_cmpstr (steps.text->str, ==, "box.create 1 one 7 500\n");

  g_assert_true (jl_journal_erase_body (connection, 1, NULL));
  g_string_truncate (steps.text, 0);
  g_assert_true (jl_history_foreach (connection, &box_kind, box, 3, 1, step_cb, &steps, &error));
  g_assert_cmpstr (steps.text->str, ==, "box.create 1 - 7 0\n");

  /* What is damaged is not taken for erased. */
  store_execute (fixture->writer, "UPDATE journal_body SET body = x'01FF'");
  g_assert_true (jl_history_foreach (connection, &box_kind, box, 3, 1, step_cb, &steps, &error));
  g_assert_false (jl_history_foreach (connection, &box_kind, box, 0, 1, step_cb, &steps, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_CORRUPT);
  g_clear_error (&error);
  g_string_truncate (steps.text, 0);
  g_assert_true (jl_journal_foreach (connection, box, 0, 2, append_body_cb, steps.text, &error));
  g_assert_cmpstr (steps.text->str, ==, "[erased][]");

  g_string_truncate (steps.text, 0);
  g_assert_true (
      jl_history_foreach (connection, &letter_kind, box, 0, 10, step_cb, &steps, &error));
  g_assert_cmpstr (steps.text->str, ==, "");
  g_string_free (steps.text, TRUE);
}

static void
count_change_cb (const JlChange *change, gpointer user_data)
{
  GString *out = user_data;

  g_string_append_printf (out,
                          "%" G_GINT64_FORMAT ":%s:%" G_GINT64_FORMAT ":%d ",
                          change->seq,
                          change->kind,
                          change->version,
                          change->is_public);
}

static void
test_changes (StoreFixture *fixture, gconstpointer data)
{
  JlConnection *connection = jl_writer_get_connection (fixture->writer);
  g_autoptr (GString) out = g_string_new (NULL);

  fill (fixture);
  g_assert_true (jl_changes_foreach (connection, 2, 4, count_change_cb, out, NULL));
  g_assert_cmpstr (out->str, ==, "3:box:1:1 4:box:2:1 5:box:2:1 6:letter:1:0 ");
  g_string_truncate (out, 0);
  g_assert_true (jl_changes_foreach (connection, 7, 4, count_change_cb, out, NULL));
  g_assert_cmpstr (out->str, ==, "");
}

/* The keys of a service, in a folder of the fixture. */
static JlKeys *
make_keys (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  JlKeys *keys;

  g_assert_true (jl_keys_create (fixture->data_dir, &error));
  g_assert_no_error (error);
  keys = jl_keys_load (fixture->data_dir, &error);
  g_assert_no_error (error);
  return keys;
}

static void
test_signed_heads (StoreFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *edit;
    guint n;
  } cases[] = {
    { "UPDATE signed_head SET signature = zeroblob (64) WHERE organisation = 500", 1 },
    { "UPDATE signed_head SET signature = x'00' WHERE organisation = 500", 1 },
    { "UPDATE signed_head SET key_id = 'other'", 2 },
    { "UPDATE signed_head SET signed_at = signed_at - 1 WHERE organisation = 600", 1 },
    { "UPDATE signed_head SET organisation_seq = 5 WHERE organisation = 500", 1 },
    { "UPDATE journal SET hash = zeroblob (32) WHERE seq = 7", 1 },
    { "DELETE FROM change WHERE journal = 7; DELETE FROM journal_body WHERE seq = 7;"
      "DELETE FROM journal WHERE seq = 7",
      1 },
  };
  JlConnection *connection = jl_writer_get_connection (fixture->writer);
  g_autoptr (JlKeys) keys = make_keys (fixture);
  g_autoptr (GPtrArray) good = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 99;

  fill (fixture);
  g_assert_true (jl_signed_heads_sign (fixture->writer, keys, &n, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 2);
  g_assert_true (jl_signed_heads_sign (fixture->writer, keys, &n, &error));
  g_assert_cmpuint (n, ==, 0);
  good = jl_signed_heads_verify (connection, keys, &error);
  g_assert_cmpuint (good->len, ==, 0);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GPtrArray) problems = NULL;

    store_execute (fixture->writer, "BEGIN");
    store_execute (fixture->writer, cases[i].edit);
    problems = jl_signed_heads_verify (connection, keys, &error);
    g_assert_no_error (error);
    g_test_message ("%s", cases[i].edit);
    g_assert_cmpuint (problems->len, ==, cases[i].n);
    store_execute (fixture->writer, "ROLLBACK");
  }

  /* A head of an older key still verifies, and only the chain that moved is signed again. */
  g_assert_true (jl_keys_rotate (fixture->data_dir, JL_KEY_SIGNING, &error));
  jl_keys_free (g_steal_pointer (&keys));
  keys = jl_keys_load (fixture->data_dir, &error);
  store_make_box (fixture->writer, "{\"title\":\"new\"}");
  g_assert_true (jl_signed_heads_sign (fixture->writer, keys, &n, &error));
  g_assert_cmpuint (n, ==, 1);
  g_clear_pointer (&good, g_ptr_array_unref);
  good = jl_signed_heads_verify (connection, keys, &error);
  g_assert_cmpuint (good->len, ==, 0);
}

static guint
count_problems (StoreFixture *fixture, const char *about)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlConnection) reader = NULL;
  g_autoptr (GPtrArray) report = NULL;
  g_autofree char *path = g_build_filename (fixture->data_dir, "jieli.db", NULL);
  guint n = 0;

  reader = jl_connection_open (path, JL_CONNECTION_READ_ONLY, &error);
  report = jl_store_check (reader, store_schemas, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < report->len; i++) {
    g_test_message ("  %s", (const char *)report->pdata[i]);
    n += about == NULL || strstr (report->pdata[i], about) != NULL;
  }
  return n;
}

static void
test_check (StoreFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *edit;
    const char *about;
  } cases[] = {
    { "UPDATE box SET title = 'edited' WHERE id = (SELECT max (id) FROM box)",
      "differs from its ready answer" },
    { "UPDATE ready SET own_part = replace (own_part, '桌子', '沙发'), public = replace (public, "
      "'桌子', '沙发')",
      "differs from its ready answer" },
    { "UPDATE ready SET public = NULL", "differs from its ready answer" },
    { "UPDATE ready SET owner = 5", "differs from its ready answer" },
    { "DELETE FROM ready WHERE id = (SELECT max (id) FROM box)", "has no ready answer" },
    { "DELETE FROM box WHERE id = (SELECT max (id) FROM box)", "does not exist" },
    { "DELETE FROM ready WHERE id = (SELECT max (id) FROM box);"
      "DELETE FROM box WHERE id = (SELECT max (id) FROM box)",
      "is in the journal but does not exist" },
    { "UPDATE box SET packed = 'yesterday' WHERE id = (SELECT max (id) FROM box)", "box" },
    { "UPDATE change SET version = 9 WHERE seq = 7", "another version" },
    { "UPDATE change SET version = 9 WHERE seq = 1", "its changes are not its effects" },
    { "DELETE FROM change WHERE seq = 7", "was never changed" },
    { "INSERT INTO change SELECT 100, 1, organisation, kind, record, version, public, owner FROM "
      "change WHERE seq = 7",
      "its changes are not its effects" },
    { "UPDATE journal_body SET body = CAST ('nonsense' AS BLOB) WHERE seq = 7", "Journal of" },
    { "UPDATE journal SET hash = zeroblob (32) WHERE seq = 2", "Journal of" },
    { "UPDATE node SET last_id = 5", "higher id" },
    { "UPDATE node SET last_time = 5", "ahead" },
    { "PRAGMA foreign_keys = OFF; DELETE FROM journal WHERE seq = 7", "refers to a row" },
  };

  fill (fixture);
  g_assert_cmpuint (count_problems (fixture, NULL), ==, 0);
  store_execute (fixture->writer, "PRAGMA wal_checkpoint (TRUNCATE)");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_build_filename (fixture->data_dir, "jieli.db", NULL);
    g_autofree char *good = NULL;
    gsize size;

    g_test_message ("%s", cases[i].edit);
    g_clear_pointer (&fixture->writer, jl_writer_close);
    g_assert_true (g_file_get_contents (path, &good, &size, NULL));
    store_fixture_open (fixture);
    store_execute (fixture->writer, cases[i].edit);
    g_assert_cmpuint (count_problems (fixture, cases[i].about), >=, 1);
    g_clear_pointer (&fixture->writer, jl_writer_close);
    g_assert_true (g_file_set_contents (path, good, (gssize)size, NULL));
    store_fixture_open (fixture);
  }
  g_assert_cmpuint (count_problems (fixture, NULL), ==, 0);
}

/* What only a capability knows is for its own check. */
static void
test_check_of_capability (StoreFixture *fixture, gconstpointer data)
{
  store_make_box (fixture->writer, "{\"title\":\"good\"}");
  g_assert_cmpuint (count_problems (fixture, NULL), ==, 0);
  store_make_box (fixture->writer, "{\"title\":\"cursed\"}");
  g_assert_cmpuint (count_problems (fixture, "1 boxes are cursed"), ==, 1);
}

/* A record and its ready answer edited alike, by somebody who knows both: the journal knows. */
static void
test_check_finds_consistent_edit (StoreFixture *fixture, gconstpointer data)
{
  fill (fixture);
  store_execute (
      fixture->writer,
      "UPDATE box SET title = '沙发' WHERE title = '桌子';"
      "UPDATE ready SET own_part = replace (own_part, '桌子', '沙发'), public = replace (public, "
      "'桌子', '沙发')");
  g_assert_cmpuint (count_problems (fixture, NULL), ==, 1);
  g_assert_cmpuint (count_problems (fixture, "differs from what the journal says"), ==, 1);
}

static void
test_check_finds_damage (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->data_dir, "jieli.db", NULL);
  g_autofree char *content = NULL;
  g_autoptr (JlConnection) reader = NULL;
  g_autoptr (GPtrArray) report = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  fill (fixture);
  store_execute (fixture->writer, "PRAGMA wal_checkpoint (TRUNCATE)");
  g_clear_pointer (&fixture->writer, jl_writer_close);
  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  memset (content + size - 4096, 0x55, 4096);
  g_assert_true (g_file_set_contents (path, content, (gssize)size, NULL));
  reader = jl_connection_open (path, JL_CONNECTION_READ_ONLY, &error);
  /* Where the schema itself lies on that page, the database cannot even be opened. */
  if (reader != NULL)
    report = jl_store_check (reader, store_schemas, NULL, &error);
  if (report == NULL)
    g_assert_error (error, JL_ERROR, JL_ERROR_CORRUPT);
  else
    g_assert_cmpuint (report->len, >, 0);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/journal/" path,                                                              \
              StoreFixture,                                                                        \
              NULL,                                                                                \
              store_fixture_setup,                                                                 \
              func,                                                                                \
              store_fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("good", test_good);
  ADD ("head-form", test_head_form);
  ADD ("hashes", test_hashes);
  ADD ("body", test_body);
  ADD ("edited-rows", test_edited_rows);
  ADD ("recomputed-hash", test_recomputed_hash);
  ADD ("lost-chain", test_lost_chain);
  ADD ("erase", test_erase);
  ADD ("replay", test_replay);
  ADD ("apply-nonsense", test_apply_nonsense);
  ADD ("history", test_history);
  ADD ("changes", test_changes);
  ADD ("signed-heads", test_signed_heads);
  ADD ("check", test_check);
  ADD ("check-of-capability", test_check_of_capability);
  ADD ("check-finds-consistent-edit", test_check_finds_consistent_edit);
  ADD ("check-finds-damage", test_check_finds_damage);
  return g_test_run ();
}
