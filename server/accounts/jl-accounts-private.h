// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-accounts.h"
#include "jl-person-request.h"
#include "jl-key-use.h"
#include "jl-purge.h"
#include "jl-rules.h"

#include "jl-error.h"

G_BEGIN_DECLS

/* jl-passwords.c: slow on purpose, so never on a worker's loop. */
char *jl_password_hash (const char *password, GError **error);
gboolean jl_password_verify (const char *hash, const char *password);

/* jl-person-cipher.c. What each sealed text is: part of what it is sealed with. */
#define JL_SEALED_NICKNAME "nickname"
#define JL_SEALED_PHONE "phone"
#define JL_SEALED_USERNAME "username"
#define JL_SEALED_DEVICE "session.device"
#define JL_SEALED_ADDRESS "session.address"
void jl_person_cipher_configure (const JlAccountsConfig *config);
JlPersonKeys *jl_person_get_keys (GError **error);
const JlPersonPart *jl_person_get_parts (void);
/**
 * JlPhoneDigests:
 * @digest: 32 bytes, by which a person is found and stored
 * @older: (nullable): while the service's key for it is being replaced: not everybody is done with
 */
typedef struct {
  GBytes *digest; /* owned */
  GBytes *older;  /* owned */
} JlPhoneDigests;
gboolean jl_phone_digests_make (JlPhoneDigests *self,
                                JlConnection *connection,
                                const char *mobile,
                                GError **error);
void jl_phone_digests_clear (JlPhoneDigests *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JlPhoneDigests, jl_phone_digests_clear)
GBytes *jl_name_digest (const char *folded);
GBytes *jl_try_digest (const char *text);
GPtrArray *jl_invited_digests (gint64 organisation, int role, const char *name);
GBytes *jl_person_seal (gint64 person, const char *field, const char *text, GError **error);
gboolean jl_person_open (JlStatement *statement,
                         int column,
                         gint64 person,
                         const char *field,
                         char **text,
                         GError **error);

/* jl-person-data.c */
gboolean jl_person_fill (JlStatement *statement,
                         int column,
                         gint64 person,
                         const char *sealed,
                         JlRecord *record,
                         guint field,
                         GError **error);

gboolean jl_person_fill_whole (JlStatement *statement, JlRecord *record, GError **error);
gboolean jl_person_fill_account (JlStatement *statement, JlRecord *record, GError **error);
gboolean jl_person_check_reach (JlTransaction *transaction,
                                const JlCaller *caller,
                                JlRecord *person,
                                GError **error);
gboolean
jl_person_find_account (JlConnection *connection, gint64 person, gint64 *account, GError **error);

/* jl-looks.c. The account's person, sealed nickname and the look itself. */
#define JL_LOOK_SQL                                                                                \
  "SELECT account.person, nickname AS sealed_nickname, person_look.id, person_look.at, "           \
  "organisation.name AS organisation_name, person_look.reason FROM person_look "                   \
  "LEFT JOIN organisation ON organisation.id = person_look.organisation "                          \
  "LEFT JOIN account ON account.id = person_look.account "                                         \
  "LEFT JOIN person_private ON person_private.person = account.person "                            \
  "WHERE person_look.person = ?1"
gboolean jl_look_fill (JlStatement *statement, JlRecord *look, GError **error);
JlResponse *jl_looks_list (JlRequest *request, GError **error);

/* jl-person-export.c, jl-person-page.c */
char *jl_person_export (JlConnection *connection, gint64 person, gint64 now, GError **error);
extern const JlRecordTable jl_export_query_table;
JlResponse *jl_account_export (JlRequest *request, GError **error);

/* jl-person-find.c */
extern const JlCommand jl_person_find_command;

/* jl-person-erasure.c */
extern const JlRecordTable jl_leave_table;
extern const JlCommand jl_person_erase_command, jl_account_leave_command;
extern const JlCommand jl_person_leave_command, jl_person_forget_key_command,
    jl_person_purge_command;
extern const JlPurge jl_person_purge;
gboolean jl_person_find_to_erase (JlConnection *connection, gint64 now, gint64 after, gint64 *id);
gboolean jl_person_find_to_forget (JlConnection *connection, gint64 now, gint64 after, gint64 *id);
GVariant *jl_account_leave_prepare (JlRequest *request, GError **error);
gboolean jl_person_check_no_duties (JlConnection *connection, gint64 account, GError **error);
gboolean jl_person_keep_erased (JlConnection *connection, GError **error);

/* jl-consents.c */
/**
 * JlConsentGiving:
 * @version: of the text that was read
 * @of_age: whether they say that they are old enough
 * @field: of the request that names the version, for errors
 */
typedef struct {
  guint version;
  gboolean of_age;
  const char *field;
} JlConsentGiving;
extern const JlCommand jl_consent_give_command, jl_consent_withdraw_command;
gboolean jl_consent_find_due (JlConnection *connection,
                              const JlRules *rules,
                              gint64 now,
                              gint64 account,
                              gint64 person,
                              const JlConsentTerms **terms,
                              GError **error);
gboolean jl_consent_give (JlTransaction *transaction,
                          gint64 account,
                          gint64 person,
                          const JlConsentGiving *giving,
                          JlRecord **consent,
                          GError **error);
JlResponse *jl_consents_list (JlRequest *request, GError **error);
JlResponse *jl_consent_texts_list (JlRequest *request, GError **error);

/* jl-person-upgrade.c */
gboolean jl_person_upgrade (JlConnection *connection, const char *data_dir, GError **error);

/* jl-key-renewal.c */
extern const JlCommand jl_lookup_renew_command, jl_person_keys_renew_command;
gboolean
jl_lookup_find_to_renew (JlConnection *connection, gint64 now, gint64 after, gint64 *person);
gboolean
jl_person_keys_find_to_renew (JlConnection *connection, gint64 now, gint64 after, gint64 *person);

/* jl-people.c */
char *jl_username_fold (const char *username, GError **error);
typedef struct {
  const char *nickname;
  const char *phone;    /* nullable, normalised */
  const char *username; /* nullable */
  const char *hash;     /* of the password */
} JlPersonData;
gboolean
jl_person_store (JlConnection *connection, gint64 person, const JlPersonData *data, GError **error);
gint64 jl_people_create_account (JlTransaction *transaction,
                                 gint64 organisation,
                                 gboolean staff,
                                 const JlPersonData *data,
                                 GError **error);
gboolean jl_people_check_may_grant (const JlCaller *caller, int role, GError **error);
gboolean jl_people_add_membership (
    JlTransaction *transaction, gint64 account, gint64 organisation, int role, GError **error);
char *jl_people_account_to_json (
    JlConnection *connection, const JlRules *rules, gint64 now, gint64 account, GError **error);

/* jl-organisations.c */
gboolean jl_organisation_check_reach (JlTransaction *transaction,
                                      const JlCaller *caller,
                                      JlRecord *organisation,
                                      GError **error);

JlRoleSet jl_role_from_membership (int role);
gboolean jl_role_fits_organisation (JlTransaction *transaction,
                                    int organisation_kind,
                                    int role,
                                    GError **error);

/* The route tables of this capability's parts, joined in jl-accounts.c. */
extern const JlCommand jl_session_create_command, jl_session_renew_command, jl_session_end_command,
    jl_session_revoke_command, jl_session_end_others_command, jl_member_session_end_command,
    jl_password_change_command;
extern const JlCommand jl_pin_set_command, jl_pin_forget_command, jl_pin_session_create_command;
extern const JlCommand jl_organisation_edit_command;
extern const JlCommand jl_invitation_create_command, jl_invitation_remove_command,
    jl_account_join_command, jl_membership_join_command, jl_membership_edit_command;
extern const JlCommand jl_notice_read_command, jl_notices_read_command;

/* jl-attempts.c */
gboolean
jl_attempt_count (JlTransaction *transaction, GBytes *attempt, GError *refusal, GError **error);
gboolean jl_attempt_forget (JlTransaction *transaction, GBytes *attempt, GError **error);

/**
 * JlSessionTerms:
 * @life: milliseconds
 * @by_pin: whether a PIN began it
 * @device: (nullable): what the list of sessions shows
 */
typedef struct {
  gint64 life;
  gboolean by_pin;
  const char *device;
} JlSessionTerms;
gboolean jl_session_begin (JlTransaction *transaction,
                           JlCall *call,
                           gint64 account,
                           const JlSessionTerms *terms,
                           GError **error);
GVariant *jl_pin_prepare (JlRequest *request, GError **error);
GVariant *jl_pin_session_prepare (JlRequest *request, GError **error);
GVariant *jl_session_prepare (JlRequest *request, GError **error);
JlResponse *jl_sessions_list (JlRequest *request, GError **error);
JlResponse *jl_member_sessions_list (JlRequest *request, GError **error);
JlResponse *jl_account_get (JlRequest *request, GError **error);
gboolean jl_password_compare (
    JlRequest *request, const char *password, GBytes **attempt, gboolean *right, GError **error);
gboolean jl_session_fill_place (JlStatement *statement, JlRecord *session, GError **error);
GVariant *jl_password_prepare (JlRequest *request, GError **error);
JlResponse *jl_organisations_list (JlRequest *request, GError **error);
extern const JlRecordTable jl_organisation_query_table;
GVariant *jl_invitation_prepare (JlRequest *request, GError **error);
GVariant *jl_invitation_draw (const char *public_url, gboolean staff, GBytes *name, GError **error);
JlResponse *jl_invitations_list (JlRequest *request, GError **error);
JlResponse *jl_invitation_roles_list (JlRequest *request, GError **error);
GVariant *jl_join_prepare (JlRequest *request, GError **error);
extern const JlRecordTable jl_membership_join_table;
JlResponse *jl_members_list (JlRequest *request, GError **error);
JlResponse *jl_organisation_members_list (JlRequest *request, GError **error);
JlResponse *jl_person_get (JlRequest *request, GError **error);
JlResponse *jl_notices_list (JlRequest *request, GError **error);
extern const JlRecordTable jl_notice_query_table;

/* jl-invitation-code.c */
char *jl_invitation_code_new (void);
char *jl_invitation_code_parse (const char *text, GError **error);
GBytes *jl_invitation_code_digest (const char *code);

/* "a{sv}" of what a prepare step hands to its command. */
const char *jl_prepared_get_text (GVariant *prepared, const char *name);
GBytes *jl_prepared_get_bytes (GVariant *prepared, const char *name);
GVariant *jl_prepared_new_bytes (GBytes *bytes);

/* jl-accounts-purge.c */
extern const JlPurge jl_notice_purge, jl_invitation_purge, jl_consent_purge, jl_look_purge;
extern const JlCommand jl_notice_purge_command, jl_invitation_purge_command,
    jl_consent_purge_command, jl_look_purge_command;

G_END_DECLS
