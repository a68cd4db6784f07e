// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"

G_BEGIN_DECLS

/*
 * One thing that a person wants done, as a request to the service. A write has one Idempotency-Key
 * from the first attempt to the last, so that doing the same action again after a broken connection
 * never does it twice. A new click is a new action.
 */
#define JL_TYPE_ACTION (jl_action_get_type ())
G_DECLARE_FINAL_TYPE (JlAction, jl_action, JL, ACTION, GObject)

JlAction *jl_action_new (const char *method, const char *path);
JlAction *jl_action_new_get (const char *format, ...) G_GNUC_PRINTF (1, 2);
JlAction *jl_action_new_post (const char *format, ...) G_GNUC_PRINTF (1, 2);

void jl_action_set_body (JlAction *self, JlRecord *body);
void jl_action_set_json (JlAction *self, const char *json);
void jl_action_set_version (JlAction *self, gint64 version);
void jl_action_set_output (JlAction *self, const JlRecordTable *table);
void jl_action_set_key (JlAction *self, const char *key);

const char *jl_action_get_method (JlAction *self);
const char *jl_action_get_path (JlAction *self);
const char *jl_action_get_json (JlAction *self);
const char *jl_action_get_key (JlAction *self);
gint64 jl_action_get_version (JlAction *self);
const JlRecordTable *jl_action_get_output (JlAction *self);

G_END_DECLS
