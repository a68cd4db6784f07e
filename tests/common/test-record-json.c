// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-id.h"
#include "record-table.h"

static void
test_round_trip (void)
{
  g_autoptr (GError) error = NULL;
  JlRecord *record = parse_record (&thing_table, FULL_REQUEST, JL_READ_CREATE, &error);
  g_autoptr (GString) out = g_string_new (NULL);
  JlRecord *again;

  g_assert_no_error (error);
  jl_record_append_request_json (record, FALSE, out);
  g_assert_cmpstr (out->str, ==, FULL_REQUEST);

  again = parse_record (&thing_table, out->str, JL_READ_CREATE, &error);
  g_assert_no_error (error);
  g_assert_true (jl_record_equal (record, again));
  g_assert_finalize_object (again);
  g_assert_finalize_object (record);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/common/record-json/round-trip", test_round_trip);
  return g_test_run ();
}
