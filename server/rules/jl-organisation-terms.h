// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-account.h"
#include "jl-rule.h"

G_BEGIN_DECLS

/*
 * What organisations there are: organisation-kinds.json.
 */

/**
 * JlOrganisationTerms:
 * @roles: of jl_membership_role_enum, in which people can work there
 */
typedef struct {
  JlRule rule;
  JlOrganisationKind kind;
  JlNames name;
  JlNames description;
  const char *icon;
  GArray *roles; /* (element-type int) */
} JlOrganisationTerms;

G_END_DECLS
