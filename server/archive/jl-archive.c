// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-archive.h"

#include "jl-archive-manifest.h"
#include "jl-archive-writer.h"
#include "jl-catalog.h"
#include "jl-error.h"
#include "jl-id.h"
#include "jl-journal.h"
#include "jl-json.h"
#include "jl-store.h"
#include "jl-time.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#define HASH_SIZE 32
#define SALT_SIZE 16
/* Uploads that are under way. */
#define PHOTOS_DIR "photos"
#define INCOMING_DIR "incoming"

typedef struct {
  const JlArchiveExport *job; /* borrowed */
  JlConnection *connection;   /* owned */
  JlArchiveWriter *writer;    /* owned */
  GString *line;              /* owned */
  FILE *file;                 /* borrowed: that is being written */
  gint64 n_lines;
  gint64 position; /* of the journal */
} Export;

static void
export_clear (Export *self)
{
  if (self->connection != NULL)
    jl_connection_end_read (self->connection);
  g_clear_pointer (&self->connection, jl_connection_close);
  g_clear_pointer (&self->writer, jl_archive_writer_free);
  if (self->line != NULL)
    g_string_free (self->line, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Export, export_clear)

static void
tell (Export *self, const char *name, gint64 n_records)
{
  if (self->job->progress != NULL)
    self->job->progress (name, n_records);
}

static gboolean
begin_file (Export *self, GError **error)
{
  self->n_lines = 0;
  self->file = jl_archive_writer_begin (self->writer, error);
  return self->file != NULL;
}

/* What cannot be written is noticed when the file ends. */
static void
write_line (Export *self)
{
  g_string_append_c (self->line, '\n');
  fwrite (self->line->str, 1, self->line->len, self->file);
  g_string_truncate (self->line, 0);
  self->n_lines++;
}

static gboolean
end_file (Export *self, const char *name, GError **error)
{
  if (ferror (self->file)) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_STORAGE_FULL, _ ("there is no space left for files"));
    return FALSE;
  }
  if (!jl_archive_writer_end (self->writer, name, self->n_lines, error))
    return FALSE;
  tell (self, name, self->n_lines);
  return TRUE;
}

static gboolean
write_records (Export *self, const JlKindSql *sql, GError **error)
{
  const JlRecordTable *table = sql->kind->table;
  g_autofree char *name = g_strdup_printf (JL_ARCHIVE_RECORDS "%s" JL_ARCHIVE_LINES, table->name);
  g_autoptr (JlStatement) statement =
      jl_connection_prepare_text (self->connection, sql->select_all, error);
  GError *local_error = NULL;

  if (statement == NULL || !begin_file (self, error))
    return FALSE;
  while (jl_statement_step (statement, &local_error)) {
    g_autoptr (JlRecord) record = jl_statement_get_record (statement, table, error);

    if (record == NULL)
      return FALSE;
    jl_record_append_json (record, JL_VIEW_STORED, self->line);
    write_line (self);
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  return end_file (self, name, error);
}

/* What each member of its records is. */
static gboolean
write_schema (Export *self, const JlRecordTable *table, GError **error)
{
  g_autofree char *name = g_strdup_printf ("schema/%s.json", table->name);
  g_autoptr (GString) text = g_string_new ("{\"fields\":[");

  for (guint i = 0; i < table->n_fields; i++) {
    g_autoptr (JsonNode) schema = NULL;

    if (!jl_field_is_column (&table->fields[i]))
      continue;
    if (text->str[text->len - 1] != '[')
      g_string_append_c (text, ',');
    g_string_append (text, "\n{\"name\":");
    jl_json_append_string (text, table->fields[i].name);
    g_string_append (text, ",\"schema\":");
    schema = jl_field_get_schema (&table->fields[i], JL_SCHEMA_ANSWER);
    jl_json_append_node (text, schema);
    g_string_append_c (text, '}');
  }
  g_string_append (text, "\n]}\n");
  return jl_archive_writer_add_text (self->writer, name, text->str, error);
}

static void
append_hex (GString *line, const char *name, gconstpointer bytes, gsize size)
{
  char text[2 * HASH_SIZE + 1];

  g_string_append_printf (line, ",\"%s\":", name);
  if (bytes == NULL) {
    g_string_append (line, "null");
    return;
  }
  sodium_bin2hex (text, sizeof text, bytes, size);
  g_string_append_printf (line, "\"%s\"", text);
}

/* As people can read it, and the bytes that its digest is of. */
static void
append_body (GString *line, const JlJournalEntry *entry)
{
  g_autofree char *packed = NULL;

  if (entry->body == NULL || entry->packed == NULL) {
    g_string_append (line, ",\"packed\":null,\"body\":null");
    return;
  }
  packed = g_base64_encode (entry->packed, entry->packed_size);
  g_string_append_printf (line, ",\"packed\":\"%s\",\"body\":", packed);
  jl_json_append_string (line, entry->body);
}

static void
entry_cb (const JlJournalEntry *entry, gpointer user_data)
{
  Export *self = user_data;

  g_string_append_printf (self->line, "{\"seq\":%" G_GINT64_FORMAT ",\"head\":", entry->seq);
  jl_json_append_string (self->line, entry->head);
  append_hex (self->line, "hash", entry->hash, HASH_SIZE);
  append_hex (self->line, "salt", entry->salt, SALT_SIZE);
  append_body (self->line, entry);
  g_string_append_c (self->line, '}');
  write_line (self);
  self->position = entry->seq;
}

static gboolean
write_journal (Export *self, GError **error)
{
  return begin_file (self, error) &&
         jl_journal_foreach (self->connection, 0, 0, G_MAXINT32, entry_cb, self, error) &&
         end_file (self, JL_ARCHIVE_JOURNAL, error);
}

/* Files below a folder, under the same names. */
static gboolean
add_folder (Export *self, const char *name, const char *path, gint64 *n_files, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *child;

  while (dir != NULL && (child = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child_name = g_build_filename (name, child, NULL);
    g_autofree char *child_path = g_build_filename (path, child, NULL);

    if (strcmp (child, INCOMING_DIR) == 0)
      continue;
    if (g_file_test (child_path, G_FILE_TEST_IS_DIR)
            ? !add_folder (self, child_name, child_path, n_files, error)
            : !jl_archive_writer_add_file (self->writer, child_name, child_path, error))
      return FALSE;
    *n_files += 1;
  }
  return TRUE;
}

static gboolean
add_files (Export *self, GError **error)
{
  g_autofree char *photos = g_build_filename (self->job->data_dir, PHOTOS_DIR, NULL);
  gint64 n_rules = 0;
  gint64 n_photos = 0;

  if (!add_folder (self, "rules", self->job->rules_dir, &n_rules, error))
    return FALSE;
  tell (self, "rules", n_rules);
  if (!add_folder (self, PHOTOS_DIR, photos, &n_photos, error))
    return FALSE;
  tell (self, PHOTOS_DIR, n_photos);
  return TRUE;
}

static gboolean
finish (Export *self, GError **error)
{
  g_autoptr (JlNode) node = jl_node_read (self->connection, error);
  g_autoptr (GString) about = g_string_new (NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *created = g_date_time_format_iso8601 (now);
  char city[JL_ID_TEXT_SIZE];

  if (node == NULL)
    return FALSE;
  jl_id_to_text (node->city, city);
  g_string_append_printf (about,
                          "\n  \"format\": \"" JL_ARCHIVE_FORMAT "\",\n  \"format_version\": %d,\n"
                          "  \"jieli\": \"%s\",\n  \"created_at\": \"%s\",\n  \"public_url\": ",
                          JL_ARCHIVE_FORMAT_VERSION,
                          JL_VERSION,
                          created);
  jl_json_append_string (about, node->public_url);
  g_string_append_printf (about,
                          ",\n  \"node\": %u,\n  \"epoch\": %u,\n  \"city\": \"%s\",\n"
                          "  \"rules_version\": \"%s\",\n"
                          "  \"journal_position\": %" G_GINT64_FORMAT ",",
                          node->number,
                          node->epoch,
                          city,
                          jl_rules_get_version (self->job->rules),
                          self->position);
  return jl_archive_writer_finish (self->writer, about->str, error);
}

/**
 * jl_archive_export:
 * @job: what to export, and where to
 * @error: INVALID when the archive's name says nothing, STORAGE_FULL, INTERNAL
 *
 * Writes everything as it is at one moment. Photos come after the records that name them, and are
 * never changed, so that none is missing.
 *
 * Returns: %FALSE with @error set; then there is no archive
 */
gboolean
jl_archive_export (const JlArchiveExport *job, GError **error)
{
  g_auto (Export) self = { .job = job };
  g_autoptr (JlCatalog) catalog = jl_catalog_new (job->schemas, error);

  if (catalog == NULL)
    return FALSE;
  self.line = g_string_new (NULL);
  self.writer = jl_archive_writer_new (job->path, error);
  if (self.writer == NULL)
    return FALSE;
  self.connection = jl_store_open_reader (job->data_dir, error);
  if (self.connection == NULL || !jl_connection_begin_read (self.connection, error))
    return FALSE;
  for (guint i = 0; i < catalog->kinds->len; i++) {
    const JlKindSql *sql = catalog->kinds->pdata[i];

    if (!write_schema (&self, sql->kind->table, error) || !write_records (&self, sql, error))
      return FALSE;
  }
  return write_journal (&self, error) && add_files (&self, error) && finish (&self, error);
}
