// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-xlsx-package.h"

#include "jl-error.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define BUFFER_SIZE (64 * 1024)
/* A workbook has a few dozen parts. */
#define MAX_ENTRIES 2000
/* Deeper than any part is. */
#define MAX_DEPTH 64

typedef struct archive Archive;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Archive, archive_read_free)

typedef struct XML_ParserStruct Parser;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Parser, XML_ParserFree)

struct _JlXlsxPackage {
  char *path; /* owned */
};

struct _JlXlsxReading {
  XML_Parser parser;      /* borrowed */
  const JlXlsxPart *part; /* borrowed */
  guint depth;
  gboolean is_stopped;
  GError *error; /* owned, nullable: why it was stopped */
};

/**
 * jl_xlsx_package_new:
 * @path: a file
 *
 * Returns: (transfer full): the package, not opened yet
 */
JlXlsxPackage *
jl_xlsx_package_new (const char *path)
{
  JlXlsxPackage *self = g_new0 (JlXlsxPackage, 1);

  self->path = g_strdup (path);
  return self;
}

/**
 * jl_xlsx_package_free:
 * @self: (transfer full) (nullable): a package
 */
void
jl_xlsx_package_free (JlXlsxPackage *self)
{
  if (self == NULL)
    return;

  g_free (self->path);
  g_free (self);
}

/**
 * jl_xlsx_reading_stop:
 * @self: a part that is being read
 * @error: (transfer full) (nullable): why; %NULL: nothing more is needed
 *
 * Ends the reading from within one of the part's functions.
 */
void
jl_xlsx_reading_stop (JlXlsxReading *self, GError *error)
{
  if (self->is_stopped) {
    g_clear_error (&error);
    return;
  }
  self->is_stopped = TRUE;
  self->error = error;
  XML_StopParser (self->parser, XML_FALSE);
}

static const char *
skip_prefix (const char *name)
{
  const char *colon = strchr (name, ':');

  return colon == NULL ? name : colon + 1;
}

/**
 * jl_xlsx_get_attribute:
 * @attributes: of an element
 * @name: of one, without prefix
 *
 * Returns: (transfer none) (nullable): its value
 */
const char *
jl_xlsx_get_attribute (const char **attributes, const char *name)
{
  for (guint i = 0; attributes[i] != NULL; i += 2)
    if (strcmp (skip_prefix (attributes[i]), name) == 0)
      return attributes[i + 1];
  return NULL;
}

static void
start_cb (void *data, const char *name, const char **attributes)
{
  JlXlsxReading *self = data;

  if (++self->depth > MAX_DEPTH)
    jl_xlsx_reading_stop (self,
                          g_error_new_literal (JL_ERROR,
                                               JL_ERROR_INVALID,
                                               _ ("This xlsx file is not made as it should be")));
  if (!self->is_stopped && self->part->start != NULL)
    self->part->start (self->part->self, self, skip_prefix (name), attributes);
}

static void
end_cb (void *data, const char *name)
{
  JlXlsxReading *self = data;

  self->depth--;
  if (!self->is_stopped && self->part->end != NULL)
    self->part->end (self->part->self, self, skip_prefix (name));
}

static void
text_cb (void *data, const char *text, int size)
{
  JlXlsxReading *self = data;

  if (!self->is_stopped && self->part->text != NULL)
    self->part->text (self->part->self, self, text, size);
}

/* Where entities would be declared, which could grow to anything or name files. */
static void
doctype_cb (
    void *data, const char *name, const char *system_id, const char *public_id, int has_subset)
{
  jl_xlsx_reading_stop (data,
                        g_error_new_literal (JL_ERROR,
                                             JL_ERROR_INVALID,
                                             _ ("This xlsx file declares a document type, which "
                                                "no spreadsheet does: it is refused")));
}

static gboolean
refuse_torn (GError **error)
{
  g_set_error_literal (error,
                       JL_ERROR,
                       JL_ERROR_INVALID,
                       _ ("This xlsx file is damaged or incomplete: save it again"));
  return FALSE;
}

static gboolean
parse (JlXlsxReading *self, const char *data, gsize size, gboolean is_last, GError **error)
{
  if (XML_Parse (self->parser, data, (int)size, is_last) == XML_STATUS_OK)
    return TRUE;
  if (self->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&self->error));
    return FALSE;
  }
  return self->is_stopped || refuse_torn (error);
}

static gboolean
read_entry (JlXlsxReading *self, Archive *archive, gint64 max_size, GError **error)
{
  g_autofree char *buffer = g_malloc (BUFFER_SIZE);
  gint64 total = 0;
  gssize n;

  while (!self->is_stopped && (n = archive_read_data (archive, buffer, BUFFER_SIZE)) != 0) {
    if (n < 0)
      return refuse_torn (error);
    total += n;
    if (total > max_size) {
      g_set_error_literal (
          error, JL_ERROR, JL_ERROR_INVALID, _ ("The file holds too much: divide it into several"));
      return FALSE;
    }
    if (!parse (self, buffer, (gsize)n, FALSE, error))
      return FALSE;
  }
  return self->is_stopped || parse (self, buffer, 0, TRUE, error);
}

static Archive *
open_archive (JlXlsxPackage *self, GError **error)
{
  g_autoptr (Archive) archive = archive_read_new ();

  /* By its directory, so that a torn file is known to be torn. */
  archive_read_support_format_zip_seekable (archive);
  if (archive_read_open_filename (archive, self->path, BUFFER_SIZE) != ARCHIVE_OK) {
    refuse_torn (error);
    return NULL;
  }
  return g_steal_pointer (&archive);
}

/* FALSE without an error: there is no such part. */
static gboolean
find_entry (Archive *archive, const char *name, GError **error)
{
  struct archive_entry *entry;
  int result;

  for (guint n = 0; (result = archive_read_next_header (archive, &entry)) == ARCHIVE_OK; n++) {
    const char *path = archive_entry_pathname (entry);

    if (n > MAX_ENTRIES)
      return refuse_torn (error);
    if (path != NULL && g_ascii_strcasecmp (path, name) == 0)
      return TRUE;
  }
  return result == ARCHIVE_EOF ? FALSE : refuse_torn (error);
}

/**
 * jl_xlsx_package_read:
 * @self: a package
 * @name: of a part
 * @is_needed: whether it must be there
 * @max_size: what it may unpack to, bytes
 * @part: takes what is read
 * @error: INVALID
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_xlsx_package_read (JlXlsxPackage *self,
                      const char *name,
                      gboolean is_needed,
                      gint64 max_size,
                      const JlXlsxPart *part,
                      GError **error)
{
  g_autoptr (Archive) archive = open_archive (self, error);
  g_autoptr (Parser) parser = NULL;
  GError *local_error = NULL;
  JlXlsxReading reading = { .part = part };
  gboolean is_good;

  if (archive == NULL)
    return FALSE;
  if (!find_entry (archive, name, &local_error)) {
    if (local_error == NULL && !is_needed)
      return TRUE;
    g_clear_error (&local_error);
    return refuse_torn (error);
  }
  parser = reading.parser = XML_ParserCreate (NULL);
  XML_SetUserData (parser, &reading);
  XML_SetElementHandler (parser, start_cb, end_cb);
  XML_SetCharacterDataHandler (parser, text_cb);
  XML_SetStartDoctypeDeclHandler (parser, doctype_cb);
  is_good = read_entry (&reading, archive, max_size, error);
  g_clear_error (&reading.error);
  return is_good;
}
