// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-people-actions.h"

#include "jl-pin.h"

/**
 * jl_invitation_action_list_roles:
 *
 * Returns: (transfer full): reads a list of jl_invitation_role_table: as what the person may invite
 *   others; null is a resident
 */
JlAction *
jl_invitation_action_list_roles (void)
{
  JlAction *action = jl_action_new_get ("/invitations/roles");

  jl_action_set_output (action, &jl_invitation_role_table);
  return action;
}

/**
 * jl_invitation_action_create:
 * @organisation: id of the one to join
 * @invitation: role (absent: residents), uses_left, expires_at
 *
 * Returns: (transfer full): makes an invitation; only this answer holds its code
 */
JlAction *
jl_invitation_action_create (const char *organisation, JlRecord *invitation)
{
  JlAction *action = jl_action_new_post ("/organisations/%s/invitations", organisation);

  jl_action_set_body (action, invitation);
  jl_action_set_output (action, &jl_invitation_table);
  return action;
}

/**
 * jl_invitation_action_remove:
 * @invitation: an invitation
 *
 * Returns: (transfer full): takes it back; its code opens nothing from then on
 */
JlAction *
jl_invitation_action_remove (JlRecord *invitation)
{
  g_autofree char *id = jl_record_dup_field_text (invitation, JL_INVITATION_ID);
  g_autofree char *path = g_strdup_printf ("/invitations/%s", id);

  return jl_action_new ("DELETE", path);
}

/**
 * jl_consent_action_list_texts:
 *
 * Returns: (transfer full): reads a list of jl_consent_text_table: what people agree to
 */
JlAction *
jl_consent_action_list_texts (void)
{
  JlAction *action = jl_action_new_get ("/consents/texts");

  jl_action_set_output (action, &jl_consent_text_table);
  return action;
}

/**
 * jl_consent_action_give:
 * @version: of the text that was read
 * @of_age: whether the person says that they are as old as it asks
 *
 * Returns: (transfer full): agrees to it
 */
JlAction *
jl_consent_action_give (gint64 version, gboolean of_age)
{
  JlAction *action = jl_action_new_post ("/account/consents");
  g_autoptr (JlRecord) body = jl_record_new (&jl_consent_giving_table);

  jl_record_set_integer (body, JL_CONSENT_GIVING_TEXT_VERSION, version);
  jl_record_set_integer (body, JL_CONSENT_GIVING_OF_AGE, of_age);
  jl_action_set_body (action, body);
  return action;
}

/**
 * jl_person_action_find:
 * @who: a whole mobile number or username
 *
 * Returns: (transfer full): reads a record of jl_person_table, masked: who has joined with it
 */
JlAction *
jl_person_action_find (const char *who)
{
  JlAction *action = jl_action_new_post ("/people/find");
  g_autoptr (JlRecord) body = jl_record_new (&jl_person_search_table);

  jl_record_set_text (body, JL_PERSON_SEARCH_WHO, who);
  jl_action_set_body (action, body);
  jl_action_set_output (action, &jl_person_table);
  return action;
}

/**
 * jl_person_action_export:
 * @person: of jl_person_table
 * @reason: index into jl_export_reason_enum
 *
 * Returns: (transfer full): reads a record of jl_person_answer_table: a page of all that is held
 *   about them, who see that it was read
 */
JlAction *
jl_person_action_export (JlRecord *person, int reason)
{
  g_autofree char *id = jl_record_dup_field_text (person, JL_PERSON_ID);
  JlAction *action = jl_action_new_post ("/people/%s/export", id);
  g_autoptr (JlRecord) body = jl_record_new (&jl_person_export_table);

  jl_record_set_integer (body, JL_PERSON_EXPORT_REASON, reason);
  jl_record_set_integer (body, JL_PERSON_EXPORT_FORMAT, JL_EXPORT_HTML);
  jl_action_set_body (action, body);
  jl_action_set_output (action, &jl_person_answer_table);
  return action;
}

/**
 * jl_person_action_erase:
 * @person: of jl_person_table
 * @reason: index into jl_erasure_reason_enum
 *
 * Returns: (transfer full): deletes what is personal of them
 */
JlAction *
jl_person_action_erase (JlRecord *person, int reason)
{
  g_autofree char *id = jl_record_dup_field_text (person, JL_PERSON_ID);
  JlAction *action = jl_action_new_post ("/people/%s/erasure", id);
  g_autoptr (JlRecord) body = jl_record_new (&jl_erasure_table);

  jl_record_set_integer (body, JL_ERASURE_REASON, reason);
  jl_action_set_body (action, body);
  return action;
}

/**
 * jl_password_action_change:
 * @current: the password until now
 * @chosen: the new one
 *
 * Returns: (transfer full): changes the password of who is signed in; their other sessions end
 */
JlAction *
jl_password_action_change (const char *current, const char *chosen)
{
  JlAction *action = jl_action_new_post ("/password");
  g_autoptr (JlRecord) body = jl_record_new (&jl_password_table);

  jl_record_set_text (body, JL_PASSWORD_OLD, current);
  jl_record_set_text (body, JL_PASSWORD_NEW, chosen);
  jl_action_set_body (action, body);
  return action;
}

/**
 * jl_pin_action_set:
 * @device: the secret by which the service knows this computer
 * @pin: six digits
 *
 * Returns: (transfer full): sets the PIN, here, of who is signed in
 */
JlAction *
jl_pin_action_set (const char *device, const char *pin)
{
  JlAction *action = jl_action_new_post ("/pin");
  g_autoptr (JlRecord) body = jl_record_new (&jl_pin_setting_table);

  jl_record_set_text (body, JL_PIN_SETTING_DEVICE, device);
  jl_record_set_text (body, JL_PIN_SETTING_PIN, pin);
  jl_action_set_body (action, body);
  jl_action_set_output (action, &jl_pin_validity_table);
  return action;
}

/**
 * jl_pin_action_forget:
 * @device: the secret by which the service knows this computer
 *
 * Returns: (transfer full): forgets the PIN, here, of who is signed in
 */
JlAction *
jl_pin_action_forget (const char *device)
{
  JlAction *action = jl_action_new_post ("/pin/forget");
  g_autoptr (JlRecord) body = jl_record_new (&jl_pin_forgetting_table);

  jl_record_set_text (body, JL_PIN_FORGETTING_DEVICE, device);
  jl_action_set_body (action, body);
  return action;
}

static JlAction *
new_on_member (JlRecord *member, JlRecord *changes)
{
  g_autofree char *id = jl_record_dup_field_text (member, JL_MEMBER_ID);
  g_autofree char *path = g_strdup_printf ("/memberships/%s", id);
  JlAction *action = jl_action_new ("PATCH", path);

  jl_action_set_body (action, changes);
  jl_action_set_version (action, jl_record_get_integer (member, JL_MEMBER_VERSION));
  jl_action_set_output (action, &jl_membership_table);
  return action;
}

/**
 * jl_member_action_set_role:
 * @member: of jl_member_table, as the person saw it
 * @role: index into jl_membership_role_enum
 *
 * Returns: (transfer full): gives the colleague another role, unless somebody else changed it first
 */
JlAction *
jl_member_action_set_role (JlRecord *member, int role)
{
  g_autoptr (JlRecord) changes = jl_record_new (&jl_membership_table);

  jl_record_set_integer (changes, JL_MEMBERSHIP_ROLE, role);
  return new_on_member (member, changes);
}

/**
 * jl_member_action_set_active:
 * @member: of jl_member_table, as the person saw it
 * @active: %FALSE: ends the membership, %TRUE: begins it again
 *
 * Returns: (transfer full): does that, unless somebody else changed it first
 */
JlAction *
jl_member_action_set_active (JlRecord *member, gboolean active)
{
  g_autoptr (JlRecord) changes = jl_record_new (&jl_membership_table);

  jl_record_set_integer (changes, JL_MEMBERSHIP_ACTIVE, active);
  return new_on_member (member, changes);
}
