// SPDX-License-Identifier: GPL-3.0-or-later
/* What reports and decisions are about, and who is told. */
#include "jl-moderation-private.h"

#include "jl-time.h"

#include <glib/gi18n-lib.h>

/**
 * jl_subject_init:
 * @self: (out): a subject
 * @kind: what it is
 * @record: an item or a want
 */
void
jl_subject_init (JlSubject *self, JlModerationSubject kind, JlRecord *record)
{
  gboolean is_item = kind == JL_SUBJECT_ITEM;

  *self = (JlSubject){
    .kind = kind,
    .record = g_object_ref (record),
    .id = jl_record_get_integer (record, is_item ? JL_ITEM_ID : JL_WANT_ID),
    .organisation =
        jl_record_get_integer (record, is_item ? JL_ITEM_ORGANISATION : JL_WANT_ORGANISATION),
    .person = is_item ? 0 : jl_record_get_integer (record, JL_WANT_PERSON),
    .title = jl_record_get_text (record, is_item ? JL_ITEM_TITLE : JL_WANT_TEXT),
    .label_code = is_item ? jl_record_get_text (record, JL_ITEM_LABEL_CODE) : NULL,
  };
}

/**
 * jl_subject_load:
 * @self: (out): a subject
 * @transaction: a command's transaction
 * @kind: what it is
 * @id: its id
 * @error: as jl_transaction_get()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_subject_load (JlSubject *self,
                 JlTransaction *transaction,
                 JlModerationSubject kind,
                 gint64 id,
                 GError **error)
{
  g_autoptr (JlRecord) record = jl_transaction_get (
      transaction, kind == JL_SUBJECT_ITEM ? &jl_item_kind : &jl_want_kind, id, error);

  if (record == NULL)
    return FALSE;
  jl_subject_init (self, kind, record);
  return TRUE;
}

/**
 * jl_subject_clear:
 * @self: a subject
 */
void
jl_subject_clear (JlSubject *self)
{
  g_clear_object (&self->record);
}

/**
 * jl_subject_moderate:
 * @self: a subject
 * @transaction: a command's transaction
 * @moderation: what is decided about it
 * @error: as jl_transaction_put()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_subject_moderate (const JlSubject *self,
                     JlTransaction *transaction,
                     JlModeration moderation,
                     GError **error)
{
  return self->kind == JL_SUBJECT_ITEM
             ? jl_item_moderate (transaction, self->record, moderation, error)
             : jl_want_moderate (transaction, self->record, moderation, error);
}

/**
 * jl_moderation_load_organisation:
 * @transaction: a command's transaction
 * @id: of an organisation
 * @error: as jl_transaction_get()
 *
 * Returns: (transfer full): the organisation
 */
JlRecord *
jl_moderation_load_organisation (JlTransaction *transaction, gint64 id, GError **error)
{
  return jl_transaction_get (transaction, &jl_organisation_kind, id, error);
}

/**
 * jl_moderation_check_reach:
 * @transaction: a command's transaction
 * @caller: an administrator
 * @organisation: an organisation
 * @error: FORBIDDEN when another department looks after it
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_moderation_check_reach (JlTransaction *transaction,
                           const JlCaller *caller,
                           gint64 organisation,
                           GError **error)
{
  gboolean reaches;

  if (!jl_accounts_reaches (
          jl_transaction_get_connection (transaction), caller, organisation, &reaches, error))
    return FALSE;
  if (reaches)
    return TRUE;
  g_set_error_literal (
      error,
      JL_ERROR,
      JL_ERROR_FORBIDDEN,
      _ ("Your department looks after the organisations of its own division only"));
  return FALSE;
}

static gboolean
tell (const JlSubject *self,
      JlTransaction *transaction,
      gint64 organisation,
      gint64 person,
      JlNoticeCause cause,
      GError **error)
{
  return jl_accounts_add_notice (transaction,
                                 organisation,
                                 person,
                                 cause,
                                 self->kind == JL_SUBJECT_ITEM ? self->id : 0,
                                 self->title,
                                 error);
}

/**
 * jl_subject_tell:
 * @self: a subject
 * @transaction: a command's transaction
 * @cause: what happened
 * @error: as jl_transaction_put()
 *
 * Tells the organisation whose item it is, or the person whose want it is.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_subject_tell (const JlSubject *self,
                 JlTransaction *transaction,
                 JlNoticeCause cause,
                 GError **error)
{
  return tell (self, transaction, self->organisation, self->person, cause, error);
}

/**
 * jl_subject_tell_department:
 * @self: a subject
 * @transaction: a command's transaction
 * @department: who has to decide
 * @cause: what happened
 * @error: as jl_transaction_put()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_subject_tell_department (const JlSubject *self,
                            JlTransaction *transaction,
                            gint64 department,
                            JlNoticeCause cause,
                            GError **error)
{
  /* A department with goods of its own has been told already. */
  if (department == self->organisation)
    return TRUE;
  return tell (self, transaction, department, 0, cause, error);
}

/**
 * jl_moderation_get_terms:
 * @transaction: a command's transaction
 * @reason: a code of moderation.json
 * @error: INVALID, field `reason`
 *
 * Returns: (transfer none): on what terms it is decided today
 */
const JlModerationTerms *
jl_moderation_get_terms (JlTransaction *transaction, const char *reason, GError **error)
{
  return jl_rules_get_moderation_terms (
      jl_transaction_get_context (transaction),
      reason,
      jl_time_get_china_date (jl_transaction_get_now (transaction)),
      error);
}
