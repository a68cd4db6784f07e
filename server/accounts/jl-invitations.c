// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

#include "jl-rules.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define INVITATION_LIFE_MS (G_GINT64_CONSTANT (14) * 24 * 60 * 60 * 1000)

const JlKind jl_invitation_kind = { .table = &jl_invitation_table };

static gboolean
is_for_staff (JlRecord *invitation)
{
  return jl_record_has (invitation, JL_INVITATION_ROLE) &&
         !jl_record_is_null (invitation, JL_INVITATION_ROLE);
}

/**
 * jl_invitation_draw: (skip)
 * @public_url: of the service
 * @staff: whether a colleague is invited, and no resident
 * @name: (nullable): whom, if that is known: only a digest of it is kept, by which the same one is
 *   not invited twice
 * @error: return location
 *
 * Draws the code outside the command, so that only its digest reaches the store.
 *
 * Returns: (transfer floating): `code`, `digest`, `join_url`, where the code is typed, and `name`
 */
GVariant *
jl_invitation_draw (const char *public_url, gboolean staff, GBytes *name, GError **error)
{
  gboolean slash = g_str_has_suffix (public_url, "/");
  g_autofree char *join_url =
      g_strconcat (public_url, slash ? "" : "/", staff ? "join?staff" : "join", NULL);
  g_autofree char *code = jl_invitation_code_new ();
  g_autofree char *plain = jl_invitation_code_parse (code, error);
  g_autoptr (GBytes) digest = plain != NULL ? jl_invitation_code_digest (plain) : NULL;
  GVariantBuilder builder;

  if (digest == NULL)
    return NULL;
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "code", g_variant_new_string (code));
  g_variant_builder_add (&builder, "{sv}", "digest", jl_prepared_new_bytes (digest));
  g_variant_builder_add (&builder, "{sv}", "join_url", g_variant_new_string (join_url));
  if (name != NULL)
    g_variant_builder_add (&builder, "{sv}", "name", jl_prepared_new_bytes (name));
  return g_variant_builder_end (&builder);
}

/**
 * jl_invitation_prepare:
 * @request: POST /organisations/{id}/invitations
 * @error: return location
 *
 * Returns: (transfer floating): as jl_invitation_draw()
 */
GVariant *
jl_invitation_prepare (JlRequest *request, GError **error)
{
  return jl_invitation_draw (request->public_url, is_for_staff (request->input), NULL, error);
}

/* A school invites no residents: pupils have no accounts here (domain.md section 4, "Schools"). */
static gboolean
invites_residents (int organisation_kind)
{
  return organisation_kind == JL_ORGANISATION_COMMITTEE ||
         organisation_kind == JL_ORGANISATION_SHOP;
}

/* Managers invite colleagues; whoever stands at the counter invites residents. */
static gboolean
check_inviter (JlTransaction *transaction, JlCall *call, GError **error)
{
  gint64 organisation = jl_record_get_integer (call->target, JL_ORGANISATION_ID);
  int kind = jl_record_get_integer (call->target, JL_ORGANISATION_KIND);
  gboolean is_administrator = jl_caller_may (call->caller, JL_ROLE_ADMINISTRATOR | JL_ROLE_SYSTEM);
  gboolean owns = jl_caller_owns (call->caller, organisation);

  if (is_for_staff (call->input)) {
    if (!is_administrator && !(owns && jl_caller_may (call->caller, JL_ROLE_MANAGER))) {
      g_set_error_literal (
          error, JL_ERROR, JL_ERROR_FORBIDDEN, _ ("Only the manager invites colleagues"));
      return FALSE;
    }
    if (!owns && !jl_organisation_check_reach (transaction, call->caller, call->target, error))
      return FALSE;
    return jl_people_check_may_grant (
               call->caller, jl_record_get_integer (call->input, JL_INVITATION_ROLE), error) &&
           jl_role_fits_organisation (
               transaction, kind, jl_record_get_integer (call->input, JL_INVITATION_ROLE), error);
  }
  if (!owns) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_FORBIDDEN, _ ("Only the organisation itself invites residents"));
    return FALSE;
  }
  if (!invites_residents (kind)) {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "role",
                        _ ("Residents join through their committee or shop; a school keeps no "
                           "accounts of pupils"));
    return FALSE;
  }
  return TRUE;
}

static gboolean
store_code (JlTransaction *transaction, JlCall *call, gint64 invitation, GError **error)
{
  g_autoptr (GBytes) digest = jl_prepared_get_bytes (call->prepared, "digest");
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction),
                             "INSERT INTO invitation_code (digest, invitation) VALUES (?1, ?2)",
                             error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_bytes (statement, 1, digest);
  jl_statement_bind_integer (statement, 2, invitation);
  return jl_statement_run (statement, error);
}

/* So that a table that is imported again invites only those who are new in it. */
static gboolean
store_name (JlTransaction *transaction, JlCall *call, gint64 invitation, GError **error)
{
  g_autoptr (GBytes) digest = jl_prepared_get_bytes (call->prepared, "name");
  g_autoptr (JlStatement) statement = NULL;

  if (digest == NULL)
    return TRUE;
  statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction),
                             "INSERT INTO invitation_name (invitation, digest) VALUES (?1, ?2)",
                             error);
  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, invitation);
  jl_statement_bind_bytes (statement, 2, digest);
  return jl_statement_run (statement, error);
}

static gboolean
invitation_create (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlRecord) invitation = jl_record_copy (call->input);
  gint64 now = jl_transaction_get_now (transaction);
  gint64 id = jl_transaction_new_id (transaction);
  GString *json;

  if (!check_inviter (transaction, call, error))
    return FALSE;
  jl_record_set_integer (invitation, JL_INVITATION_ID, id);
  jl_record_set_integer (invitation,
                         JL_INVITATION_ORGANISATION,
                         jl_record_get_integer (call->target, JL_ORGANISATION_ID));
  if (!jl_record_has (invitation, JL_INVITATION_ROLE))
    jl_record_set_null (invitation, JL_INVITATION_ROLE);
  if (!jl_record_has (invitation, JL_INVITATION_USES_LEFT))
    jl_record_set_integer (invitation, JL_INVITATION_USES_LEFT, 1);
  if (!jl_record_has (invitation, JL_INVITATION_EXPIRES_AT))
    jl_record_set_integer (invitation, JL_INVITATION_EXPIRES_AT, now + INVITATION_LIFE_MS);
  if (jl_record_get_integer (invitation, JL_INVITATION_EXPIRES_AT) <= now) {
    jl_set_error_field (error, JL_ERROR_INVALID, "expires_at", _ ("This time has passed"));
    return FALSE;
  }
  if (!jl_transaction_put (transaction, &jl_invitation_kind, invitation, error) ||
      !store_code (transaction, call, id, error) || !store_name (transaction, call, id, error))
    return FALSE;

  json = g_string_new (NULL);
  jl_record_set_text (
      invitation, JL_INVITATION_CODE, jl_prepared_get_text (call->prepared, "code"));
  jl_record_set_text (
      invitation, JL_INVITATION_JOIN_URL, jl_prepared_get_text (call->prepared, "join_url"));
  jl_record_append_personal_json (invitation, JL_VIEW_OWN, json);
  jl_transaction_reply_json (transaction, 201, g_string_free (json, FALSE));
  return TRUE;
}

const JlCommand jl_invitation_create_command = {
  .name = "invitation.create",
  .roles = JL_ROLES_STAFF | JL_ROLE_ADMINISTRATOR | JL_ROLE_SYSTEM,
  .flags = JL_COMMAND_FORGET_REPLY,
  .input = &jl_invitation_table,
  .target = &jl_organisation_kind,
  .execute = invitation_create,
};

static gboolean
invitation_remove (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction),
                             "DELETE FROM invitation_code WHERE invitation = ?1",
                             error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, call->ids[0]);
  if (!jl_statement_run (statement, error))
    return FALSE;
  g_clear_pointer (&statement, jl_statement_release);
  if (!jl_transaction_remove (transaction, &jl_invitation_kind, call->target, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_invitation_remove_command = {
  .name = "invitation.remove",
  .roles = JL_ROLES_STAFF | JL_ROLE_ADMINISTRATOR,
  .flags = JL_COMMAND_OWN_TARGET,
  .target = &jl_invitation_kind,
  .execute = invitation_remove,
};

/**
 * jl_invitations_list:
 * @request: GET /invitations
 * @error: return location
 *
 * Open invitations of the organisation the caller acts for, newest first; their codes are not
 * known any more.
 *
 * Returns: (transfer full): the response
 */
JlResponse *
jl_invitations_list (JlRequest *request, GError **error)
{
  static const char sql[] =
      "SELECT ready.own, invitation.id FROM invitation JOIN ready USING (id) "
      "WHERE invitation.organisation = ?1 AND invitation.uses_left > 0 "
      "AND invitation.expires_at > ?2 AND invitation.id < ?3 ORDER BY invitation.id DESC LIMIT ?4";
  g_autoptr (JlStatement) statement = jl_connection_prepare (request->connection, sql, error);
  gint64 before = G_MAXINT64;

  if (statement == NULL ||
      (request->cursor != NULL && !jl_cursor_parse (request->cursor, 1, &before, error)))
    return NULL;
  jl_statement_bind_integer (statement, 1, request->caller->organisation);
  jl_statement_bind_integer (statement, 2, request->now);
  jl_statement_bind_integer (statement, 3, before);
  jl_statement_bind_integer (statement, 4, request->limit + 1);
  return jl_accounts_list_ready (request, statement, error);
}

static void
append_role (JlListBuilder *list, int role)
{
  g_autoptr (JlRecord) record = jl_record_new (&jl_invitation_role_table);
  g_autofree char *json = NULL;

  if (role < 0)
    jl_record_set_null (record, JL_INVITATION_ROLE_ROLE);
  else
    jl_record_set_integer (record, JL_INVITATION_ROLE_ROLE, role);
  json = jl_record_to_json (record, JL_VIEW_OWN);
  jl_list_builder_append (list, json, strlen (json));
}

/* Kind of the caller's organisation; -1: there is none. */
static int
find_own_kind (JlRequest *request, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      request->connection, "SELECT kind FROM organisation WHERE id = ?1", error);

  if (statement == NULL)
    return -1;
  jl_statement_bind_integer (statement, 1, request->caller->organisation);
  if (!jl_statement_step (statement, error))
    return -1;
  return jl_enum_from_name (&jl_organisation_kind_enum, jl_statement_get_text (statement, 0));
}

/**
 * jl_invitation_roles_list:
 * @request: GET /invitations/roles
 * @error: return location
 *
 * As what the caller may invite others into the organisation acted for: by the same rules as
 * `invitation.create`. Residents come first.
 *
 * Returns: (transfer full): the response
 */
JlResponse *
jl_invitation_roles_list (JlRequest *request, GError **error)
{
  g_auto (JlListBuilder) list = { 0 };
  g_autoptr (GError) local_error = NULL;
  const JlOrganisationTerms *terms;
  int kind = find_own_kind (request, &local_error);

  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }
  jl_list_builder_init (&list);
  if (kind < 0)
    return jl_list_builder_finish (&list, NULL);
  if (invites_residents (kind))
    append_role (&list, -1);
  terms = jl_rules_get_organisation_terms (
      request->context, kind, jl_time_get_china_date (request->now));
  for (guint i = 0; i < terms->roles->len; i++) {
    int role = g_array_index (terms->roles, int, i);

    if (jl_caller_may (request->caller, JL_ROLE_MANAGER | JL_ROLE_ADMINISTRATOR) &&
        jl_people_check_may_grant (request->caller, role, NULL))
      append_role (&list, role);
  }
  return jl_list_builder_finish (&list, NULL);
}
