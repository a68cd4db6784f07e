// SPDX-License-Identifier: GPL-3.0-or-later
/* Whoever looks for something is told when it is published. A want is kept by one of its own search
 * tokens, so that a publication looks only at wants that have a token of the item. */
#include "jl-items-private.h"

#include "jl-item-text.h"
#include "jl-json.h"
#include "jl-tokenizer.h"

#include <string.h>

/* A publication that fits more wants than these tells only the first of them: it must not keep all
 * others who write waiting. */
#define MAX_NOTICES 200

static GStrv
make_tokens (const char *text)
{
  g_autoptr (GString) tokens = g_string_new (NULL);

  jl_tokenizer_add_body (tokens, text);
  return g_strsplit (tokens->str, " ", -1);
}

/**
 * jl_want_choose_token:
 * @text: what somebody looks for
 *
 * Returns: (transfer full) (nullable): the longest of its search tokens, which is the rarest as a
 *   rule; %NULL if there is nothing to look for in it
 */
char *
jl_want_choose_token (const char *text)
{
  g_auto (GStrv) tokens = make_tokens (text);
  const char *best = NULL;

  for (guint i = 0; tokens[i] != NULL; i++) {
    if (*tokens[i] != '\0' && (best == NULL || strlen (tokens[i]) > strlen (best)))
      best = tokens[i];
  }
  return g_strdup (best);
}

/* Whether anybody looks for anything: while a city is filled, nobody does. */
static gboolean
has_open_wants (JlConnection *connection, gboolean *has, GError **error)
{
  static const char sql[] = "SELECT EXISTS (SELECT 1 FROM want WHERE open = 1)";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL || !jl_statement_step (statement, error))
    return FALSE;
  *has = jl_statement_get_integer (statement, 0) != 0;
  return TRUE;
}

/* All that the search would find the item by: a set of what stands in @text, which it cuts up. */
static GHashTable *
get_item_tokens (const JlRules *rules, JlRecord *item, GString *text)
{
  g_autoptr (JlSearchEntry) entry = jl_search_entry_new (jl_record_get_integer (item, JL_ITEM_ID));
  GHashTable *set = g_hash_table_new (g_str_hash, g_str_equal);
  char *end;

  jl_item_describe (rules, item, entry);
  jl_tokenizer_add_names (text, entry->names->str);
  jl_tokenizer_add_body (text, entry->body->str);
  for (char *token = text->str; (end = strchr (token, ' ')) != NULL; token = end + 1) {
    *end = '\0';
    /* A want is written out: pinyin and initials are for those who type. */
    if (end > token && *token != JL_TOKEN_SYLLABLES && *token != JL_TOKEN_INITIALS)
      g_hash_table_add (set, token);
  }
  return set;
}

/* For SQL, which looks them up all in one statement. */
static char *
list_tokens (GHashTable *tokens)
{
  GString *list = g_string_sized_new (4096);
  GHashTableIter iter;
  gpointer token;
  char separator = '[';

  g_hash_table_iter_init (&iter, tokens);
  while (g_hash_table_iter_next (&iter, &token, NULL)) {
    g_string_append_c (list, separator);
    jl_json_append_string (list, token);
    separator = ',';
  }
  if (separator == '[')
    g_string_append_c (list, '[');
  g_string_append_c (list, ']');
  return g_string_free (list, FALSE);
}

static gboolean
fits_text (GHashTable *item_tokens, const char *text)
{
  g_auto (GStrv) tokens = make_tokens (text);

  for (guint i = 0; tokens[i] != NULL; i++) {
    if (*tokens[i] != '\0' && !g_hash_table_contains (item_tokens, tokens[i]))
      return FALSE;
  }
  return TRUE;
}

/* An item that is published again is nothing new to those who were told of it. */
static gboolean
was_told (JlConnection *connection, gint64 person, gint64 item, gboolean *told, GError **error)
{
  static const char sql[] =
      "SELECT EXISTS (SELECT 1 FROM notice WHERE person = ?1 AND item = ?2 AND cause = ?3)";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, person);
  jl_statement_bind_integer (statement, 2, item);
  jl_statement_bind_text (
      statement, 3, jl_enum_get_name (&jl_notice_cause_enum, JL_NOTICE_WANT_MATCHED));
  if (!jl_statement_step (statement, error))
    return FALSE;
  *told = jl_statement_get_integer (statement, 0) != 0;
  return TRUE;
}

/* Wants that are kept by one of some tokens (?1), and whose category (?2, ?3), district (?4) and
 * price (?5) fit where they name one. */
static JlStatement *
prepare_wants (JlConnection *connection, JlRecord *item, GError **error)
{
  static const char sql[] = "SELECT person, text FROM json_each (?1) AS token CROSS JOIN want "
                            "ON want.match_token = token.value WHERE want.open = 1 "
                            "AND moderation = 'none' "
                            "AND (category IS NULL OR category = ?2 OR category = ?3) "
                            "AND (district IS NULL OR district = ?4) "
                            "AND (max_price_fen IS NULL OR max_price_fen >= ?5)";
  JlStatement *statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return NULL;
  jl_statement_bind_text (statement, 2, jl_record_get_text (item, JL_ITEM_CATEGORY));
  jl_statement_bind_text (statement, 3, jl_record_get_text (item, JL_ITEM_CATEGORY_GROUP));
  jl_statement_bind_text (statement, 4, jl_record_get_text (item, JL_ITEM_DISTRICT));
  jl_statement_bind_integer (statement, 5, jl_record_get_integer (item, JL_ITEM_PRICE_FEN));
  return statement;
}

/* Adds the people whose wants are kept by one of the tokens and fit. */
static gboolean
collect (JlStatement *wants, GHashTable *item_tokens, GArray *people, GError **error)
{
  g_autofree char *list = list_tokens (item_tokens);
  GError *local_error = NULL;

  jl_statement_bind_text (wants, 1, list);
  while (people->len < MAX_NOTICES && jl_statement_step (wants, &local_error)) {
    gint64 person = jl_statement_get_integer (wants, 0);

    if (fits_text (item_tokens, jl_statement_get_text (wants, 1)))
      g_array_append_val (people, person);
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  return TRUE;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *)a;
  gint64 right = *(const gint64 *)b;

  return left < right ? -1 : left > right;
}

static gboolean
tell (JlTransaction *transaction, JlRecord *item, GArray *people, GError **error)
{
  gint64 id = jl_record_get_integer (item, JL_ITEM_ID);
  gint64 last = 0;

  g_array_sort (people, compare_ids);
  for (guint i = 0; i < people->len; i++) {
    gint64 person = g_array_index (people, gint64, i);
    gboolean told;

    if (person == last)
      continue;
    last = person;
    if (!was_told (jl_transaction_get_connection (transaction), person, id, &told, error))
      return FALSE;
    if (!told && !jl_accounts_add_notice (transaction,
                                          jl_record_get_integer (item, JL_ITEM_ORGANISATION),
                                          person,
                                          JL_NOTICE_WANT_MATCHED,
                                          id,
                                          jl_record_get_text (item, JL_ITEM_TITLE),
                                          error))
      return FALSE;
  }
  return TRUE;
}

/**
 * jl_wants_match:
 * @transaction: a command's transaction
 * @item: an item that was just published
 * @error: as jl_transaction_put()
 *
 * Gives a notice to everybody who looks for such a thing: all words of the want are the item's, and
 * category, district and price fit where the want names them.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_wants_match (JlTransaction *transaction, JlRecord *item, GError **error)
{
  JlConnection *connection = jl_transaction_get_connection (transaction);
  g_autoptr (GString) text = g_string_sized_new (8192);
  g_autoptr (GArray) people = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (JlStatement) wants = NULL;
  g_autoptr (GHashTable) tokens = NULL;
  gboolean has_wants;

  if (!has_open_wants (connection, &has_wants, error))
    return FALSE;
  if (!has_wants)
    return TRUE;
  wants = prepare_wants (connection, item, error);
  if (wants == NULL)
    return FALSE;
  tokens = get_item_tokens (jl_transaction_get_context (transaction), item, text);
  return collect (wants, tokens, people, error) && tell (transaction, item, people, error);
}
