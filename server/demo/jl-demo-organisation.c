// SPDX-License-Identifier: GPL-3.0-or-later
/* Makes the organisations that data/demo/city.json asks for. */
#include "jl-demo-private.h"

#include "jl-error.h"
#include "jl-uscc.h"

#include <glib/gi18n-lib.h>

enum {
  GROUP_KIND,
  GROUP_COUNT,
  GROUP_STAFF,
  GROUP_USCC,
  GROUP_PREFIX,
  GROUP_HOURS,
  GROUP_N_FIELDS
};
static const JlField group_fields[] = {
  [GROUP_KIND] = { .name = "kind",
                   .type = JL_FIELD_ENUM,
                   .values = &jl_organisation_kind_enum,
                   .flags = JL_FIELD_REQUIRED },
  [GROUP_COUNT] = { .name = "count",
                    .type = JL_FIELD_INTEGER,
                    .min = 1,
                    .max = 500,
                    .flags = JL_FIELD_REQUIRED },
  [GROUP_STAFF] = { .name = "staff",
                    .type = JL_FIELD_LIST,
                    .element = JL_FIELD_TEXT,
                    .element_max = 20,
                    .min = 1,
                    .max = 10,
                    .flags = JL_FIELD_REQUIRED },
  [GROUP_USCC] = { .name = "uscc_kind",
                   .type = JL_FIELD_TEXT,
                   .min = 2,
                   .max = 2,
                   .flags = JL_FIELD_REQUIRED,
                   .doc = "The first two characters: who registers what." },
  [GROUP_PREFIX] = { .name = "label_prefix",
                     .type = JL_FIELD_TEXT,
                     .min = 1,
                     .max = 1,
                     .flags = JL_FIELD_REQUIRED },
  [GROUP_HOURS] = { .name = "opening_hours",
                    .type = JL_FIELD_LIST,
                    .element = JL_FIELD_TEXT,
                    .element_max = 60,
                    .min = 1,
                    .max = 10,
                    .flags = JL_FIELD_REQUIRED },
};
JL_ASSERT_FIELDS (GROUP, group_fields);
const JlRecordTable jl_demo_group_table = JL_RECORD_TABLE ("group", "JlDemoGroupRow", group_fields);

static void
organisation_free (gpointer data)
{
  JlDemoOrganisation *self = data;

  g_free (self->name);
  g_free (self->uscc);
  g_free (self->label_prefix);
  g_free (self->address);
  g_free (self->telephone);
  g_free (self->opening_hours);
  g_free (self);
}

/* A code that passes every check, of a region that does not exist (139999). */
static char *
make_uscc (JlDemoRandom *random, const char *kind)
{
  static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  char code[JL_USCC_LENGTH + 1] = "";
  gsize length;

  g_snprintf (code, sizeof code, "%s139999M", kind);
  length = strlen (code);
  while (length < 16)
    code[length++] = alphabet[jl_demo_random_below (random, 31)];
  /* The last two are check characters: there is just one right pair. */
  for (const char *organisation = alphabet; *organisation != '\0'; organisation++) {
    for (const char *check = alphabet; *check != '\0'; check++) {
      g_autofree char *parsed = NULL;
      JlUsccDoubts doubts;

      code[16] = *organisation;
      code[17] = *check;
      code[18] = '\0';
      parsed = jl_uscc_parse (code, &doubts, NULL);
      if (parsed != NULL && doubts == JL_USCC_NO_DOUBTS)
        return g_steal_pointer (&parsed);
    }
  }
  g_return_val_if_reached (NULL);
}

/* Letters and digits without those that look alike, counting up. */
static char *
make_prefix (const char *letter, guint index)
{
  static const char alphabet[] = "ABCDEFGHJKMNPQRSTVWXYZ";
  guint n = strlen (alphabet);

  return g_strdup_printf ("%s%c%c", letter, alphabet[index / n % n], alphabet[index % n]);
}

static char *
make_name (JlDemo *self, JlDemoRandom *random, JlOrganisationKind kind, const JlDivision *division)
{
  g_autoptr (GHashTable) slots = jl_demo_slots_new ();
  g_autofree char *community = jl_demo_get_community_name (division);
  g_autofree char *pool =
      g_strconcat ("organisation_", jl_enum_get_name (&jl_organisation_kind_enum, kind), NULL);
  JlDemoScope scope = { .random = random, .slots = slots, .shared_pools = self->pools };

  jl_demo_slots_set (slots, "district", jl_demo_get_district_name (self, division));
  if (division->level == JL_DIVISION_COMMUNITY)
    jl_demo_slots_set (slots, "street", division->parent->name);
  jl_demo_slots_set (slots, "community", community);
  return jl_demo_scope_pick (&scope, g_hash_table_lookup (self->pools, pool));
}

static gboolean
is_taken (const JlDemo *self, const char *name, const JlDivision *division)
{
  for (guint i = 0; i < self->organisations->len; i++) {
    const JlDemoOrganisation *other = self->organisations->pdata[i];

    if (other->name == NULL || other->name == name)
      continue;
    if (g_str_equal (other->name, name) ||
        (other->kind == JL_ORGANISATION_COMMITTEE && other->division == division))
      return TRUE;
  }
  return FALSE;
}

/* A place and a name that no other organisation has. */
static gboolean
settle (JlDemo *self, JlDemoOrganisation *organisation, JlDemoRandom *random, gboolean busy)
{
  for (guint i = 0; i < 200; i++) {
    const JlDivision *district =
        busy ? jl_demo_pick_busy_district (self, random) : jl_demo_pick_district (self, random);

    g_clear_pointer (&organisation->name, g_free);
    organisation->division = organisation->kind == JL_ORGANISATION_DEPARTMENT
                                 ? district
                                 : jl_demo_pick_community (self, random, district);
    organisation->name = make_name (self, random, organisation->kind, organisation->division);
    if (organisation->name == NULL)
      return FALSE;
    if (!is_taken (self, organisation->name, organisation->division))
      return TRUE;
  }
  return FALSE;
}

static gboolean
add_organisation (JlDemo *self, JlRecord *group, guint index, GError **error)
{
  JlDemoOrganisation *organisation = g_new0 (JlDemoOrganisation, 1);
  GPtrArray *hours = jl_record_get_list (group, GROUP_HOURS);
  const char *street;
  JlDemoRandom random;

  jl_demo_random_init (&random, self->seed, JL_DEMO_STREAM_ORGANISATION, self->organisations->len);
  organisation->kind = jl_record_get_integer (group, GROUP_KIND);
  g_ptr_array_add (self->organisations, organisation);
  if (!settle (
          self, organisation, &random, index < jl_record_get_integer (group, GROUP_COUNT) / 2)) {
    jl_set_error_field (
        error, JL_ERROR_INVALID, "count", _ ("phrases.json has not enough names for so many"));
    return FALSE;
  }
  street = organisation->division->level == JL_DIVISION_COMMUNITY
               ? organisation->division->parent->name
               : "";
  organisation->uscc = make_uscc (&random, jl_record_get_text (group, GROUP_USCC));
  organisation->label_prefix = make_prefix (jl_record_get_text (group, GROUP_PREFIX), index);
  organisation->address = g_strdup_printf ("%s%s%u号",
                                           jl_demo_get_district_name (self, organisation->division),
                                           street,
                                           1 + jl_demo_random_below (&random, 300));
  /* No exchange of the city begins with 0. */
  organisation->telephone =
      g_strdup_printf ("0311-0%07u", jl_demo_random_below (&random, 10000000));
  organisation->opening_hours = g_strdup (hours->pdata[jl_demo_random_below (&random, hours->len)]);
  return TRUE;
}

static GArray *
read_staff (JlRecord *group, GError **error)
{
  g_autoptr (GArray) roles = g_array_new (FALSE, FALSE, sizeof (int));
  GPtrArray *names = jl_record_get_list (group, GROUP_STAFF);

  for (guint i = 0; i < names->len; i++) {
    int role = jl_enum_from_name (&jl_membership_role_enum, names->pdata[i]);

    if (role < 0) {
      jl_set_error_field (error,
                          JL_ERROR_INVALID,
                          "staff",
                          _ ("there is no role “%s”"),
                          (const char *)names->pdata[i]);
      return NULL;
    }
    g_array_append_val (roles, role);
  }
  return g_steal_pointer (&roles);
}

/**
 * jl_demo_make_organisations:
 * @self: a demo whose districts are there
 * @groups: (element-type JlRecord): of %jl_demo_group_table
 *
 * Returns: %FALSE with INVALID
 */
gboolean
jl_demo_make_organisations (JlDemo *self, GPtrArray *groups, GError **error)
{
  self->organisations = g_ptr_array_new_with_free_func (organisation_free);
  self->roles = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  for (guint i = 0; i < groups->len; i++) {
    JlRecord *group = groups->pdata[i];
    guint count = jl_record_get_integer (group, GROUP_COUNT);
    g_autoptr (GArray) staff = read_staff (group, error);

    for (guint n = 0; n < count; n++) {
      if (staff == NULL || !add_organisation (self, group, n, error)) {
        g_autofree char *path = g_strdup_printf ("organisations[%u]", i);

        jl_error_prefix_field (error, path);
        return FALSE;
      }
      g_ptr_array_add (self->roles, g_array_ref (staff));
    }
  }
  return TRUE;
}
