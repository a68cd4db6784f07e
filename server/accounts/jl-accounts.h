// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-account.h"
#include "jl-consent.h"
#include "jl-import.h"
#include "jl-person-keys.h"
#include "jl-route.h"

G_BEGIN_DECLS

/*
 * The capability "accounts": organisations, people, memberships, sign-in, invitations, notices.
 * Person data and secrets live in tables of their own and never enter a command's journal body.
 */
extern const JlCapability jl_accounts_capability;

extern const JlKind jl_organisation_kind;
extern const JlKind jl_person_kind;
extern const JlKind jl_account_kind;
extern const JlKind jl_membership_kind;
extern const JlKind jl_invitation_kind;
extern const JlKind jl_consent_kind;
extern const JlKind jl_notice_kind;

/**
 * JlPersonPart: records that are held about a person.
 * @name: of the list in an export; %NULL ends a table of parts
 * @table: what they are, with an `id`
 * @sql: finds them; ?1 is the person
 * @fill: (nullable): sets members that are not columns
 * @withdraw: (nullable): ends what is not agreed yet, because the person withdraws their consent
 * @release: (nullable): ends what is open, because the person leaves
 */
typedef gboolean (*JlPersonFill) (JlStatement *statement, JlRecord *record, GError **error);
typedef struct {
  const char *name;
  const JlRecordTable *table;
  const char *sql;
  JlPersonFill fill;
  gboolean (*withdraw) (JlTransaction *transaction, gint64 person, GError **error);
  gboolean (*release) (JlTransaction *transaction, gint64 person, GError **error);
} JlPersonPart;

/**
 * JlAccountsConfig:
 * @keys: the service's, which outlive what is done with them
 * @person_keys: (transfer full) (nullable): keys of people, writable in the writer's process; %NULL
 *   in one that has nothing to do with people
 * @person_parts: (nullable): what other capabilities hold about people
 * @hash_memory: bytes that hashing a password takes, at least 8 MiB
 * @hash_passes: how often it goes over them, at least 1
 */
typedef struct {
  JlKeys *keys;
  JlPersonKeys *person_keys;
  const JlPersonPart *person_parts;
  gsize hash_memory;
  guint64 hash_passes;
} JlAccountsConfig;

/* OWASP's smallest recommended Argon2id: 19 MiB, two passes. */
#define JL_ACCOUNTS_HASH_MEMORY (19 * 1024 * 1024)
#define JL_ACCOUNTS_HASH_PASSES 2

void jl_accounts_configure (const JlAccountsConfig *config);
void jl_accounts_release (void);

/* Sessions (jl-sessions.c) */
JlCaller *jl_accounts_authenticate (
    JlConnection *connection, GBytes *token_hash, gint64 acting, gint64 now, GError **error);
JlCaller *
jl_accounts_find_caller (JlConnection *connection, gint64 account, gint64 acting, GError **error);
gboolean jl_accounts_session_is_live (JlConnection *connection, gint64 session, gint64 now);
gboolean jl_accounts_end_all_sessions (JlConnection *connection, GError **error);

/* People (jl-person-data.c) */
char *jl_accounts_get_nickname (JlConnection *connection, gint64 person, GError **error);
char *jl_accounts_get_masked_nickname (JlConnection *connection, gint64 person, GError **error);
char *jl_accounts_get_actor_name (JlConnection *connection, gint64 account, GError **error);
char *jl_accounts_get_masked_phone (JlConnection *connection, gint64 person, GError **error);
gboolean jl_accounts_note_look (JlTransaction *transaction,
                                const JlCaller *caller,
                                gint64 person,
                                gint64 subject,
                                const char *reason,
                                GError **error);
char *jl_accounts_look_at_phone (JlTransaction *transaction,
                                 const JlCaller *caller,
                                 gint64 person,
                                 gint64 subject,
                                 const char *reason,
                                 GError **error);

/* Answering somebody's written request (jl-person-find.c, jl-person-export.c, jl-person-page.c) */
gboolean
jl_accounts_find_person (JlConnection *connection, const char *who, gint64 *person, GError **error);
extern const JlCommand jl_person_export_command;
char *jl_person_export_to_html (const char *json, const char *language, GError **error);

/* Whether they agree to how their data are used (jl-consents.c) */
gboolean
jl_accounts_check_consent (JlTransaction *transaction, const JlCaller *caller, GError **error);

/* Notices (jl-notices.c) */
gboolean jl_accounts_add_notice (JlTransaction *transaction,
                                 gint64 organisation,
                                 gint64 person,
                                 JlNoticeCause cause,
                                 gint64 item,
                                 const char *item_title,
                                 GError **error);

/* Who looks after whom (jl-departments.c) */
char *jl_accounts_get_reach (JlConnection *connection, const JlCaller *caller, GError **error);
gboolean jl_accounts_reaches (JlConnection *connection,
                              const JlCaller *caller,
                              gint64 organisation,
                              gboolean *reaches,
                              GError **error);
gboolean jl_accounts_find_department (JlConnection *connection,
                                      gint64 organisation,
                                      gint64 *department,
                                      GError **error);
gboolean jl_accounts_has_administrator_beside (
    JlConnection *connection, gint64 organisation, gint64 account, gboolean *has, GError **error);

/* Tries that make the next one wait (jl-attempts.c) */
GBytes *jl_attempt_new (const char *folded_name, const char *address);
gboolean jl_attempt_check (JlConnection *connection, GBytes *digest, gint64 now, GError **error);
gboolean jl_attempt_add (JlTransaction *transaction, GBytes *attempt, GError **error);

/* A page of any list that is ordered by ids (jl-account-lists.c) */
JlResponse *jl_accounts_list_records (JlRequest *request,
                                      JlStatement *statement,
                                      const JlRecordTable *table,
                                      JlPersonFill fill,
                                      GError **error);
JlResponse *jl_accounts_list_ready (JlRequest *request, JlStatement *statement, GError **error);

/* Rows of tables (jl-organisation-import.c, jl-account-import.c) */
extern const JlImportKind jl_organisations_import;
extern const JlImportKind jl_accounts_import;

/* What init and the demo need, executed as the service itself (jl-founding.c) */
extern const JlCommand jl_organisation_create_command;
extern const JlCommand jl_city_found_command;
extern const JlCommand jl_account_create_command;
GVariant *jl_accounts_prepare_password (const char *password, GError **error);
GVariant *jl_accounts_prepare_session (gint64 account, const char *token);

G_END_DECLS
