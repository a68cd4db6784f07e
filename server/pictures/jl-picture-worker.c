// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-picture-worker.h"

#include "jl-confine.h"
#include "jl-error.h"
#include "jl-picture-frame.h"
#include "jl-picture-maker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define MIB ((rlim_t)1024 * 1024)

/* What decoding may use at most. Most: a 60-megapixel HEIC with 10 bits a colour. Shadow memory of
 * the address sanitizer counts as data, so its build has no memory limit. */
static const struct {
  __rlimit_resource_t resource;
  rlim_t limit;
} limits[] = {
#ifndef __SANITIZE_ADDRESS__
  { RLIMIT_DATA, 1024 * MIB },
  { RLIMIT_AS, 3 * 1024 * MIB },
#endif
  { RLIMIT_FSIZE, 64 * MIB },
  { RLIMIT_NOFILE, 64 },
};

static gboolean
set_limits (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++) {
    struct rlimit limit;

    if (getrlimit (limits[i].resource, &limit) != 0)
      return FALSE;
    limit.rlim_max = MIN (limit.rlim_max, limits[i].limit);
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit (limits[i].resource, &limit) != 0)
      return FALSE;
  }
  return TRUE;
}

/* When the time is over, the default action of the signal ends the process. */
static void
set_timer (guint seconds)
{
  struct itimerval timer = { .it_value.tv_sec = seconds };

  setitimer (ITIMER_REAL, &timer, NULL);
}

/* FALSE at the end of input. */
static gboolean
read_all (int fd, gpointer data, gsize size)
{
  guint8 *position = data;

  while (size > 0) {
    gssize n = read (fd, position, size);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    position += n;
    size -= n;
  }
  return TRUE;
}

/* The beginning of a frame, and the descriptor that came with it, or -1. FALSE at the end of input.
 */
static gboolean
read_header (int fd, guint8 header[JL_PICTURE_FRAME_HEADER], int *photo_fd)
{
  union {
    struct cmsghdr align;
    char bytes[CMSG_SPACE (sizeof (int))];
  } control = { 0 };
  struct iovec part = { header, JL_PICTURE_FRAME_HEADER };
  struct msghdr message = {
    .msg_iov = &part,
    .msg_iovlen = 1,
    .msg_control = control.bytes,
    .msg_controllen = sizeof control.bytes,
  };
  const struct cmsghdr *first;
  gssize n;

  *photo_fd = -1;
  do
    n = recvmsg (fd, &message, MSG_CMSG_CLOEXEC);
  while (n < 0 && errno == EINTR);
  if (n <= 0)
    return FALSE;
  first = CMSG_FIRSTHDR (&message);
  if (first != NULL && first->cmsg_level == SOL_SOCKET && first->cmsg_type == SCM_RIGHTS)
    memcpy (photo_fd, CMSG_DATA (first), sizeof *photo_fd);
  return read_all (fd, header + n, JL_PICTURE_FRAME_HEADER - (gsize)n);
}

static gboolean
write_all (int fd, GBytes *bytes)
{
  gsize size;
  const guint8 *position = g_bytes_get_data (bytes, &size);

  while (size > 0) {
    gssize n = write (fd, position, size);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return FALSE;
    position += n;
    size -= n;
  }
  return TRUE;
}

static GVariant *
answer (GVariant *request, int photo_fd)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlPictureDraft) draft = NULL;
  const char *category;
  guint32 seed;

  g_variant_get (request, "(&su)", &category, &seed);
  set_timer (JL_PICTURE_WORKER_SECONDS);
  if (category[0] != '\0')
    draft = jl_picture_draw (category, seed, &error);
  else
    draft = jl_picture_make (photo_fd, &error);
  set_timer (0);
  if (draft == NULL) {
    g_autofree char *message = g_utf8_make_valid (error->message, -1); /* libvips's need not be */

    return g_variant_new ("(ssm@(uusaay))", jl_error_code_get_name (error->code), message, NULL);
  }
  return g_variant_new ("(ssm@(uusaay))", "", "", jl_picture_draft_to_variant (draft));
}

static GVariant *
read_request (int fd, const guint8 header[JL_PICTURE_FRAME_HEADER])
{
  g_autoptr (GBytes) body = NULL;
  g_autofree guint8 *data = NULL;
  gsize length;

  if (!jl_picture_frame_parse_header (header, &length))
    return NULL;
  data = g_malloc (length);
  if (!read_all (fd, data, length))
    return NULL;
  body = g_bytes_new_take (g_steal_pointer (&data), length);
  return jl_picture_frame_parse_body (body, JL_PICTURE_REQUEST_TYPE);
}

/* FALSE when there will be no more requests. */
static gboolean
serve_one (int in_fd, int out_fd, int *status)
{
  guint8 header[JL_PICTURE_FRAME_HEADER];
  int photo_fd;
  g_autoptr (GVariant) request = NULL;
  g_autoptr (GBytes) reply = NULL;

  if (!read_header (in_fd, header, &photo_fd))
    return FALSE;
  *status = EXIT_FAILURE;
  request = read_request (in_fd, header);
  if (request != NULL)
    reply = jl_picture_frame_new (answer (request, photo_fd));
  if (photo_fd >= 0)
    close (photo_fd);
  if (reply == NULL || !write_all (out_fd, reply))
    return FALSE;
  *status = EXIT_SUCCESS;
  return TRUE;
}

/* Nothing can be opened any more, so all that libvips needs is there already. */
static gboolean
give_up (GError **error)
{
  g_autoptr (JlConfine) confine = jl_confine_new (JL_CONFINE_PICTURES);

  /* libvips asks for the time of day, and the C library would look for the zone each time. */
  g_setenv ("TZ", "UTC0", TRUE);
  /* The one that asks whether it talks to the system's journal would have to open a socket. */
  g_log_set_writer_func (g_log_writer_standard_streams, NULL, NULL);
  return jl_confine_enter (confine, error);
}

/**
 * jl_picture_worker_run:
 * @in_fd: requests come here
 * @out_fd: answers go here; may be the same socket
 * @confined: whether it gives up what it does not need
 *
 * The picture worker's whole life: limits what it may use, gives up files and all system calls but
 * those of decoding, then makes one picture after the other,
 * until its input ends. A picture that takes longer than JL_PICTURE_WORKER_SECONDS ends it with
 * SIGALRM, one that needs too much memory is refused or ends it; the client starts another.
 *
 * Nothing but answers reaches @out_fd: what libraries print on standard output goes to standard
 * error.
 *
 * Returns: the program's exit status
 */
int
jl_picture_worker_run (int in_fd, int out_fd, gboolean confined)
{
  g_autoptr (GError) error = NULL;
  sigset_t alarm_set;
  int status = EXIT_SUCCESS;

  signal (SIGALRM, SIG_DFL);
  signal (SIGPIPE, SIG_IGN);
  sigemptyset (&alarm_set);
  sigaddset (&alarm_set, SIGALRM);
  sigprocmask (SIG_UNBLOCK, &alarm_set, NULL);

  if (out_fd == STDOUT_FILENO) {
    out_fd = fcntl (STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (out_fd < 0 || dup2 (STDERR_FILENO, STDOUT_FILENO) < 0)
      return EXIT_FAILURE;
  }
  if (!set_limits ()) {
    g_warning ("cannot limit the picture worker: %s", g_strerror (errno));
    return EXIT_FAILURE;
  }
  if (!jl_picture_maker_init ("jieli-picture-worker", &error) || (confined && !give_up (&error))) {
    g_warning ("%s", error->message);
    return EXIT_FAILURE;
  }

  while (serve_one (in_fd, out_fd, &status))
    continue;
  return status;
}
