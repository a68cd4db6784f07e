// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-scan.h"

#include "jl-label-code.h"

/* Scanners send a key every 1 to 30 ms. Quick typists need 80 ms in the middle, and no one keeps
 * below 50 ms over a whole code. */
#define LONGEST_GAP_MS 45
#define MAX_LENGTH 32

struct _JlScan {
  GString *keys; /* owned */
  guint32 last_ms;
};

/**
 * jl_scan_new:
 *
 * Returns: (transfer full): one that has seen nothing yet
 */
JlScan *
jl_scan_new (void)
{
  JlScan *self = g_new0 (JlScan, 1);

  self->keys = g_string_new (NULL);
  return self;
}

/**
 * jl_scan_free:
 * @self: (transfer full): a scan
 */
void
jl_scan_free (JlScan *self)
{
  g_string_free (self->keys, TRUE);
  g_free (self);
}

/**
 * jl_scan_take_key:
 * @self: a scan
 * @key: the character of the key, `\n` for Enter, 0 for a key without a character, which is passed
 *   over: shift comes before a capital letter
 * @time_ms: when it was pressed
 *
 * Returns: (transfer full) (nullable): the label code in its one form, when @key ends it
 */
char *
jl_scan_take_key (JlScan *self, gunichar key, guint32 time_ms)
{
  g_autofree char *typed = NULL;
  JlLabelCode code;
  char text[JL_LABEL_CODE_TEXT_SIZE];

  if (key == 0)
    return NULL;
  if (time_ms - self->last_ms > LONGEST_GAP_MS || self->keys->len >= MAX_LENGTH)
    g_string_truncate (self->keys, 0);
  self->last_ms = time_ms;
  if (key != '\n') {
    g_string_append_unichar (self->keys, key);
    return NULL;
  }
  typed = g_strdup (self->keys->str);
  if (!jl_label_code_from_text (typed, &code, NULL)) {
    g_string_truncate (self->keys, 0);
    return NULL;
  }
  jl_label_code_to_text (&code, text);
  return g_strdup (text);
}

/**
 * jl_scan_get_length:
 * @self: a scan
 *
 * Returns: how many characters the code took that jl_scan_take_key() has just returned: they went
 *   into whatever field had the focus
 */
guint
jl_scan_get_length (JlScan *self)
{
  return g_utf8_strlen (self->keys->str, -1);
}
