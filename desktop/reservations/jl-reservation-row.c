// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-reservation-row.h"

#include "jl-item-actions.h"
#include "jl-time-label.h"
#include "jl-window.h"

#include <glib/gi18n-lib.h>

struct _JlReservationRow {
  AdwBin parent_instance;

  /* Template widgets */
  GtkLabel *title;
  GtkLabel *label_code;
  GtkImage *icon;
  GtkLabel *state;
  GtkLabel *person;
  GtkLabel *phone;
  GtkButton *reveal;
  GtkWidget *time_box;
  GtkWidget *phone_box;
  GtkWidget *buttons;
  GtkButton *cancel;
  GtkButton *hand_over;

  JlTimeLabel *time;      /* borrowed: in time_box */
  JlWorkspace *workspace; /* owned */
  GSignalGroup *signals;  /* owned: of the reservation */
  char *revealed;         /* owned, nullable: the whole number, once somebody asked */
  gboolean with_item;     /* says which item it is for, and leads to it */
};

G_DEFINE_FINAL_TYPE (JlReservationRow, jl_reservation_row, ADW_TYPE_BIN)

static const char *
get_state_text (JlRecord *reservation)
{
  switch (jl_record_get_integer (reservation, JL_RESERVATION_STATE)) {
  case JL_RESERVATION_WAITING:
    return _ ("Waiting in line");
  case JL_RESERVATION_ACTIVE:
    return _ ("Kept for");
  case JL_RESERVATION_FULFILLED:
    return _ ("Collected");
  case JL_RESERVATION_CANCELLED:
    return _ ("Cancelled");
  default:
    return _ ("Expired");
  }
}

static const char *
get_state_icon (JlRecord *reservation)
{
  static const char *const icons[] = { "document-open-recent-symbolic",
                                       "alarm-symbolic",
                                       "emblem-ok-symbolic",
                                       "action-unavailable-symbolic",
                                       "document-open-recent-symbolic" };

  return icons[jl_record_get_integer (reservation, JL_RESERVATION_STATE)];
}

static void
update (JlReservationRow *self)
{
  g_autoptr (JlRecord) reservation = g_signal_group_dup_target (self->signals);
  g_autofree char *state = NULL;
  const char *phone;
  JlReservationState value;
  gboolean is_open;

  if (reservation == NULL || self->title == NULL)
    return;
  value = jl_record_get_integer (reservation, JL_RESERVATION_STATE);
  is_open = value == JL_RESERVATION_ACTIVE || value == JL_RESERVATION_WAITING;
  phone = self->revealed != NULL ? self->revealed
                                 : jl_record_get_text (reservation, JL_RESERVATION_PHONE);
  state = value == JL_RESERVATION_WAITING
              ? g_strdup_printf (_ ("Place %d in line"),
                                 (int)jl_record_get_integer (reservation, JL_RESERVATION_PLACE))
              : g_strdup (get_state_text (reservation));
  gtk_label_set_text (self->title, jl_record_get_text (reservation, JL_RESERVATION_ITEM_TITLE));
  gtk_label_set_text (self->label_code,
                      jl_record_get_text (reservation, JL_RESERVATION_LABEL_CODE));
  gtk_image_set_from_icon_name (self->icon, get_state_icon (reservation));
  gtk_label_set_text (self->state, state);
  gtk_label_set_text (self->person, jl_record_get_text (reservation, JL_RESERVATION_NICKNAME));
  gtk_label_set_text (self->phone, phone != NULL ? phone : "");
  gtk_widget_set_visible (self->phone_box, phone != NULL && *phone != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->reveal), is_open && self->revealed == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->cancel), is_open);
  gtk_widget_set_visible (GTK_WIDGET (self->hand_over),
                          self->with_item && value == JL_RESERVATION_ACTIVE);
  gtk_widget_set_visible (self->buttons, is_open);
  if (is_open)
    jl_time_label_set_future (self->time,
                              jl_record_get_integer (reservation, JL_RESERVATION_EXPIRES_AT));
  else
    jl_time_label_set_past (self->time,
                            jl_record_get_integer (reservation, JL_RESERVATION_UPDATED_AT));
}

static void
toast (JlReservationRow *self, const char *text)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (JL_IS_WINDOW (root))
    jl_window_show_toast (JL_WINDOW (root), text);
}

static void
contact_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (JlReservationRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = jl_client_run_json_finish (JL_CLIENT (source), result, &error);
  JsonNode *phone;

  if (node == NULL) {
    toast (self, error->message);
    return;
  }
  phone = JSON_NODE_HOLDS_OBJECT (node)
              ? json_object_get_member (json_node_get_object (node), "phone")
              : NULL;
  if (phone == NULL || json_node_get_value_type (phone) != G_TYPE_STRING)
    return;
  g_free (self->revealed);
  self->revealed = json_node_dup_string (phone);
  update (self);
}

static void
cancelled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (JlReservationRow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (jl_client_run_finish (JL_CLIENT (source), result, &error))
    toast (self, _ ("Reservation cancelled"));
  else
    toast (self, error->message);
}

static void
handed_over_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (JlReservationRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = jl_client_run_record_finish (JL_CLIENT (source), result, &error);

  toast (self, item != NULL ? _ ("Handed over") : error->message);
  /* What is to be paid is not forgotten. */
  if (item != NULL && jl_record_get_integer (item, JL_ITEM_SETTLEMENT) == JL_SETTLEMENT_DUE) {
    g_autofree char *id = jl_record_dup_field_text (item, JL_ITEM_ID);

    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-item", "s", id);
  }
}

/* What may be answered to a question, and who is told what came of it. */
static const struct {
  const char *response;
  GAsyncReadyCallback done;
} answers[] = {
  { "reveal", contact_cb },
  { "end", cancelled_cb },
  { "hand-over", handed_over_cb },
};

static void
response_cb (AdwMessageDialog *dialog, const char *response, JlReservationRow *self)
{
  JlAction *action = g_object_get_data (G_OBJECT (dialog), "jl-action");

  for (guint i = 0; self->workspace != NULL && i < G_N_ELEMENTS (answers); i++)
    if (g_str_equal (answers[i].response, response))
      jl_client_run_async (jl_workspace_get_client (self->workspace),
                           action,
                           NULL,
                           answers[i].done,
                           g_object_ref (self));
}

/* Asks before @action (transfer full) is run. */
static void
ask (JlReservationRow *self,
     JlAction *action,
     const char *heading,
     const char *body,
     const char *response,
     const char *label,
     AdwResponseAppearance appearance)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (window, heading, body));

  adw_message_dialog_add_responses (dialog, "no", _ ("_Keep as it is"), response, label, NULL);
  adw_message_dialog_set_response_appearance (dialog, response, appearance);
  adw_message_dialog_set_close_response (dialog, "no");
  g_object_set_data_full (G_OBJECT (dialog), "jl-action", action, g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
reveal_cb (JlReservationRow *self)
{
  g_autoptr (JlRecord) reservation = g_signal_group_dup_target (self->signals);

  ask (self,
       jl_reservation_action_contact (reservation),
       _ ("Show the whole number?"),
       _ ("It is kept that you looked, and when. Use it for this reservation only."),
       "reveal",
       _ ("_Show number"),
       ADW_RESPONSE_SUGGESTED);
}

static void
end_cb (JlReservationRow *self)
{
  g_autoptr (JlRecord) reservation = g_signal_group_dup_target (self->signals);

  ask (self,
       jl_reservation_action_cancel (reservation),
       _ ("Cancel this reservation?"),
       _ ("Who made it gets a notice. The next in line is served."),
       "end",
       _ ("_Cancel reservation"),
       ADW_RESPONSE_DESTRUCTIVE);
}

/* The item is read first: what is handed over is what the clerk was asked about. */
static void
item_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (JlReservationRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = jl_client_run_record_finish (JL_CLIENT (source), result, &error);
  g_autoptr (JlRecord) reservation =
      self->signals != NULL ? g_signal_group_dup_target (self->signals) : NULL;
  g_autofree char *body = NULL;

  if (reservation == NULL)
    return;
  if (item == NULL) {
    toast (self, error->message);
    return;
  }
  if (jl_record_get_integer (item, JL_ITEM_RESERVATION) !=
      jl_record_get_integer (reservation, JL_RESERVATION_ID)) {
    toast (self, _ ("It is no longer kept for this person"));
    return;
  }
  body = g_strdup_printf (_ ("%s gets “%s”, %s. The time and your name are kept."),
                          jl_record_get_text (reservation, JL_RESERVATION_NICKNAME),
                          jl_record_get_text (item, JL_ITEM_TITLE),
                          jl_record_get_text (item, JL_ITEM_LABEL_CODE));
  ask (self,
       jl_item_action_do (item, "hand-over"),
       _ ("Hand this item over?"),
       body,
       "hand-over",
       _ ("_Hand over"),
       ADW_RESPONSE_SUGGESTED);
}

static void
hand_over_cb (JlReservationRow *self)
{
  g_autoptr (JlRecord) reservation = g_signal_group_dup_target (self->signals);
  g_autofree char *id = jl_record_dup_field_text (reservation, JL_RESERVATION_ITEM);
  g_autoptr (JlAction) action = jl_item_action_get (id);

  jl_client_run_async (
      jl_workspace_get_client (self->workspace), action, NULL, item_read_cb, g_object_ref (self));
}

static void
jl_reservation_row_dispose (GObject *object)
{
  JlReservationRow *self = JL_RESERVATION_ROW (object);

  if (self->signals != NULL)
    g_signal_group_set_target (self->signals, NULL);
  g_clear_object (&self->signals);
  g_clear_object (&self->workspace);
  /* AdwBin does not know that the template's end is its child's end. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), JL_TYPE_RESERVATION_ROW);
  G_OBJECT_CLASS (jl_reservation_row_parent_class)->dispose (object);
}

static void
jl_reservation_row_finalize (GObject *object)
{
  g_free (JL_RESERVATION_ROW (object)->revealed);
  G_OBJECT_CLASS (jl_reservation_row_parent_class)->finalize (object);
}

static void
jl_reservation_row_class_init (JlReservationRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_reservation_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = jl_reservation_row_finalize;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/cn/jieli/Jieli/reservations/jl-reservation-row.ui");
  gtk_widget_class_bind_template_child (widget_class, JlReservationRow, title);
  gtk_widget_class_bind_template_child (widget_class, JlReservationRow, label_code);
  gtk_widget_class_bind_template_child (widget_class, JlReservationRow, icon);
  gtk_widget_class_bind_template_child (widget_class, JlReservationRow, state);
  gtk_widget_class_bind_template_child (widget_class, JlReservationRow, person);
  gtk_widget_class_bind_template_child (widget_class, JlReservationRow, phone);
  gtk_widget_class_bind_template_child (widget_class, JlReservationRow, reveal);
  gtk_widget_class_bind_template_child (widget_class, JlReservationRow, time_box);
  gtk_widget_class_bind_template_child (widget_class, JlReservationRow, phone_box);
  gtk_widget_class_bind_template_child (widget_class, JlReservationRow, buttons);
  gtk_widget_class_bind_template_child (widget_class, JlReservationRow, hand_over);
  gtk_widget_class_bind_template_child (widget_class, JlReservationRow, cancel);
  gtk_widget_class_bind_template_callback (widget_class, reveal_cb);
  gtk_widget_class_bind_template_callback (widget_class, end_cb);
  gtk_widget_class_bind_template_callback (widget_class, hand_over_cb);
}

static void
jl_reservation_row_init (JlReservationRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->time = JL_TIME_LABEL (jl_time_label_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->time), "dim-label");
  gtk_box_append (GTK_BOX (self->time_box), GTK_WIDGET (self->time));
  self->signals = g_signal_group_new (JL_TYPE_RECORD);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (update), self);
}

/**
 * jl_reservation_row_new:
 * @workspace: of who is signed in
 *
 * Returns: (transfer floating): a row without a reservation
 */
GtkWidget *
jl_reservation_row_new (JlWorkspace *workspace)
{
  JlReservationRow *self = g_object_new (JL_TYPE_RESERVATION_ROW, NULL);

  self->workspace = g_object_ref (workspace);
  return GTK_WIDGET (self);
}

/**
 * jl_reservation_row_set_reservation:
 * @self: a row
 * @reservation: (nullable): what it shows
 * @with_item: whether to say which item it is for
 */
void
jl_reservation_row_set_reservation (JlReservationRow *self,
                                    JlRecord *reservation,
                                    gboolean with_item)
{
  g_clear_pointer (&self->revealed, g_free);
  gtk_widget_set_visible (GTK_WIDGET (self->title), with_item);
  gtk_widget_set_visible (GTK_WIDGET (self->label_code), with_item);
  self->with_item = with_item;
  g_signal_group_set_target (self->signals, reservation);
  update (self);
}
