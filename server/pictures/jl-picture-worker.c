// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-picture-worker.h"

#include "jl-error.h"
#include "jl-picture-frame.h"
#include "jl-picture-maker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
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
  { RLIMIT_DATA, 1024 * MIB }, { RLIMIT_AS, 3 * 1024 * MIB },
#endif
  { RLIMIT_FSIZE, 64 * MIB },  { RLIMIT_NOFILE, 64 },
  { RLIMIT_CORE, 0 }, /* a dump would hold somebody's photo */
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
  return prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
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
answer (GVariant *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlPicture) picture = NULL;
  const char *input_path;
  const char *photos_dir;
  const char *category;
  guint32 seed;

  g_variant_get (request, "(^&ay^&ay&su)", &input_path, &photos_dir, &category, &seed);
  set_timer (JL_PICTURE_WORKER_SECONDS);
  if (category[0] != '\0')
    picture = jl_picture_draw (category, seed, photos_dir, &error);
  else
    picture = jl_picture_make (input_path, photos_dir, &error);
  set_timer (0);
  if (picture == NULL) {
    g_autofree char *message = g_utf8_make_valid (error->message, -1); /* paths need not be */

    return g_variant_new (
        "(ss@a{sv})", jl_error_code_get_name (error->code), message, g_variant_new ("a{sv}", NULL));
  }
  return g_variant_new ("(ss@a{sv})", "", "", jl_picture_to_variant (picture));
}

/* FALSE when there will be no more requests. */
static gboolean
serve_one (int in_fd, int out_fd, int *status)
{
  guint8 header[JL_PICTURE_FRAME_HEADER];
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GVariant) request = NULL;
  g_autoptr (GBytes) reply = NULL;
  g_autofree guint8 *data = NULL;
  gsize length;

  if (!read_all (in_fd, header, sizeof header))
    return FALSE;
  *status = EXIT_FAILURE;
  if (!jl_picture_frame_parse_header (header, &length))
    return FALSE;
  data = g_malloc (length);
  if (!read_all (in_fd, data, length))
    return FALSE;
  body = g_bytes_new_take (g_steal_pointer (&data), length);
  request = jl_picture_frame_parse_body (body, JL_PICTURE_REQUEST_TYPE);
  if (request == NULL)
    return FALSE;

  reply = jl_picture_frame_new (answer (request));
  if (!write_all (out_fd, reply))
    return FALSE;
  *status = EXIT_SUCCESS;
  return TRUE;
}

/**
 * jl_picture_worker_run:
 * @in_fd: requests come here
 * @out_fd: answers go here; may be the same socket
 *
 * The picture worker's whole life: limits what it may use, then makes one picture after the other,
 * until its input ends. A picture that takes longer than JL_PICTURE_WORKER_SECONDS ends it with
 * SIGALRM, one that needs too much memory is refused or ends it; the client starts another.
 *
 * Nothing but answers reaches @out_fd: what libraries print on standard output goes to standard
 * error.
 *
 * Returns: the program's exit status
 */
int
jl_picture_worker_run (int in_fd, int out_fd)
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
  if (!jl_picture_maker_init ("jieli-picture-worker", &error)) {
    g_warning ("%s", error->message);
    return EXIT_FAILURE;
  }

  while (serve_one (in_fd, out_fd, &status))
    continue;
  return status;
}
