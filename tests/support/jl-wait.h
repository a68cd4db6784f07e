// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Runs the main context until @condition holds; the test fails when it has not after 20 s. */
#define jl_wait_for(condition)                                                                     \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint jl_deadline = jl_wait_begin ();                                                          \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (jl_deadline);                                                                 \
  }                                                                                                \
  G_STMT_END

guint jl_wait_begin (void);
void jl_wait_result_cb (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *jl_wait_result (GAsyncResult **result);

G_END_DECLS
