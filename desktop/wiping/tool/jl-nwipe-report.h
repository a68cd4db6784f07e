// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-nwipe-log.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char *jl_nwipe_session_to_text (const JlNwipeSession *session);
JsonNode *jl_nwipe_log_to_json (GPtrArray *sessions, const char *sha256);

G_END_DECLS
