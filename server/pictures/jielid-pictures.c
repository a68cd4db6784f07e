// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-picture-worker.h"

#include <unistd.h>

/* The picture worker: requests on standard input, answers on standard output. */
int
main (void)
{
  return jl_picture_worker_run (STDIN_FILENO, STDOUT_FILENO);
}
