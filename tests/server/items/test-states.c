// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-item-states.h"

#include <string.h>

/* Each table once more, as a person reads it: `from -> to to …`. Every pair that is not here must
 * be refused. */

static const char *const custodies[] = {
  "expected -> held",    "held -> handed_over returned lost disposed",
  "handed_over -> held", "returned -> held",
  "lost -> held",        "disposed ->",
};

static const char *const offers[] = {
  "draft -> published withdrawn",
  "published -> reserved withdrawn expired concluded",
  "reserved -> published withdrawn concluded",
  "withdrawn -> published",
  "expired -> published withdrawn concluded",
  "concluded -> withdrawn",
};

static const char *const settlements[] = {
  "none -> due settled",
  "due -> none settled",
  "settled -> none reversed",
  "reversed -> due settled",
};

static gboolean
custody_may_become (int from, int to)
{
  return jl_custody_may_become (from, to);
}

static gboolean
offer_may_become (int from, int to)
{
  return jl_offer_may_become (from, to);
}

static gboolean
settlement_may_become (int from, int to)
{
  return jl_settlement_may_become (from, to);
}

static gboolean
set_custody (JlRecord *item, int to, GError **error)
{
  return jl_item_set_custody (item, to, error);
}

static gboolean
set_offer (JlRecord *item, int to, GError **error)
{
  return jl_item_set_offer (item, to, error);
}

static gboolean
set_settlement (JlRecord *item, int to, GError **error)
{
  return jl_item_set_settlement (item, to, error);
}

typedef struct {
  guint field;
  const char *const *lines;
  guint n_lines;
  gboolean (*may_become) (int from, int to);
  gboolean (*set) (JlRecord *item, int to, GError **error);
} Machine;

static const Machine custody_machine = {
  JL_ITEM_CUSTODY, custodies, G_N_ELEMENTS (custodies), custody_may_become, set_custody
};
static const Machine offer_machine = {
  JL_ITEM_OFFER, offers, G_N_ELEMENTS (offers), offer_may_become, set_offer
};
static const Machine settlement_machine = {
  JL_ITEM_SETTLEMENT, settlements, G_N_ELEMENTS (settlements), settlement_may_become, set_settlement
};

static gboolean
is_expected (const Machine *machine, const char *from, const char *to)
{
  g_auto (GStrv) parts = NULL;
  const char *line = NULL;

  for (guint i = 0; i < machine->n_lines && line == NULL; i++) {
    gsize length = strlen (from);

    if (strncmp (machine->lines[i], from, length) == 0 && machine->lines[i][length] == ' ')
      line = machine->lines[i];
  }
  g_assert_nonnull (line);
  parts = g_strsplit (line, " ", -1);
  return g_strv_contains ((const char *const *)parts + 2, to);
}

static void
check_pair (const Machine *machine, int from, int to)
{
  const JlField *field = &jl_item_table.fields[machine->field];
  const char *from_name = jl_enum_get_name (field->values, from);
  const char *to_name = jl_enum_get_name (field->values, to);
  gboolean expected = is_expected (machine, from_name, to_name);
  g_autoptr (JlRecord) item = jl_record_new (&jl_item_table);
  g_autoptr (GError) error = NULL;

  g_test_message ("%s %s -> %s", field->name, from_name, to_name);
  jl_record_set_integer (item, machine->field, from);
  g_assert_cmpint (machine->may_become (from, to), ==, expected);
  g_assert_cmpint (machine->set (item, to, &error), ==, expected);
  g_assert_cmpint (jl_record_get_integer (item, machine->field), ==, expected ? to : from);
  if (!expected) {
    g_assert_error (error, JL_ERROR, JL_ERROR_CONFLICT);
    g_assert_cmpstr (jl_error_get_field (error), ==, field->name);
  }
}

static void
test_pairs (gconstpointer data)
{
  const Machine *machine = data;
  const JlEnum *values = jl_item_table.fields[machine->field].values;
  int n = (int)g_strv_length ((char **)values->names);

  g_assert_cmpint (n, ==, machine->n_lines);
  for (int from = 0; from < n; from++) {
    for (int to = 0; to < n; to++)
      check_pair (machine, from, to);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_data_func ("/items/states/custody", &custody_machine, test_pairs);
  g_test_add_data_func ("/items/states/offer", &offer_machine, test_pairs);
  g_test_add_data_func ("/items/states/settlement", &settlement_machine, test_pairs);

  return g_test_run ();
}
