// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-rules-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

enum {
  ORGANISATION_CODE = JL_RULE_N_FIELDS,
  ORGANISATION_NAME,
  ORGANISATION_DESCRIPTION,
  ORGANISATION_ICON,
  ORGANISATION_ROLES,
  ORGANISATION_N_FIELDS
};
static const JlField organisation_fields[] = {
  JL_RULE_FIELDS,
  [ORGANISATION_CODE] = { .name = "code",
                          .type = JL_FIELD_ENUM,
                          .values = &jl_organisation_kind_enum,
                          .flags = JL_FIELD_REQUIRED },
  [ORGANISATION_NAME] = JL_NAMES_FIELD ("name", JL_FIELD_REQUIRED),
  [ORGANISATION_DESCRIPTION] = JL_NAMES_FIELD ("description", JL_FIELD_REQUIRED),
  [ORGANISATION_ICON] = { .name = "icon",
                          .type = JL_FIELD_TEXT,
                          .min = 1,
                          .max = 60,
                          .flags = JL_FIELD_REQUIRED },
  [ORGANISATION_ROLES] = { .name = "roles",
                           .type = JL_FIELD_LIST,
                           .element = JL_FIELD_TEXT,
                           .element_max = 40,
                           .min = 1,
                           .max = 10,
                           .flags = JL_FIELD_REQUIRED },
};
JL_ASSERT_FIELDS (ORGANISATION, organisation_fields);
static const JlRecordTable organisation_table =
    JL_RECORD_TABLE ("organisation_terms", "JlOrganisationTermsRow", organisation_fields);

static void
organisation_free (gpointer data)
{
  JlOrganisationTerms *terms = data;

  g_array_unref (terms->roles);
  g_free (terms);
}

static void
organisations_create (JlRules *rules)
{
  rules->organisations = jl_rule_index_new (organisation_free);
}

static gboolean
read_roles (JlOrganisationTerms *terms, GPtrArray *names, GError **error)
{
  for (guint i = 0; i < names->len; i++) {
    int role = jl_enum_from_name (&jl_membership_role_enum, names->pdata[i]);

    if (role < 0) {
      g_autofree char *path = g_strdup_printf ("roles[%u]", i);

      jl_set_error_field (error,
                          JL_ERROR_INVALID,
                          path,
                          _ ("there is no role “%s”"),
                          (const char *)names->pdata[i]);
      return FALSE;
    }
    g_array_append_val (terms->roles, role);
  }
  return TRUE;
}

static gboolean
organisations_take (JlRules *rules, JlRecord *row, GError **error)
{
  JlOrganisationTerms *terms = g_new0 (JlOrganisationTerms, 1);

  terms->kind = jl_record_get_integer (row, ORGANISATION_CODE);
  terms->name = jl_names_read (row, ORGANISATION_NAME);
  terms->description = jl_names_read (row, ORGANISATION_DESCRIPTION);
  terms->icon = jl_record_get_text (row, ORGANISATION_ICON);
  terms->roles = g_array_new (FALSE, FALSE, sizeof (int));
  if (!jl_rule_read (&terms->rule, row, error) ||
      !read_roles (terms, jl_record_get_list (row, ORGANISATION_ROLES), error)) {
    organisation_free (terms);
    return FALSE;
  }
  return jl_rule_index_add (rules->organisations,
                            jl_enum_get_name (&jl_organisation_kind_enum, terms->kind),
                            terms,
                            error);
}

static gboolean
organisations_finish (JlRules *rules, GError **error)
{
  for (guint i = 0; jl_organisation_kind_enum.names[i] != NULL; i++) {
    const char *name = jl_organisation_kind_enum.names[i];

    if (jl_rule_index_find (rules->organisations, name, JL_DATE_MAX) == NULL) {
      jl_set_error_field (
          error, JL_ERROR_INVALID, "rows", _ ("there is no row without an end for “%s”"), name);
      return FALSE;
    }
  }
  return TRUE;
}

const JlRuleReader jl_organisations_reader = {
  .name = "organisation-kinds",
  .row = &organisation_table,
  .create = organisations_create,
  .take = organisations_take,
  .finish = organisations_finish,
};

/**
 * jl_rules_get_organisation_terms:
 * @self: the rules
 * @kind: of an organisation
 * @on: a day
 *
 * Returns: (transfer none): its names in both languages and the roles that people have there
 */
const JlOrganisationTerms *
jl_rules_get_organisation_terms (const JlRules *self, JlOrganisationKind kind, JlDate on)
{
  const char *name = jl_enum_get_name (&jl_organisation_kind_enum, kind);
  const JlOrganisationTerms *terms = jl_rule_index_find (self->organisations, name, on);

  return terms != NULL ? terms : jl_rule_index_find (self->organisations, name, JL_DATE_MAX);
}
