// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SerialRequests:
 * @port: of the server
 * @texts: (element-type utf8): whole requests
 * @n_sent: how many are sent, in turn
 * @n_connections: so many are sent before the first of their answers is read
 * @status: what each answer must have
 */
typedef struct {
  guint port;
  GPtrArray *texts;
  guint n_sent;
  guint n_connections;
  guint status;
} SerialRequests;

/* Sends them from another process, which is not counted, while the default main context runs here.
 * Nothing depends on which of both is faster. */
void serial_client_run (const SerialRequests *requests);

G_END_DECLS
