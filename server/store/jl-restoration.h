// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-connection.h"

G_BEGIN_DECLS

/**
 * JlRestoration: what a service that was restored knows of it. Times are milliseconds UTC.
 * @epoch: which began with it
 * @restored_at: when
 * @made_at: when the backup was made
 * @entries: the last entry of the journal that the backup holds
 * @last_at: when that was written
 */
typedef struct {
  guint epoch;
  gint64 restored_at;
  gint64 made_at;
  gint64 entries;
  gint64 last_at;
} JlRestoration;

gboolean
jl_restoration_begin (JlConnection *connection, const JlRestoration *restoration, GError **error);
gboolean jl_restoration_read (JlConnection *connection, JlRestoration *restoration, GError **error);

G_END_DECLS
