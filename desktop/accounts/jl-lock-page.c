// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-lock-page.h"

#include "jl-error.h"
#include "jl-locale.h"
#include "jl-pin.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _JlLockPage {
  AdwBin parent_instance;

  /* Template widgets */
  GtkListBox *people;
  GtkEditable *pin;
  GtkWidget *message;
  GtkLabel *message_label;
  GtkSpinner *spinner;

  JlDevice *device;          /* borrowed: of the window */
  JlClient *client;          /* owned, nullable: while somebody switches */
  GCancellable *cancellable; /* owned, nullable: likewise */
};

enum { SIGNAL_SIGNED_IN, SIGNAL_PASSWORD, SIGNAL_FORGOTTEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JlLockPage, jl_lock_page, ADW_TYPE_BIN)

static void
show_message (JlLockPage *self, const char *text)
{
  gtk_label_set_text (self->message_label, text != NULL ? text : "");
  gtk_widget_set_visible (self->message, text != NULL);
}

static void
set_busy (JlLockPage *self, gboolean busy)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->people), !busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static const char *
get_chosen (JlLockPage *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->people);

  return row != NULL ? gtk_widget_get_name (GTK_WIDGET (row)) : NULL;
}

/* What was typed is gone from the screen, whatever became of it. */
static void
begin_anew (JlLockPage *self)
{
  gtk_editable_set_text (self->pin, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->pin));
}

static void
switched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean done = jl_client_sign_in_finish (JL_CLIENT (source), result, &error);
  g_autoptr (JlClient) client = NULL;
  JlLockPage *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_LOCK_PAGE (user_data);
  g_clear_object (&self->cancellable);
  client = g_steal_pointer (&self->client);
  set_busy (self, FALSE);
  begin_anew (self);
  if (done) {
    show_message (self, NULL);
    g_signal_emit (self, signals[SIGNAL_SIGNED_IN], 0, client);
    return;
  }
  show_message (self, error->message);
  if (g_error_matches (error, JL_ERROR, JL_ERROR_UNAUTHENTICATED) &&
      g_strcmp0 (jl_error_get_field (error), "account") == 0) {
    g_autofree char *account = g_strdup (get_chosen (self));

    g_signal_emit (self, signals[SIGNAL_FORGOTTEN], 0, account);
  }
}

static void
typed_cb (JlLockPage *self)
{
  const char *pin = gtk_editable_get_text (self->pin);
  const char *account = get_chosen (self);

  if (self->cancellable != NULL || self->device == NULL || account == NULL ||
      strlen (pin) != JL_PIN_LENGTH || strspn (pin, "0123456789") != JL_PIN_LENGTH)
    return;
  self->client = jl_client_new (self->device->server);
  jl_client_set_language (self->client, jl_locale_get_tag ());
  self->cancellable = g_cancellable_new ();
  show_message (self, NULL);
  set_busy (self, TRUE);
  jl_client_switch_async (
      self->client, self->device->secret, account, pin, self->cancellable, switched_cb, self);
}

/* Up and down choose a name while digits are typed. */
static gboolean
key_cb (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        JlLockPage *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->people);
  int step = keyval == GDK_KEY_Down ? 1 : keyval == GDK_KEY_Up ? -1 : 0;

  if (step == 0 || row == NULL)
    return GDK_EVENT_PROPAGATE;
  row = gtk_list_box_get_row_at_index (self->people, gtk_list_box_row_get_index (row) + step);
  if (row != NULL)
    gtk_list_box_select_row (self->people, row);
  begin_anew (self);
  return GDK_EVENT_STOP;
}

static void
chosen_cb (JlLockPage *self)
{
  show_message (self, NULL);
  begin_anew (self);
}

static void
password_cb (JlLockPage *self)
{
  g_signal_emit (self, signals[SIGNAL_PASSWORD], 0);
}

static GtkWidget *
make_row (const JlDevicePerson *person)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *avatar = adw_avatar_new (32, person->name, TRUE);
  GtkWidget *label = gtk_label_new (person->name);

  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_top (box, 8);
  gtk_widget_set_margin_bottom (box, 8);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), avatar);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_name (row, person->account);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, person->name, -1);
  return row;
}

/**
 * jl_lock_page_prepare:
 * @self: the page
 * @device: this computer; outlives the page
 * @account: (nullable): id of who was there last
 *
 * Shows who has a PIN here. The one chosen first is who was not there last: with two at a counter
 * that is who comes.
 */
void
jl_lock_page_prepare (JlLockPage *self, JlDevice *device, const char *account)
{
  GtkWidget *child;
  GtkListBoxRow *chosen = NULL;

  self->device = device;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  set_busy (self, FALSE);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->people))) != NULL)
    gtk_list_box_remove (self->people, child);
  for (guint i = 0; i < device->people->len; i++) {
    const JlDevicePerson *person = device->people->pdata[i];
    GtkWidget *row = make_row (person);

    gtk_list_box_append (self->people, row);
    if (chosen == NULL ||
        (account != NULL && g_str_equal (gtk_widget_get_name (GTK_WIDGET (chosen)), account)))
      chosen = GTK_LIST_BOX_ROW (row);
  }
  gtk_list_box_select_row (self->people, chosen);
  show_message (self, NULL);
  begin_anew (self);
}

static void
jl_lock_page_dispose (GObject *object)
{
  JlLockPage *self = JL_LOCK_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  /* AdwBin does not know that the template's end is its child's end. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), JL_TYPE_LOCK_PAGE);
  G_OBJECT_CLASS (jl_lock_page_parent_class)->dispose (object);
}

static guint
add_signal (JlLockPageClass *klass, const char *name, GType argument)
{
  return g_signal_new (name,
                       G_TYPE_FROM_CLASS (klass),
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       argument != G_TYPE_NONE ? 1 : 0,
                       argument);
}

static void
jl_lock_page_class_init (JlLockPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_lock_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/accounts/jl-lock-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JlLockPage, people);
  gtk_widget_class_bind_template_child (widget_class, JlLockPage, pin);
  gtk_widget_class_bind_template_child (widget_class, JlLockPage, message);
  gtk_widget_class_bind_template_child (widget_class, JlLockPage, message_label);
  gtk_widget_class_bind_template_child (widget_class, JlLockPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, password_cb);
  signals[SIGNAL_SIGNED_IN] = add_signal (klass, "signed-in", JL_TYPE_CLIENT);
  signals[SIGNAL_PASSWORD] = add_signal (klass, "password", G_TYPE_NONE);
  signals[SIGNAL_FORGOTTEN] = add_signal (klass, "forgotten", G_TYPE_STRING);
}

static void
jl_lock_page_init (JlLockPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
