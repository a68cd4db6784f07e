// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <sys/uio.h>

G_BEGIN_DECLS

/*
 * The bytes of one connection: a non-blocking socket, or TLS upon it.
 */
typedef struct {
  int fd;          /* owned, -1: closed */
  GSocket *socket; /* owned, nullable: owns fd when there is TLS */
  GIOStream *tls;  /* owned, nullable */
} JlTransport;

/* What jl_transport_receive() and jl_transport_send() say besides a count of bytes. */
#define JL_TRANSPORT_BLOCKED (-1)
#define JL_TRANSPORT_BROKEN (-2)

typedef void (*JlTransportReady) (gboolean ok, gpointer user_data);

void jl_transport_init (JlTransport *self, int fd);
void jl_transport_start_tls (JlTransport *self,
                             GTlsCertificate *certificate,
                             GCancellable *cancellable,
                             JlTransportReady ready,
                             gpointer user_data);
gssize jl_transport_receive (JlTransport *self, gpointer buffer, gsize size);
gssize jl_transport_send (JlTransport *self, const struct iovec *parts, int n_parts);
void jl_transport_end_sending (JlTransport *self);
void jl_transport_close (JlTransport *self);

G_END_DECLS
