// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-connection.h"
#include "jl-keys.h"

G_BEGIN_DECLS

/*
 * Which of the service's keys its data were made with. The ids stand in the database, so that a
 * service with other keys does not start. When a key for lookup or for people was rotated, what was
 * made with the older one is made anew beside other work, person by person; until that is done both
 * are valid, and every process sees in its own transaction which two that are.
 */

/**
 * JlKeyUse:
 * @key_id: empty if nothing was ever made
 * @next_id: the key that everything is being made anew with, or empty
 * @person: the last one who is done with
 */
typedef struct {
  char key_id[JL_KEY_ID_SIZE];
  char next_id[JL_KEY_ID_SIZE];
  gint64 person;
} JlKeyUse;

gboolean jl_key_use_is_noted (JlConnection *connection, gboolean *noted, GError **error);
gboolean
jl_key_use_read (JlConnection *connection, JlKeyPurpose purpose, JlKeyUse *use, GError **error);
gboolean
jl_key_use_check (JlConnection *connection, JlKeys *keys, const char *data_dir, GError **error);
gboolean jl_key_use_note (JlConnection *connection, JlKeys *keys, GError **error);
gboolean
jl_key_use_advance (JlConnection *connection, JlKeyPurpose purpose, gint64 person, GError **error);
gboolean jl_key_use_finish (JlConnection *connection, JlKeyPurpose purpose, GError **error);
gboolean jl_key_use_replace (JlConnection *connection,
                             JlKeyPurpose purpose,
                             const char *key_id,
                             GError **error);
gboolean jl_key_use_forget (JlConnection *connection, GError **error);

G_END_DECLS
