// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"

G_BEGIN_DECLS

/*
 * Roles are what a membership gives in its organisation. ANYONE and RESIDENT need no membership.
 * A route or command names the set of roles that may; a caller has the set it holds in the
 * organisation it acts for.
 */
typedef enum {
  JL_ROLE_ANYONE = 1 << 0,   /* no session needed */
  JL_ROLE_RESIDENT = 1 << 1, /* any signed-in person */
  JL_ROLE_CLERK = 1 << 2,    /* shop or committee counter */
  JL_ROLE_MANAGER = 1 << 3,  /* of an organisation: its people, its settings; all a clerk may */
  JL_ROLE_TEACHER = 1 << 4,
  JL_ROLE_TECHNICIAN = 1 << 5, /* wipes data */
  JL_ROLE_APPRAISER = 1 << 6,
  JL_ROLE_RECYCLER = 1 << 7,
  JL_ROLE_OFFICER = 1 << 8,       /* of a city department */
  JL_ROLE_ADMINISTRATOR = 1 << 9, /* of the service */
  JL_ROLE_SYSTEM = 1 << 10,       /* the service itself: expiry, timers */
} JlRole;
typedef guint JlRoleSet;

/* All who work for somebody. */
#define JL_ROLES_MEMBERS                                                                           \
  (JL_ROLE_CLERK | JL_ROLE_MANAGER | JL_ROLE_TEACHER | JL_ROLE_TECHNICIAN | JL_ROLE_APPRAISER |    \
   JL_ROLE_RECYCLER | JL_ROLE_OFFICER | JL_ROLE_ADMINISTRATOR)

/* Those who keep goods for an organisation. */
#define JL_ROLES_STAFF (JL_ROLE_CLERK | JL_ROLE_MANAGER | JL_ROLE_TEACHER)

typedef struct {
  gint64 organisation;
  JlRoleSet role;
} JlMembership;

/**
 * JlCaller:
 *
 * Who asks: made from a session by server/accounts, in a worker for reads, and again by the writer
 * for each command, so that no worker can act as somebody else.
 */
typedef struct {
  gint64 account; /* 0: nobody is signed in */
  gint64 person;  /* the person behind the account */
  gint64 session;
  gint64 organisation; /* the organisation acted for, 0: none */
  JlRoleSet roles;     /* held there, with ANYONE and RESIDENT as they apply */
  GArray *memberships; /* owned, (element-type JlMembership), never NULL */
  char *address;       /* owned, nullable: the client's address */
} JlCaller;

JlCaller *jl_caller_new (void);
JlCaller *jl_caller_new_system (void);
JlCaller *jl_caller_copy (const JlCaller *self);
void jl_caller_free (JlCaller *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlCaller, jl_caller_free)

gboolean jl_caller_may (const JlCaller *self, JlRoleSet roles);
/* Whether the caller sees records of @organisation in their own view: it acts for that one. */
gboolean jl_caller_owns (const JlCaller *self, gint64 organisation);
/* Which view of a record the caller sees: FALSE: none, the record does not exist for it. */
gboolean jl_caller_get_view (
    const JlCaller *self, gint64 organisation, gint64 owner, gboolean is_public, JlView *view);

G_END_DECLS
