// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-account.h"
#include "jl-rule.h"

G_BEGIN_DECLS

/*
 * On what terms things are reserved: reservations.json.
 */

/**
 * JlReservationTerms:
 * @hold_hours: how long a thing is kept for the one who reserved it
 * @extensions: how often that can be lengthened, each time by @extension_hours
 * @waiting_places: how many may wait behind
 * @offer_hours: how long the next in line has when their turn comes
 * @per_person: how many active reservations one person may have here
 */
typedef struct {
  JlRule rule;
  guint hold_hours;
  guint extensions;
  guint extension_hours;
  guint waiting_places;
  guint offer_hours;
  guint per_person;
} JlReservationTerms;

G_END_DECLS
