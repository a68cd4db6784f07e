// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-account.h"

#include <glib/gi18n-lib.h>

#define ID_FIELD                                                                                   \
  {                                                                                                \
    .name = "id", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY                                 \
  }
#define ORGANISATION_FIELD                                                                         \
  {                                                                                                \
    .name = "organisation", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY                       \
  }

const JlEnum jl_organisation_kind_enum = {
  .names =
      (const char *const[]){
          "committee", "shop", "school", "recycler", "appraiser", "market", "department", NULL },
  .labels = (const char *const[]){ N_ ("Residents' committee"),
                                   N_ ("Consignment shop"),
                                   N_ ("School"),
                                   N_ ("Recycler"),
                                   N_ ("Appraisal body"),
                                   N_ ("Second-hand market"),
                                   N_ ("City department"),
                                   NULL },
};

const JlEnum jl_membership_role_enum = {
  .names = (const char *const[]){ "clerk",
                                  "manager",
                                  "teacher",
                                  "technician",
                                  "appraiser",
                                  "recycler",
                                  "officer",
                                  "administrator",
                                  NULL },
  .labels = (const char *const[]){ N_ ("Clerk"),
                                   N_ ("Manager"),
                                   N_ ("Teacher"),
                                   N_ ("Wipe technician"),
                                   N_ ("Appraiser"),
                                   N_ ("Recycling worker"),
                                   N_ ("Officer"),
                                   N_ ("Administrator"),
                                   NULL },
};

static const JlField organisation_fields[] = {
  [JL_ORGANISATION_ID] = ID_FIELD,
  [JL_ORGANISATION_ORGANISATION] = { .name = "organisation",
                                     .type = JL_FIELD_ID,
                                     .flags = JL_FIELD_READ_ONLY,
                                     .view = JL_VIEW_STORED,
                                     .doc = "Its home: itself." },
  [JL_ORGANISATION_KIND] = { .name = "kind",
                             .type = JL_FIELD_ENUM,
                             .values = &jl_organisation_kind_enum,
                             .flags = JL_FIELD_REQUIRED | JL_FIELD_CREATE_ONLY },
  [JL_ORGANISATION_NAME] = { .name = "name",
                             .type = JL_FIELD_TEXT,
                             .min = 2,
                             .max = 60,
                             .flags = JL_FIELD_REQUIRED },
  [JL_ORGANISATION_USCC] = { .name = "uscc",
                             .type = JL_FIELD_TEXT,
                             .max = 24,
                             .flags = JL_FIELD_NULLABLE,
                             .doc = "统一社会信用代码, checked." },
  [JL_ORGANISATION_USCC_OVERRIDE] = { .name = "uscc_override",
                                      .type = JL_FIELD_TEXT,
                                      .min = 4,
                                      .max = 200,
                                      .flags = JL_FIELD_NULLABLE,
                                      .view = JL_VIEW_OWN,
                                      .doc = "Why a code that fails its check is right all the "
                                             "same." },
  [JL_ORGANISATION_DIVISION] = { .name = "division",
                                 .type = JL_FIELD_TEXT,
                                 .min = 6,
                                 .max = 12,
                                 .flags = JL_FIELD_REQUIRED,
                                 .doc = "Division code: district, street or community." },
  [JL_ORGANISATION_LABEL_PREFIX] = { .name = "label_prefix",
                                     .type = JL_FIELD_TEXT,
                                     .min = 2,
                                     .max = 4,
                                     .flags = JL_FIELD_REQUIRED | JL_FIELD_CREATE_ONLY },
  [JL_ORGANISATION_ADDRESS] = { .name = "address", .type = JL_FIELD_TEXT, .max = 120 },
  [JL_ORGANISATION_TELEPHONE] = { .name = "telephone", .type = JL_FIELD_TEXT, .max = 30 },
  [JL_ORGANISATION_OPENING_HOURS] = { .name = "opening_hours", .type = JL_FIELD_TEXT, .max = 120 },
  [JL_ORGANISATION_PHOTO_QUOTA] = { .name = "photo_quota",
                                    .type = JL_FIELD_INTEGER,
                                    .min = 0,
                                    .max = G_GINT64_CONSTANT (1) << 50,
                                    .view = JL_VIEW_OWN,
                                    .doc = "Bytes; only administrators set it." },
  [JL_ORGANISATION_ACTIVE] = { .name = "active",
                               .type = JL_FIELD_BOOLEAN,
                               .doc = "Only administrators set it." },
  JL_RECORD_COMMON_FIELDS (JL_ORGANISATION),
};
JL_ASSERT_FIELDS (JL_ORGANISATION, organisation_fields);
const JlRecordTable jl_organisation_table =
    JL_RECORD_TABLE ("organisation", "JlOrganisation", organisation_fields);

static const JlField supervised_fields[] = {
  [JL_SUPERVISED_ID] = ID_FIELD,
  [JL_SUPERVISED_VERSION] = { .name = "version",
                              .type = JL_FIELD_INTEGER,
                              .flags = JL_FIELD_READ_ONLY },
  [JL_SUPERVISED_RECORD] = { .name = "record",
                             .type = JL_FIELD_RECORD,
                             .record = &jl_organisation_table,
                             .flags = JL_FIELD_READ_ONLY },
  [JL_SUPERVISED_DIVISION_NAME] = { .name = "division_name",
                                    .type = JL_FIELD_TEXT,
                                    .max = 200,
                                    .flags = JL_FIELD_READ_ONLY },
  [JL_SUPERVISED_PHOTO_BYTES] = { .name = "photo_bytes",
                                  .type = JL_FIELD_INTEGER,
                                  .flags = JL_FIELD_READ_ONLY,
                                  .doc = "Of its photo_quota." },
  [JL_SUPERVISED_MEMBERS] = { .name = "members",
                              .type = JL_FIELD_INTEGER,
                              .flags = JL_FIELD_READ_ONLY,
                              .doc = "How many people work for it." },
};
JL_ASSERT_FIELDS (JL_SUPERVISED, supervised_fields);
const JlRecordTable jl_supervised_organisation_table =
    JL_RECORD_TABLE ("supervised_organisation", "JlSupervisedOrganisation", supervised_fields);

static const JlField supervised_query_fields[] = {
  [JL_SUPERVISED_QUERY_KIND] = { .name = "kind",
                                 .type = JL_FIELD_ENUM,
                                 .values = &jl_organisation_kind_enum },
  [JL_SUPERVISED_QUERY_DIVISION] = { .name = "division",
                                     .type = JL_FIELD_TEXT,
                                     .min = 4,
                                     .max = 12,
                                     .doc = "Those in this division." },
  [JL_SUPERVISED_QUERY_Q] = { .name = "q",
                              .type = JL_FIELD_TEXT,
                              .min = 1,
                              .max = 60,
                              .doc = "Part of the name, the label prefix, or the beginning of the "
                                     "social credit code." },
  [JL_SUPERVISED_QUERY_ACTIVE] = { .name = "active", .type = JL_FIELD_BOOLEAN },
};
JL_ASSERT_FIELDS (JL_SUPERVISED_QUERY, supervised_query_fields);
const JlRecordTable jl_supervised_query_table =
    JL_RECORD_TABLE ("supervised_query", "JlSupervisedQuery", supervised_query_fields);

static const JlField person_fields[] = {
  [JL_PERSON_ID] = ID_FIELD,
  [JL_PERSON_ORGANISATION] = ORGANISATION_FIELD,
  [JL_PERSON_NICKNAME] = { .name = "nickname",
                           .type = JL_FIELD_TEXT,
                           .min = 1,
                           .max = 20,
                           .flags = JL_FIELD_REQUIRED | JL_FIELD_PERSONAL,
                           .view = JL_VIEW_OWN },
  [JL_PERSON_PHONE] = { .name = "phone",
                        .type = JL_FIELD_TEXT,
                        .max = 20,
                        .flags = JL_FIELD_PERSONAL,
                        .view = JL_VIEW_OWN,
                        .doc = "Masked but for the person and the organisation that holds their "
                               "reservation." },
  [JL_PERSON_STAFF] = { .name = "staff",
                        .type = JL_FIELD_BOOLEAN,
                        .flags = JL_FIELD_READ_ONLY,
                        .view = JL_VIEW_OWN },
  [JL_PERSON_ERASED_AT] = { .name = "erased_at",
                            .type = JL_FIELD_TIME,
                            .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,
                            .view = JL_VIEW_OWN,
                            .doc = "When everything personal about them was deleted." },
  JL_RECORD_COMMON_FIELDS (JL_PERSON),
};
JL_ASSERT_FIELDS (JL_PERSON, person_fields);
const JlRecordTable jl_person_table = JL_RECORD_TABLE ("person", "JlPerson", person_fields);

static const JlField membership_fields[] = {
  [JL_MEMBERSHIP_ID] = ID_FIELD,
  [JL_MEMBERSHIP_ORGANISATION] = ORGANISATION_FIELD,
  [JL_MEMBERSHIP_ORGANISATION_NAME] = { .name = "organisation_name",
                                        .type = JL_FIELD_TEXT,
                                        .max = 60,
                                        .flags = JL_FIELD_READ_ONLY },
  [JL_MEMBERSHIP_ORGANISATION_KIND] = { .name = "organisation_kind",
                                        .type = JL_FIELD_ENUM,
                                        .values = &jl_organisation_kind_enum,
                                        .flags = JL_FIELD_READ_ONLY },
  [JL_MEMBERSHIP_ACCOUNT] = { .name = "account",
                              .type = JL_FIELD_ID,
                              .flags = JL_FIELD_REQUIRED | JL_FIELD_CREATE_ONLY },
  [JL_MEMBERSHIP_ROLE] = { .name = "role",
                           .type = JL_FIELD_ENUM,
                           .values = &jl_membership_role_enum,
                           .flags = JL_FIELD_REQUIRED },
  [JL_MEMBERSHIP_ACTIVE] = { .name = "active", .type = JL_FIELD_BOOLEAN },
  JL_RECORD_COMMON_FIELDS (JL_MEMBERSHIP),
};
JL_ASSERT_FIELDS (JL_MEMBERSHIP, membership_fields);
const JlRecordTable jl_membership_table =
    JL_RECORD_TABLE ("membership", "JlMembershipRecord", membership_fields);

static const JlField member_fields[] = {
  [JL_MEMBER_ID] = { .name = "id", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY },
  [JL_MEMBER_ACCOUNT] = { .name = "account", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY },
  [JL_MEMBER_USERNAME] = { .name = "username",
                           .type = JL_FIELD_TEXT,
                           .max = 40,
                           .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE | JL_FIELD_PERSONAL },
  [JL_MEMBER_NICKNAME] = { .name = "nickname",
                           .type = JL_FIELD_TEXT,
                           .max = 20,
                           .flags = JL_FIELD_READ_ONLY | JL_FIELD_PERSONAL },
  [JL_MEMBER_ROLE] = { .name = "role",
                       .type = JL_FIELD_ENUM,
                       .values = &jl_membership_role_enum,
                       .flags = JL_FIELD_READ_ONLY },
  [JL_MEMBER_ACTIVE] = { .name = "active", .type = JL_FIELD_BOOLEAN, .flags = JL_FIELD_READ_ONLY },
  [JL_MEMBER_VERSION] = { .name = "version",
                          .type = JL_FIELD_INTEGER,
                          .flags = JL_FIELD_READ_ONLY },
  [JL_MEMBER_CREATED_AT] = { .name = "created_at",
                             .type = JL_FIELD_TIME,
                             .flags = JL_FIELD_READ_ONLY },
};
JL_ASSERT_FIELDS (JL_MEMBER, member_fields);
const JlRecordTable jl_member_table = JL_RECORD_TABLE ("member", "JlMember", member_fields);

static const JlField invitation_role_fields[] = {
  [JL_INVITATION_ROLE_ROLE] = { .name = "role",
                                .type = JL_FIELD_ENUM,
                                .values = &jl_membership_role_enum,
                                .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,
                                .doc = "Null: a resident, without membership." },
};
JL_ASSERT_FIELDS (JL_INVITATION_ROLE, invitation_role_fields);
const JlRecordTable jl_invitation_role_table =
    JL_RECORD_TABLE ("invitation_role", "JlInvitationRole", invitation_role_fields);

static const JlField account_fields[] = {
  [JL_ACCOUNT_ID] = ID_FIELD,
  [JL_ACCOUNT_ORGANISATION] = ORGANISATION_FIELD,
  [JL_ACCOUNT_PERSON] = { .name = "person", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY },
  [JL_ACCOUNT_USERNAME] = { .name = "username",
                            .type = JL_FIELD_TEXT,
                            .min = 2,
                            .max = 40,
                            .flags = JL_FIELD_READ_ONLY | JL_FIELD_PERSONAL },
  [JL_ACCOUNT_NICKNAME] = { .name = "nickname",
                            .type = JL_FIELD_TEXT,
                            .max = 20,
                            .flags = JL_FIELD_READ_ONLY | JL_FIELD_PERSONAL },
  [JL_ACCOUNT_ACTIVE] = { .name = "active", .type = JL_FIELD_BOOLEAN },
  [JL_ACCOUNT_MEMBERSHIPS] = { .name = "memberships",
                               .type = JL_FIELD_LIST,
                               .record = &jl_membership_table,
                               .max = 100,
                               .flags = JL_FIELD_READ_ONLY | JL_FIELD_PERSONAL },
  [JL_ACCOUNT_CONSENT_DUE] = { .name = "consent_due",
                               .type = JL_FIELD_INTEGER,
                               .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE | JL_FIELD_PERSONAL,
                               .doc = "Version of the text that they have still to agree to; "
                                      "null: none." },
  JL_RECORD_COMMON_FIELDS (JL_ACCOUNT),
};
JL_ASSERT_FIELDS (JL_ACCOUNT, account_fields);
const JlRecordTable jl_account_table = JL_RECORD_TABLE ("account", "JlAccount", account_fields);

static const JlField sign_in_fields[] = {
  [JL_SIGN_IN_USERNAME] = { .name = "username",
                            .type = JL_FIELD_TEXT,
                            .min = 1,
                            .max = 40,
                            .flags = JL_FIELD_REQUIRED | JL_FIELD_PERSONAL,
                            .doc = "The username, or the phone number." },
  [JL_SIGN_IN_PASSWORD] = { .name = "password",
                            .type = JL_FIELD_TEXT,
                            .min = 1,
                            .max = 200,
                            .flags = JL_FIELD_REQUIRED | JL_FIELD_SECRET },
  [JL_SIGN_IN_DEVICE] = { .name = "device",
                          .type = JL_FIELD_TEXT,
                          .max = 80,
                          .doc = "What the list of sessions shows, e.g. the browser's name." },
};
JL_ASSERT_FIELDS (JL_SIGN_IN, sign_in_fields);
const JlRecordTable jl_sign_in_table = JL_RECORD_TABLE ("sign_in", "JlSignIn", sign_in_fields);

static const JlField session_fields[] = {
  [JL_SESSION_ID] = ID_FIELD,
  [JL_SESSION_TOKEN] = { .name = "token",
                         .type = JL_FIELD_TEXT,
                         .max = 64,
                         .flags = JL_FIELD_READ_ONLY,
                         .doc = "Only in the answer to signing in." },
  [JL_SESSION_ACCOUNT] = { .name = "account",
                           .type = JL_FIELD_RECORD,
                           .record = &jl_account_table,
                           .flags = JL_FIELD_READ_ONLY },
  [JL_SESSION_CREATED_AT] = { .name = "created_at",
                              .type = JL_FIELD_TIME,
                              .flags = JL_FIELD_READ_ONLY },
  [JL_SESSION_SEEN_AT] = { .name = "seen_at", .type = JL_FIELD_TIME, .flags = JL_FIELD_READ_ONLY },
  [JL_SESSION_EXPIRES_AT] = { .name = "expires_at",
                              .type = JL_FIELD_TIME,
                              .flags = JL_FIELD_READ_ONLY },
  [JL_SESSION_DEVICE] = { .name = "device",
                          .type = JL_FIELD_TEXT,
                          .max = 80,
                          .flags = JL_FIELD_READ_ONLY },
  [JL_SESSION_ADDRESS] = { .name = "address",
                           .type = JL_FIELD_TEXT,
                           .max = 60,
                           .flags = JL_FIELD_READ_ONLY },
  [JL_SESSION_CURRENT] = { .name = "current",
                           .type = JL_FIELD_BOOLEAN,
                           .flags = JL_FIELD_READ_ONLY },
};
JL_ASSERT_FIELDS (JL_SESSION, session_fields);
const JlRecordTable jl_session_table = JL_RECORD_TABLE ("session", "JlSession", session_fields);

#define SESSION_TIME(name_)                                                                        \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_TIME, .flags = JL_FIELD_READ_ONLY                            \
  }
static const JlField member_session_fields[] = {
  [JL_MEMBER_SESSION_ID] = ID_FIELD,
  [JL_MEMBER_SESSION_ACCOUNT] = { .name = "account",
                                  .type = JL_FIELD_ID,
                                  .flags = JL_FIELD_READ_ONLY },
  [JL_MEMBER_SESSION_NICKNAME] = { .name = "nickname",
                                   .type = JL_FIELD_TEXT,
                                   .max = 20,
                                   .flags = JL_FIELD_READ_ONLY | JL_FIELD_PERSONAL },
  [JL_MEMBER_SESSION_CREATED_AT] = SESSION_TIME ("created_at"),
  [JL_MEMBER_SESSION_SEEN_AT] = SESSION_TIME ("seen_at"),
  [JL_MEMBER_SESSION_EXPIRES_AT] = SESSION_TIME ("expires_at"),
  [JL_MEMBER_SESSION_DEVICE] = { .name = "device",
                                 .type = JL_FIELD_TEXT,
                                 .max = 80,
                                 .flags = JL_FIELD_READ_ONLY },
  [JL_MEMBER_SESSION_ADDRESS] = { .name = "address",
                                  .type = JL_FIELD_TEXT,
                                  .max = 60,
                                  .flags = JL_FIELD_READ_ONLY },
  [JL_MEMBER_SESSION_CURRENT] = { .name = "current",
                                  .type = JL_FIELD_BOOLEAN,
                                  .flags = JL_FIELD_READ_ONLY },
};
JL_ASSERT_FIELDS (JL_MEMBER_SESSION, member_session_fields);
const JlRecordTable jl_member_session_table =
    JL_RECORD_TABLE ("member_session", "JlMemberSession", member_session_fields);

static const JlField invitation_fields[] = {
  [JL_INVITATION_ID] = ID_FIELD,
  [JL_INVITATION_ORGANISATION] = ORGANISATION_FIELD,
  [JL_INVITATION_ROLE] = { .name = "role",
                           .type = JL_FIELD_ENUM,
                           .values = &jl_membership_role_enum,
                           .flags = JL_FIELD_NULLABLE,
                           .doc =
                               "Null: the one who joins becomes a resident, without membership." },
  [JL_INVITATION_CODE] = { .name = "code",
                           .type = JL_FIELD_TEXT,
                           .max = 20,
                           .flags = JL_FIELD_READ_ONLY | JL_FIELD_PERSONAL,
                           .view = JL_VIEW_OWN,
                           .doc = "Only in the answer to making it." },
  [JL_INVITATION_JOIN_URL] = { .name = "join_url",
                               .type = JL_FIELD_TEXT,
                               .max = 300,
                               .flags = JL_FIELD_READ_ONLY | JL_FIELD_PERSONAL,
                               .view = JL_VIEW_OWN,
                               .doc = "Where the code is typed. Only in the answer to making it." },
  [JL_INVITATION_USES_LEFT] = { .name = "uses_left",
                                .type = JL_FIELD_INTEGER,
                                .min = 0,
                                .max = 1000 },
  [JL_INVITATION_EXPIRES_AT] = { .name = "expires_at", .type = JL_FIELD_TIME },
  JL_RECORD_COMMON_FIELDS (JL_INVITATION),
};
JL_ASSERT_FIELDS (JL_INVITATION, invitation_fields);
const JlRecordTable jl_invitation_table =
    JL_RECORD_TABLE ("invitation", "JlInvitation", invitation_fields);

static const JlField look_fields[] = {
  [JL_LOOK_ID] = ID_FIELD,
  [JL_LOOK_AT] = { .name = "at", .type = JL_FIELD_TIME, .flags = JL_FIELD_READ_ONLY },
  [JL_LOOK_ORGANISATION_NAME] = { .name = "organisation_name",
                                  .type = JL_FIELD_TEXT,
                                  .max = 60,
                                  .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,
                                  .doc = "For whom; null: at the service's own machine." },
  [JL_LOOK_NICKNAME] = { .name = "nickname",
                         .type = JL_FIELD_TEXT,
                         .max = 60,
                         .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE | JL_FIELD_PERSONAL,
                         .doc = "Who, by the name they work under." },
  [JL_LOOK_REASON] = { .name = "reason",
                       .type = JL_FIELD_TEXT,
                       .max = 40,
                       .flags = JL_FIELD_READ_ONLY,
                       .doc = "reservation, export.request, export.authority." },
};
JL_ASSERT_FIELDS (JL_LOOK, look_fields);
const JlRecordTable jl_look_table = JL_RECORD_TABLE ("look", "JlLook", look_fields);

static const JlField join_fields[] = {
  [JL_JOIN_CODE] = { .name = "code",
                     .type = JL_FIELD_TEXT,
                     .min = 4,
                     .max = 20,
                     .flags = JL_FIELD_REQUIRED | JL_FIELD_SECRET },
  [JL_JOIN_NICKNAME] = { .name = "nickname",
                         .type = JL_FIELD_TEXT,
                         .min = 1,
                         .max = 20,
                         .flags = JL_FIELD_REQUIRED | JL_FIELD_PERSONAL },
  [JL_JOIN_PHONE] = { .name = "phone",
                      .type = JL_FIELD_TEXT,
                      .min = 5,
                      .max = 20,
                      .flags = JL_FIELD_PERSONAL,
                      .doc = "Needed for residents, who sign in with it." },
  [JL_JOIN_USERNAME] = { .name = "username",
                         .type = JL_FIELD_TEXT,
                         .min = 2,
                         .max = 40,
                         .flags = JL_FIELD_PERSONAL,
                         .doc = "Needed for staff." },
  [JL_JOIN_PASSWORD] = { .name = "password",
                         .type = JL_FIELD_TEXT,
                         .min = 8,
                         .max = 200,
                         .flags = JL_FIELD_REQUIRED | JL_FIELD_SECRET },
  [JL_JOIN_CONSENT] = { .name = "consent",
                        .type = JL_FIELD_INTEGER,
                        .min = 1,
                        .max = 10000,
                        .flags = JL_FIELD_REQUIRED,
                        .doc = "Version of the text that was read and agreed to: "
                               "GET /consents/texts." },
  [JL_JOIN_OF_AGE] = { .name = "of_age",
                       .type = JL_FIELD_BOOLEAN,
                       .flags = JL_FIELD_REQUIRED,
                       .doc = "Whether they say that they are as old as the text asks. No date of "
                              "birth is stored." },
};
JL_ASSERT_FIELDS (JL_JOIN, join_fields);
const JlRecordTable jl_join_table = JL_RECORD_TABLE ("join", "JlJoin", join_fields);

static const JlField password_fields[] = {
  [JL_PASSWORD_OLD] = { .name = "old_password",
                        .type = JL_FIELD_TEXT,
                        .min = 1,
                        .max = 200,
                        .flags = JL_FIELD_REQUIRED | JL_FIELD_SECRET },
  [JL_PASSWORD_NEW] = { .name = "new_password",
                        .type = JL_FIELD_TEXT,
                        .min = 8,
                        .max = 200,
                        .flags = JL_FIELD_REQUIRED | JL_FIELD_SECRET },
};
JL_ASSERT_FIELDS (JL_PASSWORD, password_fields);
const JlRecordTable jl_password_table = JL_RECORD_TABLE ("password", "JlPassword", password_fields);

const JlEnum jl_notice_cause_enum = {
  .names = (const char *const[]){ "reserved",
                                  "reservation_ready",
                                  "reservation_soon",
                                  "reservation_ended",
                                  "want_matched",
                                  "reservation_cancelled",
                                  "reported",
                                  "report_upheld",
                                  "report_dismissed",
                                  "hidden",
                                  "reserved_hidden",
                                  "appealed",
                                  "appeal_rejected",
                                  "restored",
                                  NULL },
  .labels = (const char *const[]){ N_ ("Somebody reserved this"),
                                   N_ ("It is kept for you now"),
                                   N_ ("Your reservation ends soon"),
                                   N_ ("Your reservation has ended"),
                                   N_ ("Something you look for was published"),
                                   N_ ("A reservation was cancelled"),
                                   N_ ("Somebody reported this"),
                                   N_ ("What you reported was taken from view"),
                                   N_ ("What you reported was checked and stays in view"),
                                   N_ ("This was taken from view"),
                                   N_ ("What you reserved was taken from view; your reservation "
                                       "has ended"),
                                   N_ ("An appeal is to be decided"),
                                   N_ ("The appeal was rejected; this stays hidden"),
                                   N_ ("This is in view again"),
                                   NULL },
};

static const JlField notice_fields[] = {
  [JL_NOTICE_ID] = ID_FIELD,
  [JL_NOTICE_ORGANISATION] = ORGANISATION_FIELD,
  [JL_NOTICE_PERSON] = { .name = "person",
                         .type = JL_FIELD_ID,
                         .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,
                         .view = JL_VIEW_OWN,
                         .doc = "Whom it is for; null: the organisation." },
  [JL_NOTICE_CAUSE] = { .name = "cause",
                        .type = JL_FIELD_ENUM,
                        .values = &jl_notice_cause_enum,
                        .flags = JL_FIELD_READ_ONLY },
  [JL_NOTICE_ITEM] = { .name = "item",
                       .type = JL_FIELD_ID,
                       .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE },
  [JL_NOTICE_ITEM_TITLE] = { .name = "item_title",
                             .type = JL_FIELD_TEXT,
                             .max = 60,
                             .flags = JL_FIELD_READ_ONLY },
  [JL_NOTICE_READ] = { .name = "read",
                       .type = JL_FIELD_BOOLEAN,
                       .flags = JL_FIELD_READ_ONLY | JL_FIELD_PERSONAL,
                       .view = JL_VIEW_OWN,
                       .doc = "A mark, kept apart from the record." },
  JL_RECORD_COMMON_FIELDS (JL_NOTICE),
};
JL_ASSERT_FIELDS (JL_NOTICE, notice_fields);
const JlRecordTable jl_notice_table = JL_RECORD_TABLE ("notice", "JlNotice", notice_fields);

static gboolean
has_role (JlRecord *membership, const char *role)
{
  return membership != NULL && jl_record_get_integer (membership, JL_MEMBERSHIP_ROLE) ==
                                   jl_enum_from_name (&jl_membership_role_enum, role);
}

/**
 * jl_membership_is_administrator:
 * @membership: (nullable): of jl_membership_table
 *
 * Returns: whether it is of somebody who looks after a city's or a district's organisations
 */
gboolean
jl_membership_is_administrator (JlRecord *membership)
{
  return has_role (membership, "administrator");
}

/**
 * jl_membership_is_manager:
 * @membership: (nullable): of jl_membership_table
 *
 * Returns: whether it is of somebody who speaks for the organisation
 */
gboolean
jl_membership_is_manager (JlRecord *membership)
{
  return has_role (membership, "manager");
}
