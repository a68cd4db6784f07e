// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-transaction-private.h"
#include "jl-error.h"
#include "jl-ready.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
effect_free (gpointer data)
{
  JlEffect *effect = data;

  g_clear_object (&effect->record);
  g_clear_pointer (&effect->own, g_bytes_unref);
  g_free (effect);
}

/**
 * jl_transaction_new: (skip)
 * @session: the writer's
 * @call: the command's call, with its caller and target
 * @now: the time of the journal, milliseconds UTC
 *
 * Returns: (transfer full): what @call's command works with
 */
JlTransaction *
jl_transaction_new (JlSession *session, JlCall *call, gint64 now)
{
  JlTransaction *self = g_new0 (JlTransaction, 1);

  self->session = session;
  self->call = call;
  self->now = now;
  self->effects = g_ptr_array_new_with_free_func (effect_free);
  return self;
}

/**
 * jl_transaction_free: (skip)
 * @self: (transfer full) (nullable): a transaction
 */
void
jl_transaction_free (JlTransaction *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->effects);
  g_clear_pointer (&self->reply, jl_reply_free);
  g_free (self);
}

/**
 * jl_transaction_find_kind:
 * @self: a transaction
 * @name: what records are called
 *
 * Returns: (transfer none) (nullable): their kind
 */
const JlKind *
jl_transaction_find_kind (JlTransaction *self, const char *name)
{
  const JlKindSql *sql = jl_catalog_get_kind (self->session->catalog, name);

  return sql == NULL ? NULL : sql->kind;
}

/**
 * jl_transaction_new_id:
 * @self: a transaction
 *
 * Returns: an id that nothing else has; one that is not used because the command fails is lost
 */
gint64
jl_transaction_new_id (JlTransaction *self)
{
  return jl_id_maker_next (&self->session->ids, self->now);
}

/**
 * jl_transaction_get_now:
 * @self: a transaction
 *
 * Returns: the journal's time, milliseconds UTC; it never goes backwards
 */
gint64
jl_transaction_get_now (JlTransaction *self)
{
  return self->now;
}

/**
 * jl_transaction_get_connection:
 * @self: a transaction
 *
 * Returns: (transfer none): the writer's connection, for queries and for tables that are no kinds
 */
JlConnection *
jl_transaction_get_connection (JlTransaction *self)
{
  return self->session->connection;
}

/**
 * jl_transaction_get_rules_version:
 * @self: a transaction
 *
 * Returns: (transfer none): the version of the rules that decisions are made under
 */
const char *
jl_transaction_get_rules_version (JlTransaction *self)
{
  return self->session->rules_version;
}

/**
 * jl_transaction_get_context:
 * @self: a transaction
 *
 * Returns: (transfer none): JlWriterConfig.context
 */
gpointer
jl_transaction_get_context (JlTransaction *self)
{
  return self->session->context;
}

/**
 * jl_transaction_get_city:
 * @self: a transaction
 *
 * Returns: the city's own organisation, home of what belongs to no other
 */
gint64
jl_transaction_get_city (JlTransaction *self)
{
  return self->session->city;
}

/**
 * jl_transaction_set_home:
 * @self: a transaction
 * @organisation: whose journal the command is chained in
 *
 * Must precede the first put, and is needed only where the default of jl-command.h is not right.
 */
void
jl_transaction_set_home (JlTransaction *self, gint64 organisation)
{
  g_return_if_fail (self->home == 0 || self->home == organisation);
  self->home = organisation;
}

/**
 * jl_transaction_set_transfer:
 * @self: a transaction
 * @transfer: an id that the offering command made
 *
 * Names what this command and one of another organisation have to do with each other.
 */
void
jl_transaction_set_transfer (JlTransaction *self, gint64 transfer)
{
  self->transfer = transfer;
}

/**
 * jl_transaction_settle_home: (skip)
 * @self: a transaction whose command is done
 *
 * Returns: whose journal the command is chained in
 */
gint64
jl_transaction_settle_home (JlTransaction *self)
{
  const JlCall *call = self->call;

  if (self->home == 0 && call->target != NULL) {
    const JlKindSql *sql =
        jl_catalog_get_kind (self->session->catalog, call->command->target->table->name);

    self->home = jl_record_get_integer (call->target, sql->organisation);
  }
  if (self->home == 0)
    self->home = call->caller->organisation;
  if (self->home == 0)
    self->home = self->session->city;
  return self->home;
}

static const JlKindSql *
get_sql (JlTransaction *self, const JlKind *kind, GError **error)
{
  const JlKindSql *sql = jl_catalog_get_kind (self->session->catalog, kind->table->name);

  if (sql == NULL || sql->kind != kind) {
    g_set_error (
        error, JL_ERROR, JL_ERROR_INTERNAL, "%s is no kind of any schema", kind->table->name);
    return NULL;
  }
  return sql;
}

/**
 * jl_transaction_get:
 * @self: a transaction
 * @kind: the record's kind
 * @id: its id
 * @error: NOT_FOUND, whoever the caller is: what the caller may see is for the command to ask
 *
 * Returns: (transfer full): the record, as this transaction has left it so far
 */
JlRecord *
jl_transaction_get (JlTransaction *self, const JlKind *kind, gint64 id, GError **error)
{
  const JlKindSql *sql = get_sql (self, kind, error);
  GError *local_error = NULL;
  JlRecord *record;

  if (sql == NULL)
    return NULL;

  record = jl_kind_sql_load (sql, self->session->connection, id, &local_error);
  if (record == NULL && local_error == NULL)
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such record"));
  else if (record == NULL)
    g_propagate_error (error, local_error);
  return record;
}

static JlEffect *
find_effect (JlTransaction *self, gint64 id)
{
  for (guint i = 0; i < self->effects->len; i++) {
    JlEffect *effect = self->effects->pdata[i];

    if (effect->id == id)
      return effect;
  }
  return NULL;
}

static gboolean
refuse (GError **error, const JlKindSql *sql, gint64 id, const char *why)
{
  char text[JL_ID_TEXT_SIZE];

  jl_id_to_text (id, text);
  g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "%s %s: %s", sql->kind->table->name, text, why);
  return FALSE;
}

/* One command, one home. See JlKindFlags for who is exempt. */
static gboolean
claim_home (
    JlTransaction *self, const JlKindSql *sql, JlRecord *record, gboolean is_new, GError **error)
{
  gint64 organisation = jl_record_get_integer (record, sql->organisation);
  JlKindFlags flags = sql->kind->flags;

  if (self->home == organisation || flags & JL_KIND_SHARED || (is_new && flags & JL_KIND_OFFERED))
    return TRUE;
  if (self->home != 0)
    return refuse (error,
                   sql,
                   jl_record_get_integer (record, sql->id),
                   "belongs to another organisation than the rest of the command");
  self->home = organisation;
  return TRUE;
}

/* Whether the record is what a command may put, given what is stored. */
static gboolean
check_record (
    JlTransaction *self, const JlKindSql *sql, JlRecord *record, JlRecord *stored, GError **error)
{
  gint64 id = jl_record_get_integer (record, sql->id);
  gint64 version = jl_record_get_integer (record, sql->version);
  gint64 organisation = jl_record_get_integer (record, sql->organisation);

  if (self->call->command->flags & JL_COMMAND_OPERATIONAL)
    return refuse (error, sql, id, "an operational command cannot put records");
  if (organisation == 0)
    return refuse (error, sql, id, "has no organisation");
  if (stored == NULL && (version != 0 || find_effect (self, id) != NULL))
    return refuse (error, sql, id, "is no longer stored");
  if (stored == NULL)
    return TRUE;
  if (version != jl_record_get_integer (stored, sql->version))
    return refuse (error, sql, id, "is not the stored version");
  if (organisation != jl_record_get_integer (stored, sql->organisation))
    return refuse (error, sql, id, "cannot move to another organisation");
  return TRUE;
}

static void
note_effect (JlTransaction *self, const JlKindSql *sql, JlRecord *record, JlRecord *stored)
{
  JlEffect *effect = find_effect (self, jl_record_get_integer (record, sql->id));

  if (effect == NULL) {
    effect = g_new0 (JlEffect, 1);
    effect->sql = sql;
    effect->id = jl_record_get_integer (record, sql->id);
    effect->organisation = jl_record_get_integer (record, sql->organisation);
    effect->is_new = stored == NULL;
    effect->was_public = stored != NULL && jl_kind_is_public (sql->kind, stored);
    g_ptr_array_add (self->effects, effect);
  }
  effect->version = jl_record_get_integer (record, sql->version);
  effect->owner = jl_kind_get_owner (sql->kind, record);
  effect->is_public = jl_kind_is_public (sql->kind, record);
  g_clear_object (&effect->record);
  g_clear_pointer (&effect->own, g_bytes_unref);
  effect->record = jl_record_copy (record);
}

/**
 * jl_transaction_put:
 * @self: a transaction
 * @kind: the record's kind
 * @record: a new record, or one from jl_transaction_get() or JlCall.target that was changed; takes
 *   its id (if it has none), its version and its times, and the form it has when it is loaded again
 * @error: CONFLICT for a value that must be unique; INTERNAL when the record is none that this
 *   command may put: of another home (see JlKindFlags), out of date, or without organisation
 *
 * Stores the record with its effect. A record in which nothing changed is left as it is.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_transaction_put (JlTransaction *self, const JlKind *kind, JlRecord *record, GError **error)
{
  const JlKindSql *sql = get_sql (self, kind, error);
  g_autoptr (JlRecord) stored = NULL;
  GError *local_error = NULL;

  if (sql == NULL)
    return FALSE;

  jl_kind_sql_normalise (sql, record);
  if (jl_record_get_integer (record, sql->id) == 0)
    jl_record_set_integer (record, sql->id, jl_transaction_new_id (self));
  else
    stored = jl_kind_sql_load (
        sql, self->session->connection, jl_record_get_integer (record, sql->id), &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  if (!check_record (self, sql, record, stored, error) ||
      !claim_home (self, sql, record, stored == NULL, error))
    return FALSE;
  if (stored != NULL && jl_kind_sql_same (sql, record, stored))
    return TRUE;

  if (stored == NULL) {
    jl_record_set_integer (record, sql->created_at, self->now);
    jl_record_set_integer (record, sql->version, 1);
  } else if (find_effect (self, jl_record_get_integer (record, sql->id)) == NULL) {
    jl_record_set_integer (record, sql->version, jl_record_get_integer (stored, sql->version) + 1);
  }
  jl_record_set_integer (record, sql->updated_at, self->now);
  if (!(stored == NULL ? jl_kind_sql_insert
                       : jl_kind_sql_update) (sql, self->session->connection, record, error))
    return FALSE;

  note_effect (self, sql, record, stored);
  return TRUE;
}

/**
 * jl_transaction_insert: (skip)
 * @self: a transaction
 * @sql: of the record's kind
 * @record: one that is not stored, complete
 * @error: as jl_transaction_put()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_transaction_insert (JlTransaction *self, const JlKindSql *sql, JlRecord *record, GError **error)
{
  if (jl_record_get_integer (record, sql->organisation) == 0)
    return refuse (error, sql, jl_record_get_integer (record, sql->id), "has no organisation");
  if (!claim_home (self, sql, record, TRUE, error) ||
      !jl_kind_sql_insert (sql, self->session->connection, record, error))
    return FALSE;
  note_effect (self, sql, record, NULL);
  return TRUE;
}

/**
 * jl_transaction_remove:
 * @self: a transaction
 * @kind: the record's kind
 * @record: a record from jl_transaction_get() or JlCall.target
 * @error: as jl_transaction_put()
 *
 * Deletes the record. Its history stays, and its id is never used again.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_transaction_remove (JlTransaction *self, const JlKind *kind, JlRecord *record, GError **error)
{
  const JlKindSql *sql = get_sql (self, kind, error);
  g_autoptr (JlRecord) stored = NULL;
  JlEffect *effect;
  gint64 id;

  if (sql == NULL)
    return FALSE;

  id = jl_record_get_integer (record, sql->id);
  stored = jl_transaction_get (self, kind, id, error);
  if (stored == NULL || !check_record (self, sql, record, stored, error) ||
      !claim_home (self, sql, stored, FALSE, error) ||
      !jl_kind_sql_remove (sql, self->session->connection, id, error))
    return FALSE;

  effect = find_effect (self, id);
  if (effect != NULL && effect->is_new) {
    g_ptr_array_remove (self->effects, effect);
    return TRUE;
  }
  if (effect == NULL) {
    note_effect (self, sql, stored, stored);
    effect = find_effect (self, id);
    effect->version++;
  }
  effect->is_public = FALSE;
  g_clear_object (&effect->record);
  return TRUE;
}

/**
 * jl_transaction_store_ready: (skip)
 * @self: a transaction whose command is done
 * @error: as jl_statement_step()
 *
 * Prepares what GET answers for every record that the command put.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_transaction_store_ready (JlTransaction *self, GError **error)
{
  for (guint i = 0; i < self->effects->len; i++) {
    JlEffect *effect = self->effects->pdata[i];

    if (effect->record != NULL
            ? !jl_ready_store (
                  self->session->connection, effect->sql, effect->record, effect->own, error)
            : !jl_ready_remove (self->session->connection, effect->id, error))
      return FALSE;
  }
  return TRUE;
}

static void
take_reply (JlTransaction *self, JlReply reply)
{
  /* Two replies are a command's mistake; it is found when the reply is looked at. */
  if (self->reply != NULL) {
    g_clear_pointer (&reply.body, g_bytes_unref);
    g_clear_error (&reply.error);
    g_clear_pointer (&self->reply->body, g_bytes_unref);
    self->reply->status = 0;
    return;
  }
  self->reply = g_new0 (JlReply, 1);
  *self->reply = reply;
}

/**
 * jl_transaction_reply:
 * @self: a transaction
 * @status: 200, 201 or 202
 * @kind: the record's kind
 * @record: the record as it was put
 *
 * Answers with the record in the view that the caller sees, and without body if it sees none.
 */
void
jl_transaction_reply (JlTransaction *self, guint status, const JlKind *kind, JlRecord *record)
{
  const JlKindSql *sql = get_sql (self, kind, NULL);
  JlReply reply = { .status = status };
  JlEffect *effect;
  JlRecord *put;
  char *json;

  g_return_if_fail (sql != NULL);

  if (jl_kind_get_view (kind,
                        self->call->caller,
                        jl_record_get_integer (record, sql->organisation),
                        jl_kind_get_owner (kind, record),
                        jl_kind_is_public (kind, record),
                        &reply.view)) {
    reply.id = jl_record_get_integer (record, sql->id);
    reply.version = jl_record_get_integer (record, sql->version);
    effect = find_effect (self, reply.id);
    put = effect != NULL && effect->record != NULL ? effect->record : record;
    json = jl_record_to_json (put, reply.view);
    reply.body = g_bytes_new_take (json, strlen (json));
    /* What is answered here is what is prepared for whoever asks later: made once. */
    if (put != record && reply.view == JL_VIEW_OWN && effect->own == NULL)
      effect->own = g_bytes_ref (reply.body);
  }
  take_reply (self, reply);
}

/**
 * jl_transaction_reply_json:
 * @self: a transaction
 * @status: 200, 201 or 202
 * @json: (transfer full): the body
 *
 * Answers with something that is not a stored record.
 */
void
jl_transaction_reply_json (JlTransaction *self, guint status, char *json)
{
  take_reply (self, (JlReply){ .status = status, .body = g_bytes_new_take (json, strlen (json)) });
}

/**
 * jl_transaction_reply_empty:
 * @self: a transaction
 *
 * Answers that it is done: 204.
 */
void
jl_transaction_reply_empty (JlTransaction *self)
{
  take_reply (self, (JlReply){ .status = 204 });
}

/**
 * jl_transaction_reply_error:
 * @self: the transaction of an operational command
 * @error: (transfer full): a JL_ERROR
 *
 * Refuses the call, but keeps what was done.
 */
void
jl_transaction_reply_error (JlTransaction *self, GError *error)
{
  g_return_if_fail (self->call->command->flags & JL_COMMAND_OPERATIONAL);
  g_return_if_fail (error != NULL && error->domain == JL_ERROR);

  take_reply (self, (JlReply){ .status = jl_error_code_get_status (error->code), .error = error });
}
