// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-connection.h"
#include "jl-keys.h"

G_BEGIN_DECLS

/*
 * A key for each person, each wrapped by a key of the folder of keys (JL_KEY_PERSON), in a database
 * of its own that no backup of data holds. Whoever deletes a key makes everything that is sealed
 * with it unreadable, wherever a copy of it lies. May be used by several threads.
 */
typedef struct _JlPersonKeys JlPersonKeys;

JlPersonKeys *
jl_person_keys_open (const char *path, JlKeys *keys, JlConnectionFlags flags, GError **error);
void jl_person_keys_close (JlPersonKeys *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlPersonKeys, jl_person_keys_close)

gboolean jl_person_keys_make (
    JlPersonKeys *self, const gint64 *people, gsize n_people, gint64 now, GError **error);
gboolean jl_person_keys_get (JlPersonKeys *self,
                             gint64 person,
                             guint8 key[JL_KEYS_PERSON_BYTES],
                             GError **error);
gboolean jl_person_keys_delete (JlPersonKeys *self, gint64 person, GError **error);
GArray *jl_person_keys_list_deleted (JlPersonKeys *self, GError **error);
gboolean
jl_person_keys_rewrap (JlPersonKeys *self, gint64 *person, guint max, guint *n, GError **error);

G_END_DECLS
