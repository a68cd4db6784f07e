// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-rule-row.h"
#include "jl-rules.h"
#include "jl-word-list.h"

G_BEGIN_DECLS

/* The tables of common's jl-division.h, beside the JSON files: this one and its history. */
#define JL_RULES_DIVISIONS "divisions.csv"

struct _JlRules {
  char *version;    /* owned */
  GPtrArray *files; /* owned, (element-type JlRulesFile): all texts below are borrowed from their
                       rows */

  JlRuleIndex *scales;        /* owned, of JlGradeScale */
  JlRuleIndex *attributes;    /* owned, of JlAttributeRule */
  JlRuleIndex *categories;    /* owned, of JlCategory */
  JlRuleIndex *prohibitions;  /* owned, of JlProhibition */
  JlWordList *words;          /* owned: of all prohibitions */
  JlRuleIndex *safe_use;      /* owned, of JlSafeUseLimit, by category */
  JlRuleIndex *retention;     /* owned, of JlRetention, by record */
  JlRuleIndex *reservations;  /* owned, of JlReservationTerms, by kind of organisation */
  JlRuleIndex *listings;      /* owned, of JlListingTerms, by kind of organisation */
  JlRuleIndex *pins;          /* owned, of JlPinTerms, by kind of organisation */
  JlRuleIndex *organisations; /* owned, of JlOrganisationTerms, by kind */
  JlRuleIndex *moderation;    /* owned, of JlModerationTerms, by reason */
  JlRuleIndex *consents;      /* owned, of JlConsentTerms, by audience */
  GArray *holiday_rows;       /* owned, (element-type JlHoliday) */
  JlHolidays *holidays;       /* owned */
  JlDivisions *divisions;     /* owned */

  GMutex json_lock;
  GBytes *json[JL_CATEGORY_N_DETAILS];    /* owned, nullable: answers to GET /categories … */
  JlDate json_day[JL_CATEGORY_N_DETAILS]; /* … on these days */
};

/**
 * JlRuleReader:
 * @name: of the file, without `.json`
 * @row: what a row looks like
 * @create: makes what @take fills
 * @take: reads one row; sets the field that is wrong, relative to the row
 * @finish: (nullable): checks what can only be seen when all rows are there
 */
typedef struct {
  const char *name;
  const JlRecordTable *row;
  void (*create) (JlRules *rules);
  gboolean (*take) (JlRules *rules, JlRecord *row, GError **error);
  gboolean (*finish) (JlRules *rules, GError **error);
} JlRuleReader;

extern const JlRuleReader jl_grades_reader;
extern const JlRuleReader jl_attributes_reader;
extern const JlRuleReader jl_categories_reader;
extern const JlRuleReader jl_prohibited_reader;
extern const JlRuleReader jl_safe_use_reader;
extern const JlRuleReader jl_retention_reader;
extern const JlRuleReader jl_reservations_reader;
extern const JlRuleReader jl_listings_reader;
extern const JlRuleReader jl_pins_reader;
extern const JlRuleReader jl_organisations_reader;
extern const JlRuleReader jl_moderation_reader;
extern const JlRuleReader jl_consents_reader;
extern const JlRuleReader jl_holidays_reader;

GBytes *jl_rules_open_file (JlRules *self, const char *directory, const char *base, GError **error);
gboolean jl_rules_read_file (JlRules *self,
                             const JlRuleReader *reader,
                             const char *directory,
                             GError **error);

/* A definition from attributes.json, before a category uses it. */
typedef struct {
  JlRule rule;
  JlAttribute attribute;
  JlAttributeValue *values; /* owned: those of @attribute */
} JlAttributeRule;

G_END_DECLS
