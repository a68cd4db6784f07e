// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-date.h"

G_BEGIN_DECLS

/* The longest code, of a community, and the terminating NUL. */
#define JL_DIVISION_CODE_SIZE 13

typedef enum {
  JL_DIVISION_CITY,
  JL_DIVISION_DISTRICT,  /* district, county or county-level city: 区县 */
  JL_DIVISION_STREET,    /* street, town or township: 街道乡镇 */
  JL_DIVISION_COMMUNITY, /* residents' or villagers' committee: 社区居委会、村委会 */
} JlDivisionLevel;

/**
 * JlDivisionStatus:
 * @JL_DIVISION_REGULAR: an ordinary division
 * @JL_DIVISION_STATISTICAL: a zone with a code of the Bureau of Statistics that GB/T 2260 has not
 * @JL_DIVISION_PROVINCE_RUN: lies in the city, but is run by the province
 */
typedef enum {
  JL_DIVISION_REGULAR,
  JL_DIVISION_STATISTICAL,
  JL_DIVISION_PROVINCE_RUN,
} JlDivisionStatus;

typedef struct _JlDivision JlDivision;

/**
 * JlDivision:
 * @name: its Chinese name
 * @parent: (nullable): what it is part of, %NULL for the city
 * @successor: (nullable): what the whole of it became when it was abolished; see
 *   jl_division_get_successor_at()
 * @valid_from: its first day, %JL_DATE_NONE: always
 * @valid_to: its last day, %JL_DATE_NONE: there is no end
 * @n_descendants: how many divisions lie in it, at all levels
 * @level: #JlDivisionLevel
 * @status: #JlDivisionStatus
 * @code: 6 digits for city and district, 9 for street, 12 for community
 *
 * A division, present or abolished. It belongs to its table and lives as long; all members are to
 * be read only.
 */
struct _JlDivision {
  const char *name;
  const JlDivision *parent;
  const JlDivision *successor;
  JlDate valid_from;
  JlDate valid_to;
  guint n_descendants;
  guint8 level;
  guint8 status;
  char code[JL_DIVISION_CODE_SIZE];
};

/* All divisions of one city, present and abolished. Immutable. */
typedef struct _JlDivisions JlDivisions;

JlDivisions *jl_divisions_new_from_csv (GBytes *current, GBytes *history, GError **error);
void jl_divisions_free (JlDivisions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlDivisions, jl_divisions_free)

guint jl_divisions_get_count (const JlDivisions *self);
const JlDivision *jl_divisions_get_city (const JlDivisions *self);
const JlDivision *jl_divisions_lookup (const JlDivisions *self, const char *code);

gboolean jl_division_is_valid_at (const JlDivision *self, JlDate date);
const JlDivision *jl_division_get_successor_at (const JlDivision *self, JlDate date);
const JlDivision *jl_division_get_ancestor (const JlDivision *self, JlDivisionLevel level);
const JlDivision *jl_division_get_first_child (const JlDivision *self);
const JlDivision *jl_division_get_next_sibling (const JlDivision *self);
gboolean jl_division_code_reaches (const JlDivisions *self,
                                   const char *code,
                                   const char *other,
                                   JlDate date);
char *jl_division_get_full_name (const JlDivision *self);

G_END_DECLS
