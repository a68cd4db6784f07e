// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-call-filter.h"

#include "jl-call-names.h"
#include "jl-error.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define NAMESPACES                                                                                 \
  (CLONE_NEWCGROUP | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUSER |    \
   CLONE_NEWUTS)
/* Linux has 463. */
#define N_NUMBERS 512

static char call_names[N_NUMBERS][24];
static const char *role_name = "";

/* Before anything is confined: the handler may not ask for memory. */
static void
learn_names (void)
{
  for (int number = 0; number < N_NUMBERS; number++) {
    char *name = seccomp_syscall_resolve_num_arch (SCMP_ARCH_NATIVE, number);

    g_strlcpy (call_names[number], name != NULL ? name : "", sizeof call_names[number]);
    free (name);
  }
}

/* Says which call it was, then ends the process as if nobody had caught the signal. */
static void
bad_call_cb (int signal_number, siginfo_t *info, void *context)
{
  int number = info->si_syscall;
  const char *name = number >= 0 && number < N_NUMBERS ? call_names[number] : "";
  struct sigaction action = { .sa_handler = SIG_DFL };
  char text[128];
  int length = snprintf (text,
                         sizeof text,
                         "%s %d: system call %d (%s) is not allowed\n",
                         role_name,
                         (int)getpid (),
                         number,
                         name);

  if (write (STDERR_FILENO, text, MIN ((gsize)length, sizeof text - 1)) < 0)
    length = 0; /* there is nobody to tell */
  sigaction (SIGSYS, &action, NULL);
  raise (SIGSYS);
}

static void
handle_bad_calls (const char *name)
{
  struct sigaction action = { .sa_sigaction = bad_call_cb, .sa_flags = SA_SIGINFO | SA_NODEFER };

  learn_names ();
  role_name = name;
  sigaction (SIGSYS, &action, NULL);
}

/* One that this libseccomp or this machine does not have needs no rule. */
static int
add_rule (scmp_filter_ctx filter, guint32 action, const char *name)
{
  int number = seccomp_syscall_resolve_name (name);

  return number >= 0 ? seccomp_rule_add (filter, action, number, 0) : 0;
}

static int
add_names (scmp_filter_ctx filter, JlConfineRole role)
{
  int result = 0;

  for (const JlCallName *call = jl_call_names_get_allowed (); result == 0 && call->name; call++) {
    if (call->roles & (1u << role))
      result = add_rule (filter, SCMP_ACT_ALLOW, call->name);
  }
  for (const JlCallRefusal *call = jl_call_names_get_refused (); result == 0 && call->name;
       call++) {
    if (call->roles & (1u << role))
      result = add_rule (filter, SCMP_ACT_ERRNO ((guint16)call->code), call->name);
  }
  return result;
}

static int
allow_if (scmp_filter_ctx filter, int number, struct scmp_arg_cmp condition)
{
  return seccomp_rule_add_array (filter, SCMP_ACT_ALLOW, number, 1, &condition);
}

/* Calls that are harmless or not by what they are asked. */
static int
add_conditions (scmp_filter_ctx filter, JlConfineRole role)
{
  static const unsigned long requests[] = { TCGETS, FIONREAD, FIONBIO, FIOCLEX };
  gboolean starts = role == JL_CONFINE_PARENT || role == JL_CONFINE_WORKER;
  int result = 0;

  for (guint i = 0; result == 0 && i < G_N_ELEMENTS (requests); i++)
    result = allow_if (filter, SCMP_SYS (ioctl), SCMP_A1 (SCMP_CMP_EQ, requests[i]));
  /* Threads; processes only where others are started; namespaces never. */
  if (result == 0)
    result = allow_if (filter,
                       SCMP_SYS (clone),
                       starts ? SCMP_A0 (SCMP_CMP_MASKED_EQ, NAMESPACES, 0)
                              : SCMP_A0 (SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
  /* The journal of the system and its manager listen at such sockets. */
  if (result == 0 && role != JL_CONFINE_PICTURES)
    result = allow_if (filter, SCMP_SYS (socket), SCMP_A0 (SCMP_CMP_EQ, AF_UNIX));
  if (result == 0 && starts)
    result = allow_if (filter, SCMP_SYS (socketpair), SCMP_A0 (SCMP_CMP_EQ, AF_UNIX));
  return result;
}

/**
 * jl_call_filter_enter:
 * @role: whose calls stay allowed
 * @name: (transfer none): the role's, for what is said
 * @error: return location
 *
 * From now on every thread of the process, and what it starts, may make the calls of
 * jl-call-names.c alone. Another one ends it with SIGSYS, after a line on standard error that names
 * the call.
 *
 * Returns: %FALSE with JL_ERROR_INTERNAL
 */
gboolean
jl_call_filter_enter (JlConfineRole role, const char *name, GError **error)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_TRAP);
  int result = filter != NULL ? 0 : -ENOMEM;

  if (result == 0)
    result = seccomp_attr_set (filter, SCMP_FLTATR_CTL_TSYNC, 1);
  /* What is asked often is found as fast as the rest. */
  if (result == 0)
    result = seccomp_attr_set (filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
  if (result == 0)
    result = add_names (filter, role);
  if (result == 0)
    result = add_conditions (filter, role);
  if (result == 0) {
    handle_bad_calls (name);
    result = seccomp_load (filter);
  }
  seccomp_release (filter);
  if (result != 0)
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "seccomp: %s", g_strerror (-result));
  return result == 0;
}
