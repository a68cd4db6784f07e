// SPDX-License-Identifier: GPL-3.0-or-later
/* Nicknames, telephone numbers and wishes of people who do not exist. */
#include "jl-demo-private.h"

/* As long as a nickname may be (jl-account.c). */
#define MAX_NICKNAME 20

/* 154 is given to no operator (numbering plan of the ministry of industry, from memory). */
#define PHONE_PREFIX "1540"
#define PHONE_NUMBERS 10000000

static char *
pick (const JlDemo *self, JlDemoRandom *random, const char *pool, GHashTable *slots)
{
  JlDemoScope scope = { .random = random, .slots = slots, .shared_pools = self->pools };

  return jl_demo_scope_pick (&scope, g_hash_table_lookup (self->pools, pool));
}

static char *
cut_nickname (char *nickname)
{
  char *cut;

  if (g_utf8_strlen (nickname, -1) <= MAX_NICKNAME)
    return nickname;
  cut = g_utf8_substring (nickname, 0, MAX_NICKNAME);
  g_free (nickname);
  return cut;
}

/**
 * jl_demo_get_n_staff:
 * @self: a demo
 * @organisation: below the number of organisations
 *
 * Returns: how many people work there
 */
guint
jl_demo_get_n_staff (const JlDemo *self, guint organisation)
{
  return ((const GArray *)self->roles->pdata[organisation])->len;
}

/**
 * jl_demo_make_staff:
 * @self: a demo
 * @organisation: below the number of organisations
 * @number: below jl_demo_get_n_staff()
 *
 * Returns: (transfer full): who works there; the username is unique in the city
 */
JlDemoPerson *
jl_demo_make_staff (const JlDemo *self, guint organisation, guint number)
{
  const JlDemoOrganisation *place = self->organisations->pdata[organisation];
  const GArray *roles = self->roles->pdata[organisation];
  JlDemoPerson *person = g_new0 (JlDemoPerson, 1);
  g_autoptr (GHashTable) slots = jl_demo_slots_new ();
  g_autofree char *prefix = g_ascii_strdown (place->label_prefix, -1);
  const char *role;
  g_autofree char *pool = NULL;
  JlDemoRandom random;

  jl_demo_random_init (
      &random, self->seed, JL_DEMO_STREAM_STAFF, (guint64)organisation * 1000 + number);
  person->role = g_array_index (roles, int, number);
  role = jl_enum_get_name (&jl_membership_role_enum, person->role);
  pool = g_strconcat ("staff_", role, NULL);
  if (!g_hash_table_contains (self->pools, pool)) {
    g_free (pool);
    pool = g_strdup ("staff");
  }
  person->nickname = cut_nickname (pick (self, &random, pool, slots));
  person->username = g_strdup_printf ("%s-%s%u", prefix, role, number + 1);
  person->organisation = organisation;
  return person;
}

/* Residents join through their committee, or a shop they go to. */
static guint
pick_inviter (const JlDemo *self, JlDemoRandom *random)
{
  g_autoptr (GArray) inviters = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->organisations->len; i++) {
    const JlDemoOrganisation *one = self->organisations->pdata[i];

    if (one->kind == JL_ORGANISATION_COMMITTEE || one->kind == JL_ORGANISATION_SHOP)
      g_array_append_val (inviters, i);
  }
  return inviters->len > 0
             ? g_array_index (inviters, guint, jl_demo_random_zipf (random, inviters->len))
             : 0;
}

/**
 * jl_demo_make_resident:
 * @self: a demo
 * @number: which resident; any number
 *
 * Returns: (transfer full): the resident of that number; telephone numbers come again after ten
 * million
 */
JlDemoPerson *
jl_demo_make_resident (const JlDemo *self, guint64 number)
{
  JlDemoPerson *person = g_new0 (JlDemoPerson, 1);
  g_autoptr (GHashTable) slots = jl_demo_slots_new ();
  g_autofree char *community = NULL;
  const JlDemoOrganisation *inviter;
  JlDemoRandom random;

  jl_demo_random_init (&random, self->seed, JL_DEMO_STREAM_RESIDENT, number);
  person->organisation = pick_inviter (self, &random);
  inviter = self->organisations->pdata[person->organisation];
  community = jl_demo_get_community_name (inviter->division);
  jl_demo_slots_set (slots, "community", community);
  jl_demo_slots_set (slots, "district", jl_demo_get_district_name (self, inviter->division));
  person->nickname = cut_nickname (pick (self, &random, "resident", slots));
  person->phone = g_strdup_printf (PHONE_PREFIX "%07u", (guint)(number % PHONE_NUMBERS));
  person->role = -1;
  return person;
}

/**
 * jl_demo_person_free:
 * @self: (transfer full): somebody
 */
void
jl_demo_person_free (JlDemoPerson *self)
{
  g_free (self->nickname);
  g_free (self->username);
  g_free (self->phone);
  g_free (self);
}

/**
 * jl_demo_make_want:
 * @self: a demo
 * @number: which want; any number
 * @n_residents: how many residents there are, at least 1
 *
 * Returns: (transfer full): what one of the residents looks for
 */
JlDemoWant *
jl_demo_make_want (const JlDemo *self, guint64 number, guint64 n_residents)
{
  JlDemoWant *want = g_new0 (JlDemoWant, 1);
  g_autoptr (GHashTable) slots = jl_demo_slots_new ();
  g_autofree char *name = NULL;
  const JlDemoTemplate *template;
  const JlDemoProduct *product;
  JlDemoRandom random;

  jl_demo_random_init (&random, self->seed, JL_DEMO_STREAM_WANT, number);
  template = jl_demo_pick_template (self, &random);
  product = template->products->pdata[jl_demo_random_below (&random, template->products->len)];
  name = jl_demo_get_short_name (template->category);
  jl_demo_slots_set (slots, "category", name);
  want->resident = jl_demo_random_next (&random) % n_residents;
  want->text = pick (self, &random, "want", slots);
  want->category = template->category;
  if (jl_demo_random_percent (&random, 60))
    want->district = jl_demo_pick_district (self, &random);
  if (jl_demo_random_percent (&random, 70))
    want->max_price_fen = 100 * 10 * MAX (1, product->price_low / 25);
  return want;
}

/**
 * jl_demo_want_free:
 * @self: (transfer full): a want
 */
void
jl_demo_want_free (JlDemoWant *self)
{
  g_free (self->text);
  g_free (self);
}
