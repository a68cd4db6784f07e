// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-config.h"

G_BEGIN_DECLS

/**
 * JlStart: what the parent tells each child first. A child that is started later gets the same,
 * whatever has become of the files since.
 */
typedef struct {
  JlConfig *config;    /* owned */
  char *public_url;    /* owned */
  char *rules_version; /* owned */
  char *notice;        /* owned: for /readyz */
} JlStart;

GBytes *jl_start_to_bytes (const JlConfig *config,
                           const char *public_url,
                           const char *rules_version,
                           const char *notice);
JlStart *jl_start_new_from_bytes (GBytes *bytes, GError **error);
void jl_start_free (JlStart *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlStart, jl_start_free)

G_END_DECLS
