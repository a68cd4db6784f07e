// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-rules-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

enum { AXIS_CODE, AXIS_NAME, AXIS_CRITERION, AXIS_N_FIELDS };
static const JlField axis_fields[] = {
  [AXIS_CODE] = JL_CODE_FIELD ("code", JL_FIELD_REQUIRED),
  [AXIS_NAME] = JL_NAMES_FIELD ("name", JL_FIELD_REQUIRED),
  [AXIS_CRITERION] = JL_NAMES_FIELD ("criterion", JL_FIELD_REQUIRED),
};
JL_ASSERT_FIELDS (AXIS, axis_fields);
static const JlRecordTable axis_table = JL_RECORD_TABLE ("axis", "JlAxisRow", axis_fields);

enum {
  GRADE_CODE,
  GRADE_NAME,
  GRADE_CRITERION,
  GRADE_TRADABLE,
  GRADE_SOURCE,
  GRADE_CERTAINTY,
  GRADE_N_FIELDS
};
static const JlField grade_fields[] = {
  [GRADE_CODE] = JL_CODE_FIELD ("code", JL_FIELD_REQUIRED),
  [GRADE_NAME] = JL_NAMES_FIELD ("name", JL_FIELD_REQUIRED),
  [GRADE_CRITERION] = JL_NAMES_FIELD ("criterion", JL_FIELD_REQUIRED),
  [GRADE_TRADABLE] = { .name = "tradable", .type = JL_FIELD_BOOLEAN },
  [GRADE_SOURCE] = { .name = "source", .type = JL_FIELD_TEXT, .min = 1, .max = 200 },
  [GRADE_CERTAINTY] = { .name = "certainty", .type = JL_FIELD_ENUM, .values = &jl_certainty_enum },
};
JL_ASSERT_FIELDS (GRADE, grade_fields);
static const JlRecordTable grade_table = JL_RECORD_TABLE ("grade", "JlGradeRow", grade_fields);

typedef enum { EFFECT_CAP, EFFECT_BLOCK } StopEffect;
static const JlEnum effect_enum = {
  .names = (const char *const[]){ "cap", "block", NULL },
  .labels = (const char *const[]){ N_ ("limits the grade"), N_ ("no grade"), NULL },
};

enum { STOP_CODE, STOP_NAME, STOP_CRITERION, STOP_EFFECT, STOP_GRADE, STOP_N_FIELDS };
static const JlField stop_fields[] = {
  [STOP_CODE] = JL_CODE_FIELD ("code", JL_FIELD_REQUIRED),
  [STOP_NAME] = JL_NAMES_FIELD ("name", JL_FIELD_REQUIRED),
  [STOP_CRITERION] = JL_NAMES_FIELD ("criterion", JL_FIELD_REQUIRED),
  [STOP_EFFECT] = { .name = "effect",
                    .type = JL_FIELD_ENUM,
                    .values = &effect_enum,
                    .flags = JL_FIELD_REQUIRED },
  [STOP_GRADE] = JL_CODE_FIELD ("grade", 0),
};
JL_ASSERT_FIELDS (STOP, stop_fields);
static const JlRecordTable stop_table = JL_RECORD_TABLE ("stop", "JlStopRow", stop_fields);

enum {
  SCALE_CODE = JL_RULE_N_FIELDS,
  SCALE_NAME,
  SCALE_NOTE,
  SCALE_AXES,
  SCALE_GRADES,
  SCALE_STOPS,
  SCALE_N_FIELDS
};
static const JlField scale_fields[] = {
  JL_RULE_FIELDS,
  [SCALE_CODE] = JL_CODE_FIELD ("code", JL_FIELD_REQUIRED),
  [SCALE_NAME] = JL_NAMES_FIELD ("name", JL_FIELD_REQUIRED),
  [SCALE_NOTE] = JL_NAMES_FIELD ("note", 0),
  [SCALE_AXES] = { .name = "axes", .type = JL_FIELD_LIST, .record = &axis_table, .max = 8 },
  [SCALE_GRADES] = { .name = "grades",
                     .type = JL_FIELD_LIST,
                     .record = &grade_table,
                     .min = 1,
                     .max = 30,
                     .flags = JL_FIELD_REQUIRED },
  [SCALE_STOPS] = { .name = "stops", .type = JL_FIELD_LIST, .record = &stop_table, .max = 20 },
};
JL_ASSERT_FIELDS (SCALE, scale_fields);
static const JlRecordTable scale_table = JL_RECORD_TABLE ("scale", "JlScaleRow", scale_fields);

static void
scale_free (gpointer data)
{
  JlGradeScale *self = data;

  g_array_unref (self->grades);
  g_array_unref (self->axes);
  g_array_unref (self->stops);
  g_free (self);
}

static void
scales_create (JlRules *rules)
{
  rules->scales = jl_rule_index_new (scale_free);
}

static gboolean
read_grades (JlGradeScale *scale, GPtrArray *rows, GError **error)
{
  for (guint i = 0; i < rows->len; i++) {
    JlRecord *row = rows->pdata[i];
    JlGrade grade = {
      .code = jl_record_get_text (row, GRADE_CODE),
      .name = jl_names_read (row, GRADE_NAME),
      .criterion = jl_names_read (row, GRADE_CRITERION),
      .rank = i,
      .tradable =
          !jl_record_has (row, GRADE_TRADABLE) || jl_record_get_integer (row, GRADE_TRADABLE),
      .source = jl_record_has (row, GRADE_SOURCE) ? jl_record_get_text (row, GRADE_SOURCE)
                                                  : scale->rule.source,
      .certainty = jl_record_has (row, GRADE_CERTAINTY)
                       ? (JlCertainty)jl_record_get_integer (row, GRADE_CERTAINTY)
                       : scale->rule.certainty,
    };
    g_autofree char *path = g_strdup_printf ("grades[%u]", i);

    if (!jl_code_check (grade.code, "code", error)) {
      jl_error_prefix_field (error, path);
      return FALSE;
    }
    if (jl_grade_scale_find (scale, grade.code) != NULL) {
      jl_set_error_field (error, JL_ERROR_INVALID, path, _ ("“%s” is there twice"), grade.code);
      return FALSE;
    }
    g_array_append_val (scale->grades, grade);
  }
  return TRUE;
}

static void
read_axes (JlGradeScale *scale, GPtrArray *rows)
{
  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    JlGradeAxis axis = {
      .code = jl_record_get_text (rows->pdata[i], AXIS_CODE),
      .name = jl_names_read (rows->pdata[i], AXIS_NAME),
      .criterion = jl_names_read (rows->pdata[i], AXIS_CRITERION),
    };

    g_array_append_val (scale->axes, axis);
  }
}

static gboolean
read_stops (JlGradeScale *scale, GPtrArray *rows, GError **error)
{
  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    JlRecord *row = rows->pdata[i];
    const char *cap = jl_record_get_text (row, STOP_GRADE);
    gboolean caps = jl_record_get_integer (row, STOP_EFFECT) == EFFECT_CAP;
    JlGradeStop stop = {
      .code = jl_record_get_text (row, STOP_CODE),
      .name = jl_names_read (row, STOP_NAME),
      .criterion = jl_names_read (row, STOP_CRITERION),
      .cap = cap != NULL ? jl_grade_scale_find (scale, cap) : NULL,
    };

    if (caps != (stop.cap != NULL)) {
      g_autofree char *path = g_strdup_printf ("stops[%u].grade", i);

      jl_set_error_field (
          error, JL_ERROR_INVALID, path, _ ("a grade of this scale for “cap”, none for “block”"));
      return FALSE;
    }
    g_array_append_val (scale->stops, stop);
  }
  return TRUE;
}

static gboolean
scales_take (JlRules *rules, JlRecord *row, GError **error)
{
  JlGradeScale *scale = g_new0 (JlGradeScale, 1);

  scale->grades = g_array_new (FALSE, FALSE, sizeof (JlGrade));
  scale->axes = g_array_new (FALSE, FALSE, sizeof (JlGradeAxis));
  scale->stops = g_array_new (FALSE, FALSE, sizeof (JlGradeStop));
  scale->code = jl_record_get_text (row, SCALE_CODE);
  scale->name = jl_names_read (row, SCALE_NAME);
  scale->note = jl_names_read (row, SCALE_NOTE);
  if (!jl_rule_read (&scale->rule, row, error) || !jl_code_check (scale->code, "code", error) ||
      !read_grades (scale, jl_record_get_list (row, SCALE_GRADES), error) ||
      !read_stops (scale, jl_record_get_list (row, SCALE_STOPS), error)) {
    scale_free (scale);
    return FALSE;
  }
  read_axes (scale, jl_record_get_list (row, SCALE_AXES));
  return jl_rule_index_add (rules->scales, scale->code, scale, error);
}

const JlRuleReader jl_grades_reader = {
  .name = "grades",
  .row = &scale_table,
  .create = scales_create,
  .take = scales_take,
};

/**
 * jl_rules_find_scale:
 * @self: the rules
 * @code: e.g. `condition`, `books`, `furniture`
 * @on: a day
 *
 * Returns: (transfer none) (nullable): the grading scale
 */
const JlGradeScale *
jl_rules_find_scale (const JlRules *self, const char *code, JlDate on)
{
  return jl_rule_index_find (self->scales, code, on);
}

/**
 * jl_grade_scale_find:
 * @self: a scale
 * @code: e.g. `N95`
 *
 * Returns: (transfer none) (nullable): the grade
 */
const JlGrade *
jl_grade_scale_find (const JlGradeScale *self, const char *code)
{
  for (guint i = 0; i < self->grades->len; i++) {
    const JlGrade *grade = &g_array_index (self->grades, JlGrade, i);

    if (g_str_equal (grade->code, code))
      return grade;
  }
  return NULL;
}
