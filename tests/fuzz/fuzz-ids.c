// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"
#include "jl-article-number.h"
#include "jl-date.h"
#include "jl-error.h"
#include "jl-id.h"
#include "jl-label-code.h"
#include "jl-money.h"
#include "jl-time.h"
#include "jl-uscc.h"

#include <string.h>

/* Whatever somebody types or scans for a number is refused with an error, or written it is read as
 * the same again. */

static void
check_refusal (GError **error)
{
  g_assert_true (*error != NULL && (*error)->domain == JL_ERROR);
  g_assert_true (g_utf8_validate ((*error)->message, -1, NULL));
  g_clear_error (error);
}

static void
check_id (const char *text, GError **error)
{
  char written[JL_ID_TEXT_SIZE];
  gint64 id;
  gint64 again;

  if (!jl_id_from_text (text, &id, error)) {
    check_refusal (error);
    return;
  }
  jl_id_to_text (id, written);
  g_assert_true (jl_id_from_text (written, &again, NULL));
  g_assert_cmpint (id, ==, again);
}

static void
check_time (const char *text, GError **error)
{
  char written[JL_TIME_TEXT_SIZE];
  char day[JL_DATE_TEXT_SIZE];
  gint64 time;
  gint64 again;
  JlDate date;
  JlDate same;

  if (jl_time_from_text (text, &time, error)) {
    jl_time_to_text (time, written);
    g_assert_true (jl_time_from_text (written, &again, NULL));
    g_assert_cmpint (time, ==, again);
  } else {
    check_refusal (error);
  }
  if (jl_date_from_text (text, &date, error)) {
    jl_date_to_text (date, day);
    g_assert_true (jl_date_from_text (day, &same, NULL));
    g_assert_cmpint (date, ==, same);
  } else {
    check_refusal (error);
  }
}

static void
check_label (const char *text, GError **error)
{
  char written[JL_LABEL_CODE_TEXT_SIZE];
  g_autofree char *prefix = NULL;
  JlLabelCode code;
  JlLabelCode again;

  if (jl_label_code_from_text (text, &code, error)) {
    jl_label_code_to_text (&code, written);
    g_assert_true (jl_label_code_from_text (written, &again, NULL));
    g_assert_cmpstr (code.prefix, ==, again.prefix);
    g_assert_cmpuint (code.counter, ==, again.counter);
  } else {
    check_refusal (error);
  }
  prefix = jl_label_prefix_parse (text, error);
  if (prefix == NULL)
    check_refusal (error);
}

static void
check_money (const char *text, GError **error)
{
  gint64 fen;
  gint64 again;

  if (!jl_money_from_text (text, TRUE, &fen, error)) {
    check_refusal (error);
    return;
  }
  for (int style = JL_MONEY_PLAIN; style <= (JL_MONEY_GROUPED | JL_MONEY_SYMBOL); style++) {
    g_autofree char *written = jl_money_to_text (fen, (JlMoneyStyle)style);

    g_assert_true (jl_money_from_text (written, TRUE, &again, NULL));
    g_assert_cmpint (fen, ==, again);
  }
  g_free (jl_money_to_capitals (fen));
}

/* What is parsed is in its one form already. */
static void
check_form (char *parsed, char *again, GError **error)
{
  if (parsed == NULL)
    check_refusal (error);
  else
    g_assert_cmpstr (parsed, ==, again);
  g_free (parsed);
  g_free (again);
}

/**
 * LLVMFuzzerTestOneInput:
 * @data: any bytes
 * @size: how many
 *
 * Returns: 0
 */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autoptr (GError) error = NULL;
  JlUsccDoubts doubts;
  JlEanKind kind;
  char *parsed;

  check_id (text, &error);
  check_time (text, &error);
  check_label (text, &error);
  check_money (text, &error);
  parsed = jl_uscc_parse (text, &doubts, &error);
  check_form (parsed, parsed == NULL ? NULL : jl_uscc_parse (parsed, &doubts, NULL), &error);
  parsed = jl_organisation_code_parse (text, &error);
  check_form (parsed, parsed == NULL ? NULL : jl_organisation_code_parse (parsed, NULL), &error);
  parsed = jl_ean_parse (text, &kind, &error);
  check_form (parsed, parsed == NULL ? NULL : jl_ean_parse (parsed, &kind, NULL), &error);
  parsed = jl_isbn_parse (text, &error);
  check_form (parsed, parsed == NULL ? NULL : jl_isbn_parse (parsed, NULL), &error);
  parsed = jl_issn_parse (text, &error);
  check_form (parsed, parsed == NULL ? NULL : jl_issn_parse (parsed, NULL), &error);
  return 0;
}
