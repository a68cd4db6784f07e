// SPDX-License-Identifier: GPL-3.0-or-later
/* Filling the detail of an item. */
#include "jl-item-detail-private.h"

#include "jl-item-words.h"
#include "jl-photo-view.h"
#include "jl-reservation-row.h"
#include "jl-state-chip.h"
#include "jl-time-label.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>

static void
clear_rows (GtkListBox *box)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_list_box_remove (box, row);
}

static guint
count_photos (AdwCarousel *carousel)
{
  return adw_carousel_get_n_pages (carousel);
}

/* Keeps the views that show the right photo already, so that nothing flickers on a change. */
static void
show_photos (JlItemDetail *self)
{
  GPtrArray *photos = jl_record_get_list (self->item, JL_ITEM_PHOTOS);
  guint n = photos != NULL ? photos->len : 0;

  while (count_photos (self->photos) > n)
    adw_carousel_remove (self->photos,
                         adw_carousel_get_nth_page (self->photos, count_photos (self->photos) - 1));
  while (count_photos (self->photos) < n) {
    GtkWidget *view = jl_photo_view_new (jl_workspace_get_client (self->workspace), "screen");

    jl_photo_view_set_content_fit (JL_PHOTO_VIEW (view), GTK_CONTENT_FIT_CONTAIN);
    gtk_widget_set_hexpand (view, TRUE);
    adw_carousel_append (self->photos, view);
  }
  for (guint i = 0; i < n; i++) {
    JlRecord *photo = photos->pdata[i];
    const char *caption = jl_record_get_text (photo, JL_PHOTO_CAPTION);
    g_autofree char *label = g_strdup_printf (_ ("Photo %u of %u: %s"),
                                              i + 1,
                                              n,
                                              caption != NULL && *caption != '\0'
                                                  ? caption
                                                  : jl_record_get_text (self->item, JL_ITEM_TITLE));

    jl_photo_view_set_photo (
        JL_PHOTO_VIEW (adw_carousel_get_nth_page (self->photos, i)), photo, label);
  }
  gtk_widget_set_visible (self->photo_box, n > 0);
}

static void
add_detail (JlItemDetail *self, const char *name, const char *value)
{
  GtkWidget *row;
  GtkWidget *label;

  if (value == NULL || *value == '\0')
    return;
  row = adw_action_row_new ();
  label = gtk_label_new (value);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_margin_top (label, 8);
  gtk_widget_set_margin_bottom (label, 8);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_append (self->detail_rows, row);
}

static JsonNode *
find_value (JlItemDetail *self, const char *name)
{
  static const guint fields[] = { JL_ITEM_ATTRIBUTES, JL_ITEM_PRIVATE_ATTRIBUTES };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    JsonObject *object = jl_record_get_object (self->item, fields[i]);

    if (object != NULL && json_object_has_member (object, name))
      return json_object_get_member (object, name);
  }
  return NULL;
}

static void
show_attributes (JlItemDetail *self)
{
  JlGoods *goods = jl_workspace_get_goods (self->workspace);
  const JlGoodsCategory *category =
      goods != NULL ? jl_goods_find (goods, jl_record_get_text (self->item, JL_ITEM_CATEGORY))
                    : NULL;

  for (guint i = 0; category != NULL && i < category->attributes->len; i++) {
    const JlGoodsAttribute *attribute = category->attributes->pdata[i];
    JsonNode *value = find_value (self, attribute->name);
    g_autofree char *text = value != NULL ? jl_goods_dup_attribute_text (attribute, value) : NULL;

    add_detail (self, attribute->label, text);
  }
}

static void
show_details (JlItemDetail *self)
{
  g_autofree char *place = jl_item_words_dup_place (self->workspace, self->item);
  g_autofree char *safe_until = jl_record_dup_field_text (self->item, JL_ITEM_SAFE_USE_UNTIL);
  gint64 reserved_until = jl_record_get_integer (self->item, JL_ITEM_RESERVED_UNTIL);
  char text[JL_TIME_CHINA_TEXT_SIZE];

  clear_rows (self->detail_rows);
  show_attributes (self);
  add_detail (
      self,
      _ ("Where it is"),
      jl_enum_get_label (&jl_custody_enum, jl_record_get_integer (self->item, JL_ITEM_CUSTODY)));
  if (jl_record_get_integer (self->item, JL_ITEM_SETTLEMENT) != JL_SETTLEMENT_NONE)
    add_detail (self,
                _ ("Money"),
                jl_enum_get_label (&jl_settlement_enum,
                                   jl_record_get_integer (self->item, JL_ITEM_SETTLEMENT)));
  if (jl_record_get_integer (self->item, JL_ITEM_SOLD_FEN) > 0) {
    g_autofree char *sold =
        jl_item_words_dup_fen (jl_record_get_integer (self->item, JL_ITEM_SOLD_FEN));

    add_detail (self, _ ("Sold for"), sold);
  }
  if (reserved_until != 0) {
    jl_time_to_china_text (reserved_until, text);
    add_detail (self, _ ("Reserved until"), text);
  }
  add_detail (self, _ ("Safe to use until"), safe_until);
  add_detail (self, _ ("Place"), place);
  add_detail (self, _ ("Offered by"), jl_record_get_text (self->item, JL_ITEM_ORGANISATION_NAME));
}

static void
show_text (GtkWidget *box, GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (box, text != NULL && *text != '\0');
}

/* Shows the item that was read. */
void
jl_item_detail_show (JlItemDetail *self)
{
  g_autofree char *price = jl_item_words_dup_price (self->item);
  g_autofree char *category = jl_item_words_dup_category (self->workspace, self->item);
  g_autofree char *grade = jl_item_words_dup_grade (self->workspace, self->item);
  g_autofree char *facts = g_strdup_printf ("%s%s%s", category, *grade != '\0' ? " · " : "", grade);

  gtk_label_set_text (self->title, jl_record_get_text (self->item, JL_ITEM_TITLE));
  gtk_label_set_text (self->price, price);
  gtk_label_set_text (self->facts, facts);
  gtk_label_set_text (self->label_code, jl_record_get_text (self->item, JL_ITEM_LABEL_CODE));
  jl_state_chip_set_item (self->chip, self->item);
  show_photos (self);
  show_details (self);
  show_text (self->description_box,
             self->description,
             jl_record_get_text (self->item, JL_ITEM_DESCRIPTION));
  show_text (self->note_box, self->note, jl_record_get_text (self->item, JL_ITEM_NOTE));
}

/* The names of the members that a step changed, for people. */
static char *
describe_changes (JlRecord *step)
{
  GPtrArray *changes = jl_record_get_list (step, JL_STEP_CHANGES);
  GString *text = g_string_new (NULL);

  for (guint i = 0; changes != NULL && i < changes->len; i++) {
    const char *name = jl_item_words_get_field (changes->pdata[i]);

    if (name != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", name);
  }
  return g_string_free (text, FALSE);
}

static GtkWidget *
make_step (JlRecord *step)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *time = jl_time_label_new ();
  const char *actor = jl_record_get_text (step, JL_STEP_ACTOR);
  const char *organisation = jl_record_get_text (step, JL_STEP_ORGANISATION_NAME);
  const char *command = jl_record_get_text (step, JL_STEP_COMMAND);
  g_autofree char *changes = describe_changes (step);
  g_autofree char *subtitle = NULL;

  subtitle = g_strdup_printf ("%s%s%s",
                              actor != NULL          ? actor
                              : organisation != NULL ? organisation
                                                     : _ ("The service"),
                              *changes != '\0' ? " · " : "",
                              changes);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), jl_item_words_get_command (command));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  jl_time_label_set_past (JL_TIME_LABEL (time), jl_record_get_integer (step, JL_STEP_AT));
  gtk_widget_add_css_class (time, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), time);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

/* Shows what happened to the item, the last step first. */
void
jl_item_detail_show_history (JlItemDetail *self, GPtrArray *steps)
{
  clear_rows (self->history_rows);
  for (guint i = 0; steps != NULL && i < steps->len; i++)
    gtk_list_box_append (self->history_rows, make_step (steps->pdata[i]));
  gtk_widget_set_visible (self->history, steps != NULL && steps->len > 0);
}

static gboolean
is_open (JlRecord *reservation)
{
  JlReservationState state = jl_record_get_integer (reservation, JL_RESERVATION_STATE);

  return state == JL_RESERVATION_ACTIVE || state == JL_RESERVATION_WAITING;
}

/* Shows who has reserved the item and who waits for it. */
void
jl_item_detail_show_reservations (JlItemDetail *self, GPtrArray *reservations)
{
  guint n = 0;

  clear_rows (self->reservation_rows);
  for (guint i = 0; reservations != NULL && i < reservations->len; i++) {
    GtkWidget *row;

    if (!is_open (reservations->pdata[i]))
      continue;
    row = jl_reservation_row_new (self->workspace);
    jl_reservation_row_set_reservation (JL_RESERVATION_ROW (row), reservations->pdata[i], FALSE);
    gtk_list_box_append (self->reservation_rows, row);
    n++;
  }
  gtk_widget_set_visible (self->reservations, n > 0);
}
