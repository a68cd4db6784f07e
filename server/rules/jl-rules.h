// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-category.h"
#include "jl-consent-terms.h"
#include "jl-division.h"
#include "jl-grade.h"
#include "jl-holidays.h"
#include "jl-listing-terms.h"
#include "jl-moderation-terms.h"
#include "jl-organisation-terms.h"
#include "jl-pin-terms.h"
#include "jl-reservation-terms.h"
#include "jl-retention.h"
#include "jl-safe-use.h"
#include "jl-screening.h"

G_BEGIN_DECLS

/*
 * The rules files (data/rules), read and checked when the service starts. Nothing in them changes
 * afterwards, so that any thread may look things up; what a look-up returns lives as long as the
 * rules. A decision stores jl_rules_get_version().
 */
typedef struct _JlRules JlRules;

/**
 * JlRulesFile:
 * @name: as it lies in the folder, e.g. `grades.json`
 * @version: (nullable): as the file states it; CSV files state none
 * @digest: SHA-256 of its bytes, hex
 * @rows: (element-type JlRecord): those that every row of a JSON file is read into; CSV files have
 *   rows of another form, which jl_rules_get_divisions() gives
 */
typedef struct {
  char *name;
  char *version;
  char *digest;
  GPtrArray *rows;
} JlRulesFile;

JlRules *jl_rules_load (const char *directory, GError **error);
void jl_rules_free (JlRules *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlRules, jl_rules_free)

const char *jl_rules_get_version (const JlRules *self);
const GPtrArray *jl_rules_get_files (const JlRules *self);

/* What people who look after the service see of them (jl-rules-overview.c). */
JlRecord *jl_rules_file_get_overview (const JlRules *self, const JlRulesFile *file, JlDate on);
const JlRulesFile *jl_rules_find_file (const JlRules *self, const char *name);
JlRecord *jl_rule_get_overview (JlRecord *row, const char *language, JlDate on);

/* Categories and their attributes (jl-category.h). */
const JlCategory *
jl_rules_get_category (const JlRules *self, const char *code, JlDate on, GError **error);
GPtrArray *jl_rules_list_categories (const JlRules *self, JlDate on);
GBytes *jl_rules_get_categories_json (const JlRules *self, JlCategoryDetail detail, JlDate on);

/* Grades (jl-grade.h). */
const JlGradeScale *jl_rules_find_scale (const JlRules *self, const char *code, JlDate on);

/* Goods that may not be traded (jl-screening.h). */
GArray *jl_rules_screen (const JlRules *self,
                         const JlCategory *category,
                         const char *title,
                         const char *description,
                         JlDate on);

/* Age of appliances (jl-safe-use.h). */
JlSafeUse jl_rules_get_safe_use (const JlRules *self,
                                 const JlCategory *category,
                                 JsonObject *attributes,
                                 JlDate on);

/* Keeping, reserving, organisations (their own headers). */
const JlRetention *jl_rules_find_retention (const JlRules *self, const char *record, JlDate on);
GPtrArray *jl_rules_list_retention (const JlRules *self, JlDate on);
const JlReservationTerms *
jl_rules_get_reservation_terms (const JlRules *self, JlOrganisationKind kind, JlDate on);
const JlListingTerms *
jl_rules_get_listing_terms (const JlRules *self, JlOrganisationKind kind, JlDate on);
const JlPinTerms *jl_rules_get_pin_terms (const JlRules *self, JlOrganisationKind kind, JlDate on);
const JlOrganisationTerms *
jl_rules_get_organisation_terms (const JlRules *self, JlOrganisationKind kind, JlDate on);

/* Reports, hiding, appeals (jl-moderation-terms.h). */
const JlModerationTerms *
jl_rules_get_moderation_terms (const JlRules *self, const char *code, JlDate on, GError **error);
const GPtrArray *jl_rules_list_moderation_terms (const JlRules *self);

/* What people agree to (jl-consent-terms.h). */
const JlConsentTerms *
jl_rules_get_consent_terms (const JlRules *self, JlConsentAudience audience, JlDate on);
const GPtrArray *jl_rules_list_consent_terms (const JlRules *self);

/* Working days and divisions (common's jl-holidays.h, jl-division.h). */
const JlHolidays *jl_rules_get_holidays (const JlRules *self);
const JlDivisions *jl_rules_get_divisions (const JlRules *self);

G_END_DECLS
