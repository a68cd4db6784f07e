// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-wire.h"

#include <string.h>

/* Before a text or bytes: their size and one more, 0 where there are none. */
typedef guint32 Length;

/**
 * jl_wire_put_integer:
 * @out: where to append
 * @value: a number
 */
void
jl_wire_put_integer (GByteArray *out, gint64 value)
{
  g_byte_array_append (out, (const guint8 *)&value, sizeof value);
}

static void
put (GByteArray *out, gconstpointer data, gsize size)
{
  const Length length = (Length)size + 1;

  g_byte_array_append (out, (const guint8 *)&length, sizeof length);
  g_byte_array_append (out, data, (guint)size);
}

static void
put_none (GByteArray *out)
{
  const Length length = 0;

  g_byte_array_append (out, (const guint8 *)&length, sizeof length);
}

/**
 * jl_wire_put_text:
 * @out: where to append
 * @text: (nullable): UTF-8; its end goes with it, so that the reader needs no copy
 */
void
jl_wire_put_text (GByteArray *out, const char *text)
{
  if (text == NULL)
    put_none (out);
  else
    put (out, text, strlen (text) + 1);
}

/**
 * jl_wire_put_bytes:
 * @out: where to append
 * @bytes: (nullable): any
 */
void
jl_wire_put_bytes (GByteArray *out, GBytes *bytes)
{
  gsize size;
  gconstpointer data = bytes == NULL ? NULL : g_bytes_get_data (bytes, &size);

  if (bytes == NULL)
    put_none (out);
  else
    put (out, data != NULL ? data : "", size);
}

/* The next @size bytes, %NULL where there are not so many. */
static const guint8 *
take (JlWire *self, gsize size)
{
  gsize whole;
  const guint8 *data = g_bytes_get_data (self->bytes, &whole);

  if (self->is_damaged || whole - self->at < size) {
    self->is_damaged = TRUE;
    return NULL;
  }
  self->at += size;
  return data + self->at - size;
}

/* What a length stands before, %NULL for none. */
static const guint8 *
take_sized (JlWire *self, gsize *size)
{
  const guint8 *data = take (self, sizeof (Length));
  Length length = 0;

  if (data != NULL)
    memcpy (&length, data, sizeof length);
  if (length == 0)
    return NULL;
  *size = length - 1;
  return take (self, *size);
}

/**
 * jl_wire_take_integer:
 * @self: a wire
 *
 * Returns: the number that is next
 */
gint64
jl_wire_take_integer (JlWire *self)
{
  gint64 value = 0;
  const guint8 *data = take (self, sizeof value);

  if (data != NULL)
    memcpy (&value, data, sizeof value);
  return value;
}

/**
 * jl_wire_take_text:
 * @self: a wire
 *
 * Returns: (nullable) (transfer none): the text that is next, of valid UTF-8; as long as the wire's
 *   bytes live
 */
const char *
jl_wire_take_text (JlWire *self)
{
  gsize size = 0;
  const char *text = (const char *)take_sized (self, &size);

  if (text == NULL)
    return NULL;
  /* An end within it is not valid either. */
  if (size == 0 || text[size - 1] != '\0' || !g_utf8_validate_len (text, size - 1, NULL)) {
    self->is_damaged = TRUE;
    return NULL;
  }
  return text;
}

/**
 * jl_wire_take_bytes:
 * @self: a wire
 *
 * Returns: (nullable) (transfer full): the bytes that are next
 */
GBytes *
jl_wire_take_bytes (JlWire *self)
{
  gsize size = 0;
  const guint8 *data = take_sized (self, &size);

  return data == NULL ? NULL : g_bytes_new_from_bytes (self->bytes, self->at - size, size);
}

/**
 * jl_wire_is_done:
 * @self: a wire
 *
 * Returns: whether all values were there and right, and nothing is left
 */
gboolean
jl_wire_is_done (const JlWire *self)
{
  return !self->is_damaged && self->at == g_bytes_get_size (self->bytes);
}
