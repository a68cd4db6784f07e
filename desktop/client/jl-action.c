// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-action.h"

struct _JlAction {
  GObject parent_instance;

  const char *method; /* interned */
  char *path;         /* owned */
  char *json;         /* owned, nullable */
  char *key;          /* owned, nullable: a read */
  gint64 version;     /* 0: none */
  const JlRecordTable *output;
};

G_DEFINE_FINAL_TYPE (JlAction, jl_action, G_TYPE_OBJECT)

static void
jl_action_finalize (GObject *object)
{
  JlAction *self = JL_ACTION (object);

  g_free (self->path);
  g_free (self->json);
  g_free (self->key);
  G_OBJECT_CLASS (jl_action_parent_class)->finalize (object);
}

static void
jl_action_class_init (JlActionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jl_action_finalize;
}

static void
jl_action_init (JlAction *self)
{
}

/**
 * jl_action_new:
 * @method: GET, POST, PATCH or DELETE
 * @path: below `/api/v1`, with its query, e.g. `/items?limit=20`
 *
 * Returns: (transfer full): an action; when it writes, with a key of its own
 */
JlAction *
jl_action_new (const char *method, const char *path)
{
  JlAction *self = g_object_new (JL_TYPE_ACTION, NULL);

  self->method = g_intern_string (method);
  self->path = g_strdup (path);
  if (!g_str_equal (method, "GET"))
    self->key = g_uuid_string_random ();
  return self;
}

/**
 * jl_action_new_get:
 * @format: printf() format of the path; texts in it must be escaped already
 * @...: its arguments
 *
 * Returns: (transfer full): an action that reads
 */
JlAction *
jl_action_new_get (const char *format, ...)
{
  g_autofree char *path = NULL;
  va_list arguments;

  va_start (arguments, format);
  path = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return jl_action_new ("GET", path);
}

/**
 * jl_action_new_post:
 * @format: printf() format of the path; texts in it must be escaped already
 * @...: its arguments
 *
 * Returns: (transfer full): an action that writes
 */
JlAction *
jl_action_new_post (const char *format, ...)
{
  g_autofree char *path = NULL;
  va_list arguments;

  va_start (arguments, format);
  path = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return jl_action_new ("POST", path);
}

/**
 * jl_action_set_body:
 * @self: an action
 * @body: what to send: every member that is present and not read-only
 *
 * Takes the JSON of @body as it is now.
 */
void
jl_action_set_body (JlAction *self, JlRecord *body)
{
  GString *json = g_string_new (NULL);

  jl_record_append_request_json (body, FALSE, json);
  g_free (self->json);
  self->json = g_string_free (json, FALSE);
}

/**
 * jl_action_set_json:
 * @self: an action
 * @json: the body
 */
void
jl_action_set_json (JlAction *self, const char *json)
{
  g_free (self->json);
  self->json = g_strdup (json);
}

/**
 * jl_action_set_version:
 * @self: an action
 * @version: of the record as the person saw it; sent as If-Match. 0: none
 */
void
jl_action_set_version (JlAction *self, gint64 version)
{
  self->version = version;
}

/**
 * jl_action_set_output:
 * @self: an action
 * @table: (nullable): what comes back, or what a list that comes back consists of
 */
void
jl_action_set_output (JlAction *self, const JlRecordTable *table)
{
  self->output = table;
}

/**
 * jl_action_set_key:
 * @self: an action that writes
 * @key: the key of an earlier attempt, e.g. one before the program was restarted
 */
void
jl_action_set_key (JlAction *self, const char *key)
{
  g_return_if_fail (self->key != NULL);
  g_free (self->key);
  self->key = g_strdup (key);
}

/**
 * jl_action_get_method:
 * @self: an action
 *
 * Returns: (transfer none): its HTTP method
 */
const char *
jl_action_get_method (JlAction *self)
{
  return self->method;
}

/**
 * jl_action_get_path:
 * @self: an action
 *
 * Returns: (transfer none): its path below `/api/v1`
 */
const char *
jl_action_get_path (JlAction *self)
{
  return self->path;
}

/**
 * jl_action_get_json:
 * @self: an action
 *
 * Returns: (transfer none) (nullable): its body
 */
const char *
jl_action_get_json (JlAction *self)
{
  return self->json;
}

/**
 * jl_action_get_key:
 * @self: an action
 *
 * Returns: (transfer none) (nullable): its Idempotency-Key, %NULL for a read
 */
const char *
jl_action_get_key (JlAction *self)
{
  return self->key;
}

/**
 * jl_action_get_version:
 * @self: an action
 *
 * Returns: the version for If-Match, or 0
 */
gint64
jl_action_get_version (JlAction *self)
{
  return self->version;
}

/**
 * jl_action_get_output:
 * @self: an action
 *
 * Returns: (transfer none) (nullable): what comes back
 */
const JlRecordTable *
jl_action_get_output (JlAction *self)
{
  return self->output;
}
