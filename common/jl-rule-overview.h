// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"

G_BEGIN_DECLS

/*
 * The rules files as people who look after the service see them: which version, what is in force
 * today and what will be, and how certain it is.
 */

typedef enum {
  JL_CERTAINTY_VERIFIED, /* the text of the law or standard was read */
  JL_CERTAINTY_PRESS,    /* a newspaper or a weak site says so */
  JL_CERTAINTY_MEMORY,   /* known, but not looked up */
  JL_CERTAINTY_PROPOSAL, /* our own, no law */
  JL_N_CERTAINTIES
} JlCertainty;
extern const JlEnum jl_certainty_enum;

typedef enum {
  JL_RULE_STATE_IN_FORCE,
  JL_RULE_STATE_TO_COME,
  JL_RULE_STATE_PAST,
  JL_N_RULE_STATES
} JlRuleState;
extern const JlEnum jl_rule_state_enum;

/* GET /rules. The counts of certainty are of the rows in force, in the order of JlCertainty. */
enum {
  JL_RULES_FILE_NAME,
  JL_RULES_FILE_VERSION,
  JL_RULES_FILE_DIGEST,
  JL_RULES_FILE_IN_FORCE, /* these three in the order of JlRuleState */
  JL_RULES_FILE_TO_COME,
  JL_RULES_FILE_PAST,
  JL_RULES_FILE_VERIFIED,
  JL_RULES_FILE_PRESS,
  JL_RULES_FILE_MEMORY,
  JL_RULES_FILE_PROPOSAL,
  JL_RULES_FILE_N_FIELDS
};
extern const JlRecordTable jl_rules_file_table;

/* GET /rules/{name} */
enum {
  JL_RULE_OVERVIEW_CODE,
  JL_RULE_OVERVIEW_NAME,
  JL_RULE_OVERVIEW_STATE,
  JL_RULE_OVERVIEW_SOURCE,
  JL_RULE_OVERVIEW_CERTAINTY,
  JL_RULE_OVERVIEW_VALID_FROM,
  JL_RULE_OVERVIEW_VALID_TO,
  JL_RULE_OVERVIEW_CONTENT,
  JL_RULE_OVERVIEW_N_FIELDS
};
extern const JlRecordTable jl_rule_overview_table;

G_END_DECLS
