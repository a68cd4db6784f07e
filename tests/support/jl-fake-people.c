// SPDX-License-Identifier: GPL-3.0-or-later
/* Invitations and colleagues of the service in memory: every role may be given by everybody. */
#include "jl-fake-service-private.h"

static void
refuse (JlFakeRequest *request, JlErrorCode code, const char *text)
{
  g_autoptr (GError) error = g_error_new_literal (JL_ERROR, (int)code, text);

  jl_fake_refuse (request, error);
}

/* The stream tells of the membership; the list shows it as a member. */
static void
tell_membership (JlFakeService *self, JlRecord *member)
{
  g_autoptr (JlRecord) membership = jl_record_new (&jl_membership_table);

  jl_record_set_integer (
      membership, JL_MEMBERSHIP_ID, jl_record_get_integer (member, JL_MEMBER_ID));
  jl_record_set_integer (
      membership, JL_MEMBERSHIP_VERSION, jl_record_get_integer (member, JL_MEMBER_VERSION));
  jl_fake_tell (self, membership);
}

typedef struct {
  const char *nickname;
  const char *username;
  int role;
} Newcomer;

static void
add_member (JlFakeService *self, gpointer data)
{
  const Newcomer *newcomer = data;
  JlRecord *member = jl_record_new (&jl_member_table);

  jl_record_set_integer (member, JL_MEMBER_ID, jl_id_maker_next (&self->ids, jl_fake_now (self)));
  jl_record_set_integer (
      member, JL_MEMBER_ACCOUNT, jl_id_maker_next (&self->ids, jl_fake_now (self)));
  jl_record_set_text (member, JL_MEMBER_NICKNAME, newcomer->nickname);
  jl_record_set_text (member, JL_MEMBER_USERNAME, newcomer->username);
  jl_record_set_integer (member, JL_MEMBER_ROLE, newcomer->role);
  jl_record_set_integer (member, JL_MEMBER_ACTIVE, TRUE);
  jl_record_set_integer (member, JL_MEMBER_VERSION, 1);
  jl_record_set_integer (member, JL_MEMBER_CREATED_AT, jl_fake_now (self));
  g_ptr_array_add (self->members, member);
  tell_membership (self, member);
}

void
jl_fake_service_add_member (JlFakeService *self,
                            const char *nickname,
                            const char *username,
                            int role)
{
  Newcomer newcomer = { nickname, username, role };

  jl_fake_order (self, add_member, &newcomer);
}

void
jl_fake_members (JlFakeRequest *request)
{
  jl_fake_answer_list (request, request->service->members);
}

void
jl_fake_memberships (JlFakeRequest *request)
{
  JlFakeService *self = request->service;
  JlRecord *member = jl_fake_find (self->members, request->parts[1]);
  const char *match = soup_message_headers_get_one (
      soup_server_message_get_request_headers (request->message), "If-Match");
  g_autoptr (JlRecord) changes = NULL;
  gint64 version;

  if (member == NULL) {
    refuse (request, JL_ERROR_NOT_FOUND, "No such membership");
    return;
  }
  version = jl_record_get_integer (member, JL_MEMBER_VERSION);
  if (match == NULL || g_ascii_strtoll (match + 1, NULL, 10) != version) {
    refuse (request, JL_ERROR_VERSION_CONFLICT, "Somebody else changed this first");
    return;
  }
  changes = jl_fake_read_body (request, &jl_membership_table, JL_READ_PATCH);
  if (changes == NULL)
    return;
  if (jl_record_has (changes, JL_MEMBERSHIP_ROLE))
    jl_record_set_integer (
        member, JL_MEMBER_ROLE, jl_record_get_integer (changes, JL_MEMBERSHIP_ROLE));
  if (jl_record_has (changes, JL_MEMBERSHIP_ACTIVE))
    jl_record_set_integer (
        member, JL_MEMBER_ACTIVE, jl_record_get_integer (changes, JL_MEMBERSHIP_ACTIVE));
  jl_record_set_integer (member, JL_MEMBER_VERSION, version + 1);
  tell_membership (self, member);
  request->status = 200;
  g_string_assign (request->answer, "{}");
}

/* Whoever reads the list later does not see the code. */
static void
invite (JlFakeRequest *request)
{
  JlFakeService *self = request->service;
  g_autoptr (JlRecord) invitation =
      jl_fake_read_body (request, &jl_invitation_table, JL_READ_CREATE);
  JlRecord *kept;

  if (invitation == NULL)
    return;
  jl_record_set_integer (
      invitation, JL_INVITATION_ID, jl_id_maker_next (&self->ids, jl_fake_now (self)));
  jl_record_set_integer (invitation, JL_INVITATION_VERSION, 1);
  jl_record_set_integer (invitation, JL_INVITATION_CREATED_AT, jl_fake_now (self));
  if (!jl_record_has (invitation, JL_INVITATION_ROLE))
    jl_record_set_null (invitation, JL_INVITATION_ROLE);
  kept = jl_record_copy (invitation);
  g_ptr_array_insert (self->invitations, 0, kept);
  jl_fake_tell (self, kept);
  jl_record_set_text (invitation, JL_INVITATION_CODE, "7KQ4M-2ZB8X");
  jl_record_set_text (invitation, JL_INVITATION_JOIN_URL, "https://jieli.example/join");
  jl_fake_answer_record (request, 201, invitation);
}

void
jl_fake_organisations (JlFakeRequest *request)
{
  if (g_strcmp0 (request->parts[1], JL_FAKE_SHOP) == 0 &&
      g_strcmp0 (request->parts[2], "invitations") == 0 && g_str_equal (request->method, "POST"))
    invite (request);
  else
    refuse (request, JL_ERROR_NOT_FOUND, "No such route");
}

static void
list_roles (JlFakeRequest *request)
{
  request->status = 200;
  g_string_assign (request->answer,
                   "{\"items\":[{\"role\":null},{\"role\":\"clerk\"},{\"role\":\"manager\"}],"
                   "\"next\":null}");
}

void
jl_fake_invitations (JlFakeRequest *request)
{
  JlFakeService *self = request->service;
  JlRecord *invitation;

  if (g_strcmp0 (request->parts[1], "roles") == 0) {
    list_roles (request);
    return;
  }
  if (g_str_equal (request->method, "GET")) {
    jl_fake_answer_list (request, self->invitations);
    return;
  }
  invitation = jl_fake_find (self->invitations, request->parts[1]);
  if (invitation == NULL) {
    refuse (request, JL_ERROR_NOT_FOUND, "No such invitation");
    return;
  }
  jl_record_set_integer (invitation, JL_INVITATION_VERSION, 2);
  jl_fake_tell (self, invitation);
  g_ptr_array_remove (self->invitations, invitation);
  request->status = 204;
}
