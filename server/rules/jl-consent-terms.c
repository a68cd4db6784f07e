// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-consent-terms.h"

#include "jl-error.h"
#include "jl-kind-terms.h"
#include "jl-rules-private.h"

#include <glib/gi18n-lib.h>

#define PARAGRAPH_FIELD(name_)                                                                     \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_TEXT, .min = 1, .max = 600, .flags = JL_FIELD_REQUIRED       \
  }
static const JlField paragraph_fields[] = {
  [JL_NAMES_ZH] = PARAGRAPH_FIELD ("zh"),
  [JL_NAMES_EN] = PARAGRAPH_FIELD ("en"),
};
JL_ASSERT_FIELDS (JL_NAMES, paragraph_fields);
static const JlRecordTable paragraph_table =
    JL_RECORD_TABLE ("paragraph", "JlParagraphRow", paragraph_fields);

#define PARAGRAPHS_FIELD(name_)                                                                    \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_LIST, .record = &paragraph_table, .min = 1, .max = 20,       \
    .flags = JL_FIELD_REQUIRED                                                                     \
  }
enum {
  CONSENT_AUDIENCE = JL_RULE_N_FIELDS,
  CONSENT_TEXT_VERSION,
  CONSENT_TITLE,
  CONSENT_TEXT,
  CONSENT_WITHDRAWAL,
  CONSENT_MINIMUM_AGE,
  CONSENT_N_FIELDS
};
static const JlField consent_fields[] = {
  JL_RULE_FIELDS,
  [CONSENT_AUDIENCE] = { .name = "audience",
                         .type = JL_FIELD_ENUM,
                         .values = &jl_consent_audience_enum,
                         .flags = JL_FIELD_REQUIRED },
  [CONSENT_TEXT_VERSION] = JL_COUNT_FIELD ("text_version", 1, 10000),
  [CONSENT_TITLE] = JL_NAMES_FIELD ("title", JL_FIELD_REQUIRED),
  [CONSENT_TEXT] = PARAGRAPHS_FIELD ("text"),
  [CONSENT_WITHDRAWAL] = PARAGRAPHS_FIELD ("withdrawal"),
  [CONSENT_MINIMUM_AGE] = JL_COUNT_FIELD ("minimum_age", 14, 18),
};
JL_ASSERT_FIELDS (CONSENT, consent_fields);
static const JlRecordTable consent_table =
    JL_RECORD_TABLE ("consent_terms", "JlConsentTermsRow", consent_fields);

static void
consent_terms_free (gpointer data)
{
  JlConsentTerms *self = data;

  g_free ((char *)self->text.zh);
  g_free ((char *)self->text.en);
  g_free ((char *)self->withdrawal.zh);
  g_free ((char *)self->withdrawal.en);
  g_free (self);
}

static char *
join_paragraphs (GPtrArray *paragraphs, guint field)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < paragraphs->len; i++) {
    if (i > 0)
      g_string_append_c (text, '\n');
    g_string_append (text, jl_record_get_text (paragraphs->pdata[i], field));
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Returns: the texts, owned by whoever asked */
static JlNames
read_paragraphs (JlRecord *row, guint field)
{
  GPtrArray *paragraphs = jl_record_get_list (row, field);

  return (JlNames){ .zh = join_paragraphs (paragraphs, JL_NAMES_ZH),
                    .en = join_paragraphs (paragraphs, JL_NAMES_EN) };
}

static void
consents_create (JlRules *rules)
{
  rules->consents = jl_rule_index_new (consent_terms_free);
}

/* Two texts of one version could not be told apart in what people agreed to; and who agreed to a
 * later one is not asked for an earlier one. */
static gboolean
check_version (const JlRules *rules, const JlConsentTerms *added, GError **error)
{
  const GPtrArray *all = jl_rule_index_get_all (rules->consents);

  for (guint i = 0; i < all->len; i++) {
    const JlConsentTerms *other = all->pdata[i];

    if (other->audience == added->audience &&
        (other->version < added->version) != (other->rule.valid_from < added->rule.valid_from)) {
      jl_set_error_field (
          error, JL_ERROR_INVALID, "text_version", _ ("a later text must have a higher version"));
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
consents_take (JlRules *rules, JlRecord *row, GError **error)
{
  JlConsentTerms *terms;
  JlRule rule;
  const char *audience;

  if (!jl_rule_read (&rule, row, error))
    return FALSE;
  terms = g_new0 (JlConsentTerms, 1);
  terms->rule = rule;
  terms->audience = jl_record_get_integer (row, CONSENT_AUDIENCE);
  terms->version = jl_record_get_integer (row, CONSENT_TEXT_VERSION);
  terms->title = jl_names_read (row, CONSENT_TITLE);
  terms->text = read_paragraphs (row, CONSENT_TEXT);
  terms->withdrawal = read_paragraphs (row, CONSENT_WITHDRAWAL);
  terms->minimum_age = jl_record_get_integer (row, CONSENT_MINIMUM_AGE);
  audience = jl_enum_get_name (&jl_consent_audience_enum, terms->audience);
  if (check_version (rules, terms, error))
    return jl_rule_index_add (rules->consents, audience, terms, error);
  consent_terms_free (terms);
  return FALSE;
}

static gboolean
consents_finish (JlRules *rules, GError **error)
{
  for (guint i = 0; jl_consent_audience_enum.names[i] != NULL; i++) {
    const char *audience = jl_consent_audience_enum.names[i];

    if (jl_rule_index_find_any (rules->consents, audience) == NULL) {
      jl_set_error_field (
          error, JL_ERROR_INVALID, "rows", _ ("there is no text for “%s”"), audience);
      return FALSE;
    }
  }
  return TRUE;
}

const JlRuleReader jl_consents_reader = {
  .name = "consents",
  .row = &consent_table,
  .create = consents_create,
  .take = consents_take,
  .finish = consents_finish,
};

/**
 * jl_rules_get_consent_terms:
 * @self: the rules
 * @audience: who is to agree
 * @on: a day
 *
 * Returns: (transfer none): what they agree to; before the first text began, that one
 */
const JlConsentTerms *
jl_rules_get_consent_terms (const JlRules *self, JlConsentAudience audience, JlDate on)
{
  const char *name = jl_enum_get_name (&jl_consent_audience_enum, audience);
  const JlConsentTerms *terms = jl_rule_index_find (self->consents, name, on);

  return terms != NULL ? terms : jl_rule_index_find_any (self->consents, name);
}

/**
 * jl_rules_list_consent_terms:
 * @self: the rules
 *
 * Returns: (transfer none) (element-type JlConsentTerms): all texts in the order of the file, those
 * that hold no longer or not yet too
 */
const GPtrArray *
jl_rules_list_consent_terms (const JlRules *self)
{
  return jl_rule_index_get_all (self->consents);
}
