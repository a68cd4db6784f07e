// SPDX-License-Identifier: GPL-3.0-or-later
#include "store-fixture.h"
#include "jl-check.h"
#include "jl-error.h"
#include "jl-id.h"
#include "jl-store.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

gint64 store_clock;

static const JlEnum shape_enum = {
  .names = (const char *const[]){ "square", "round", NULL },
  .labels = (const char *const[]){ "Square", "Round", NULL },
};

static const JlField side_fields[] = {
  [SIDE_NAME] = { .name = "name", .type = JL_FIELD_TEXT, .max = 20, .flags = JL_FIELD_REQUIRED },
  [SIDE_NOTE] = { .name = "note",
                  .type = JL_FIELD_TEXT,
                  .max = 20,
                  .flags = JL_FIELD_NULLABLE,
                  .view = JL_VIEW_OWN },
};
const JlRecordTable side_table = JL_RECORD_TABLE ("side", "TestSide", side_fields);

static const JlField box_fields[] = {
  [BOX_ID] = { .name = "id", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY },
  [BOX_ORGANISATION] = { .name = "organisation", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY },
  [BOX_LABEL] = { .name = "label",
                  .type = JL_FIELD_TEXT,
                  .max = 20,
                  .flags = JL_FIELD_CREATE_ONLY | JL_FIELD_NULLABLE },
  [BOX_TITLE] = { .name = "title",
                  .type = JL_FIELD_TEXT,
                  .min = 1,
                  .max = 60,
                  .flags = JL_FIELD_REQUIRED },
  [BOX_NOTE] = { .name = "note",
                 .type = JL_FIELD_TEXT,
                 .max = 1000,
                 .flags = JL_FIELD_NULLABLE,
                 .view = JL_VIEW_OWN },
  [BOX_SHAPE] = { .name = "shape", .type = JL_FIELD_ENUM, .values = &shape_enum },
  [BOX_WEIGHT] = { .name = "weight", .type = JL_FIELD_INTEGER },
  [BOX_PACKED] = { .name = "packed", .type = JL_FIELD_DATE, .flags = JL_FIELD_NULLABLE },
  [BOX_OPEN] = { .name = "open", .type = JL_FIELD_BOOLEAN },
  [BOX_SIDES] = { .name = "sides", .type = JL_FIELD_LIST, .record = &side_table, .max = 6 },
  [BOX_TAGS] = { .name = "tags",
                 .type = JL_FIELD_LIST,
                 .element = JL_FIELD_TEXT,
                 .element_max = 20,
                 .max = 6 },
  [BOX_ATTRIBUTES] = { .name = "attributes", .type = JL_FIELD_OBJECT, .max = 5 },
  [BOX_LID] = { .name = "lid",
                .type = JL_FIELD_RECORD,
                .record = &side_table,
                .flags = JL_FIELD_NULLABLE },
  [BOX_KEEPER] = { .name = "keeper",
                   .type = JL_FIELD_ID,
                   .flags = JL_FIELD_NULLABLE,
                   .view = JL_VIEW_OWN },
  [BOX_EXPIRES_AT] = { .name = "expires_at", .type = JL_FIELD_TIME, .flags = JL_FIELD_NULLABLE },
  [BOX_PHONE] = { .name = "phone", .type = JL_FIELD_TEXT, .max = 20, .flags = JL_FIELD_PERSONAL },
  JL_RECORD_COMMON_FIELDS (BOX),
};
JL_ASSERT_FIELDS (BOX, box_fields);
const JlRecordTable box_table = JL_RECORD_TABLE ("box", "TestBox", box_fields);

static const JlField letter_fields[] = {
  [LETTER_ID] = { .name = "id", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY },
  [LETTER_ORGANISATION] = { .name = "organisation", .type = JL_FIELD_ID },
  [LETTER_TEXT] = { .name = "text", .type = JL_FIELD_TEXT, .max = 60 },
  JL_RECORD_COMMON_FIELDS (LETTER),
};
JL_ASSERT_FIELDS (LETTER, letter_fields);
static const JlRecordTable letter_table = JL_RECORD_TABLE ("letter", "TestLetter", letter_fields);

static const char schema_sql[] =
    "CREATE TABLE box (id INTEGER PRIMARY KEY, organisation INTEGER NOT NULL, label TEXT UNIQUE, "
    "title TEXT NOT NULL, note TEXT, shape TEXT, weight INTEGER, packed TEXT, open INTEGER, "
    "sides TEXT, tags TEXT, attributes TEXT, lid TEXT, keeper INTEGER, expires_at INTEGER, "
    "version INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, "
    "title_length INTEGER GENERATED ALWAYS AS (length (title)) STORED) STRICT;"
    "CREATE TABLE letter (id INTEGER PRIMARY KEY, organisation INTEGER NOT NULL, text TEXT NOT "
    "NULL, version INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL) "
    "STRICT;"
    "CREATE TABLE visit (id INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;";

static gboolean
box_is_public (JlRecord *record)
{
  return jl_record_get_integer (record, BOX_OPEN) != 0;
}

const JlKind box_kind = { .table = &box_table,
                          .is_public = box_is_public,
                          .owner = BOX_KEEPER + 1 };
const JlKind letter_kind = { .table = &letter_table, .flags = JL_KIND_OFFERED };

static gboolean
execute_create (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlRecord) box = jl_record_copy (call->input);

  jl_record_set_integer (box, BOX_ORGANISATION, call->caller->organisation);
  if (!jl_transaction_put (transaction, &box_kind, box, error))
    return FALSE;
  jl_transaction_reply (transaction, 201, &box_kind, box);
  return TRUE;
}

static gboolean
execute_change (JlTransaction *transaction, JlCall *call, GError **error)
{
  jl_record_apply (call->target, call->input);
  if (!jl_transaction_put (transaction, &box_kind, call->target, error))
    return FALSE;
  jl_transaction_reply (transaction, 200, &box_kind, call->target);
  return TRUE;
}

/* As a change, but in three steps, and refused at the end if the title is "refuse". */
static gboolean
execute_steps (JlTransaction *transaction, JlCall *call, GError **error)
{
  static const char *const steps[] = { "one", "two" };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    jl_record_set_text (call->target, BOX_NOTE, steps[i]);
    if (!jl_transaction_put (transaction, &box_kind, call->target, error))
      return FALSE;
  }
  jl_record_apply (call->target, call->input);
  if (!jl_transaction_put (transaction, &box_kind, call->target, error))
    return FALSE;
  if (g_strcmp0 (jl_record_get_text (call->target, BOX_TITLE), "refuse") == 0) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_CONFLICT, "refused");
    return FALSE;
  }
  jl_transaction_reply (transaction, 200, &box_kind, call->target);
  return TRUE;
}

static gboolean
execute_remove (JlTransaction *transaction, JlCall *call, GError **error)
{
  if (!jl_transaction_remove (transaction, &box_kind, call->target, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

static gboolean
execute_expire (JlTransaction *transaction, JlCall *call, GError **error)
{
  if (g_strcmp0 (jl_record_get_text (call->target, BOX_TITLE), "stubborn") == 0) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_CONFLICT, "does not want to");
    return FALSE;
  }
  jl_record_set_null (call->target, BOX_EXPIRES_AT);
  jl_record_set_integer (call->target, BOX_OPEN, 0);
  if (!jl_transaction_put (transaction, &box_kind, call->target, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

/* Sends a letter to the organisation that the input names, from the caller's own. */
static gboolean
execute_send (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlRecord) letter = jl_record_copy (call->input);

  jl_transaction_set_home (transaction, call->caller->organisation);
  jl_transaction_set_transfer (transaction, jl_transaction_new_id (transaction));
  if (!jl_transaction_put (transaction, &letter_kind, letter, error))
    return FALSE;
  jl_transaction_reply (transaction, 201, &letter_kind, letter);
  return TRUE;
}

/* Tries to change a letter of another organisation. */
static gboolean
execute_rewrite (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlRecord) letter = jl_transaction_get (transaction, &letter_kind, call->ids[0], error);

  if (letter == NULL)
    return FALSE;
  jl_transaction_set_home (transaction, call->caller->organisation);
  jl_record_set_text (letter, LETTER_TEXT, "changed");
  if (!jl_transaction_put (transaction, &letter_kind, letter, error))
    return FALSE;
  jl_transaction_reply (transaction, 200, &letter_kind, letter);
  return TRUE;
}

static gboolean
execute_visit (JlTransaction *transaction, JlCall *call, GError **error)
{
  static const char sql[] = "INSERT INTO visit (id, at) VALUES (?1, ?2)";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, jl_transaction_new_id (transaction));
  jl_statement_bind_integer (statement, 2, jl_transaction_get_now (transaction));
  if (!jl_statement_run (statement, error))
    return FALSE;
  jl_transaction_reply_json (transaction, 200, g_strdup ("{\"visited\":true}"));
  return TRUE;
}

/* Refuses, but counts the visit. */
static gboolean
execute_turn_away (JlTransaction *transaction, JlCall *call, GError **error)
{
  static const char sql[] = "INSERT INTO visit (id, at) VALUES (?1, 0)";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);

  jl_statement_bind_integer (statement, 1, jl_transaction_new_id (transaction));
  if (!jl_statement_run (statement, error))
    return FALSE;
  jl_transaction_reply_error (transaction,
                              g_error_new_literal (JL_ERROR, JL_ERROR_TOO_MANY, "too many visits"));
  return TRUE;
}

/* Mistakes that commands can make. */
static gboolean
execute_mute (JlTransaction *transaction, JlCall *call, GError **error)
{
  if (g_strcmp0 (call->parameters[0], "foreign") == 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "something of GLib's");
  return g_strcmp0 (call->parameters[0], "true") == 0;
}

static gboolean
execute_two_replies (JlTransaction *transaction, JlCall *call, GError **error)
{
  jl_transaction_reply_json (transaction, 200, g_strdup ("{}"));
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

static gboolean
execute_sneaky_put (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlRecord) box = jl_record_new (&box_table);

  jl_record_set_text (box, BOX_TITLE, "sneaky");
  jl_record_set_integer (box, BOX_ORGANISATION, 500);
  return jl_transaction_put (transaction, &box_kind, box, error);
}

/* A box that does not outlive its command. */
static gboolean
execute_flash (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlRecord) box = jl_record_new (&box_table);

  jl_record_set_text (box, BOX_TITLE, jl_transaction_get_context (transaction));
  jl_record_set_text (box, BOX_NOTE, jl_transaction_get_rules_version (transaction));
  jl_record_set_integer (box, BOX_ORGANISATION, jl_transaction_get_city (transaction));
  if (!jl_transaction_put (transaction, &box_kind, box, error) ||
      !jl_transaction_remove (transaction, &box_kind, box, error))
    return FALSE;
  jl_transaction_reply_json (transaction,
                             200,
                             g_strdup_printf ("{\"title\":\"%s\",\"note\":\"%s\"}",
                                              jl_record_get_text (box, BOX_TITLE),
                                              jl_record_get_text (box, BOX_NOTE)));
  return TRUE;
}

static gboolean
execute_peek (JlTransaction *transaction, JlCall *call, GError **error)
{
  jl_transaction_reply (transaction, 200, &box_kind, call->target);
  return TRUE;
}

static const JlKind foreign_kind = { .table = &box_table };

/* Puts a stale copy, moves to another organisation, spans two: by the parameter. */
static gboolean
execute_wrong_put (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlRecord) copy = jl_record_copy (call->target);
  g_autoptr (JlRecord) other = jl_record_new (&box_table);

  jl_record_set_text (call->target, BOX_TITLE, "changed");
  if (g_str_equal (call->parameters[1], "homeless")) {
    jl_record_set_text (other, BOX_TITLE, "homeless");
    return jl_transaction_put (transaction, &box_kind, other, error);
  }
  if (g_str_equal (call->parameters[1], "removed"))
    return jl_transaction_remove (transaction, &box_kind, copy, error) &&
           jl_transaction_put (transaction, &box_kind, call->target, error);
  if (g_str_equal (call->parameters[1], "foreign kind"))
    return jl_transaction_put (transaction, &foreign_kind, copy, error);
  if (g_str_equal (call->parameters[1], "absent"))
    return jl_transaction_get (transaction, &letter_kind, 77, error) != NULL;
  if (g_str_equal (call->parameters[1], "moved"))
    jl_record_set_integer (call->target, BOX_ORGANISATION, 501);
  if (!jl_transaction_put (transaction, &box_kind, call->target, error))
    return FALSE;
  if (g_str_equal (call->parameters[1], "stale")) {
    jl_record_set_text (copy, BOX_TITLE, "stale");
    return jl_transaction_put (transaction, &box_kind, copy, error);
  }
  jl_record_set_text (other, BOX_TITLE, "other");
  jl_record_set_integer (other, BOX_ORGANISATION, 501);
  return jl_transaction_put (transaction, &box_kind, other, error);
}

#define STAFF (JL_ROLE_CLERK | JL_ROLE_SYSTEM)
static const JlCommand commands[] = {
  { .name = "box.create", .roles = STAFF, .input = &box_table, .execute = execute_create },
  { .name = "box.suggest", .roles = JL_ROLE_ANYONE, .input = &box_table, .execute = execute_visit },
  { .name = "box.change",
    .roles = STAFF | JL_ROLE_RESIDENT,
    .flags = JL_COMMAND_IF_MATCH | JL_COMMAND_PATCH | JL_COMMAND_OWN_TARGET,
    .input = &box_table,
    .target = &box_kind,
    .execute = execute_change },
  { .name = "box.steps",
    .roles = STAFF,
    .flags = JL_COMMAND_PATCH,
    .input = &box_table,
    .target = &box_kind,
    .execute = execute_steps },
  { .name = "box.remove", .roles = STAFF, .target = &box_kind, .execute = execute_remove },
  { .name = "box.expire", .roles = JL_ROLE_SYSTEM, .target = &box_kind, .execute = execute_expire },
  { .name = "box.wrong", .roles = STAFF, .target = &box_kind, .execute = execute_wrong_put },
  { .name = "letter.send", .roles = STAFF, .input = &letter_table, .execute = execute_send },
  { .name = "letter.rewrite", .roles = STAFF, .execute = execute_rewrite },
  { .name = "visit",
    .roles = JL_ROLE_ANYONE,
    .flags = JL_COMMAND_OPERATIONAL,
    .execute = execute_visit },
  { .name = "token", .roles = STAFF, .flags = JL_COMMAND_FORGET_REPLY, .execute = execute_visit },
  { .name = "look", .roles = JL_ROLE_ANYONE, .execute = execute_visit },
  { .name = "mute", .roles = STAFF, .execute = execute_mute },
  { .name = "two-replies", .roles = STAFF, .execute = execute_two_replies },
  { .name = "sneaky",
    .roles = STAFF,
    .flags = JL_COMMAND_OPERATIONAL,
    .execute = execute_sneaky_put },
  { .name = "turn-away",
    .roles = JL_ROLE_ANYONE,
    .flags = JL_COMMAND_OPERATIONAL,
    .execute = execute_turn_away },
  { .name = "box.flash", .roles = STAFF, .execute = execute_flash },
  { .name = "box.peek", .roles = JL_ROLE_ANYONE, .target = &box_kind, .execute = execute_peek },
};

static gboolean
find_expired (JlConnection *connection, gint64 now, gint64 after, gint64 *id)
{
  static const char sql[] =
      "SELECT id FROM box WHERE expires_at <= ?1 AND id > ?2 ORDER BY id LIMIT 1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, NULL);

  jl_statement_bind_integer (statement, 1, now);
  jl_statement_bind_integer (statement, 2, after);
  if (!jl_statement_step (statement, NULL))
    return FALSE;
  *id = jl_statement_get_integer (statement, 0);
  return TRUE;
}

static void
check_boxes (JlConnection *connection, JlCheck *check)
{
  static const char sql[] = "SELECT count(*) FROM box WHERE title = 'cursed'";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, NULL);

  g_assert_true (jl_statement_step (statement, NULL));
  if (jl_statement_get_integer (statement, 0) > 0)
    jl_check_add (check, "%d boxes are cursed", (int)jl_statement_get_integer (statement, 0));
}

static const JlKind *const kinds[] = { &box_kind, &letter_kind, NULL };
static const JlCommand *const command_list[] = {
  &commands[0],  &commands[1],  &commands[2],  &commands[3],  &commands[4],
  &commands[5],  &commands[6],  &commands[7],  &commands[8],  &commands[9],
  &commands[10], &commands[11], &commands[12], &commands[13], &commands[14],
  &commands[15], &commands[16], &commands[17], NULL
};
G_STATIC_ASSERT (G_N_ELEMENTS (command_list) == G_N_ELEMENTS (commands) + 1);
static const JlDue dues[] = { { find_expired, &commands[5] }, { NULL } };
static const JlSchema schema = {
  .name = "boxes", .kinds = kinds, .commands = command_list, .dues = dues, .check = check_boxes
};
const JlSchema *const store_schemas[] = { &schema, NULL };

/* A token is account/person/organisation/roles in plain text; "over" is one that is over. */
static JlCaller *
authenticate (
    JlConnection *connection, GBytes *token_hash, gint64 acting, gint64 now, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (token_hash, &size);
  g_autofree char *token = g_strndup (data, size);
  g_autoptr (JlCaller) caller = jl_caller_new ();
  guint roles = 0;

  if (sscanf (token,
              "%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT "/%u",
              &caller->account,
              &caller->person,
              &caller->organisation,
              &roles) != 4) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_UNAUTHENTICATED, "the session is over");
    return NULL;
  }
  if (acting != 0)
    caller->organisation = acting;
  caller->roles |= roles | JL_ROLE_RESIDENT;
  return g_steal_pointer (&caller);
}

static gint64
get_clock (void)
{
  return store_clock;
}

void
store_fixture_open (StoreFixture *fixture)
{
  const JlWriterConfig config = {
    .data_dir = fixture->data_dir,
    .schema_dir = fixture->schema_dir,
    .schemas = store_schemas,
    .authenticate = authenticate,
    .rules_version = "2026-11",
    .context = (gpointer) "context",
    .get_time = get_clock,
    .max_queued = 3000,
    .max_batch = fixture->max_batch,
  };
  g_autoptr (GError) error = NULL;

  fixture->writer = jl_writer_open (&config, &error);
  g_assert_no_error (error);
}

void
store_fixture_reopen (StoreFixture *fixture)
{
  g_clear_pointer (&fixture->writer, jl_writer_close);
  store_fixture_open (fixture);
}

/* The steps of the service's schema that are the store's, as one. */
static char *
read_store_schema (void)
{
  static const char *const steps[] = { "0001-store.sql", "0005-lean-store.sql" };
  GString *sql = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autofree char *path =
        g_build_filename (g_getenv ("JIELI_DATA_DIR"), "schema", steps[i], NULL);
    g_autofree char *step = NULL;

    g_assert_true (g_file_get_contents (path, &step, NULL, NULL));
    g_string_append (sql, step);
  }
  return g_string_free (sql, FALSE);
}

void
store_fixture_setup (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *sql = read_store_schema ();
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (GError) error = NULL;
  JlStoreSettings settings = { .public_url = "https://example.org", .node = 3, .now = STORE_NOW };

  store_clock = STORE_NOW;
  fixture->dir = g_dir_make_tmp ("jieli-store-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->data_dir = g_build_filename (fixture->dir, "data", NULL);
  fixture->schema_dir = g_build_filename (fixture->dir, "schema", NULL);
  g_assert_cmpint (g_mkdir (fixture->schema_dir, 0700), ==, 0);
  first = g_build_filename (fixture->schema_dir, "0001-store.sql", NULL);
  second = g_build_filename (fixture->schema_dir, "0002-boxes.sql", NULL);
  g_assert_true (g_file_set_contents (first, sql, -1, NULL));
  g_assert_true (g_file_set_contents (second, schema_sql, -1, NULL));

  settings.data_dir = fixture->data_dir;
  settings.schema_dir = fixture->schema_dir;
  g_assert_true (jl_store_init (&settings, &error));
  g_assert_no_error (error);
  store_fixture_open (fixture);
}

void
store_remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    store_remove_folder (child);
  }
  g_remove (path);
}

void
store_fixture_teardown (StoreFixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->writer, jl_writer_close);
  store_remove_folder (fixture->dir);
  g_free (fixture->data_dir);
  g_free (fixture->schema_dir);
  g_free (fixture->dir);
}

JlReply *
store_send (JlWriter *writer, const char *token, const JlFrame *frame)
{
  g_autoptr (GBytes) hash = token == NULL ? NULL : g_bytes_new (token, strlen (token));
  JlFrame copy = *frame;

  copy.token_hash = hash;
  return jl_writer_call (writer, &copy);
}

JlReply *
store_call (JlWriter *writer, const char *token, const char *command, gint64 id, const char *input)
{
  char text[JL_ID_TEXT_SIZE];
  const char *parameters[] = { id == 0 ? NULL : text, NULL };
  const JlFrame frame = { .command = command, .parameters = parameters, .input = input };

  jl_id_to_text (id, text);
  return store_send (writer, token, &frame);
}

gint64
store_make_box (JlWriter *writer, const char *input)
{
  g_autoptr (JlReply) reply = store_call (writer, STORE_CLERK, "box.create", 0, input);

  store_assert_good (reply);
  g_assert_cmpuint (reply->status, ==, 201);
  g_assert_cmpint (reply->id, >, 0);
  return reply->id;
}

char *
store_reply_text (const JlReply *reply, const char *member)
{
  gsize size;
  const char *data = g_bytes_get_data (reply->body, &size);
  g_autoptr (JsonNode) node = jl_json_parse (data, size, NULL);
  JsonNode *value = json_object_get_member (json_node_get_object (node), member);

  return value == NULL ? NULL : g_strdup (json_node_get_string (value));
}

char *
store_query_text (JlWriter *writer, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlStatement) statement =
      jl_connection_prepare_text (jl_writer_get_connection (writer), sql, &error);

  g_assert_no_error (error);
  if (!jl_statement_step (statement, &error)) {
    g_assert_no_error (error);
    return NULL;
  }
  return g_strdup (jl_statement_get_text (statement, 0));
}

gint64
store_query (JlWriter *writer, const char *sql)
{
  g_autofree char *text = store_query_text (writer, sql);

  return text == NULL ? 0 : g_ascii_strtoll (text, NULL, 10);
}

void
store_execute (JlWriter *writer, const char *sql)
{
  g_autoptr (GError) error = NULL;

  jl_connection_execute (jl_writer_get_connection (writer), sql, &error);
  g_assert_no_error (error);
}
