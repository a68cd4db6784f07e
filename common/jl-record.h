// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-json.h"

#include <glib-object.h>

G_BEGIN_DECLS

/*
 * A record is described once, by a static table of its fields. The table drives strict reading of
 * JSON with exact error paths, JSON out per view, reading of query parameters, SQL binding (in
 * server/store), the GObject properties the desktop binds to, and the OpenAPI schema.
 *
 * A record's fields are numbered by an enum whose order is that of the table:
 *
 *   enum { JL_NOTICE_ID, JL_NOTICE_TEXT, JL_NOTICE_N_FIELDS };
 *   static const JlField fields[] = {
 *     [JL_NOTICE_ID] = { .name = "id", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY },
 *     [JL_NOTICE_TEXT] = { .name = "text", .type = JL_FIELD_TEXT, .min = 1, .max = 200,
 *                          .flags = JL_FIELD_REQUIRED },
 *   };
 *   const JlRecordTable jl_notice_table = JL_RECORD_TABLE ("notice", "JlNotice", fields);
 */

typedef struct _JlRecordTable JlRecordTable;

typedef enum {
  JL_FIELD_TEXT,    /* min, max: length in characters (code points), max 0: any; no control
                       characters but, when JL_FIELD_MULTILINE, line breaks. JSON string, SQL TEXT */
  JL_FIELD_INTEGER, /* min, max: range, both zero: all of gint64. JSON number, SQL INTEGER */
  JL_FIELD_MONEY,   /* fen; min, max: range. JSON number, SQL INTEGER; names end in _fen */
  JL_FIELD_BOOLEAN, /* JSON true or false, SQL 0 or 1 */
  JL_FIELD_DATE,    /* days since 1970-01-01 (jl-date.h). JSON and SQL YYYY-MM-DD */
  JL_FIELD_TIME,    /* milliseconds since 1970, UTC. JSON RFC 3339, SQL INTEGER */
  JL_FIELD_ENUM,    /* index into values. JSON and SQL the wire name */
  JL_FIELD_ID,      /* gint64 (jl-id.h). JSON 13 characters, SQL INTEGER */
  JL_FIELD_LIST,    /* of records (record set) or texts (record NULL; element says TEXT or ID; the
                       texts' longest length is element_max); min, max: count. SQL JSON text */
  JL_FIELD_RECORD,  /* one nested record. SQL JSON text */
  JL_FIELD_OBJECT,  /* a JSON object whose members the field table does not know (attributes); max:
                       count of members. SQL JSON text */
} JlFieldType;

typedef enum {
  JL_FIELD_READ_ONLY = 1 << 0,   /* never taken from a request */
  JL_FIELD_WRITE_ONLY = 1 << 1,  /* never sent */
  JL_FIELD_REQUIRED = 1 << 2,    /* must be in a create request */
  JL_FIELD_NULLABLE = 1 << 3,    /* JSON null and SQL NULL are values of it */
  JL_FIELD_CREATE_ONLY = 1 << 4, /* refused in a PATCH */
  JL_FIELD_PERSONAL = 1 << 5,    /* a person's data: never in a journal body or ready JSON */
  JL_FIELD_SECRET = 1 << 6,      /* passwords, codes: as PERSONAL, and write-only */
  JL_FIELD_MULTILINE = 1 << 7,
} JlFieldFlags;

/**
 * JlView:
 * @JL_VIEW_PUBLIC: what anybody may see
 * @JL_VIEW_OWN: what members of the record's organisation, or the person it is about, see
 * @JL_VIEW_STORED: everything that is stored: after-images in the journal, never sent
 *
 * A field's view is the first that contains it.
 */
typedef enum { JL_VIEW_PUBLIC, JL_VIEW_OWN, JL_VIEW_STORED } JlView;

/**
 * JlEnum:
 * @names: wire names, NULL-terminated, in the order of the C enum
 * @labels: texts for people, marked N_(), same order
 */
typedef struct {
  const char *const *names;
  const char *const *labels;
} JlEnum;

typedef struct {
  const char *name;
  JlFieldType type;
  JlFieldFlags flags;
  JlView view;
  gint64 min;
  gint64 max;
  const JlEnum *values;        /* JL_FIELD_ENUM */
  const JlRecordTable *record; /* JL_FIELD_RECORD, JL_FIELD_LIST */
  JlFieldType element;         /* JL_FIELD_LIST without record */
  gint64 element_max;
  const char *doc; /* one English sentence for the API's description */
} JlField;

struct _JlRecordTable {
  const char *name;      /* the record's kind on the wire and its SQL table, e.g. "item" */
  const char *type_name; /* its GType, e.g. "JlItem" */
  const JlField *fields;
  guint n_fields;
};
#define JL_RECORD_TABLE(name_, type_name_, fields_)                                                \
  {                                                                                                \
    .name = (name_), .type_name = (type_name_), .fields = (fields_),                               \
    .n_fields = G_N_ELEMENTS (fields_)                                                             \
  }

/* The enum and the fields of a table must be as long as each other. */
#define JL_ASSERT_FIELDS(prefix, fields)                                                           \
  G_STATIC_ASSERT (G_N_ELEMENTS (fields) == prefix##_N_FIELDS)

/* What every stored record has at its end. */
#define JL_RECORD_COMMON_FIELDS(prefix)                                                            \
  [prefix##_VERSION] = { .name = "version",                                                        \
                         .type = JL_FIELD_INTEGER,                                                 \
                         .flags = JL_FIELD_READ_ONLY },                                            \
  [prefix##                                                                                        \
      _CREATED_AT] = { .name = "created_at", .type = JL_FIELD_TIME, .flags = JL_FIELD_READ_ONLY }, \
  [prefix##                                                                                        \
      _UPDATED_AT] = { .name = "updated_at", .type = JL_FIELD_TIME, .flags = JL_FIELD_READ_ONLY }

GType jl_record_table_get_type (const JlRecordTable *table);
int jl_record_table_find (const JlRecordTable *table, const char *name);
gboolean jl_record_table_check (const JlRecordTable *table, GError **error);
GPtrArray *jl_record_table_list_nested (const JlRecordTable *table);
const char *jl_enum_get_name (const JlEnum *values, int value);
const char *jl_enum_get_label (const JlEnum *values, int value);
int jl_enum_from_name (const JlEnum *values, const char *name);

#define JL_TYPE_RECORD (jl_record_get_type ())
G_DECLARE_DERIVABLE_TYPE (JlRecord, jl_record, JL, RECORD, GObject)

struct _JlRecordClass {
  GObjectClass parent_class;
  const JlRecordTable *table;
  GParamSpec **properties; /* [field + 1] */
};

JlRecord *jl_record_new (const JlRecordTable *table);
JlRecord *jl_record_copy (JlRecord *self);
const JlRecordTable *jl_record_get_table (JlRecord *self);

/* Absent, null or a value: a PATCH distinguishes all three. */
gboolean jl_record_has (JlRecord *self, guint field);
gboolean jl_record_is_null (JlRecord *self, guint field);
void jl_record_unset (JlRecord *self, guint field);
void jl_record_set_null (JlRecord *self, guint field);

/* Zero or NULL when absent or null. Integers serve INTEGER, MONEY, BOOLEAN, DATE, TIME, ENUM, ID.
 */
gint64 jl_record_get_integer (JlRecord *self, guint field);
void jl_record_set_integer (JlRecord *self, guint field, gint64 value);
const char *jl_record_get_text (JlRecord *self, guint field);
void jl_record_set_text (JlRecord *self, guint field, const char *value);
GPtrArray *jl_record_get_list (JlRecord *self, guint field);
void jl_record_set_list (JlRecord *self, guint field, GPtrArray *value);
JlRecord *jl_record_get_record (JlRecord *self, guint field);
void jl_record_set_record (JlRecord *self, guint field, JlRecord *value);
JsonObject *jl_record_get_object (JlRecord *self, guint field);
void jl_record_set_object (JlRecord *self, guint field, JsonObject *value);

/* The text form on the wire, of any field but LIST, RECORD and OBJECT. */
char *jl_record_dup_field_text (JlRecord *self, guint field);

gboolean jl_record_field_equal (JlRecord *self, JlRecord *other, guint field);
gboolean jl_record_equal (JlRecord *self, JlRecord *other);
void jl_record_apply (JlRecord *self, JlRecord *changes);

/**
 * JlReadMode:
 * @JL_READ_CREATE: a request body: read-only and unknown members refused, required ones demanded,
 *   all limits checked
 * @JL_READ_PATCH: as CREATE, nothing demanded, create-only members refused. A nested record and a
 *   list are replaced as a whole, so inside them it is CREATE again
 * @JL_READ_STORED: an after-image or a stored column: every field accepted, unknown members
 * refused. Forms are checked and limits are not, because a later version may have narrowed them.
 * What does not fit is %JL_ERROR_CORRUPT
 * @JL_READ_ANSWER: the service's answer read by a client: every field accepted, forms checked. An
 *   unknown member or wire name is passed over, so that an older desktop can talk to a newer
 *   service. What does not fit is %JL_ERROR_MALFORMED
 */
typedef enum { JL_READ_CREATE, JL_READ_PATCH, JL_READ_STORED, JL_READ_ANSWER } JlReadMode;

JlRecord *
jl_record_read_json (const JlRecordTable *table, JsonNode *node, JlReadMode mode, GError **error);
gboolean jl_record_read_field_json (
    JlRecord *self, guint field, JsonNode *node, JlReadMode mode, GError **error);
gboolean
jl_record_read_parameter (JlRecord *self, const char *name, const char *value, GError **error);
gboolean jl_record_check_required (JlRecord *self, GError **error);

void jl_record_append_json (JlRecord *self, JlView view, GString *out);
void jl_record_append_personal_json (JlRecord *self, JlView view, GString *out);
void jl_record_append_field_json (JlRecord *self, guint field, JlView view, GString *out);
char *jl_record_to_json (JlRecord *self, JlView view);
void jl_record_append_request_json (JlRecord *self, gboolean journal, GString *out);

/**
 * JlSchemaUse:
 * @JL_SCHEMA_ANSWER: what the service sends
 * @JL_SCHEMA_CREATE: what %JL_READ_CREATE takes
 * @JL_SCHEMA_PATCH: what %JL_READ_PATCH takes
 */
typedef enum { JL_SCHEMA_ANSWER, JL_SCHEMA_CREATE, JL_SCHEMA_PATCH } JlSchemaUse;

char *jl_record_table_get_schema_name (const JlRecordTable *table, JlSchemaUse use);
JsonNode *jl_record_table_get_schema (const JlRecordTable *table, JlSchemaUse use);
void jl_record_table_add_schemas (const JlRecordTable *table, JlSchemaUse use, JsonObject *schemas);
JsonNode *jl_field_get_schema (const JlField *field, JlSchemaUse use);

G_END_DECLS
