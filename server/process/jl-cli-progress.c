// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-cli-private.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/* How often progress is told: on a terminal in one line, otherwise in a line each time. */
#define PROGRESS_TERMINAL (G_USEC_PER_SEC / 4)
#define PROGRESS_LOG (10 * G_USEC_PER_SEC)

static volatile int stop_asked;

static struct {
  gint64 begun;
  gint64 told;
  gboolean is_terminal;
  gboolean has_line; /* one that the next is written over */
} progress_clock;

static void
stop_cb (int number)
{
  stop_asked = 1;
}

/**
 * jl_cli_watch_signals:
 *
 * The first SIGINT or SIGTERM from now on lets what was begun be kept; a second one ends the
 * program at once.
 *
 * Returns: what becomes 1 with the first
 */
const volatile int *
jl_cli_watch_signals (void)
{
  struct sigaction action = { .sa_handler = stop_cb, .sa_flags = (int)SA_RESETHAND | SA_RESTART };

  stop_asked = 0;
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
  return &stop_asked;
}

/**
 * jl_cli_progress_begin:
 *
 * From now on the work goes on.
 */
void
jl_cli_progress_begin (void)
{
  progress_clock.begun = progress_clock.told = g_get_monotonic_time ();
  progress_clock.is_terminal = isatty (STDERR_FILENO);
}

/**
 * jl_cli_progress_is_due:
 * @is_last: it is told in any case
 * @elapsed: (out): microseconds since the work began, at least 1
 *
 * Returns: whether it is time to tell how far it is
 */
gboolean
jl_cli_progress_is_due (gboolean is_last, gint64 *elapsed)
{
  gint64 now = g_get_monotonic_time ();
  gint64 interval = progress_clock.is_terminal ? PROGRESS_TERMINAL : PROGRESS_LOG;

  if (!is_last && now - progress_clock.told < interval)
    return FALSE;
  progress_clock.told = now;
  *elapsed = MAX (now - progress_clock.begun, 1);
  return TRUE;
}

/**
 * jl_cli_progress_tell:
 * @format: how far it is, translated, as printf
 */
void
jl_cli_progress_tell (const char *format, ...)
{
  va_list args;

  if (progress_clock.is_terminal)
    fputs ("\r\033[K", stderr);
  va_start (args, format);
  vfprintf (stderr, format, args);
  va_end (args);
  if (!progress_clock.is_terminal)
    fputc ('\n', stderr);
  progress_clock.has_line = progress_clock.is_terminal;
  fflush (stderr);
}

/**
 * jl_cli_progress_end:
 *
 * What is said next begins a line.
 */
void
jl_cli_progress_end (void)
{
  if (progress_clock.has_line)
    fputc ('\n', stderr);
  progress_clock.has_line = FALSE;
}
