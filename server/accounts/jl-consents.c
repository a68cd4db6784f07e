// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

#include "jl-time.h"

#include <glib/gi18n-lib.h>

/*
 * That people agree to how their data are used (个人信息保护法 arts 13–17, 47). Residents must:
 * without it nothing new begins for them, and what was agreed before goes on. Who works somewhere
 * is told; their data are needed for the work. Nothing is stored of anybody's age but that they
 * agreed, which only those can who say that they are old enough.
 */

const JlKind jl_consent_kind = { .table = &jl_consent_table,
                                 .owner = JL_CONSENT_PERSON + 1,
                                 .flags = JL_KIND_SHARED | JL_KIND_INTERNAL };

static gboolean
works_somewhere (JlConnection *connection, gint64 account, gboolean *works, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      connection,
      "SELECT EXISTS (SELECT 1 FROM membership WHERE account = ?1 AND active = 1)",
      error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, account);
  if (!jl_statement_step (statement, error))
    return FALSE;
  *works = jl_statement_get_integer (statement, 0) != 0;
  return TRUE;
}

/* What somebody agrees to today, NULL on failure. */
static const JlConsentTerms *
find_terms (
    JlConnection *connection, const JlRules *rules, gint64 account, gint64 now, GError **error)
{
  gboolean works;

  if (!works_somewhere (connection, account, &works, error))
    return NULL;
  return jl_rules_get_consent_terms (
      rules, works ? JL_CONSENT_STAFF : JL_CONSENT_RESIDENT, jl_time_get_china_date (now));
}

/* Their newest consent to @terms that is not withdrawn; 0: none, or @error is set. */
static gint64
find_consent (JlConnection *connection, gint64 person, const JlConsentTerms *terms, GError **error)
{
  static const char sql[] = "SELECT max (id) FROM consent WHERE person = ?1 AND audience = ?2 "
                            "AND text_version = ?3 AND withdrawn_at IS NULL";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return 0;
  jl_statement_bind_integer (statement, 1, person);
  jl_statement_bind_text (
      statement, 2, jl_enum_get_name (&jl_consent_audience_enum, terms->audience));
  jl_statement_bind_integer (statement, 3, terms->version);
  return jl_statement_step (statement, error) ? jl_statement_get_integer (statement, 0) : 0;
}

/**
 * jl_consent_find_due:
 * @connection: any
 * @rules: the rules in force
 * @now: milliseconds UTC
 * @account: whose
 * @person: who
 * @terms: (out) (nullable): what they have still to agree to; %NULL if nothing
 * @error: return location
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_consent_find_due (JlConnection *connection,
                     const JlRules *rules,
                     gint64 now,
                     gint64 account,
                     gint64 person,
                     const JlConsentTerms **terms,
                     GError **error)
{
  const JlConsentTerms *found = find_terms (connection, rules, account, now, error);
  GError *local_error = NULL;
  gint64 consent;

  if (found == NULL)
    return FALSE;
  consent = find_consent (connection, person, found, &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  *terms = consent == 0 ? found : NULL;
  return TRUE;
}

/**
 * jl_accounts_check_consent:
 * @transaction: of a command that begins something new in its caller's name
 * @caller: who asks
 * @error: FORBIDDEN, field `consent`
 *
 * Returns: %FALSE with @error set if a resident has not agreed to the text in force
 */
gboolean
jl_accounts_check_consent (JlTransaction *transaction, const JlCaller *caller, GError **error)
{
  const JlConsentTerms *due;

  if (!jl_consent_find_due (jl_transaction_get_connection (transaction),
                            jl_transaction_get_context (transaction),
                            jl_transaction_get_now (transaction),
                            caller->account,
                            caller->person,
                            &due,
                            error))
    return FALSE;
  if (due == NULL || due->audience == JL_CONSENT_STAFF)
    return TRUE;
  jl_set_error_field (error,
                      JL_ERROR_FORBIDDEN,
                      "consent",
                      _ ("Please read how your data are used and agree to it first"));
  return FALSE;
}

static gboolean
put_consent (JlTransaction *transaction,
             gint64 person,
             const JlConsentTerms *terms,
             JlRecord **consent,
             GError **error)
{
  g_autoptr (JlRecord) owner = jl_transaction_get (transaction, &jl_person_kind, person, error);
  g_autoptr (JlRecord) given = jl_record_new (&jl_consent_table);

  if (owner == NULL)
    return FALSE;
  jl_record_set_integer (
      given, JL_CONSENT_ORGANISATION, jl_record_get_integer (owner, JL_PERSON_ORGANISATION));
  jl_record_set_integer (given, JL_CONSENT_PERSON, person);
  jl_record_set_integer (given, JL_CONSENT_AUDIENCE, terms->audience);
  jl_record_set_integer (given, JL_CONSENT_VERSION_OF_TEXT, terms->version);
  jl_record_set_null (given, JL_CONSENT_WITHDRAWN_AT);
  if (!jl_transaction_put (transaction, &jl_consent_kind, given, error))
    return FALSE;
  *consent = g_steal_pointer (&given);
  return TRUE;
}

/* What to do then stands in the refusal: it is all that somebody who is too young is told. */
static gboolean
check_age (const JlConsentTerms *terms, gboolean of_age, GError **error)
{
  if (of_age)
    return TRUE;
  jl_set_error_field (
      error,
      JL_ERROR_INVALID,
      "of_age",
      terms->audience == JL_CONSENT_STAFF
          ? _ ("Nobody under %u joins as staff. Nothing about you was stored.")
          : _ ("Whoever is under %u cannot agree to this alone. Please let a parent "
               "or guardian join and reserve for you; to look around you need no "
               "account. Nothing about you was stored."),
      terms->minimum_age);
  return FALSE;
}

/**
 * jl_consent_give:
 * @transaction: a command's transaction
 * @account: whose; memberships that count are there
 * @person: who
 * @giving: (nullable): what they agreed to, and whether they say that they are old enough; %NULL:
 *   to the text in force, on paper
 * @consent: (out): the record, an earlier one if they have agreed to this before
 * @error: INVALID; CONFLICT if another text is in force
 *
 * Notes that somebody agrees to the text in force.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_consent_give (JlTransaction *transaction,
                 gint64 account,
                 gint64 person,
                 const JlConsentGiving *giving,
                 JlRecord **consent,
                 GError **error)
{
  JlConnection *connection = jl_transaction_get_connection (transaction);
  const JlConsentTerms *terms = find_terms (connection,
                                            jl_transaction_get_context (transaction),
                                            account,
                                            jl_transaction_get_now (transaction),
                                            error);
  GError *local_error = NULL;
  gint64 present;

  if (terms == NULL || (giving != NULL && !check_age (terms, giving->of_age, error)))
    return FALSE;
  if (giving != NULL && giving->version != terms->version) {
    jl_set_error_field (
        error, JL_ERROR_CONFLICT, giving->field, _ ("The text has changed: please read it again"));
    return FALSE;
  }
  present = find_consent (connection, person, terms, &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  if (present == 0)
    return put_consent (transaction, person, terms, consent, error);
  *consent = jl_transaction_get (transaction, &jl_consent_kind, present, error);
  return *consent != NULL;
}

static gboolean
consent_give (JlTransaction *transaction, JlCall *call, GError **error)
{
  const JlConsentGiving giving = {
    .version = jl_record_get_integer (call->input, JL_CONSENT_GIVING_TEXT_VERSION),
    .of_age = jl_record_get_integer (call->input, JL_CONSENT_GIVING_OF_AGE) != 0,
    .field = "text_version",
  };
  g_autoptr (JlRecord) consent = NULL;

  if (!jl_consent_give (
          transaction, call->caller->account, call->caller->person, &giving, &consent, error))
    return FALSE;
  jl_transaction_reply_json (transaction, 201, jl_record_to_json (consent, JL_VIEW_OWN));
  return TRUE;
}

const JlCommand jl_consent_give_command = {
  .name = "consent.give",
  .roles = JL_ROLE_RESIDENT,
  .input = &jl_consent_giving_table,
  .execute = consent_give,
};

/* Returns: the person's first consent that is not withdrawn; 0: none, or @error is set */
static gint64
find_open (JlConnection *connection, gint64 person, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      connection, "SELECT min (id) FROM consent WHERE person = ?1 AND withdrawn_at IS NULL", error);

  if (statement == NULL)
    return 0;
  jl_statement_bind_integer (statement, 1, person);
  return jl_statement_step (statement, error) ? jl_statement_get_integer (statement, 0) : 0;
}

static gboolean
end_parts (JlTransaction *transaction, gint64 person, GError **error)
{
  for (const JlPersonPart *part = jl_person_get_parts (); part->name != NULL; part++) {
    if (part->withdraw != NULL && !part->withdraw (transaction, person, error))
      return FALSE;
  }
  return TRUE;
}

/* Again is no failure. */
static gboolean
consent_withdraw (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlConnection *connection = jl_transaction_get_connection (transaction);
  gint64 person = call->caller->person;
  GError *local_error = NULL;
  gint64 id;

  if (!jl_person_check_no_duties (connection, call->caller->account, error))
    return FALSE;
  while ((id = find_open (connection, person, &local_error)) != 0) {
    g_autoptr (JlRecord) consent = jl_transaction_get (transaction, &jl_consent_kind, id, error);

    if (consent == NULL)
      return FALSE;
    jl_record_set_integer (consent, JL_CONSENT_WITHDRAWN_AT, jl_transaction_get_now (transaction));
    if (!jl_transaction_put (transaction, &jl_consent_kind, consent, error))
      return FALSE;
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  if (!end_parts (transaction, person, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_consent_withdraw_command = {
  .name = "consent.withdraw",
  .roles = JL_ROLE_RESIDENT,
  .execute = consent_withdraw,
};

/**
 * jl_consents_list:
 * @request: GET /account/consents
 * @error: return location
 *
 * Returns: (transfer full): what the caller has agreed to and withdrawn, the newest first
 */
JlResponse *
jl_consents_list (JlRequest *request, GError **error)
{
  static const char sql[] =
      "SELECT * FROM consent WHERE person = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3";
  g_autoptr (JlStatement) statement = jl_connection_prepare (request->connection, sql, error);
  gint64 before = G_MAXINT64;

  if (statement == NULL ||
      (request->cursor != NULL && !jl_cursor_parse (request->cursor, 1, &before, error)))
    return NULL;
  jl_statement_bind_integer (statement, 1, request->caller->person);
  jl_statement_bind_integer (statement, 2, before);
  jl_statement_bind_integer (statement, 3, request->limit + 1);
  return jl_accounts_list_records (request, statement, &jl_consent_table, NULL, error);
}

static JlRecord *
new_text (const JlConsentTerms *terms, const char *language, JlDate on)
{
  JlRecord *text = jl_record_new (&jl_consent_text_table);

  jl_record_set_integer (text, JL_CONSENT_TEXT_AUDIENCE, terms->audience);
  jl_record_set_integer (text, JL_CONSENT_TEXT_VERSION, terms->version);
  jl_record_set_text (text, JL_CONSENT_TEXT_TITLE, jl_names_get (&terms->title, language));
  jl_record_set_text (text, JL_CONSENT_TEXT_TEXT, jl_names_get (&terms->text, language));
  jl_record_set_text (
      text, JL_CONSENT_TEXT_WITHDRAWAL, jl_names_get (&terms->withdrawal, language));
  jl_record_set_integer (text, JL_CONSENT_TEXT_MINIMUM_AGE, terms->minimum_age);
  jl_record_set_integer (text, JL_CONSENT_TEXT_VALID_FROM, terms->rule.valid_from);
  jl_record_set_integer (text, JL_CONSENT_TEXT_IN_FORCE, jl_rule_holds (&terms->rule, on));
  return text;
}

/**
 * jl_consent_texts_list:
 * @request: GET /consents/texts
 * @error: return location
 *
 * Returns: (transfer full): the texts that are or were in force, in the reader's language; so few
 *   that they are one page
 */
JlResponse *
jl_consent_texts_list (JlRequest *request, GError **error)
{
  const GPtrArray *all = jl_rules_list_consent_terms (request->context);
  JlDate today = jl_time_get_china_date (request->now);
  g_auto (JlListBuilder) builder = { 0 };

  jl_list_builder_init (&builder);
  for (guint i = 0; i < all->len; i++) {
    const JlConsentTerms *terms = all->pdata[i];
    g_autoptr (JlRecord) text = NULL;
    g_autofree char *json = NULL;

    if (terms->rule.valid_from > today)
      continue;
    text = new_text (terms, request->language, today);
    json = jl_record_to_json (text, JL_VIEW_OWN);
    jl_list_builder_append (&builder, json, strlen (json));
  }
  return jl_list_builder_finish (&builder, NULL);
}
