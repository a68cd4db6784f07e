// SPDX-License-Identifier: GPL-3.0-or-later
/* Rows of a table become calls of organisation.create, which decides as it does for a request. An
 * organisation that is there already is left as it is: its own people keep it. */
#include "jl-accounts-private.h"
#include "jl-account-imports-private.h"

#include "jl-id.h"
#include "jl-json.h"
#include "jl-label-code.h"
#include "jl-uscc.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const JlImportHeading headings[] = {
  { "name", { "名称", "机构名称", "单位", "机构" }, TRUE },
  { "kind", { "类型", "类别", "机构类型" }, TRUE },
  { "division", { "区划", "区划代码", "社区", "所在社区", "行政区划" }, TRUE },
  { "label_prefix", { "标签前缀", "前缀" }, TRUE },
  { "uscc", { "统一社会信用代码", "信用代码" } },
  { "uscc_override", { "信用代码说明" } },
  { "address", { "地址" } },
  { "telephone", { "电话", "联系电话" } },
  { "opening_hours", { "营业时间", "开放时间" } },
  { NULL },
};

typedef struct {
  JlImportSetting setting;
  GArray *columns;       /* owned, (element-type int) */
  GHashTable *divisions; /* owned: text → code, for those that were found */
} Importer;

static void
importer_end (gpointer data)
{
  Importer *self = data;

  g_clear_pointer (&self->columns, g_array_unref);
  g_hash_table_unref (self->divisions);
  g_free (self);
}

static gpointer
importer_begin (const JlImportSetting *setting, const JlSheetRow *row, GError **error)
{
  Importer *self = g_new0 (Importer, 1);

  self->setting = *setting;
  self->divisions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->columns = jl_import_headings_read (headings, row, error);
  if (self->columns == NULL)
    g_clear_pointer (&self, importer_end);
  return self;
}

static const char *
importer_get_member (gpointer importer, guint column)
{
  Importer *self = importer;
  int heading = g_array_index (self->columns, int, column);

  return heading < 0 ? NULL : headings[heading].name;
}

static const char *
find_division (Importer *self, const char *text, GError **error)
{
  const char *code = g_hash_table_lookup (self->divisions, text);
  const JlDivision *division;

  if (code != NULL)
    return code;
  division = jl_division_match (
      jl_rules_get_divisions (self->setting.rules), text, self->setting.today, error);
  if (division == NULL)
    return NULL;
  g_hash_table_insert (self->divisions, g_strdup (text), (gpointer)division->code);
  return division->code;
}

/* As a request would have it: names and words become codes; what is no such thing is left as it is,
 * so that it is refused for that. */
static const char *
get_value (Importer *self, const char *member, const char *text, GError **error)
{
  int kind;

  if (strcmp (member, "division") == 0)
    return find_division (self, text, error);
  if (strcmp (member, "kind") != 0)
    return text;
  kind = jl_import_choice_find (&jl_organisation_kind_enum, text);
  return kind < 0 ? text : jl_enum_get_name (&jl_organisation_kind_enum, kind);
}

/* Returns: the body of the request that the row stands for. */
static char *
write_json (Importer *self, const JlSheetRow *row, GError **error)
{
  g_autoptr (GString) json = g_string_new ("{");

  for (guint i = 0; i < row->n_cells; i++) {
    const char *member = importer_get_member (self, i);
    const char *value;

    if (*row->cells[i] == '\0')
      continue;
    if (member == NULL) {
      jl_import_refuse_stray (row->cells[i], error);
      return NULL;
    }
    value = get_value (self, member, row->cells[i], error);
    if (value == NULL)
      return NULL;
    if (json->len > 1)
      g_string_append_c (json, ',');
    jl_json_append_string (json, member);
    g_string_append_c (json, ':');
    jl_json_append_string (json, value);
  }
  g_string_append_c (json, '}');
  return g_string_free (g_steal_pointer (&json), FALSE);
}

/* Writes codes as they are stored; what is wrong with one, the command says. */
static void
normalise (JlRecord *row)
{
  const char *uscc = jl_record_get_text (row, JL_ORGANISATION_USCC);
  JlUsccDoubts doubts;
  g_autofree char *prefix =
      jl_label_prefix_parse (jl_record_get_text (row, JL_ORGANISATION_LABEL_PREFIX), NULL);
  g_autofree char *code = uscc == NULL ? NULL : jl_uscc_parse (uscc, &doubts, NULL);

  if (prefix != NULL)
    jl_record_set_text (row, JL_ORGANISATION_LABEL_PREFIX, prefix);
  if (code != NULL)
    jl_record_set_text (row, JL_ORGANISATION_USCC, code);
}

/* By what it alone has, or by name and place. */
static JlRecord *
find_existing (Importer *self, JlRecord *row, GError **error)
{
  static const char sql[] = "SELECT * FROM organisation WHERE label_prefix = ?1 OR uscc = ?2 "
                            "OR (name = ?3 AND division = ?4) "
                            "ORDER BY label_prefix = ?1 DESC, uscc IS ?2 DESC LIMIT 1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->setting.connection, sql, error);

  if (statement == NULL)
    return NULL;
  jl_statement_bind_text (statement, 1, jl_record_get_text (row, JL_ORGANISATION_LABEL_PREFIX));
  jl_statement_bind_text (statement, 2, jl_record_get_text (row, JL_ORGANISATION_USCC));
  jl_statement_bind_text (statement, 3, jl_record_get_text (row, JL_ORGANISATION_NAME));
  jl_statement_bind_text (statement, 4, jl_record_get_text (row, JL_ORGANISATION_DIVISION));
  if (!jl_statement_step (statement, error))
    return NULL;
  return jl_statement_get_record (statement, &jl_organisation_table, error);
}

/* Says of a row whose organisation is there already what differs from it. */
static JlImportOutcome
compare (JlRecord *row, JlRecord *existing, GError **error)
{
  static const guint fields[] = { JL_ORGANISATION_NAME,      JL_ORGANISATION_KIND,
                                  JL_ORGANISATION_DIVISION,  JL_ORGANISATION_LABEL_PREFIX,
                                  JL_ORGANISATION_USCC,      JL_ORGANISATION_ADDRESS,
                                  JL_ORGANISATION_TELEPHONE, JL_ORGANISATION_OPENING_HOURS };
  GError *said = NULL;
  gboolean differs = FALSE;

  g_set_error (&said,
               JL_ERROR,
               JL_ERROR_CONFLICT,
               _ ("“%s” is there already, and was left as it is"),
               jl_record_get_text (existing, JL_ORGANISATION_NAME));
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    g_autofree char *here = NULL;
    g_autofree char *text = NULL;

    if (!jl_record_has (row, fields[i]) || jl_record_field_equal (row, existing, fields[i]))
      continue;
    here = jl_record_dup_field_text (existing, fields[i]);
    text = g_strdup_printf (_ ("“%s” is there already, and has “%s” here: it was left as it is"),
                            jl_record_get_text (existing, JL_ORGANISATION_NAME),
                            here == NULL ? "" : here);
    jl_error_add_reason (said, "exists", jl_organisation_table.fields[fields[i]].name, text);
    differs = TRUE;
  }
  g_propagate_error (error, said);
  return differs ? JL_IMPORT_PARTLY : JL_IMPORT_TAKEN;
}

static JlImportOutcome
create (Importer *self, JlBulk *bulk, const char *json, GError **error)
{
  const JlFrame frame = { .command = jl_organisation_create_command.name,
                          .language = self->setting.language,
                          .acting = self->setting.only,
                          .input = json };
  g_autoptr (JlReply) reply = jl_bulk_call_own (bulk, &frame);

  return reply->error == NULL ? JL_IMPORT_TAKEN : jl_import_refuse (reply, error);
}

static JlImportOutcome
importer_take (gpointer importer, JlBulk *bulk, const JlSheetRow *cells, GError **error)
{
  Importer *self = importer;
  g_autofree char *json = write_json (self, cells, error);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JlRecord) row = NULL;
  g_autoptr (JlRecord) existing = NULL;
  GError *local_error = NULL;

  if (json == NULL)
    return JL_IMPORT_REFUSED;
  node = jl_json_parse (json, -1, error);
  if (node == NULL)
    return JL_IMPORT_REFUSED;
  row = jl_record_read_json (&jl_organisation_table, node, JL_READ_CREATE, error);
  if (row == NULL)
    return JL_IMPORT_REFUSED;
  normalise (row);
  existing = find_existing (self, row, &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return JL_IMPORT_FAILED;
  }
  return existing == NULL ? create (self, bulk, json, error) : compare (row, existing, error);
}

const JlImportKind jl_organisations_import = {
  .name = "organisations",
  .roles = JL_ROLE_ADMINISTRATOR,
  .begin = importer_begin,
  .take = importer_take,
  .get_member = importer_get_member,
  .end = importer_end,
};
