// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-items-private.h"

G_BEGIN_DECLS

/* What a column of an imported file holds. */
typedef enum {
  JL_ITEM_HOLDS_MEMBER,          /* a member of POST /items */
  JL_ITEM_HOLDS_ATTRIBUTE,       /* one of the category's attributes */
  JL_ITEM_HOLDS_PRICE,           /* price_fen, written in yuan */
  JL_ITEM_HOLDS_OFFER,           /* whether it is published */
  JL_ITEM_HOLDS_OF_ORGANISATION, /* whose it is */
  JL_ITEM_HOLDS_NONE,            /* no heading: must be empty */
} JlItemColumnKind;

/**
 * JlItemColumn:
 * @heading: (owned): as the file has it
 * @name: the member or attribute; %NULL for an attribute that is named by its label
 * @field: of a member
 */
typedef struct {
  JlItemColumnKind kind;
  char *heading;
  const char *name;
  guint field;
} JlItemColumn;

GArray *
jl_item_columns_new (const JlImportSetting *setting, const JlSheetRow *headings, GError **error);
const char *jl_item_column_get_heading (guint field, gboolean is_chinese);
const JlAttribute *jl_item_column_find_attribute (const JlItemColumn *self,
                                                  const JlCategory *category);

/* jl-item-import-words.c */
typedef struct _JlItemWords JlItemWords;
JlItemWords *jl_item_words_new (const JlRules *rules, JlDate today);
void jl_item_words_free (JlItemWords *self);
const char *jl_item_words_get_category (const JlItemWords *self, const char *text);
const char *jl_item_words_get_choice (const JlItemWords *self, const char *text);
const char *jl_item_words_get_grade (const JlCategory *category, const char *text);
void jl_item_words_append_number (const char *text, GString *json);
void jl_item_words_append_attribute (const JlAttribute *attribute, const char *text, GString *json);

G_END_DECLS
