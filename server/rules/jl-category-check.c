// SPDX-License-Identifier: GPL-3.0-or-later
/* The attributes of an item against what its category asks. */
#include "jl-category.h"

#include "jl-article-number.h"
#include "jl-error.h"
#include "jl-identifier.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

static gboolean
refuse_type (GError **error, const char *expected)
{
  g_set_error_literal (error, JL_ERROR, JL_ERROR_INVALID, expected);
  return FALSE;
}

static gboolean
holds (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static gboolean
check_text (const JlAttribute *attribute, const char *text, GError **error)
{
  if (*text == '\0') {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INVALID, _ ("must not be empty"));
    return FALSE;
  }
  if (g_utf8_strlen (text, -1) > attribute->max) {
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_INVALID,
                 g_dngettext (GETTEXT_PACKAGE,
                              "longer than %d character",
                              "longer than %d characters",
                              (gulong)attribute->max),
                 (int)attribute->max);
    return FALSE;
  }
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    if (g_unichar_iscntrl (g_utf8_get_char (p))) {
      g_set_error_literal (
          error, JL_ERROR, JL_ERROR_INVALID, _ ("must not contain control characters"));
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
check_integer (const JlAttribute *attribute, gint64 value, GError **error)
{
  if (value >= attribute->min && value <= attribute->max)
    return TRUE;
  g_set_error (error,
               JL_ERROR,
               JL_ERROR_INVALID,
               _ ("must be between %" PRId64 " and %" PRId64),
               attribute->min,
               attribute->max);
  return FALSE;
}

static gboolean
check_enum (const JlAttribute *attribute, const char *code, GError **error)
{
  g_autoptr (GString) allowed = NULL;

  for (guint i = 0; i < attribute->n_values; i++) {
    if (g_str_equal (attribute->values[i].code, code))
      return TRUE;
  }
  allowed = g_string_new (NULL);
  for (guint i = 0; i < attribute->n_values; i++)
    g_string_append_printf (allowed, "%s%s", i > 0 ? ", " : "", attribute->values[i].code);
  g_set_error (error, JL_ERROR, JL_ERROR_INVALID, _ ("must be one of: %s"), allowed->str);
  return FALSE;
}

static gboolean
check_date (const JlAttribute *attribute, const char *text, JlDate on, GError **error)
{
  JlDate date;

  if (!jl_date_from_text (text, &date, error))
    return FALSE;
  if (attribute->past && date > on) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INVALID, _ ("must not be in the future"));
    return FALSE;
  }
  return TRUE;
}

static char *
parse_identifier (JlIdentifierKind kind, const char *text, GError **error)
{
  gboolean checked;
  JlEanKind ean;

  switch (kind) {
  case JL_IDENTIFIER_ISBN:
    return jl_isbn_parse (text, error);
  case JL_IDENTIFIER_IMEI:
    return jl_imei_parse (text, &checked, error);
  case JL_IDENTIFIER_EAN:
    return jl_ean_parse (text, &ean, error);
  }
  g_return_val_if_reached (NULL);
}

/* Text attributes lose spaces at their ends, identifiers get the one form that is compared. */
static gboolean
check_value (const JlAttribute *attribute, JsonNode *node, JlDate on, GError **error)
{
  g_autofree char *normal = NULL;

  switch (attribute->type) {
  case JL_ATTRIBUTE_BOOLEAN:
    return holds (node, G_TYPE_BOOLEAN) || refuse_type (error, _ ("must be true or false"));
  case JL_ATTRIBUTE_INTEGER:
    return holds (node, G_TYPE_INT64) ? check_integer (attribute, json_node_get_int (node), error)
                                      : refuse_type (error, _ ("must be a whole number"));
  case JL_ATTRIBUTE_TEXT:
  case JL_ATTRIBUTE_ENUM:
  case JL_ATTRIBUTE_DATE:
  case JL_ATTRIBUTE_IDENTIFIER:
    break;
  }

  if (!holds (node, G_TYPE_STRING))
    return refuse_type (error, _ ("must be a text"));
  if (attribute->type == JL_ATTRIBUTE_ENUM)
    return check_enum (attribute, json_node_get_string (node), error);
  if (attribute->type == JL_ATTRIBUTE_DATE)
    return check_date (attribute, json_node_get_string (node), on, error);
  if (attribute->type == JL_ATTRIBUTE_IDENTIFIER) {
    normal = parse_identifier (attribute->identifier, json_node_get_string (node), error);
  } else {
    normal = g_strstrip (json_node_dup_string (node));
    if (!check_text (attribute, normal, error))
      return FALSE;
  }
  if (normal == NULL)
    return FALSE;
  json_node_set_string (node, normal);
  return TRUE;
}

static gboolean
check_member (
    const JlCategory *self, JsonObject *attributes, const char *name, JlDate on, GError **error)
{
  const JlAttribute *attribute = jl_category_find_attribute (self, name);
  JsonNode *node = json_object_get_member (attributes, name);

  if (attribute == NULL) {
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_INVALID,
                 _ ("the category “%s” has no such attribute"),
                 self->code);
    return FALSE;
  }
  if (JSON_NODE_HOLDS_NULL (node)) {
    json_object_remove_member (attributes, name);
    return TRUE;
  }
  return check_value (attribute, node, on, error);
}

/**
 * jl_category_check_attributes:
 * @self: an item's category
 * @attributes: (inout): the item's attributes; brought into the form that is stored: identifiers
 *   normalised, spaces at the ends of texts removed, members that are null removed
 * @on: today
 * @complete: whether all required attributes must be there; a draft may lack some
 *
 * Returns: %FALSE with INVALID and the path of the member at fault, e.g. `attributes.seats`
 */
gboolean
jl_category_check_attributes (
    const JlCategory *self, JsonObject *attributes, JlDate on, gboolean complete, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (attributes);
  g_autoptr (GPtrArray) missing = NULL;
  const JlAttribute *first;

  for (GList *l = names; l != NULL; l = l->next) {
    g_autofree char *path = g_strconcat ("attributes.", l->data, NULL);

    if (!check_member (self, attributes, l->data, on, error)) {
      jl_error_prefix_field (error, path);
      return FALSE;
    }
  }
  if (!complete)
    return TRUE;

  missing = jl_category_list_missing (self, attributes, NULL);
  if (missing->len > 0) {
    g_autofree char *path = NULL;

    first = missing->pdata[0];
    path = g_strconcat ("attributes.", first->name, NULL);
    jl_set_error_field (error, JL_ERROR_INVALID, path, _ ("is missing"));
    return FALSE;
  }
  return TRUE;
}

/**
 * jl_category_list_missing:
 * @self: an item's category
 * @attributes: (nullable): the item's attributes
 * @private_attributes: (nullable): those that are kept apart
 *
 * For the publish gate, which names everything that is missing at once.
 *
 * Returns: (transfer container) (element-type JlAttribute): required attributes in neither object
 */
GPtrArray *
jl_category_list_missing (const JlCategory *self,
                          JsonObject *attributes,
                          JsonObject *private_attributes)
{
  GPtrArray *missing = g_ptr_array_new ();

  for (guint i = 0; i < self->attributes->len; i++) {
    JlAttribute *attribute = self->attributes->pdata[i];

    if (attribute->required &&
        (attributes == NULL || !json_object_has_member (attributes, attribute->name)) &&
        (private_attributes == NULL ||
         !json_object_has_member (private_attributes, attribute->name)))
      g_ptr_array_add (missing, attribute);
  }
  return missing;
}

/**
 * jl_category_take_private:
 * @self: an item's category
 * @attributes: (inout): checked attributes; loses those that only the organisation may see
 *
 * Returns: (transfer full): what was taken out
 */
JsonObject *
jl_category_take_private (const JlCategory *self, JsonObject *attributes)
{
  JsonObject *taken = json_object_new ();

  for (guint i = 0; i < self->attributes->len; i++) {
    const JlAttribute *attribute = self->attributes->pdata[i];
    JsonNode *node = json_object_get_member (attributes, attribute->name);

    if (node != NULL && !attribute->is_public) {
      json_object_set_member (taken, attribute->name, json_node_copy (node));
      json_object_remove_member (attributes, attribute->name);
    }
  }
  return taken;
}
