// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-accounts.h"
#include "jl-error.h"
#include "jl-items.h"
#include "jl-moderation-service.h"
#include "jl-purge.h"
#include "jl-rules.h"

G_BEGIN_DECLS

/**
 * JlSubject: what is reported or hidden
 * @record: the item or want
 * @organisation: its home
 * @person: whose want it is, 0 for an item
 * @title: what it is called; borrowed from @record
 * @label_code: (nullable): of an item; borrowed from @record
 */
typedef struct {
  JlModerationSubject kind;
  JlRecord *record; /* owned */
  gint64 id;
  gint64 organisation;
  gint64 person;
  const char *title;
  const char *label_code;
} JlSubject;

/* jl-moderation-subject.c */
void jl_subject_init (JlSubject *self, JlModerationSubject kind, JlRecord *record);
gboolean jl_subject_load (JlSubject *self,
                          JlTransaction *transaction,
                          JlModerationSubject kind,
                          gint64 id,
                          GError **error);
void jl_subject_clear (JlSubject *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JlSubject, jl_subject_clear)
gboolean jl_subject_moderate (const JlSubject *self,
                              JlTransaction *transaction,
                              JlModeration moderation,
                              GError **error);
JlRecord *jl_moderation_load_organisation (JlTransaction *transaction, gint64 id, GError **error);
gboolean jl_moderation_check_reach (JlTransaction *transaction,
                                    const JlCaller *caller,
                                    gint64 organisation,
                                    GError **error);
gboolean jl_subject_tell (const JlSubject *self,
                          JlTransaction *transaction,
                          JlNoticeCause cause,
                          GError **error);
gboolean jl_subject_tell_department (const JlSubject *self,
                                     JlTransaction *transaction,
                                     gint64 department,
                                     JlNoticeCause cause,
                                     GError **error);
const JlModerationTerms *
jl_moderation_get_terms (JlTransaction *transaction, const char *reason, GError **error);

/* jl-moderation-purge.c */
extern const JlPurge jl_report_purge, jl_hiding_purge, jl_operator_act_purge;
extern const JlCommand jl_report_purge_command, jl_hiding_purge_command,
    jl_operator_act_purge_command;

/* jl-reports.c */
extern const JlCommand jl_item_report_command, jl_want_report_command, jl_report_dismiss_command;
gboolean jl_reports_uphold (JlTransaction *transaction,
                            const JlSubject *subject,
                            JlRecord *hiding,
                            GError **error);
gboolean jl_reports_tell_restored (JlTransaction *transaction, JlRecord *hiding, GError **error);

/* jl-hidings.c */
extern const JlCommand jl_item_hide_command, jl_want_hide_command, jl_hiding_appeal_command,
    jl_hiding_decide_command;

/* jl-moderation-lists.c */
extern const JlRecordTable jl_report_query_table, jl_hiding_query_table;
JlResponse *jl_moderation_list_reasons (JlRequest *request, GError **error);
JlResponse *jl_reports_list (JlRequest *request, GError **error);
JlResponse *jl_report_get (JlRequest *request, GError **error);
JlResponse *jl_hidings_list (JlRequest *request, GError **error);
JlResponse *jl_hiding_get (JlRequest *request, GError **error);

/* jl-moderation-log.c, jl-moderation-log-csv.c */
typedef void (*JlLogFunc) (JlRecord *entry, const char *cursor, gpointer user_data);
extern const JlRecordTable jl_log_query_table;
gboolean jl_moderation_log_foreach (
    JlRequest *request, guint limit, JlLogFunc func, gpointer user_data, GError **error);
JlResponse *jl_moderation_log_list (JlRequest *request, GError **error);
JlResponse *jl_moderation_log_csv (JlRequest *request, GError **error);

G_END_DECLS
