// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-rules-texts.h"

#include <glib/gi18n-lib.h>

/* What the files are about. One that a newer service has is called by its name. */
static const struct {
  const char *name;
  const char *title;
} titles[] = {
  { "attributes", N_ ("What is asked about goods") },
  { "categories", N_ ("Categories") },
  { "divisions", N_ ("Districts and communities") },
  { "divisions-history", N_ ("Former districts and communities") },
  { "grades", N_ ("Grading of condition") },
  { "holidays", N_ ("Public holidays") },
  { "listings", N_ ("How long items are offered") },
  { "organisation-kinds", N_ ("Kinds of organisations and their roles") },
  { "pins", N_ ("PINs on shared computers") },
  { "prohibited", N_ ("Goods that may not be traded") },
  { "reservations", N_ ("Reservation terms") },
  { "retention", N_ ("How long records are kept") },
  { "safe-use-years", N_ ("Safe-use years of appliances") },
};

/**
 * jl_rules_text_get_title:
 * @name: of a rules file, without its suffix
 *
 * Returns: (transfer none): what it is about
 */
const char *
jl_rules_text_get_title (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++) {
    if (g_str_equal (titles[i].name, name))
      return _ (titles[i].title);
  }
  return name;
}

static void
append (GString *text, const char *separator, char *part)
{
  if (text->len > 0)
    g_string_append (text, separator);
  g_string_append (text, part);
  g_free (part);
}

/**
 * jl_rules_text_dup_summary:
 * @file: of jl_rules_file_table
 *
 * Returns: (transfer full): its version, how many rows hold, and how certain they are
 */
char *
jl_rules_text_dup_summary (JlRecord *file)
{
  GString *text = g_string_new (NULL);
  GString *certainties = g_string_new (NULL);
  g_autofree char *version = jl_record_dup_field_text (file, JL_RULES_FILE_VERSION);
  int in_force = (int)jl_record_get_integer (file, JL_RULES_FILE_IN_FORCE);
  int to_come = (int)jl_record_get_integer (file, JL_RULES_FILE_TO_COME);

  if (version != NULL)
    append (text, " · ", g_strdup_printf (_ ("version of %s"), version));
  if (in_force > 0)
    append (text,
            " · ",
            g_strdup_printf (ngettext ("%d in force", "%d in force", (gulong)in_force), in_force));
  if (to_come > 0)
    append (text,
            " · ",
            g_strdup_printf (ngettext ("%d to come", "%d to come", (gulong)to_come), to_come));
  for (guint i = 0; i < JL_N_CERTAINTIES; i++) {
    int n = (int)jl_record_get_integer (file, JL_RULES_FILE_VERIFIED + i);

    if (n > 0)
      append (certainties,
              ", ",
              g_strdup_printf ("%s: %d", jl_enum_get_label (&jl_certainty_enum, (int)i), n));
  }
  if (certainties->len > 0)
    append (text, "\n", g_strdup (certainties->str));
  g_string_free (certainties, TRUE);
  return g_string_free (text, FALSE);
}

/**
 * jl_rule_text_dup_title:
 * @rule: of jl_rule_overview_table
 *
 * Returns: (transfer full): its name, and its code
 */
char *
jl_rule_text_dup_title (JlRecord *rule)
{
  const char *name = jl_record_get_text (rule, JL_RULE_OVERVIEW_NAME);
  const char *code = jl_record_get_text (rule, JL_RULE_OVERVIEW_CODE);

  if (name == NULL && (code == NULL || *code == '\0'))
    return g_strdup (_ ("For all"));
  if (name == NULL)
    return g_strdup (code);
  return code != NULL && *code != '\0' ? g_strdup_printf ("%s (%s)", name, code) : g_strdup (name);
}

static char *
dup_validity (JlRecord *rule)
{
  g_autofree char *from = jl_record_dup_field_text (rule, JL_RULE_OVERVIEW_VALID_FROM);
  g_autofree char *to = jl_record_dup_field_text (rule, JL_RULE_OVERVIEW_VALID_TO);

  return to != NULL ? g_strdup_printf (_ ("from %s to %s"), from, to)
                    : g_strdup_printf (_ ("from %s"), from);
}

/**
 * jl_rule_text_dup_summary:
 * @rule: of jl_rule_overview_table
 *
 * Returns: (transfer full): whether it holds, since when, how certain it is and why
 */
char *
jl_rule_text_dup_summary (JlRecord *rule)
{
  g_autofree char *validity = dup_validity (rule);

  return g_strdup_printf (
      "%s, %s · %s\n%s",
      jl_enum_get_label (&jl_rule_state_enum,
                         (int)jl_record_get_integer (rule, JL_RULE_OVERVIEW_STATE)),
      validity,
      jl_enum_get_label (&jl_certainty_enum,
                         (int)jl_record_get_integer (rule, JL_RULE_OVERVIEW_CERTAINTY)),
      jl_record_get_text (rule, JL_RULE_OVERVIEW_SOURCE));
}

static char *dup_value (JsonNode *node);

static char *
dup_list (JsonArray *array)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    append (text, "; ", dup_value (json_array_get_element (array, i)));
  return g_string_free (text, FALSE);
}

static char *
dup_object (JsonObject *object, const char *separator)
{
  g_autoptr (GList) members = json_object_get_members (object);
  GString *text = g_string_new (NULL);

  for (GList *l = members; l != NULL; l = l->next) {
    g_autofree char *value = dup_value (json_object_get_member (object, l->data));

    append (text, separator, g_strdup_printf ("%s: %s", (char *)l->data, value));
  }
  return g_string_free (text, FALSE);
}

static char *
dup_value (JsonNode *node)
{
  GString *text;

  if (JSON_NODE_HOLDS_ARRAY (node))
    return dup_list (json_node_get_array (node));
  if (JSON_NODE_HOLDS_OBJECT (node))
    return dup_object (json_node_get_object (node), ", ");
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);
  text = g_string_new (NULL);
  jl_json_append_node (text, node);
  return g_string_free (text, FALSE);
}

/**
 * jl_rule_text_dup_content:
 * @rule: of jl_rule_overview_table
 *
 * Returns: (transfer full): its members, one a line, as the file calls them
 */
char *
jl_rule_text_dup_content (JlRecord *rule)
{
  JsonObject *content = jl_record_get_object (rule, JL_RULE_OVERVIEW_CONTENT);

  return content != NULL ? dup_object (content, "\n") : g_strdup ("");
}
