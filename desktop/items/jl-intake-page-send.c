// SPDX-License-Identifier: GPL-3.0-or-later
/* Saving and publishing, and what comes back. */
#include "jl-intake-page-private.h"

#include "jl-error.h"
#include "jl-intake-send.h"
#include "jl-intake-texts.h"
#include "jl-item-actions.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Takes all refusals from the page. */
void
jl_intake_page_clear_notices (JlIntakePage *self)
{
  jl_reasons_list_clear (self->reasons);
  jl_conflict_list_clear (self->conflicts);
  gtk_widget_set_visible (GTK_WIDGET (self->notices), FALSE);
  gtk_revealer_set_reveal_child (self->offline, FALSE);
  self->wants_retry = FALSE;
  for (guint i = 0; i < self->fields->len; i++)
    jl_form_field_set_problem (self->fields->pdata[i], NULL);
}

/* One refusal: in the list at the top, and at its field. */
static void
add_reason (JlIntakePage *self, const char *path, const char *detail)
{
  JlFormField *field = jl_intake_page_find_field (self, path);

  if (field == NULL) {
    jl_reasons_list_add (self->reasons, NULL, NULL, detail);
    return;
  }
  jl_form_field_set_problem (field, detail);
  jl_reasons_list_add (
      self->reasons, jl_form_field_get_path (field), jl_form_field_get_label (field), detail);
}

static const char *
get_title (const GError *error)
{
  if (g_error_matches (error, JL_ERROR, JL_ERROR_NOT_PUBLISHABLE))
    return _ ("It is saved as a draft. To be published it still needs this:");
  return _ ("It could not be saved:");
}

static void
show_reasons (JlIntakePage *self, const GError *error)
{
  GPtrArray *reasons = error->domain == JL_ERROR ? jl_error_get_reasons (error) : NULL;

  jl_reasons_list_set_title (self->reasons, get_title (error));
  for (guint i = 0; reasons != NULL && i < reasons->len; i++) {
    const JlReason *reason = reasons->pdata[i];

    add_reason (self, reason->field, reason->detail);
  }
  if (reasons == NULL || reasons->len == 0)
    add_reason (
        self, error->domain == JL_ERROR ? jl_error_get_field (error) : NULL, error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->notices), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->reasons));
}

static char *
describe (JlFormField *field, const char *text)
{
  return field != NULL ? jl_form_field_describe (field, text) : g_strdup (text);
}

/* The label of a path without a field of its own: an attribute of another category. */
static const char *
get_label (JlFormField *field, const char *path)
{
  return field != NULL ? jl_form_field_get_label (field) : path;
}

static void
show_conflicts (JlIntakePage *self)
{
  g_autoptr (GHashTable) base = jl_intake_draft_get_base (self->draft);
  g_autoptr (GHashTable) theirs = jl_intake_texts_from_item (self->theirs);
  g_autoptr (GPtrArray) differences =
      jl_intake_texts_compare (base, jl_intake_draft_get_texts (self->draft), theirs);

  jl_conflict_list_clear (self->conflicts);
  for (guint i = 0; i < differences->len; i++) {
    const JlIntakeDifference *difference = differences->pdata[i];
    JlFormField *field = jl_intake_page_find_field (self, difference->path);
    g_autofree char *mine = describe (field, difference->mine);
    g_autofree char *other = describe (field, difference->theirs);

    jl_conflict_list_add (self->conflicts,
                          difference->path,
                          get_label (field, difference->path),
                          mine,
                          other,
                          !difference->clash);
  }
  if (differences->len == 0) {
    /* Only what does not concern this form, e.g. a photo or a reservation: nothing to choose. */
    jl_intake_draft_set_item (self->draft, self->theirs);
    jl_intake_draft_merge_photos (self->draft);
    jl_intake_page_send (self, self->wants_publish);
    return;
  }
  gtk_widget_set_visible (GTK_WIDGET (self->notices), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->conflicts));
}

static void
theirs_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = jl_client_run_record_finish (JL_CLIENT (source), result, &error);
  JlIntakePage *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_INTAKE_PAGE (user_data);
  if (item == NULL) {
    show_reasons (self, error);
    return;
  }
  g_set_object (&self->theirs, item);
  show_conflicts (self);
}

static void
load_theirs (JlIntakePage *self)
{
  g_autofree char *id =
      jl_record_dup_field_text (jl_intake_draft_get_item (self->draft), JL_ITEM_ID);
  g_autoptr (JlAction) action = jl_item_action_get (id);

  jl_client_run_async (self->client, action, self->cancellable, theirs_loaded_cb, self);
}

/* The choices become what the form says, and what the other saved what it is compared with. */
static void
conflicts_chosen_cb (JlIntakePage *self)
{
  GHashTable *texts = jl_intake_draft_get_texts (self->draft);
  g_autoptr (GHashTable) base = jl_intake_draft_get_base (self->draft);
  g_autoptr (GHashTable) theirs = jl_intake_texts_from_item (self->theirs);
  g_autoptr (GPtrArray) differences = jl_intake_texts_compare (base, texts, theirs);

  for (guint i = 0; i < differences->len; i++) {
    const JlIntakeDifference *difference = differences->pdata[i];

    if (jl_conflict_list_takes_theirs (self->conflicts, difference->path))
      jl_intake_texts_set (texts, difference->path, difference->theirs);
  }
  jl_intake_draft_set_item (self->draft, self->theirs);
  jl_intake_draft_merge_photos (self->draft);
  g_clear_object (&self->theirs);
  jl_intake_page_fill (self);
  jl_intake_page_send (self, self->wants_publish);
}

static void
reason_chosen_cb (JlIntakePage *self, const char *path)
{
  JlFormField *field = jl_intake_page_find_field (self, path);

  if (field != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (field));
}

/* Makes the lists of what is refused. */
void
jl_intake_page_build_notices (JlIntakePage *self)
{
  self->reasons = jl_reasons_list_new ();
  self->conflicts = jl_conflict_list_new ();
  gtk_box_append (self->notices, GTK_WIDGET (self->reasons));
  gtk_box_append (self->notices, GTK_WIDGET (self->conflicts));
  g_signal_connect_swapped (self->reasons, "chosen", G_CALLBACK (reason_chosen_cb), self);
  g_signal_connect_swapped (self->conflicts, "chosen", G_CALLBACK (conflicts_chosen_cb), self);
}

/* What may succeed later is kept and tried again as soon as the service answers. */
static void
show_offline (JlIntakePage *self, const GError *error)
{
  g_autofree char *text = g_strdup_printf (
      "%s %s", error->message, _ ("All of it is kept on this computer and sent when that works."));

  gtk_label_set_text (self->offline_text, text);
  gtk_revealer_set_reveal_child (self->offline, TRUE);
  self->wants_retry = TRUE;
}

static void
show_error (JlIntakePage *self, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    jl_intake_page_set_status (self, _ ("Stopped. All of it is kept on this computer."));
    return;
  }
  jl_intake_page_set_status (self, "");
  if (g_error_matches (error, JL_ERROR, JL_ERROR_VERSION_CONFLICT))
    load_theirs (self);
  else if (error->domain == JL_ERROR && jl_intake_send_may_retry (error))
    show_offline (self, error);
  else
    show_reasons (self, error);
}

/* Nobody types while it is on its way; where the keyboard was, it is afterwards. */
static void
set_sending (JlIntakePage *self, gboolean sending)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (sending && focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->panes)))
    g_set_weak_pointer (&self->focus, focus);
  if (sending)
    self->sending = g_cancellable_new ();
  else
    g_clear_object (&self->sending);
  if (self->focus != NULL)
    gtk_root_set_focus (root, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->panes), !sending);
  jl_intake_page_update (self);
  /* Selected as a whole, the text would be gone with the next letter. */
  if (!sending && self->focus != NULL && GTK_IS_TEXT (self->focus))
    gtk_text_grab_focus_without_selecting (GTK_TEXT (self->focus));
  else if (!sending && self->focus != NULL)
    gtk_widget_grab_focus (self->focus);
  if (!sending)
    g_clear_weak_pointer (&self->focus);
}

static void
show_saved (JlIntakePage *self, JlRecord *item)
{
  g_autofree char *text =
      g_strdup_printf (_ ("Saved as %s"), jl_record_get_text (item, JL_ITEM_LABEL_CODE));

  jl_intake_page_set_status (self, text);
  jl_intake_page_toast (self, text);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (JlIntakePage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = jl_intake_send_finish (result, &error);

  if (self->closed)
    return;
  set_sending (self, FALSE);
  if (item == NULL) {
    show_error (self, error);
    return;
  }
  g_signal_emit_by_name (self, "saved", item);
  if (self->wants_publish)
    jl_intake_page_show_done (self, item);
  else
    show_saved (self, item);
}

/* Saves what is typed, and publishes it when @publish. */
void
jl_intake_page_send (JlIntakePage *self, gboolean publish)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = NULL;

  if (self->sending != NULL || self->draft == NULL || self->goods == NULL)
    return;
  jl_intake_page_clear_notices (self);
  jl_intake_page_keep (self);
  self->wants_publish = publish;
  item = jl_intake_texts_read (jl_intake_draft_get_texts (self->draft), self->goods, &error);
  if (item == NULL) {
    show_reasons (self, error);
    return;
  }
  set_sending (self, TRUE);
  jl_intake_page_set_status (self, publish ? _ ("Publishing…") : _ ("Saving…"));
  jl_intake_send_async (
      self->client, self->draft, item, publish, self->sending, sent_cb, g_object_ref (self));
}

/* Sends what could not be sent before, once the service answers again. */
void
jl_intake_page_go_on_when_online (JlIntakePage *self)
{
  if (self->wants_retry && jl_client_is_online (self->client))
    jl_intake_page_send (self, self->wants_publish);
}
