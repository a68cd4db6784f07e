// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-picture-worker.h"

#include <string.h>
#include <unistd.h>

/* The picture worker: requests on standard input, answers on standard output. */
int
main (int argc, char **argv)
{
  gboolean confined = argc < 2 || strcmp (argv[1], JL_PICTURE_WORKER_UNCONFINED) != 0;

  return jl_picture_worker_run (STDIN_FILENO, STDOUT_FILENO, confined);
}
