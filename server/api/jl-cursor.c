// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-request.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

/* A cursor is the values, eight bytes each, and a digest of them, in URL-safe base64. The digest is
 * no secret: whoever makes up a cursor reads a page that could be had by leafing too. It is there
 * so that an edited cursor, or one of another list, is told from a good one. */
#define CHECK_SIZE crypto_generichash_BYTES_MIN
#define MAX_VALUES 8
#define MAX_SIZE (MAX_VALUES * sizeof (gint64) + CHECK_SIZE)

static void
digest (const guchar *values, gsize size, guchar check[CHECK_SIZE])
{
  static const guchar key[] = "jieli-cursor-1.0";

  G_STATIC_ASSERT (sizeof key - 1 == crypto_generichash_KEYBYTES_MIN);
  crypto_generichash (check, CHECK_SIZE, values, size, key, sizeof key - 1);
}

/**
 * jl_cursor_new:
 * @n: how many values, 1 to 8
 * @values: the key of the last element of a page
 *
 * Returns: (transfer full): a text that is opaque to clients
 */
char *
jl_cursor_new (guint n, const gint64 *values)
{
  guchar bytes[MAX_SIZE];
  gsize size = n * sizeof (gint64);
  gsize text_size;
  char *text;

  g_return_val_if_fail (n > 0 && n <= MAX_VALUES, NULL);

  for (guint i = 0; i < n; i++) {
    guint64 value = GUINT64_TO_BE ((guint64)values[i]);

    memcpy (bytes + i * sizeof value, &value, sizeof value);
  }
  digest (bytes, size, bytes + size);

  text_size =
      sodium_base64_encoded_len (size + CHECK_SIZE, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text = g_malloc (text_size);
  sodium_bin2base64 (
      text, text_size, bytes, size + CHECK_SIZE, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return text;
}

/**
 * jl_cursor_parse:
 * @cursor: what a client sent
 * @n: how many values the list's cursors have
 * @values: (out): they, untouched on failure
 * @error: %JL_ERROR_INVALID with the field `cursor`
 *
 * Returns: %FALSE if jl_cursor_new() did not make @cursor from @n values
 */
gboolean
jl_cursor_parse (const char *cursor, guint n, gint64 *values, GError **error)
{
  guchar bytes[MAX_SIZE];
  guchar check[CHECK_SIZE];
  gsize size = n * sizeof (gint64);
  gsize decoded;

  g_return_val_if_fail (n > 0 && n <= MAX_VALUES, FALSE);

  if (sodium_base642bin (bytes,
                         sizeof bytes,
                         cursor,
                         strlen (cursor),
                         NULL,
                         &decoded,
                         NULL,
                         sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
      decoded == size + CHECK_SIZE) {
    digest (bytes, size, check);
    if (memcmp (check, bytes + size, CHECK_SIZE) == 0) {
      for (guint i = 0; i < n; i++) {
        guint64 value;

        memcpy (&value, bytes + i * sizeof value, sizeof value);
        values[i] = (gint64)GUINT64_FROM_BE (value);
      }
      return TRUE;
    }
  }
  jl_set_error_field (
      error, JL_ERROR_INVALID, "cursor", _ ("this cursor does not belong to this list"));
  return FALSE;
}
