// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-sample.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode *jl_drive_to_json (const JlDrive *drive);
JsonNode *jl_sample_to_json (const JlSample *sample);
char *jl_drive_to_text (const JlDrive *drive);
char *jl_sample_to_text (const JlSample *sample);
const char *jl_sample_verdict_get_name (JlSampleVerdict verdict);

G_END_DECLS
