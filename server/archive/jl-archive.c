// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-archive.h"

#include "jl-archive-manifest.h"
#include "jl-archive-writer.h"
#include "jl-catalog.h"
#include "jl-database-copy.h"
#include "jl-error.h"
#include "jl-file-sync.h"
#include "jl-id.h"
#include "jl-journal.h"
#include "jl-json.h"
#include "jl-store.h"
#include "jl-time.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define HASH_SIZE 32
#define SALT_SIZE 16
/* Uploads that are under way. */
#define PHOTOS_DIR "photos"
#define INCOMING_DIR "incoming"
/* How far an export has come. */
#define PROGRESS "progress"
#define MAX_AGE_S (24 * 60 * 60)

typedef struct {
  const JlArchiveExport *job; /* borrowed */
  JlConnection *connection;   /* owned */
  JlArchiveWriter *writer;    /* owned */
  GString *line;              /* owned */
  FILE *file;                 /* borrowed: that is being written */
  gint64 n_lines;
  int lock;     /* owned: of @folder; -1: none */
  char *folder; /* owned: of the copy that is exported, and of how far it has come */
} Export;

static void
export_clear (Export *self)
{
  g_clear_pointer (&self->connection, jl_connection_close);
  g_clear_pointer (&self->writer, jl_archive_writer_free);
  if (self->line != NULL)
    g_string_free (self->line, TRUE);
  if (self->lock >= 0)
    close (self->lock);
  g_free (self->folder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Export, export_clear)

static void
tell (Export *self, const char *name, gint64 n_records)
{
  if (self->job->progress != NULL)
    self->job->progress (name, n_records);
}

static gboolean
goes_on (Export *self, GError **error)
{
  if (self->job->stop == NULL || *self->job->stop == 0)
    return TRUE;
  g_set_error_literal (error, JL_ERROR, JL_ERROR_UNAVAILABLE, _ ("Interrupted"));
  return FALSE;
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

  if (jl_archive_writer_has (self->writer, name))
    return TRUE;
  if (statement == NULL || !begin_file (self, error))
    return FALSE;
  while (goes_on (self, error) && jl_statement_step (statement, &local_error)) {
    g_autoptr (JlRecord) record = jl_statement_get_record (statement, table, error);

    if (record == NULL)
      return FALSE;
    jl_record_append_json (record, JL_VIEW_STORED, self->line);
    write_line (self);
  }
  if (!goes_on (self, NULL))
    return FALSE;
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  return end_file (self, name, error);
}

/* The last number of each organisation's labels: purged items had some that no record shows. */
static gboolean
write_labels (Export *self, GError **error)
{
  static const char sql[] = "SELECT organisation, last FROM label_counter ORDER BY organisation";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);
  GError *local_error = NULL;

  if (jl_archive_writer_has (self->writer, JL_ARCHIVE_LABELS))
    return TRUE;
  if (statement == NULL || !begin_file (self, error))
    return FALSE;
  while (jl_statement_step (statement, &local_error)) {
    char organisation[JL_ID_TEXT_SIZE];

    jl_id_to_text (jl_statement_get_integer (statement, 0), organisation);
    g_string_append_printf (self->line,
                            "{\"organisation\":\"%s\",\"last\":%" G_GINT64_FORMAT "}",
                            organisation,
                            jl_statement_get_integer (statement, 1));
    write_line (self);
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  return end_file (self, JL_ARCHIVE_LABELS, error);
}

/* What each member of its records is. */
static gboolean
write_schema (Export *self, const JlRecordTable *table, GError **error)
{
  g_autofree char *name = g_strdup_printf ("schema/%s.json", table->name);
  g_autoptr (GString) text = g_string_new ("{\"fields\":[");

  if (jl_archive_writer_has (self->writer, name))
    return TRUE;
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
}

static gboolean
write_journal (Export *self, GError **error)
{
  return jl_archive_writer_has (self->writer, JL_ARCHIVE_JOURNAL) ||
         (begin_file (self, error) &&
          jl_journal_foreach (self->connection, 0, 0, G_MAXINT32, entry_cb, self, error) &&
          end_file (self, JL_ARCHIVE_JOURNAL, error));
}

static gboolean
add_once (Export *self, const char *name, const char *path, GError **error)
{
  return jl_archive_writer_has (self->writer, name) ||
         (goes_on (self, error) && jl_archive_writer_add_file (self->writer, name, path, error));
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
            : !add_once (self, child_name, child_path, error))
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
find_position (Export *self, gint64 *position, GError **error)
{
  static const char sql[] = "SELECT coalesce (max (seq), 0) FROM journal";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);

  if (statement == NULL || !jl_statement_step (statement, error))
    return FALSE;
  *position = jl_statement_get_integer (statement, 0);
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
  gint64 position;

  if (node == NULL || !find_position (self, &position, error))
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
                          position);
  return jl_archive_writer_finish (self->writer, about->str, error);
}

static void
remove_copy (Export *self)
{
  g_autofree char *copy = jl_store_get_path (self->folder);
  g_autofree char *progress = g_build_filename (self->folder, PROGRESS, NULL);

  g_clear_pointer (&self->connection, jl_connection_close);
  jl_file_remove_database (copy, NULL);
  g_unlink (progress);
}

/* Whoever exports has the folder for themselves. */
static gboolean
lock_folder (Export *self, GError **error)
{
  if (g_mkdir_with_parents (self->folder, 0700) != 0)
    return jl_set_error_disk (error, errno, self->folder);
  self->lock = g_open (self->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (self->lock >= 0 && flock (self->lock, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  g_set_error_literal (
      error, JL_ERROR, JL_ERROR_CONFLICT, _ ("Another export of this folder is under way"));
  return FALSE;
}

static gboolean
copy_cb (gint64 n_done, gint64 n_bytes, gpointer user_data)
{
  return goes_on (user_data, NULL);
}

static gboolean
write_copy (Export *self, const char *path, GError **error)
{
  g_autoptr (JlConnection) source = jl_store_open_reader (self->job->data_dir, error);
  g_autoptr (JlNode) node = NULL;
  gboolean is_written;

  if (source == NULL || !jl_connection_begin_read (source, error))
    return FALSE;
  /* Whatever is read first, it fixes what is copied. */
  node = jl_node_read (source, error);
  is_written = node != NULL && jl_database_copy (source, path, copy_cb, self, error);
  jl_connection_end_read (source);
  return is_written;
}

/* What is exported is a copy, as everything is at one moment: an export that was interrupted goes
 * on with it, but not for long, because photos are removed meanwhile. It holds what is known of
 * people, sealed, and is removed when the archive is whole. */
static gboolean
copy_database (Export *self, GError **error)
{
  g_autofree char *copy = jl_store_get_path (self->folder);
  g_autofree char *draft = g_strconcat (copy, ".draft", NULL);
  GStatBuf info;

  if (g_stat (copy, &info) == 0 && info.st_mtime + MAX_AGE_S > g_get_real_time () / G_USEC_PER_SEC)
    return TRUE;
  remove_copy (self);
  g_unlink (draft);
  return write_copy (self, draft, error) && jl_file_rename (draft, copy, error);
}

/* Returns: (transfer full): a line that says what is exported: another copy, version or rules are
 * another thing. */
static char *
describe (Export *self, GError **error)
{
  g_autoptr (JlNode) node = jl_node_read (self->connection, error);

  return node == NULL ? NULL
                      : g_strdup_printf (JL_ARCHIVE_FORMAT " %d %s %" G_GINT64_FORMAT
                                                           " %" G_GINT64_FORMAT " %s",
                                         JL_ARCHIVE_FORMAT_VERSION,
                                         JL_VERSION,
                                         node->last_id,
                                         node->last_time,
                                         jl_rules_get_version (self->job->rules));
}

static gboolean
open_export (Export *self, GError **error)
{
  g_autofree char *copy = NULL;
  g_autofree char *progress = NULL;
  g_autofree char *about = NULL;

  self->line = g_string_new (NULL);
  self->folder = g_build_filename (self->job->data_dir, "export", NULL);
  progress = g_build_filename (self->folder, PROGRESS, NULL);
  if (!lock_folder (self, error) || !copy_database (self, error))
    return FALSE;
  copy = jl_store_get_path (self->folder);
  self->connection =
      jl_connection_open (copy, JL_CONNECTION_READ_ONLY | JL_CONNECTION_IMMUTABLE, error);
  if (self->connection == NULL)
    return FALSE;
  about = describe (self, error);
  if (about == NULL)
    return FALSE;
  self->writer = jl_archive_writer_new (self->job->path, progress, about, error);
  return self->writer != NULL;
}

/**
 * jl_archive_export:
 * @job: what to export, and where to
 * @error: INVALID when the archive's name says nothing, STORAGE_FULL, UNAVAILABLE when it was
 *   stopped, INTERNAL
 *
 * Writes everything as it is at one moment. Photos come after the records that name them, and are
 * never changed, so that none is missing. One that was interrupted goes on where it was, with what
 * was there when it began.
 *
 * Returns: %FALSE with @error set; then there is no archive
 */
gboolean
jl_archive_export (const JlArchiveExport *job, GError **error)
{
  g_auto (Export) self = { .job = job, .lock = -1 };
  g_autoptr (JlCatalog) catalog = jl_catalog_new (job->schemas, error);

  if (catalog == NULL || !open_export (&self, error))
    return FALSE;
  for (guint i = 0; i < catalog->kinds->len; i++) {
    const JlKindSql *sql = catalog->kinds->pdata[i];

    if (!write_schema (&self, sql->kind->table, error) || !write_records (&self, sql, error))
      return FALSE;
  }
  if (!write_labels (&self, error) || !write_journal (&self, error) || !add_files (&self, error) ||
      !finish (&self, error))
    return FALSE;
  remove_copy (&self);
  return TRUE;
}
