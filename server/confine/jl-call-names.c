// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-call-names.h"

#include <errno.h>

#define PARENT (1 << JL_CONFINE_PARENT)
#define WORKER (1 << JL_CONFINE_WORKER)
#define INDEXER (1 << JL_CONFINE_INDEXER)
#define PICTURES (1 << JL_CONFINE_PICTURES)

/* Who opens files; who starts processes, and so needs what these need at their start. */
#define STARTS (PARENT | WORKER)
#define FILES (STARTS | INDEXER)
#define ALL (FILES | PICTURES)

/* Whole families, because C libraries differ in which member they take. What is asked by its
 * arguments (clone, ioctl, socket) stands in jl-call-filter.c. */
static const JlCallName allowed[] = {
  /* memory, threads, time */
  { "alarm", ALL },
  { "arch_prctl", ALL },
  { "brk", ALL },
  { "clock_getres", ALL },
  { "clock_gettime", ALL },
  { "clock_nanosleep", ALL },
  { "exit", ALL },
  { "exit_group", ALL },
  { "futex", ALL },
  { "futex_wait", ALL },
  { "futex_waitv", ALL },
  { "futex_wake", ALL },
  { "get_robust_list", ALL },
  { "getcpu", ALL },
  { "getrandom", ALL },
  { "gettimeofday", ALL },
  { "madvise", ALL },
  { "membarrier", ALL },
  { "mincore", ALL },
  { "mmap", ALL },
  { "mprotect", ALL },
  { "mremap", ALL },
  { "munmap", ALL },
  { "nanosleep", ALL },
  { "restart_syscall", ALL },
  { "rseq", ALL },
  { "rt_sigaction", ALL },
  { "rt_sigpending", ALL },
  { "rt_sigprocmask", ALL },
  { "rt_sigreturn", ALL },
  { "rt_sigsuspend", ALL },
  { "rt_sigtimedwait", ALL },
  { "sched_get_priority_max", ALL },
  { "sched_get_priority_min", ALL },
  { "sched_getaffinity", ALL },
  { "sched_getattr", ALL },
  { "sched_getparam", ALL },
  { "sched_getscheduler", ALL },
  { "sched_setattr", ALL },
  { "sched_setscheduler", ALL },
  { "sched_yield", ALL },
  { "set_robust_list", ALL },
  { "set_tid_address", ALL },
  { "setitimer", ALL },
  { "sigaltstack", ALL },
  { "sysinfo", ALL },
  { "time", ALL },
  { "times", ALL },
  { "uname", ALL },

  /* descriptors that are open */
  { "close", ALL },
  { "dup", ALL },
  { "fadvise64", ALL },
  { "fcntl", ALL },
  { "fstat", ALL },
  { "lseek", ALL },
  { "newfstatat", ALL },
  { "poll", ALL },
  { "ppoll", ALL },
  { "pread64", ALL },
  { "preadv", ALL },
  { "pselect6", ALL },
  { "read", ALL },
  { "readv", ALL },
  { "recvfrom", ALL },
  { "recvmsg", ALL },
  { "select", ALL },
  { "sendmsg", ALL },
  { "sendto", ALL },
  { "shutdown", ALL },
  { "statx", ALL },
  { "write", ALL },
  { "writev", ALL },

  /* itself */
  { "getegid", ALL },
  { "geteuid", ALL },
  { "getgid", ALL },
  { "getpid", ALL },
  { "getppid", ALL },
  { "getpriority", ALL },
  { "getresgid", ALL },
  { "getresuid", ALL },
  { "getrlimit", ALL },
  { "getrusage", ALL },
  { "gettid", ALL },
  { "getuid", ALL },
  { "prctl", ALL },
  { "prlimit64", ALL },
  { "tgkill", ALL },
  { "umask", ALL },

  /* files and folders, waiting for many descriptors */
  { "access", FILES },
  { "chmod", FILES },
  { "copy_file_range", FILES },
  { "creat", FILES },
  { "dup2", FILES },
  { "dup3", FILES },
  { "epoll_create", FILES },
  { "epoll_create1", FILES },
  { "epoll_ctl", FILES },
  { "epoll_pwait", FILES },
  { "epoll_pwait2", FILES },
  { "epoll_wait", FILES },
  { "eventfd2", FILES },
  { "faccessat", FILES },
  { "faccessat2", FILES },
  { "fallocate", FILES },
  { "fchmod", FILES },
  { "fchmodat", FILES },
  { "fchown", FILES },
  { "fdatasync", FILES },
  { "flock", FILES },
  { "fstatfs", FILES },
  { "fsync", FILES },
  { "ftruncate", FILES },
  { "getcwd", FILES },
  { "getdents64", FILES },
  { "getpeername", FILES },
  { "getsockname", FILES },
  { "getsockopt", FILES },
  { "kill", FILES },
  { "link", FILES },
  { "linkat", FILES },
  { "lstat", FILES },
  { "memfd_create", FILES },
  { "mkdir", FILES },
  { "mkdirat", FILES },
  { "mlock", FILES },
  { "mlock2", FILES },
  { "msync", FILES },
  { "munlock", FILES },
  { "open", FILES },
  { "openat", FILES },
  { "openat2", FILES },
  { "pipe", FILES },
  { "pipe2", FILES },
  { "preadv2", FILES },
  { "pwrite64", FILES },
  { "pwritev", FILES },
  { "pwritev2", FILES },
  { "readahead", FILES },
  { "readlink", FILES },
  { "readlinkat", FILES },
  { "rename", FILES },
  { "renameat", FILES },
  { "renameat2", FILES },
  { "rmdir", FILES },
  { "sendfile", FILES },
  { "setsockopt", FILES },
  { "signalfd4", FILES },
  { "stat", FILES },
  { "statfs", FILES },
  { "sync_file_range", FILES },
  { "timerfd_create", FILES },
  { "timerfd_gettime", FILES },
  { "timerfd_settime", FILES },
  { "unlink", FILES },
  { "unlinkat", FILES },
  { "utimensat", FILES },

  /* clients, children */
  { "accept", STARTS },
  { "accept4", STARTS },
  { "close_range", STARTS },
  { "execve", STARTS },
  { "fork", STARTS },
  { "getgroups", STARTS },
  { "getpgrp", STARTS },
  { "landlock_add_rule", STARTS },
  { "landlock_create_ruleset", STARTS },
  { "landlock_restrict_self", STARTS },
  { "pidfd_open", STARTS },
  { "pidfd_send_signal", STARTS },
  { "recvmmsg", STARTS },
  { "seccomp", STARTS },
  { "sendmmsg", STARTS },
  { "setrlimit", STARTS },
  { "vfork", STARTS },
  { "wait4", STARTS },
  { "waitid", STARTS },

  /* the system's manager */
  { "connect", PARENT },

  { NULL, 0 },
};

/* What libraries try and can do without; refused without ado. `clone3` hides its flags from a
 * filter. */
static const JlCallRefusal refused[] = {
  { "clone3", ENOSYS, ALL },
  { "get_mempolicy", ENOSYS, ALL },
  { "set_mempolicy", ENOSYS, ALL },
  { "mbind", ENOSYS, ALL },
  { "io_uring_setup", ENOSYS, ALL },
  { "sched_setaffinity", EPERM, ALL },
  { "setpriority", EPERM, ALL },
  { "ioprio_set", EPERM, ALL },
  { "access", EACCES, PICTURES },
  { "faccessat2", EACCES, PICTURES },
  { "open", EACCES, PICTURES },
  { "openat", EACCES, PICTURES },
  { "readlink", EACCES, PICTURES },
  { "readlinkat", EACCES, PICTURES },
  { "stat", EACCES, PICTURES },
  { "unlink", EACCES, PICTURES },
  { NULL, 0, 0 },
};

/**
 * jl_call_names_get_allowed:
 *
 * Returns: (transfer none): the calls that roles may make, ended by a row without a name
 */
const JlCallName *
jl_call_names_get_allowed (void)
{
  return allowed;
}

/**
 * jl_call_names_get_refused:
 *
 * Returns: (transfer none): the calls that fail, ended by a row without a name
 */
const JlCallRefusal *
jl_call_names_get_refused (void)
{
  return refused;
}
