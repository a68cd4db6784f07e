// SPDX-License-Identifier: GPL-3.0-or-later
/* Everything in an archive is checked before anything of it is taken in. */
#include "jl-archive-chain.h"
#include "jl-archive-manifest.h"
#include "jl-archive-reader.h"

#include "jl-error.h"
#include "jl-json.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#define CHUNK (256 * 1024)
#define MAX_MANIFEST (G_GINT64_CONSTANT (1) << 30)
#define HEX_SIZE (2 * crypto_hash_sha256_BYTES + 1)

#define MEMBER(name_, type_)                                                                       \
  {                                                                                                \
    .name = (name_), .type = (type_), .flags = JL_FIELD_REQUIRED                                   \
  }

static const JlField file_fields[] = {
  [JL_ARCHIVE_FILE_NAME] = MEMBER ("name", JL_FIELD_TEXT),
  [JL_ARCHIVE_FILE_SIZE] = MEMBER ("size", JL_FIELD_INTEGER),
  [JL_ARCHIVE_FILE_SHA256] = MEMBER ("sha256", JL_FIELD_TEXT),
  [JL_ARCHIVE_FILE_RECORDS] = { .name = "records", .type = JL_FIELD_INTEGER },
};
JL_ASSERT_FIELDS (JL_ARCHIVE_FILE, file_fields);
const JlRecordTable jl_archive_file_table =
    JL_RECORD_TABLE ("archive_file", "JlArchiveFile", file_fields);

static const JlField manifest_fields[] = {
  [JL_ARCHIVE_ABOUT_FORMAT] = MEMBER ("format", JL_FIELD_TEXT),
  [JL_ARCHIVE_ABOUT_FORMAT_VERSION] = MEMBER ("format_version", JL_FIELD_INTEGER),
  [JL_ARCHIVE_ABOUT_JIELI] = { .name = "jieli", .type = JL_FIELD_TEXT },
  [JL_ARCHIVE_ABOUT_CREATED_AT] = { .name = "created_at", .type = JL_FIELD_TEXT },
  [JL_ARCHIVE_ABOUT_PUBLIC_URL] = MEMBER ("public_url", JL_FIELD_TEXT),
  [JL_ARCHIVE_ABOUT_NODE] = { .name = "node", .type = JL_FIELD_INTEGER },
  [JL_ARCHIVE_ABOUT_EPOCH] = { .name = "epoch", .type = JL_FIELD_INTEGER },
  [JL_ARCHIVE_ABOUT_CITY] = MEMBER ("city", JL_FIELD_ID),
  [JL_ARCHIVE_ABOUT_RULES_VERSION] = MEMBER ("rules_version", JL_FIELD_TEXT),
  [JL_ARCHIVE_ABOUT_JOURNAL_POSITION] = MEMBER ("journal_position", JL_FIELD_INTEGER),
  [JL_ARCHIVE_ABOUT_FILES] = { .name = "files",
                               .type = JL_FIELD_LIST,
                               .record = &jl_archive_file_table,
                               .flags = JL_FIELD_REQUIRED },
};
JL_ASSERT_FIELDS (JL_ARCHIVE_ABOUT, manifest_fields);
const JlRecordTable jl_archive_manifest_table =
    JL_RECORD_TABLE ("archive_manifest", "JlArchiveManifest", manifest_fields);

/* A file as it was found. */
typedef struct {
  char *name; /* owned */
  gint64 size;
  gint64 n_lines;
  char digest[HEX_SIZE];
} Found;

typedef struct {
  JlArchiveReader *reader; /* owned */
  JlArchiveGoOn go_on;     /* nullable */
  GPtrArray *files;        /* owned, (element-type Found) */
  JlArchiveChain *chain;   /* owned */
  GString *text;           /* owned: the manifest, or a line */
  gint64 n_bytes;
  JlArchiveContents *contents; /* borrowed */
} Verification;

static void
found_free (gpointer data)
{
  Found *self = data;

  g_free (self->name);
  g_free (self);
}

static void
verification_clear (Verification *self)
{
  g_clear_pointer (&self->reader, jl_archive_reader_free);
  g_ptr_array_unref (self->files);
  jl_archive_chain_free (self->chain);
  g_string_free (self->text, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Verification, verification_clear)

/**
 * jl_archive_contents_clear:
 * @self: what an archive holds
 *
 * Frees what it owns.
 */
void
jl_archive_contents_clear (JlArchiveContents *self)
{
  g_clear_object (&self->manifest);
  g_clear_pointer (&self->digest, g_free);
}

static gboolean
goes_on (Verification *self, GError **error)
{
  if (self->go_on == NULL || self->go_on (JL_ARCHIVE_CHECKING, self->n_bytes, 0))
    return TRUE;
  g_set_error_literal (error, JL_ERROR, JL_ERROR_UNAVAILABLE, _ ("Interrupted"));
  return FALSE;
}

static void
finish_found (Found *found, crypto_hash_sha256_state *state)
{
  guchar hash[crypto_hash_sha256_BYTES];

  crypto_hash_sha256_final (state, hash);
  sodium_bin2hex (found->digest, sizeof found->digest, hash, sizeof hash);
}

/* A file of bytes; of the manifest they are kept. */
static gboolean
read_bytes (Verification *self, Found *found, gboolean keep, GError **error)
{
  g_autofree guchar *chunk = g_malloc (CHUNK);
  crypto_hash_sha256_state state;
  gssize n;

  crypto_hash_sha256_init (&state);
  while ((n = jl_archive_reader_read (self->reader, chunk, CHUNK, error)) > 0) {
    crypto_hash_sha256_update (&state, chunk, (gsize)n);
    found->size += n;
    self->n_bytes += n;
    if (keep && found->size <= MAX_MANIFEST)
      g_string_append_len (self->text, (const char *)chunk, n);
    if (!goes_on (self, error))
      return FALSE;
  }
  finish_found (found, &state);
  return n == 0;
}

/* A file of lines; those of the journal are a chain. */
static gboolean
read_lines (Verification *self, Found *found, gboolean is_journal, GError **error)
{
  crypto_hash_sha256_state state;
  GError *local_error = NULL;

  crypto_hash_sha256_init (&state);
  while (jl_archive_reader_next_line (self->reader, self->text, &local_error)) {
    crypto_hash_sha256_update (&state, (const guchar *)self->text->str, self->text->len);
    crypto_hash_sha256_update (&state, (const guchar *)"\n", 1);
    found->size += (gint64)self->text->len + 1;
    found->n_lines++;
    self->n_bytes += (gint64)self->text->len + 1;
    if ((is_journal &&
         !jl_archive_chain_add (self->chain, self->text->str, self->text->len, error)) ||
        !goes_on (self, error))
      return FALSE;
  }
  finish_found (found, &state);
  g_string_truncate (self->text, 0);
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

static gboolean
read_file (Verification *self, const char *name, GError **error)
{
  gboolean is_manifest = strcmp (name, JL_ARCHIVE_MANIFEST) == 0;
  Found *found = g_new0 (Found, 1);

  g_ptr_array_add (self->files, found);
  found->name = g_strdup (name);
  if (g_str_has_suffix (name, JL_ARCHIVE_LINES))
    return read_lines (self, found, strcmp (name, JL_ARCHIVE_JOURNAL) == 0, error);
  return read_bytes (self, found, is_manifest, error);
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, JL_ERROR, JL_ERROR_INVALID, why);
  return FALSE;
}

static gboolean
parse_manifest (Verification *self, GError **error)
{
  const Found *last = self->files->len == 0 ? NULL : self->files->pdata[self->files->len - 1];
  g_autoptr (JsonNode) node = NULL;
  JlRecord *manifest;

  if (last == NULL || strcmp (last->name, JL_ARCHIVE_MANIFEST) != 0)
    return refuse (error, _ ("The archive is not whole: its manifest is not at its end"));
  node = jl_json_parse (self->text->str, (gssize)self->text->len, error);
  if (node == NULL)
    return FALSE;
  manifest = jl_record_read_json (&jl_archive_manifest_table, node, JL_READ_ANSWER, error);
  if (manifest == NULL)
    return FALSE;
  self->contents->manifest = manifest;
  self->contents->digest = g_strdup (last->digest);
  for (guint i = 0; i < JL_ARCHIVE_ABOUT_N_FIELDS; i++)
    if ((manifest_fields[i].flags & JL_FIELD_REQUIRED) != 0 && !jl_record_has (manifest, i))
      return refuse (error, _ ("The archive's manifest lacks something"));
  if (g_strcmp0 (jl_record_get_text (manifest, JL_ARCHIVE_ABOUT_FORMAT), JL_ARCHIVE_FORMAT) != 0)
    return refuse (error, _ ("This is no archive of a service"));
  if (jl_record_get_integer (manifest, JL_ARCHIVE_ABOUT_FORMAT_VERSION) !=
      JL_ARCHIVE_FORMAT_VERSION)
    return refuse (error, _ ("The archive has a form that this version does not know"));
  return TRUE;
}

static gboolean
is_as_listed (const Found *found, JlRecord *listed)
{
  return g_strcmp0 (jl_record_get_text (listed, JL_ARCHIVE_FILE_NAME), found->name) == 0 &&
         g_strcmp0 (jl_record_get_text (listed, JL_ARCHIVE_FILE_SHA256), found->digest) == 0 &&
         jl_record_get_integer (listed, JL_ARCHIVE_FILE_SIZE) == found->size &&
         (!g_str_has_suffix (found->name, JL_ARCHIVE_LINES) ||
          jl_record_get_integer (listed, JL_ARCHIVE_FILE_RECORDS) == found->n_lines);
}

static gboolean
compare (Verification *self, GError **error)
{
  GPtrArray *list = jl_record_get_list (self->contents->manifest, JL_ARCHIVE_ABOUT_FILES);

  if (list->len != self->files->len - 1)
    return refuse (error, _ ("The archive has other files than its manifest says"));
  for (guint i = 0; i < list->len; i++) {
    const Found *found = self->files->pdata[i];

    if (!is_as_listed (found, list->pdata[i])) {
      g_set_error (error,
                   JL_ERROR,
                   JL_ERROR_CORRUPT,
                   _ ("%s is not what the archive's manifest says"),
                   found->name);
      return FALSE;
    }
    if (g_str_has_prefix (found->name, JL_ARCHIVE_RECORDS))
      self->contents->n_records += found->n_lines;
    self->contents->n_photos += g_str_has_prefix (found->name, JL_ARCHIVE_PHOTOS);
  }
  if (jl_archive_chain_get_position (self->chain) !=
      jl_record_get_integer (self->contents->manifest, JL_ARCHIVE_ABOUT_JOURNAL_POSITION))
    return refuse (error, _ ("The archive's journal is not whole"));
  return TRUE;
}

/**
 * jl_archive_verify:
 * @path: an archive
 * @go_on: (nullable): asked now and then, with bytes; their number is not known before
 * @contents: (out caller-allocates): what it holds; to be cleared in any case
 * @error: NOT_FOUND; INVALID when it is no archive of a service, or holds what none does; CORRUPT
 * when a file is not what the manifest says or the journal does not hang together; UNAVAILABLE when
 *   @go_on ended it
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_archive_verify (const char *path,
                   JlArchiveGoOn go_on,
                   JlArchiveContents *contents,
                   GError **error)
{
  g_auto (Verification) self = { .go_on = go_on,
                                 .files = g_ptr_array_new_with_free_func (found_free),
                                 .chain = jl_archive_chain_new (),
                                 .text = g_string_new (NULL),
                                 .contents = contents };
  GError *local_error = NULL;
  const char *name;

  *contents = (JlArchiveContents){ NULL };
  self.reader = jl_archive_reader_open (path, error);
  if (self.reader == NULL)
    return FALSE;
  while (jl_archive_reader_next (self.reader, &name, &local_error))
    if (!read_file (&self, name, error))
      return FALSE;
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  return parse_manifest (&self, error) && compare (&self, error);
}
