// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-rules-private.h"

#include "jl-error.h"
#include "jl-json.h"

#include <glib/gi18n-lib.h>

/* The row's code, so that whoever edits the file finds it. */
static const char *
get_row_code (JsonNode *row)
{
  static const char *const members[] = { "code", "name", "record", "category" };

  if (row == NULL || !JSON_NODE_HOLDS_OBJECT (row))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    JsonNode *node = json_object_get_member (json_node_get_object (row), members[i]);

    if (node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
        json_node_get_value_type (node) == G_TYPE_STRING)
      return json_node_get_string (node);
  }
  return NULL;
}

/* Makes an error of one file readable for whoever edits it: file, member, row's code, what. */
static void
explain (GError **error, const char *name, JsonNode *row)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *code = get_row_code (row);
  const char *field;
  GError *explained = NULL;

  if (error == NULL)
    return;
  field = jl_error_get_field (*error);
  g_string_append_printf (text, "%s.json: ", name);
  if (field != NULL)
    g_string_append (text, field);
  if (code != NULL)
    g_string_append_printf (text, " (%s)", code);
  if (field != NULL || code != NULL)
    g_string_append (text, ": ");
  g_string_append (text, (*error)->message);

  jl_set_error_field (&explained, (*error)->code, field, "%s", text->str);
  g_error_free (*error);
  *error = explained;
}

static gboolean
take_row (JlRules *self, const JlRuleReader *reader, JsonNode *node, GError **error)
{
  JlRulesFile *file = self->files->pdata[self->files->len - 1];
  g_autoptr (JlRecord) row = jl_record_read_json (reader->row, node, JL_READ_CREATE, error);

  if (row == NULL)
    return FALSE;
  /* The typed row borrows its texts, also when it is refused half-way. */
  g_ptr_array_add (file->rows, g_object_ref (row));
  return reader->take (self, row, error);
}

static gboolean
take_rows (JlRules *self, const JlRuleReader *reader, JsonArray *rows, GError **error)
{
  for (guint i = 0; i < json_array_get_length (rows); i++) {
    JsonNode *node = json_array_get_element (rows, i);
    g_autofree char *path = NULL;

    if (take_row (self, reader, node, error))
      continue;
    path = g_strdup_printf ("rows[%u]", i);
    jl_error_prefix_field (error, path);
    explain (error, reader->name, node);
    return FALSE;
  }
  if (reader->finish != NULL && !reader->finish (self, error)) {
    explain (error, reader->name, NULL);
    return FALSE;
  }
  return TRUE;
}

/* The text of the member @name, which must be a string. */
static const char *
get_text (JsonObject *object, const char *name, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
      json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_get_string (node);
  jl_set_error_field (error, JL_ERROR_INVALID, name, _ ("must be a text"));
  return NULL;
}

/* name, version and rows: checks the envelope. */
static gboolean
open_envelope (
    JsonNode *root, const char *expected, const char **version, JsonArray **rows, GError **error)
{
  static const char *const members[] = { "name", "version", "rows", NULL };
  g_autoptr (GList) present = NULL;
  JsonObject *object;
  JsonNode *node;
  const char *name;
  JlDate day;

  if (!JSON_NODE_HOLDS_OBJECT (root)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INVALID, _ ("must be an object"));
    return FALSE;
  }
  object = json_node_get_object (root);
  present = json_object_get_members (object);
  for (GList *l = present; l != NULL; l = l->next) {
    if (!g_strv_contains (members, l->data)) {
      jl_set_error_field (error, JL_ERROR_INVALID, l->data, _ ("unknown member"));
      return FALSE;
    }
  }

  name = get_text (object, "name", error);
  if (name == NULL)
    return FALSE;
  if (!g_str_equal (name, expected)) {
    jl_set_error_field (error, JL_ERROR_INVALID, "name", _ ("must be “%s”, as the file"), expected);
    return FALSE;
  }
  *version = get_text (object, "version", error);
  if (*version == NULL)
    return FALSE;
  if (!jl_date_from_text (*version, &day, error)) {
    jl_error_prefix_field (error, "version");
    return FALSE;
  }
  node = json_object_get_member (object, "rows");
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node)) {
    jl_set_error_field (error, JL_ERROR_INVALID, "rows", _ ("must be a list"));
    return FALSE;
  }
  *rows = json_node_get_array (node);
  return TRUE;
}

/**
 * jl_rules_open_file:
 * @self: rules that are being loaded
 * @directory: where the file lies
 * @base: its name
 *
 * Reads a file and notes it for the rules version.
 *
 * Returns: (transfer full): its bytes, or %NULL with NOT_FOUND
 */
GBytes *
jl_rules_open_file (JlRules *self, const char *directory, const char *base, GError **error)
{
  g_autofree char *path = g_build_filename (directory, base, NULL);
  g_autoptr (GError) failed = NULL;
  JlRulesFile *file;
  char *text;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &failed)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, failed->message);
    return NULL;
  }
  file = g_new0 (JlRulesFile, 1);
  file->name = g_strdup (base);
  file->digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)text, length);
  file->rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->files, file);
  return g_bytes_new_take (text, length);
}

/**
 * jl_rules_read_file:
 * @self: rules that are being loaded
 * @reader: the file and how it is read
 * @directory: where it lies
 *
 * Reads one JSON file, strictly: unknown members are refused.
 *
 * Returns: %FALSE with NOT_FOUND if the file cannot be read, MALFORMED if it is no JSON, INVALID if
 * it breaks a rule; the message names file, row and member
 */
gboolean
jl_rules_read_file (JlRules *self,
                    const JlRuleReader *reader,
                    const char *directory,
                    GError **error)
{
  g_autofree char *base = g_strconcat (reader->name, ".json", NULL);
  g_autoptr (GBytes) bytes = jl_rules_open_file (self, directory, base, error);
  g_autoptr (JsonNode) root = NULL;
  JlRulesFile *file;
  JsonArray *rows;
  const char *version;

  if (bytes == NULL)
    return FALSE;
  root = jl_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
  if (root == NULL || !open_envelope (root, reader->name, &version, &rows, error)) {
    explain (error, reader->name, NULL);
    return FALSE;
  }
  file = self->files->pdata[self->files->len - 1];
  file->version = g_strdup (version);
  return take_rows (self, reader, rows, error);
}
