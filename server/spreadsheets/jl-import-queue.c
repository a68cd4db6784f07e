// SPDX-License-Identifier: GPL-3.0-or-later
/* The rows of all imports, checked or taken in, in slices between the commands of those who wait.
 * Nothing is remembered here that is not in the database: after a restart it goes on. */
#include "jl-spreadsheets-private.h"

#include "jl-accounts.h"
#include "jl-error.h"
#include "jl-exchange-folder.h"
#include "jl-id.h"
#include "jl-json.h"
#include "jl-language.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>

/* So long one import has the turn while others wait. */
#define TURN_MICROS G_USEC_PER_SEC
/* Before it is tried again when the disk is full, or the like. */
#define PAUSE_MICROS (10 * G_USEC_PER_SEC)
#define SWEEP_MICROS (G_GINT64_CONSTANT (60) * 60 * G_USEC_PER_SEC)
#define KEEP_IMPORTS_MS (G_GINT64_CONSTANT (30) * 24 * 60 * 60 * 1000)
/* What was made for somebody to fetch, and what names people. */
#define KEEP_A_DAY_MS (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)

typedef struct {
  JlWriter *writer;     /* borrowed */
  const JlRules *rules; /* borrowed */
  char *data_dir;       /* owned */
  gint64 pause_until;   /* monotonic */
  gint64 next_sweep;    /* monotonic */

  /* The import that has the turn; 0: none. */
  gint64 id;
  JlImportState state;
  gint64 turn_ends;   /* monotonic */
  JlCaller *caller;   /* owned */
  char *organisation; /* owned */
  char *language;     /* owned */
  char *report_path;  /* owned */
  JlImportKey key;
  JlImportMark mark;
  JlImportRun *run; /* owned */
} Queue;

static void
close_run (Queue *self)
{
  g_clear_pointer (&self->run, jl_import_run_free);
  jl_import_key_clear (&self->key);
  g_clear_pointer (&self->caller, jl_caller_free);
  g_clear_pointer (&self->organisation, g_free);
  g_clear_pointer (&self->language, g_free);
  g_clear_pointer (&self->report_path, g_free);
}

/**
 * jl_import_queue_new:
 * @writer: where to; outlives the queue
 * @rules: the rules; outlive it
 * @data_dir: the service's folder
 *
 * Returns: (transfer full): what the writer's process steps when nobody waits
 */
gpointer
jl_import_queue_new (JlWriter *writer, const JlRules *rules, const char *data_dir)
{
  Queue *self = g_new0 (Queue, 1);

  self->writer = writer;
  self->rules = rules;
  self->data_dir = g_strdup (data_dir);
  return self;
}

/**
 * jl_import_queue_free:
 * @queue: (transfer full): a queue
 */
void
jl_import_queue_free (gpointer queue)
{
  Queue *self = queue;

  close_run (self);
  g_free (self->data_dir);
  g_free (self);
}

/* Says what became of it: errors of ours are tried again, others end it. */
static void
settle (Queue *self, JlImportState state, const GError *problem)
{
  g_autoptr (GString) input = g_string_new ("{\"id\":");
  char id[JL_ID_TEXT_SIZE];
  const JlFrame frame = { .command = jl_import_settle_command.name,
                          .language = JL_LANGUAGE_ENGLISH,
                          .parameters = (const char *const[]){ NULL } };
  JlFrame filled = frame;
  g_autoptr (JlReply) reply = NULL;

  jl_id_to_text (self->id, id);
  jl_json_append_string (input, id);
  g_string_append (input, ",\"state\":");
  jl_json_append_string (input, jl_enum_get_name (&jl_import_state_enum, (int)state));
  if (problem != NULL) {
    g_string_append (input, ",\"problem\":");
    jl_json_append_string (input, problem->message);
  }
  g_string_append_c (input, '}');
  filled.input = input->str;
  reply = jl_writer_call_own (self->writer, &filled);
  if (reply->error != NULL)
    g_debug ("import: %s", reply->error->message);
  close_run (self);
}

static void
fail (Queue *self, const GError *why)
{
  if (jl_error_code_get_status (why->code) >= 500) {
    g_debug ("import: %s", why->message);
    self->pause_until = g_get_monotonic_time () + PAUSE_MICROS;
    close_run (self);
  } else {
    settle (self, JL_IMPORT_BROKEN, why);
  }
}

static gboolean
begin_run (Queue *self, const char *kind_name, const char *folder, GError **error)
{
  gboolean is_trial = self->state == JL_IMPORT_CHECKING;
  JlConnection *connection = jl_writer_get_connection (self->writer);
  g_autofree char *path = jl_exchange_folder_get_path (self->data_dir, folder, JL_EXCHANGE_ROWS);
  JlImportJob job = { .kind = jl_spreadsheets_find_kind (kind_name),
                      .writer = self->writer,
                      .setting = { .connection = connection,
                                   .rules = self->rules,
                                   .today =
                                       jl_time_get_china_date (jl_writer_get_time (self->writer)),
                                   .organisation = self->organisation,
                                   .only = self->caller->organisation,
                                   .language = self->language },
                      .caller = self->caller,
                      .dry_run = is_trial,
                      .beside = TRUE };
  JlSheetRows *rows;

  if (job.kind == NULL || !jl_caller_may (self->caller, job.kind->roles)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_FORBIDDEN, _ ("Your role may not do this"));
    return FALSE;
  }
  self->mark = (JlImportMark){ 0 };
  jl_import_make_mark (self->id, self->state, self->mark.digest);
  if (!jl_import_mark_load (connection, &self->mark, error))
    return FALSE;
  self->report_path = jl_exchange_folder_get_path (
      self->data_dir, folder, is_trial ? JL_EXCHANGE_CHECK : JL_EXCHANGE_REPORT);
  job.report_path = self->report_path;
  if (!jl_import_key_read (job.kind, self->data_dir, folder, &self->key, error))
    return FALSE;
  job.key = self->key.bytes;
  rows = jl_sheet_rows_open (path, error);
  if (rows == NULL)
    return FALSE;
  jl_sheet_rows_set_key (rows, self->key.bytes);
  self->run = jl_import_run_new (&job, rows, &self->mark, error);
  return self->run != NULL;
}

/* In the name of whoever has sent it, with the roles that they have now. */
static gboolean
open_run (Queue *self, JlStatement *statement)
{
  g_autofree char *kind = g_strdup (jl_statement_get_text (statement, 2));
  g_autofree char *folder = g_strdup (jl_statement_get_text (statement, 3));
  gint64 organisation = jl_statement_get_integer (statement, 4);
  gint64 account = jl_statement_get_integer (statement, 5);
  char text[JL_ID_TEXT_SIZE];
  g_autoptr (GError) error = NULL;

  close_run (self);
  self->id = jl_statement_get_integer (statement, 0);
  self->state = (JlImportState)jl_enum_from_name (&jl_import_state_enum,
                                                  jl_statement_get_text (statement, 1));
  self->language = g_strdup (jl_statement_get_text (statement, 6));
  jl_statement_reset (statement);
  jl_id_to_text (organisation, text);
  self->organisation = g_strdup (text);
  self->turn_ends = g_get_monotonic_time () + TURN_MICROS;
  self->caller = jl_accounts_find_caller (
      jl_writer_get_connection (self->writer), account, organisation, &error);
  if (self->caller != NULL && begin_run (self, kind, folder, &error))
    return TRUE;
  fail (self, error);
  return FALSE;
}

/* The next one in the order of their ids, and after the last the first again. */
static gboolean
find_next (Queue *self)
{
  static const char sql[] =
      "SELECT id, state, kind, folder, organisation, account, language FROM import_job "
      "WHERE state IN ('checking', 'running') ORDER BY id <= ?1, id LIMIT 1";
  g_autoptr (GError) error = NULL;
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_writer_get_connection (self->writer), sql, &error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, self->id);
  if (jl_statement_step (statement, NULL)) {
    open_run (self, statement);
    return TRUE;
  }
  return FALSE;
}

/* Somebody may have cancelled it. */
static gboolean
is_wanted (Queue *self)
{
  static const char sql[] = "SELECT state FROM import_job WHERE id = ?1";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_writer_get_connection (self->writer), sql, NULL);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, self->id);
  return jl_statement_step (statement, NULL) &&
         jl_enum_from_name (&jl_import_state_enum, jl_statement_get_text (statement, 0)) ==
             (int)self->state;
}

static void
run_slice (Queue *self, gint64 micros)
{
  JlLanguageScope scope = jl_language_push (self->language);
  gboolean is_finished = FALSE;
  g_autoptr (GError) error = NULL;

  if (!jl_import_run_step (self->run, micros, &is_finished, &error))
    fail (self, error);
  else if (is_finished)
    settle (self, self->state == JL_IMPORT_CHECKING ? JL_IMPORT_READY : JL_IMPORT_FINISHED, NULL);
  jl_language_pop (scope);
}

static gboolean
is_known (const char *folder, gpointer user_data)
{
  static const char sql[] = "SELECT created_at, kind FROM import_job WHERE folder = ?1 "
                            "UNION ALL SELECT created_at, NULL FROM export_job WHERE folder = ?1";
  Queue *self = user_data;
  gint64 now = jl_writer_get_time (self->writer);
  const JlImportKind *kind;
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_writer_get_connection (self->writer), sql, NULL);

  if (statement == NULL)
    return TRUE;
  jl_statement_bind_text (statement, 1, folder);
  if (!jl_statement_step (statement, NULL))
    return FALSE;
  kind = jl_spreadsheets_find_kind (jl_statement_get_text (statement, 1));
  return jl_statement_get_integer (statement, 0) >
         now - (kind != NULL && !kind->holds_persons ? KEEP_IMPORTS_MS : KEEP_A_DAY_MS);
}

/**
 * jl_import_queue_step:
 * @queue: a queue
 * @micros: how long it may take
 *
 * Checks or takes in some rows of the import that has the turn.
 *
 * Returns: whether there is more to do now
 */
gboolean
jl_import_queue_step (gpointer queue, gint64 micros)
{
  Queue *self = queue;
  gint64 now = g_get_monotonic_time ();

  if (now >= self->next_sweep) {
    self->next_sweep = now + SWEEP_MICROS;
    jl_exchange_folder_sweep (self->data_dir, g_get_real_time () / G_USEC_PER_SEC, is_known, self);
  }
  if (now < self->pause_until)
    return FALSE;
  if (self->run != NULL && (now >= self->turn_ends || !is_wanted (self)))
    close_run (self);
  if (self->run == NULL && !find_next (self))
    return FALSE;
  if (self->run != NULL)
    run_slice (self, micros);
  return TRUE;
}
