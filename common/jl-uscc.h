// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define JL_USCC_LENGTH 18
#define JL_ORGANISATION_CODE_LENGTH 9

/**
 * JlUsccDoubts:
 * @JL_USCC_NO_DOUBTS: every check holds
 * @JL_USCC_CHECK_CHARACTER: the last character is not the one that GB 32100 computes. Such codes
 * are in use all the same, so a person may accept one with a reason
 * @JL_USCC_ORGANISATION_CODE: the organisation code inside has a wrong check character: a warning
 * and never a reason to refuse
 */
typedef enum {
  JL_USCC_NO_DOUBTS = 0,
  JL_USCC_CHECK_CHARACTER = 1 << 0,
  JL_USCC_ORGANISATION_CODE = 1 << 1,
} JlUsccDoubts;

char *jl_uscc_parse (const char *text, JlUsccDoubts *doubts, GError **error);
char *jl_uscc_get_division (const char *uscc);
char *jl_uscc_get_organisation_code (const char *uscc);

char *jl_organisation_code_parse (const char *text, GError **error);

G_END_DECLS
