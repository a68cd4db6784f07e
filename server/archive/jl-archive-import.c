// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-archive-import.h"

#include "jl-archive-private.h"
#include "jl-archive-reader.h"
#include "jl-catalog.h"
#include "jl-error.h"
#include "jl-file-sync.h"
#include "jl-id.h"
#include "jl-import-report.h"
#include "jl-import.h"
#include "jl-json.h"
#include "jl-language.h"
#include "jl-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define CHUNK (256 * 1024)
#define PHOTO_SUFFIX ".jpg"
/* The photo that its name is the digest of; the others are made of it. */
#define FULL_SUFFIX "-full" PHOTO_SUFFIX
#define PHOTO_DIGITS 64

typedef struct {
  const JlArchiveImport *job;        /* borrowed */
  const JlArchiveContents *contents; /* borrowed */
  JlImportMark *mark;                /* borrowed */
  JlCatalog *catalog;                /* owned */
  JlNode *node;                      /* owned */
  gint64 city;                       /* of the archive */
  JlBulk *bulk;                      /* owned */
  JlImportReport *report;            /* owned */
  GString *line;                     /* owned */
  gint64 n_seen;                     /* records */
  GHashTable *labels;                /* owned, (element-type gint64 gint64): the last, there */
  GPtrArray *photos;                 /* owned, (element-type utf8): content names */
  char *photos_dir;                  /* owned */
} Import;

static void
import_clear (Import *self)
{
  g_clear_pointer (&self->catalog, jl_catalog_free);
  g_clear_pointer (&self->node, jl_node_free);
  g_clear_pointer (&self->bulk, jl_bulk_free);
  g_clear_pointer (&self->report, jl_import_report_free);
  g_clear_pointer (&self->labels, g_hash_table_unref);
  g_clear_pointer (&self->photos, g_ptr_array_unref);
  g_string_free (self->line, TRUE);
  g_free (self->photos_dir);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Import, import_clear)

static gboolean
goes_on (Import *self, JlArchivePhase phase, gint64 n_done, gint64 n, GError **error)
{
  if (self->job->go_on == NULL || self->job->go_on (phase, n_done, n))
    return TRUE;
  g_set_error_literal (error, JL_ERROR, JL_ERROR_UNAVAILABLE, _ ("Interrupted"));
  return FALSE;
}

/* `photos/ab/abcd…-full.jpg`, and nothing else. Returns: its own part, NULL if it is none. */
static const char *
get_photo_base (const char *name)
{
  const char *folder = name + strlen (JL_ARCHIVE_PHOTOS);
  const char *base = folder + 3;

  if (strlen (folder) < 3 + PHOTO_DIGITS || folder[2] != '/' || strncmp (base, folder, 2) != 0 ||
      strspn (base, "0123456789abcdef") != PHOTO_DIGITS || base[PHOTO_DIGITS] != '-' ||
      strchr (base, '/') != NULL || !g_str_has_suffix (base, PHOTO_SUFFIX))
    return NULL;
  return base;
}

static gboolean
copy_bytes (Import *self, JlArchiveReader *reader, const char *path, GError **error)
{
  g_autofree guchar *chunk = g_malloc (CHUNK);
  int fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
  gboolean is_good = fd >= 0;
  gssize n = 0;

  while (is_good && (n = jl_archive_reader_read (reader, chunk, CHUNK, error)) > 0)
    for (gssize done = 0, part; is_good && done < n; done += part) {
      part = write (fd, chunk + done, (gsize)(n - done));
      is_good = part > 0;
    }
  if (!is_good || (n == 0 && fsync (fd) != 0)) {
    jl_file_set_errno (error, path);
    n = -1;
  }
  if (fd >= 0)
    close (fd);
  return n == 0;
}

/* What is there under its name is it, unless it is known to be @bad (nullable): the name is given
 * when it is whole. */
static gboolean
copy_photo (
    Import *self, JlArchiveReader *reader, const char *name, GHashTable *bad, GError **error)
{
  const char *base = get_photo_base (name);
  g_autofree char *path = g_build_filename (self->job->data_dir, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  g_autofree char *content = NULL;

  if (base == NULL) {
    g_set_error (error, JL_ERROR, JL_ERROR_INVALID, _ ("%s is no photo of a service"), name);
    return FALSE;
  }
  content = g_strndup (base, PHOTO_DIGITS);
  if (bad != NULL ? !g_hash_table_contains (bad, content) : g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (g_mkdir_with_parents (folder, 0750) != 0)
    return jl_file_set_errno (error, folder);
  return copy_bytes (self, reader, part, error) && jl_file_rename (part, path, error);
}

static gboolean
copy_photos (Import *self, GHashTable *bad, GError **error)
{
  g_autoptr (JlArchiveReader) reader = jl_archive_reader_open (self->job->path, error);
  GError *local_error = NULL;
  const char *name;
  gint64 n = 0;

  if (reader == NULL)
    return FALSE;
  while (jl_archive_reader_next (reader, &name, &local_error)) {
    if (strcmp (name, JL_ARCHIVE_LABELS) == 0 &&
        !jl_archive_read_labels (reader, self->labels, error))
      return FALSE;
    if (!g_str_has_prefix (name, JL_ARCHIVE_PHOTOS))
      continue;
    if (!copy_photo (self, reader, name, bad, error) ||
        !goes_on (self, JL_ARCHIVE_COPYING, ++n, self->contents->n_photos, error))
      return FALSE;
    if (bad == NULL && g_str_has_suffix (name, FULL_SUFFIX))
      g_ptr_array_add (self->photos, g_strndup (get_photo_base (name), PHOTO_DIGITS));
  }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

/* A file that is not what its name says must not stay: it would be taken for the photo later. */
static void
remove_photo (Import *self, const char *content)
{
  static const char *const sizes[] = { "thumb", "screen", "full" };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree char *path = g_strdup_printf (
        "%s/%.2s/%s-%s" PHOTO_SUFFIX, self->photos_dir, content, content, sizes[i]);

    g_unlink (path);
  }
}

/* One that was here and is damaged is copied once more. */
static gboolean
bring_photos (Import *self, GError **error)
{
  g_autoptr (GHashTable) bad = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  const char *content;

  if (!copy_photos (self, NULL, error))
    return FALSE;
  for (guint i = 0; i < self->photos->len; i++)
    if (!self->job->check_photo (self->photos_dir, self->photos->pdata[i], NULL))
      g_hash_table_add (bad, self->photos->pdata[i]);
  if (g_hash_table_size (bad) == 0)
    return TRUE;
  if (!copy_photos (self, bad, error))
    return FALSE;
  g_hash_table_iter_init (&iter, bad);
  while (g_hash_table_iter_next (&iter, (gpointer *)&content, NULL)) {
    if (self->job->check_photo (self->photos_dir, content, error))
      continue;
    remove_photo (self, content);
    return FALSE;
  }
  return TRUE;
}

/* What belonged to that city belongs to this one. */
static void
move_to_city (Import *self, JlRecord *record)
{
  const JlRecordTable *table = jl_record_get_table (record);

  for (guint i = 0; i < table->n_fields; i++)
    if (table->fields[i].type == JL_FIELD_ID && jl_record_has (record, i) &&
        !jl_record_is_null (record, i) && jl_record_get_integer (record, i) == self->city)
      jl_record_set_integer (record, i, self->node->city);
}

static gboolean
is_the_city (Import *self, const JlKindSql *sql, JlRecord *record)
{
  return jl_record_get_integer (record, sql->id) == self->node->city;
}

static gboolean
call (Import *self, const char *command, const char *input, GVariant *prepared, GError **error)
{
  const JlFrame frame = {
    .command = command, .language = jl_language_get (), .input = input, .prepared = prepared
  };
  g_autoptr (JlReply) reply = jl_bulk_call_own (self->bulk, &frame);

  if (reply->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reply->error));
  return FALSE;
}

static gboolean
call_take (Import *self, const JlKindSql *sql, JlRecord *record, GError **error)
{
  g_autofree char *input = g_strdup_printf ("{\"kind\":\"%s\"}", sql->kind->table->name);
  g_autofree char *json = jl_record_to_json (record, JL_VIEW_STORED);
  g_autoptr (GVariant) prepared = NULL;
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "record", "s", json);
  prepared = g_variant_ref_sink (g_variant_dict_end (&dict));
  return call (self, jl_archive_take_command.name, input, prepared, error);
}

/* Returns: what became of the line; %JL_IMPORT_FAILED when the service cannot go on. */
static JlImportOutcome
take_line (Import *self, const JlKindSql *sql, GError **error)
{
  g_autoptr (JsonNode) node = jl_json_parse (self->line->str, (gssize)self->line->len, error);
  g_autoptr (JlRecord) record = NULL;
  GError *local_error = NULL;

  if (node == NULL)
    return JL_IMPORT_REFUSED;
  record = jl_record_read_json (sql->kind->table, node, JL_READ_STORED, error);
  if (record == NULL)
    return JL_IMPORT_REFUSED;
  move_to_city (self, record);
  if (is_the_city (self, sql, record) || !self->job->adapt (sql->kind->table->name, record)) {
    jl_set_error_field (error,
                        JL_ERROR_CONFLICT,
                        "id",
                        _ ("This was of the other service alone: it is not taken in"));
    return JL_IMPORT_PARTLY;
  }
  if (call_take (self, sql, record, &local_error))
    return JL_IMPORT_TAKEN;
  g_propagate_error (error, local_error);
  return jl_error_code_get_status ((JlErrorCode)local_error->code) >= 500 ? JL_IMPORT_FAILED
                                                                          : JL_IMPORT_REFUSED;
}

static gboolean
commit (Import *self, GError **error)
{
  if (!jl_import_report_save (self->report, error))
    return FALSE;
  self->mark->report_size = jl_import_report_get_size (self->report);
  return jl_bulk_store_mark (self->bulk, self->mark, error) && jl_bulk_commit (self->bulk, error);
}

/* Names the record in the report. */
static void
report (Import *self, const JlKindSql *sql, const char *result, GError *why)
{
  g_autoptr (JsonNode) node = jl_json_parse (self->line->str, (gssize)self->line->len, NULL);
  const char *id =
      node == NULL || !JSON_NODE_HOLDS_OBJECT (node)
          ? ""
          : json_object_get_string_member_with_default (json_node_get_object (node), "id", "");
  const char *field = jl_error_get_field (why);
  g_autofree char *text =
      field == NULL ? g_strdup (why->message) : g_strdup_printf ("%s: %s", field, why->message);
  g_autofree char *what = g_strdup_printf ("%s %s", sql->kind->table->name, id);
  g_autoptr (GError) named = NULL;

  jl_set_error_field (&named, (JlErrorCode)why->code, what, "%s", text);
  jl_import_report_add (self->report, (guint64)self->n_seen, result, named);
}

static gboolean
take_record (Import *self, const JlKindSql *sql, GError **error)
{
  g_autoptr (GError) why = NULL;
  JlImportOutcome outcome;

  self->n_seen++;
  if (self->n_seen <= self->mark->n_rows)
    return TRUE;
  outcome = take_line (self, sql, &why);
  if (outcome == JL_IMPORT_FAILED) {
    g_propagate_error (error, g_steal_pointer (&why));
    return FALSE;
  }
  if (outcome == JL_IMPORT_REFUSED)
    self->mark->n_refused++;
  else if (outcome == JL_IMPORT_PARTLY)
    self->mark->n_partly++;
  else
    self->mark->n_taken++;
  if (outcome != JL_IMPORT_TAKEN)
    report (self, sql, outcome == JL_IMPORT_PARTLY ? "left" : "refused", why);
  self->mark->n_rows++;
  return !jl_bulk_is_full (self->bulk) || commit (self, error);
}

static const JlKindSql *
find_kind (Import *self, const char *name, GError **error)
{
  const char *base = name + strlen (JL_ARCHIVE_RECORDS);
  g_autofree char *kind = g_strndup (base, strlen (base) - strlen (JL_ARCHIVE_LINES));
  const JlKindSql *sql = jl_catalog_get_kind (self->catalog, kind);

  if (sql == NULL)
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_INVALID,
                 _ ("The archive has records of a kind that this version does not know: %s"),
                 kind);
  return sql;
}

static gboolean
take_file (Import *self, JlArchiveReader *reader, const char *name, GError **error)
{
  const JlKindSql *sql = find_kind (self, name, error);
  GError *local_error = NULL;

  if (sql == NULL)
    return FALSE;
  while (jl_archive_reader_next_line (reader, self->line, &local_error)) {
    if (!take_record (self, sql, error))
      return FALSE;
    if (!goes_on (self, JL_ARCHIVE_TAKING, self->n_seen, self->contents->n_records, NULL)) {
      if (!commit (self, error))
        return FALSE;
      return goes_on (self, JL_ARCHIVE_TAKING, self->n_seen, self->contents->n_records, error);
    }
  }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

/* The archive's city is this one: what it gave out counts here, as both may have the same prefix.
 */
static gboolean
settle (Import *self, gint64 organisation, GError **error)
{
  const gint64 *there = organisation == self->node->city ? &self->city : &organisation;
  const gint64 *last = g_hash_table_lookup (self->labels, there);
  char id[JL_ID_TEXT_SIZE];
  g_autofree char *input = NULL;

  jl_id_to_text (organisation, id);
  input = g_strdup_printf (
      "{\"organisation\":\"%s\",\"last_label\":%" PRId64 "}", id, last == NULL ? 0 : *last);
  return call (self, self->job->settle->name, input, NULL, error) &&
         (!jl_bulk_is_full (self->bulk) || commit (self, error));
}

/* Totals came as they were there; what was refused they must not count. */
static gboolean
settle_all (Import *self, GError **error)
{
  static const char sql[] = "SELECT id FROM organisation WHERE id > ?1 ORDER BY id LIMIT 1";
  JlConnection *connection = jl_writer_get_connection (self->job->writer);
  GError *local_error = NULL;
  gint64 organisation = 0;

  for (;;) {
    {
      g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

      if (statement == NULL)
        return FALSE;
      jl_statement_bind_integer (statement, 1, organisation);
      if (!jl_statement_step (statement, &local_error))
        break;
      organisation = jl_statement_get_integer (statement, 0);
    }
    if (!settle (self, organisation, error) ||
        !goes_on (self, JL_ARCHIVE_TAKING, self->n_seen, self->contents->n_records, error))
      return FALSE;
  }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

static gboolean
take_records (Import *self, GError **error)
{
  g_autoptr (JlArchiveReader) reader = jl_archive_reader_open (self->job->path, error);
  GError *local_error = NULL;
  const char *name;

  if (reader == NULL)
    return FALSE;
  while (jl_archive_reader_next (reader, &name, &local_error))
    if (g_str_has_prefix (name, JL_ARCHIVE_RECORDS) && g_str_has_suffix (name, JL_ARCHIVE_LINES) &&
        !take_file (self, reader, name, error))
      return FALSE;
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  if (!settle_all (self, error))
    return FALSE;
  self->mark->finished_at = jl_writer_get_time (self->job->writer);
  return commit (self, error);
}

static gboolean
begin_journal (Import *self, GError **error)
{
  JlRecord *manifest = self->contents->manifest;
  g_autoptr (GString) input = g_string_new ("{\"manifest_sha256\":");

  jl_json_append_string (input, self->contents->digest);
  g_string_append (input, ",\"public_url\":");
  jl_json_append_string (input, jl_record_get_text (manifest, JL_ARCHIVE_ABOUT_PUBLIC_URL));
  g_string_append_printf (input,
                          ",\"journal_position\":%" PRId64 "}",
                          jl_record_get_integer (manifest, JL_ARCHIVE_ABOUT_JOURNAL_POSITION));
  return call (self, jl_archive_begin_command.name, input->str, NULL, error);
}

static gboolean
open_import (Import *self, GError **error)
{
  JlConnection *connection = jl_writer_get_connection (self->job->writer);
  const char *digest = self->contents->digest;

  crypto_generichash (self->mark->digest,
                      sizeof self->mark->digest,
                      (const guchar *)digest,
                      strlen (digest),
                      (const guchar *)JL_ARCHIVE_FORMAT,
                      strlen (JL_ARCHIVE_FORMAT));
  self->catalog = jl_catalog_new (self->job->schemas, error);
  self->node = jl_node_read (connection, error);
  if (self->catalog == NULL || self->node == NULL ||
      !jl_import_mark_load (connection, self->mark, error))
    return FALSE;
  self->city = jl_record_get_integer (self->contents->manifest, JL_ARCHIVE_ABOUT_CITY);
  self->report = jl_import_report_new (self->job->report_path, self->mark->report_size, NULL);
  self->bulk = jl_bulk_new (self->job->writer, error);
  return self->bulk != NULL;
}

/**
 * jl_archive_import:
 * @job: what to take in, and where to
 * @contents: (out caller-allocates): what the archive holds; to be cleared in any case
 * @mark: (out caller-allocates): how far it has come; it is finished when @finished_at is set
 * @error: as jl_archive_verify(), and what ends the service's work
 *
 * Takes in what earlier runs have not: photos first, then the records that name them, each by a
 * command. A record that does not fit, because something else has its id or label here or what it
 * refers to is missing, is told of in the report, and does not keep the others waiting.
 *
 * Returns: %FALSE with @error set; what was committed before stays
 */
gboolean
jl_archive_import (const JlArchiveImport *job,
                   JlArchiveContents *contents,
                   JlImportMark *mark,
                   GError **error)
{
  g_auto (Import) self = { .job = job, .contents = contents, .mark = mark };

  self.line = g_string_new (NULL);
  self.labels = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self.photos = g_ptr_array_new_with_free_func (g_free);
  self.photos_dir = g_build_filename (job->data_dir, "photos", NULL);
  *mark = (JlImportMark){ 0 };
  if (!jl_archive_verify (job->path, job->go_on, contents, error) || !open_import (&self, error))
    return FALSE;
  if (mark->finished_at != 0)
    return TRUE;
  return bring_photos (&self, error) && (mark->n_rows > 0 || begin_journal (&self, error)) &&
         take_records (&self, error);
}
