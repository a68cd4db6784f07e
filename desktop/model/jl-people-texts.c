// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-people-texts.h"

#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static char *
dup_time (gint64 time, const char *example)
{
  char text[JL_TIME_CHINA_TEXT_SIZE];

  jl_time_to_china_text (time, text);
  return g_strndup (text, strlen (example));
}

static char *
dup_date (gint64 time)
{
  return dup_time (time, "2026-11-23");
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

static char *
dup_minute (gint64 time)
{
  return dup_time (time, "2026-11-23 16:05");
}

/* Both tables of sessions have these members. */
static guint
find_field (JlRecord *session, const char *name)
{
  return (guint)jl_record_table_find (jl_record_get_table (session), name);
}

/**
 * jl_session_text_dup_title:
 * @session: of jl_session_table or jl_member_session_table
 *
 * Returns: (transfer full): on which device, and whose it is where that is not one's own
 */
char *
jl_session_text_dup_title (JlRecord *session)
{
  const char *device = jl_record_get_text (session, find_field (session, "device"));
  int nickname = jl_record_table_find (jl_record_get_table (session), "nickname");

  if (device == NULL || *device == '\0')
    device = _ ("A device without a name");
  return nickname >= 0
             ? g_strdup_printf ("%s · %s", jl_record_get_text (session, (guint)nickname), device)
             : g_strdup (device);
}

/**
 * jl_session_text_dup_summary:
 * @session: of jl_session_table or jl_member_session_table
 *
 * Returns: (transfer full): since when, when it was used last, from where and until when
 */
char *
jl_session_text_dup_summary (JlRecord *session)
{
  g_autofree char *since =
      dup_minute (jl_record_get_integer (session, find_field (session, "created_at")));
  g_autofree char *seen =
      dup_minute (jl_record_get_integer (session, find_field (session, "seen_at")));
  g_autofree char *until =
      dup_minute (jl_record_get_integer (session, find_field (session, "expires_at")));
  const char *address = jl_record_get_text (session, find_field (session, "address"));

  return g_strdup_printf (_ ("signed in %s, last seen %s\nfrom %s, until %s"),
                          since,
                          seen,
                          address != NULL && *address != '\0' ? address : "–",
                          until);
}
