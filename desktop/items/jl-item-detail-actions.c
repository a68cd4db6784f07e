// SPDX-License-Identifier: GPL-3.0-or-later
/* What can be done with the item that is open. */
#include "jl-item-detail-private.h"

#include "jl-error.h"
#include "jl-item-actions.h"
#include "jl-item-steps.h"
#include "jl-moderation-dialog.h"
#include "jl-sale-dialog.h"
#include "jl-window.h"

#include <glib/gi18n-lib.h>

static JlWindow *
get_window (JlItemDetail *self)
{
  return JL_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

/* What is done with an item: the action's name here and the verb of the service are one. What
 * others will notice is asked about first. */
typedef struct {
  JlItemStep step;
  const char *action;
  const char *label;
  const char *done;
  const char *question; /* nullable: nobody is asked */
  const char *warning;
  AdwResponseAppearance appearance;
} Step;

static const Step steps[] = {
  { JL_ITEM_CAN_PUBLISH, "publish", N_ ("_Publish"), N_ ("Published") },
  { JL_ITEM_CAN_WITHDRAW,
    "withdraw",
    N_ ("_Withdraw"),
    N_ ("Withdrawn"),
    N_ ("Withdraw this item?"),
    N_ ("It disappears from the list at once, and reservations of it end."),
    ADW_RESPONSE_DESTRUCTIVE },
  { JL_ITEM_CAN_HAND_OVER,
    "hand-over",
    N_ ("_Hand over"),
    N_ ("Handed over"),
    N_ ("Hand this item over?"),
    N_ ("From now on it is with the one who gets it. The time and your name are kept."),
    ADW_RESPONSE_SUGGESTED },
  { JL_ITEM_CAN_SELL, "sale", N_ ("Record the _sale"), N_ ("Sale recorded") },
  { JL_ITEM_CAN_RETURN,
    "return",
    N_ ("_Return"),
    N_ ("Returned to owner"),
    N_ ("Return this item to its owner?"),
    N_ ("It is no longer in your keeping."),
    ADW_RESPONSE_SUGGESTED },
  { JL_ITEM_CAN_TAKE_BACK,
    "take-back",
    N_ ("_Take back"),
    N_ ("Taken back"),
    N_ ("Take this item back?"),
    N_ ("It is in your keeping again. If it was sold, the sale is made undone."),
    ADW_RESPONSE_DESTRUCTIVE },
  { JL_ITEM_CAN_RECEIVE, "receive", N_ ("_Receive"), N_ ("Received") },
  { JL_ITEM_CAN_LOSE,
    "lose",
    N_ ("_Mark as lost"),
    N_ ("Marked as lost"),
    N_ ("Can this item not be found?"),
    N_ ("It is no longer offered. When it turns up, it can be received again."),
    ADW_RESPONSE_DESTRUCTIVE },
};

static const Step *
find_step (const char *action)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_str_equal (steps[i].action, action))
      return &steps[i];
  return NULL;
}

typedef struct {
  JlItemDetail *detail; /* owned */
  JlAction *action;     /* owned */
  const Step *step;
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
offer_retry (JlItemDetail *self, const Attempt *attempt, const GError *error)
{
  JlWindow *window = get_window (self);

  g_set_object (&self->failed, attempt->action);
  self->failed_step = attempt->step->action;
  jl_item_detail_update_actions (self);
  if (window != NULL)
    jl_window_show_retry_toast (window, error->message, "item.retry");
}

static void
refused (JlItemDetail *self, const Attempt *attempt, const GError *error)
{
  JlWindow *window = get_window (self);

  if (g_error_matches (error, JL_ERROR, JL_ERROR_UNAVAILABLE)) {
    offer_retry (self, attempt, error);
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
    refused (self, attempt, error);
    return;
  }
  g_clear_object (&self->failed);
  jl_refusal_box_clear (self->reasons);
  jl_item_detail_take_item (self, item);
  jl_item_detail_reload (self);
  if (get_window (self) != NULL)
    jl_window_show_toast (get_window (self), _ (attempt->step->done));
}

static void
run (JlItemDetail *self, const Step *step, JlAction *action)
{
  Attempt *attempt = g_new (Attempt, 1);

  *attempt = (Attempt){ g_object_ref (self), g_object_ref (action), step };
  gtk_widget_set_sensitive (self->actions_box, FALSE);
  jl_client_run_async (jl_workspace_get_client (self->workspace), action, NULL, done_cb, attempt);
}

static void
confirmed_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  JlItemDetail *self = user_data;
  const Step *step = find_step (response);

  if (step != NULL && self->workspace != NULL)
    run (self, step, g_object_get_data (G_OBJECT (dialog), "jl-action"));
}

/* Asks before something that others will notice. */
static void
confirm (JlItemDetail *self, const Step *step, JlAction *action)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
      GTK_WINDOW (get_window (self)), _ (step->question), _ (step->warning)));

  adw_message_dialog_add_responses (
      dialog, "no", _ ("_Cancel"), step->action, _ (step->label), NULL);
  adw_message_dialog_set_response_appearance (dialog, step->action, step->appearance);
  adw_message_dialog_set_default_response (dialog, step->action);
  adw_message_dialog_set_close_response (dialog, "no");
  g_object_set_data_full (G_OBJECT (dialog), "jl-action", g_object_ref (action), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (confirmed_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
step_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  JlItemDetail *self = user_data;
  const Step *step = find_step (g_action_get_name (G_ACTION (action)));
  g_autoptr (JlAction) request = jl_item_action_do (self->item, step->action);

  if (step->question != NULL)
    confirm (self, step, request);
  else
    run (self, step, request);
}

static void
sale_cb (JlSaleDialog *dialog, JlRecord *sale, JlItemDetail *self)
{
  g_autoptr (JlAction) action = NULL;

  if (self->item == NULL)
    return;
  action = jl_item_action_sell (self->item, sale);
  run (self, find_step ("sale"), action);
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
    run (self, find_step (self->failed_step), failed);
}

static void
hide_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  JlItemDetail *self = user_data;
  g_autoptr (JlRecord) report = jl_moderation_report_from_item (self->item);

  gtk_window_present (GTK_WINDOW (jl_moderation_dialog_new (
      GTK_WINDOW (get_window (self)), self->workspace, JL_MODERATION_HIDE, report)));
}

static const GActionEntry entries[] = {
  { "edit", edit_cb },      { "publish", step_cb },
  { "withdraw", step_cb },  { "hand-over", step_cb },
  { "sale", sell_cb },      { "return", step_cb },
  { "take-back", step_cb }, { "receive", step_cb },
  { "lose", step_cb },      { "copy-label", copy_label_cb },
  { "retry", retry_cb },    { "hide", hide_cb },
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

/* Whether who is signed in looks after the platform; the service knows for which organisations. */
static gboolean
may_hide (JlItemDetail *self)
{
  JlRecord *membership = jl_client_get_membership (jl_workspace_get_client (self->workspace));

  return !jl_item_is_hidden (self->item) && jl_membership_is_administrator (membership);
}

static void
offer_hiding (JlItemDetail *self)
{
  gtk_button_set_label (self->primary, _ ("_Take from view…"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->primary), "item.hide");
  gtk_widget_set_visible (GTK_WIDGET (self->primary), TRUE);
}

/* The next step of the story is the button that stands out. */
static void
choose_primary (JlItemDetail *self)
{
  JlItemStep next;
  gboolean has_next = jl_item_steps_get_next (self->item, &next);

  for (guint i = 0; has_next && i < G_N_ELEMENTS (steps); i++)
    if (steps[i].step == next) {
      g_autofree char *action = g_strconcat ("item.", steps[i].action, NULL);

      gtk_button_set_label (self->primary, _ (steps[i].label));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->primary), action);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->primary), has_next);
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
  gboolean hides = shown && !own && may_hide (self);

  enable (self, "edit", own && jl_item_steps_include (self->item, JL_ITEM_CAN_EDIT));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    enable (self, steps[i].action, own && jl_item_steps_include (self->item, steps[i].step));
  enable (self, "copy-label", shown);
  enable (self, "retry", self->failed != NULL);
  enable (self, "hide", hides);
  gtk_widget_set_visible (self->actions_box, own || hides);
  gtk_widget_set_visible (GTK_WIDGET (self->more), own);
  if (own)
    choose_primary (self);
  else if (hides)
    offer_hiding (self);
}
