// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-item-card.h"

#include "jl-item-words.h"
#include "jl-photo-view.h"
#include "jl-state-chip.h"

#define CARD_WIDTH 148
#define PHOTO_HEIGHT 150

struct _JlItemCard {
  AdwBin parent_instance;

  /* Borrowed: children */
  GtkWidget *photo;
  GtkLabel *title;
  GtkLabel *price;
  GtkLabel *facts;
  GtkWidget *state;

  JlWorkspace *workspace; /* owned */
  GSignalGroup *signals;  /* owned: of the item */
};

G_DEFINE_FINAL_TYPE (JlItemCard, jl_item_card, ADW_TYPE_BIN)

static void
update (JlItemCard *self)
{
  g_autoptr (JlRecord) item = g_signal_group_dup_target (self->signals);
  g_autofree char *price = NULL;
  g_autofree char *grade = NULL;
  g_autofree char *facts = NULL;
  const char *title;

  if (item == NULL)
    return;
  title = jl_record_get_text (item, JL_ITEM_TITLE);
  price = jl_item_words_dup_price (item);
  grade = jl_item_words_dup_grade (self->workspace, item);
  /* The label first: a grade that is cut can still be guessed, a label not. */
  facts = g_strdup_printf (
      "%s%s%s", jl_record_get_text (item, JL_ITEM_LABEL_CODE), *grade != '\0' ? " · " : "", grade);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->price, price);
  gtk_label_set_text (self->facts, facts);
  jl_state_chip_set_item (self->state, item);
  jl_photo_view_set_photo (JL_PHOTO_VIEW (self->photo), jl_item_words_get_photo (item), title);
}

static void
jl_item_card_dispose (GObject *object)
{
  JlItemCard *self = JL_ITEM_CARD (object);

  if (self->signals != NULL)
    g_signal_group_set_target (self->signals, NULL);
  g_clear_object (&self->signals);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (jl_item_card_parent_class)->dispose (object);
}

static void
jl_item_card_class_init (JlItemCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jl_item_card_dispose;
}

static void
jl_item_card_init (JlItemCard *self)
{
  self->signals = g_signal_group_new (JL_TYPE_RECORD);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (update), self);
}

static GtkLabel *
add_label (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
build (JlItemCard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *overlay = gtk_overlay_new ();

  self->photo = jl_photo_view_new (jl_workspace_get_client (self->workspace), "thumb");
  gtk_widget_set_size_request (self->photo, CARD_WIDTH, PHOTO_HEIGHT);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), self->photo);
  self->state = jl_state_chip_new ();
  gtk_widget_add_css_class (self->state, "on-photo");
  gtk_widget_set_valign (self->state, GTK_ALIGN_START);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->state);
  gtk_box_append (GTK_BOX (box), overlay);
  gtk_widget_add_css_class (texts, "card-texts");
  self->title = add_label (texts, "heading");
  self->price = add_label (texts, "price");
  self->facts = add_label (texts, "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->facts), "caption");
  gtk_box_append (GTK_BOX (box), texts);
  gtk_widget_add_css_class (box, "item-card");
  gtk_widget_set_overflow (box, GTK_OVERFLOW_HIDDEN);
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * jl_item_card_new:
 * @workspace: where goods have names
 *
 * Returns: (transfer floating): a card without an item
 */
GtkWidget *
jl_item_card_new (JlWorkspace *workspace)
{
  JlItemCard *self = g_object_new (JL_TYPE_ITEM_CARD, NULL);

  self->workspace = g_object_ref (workspace);
  build (self);
  /* What grades are called comes a moment after the first items. */
  g_signal_connect_object (
      workspace, "notify::goods", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * jl_item_card_set_item:
 * @self: a card
 * @item: (nullable): what it shows
 */
void
jl_item_card_set_item (JlItemCard *self, JlRecord *item)
{
  g_signal_group_set_target (self->signals, item);
  update (self);
}
