// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-command.h"

/**
 * jl_reply_new_error:
 * @error: (transfer full): why the call is refused
 *
 * Returns: (transfer full): the reply
 */
JlReply *
jl_reply_new_error (GError *error)
{
  JlReply *self = g_new0 (JlReply, 1);

  self->error = error;
  return self;
}

/**
 * jl_reply_free:
 * @self: (transfer full) (nullable): a reply
 */
void
jl_reply_free (JlReply *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_error (&self->error);
  g_free (self);
}
