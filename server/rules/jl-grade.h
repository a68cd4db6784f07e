// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-rule.h"

G_BEGIN_DECLS

/*
 * How good something still is: grades.json.
 */

/**
 * JlGrade:
 * @rank: 0 is the best
 * @tradable: may be offered; otherwise recycling is all that is left
 */
typedef struct {
  const char *code;
  JlNames name;
  JlNames criterion;
  guint rank;
  gboolean tradable;
  const char *source;
  JlCertainty certainty;
} JlGrade;

/* What is judged one by one, the worst deciding: appearance, function, completeness. */
typedef struct {
  const char *code;
  JlNames name;
  JlNames criterion;
} JlGradeAxis;

/**
 * JlGradeStop:
 * @cap: (nullable): the best grade that is still possible; %NULL: no grade until it is cleared up
 *
 * A finding that overrules the axes.
 */
typedef struct {
  const char *code;
  JlNames name;
  JlNames criterion;
  const JlGrade *cap;
} JlGradeStop;

typedef struct {
  JlRule rule;
  const char *code;
  JlNames name;
  JlNames note;
  GArray *grades; /* (element-type JlGrade), best first */
  GArray *axes;   /* (element-type JlGradeAxis) */
  GArray *stops;  /* (element-type JlGradeStop) */
} JlGradeScale;

const JlGrade *jl_grade_scale_find (const JlGradeScale *self, const char *code);

G_END_DECLS
