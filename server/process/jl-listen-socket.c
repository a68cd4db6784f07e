// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-listen-socket.h"

#include "jl-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#define RETRY_MS 50

/* GSocket is of no use here: g_socket_bind() decides about address reuse by itself. */
static int
try_open (const struct sockaddr *address, socklen_t size)
{
  const int on = 1;
  const int off = 0;
  int fd = socket (address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  if (fd < 0)
    return -1;
  setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (address->sa_family == AF_INET6)
    setsockopt (fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  if (bind (fd, address, size) != 0 || listen (fd, SOMAXCONN) != 0) {
    int saved = errno;

    close (fd);
    errno = saved;
    return -1;
  }
  return fd;
}

/**
 * jl_listen_socket_open:
 * @address: an internet address; port 0: any that is free
 * @patience_ms: how long to wait for an address that is in use. The workers of a service that was
 *   killed need a moment to notice and leave
 * @error: return location
 *
 * Opens the socket that all workers inherit.
 *
 * Returns: a descriptor that listens, is non-blocking and closed on exec, or -1 with
 *   JL_ERROR_UNAVAILABLE
 */
int
jl_listen_socket_open (GSocketAddress *address, guint patience_ms, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + (gint64)patience_ms * 1000;
  struct sockaddr_storage native;
  g_autofree char *text = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
  int fd;

  if (!g_socket_address_to_native (address, &native, sizeof native, error))
    return -1;
  for (;;) {
    fd = try_open ((const struct sockaddr *)&native, g_socket_address_get_native_size (address));
    if (fd >= 0)
      return fd;
    if (errno != EADDRINUSE || g_get_monotonic_time () >= deadline)
      break;
    g_usleep (RETRY_MS * 1000);
  }
  g_set_error (error,
               JL_ERROR,
               JL_ERROR_UNAVAILABLE,
               _ ("%s cannot be listened on: %s"),
               text,
               g_strerror (errno));
  return -1;
}

/**
 * jl_listen_socket_take_passed:
 * @error: return location
 *
 * Takes over the socket that systemd listens on for us (socket activation), if there is one.
 *
 * Returns: a descriptor as from jl_listen_socket_open(), -1 without error if there is none, -1 with
 *   JL_ERROR_INVALID if there is anything else
 */
int
jl_listen_socket_take_passed (GError **error)
{
  int n = sd_listen_fds (1);
  int fd = SD_LISTEN_FDS_START;

  if (n == 0)
    return -1;
  if (n != 1 || sd_is_socket (fd, AF_UNSPEC, SOCK_STREAM, 1) <= 0 ||
      sd_is_socket (fd, AF_UNIX, 0, -1) > 0) {
    g_set_error_literal (error,
                         JL_ERROR,
                         JL_ERROR_INVALID,
                         _ ("systemd must pass exactly one listening TCP socket"));
    return -1;
  }
  /* Where the children will find theirs, so ours must not stand there. */
  fd = fcntl (SD_LISTEN_FDS_START, F_DUPFD_CLOEXEC, 16);
  close (SD_LISTEN_FDS_START);
  if (fd < 0 || fcntl (fd, F_SETFL, fcntl (fd, F_GETFL) | O_NONBLOCK) != 0) {
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "fcntl: %s", g_strerror (errno));
    return -1;
  }
  return fd;
}

/**
 * jl_listen_socket_get_port:
 * @fd: a TCP socket
 *
 * Returns: the port it is bound to, 0 if none
 */
guint
jl_listen_socket_get_port (int fd)
{
  struct sockaddr_storage address;
  socklen_t size = sizeof address;

  if (getsockname (fd, (struct sockaddr *)&address, &size) != 0)
    return 0;
  if (address.ss_family == AF_INET6)
    return ntohs (((struct sockaddr_in6 *)&address)->sin6_port);
  if (address.ss_family == AF_INET)
    return ntohs (((struct sockaddr_in *)&address)->sin_port);
  return 0;
}
