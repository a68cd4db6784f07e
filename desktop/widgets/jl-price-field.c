// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-price-field.h"

#include "jl-money.h"
#include "jl-text-field.h"

/* Who has typed 1200元 sees what was understood. */
static void
left_cb (JlFormField *field)
{
  g_autofree char *normal = NULL;
  gint64 fen;

  if (!jl_price_field_get_fen (field, &fen))
    return;
  normal = jl_money_to_text (fen, JL_MONEY_PLAIN);
  jl_form_field_set_text (field, normal);
}

/**
 * jl_price_field_new:
 * @path: of the member, whose text is an amount of yuan
 * @label: what people call it
 *
 * Returns: (transfer floating): a field for an amount
 */
JlFormField *
jl_price_field_new (const char *path, const char *label)
{
  JlFormField *field = jl_text_field_new (path, label);

  jl_text_field_set_prefix (JL_TEXT_FIELD (field), "¥");
  jl_text_field_set_purpose (JL_TEXT_FIELD (field), GTK_INPUT_PURPOSE_NUMBER);
  g_signal_connect (field, "left", G_CALLBACK (left_cb), NULL);
  return field;
}

/**
 * jl_price_field_get_fen:
 * @self: a field for an amount
 * @fen: (out): the amount, untouched when there is none
 *
 * Returns: whether an amount stands there
 */
gboolean
jl_price_field_get_fen (JlFormField *self, gint64 *fen)
{
  g_autofree char *text = jl_form_field_dup_text (self);

  return jl_money_from_text (text, FALSE, fen, NULL);
}
