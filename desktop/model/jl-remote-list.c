// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-remote-list.h"

#include "jl-id.h"
#include "jl-list-diff.h"

/* One page, and the most that one request may ask for. */
#define PAGE_SIZE 50
#define MAX_PAGE_SIZE 100
/* A change is taken over so soon; more of them are gathered for so long. */
#define FIRST_REFRESH_MS 60
#define NEXT_REFRESH_MS 900
/* How far into a long list changes are looked for again by reading it. */
#define MAX_REFRESHED 300

struct _JlRemoteList {
  GObject parent_instance;

  JlClient *client;           /* owned */
  const JlRecordTable *table; /* borrowed: static */
  char *path;                 /* owned */
  char *query;                /* owned: `a=b&c=d`, possibly empty */
  GPtrArray *kinds;           /* owned: names of records whose changes matter here */
  GPtrArray *records;         /* owned: JlRecord */
  char *next;                 /* owned, nullable: cursor after the last record */
  GError *error;              /* owned, nullable */
  GCancellable *cancellable;  /* owned: of reading from the beginning */
  GCancellable *more;         /* owned, nullable: of reading one page more */
  GPtrArray *fresh;           /* owned, nullable: what a refresh has gathered */
  guint n_wanted;             /* how many records the running refresh reads */
  gint64 refreshed_at;        /* monotonic, of the last refresh */
  guint refresh_source;
  gboolean is_stale;   /* something changed while the list was being read */
  gboolean is_refresh; /* the same query is being read again */
  JlListState state;
};

enum { PROP_STATE = 1, PROP_LOADING_MORE, PROP_HAS_MORE, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

static void list_model_init (GListModelInterface *iface);
static void read_page (JlRemoteList *self, const char *cursor);

G_DEFINE_ENUM_TYPE (JlListState,
                    jl_list_state,
                    G_DEFINE_ENUM_VALUE (JL_LIST_LOADING, "loading"),
                    G_DEFINE_ENUM_VALUE (JL_LIST_EMPTY, "empty"),
                    G_DEFINE_ENUM_VALUE (JL_LIST_ERROR, "error"),
                    G_DEFINE_ENUM_VALUE (JL_LIST_CONTENT, "content"))
G_DEFINE_FINAL_TYPE_WITH_CODE (JlRemoteList,
                               jl_remote_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
list_get_item_type (GListModel *model)
{
  return JL_TYPE_RECORD;
}

static guint
list_get_n_items (GListModel *model)
{
  return JL_REMOTE_LIST (model)->records->len;
}

static gpointer
list_get_item (GListModel *model, guint position)
{
  GPtrArray *records = JL_REMOTE_LIST (model)->records;

  return position < records->len ? g_object_ref (records->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = list_get_item_type;
  iface->get_n_items = list_get_n_items;
  iface->get_item = list_get_item;
}

static void
stop (JlRemoteList *self)
{
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_cancellable_cancel (self->more);
  g_clear_object (&self->more);
  g_clear_pointer (&self->fresh, g_ptr_array_unref);
}

static void
jl_remote_list_dispose (GObject *object)
{
  JlRemoteList *self = JL_REMOTE_LIST (object);

  stop (self);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (jl_remote_list_parent_class)->dispose (object);
}

static void
jl_remote_list_finalize (GObject *object)
{
  JlRemoteList *self = JL_REMOTE_LIST (object);

  g_free (self->path);
  g_free (self->query);
  g_free (self->next);
  g_clear_error (&self->error);
  g_ptr_array_unref (self->kinds);
  g_ptr_array_unref (self->records);
  G_OBJECT_CLASS (jl_remote_list_parent_class)->finalize (object);
}

static void
jl_remote_list_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  JlRemoteList *self = JL_REMOTE_LIST (object);

  switch (property_id) {
  case PROP_STATE:
    g_value_set_enum (value, self->state);
    break;
  case PROP_LOADING_MORE:
    g_value_set_boolean (value, self->more != NULL);
    break;
  case PROP_HAS_MORE:
    g_value_set_boolean (value, self->next != NULL);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
  }
}

static void
jl_remote_list_class_init (JlRemoteListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = jl_remote_list_dispose;
  object_class->finalize = jl_remote_list_finalize;
  object_class->get_property = jl_remote_list_get_property;
  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, JL_TYPE_LIST_STATE, JL_LIST_LOADING, flags);
  properties[PROP_LOADING_MORE] = g_param_spec_boolean ("loading-more", NULL, NULL, FALSE, flags);
  properties[PROP_HAS_MORE] = g_param_spec_boolean ("has-more", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
jl_remote_list_init (JlRemoteList *self)
{
  self->records = g_ptr_array_new_with_free_func (g_object_unref);
  self->kinds = g_ptr_array_new_with_free_func (g_free);
  self->query = g_strdup ("");
}

static void
set_state (JlRemoteList *self, JlListState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
set_next (JlRemoteList *self, char *next)
{
  g_free (self->next);
  self->next = next;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_MORE]);
}

static void
items_changed_cb (guint position, guint removed, guint added, gpointer user_data)
{
  g_list_model_items_changed (G_LIST_MODEL (user_data), position, removed, added);
}

/* Takes over what a refresh has read; what is behind it in a long list stays. */
static void
take_fresh (JlRemoteList *self, char *next)
{
  g_autoptr (GPtrArray) fresh = g_steal_pointer (&self->fresh);

  if (!self->is_refresh || next == NULL || !jl_list_keep_tail (self->records, fresh))
    set_next (self, g_strdup (next));
  jl_list_diff (self->records, fresh, items_changed_cb, self);
  g_clear_error (&self->error);
  g_clear_object (&self->cancellable);
  self->refreshed_at = g_get_monotonic_time ();
  set_state (self, self->records->len > 0 ? JL_LIST_CONTENT : JL_LIST_EMPTY);
}

static void schedule_refresh (JlRemoteList *self);

static void
page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (JlRemoteList) self = user_data;
  g_autofree char *next = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) page =
      jl_client_run_list_finish (JL_CLIENT (source), result, &next, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  if (page == NULL) {
    g_clear_error (&self->error);
    self->error = g_steal_pointer (&error);
    g_clear_object (&self->cancellable);
    g_clear_pointer (&self->fresh, g_ptr_array_unref);
    /* What is on the screen stays there: it is more use than an empty page. */
    if (self->records->len == 0)
      set_state (self, JL_LIST_ERROR);
    return;
  }
  jl_list_append_new (self->fresh, page);
  if (next != NULL && self->fresh->len < self->n_wanted) {
    read_page (self, next);
    return;
  }
  take_fresh (self, next);
  if (self->is_stale)
    schedule_refresh (self);
}

static JlAction *
new_page_action (JlRemoteList *self, guint limit, const char *cursor)
{
  g_autofree char *escaped = cursor != NULL ? g_uri_escape_string (cursor, NULL, FALSE) : NULL;
  JlAction *action = jl_action_new_get ("%s?%s%slimit=%u%s%s",
                                        self->path,
                                        self->query,
                                        *self->query != '\0' ? "&" : "",
                                        limit,
                                        escaped != NULL ? "&cursor=" : "",
                                        escaped != NULL ? escaped : "");

  jl_action_set_output (action, self->table);
  return action;
}

static void
read_page (JlRemoteList *self, const char *cursor)
{
  guint rest = self->n_wanted - MIN (self->fresh->len, self->n_wanted);
  g_autoptr (JlAction) action =
      new_page_action (self, CLAMP (rest, PAGE_SIZE, MAX_PAGE_SIZE), cursor);

  jl_client_run_async (self->client, action, self->cancellable, page_cb, g_object_ref (self));
}

/* Reads from the beginning as much as is shown. */
static void
refresh (JlRemoteList *self)
{
  stop (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING_MORE]);
  self->is_stale = FALSE;
  self->is_refresh = TRUE;
  self->cancellable = g_cancellable_new ();
  self->fresh = g_ptr_array_new_with_free_func (g_object_unref);
  self->n_wanted = CLAMP (self->records->len, PAGE_SIZE, MAX_REFRESHED);
  read_page (self, NULL);
}

static gboolean
refresh_cb (gpointer user_data)
{
  JlRemoteList *self = user_data;

  self->refresh_source = 0;
  refresh (self);
  return G_SOURCE_REMOVE;
}

/* The first change shows at once; a burst of them is gathered. */
static void
schedule_refresh (JlRemoteList *self)
{
  gint64 since_ms = (g_get_monotonic_time () - self->refreshed_at) / 1000;
  guint wait_ms = FIRST_REFRESH_MS;

  if (self->cancellable != NULL) {
    self->is_stale = TRUE;
    return;
  }
  if (self->refresh_source != 0)
    return;
  if (self->refreshed_at != 0 && since_ms < NEXT_REFRESH_MS)
    wait_ms = MAX (FIRST_REFRESH_MS, NEXT_REFRESH_MS - since_ms);
  self->refresh_source = g_timeout_add (wait_ms, refresh_cb, self);
}

static void
changed_cb (JlClient *client, const char *kind, const char *id, gint64 version, JlRemoteList *self)
{
  guint position;

  if (!g_ptr_array_find_with_equal_func (self->kinds, kind, g_str_equal, NULL))
    return;
  /* Our own change came back: it is here already. */
  if (g_str_equal (kind, self->table->name) && jl_remote_list_find (self, id, &position)) {
    int field = jl_record_table_find (self->table, "version");

    if (field >= 0 && version != 0 &&
        jl_record_get_integer (self->records->pdata[position], field) == version)
      return;
  }
  schedule_refresh (self);
}

static void
caught_up_cb (JlClient *client, JlRemoteList *self)
{
  schedule_refresh (self);
}

/* When the service is back, what could not be read is read. */
static void
online_cb (JlClient *client, GParamSpec *pspec, JlRemoteList *self)
{
  if (jl_client_is_online (client) && self->error != NULL)
    schedule_refresh (self);
}

/**
 * jl_remote_list_new:
 * @client: the way to the service
 * @table: what the list consists of; it has a member `id`
 * @path: of the list route, e.g. `/items`
 *
 * Returns: (transfer full): a list that is empty and loading; jl_remote_list_reload() or
 *   jl_remote_list_set_query() begin to read
 */
JlRemoteList *
jl_remote_list_new (JlClient *client, const JlRecordTable *table, const char *path)
{
  JlRemoteList *self = g_object_new (JL_TYPE_REMOTE_LIST, NULL);

  self->client = g_object_ref (client);
  self->table = table;
  self->path = g_strdup (path);
  jl_remote_list_add_kind (self, table->name);
  g_signal_connect_object (client, "changed", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (client, "caught-up", G_CALLBACK (caught_up_cb), self, 0);
  g_signal_connect_object (client, "notify::online", G_CALLBACK (online_cb), self, 0);
  return self;
}

/**
 * jl_remote_list_add_kind:
 * @self: a list
 * @kind: a record's name on the wire, whose changes change this list too
 */
void
jl_remote_list_add_kind (JlRemoteList *self, const char *kind)
{
  g_ptr_array_add (self->kinds, g_strdup (kind));
}

/**
 * jl_remote_list_set_query:
 * @self: a list
 * @query: filters and order as in an address, already escaped
 *
 * Asks for something else. What is shown stays until the answer is there.
 */
void
jl_remote_list_set_query (JlRemoteList *self, const char *query)
{
  char *copy = g_strdup (query);

  g_free (self->query);
  self->query = copy;
  jl_remote_list_reload (self);
}

/**
 * jl_remote_list_reload:
 * @self: a list
 *
 * Reads again from the beginning.
 */
void
jl_remote_list_reload (JlRemoteList *self)
{
  stop (self);
  if (self->records->len == 0)
    set_state (self, JL_LIST_LOADING);
  self->is_stale = FALSE;
  self->is_refresh = FALSE;
  self->cancellable = g_cancellable_new ();
  self->fresh = g_ptr_array_new_with_free_func (g_object_unref);
  self->n_wanted = PAGE_SIZE;
  set_next (self, NULL);
  /* Other filters: what is behind the first page is not of this list. */
  if (self->records->len > PAGE_SIZE) {
    guint removed = self->records->len - PAGE_SIZE;

    g_ptr_array_set_size (self->records, PAGE_SIZE);
    g_list_model_items_changed (G_LIST_MODEL (self), PAGE_SIZE, removed, 0);
  }
  read_page (self, NULL);
}

static void
more_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (JlRemoteList) self = user_data;
  g_autofree char *next = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) page =
      jl_client_run_list_finish (JL_CLIENT (source), result, &next, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_task_get_cancellable (G_TASK (result)) != self->more)
    return;
  g_clear_object (&self->more);
  if (page != NULL) {
    guint position = self->records->len;
    guint added = jl_list_append_new (self->records, page);

    set_next (self, g_steal_pointer (&next));
    g_list_model_items_changed (G_LIST_MODEL (self), position, 0, added);
  }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING_MORE]);
}

/**
 * jl_remote_list_load_more:
 * @self: a list
 *
 * Reads the next page, if there is one and nothing else is being read.
 */
void
jl_remote_list_load_more (JlRemoteList *self)
{
  g_autoptr (JlAction) action = NULL;

  if (self->next == NULL || self->more != NULL || self->cancellable != NULL)
    return;
  action = new_page_action (self, PAGE_SIZE, self->next);
  self->more = g_cancellable_new ();
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING_MORE]);
  jl_client_run_async (self->client, action, self->more, more_cb, g_object_ref (self));
}

/**
 * jl_remote_list_has_more:
 * @self: a list
 *
 * Returns: whether the service has more than was read
 */
gboolean
jl_remote_list_has_more (JlRemoteList *self)
{
  return self->next != NULL;
}

/**
 * jl_remote_list_get_state:
 * @self: a list
 *
 * Returns: what a page should show
 */
JlListState
jl_remote_list_get_state (JlRemoteList *self)
{
  return self->state;
}

/**
 * jl_remote_list_get_error:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): why the last reading failed
 */
const GError *
jl_remote_list_get_error (JlRemoteList *self)
{
  return self->error;
}

/**
 * jl_remote_list_find:
 * @self: a list
 * @id: of a record
 * @position: (out) (optional): where it is
 *
 * Returns: whether it was read
 */
gboolean
jl_remote_list_find (JlRemoteList *self, const char *id, guint *position)
{
  int field = jl_record_table_find (self->table, "id");
  gint64 number;

  if (!jl_id_from_text (id, &number, NULL))
    return FALSE;
  for (guint i = 0; i < self->records->len; i++) {
    if (jl_record_get_integer (self->records->pdata[i], field) != number)
      continue;
    if (position != NULL)
      *position = i;
    return TRUE;
  }
  return FALSE;
}
