// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-caller.h"

/**
 * jl_caller_new:
 *
 * Returns: (transfer full): somebody who is not signed in
 */
JlCaller *
jl_caller_new (void)
{
  JlCaller *self = g_new0 (JlCaller, 1);

  self->roles = JL_ROLE_ANYONE;
  self->memberships = g_array_new (FALSE, TRUE, sizeof (JlMembership));
  return self;
}

/**
 * jl_caller_new_system:
 *
 * Returns: (transfer full): the service itself, which sees every record and may what is open to
 *   JL_ROLE_SYSTEM
 */
JlCaller *
jl_caller_new_system (void)
{
  JlCaller *self = jl_caller_new ();

  self->roles = JL_ROLE_SYSTEM;
  return self;
}

/**
 * jl_caller_copy:
 * @self: a caller
 *
 * Returns: (transfer full): the same once more
 */
JlCaller *
jl_caller_copy (const JlCaller *self)
{
  JlCaller *copy = g_memdup2 (self, sizeof *self);

  copy->memberships = g_array_copy (self->memberships);
  copy->address = g_strdup (self->address);
  return copy;
}

/**
 * jl_caller_free:
 * @self: (transfer full) (nullable): a caller
 */
void
jl_caller_free (JlCaller *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->memberships);
  g_free (self->address);
  g_free (self);
}

/**
 * jl_caller_may:
 * @self: a caller
 * @roles: those who may
 *
 * Returns: whether @self has one of @roles in the organisation it acts for; a manager may all that
 * a clerk may
 */
gboolean
jl_caller_may (const JlCaller *self, JlRoleSet roles)
{
  JlRoleSet held = self->roles;

  if (held & JL_ROLE_MANAGER)
    held |= JL_ROLE_CLERK;
  return (held & roles) != 0;
}

/**
 * jl_caller_owns:
 * @self: a caller
 * @organisation: an organisation
 *
 * Returns: whether @self acts for @organisation; the service acts for all
 */
gboolean
jl_caller_owns (const JlCaller *self, gint64 organisation)
{
  if (self->roles & JL_ROLE_SYSTEM)
    return TRUE;
  return organisation != 0 && self->organisation == organisation;
}

/**
 * jl_caller_get_view:
 * @self: a caller
 * @organisation: the record's
 * @owner: the person to whom the record also shows, 0: none
 * @is_public: whether anybody may see it
 * @view: (out): what of the record, untouched if nothing
 *
 * The one rule of who sees what: the organisation and the owner see the record in its own view,
 * others see the public one, and what is not public does not exist for them.
 *
 * Returns: whether @self sees the record at all
 */
gboolean
jl_caller_get_view (
    const JlCaller *self, gint64 organisation, gint64 owner, gboolean is_public, JlView *view)
{
  if (jl_caller_owns (self, organisation) || (owner != 0 && owner == self->person))
    *view = JL_VIEW_OWN;
  else if (is_public)
    *view = JL_VIEW_PUBLIC;
  else
    return FALSE;
  return TRUE;
}
