// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-grade.h"

G_BEGIN_DECLS

/*
 * What kinds of goods there are, and what is asked about each: categories.json and attributes.json.
 */

typedef enum {
  JL_ATTRIBUTE_TEXT,       /* max: characters */
  JL_ATTRIBUTE_INTEGER,    /* min, max, unit */
  JL_ATTRIBUTE_BOOLEAN,    /* */
  JL_ATTRIBUTE_ENUM,       /* values */
  JL_ATTRIBUTE_DATE,       /* past: not after today */
  JL_ATTRIBUTE_IDENTIFIER, /* identifier says which */
} JlAttributeType;
extern const JlEnum jl_attribute_type_enum;

typedef enum { JL_IDENTIFIER_ISBN, JL_IDENTIFIER_IMEI, JL_IDENTIFIER_EAN } JlIdentifierKind;
extern const JlEnum jl_identifier_kind_enum;

typedef struct {
  const char *code;
  JlNames label;
} JlAttributeValue;

/**
 * JlAttribute:
 * @required: must be there before the item is published
 * @counters: (nullable) (element-type utf8): what Chinese says after the number, for searching:
 *   三人位 is one with three seats
 * @in_list: worth a column in lists
 * @is_public: anybody may see it; otherwise only the item's organisation
 *
 * One attribute as one category asks for it.
 */
typedef struct {
  const char *name;
  JlNames label;
  JlNames help; /* NULLs: none */
  JlAttributeType type;
  JlIdentifierKind identifier;
  gint64 min;
  gint64 max;
  JlNames unit; /* NULLs: none */
  const GPtrArray *counters;
  const JlAttributeValue *values;
  guint n_values;
  gboolean past;
  gboolean required;
  gboolean in_list;
  gboolean is_public;
} JlAttribute;

/**
 * JlCategory:
 * @parent: (nullable): the category above
 * @is_leaf: items can be put into it
 * @needs_photo: not published without one; a textbook is known by its ISBN
 * @stores_data: its goods hold their owner's data: no sale without a wipe certificate
 * @attributes: (element-type JlAttribute): its own first, then those of its parent
 */
typedef struct _JlCategory JlCategory;
struct _JlCategory {
  JlRule rule;
  const char *code;
  const JlCategory *parent;
  JlNames name;
  const char *icon;
  const JlGradeScale *scale;
  gboolean needs_photo;
  gboolean stores_data;
  gboolean is_leaf;
  GPtrArray *attributes;
};

/* How much of GET /categories. */
typedef enum {
  JL_CATEGORY_GROUPS, /* those at the top, and what grades are called */
  JL_CATEGORY_NAMES,
  JL_CATEGORY_FULL,
  JL_CATEGORY_N_DETAILS
} JlCategoryDetail;

gboolean jl_category_is_within (const JlCategory *self, const char *code);
const JlAttribute *jl_category_find_attribute (const JlCategory *self, const char *name);

gboolean jl_category_check_attributes (
    const JlCategory *self, JsonObject *attributes, JlDate on, gboolean complete, GError **error);
GPtrArray *jl_category_list_missing (const JlCategory *self,
                                     JsonObject *attributes,
                                     JsonObject *private_attributes);
JsonObject *jl_category_take_private (const JlCategory *self, JsonObject *attributes);

char *jl_category_to_json (const JlCategory *self);

G_END_DECLS
