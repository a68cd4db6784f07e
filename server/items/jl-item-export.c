// SPDX-License-Identifier: GPL-3.0-or-later
/* An organisation's items as a table, under headings that jl-item-import-columns.c knows. */
#include "jl-item-import-private.h"

#include "jl-error.h"
#include "jl-export.h"
#include "jl-id.h"
#include "jl-item-query.h"
#include "jl-language.h"
#include "jl-money.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PAGE 100

/* Members in the order of the columns; attributes follow. */
static const guint columns[] = { JL_ITEM_LABEL_CODE,  JL_ITEM_TITLE,     JL_ITEM_CATEGORY,
                                 JL_ITEM_MODE,        JL_ITEM_PRICE_FEN, JL_ITEM_GRADE,
                                 JL_ITEM_OFFER,       JL_ITEM_CUSTODY,   JL_ITEM_COMMUNITY,
                                 JL_ITEM_DESCRIPTION, JL_ITEM_NOTE };

typedef struct {
  JlRequest *request;   /* borrowed */
  const JlRules *rules; /* borrowed */
  JlDate today;
  gboolean is_chinese;
  JlSheetWriter *writer; /* borrowed */
  GPtrArray *attributes; /* owned, (element-type JlAttribute) borrowed */
  GHashTable *names;     /* owned: of those, borrowed */
} Exporter;

static void
exporter_clear (Exporter *self)
{
  g_clear_pointer (&self->attributes, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Exporter, exporter_clear)

typedef gboolean (*ItemFunc) (Exporter *self, JlRecord *item, GError **error);

static gboolean
read_page (Exporter *self, JsonNode *page, ItemFunc func, char **next, GError **error)
{
  JsonObject *object = json_node_get_object (page);
  JsonArray *items = json_object_get_array_member (object, "items");

  for (guint i = 0; i < json_array_get_length (items); i++) {
    g_autoptr (JlRecord) item = jl_record_read_json (
        &jl_item_table, json_array_get_element (items, i), JL_READ_ANSWER, error);

    if (item == NULL || !func (self, item, error))
      return FALSE;
  }
  g_free (*next);
  *next = json_object_get_null_member (object, "next")
              ? NULL
              : g_strdup (json_object_get_string_member (object, "next"));
  return TRUE;
}

/* The very list that GET /items answers, page by page. */
static gboolean
foreach_item (Exporter *self, ItemFunc func, GError **error)
{
  JlRequest request = *self->request;
  g_autofree char *cursor = NULL;

  request.limit = PAGE;
  do {
    g_autoptr (JlResponse) response = NULL;
    g_autoptr (JsonNode) page = NULL;
    gsize size;
    const char *text;

    request.cursor = cursor;
    response = jl_items_list (&request, error);
    if (response == NULL)
      return FALSE;
    text = g_bytes_get_data (jl_response_get_body (response), &size);
    page = jl_json_parse (text, (gssize)size, error);
    if (page == NULL || !read_page (self, page, func, &cursor, error))
      return FALSE;
  } while (cursor != NULL);
  return TRUE;
}

static const JlCategory *
get_category (Exporter *self, JlRecord *item)
{
  return jl_rules_get_category (
      self->rules, jl_record_get_text (item, JL_ITEM_CATEGORY), self->today, NULL);
}

/* Which attributes the table needs columns for. */
static gboolean
note_attributes_cb (Exporter *self, JlRecord *item, GError **error)
{
  const JlCategory *category = get_category (self, item);
  JsonObject *values = jl_record_get_object (item, JL_ITEM_ATTRIBUTES);

  if (category == NULL || values == NULL)
    return TRUE;
  for (guint i = 0; i < category->attributes->len; i++) {
    const JlAttribute *attribute = category->attributes->pdata[i];

    if (json_object_has_member (values, attribute->name) &&
        self->attributes->len + G_N_ELEMENTS (columns) < JL_SHEET_MAX_COLUMNS &&
        g_hash_table_add (self->names, (gpointer)attribute->name))
      g_ptr_array_add (self->attributes, (gpointer)attribute);
  }
  return TRUE;
}

/* Two attributes of one label keep their names, so that each is known when it is read again. */
static gboolean
has_own_label (Exporter *self, const JlAttribute *attribute)
{
  for (guint i = 0; i < self->attributes->len; i++) {
    const JlAttribute *other = self->attributes->pdata[i];

    if (other != attribute && g_strcmp0 (other->label.zh, attribute->label.zh) == 0)
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_headings (Exporter *self, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    jl_sheet_writer_add_text (self->writer,
                              jl_item_column_get_heading (columns[i], self->is_chinese));
  for (guint i = 0; i < self->attributes->len; i++) {
    const JlAttribute *attribute = self->attributes->pdata[i];
    g_autofree char *name = g_strconcat ("attributes.", attribute->name, NULL);

    jl_sheet_writer_add_text (
        self->writer,
        self->is_chinese && has_own_label (self, attribute) ? attribute->label.zh : name);
  }
  return jl_sheet_writer_end_row (self->writer, error);
}

static const char *
get_choice (Exporter *self, JlRecord *item, guint field)
{
  const JlEnum *values = jl_item_table.fields[field].values;
  int value = (int)jl_record_get_integer (item, field);

  return self->is_chinese ? _ (jl_enum_get_label (values, value))
                          : jl_enum_get_name (values, value);
}

static const char *
get_grade (Exporter *self, JlRecord *item, const JlCategory *category)
{
  const char *code = jl_record_get_text (item, JL_ITEM_GRADE);
  const GArray *grades = category == NULL ? NULL : category->scale->grades;

  for (guint i = 0; self->is_chinese && code != NULL && grades != NULL && i < grades->len; i++) {
    const JlGrade *grade = &g_array_index (grades, JlGrade, i);

    if (g_strcmp0 (grade->code, code) == 0)
      return grade->name.zh;
  }
  return code;
}

static void
add_price (Exporter *self, JlRecord *item)
{
  gint64 fen = jl_record_get_integer (item, JL_ITEM_PRICE_FEN);
  g_autofree char *text = NULL;

  if (jl_record_has (item, JL_ITEM_PRICE_FEN) && !jl_record_is_null (item, JL_ITEM_PRICE_FEN))
    text = g_strdup_printf ("%" G_GINT64_FORMAT ".%02d", fen / 100, (int)(fen % 100));
  jl_sheet_writer_add_number (self->writer, text == NULL ? "" : text);
}

static void
add_member (Exporter *self, JlRecord *item, const JlCategory *category, guint field)
{
  const char *text;

  switch (field) {
  case JL_ITEM_PRICE_FEN:
    add_price (self, item);
    return;
  case JL_ITEM_MODE:
  case JL_ITEM_OFFER:
  case JL_ITEM_CUSTODY:
    text = get_choice (self, item, field);
    break;
  case JL_ITEM_GRADE:
    text = get_grade (self, item, category);
    break;
  case JL_ITEM_CATEGORY:
    text =
        self->is_chinese && category != NULL ? category->name.zh : jl_record_get_text (item, field);
    break;
  default:
    text = jl_record_get_text (item, field);
  }
  jl_sheet_writer_add_text (self->writer, text == NULL ? "" : text);
}

static const char *
get_value_label (const JlAttribute *attribute, const char *code)
{
  for (guint i = 0; i < attribute->n_values; i++)
    if (g_strcmp0 (attribute->values[i].code, code) == 0)
      return attribute->values[i].label.zh;
  return code;
}

static void
add_attribute (Exporter *self,
               JlRecord *item,
               const JlCategory *category,
               const JlAttribute *column)
{
  const JlAttribute *attribute =
      category == NULL ? NULL : jl_category_find_attribute (category, column->name);
  JsonObject *values = jl_record_get_object (item, JL_ITEM_ATTRIBUTES);
  JsonNode *node =
      attribute == NULL || values == NULL ? NULL : json_object_get_member (values, attribute->name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)) {
    jl_sheet_writer_add_text (self->writer, "");
  } else if (json_node_get_value_type (node) == G_TYPE_INT64) {
    g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));

    jl_sheet_writer_add_number (self->writer, text);
  } else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN) {
    gboolean is_true = json_node_get_boolean (node);

    jl_sheet_writer_add_text (
        self->writer, self->is_chinese ? (is_true ? "是" : "否") : (is_true ? "true" : "false"));
  } else {
    const char *code = json_node_get_string (node);

    jl_sheet_writer_add_text (self->writer,
                              self->is_chinese ? get_value_label (attribute, code) : code);
  }
}

static gboolean
write_item_cb (Exporter *self, JlRecord *item, GError **error)
{
  const JlCategory *category = get_category (self, item);

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    add_member (self, item, category, columns[i]);
  for (guint i = 0; i < self->attributes->len; i++)
    add_attribute (self, item, category, self->attributes->pdata[i]);
  return jl_sheet_writer_end_row (self->writer, error);
}

/* All from one moment, although it is read twice. */
static gboolean
write_items (JlRequest *request, JlSheetWriter *writer, GError **error)
{
  g_auto (Exporter) self = { .request = request,
                             .rules = request->context,
                             .today = jl_time_get_china_date (request->now),
                             .is_chinese = strcmp (request->language, JL_LANGUAGE_CHINESE) == 0,
                             .writer = writer };
  gboolean is_written;

  self.attributes = g_ptr_array_new ();
  self.names = g_hash_table_new (g_str_hash, g_str_equal);
  if (!jl_connection_begin_read (request->connection, error))
    return FALSE;
  is_written = foreach_item (&self, note_attributes_cb, error) && write_headings (&self, error) &&
               foreach_item (&self, write_item_cb, error);
  jl_connection_end_read (request->connection);
  return is_written;
}

/**
 * jl_item_export_make:
 * @request: POST /items/exports
 * @error: INVALID with the parameter at fault; FORBIDDEN, STORAGE_FULL
 *
 * The list of the caller's organisation, with the filters of the query, in the language of the
 * request.
 *
 * Returns: (transfer floating): for jl_export_create_command
 */
GVariant *
jl_item_export_make (JlRequest *request, GError **error)
{
  JlRequest own = *request;
  g_autoptr (JlRecord) query = request->query != NULL ? jl_record_copy (request->query)
                                                      : jl_record_new (&jl_item_query_table);

  if (jl_record_has (query, JL_ITEM_QUERY_ORGANISATION) &&
      jl_record_get_integer (query, JL_ITEM_QUERY_ORGANISATION) != request->caller->organisation) {
    jl_set_error_field (
        error, JL_ERROR_FORBIDDEN, "organisation", _ ("This belongs to another organisation"));
    return NULL;
  }
  jl_record_set_integer (query, JL_ITEM_QUERY_ORGANISATION, request->caller->organisation);
  own.query = query;
  return jl_export_make (&own, _ ("items"), write_items, error);
}
