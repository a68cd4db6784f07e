// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/*
 * What libsoup costs at least: a SoupServer on a free port of this machine that answers every
 * request with the same bytes. The service is measured against it.
 */
SoupServer *floor_server_new (guint *port, GError **error);

G_END_DECLS
