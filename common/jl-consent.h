// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"

G_BEGIN_DECLS

/*
 * What people agree to when they join, and that they did. Who works for an organisation reads
 * another text than who does not.
 */

typedef enum { JL_CONSENT_RESIDENT, JL_CONSENT_STAFF } JlConsentAudience;
extern const JlEnum jl_consent_audience_enum;

/* A text of data/rules/consents.json in the reader's language. */
enum {
  JL_CONSENT_TEXT_AUDIENCE,
  JL_CONSENT_TEXT_VERSION,
  JL_CONSENT_TEXT_TITLE,
  JL_CONSENT_TEXT_TEXT,
  JL_CONSENT_TEXT_WITHDRAWAL,
  JL_CONSENT_TEXT_MINIMUM_AGE,
  JL_CONSENT_TEXT_VALID_FROM,
  JL_CONSENT_TEXT_IN_FORCE,
  JL_CONSENT_TEXT_N_FIELDS
};
extern const JlRecordTable jl_consent_text_table;

/* Given at created_at. Holds nothing that is personal: to whom the number belongs is forgotten with
 * them. */
enum {
  JL_CONSENT_ID,
  JL_CONSENT_ORGANISATION,
  JL_CONSENT_PERSON,
  JL_CONSENT_AUDIENCE,
  JL_CONSENT_VERSION_OF_TEXT,
  JL_CONSENT_WITHDRAWN_AT,
  JL_CONSENT_VERSION,
  JL_CONSENT_CREATED_AT,
  JL_CONSENT_UPDATED_AT,
  JL_CONSENT_N_FIELDS
};
extern const JlRecordTable jl_consent_table;

/* POST /account/consents */
enum { JL_CONSENT_GIVING_TEXT_VERSION, JL_CONSENT_GIVING_OF_AGE, JL_CONSENT_GIVING_N_FIELDS };
extern const JlRecordTable jl_consent_giving_table;

G_END_DECLS
