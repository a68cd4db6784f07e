// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-fake-service.h"
#include "jl-people-actions.h"
#include "jl-people-texts.h"
#include "jl-remote-list.h"
#include "jl-time.h"
#include "jl-wait.h"

enum { CLERK, MANAGER };

/* 2026-12-07 08:00 in China. */
#define DECEMBER G_GINT64_CONSTANT (1796601600000)

typedef struct {
  JlFakeService *service;
  JlClient *client;
  JlRemoteList *invitations;
  JlRemoteList *members;
} Fixture;

static void
caught_up_cb (JlClient *client, gboolean *caught_up)
{
  *caught_up = TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  gboolean caught_up = FALSE;
  gulong handler;

  fixture->service = jl_fake_service_new (0);
  jl_fake_service_add_member (fixture->service, "李娜", "li.na", CLERK);
  fixture->client = jl_client_new (jl_fake_service_get_address (fixture->service));
  jl_client_sign_in_async (fixture->client, "clerk", "password", NULL, jl_wait_result_cb, &result);
  g_assert_true (jl_client_sign_in_finish (fixture->client, jl_wait_result (&result), NULL));
  handler = g_signal_connect (fixture->client, "caught-up", G_CALLBACK (caught_up_cb), &caught_up);
  jl_client_start_changes (fixture->client);
  jl_wait_for (caught_up);
  g_signal_handler_disconnect (fixture->client, handler);
  fixture->invitations = jl_remote_list_new (fixture->client, &jl_invitation_table, "/invitations");
  fixture->members = jl_remote_list_new (fixture->client, &jl_member_table, "/members");
  jl_remote_list_add_kind (fixture->members, jl_membership_table.name);
  jl_remote_list_reload (fixture->invitations);
  jl_remote_list_reload (fixture->members);
  jl_wait_for (jl_remote_list_get_state (fixture->invitations) == JL_LIST_EMPTY);
  jl_wait_for (jl_remote_list_get_state (fixture->members) == JL_LIST_CONTENT);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  jl_client_stop_changes (fixture->client);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->invitations);
  g_assert_finalize_object (fixture->members);
  g_assert_finalize_object (fixture->client);
  jl_fake_service_free (fixture->service);
}

static JlRecord *
get_first (JlRemoteList *list)
{
  g_autoptr (JlRecord) record = g_list_model_get_item (G_LIST_MODEL (list), 0);

  return record; /* the list keeps it */
}

static gboolean
run (Fixture *fixture, JlAction *action, GError **error)
{
  g_autoptr (JlAction) owned = action;
  g_autoptr (GAsyncResult) result = NULL;

  jl_client_run_async (fixture->client, owned, NULL, jl_wait_result_cb, &result);
  return jl_client_run_finish (fixture->client, jl_wait_result (&result), error);
}

static JlRecord *
invite (Fixture *fixture)
{
  g_autoptr (JlRecord) wanted = jl_record_new (&jl_invitation_table);
  g_autoptr (JlAction) action = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  JlRecord *made;

  jl_record_set_integer (wanted, JL_INVITATION_USES_LEFT, 20);
  jl_record_set_integer (wanted, JL_INVITATION_EXPIRES_AT, DECEMBER);
  action = jl_invitation_action_create (JL_FAKE_SHOP, wanted);
  jl_client_run_async (fixture->client, action, NULL, jl_wait_result_cb, &result);
  made = jl_client_run_record_finish (fixture->client, jl_wait_result (&result), &error);
  g_assert_no_error (error);
  return made;
}

/* The code is in the answer alone; the list learns of the invitation, and of its end, by itself. */
static void
test_invite (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlRecord) made = invite (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (jl_record_get_text (made, JL_INVITATION_CODE), ==, "7KQ4M-2ZB8X");
  g_assert_cmpstr (
      jl_record_get_text (made, JL_INVITATION_JOIN_URL), ==, "https://jieli.example/join");
  jl_wait_for (jl_remote_list_get_state (fixture->invitations) == JL_LIST_CONTENT);
  g_assert_cmpint (
      jl_record_get_integer (get_first (fixture->invitations), JL_INVITATION_USES_LEFT), ==, 20);
  g_assert_null (jl_record_get_text (get_first (fixture->invitations), JL_INVITATION_CODE));

  run (fixture, jl_invitation_action_remove (made), &error);
  g_assert_no_error (error);
  jl_wait_for (jl_remote_list_get_state (fixture->invitations) == JL_LIST_EMPTY);
  run (fixture, jl_invitation_action_remove (made), &error);
  g_assert_error (error, JL_ERROR, JL_ERROR_NOT_FOUND);
}

static void
test_roles (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlAction) action = jl_invitation_action_list_roles ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) roles = NULL;

  jl_client_run_async (fixture->client, action, NULL, jl_wait_result_cb, &result);
  roles = jl_client_run_list_finish (fixture->client, jl_wait_result (&result), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (roles->len, ==, 3);
  g_assert_true (jl_record_is_null (roles->pdata[0], JL_INVITATION_ROLE_ROLE));
  g_assert_cmpint (jl_record_get_integer (roles->pdata[2], JL_INVITATION_ROLE_ROLE), ==, MANAGER);
}

/* The same person's row changes; who saw an older version is refused. */
static void
test_members (Fixture *fixture, gconstpointer data)
{
  JlRecord *member = get_first (fixture->members);
  g_autoptr (JlRecord) seen = jl_record_copy (member);
  g_autoptr (GError) error = NULL;

  run (fixture, jl_member_action_set_role (member, MANAGER), &error);
  g_assert_no_error (error);
  jl_wait_for (jl_record_get_integer (member, JL_MEMBER_ROLE) == MANAGER);
  g_assert_true (get_first (fixture->members) == member);

  run (fixture, jl_member_action_set_active (seen, FALSE), &error);
  g_assert_error (error, JL_ERROR, JL_ERROR_VERSION_CONFLICT);
  g_clear_error (&error);
  run (fixture, jl_member_action_set_active (member, FALSE), &error);
  g_assert_no_error (error);
  jl_wait_for (!jl_record_get_integer (member, JL_MEMBER_ACTIVE));
  g_assert_cmpint (jl_record_get_integer (member, JL_MEMBER_ROLE), ==, MANAGER);

  jl_fake_service_add_member (fixture->service, "王强", "wang.qiang", CLERK);
  jl_wait_for (g_list_model_get_n_items (G_LIST_MODEL (fixture->members)) == 2);
}

static void
test_texts (void)
{
  g_autoptr (JlRecord) invitation = jl_record_new (&jl_invitation_table);
  g_autoptr (JlRecord) member = jl_record_new (&jl_member_table);
  g_autofree char *many = NULL;
  g_autofree char *one = NULL;
  g_autofree char *works = NULL;
  g_autofree char *left = NULL;
  g_autofree char *resident = jl_people_text_dup_role (-1);
  g_autofree char *manager = jl_people_text_dup_role (MANAGER);

  jl_record_set_integer (invitation, JL_INVITATION_EXPIRES_AT, DECEMBER);
  jl_record_set_integer (invitation, JL_INVITATION_USES_LEFT, 12);
  many = jl_invitation_text_dup_summary (invitation);
  g_assert_cmpstr (many, ==, "12 people can still join, until 2026-12-07");
  jl_record_set_integer (invitation, JL_INVITATION_USES_LEFT, 1);
  one = jl_invitation_text_dup_summary (invitation);
  g_assert_cmpstr (one, ==, "1 person can still join, until 2026-12-07");

  jl_record_set_integer (member, JL_MEMBER_ROLE, MANAGER);
  jl_record_set_integer (member, JL_MEMBER_ACTIVE, TRUE);
  jl_record_set_integer (member, JL_MEMBER_CREATED_AT, DECEMBER);
  jl_record_set_text (member, JL_MEMBER_USERNAME, "li.na");
  works = jl_member_text_dup_summary (member);
  g_assert_cmpstr (works, ==, "Manager · since 2026-12-07 · li.na");
  jl_record_set_integer (member, JL_MEMBER_ACTIVE, FALSE);
  jl_record_set_null (member, JL_MEMBER_USERNAME);
  left = jl_member_text_dup_summary (member);
  g_assert_cmpstr (left, ==, "Manager · membership has ended");

  g_assert_cmpstr (resident, ==, "Resident");
  g_assert_cmpstr (manager, ==, "Manager");
}

#define ADD(name, func) g_test_add ("/desktop/people/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("invite", test_invite);
  ADD ("roles", test_roles);
  ADD ("members", test_members);
  g_test_add_func ("/desktop/people/texts", test_texts);
  return g_test_run ();
}
