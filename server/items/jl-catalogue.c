// SPDX-License-Identifier: GPL-3.0-or-later
/* What pages must know before anything is asked for: categories, grades, places. It comes from the
 * rules, and changes with them. */
#include "jl-items-private.h"

#include "jl-division.h"
#include "jl-error.h"
#include "jl-json.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TEXT_FIELD(name_)                                                                          \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_TEXT, .flags = JL_FIELD_READ_ONLY                            \
  }
#define NULLABLE_TEXT_FIELD(name_)                                                                 \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_TEXT, .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE        \
  }
#define BOOLEAN_FIELD(name_)                                                                       \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_BOOLEAN, .flags = JL_FIELD_READ_ONLY                         \
  }
#define INTEGER_FIELD(name_)                                                                       \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_INTEGER, .flags = JL_FIELD_READ_ONLY                         \
  }
#define RECORD_FIELD(name_, table_)                                                                \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_RECORD, .record = (table_), .flags = JL_FIELD_READ_ONLY      \
  }
#define LIST_FIELD(name_, table_)                                                                  \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_LIST, .record = (table_), .flags = JL_FIELD_READ_ONLY        \
  }

static const JlField names_fields[] = { TEXT_FIELD ("zh"), TEXT_FIELD ("en") };
static const JlRecordTable names_table =
    JL_RECORD_TABLE ("names", "JlCatalogueNames", names_fields);

static const JlField value_fields[] = { TEXT_FIELD ("code"), RECORD_FIELD ("label", &names_table) };
static const JlRecordTable value_table =
    JL_RECORD_TABLE ("attribute_value", "JlCatalogueValue", value_fields);

static const JlField attribute_fields[] = {
  TEXT_FIELD ("name"),
  RECORD_FIELD ("label", &names_table),
  TEXT_FIELD ("type"),
  BOOLEAN_FIELD ("required"),
  BOOLEAN_FIELD ("in_list"),
  BOOLEAN_FIELD ("public"),
  INTEGER_FIELD ("min"),
  INTEGER_FIELD ("max"),
  TEXT_FIELD ("identifier"),
  BOOLEAN_FIELD ("past"),
  RECORD_FIELD ("unit", &names_table),
  LIST_FIELD ("values", &value_table),
  RECORD_FIELD ("help", &names_table),
};
static const JlRecordTable attribute_table =
    JL_RECORD_TABLE ("attribute", "JlCatalogueAttribute", attribute_fields);

static const JlField grade_fields[] = {
  TEXT_FIELD ("code"),
  RECORD_FIELD ("name", &names_table),
  RECORD_FIELD ("criterion", &names_table),
  BOOLEAN_FIELD ("tradable"),
};
static const JlRecordTable grade_table =
    JL_RECORD_TABLE ("grade", "JlCatalogueGrade", grade_fields);

static const JlField category_fields[] = {
  TEXT_FIELD ("code"),
  NULLABLE_TEXT_FIELD ("parent"),
  RECORD_FIELD ("name", &names_table),
  TEXT_FIELD ("icon"),
  BOOLEAN_FIELD ("leaf"),
  BOOLEAN_FIELD ("needs_photo"),
  BOOLEAN_FIELD ("stores_data"),
  TEXT_FIELD ("scale"),
  LIST_FIELD ("grades", &grade_table),
  LIST_FIELD ("attributes", &attribute_table),
};
const JlRecordTable jl_category_answer_table =
    JL_RECORD_TABLE ("category", "JlCatalogueCategory", category_fields);

static const JlField finding_fields[] = {
  TEXT_FIELD ("code"),
  RECORD_FIELD ("name", &names_table),
  RECORD_FIELD ("criterion", &names_table),
  TEXT_FIELD ("cap"),
};
static const JlRecordTable finding_table =
    JL_RECORD_TABLE ("grade_finding", "JlCatalogueFinding", finding_fields);

static const JlField scale_fields[] = {
  TEXT_FIELD ("code"),
  RECORD_FIELD ("name", &names_table),
  RECORD_FIELD ("note", &names_table),
  LIST_FIELD ("grades", &grade_table),
  LIST_FIELD ("stops", &finding_table),
  LIST_FIELD ("axes", &finding_table),
};
static const JlRecordTable scale_table =
    JL_RECORD_TABLE ("grade_scale", "JlCatalogueScale", scale_fields);

static const JlField categories_fields[] = {
  TEXT_FIELD ("version"),
  LIST_FIELD ("items", &jl_category_answer_table),
  LIST_FIELD ("scales", &scale_table),
  NULLABLE_TEXT_FIELD ("next"),
};
const JlRecordTable jl_categories_answer_table =
    JL_RECORD_TABLE ("categories", "JlCatalogue", categories_fields);

static const JlEnum detail_enum = {
  .names = (const char *const[]){ "groups", "names", "full", NULL },
  .labels = (const char *const[]){ N_ ("Groups"), N_ ("Names"), N_ ("Everything"), NULL },
};

enum { QUERY_DETAIL, QUERY_N_FIELDS };
static const JlField query_fields[] = {
  [QUERY_DETAIL] = { .name = "detail",
                     .type = JL_FIELD_ENUM,
                     .values = &detail_enum,
                     .doc = "full if absent; names gives code, parent, name and icon alone; groups "
                            "these of the categories at the top, and what grades are called." },
};
JL_ASSERT_FIELDS (QUERY, query_fields);
const JlRecordTable jl_categories_query_table =
    JL_RECORD_TABLE ("categories_query", "JlCategoriesQuery", query_fields);

/* A number that differs when the answer does: the rules, the day, and what was asked. */
static gint64
make_version (JlRequest *request, guint variant)
{
  g_autofree char *digits = g_strndup (jl_rules_get_version (request->context), 9);
  guint64 rules = g_ascii_strtoull (digits, NULL, 16);
  guint64 day = (guint64)jl_time_get_china_date (request->now) & 0xffff;

  return (gint64)(rules << 18 | day << 2 | variant);
}

/**
 * jl_categories_list:
 * @request: GET /categories
 * @error: return location
 *
 * All categories with their attributes and grades, or only their names. A client keeps it and asks
 * whether it is still the same.
 *
 * Returns: (transfer full): the response
 */
JlResponse *
jl_categories_list (JlRequest *request, GError **error)
{
  JlCategoryDetail detail = JL_CATEGORY_FULL;
  JlResponse *response;
  JlEtag tag;

  if (request->query != NULL && jl_record_has (request->query, QUERY_DETAIL))
    detail = jl_record_get_integer (request->query, QUERY_DETAIL);
  tag = (JlEtag){ make_version (request, detail), JL_VIEW_PUBLIC, 0 };
  if (jl_etag_equal (&request->if_none_match, &tag))
    response = jl_response_new_not_modified ();
  else
    response =
        jl_response_new_bytes (jl_rules_get_categories_json (
                                   request->context, detail, jl_time_get_china_date (request->now)),
                               "application/json");
  jl_response_set_etag (response, &tag);
  return response;
}

/**
 * jl_category_get:
 * @request: GET /categories/{code}
 * @error: NOT_FOUND
 *
 * Returns: (transfer full): one category with its attributes and grades
 */
JlResponse *
jl_category_get (JlRequest *request, GError **error)
{
  const JlCategory *category = jl_rules_get_category (
      request->context, request->parameters[0], jl_time_get_china_date (request->now), NULL);

  if (category == NULL) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such category"));
    return NULL;
  }
  return jl_response_new_json (jl_category_to_json (category));
}

enum { DIVISION_CODE, DIVISION_NAME, DIVISION_LEVEL, DIVISION_N_FIELDS };
static const JlEnum level_enum = {
  .names = (const char *const[]){ "city", "district", "street", "community", NULL },
  .labels =
      (const char *const[]){ N_ ("City"), N_ ("District"), N_ ("Street"), N_ ("Community"), NULL },
};
static const JlField division_fields[] = {
  [DIVISION_CODE] = TEXT_FIELD ("code"),
  [DIVISION_NAME] = TEXT_FIELD ("name"),
  [DIVISION_LEVEL] = { .name = "level",
                       .type = JL_FIELD_ENUM,
                       .values = &level_enum,
                       .flags = JL_FIELD_READ_ONLY },
};
JL_ASSERT_FIELDS (DIVISION, division_fields);
static const JlRecordTable division_table =
    JL_RECORD_TABLE ("division", "JlCatalogueDivision", division_fields);

static const JlField divisions_fields[] = {
  LIST_FIELD ("items", &division_table),
  NULLABLE_TEXT_FIELD ("next"),
};
const JlRecordTable jl_divisions_answer_table =
    JL_RECORD_TABLE ("divisions", "JlCatalogueDivisions", divisions_fields);

#define MAX_CODES 100
enum { WITHIN, WITHIN_LEVEL, WITHIN_CODES, WITHIN_N_FIELDS };
static const JlField within_fields[] = {
  [WITHIN] = { .name = "within",
               .type = JL_FIELD_TEXT,
               .min = 6,
               .max = 12,
               .doc = "Code of the division whose parts are asked for; the city if absent." },
  [WITHIN_LEVEL] = { .name = "level",
                     .type = JL_FIELD_ENUM,
                     .values = &level_enum,
                     .doc = "All in it of this level; its direct parts if absent." },
  [WITHIN_CODES] = { .name = "codes",
                     .type = JL_FIELD_TEXT,
                     .min = 4,
                     .max = MAX_CODES * JL_DIVISION_CODE_SIZE,
                     .doc = "Only these, separated by commas, wherever they lie and also when they "
                            "are no more; unknown ones are left out." },
};
JL_ASSERT_FIELDS (WITHIN, within_fields);
const JlRecordTable jl_divisions_query_table =
    JL_RECORD_TABLE ("divisions_query", "JlDivisionsQuery", within_fields);

static void
append_division (GString *out, const JlDivision *division)
{
  g_autoptr (JlRecord) record = jl_record_new (&division_table);

  jl_record_set_text (record, DIVISION_CODE, division->code);
  jl_record_set_text (record, DIVISION_NAME, division->name);
  jl_record_set_integer (record, DIVISION_LEVEL, division->level);
  if (out->str[out->len - 1] != '[')
    g_string_append_c (out, ',');
  jl_record_append_json (record, JL_VIEW_PUBLIC, out);
}

/* @level: -1: the direct parts */
static void
append_parts (GString *out, const JlDivision *parent, int level, JlDate on)
{
  for (const JlDivision *part = jl_division_get_first_child (parent); part != NULL;
       part = jl_division_get_next_sibling (part)) {
    if (!jl_division_is_valid_at (part, on))
      continue;
    if (level == -1 || part->level == level)
      append_division (out, part);
    else if (part->level < level)
      append_parts (out, part, level, on);
  }
}

static void
append_named (GString *out, const JlDivisions *divisions, const char *codes)
{
  g_auto (GStrv) list = g_strsplit (codes, ",", -1);

  for (guint i = 0; list[i] != NULL && i < MAX_CODES; i++) {
    const JlDivision *division = jl_divisions_lookup (divisions, list[i]);

    if (division != NULL)
      append_division (out, division);
  }
}

/**
 * jl_divisions_list:
 * @request: GET /divisions
 * @error: INVALID for an unknown `within`
 *
 * The present districts of the city, the parts of one division, or what some codes stand for.
 *
 * Returns: (transfer full): the response
 */
JlResponse *
jl_divisions_list (JlRequest *request, GError **error)
{
  const JlDivisions *divisions = jl_rules_get_divisions (request->context);
  const JlDivision *parent = jl_divisions_get_city (divisions);
  const char *within = jl_record_get_text (request->query, WITHIN);
  GString *json;
  int level = -1;

  if (within != NULL)
    parent = jl_divisions_lookup (divisions, within);
  if (parent == NULL) {
    jl_set_error_field (error, JL_ERROR_INVALID, "within", _ ("There is no such division"));
    return NULL;
  }
  if (jl_record_has (request->query, WITHIN_LEVEL))
    level = (int)jl_record_get_integer (request->query, WITHIN_LEVEL);
  json = g_string_new ("{\"items\":[");
  if (jl_record_has (request->query, WITHIN_CODES))
    append_named (json, divisions, jl_record_get_text (request->query, WITHIN_CODES));
  else
    append_parts (json, parent, level, jl_time_get_china_date (request->now));
  g_string_append (json, "],\"next\":null}");
  return jl_response_new_json (g_string_free (json, FALSE));
}
