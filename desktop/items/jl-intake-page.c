// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-intake-page.h"

#include "jl-intake-page-private.h"
#include "jl-intake-texts.h"
#include "jl-tree-field.h"

#include <glib/gi18n-lib.h>

/* So long after the last letter it is on disk. */
#define KEEP_MS 400

enum { PROP_TITLE = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];
enum { SIGNAL_CLOSED, SIGNAL_SAVED, SIGNAL_ITEM_CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JlIntakePage, jl_intake_page, ADW_TYPE_BIN)

/* Writes the draft to the disk, or removes it when nothing would be lost. */
void
jl_intake_page_keep (JlIntakePage *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_handle_id (&self->save_source, g_source_remove);
  if (self->draft == NULL)
    return;
  if (jl_intake_draft_is_empty (self->draft))
    jl_intake_draft_delete (self->draft);
  else if (!jl_intake_draft_save (self->draft, &error))
    jl_intake_page_set_status (self, error->message);
  else if (self->sending == NULL)
    jl_intake_page_set_status (self, _ ("Kept on this computer"));
}

static gboolean
keep_cb (gpointer user_data)
{
  JlIntakePage *self = user_data;

  self->save_source = 0;
  jl_intake_page_keep (self);
  return G_SOURCE_REMOVE;
}

/* Writes the draft to the disk as soon as nobody types for a moment. */
void
jl_intake_page_queue_keep (JlIntakePage *self)
{
  g_clear_handle_id (&self->save_source, g_source_remove);
  self->save_source = g_timeout_add (KEEP_MS, keep_cb, self);
}

static void
online_cb (JlClient *client, GParamSpec *pspec, JlIntakePage *self)
{
  jl_intake_page_go_on_when_online (self);
}

static void
jl_intake_page_dispose (GObject *object)
{
  JlIntakePage *self = JL_INTAKE_PAGE (object);

  if (!self->closed)
    jl_intake_page_keep (self);
  self->closed = TRUE;
  g_clear_weak_pointer (&self->focus);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  if (self->sending != NULL)
    g_cancellable_cancel (self->sending);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->sending);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  /* AdwBin does not know that the template's end is its child's end. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), JL_TYPE_INTAKE_PAGE);
  G_OBJECT_CLASS (jl_intake_page_parent_class)->dispose (object);
}

static void
jl_intake_page_finalize (GObject *object)
{
  JlIntakePage *self = JL_INTAKE_PAGE (object);

  g_clear_object (&self->client);
  g_clear_object (&self->goods);
  g_clear_object (&self->draft);
  g_clear_object (&self->theirs);
  g_clear_pointer (&self->divisions, jl_divisions_free);
  g_free (self->account);
  g_free (self->title);
  g_free (self->last_item);
  g_free (self->last_category);
  G_OBJECT_CLASS (jl_intake_page_parent_class)->finalize (object);
}

static void
jl_intake_page_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_string (value, JL_INTAKE_PAGE (object)->title);
}

/* Says beside the buttons how things stand. */
void
jl_intake_page_set_status (JlIntakePage *self, const char *text)
{
  if (self->status != NULL)
    gtk_label_set_text (self->status, text);
}

/* Says something in passing. */
void
jl_intake_page_toast (JlIntakePage *self, const char *text)
{
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (text));
}

/* A button has its label twice in what GTK 4.8 tells screen readers, once with its underline. */
static void
speak_once (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    gtk_accessible_reset_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    speak_once (child);
}

static gboolean
is_listed (JlIntakePage *self)
{
  JlRecord *item = self->draft != NULL ? jl_intake_draft_get_item (self->draft) : NULL;
  JlOffer offer = item != NULL ? jl_record_get_integer (item, JL_ITEM_OFFER) : JL_OFFER_DRAFT;

  return offer == JL_OFFER_PUBLISHED || offer == JL_OFFER_RESERVED;
}

/* The one place where actions and buttons learn what is possible. */
void
jl_intake_page_update (JlIntakePage *self)
{
  gboolean is_done = g_strcmp0 (gtk_stack_get_visible_child_name (self->states), "done") == 0;
  gboolean idle = self->goods != NULL && self->sending == NULL && !is_done;
  gboolean listed = is_listed (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "intake.save", idle);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "intake.publish", idle);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "intake.next", is_done);
  gtk_widget_set_visible (GTK_WIDGET (self->publish), !listed);
  gtk_button_set_label (self->save, listed ? _ ("_Save") : _ ("_Save Draft"));
  speak_once (GTK_WIDGET (self->save));
  if (listed)
    gtk_widget_add_css_class (GTK_WIDGET (self->save), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->save), "suggested-action");
  gtk_widget_set_visible (GTK_WIDGET (self->stop), self->sending != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->sending != NULL);
  gtk_spinner_set_spinning (self->spinner, self->sending != NULL);
}

/* Shows another draft in the form. */
void
jl_intake_page_set_draft (JlIntakePage *self, JlIntakeDraft *draft)
{
  if (self->draft != draft)
    jl_intake_page_keep (self);
  g_set_object (&self->draft, draft);
  jl_intake_page_clear_notices (self);
  jl_intake_page_set_status (self, "");
  jl_intake_page_fill (self);
  gtk_stack_set_visible_child_name (self->states, "form");
  jl_intake_page_update (self);
}

/* After publishing: on to the next one with one key. */
void
jl_intake_page_show_done (JlIntakePage *self, JlRecord *item)
{
  g_autofree char *escaped = g_markup_escape_text (jl_record_get_text (item, JL_ITEM_TITLE), -1);
  g_autofree char *text =
      g_strdup_printf (_ ("%s\nLabel %s"), escaped, jl_record_get_text (item, JL_ITEM_LABEL_CODE));

  g_free (self->last_item);
  g_free (self->last_category);
  self->last_item = jl_record_dup_field_text (item, JL_ITEM_ID);
  self->last_category = g_strdup (jl_record_get_text (item, JL_ITEM_CATEGORY));
  adw_status_page_set_title (self->done, _ ("Published"));
  adw_status_page_set_description (self->done, text);
  gtk_stack_set_visible_child_name (self->states, "done");
  g_clear_object (&self->draft);
  jl_intake_page_update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->next));
}

static JlIntakeDraft *
make_draft (JlIntakePage *self)
{
  JlIntakeDraft *draft = jl_intake_draft_new (self->account);
  GHashTable *texts = jl_intake_draft_get_texts (draft);

  jl_intake_texts_set (texts, "mode", "sell");
  jl_intake_texts_set (texts, "custody", "held");
  return draft;
}

static void
begin_next (JlIntakePage *self)
{
  g_autoptr (JlIntakeDraft) draft = make_draft (self);
  gboolean keep = gtk_check_button_get_active (self->keep_category);
  JlFormField *category = jl_intake_page_find_field (self, "category");

  if (keep)
    jl_intake_texts_set (jl_intake_draft_get_texts (draft), "category", self->last_category);
  jl_intake_page_set_draft (self, draft);
  if (!keep)
    jl_tree_field_open (JL_TREE_FIELD (category));
  gtk_widget_grab_focus (GTK_WIDGET (keep ? jl_intake_page_find_field (self, "title") : category));
}

static void
next_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  begin_next (JL_INTAKE_PAGE (widget));
}

static void
save_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  JlIntakePage *self = JL_INTAKE_PAGE (widget);

  jl_intake_page_send (self, g_str_equal (action, "intake.publish") && !is_listed (self));
}

static void
close_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_CLOSED], 0);
}

static void
show_item_cb (JlIntakePage *self)
{
  g_signal_emit (self, signals[SIGNAL_ITEM_CHOSEN], 0, self->last_item);
}

static void
retry_cb (JlIntakePage *self)
{
  jl_intake_page_send (self, self->wants_publish);
}

static void
stop_cb (JlIntakePage *self)
{
  if (self->sending != NULL)
    g_cancellable_cancel (self->sending);
}

static void
refused_cb (JlIntakePage *self, const char *message)
{
  jl_form_field_set_problem (JL_FORM_FIELD (self->photos), message);
}

static void
show_form (JlIntakePage *self)
{
  g_autoptr (JlIntakeDraft) draft =
      self->draft != NULL ? g_object_ref (self->draft) : make_draft (self);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  jl_intake_page_build_form (self);
  jl_intake_page_build_notices (self);
  g_signal_connect_swapped (self->photos, "refused", G_CALLBACK (refused_cb), self);
  g_signal_connect_swapped (self->photos, "retried", G_CALLBACK (retry_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), jl_photo_strip_make_drop_target (self->photos));
  if (jl_intake_draft_get_item (draft) == NULL)
    jl_intake_page_offer_drafts (self);
  jl_intake_page_set_draft (self, draft);
  if (root != NULL && (focus == NULL || gtk_widget_is_ancestor (focus, GTK_WIDGET (self))))
    gtk_widget_grab_focus (GTK_WIDGET (jl_intake_page_find_field (
        self, jl_intake_draft_get_item (draft) == NULL ? "category" : "title")));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlGoods) goods = jl_goods_load_finish (result, &error);
  JlIntakePage *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_INTAKE_PAGE (user_data);
  if (goods == NULL) {
    adw_status_page_set_description (self->failure, error->message);
    gtk_stack_set_visible_child_name (self->states, "failure");
    return;
  }
  self->goods = g_steal_pointer (&goods);
  show_form (self);
}

static const char *
get_language (void)
{
  return g_str_has_prefix (g_get_language_names ()[0], "zh") ? "zh" : "en";
}

static void
load_cb (JlIntakePage *self)
{
  gtk_stack_set_visible_child_name (self->states, "loading");
  jl_goods_load_async (self->client, get_language (), self->cancellable, loaded_cb, self);
}

static void
install_properties (GObjectClass *object_class)
{
  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
install_signals (void)
{
  signals[SIGNAL_CLOSED] = g_signal_new (
      "closed", JL_TYPE_INTAKE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SAVED] = g_signal_new ("saved",
                                        JL_TYPE_INTAKE_PAGE,
                                        G_SIGNAL_RUN_LAST,
                                        0,
                                        NULL,
                                        NULL,
                                        NULL,
                                        G_TYPE_NONE,
                                        1,
                                        JL_TYPE_RECORD);
  signals[SIGNAL_ITEM_CHOSEN] = g_signal_new ("item-chosen",
                                              JL_TYPE_INTAKE_PAGE,
                                              G_SIGNAL_RUN_LAST,
                                              0,
                                              NULL,
                                              NULL,
                                              NULL,
                                              G_TYPE_NONE,
                                              1,
                                              G_TYPE_STRING);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, JlIntakePage, name)

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/items/jl-intake-page.ui");
  BIND (toasts);
  BIND (states);
  BIND (failure);
  BIND (offers);
  BIND (notices);
  BIND (offline);
  BIND (offline_text);
  BIND (panes);
  BIND (status);
  BIND (spinner);
  BIND (stop);
  BIND (save);
  BIND (publish);
  BIND (done);
  BIND (next);
  BIND (keep_category);
  gtk_widget_class_bind_template_callback (widget_class, load_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_item_cb);
}

static void
jl_intake_page_class_init (JlIntakePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = jl_intake_page_dispose;
  object_class->finalize = jl_intake_page_finalize;
  object_class->get_property = jl_intake_page_get_property;
  install_properties (object_class);
  install_signals ();
  g_type_ensure (JL_TYPE_SIDE_PANES);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "intake.save", NULL, save_cb);
  gtk_widget_class_install_action (widget_class, "intake.publish", NULL, save_cb);
  gtk_widget_class_install_action (widget_class, "intake.next", NULL, next_cb);
  gtk_widget_class_install_action (widget_class, "intake.close", NULL, close_cb);
}

static gboolean
paste_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  JlIntakePage *self = JL_INTAKE_PAGE (widget);

  return self->photos != NULL && self->draft != NULL && self->sending == NULL &&
         jl_photo_strip_paste (self->photos);
}

static void
add_shortcut (GtkEventController *controller, guint key, GtkShortcutAction *action)
{
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (controller),
      gtk_shortcut_new (gtk_keyval_trigger_new (key, GDK_CONTROL_MASK), action));
}

/* They go before what the field that has the keyboard would do with these keys. */
static void
add_shortcuts (JlIntakePage *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  add_shortcut (controller, GDK_KEY_s, gtk_named_action_new ("intake.save"));
  add_shortcut (controller, GDK_KEY_Return, gtk_named_action_new ("intake.publish"));
  add_shortcut (controller, GDK_KEY_KP_Enter, gtk_named_action_new ("intake.publish"));
  add_shortcut (controller, GDK_KEY_v, gtk_callback_action_new (paste_cb, NULL, NULL));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
jl_intake_page_init (JlIntakePage *self)
{
  self->cancellable = g_cancellable_new ();
  self->fields = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  speak_once (GTK_WIDGET (self));
  add_shortcuts (self);
}

static JlIntakePage *
make_page (JlClient *client, JlRecord *item)
{
  JlIntakePage *self = g_object_new (JL_TYPE_INTAKE_PAGE, NULL);
  JlRecord *account = jl_client_get_account (client);

  self->client = g_object_ref (client);
  self->account =
      account != NULL ? jl_record_dup_field_text (account, JL_ACCOUNT_ID) : g_strdup ("nobody");
  self->title = item != NULL
                    ? g_strdup_printf (_ ("Edit %s"), jl_record_get_text (item, JL_ITEM_TITLE))
                    : g_strdup (_ ("Take in an Item"));
  if (item != NULL)
    self->draft = jl_intake_draft_new_for_item (self->account, item);
  g_signal_connect_object (client, "notify::online", G_CALLBACK (online_cb), self, 0);
  jl_intake_page_update (self);
  load_cb (self);
  return self;
}

/**
 * jl_intake_page_new:
 * @client: the way to the service, somebody being signed in
 *
 * Returns: (transfer floating): an empty form. What was typed earlier and did not get to the
 *   service is offered in it
 */
JlIntakePage *
jl_intake_page_new (JlClient *client)
{
  return make_page (client, NULL);
}

/**
 * jl_intake_page_new_for_item:
 * @client: the way to the service, somebody being signed in
 * @item: an item as the service has it
 *
 * Returns: (transfer floating): a form that edits it
 */
JlIntakePage *
jl_intake_page_new_for_item (JlClient *client, JlRecord *item)
{
  return make_page (client, item);
}

/**
 * jl_intake_page_get_title:
 * @self: a page
 *
 * Returns: (transfer none): what the window is called while it shows the page
 */
const char *
jl_intake_page_get_title (JlIntakePage *self)
{
  return self->title;
}

/**
 * jl_intake_page_go_on:
 * @self: a page
 *
 * Takes in the next one, when the last was published.
 *
 * Returns: %FALSE if the form is still in use
 */
gboolean
jl_intake_page_go_on (JlIntakePage *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->states), "done") != 0)
    return FALSE;
  begin_next (self);
  return TRUE;
}
