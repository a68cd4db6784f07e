// SPDX-License-Identifier: GPL-3.0-or-later
/* What `jielid check` finds beside the database. */
#include "shop-fixture.h"

#include "jl-picture-files.h"
#include "jl-search-check.h"

#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

static GPtrArray *
check_search (ShopFixture *fixture)
{
  GPtrArray *problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  g_assert_true (jl_connection_begin_read (fixture->city.reader, &error));
  g_assert_true (jl_search_check (fixture->city.reader, &fixture->source, problems, &error));
  g_assert_no_error (error);
  jl_connection_end_read (fixture->city.reader);
  return problems;
}

static GPtrArray *
check_photos (ShopFixture *fixture)
{
  GPtrArray *problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  g_assert_true (
      jl_items_check_photos (fixture->city.reader, fixture->city.data_dir, problems, &error));
  g_assert_no_error (error);
  return problems;
}

static void
change_search_file (ShopFixture *fixture, const char *sql)
{
  g_autofree char *path = g_build_filename (fixture->city.data_dir, "search.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JlConnection) connection = jl_connection_open (path, 0, &error);

  g_assert_no_error (error);
  g_assert_true (jl_connection_execute (connection, sql, &error));
  g_assert_no_error (error);
}

static void
test_search_level (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = shop_publish_sofa (fixture);
  g_autoptr (GPtrArray) behind = check_search (fixture);
  g_autoptr (GPtrArray) level = NULL;

  g_assert_cmpuint (behind->len, ==, 0);
  shop_index (fixture);
  level = check_search (fixture);
  g_assert_cmpuint (level->len, ==, 0);
}

static void
test_search_lacks (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = shop_publish_sofa (fixture);
  g_autoptr (GPtrArray) problems = NULL;

  shop_index (fixture);
  change_search_file (fixture, "DELETE FROM document");
  problems = check_search (fixture);
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_nonnull (strstr (problems->pdata[0], id));
}

static void
test_search_has_too_much (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = shop_publish_sofa (fixture);
  g_autoptr (GPtrArray) problems = NULL;

  shop_index (fixture);
  change_search_file (fixture, "INSERT INTO document (doc, id) VALUES (99, 1)");
  problems = check_search (fixture);
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_nonnull (strstr (problems->pdata[0], "0000000000001"));
}

/* The fixture gives items photos without files. */
static void
test_photo_missing (ShopFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) before = check_photos (fixture);
  g_autofree char *id = shop_publish_sofa (fixture);
  g_autoptr (GPtrArray) after = check_photos (fixture);

  g_assert_cmpuint (before->len, ==, 0);
  g_assert_cmpuint (after->len, ==, 1);
}

static void
test_photo_of_no_item (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "nobody", -1);
  g_autofree char *dir = g_build_filename (fixture->city.data_dir, "photos", NULL);
  g_autofree char *path = jl_picture_get_path (dir, name, JL_PICTURE_THUMB);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GPtrArray) young = NULL;
  g_autoptr (GPtrArray) old = NULL;
  const struct utimbuf long_ago = { 1000000000, 1000000000 };

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  young = check_photos (fixture);
  g_assert_cmpuint (young->len, ==, 0);
  g_assert_cmpint (utime (path, &long_ago), ==, 0);
  old = check_photos (fixture);
  g_assert_cmpuint (old->len, ==, 1);
  g_assert_nonnull (strstr (old->pdata[0], path));
}

#define ADD(name, func)                                                                            \
  g_test_add ("/items/check-files/" name, ShopFixture, NULL, shop_setup, func, shop_teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("search-level", test_search_level);
  ADD ("search-lacks", test_search_lacks);
  ADD ("search-has-too-much", test_search_has_too_much);
  ADD ("photo-missing", test_photo_missing);
  ADD ("photo-of-no-item", test_photo_of_no_item);
  return g_test_run ();
}
