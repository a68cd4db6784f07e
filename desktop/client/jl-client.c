// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-client-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A request that the service does not answer for so long has failed. */
#define TIMEOUT_S 30

enum { PROP_SERVER = 1, PROP_ACCOUNT, PROP_MEMBERSHIP, PROP_ONLINE, N_PROPERTIES };
enum { SIGNAL_CHANGED, SIGNAL_CAUGHT_UP, SIGNAL_SESSION_ENDED, N_SIGNALS };

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JlClient, jl_client, G_TYPE_OBJECT)

static void
jl_client_dispose (GObject *object)
{
  JlClient *self = JL_CLIENT (object);

  jl_client_stop_changes (self);
  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_object (&self->account);
  g_clear_object (&self->membership);
  G_OBJECT_CLASS (jl_client_parent_class)->dispose (object);
}

static void
jl_client_finalize (GObject *object)
{
  JlClient *self = JL_CLIENT (object);

  g_free (self->server);
  g_free (self->language);
  g_free (self->token);
  g_hash_table_unref (self->photo_requests);
  jl_photo_cache_free (self->photos);
  G_OBJECT_CLASS (jl_client_parent_class)->finalize (object);
}

static void
jl_client_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  JlClient *self = JL_CLIENT (object);

  switch (property_id) {
  case PROP_SERVER:
    g_value_set_string (value, self->server);
    break;
  case PROP_ACCOUNT:
    g_value_set_object (value, self->account);
    break;
  case PROP_MEMBERSHIP:
    g_value_set_object (value, self->membership);
    break;
  case PROP_ONLINE:
    g_value_set_boolean (value, self->online);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
  }
}

static void
jl_client_class_init (JlClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = jl_client_dispose;
  object_class->finalize = jl_client_finalize;
  object_class->get_property = jl_client_get_property;

  properties[PROP_SERVER] = g_param_spec_string ("server", NULL, NULL, NULL, flags);
  properties[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, JL_TYPE_RECORD, flags);
  properties[PROP_MEMBERSHIP] =
      g_param_spec_object ("membership", NULL, NULL, JL_TYPE_RECORD, flags);
  properties[PROP_ONLINE] = g_param_spec_boolean ("online", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed",
                                          JL_TYPE_CLIENT,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          3,
                                          G_TYPE_STRING,
                                          G_TYPE_STRING,
                                          G_TYPE_INT64);
  signals[SIGNAL_CAUGHT_UP] = g_signal_new (
      "caught-up", JL_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SESSION_ENDED] = g_signal_new (
      "session-ended", JL_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
jl_client_init (JlClient *self)
{
  self->online = TRUE;
  self->photos = jl_photo_cache_new ();
  self->photo_requests =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  self->session = soup_session_new_with_options (
      "timeout", TIMEOUT_S, "idle-timeout", 60, "user-agent", "jieli/" JL_VERSION, NULL);
}

/**
 * jl_client_new:
 * @server: its address, from jl_client_normalize_server()
 *
 * Returns: (transfer full): a client that is signed out
 */
JlClient *
jl_client_new (const char *server)
{
  JlClient *self = g_object_new (JL_TYPE_CLIENT, NULL);

  self->server = g_strdup (server);
  return self;
}

/**
 * jl_client_normalize_server:
 * @text: an address as it was typed: `jieli.example`, `http://127.0.0.1:8420/`
 * @error: %JL_ERROR_INVALID
 *
 * An address without a scheme gets https, or http when it is this machine.
 *
 * Returns: (transfer full): scheme, host and port
 */
char *
jl_client_normalize_server (const char *text, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *full = NULL;
  g_autoptr (GUri) uri = NULL;
  const char *scheme;
  gboolean is_local;
  int port;

  is_local = g_str_has_prefix (stripped, "localhost") || g_str_has_prefix (stripped, "127.");
  full = strstr (stripped, "://") != NULL
             ? g_strdup (stripped)
             : g_strconcat (is_local ? "http://" : "https://", stripped, NULL);
  if (strpbrk (full, " \t") == NULL)
    uri = g_uri_parse (full, SOUP_HTTP_URI_FLAGS, NULL);
  scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  if (uri == NULL || (!g_str_equal (scheme, "http") && !g_str_equal (scheme, "https")) ||
      g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0') {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "server",
                        _ ("This is not the address of a service; it looks like "
                           "https://jieli.example"));
    return NULL;
  }
  port = g_uri_get_port (uri);
  if (port == (g_str_equal (scheme, "https") ? 443 : 80))
    port = -1;
  return g_uri_join (G_URI_FLAGS_NONE, scheme, NULL, g_uri_get_host (uri), port, "", NULL, NULL);
}

/**
 * jl_client_get_server:
 * @self: a client
 *
 * Returns: (transfer none): the address of its service
 */
const char *
jl_client_get_server (JlClient *self)
{
  return self->server;
}

/**
 * jl_client_set_language:
 * @self: a client
 * @language: for Accept-Language: `en` or `zh-CN`
 */
void
jl_client_set_language (JlClient *self, const char *language)
{
  g_free (self->language);
  self->language = g_strdup (language);
}

/**
 * jl_client_get_token:
 * @self: a client
 *
 * Returns: (transfer none) (nullable): the session's token
 */
const char *
jl_client_get_token (JlClient *self)
{
  return self->token;
}

/**
 * jl_client_get_account:
 * @self: a client
 *
 * Returns: (transfer none) (nullable): who is signed in
 */
JlRecord *
jl_client_get_account (JlClient *self)
{
  return self->account;
}

/**
 * jl_client_get_membership:
 * @self: a client
 *
 * Returns: (transfer none) (nullable): the membership they act in
 */
JlRecord *
jl_client_get_membership (JlClient *self)
{
  return self->membership;
}

/**
 * jl_client_set_membership:
 * @self: a client that is signed in
 * @organisation: (nullable): id of the organisation to act for; %NULL: the first
 *
 * Returns: %FALSE if the account has no such membership; then nothing changes
 */
gboolean
jl_client_set_membership (JlClient *self, const char *organisation)
{
  GPtrArray *memberships =
      self->account != NULL ? jl_record_get_list (self->account, JL_ACCOUNT_MEMBERSHIPS) : NULL;

  for (guint i = 0; memberships != NULL && i < memberships->len; i++) {
    JlRecord *membership = memberships->pdata[i];
    g_autofree char *id = jl_record_dup_field_text (membership, JL_MEMBERSHIP_ORGANISATION);

    if (organisation != NULL && g_strcmp0 (id, organisation) != 0)
      continue;
    if (g_set_object (&self->membership, membership))
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MEMBERSHIP]);
    return TRUE;
  }
  return FALSE;
}

/**
 * jl_client_is_online:
 * @self: a client
 *
 * Returns: whether the service answered when it was last asked
 */
gboolean
jl_client_is_online (JlClient *self)
{
  return self->online;
}

/* Says whether the service answers. */
void
jl_client_set_online (JlClient *self, gboolean online)
{
  if (self->online == online)
    return;
  self->online = online;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ONLINE]);
}

/* Forgets who is signed in, without asking the service. */
void
jl_client_end_session (JlClient *self)
{
  jl_client_stop_changes (self);
  g_clear_pointer (&self->token, g_free);
  g_clear_object (&self->membership);
  g_clear_object (&self->account);
  jl_photo_cache_clear (self->photos);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MEMBERSHIP]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACCOUNT]);
}

static void
stream_changed_cb (
    JlChangeStream *stream, const char *kind, const char *id, gint64 version, JlClient *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, kind, id, version);
}

static void
stream_caught_up_cb (JlChangeStream *stream, JlClient *self)
{
  g_signal_emit (self, signals[SIGNAL_CAUGHT_UP], 0);
}

static void
stream_online_cb (JlChangeStream *stream, GParamSpec *pspec, JlClient *self)
{
  jl_client_set_online (self, jl_change_stream_is_online (stream));
}

static void
stream_refused_cb (JlChangeStream *stream, JlClient *self)
{
  g_signal_emit (self, signals[SIGNAL_SESSION_ENDED], 0);
}

/**
 * jl_client_start_changes:
 * @self: a client that is signed in
 *
 * Begins to listen to the service's changes, and keeps listening over broken connections until
 * jl_client_stop_changes().
 */
void
jl_client_start_changes (JlClient *self)
{
  jl_client_stop_changes (self);
  self->stream = jl_change_stream_new (self);
  g_signal_connect (self->stream, "changed", G_CALLBACK (stream_changed_cb), self);
  g_signal_connect (self->stream, "caught-up", G_CALLBACK (stream_caught_up_cb), self);
  g_signal_connect (self->stream, "notify::online", G_CALLBACK (stream_online_cb), self);
  g_signal_connect (self->stream, "refused", G_CALLBACK (stream_refused_cb), self);
  jl_change_stream_start (self->stream);
}

/**
 * jl_client_stop_changes:
 * @self: a client
 */
void
jl_client_stop_changes (JlClient *self)
{
  if (self->stream == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->stream, self);
  jl_change_stream_stop (self->stream);
  g_clear_object (&self->stream);
}
