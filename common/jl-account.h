// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"

G_BEGIN_DECLS

/*
 * The records of the capability "accounts": organisations, people, their accounts and memberships,
 * invitations, sessions and notices.
 */

typedef enum {
  JL_ORGANISATION_COMMITTEE,
  JL_ORGANISATION_SHOP,
  JL_ORGANISATION_SCHOOL,
  JL_ORGANISATION_RECYCLER,
  JL_ORGANISATION_APPRAISER,
  JL_ORGANISATION_MARKET,
  JL_ORGANISATION_DEPARTMENT,
} JlOrganisationKind;
extern const JlEnum jl_organisation_kind_enum;

/* Order: bit n of the server's JlRole is the membership role n - 2 (CLERK = 1 << 2 is 0). */
extern const JlEnum jl_membership_role_enum;

enum {
  JL_ORGANISATION_ID,
  JL_ORGANISATION_ORGANISATION,
  JL_ORGANISATION_KIND,
  JL_ORGANISATION_NAME,
  JL_ORGANISATION_USCC,
  JL_ORGANISATION_USCC_OVERRIDE,
  JL_ORGANISATION_DIVISION,
  JL_ORGANISATION_LABEL_PREFIX,
  JL_ORGANISATION_ADDRESS,
  JL_ORGANISATION_TELEPHONE,
  JL_ORGANISATION_OPENING_HOURS,
  JL_ORGANISATION_PHOTO_QUOTA,
  JL_ORGANISATION_ACTIVE,
  JL_ORGANISATION_VERSION,
  JL_ORGANISATION_CREATED_AT,
  JL_ORGANISATION_UPDATED_AT,
  JL_ORGANISATION_N_FIELDS
};
extern const JlRecordTable jl_organisation_table;

/* GET /organisations/supervised: one as who looks after it sees it. */
enum {
  JL_SUPERVISED_ID,
  JL_SUPERVISED_VERSION,
  JL_SUPERVISED_RECORD,
  JL_SUPERVISED_DIVISION_NAME,
  JL_SUPERVISED_PHOTO_BYTES,
  JL_SUPERVISED_MEMBERS,
  JL_SUPERVISED_N_FIELDS
};
extern const JlRecordTable jl_supervised_organisation_table;
enum {
  JL_SUPERVISED_QUERY_KIND,
  JL_SUPERVISED_QUERY_DIVISION,
  JL_SUPERVISED_QUERY_Q,
  JL_SUPERVISED_QUERY_ACTIVE,
  JL_SUPERVISED_QUERY_N_FIELDS
};
extern const JlRecordTable jl_supervised_query_table;

enum {
  JL_PERSON_ID,
  JL_PERSON_ORGANISATION,
  JL_PERSON_NICKNAME,
  JL_PERSON_PHONE,
  JL_PERSON_STAFF,
  JL_PERSON_ERASED_AT,
  JL_PERSON_VERSION,
  JL_PERSON_CREATED_AT,
  JL_PERSON_UPDATED_AT,
  JL_PERSON_N_FIELDS
};
extern const JlRecordTable jl_person_table;

enum {
  JL_MEMBERSHIP_ID,
  JL_MEMBERSHIP_ORGANISATION,
  JL_MEMBERSHIP_ORGANISATION_NAME,
  JL_MEMBERSHIP_ORGANISATION_KIND,
  JL_MEMBERSHIP_ACCOUNT,
  JL_MEMBERSHIP_ROLE,
  JL_MEMBERSHIP_ACTIVE,
  JL_MEMBERSHIP_VERSION,
  JL_MEMBERSHIP_CREATED_AT,
  JL_MEMBERSHIP_UPDATED_AT,
  JL_MEMBERSHIP_N_FIELDS
};
extern const JlRecordTable jl_membership_table;

/* GET /members: a membership as the organisation's own people see it, with who it is. */
enum {
  JL_MEMBER_ID,
  JL_MEMBER_ACCOUNT,
  JL_MEMBER_USERNAME,
  JL_MEMBER_NICKNAME,
  JL_MEMBER_ROLE,
  JL_MEMBER_ACTIVE,
  JL_MEMBER_VERSION,
  JL_MEMBER_CREATED_AT,
  JL_MEMBER_N_FIELDS
};
extern const JlRecordTable jl_member_table;

/* GET /invitations/roles: what the caller may invite others as. */
enum { JL_INVITATION_ROLE_ROLE, JL_INVITATION_ROLE_N_FIELDS };
extern const JlRecordTable jl_invitation_role_table;

enum {
  JL_ACCOUNT_ID,
  JL_ACCOUNT_ORGANISATION,
  JL_ACCOUNT_PERSON,
  JL_ACCOUNT_USERNAME,
  JL_ACCOUNT_NICKNAME,
  JL_ACCOUNT_ACTIVE,
  JL_ACCOUNT_MEMBERSHIPS,
  JL_ACCOUNT_CONSENT_DUE,
  JL_ACCOUNT_VERSION,
  JL_ACCOUNT_CREATED_AT,
  JL_ACCOUNT_UPDATED_AT,
  JL_ACCOUNT_N_FIELDS
};
extern const JlRecordTable jl_account_table;

/* GET /members/sessions */
enum {
  JL_MEMBER_SESSION_ID,
  JL_MEMBER_SESSION_ACCOUNT,
  JL_MEMBER_SESSION_NICKNAME,
  JL_MEMBER_SESSION_CREATED_AT,
  JL_MEMBER_SESSION_SEEN_AT,
  JL_MEMBER_SESSION_EXPIRES_AT,
  JL_MEMBER_SESSION_DEVICE,
  JL_MEMBER_SESSION_ADDRESS,
  JL_MEMBER_SESSION_CURRENT,
  JL_MEMBER_SESSION_N_FIELDS
};
extern const JlRecordTable jl_member_session_table;

/* POST /sessions */
enum { JL_SIGN_IN_USERNAME, JL_SIGN_IN_PASSWORD, JL_SIGN_IN_DEVICE, JL_SIGN_IN_N_FIELDS };
extern const JlRecordTable jl_sign_in_table;

enum {
  JL_SESSION_ID,
  JL_SESSION_TOKEN,
  JL_SESSION_ACCOUNT,
  JL_SESSION_CREATED_AT,
  JL_SESSION_SEEN_AT,
  JL_SESSION_EXPIRES_AT,
  JL_SESSION_DEVICE,
  JL_SESSION_ADDRESS,
  JL_SESSION_CURRENT,
  JL_SESSION_N_FIELDS
};
extern const JlRecordTable jl_session_table;

enum {
  JL_INVITATION_ID,
  JL_INVITATION_ORGANISATION,
  JL_INVITATION_ROLE,
  JL_INVITATION_CODE,
  JL_INVITATION_JOIN_URL,
  JL_INVITATION_USES_LEFT,
  JL_INVITATION_EXPIRES_AT,
  JL_INVITATION_VERSION,
  JL_INVITATION_CREATED_AT,
  JL_INVITATION_UPDATED_AT,
  JL_INVITATION_N_FIELDS
};
extern const JlRecordTable jl_invitation_table;

/* POST /accounts: joining with an invitation's code; afterwards POST /sessions. */
enum {
  JL_JOIN_CODE,
  JL_JOIN_NICKNAME,
  JL_JOIN_PHONE,
  JL_JOIN_USERNAME,
  JL_JOIN_PASSWORD,
  JL_JOIN_CONSENT,
  JL_JOIN_OF_AGE,
  JL_JOIN_N_FIELDS
};
extern const JlRecordTable jl_join_table;

/* POST /password */
enum { JL_PASSWORD_OLD, JL_PASSWORD_NEW, JL_PASSWORD_N_FIELDS };
extern const JlRecordTable jl_password_table;

/* GET /account/looks: who has looked at what others see masked. */
enum {
  JL_LOOK_ID,
  JL_LOOK_AT,
  JL_LOOK_ORGANISATION_NAME,
  JL_LOOK_NICKNAME,
  JL_LOOK_REASON,
  JL_LOOK_N_FIELDS
};
extern const JlRecordTable jl_look_table;

typedef enum {
  JL_NOTICE_RESERVED,              /* to the organisation: somebody reserved an item */
  JL_NOTICE_RESERVATION_READY,     /* to a person: it is your turn, the item is kept for you */
  JL_NOTICE_RESERVATION_SOON,      /* to a person: your reservation ends soon */
  JL_NOTICE_RESERVATION_ENDED,     /* to a person: expired or cancelled by the organisation */
  JL_NOTICE_WANT_MATCHED,          /* to a person: something you look for was published */
  JL_NOTICE_RESERVATION_CANCELLED, /* to the organisation: somebody gave a reservation back */
  JL_NOTICE_REPORTED,         /* to the organisation, and to the department that looks after it */
  JL_NOTICE_REPORT_UPHELD,    /* to who reported: it was hidden */
  JL_NOTICE_REPORT_DISMISSED, /* to who reported: it stays */
  JL_NOTICE_HIDDEN,           /* to the organisation, or the person whose want it is */
  JL_NOTICE_RESERVED_HIDDEN,  /* to who had reserved it: the reservation ended with that */
  JL_NOTICE_APPEALED,         /* to the department that decides */
  JL_NOTICE_APPEAL_REJECTED,  /* to who appealed */
  JL_NOTICE_RESTORED,         /* to whose it is, and to who had reported it: it is in view again */
} JlNoticeCause;
extern const JlEnum jl_notice_cause_enum;

enum {
  JL_NOTICE_ID,
  JL_NOTICE_ORGANISATION,
  JL_NOTICE_PERSON,
  JL_NOTICE_CAUSE,
  JL_NOTICE_ITEM,
  JL_NOTICE_ITEM_TITLE,
  JL_NOTICE_READ,
  JL_NOTICE_VERSION,
  JL_NOTICE_CREATED_AT,
  JL_NOTICE_UPDATED_AT,
  JL_NOTICE_N_FIELDS
};
extern const JlRecordTable jl_notice_table;

gboolean jl_membership_is_administrator (JlRecord *membership);
gboolean jl_membership_is_manager (JlRecord *membership);

G_END_DECLS
