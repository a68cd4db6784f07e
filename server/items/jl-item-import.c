// SPDX-License-Identifier: GPL-3.0-or-later
/* Rows of a file become calls of item.create and item.publish, which decide as they do for a
 * request. Nothing about items is checked here but what is not theirs: whose they are. */
#include "jl-item-import-private.h"

#include "jl-error.h"
#include "jl-id.h"
#include "jl-json.h"
#include "jl-money.h"

#include <glib/gi18n-lib.h>

typedef struct {
  JlImportSetting setting;
  GArray *columns;           /* owned, (element-type JlItemColumn) */
  JlItemWords *words;        /* owned */
  GHashTable *organisations; /* owned: text → gint64 */
  GString *json;             /* owned: of the row */
  GString *attributes;       /* owned: of the row */
} Importer;

/* What a row says beside the item's members. */
typedef struct {
  const char *organisation; /* nullable */
  const char *offer;        /* nullable */
  const JlCategory *category;
} Row;

static void
importer_end (gpointer data)
{
  Importer *self = data;

  g_clear_pointer (&self->columns, g_array_unref);
  g_clear_pointer (&self->words, jl_item_words_free);
  g_clear_pointer (&self->organisations, g_hash_table_unref);
  if (self->json != NULL)
    g_string_free (self->json, TRUE);
  if (self->attributes != NULL)
    g_string_free (self->attributes, TRUE);
  g_free (self);
}

/* By its label prefix, which people see each day, or by its id. 0: there is none. */
static gint64
find_organisation (Importer *self, const char *text, GError **error)
{
  static const char sql[] = "SELECT id FROM organisation WHERE label_prefix = ?1 OR id = ?2";
  const gint64 *known = g_hash_table_lookup (self->organisations, text);
  g_autoptr (JlStatement) statement = NULL;
  g_autofree char *prefix = g_ascii_strup (text, -1);
  gint64 id = 0;

  if (known != NULL)
    return *known;
  statement = jl_connection_prepare (self->setting.connection, sql, error);
  if (statement == NULL)
    return 0;
  jl_id_from_text (text, &id, NULL);
  jl_statement_bind_text (statement, 1, prefix);
  jl_statement_bind_integer (statement, 2, id);
  if (!jl_statement_step (statement, NULL)) {
    jl_set_error_field (
        error, JL_ERROR_INVALID, "organisation", _ ("There is no organisation “%s”"), text);
    return 0;
  }
  id = jl_statement_get_integer (statement, 0);
  g_hash_table_insert (self->organisations, g_strdup (text), g_memdup2 (&id, sizeof id));
  return id;
}

static gpointer
importer_begin (const JlImportSetting *setting, const JlSheetRow *headings, GError **error)
{
  Importer *self = g_new0 (Importer, 1);

  self->setting = *setting;
  self->organisations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->words = jl_item_words_new (setting->rules, setting->today);
  self->json = g_string_new (NULL);
  self->attributes = g_string_new (NULL);
  self->columns = jl_item_columns_new (setting, headings, error);
  if (self->columns == NULL || (setting->organisation != NULL &&
                                find_organisation (self, setting->organisation, error) == 0))
    g_clear_pointer (&self, importer_end);
  return self;
}

static void
begin_member (GString *json, const char *name)
{
  g_string_append_c (json, json->len == 0 ? '{' : ',');
  jl_json_append_string (json, name);
  g_string_append_c (json, ':');
}

static void
append_text (GString *json, const char *name, const char *text)
{
  begin_member (json, name);
  jl_json_append_string (json, text);
}

static void
append_member (Importer *self, const Row *row, const JlItemColumn *column, const char *text)
{
  switch (column->field) {
  case JL_ITEM_CATEGORY:
    append_text (self->json, column->name, row->category != NULL ? row->category->code : text);
    break;
  case JL_ITEM_MODE:
  case JL_ITEM_CUSTODY:
    append_text (self->json, column->name, jl_item_words_get_choice (self->words, text));
    break;
  case JL_ITEM_GRADE:
    append_text (self->json,
                 column->name,
                 row->category != NULL ? jl_item_words_get_grade (row->category, text) : text);
    break;
  case JL_ITEM_PRICE_FEN:
    begin_member (self->json, column->name);
    jl_item_words_append_number (text, self->json);
    break;
  default:
    append_text (self->json, column->name, text);
  }
}

static gboolean
append_price (Importer *self, const char *text, GError **error)
{
  gint64 fen;

  if (!jl_money_from_text (text, FALSE, &fen, error)) {
    jl_error_prefix_field (error, "price");
    return FALSE;
  }
  begin_member (self->json, "price_fen");
  jl_json_append_integer (self->json, fen);
  return TRUE;
}

static gboolean
append_attribute (
    Importer *self, const Row *row, const JlItemColumn *column, const char *text, GError **error)
{
  const JlAttribute *attribute =
      row->category == NULL ? NULL : jl_item_column_find_attribute (column, row->category);

  /* Of an unknown category the command says that it is unknown, which is what matters. */
  if (row->category == NULL)
    return TRUE;
  if (attribute == NULL) {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        column->heading,
                        _ ("This is not asked of “%s”"),
                        jl_names_get (&row->category->name, self->setting.language));
    return FALSE;
  }
  begin_member (self->attributes, attribute->name);
  jl_item_words_append_attribute (attribute, text, self->attributes);
  return TRUE;
}

static gboolean
append_cell (Importer *self, Row *row, const JlItemColumn *column, const char *text, GError **error)
{
  if (*text == '\0')
    return TRUE;

  switch (column->kind) {
  case JL_ITEM_HOLDS_MEMBER:
    append_member (self, row, column, text);
    return TRUE;
  case JL_ITEM_HOLDS_ATTRIBUTE:
    return append_attribute (self, row, column, text, error);
  case JL_ITEM_HOLDS_PRICE:
    return append_price (self, text, error);
  case JL_ITEM_HOLDS_OFFER:
    row->offer = jl_item_words_get_choice (self->words, text);
    return TRUE;
  case JL_ITEM_HOLDS_OF_ORGANISATION:
    row->organisation = text;
    return TRUE;
  case JL_ITEM_HOLDS_NONE:
    break;
  }
  g_set_error (
      error, JL_ERROR, JL_ERROR_INVALID, _ ("“%s” stands in a column without heading"), text);
  return FALSE;
}

static const JlCategory *
find_category (Importer *self, const JlSheetRow *cells)
{
  for (guint i = 0; i < self->columns->len; i++) {
    const JlItemColumn *column = &g_array_index (self->columns, JlItemColumn, i);

    if (column->kind == JL_ITEM_HOLDS_MEMBER && column->field == JL_ITEM_CATEGORY)
      return jl_rules_get_category (self->setting.rules,
                                    jl_item_words_get_category (self->words, cells->cells[i]),
                                    self->setting.today,
                                    NULL);
  }
  return NULL;
}

/* The body of the request that the row stands for. */
static gboolean
write_json (Importer *self, const JlSheetRow *cells, Row *row, GError **error)
{
  g_string_truncate (self->json, 0);
  g_string_truncate (self->attributes, 0);
  row->organisation = self->setting.organisation;
  row->category = find_category (self, cells);
  for (guint i = 0; i < self->columns->len; i++) {
    if (!append_cell (
            self, row, &g_array_index (self->columns, JlItemColumn, i), cells->cells[i], error))
      return FALSE;
  }
  if (self->attributes->len > 0) {
    begin_member (self->json, "attributes");
    g_string_append_len (self->json, self->attributes->str, self->attributes->len);
    g_string_append_c (self->json, '}');
  }
  g_string_append (self->json, self->json->len == 0 ? "{}" : "}");
  return TRUE;
}

static gboolean
wants_publication (const Row *row, gboolean *wanted, GError **error)
{
  int offer = row->offer == NULL ? JL_OFFER_DRAFT : jl_enum_from_name (&jl_offer_enum, row->offer);

  if (offer != JL_OFFER_DRAFT && offer != JL_OFFER_PUBLISHED) {
    jl_set_error_field (
        error, JL_ERROR_INVALID, "offer", _ ("A new item is a draft, or published"));
    return FALSE;
  }
  *wanted = offer == JL_OFFER_PUBLISHED;
  return TRUE;
}

/* FALSE: refused, or the service cannot go on, which is told by the error's code. */
static gboolean
call (JlBulk *bulk, const JlFrame *frame, gint64 *id, GError **error)
{
  g_autoptr (JlReply) reply = jl_bulk_call_own (bulk, frame);

  if (reply->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&reply->error));
    return FALSE;
  }
  *id = reply->id;
  return TRUE;
}

static JlImportOutcome
take_in (Importer *self, JlBulk *bulk, gint64 organisation, gboolean publish, GError **error)
{
  char text[JL_ID_TEXT_SIZE];
  const JlFrame create = { .command = jl_item_create_command.name,
                           .language = self->setting.language,
                           .acting = organisation,
                           .input = self->json->str };
  const JlFrame publication = { .command = jl_item_publish_command.name,
                                .language = self->setting.language,
                                .acting = organisation,
                                .parameters = (const char *const[]){ text, NULL } };
  gint64 id;

  if (!call (bulk, &create, &id, error))
    return JL_IMPORT_REFUSED;
  jl_id_to_text (id, text);
  /* What cannot be published yet stays a draft, as it would for a clerk. */
  return !publish || call (bulk, &publication, &id, error) ? JL_IMPORT_TAKEN : JL_IMPORT_PARTLY;
}

static JlImportOutcome
importer_take (gpointer importer, JlBulk *bulk, const JlSheetRow *cells, GError **error)
{
  Importer *self = importer;
  Row row = { NULL };
  GError *local_error = NULL;
  JlImportOutcome outcome;
  gboolean publish;
  gint64 organisation;

  if (!write_json (self, cells, &row, error) || !wants_publication (&row, &publish, error))
    return JL_IMPORT_REFUSED;
  organisation = find_organisation (self, row.organisation ? row.organisation : "", error);
  if (organisation == 0)
    return JL_IMPORT_REFUSED;
  if (self->setting.only != 0 && organisation != self->setting.only) {
    jl_set_error_field (
        error, JL_ERROR_FORBIDDEN, "organisation", _ ("This belongs to another organisation"));
    return JL_IMPORT_REFUSED;
  }

  outcome = take_in (self, bulk, organisation, publish, &local_error);
  if (local_error == NULL)
    return outcome;
  if (jl_error_code_get_status (local_error->code) >= 500)
    outcome = JL_IMPORT_FAILED;
  g_propagate_error (error, local_error);
  return outcome;
}

static const char *
importer_get_member (gpointer importer, guint index)
{
  Importer *self = importer;
  const JlItemColumn *column = &g_array_index (self->columns, JlItemColumn, index);

  if (column->kind == JL_ITEM_HOLDS_NONE)
    return NULL;
  return column->name != NULL && column->kind != JL_ITEM_HOLDS_ATTRIBUTE ? column->name
                                                                         : column->heading;
}

const JlImportKind jl_items_import = {
  .name = "items",
  .roles = JL_ROLES_STAFF,
  .begin = importer_begin,
  .take = importer_take,
  .get_member = importer_get_member,
  .end = importer_end,
};
