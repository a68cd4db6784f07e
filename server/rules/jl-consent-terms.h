// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-consent.h"
#include "jl-rule.h"

G_BEGIN_DECLS

/*
 * What people agree to: consents.json. A text that was agreed to is never changed: another one is
 * another row with a higher version, and everybody is asked again.
 */

/**
 * JlConsentTerms:
 * @version: of the text, counted for each audience
 * @text: a paragraph a line
 * @withdrawal: what follows when somebody withdraws their consent, likewise
 * @minimum_age: years
 */
typedef struct {
  JlRule rule;
  JlConsentAudience audience;
  guint version;
  JlNames title;
  JlNames text;
  JlNames withdrawal;
  guint minimum_age;
} JlConsentTerms;

G_END_DECLS
