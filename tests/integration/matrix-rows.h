// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service-fixture.h"

/* How every operation of the API is called, and what is stated of it. */

/* What a path's parameter names, made afresh for each call that may change it. */
typedef enum {
  TARGET_NONE,
  TARGET_CATEGORY,
  TARGET_ORGANISATION,
  TARGET_INVITATION,
  TARGET_CODE,       /* in the body: for residents */
  TARGET_STAFF_CODE, /* in the body: for colleagues */
  TARGET_MEMBERSHIP,
  TARGET_PERSON,
  TARGET_NOTICE,
  TARGET_DRAFT,
  TARGET_PUBLISHED,
  TARGET_RESERVED,
  TARGET_HANDED_OVER,
  TARGET_SOLD,
  TARGET_LOST,
  TARGET_DRAFT_PHOTO,
  TARGET_PUBLISHED_PHOTO,
  TARGET_RESERVATION,
  TARGET_SESSION, /* these are the caller's own or somebody else's */
  TARGET_CURRENT, /* in place of the caller's token */
  TARGET_WANT,
  TARGET_STAFF_SESSION, /* a manager's of the organisation */
  TARGET_RULES,
  TARGET_NO_PURGE,
  TARGET_PURGE,
  TARGET_HOLD,
  TARGET_PIN,    /* account of a manager who has set one */
  TARGET_IMPORT, /* checked */
  TARGET_EXPORT,
  TARGET_REPORT,
  TARGET_HIDING,
  N_TARGETS
} Target;

typedef enum {
  ROW_IF_MATCH = 1 << 0,
  ROW_UPLOAD = 1 << 1,
  ROW_ADMINISTRATOR_ANYWHERE =
      1 << 2,        /* an administrator of the city counts in every organisation */
  ROW_ONCE = 1 << 3, /* there is no own and foreign */
  ROW_TABLE = 1 << 4,
  ROW_CITY = 1 << 5, /* of administrators only those of the city */
} RowFlags;

/**
 * Row: how to call an operation, and what those get whose role may.
 * @body: `$` stands for the target, `#` for a label prefix, `%` for eight digits, new ones
 * @staff: status for staff of the target's organisation
 * @stranger: status for those who do not act for it
 * @member: status for its members who are not staff; 0: as staff
 * @staff_roles: (nullable): who counts as staff; else clerk, manager, teacher
 */
typedef struct {
  const char *operation;
  Target target;
  guint staff;
  guint stranger;
  const char *body;
  RowFlags flags;
  guint member;
  const char *staff_roles;
} Row;

#define MATRIX_PASSWORD "\"password\":\"" SERVICE_PASSWORD "\""
#define MATRIX_DEVICE "\"device\":\"0123456789abcdef0123456789abcdef0123456789ab\""
#define MATRIX_TABLE "title,category,mode\n沙发,sofa,give\n沙发,nothing,give\n"
#define MATRIX_HIDE "{\"reason\":\"fraud\",\"text\":\"请更正\"}"

extern const Row matrix_rows[];
extern const guint n_matrix_rows;
