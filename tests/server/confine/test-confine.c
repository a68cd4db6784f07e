// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-confine.h"
#include "jl-landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a confined process does: each role tries everything, in a process of its own. */

typedef struct {
  char *open_dir;   /* may be written */
  char *shown_dir;  /* may be read */
  char *hidden_dir; /* is not named */
  char *used_file;  /* in it, may be used */
  int tcp_fd;       /* as if inherited */
} Fixture;

static void
write_file (const char *path)
{
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
}

static char *
make_dir (const char *base, const char *name)
{
  char *path = g_build_filename (base, name, NULL);
  g_autofree char *file = g_build_filename (path, "file", NULL);

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  write_file (file);
  return path;
}

static void
setup (Fixture *self, gconstpointer data)
{
  const char *base = g_get_user_data_dir ();

  self->open_dir = make_dir (base, "open");
  self->shown_dir = make_dir (base, "shown");
  self->hidden_dir = make_dir (base, "hidden");
  self->used_file = g_build_filename (self->hidden_dir, "used", NULL);
  write_file (self->used_file);
  self->tcp_fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static void
teardown (Fixture *self, gconstpointer data)
{
  close (self->tcp_fd);
  g_free (self->open_dir);
  g_free (self->shown_dir);
  g_free (self->hidden_dir);
  g_free (self->used_file);
}

/* Attempts: 0, or the errno. */

static int
try_open (const char *directory, const char *name, int flags)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  int fd = open (path, flags, 0600);

  return fd >= 0 ? 0 : errno;
}

static int
try_passwd (Fixture *self)
{
  return try_open ("/etc", "passwd", O_RDONLY);
}

static int
try_read_shown (Fixture *self)
{
  return try_open (self->shown_dir, "file", O_RDONLY);
}

static int
try_write_shown (Fixture *self)
{
  return try_open (self->shown_dir, "file", O_RDWR);
}

static int
try_read_hidden (Fixture *self)
{
  return try_open (self->hidden_dir, "file", O_RDONLY);
}

static int
try_use (Fixture *self)
{
  return try_open (self->used_file, NULL, O_RDWR);
}

static int
try_create_open (Fixture *self)
{
  return try_open (self->open_dir, "new", O_RDWR | O_CREAT);
}

static int
try_create_hidden (Fixture *self)
{
  return try_open (self->hidden_dir, "new", O_RDWR | O_CREAT);
}

static int
try_remove_used (Fixture *self)
{
  return unlink (self->used_file) == 0 ? 0 : errno;
}

static int
try_execute (Fixture *self)
{
  execl ("/bin/true", "true", NULL);
  return errno;
}

static int
try_fork (Fixture *self)
{
  pid_t pid = fork ();

  if (pid == 0)
    _exit (0);
  return pid > 0 ? 0 : errno;
}

static gpointer
thread_func (gpointer data)
{
  return data;
}

static int
try_thread (Fixture *self)
{
  return g_thread_join (g_thread_new ("a", thread_func, self)) == self ? 0 : ECHILD;
}

static int
try_inet (Fixture *self)
{
  return socket (AF_INET, SOCK_STREAM, 0) >= 0 ? 0 : errno;
}

static int
try_unix (Fixture *self)
{
  return socket (AF_UNIX, SOCK_DGRAM, 0) >= 0 ? 0 : errno;
}

static int
try_netlink (Fixture *self)
{
  return socket (AF_NETLINK, SOCK_RAW, 0) >= 0 ? 0 : errno;
}

static int
try_connect (Fixture *self)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = htons (9),
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };

  return connect (self->tcp_fd, (struct sockaddr *)&address, sizeof address) == 0 ? 0 : errno;
}

static int
try_trace (Fixture *self)
{
  return ptrace (PTRACE_TRACEME, 0, NULL, NULL) == 0 ? 0 : errno;
}

static int
try_namespace (Fixture *self)
{
  return unshare (CLONE_NEWUSER) == 0 ? 0 : errno;
}

static int
try_clone_namespace (Fixture *self)
{
  long pid = syscall (SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, NULL);

  if (pid == 0)
    _exit (0);
  return pid > 0 ? 0 : errno;
}

static int
try_memory_of_others (Fixture *self)
{
  struct iovec part = { self, sizeof *self };

  return process_vm_readv (getppid (), &part, 1, &part, 1, 0) >= 0 ? 0 : errno;
}

static int
try_kill_other (Fixture *self)
{
  return kill (getppid (), 0) == 0 ? 0 : errno;
}

/* What becomes of an attempt: an errno, or KILLED. */
#define KILLED 1000

static const struct {
  const char *name;
  int (*func) (Fixture *self);
  int parent, worker, indexer, pictures;
  int version; /* of Landlock that refuses it, where no filter does; 0: any kernel refuses */
  const char *call;
} attempts[] = {
  { "passwd", try_passwd, EACCES, EACCES, EACCES, EACCES, 1, NULL },
  { "read-shown", try_read_shown, 0, 0, 0, EACCES, 0, NULL },
  { "write-shown", try_write_shown, EACCES, EACCES, EACCES, EACCES, 1, NULL },
  { "read-hidden", try_read_hidden, EACCES, EACCES, EACCES, EACCES, 1, NULL },
  { "use", try_use, 0, 0, 0, EACCES, 0, NULL },
  { "create-open", try_create_open, 0, 0, 0, EACCES, 0, NULL },
  { "create-hidden", try_create_hidden, EACCES, EACCES, EACCES, EACCES, 1, NULL },
  { "remove-used", try_remove_used, EACCES, EACCES, EACCES, EACCES, 1, NULL },
  { "execute", try_execute, EACCES, EACCES, KILLED, KILLED, 1, "execve" },
  { "fork", try_fork, 0, 0, KILLED, KILLED, 0, "clone" },
  { "thread", try_thread, 0, 0, 0, 0, 0, NULL },
  { "inet", try_inet, KILLED, KILLED, KILLED, KILLED, 0, "socket" },
  { "unix", try_unix, 0, 0, 0, KILLED, 0, "socket" },
  { "netlink", try_netlink, KILLED, KILLED, KILLED, KILLED, 0, "socket" },
  { "connect", try_connect, EACCES, KILLED, KILLED, KILLED, 4, "connect" },
  { "trace", try_trace, KILLED, KILLED, KILLED, KILLED, 0, "ptrace" },
  { "namespace", try_namespace, KILLED, KILLED, KILLED, KILLED, 0, "unshare" },
  { "clone-namespace", try_clone_namespace, KILLED, KILLED, KILLED, KILLED, 0, "clone" },
  { "memory-of-others",
    try_memory_of_others,
    KILLED,
    KILLED,
    KILLED,
    KILLED,
    0,
    "process_vm_readv" },
  { "kill-other", try_kill_other, EPERM, EPERM, EPERM, KILLED, 6, "kill" },
};

static void
enter (Fixture *self, JlConfineRole role)
{
  g_autoptr (JlConfine) confine = jl_confine_new (role);
  g_autoptr (GError) error = NULL;

  if (role != JL_CONFINE_PICTURES) {
    jl_confine_allow_system (confine);
    jl_confine_allow (confine, JL_CONFINE_WRITE, self->open_dir);
    jl_confine_allow (confine, JL_CONFINE_READ, self->shown_dir);
    jl_confine_allow (confine, JL_CONFINE_USE, self->used_file);
  }
  if (!jl_confine_enter (confine, &error)) {
    g_printerr ("%s\n", error->message);
    _exit (200);
  }
}

/* Runs @func in a confined process. Returns: what became of it; @said: what it wrote */
static int
attempt (Fixture *self, JlConfineRole role, int (*func) (Fixture *self), char **said)
{
  char text[1024] = "";
  int fds[2];
  int status;
  pid_t pid;

  g_assert_cmpint (pipe (fds), ==, 0);
  pid = fork ();
  if (pid == 0) {
    dup2 (fds[1], STDERR_FILENO);
    close (fds[0]);
    enter (self, role);
    _exit (func (self));
  }
  close (fds[1]);
  for (gsize length = 0; length < sizeof text - 1;) {
    gssize n = read (fds[0], text + length, sizeof text - 1 - length);

    if (n <= 0)
      break;
    length += (gsize)n;
  }
  close (fds[0]);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  *said = g_strdup (text);
  if (WIFSIGNALED (status)) {
    g_assert_cmpint (WTERMSIG (status), ==, SIGSYS);
    return KILLED;
  }
  return WEXITSTATUS (status);
}

static void
test_role (Fixture *self, gconstpointer data)
{
  JlConfineRole role = GPOINTER_TO_UINT (data);
  int version = jl_landlock_get_version ();

  for (guint i = 0; i < G_N_ELEMENTS (attempts); i++) {
    const int expected[] = {
      attempts[i].parent, attempts[i].worker, attempts[i].indexer, attempts[i].pictures
    };
    int wanted = expected[role];
    g_autofree char *said = NULL;
    int result;

#ifdef __SANITIZE_ADDRESS__
    if (wanted == KILLED)
      continue; /* see jl_confine_enter() */
#endif
    if (wanted != 0 && wanted != KILLED && version < attempts[i].version) {
      g_test_message ("%s: this kernel's Landlock does not refuse it", attempts[i].name);
      continue;
    }
    result = attempt (self, role, attempts[i].func, &said);
    g_test_message ("%s: %d %s", attempts[i].name, result, said);
    g_assert_cmpint (result, ==, wanted);
    if (wanted == KILLED) {
      g_autofree char *call = g_strdup_printf ("(%s) is not allowed", attempts[i].call);

      g_assert_nonnull (strstr (said, call));
    }
  }
}

static int
read_status (Fixture *self)
{
  g_autofree char *status = NULL;
  struct rlimit limit;

  g_file_get_contents ("/proc/self/status", &status, NULL, NULL);
  if (status == NULL || strstr (status, "NoNewPrivs:\t1\n") == NULL)
    return 1;
#ifndef __SANITIZE_ADDRESS__
  if (strstr (status, "Seccomp:\t2\n") == NULL)
    return 2;
#endif
  return getrlimit (RLIMIT_CORE, &limit) == 0 && limit.rlim_max == 0 ? 0 : 3;
}

static void
test_status (Fixture *self, gconstpointer data)
{
  for (guint role = 0; role < JL_CONFINE_PICTURES; role++) {
    g_autofree char *said = NULL;

    g_assert_cmpint (attempt (self, role, read_status, &said), ==, 0);
  }
}

/* What a process starts has no more than itself. */
static int
try_in_child (Fixture *self)
{
  pid_t pid = fork ();
  int status;

  if (pid == 0)
    _exit (try_passwd (self));
  return waitpid (pid, &status, 0) == pid ? WEXITSTATUS (status) : ECHILD;
}

static void
test_children (Fixture *self, gconstpointer data)
{
  g_autofree char *said = NULL;

  if (jl_landlock_get_version () == 0) {
    g_test_skip ("this kernel has no Landlock");
    return;
  }
  g_assert_cmpint (attempt (self, JL_CONFINE_WORKER, try_in_child, &said), ==, EACCES);
}

static gpointer
wait_func (gpointer data)
{
  g_mutex_lock (data);
  g_mutex_unlock (data);
  return NULL;
}

/* Threads that run already would keep what the process gives up: that is refused. */
static void
test_threads (Fixture *self, gconstpointer data)
{
  g_autoptr (JlConfine) confine = jl_confine_new (JL_CONFINE_WORKER);
  g_autoptr (GError) error = NULL;
  GMutex mutex;
  GThread *thread;

  g_mutex_init (&mutex);
  g_mutex_lock (&mutex);
  thread = g_thread_new ("a", wait_func, &mutex);
  g_assert_false (jl_confine_enter (confine, &error));
  g_assert_nonnull (error);
  g_mutex_unlock (&mutex);
  g_thread_join (thread);
  g_mutex_clear (&mutex);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(path, func, data)                                                                      \
  g_test_add ("/confine/" path, Fixture, GUINT_TO_POINTER (data), setup, func, teardown)
  ADD ("parent", test_role, JL_CONFINE_PARENT);
  ADD ("worker", test_role, JL_CONFINE_WORKER);
  ADD ("indexer", test_role, JL_CONFINE_INDEXER);
  ADD ("pictures", test_role, JL_CONFINE_PICTURES);
  ADD ("status", test_status, 0);
  ADD ("children", test_children, 0);
  ADD ("threads", test_threads, 0);
#undef ADD
  return g_test_run ();
}
