// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"
#include "jl-error.h"
#include "jl-frame.h"

#include <string.h>

static void
check_text (const char *text)
{
  g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
}

/**
 * LLVMFuzzerTestOneInput:
 * @data: what a worker's socket may deliver
 * @size: how many bytes
 *
 * A frame is refused with an error, or all of it can be read, and written and read again it is the
 * same.
 *
 * Returns: 0
 */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GBytes) again = NULL;
  g_auto (JlFrameReader) reader = { 0 };
  g_auto (JlFrameReader) second = { 0 };
  g_autoptr (GError) error = NULL;

  if (!jl_frame_reader_init (&reader, bytes, &error)) {
    g_assert_nonnull (error);
    g_assert_true (error->domain == JL_ERROR);
    return 0;
  }

  check_text (reader.frame.command);
  check_text (reader.frame.address);
  check_text (reader.frame.language);
  check_text (reader.frame.key);
  check_text (reader.frame.input);
  for (guint i = 0; reader.frame.parameters[i] != NULL; i++)
    check_text (reader.frame.parameters[i]);

  again = jl_frame_to_bytes (&reader.frame);
  g_assert_true (jl_frame_reader_init (&second, again, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (reader.frame.command, ==, second.frame.command);
  g_assert_cmpint (reader.frame.if_match, ==, second.frame.if_match);
  g_assert_cmpstr (reader.frame.input, ==, second.frame.input);
  return 0;
}
