// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-demo-fill-private.h"

#include "jl-accounts.h"
#include "jl-error.h"
#include "jl-id.h"
#include "jl-token.h"

/* In a large city, organisations are given more room for photos than everybody has. */
#define QUOTA_ITEMS 50000
#define PHOTO_BYTES (G_GINT64_CONSTANT (128) * 1024)

static void
append_member (GString *json, const char *name, const char *value)
{
  if (value == NULL)
    return;
  g_string_append_c (json, json->len == 0 ? '{' : ',');
  jl_json_append_string (json, name);
  g_string_append_c (json, ':');
  jl_json_append_string (json, value);
}

static void
note_account (JlDemoCity *self,
              const char *username,
              const char *role,
              gint64 organisation,
              const char *organisation_name)
{
  g_autoptr (GString) json = g_string_new (NULL);
  char id[JL_ID_TEXT_SIZE];

  jl_id_to_text (organisation, id);
  append_member (json, "username", username);
  append_member (json, "password", self->config->password);
  append_member (json, "role", role);
  append_member (json, "organisation", id);
  append_member (json, "organisation_name", organisation_name);
  g_string_append_printf (
      self->accounts, "%s\n  %s}", self->accounts->len > 1 ? "," : "", json->str);
}

static gboolean
add_organisations (JlDemoCity *self, GError **error)
{
  for (guint i = 0; i < jl_demo_get_n_organisations (self->demo); i++) {
    const JlDemoOrganisation *organisation = jl_demo_get_organisation (self->demo, i);
    g_autoptr (GString) json = g_string_new (NULL);

    append_member (json, "kind", jl_enum_get_name (&jl_organisation_kind_enum, organisation->kind));
    append_member (json, "name", organisation->name);
    append_member (json, "uscc", organisation->uscc);
    append_member (json, "division", organisation->division->code);
    append_member (json, "label_prefix", organisation->label_prefix);
    append_member (json, "address", organisation->address);
    append_member (json, "telephone", organisation->telephone);
    append_member (json, "opening_hours", organisation->opening_hours);
    if (self->config->n_items > QUOTA_ITEMS)
      g_string_append_printf (
          json, ",\"photo_quota\":%" G_GINT64_FORMAT, self->config->n_items * PHOTO_BYTES);
    g_string_append_c (json, '}');
    if (!jl_demo_city_call (self,
                            jl_organisation_create_command.name,
                            NULL,
                            0,
                            json->str,
                            NULL,
                            &self->organisations[i],
                            error))
      return FALSE;
  }
  return TRUE;
}

/* The account's id is read from the answer's text: an account is told with personal members, so
 * that its answer is no plain record. */
static gint64
add_account (JlDemoCity *self, const JlDemoPerson *person, gint64 organisation, GError **error)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (JlReply) reply = NULL;
  g_autoptr (JsonNode) node = NULL;
  char id[JL_ID_TEXT_SIZE];
  gint64 account = 0;
  JlFrame frame = { .command = jl_account_create_command.name,
                    .language = "en",
                    .parameters = (const char *const[]){ NULL },
                    .prepared = self->password };

  jl_id_to_text (organisation, id);
  append_member (json, "organisation", id);
  append_member (json, "nickname", person->nickname);
  append_member (json, "username", person->username);
  append_member (json, "phone", person->phone);
  if (person->role >= 0)
    append_member (json, "role", jl_enum_get_name (&jl_membership_role_enum, person->role));
  g_string_append (json, ",\"consented\":true}");
  frame.input = json->str;

  reply = jl_bulk_call_own (self->bulk, &frame);
  if (reply->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&reply->error));
    return 0;
  }
  node =
      jl_json_parse (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body), error);
  if (node == NULL ||
      !jl_id_from_text (
          json_object_get_string_member (json_node_get_object (node), "id"), &account, error))
    return 0;
  return account;
}

/* A session as signing in makes it, without the password: nobody learns its token. */
static gboolean
sign_in (JlDemoCity *self, gint64 account, JlDemoSession *session, GError **error)
{
  g_autofree char *token = jl_token_new ();
  g_autoptr (GBytes) token_hash = jl_token_hash (token);
  g_autoptr (GVariant) prepared = NULL;
  g_autoptr (JlReply) reply = NULL;
  JlFrame frame = {
    .command = "session.create",
    .language = "en",
    .parameters = (const char *const[]){ NULL },
    .input = "{\"username\":\"demo\",\"password\":\"demo\",\"device\":\"jielid demo\"}"
  };

  prepared = g_variant_ref_sink (jl_accounts_prepare_session (account, token));
  frame.prepared = prepared;
  reply = jl_bulk_call (self->bulk, &frame);
  if (reply->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&reply->error));
    return FALSE;
  }
  session->token_hash = g_steal_pointer (&token_hash);
  return TRUE;
}

static gboolean
keeps_goods (int role)
{
  return role >= 0 && ((JL_ROLE_CLERK << role) & JL_ROLES_STAFF) != 0;
}

/* The first one is enough. */
static gboolean
sign_in_once (JlDemoCity *self, gint64 account, JlDemoSession *session, GError **error)
{
  return session->token_hash != NULL || sign_in (self, account, session, error);
}

static gboolean
sign_in_as_needed (JlDemoCity *self, guint index, gint64 account, int role, GError **error)
{
  JlRoleSet roles = role >= 0 ? JL_ROLE_CLERK << role : 0;

  return (!keeps_goods (role) || sign_in_once (self, account, &self->keepers[index], error)) &&
         (roles != JL_ROLE_MANAGER || sign_in_once (self, account, &self->managers[index], error));
}

static gboolean
add_staff (JlDemoCity *self, guint index, GError **error)
{
  const JlDemoOrganisation *organisation = jl_demo_get_organisation (self->demo, index);

  for (guint i = 0; i < jl_demo_get_n_staff (self->demo, index); i++) {
    g_autoptr (JlDemoPerson) person = jl_demo_make_staff (self->demo, index, i);
    gint64 account = add_account (self, person, self->organisations[person->organisation], error);

    if (account == 0)
      return FALSE;
    note_account (self,
                  person->username,
                  jl_enum_get_name (&jl_membership_role_enum, person->role),
                  self->organisations[index],
                  organisation->name);
    if (!sign_in_as_needed (self, index, account, person->role, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_resident (JlDemoCity *self, guint number, GError **error)
{
  g_autoptr (JlDemoPerson) person = jl_demo_make_resident (self->demo, number);
  const JlDemoOrganisation *organisation =
      jl_demo_get_organisation (self->demo, person->organisation);
  gint64 account = add_account (self, person, self->organisations[person->organisation], error);
  JlDemoSession session = { NULL };

  if (account == 0 || !sign_in (self, account, &session, error))
    return FALSE;
  g_array_append_val (self->residents, session);
  note_account (self,
                person->phone,
                "resident",
                self->organisations[person->organisation],
                organisation->name);
  return TRUE;
}

/* Who decides about an appeal must be somebody else. */
static gboolean
add_second_administrator (JlDemoCity *self, gint64 city, const char *name, GError **error)
{
  const JlDemoPerson person = { .nickname = (char *)"管理员周",
                                .username = (char *)"city-administrator2",
                                .role =
                                    jl_enum_from_name (&jl_membership_role_enum, "administrator") };
  gint64 account = add_account (self, &person, city, error);

  if (account == 0)
    return FALSE;
  note_account (self, person.username, "administrator", city, name);
  return sign_in (self, account, &self->administrators[1], error);
}

/* The first account of the city was made before the demo. */
static gboolean
add_administrators (JlDemoCity *self, GError **error)
{
  static const char sql[] = "SELECT organisation.id, organisation.name, membership.account "
                            "FROM organisation JOIN membership "
                            "ON membership.organisation = organisation.id";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_writer_get_connection (self->config->writer), sql, error);
  g_autofree char *name = NULL;
  gint64 city, account;

  if (statement == NULL || !jl_statement_step (statement, error))
    return FALSE;
  city = jl_statement_get_integer (statement, 0);
  name = g_strdup (jl_statement_get_text (statement, 1));
  account = jl_statement_get_integer (statement, 2);
  g_clear_pointer (&statement, jl_statement_release);
  note_account (self, self->config->administrator, "administrator", city, name);
  return sign_in (self, account, &self->administrators[0], error) &&
         add_second_administrator (self, city, name, error);
}

/**
 * jl_demo_city_add_people: (skip)
 * @self: a city without people
 * @error: return location
 *
 * Adds organisations, their staff and residents.
 *
 * Returns: %FALSE with an error
 */
gboolean
jl_demo_city_add_people (JlDemoCity *self, GError **error)
{
  if (!add_administrators (self, error) || !add_organisations (self, error))
    return FALSE;
  for (guint i = 0; i < jl_demo_get_n_organisations (self->demo); i++) {
    if (!add_staff (self, i, error))
      return FALSE;
  }
  for (guint i = 0; i < JL_DEMO_N_RESIDENTS; i++) {
    if (!add_resident (self, i, error))
      return FALSE;
  }
  return TRUE;
}
