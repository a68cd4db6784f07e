// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-money.h"
#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define YEN_SIGN "¥"
#define MINUS_SIGN "−"
#define IDEOGRAPHIC_FULL_STOP "。"
/* More than any amount needs, however it is spelled; bounds the work for hostile input. */
#define MAX_INPUT_BYTES 128

static guint64
absolute (gint64 fen)
{
  return fen < 0 ? -(guint64)fen : (guint64)fen;
}

/**
 * jl_money_to_text:
 * @fen: an amount in fen
 * @style: how to write it
 *
 * Writes an amount in yuan with two decimals, e.g. `1234.50`, `-¥1,234.50`. The form does not
 * depend on the locale.
 *
 * Returns: (transfer full): the text
 */
char *
jl_money_to_text (gint64 fen, JlMoneyStyle style)
{
  guint64 amount = absolute (fen);
  g_autoptr (GString) text = g_string_new (fen < 0 ? "-" : "");
  gsize first;

  if (style & JL_MONEY_SYMBOL)
    g_string_append (text, YEN_SIGN);
  first = text->len;
  g_string_append_printf (text, "%" G_GUINT64_FORMAT, amount / 100);
  if (style & JL_MONEY_GROUPED) {
    for (gsize i = text->len; i > first + 3; i -= 3)
      g_string_insert_c (text, (gssize)(i - 3), ',');
  }
  g_string_append_printf (text, ".%02u", (guint)(amount % 100));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const char *const capital_digits[] = { "零", "壹", "贰", "叁", "肆",
                                              "伍", "陆", "柒", "捌", "玖" };

/* Appends a whole number of yuan, greater than 0. One 零 stands for any run of zeros inside. */
static void
append_capital_yuan (GString *text, guint64 yuan)
{
  static const char *const units[] = { "", "拾", "佰", "仟" };
  static const char *const groups[] = { "", "万", "亿" };
  gboolean gap = FALSE;

  for (int group = G_N_ELEMENTS (groups) - 1; group >= 0; group--) {
    guint64 scale = group == 2 ? 100000000 : group == 1 ? 10000 : 1;
    guint value = (guint)(yuan / scale % 10000);
    guint power = 1000;

    for (int unit = 3; unit >= 0; unit--, power /= 10) {
      guint digit = value / power % 10;

      if (digit == 0) {
        /* Zeros at the end of a group that is written are not read out before the next one. */
        gap = gap || (value % power != 0 || value == 0);
        continue;
      }
      if (gap && text->len > 0)
        g_string_append (text, capital_digits[0]);
      gap = FALSE;
      g_string_append (text, capital_digits[digit]);
      g_string_append (text, units[unit]);
    }
    if (value > 0)
      g_string_append (text, groups[group]);
  }
}

/**
 * jl_money_to_capitals:
 * @fen: an amount, at most %JL_MONEY_MAX_FEN in either direction
 *
 * Writes an amount in the capital numerals of receipts, e.g. 壹仟贰佰叁拾肆元伍角整 for 123450,
 * after 正确填写票据和结算凭证的基本规定 (annex 1 of 支付结算办法, 1997): 整 ends every amount
 * without fen; one 零 for a run of zeros, also between 元 and 分; no 零 before 角 or 仟 that follow
 * 元 or 万, which the rule leaves open. Negative amounts, which receipts of a refund need, begin
 * with 负.
 *
 * Returns: (transfer full): the text, without the prefix 人民币
 */
char *
jl_money_to_capitals (gint64 fen)
{
  guint64 amount = absolute (fen);
  guint64 yuan = amount / 100;
  guint jiao = (guint)(amount / 10 % 10);
  guint rest = (guint)(amount % 10);
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (amount <= (guint64)JL_MONEY_MAX_FEN, NULL);

  if (yuan > 0) {
    append_capital_yuan (text, yuan);
    g_string_append (text, "元");
  } else if (amount == 0) {
    g_string_append (text, "零元");
  }
  if (jiao > 0)
    g_string_append_printf (text, "%s角", capital_digits[jiao]);
  if (rest > 0 && jiao == 0 && yuan > 0)
    g_string_append (text, capital_digits[0]);
  if (rest > 0)
    g_string_append_printf (text, "%s分", capital_digits[rest]);
  else
    g_string_append (text, "整");
  if (fen < 0)
    g_string_prepend (text, "负");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Steps over @token if @cursor begins with it, and over spaces after it. */
static gboolean
skip_token (const char **cursor, const char *token)
{
  if (!g_str_has_prefix (*cursor, token))
    return FALSE;
  *cursor += strlen (token);
  while (**cursor == ' ')
    (*cursor)++;
  return TRUE;
}

/* Reads `1234` or `1,234`: commas only where a thousand ends, since `12,5` means 12.5 to some.
   The value stops growing above the limit, which the caller refuses. */
static gboolean
read_yuan (const char **cursor, guint64 *yuan, guint *n_digits)
{
  guint64 value = 0;
  guint since_comma = 0;
  gboolean grouped = FALSE;

  *n_digits = 0;
  for (;; (*cursor)++) {
    if (g_ascii_isdigit (**cursor)) {
      value = MIN (value * 10 + (guint64)(**cursor - '0'), (guint64)JL_MONEY_MAX_FEN);
      since_comma++;
      (*n_digits)++;
    } else if (**cursor == ',') {
      if (grouped ? since_comma != 3 : since_comma < 1 || since_comma > 3)
        return FALSE;
      grouped = TRUE;
      since_comma = 0;
    } else {
      break;
    }
  }
  *yuan = value;
  return !grouped || since_comma == 3;
}

/* Reads what follows the decimal point: nothing to two digits. */
static gboolean
read_decimals (const char **cursor, guint *fen, guint *n_digits)
{
  guint weight = 10;

  *fen = 0;
  for (*n_digits = 0; g_ascii_isdigit (**cursor); (*cursor)++, (*n_digits)++) {
    *fen += (guint)(**cursor - '0') * weight;
    weight /= 10;
  }
  return *n_digits <= 2;
}

/* Makes full-width characters narrow, and the minus sign and the Chinese full stop, which an input
   method gives for `-` and `.`, plain. Returns NULL for what is not UTF-8 or too long. */
static char *
narrow (const char *text)
{
  g_autofree char *folded = NULL;
  g_autoptr (GString) plain = NULL;

  /* GLib reads and writes beyond the end of what is not UTF-8. */
  if (strnlen (text, MAX_INPUT_BYTES + 1) > MAX_INPUT_BYTES || !g_utf8_validate (text, -1, NULL))
    return NULL;
  folded = g_utf8_normalize (text, -1, G_NORMALIZE_NFKC);
  if (folded == NULL)
    return NULL;

  plain = g_string_new (folded);
  g_string_replace (plain, MINUS_SIGN, "-", 0);
  g_string_replace (plain, IDEOGRAPHIC_FULL_STOP, ".", 0);
  return g_strstrip (g_string_free (g_steal_pointer (&plain), FALSE));
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, JL_ERROR, JL_ERROR_INVALID, message);
  return FALSE;
}

/**
 * jl_money_from_text:
 * @text: what a person typed
 * @allow_negative: whether an amount below 0 makes sense here
 * @fen: (out): the amount, untouched on failure
 * @error: %JL_ERROR_INVALID with a sentence for the person
 *
 * Reads an amount of yuan: `80`, `1,234.5`, `¥80`, `80元`, `.5`, full-width forms of these.
 * Commas are taken only where a thousand ends. Nothing is rounded: more than two decimals are
 * refused, and so is more than %JL_MONEY_MAX_FEN.
 *
 * Returns: %FALSE if @text is not such an amount
 */
gboolean
jl_money_from_text (const char *text, gboolean allow_negative, gint64 *fen, GError **error)
{
  g_autofree char *plain = narrow (text);
  const char *cursor = plain;
  gboolean negative = FALSE;
  guint64 yuan = 0;
  guint rest = 0;
  guint n_digits = 0;
  guint n_decimals = 0;

  if (plain == NULL)
    return refuse (error, _ ("This is not an amount of money"));

  negative = skip_token (&cursor, "-");
  skip_token (&cursor, YEN_SIGN);
  negative = negative || skip_token (&cursor, "-");
  if (!read_yuan (&cursor, &yuan, &n_digits))
    return refuse (error, _ ("A comma belongs before each three digits"));
  if (*cursor == '.') {
    cursor++;
    if (!read_decimals (&cursor, &rest, &n_decimals))
      return refuse (error, _ ("An amount has at most two decimals"));
  }
  while (*cursor == ' ')
    cursor++;
  skip_token (&cursor, "元");
  if (*cursor != '\0' || n_digits + n_decimals == 0)
    return refuse (error, _ ("This is not an amount of money"));

  if (yuan * 100 + rest > (guint64)JL_MONEY_MAX_FEN)
    return refuse (error, _ ("The amount is too large"));
  if (negative && !allow_negative && yuan + rest > 0)
    return refuse (error, _ ("The amount may not be negative"));

  *fen = (gint64)(yuan * 100 + rest) * (negative ? -1 : 1);
  return TRUE;
}
