// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"

G_BEGIN_DECLS

char *jl_etag_new (gint64 version, JlView view);
gboolean jl_etag_parse_if_match (const char *header, gint64 *version);
gboolean jl_etag_parse_if_none_match (const char *header, gint64 *version, JlView *view);

G_END_DECLS
