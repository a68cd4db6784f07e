// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-id.h"
#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* 2024-01-01T00:00:00Z in milliseconds since 1970. */
#define EPOCH_MS G_GINT64_CONSTANT (1704067200000)
#define NODE_BITS 10
#define SEQUENCE_BITS 12
#define TIME_SHIFT (NODE_BITS + SEQUENCE_BITS)
#define MAX_TICK ((G_GINT64_CONSTANT (1) << 41) - 1)
#define MAX_SEQUENCE ((1 << SEQUENCE_BITS) - 1)
#define TEXT_LENGTH (JL_ID_TEXT_SIZE - 1)

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static gint64
compose (gint64 tick, guint node, guint sequence)
{
  return tick << TIME_SHIFT | (gint64)node << SEQUENCE_BITS | sequence;
}

/**
 * jl_id_maker_next:
 * @maker: a maker
 * @now_ms: the clock, in milliseconds since 1970 UTC
 *
 * Makes an id that is higher than every id that @maker made or was primed with, even if the clock
 * goes backwards, stands still or is outside the years that ids cover. When the 4096 ids of a
 * millisecond are used up, the following ones borrow from the next millisecond.
 *
 * Returns: the id, greater than 0; 0 once the ids are used up, which is in the year 2093
 */
gint64
jl_id_maker_next (JlIdMaker *maker, gint64 now_ms)
{
  gint64 last_tick = maker->last >> TIME_SHIFT;
  gint64 tick = 0;
  guint sequence = 0;

  g_return_val_if_fail (maker->node <= JL_ID_MAX_NODE, 0);

  /* A clock beyond the last year would use all ids up at once: go on as if it stood still. */
  if (now_ms > EPOCH_MS && now_ms <= EPOCH_MS + MAX_TICK)
    tick = now_ms - EPOCH_MS;
  if (tick <= last_tick) {
    sequence = (maker->last & MAX_SEQUENCE) + 1;
    tick = last_tick;
    if (jl_id_get_node (maker->last) != maker->node || sequence > MAX_SEQUENCE) {
      if (last_tick == MAX_TICK)
        return 0;
      tick = last_tick + 1;
      sequence = 0;
    }
  }

  maker->last = compose (tick, maker->node, sequence);
  return maker->last;
}

/**
 * jl_id_maker_prime:
 * @maker: a maker
 * @seen: an id that exists already, of this or another node; 0 does nothing
 *
 * Tells @maker of an id that it did not make itself, e.g. the highest one in the store when the
 * service starts. Ids made from now on are higher. A lower id than one already known has no effect.
 */
void
jl_id_maker_prime (JlIdMaker *maker, gint64 seen)
{
  maker->last = MAX (maker->last, seen);
}

/**
 * jl_id_to_text:
 * @id: an id, greater than 0
 * @text: (out caller-allocates): room for %JL_ID_TEXT_SIZE characters
 *
 * Writes @id as 13 upper-case characters of Crockford base 32. Texts sort as ids do.
 */
void
jl_id_to_text (gint64 id, char text[JL_ID_TEXT_SIZE])
{
  guint64 rest = (guint64)id;

  for (int i = TEXT_LENGTH - 1; i >= 0; i--) {
    text[i] = alphabet[rest & 31];
    rest >>= 5;
  }
  text[TEXT_LENGTH] = '\0';
}

/* The value of a character of Crockford base 32, which folds case and look-alikes; -1 if none. */
static int
digit_value (char c)
{
  char upper = g_ascii_toupper (c);
  const char *found;

  if (upper == 'I' || upper == 'L')
    return 1;
  if (upper == 'O')
    return 0;
  found = upper == '\0' ? NULL : strchr (alphabet, upper);
  return found == NULL ? -1 : (int)(found - alphabet);
}

/**
 * jl_id_from_text:
 * @text: what somebody sent
 * @id: (out): the id, untouched on failure
 * @error: %JL_ERROR_MALFORMED
 *
 * Reads the text form of an id. Lower case is accepted, and I and L for 1, O for 0, as Crockford's
 * base 32 asks for; hyphens and check symbols are not part of our form.
 *
 * Returns: %FALSE if @text is not 13 such characters, or not an id between 1 and 2^63 - 1
 */
gboolean
jl_id_from_text (const char *text, gint64 *id, GError **error)
{
  guint64 value = 0;
  gboolean good = strnlen (text, TEXT_LENGTH + 1) == TEXT_LENGTH;

  for (int i = 0; good && i < TEXT_LENGTH; i++) {
    int digit = digit_value (text[i]);

    /* 13 characters hold 65 bits, an id has 63: the first may not exceed 7. */
    good = digit >= 0 && (i > 0 || digit <= 7);
    value = value << 5 | (guint64)digit;
  }
  if (!good || value == 0) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_MALFORMED, _ ("This is not an identifier"));
    return FALSE;
  }

  *id = (gint64)value;
  return TRUE;
}

/**
 * jl_id_get_time:
 * @id: an id
 *
 * Returns: when @id was made, in milliseconds since 1970 UTC; may be slightly ahead of the clock
 */
gint64
jl_id_get_time (gint64 id)
{
  return (id >> TIME_SHIFT) + EPOCH_MS;
}

/**
 * jl_id_get_first:
 * @time: milliseconds since 1970 UTC
 *
 * Returns: an id that is not above any id made at @time or later, and above all made before
 */
gint64
jl_id_get_first (gint64 time)
{
  return compose (CLAMP (time - EPOCH_MS, 0, MAX_TICK), 0, 0);
}

/**
 * jl_id_get_node:
 * @id: an id
 *
 * Returns: the number of the node that made @id
 */
guint
jl_id_get_node (gint64 id)
{
  return (guint)(id >> SEQUENCE_BITS) & JL_ID_MAX_NODE;
}
