// SPDX-License-Identifier: GPL-3.0-or-later
/* What can be done with the item that is open. */
#include "jl-item-detail-private.h"

#include "jl-error.h"
#include "jl-item-actions.h"
#include "jl-sale-dialog.h"
#include "jl-window.h"

#include <glib/gi18n-lib.h>

/* Clerk, manager and teacher keep goods; those behind them in jl_membership_role_enum do not. */
#define LAST_STAFF_ROLE 2

static JlWindow *
get_window (JlItemDetail *self)
{
  return JL_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

/* What is said when an action is done; the keys are ends of paths. */
static const struct {
  const char *verb;
  const char *text;
} done_texts[] = {
  { "/publish", N_ ("Published") },        { "/withdraw", N_ ("Withdrawn") },
  { "/hand-over", N_ ("Handed over") },    { "/sale", N_ ("Sale recorded") },
  { "/return", N_ ("Returned to owner") }, { "/take-back", N_ ("Taken back") },
  { "/receive", N_ ("Received") },         { "/lose", N_ ("Marked as lost") },
};

static const char *
get_done_text (JlAction *action)
{
  for (guint i = 0; i < G_N_ELEMENTS (done_texts); i++)
    if (g_str_has_suffix (jl_action_get_path (action), done_texts[i].verb))
      return _ (done_texts[i].text);
  return _ ("Done");
}

typedef struct {
  JlItemDetail *detail; /* owned */
  JlAction *action;     /* owned */
} Attempt;

static void
attempt_free (Attempt *attempt)
{
  g_object_unref (attempt->detail);
  g_object_unref (attempt->action);
  g_free (attempt);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, attempt_free)

/* A broken connection: the same action, with its key, can be tried again without fear. */
static void
offer_retry (JlItemDetail *self, JlAction *action, const GError *error)
{
  JlWindow *window = get_window (self);

  g_set_object (&self->failed, action);
  jl_item_detail_update_actions (self);
  if (window != NULL)
    jl_window_show_retry_toast (window, error->message, "item.retry");
}

static void
refused (JlItemDetail *self, JlAction *action, const GError *error)
{
  JlWindow *window = get_window (self);

  if (g_error_matches (error, JL_ERROR, JL_ERROR_UNAVAILABLE)) {
    offer_retry (self, action, error);
    return;
  }
  if (g_error_matches (error, JL_ERROR, JL_ERROR_NOT_PUBLISHABLE))
    jl_refusal_box_set_error (self->reasons, error);
  else if (window != NULL)
    jl_window_show_toast (window, error->message);
  jl_item_detail_reload (self);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Attempt) attempt = user_data;
  JlItemDetail *self = attempt->detail;
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = jl_client_run_record_finish (JL_CLIENT (source), result, &error);

  if (self->workspace == NULL)
    return;
  gtk_widget_set_sensitive (self->actions_box, TRUE);
  if (item == NULL) {
    refused (self, attempt->action, error);
    return;
  }
  g_clear_object (&self->failed);
  jl_refusal_box_clear (self->reasons);
  jl_item_detail_take_item (self, item);
  jl_item_detail_reload (self);
  if (get_window (self) != NULL)
    jl_window_show_toast (get_window (self), get_done_text (attempt->action));
}

static void
run (JlItemDetail *self, JlAction *action)
{
  Attempt *attempt = g_new (Attempt, 1);

  *attempt = (Attempt){ g_object_ref (self), g_object_ref (action) };
  gtk_widget_set_sensitive (self->actions_box, FALSE);
  jl_client_run_async (jl_workspace_get_client (self->workspace), action, NULL, done_cb, attempt);
}

static void
publish_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  JlItemDetail *self = user_data;
  g_autoptr (JlAction) publish = jl_item_action_publish (self->item);

  run (self, publish);
}

static void
confirmed_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  JlItemDetail *self = user_data;
  JlAction *action = g_object_get_data (G_OBJECT (dialog), "jl-action");

  if (g_str_equal (response, "yes") && self->workspace != NULL)
    run (self, action);
}

/* Asks before something that others will notice. */
static void
confirm (JlItemDetail *self,
         JlAction *action,
         const char *heading,
         const char *body,
         const char *label,
         AdwResponseAppearance appearance)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (get_window (self)), heading, body);

  adw_message_dialog_add_responses (
      ADW_MESSAGE_DIALOG (dialog), "no", _ ("_Cancel"), "yes", label, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "yes", appearance);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "yes");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "no");
  g_object_set_data_full (G_OBJECT (dialog), "jl-action", action, g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (confirmed_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
withdraw_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  JlItemDetail *self = user_data;

  confirm (self,
           jl_item_action_withdraw (self->item),
           _ ("Withdraw this item?"),
           _ ("It disappears from the list at once, and reservations of it end."),
           _ ("_Withdraw"),
           ADW_RESPONSE_DESTRUCTIVE);
}

static void
hand_over_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  JlItemDetail *self = user_data;

  confirm (self,
           jl_item_action_hand_over (self->item),
           _ ("Hand this item over?"),
           _ ("From now on it is with the one who gets it. The time and your name are kept."),
           _ ("_Hand over"),
           ADW_RESPONSE_SUGGESTED);
}

static void
return_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  JlItemDetail *self = user_data;

  confirm (self,
           jl_item_action_return (self->item),
           _ ("Return this item to its owner?"),
           _ ("It is no longer in your keeping."),
           _ ("_Return"),
           ADW_RESPONSE_SUGGESTED);
}

static void
take_back_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  JlItemDetail *self = user_data;

  confirm (self,
           jl_item_action_take_back (self->item),
           _ ("Take this item back?"),
           _ ("It is in your keeping again. If it was sold, the sale is made undone."),
           _ ("_Take back"),
           ADW_RESPONSE_DESTRUCTIVE);
}

static void
receive_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  JlItemDetail *self = user_data;
  g_autoptr (JlAction) receive = jl_item_action_receive (self->item);

  run (self, receive);
}

static void
lose_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  JlItemDetail *self = user_data;

  confirm (self,
           jl_item_action_lose (self->item),
           _ ("Can this item not be found?"),
           _ ("It is no longer offered. When it turns up, it can be received again."),
           _ ("_Mark as lost"),
           ADW_RESPONSE_DESTRUCTIVE);
}

static void
sale_cb (JlSaleDialog *dialog, JlRecord *sale, JlItemDetail *self)
{
  g_autoptr (JlAction) action = NULL;

  if (self->item == NULL)
    return;
  action = jl_item_action_sell (self->item, sale);
  run (self, action);
}

static void
sell_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  JlItemDetail *self = user_data;
  GtkWidget *dialog = jl_sale_dialog_new (GTK_WINDOW (get_window (self)), self->item);

  g_signal_connect_object (dialog, "confirmed", G_CALLBACK (sale_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
edit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  JlItemDetail *self = user_data;

  gtk_widget_activate_action (GTK_WIDGET (self), "win.edit-item", "s", self->id);
}

static void
copy_label_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  JlItemDetail *self = user_data;
  const char *code = jl_record_get_text (self->item, JL_ITEM_LABEL_CODE);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), code);
  jl_window_show_toast (get_window (self), _ ("Label code copied"));
}

static void
retry_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  JlItemDetail *self = user_data;
  g_autoptr (JlAction) failed = g_steal_pointer (&self->failed);

  if (failed != NULL)
    run (self, failed);
}

static const GActionEntry entries[] = {
  { "edit", edit_cb },           { "publish", publish_cb },
  { "withdraw", withdraw_cb },   { "hand-over", hand_over_cb },
  { "sell", sell_cb },           { "return", return_cb },
  { "take-back", take_back_cb }, { "receive", receive_cb },
  { "lose", lose_cb },           { "copy-label", copy_label_cb },
  { "retry", retry_cb },
};

/* Makes the group of actions, which the window gets when the detail is in it. */
void
jl_item_detail_install_actions (JlItemDetail *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (
      G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  jl_item_detail_update_actions (self);
}

static gboolean
is_own (JlItemDetail *self)
{
  JlRecord *membership = jl_client_get_membership (jl_workspace_get_client (self->workspace));

  return membership != NULL && jl_record_get_integer (membership, JL_MEMBERSHIP_ORGANISATION) ==
                                   jl_record_get_integer (self->item, JL_ITEM_ORGANISATION);
}

/* Which action is the next step of the story. */
static void
choose_primary (JlItemDetail *self, JlOffer offer, JlCustody custody)
{
  static const struct {
    const char *action;
    const char *label;
  } steps[] = {
    { "item.publish", N_ ("_Publish") },
    { "item.sell", N_ ("Record the _sale") },
    { "item.hand-over", N_ ("_Hand over") },
    { "item.edit", N_ ("_Edit") },
  };
  guint step = 3;

  if (offer == JL_OFFER_DRAFT || offer == JL_OFFER_WITHDRAWN || offer == JL_OFFER_EXPIRED)
    step = 0;
  else if (offer == JL_OFFER_RESERVED || offer == JL_OFFER_PUBLISHED)
    step = 1;
  else if (custody == JL_CUSTODY_HELD)
    step = 2;
  gtk_button_set_label (self->primary, _ (steps[step].label));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->primary), steps[step].action);
  gtk_widget_set_visible (GTK_WIDGET (self->primary), step < 3);
}

static void
enable (JlItemDetail *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* The one place where what can be done with the item is enabled. */
void
jl_item_detail_update_actions (JlItemDetail *self)
{
  gboolean shown = self->item != NULL && self->workspace != NULL;
  gboolean own = shown && is_own (self);
  JlOffer offer = own ? jl_record_get_integer (self->item, JL_ITEM_OFFER) : JL_OFFER_CONCLUDED;
  JlCustody custody = own ? jl_record_get_integer (self->item, JL_ITEM_CUSTODY) : JL_CUSTODY_LOST;
  gboolean offered = offer == JL_OFFER_PUBLISHED || offer == JL_OFFER_RESERVED;
  gboolean held = custody == JL_CUSTODY_HELD;
  gboolean expected = own && (custody == JL_CUSTODY_EXPECTED ||
                              (custody == JL_CUSTODY_LOST && offer != JL_OFFER_CONCLUDED));

  enable (self, "edit", own && offer != JL_OFFER_CONCLUDED);
  enable (self, "publish", own && !offered && offer != JL_OFFER_CONCLUDED);
  enable (self, "withdraw", own && offered);
  enable (self, "hand-over", own && held && (offered || offer == JL_OFFER_CONCLUDED));
  /* What has expired still stands in the shop, and is sold over the counter. */
  enable (self, "sell", own && (offered || offer == JL_OFFER_EXPIRED));
  enable (self, "return", own && held && !offered && offer != JL_OFFER_CONCLUDED);
  enable (self, "take-back", own && custody == JL_CUSTODY_HANDED_OVER);
  enable (self, "receive", expected);
  enable (self, "lose", own && held && offer != JL_OFFER_CONCLUDED);
  enable (self, "copy-label", shown);
  enable (self, "retry", self->failed != NULL);
  gtk_widget_set_visible (self->actions_box, own);
  if (own)
    choose_primary (self, offer, custody);
}
