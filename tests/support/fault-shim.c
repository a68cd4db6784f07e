// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Loaded before the C library (LD_PRELOAD) into the processes of a service under test. It stands
 * between them and the system, and
 *
 * - kills its process at a chosen call, before or after it is done: see FaultControl;
 * - writes down what is done to the files of a folder and what is synced, so that disk-image.c can
 *   tell what a disk would hold if the power failed at any moment;
 * - lets all writing in that folder fail;
 * - moves the clock.
 *
 * So the programs are tested as people run them, with nothing in them for the sake of the test. It
 * makes system calls itself, because a sanitizer's own functions of these names may run before it
 * is ready.
 */
/* Both names of each function are wanted: the one with 64 in it and the one without. */
#undef _FILE_OFFSET_BITS
#include "fault-control.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define MAX_FILES 1024
#define MAX_PATH 256
#define NS_PER_S INT64_C (1000000000)
/* Out of the way of the numbers that the service hands on to its children. */
#define TRACE_FD 900

/* A file of the watched folder, as long as it is open. */
typedef struct {
  uint64_t number; /* its inode; 0: not watched */
  char path[MAX_PATH];
} File;

static File files[MAX_FILES]; /* by descriptor */
static FaultControl *control; /* NULL: nothing shall befall this process */
static const char *folder;
static size_t folder_size;
static int trace_fd = -1;
static char program[16];

/* The subcommand, or `pictures` for the program that has none. */
static void
read_program (void)
{
  char line[256] = "";
  int fd = (int)syscall (SYS_openat, AT_FDCWD, "/proc/self/cmdline", O_RDONLY | O_CLOEXEC, 0);
  long size = syscall (SYS_read, fd, line, sizeof line - 2);
  const char *second = line + strlen (line) + 1;

  syscall (SYS_close, fd);
  snprintf (program,
            sizeof program,
            "%s",
            strstr (line, "jielid-pictures") != NULL || second - line >= size ? "pictures"
                                                                              : second);
}

static void __attribute__ ((constructor)) fault_shim_start (void)
{
  const char *control_path = getenv (FAULT_CONTROL_VARIABLE);
  const char *trace_path = getenv (FAULT_TRACE_VARIABLE);
  int fd;

  folder = getenv (FAULT_FOLDER_VARIABLE);
  if (control_path == NULL || folder == NULL)
    return;
  folder_size = strlen (folder);
  read_program ();
  if (trace_path != NULL) {
    fd = (int)syscall (SYS_openat, AT_FDCWD, trace_path, O_WRONLY | O_APPEND | O_CLOEXEC, 0);
    trace_fd = fcntl (fd, F_DUPFD_CLOEXEC, TRACE_FD);
    syscall (SYS_close, fd);
  }
  fd = (int)syscall (SYS_openat, AT_FDCWD, control_path, O_RDWR | O_CLOEXEC, 0);
  if (fd < 0)
    return; /* a picture worker, which may open nothing */
  control = mmap (NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (control == MAP_FAILED)
    abort ();
  syscall (SYS_close, fd);
}

static int
is_watched_path (const char *path)
{
  return control != NULL && path != NULL && strncmp (path, folder, folder_size) == 0 &&
         (path[folder_size] == '/' || path[folder_size] == '\0');
}

static File *
find_file (int fd)
{
  return control != NULL && fd >= 0 && fd < MAX_FILES && files[fd].number != 0 ? &files[fd] : NULL;
}

static uint64_t
get_number (int fd)
{
  struct stat info;

  return fstat (fd, &info) == 0 ? info.st_ino : 0;
}

static void
record (FaultOp op,
        uint64_t file,
        const char *path,
        uint64_t offset,
        const void *data,
        size_t data_size)
{
  FaultRecord head = { .magic = FAULT_MAGIC,
                       .op = op,
                       .path_size = path == NULL ? 0 : (uint32_t)strlen (path),
                       .data_size = (uint32_t)data_size,
                       .process = (uint32_t)syscall (SYS_gettid),
                       .file = file,
                       .offset = offset };
  struct iovec parts[] = { { &head, sizeof head },
                           { (void *)path, head.path_size },
                           { (void *)data, data_size } };
  int saved = errno;

  if (trace_fd >= 0)
    syscall (SYS_writev, trace_fd, parts, 3);
  errno = saved;
}

/* Whether @path ends as @pattern says, whose one `*` may stand for anything. */
static int
ends_like (const char *path, const char *pattern)
{
  const char *star = strchr (pattern, '*');
  const char *tail = star == NULL ? pattern : star + 1;
  size_t size = strlen (path);

  if (size < strlen (tail) || strcmp (path + size - strlen (tail), tail) != 0)
    return 0;
  if (star == NULL)
    return 1;
  for (const char *p = path; *p != '\0'; p++) {
    if (strncmp (p, pattern, (size_t)(star - pattern)) == 0)
      return 1;
  }
  return 0;
}

/* Where the page says so, this is the end. */
static void
strike (FaultCall call, const char *path, int is_after)
{
  if (control == NULL || atomic_load (&control->call) != (int)call ||
      control->is_after != is_after || strcmp (control->program, program) != 0 ||
      !ends_like (path, control->path) || atomic_fetch_sub (&control->countdown, 1) != 1)
    return;
  atomic_store (&control->killed, getpid ());
  kill (getpid (), SIGKILL);
}

static int
fails (void)
{
  int failure = atomic_load (&control->failure);

  if (failure != 0)
    errno = failure;
  return failure != 0;
}

/* Files. */

static int
open_watched (const char *path, int flags, mode_t mode)
{
  struct stat info;
  int exists = fstatat (AT_FDCWD, path, &info, AT_SYMLINK_NOFOLLOW) == 0;
  int creates = (flags & O_CREAT) != 0 && !exists;
  int fd;

  if (creates)
    strike (FAULT_CREATE, path, 0);
  if ((creates || (flags & O_TRUNC) != 0) && fails ())
    return -1;
  fd = (int)syscall (SYS_openat, AT_FDCWD, path, flags, mode);
  if (fd < 0 || fd >= MAX_FILES)
    return fd;
  files[fd].number = get_number (fd);
  snprintf (files[fd].path, MAX_PATH, "%s", path);
  if (creates)
    record (FAULT_OP_CREATE, files[fd].number, path, 0, NULL, 0);
  else if ((flags & O_TRUNC) != 0)
    record (FAULT_OP_TRUNCATE, files[fd].number, NULL, 0, NULL, 0);
  if (creates)
    strike (FAULT_CREATE, path, 1);
  return fd;
}

static int
open_any (int at, const char *path, int flags, mode_t mode)
{
  int fd;

  if (is_watched_path (path))
    return open_watched (path, flags, mode);
  fd = (int)syscall (SYS_openat, at, path, flags, mode);
  if (fd >= 0 && fd < MAX_FILES)
    files[fd].number = 0;
  return fd;
}

static mode_t
read_mode (int flags, va_list arguments)
{
  return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE ? va_arg (arguments, mode_t)
                                                                    : 0;
}

int
open (const char *path, int flags, ...)
{
  va_list arguments;
  mode_t mode;

  va_start (arguments, flags);
  mode = read_mode (flags, arguments);
  va_end (arguments);
  return open_any (AT_FDCWD, path, flags, mode);
}
int open64 (const char *path, int flags, ...) __attribute__ ((alias ("open")));

int
openat (int at, const char *path, int flags, ...)
{
  va_list arguments;
  mode_t mode;

  va_start (arguments, flags);
  mode = read_mode (flags, arguments);
  va_end (arguments);
  return open_any (at, path, flags, mode);
}
int openat64 (int at, const char *path, int flags, ...) __attribute__ ((alias ("openat")));

int
close (int fd)
{
  if (fd >= 0 && fd < MAX_FILES)
    files[fd].number = 0;
  return (int)syscall (SYS_close, fd);
}

static ssize_t
write_at (File *file, int fd, const void *data, size_t size, off_t offset)
{
  ssize_t result;

  strike (FAULT_WRITE, file->path, 0);
  if (fails ())
    return -1;
  result = syscall (SYS_pwrite64, fd, data, size, offset);
  if (result > 0)
    record (FAULT_OP_WRITE, file->number, NULL, (uint64_t)offset, data, (size_t)result);
  strike (FAULT_WRITE, file->path, 1);
  return result;
}

static int
is_of_service (int fd)
{
  int domain = 0;
  socklen_t size = sizeof domain;

  return control != NULL && atomic_load (&control->call) == FAULT_SEND &&
         getsockopt (fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain == AF_UNIX;
}

ssize_t
write (int fd, const void *data, size_t size)
{
  File *file = find_file (fd);
  ssize_t result;
  off_t offset;

  if (file == NULL)
    return syscall (SYS_write, fd, data, size);
  offset = (off_t)syscall (SYS_lseek, fd, 0, SEEK_CUR);
  result = write_at (file, fd, data, size, offset);
  if (result > 0)
    syscall (SYS_lseek, fd, offset + result, SEEK_SET);
  return result;
}

ssize_t
pwrite (int fd, const void *data, size_t size, off_t offset)
{
  File *file = find_file (fd);

  return file == NULL ? syscall (SYS_pwrite64, fd, data, size, offset)
                      : write_at (file, fd, data, size, offset);
}
ssize_t pwrite64 (int fd, const void *data, size_t size, off64_t offset)
    __attribute__ ((alias ("pwrite")));

ssize_t
send (int fd, const void *data, size_t size, int flags)
{
  int strikes = is_of_service (fd);
  ssize_t result;

  if (strikes)
    strike (FAULT_SEND, "", 0);
  result = syscall (SYS_sendto, fd, data, size, flags, NULL, 0);
  if (strikes)
    strike (FAULT_SEND, "", 1);
  return result;
}

int
ftruncate (int fd, off_t size)
{
  File *file = find_file (fd);
  int result;

  if (file == NULL)
    return (int)syscall (SYS_ftruncate, fd, size);
  strike (FAULT_TRUNCATE, file->path, 0);
  if (fails ())
    return -1;
  result = (int)syscall (SYS_ftruncate, fd, size);
  if (result == 0)
    record (FAULT_OP_TRUNCATE, file->number, NULL, (uint64_t)size, NULL, 0);
  strike (FAULT_TRUNCATE, file->path, 1);
  return result;
}
int ftruncate64 (int fd, off64_t size) __attribute__ ((alias ("ftruncate")));

static int
sync_file (int fd, long call)
{
  File *file = find_file (fd);
  int result;

  if (file == NULL)
    return (int)syscall (call, fd);
  strike (FAULT_SYNC, file->path, 0);
  record (FAULT_OP_SYNC, file->number, file->path, 0, NULL, 0);
  result = (int)syscall (call, fd);
  if (result == 0)
    record (FAULT_OP_SYNCED, file->number, file->path, 0, NULL, 0);
  strike (FAULT_SYNC, file->path, 1);
  return result;
}

int
fsync (int fd)
{
  return sync_file (fd, SYS_fsync);
}

int
fdatasync (int fd)
{
  return sync_file (fd, SYS_fdatasync);
}

/* Names. */

int
rename (const char *from, const char *to)
{
  int result;

  if (!is_watched_path (from) && !is_watched_path (to))
    return (int)syscall (SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
  strike (FAULT_RENAME, to, 0);
  if (fails ())
    return -1;
  result = (int)syscall (SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
  if (result == 0)
    record (FAULT_OP_RENAME, 0, from, 0, to, strlen (to));
  strike (FAULT_RENAME, to, 1);
  return result;
}

static int
unlink_any (const char *path, int flags)
{
  int is_watched = is_watched_path (path);
  int result;

  if (is_watched)
    strike (FAULT_UNLINK, path, 0);
  if (is_watched && atomic_load (&control->failure) == EROFS && fails ())
    return -1;
  result = (int)syscall (SYS_unlinkat, AT_FDCWD, path, flags);
  if (is_watched && result == 0)
    record (FAULT_OP_UNLINK, 0, path, 0, NULL, 0);
  if (is_watched)
    strike (FAULT_UNLINK, path, 1);
  return result;
}

int
unlink (const char *path)
{
  return unlink_any (path, 0);
}

int
rmdir (const char *path)
{
  return unlink_any (path, AT_REMOVEDIR);
}

int
remove (const char *path)
{
  return unlink_any (path, 0) == 0 || (errno == EISDIR && unlink_any (path, AT_REMOVEDIR) == 0)
             ? 0
             : -1;
}

int
mkdir (const char *path, mode_t mode)
{
  int is_watched = is_watched_path (path);
  int result;

  if (is_watched && fails ())
    return -1;
  result = (int)syscall (SYS_mkdirat, AT_FDCWD, path, mode);
  if (is_watched && result == 0)
    record (FAULT_OP_MAKE_FOLDER, 0, path, 0, NULL, 0);
  return result;
}

/* A process that may only write small files could not write down what it does. */
int
setrlimit (__rlimit_resource_t resource, const struct rlimit *limit)
{
  if (resource == RLIMIT_FSIZE && trace_fd >= 0)
    return 0;
  return (int)syscall (SYS_prlimit64, 0, resource, limit, NULL);
}
int setrlimit64 (__rlimit_resource_t resource, const struct rlimit64 *limit)
    __attribute__ ((alias ("setrlimit")));

/* The clock of the day. */

int
clock_gettime (clockid_t clock, struct timespec *time)
{
  int result = (int)syscall (SYS_clock_gettime, clock, time);
  int64_t now;

  if (result != 0 || control == NULL || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE))
    return result;
  now = time->tv_sec * NS_PER_S + time->tv_nsec + atomic_load (&control->clock_offset);
  time->tv_sec = now / NS_PER_S;
  time->tv_nsec = now % NS_PER_S;
  return result;
}

int
gettimeofday (struct timeval *restrict time, void *restrict zone)
{
  struct timespec now;

  (void)zone;
  clock_gettime (CLOCK_REALTIME, &now);
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t
time (time_t *result)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  if (result != NULL)
    *result = now.tv_sec;
  return now.tv_sec;
}
