// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-sale-dialog.h"

#include "jl-item-words.h"
#include "jl-money.h"

#include <glib/gi18n-lib.h>

struct _JlSaleDialog {
  AdwWindow parent_instance;

  /* Template widgets */
  GtkLabel *what;
  AdwEntryRow *price;
  AdwComboRow *payment;
  GtkLabel *hint;
  GtkButton *confirm;

  JlRecord *item; /* owned */
};

enum { SIGNAL_CONFIRMED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JlSaleDialog, jl_sale_dialog, ADW_TYPE_WINDOW)

/* Returns: what was typed in fen, -1 when it is no price. */
static gint64
get_price (JlSaleDialog *self)
{
  gint64 fen = -1;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->price));

  if (*text == '\0')
    return 0;
  return jl_money_from_text (text, FALSE, &fen, NULL) ? fen : -1;
}

/* Says what differs from the asking price before it is too late. */
static void
update_cb (JlSaleDialog *self)
{
  gint64 price = get_price (self);
  gint64 asked = jl_record_get_integer (self->item, JL_ITEM_PRICE_FEN);
  g_autofree char *hint = NULL;

  if (price < 0)
    hint = g_strdup (_ ("This is not a price in yuan"));
  else if (price < asked) {
    g_autofree char *less = jl_item_words_dup_fen (asked - price);

    hint = g_strdup_printf (_ ("%s less than the asking price"), less);
  } else if (price > asked) {
    g_autofree char *more = jl_item_words_dup_fen (price - asked);

    hint = g_strdup_printf (_ ("%s more than the asking price"), more);
  }
  gtk_label_set_text (self->hint, hint != NULL ? hint : "");
  gtk_widget_set_visible (GTK_WIDGET (self->hint), hint != NULL);
  if (price < 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->price), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->price), "error");
  gtk_widget_set_sensitive (GTK_WIDGET (self->confirm), price >= 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->payment), price > 0);
}

static void
confirm_cb (JlSaleDialog *self)
{
  g_autoptr (JlRecord) sale = jl_record_new (&jl_sale_table);
  gint64 price = get_price (self);

  if (price < 0)
    return;
  jl_record_set_integer (sale, JL_SALE_PRICE_FEN, price);
  if (price > 0)
    jl_record_set_integer (sale, JL_SALE_PAYMENT, adw_combo_row_get_selected (self->payment));
  g_signal_emit (self, signals[SIGNAL_CONFIRMED], 0, sale);
  gtk_window_close (GTK_WINDOW (self));
}

static void
jl_sale_dialog_dispose (GObject *object)
{
  g_clear_object (&JL_SALE_DIALOG (object)->item);
  gtk_widget_dispose_template (GTK_WIDGET (object), JL_TYPE_SALE_DIALOG);
  G_OBJECT_CLASS (jl_sale_dialog_parent_class)->dispose (object);
}

static void
jl_sale_dialog_class_init (JlSaleDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_sale_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/items/jl-sale-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, JlSaleDialog, what);
  gtk_widget_class_bind_template_child (widget_class, JlSaleDialog, price);
  gtk_widget_class_bind_template_child (widget_class, JlSaleDialog, payment);
  gtk_widget_class_bind_template_child (widget_class, JlSaleDialog, hint);
  gtk_widget_class_bind_template_child (widget_class, JlSaleDialog, confirm);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
  gtk_widget_class_bind_template_callback (widget_class, confirm_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  signals[SIGNAL_CONFIRMED] = g_signal_new ("confirmed",
                                            JL_TYPE_SALE_DIALOG,
                                            G_SIGNAL_RUN_LAST,
                                            0,
                                            NULL,
                                            NULL,
                                            NULL,
                                            G_TYPE_NONE,
                                            1,
                                            JL_TYPE_RECORD);
}

static void
jl_sale_dialog_init (JlSaleDialog *self)
{
  g_autoptr (GtkStringList) payments = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; jl_payment_enum.names[i] != NULL; i++)
    gtk_string_list_append (payments, jl_enum_get_label (&jl_payment_enum, i));
  adw_combo_row_set_model (self->payment, G_LIST_MODEL (payments));
}

/**
 * jl_sale_dialog_new:
 * @parent: the window it belongs to
 * @item: what is sold, swapped, given or lent
 *
 * Returns: (transfer floating): the dialog
 */
GtkWidget *
jl_sale_dialog_new (GtkWindow *parent, JlRecord *item)
{
  JlSaleDialog *self = g_object_new (JL_TYPE_SALE_DIALOG, "transient-for", parent, NULL);
  gboolean sells = jl_record_get_integer (item, JL_ITEM_MODE) == JL_MODE_SELL;
  g_autofree char *what = g_strdup_printf ("%s\n%s",
                                           jl_record_get_text (item, JL_ITEM_TITLE),
                                           jl_record_get_text (item, JL_ITEM_LABEL_CODE));
  g_autofree char *price = jl_money_to_text (
      sells ? jl_record_get_integer (item, JL_ITEM_PRICE_FEN) : 0, JL_MONEY_PLAIN);

  self->item = g_object_ref (item);
  gtk_label_set_text (self->what, what);
  gtk_editable_set_text (GTK_EDITABLE (self->price), price);
  adw_combo_row_set_selected (self->payment, JL_PAYMENT_WECHAT);
  update_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->price));
  return GTK_WIDGET (self);
}
