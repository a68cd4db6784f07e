// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How long one picture may take, in seconds, before the worker ends. */
#define JL_PICTURE_WORKER_SECONDS 15

/* An option of its program: do not confine yourself. */
#define JL_PICTURE_WORKER_UNCONFINED "--unconfined"

int jl_picture_worker_run (int in_fd, int out_fd, gboolean confined);

G_END_DECLS
