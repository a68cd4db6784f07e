// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-account.h"
#include "jl-rule.h"

G_BEGIN_DECLS

/*
 * How staff switch by PIN on a computer that they share: pins.json.
 */

/**
 * JlPinTerms:
 * @days: how long after signing in with the password a PIN serves
 * @tries: so many wrong ones in a row, and the PIN is forgotten
 * @session_hours: how long a session that was begun by PIN lasts
 */
typedef struct {
  JlRule rule;
  guint days;
  guint tries;
  guint session_hours;
} JlPinTerms;

G_END_DECLS
