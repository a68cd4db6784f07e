// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-workspace.h"

/* What goods are called changes with the rules, a few times a year; a failed attempt is repeated.
 */
#define RETRY_S 5

struct _JlWorkspace {
  GObject parent_instance;

  JlClient *client;       /* owned */
  JlGoods *goods;         /* owned, nullable */
  JlDivisions *divisions; /* owned, nullable */
  const char *language;   /* interned */
  GCancellable *cancellable;
  guint retry_source;
};

enum { PROP_CLIENT = 1, PROP_GOODS, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (JlWorkspace, jl_workspace, G_TYPE_OBJECT)

static void
jl_workspace_dispose (GObject *object)
{
  JlWorkspace *self = JL_WORKSPACE (object);

  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  g_clear_object (&self->goods);
  G_OBJECT_CLASS (jl_workspace_parent_class)->dispose (object);
}

static void
jl_workspace_finalize (GObject *object)
{
  g_clear_pointer (&JL_WORKSPACE (object)->divisions, jl_divisions_free);
  G_OBJECT_CLASS (jl_workspace_parent_class)->finalize (object);
}

static void
jl_workspace_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  JlWorkspace *self = JL_WORKSPACE (object);

  if (property_id == PROP_CLIENT)
    g_value_set_object (value, self->client);
  else if (property_id == PROP_GOODS)
    g_value_set_object (value, self->goods);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
jl_workspace_class_init (JlWorkspaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = jl_workspace_dispose;
  object_class->finalize = jl_workspace_finalize;
  object_class->get_property = jl_workspace_get_property;
  properties[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, JL_TYPE_CLIENT, flags);
  properties[PROP_GOODS] = g_param_spec_object ("goods", NULL, NULL, JL_TYPE_GOODS, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
jl_workspace_init (JlWorkspace *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * jl_workspace_new:
 * @client: the way to the service
 * @language: `zh` or `en`: what goods are called in
 *
 * Returns: (transfer full): a workspace; jl_workspace_load() fills it
 */
JlWorkspace *
jl_workspace_new (JlClient *client, const char *language)
{
  JlWorkspace *self = g_object_new (JL_TYPE_WORKSPACE, NULL);

  self->client = g_object_ref (client);
  self->language = g_intern_string (language);
  return self;
}

/**
 * jl_workspace_get_client:
 * @self: a workspace
 *
 * Returns: (transfer none): the way to the service
 */
JlClient *
jl_workspace_get_client (JlWorkspace *self)
{
  return self->client;
}

/**
 * jl_workspace_get_goods:
 * @self: a workspace
 *
 * Returns: (transfer none) (nullable): the catalogue, once it was loaded
 */
JlGoods *
jl_workspace_get_goods (JlWorkspace *self)
{
  return self->goods;
}

/**
 * jl_workspace_get_divisions:
 * @self: a workspace
 *
 * Reads the table when it is first needed.
 *
 * Returns: (transfer none) (nullable): districts and communities, %NULL if they are not installed
 */
const JlDivisions *
jl_workspace_get_divisions (JlWorkspace *self)
{
  g_autoptr (GError) error = NULL;

  if (self->divisions == NULL)
    self->divisions = jl_places_load (&error);
  if (error != NULL)
    g_debug ("no divisions: %s", error->message);
  return self->divisions;
}

static gboolean
retry_cb (gpointer user_data)
{
  JlWorkspace *self = user_data;

  self->retry_source = 0;
  jl_workspace_load (self);
  return G_SOURCE_REMOVE;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlGoods) goods = jl_goods_load_finish (result, &error);
  JlWorkspace *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_clear_object (&goods);
    return;
  }
  self = user_data;
  if (goods == NULL) {
    self->retry_source = g_timeout_add_seconds (RETRY_S, retry_cb, self);
    return;
  }
  g_set_object (&self->goods, goods);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GOODS]);
}

/**
 * jl_workspace_load:
 * @self: a workspace
 *
 * Begins to load what goods are called, and goes on trying until it is there.
 */
void
jl_workspace_load (JlWorkspace *self)
{
  jl_goods_load_async (self->client, self->language, self->cancellable, loaded_cb, self);
}
