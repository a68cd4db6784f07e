// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"

#include <errno.h>
#include <string.h>

static void
test_table (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < JL_N_ERRORS; i++) {
    JlErrorCode code;

    g_assert_nonnull (jl_error_code_get_name (i));
    g_assert_true (g_hash_table_add (names, (gpointer)jl_error_code_get_name (i)));
    g_assert_true (jl_error_code_from_name (jl_error_code_get_name (i), &code));
    g_assert_cmpint (code, ==, i);
    g_assert_cmpuint (jl_error_code_get_status (i), >=, 400);
    g_assert_cmpuint (jl_error_code_get_status (i), <, 600);
    g_assert_cmpstr (jl_error_code_get_title (i), !=, "");
  }
}

static void
test_unknown_name (void)
{
  JlErrorCode code = JL_ERROR_QUOTA;

  g_assert_false (jl_error_code_from_name ("no_such_code", &code));
  g_assert_false (jl_error_code_from_name (NULL, &code));
  g_assert_cmpint (code, ==, JL_ERROR_QUOTA);
}

static void
test_field_path (void)
{
  g_autoptr (GError) error = NULL;

  jl_set_error_field (&error, JL_ERROR_INVALID, "caption", "longer than %d characters", 200);
  jl_error_prefix_field (&error, "[2]");
  jl_error_prefix_field (&error, "photos");
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "longer than 200 characters");
  g_assert_cmpstr (jl_error_get_field (error), ==, "photos[2].caption");
}

static void
test_reasons_survive_copy (void)
{
  g_autoptr (GError) error = g_error_new_literal (JL_ERROR, JL_ERROR_NOT_PUBLISHABLE, "no");
  g_autoptr (GError) copy = NULL;
  const JlReason *reason;

  g_assert_null (jl_error_get_reasons (error));
  jl_error_add_reason (error, "photo_missing", "photos", "add a photo");
  jl_error_add_reason (error, "banned", NULL, "may not be traded");
  copy = g_error_copy (error);
  g_clear_error (&error);

  g_assert_cmpuint (jl_error_get_reasons (copy)->len, ==, 2);
  reason = jl_error_get_reasons (copy)->pdata[0];
  g_assert_cmpstr (reason->code, ==, "photo_missing");
  g_assert_cmpstr (reason->field, ==, "photos");
  reason = jl_error_get_reasons (copy)->pdata[1];
  g_assert_null (reason->field);
}

static void
test_disk (void)
{
  static const struct {
    int number;
    JlErrorCode code;
    gboolean names_path;
  } cases[] = {
    { ENOSPC, JL_ERROR_STORAGE_FULL, FALSE },
    { EDQUOT, JL_ERROR_STORAGE_FULL, FALSE },
    { EROFS, JL_ERROR_UNAVAILABLE, FALSE },
    { EIO, JL_ERROR_INTERNAL, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (jl_set_error_disk (&error, cases[i].number, "/srv/jieli/photos"));
    g_assert_error (error, JL_ERROR, (gint)cases[i].code);
    g_assert_true ((strstr (error->message, "/srv") != NULL) == cases[i].names_path);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/common/error/table", test_table);
  g_test_add_func ("/common/error/unknown-name", test_unknown_name);
  g_test_add_func ("/common/error/field-path", test_field_path);
  g_test_add_func ("/common/error/disk", test_disk);
  g_test_add_func ("/common/error/reasons-survive-copy", test_reasons_survive_copy);
  return g_test_run ();
}
