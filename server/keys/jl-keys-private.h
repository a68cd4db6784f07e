// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-keys.h"

#include <sys/stat.h>

G_BEGIN_DECLS

#define JL_KEYS_FOLDER_NAME "keys"
#define JL_KEYS_SUFFIX ".key"
#define JL_KEYS_PERSON_FILE "person-keys.db"
#define JL_KEYS_SECRET_BYTES 32

gboolean jl_keys_check_permissions (const char *path, mode_t kind, mode_t wanted, GError **error);
const guint8 *jl_keys_get_secret (JlKeys *self, JlKeyPurpose purpose, const char **id);

G_END_DECLS
