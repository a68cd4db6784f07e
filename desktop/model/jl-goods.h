// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-client.h"

G_BEGIN_DECLS

/*
 * What kinds of goods the service knows, what it asks about each, and what their grades mean: the
 * answer to GET /categories.
 */
typedef enum {
  JL_GOODS_TEXT,
  JL_GOODS_INTEGER,
  JL_GOODS_BOOLEAN,
  JL_GOODS_ENUM,
  JL_GOODS_DATE,
  JL_GOODS_IDENTIFIER,
} JlGoodsType;

typedef struct {
  const char *code;
  const char *name;
} JlGoodsValue;

/**
 * JlGoodsAttribute:
 * @name: on the wire
 * @label: for people, in the language of the catalogue
 * @unit: (nullable): for people
 * @help: (nullable): for people
 * @values: (element-type JlGoodsValue): of %JL_GOODS_ENUM
 * @max: of a text its length; 0: not limited
 * @identifier: (nullable): of %JL_GOODS_IDENTIFIER: `isbn`, `imei` or `ean`
 * @past: whether a date may not lie in the future
 * @is_private: whether only the organisation sees it
 */
typedef struct {
  const char *name;
  const char *label;
  const char *unit;
  const char *help;
  JlGoodsType type;
  gint64 min;
  gint64 max;
  gboolean required;
  gboolean in_list;
  const char *identifier;
  gboolean past;
  gboolean is_private;
  GArray *values;
} JlGoodsAttribute;

typedef struct {
  const char *code;
  const char *name;
  const char *criterion;
  gboolean tradable;
} JlGoodsGrade;

/**
 * JlGoodsCategory:
 * @parent: (nullable): code of the category above
 * @attributes: (element-type JlGoodsAttribute): owned
 * @grades: (element-type JlGoodsGrade): owned
 */
typedef struct {
  const char *code;
  const char *parent;
  const char *name;
  const char *icon;
  gboolean leaf;
  gboolean needs_photo;
  GPtrArray *attributes;
  GArray *grades;
} JlGoodsCategory;

#define JL_TYPE_GOODS (jl_goods_get_type ())
G_DECLARE_FINAL_TYPE (JlGoods, jl_goods, JL, GOODS, GObject)

JlGoods *jl_goods_new_from_json (JsonNode *node, const char *language, GError **error);
void jl_goods_load_async (JlClient *client,
                          const char *language,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
JlGoods *jl_goods_load_finish (GAsyncResult *result, GError **error);

const GPtrArray *jl_goods_get_categories (JlGoods *self);
const JlGoodsCategory *jl_goods_find (JlGoods *self, const char *code);
const JlGoodsAttribute *jl_goods_find_attribute (const JlGoodsCategory *category, const char *name);
char *jl_goods_dup_full_name (JlGoods *self, const JlGoodsCategory *category);
const char *jl_goods_get_grade_name (JlGoods *self, const char *category, const char *grade);
char *jl_goods_dup_attribute_text (const JlGoodsAttribute *attribute, JsonNode *value);

G_END_DECLS
