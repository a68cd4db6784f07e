// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-administration-private.h"

#include "jl-account.h"
#include "jl-rule-overview.h"

static const JlKind *const kinds[] = { NULL };
static const JlCommand *const commands[] = { NULL };

static const JlSchema schema = {
  .name = "administration",
  .kinds = kinds,
  .commands = commands,
};

static const JlRoute routes[] = {
  { .method = "GET",
    .path = "/health",
    .roles = JL_ROLE_ADMINISTRATOR,
    .flags = JL_ROUTE_PRIVATE,
    .query = &jl_health_query_table,
    .output = &jl_health_table,
    .read = jl_health_get,
    .summary = "How the service is, and how it was in the last hour or day." },
  { .method = "GET",
    .path = "/rules",
    .roles = JL_ROLE_MANAGER | JL_ROLE_OFFICER | JL_ROLE_ADMINISTRATOR,
    .flags = JL_ROUTE_LIST | JL_ROUTE_PRIVATE,
    .output = &jl_rules_file_table,
    .read = jl_rules_list,
    .summary = "The rules files that the service decides by." },
  { .method = "GET",
    .path = "/rules/{name}",
    .roles = JL_ROLE_MANAGER | JL_ROLE_OFFICER | JL_ROLE_ADMINISTRATOR,
    .flags = JL_ROUTE_LIST | JL_ROUTE_PRIVATE,
    .output = &jl_rule_overview_table,
    .read = jl_rules_list_rows,
    .summary = "The rows of one rules file." },
  { .method = "GET",
    .path = "/organisations/supervised",
    .roles = JL_ROLE_ADMINISTRATOR,
    .flags = JL_ROUTE_LIST | JL_ROUTE_PRIVATE,
    .query = &jl_supervised_query_table,
    .output = &jl_supervised_organisation_table,
    .read = jl_supervised_organisations_list,
    .summary = "The organisations that my department looks after, closed ones too." },
  { NULL },
};

const JlCapability jl_administration_capability = {
  .name = "administration",
  .schema = &schema,
  .routes = routes,
};
