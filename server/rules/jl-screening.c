// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-rules-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

const JlEnum jl_screening_level_enum = {
  .names = (const char *const[]){ "block", "review", NULL },
  .labels = (const char *const[]){ N_ ("may not be traded"), N_ ("to be looked at first"), NULL },
};

#define WORDS_FIELD(name_, flags_)                                                                 \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_LIST, .element = JL_FIELD_TEXT, .element_max = 40,           \
    .max = 400, .flags = (flags_)                                                                  \
  }

enum {
  PROHIBITION_CODE = JL_RULE_N_FIELDS,
  PROHIBITION_LEVEL,
  PROHIBITION_NAME,
  PROHIBITION_REASON,
  PROHIBITION_WORDS,
  PROHIBITION_EXCEPT,
  PROHIBITION_CATEGORIES,
  PROHIBITION_SKIP_CATEGORIES,
  PROHIBITION_N_FIELDS
};
static const JlField prohibition_fields[] = {
  JL_RULE_FIELDS,
  [PROHIBITION_CODE] = JL_CODE_FIELD ("code", JL_FIELD_REQUIRED),
  [PROHIBITION_LEVEL] = { .name = "level",
                          .type = JL_FIELD_ENUM,
                          .values = &jl_screening_level_enum,
                          .flags = JL_FIELD_REQUIRED },
  [PROHIBITION_NAME] = JL_NAMES_FIELD ("name", JL_FIELD_REQUIRED),
  [PROHIBITION_REASON] = JL_NAMES_FIELD ("reason", JL_FIELD_REQUIRED),
  [PROHIBITION_WORDS] = WORDS_FIELD ("words", JL_FIELD_REQUIRED),
  [PROHIBITION_EXCEPT] = WORDS_FIELD ("except", 0),
  [PROHIBITION_CATEGORIES] = WORDS_FIELD ("categories", 0),
  [PROHIBITION_SKIP_CATEGORIES] = WORDS_FIELD ("skip_categories", 0),
};
JL_ASSERT_FIELDS (PROHIBITION, prohibition_fields);
static const JlRecordTable prohibition_table =
    JL_RECORD_TABLE ("prohibition", "JlProhibitionRow", prohibition_fields);

/* A prohibition and where it applies; the lists are borrowed from the row, nullable. */
typedef struct {
  JlProhibition prohibition;
  GPtrArray *categories;
  GPtrArray *skip_categories;
} ProhibitionRule;

static void
prohibited_create (JlRules *rules)
{
  rules->prohibitions = jl_rule_index_new (g_free);
  rules->words = jl_word_list_new ();
}

static gboolean
add_words (JlRules *rules, GPtrArray *words, const char *member, gboolean exception, GError **error)
{
  guint owner = jl_rule_index_get_all (rules->prohibitions)->len - 1;

  for (guint i = 0; words != NULL && i < words->len; i++) {
    if (!jl_word_list_add (rules->words, words->pdata[i], owner, exception)) {
      g_autofree char *path = g_strdup_printf ("%s[%u]", member, i);

      jl_set_error_field (error, JL_ERROR_INVALID, path, _ ("is no word"));
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
check_categories (JlRules *rules, GPtrArray *codes, const char *member, GError **error)
{
  for (guint i = 0; codes != NULL && i < codes->len; i++) {
    const char *code = codes->pdata[i];

    if (jl_rule_index_find_any (rules->categories, code) == NULL) {
      g_autofree char *path = g_strdup_printf ("%s[%u]", member, i);

      jl_set_error_field (error, JL_ERROR_INVALID, path, _ ("there is no category “%s”"), code);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
prohibited_take (JlRules *rules, JlRecord *row, GError **error)
{
  ProhibitionRule *rule = g_new0 (ProhibitionRule, 1);
  JlProhibition *prohibition = &rule->prohibition;

  prohibition->code = jl_record_get_text (row, PROHIBITION_CODE);
  prohibition->level = jl_record_get_integer (row, PROHIBITION_LEVEL);
  prohibition->name = jl_names_read (row, PROHIBITION_NAME);
  prohibition->reason = jl_names_read (row, PROHIBITION_REASON);
  rule->categories = jl_record_get_list (row, PROHIBITION_CATEGORIES);
  rule->skip_categories = jl_record_get_list (row, PROHIBITION_SKIP_CATEGORIES);

  if (!jl_rule_read (&prohibition->rule, row, error) ||
      !jl_code_check (prohibition->code, "code", error) ||
      !check_categories (rules, rule->categories, "categories", error) ||
      !check_categories (rules, rule->skip_categories, "skip_categories", error)) {
    g_free (rule);
    return FALSE;
  }
  return jl_rule_index_add (rules->prohibitions, prohibition->code, rule, error) &&
         add_words (rules, jl_record_get_list (row, PROHIBITION_WORDS), "words", FALSE, error) &&
         add_words (rules, jl_record_get_list (row, PROHIBITION_EXCEPT), "except", TRUE, error);
}

const JlRuleReader jl_prohibited_reader = {
  .name = "prohibited",
  .row = &prohibition_table,
  .create = prohibited_create,
  .take = prohibited_take,
};

static gboolean
names_category (GPtrArray *codes, const JlCategory *category)
{
  for (guint i = 0; codes != NULL && category != NULL && i < codes->len; i++) {
    if (jl_category_is_within (category, codes->pdata[i]))
      return TRUE;
  }
  return FALSE;
}

/* Remembers for each prohibition the first word that was found; earlier fields win. */
static void
screen_text (const JlRules *self, const char *text, const char *field, JlScreeningHit *hits)
{
  g_autoptr (GArray) matches = jl_word_list_match (self->words, text);

  for (guint i = 0; i < matches->len; i++) {
    const JlWordMatch *match = &g_array_index (matches, JlWordMatch, i);

    if (hits[match->owner].field == NULL) {
      hits[match->owner].field = field;
      hits[match->owner].word = match->word;
    }
  }
}

/**
 * jl_rules_screen:
 * @self: the rules
 * @category: (nullable): the item's category
 * @title: (nullable): its title
 * @description: (nullable): its description
 * @on: a day
 *
 * Looks for goods that may not be traded. Words are found in full width, in capitals and with
 * spaces or signs between Chinese characters, too.
 *
 * Returns: (transfer full) (element-type JlScreeningHit): one hit a prohibition, those that block
 * first; empty if there is nothing to object to
 */
GArray *
jl_rules_screen (const JlRules *self,
                 const JlCategory *category,
                 const char *title,
                 const char *description,
                 JlDate on)
{
  const GPtrArray *all = jl_rule_index_get_all (self->prohibitions);
  g_autofree JlScreeningHit *hits = g_new0 (JlScreeningHit, all->len + 1);
  GArray *result = g_array_new (FALSE, FALSE, sizeof (JlScreeningHit));

  if (title != NULL)
    screen_text (self, title, "title", hits);
  if (description != NULL)
    screen_text (self, description, "description", hits);

  for (int level = JL_SCREENING_BLOCK; level <= JL_SCREENING_REVIEW; level++) {
    for (guint i = 0; i < all->len; i++) {
      const ProhibitionRule *rule = all->pdata[i];
      JlScreeningHit *hit = &hits[i];

      if (rule->prohibition.level != (JlScreeningLevel)level ||
          !jl_rule_holds (&rule->prohibition.rule, on) ||
          names_category (rule->skip_categories, category))
        continue;
      if (hit->field == NULL && names_category (rule->categories, category))
        hit->field = "category";
      if (hit->field == NULL)
        continue;
      hit->prohibition = &rule->prohibition;
      g_array_append_val (result, *hit);
    }
  }
  return result;
}
