// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"

G_BEGIN_DECLS

/**
 * JlEtag:
 * @version: of the record; positive, 0: none
 * @view: in which it is shown
 * @renewal: how often the JSON of this version was made anew since (see jl_ready_rebuild())
 *
 * What an entity tag of ours says.
 */
typedef struct {
  gint64 version;
  JlView view;
  gint64 renewal;
} JlEtag;

char *jl_etag_new (const JlEtag *tag);
gboolean jl_etag_equal (const JlEtag *a, const JlEtag *b);
gboolean jl_etag_parse_if_match (const char *header, gint64 *version);
gboolean jl_etag_parse_if_none_match (const char *header, JlEtag *tag);

G_END_DECLS
