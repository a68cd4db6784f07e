// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  JL_HEAD_GOOD,
  JL_HEAD_MALFORMED,
  JL_HEAD_UNKNOWN_METHOD,
} JlHeadVerdict;

JlHeadVerdict jl_request_head_check (const char *head, gsize length);

G_END_DECLS
