// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-head-watch.h"

#include "jl-error.h"
#include "jl-id.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#define CHECK_S (24 * 60 * 60)
/* When the service could not be asked. */
#define RETRY_S (10 * 60)

struct _JlHeadWatch {
  GObject parent_instance;

  JlClient *client;  /* owned */
  char *folder;      /* owned */
  JlKeptHeads *kept; /* owned, nullable: the file cannot be used */
  char *trouble;     /* owned, nullable */
  GCancellable *cancellable;
  guint timer;

  /* During a check: */
  gboolean busy;
  GPtrArray *newest;  /* owned: what the service gives now */
  GPtrArray *waiting; /* owned: kept heads that it is still to be asked about */
  GString *found;     /* owned: what does not fit, a line each */
  GHashTable *bad;    /* owned: organisations (JlRecord's id as gint64) with trouble */
};

enum { PROP_TROUBLE = 1, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (JlHeadWatch, jl_head_watch, G_TYPE_OBJECT)

static void
clear_check (JlHeadWatch *self)
{
  self->busy = FALSE;
  g_clear_pointer (&self->newest, g_ptr_array_unref);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_clear_pointer (&self->bad, g_hash_table_unref);
  if (self->found != NULL)
    g_string_free (g_steal_pointer (&self->found), TRUE);
}

static void
jl_head_watch_dispose (GObject *object)
{
  JlHeadWatch *self = JL_HEAD_WATCH (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  clear_check (self);
  G_OBJECT_CLASS (jl_head_watch_parent_class)->dispose (object);
}

static void
jl_head_watch_finalize (GObject *object)
{
  JlHeadWatch *self = JL_HEAD_WATCH (object);

  g_clear_pointer (&self->kept, jl_kept_heads_free);
  g_free (self->folder);
  g_free (self->trouble);
  G_OBJECT_CLASS (jl_head_watch_parent_class)->finalize (object);
}

static void
jl_head_watch_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_TROUBLE)
    g_value_set_string (value, JL_HEAD_WATCH (object)->trouble);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
jl_head_watch_class_init (JlHeadWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = jl_head_watch_dispose;
  object_class->finalize = jl_head_watch_finalize;
  object_class->get_property = jl_head_watch_get_property;
  properties[PROP_TROUBLE] =
      g_param_spec_string ("trouble",
                           NULL,
                           NULL,
                           NULL,
                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
jl_head_watch_init (JlHeadWatch *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * jl_head_watch_new:
 * @client: the way to the service; somebody is signed in
 * @folder: (nullable): where heads are kept; %NULL: with the program's other data of the person at
 *   this computer
 *
 * Returns: (transfer full): a watch; jl_head_watch_check() begins
 */
JlHeadWatch *
jl_head_watch_new (JlClient *client, const char *folder)
{
  JlHeadWatch *self = g_object_new (JL_TYPE_HEAD_WATCH, NULL);
  g_autoptr (GError) error = NULL;

  self->client = g_object_ref (client);
  self->folder = folder != NULL ? g_strdup (folder)
                                : g_build_filename (g_get_user_data_dir (), "jieli", "heads", NULL);
  self->kept = jl_kept_heads_open (self->folder, jl_client_get_server (client), &error);
  if (self->kept == NULL)
    g_debug ("no kept heads: %s", error->message);
  return self;
}

static void
set_trouble (JlHeadWatch *self, const char *trouble)
{
  if (g_strcmp0 (self->trouble, trouble) == 0)
    return;
  g_free (self->trouble);
  self->trouble = g_strdup (trouble);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TROUBLE]);
}

static gboolean
timer_cb (gpointer user_data)
{
  JlHeadWatch *self = user_data;

  self->timer = 0;
  jl_head_watch_check (self);
  return G_SOURCE_REMOVE;
}

static void
check_again (JlHeadWatch *self, guint seconds)
{
  clear_check (self);
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add_seconds (seconds, timer_cb, self);
}

/* Of organisations without trouble what is new is kept. What comes behind a history that does not
 * fit proves nothing about what came before. */
static void
finish (JlHeadWatch *self)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < self->newest->len; i++) {
    JlRecord *head = self->newest->pdata[i];
    gint64 organisation = jl_record_get_integer (head, JL_CHAIN_HEAD_ORGANISATION);

    if (!g_hash_table_contains (self->bad, &organisation) &&
        !jl_kept_heads_add (self->kept, head, &error)) {
      g_debug ("a head cannot be kept: %s", error->message);
      g_clear_error (&error);
    }
  }
  set_trouble (self, self->found->len > 0 ? self->found->str : NULL);
  check_again (self, CHECK_S);
}

static void
add_trouble (JlHeadWatch *self, JlRecord *kept, gboolean is_missing)
{
  const char *name = jl_record_get_text (kept, JL_CHAIN_HEAD_NAME);
  gint64 organisation = jl_record_get_integer (kept, JL_CHAIN_HEAD_ORGANISATION);
  gint64 sequence = jl_record_get_integer (kept, JL_CHAIN_HEAD_SEQUENCE);
  char id[JL_ID_TEXT_SIZE];
  char at[JL_TIME_CHINA_TEXT_SIZE];

  if (!g_hash_table_add (self->bad, g_memdup2 (&organisation, sizeof organisation)))
    return;
  jl_id_to_text (organisation, id);
  jl_time_to_china_text (jl_record_get_integer (kept, JL_CHAIN_HEAD_SIGNED_AT), at);
  if (self->found->len > 0)
    g_string_append_c (self->found, '\n');
  g_string_append_printf (
      self->found,
      is_missing ? _ ("%s: entry %" PRId64 " of the journal, seen on %s, is no longer there")
                 : _ ("%s: the journal up to entry %" PRId64 " is not the one that was seen on %s"),
      name != NULL ? name : id,
      sequence,
      at);
}

static void ask_next (JlHeadWatch *self);

static void
entry_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = jl_client_run_list_finish (JL_CLIENT (source), result, NULL, &error);
  g_autoptr (JlRecord) kept = NULL;
  JlHeadWatch *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  kept = g_ptr_array_steal_index (self->waiting, 0);
  /* Whoever acts for another organisation now does not see this one. */
  if (list == NULL && !g_error_matches (error, JL_ERROR, JL_ERROR_FORBIDDEN)) {
    check_again (self, RETRY_S);
    return;
  }
  if (list != NULL && list->len == 0)
    add_trouble (self, kept, TRUE);
  else if (list != NULL && g_strcmp0 (jl_record_get_text (list->pdata[0], JL_CHAIN_HEAD_HASH),
                                      jl_record_get_text (kept, JL_CHAIN_HEAD_HASH)) != 0)
    add_trouble (self, kept, FALSE);
  ask_next (self);
}

/* Asks about the next kept head, or ends the check. */
static void
ask_next (JlHeadWatch *self)
{
  g_autoptr (JlAction) action = NULL;
  g_autofree char *organisation = NULL;
  JlRecord *kept;

  if (self->waiting->len == 0) {
    finish (self);
    return;
  }
  kept = self->waiting->pdata[0];
  organisation = jl_record_dup_field_text (kept, JL_CHAIN_HEAD_ORGANISATION);
  action = jl_action_new_get ("/journal/heads?organisation=%s&sequence=%" G_GINT64_FORMAT,
                              organisation,
                              jl_record_get_integer (kept, JL_CHAIN_HEAD_SEQUENCE));
  jl_action_set_output (action, &jl_chain_head_table);
  jl_client_run_async (self->client, action, self->cancellable, entry_cb, self);
}

/* The oldest head covers what was first; the newest all up to it, and fits alone if what is older
 * was replaced before it was kept. */
static void
choose_heads (JlHeadWatch *self)
{
  g_autoptr (GArray) organisations = jl_kept_heads_list_organisations (self->kept);

  for (guint i = 0; i < organisations->len; i++) {
    g_autoptr (GPtrArray) list =
        jl_kept_heads_list (self->kept, g_array_index (organisations, gint64, i));

    g_ptr_array_add (self->waiting, g_object_ref (list->pdata[0]));
    if (list->len > 1)
      g_ptr_array_add (self->waiting, g_object_ref (list->pdata[list->len - 1]));
  }
}

static void
newest_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = jl_client_run_list_finish (JL_CLIENT (source), result, NULL, &error);
  JlHeadWatch *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  if (list == NULL) {
    check_again (self, RETRY_S);
    return;
  }
  self->newest = g_steal_pointer (&list);
  ask_next (self);
}

/**
 * jl_head_watch_check:
 * @self: a watch
 *
 * Looks now. `trouble` says afterwards what was found.
 */
void
jl_head_watch_check (JlHeadWatch *self)
{
  g_autoptr (JlAction) action = NULL;

  if (self->busy || self->kept == NULL)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  self->busy = TRUE;
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->bad = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->found = g_string_new (NULL);
  choose_heads (self);
  action = jl_action_new_get ("/journal/heads");
  jl_action_set_output (action, &jl_chain_head_table);
  jl_client_run_async (self->client, action, self->cancellable, newest_cb, self);
}

/**
 * jl_head_watch_is_busy:
 * @self: a watch
 *
 * Returns: whether it is looking just now
 */
gboolean
jl_head_watch_is_busy (JlHeadWatch *self)
{
  return self->busy;
}

/**
 * jl_head_watch_get_trouble:
 * @self: a watch
 *
 * Returns: (transfer none) (nullable): the property
 */
const char *
jl_head_watch_get_trouble (JlHeadWatch *self)
{
  return self->trouble;
}

/**
 * jl_head_watch_save:
 * @self: a watch with trouble
 * @path: of a file
 * @error: of the file system
 *
 * Writes the kept heads for those who look into it, as jl_kept_heads_save().
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_head_watch_save (JlHeadWatch *self, const char *path, GError **error)
{
  return jl_kept_heads_save (self->kept, path, error);
}

/**
 * jl_head_watch_start_anew:
 * @self: a watch with trouble that was explained
 * @error: of the file system
 *
 * Puts aside what was kept, as jl_kept_heads_start_anew(), and looks again.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_head_watch_start_anew (JlHeadWatch *self, GError **error)
{
  if (!jl_kept_heads_start_anew (self->kept, error))
    return FALSE;
  set_trouble (self, NULL);
  jl_head_watch_check (self);
  return TRUE;
}
