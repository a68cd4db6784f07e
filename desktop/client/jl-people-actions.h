// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-account.h"
#include "jl-action.h"
#include "jl-consent.h"
#include "jl-person-request.h"

G_BEGIN_DECLS

/* What is done with invitations and colleagues. */

JlAction *jl_invitation_action_list_roles (void);
JlAction *jl_invitation_action_create (const char *organisation, JlRecord *invitation);
JlAction *jl_invitation_action_remove (JlRecord *invitation);

JlAction *jl_member_action_set_role (JlRecord *member, int role);
JlAction *jl_member_action_set_active (JlRecord *member, gboolean active);

JlAction *jl_consent_action_list_texts (void);
JlAction *jl_consent_action_give (gint64 version, gboolean of_age);
JlAction *jl_person_action_find (const char *who);
JlAction *jl_person_action_export (JlRecord *person, int reason);
JlAction *jl_person_action_erase (JlRecord *person, int reason);
JlAction *jl_password_action_change (const char *current, const char *chosen);

JlAction *jl_pin_action_set (const char *device, const char *pin);
JlAction *jl_pin_action_forget (const char *device);

G_END_DECLS
