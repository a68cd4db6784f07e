// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-state-chip.h"

#include "jl-item-steps.h"

#include <glib/gi18n-lib.h>

typedef struct {
  const char *icon;
  const char *css_class;
} Look;

static const Look looks[] = {
  [JL_OFFER_DRAFT] = { "document-edit-symbolic", "draft" },
  [JL_OFFER_PUBLISHED] = { "emblem-ok-symbolic", "published" },
  [JL_OFFER_RESERVED] = { "alarm-symbolic", "reserved" },
  [JL_OFFER_WITHDRAWN] = { "action-unavailable-symbolic", "withdrawn" },
  [JL_OFFER_EXPIRED] = { "document-open-recent-symbolic", "withdrawn" },
  [JL_OFFER_CONCLUDED] = { "object-select-symbolic", "concluded" },
};
static const Look away = { "dialog-warning-symbolic", "away" };
static const Look hidden = { "action-unavailable-symbolic", "away" };
static const Look due = { "dialog-warning-symbolic", "reserved" };

static gboolean
is_due (JlRecord *item)
{
  return jl_record_get_integer (item, JL_ITEM_OFFER) == JL_OFFER_CONCLUDED &&
         jl_record_get_integer (item, JL_ITEM_SETTLEMENT) == JL_SETTLEMENT_DUE;
}

static const Look *
get_look (JlRecord *item)
{
  if (jl_item_is_hidden (item))
    return &hidden;
  if (jl_item_is_away (item))
    return &away;
  return is_due (item) ? &due : &looks[jl_record_get_integer (item, JL_ITEM_OFFER)];
}

/**
 * jl_state_chip_new:
 *
 * Returns: (transfer floating): a chip that says nothing yet
 */
GtkWidget *
jl_state_chip_new (void)
{
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *icon = gtk_image_new ();
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (chip, "chip");
  gtk_widget_set_halign (chip, GTK_ALIGN_START);
  gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
  gtk_image_set_pixel_size (GTK_IMAGE (icon), 12);
  gtk_box_append (GTK_BOX (chip), icon);
  gtk_box_append (GTK_BOX (chip), label);
  return chip;
}

/**
 * jl_state_chip_get_text:
 * @item: an item
 *
 * Returns: (transfer none): its state for people: that it was taken from view; where it is, when
 * nobody can have it; that it is still to be paid; what it was concluded by, if it was
 */
const char *
jl_state_chip_get_text (JlRecord *item)
{
  JlOffer offer = jl_record_get_integer (item, JL_ITEM_OFFER);

  if (jl_item_is_hidden (item))
    return jl_enum_get_label (&jl_moderation_enum,
                              jl_record_get_integer (item, JL_ITEM_MODERATION));
  if (jl_item_is_away (item))
    return jl_enum_get_label (&jl_custody_enum, jl_record_get_integer (item, JL_ITEM_CUSTODY));
  if (is_due (item))
    return jl_enum_get_label (&jl_settlement_enum, JL_SETTLEMENT_DUE);
  if (offer == JL_OFFER_CONCLUDED) {
    switch (jl_record_get_integer (item, JL_ITEM_MODE)) {
    case JL_MODE_SELL:
      return _ ("Sold");
    case JL_MODE_SWAP:
      return _ ("Swapped");
    case JL_MODE_GIVE:
      return _ ("Given away");
    default:
      return _ ("Lent");
    }
  }
  return jl_enum_get_label (&jl_offer_enum, offer);
}

/**
 * jl_state_chip_set_item:
 * @chip: of jl_state_chip_new()
 * @item: whose state to tell
 */
void
jl_state_chip_set_item (GtkWidget *chip, JlRecord *item)
{
  const Look *look = get_look (item);
  GtkWidget *icon = gtk_widget_get_first_child (chip);
  GtkWidget *label = gtk_widget_get_last_child (chip);

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    gtk_widget_remove_css_class (chip, looks[i].css_class);
  gtk_widget_remove_css_class (chip, away.css_class);
  gtk_widget_add_css_class (chip, look->css_class);
  gtk_image_set_from_icon_name (GTK_IMAGE (icon), look->icon);
  gtk_label_set_text (GTK_LABEL (label), jl_state_chip_get_text (item));
}
