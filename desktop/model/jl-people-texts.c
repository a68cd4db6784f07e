// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-people-texts.h"

#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static char *
dup_date (gint64 time)
{
  char text[JL_TIME_CHINA_TEXT_SIZE];

  jl_time_to_china_text (time, text);
  return g_strndup (text, strlen ("2026-11-23"));
}

/**
 * jl_people_text_dup_role:
 * @role: index into jl_membership_role_enum, -1: none
 *
 * Returns: (transfer full): what somebody with that role is called; without one, a resident
 */
char *
jl_people_text_dup_role (int role)
{
  return g_strdup (role < 0 ? _ ("Resident") : jl_enum_get_label (&jl_membership_role_enum, role));
}

/**
 * jl_invitation_text_dup_summary:
 * @invitation: of jl_invitation_table
 *
 * Returns: (transfer full): how many may still join by it, and until when
 */
char *
jl_invitation_text_dup_summary (JlRecord *invitation)
{
  int uses = (int)jl_record_get_integer (invitation, JL_INVITATION_USES_LEFT);
  g_autofree char *date = dup_date (jl_record_get_integer (invitation, JL_INVITATION_EXPIRES_AT));

  return g_strdup_printf (ngettext ("%d person can still join, until %s",
                                    "%d people can still join, until %s",
                                    (gulong)uses),
                          uses,
                          date);
}

/**
 * jl_member_text_dup_summary:
 * @member: of jl_member_table
 *
 * Returns: (transfer full): role, username and since when; or that the membership has ended
 */
char *
jl_member_text_dup_summary (JlRecord *member)
{
  const char *username = jl_record_get_text (member, JL_MEMBER_USERNAME);
  gboolean active = jl_record_get_integer (member, JL_MEMBER_ACTIVE) != 0;
  g_autofree char *role =
      jl_people_text_dup_role ((int)jl_record_get_integer (member, JL_MEMBER_ROLE));
  g_autofree char *date = dup_date (jl_record_get_integer (member, JL_MEMBER_CREATED_AT));
  g_autofree char *since =
      active ? g_strdup_printf (_ ("since %s"), date) : g_strdup (_ ("membership has ended"));

  return g_strjoin (" · ", role, since, username, NULL);
}
