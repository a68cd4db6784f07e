// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-account.h"
#include "jl-error.h"
#include "jl-item.h"
#include "record-table.h"

static const JlRecordTable *const tables[] = {
  &jl_organisation_table, &jl_person_table,  &jl_membership_table, &jl_account_table,
  &jl_sign_in_table,      &jl_session_table, &jl_invitation_table, &jl_join_table,
  &jl_password_table,     &jl_notice_table,  &jl_photo_table,      &jl_item_table,
  &jl_reservation_table,  &jl_want_table,    &jl_sale_table,       &jl_step_table,
  &thing_table,           &part_table,
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JlRecord) record = NULL;

    jl_record_table_check (tables[i], &error);
    g_assert_no_error (error);
    record = jl_record_new (tables[i]);
    g_assert_true (jl_record_get_table (record) == tables[i]);
  }
}

static const JlEnum unlabelled_enum = {
  .names = (const char *const[]){ "a", "b", NULL },
  .labels = (const char *const[]){ "A", NULL },
};

static const struct {
  JlField field;
  const char *message;
} bad[] = {
  { { .type = JL_FIELD_TEXT },
    "JlBad: field 1 has no name of lower-case letters, digits and underscores" },
  { { .name = "Name" },
    "JlBad: field 1 has no name of lower-case letters, digits and underscores" },
  { { .name = "a-b" }, "JlBad: field 1 has no name of lower-case letters, digits and underscores" },
  { { .name = "first" }, "JlBad:first occurs twice" },
  { { .name = "a", .type = JL_FIELD_ENUM }, "JlBad:a needs values with a label each" },
  { { .name = "a", .type = JL_FIELD_ENUM, .values = &unlabelled_enum },
    "JlBad:a needs values with a label each" },
  { { .name = "a", .type = JL_FIELD_RECORD }, "JlBad:a needs a record" },
  { { .name = "a", .type = JL_FIELD_LIST, .element = JL_FIELD_INTEGER },
    "JlBad:a needs a record, or TEXT or ID as its element" },
  { { .name = "a", .type = JL_FIELD_MONEY },
    "JlBad:a must end in _fen if it is MONEY, and only then" },
  { { .name = "a_fen", .type = JL_FIELD_INTEGER },
    "JlBad:a_fen must end in _fen if it is MONEY, and only then" },
  { { .name = "a", .min = 5, .max = 4 }, "JlBad:a has a minimum above its maximum" },
  { { .name = "a", .type = JL_FIELD_INTEGER, .min = 1, .max = -1 },
    "JlBad:a has a minimum above its maximum" },
  { { .name = "a", .flags = JL_FIELD_READ_ONLY | JL_FIELD_REQUIRED },
    "JlBad:a cannot be read-only and belong to requests" },
  { { .name = "a", .flags = JL_FIELD_READ_ONLY | JL_FIELD_WRITE_ONLY },
    "JlBad:a cannot be read-only and belong to requests" },
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    const JlField fields[] = { { .name = "first" }, bad[i].field };
    const JlRecordTable table = JL_RECORD_TABLE ("bad", "JlBad", fields);
    g_autoptr (GError) error = NULL;

    g_assert_false (jl_record_table_check (&table, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INTERNAL);
    g_assert_cmpstr (error->message, ==, bad[i].message);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/common/record-table/good", test_good);
  g_test_add_func ("/common/record-table/bad", test_bad);
  return g_test_run ();
}
