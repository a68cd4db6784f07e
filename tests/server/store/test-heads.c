// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-heads-file.h"
#include "jl-signed-head.h"
#include "journal-forger.h"
#include "store-fixture.h"

#include <string.h>

#define CLERKS 500
#define STRANGERS 600

typedef struct {
  StoreFixture store;
  char *database; /* owned */
  JlKeys *keys;
  JlRecord *heads; /* owned: of six entries of CLERKS and one of STRANGERS */
} Fixture;

static char *
find_database (const StoreFixture *store)
{
  return g_build_filename (store->data_dir, "jieli.db", NULL);
}

static JlKeys *
make_keys (const char *data_dir)
{
  g_autoptr (GError) error = NULL;
  JlKeys *keys;

  jl_keys_create (data_dir, &error);
  g_assert_no_error (error);
  keys = jl_keys_load (data_dir, &error);
  g_assert_no_error (error);
  return keys;
}

static JlRecord *export(StoreFixture *store, JlKeys *keys)
{
  g_autoptr (GError) error = NULL;
  JlRecord *heads =
      jl_heads_export (jl_writer_get_connection (store->writer), keys, STORE_NOW + 1000, &error);

  g_assert_no_error (error);
  return heads;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlReply) letter = NULL;
  g_autoptr (GError) error = NULL;

  store_fixture_setup (&fixture->store, data);
  fixture->database = find_database (&fixture->store);
  fixture->keys = make_keys (fixture->store.data_dir);
  for (guint i = 0; i < 6; i++) {
    g_autofree char *input = g_strdup_printf ("{\"title\":\"椅子 %u\"}", i + 1);

    store_make_box (fixture->store.writer, input);
  }
  letter = store_call (fixture->store.writer,
                       STORE_STRANGER,
                       "letter.send",
                       0,
                       "{\"organisation\":\"00000000000FM\",\"text\":\"hi\"}");
  store_assert_good (letter);
  g_assert_true (jl_signed_heads_sign (fixture->store.writer, fixture->keys, NULL, &error));
  fixture->heads = export(&fixture->store, fixture->keys);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->heads);
  jl_keys_free (fixture->keys);
  g_free (fixture->database);
  store_fixture_teardown (&fixture->store, data);
}

/* What is wrong, a line each: organisation, entry, text. */
static char *
compare (Fixture *fixture, JlRecord *heads)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = jl_heads_compare (
      heads, jl_writer_get_connection (fixture->store.writer), fixture->keys, &error);
  g_autoptr (GString) out = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++) {
    const JlJournalProblem *problem = problems->pdata[i];

    g_string_append_printf (out,
                            "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s\n",
                            problem->organisation,
                            problem->organisation_seq,
                            problem->text);
  }
  g_test_message ("%s", out->str);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
assert_compare (Fixture *fixture, JlRecord *heads, const char *pattern)
{
  g_autofree char *found = compare (fixture, heads);

  if (!g_pattern_match_simple (pattern, found))
    g_error ("%s is not like %s", found, pattern);
}

/* Nothing but the kept heads can tell. */
static void
assert_journal_verifies (Fixture *fixture)
{
  JlConnection *connection = jl_writer_get_connection (fixture->store.writer);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) chains = jl_journal_verify (connection, NULL, &error);
  g_autoptr (GPtrArray) heads = jl_signed_heads_verify (connection, fixture->keys, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < chains->len; i++)
    g_test_message ("%s", ((JlJournalProblem *)chains->pdata[i])->text);
  g_assert_cmpuint (chains->len, ==, 0);
  g_assert_cmpuint (heads->len, ==, 0);
}

static JlRecord *
get_head (JlRecord *heads, guint position)
{
  return jl_record_get_list (heads, JL_CHAIN_HEADS_HEADS)->pdata[position];
}

/* As it is in a file that has travelled. */
static JlRecord *
reread (JlRecord *heads)
{
  g_autofree char *text = jl_chain_heads_to_text (heads);
  g_autoptr (GError) error = NULL;
  JlRecord *read = jl_chain_heads_read (text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_true (jl_record_equal (heads, read));
  return read;
}

static void
test_fits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlRecord) heads = reread (fixture->heads);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (jl_record_get_list (heads, JL_CHAIN_HEADS_HEADS)->len, ==, 2);
  g_assert_cmpint (
      jl_record_get_integer (get_head (heads, 0), JL_CHAIN_HEAD_ORGANISATION), ==, CLERKS);
  g_assert_cmpint (jl_record_get_integer (get_head (heads, 0), JL_CHAIN_HEAD_SEQUENCE), ==, 6);
  g_assert_true (jl_heads_check_signatures (heads, &error));
  assert_compare (fixture, heads, "");
  /* It still does when the journal has gone on, and the key is an older one. */
  store_make_box (fixture->store.writer, "{\"title\":\"later\"}");
  g_assert_true (jl_keys_rotate (fixture->store.data_dir, JL_KEY_SIGNING, &error));
  jl_keys_free (fixture->keys);
  fixture->keys = jl_keys_load (fixture->store.data_dir, &error);
  assert_compare (fixture, heads, "");
}

/* Somebody edits an old row and makes the whole chain behind it anew. */
static void
test_forged_history (Fixture *fixture, gconstpointer data)
{
  journal_forger_edit (fixture->database, CLERKS, 3, "椅子 3", "沙发 9");
  assert_journal_verifies (fixture);
  assert_compare (fixture, fixture->heads, "500 3 *first entry*entry 6 was signed*\n");

  /* And the first of two that were changed. */
  journal_forger_edit (fixture->database, CLERKS, 2, "椅子 2", "沙发 9");
  assert_journal_verifies (fixture);
  assert_compare (fixture, fixture->heads, "500 2 *first entry*\n");
}

/* Without marks, as from a desktop, the entry is between two heads. */
static void
test_between_heads (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (JlRecord) later = NULL;

  g_ptr_array_add (list, jl_record_copy (get_head (fixture->heads, 0)));
  for (guint i = 0; i < 3; i++)
    store_make_box (fixture->store.writer, "{\"title\":\"later\"}");
  later = export(&fixture->store, fixture->keys);
  g_ptr_array_insert (list, 0, jl_record_copy (get_head (later, 0)));
  for (guint i = 0; i < 2; i++)
    jl_record_unset (list->pdata[i], JL_CHAIN_HEAD_MARKS);
  jl_record_set_list (later, JL_CHAIN_HEADS_HEADS, list);
  assert_compare (fixture, later, "");

  journal_forger_edit (fixture->database, CLERKS, 8, "later", "never");
  assert_journal_verifies (fixture);
  assert_compare (fixture, later, "500 7 from this entry to entry 9,*\n");
  assert_compare (fixture, fixture->heads, "");
}

static void
test_cut_off (Fixture *fixture, gconstpointer data)
{
  journal_forger_cut (fixture->database, CLERKS, 5);
  assert_journal_verifies (fixture);
  assert_compare (fixture, fixture->heads, "500 5 *ends before this entry*up to entry 6 *\n");
  /* What is written over the place again is not what was there. */
  store_make_box (fixture->store.writer, "{\"title\":\"x\"}");
  store_make_box (fixture->store.writer, "{\"title\":\"x\"}");
  assert_compare (fixture, fixture->heads, "500 5 *first entry*\n");

  g_free (journal_forger_query (
      fixture->database,
      "DELETE FROM change WHERE journal IN (SELECT seq FROM journal WHERE "
      "organisation = 600); DELETE FROM journal_body WHERE seq IN (SELECT seq "
      "FROM journal WHERE organisation = 600); DELETE FROM journal WHERE "
      "organisation = 600; DELETE FROM chain WHERE organisation = 600; DELETE "
      "FROM signed_head WHERE organisation = 600;"));
  assert_journal_verifies (fixture);
  assert_compare (fixture, fixture->heads, "500 5 *600 1 the journal is missing; entry 1 *\n");
}

static void
test_swapped_organisations (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlRecord) heads = reread (fixture->heads);
  g_autoptr (GError) error = NULL;

  /* In the journal, all hashes made anew: */
  journal_forger_rename (fixture->database, CLERKS, 1);
  journal_forger_rename (fixture->database, STRANGERS, CLERKS);
  journal_forger_rename (fixture->database, 1, STRANGERS);
  assert_journal_verifies (fixture);
  assert_compare (fixture, heads, "500 1 *first entry*\n600 1 *first entry*\n");

  /* In the file: */
  jl_record_set_integer (get_head (heads, 0), JL_CHAIN_HEAD_ORGANISATION, STRANGERS);
  jl_record_set_integer (get_head (heads, 1), JL_CHAIN_HEAD_ORGANISATION, CLERKS);
  assert_compare (fixture, heads, "500 1 *proves nothing: the signature is wrong\n600 6 *wrong\n");
  g_assert_false (jl_heads_check_signatures (heads, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_CORRUPT);
}

/* Heads that somebody else has made, for a journal that is whole. */
static void
test_forged_heads (Fixture *fixture, gconstpointer data)
{
  g_autofree char *other_dir = g_build_filename (fixture->store.dir, "other", NULL);
  g_autoptr (JlKeys) others_keys = NULL;
  g_autoptr (JlRecord) others = NULL;
  g_autoptr (JlRecord) edited = reread (fixture->heads);
  g_autoptr (JlRecord) marked = reread (fixture->heads);
  g_autoptr (JlRecord) bare = reread (fixture->heads);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (other_dir, 0700), ==, 0);
  others_keys = make_keys (other_dir);
  others = export(&fixture->store, others_keys);
  assert_compare (
      fixture, others, "500 6 *proves nothing: signed with an unknown key*\n600 1 *unknown*\n");
  /* They are right by the key that the file brings itself, so that alone means nothing. */
  g_assert_true (jl_heads_check_signatures (others, &error));

  jl_record_set_text (get_head (edited, 0),
                      JL_CHAIN_HEAD_HASH,
                      "000000000000000000000000000000000000000000000000000000000000000a");
  assert_compare (fixture, edited, "500 6 *the signature is wrong\n");

  jl_record_set_text (get_head (marked, 0), JL_CHAIN_HEAD_MARKS, "AAAA");
  assert_compare (fixture, marked, "");
  g_assert_false (jl_heads_check_signatures (marked, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_CORRUPT);

  jl_record_set_null (get_head (bare, 0), JL_CHAIN_HEAD_SIGNATURE);
  assert_compare (fixture, bare, "500 6 *it is not signed\n");
}

/* Marks that lie, of a head that is right: what was changed is found all the same. */
static void
test_marks_of_another (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlRecord) heads = NULL;
  g_autofree char *marks = NULL;

  journal_forger_edit (fixture->database, CLERKS, 3, "椅子 3", "沙发 9");
  heads = export(&fixture->store, fixture->keys);
  marks = g_strdup (jl_record_get_text (get_head (heads, 0), JL_CHAIN_HEAD_MARKS));
  jl_record_set_text (get_head (fixture->heads, 0), JL_CHAIN_HEAD_MARKS, marks);
  assert_compare (fixture, fixture->heads, "500 1 from this entry to entry 6,*\n");
  jl_record_set_text (get_head (fixture->heads, 0), JL_CHAIN_HEAD_MARKS, "no base64!");
  assert_compare (fixture, fixture->heads, "500 * entry 6*\n");
}

/* A copy from before the sixth entry; later it goes its own way, with the same keys. */
static void
test_older_copy (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->store.dir, "copy", NULL);
  StoreFixture copy = { .data_dir = path, .schema_dir = fixture->store.schema_dir };
  g_autofree char *database = find_database (&copy);
  g_autofree char *sql = g_strdup_printf ("VACUUM INTO '%s';", database);
  g_autoptr (JlRecord) newer = NULL;
  g_autoptr (JlRecord) of_copy = NULL;
  StoreFixture original = fixture->store;

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  g_free (journal_forger_query (fixture->database, sql));
  store_make_box (fixture->store.writer, "{\"title\":\"seven\"}");
  newer = export(&fixture->store, fixture->keys);
  store_fixture_open (&copy);
  of_copy = export(&copy, fixture->keys);

  fixture->store = copy;
  assert_compare (fixture, fixture->heads, "");
  assert_compare (fixture, newer, "500 7 *ends before this entry*\n");
  store_make_box (copy.writer, "{\"title\":\"seven of the copy\"}");
  store_make_box (copy.writer, "{\"title\":\"eight of the copy\"}");
  assert_compare (fixture, newer, "500 7 *first entry*\n");

  fixture->store = original;
  assert_compare (fixture, of_copy, "");
  g_object_unref (of_copy);
  of_copy = export(&copy, fixture->keys);
  assert_compare (fixture, of_copy, "500 7 *first entry*\n");
  jl_writer_close (copy.writer);
}

static void
test_countersign (Fixture *fixture, gconstpointer data)
{
  JlConnection *connection = jl_writer_get_connection (fixture->store.writer);
  g_autofree char *other_dir = g_build_filename (fixture->store.dir, "department", NULL);
  g_autoptr (JlKeys) department = NULL;
  g_autoptr (JlRecord) edited = reread (fixture->heads);
  g_autoptr (JlRecord) unsigned_file = reread (fixture->heads);
  g_autoptr (JlRecord) read = NULL;
  g_autoptr (GPtrArray) none = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (other_dir, 0700), ==, 0);
  department = make_keys (other_dir);
  g_assert_true (jl_heads_countersign (fixture->heads, connection, department, 7000, &error));
  g_assert_no_error (error);
  g_assert_true (jl_heads_countersign (fixture->heads, connection, department, 8000, &error));
  read = reread (fixture->heads);
  g_assert_cmpuint (jl_record_get_list (read, JL_CHAIN_HEADS_SIGNATURES)->len, ==, 3);
  g_assert_cmpuint (jl_record_get_list (read, JL_CHAIN_HEADS_KEYS)->len, ==, 2);
  g_assert_true (jl_heads_check_signatures (read, &error));
  assert_compare (fixture, read, "");
  /* What the department signed cannot be changed by the service, whatever it signs anew. */
  jl_record_set_integer (jl_record_get_list (read, JL_CHAIN_HEADS_SIGNATURES)->pdata[1],
                         JL_HEADS_SIGNATURE_SIGNED_AT,
                         6000);
  g_assert_false (jl_heads_check_signatures (read, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_CORRUPT);
  g_clear_error (&error);

  jl_record_set_integer (get_head (edited, 0), JL_CHAIN_HEAD_SEQUENCE, 5);
  g_assert_false (jl_heads_countersign (edited, connection, department, 7000, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_CORRUPT);
  g_clear_error (&error);
  jl_record_set_list (unsigned_file, JL_CHAIN_HEADS_SIGNATURES, none);
  g_assert_false (jl_heads_countersign (unsigned_file, connection, department, 7000, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_CORRUPT);
}

/* What is not a file of heads at all. */
static void
test_read_refuses (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *from;
    const char *to;
    const char *field;
  } cases[] = {
    { "\"chain_heads_format\":1", "\"chain_heads_format\":2", "chain_heads_format" },
    { "\"sequence\":6", "\"sequence\":0", "heads[0].sequence" },
    { "\"sequence\":6", "\"sequence\":\"6\"", "heads[0].sequence" },
    { "\"sequence\":6", "\"seq\":6", "heads[0].seq" },
    { "\"hash\":\"", "\"hash\":\"0", "heads[0].hash" },
    { "\"epoch\":1", "\"epoch\":-1", "signatures[0].epoch" },
    { "\"keys\":[", "\"keys\":[ 5,", "keys[0]" },
    { "\"keys\"", "\"locks\"", "locks" },
  };
  g_autofree char *good = jl_chain_heads_to_text (fixture->heads);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GString) text = g_string_new (good);

    g_assert_cmpuint (g_string_replace (text, cases[i].from, cases[i].to, 1), ==, 1);
    g_assert_null (jl_chain_heads_read (text->str, text->len, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
    g_assert_cmpstr (jl_error_get_field (error), ==, cases[i].field);
    g_clear_error (&error);
  }
  g_assert_null (jl_chain_heads_read (good, strlen (good) - 3, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_MALFORMED);
}

#define ADD(name, func) g_test_add ("/store/heads/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("fits", test_fits);
  ADD ("forged-history", test_forged_history);
  ADD ("between-heads", test_between_heads);
  ADD ("cut-off", test_cut_off);
  ADD ("swapped-organisations", test_swapped_organisations);
  ADD ("forged-heads", test_forged_heads);
  ADD ("marks-of-another", test_marks_of_another);
  ADD ("older-copy", test_older_copy);
  ADD ("countersign", test_countersign);
  ADD ("read-refuses", test_read_refuses);
  return g_test_run ();
}
