// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-item-steps.h"

static const struct {
  JlCustody custody;
  JlOffer offer;
  JlSettlement settlement;
  JlMode mode;
  const char *steps; /* a letter each, the next one first, `-` when there is none */
} cases[] = {
  { JL_CUSTODY_EXPECTED, JL_OFFER_DRAFT, JL_SETTLEMENT_NONE, JL_MODE_SELL, "ce" },
  { JL_CUSTODY_HELD, JL_OFFER_DRAFT, JL_SETTLEMENT_NONE, JL_MODE_SELL, "perl" },
  { JL_CUSTODY_HELD, JL_OFFER_PUBLISHED, JL_SETTLEMENT_NONE, JL_MODE_SELL, "sewhl" },
  { JL_CUSTODY_HELD, JL_OFFER_RESERVED, JL_SETTLEMENT_NONE, JL_MODE_SELL, "sewhl" },
  { JL_CUSTODY_HELD, JL_OFFER_RESERVED, JL_SETTLEMENT_NONE, JL_MODE_GIVE, "hewsl" },
  { JL_CUSTODY_HELD, JL_OFFER_EXPIRED, JL_SETTLEMENT_NONE, JL_MODE_SELL, "pesrl" },
  { JL_CUSTODY_HELD, JL_OFFER_WITHDRAWN, JL_SETTLEMENT_REVERSED, JL_MODE_SELL, "perl" },
  /* Gone back to its owner, or lost: it comes back before anything else. */
  { JL_CUSTODY_RETURNED, JL_OFFER_WITHDRAWN, JL_SETTLEMENT_NONE, JL_MODE_SELL, "ce" },
  { JL_CUSTODY_RETURNED, JL_OFFER_DRAFT, JL_SETTLEMENT_NONE, JL_MODE_GIVE, "ce" },
  { JL_CUSTODY_LOST, JL_OFFER_WITHDRAWN, JL_SETTLEMENT_NONE, JL_MODE_SELL, "ce" },
  { JL_CUSTODY_LOST, JL_OFFER_EXPIRED, JL_SETTLEMENT_NONE, JL_MODE_SELL, "ce" },
  { JL_CUSTODY_DISPOSED, JL_OFFER_WITHDRAWN, JL_SETTLEMENT_NONE, JL_MODE_SELL, "-e" },
  /* Payment and hand-over come in either order. */
  { JL_CUSTODY_HELD, JL_OFFER_CONCLUDED, JL_SETTLEMENT_SETTLED, JL_MODE_SELL, "ht" },
  { JL_CUSTODY_HANDED_OVER, JL_OFFER_CONCLUDED, JL_SETTLEMENT_DUE, JL_MODE_SELL, "st" },
  { JL_CUSTODY_HANDED_OVER, JL_OFFER_CONCLUDED, JL_SETTLEMENT_SETTLED, JL_MODE_SELL, "-t" },
  { JL_CUSTODY_HANDED_OVER, JL_OFFER_CONCLUDED, JL_SETTLEMENT_NONE, JL_MODE_LEND, "-t" },
};

/* In the order of JlItemStep. */
static const char letters[] = "epwhsrtcl";

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JlRecord) item = jl_record_new (&jl_item_table);
    JlItemStep next = JL_ITEM_CAN_EDIT;
    gboolean has_next;

    g_test_message ("case %u", i);
    jl_record_set_integer (item, JL_ITEM_CUSTODY, cases[i].custody);
    jl_record_set_integer (item, JL_ITEM_OFFER, cases[i].offer);
    jl_record_set_integer (item, JL_ITEM_SETTLEMENT, cases[i].settlement);
    jl_record_set_integer (item, JL_ITEM_MODE, cases[i].mode);
    has_next = jl_item_steps_get_next (item, &next);
    g_assert_cmpint (has_next ? letters[next] : '-', ==, cases[i].steps[0]);
    for (guint step = 0; letters[step] != '\0'; step++)
      g_assert_cmpint (
          jl_item_steps_include (item, step), ==, strchr (cases[i].steps, letters[step]) != NULL);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/item-steps/table", test_table);
  return g_test_run ();
}
