// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"

G_BEGIN_DECLS

typedef enum { JL_SLOT_ABSENT, JL_SLOT_NULL, JL_SLOT_VALUE } JlSlotState;

/* Where a record keeps one field. What is owned depends on the field's type. */
typedef struct {
  JlSlotState state;
  union {
    gint64 integer; /* INTEGER, MONEY, BOOLEAN, DATE, TIME, ENUM, ID */
    char *text;
    GPtrArray *list;
    JlRecord *record;
    JsonObject *object;
  };
} JlSlot;

const JlSlot *jl_record_get_slot (JlRecord *self, guint field);
void jl_record_init_slot (JlRecord *self, guint field, JlSlot slot);

/* Enough for the text form of a DATE, TIME or ID. */
#define JL_FIELD_TEXT_SIZE 32
const char *
jl_field_format_integer (const JlField *field, gint64 value, char buffer[JL_FIELD_TEXT_SIZE]);
gboolean
jl_field_parse_integer (const JlField *field, const char *text, gint64 *value, GError **error);
gboolean jl_field_check_text (const JlField *field, const char *text, GError **error);
gboolean jl_field_check_integer (const JlField *field, gint64 value, GError **error);
gboolean jl_field_check_count (const JlField *field, guint count, GError **error);

/* The first error of a reader: a fragment such as "longer than 200 characters". */
#define JL_INVALID(error, ...) jl_set_error_field (error, JL_ERROR_INVALID, NULL, __VA_ARGS__)

G_END_DECLS
