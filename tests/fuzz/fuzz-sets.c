// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"
#include "jl-doc-set.h"
#include "jl-token-sets.h"

#include <string.h>

/* A row of the search file, damaged in any way: nothing beyond it is read, damage is told, and what
 * is told to be a set can be kept again as the same. */

static void
check_set (guint span, const guint8 *set, gsize size)
{
  g_autofree guint64 *words = g_new0 (guint64, JL_DOC_SET_N_WORDS (span));
  g_autofree guint64 *again = g_new0 (guint64, JL_DOC_SET_N_WORDS (span));
  g_autoptr (GByteArray) kept = g_byte_array_new ();

  if (!jl_doc_set_add (words, span, set, size))
    return;
  if (jl_doc_set_encode (words, span, kept))
    g_assert_true (jl_doc_set_add (again, span, kept->data, kept->len));
  g_assert_cmpmem (words,
                   JL_DOC_SET_N_WORDS (span) * sizeof *words,
                   again,
                   JL_DOC_SET_N_WORDS (span) * sizeof *again);
}

/**
 * LLVMFuzzerTestOneInput:
 * @data: a row
 * @size: how many bytes
 *
 * Returns: 0
 */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_auto (JlTokenSetsMaker) maker = { 0 };
  g_autoptr (GByteArray) row = g_byte_array_new ();
  JlTokenSets sets;
  guint n = 0;

  jl_token_sets_maker_init (&maker);
  check_set (JL_DOC_SET_MIN_SPAN, data, size);
  check_set (JL_DOC_SET_MAX_SPAN, data, size);
  if (!jl_token_sets_begin (&sets, data, size))
    return 0;
  while (jl_token_sets_next (&sets)) {
    g_assert_true (sets.set >= data && sets.set + sets.size <= data + size);
    check_set (JL_DOC_SET_MIN_SPAN, sets.set, sets.size);
    jl_token_sets_maker_add (&maker, sets.digest, sets.set, sets.size);
    n++;
  }
  if (sets.is_damaged || n == 0)
    return 0;
  g_assert_true (jl_token_sets_maker_end (&maker, row));
  g_assert_cmpuint (row->len, <=, size);
  g_assert_cmpmem (row->data, row->len, data, row->len);
  return 0;
}
