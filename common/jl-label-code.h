// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The code on an item's label: `SF-000123-G`. The organisation's prefix makes it unique without
 * asking anybody, the counter can be printed ahead, the check character finds wrong typing. Without
 * hyphens, and in lower case, it means the same. It is all capital letters, digits and hyphens,
 * which every Code 128 scanner reads and types alike on any keyboard layout.
 */

#define JL_LABEL_PREFIX_MAX 4
#define JL_LABEL_COUNTER_MAX 99999999
/* Prefix, hyphen, up to 8 digits, hyphen, check character and the terminating NUL. */
#define JL_LABEL_CODE_TEXT_SIZE 16

/**
 * JlLabelCode:
 * @prefix: of the organisation, 2 to 4 characters
 * @counter: 1 to %JL_LABEL_COUNTER_MAX
 */
typedef struct {
  char prefix[JL_LABEL_PREFIX_MAX + 1];
  guint counter;
} JlLabelCode;

char *jl_label_prefix_parse (const char *text, GError **error);
void jl_label_code_to_text (const JlLabelCode *self, char text[JL_LABEL_CODE_TEXT_SIZE]);
gboolean jl_label_code_from_text (const char *text, JlLabelCode *code, GError **error);

G_END_DECLS
