// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-rules-private.h"

/* The rules as people see them who look after the service: counted, and row by row. */

static JlRuleState
get_state (JlDate valid_from, JlDate valid_to, JlDate on)
{
  if (on < valid_from)
    return JL_RULE_STATE_TO_COME;
  return on <= valid_to ? JL_RULE_STATE_IN_FORCE : JL_RULE_STATE_PAST;
}

/* The suffix is of no interest to whoever asks. */
static char *
dup_plain_name (const JlRulesFile *file)
{
  const char *dot = strrchr (file->name, '.');

  return g_strndup (file->name, dot != NULL ? (gsize)(dot - file->name) : strlen (file->name));
}

static void
count (JlRecord *overview, guint field, guint n)
{
  jl_record_set_integer (overview, field, jl_record_get_integer (overview, field) + n);
}

static guint
count_divisions (const JlDivision *division, JlDate on)
{
  guint n = jl_division_is_valid_at (division, on) ? 1 : 0;

  for (const JlDivision *child = jl_division_get_first_child (division); child != NULL;
       child = jl_division_get_next_sibling (child))
    n += count_divisions (child, on);
  return n;
}

/**
 * jl_rules_file_get_overview:
 * @self: the rules
 * @file: one of jl_rules_get_files()
 * @on: a day
 *
 * Returns: (transfer full): a record of %jl_rules_file_table
 */
JlRecord *
jl_rules_file_get_overview (const JlRules *self, const JlRulesFile *file, JlDate on)
{
  JlRecord *overview = jl_record_new (&jl_rules_file_table);
  g_autofree char *name = dup_plain_name (file);
  JlDate version = JL_DATE_NONE;

  jl_record_set_text (overview, JL_RULES_FILE_NAME, name);
  jl_record_set_text (overview, JL_RULES_FILE_DIGEST, file->digest);
  if (file->version != NULL && jl_date_from_text (file->version, &version, NULL))
    jl_record_set_integer (overview, JL_RULES_FILE_VERSION, version);
  else
    jl_record_set_null (overview, JL_RULES_FILE_VERSION);
  for (guint field = JL_RULES_FILE_IN_FORCE; field < JL_RULES_FILE_N_FIELDS; field++)
    jl_record_set_integer (overview, field, 0);

  for (guint i = 0; i < file->rows->len; i++) {
    JlRule rule;
    JlRuleState state;

    if (!jl_rule_read (&rule, file->rows->pdata[i], NULL))
      continue;
    state = get_state (rule.valid_from, rule.valid_to, on);
    count (overview, JL_RULES_FILE_IN_FORCE + state, 1);
    if (state == JL_RULE_STATE_IN_FORCE)
      count (overview, JL_RULES_FILE_VERIFIED + rule.certainty, 1);
  }
  if (g_str_equal (file->name, JL_RULES_DIVISIONS))
    count (overview,
           JL_RULES_FILE_IN_FORCE,
           count_divisions (jl_divisions_get_city (self->divisions), on));
  return overview;
}

/**
 * jl_rules_find_file:
 * @self: the rules
 * @name: of a file, without its suffix
 *
 * Returns: (transfer none) (nullable): the file
 */
const JlRulesFile *
jl_rules_find_file (const JlRules *self, const char *name)
{
  for (guint i = 0; i < self->files->len; i++) {
    g_autofree char *plain = dup_plain_name (self->files->pdata[i]);

    if (g_str_equal (plain, name))
      return self->files->pdata[i];
  }
  return NULL;
}

/* What a row is told from the others by, is the first member that is its own: a code, a kind of
 * organisation; absent where one row is for all that have none. */
static void
set_name (JlRecord *overview, JlRecord *row, const char *language)
{
  const JlRecordTable *table = jl_record_get_table (row);
  g_autofree char *code = NULL;

  for (guint field = JL_RULE_N_FIELDS; field < table->n_fields; field++) {
    if (table->fields[field].record == &jl_names_table &&
        table->fields[field].type == JL_FIELD_RECORD) {
      const JlNames names = jl_names_read (row, field);
      const char *name = jl_names_get (&names, language);

      if (name != NULL) {
        jl_record_set_text (overview, JL_RULE_OVERVIEW_NAME, name);
        break;
      }
    }
  }
  if (!jl_record_has (overview, JL_RULE_OVERVIEW_NAME))
    jl_record_set_null (overview, JL_RULE_OVERVIEW_NAME);
  if (table->fields[JL_RULE_N_FIELDS].type != JL_FIELD_RECORD)
    code = jl_record_dup_field_text (row, JL_RULE_N_FIELDS);
  jl_record_set_text (overview, JL_RULE_OVERVIEW_CODE, code != NULL ? code : "");
}

static void
set_content (JlRecord *overview, JlRecord *row)
{
  static const char *const common[] = { "source", "certainty", "valid_from", "valid_to" };
  g_autofree char *json = jl_record_to_json (row, JL_VIEW_STORED);
  g_autoptr (JsonNode) node = jl_json_parse (json, -1, NULL);
  JsonObject *content;

  if (node == NULL)
    return;
  content = json_node_get_object (node);
  for (guint i = 0; i < G_N_ELEMENTS (common); i++)
    json_object_remove_member (content, common[i]);
  jl_record_set_object (overview, JL_RULE_OVERVIEW_CONTENT, content);
}

/**
 * jl_rule_get_overview:
 * @row: a row of a #JlRulesFile
 * @language: `zh_CN` or any other language
 * @on: a day
 *
 * Returns: (transfer full): a record of %jl_rule_overview_table
 */
JlRecord *
jl_rule_get_overview (JlRecord *row, const char *language, JlDate on)
{
  JlRecord *overview = jl_record_new (&jl_rule_overview_table);
  JlRule rule = { 0 };

  /* It was read before, when the rules were loaded. */
  jl_rule_read (&rule, row, NULL);
  set_name (overview, row, language);
  jl_record_set_integer (
      overview, JL_RULE_OVERVIEW_STATE, get_state (rule.valid_from, rule.valid_to, on));
  jl_record_set_text (overview, JL_RULE_OVERVIEW_SOURCE, rule.source);
  jl_record_set_integer (overview, JL_RULE_OVERVIEW_CERTAINTY, rule.certainty);
  jl_record_set_integer (overview, JL_RULE_OVERVIEW_VALID_FROM, rule.valid_from);
  if (rule.valid_to == JL_DATE_MAX)
    jl_record_set_null (overview, JL_RULE_OVERVIEW_VALID_TO);
  else
    jl_record_set_integer (overview, JL_RULE_OVERVIEW_VALID_TO, rule.valid_to);
  set_content (overview, row);
  return overview;
}
