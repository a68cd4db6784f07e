// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

int jl_listen_socket_open (GSocketAddress *address, guint patience_ms, GError **error);
int jl_listen_socket_take_passed (GError **error);
guint jl_listen_socket_get_port (int fd);

G_END_DECLS
