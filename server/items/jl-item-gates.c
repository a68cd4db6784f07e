// SPDX-License-Identifier: GPL-3.0-or-later
/* What an item must be before it is offered. All that is wrong is told at once. */
#include "jl-items-private.h"

#include "jl-error.h"
#include "jl-language.h"

#include <glib/gi18n-lib.h>

typedef struct {
  const JlRules *rules;
  const JlCategory *category;
  JlRecord *item;
  JlDate today;
  GError *refusal; /* owned, nullable: NOT_PUBLISHABLE with its reasons so far */
} Gates;

static void
refuse (Gates *self, const char *code, const char *field, const char *detail)
{
  if (self->refusal == NULL)
    self->refusal = g_error_new_literal (
        JL_ERROR, JL_ERROR_NOT_PUBLISHABLE, _ ("This cannot be published yet"));
  jl_error_add_reason (self->refusal, code, field, detail);
}

static const char *
get_name (const JlNames *names)
{
  return jl_names_get (names, jl_language_get ());
}

static void
check_custody (Gates *self)
{
  if (jl_record_get_integer (self->item, JL_ITEM_CUSTODY) != JL_CUSTODY_HELD)
    refuse (self, "custody_not_held", "custody", _ ("Only what is in your keeping can be offered"));
}

static void
check_price (Gates *self)
{
  if (jl_record_get_integer (self->item, JL_ITEM_MODE) == JL_MODE_SELL &&
      jl_record_get_integer (self->item, JL_ITEM_PRICE_FEN) == 0)
    refuse (self, "price_missing", "price_fen", _ ("What is for sale needs a price"));
}

static void
check_grade (Gates *self)
{
  const char *code = jl_record_get_text (self->item, JL_ITEM_GRADE);
  const JlGrade *grade = NULL;
  g_autofree char *detail = NULL;

  if (code == NULL) {
    refuse (self, "grade_missing", "grade", _ ("Say in what condition it is"));
    return;
  }
  grade = jl_grade_scale_find (self->category->scale, code);
  if (grade == NULL) {
    detail = g_strdup_printf (
        _ ("“%s” is no grade of %s"), code, get_name (&self->category->scale->name));
    refuse (self, "grade_unknown", "grade", detail);
  } else if (!grade->tradable) {
    detail =
        g_strdup_printf (_ ("“%s” can only be recycled, not offered"), get_name (&grade->name));
    refuse (self, "grade_not_tradable", "grade", detail);
  }
}

static void
check_photos (Gates *self)
{
  if (self->category->needs_photo && jl_record_get_list (self->item, JL_ITEM_PHOTOS)->len == 0)
    refuse (self, "photo_missing", "photos", _ ("Add at least one photo"));
}

static void
check_attributes (Gates *self)
{
  g_autoptr (GPtrArray) missing =
      jl_category_list_missing (self->category,
                                jl_record_get_object (self->item, JL_ITEM_ATTRIBUTES),
                                jl_record_get_object (self->item, JL_ITEM_PRIVATE_ATTRIBUTES));

  for (guint i = 0; i < missing->len; i++) {
    const JlAttribute *attribute = missing->pdata[i];
    g_autofree char *field = g_strconcat ("attributes.", attribute->name, NULL);
    g_autofree char *detail = g_strdup_printf (_ ("“%s” is missing"), get_name (&attribute->label));

    refuse (self, "attribute_missing", field, detail);
  }
}

/* Goods that are never traded refuse; those that somebody should look at are noted. */
static void
screen (Gates *self)
{
  g_autoptr (GArray) hits = jl_rules_screen (self->rules,
                                             self->category,
                                             jl_record_get_text (self->item, JL_ITEM_TITLE),
                                             jl_record_get_text (self->item, JL_ITEM_DESCRIPTION),
                                             self->today);
  g_autoptr (GPtrArray) review = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < hits->len; i++) {
    const JlScreeningHit *hit = &g_array_index (hits, JlScreeningHit, i);
    const char *reason = get_name (&hit->prohibition->reason);
    g_autofree char *detail = NULL;

    if (hit->prohibition->level == JL_SCREENING_REVIEW) {
      g_ptr_array_add (review, g_strdup (hit->prohibition->code));
      continue;
    }
    if (hit->word != NULL)
      detail = g_strdup_printf (_ ("“%s”: %s"), hit->word, reason);
    refuse (self, "prohibited", hit->field, detail != NULL ? detail : reason);
  }
  jl_record_set_list (self->item, JL_ITEM_REVIEW, review);
}

/* Whether an appliance is too old. Where the limit is only advice, the date is shown to buyers. */
static void
check_safe_use (Gates *self)
{
  JlSafeUse safe_use = jl_rules_get_safe_use (self->rules,
                                              self->category,
                                              jl_record_get_object (self->item, JL_ITEM_ATTRIBUTES),
                                              self->today);
  gboolean blocks = safe_use.limit != NULL && safe_use.limit->blocks;

  if (safe_use.ends == JL_DATE_NONE)
    jl_record_set_null (self->item, JL_ITEM_SAFE_USE_UNTIL);
  else
    jl_record_set_integer (self->item, JL_ITEM_SAFE_USE_UNTIL, safe_use.ends);

  if (safe_use.state == JL_SAFE_USE_OVER && blocks)
    refuse (self,
            "safe_use_over",
            "attributes.purchase_date",
            _ ("It is too old, or was repaired in a way that ended its years of safe use"));
  else if (safe_use.state == JL_SAFE_USE_UNKNOWN && blocks)
    refuse (self,
            "safe_use_unknown",
            "attributes.purchase_date",
            _ ("Say when it was bought: it may only be offered during its years of safe use"));
}

/**
 * jl_item_is_listed:
 * @item: an item
 *
 * Returns: whether lists show it to everybody
 */
gboolean
jl_item_is_listed (JlRecord *item)
{
  JlOffer offer = jl_record_get_integer (item, JL_ITEM_OFFER);

  return offer == JL_OFFER_PUBLISHED || offer == JL_OFFER_RESERVED;
}

/**
 * jl_item_check_publishable:
 * @rules: the rules
 * @item: an item; takes what the rules say of it: safe use, what somebody should look at
 * @today: the day
 * @error: NOT_PUBLISHABLE with all reasons, or INVALID when its category is no more
 *
 * The gates of publication; an item that is listed must keep passing them when it is edited.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_item_check_publishable (const JlRules *rules, JlRecord *item, JlDate today, GError **error)
{
  Gates gates = { .rules = rules, .item = item, .today = today };

  gates.category =
      jl_rules_get_category (rules, jl_record_get_text (item, JL_ITEM_CATEGORY), today, error);
  if (gates.category == NULL)
    return FALSE;

  check_custody (&gates);
  check_attributes (&gates);
  check_grade (&gates);
  check_price (&gates);
  check_photos (&gates);
  screen (&gates);
  check_safe_use (&gates);
  if (gates.refusal != NULL) {
    g_propagate_error (error, gates.refusal);
    return FALSE;
  }
  return TRUE;
}
