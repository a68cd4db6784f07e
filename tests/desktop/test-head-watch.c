// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-fake-service.h"
#include "jl-head-watch.h"
#include "jl-id.h"
#include "jl-wait.h"

#include <glib/gstdio.h>
#include <string.h>

#define HASH_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HASH_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define HASH_C "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"

typedef struct {
  JlFakeService *service;
  JlClient *client;
  JlHeadWatch *watch;
  char *folder; /* owned */
  guint n_notified;
} Fixture;

static void
trouble_cb (Fixture *fixture)
{
  fixture->n_notified++;
}

/* As when the program starts: what was kept is read from the file. */
static void
begin (Fixture *fixture)
{
  g_clear_object (&fixture->watch);
  fixture->watch = jl_head_watch_new (fixture->client, fixture->folder);
  g_signal_connect_swapped (fixture->watch, "notify::trouble", G_CALLBACK (trouble_cb), fixture);
}

static void
check (Fixture *fixture)
{
  jl_head_watch_check (fixture->watch);
  g_assert_true (jl_head_watch_is_busy (fixture->watch));
  jl_wait_for (!jl_head_watch_is_busy (fixture->watch));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("jieli-heads-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->service = jl_fake_service_new (0);
  jl_fake_service_set_entry (fixture->service, 1, HASH_A);
  fixture->client = jl_client_new (jl_fake_service_get_address (fixture->service));
  jl_client_sign_in_async (fixture->client, "clerk", "password", NULL, jl_wait_result_cb, &result);
  g_assert_true (jl_client_sign_in_finish (fixture->client, jl_wait_result (&result), NULL));
  begin (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  GDir *dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

    g_remove (path);
  }
  g_dir_close (dir);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_assert_finalize_object (fixture->watch);
  g_assert_finalize_object (fixture->client);
  jl_fake_service_free (fixture->service);
}

/* How many heads are kept; @n_files: in the folder. */
static guint
count_kept (Fixture *fixture, guint *n_files)
{
  g_autoptr (JlKeptHeads) kept =
      jl_kept_heads_open (fixture->folder, jl_fake_service_get_address (fixture->service), NULL);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  gint64 shop;

  jl_id_from_text (JL_FAKE_SHOP, &shop, NULL);
  list = jl_kept_heads_list (kept, shop);
  for (*n_files = 0; g_dir_read_name (dir) != NULL;)
    (*n_files)++;
  return list->len;
}

static void
test_fits (Fixture *fixture, gconstpointer data)
{
  guint n_files;

  check (fixture);
  g_assert_null (jl_head_watch_get_trouble (fixture->watch));
  g_assert_cmpuint (count_kept (fixture, &n_files), ==, 1);
  check (fixture);
  g_assert_cmpuint (count_kept (fixture, &n_files), ==, 1);

  jl_fake_service_set_entry (fixture->service, 5, HASH_B);
  check (fixture);
  g_assert_cmpuint (count_kept (fixture, &n_files), ==, 2);
  begin (fixture);
  check (fixture);
  g_assert_null (jl_head_watch_get_trouble (fixture->watch));
  g_assert_cmpuint (n_files, ==, 1);
  g_assert_cmpuint (fixture->n_notified, ==, 0);
}

static void
assert_trouble (Fixture *fixture, const char *pattern)
{
  const char *trouble = jl_head_watch_get_trouble (fixture->watch);

  if (trouble == NULL || !g_pattern_match_simple (pattern, trouble))
    g_error ("%s is not like %s", trouble, pattern);
}

/* Another hash where one was seen: it is told, the old one stays kept, and it is told again. */
static void
test_rewritten (Fixture *fixture, gconstpointer data)
{
  guint n_files;

  check (fixture);
  jl_fake_service_set_entry (fixture->service, 5, HASH_B);
  check (fixture);
  jl_fake_service_set_entry (fixture->service, 5, HASH_C);
  jl_fake_service_set_entry (fixture->service, 6, HASH_C);
  check (fixture);
  assert_trouble (fixture, "惠民寄卖店: the journal up to entry 5 is not the one*");
  g_assert_cmpuint (fixture->n_notified, ==, 1);
  g_assert_cmpuint (count_kept (fixture, &n_files), ==, 2);

  begin (fixture);
  check (fixture);
  assert_trouble (fixture, "*entry 5 *");
  /* The oldest tells as well, should the newest fit. */
  jl_fake_service_set_entry (fixture->service, 5, HASH_B);
  jl_fake_service_set_entry (fixture->service, 1, HASH_C);
  check (fixture);
  assert_trouble (fixture, "*entry 1 *");
  /* And it ends when all is as it was. */
  jl_fake_service_set_entry (fixture->service, 1, HASH_A);
  check (fixture);
  g_assert_null (jl_head_watch_get_trouble (fixture->watch));
  g_assert_cmpuint (count_kept (fixture, &n_files), ==, 3);
}

/* A service that was restored from an older copy. */
static void
test_shorter (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "saved.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (JlRecord) saved = NULL;
  g_autoptr (GError) error = NULL;
  guint n_files;
  gsize size;

  jl_fake_service_set_entry (fixture->service, 5, HASH_B);
  check (fixture);
  jl_fake_service_cut_journal (fixture->service, 5);
  check (fixture);
  assert_trouble (fixture, "惠民寄卖店: entry 5 of the journal, seen on *, is no longer there");

  /* What is kept can be given to those who look into it. */
  g_assert_true (jl_head_watch_save (fixture->watch, path, &error));
  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  saved = jl_chain_heads_read (text, size, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (jl_record_get_list (saved, JL_CHAIN_HEADS_HEADS)->len, ==, 1);
  g_assert_false (jl_head_watch_save (fixture->watch, "/nonexistent/x", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);

  /* It was explained; what was kept stays in a file of its own. */
  g_assert_true (jl_head_watch_start_anew (fixture->watch, &error));
  jl_wait_for (!jl_head_watch_is_busy (fixture->watch));
  g_assert_null (jl_head_watch_get_trouble (fixture->watch));
  g_assert_cmpuint (count_kept (fixture, &n_files), ==, 1);
  g_assert_cmpuint (n_files, ==, 3);
}

/* Nothing is known then, so nothing is said, and what was said stays. */
static void
test_offline (Fixture *fixture, gconstpointer data)
{
  guint n_files;

  jl_fake_service_be_busy (fixture->service, 1, JL_ERROR_INTERNAL, 1);
  check (fixture);
  g_assert_null (jl_head_watch_get_trouble (fixture->watch));
  g_assert_cmpuint (count_kept (fixture, &n_files), ==, 0);
  check (fixture);
  jl_fake_service_set_entry (fixture->service, 1, HASH_B);
  check (fixture);
  assert_trouble (fixture, "*entry 1 *");
  jl_fake_service_be_busy (fixture->service, 1, JL_ERROR_INTERNAL, 1);
  check (fixture);
  assert_trouble (fixture, "*entry 1 *");
}

static JlRecord *
make_head (gint64 sequence)
{
  JlRecord *head = jl_record_new (&jl_chain_head_table);

  jl_record_set_integer (head, JL_CHAIN_HEAD_ORGANISATION, 500);
  jl_record_set_integer (head, JL_CHAIN_HEAD_SEQUENCE, sequence);
  jl_record_set_text (head, JL_CHAIN_HEAD_HASH, HASH_A);
  return head;
}

/* However many there are, the file stays small, and the oldest and the newest are in it. */
static void
test_bounded (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlKeptHeads) kept = jl_kept_heads_open (fixture->folder, "http://x.cn:1/a", NULL);
  g_autoptr (JlKeptHeads) again = NULL;
  g_autoptr (JlRecord) older = make_head (2);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2 * JL_KEPT_HEADS_MAX; i++) {
    g_autoptr (JlRecord) head = make_head (10 + i);

    g_assert_true (jl_kept_heads_add (kept, head, &error));
  }
  g_assert_true (jl_kept_heads_add (kept, older, &error));
  again = jl_kept_heads_open (fixture->folder, "http://x.cn:1/a", NULL);
  list = jl_kept_heads_list (again, 500);
  g_assert_cmpuint (list->len, <=, JL_KEPT_HEADS_MAX);
  g_assert_cmpuint (list->len, >, JL_KEPT_HEADS_MAX / 2);
  g_assert_cmpint (jl_record_get_integer (list->pdata[0], JL_CHAIN_HEAD_SEQUENCE), ==, 10);
  g_assert_cmpint (jl_record_get_integer (list->pdata[list->len - 1], JL_CHAIN_HEAD_SEQUENCE),
                   ==,
                   9 + 2 * JL_KEPT_HEADS_MAX);
}

/* A line that a power cut left half-written costs that line. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlKeptHeads) kept = jl_kept_heads_open (fixture->folder, "x", NULL);
  g_autofree char *path = g_build_filename (fixture->folder, "x.heads", NULL);
  g_autoptr (JlKeptHeads) again = NULL;
  g_autoptr (GPtrArray) list = NULL;

  for (guint i = 1; i <= 3; i++) {
    g_autoptr (JlRecord) head = make_head (i);

    g_assert_true (jl_kept_heads_add (kept, head, NULL));
    if (i == 2) {
      g_autofree char *text = NULL;

      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      g_assert_true (g_file_set_contents (path, text, (gssize)strlen (text) - 9, NULL));
    }
  }
  again = jl_kept_heads_open (fixture->folder, "x", NULL);
  list = jl_kept_heads_list (again, 500);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpint (jl_record_get_integer (list->pdata[1], JL_CHAIN_HEAD_SEQUENCE), ==, 3);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/desktop/head-watch/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("fits", test_fits);
  ADD ("rewritten", test_rewritten);
  ADD ("shorter", test_shorter);
  ADD ("offline", test_offline);
  ADD ("bounded", test_bounded);
  ADD ("damaged", test_damaged);
  return g_test_run ();
}
