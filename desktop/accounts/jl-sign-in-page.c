// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-sign-in-page.h"

#include "jl-error.h"
#include "jl-keyring.h"
#include "jl-local-service.h"
#include "jl-locale.h"

#include <glib/gi18n-lib.h>

struct _JlSignInPage {
  AdwBin parent_instance;

  /* Template widgets */
  AdwEntryRow *server;
  AdwEntryRow *username;
  AdwPasswordEntryRow *password;
  GtkWidget *message;
  GtkLabel *message_label;
  GtkWidget *fields;
  GtkButton *sign_in;
  GtkButton *local;
  GtkLabel *local_hint;
  GtkSpinner *spinner;

  JlClient *client;          /* owned, nullable: while somebody is signing in */
  GCancellable *cancellable; /* owned, nullable */
  GCancellable *looking;     /* owned, nullable: whether the service answers */
};

enum { SIGNAL_SIGNED_IN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JlSignInPage, jl_sign_in_page, ADW_TYPE_BIN)

static const char *
get_text (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

/* GTK tells a field that is insensitive already nothing of losing the focus: it must leave before.
 */
static void
leave_fields (JlSignInPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL && gtk_widget_is_ancestor (focus, self->fields))
    gtk_root_set_focus (root, NULL);
}

static void
update (JlSignInPage *self)
{
  gboolean idle = self->cancellable == NULL;
  gboolean named = *get_text (self->username) != '\0' && *get_text (self->password) != '\0';

  if (!idle)
    leave_fields (self);
  gtk_widget_set_sensitive (self->fields, idle);
  gtk_widget_set_sensitive (GTK_WIDGET (self->sign_in),
                            idle && named && *get_text (self->server) != '\0');
  gtk_widget_set_sensitive (GTK_WIDGET (self->local),
                            idle && (named || jl_local_service_exists ()));
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), !idle);
  gtk_spinner_set_spinning (self->spinner, !idle);
}

/**
 * jl_sign_in_page_show_message:
 * @self: the page
 * @message: (nullable): what has to be said, %NULL: nothing
 */
void
jl_sign_in_page_show_message (JlSignInPage *self, const char *message)
{
  gtk_label_set_text (self->message_label, message != NULL ? message : "");
  gtk_widget_set_visible (self->message, message != NULL);
}

/* Puts the cursor where the first thing is missing. */
static void
focus_missing (JlSignInPage *self)
{
  gpointer rows[] = { self->server, self->username, self->password };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (*get_text (rows[i]) != '\0' && i + 1 < G_N_ELEMENTS (rows))
      continue;
    gtk_widget_grab_focus (rows[i]);
    return;
  }
}

/* Ends what was being tried. */
static void
finish (JlSignInPage *self, const GError *error)
{
  g_clear_object (&self->cancellable);
  update (self);
  gtk_widget_remove_css_class (GTK_WIDGET (self->password), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (self->server), "error");
  jl_sign_in_page_show_message (self, error != NULL ? error->message : NULL);
  if (error == NULL)
    return;
  if (g_error_matches (error, JL_ERROR, JL_ERROR_UNAUTHENTICATED)) {
    gtk_widget_add_css_class (GTK_WIDGET (self->password), "error");
    gtk_widget_grab_focus (GTK_WIDGET (self->password));
  } else if (g_strcmp0 (jl_error_get_field (error), "server") == 0) {
    gtk_widget_add_css_class (GTK_WIDGET (self->server), "error");
    gtk_widget_grab_focus (GTK_WIDGET (self->server));
  } else {
    focus_missing (self);
  }
}

static void
signed_in (JlSignInPage *self)
{
  g_autoptr (JlClient) client = g_steal_pointer (&self->client);

  finish (self, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
  g_signal_emit (self, signals[SIGNAL_SIGNED_IN], 0, client);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean done = jl_client_sign_in_finish (JL_CLIENT (source), result, &error);
  JlSignInPage *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_SIGN_IN_PAGE (user_data);
  if (!done) {
    finish (self, error);
    return;
  }
  jl_keyring_store (jl_client_get_server (self->client),
                    get_text (self->username),
                    jl_client_get_token (self->client));
  signed_in (self);
}

/* Makes the client of the address that was typed. */
static gboolean
make_client (JlSignInPage *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *server = jl_client_normalize_server (get_text (self->server), &error);

  if (server == NULL) {
    finish (self, error);
    return FALSE;
  }
  g_clear_object (&self->client);
  self->client = jl_client_new (server);
  jl_client_set_language (self->client, jl_locale_get_tag ());
  g_set_object (&self->cancellable, NULL);
  self->cancellable = g_cancellable_new ();
  jl_sign_in_page_show_message (self, NULL);
  update (self);
  return TRUE;
}

static void
sign_in_cb (JlSignInPage *self)
{
  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->sign_in)) || !make_client (self))
    return;
  jl_client_sign_in_async (self->client,
                           get_text (self->username),
                           get_text (self->password),
                           self->cancellable,
                           signed_in_cb,
                           self);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *address = jl_local_service_start_finish (result, &error);
  JlSignInPage *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_SIGN_IN_PAGE (user_data);
  finish (self, error);
  if (address == NULL)
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->server), address);
  if (*get_text (self->password) != '\0')
    sign_in_cb (self);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static void
local_cb (JlSignInPage *self)
{
  self->cancellable = g_cancellable_new ();
  jl_sign_in_page_show_message (self, NULL);
  update (self);
  jl_local_service_start_async (
      get_text (self->username), get_text (self->password), self->cancellable, started_cb, self);
}

static void
resumed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean done = jl_client_resume_finish (JL_CLIENT (source), result, &error);
  JlSignInPage *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_SIGN_IN_PAGE (user_data);
  if (done) {
    signed_in (self);
    return;
  }
  finish (self, g_error_matches (error, JL_ERROR, JL_ERROR_UNAUTHENTICATED) ? NULL : error);
  focus_missing (self);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = jl_keyring_lookup_finish (result, &error);
  JlSignInPage *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_SIGN_IN_PAGE (user_data);
  if (token == NULL) {
    finish (self, NULL);
    focus_missing (self);
  } else {
    jl_client_resume_async (self->client, token, self->cancellable, resumed_cb, self);
  }
}

/**
 * jl_sign_in_page_resume:
 * @self: a prepared page
 *
 * Goes on with the session that the keyring has kept, if there is one.
 */
void
jl_sign_in_page_resume (JlSignInPage *self)
{
  if (*get_text (self->server) == '\0' || *get_text (self->username) == '\0' || !make_client (self))
    return;
  jl_keyring_lookup_async (jl_client_get_server (self->client),
                           get_text (self->username),
                           self->cancellable,
                           found_cb,
                           self);
}

/**
 * jl_sign_in_page_leave_off:
 * @self: the page
 *
 * Leaves off what is being tried, because people come in another way.
 */
void
jl_sign_in_page_leave_off (JlSignInPage *self)
{
  if (self->cancellable == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);
  finish (self, NULL);
}

/* A service of one's own is for who has none. */
static void
offer_local (JlSignInPage *self, gboolean offer)
{
  gboolean visible = offer && jl_local_service_is_available ();

  gtk_widget_set_visible (GTK_WIDGET (self->local), visible);
  gtk_widget_set_visible (GTK_WIDGET (self->local_hint), visible);
}

static void
server_changed_cb (JlSignInPage *self)
{
  g_cancellable_cancel (self->looking);
  offer_local (self, *get_text (self->server) == '\0');
  update (self);
}

/* Nobody is signed in, so the service refuses; what matters is that it is there. */
static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean answered = jl_client_run_finish (JL_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  offer_local (JL_SIGN_IN_PAGE (user_data),
               !answered && g_error_matches (error, JL_ERROR, JL_ERROR_UNAVAILABLE));
}

static void
look_for_service (JlSignInPage *self)
{
  g_autofree char *server = jl_client_normalize_server (get_text (self->server), NULL);
  g_autoptr (JlClient) client = server != NULL ? jl_client_new (server) : NULL;
  g_autoptr (JlAction) action = jl_action_new_get ("/account");

  if (client == NULL)
    return;
  g_set_object (&self->looking, NULL);
  self->looking = g_cancellable_new ();
  jl_client_run_async (client, action, self->looking, looked_cb, self);
}

static void
jl_sign_in_page_dispose (GObject *object)
{
  JlSignInPage *self = JL_SIGN_IN_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_object (&self->client);
  /* AdwBin does not know that the template's end is its child's end. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), JL_TYPE_SIGN_IN_PAGE);
  G_OBJECT_CLASS (jl_sign_in_page_parent_class)->dispose (object);
}

static void
jl_sign_in_page_class_init (JlSignInPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_sign_in_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/accounts/jl-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JlSignInPage, server);
  gtk_widget_class_bind_template_child (widget_class, JlSignInPage, username);
  gtk_widget_class_bind_template_child (widget_class, JlSignInPage, password);
  gtk_widget_class_bind_template_child (widget_class, JlSignInPage, message);
  gtk_widget_class_bind_template_child (widget_class, JlSignInPage, message_label);
  gtk_widget_class_bind_template_child (widget_class, JlSignInPage, fields);
  gtk_widget_class_bind_template_child (widget_class, JlSignInPage, sign_in);
  gtk_widget_class_bind_template_child (widget_class, JlSignInPage, local);
  gtk_widget_class_bind_template_child (widget_class, JlSignInPage, local_hint);
  gtk_widget_class_bind_template_child (widget_class, JlSignInPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_cb);
  gtk_widget_class_bind_template_callback (widget_class, local_cb);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, server_changed_cb);
  signals[SIGNAL_SIGNED_IN] = g_signal_new ("signed-in",
                                            JL_TYPE_SIGN_IN_PAGE,
                                            G_SIGNAL_RUN_LAST,
                                            0,
                                            NULL,
                                            NULL,
                                            NULL,
                                            G_TYPE_NONE,
                                            1,
                                            JL_TYPE_CLIENT);
}

static void
jl_sign_in_page_init (JlSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  if (jl_local_service_exists ())
    gtk_label_set_text (self->local_hint, _ ("For a shop with one computer. Your data is here."));
  update (self);
}

/**
 * jl_sign_in_page_new:
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
jl_sign_in_page_new (void)
{
  return g_object_new (JL_TYPE_SIGN_IN_PAGE, NULL);
}

/**
 * jl_sign_in_page_prepare:
 * @self: the page
 * @server: (nullable): address to begin with
 * @username: (nullable): who signed in last
 *
 * Fills in what is known and puts the cursor where the first thing is missing. A service on this
 * computer is offered when no address is known, or nothing answers there.
 */
void
jl_sign_in_page_prepare (JlSignInPage *self, const char *server, const char *username)
{
  gtk_editable_set_text (GTK_EDITABLE (self->server), server != NULL ? server : "");
  gtk_editable_set_text (GTK_EDITABLE (self->username), username != NULL ? username : "");
  server_changed_cb (self);
  look_for_service (self);
  focus_missing (self);
}
