// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-journal-body.h"

#include "jl-error.h"

#include <string.h>
#include <zstd.h>

/* The number of jl_journal_dictionary_1. */
#define DICTIONARY 1
/* Finds repetitions, and writes what is none as it is: a better level takes 10 us more for a tenth
 * less. */
#define LEVEL -1
/* No command can write more. What claims to be longer is damaged. */
#define MAX_TEXT (64 * 1024 * 1024)

static ZSTD_CCtx *
get_packer (const ZSTD_CDict **dictionary)
{
  static ZSTD_CCtx *packer;
  static ZSTD_CDict *packed;

  if (packer == NULL) {
    packed = ZSTD_createCDict (jl_journal_dictionary_1, strlen (jl_journal_dictionary_1), LEVEL);
    packer = ZSTD_createCCtx ();
    g_assert (packed != NULL && packer != NULL);
  }
  *dictionary = packed;
  return packer;
}

/**
 * jl_journal_body_pack:
 * @text: a body
 * @size: its size
 * @error: INTERNAL: zstd lacks memory
 *
 * For the writer alone, which has one thread.
 *
 * Returns: (transfer full): what is stored of it
 */
GBytes *
jl_journal_body_pack (const char *text, gsize size, GError **error)
{
  const ZSTD_CDict *dictionary;
  ZSTD_CCtx *packer = get_packer (&dictionary);
  gsize bound = ZSTD_compressBound (size);
  g_autofree guint8 *data = g_malloc (1 + bound);
  gsize packed = ZSTD_compress_usingCDict (packer, data + 1, bound, text, size, dictionary);

  if (ZSTD_isError (packed)) {
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "zstd: %s", ZSTD_getErrorName (packed));
    return NULL;
  }
  data[0] = DICTIONARY;
  return g_bytes_new (data, 1 + packed);
}

static void
free_unpacker (gpointer data)
{
  ZSTD_freeDCtx (data);
}

/**
 * jl_journal_body_unpack:
 * @data: (nullable): what was stored
 * @size: its size
 *
 * Returns: (transfer full): the body, NUL-terminated; %NULL when @data is damaged, or was packed
 * with a dictionary that this program does not know
 */
char *
jl_journal_body_unpack (gconstpointer data, gsize size)
{
  static GPrivate unpackers = G_PRIVATE_INIT (free_unpacker);
  const guint8 *bytes = data;
  ZSTD_DCtx *unpacker = g_private_get (&unpackers);
  g_autofree char *text = NULL;
  unsigned long long length;
  gsize unpacked;

  if (size < 2 || bytes[0] != DICTIONARY)
    return NULL;
  length = ZSTD_getFrameContentSize (bytes + 1, size - 1);
  if (length > MAX_TEXT) /* unknown and wrong ones are very large numbers */
    return NULL;

  if (unpacker == NULL) {
    unpacker = ZSTD_createDCtx ();
    g_private_set (&unpackers, unpacker);
  }
  text = g_malloc (length + 1);
  unpacked = ZSTD_decompress_usingDict (unpacker,
                                        text,
                                        length,
                                        bytes + 1,
                                        size - 1,
                                        jl_journal_dictionary_1,
                                        strlen (jl_journal_dictionary_1));
  if (ZSTD_isError (unpacked) || unpacked != length)
    return NULL;
  text[length] = '\0';
  return g_steal_pointer (&text);
}

/* journal_text (body): NULL of NULL; empty, which no body is, for what cannot be read. */
static void
journal_text_cb (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  char *text;

  if (sqlite3_value_type (values[0]) == SQLITE_NULL)
    return;
  text = jl_journal_body_unpack (sqlite3_value_blob (values[0]), sqlite3_value_bytes (values[0]));
  if (text == NULL)
    sqlite3_result_text (context, "", 0, SQLITE_STATIC);
  else
    sqlite3_result_text (context, text, -1, g_free);
}

/**
 * jl_journal_body_add_function:
 * @db: a connection's handle
 *
 * Makes journal_text() known to @db.
 *
 * Returns: SQLite's result
 */
int
jl_journal_body_add_function (sqlite3 *db)
{
  return sqlite3_create_function_v2 (db,
                                     "journal_text",
                                     1,
                                     SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                                     NULL,
                                     journal_text_cb,
                                     NULL,
                                     NULL,
                                     NULL);
}
