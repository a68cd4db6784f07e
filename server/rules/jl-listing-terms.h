// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-account.h"
#include "jl-rule.h"

G_BEGIN_DECLS

/*
 * How long things are offered and looked for: listings.json.
 */

/**
 * JlListingTerms:
 * @listing_days: how long after its publication an item is offered
 * @want_days: how long somebody's want stays open
 * @wants_per_person: how many wants one person may have open
 * @remind_hours: how long before a reservation ends its person is told so
 */
typedef struct {
  JlRule rule;
  guint listing_days;
  guint want_days;
  guint wants_per_person;
  guint remind_hours;
} JlListingTerms;

G_END_DECLS
