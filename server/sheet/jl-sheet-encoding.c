// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-sheet-encoding.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#define GB18030 "GB18030"
#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

static const char *const names[] = {
  [JL_ENCODING_UTF8] = "utf-8",
  [JL_ENCODING_GBK] = "gbk",
};

/**
 * jl_encoding_from_name:
 * @name: as people write it: `utf-8`, `gbk`, `GB18030`
 * @encoding: (out): which one it is
 *
 * Returns: %FALSE if it is none that is known
 */
gboolean
jl_encoding_from_name (const char *name, JlEncoding *encoding)
{
  static const struct {
    const char *name;
    JlEncoding encoding;
  } known[] = {
    { "utf-8", JL_ENCODING_UTF8 }, { "utf8", JL_ENCODING_UTF8 },   { "gbk", JL_ENCODING_GBK },
    { "gb2312", JL_ENCODING_GBK }, { "gb18030", JL_ENCODING_GBK },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++) {
    if (g_ascii_strcasecmp (name, known[i].name) == 0) {
      *encoding = known[i].encoding;
      return TRUE;
    }
  }
  return FALSE;
}

/**
 * jl_encoding_get_name:
 * @encoding: a known encoding
 *
 * Returns: (transfer none): its name
 */
const char *
jl_encoding_get_name (JlEncoding encoding)
{
  return names[encoding];
}

static guint64
count_lines (const char *data, const char *end)
{
  guint64 n = 1;

  while ((data = memchr (data, '\n', end - data)) != NULL) {
    data++;
    n++;
  }
  return n;
}

/* Chinese text in UTF-8 has characters of three bytes. What is well-formed UTF-8 but has only such
 * of two can also be words in GBK: 模式 is one. */
static gboolean
has_only_short_characters (const char *data, gsize size)
{
  for (gsize i = 0; i < size; i++)
    if ((guchar)data[i] >= 0xE0)
      return FALSE;
  return TRUE;
}

static gboolean
is_ascii (const char *data, gsize size)
{
  for (gsize i = 0; i < size; i++)
    if ((guchar)data[i] >= 0x80)
      return FALSE;
  return TRUE;
}

static char *
decode_gbk (const char *data, gsize size, gsize *converted_size, gsize *bad_at)
{
  return g_convert (data, (gssize)size, "UTF-8", GB18030, bad_at, converted_size, NULL);
}

static char *
refuse (const char *data, gsize at, JlEncoding encoding, GError **error)
{
  guint64 line = count_lines (data, data + at);

  if (encoding == JL_ENCODING_UNKNOWN)
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_INVALID,
                 _ ("Line %" PRIu64 " is neither in UTF-8 nor in GBK: this is not a text that can "
                    "be read. Save the file as “CSV UTF-8” or as xlsx"),
                 line);
  else
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_INVALID,
                 encoding == JL_ENCODING_UTF8 ? _ ("Line %" PRIu64 " is not in UTF-8")
                                              : _ ("Line %" PRIu64 " is not in GBK"),
                 line);
  return NULL;
}

static char *
ask (GError **error)
{
  jl_set_error_field (
      error,
      JL_ERROR_INVALID,
      "encoding",
      _ ("The text can be read as UTF-8 and as GBK, and means something else in each: say which"));
  return NULL;
}

/* Not known, and no mark says it. */
static char *
recognise (
    const char *data, gsize size, JlEncoding *encoding, gsize *converted_size, GError **error)
{
  const char *end = data;
  gsize bad_at = 0;
  gboolean is_utf8 = g_utf8_validate_len (data, size, &end);
  g_autofree char *gbk = NULL;

  if (is_utf8 && (is_ascii (data, size) || !has_only_short_characters (data, size))) {
    *encoding = JL_ENCODING_UTF8;
    *converted_size = size;
    return g_strndup (data, size);
  }
  gbk = decode_gbk (data, size, converted_size, &bad_at);
  if (is_utf8 && gbk != NULL)
    return ask (error);
  if (is_utf8) {
    *encoding = JL_ENCODING_UTF8;
    *converted_size = size;
    return g_strndup (data, size);
  }
  if (gbk == NULL)
    return refuse (data, MIN (bad_at, size), JL_ENCODING_UNKNOWN, error);
  *encoding = JL_ENCODING_GBK;
  return g_steal_pointer (&gbk);
}

static char *
read_as (const char *data, gsize size, JlEncoding encoding, gsize *converted_size, GError **error)
{
  const char *end = data;
  gsize bad_at = 0;
  char *text;

  if (encoding == JL_ENCODING_GBK) {
    text = decode_gbk (data, size, converted_size, &bad_at);
    return text != NULL ? text : refuse (data, MIN (bad_at, size), encoding, error);
  }
  if (!g_utf8_validate_len (data, size, &end))
    return refuse (data, end - data, encoding, error);
  *converted_size = size;
  return g_strndup (data, size);
}

/**
 * jl_encoding_to_utf8:
 * @data: a text
 * @size: its size in bytes
 * @encoding: (inout): what it is written in; %JL_ENCODING_UNKNOWN to recognise it
 * @converted_size: (out): of the result
 * @error: INVALID with the line at fault; with the field `encoding` when it could be either
 *
 * Recognises by strict decoding: what is well-formed in one encoding and not in the other is in
 * that one. A text that holds a zero byte is none.
 *
 * Returns: (transfer full): the text in UTF-8, without a byte order mark
 */
char *
jl_encoding_to_utf8 (
    const char *data, gsize size, JlEncoding *encoding, gsize *converted_size, GError **error)
{
  const char *zero;

  /* What Excel calls "Unicode text" is UTF-16. */
  if (size >= 2 && (memcmp (data, "\xFF\xFE", 2) == 0 || memcmp (data, "\xFE\xFF", 2) == 0)) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_INVALID, _ ("The file is in UTF-16: save it as “CSV UTF-8”"));
    return NULL;
  }
  zero = size > 0 ? memchr (data, '\0', size) : NULL;
  if (zero != NULL) {
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_INVALID,
                 _ ("Line %" PRIu64 ": this is not a text"),
                 count_lines (data, zero));
    return NULL;
  }
  if (size >= strlen (BYTE_ORDER_MARK) &&
      memcmp (data, BYTE_ORDER_MARK, strlen (BYTE_ORDER_MARK)) == 0) {
    *encoding = JL_ENCODING_UTF8;
    data += strlen (BYTE_ORDER_MARK);
    size -= strlen (BYTE_ORDER_MARK);
  }
  return *encoding == JL_ENCODING_UNKNOWN ? recognise (data, size, encoding, converted_size, error)
                                          : read_as (data, size, *encoding, converted_size, error);
}
